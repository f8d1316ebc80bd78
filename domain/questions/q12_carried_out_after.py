"""Q12: nothing was carried out too soon. MBL (1976:580) 11, 12, 38–40 §§.

What starts rests on a decision that stands, and what was owed to the party is done by
then; no veto stands.
"""

from collections.abc import Sequence

import msgspec

from domain import when
from domain.base import Recorded
from domain.exception import ExceptionInvoked
from domain.implementation import ImplementationStarted, Implementing
from domain.negotiation import NegotiationDemanded
from domain.questions import duty
from domain.questions.answer import GRAVITY, Question, Verdict
from domain.questions.case import Case, Decided, Moment
from domain.questions.cleared import cleared
from domain.questions.duty import Owed
from domain.questions.judging import Finding, found, governing, verdict
from domain.questions.q11_exception_upheld import NEVER_EXCUSED, or_exception
from domain.questions.settled import settled
from domain.questions.standing_decisions import ended, standing_at
from domain.questions.vetoed import Measure, vetoed

TOO_SOON = ("before_decision", "not_cleared", "undecided")
"""Reasons of a breach that hold all the more of whatever came earlier."""


class Started(msgspec.Struct, frozen=True):
    """A start, and what is looked at with it."""

    case: Case
    entry: Recorded
    round: int

    @property
    def occurred(self) -> when.When:
        """When it was."""
        return self.entry.event.occurred


class Rested(msgspec.Struct, frozen=True):
    """What was found of a start, and on which decision that rests."""

    finding: Finding
    decided: Decided | None = None


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a start and party; one, if nothing was carried out."""
    starts = case.of(ImplementationStarted)
    if starts:
        return [
            each
            for number, (entry, event) in enumerate(starts, start=1)
            for each in _of_start(case, entry, event, number)
        ]
    if steps := case.of(Implementing):
        return [_unknown_start(each) for each in _of_start(case, *steps[0], 1)]
    return [verdict("Q12", case, found("not_applicable", "not_started"))]


def _of_start(
    case: Case, entry: Recorded, event: Implementing, number: int
) -> list[Verdict]:
    """Return a verdict a party to which something may be owed then, or was before."""
    started = Started(case, entry, event.round or 1)
    days = {entry.event.occurred.day}
    days |= {decided.moment.occurred.day for decided in case.decisions()}
    parties = sorted({party for day in days for party in case.parties(day)})
    about = str(number) if number > 1 else None
    return [
        _verdict(started, _judge(started, party), party, about) for party in parties
    ]


def _verdict(
    started: Started, rested: Rested, party: str, about: str | None
) -> Verdict:
    """Return the verdict, with the start and the decision it was on.

    It is not a verdict on the decision, so what came after that is not late.
    """
    case, decided, finding = started.case, rested.decided, rested.finding
    facts = {"startedOn": started.occurred.day, **finding.facts}
    if decided:
        facts["decidedOn"] = decided.moment.occurred.day
    evidence = (started.entry, *finding.evidence)
    if decided:
        evidence = (*evidence, decided.entry)
    whole = msgspec.structs.replace(
        finding, evidence=evidence, facts=facts, about=about
    )
    return msgspec.structs.replace(
        verdict("Q12", case, whole, party=party),
        decision=decided.event.decision_id if decided else None,
        agreement=governing(case, party, started.occurred.day),
    )


def _unknown_start(said: Verdict) -> Verdict:
    """Return what is known where a later step is recorded and no start.

    What came too soon even then, began too soon; of all else nobody can tell.
    """
    if said.verdict == "not_applicable" or said.reason in TOO_SOON:
        return said
    return msgspec.structs.replace(
        said,
        verdict="undeterminable",
        reason="start_not_recorded",
        missing=("when it started",),
    )


def _judge(started: Started, party: str) -> Rested:
    """Judge it on each decision that may have stood; they must not differ."""
    standing = standing_at(started.case, started.occurred)
    ways = [Rested(_on(started, party, d), d) for d, _ in standing]
    if not any(surely for _, surely in standing):
        ways.append(_on_none(started, party))
    if len({way.finding.verdict for way in ways}) > 1:
        return Rested(_undecided(ways, [surely for _, surely in standing]))
    until = [way.finding.holds_until for way in ways if way.finding.holds_until]
    first = msgspec.structs.replace(
        ways[0].finding, holds_until=min(until, default=None)
    )
    return Rested(first, ways[0].decided)


def _undecided(ways: Sequence[Rested], standing: Sequence[bool]) -> Finding:
    """The verdict differs with what stood, or with which of them was carried out."""
    until = [way.finding.holds_until for way in ways if way.finding.holds_until]
    same_day = not all(standing)
    return found(
        "undeterminable",
        "same_day" if same_day else "which_decision",
        [
            *(way.decided.entry for way in ways if way.decided),
            *(entry for way in ways for entry in way.finding.evidence),
        ],
        qualifiers=("precision",) if same_day else (),
        missing=("the time of day" if same_day else "which decision was carried out",),
        holds_until=min(until, default=None),
    )


def _on(started: Started, party: str, decided: Decided) -> Finding:
    """Return whether the party was done with when the decision was carried out."""
    case, made = started.case, decided.moment
    at = msgspec.structs.replace(
        made, occurred=started.occurred, classified_by=made.occurred
    )
    owed = _owed(case, party, made, at)
    finding = _renamed(cleared(case, at, party, owed))
    if finding.verdict == "not_applicable":
        return finding
    finding = or_exception(finding, case, decided, party, owed)
    veto = vetoed(Measure(case, started.occurred, started.round))
    both = [finding] if veto is None else [finding, veto]
    return min(both, key=lambda each: GRAVITY.index(each.verdict))


def _owed(case: Case, party: str, made: Moment, at: Moment) -> Owed:
    """Return what was owed before the decision, or has been demanded since.

    A union's demand (12, 38 §§) holds up what is carried out, too.
    """
    since = duty.owed(case, party, at) if case.of(NegotiationDemanded) else None
    return since if since and since.because else duty.owed(case, party, made)


def _renamed(finding: Finding) -> Finding:
    """Return the finding in the words of this question."""
    words = {"compliant": "cleared_before", "breach": "not_cleared"}
    if finding.reason == "postponed" or finding.verdict not in words:
        return finding
    return msgspec.structs.replace(finding, reason=words[finding.verdict])


def _on_none(started: Started, party: str) -> Rested:
    """It started where no decision stood: too soon, too late, or on an exception."""
    case, at = started.case, started.occurred
    decisions = sorted(
        case.decisions(), key=lambda each: when.earliest(each.moment.occurred)
    )
    later = [d for d in decisions if when.before(at, d.moment.occurred) is not False]
    earlier = [d for d in decisions if d not in later]
    decided = later[0] if later else earlier[-1] if earlier else None
    version = decided.moment.proposal_version if decided else case.now.proposal_version
    moment = decided.moment if decided else Moment(at, started.round, version)
    owed = duty.owed(case, party, moment)
    if owed.mode == "none":
        return Rested(found("not_applicable", owed.reason), decided)
    if decided is None:
        return Rested(_without_any(started, party, owed))
    if later:
        return Rested(_too_soon(case, decided, party, owed), decided)
    taken = ended(case).get(decided.event.decision_id)
    return Rested(found("breach", "no_longer_stood", [taken] if taken else []), decided)


def _too_soon(case: Case, decided: Decided, party: str, owed: Owed) -> Finding:
    """Before any decision: a breach, unless an exception that is upheld explains it,
    which one does not where nobody knows what was owed.
    """
    finding = found("breach", "before_decision")
    finding = or_exception(finding, case, decided, party, owed)
    if owed.mode == "undeterminable" and finding.verdict == "compliant":
        evidence = (*owed.because, *finding.evidence)
        missing = owed.missing
        return found("undeterminable", owed.reason, evidence, missing=missing)
    return finding


def _without_any(started: Started, party: str, owed: Owed) -> Finding:
    """No decision is on record at all: a breach, unless an exception may explain it."""
    exceptions = started.case.of(ExceptionInvoked)
    if not exceptions or owed.mode in NEVER_EXCUSED:
        return found("breach", "undecided")
    agreed = settled(started.case, party, exceptions[-1][0])
    if agreed.verdict == "breach":
        return msgspec.structs.replace(agreed, reason="undecided")
    missing = ("the decision that was carried out", *agreed.missing)
    return found(
        "undeterminable", "decision_not_recorded", agreed.evidence, missing=missing
    )


QUESTION = Question(
    number="Q12",
    claim="carried_out_after",
    asks={
        "en": "Was anything carried out too soon?",
        "sv": "Genomfördes något för tidigt?",
    },
    judge=judge,
)
