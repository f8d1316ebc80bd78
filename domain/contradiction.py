"""What a change to an earlier event would break: the articles 32.4 and 33.1."""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.base import Refused
from domain.correction import Change, EventCorrected


class CorrectionContradicts(Refused):
    """With this correction the record would contradict itself (article
    {article}).{because_en} Correct or annul the later event first.
    """

    rule = "32.4"
    sv = """Med rättelsen skulle registret motsäga sig självt (artikel
    {article}).{because_sv} Rätta eller makulera den senare händelsen först."""


class LaterEventDepends(Refused):
    """Without this event a later one would contradict the record (article
    {article}).{because_en} Annul the later event first; if that is a disposal carried
    out, reopen the issue instead (issue-reopened.v1).
    """

    rule = "33.1"
    sv = """Utan händelsen skulle en senare motsäga registret (artikel
    {article}).{because_sv} Makulera den senare händelsen först; är den en verkställd
    gallring, återuppta ärendet i stället (issue-reopened.v1)."""


def contradicts(change: Change, because: Refused, *, hidden: bool) -> Refused:
    """Return the refusal of a change with which *because* would hold of an entry.

    *hidden*: the entry does not exist for whoever asks, so that its article alone is
    told.
    """
    sentences = {
        f"because_{language}": "" if hidden else f" {because.sentence(language)}"
        for language in ("en", "sv")
    }
    if isinstance(change, EventCorrected):
        return CorrectionContradicts(article=because.rule, **sentences)
    return LaterEventDepends(article=because.rule, **sentences)


@contextmanager
def contradicting(change: Change, *, hidden: bool) -> Iterator[None]:
    """Refuse the change by whatever is refused within, as `contradicts`."""
    try:
        yield
    except Refused as because:
        raise contradicts(change, because, hidden=hidden) from because
