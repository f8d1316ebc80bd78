"""Confidentiality (tystnadsplikt, MBL 21–22 §§), and findings of those who judge."""

from typing import Literal

from domain.agency_state import EMPLOYER
from domain.agreement_state import Framework
from domain.base import Organisation, Reference, Refused, Text
from domain.issue import (
    Issue,
    IssueEvent,
    SpokenForAnother,
    changed,
    known_parties,
    speaking_for,
)
from domain.side import side


class ConfidentialityClaimed(
    IssueEvent, frozen=True, kw_only=True, tag="confidentiality-claimed.v1"
):
    """A side claimed that what it gave is to be kept confidential."""

    party: Organisation
    """`employer`, or an organisation."""
    ground: Text | None = None


class ConfidentialityResolved(
    IssueEvent, frozen=True, kw_only=True, tag="confidentiality-resolved.v1"
):
    """The claim was settled."""

    party: Organisation
    how: Literal["negotiated", "court", "lifted"]


class FindingRecorded(IssueEvent, frozen=True, kw_only=True, tag="finding-recorded.v1"):
    """Somebody with the standing to judge found something."""

    by: Literal["court", "settlement", "audit"]
    about: Reference
    """The id of an event, or the number of a question (Q11)."""
    verdict: Literal["compliant", "breach"]
    ref: Reference
    parties: tuple[Organisation, ...] = ()
    """Whom it binds beside the employer; none: not said."""


class NoClaim(Refused):
    """There is no claim of confidentiality by {party} to settle. Record
    confidentiality-claimed.v1 first.
    """

    rule = "34.1"
    sv = """Det finns ingen begäran om tystnadsplikt från {party} att avgöra. Registrera
    först confidentiality-claimed.v1."""


class LiftedByAnother(Refused):
    """The claim of {party} to confidentiality is said to be lifted by {actor}. Only
    {party} lifts it: let {party} record that, or say in `how` that it was negotiated or
    settled in court.
    """

    rule = "34.2"
    sv = """Begäran om tystnadsplikt från {party} sägs ha återtagits av {actor}. Det kan
    bara {party} göra: låt {party} registrera det, eller ange i `how` att den avgjorts
    vid förhandling eller i domstol."""


def may_find(event: FindingRecorded, _: Issue, framework: Framework) -> None:
    """0.4: whom it binds stands in the register."""
    known_parties(framework, *event.parties)


def may_claim(event: ConfidentialityClaimed, _: Issue, framework: Framework) -> None:
    """0.4, 0.10: a known side, and no union for another side."""
    own = side(event.actor.role, event.actor.party)
    if event.party != EMPLOYER:
        speaking_for(event, framework, event.party)
    elif own != EMPLOYER:
        raise SpokenForAnother(actor=own or event.actor.role, party=EMPLOYER)


def may_resolve(event: ConfidentialityResolved, issue: Issue, _: Framework) -> None:
    """34.1, 34.2: a claim was made, and nobody but whoever made it lifts it."""
    if event.party not in issue.claims:
        raise NoClaim(party=event.party)
    own = side(event.actor.role, event.actor.party)
    if event.how == "lifted" and own != event.party:
        raise LiftedByAnother(party=event.party, actor=own or event.actor.role)


def claim(issue: Issue, event: ConfidentialityClaimed) -> Issue:
    """Remember the claim."""
    return changed(issue, claims=issue.claims | {event.party})


def resolve(issue: Issue, event: ConfidentialityResolved) -> Issue:
    """Forget it."""
    return changed(issue, claims=issue.claims - {event.party})
