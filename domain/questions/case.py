"""What a question looks at: what stands of a history as of a time, and around it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from domain import when
from domain.agreement_state import Framework, InForce
from domain.base import Event, Organisation, Recorded
from domain.calendar import Calendar
from domain.classification import Classification, Classifying
from domain.consultation import ConsultationConcluded
from domain.decision import Deciding, DecisionChanged
from domain.disposal_done import without_disposals
from domain.issue import IssueEvent
from domain.lifecycle import LIFECYCLE
from domain.negotiation import LocalNegotiationConcluded
from domain.perspective import ProposalRevised
from domain.questions.classifying import Choice, perhaps_last
from domain.raising import IssueRaised, IssueReopened
from domain.remembered import Remembering, remembered
from domain.target import without_notes

E = TypeVar("E", bound=Event)


class Moment(msgspec.Struct, frozen=True, cache_hash=True):
    """A decision as the law looks at it: when, in which round, on what, at what level.

    One that was made, or one that could be made now.
    """

    occurred: when.When
    round: int
    proposal_version: int
    level: str | None = None
    """As the decision states it; None: as classified."""
    classified_by: when.When | None = None
    """By when a classification tells the level; None: by when it occurred."""


class Decided(msgspec.Struct, frozen=True, dict=True):
    """A decision under test."""

    entry: Recorded
    event: Deciding

    @cached_property
    def moment(self) -> Moment:
        """When it was made, in which round, on what, at what level."""
        event = self.event
        return Moment(
            event.occurred, event.round or 1, event.proposal_version, event.level
        )

    @cached_property
    def latest(self) -> datetime:
        """The last instant at which it can have been made."""
        return when.latest(self.event.occurred)


class Case(Remembering, frozen=True):
    """What a question may look at: what stands, as of a time, and its surroundings."""

    entries: tuple[Recorded, ...]
    framework: Framework
    as_of: datetime
    whole_agency: bool = False
    """It holds entries of all issues, for a question that is not of one (Q19, Q24)."""
    known: tuple[Recorded, ...] = ()
    """All that was known, as it was recorded: corrections and annulments too."""
    unseen_until: datetime | None = None
    """When the next of what is recorded had occurred; None: all of it has."""
    reading: int = 0
    """Which of the classifications that may have been the last is taken to be it."""

    def of(self, kind: type[E]) -> tuple[tuple[Recorded, E], ...]:
        """Return the entries that hold such an event, with it, in recorded order."""
        if kind not in self._of_kind:
            entries = self._by_kind.get(kind, ())
            if kind.__subclasses__():
                entries = [e for e in self.entries if isinstance(e.event, kind)]
            self._of_kind[kind] = tuple((entry, entry.event) for entry in entries)
        return self._of_kind[kind]

    @cached_property
    def unit(self) -> str | None:
        """The unit in which the issue was raised, None before that."""
        raised = self.raised()
        return raised.unit if raised else None

    @cached_property
    def now(self) -> Moment:
        """The decision that could be made now: in the round and on what stands."""
        rounds = [event.round or 1 for _, event in self.of(IssueEvent)]
        rounds += [event.new_round for _, event in self.of(IssueReopened)]
        versions = (event.version for _, event in self.of(ProposalRevised))
        proposal = max(versions, default=1)
        return Moment(when.at(self.as_of), max(rounds, default=1), proposal)

    def in_force(self, party: str, on: date) -> InForce | None:
        """Return the agreement version that governs the party; None: MBL directly."""
        return self.framework.in_force(party, self.unit, on)

    def calendar(self, party: str | None, on: date) -> Calendar:
        """Return the calendar by which a party's days are counted, None: anybody's."""
        return self.framework.calendar(party, self.unit, on)

    def raised(self) -> IssueRaised | None:
        """Return how the issue was raised, None before that."""
        return next((event for _, event in self.of(IssueRaised)), None)

    @remembered
    def decisions(self) -> Sequence[Decided]:
        """Return the decisions to test, without clerical corrections (FL 36 §).

        What is called a correction but rests on another proposal is a decision.
        """
        made = self.of(Deciding)
        proposals = {event.decision_id: event.proposal_version for _, event in made}
        return [
            Decided(entry, event)
            for entry, event in made
            if not (
                isinstance(event, DecisionChanged)
                and event.change == "correction"
                and self.same_proposal(
                    event.proposal_version, proposals.get(event.supersedes, 0)
                )
            )
        ]

    @remembered
    def classified(self, party: str, by: when.When) -> Classification | None:
        """Return the last classification of *party* that did not come after *by*; in
        another reading, one that may have been the last.
        """
        perhaps = self.perhaps_classified(party, by)
        other = self.reading if by in self.classified_at else 0
        return perhaps[min(other, len(perhaps) - 1)][1]

    @remembered
    def perhaps_classified(self, party: str, by: when.When) -> Sequence[Choice]:
        """Return each that may have been the last classification of *party* by then."""
        return perhaps_last(self.of(Classifying), party, by)

    def level(self, party: str, at: Moment) -> str | None:
        """Return the level at which *party*'s matter is decided; None: not known."""
        classified = self.classified(party, at.classified_by or at.occurred)
        return at.level or (classified.level if classified else None)

    @remembered
    def parties(self, on: date) -> Sequence[Organisation]:
        """Return whom a duty may be owed to: bound by agreement, or classified."""
        named = {c.party for _, event in self.of(Classifying) for c in event.parties}
        return sorted(self.framework.agency.bound(on) | named)

    @remembered
    def same_proposal(self, one: int, other: int) -> bool:
        """Tell whether only revisions that are not material lie between them."""
        low, high = sorted((one, other))
        slight = {e.version for _, e in self.of(ProposalRevised) if not e.material}
        return all(version in slight for version in range(low + 1, high + 1))

    @cached_property
    def today(self) -> date:
        """The day as of which it is looked at, in Stockholm."""
        return when.day_of(self.as_of)

    @cached_property
    def classified_at(self) -> frozenset[when.When]:
        """The times by which a classification matters: when it was decided, and when
        consultation or negotiation ended, which may outlast its agreement.
        """
        ended = (*self.of(ConsultationConcluded), *self.of(LocalNegotiationConcluded))
        times = {event.occurred for _, event in ended}
        return frozenset(times | {each.moment.occurred for each in self.decisions()})

    @cached_property
    def _of_kind(self) -> dict[type[Event], tuple[tuple[Recorded, Any], ...]]:
        return {}

    @cached_property
    def _by_kind(self) -> Mapping[type[Event], Sequence[Recorded]]:
        found: dict[type[Event], list[Recorded]] = {}
        for entry in self.entries:
            found.setdefault(type(entry.event), []).append(entry)
        return found


def as_seen(
    known: Sequence[Recorded],
    framework: Framework,
    as_of: datetime,
    *,
    without: Collection[str] = (),
) -> Case:
    """Return the case as of a time: what stands of *known* and had occurred by then.

    Without the parties' own notes and without disposals: no question looks at them.

    *without*: ids of disputed corrections that are not taken.
    """
    known = without_disposals(without_notes(known))
    standing = LIFECYCLE.effective(known, without=without)
    begun = [(when.earliest(entry.event.occurred), entry) for entry in standing]
    seen = tuple(entry for begins, entry in begun if begins <= as_of)
    unseen = (begins for begins, _ in begun if begins > as_of)
    next_seen = min(unseen, default=None)
    return Case(seen, framework, as_of, known=tuple(known), unseen_until=next_seen)


def not_after(
    entries: Iterable[tuple[Recorded, E]], limit: when.When
) -> list[tuple[Recorded, E]]:
    """Return the entries that may have come before *limit*: surely, or the same day."""
    return [
        (entry, event)
        for entry, event in entries
        if when.before(event.occurred, limit) is not False
    ]


def follows(later: Recorded, earlier: Recorded) -> bool:
    """Tell whether *later* came after *earlier*: as they stand in the record, where
    the times do not tell.
    """
    first, second = earlier.event.occurred, later.event.occurred
    if when.before(second, first) is True:
        return False
    return when.before(first, second) is True or later.version > earlier.version


def latest(entries: Iterable[Recorded]) -> Recorded | None:
    """Return the entry that came last, None if there is none."""
    return max(entries, key=_place, default=None)


def earliest(entries: Iterable[Recorded]) -> Recorded | None:
    """Return the entry that came first, None if there is none."""
    return min(entries, key=_place, default=None)


def _place(entry: Recorded) -> tuple[datetime, int]:
    return when.earliest(entry.event.occurred), entry.version
