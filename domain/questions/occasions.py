"""The occasions on which a party could speak on a matter, and which of them called it.

Part of Q3 and Q5. An occasion counts from when the party could first speak on it.
"""

from collections.abc import Iterable, Iterator

import msgspec

from domain import when
from domain.base import Recorded
from domain.consultation import ConsultationConcluded
from domain.issue import IssueEvent
from domain.meeting import DocumentsDispatched, ForumSummoned, MeetingHeld
from domain.negotiation import (
    LocalNegotiationConcluded,
    NegotiationDemanded,
    NegotiationMeetingHeld,
)
from domain.perspective import PerspectiveSubmitted
from domain.questions.case import Case
from domain.questions.judging import Finding, found, same_day
from domain.raising import IssueRaised, raised_for


class Occasion(msgspec.Struct, frozen=True):
    """An entry that let a party speak, in which round, and since when."""

    entry: Recorded
    round: int
    since: when.When
    """A summons: when its meeting was to begin. All else: when it occurred."""


def calls(case: Case, party: str) -> list[Occasion]:
    """Return how the employer called the party, or met it, in any round."""
    return [
        *_summonses(case, party),
        *_by_documents(case, party, written=True),
        *_meetings(case, party),
        *_talks(case, party),
        *(
            _occasion(entry, demand)
            for entry, demand in case.of(NegotiationDemanded)
            if demand.party == party and demand.by == "employer"
        ),
    ]


def spoke(case: Case, party: str) -> list[Occasion]:
    """Return when the party could influence the matter, in any round.

    A summons is one only where that meeting was held. Who raised the matter, was
    sent documents, gave a perspective or demanded negotiation had occasion by that.
    """
    held = {
        (event.round or 1, event.level, event.occurred.day)
        for _, event in case.of(MeetingHeld)
    }
    return [
        *(o for o in _summonses(case, party) if _meeting(o) in held),
        *_meetings(case, party),
        *_by_documents(case, party, written=False),
        *_own_steps(case, party),
        *_talks(case, party),
    ]


def ordered(
    occasions: Iterable[Occasion], limit: when.When, kept: str, broken: str
) -> Finding:
    """Return compliant where one of *occasions* came before *limit*, else breach.

    As `judging.timed`, but by when each occasion began; the first is the evidence.
    """
    order = [(each, when.before(each.since, limit)) for each in occasions]
    if sure := [each for each, earlier in order if earlier]:
        entry = first(sure).entry
        return found(
            "compliant", kept, [entry], facts={"cameOn": entry.event.occurred.day}
        )
    if unsure := [each.entry for each, earlier in order if earlier is None]:
        return same_day(unsure)
    return found("breach", broken, [each.entry for each, _ in order])


def first(occasions: Iterable[Occasion]) -> Occasion:
    """Return the earliest of *occasions*, of which there is one at least."""
    return min(occasions, key=lambda o: (when.earliest(o.since), o.entry.version))


def _occasion(entry: Recorded, event: IssueEvent) -> Occasion:
    return Occasion(entry, event.round or 1, event.occurred)


def _summonses(case: Case, party: str) -> Iterator[Occasion]:
    for entry, event in case.of(ForumSummoned):
        if party in event.parties:
            yield Occasion(entry, event.round or 1, when.at(event.meeting_at))


def _meeting(summons: Occasion) -> tuple[int, str, object]:
    """Return the round, level and day of the meeting summoned to."""
    event = summons.entry.event
    assert isinstance(event, ForumSummoned)
    return summons.round, event.level, summons.since.day


def _meetings(case: Case, party: str) -> Iterator[Occasion]:
    """Yield the meetings at which the party was present."""
    for entry, event in case.of(MeetingHeld):
        rows = (row for row in event.attendance if row.party == party)
        if any(row.presence == "present" for row in rows):
            yield _occasion(entry, event)


def _by_documents(case: Case, party: str, *, written: bool) -> Iterator[Occasion]:
    """Yield the documents sent to the party; *written*: those that open a round."""
    for entry, event in case.of(DocumentsDispatched):
        if party in event.parties and (event.written_round or not written):
            yield _occasion(entry, event)


def _own_steps(case: Case, party: str) -> Iterator[Occasion]:
    """Yield what the party itself said or began, and what was demanded of it."""
    for entry, raised in case.of(IssueRaised):
        if raised_for(raised) == party:
            yield _occasion(entry, raised)
    for entry, said in case.of(PerspectiveSubmitted):
        if said.party == party:
            yield _occasion(entry, said)
    for entry, demand in case.of(NegotiationDemanded):
        if demand.party == party:
            yield _occasion(entry, demand)


def _talks(case: Case, party: str) -> Iterator[Occasion]:
    """Yield what the two sides did together: negotiated, concluded."""
    for entry, met in case.of(NegotiationMeetingHeld):
        if met.party == party:
            yield _occasion(entry, met)
    for entry, ended in case.of(LocalNegotiationConcluded):
        if ended.party == party and ended.how != "party_did_not_respond":
            yield _occasion(entry, ended)
    for entry, concluded in case.of(ConsultationConcluded):
        for row in concluded.outcomes:
            if row.party == party and row.outcome != "absent_duly_summoned":
                yield _occasion(entry, concluded)
