"""What every question has in common: the case, the verdict, and the whole of them.

The general rules of DOMAIN 5 stand here once: what is seen as of a date, aggregation,
the order of times, and the marks that evidence leaves on a verdict.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, TypeVar

import msgspec

from domain import choices, when
from domain.agreement_state import Framework, InForce
from domain.base import Event, Organisation, Recorded, Struct
from domain.calendar import Calendar
from domain.classification import Classification, Classifying
from domain.decision import Deciding, DecisionChanged
from domain.issue import IssueEvent
from domain.lifecycle import LIFECYCLE
from domain.perspective import ProposalRevised
from domain.raising import IssueRaised

E = TypeVar("E", bound=Event)

Value = Literal["compliant", "breach", "not_applicable", "undeterminable"]

GRAVITY: tuple[Value, ...] = ("breach", "undeterminable", "compliant", "not_applicable")
"""The order in which one verdict prevails over the others."""


class Governing(Struct, frozen=True, kw_only=True):
    """The agreement version that governed for a party."""

    agreement: str
    version: str


class Verdict(Struct, frozen=True, kw_only=True):
    """What the record says of one claim, for one party or for all."""

    question: str
    rule_version: int = 1
    verdict: Value
    reason: str
    """Why, in one word of the articles: `concluded_before`, `same_day` …"""
    party: Organisation | None = None
    decision: str | None = None
    evidence: tuple[str, ...] = ()
    """Ids of the events on which it rests, in the order of the record."""
    qualifiers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """The facts that were not known, or not there."""
    agreement: Governing | None = None
    holds_until: datetime | None = None
    """The first instant at which it may change with no new entry; None: never."""


class Answered(Struct, frozen=True, kw_only=True):
    """The answer to one question: the whole, and party by party."""

    overall: Verdict
    parties: tuple[Verdict, ...]
    as_of: datetime
    known_as_of: datetime


class Decided(msgspec.Struct, frozen=True):
    """A decision under test."""

    entry: Recorded
    event: Deciding

    @property
    def occurred(self) -> when.When:
        """When it was made."""
        return self.event.occurred

    @property
    def round(self) -> int:
        """The round in which it was made."""
        return self.event.round or 1


class Case(msgspec.Struct, frozen=True):
    """What a question may look at: what stands, as of a time, and its surroundings."""

    entries: tuple[Recorded, ...]
    framework: Framework
    as_of: datetime

    def of(self, kind: type[E]) -> list[tuple[Recorded, E]]:
        """Return the entries that hold such an event, with it, in recorded order."""
        return [(e, e.event) for e in self.entries if isinstance(e.event, kind)]

    @property
    def round(self) -> int:
        """The round that stands."""
        return max((event.round or 1 for _, event in self.of(IssueEvent)), default=1)

    @property
    def unit(self) -> str | None:
        """The unit in which the issue was raised, None before that."""
        raised = self.raised()
        return raised.unit if raised else None

    def in_force(self, party: str, on: date) -> InForce | None:
        """Return the agreement version that governs the party; None: MBL directly."""
        return self.framework.in_force(party, self.unit, on)

    def calendar(self, party: str, on: date) -> Calendar:
        """Return the calendar by which the party's days are counted."""
        return self.framework.calendar(party, self.unit, on)

    def raised(self) -> IssueRaised | None:
        """Return how the issue was raised, None before that."""
        return next((event for _, event in self.of(IssueRaised)), None)

    def decisions(self) -> list[Decided]:
        """Return the decisions to test; a clerical correction (FL 36 §) is none."""
        return [
            Decided(entry, event)
            for entry, event in self.of(Deciding)
            if not (isinstance(event, DecisionChanged) and event.change == "correction")
        ]

    def classified(self, party: str, by: when.When) -> Classification | None:
        """Return the last classification of *party* that did not come after *by*."""
        found = None
        for _, event in self.of(Classifying):
            if when.before(by, event.occurred) is not True:
                found = next((c for c in event.parties if c.party == party), found)
        return found

    def parties(self, on: date) -> list[Organisation]:
        """Return whom a duty may be owed to: bound by agreement, or classified."""
        named = {c.party for _, event in self.of(Classifying) for c in event.parties}
        return sorted(self.framework.agency.bound(on) | named)

    def same_proposal(self, one: int, other: int) -> bool:
        """Tell whether only revisions that are not material lie between them."""
        low, high = sorted((one, other))
        slight = {e.version for _, e in self.of(ProposalRevised) if not e.material}
        return all(version in slight for version in range(low + 1, high + 1))


class Question(msgspec.Struct, frozen=True):
    """A question of DOMAIN 5: its article, its claim, and how it is judged."""

    number: str
    claim: str
    """The plural noun or claim by which routes and readings call it."""
    asks: Mapping[str, str]
    """The question in plain words, by language: `en`, `sv`."""
    judge: Callable[[Case], list[Verdict]]
    """The verdicts, one a party and decision; never raises on an admissible history."""


def answer(
    question: Question,
    history: Sequence[Recorded],
    framework: Framework,
    as_of: datetime,
    known_as_of: datetime,
) -> Answered:
    """Return the verdicts on the issue *as_of* a time, as *known_as_of* another.

    The *framework* must be cut by the same known-as-of. Where a disputed correction
    would change a verdict, nobody can tell which holds: undeterminable.
    """
    known = [entry for entry in history if entry.recorded_at <= known_as_of]
    case = as_seen(known, framework, as_of)
    verdicts = question.judge(case)
    if any("disputed" in entry.marks for entry in case.entries):
        without = as_seen(known, framework, as_of, with_disputed=False)
        verdicts = _doubtful(verdicts, question.judge(without))
    return Answered(
        overall=overall(question.number, verdicts),
        parties=tuple(verdicts),
        as_of=as_of,
        known_as_of=known_as_of,
    )


def as_seen(
    known: Sequence[Recorded],
    framework: Framework,
    as_of: datetime,
    *,
    with_disputed: bool = True,
) -> Case:
    """Return the case as of a time: what stands of *known* and had occurred by then."""
    standing = LIFECYCLE.effective(known, with_disputed=with_disputed)
    seen = (e for e in standing if when.earliest(e.event.occurred) <= as_of)
    return Case(tuple(seen), framework, as_of)


def overall(question: str, verdicts: Sequence[Verdict]) -> Verdict:
    """Return the whole: the gravest verdict prevails, with what it rests on."""
    for value in GRAVITY:
        deciding = [verdict for verdict in verdicts if verdict.verdict == value]
        if deciding:
            until = [v.holds_until for v in verdicts if v.holds_until]
            return Verdict(
                question=question,
                verdict=value,
                reason=deciding[0].reason,
                evidence=_together(verdict.evidence for verdict in deciding),
                qualifiers=_together(verdict.qualifiers for verdict in verdicts),
                missing=_together(verdict.missing for verdict in deciding),
                holds_until=min(until, default=None),
            )
    return Verdict(question=question, verdict="not_applicable", reason="no_party")


def marks(
    case: Case, evidence: Iterable[Recorded], decided: Decided | None, party: str
) -> tuple[str, ...]:
    """Return the qualifiers that the evidence itself brings, sorted."""
    found: set[str] = set()
    for entry in evidence:
        found |= entry.marks
        if _recorded_after(entry, decided) or _late(case, entry, party):
            found.add("late_recorded")
    return tuple(sorted(found))


def not_after(
    entries: Iterable[tuple[Recorded, E]], limit: when.When
) -> list[tuple[Recorded, E]]:
    """Return the entries that may have come before *limit*: surely, or the same day."""
    return [
        (entry, event)
        for entry, event in entries
        if when.before(event.occurred, limit) is not False
    ]


def _recorded_after(entry: Recorded, decided: Decided | None) -> bool:
    """Tell whether the entry was recorded only once the decision was made."""
    if decided is None or entry.id == decided.entry.id:
        return False
    return entry.recorded_at > when.latest(decided.occurred)


def _late(case: Case, entry: Recorded, party: str) -> bool:
    """Tell whether it was recorded more than five working days after it occurred."""
    occurred = entry.event.occurred.day
    calendar = case.calendar(party, occurred)
    deadline = calendar.deadline(occurred, choices.LATE_RECORDED_AFTER)
    return when.day_of(entry.recorded_at) > deadline


def _doubtful(taken: list[Verdict], refused: list[Verdict]) -> list[Verdict]:
    """Return the verdicts, undeterminable where the disputed correction decides."""
    other = {(v.party, v.decision): v.verdict for v in refused}
    return [
        verdict
        if other.get((verdict.party, verdict.decision)) == verdict.verdict
        else msgspec.structs.replace(
            verdict,
            verdict="undeterminable",
            reason="correction_disputed",
            qualifiers=tuple(sorted({*verdict.qualifiers, "disputed"})),
            missing=(*verdict.missing, "agreement of every approver on the correction"),
        )
        for verdict in taken
    ]


def _together(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return all items once, in the order in which they first come."""
    return tuple(dict.fromkeys(item for part in parts for item in part))
