"""The issue (ärende): what admission must remember of it, and when it stands open.

`Issue` is folded from the events; verdicts never read it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from domain.agency_state import EMPLOYER
from domain.agreement_state import Framework
from domain.base import Count, Event, Organisation, Refused
from domain.side import side
from domain.when import When


class IssueEvent(Event, frozen=True, kw_only=True):
    """Something that happened in an issue, in one of its rounds."""

    round: Count | None = None
    """The round it belongs to; the one that stands, when left out."""


class NotRaised(Refused):
    """There is no such issue here. Raise it first: POST /issues, issue-raised.v1."""

    rule = "0.1"
    sv = "Ärendet finns inte här. Väck det först: POST /issues med issue-raised.v1."


class IssueEnded(Refused):
    """The issue was {ended}, so its procedure stands still. Record issue-reopened.v1
    first if it goes on.
    """

    rule = "0.3"
    sv = """Ärendet är avslutat ({ended}), så förfarandet står stilla. Registrera först
    issue-reopened.v1 om det fortsätter."""


class UnknownParty(Refused):
    """The organisation {party} is not in the agency's register. Record
    organisation-registered.v1 or organisation-bound.v1 first, or mend the spelling.
    """

    rule = "0.4"
    sv = """Organisationen {party} finns inte i myndighetens register. Registrera först
    organisation-registered.v1 eller organisation-bound.v1, eller rätta stavningen."""


class UnknownRound(Refused):
    """The event names round {named}, but the issue is in round {round}. Leave the
    round out, or record issue-reopened.v1 first.
    """

    rule = "0.5"
    sv = """Händelsen anger omgång {named}, men ärendet är i omgång {round}. Utelämna
    omgången, eller registrera först issue-reopened.v1."""


class SpokenForAnother(Refused):
    """{actor} cannot speak for {party}. Let {party} record it, or the employer where
    the event is the employer's too.
    """

    rule = "0.10"
    sv = """{actor} kan inte tala för {party}. Låt {party} registrera det, eller
    arbetsgivaren om händelsen också är arbetsgivarens."""


class RaisedTwice(Refused):
    """The issue exists already. Record what happened next in it, or raise another
    issue: POST /issues.
    """

    rule = "1.1"
    sv = """Ärendet finns redan. Registrera det som hände sedan i det, eller väck ett
    annat ärende: POST /issues."""


Seat = tuple[int, Organisation]
"""A party in a round."""


class Negotiation(msgspec.Struct, frozen=True):
    """The negotiations with one party in one round: the first of each step.

    A later one does not undo what came of an earlier one.
    """

    demanded: When
    local_concluded: When | None = None
    central_requested: When | None = None
    is_open: bool = True
    """The one demanded last has not been concluded locally."""


class Decision(msgspec.Struct, frozen=True):
    """A decision that was made; not `standing` once superseded or revoked."""

    made: When
    round: int
    proposal_version: int
    standing: bool = True


class Minutes(msgspec.Struct, frozen=True):
    """The latest draft of the minutes of one meeting day, and who has approved it."""

    version: int
    meeting_on: date
    approvers: frozenset[tuple[str, str]] = frozenset()
    """Pairs of side and person."""
    approved: frozenset[str] = frozenset()
    """Sides that have approved this version."""


class Disposal(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that the sealed text is to be destroyed."""

    round: int
    """The round in which it was made; it falls when another begins."""
    classes: tuple[str, ...]
    dispose_from: date | None
    decided_by: str | None
    """The person."""
    approved: bool = False
    carried_out: bool = False


class Issue(msgspec.Struct, frozen=True):
    """What admission must remember of an issue; folded from its events."""

    raised: bool = False
    topic: str | None = None
    round: int = 0
    ended_on: date | None = None
    """The day on which it was withdrawn or closed, while it is."""
    ended: Literal["withdrawn", "closed"] | None = None
    proposal: int = 1
    perspectives: frozenset[str] = frozenset()
    summoned: frozenset[Seat] = frozenset()
    present: frozenset[Seat] = frozenset()
    presence: Mapping[date, frozenset[str]] = {}
    """The sides that were present, by meeting day; `employer` is one."""
    first_occasion: Mapping[int, When] = {}
    """By round: the earliest meeting held or written round begun."""
    first_meeting_set: Mapping[int, When] = {}
    """By round: the earliest meeting summoned to."""
    postponed: frozenset[Seat] = frozenset()
    conclusions: Mapping[tuple[int, Organisation, str], str] = {}
    """Outcome by round, party and level."""
    escalated: frozenset[int] = frozenset()
    negotiations: Mapping[Seat, Negotiation] = {}
    central_waivers: frozenset[Seat] = frozenset()
    contractor_negotiation: bool = False
    vetoes: frozenset[Organisation] = frozenset()
    excepted: bool = False
    decisions: Mapping[str, Decision] = {}
    started: When | None = None
    follow_ups: frozenset[str] = frozenset()
    followed_up: When | None = None
    """The latest follow-up."""
    minutes: Mapping[str, Minutes] = {}
    claims: frozenset[Organisation] = frozenset()
    disposals: Mapping[str, Disposal] = {}

    def in_round(self, event: IssueEvent) -> int:
        """Return the round of *event*: its own, or the one that stands."""
        return event.round or self.round

    def standing_decision(self) -> str | None:
        """Return the id of a decision that stands, None if there is none."""
        standing = (id_ for id_, made in self.decisions.items() if made.standing)
        return next(standing, None)


def stamped(event: IssueEvent, issue: Issue) -> IssueEvent:
    """Return *event* with its round stated, the one that stands unless it says.

    Raises: UnknownRound.
    """
    if event.round and event.round > max(issue.round, 1):
        raise UnknownRound(named=event.round, round=issue.round)
    return msgspec.structs.replace(event, round=event.round or max(issue.round, 1))


def changed(issue: Issue, **fields: object) -> Issue:
    """Return *issue* with *fields* as given."""
    return msgspec.structs.replace(issue, **fields)


def new(issue: Issue) -> None:
    """1.1: an issue begins once."""
    if issue.raised:
        raise RaisedTwice


def known(issue: Issue) -> None:
    """0.1: there is an issue, ended or not."""
    if not issue.raised:
        raise NotRaised


def not_withdrawn(issue: Issue) -> None:
    """0.1, 0.3: there is an issue and it was not withdrawn."""
    known(issue)
    if issue.ended == "withdrawn":
        raise IssueEnded(ended=issue.ended)


def ongoing(issue: Issue) -> None:
    """0.1, 0.3: there is an issue, neither withdrawn nor closed."""
    known(issue)
    if issue.ended:
        raise IssueEnded(ended=issue.ended)


def known_parties(framework: Framework, *parties: Organisation | None) -> None:
    """0.4: every organisation that is named stands in the agency's register."""
    for party in parties:
        if party and not framework.agency.knows(party):
            raise UnknownParty(party=party)


def speaking_for(
    event: IssueEvent, framework: Framework, party: Organisation | None
) -> None:
    """0.4, 0.10: the party is known; it speaks for itself, or the employer for it."""
    known_parties(framework, party)
    own = side(event.actor.role, event.actor.party)
    if party and own not in (EMPLOYER, party):
        raise SpokenForAnother(actor=own or event.actor.role, party=party)
