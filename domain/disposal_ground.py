"""The ground of a disposal: retention classes that cover the text, and whose time is
over. Which retention applies is for regulations to say; the register holds it as data.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.agency_state import RetentionClass
from domain.agreement_state import Framework
from domain.base import Event, Recorded, Refused, Slug, kind
from domain.correction import root
from domain.issue import Issue
from domain.sealing import withhold


class RetentionUnknown(Refused):
    """There is no retention class {retention_class} in the register. Name one of
    {known}, or record retention-class-adopted.v1 first.
    """

    rule = "36.6"
    sv = """Det finns ingen gallringsklass {retention_class} i registret. Ange någon av
    {known}, eller registrera först retention-class-adopted.v1."""


class RegisterWithoutRetention(RetentionUnknown):
    """There is no retention class {retention_class} in the register, which has none at
    all. Record retention-class-adopted.v1 first.
    """

    sv = """Det finns ingen gallringsklass {retention_class} i registret, som inte har
    någon alls. Registrera först retention-class-adopted.v1."""


class RetentionNotInForce(Refused):
    """The retention class {retention_class} is in force from {valid_from}, and this is
    said to have been on {day}. Wait until then, or name another class.
    """

    rule = "36.7"
    sv = """Gallringsklassen {retention_class} gäller från {valid_from}, och detta sägs
    ha skett {day}. Vänta till dess, eller ange en annan klass."""


class KeptForEver(Refused):
    """What belongs to the retention class {retention_class} is kept for ever, by
    {ground}. Leave the text, or name another class that covers it.
    """

    rule = "36.8"
    sv = """Det som hör till gallringsklassen {retention_class} bevaras, enligt
    {ground}. Låt texten vara, eller ange en annan klass som omfattar den."""


class RetentionNotOver(Refused):
    """The retention class {retention_class} keeps the text for {years} years after the
    issue ended and the last of it was recorded, until {due}, and this is said to have
    been on {day}. Wait until then.
    """

    rule = "36.9"
    sv = """Enligt gallringsklassen {retention_class} ska texten finnas kvar i {years}
    år efter att ärendet avslutades och den sista registrerades, till {due}, och detta
    sägs ha skett {day}. Vänta till dess."""


class KindNotCovered(Refused):
    """The issue holds sealed text of the kind {kind}, on the topic {topic}, which none
    of the classes {classes} covers. Name a class that does as well.
    """

    rule = "36.10"
    sv = """Ärendet innehåller förseglad text av slaget {kind}, i ämnet {topic}, som
    ingen av klasserna {classes} omfattar. Ange också en klass som gör det."""


def time_is_over(
    event: Event, classes: Sequence[Slug], since: date, framework: Framework
) -> None:
    """36.6–36.9: each class is known and in force, its years over, counted from the day
    *since*.
    """
    day = event.occurred.day
    for each in _known(classes, framework):
        found = {"retention_class": each.retention_class, "day": day}
        if day < each.valid_from:
            raise RetentionNotInForce(**found, valid_from=each.valid_from)
        if each.keep_years is None:
            raise KeptForEver(**found, ground=each.ground)
        over = years_after(since, each.keep_years)
        if day < over:
            raise RetentionNotOver(**found, years=each.keep_years, due=over)


def all_is_covered(
    classes: Sequence[Slug], kinds: Sequence[str], issue: Issue, framework: Framework
) -> None:
    """36.10: one of the classes covers each kind of which there is sealed text."""
    known = _known(classes, framework)
    assert issue.topic is not None
    for found in kinds:
        if not any(each.covers(found, issue.topic) for each in known):
            named = ", ".join(sorted(classes))
            raise KindNotCovered(kind=found, topic=issue.topic, classes=named)


def with_text(
    history: Sequence[Recorded], since: int, apart: tuple[type[Event], ...]
) -> Iterator[tuple[Recorded, Event]]:
    """Yield the entries after the version *since* that have sealed text, each with what
    it is about.

    The annulled count too; the text of a correction or annulment goes with what it
    changes. *apart*: events that are not looked for.
    """
    for entry in history[since:]:
        about = root(entry, history).event
        if not isinstance(about, apart) and withhold(entry.event)[1]:
            yield entry, about


def unversioned(event: Event | type[Event]) -> str:
    """Return the stored name without its version: `minutes-drafted`."""
    return kind(event).rpartition(".")[0]


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; after 29 February, 1 March.

    Past the last year there is, the last day there is.
    """
    year = day.year + years
    if year > date.max.year:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _known(classes: Sequence[Slug], framework: Framework) -> list[RetentionClass]:
    register = framework.agency.retention
    for each in classes:
        if not register:
            raise RegisterWithoutRetention(retention_class=each)
        if each not in register:
            known = ", ".join(sorted(register))
            raise RetentionUnknown(retention_class=each, known=known)
    return [register[each] for each in classes]
