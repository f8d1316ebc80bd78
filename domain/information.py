"""Information under MBL 19 §: the employer tells, nobody needs to answer."""

from domain.agreement_state import Framework
from domain.base import Organisation, Refused, Slug
from domain.issue import Issue, IssueEvent, known_parties


class InformationProvided(
    IssueEvent, frozen=True, kw_only=True, tag="information-provided.v1"
):
    """The employer informed the parties named."""

    parties: tuple[Organisation, ...]
    topic: Slug | None = None


class NoReceivingParty(Refused):
    """Information was provided to nobody: `parties` is empty. Name who received it."""

    rule = "3.1"
    sv = "Information lämnades till ingen: `parties` är tom. Ange vem som fick den."


def may_inform(event: InformationProvided, _: Issue, framework: Framework) -> None:
    """3.1, 0.4: somebody received it, and is known."""
    if not event.parties:
        raise NoReceivingParty
    known_parties(framework, *event.parties)
