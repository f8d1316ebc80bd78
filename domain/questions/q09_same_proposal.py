"""Q9: what was decided is what the party was consulted on. MBL (1976:580) 11 §; [SOB].

By the version of the proposal on which consultation or negotiation with the party last
ended before the decision, and by what the decision itself says of its deviation.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from domain import when
from domain.base import Answer, Recorded
from domain.consultation import ConsultationConcluded
from domain.decision import Deciding, DecisionChanged, DecisionMade
from domain.negotiation import CentralNegotiationConcluded, LocalNegotiationConcluded
from domain.perspective import ProposalRevised
from domain.questions import duty, notice
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided, Moment
from domain.questions.demands import (
    BESIDE,
    HOLDING,
    belongs_to,
    of_party,
    weight,
)
from domain.questions.judging import Finding, each_decision, found, same_day
from domain.questions.negotiated import met
from domain.questions.q11_exception_upheld import or_exception
from domain.questions.talks import proposal_at
from domain.raising import IssueRaised

Deviation = Literal["none", "minor", "unknown", "material"]

BY_WEIGHT: tuple[Deviation, ...] = ("none", "minor", "unknown", "material")
"""Of what two sources say, the later in this order holds."""


class End(msgspec.Struct, frozen=True):
    """How consultation or negotiation with the party ended, and on which proposal."""

    entry: Recorded
    version: int
    agreed: bool
    stated: bool
    """The version stands in the entry; else it is what stood when a negotiation
    ended.
    """
    met: bool = True
    """Not where a negotiation was ended by one side alone, without a meeting."""


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q9", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    at = decided.moment
    ends = _ends(case, at, party)
    order = [(end, when.before(end.entry.event.occurred, at.occurred)) for end in ends]
    sure = _last(end for end, first in order if first and end.met)
    perhaps = _last(end for end, first in order if first is not False)
    finding = _compared(case, decided, sure)
    if perhaps is not sure:
        otherwise = _compared(case, decided, perhaps)
        if finding.verdict != otherwise.verdict:
            finding = _unsure(party, perhaps, (finding, otherwise))
    if finding.verdict == "not_applicable":
        return finding
    owed = duty.owed(case, party, at)
    if owed.mode in ("information", "direct_dialogue", "none"):
        return found("not_applicable", "not_owed", finding.evidence)
    if finding.verdict == "breach" and owed.mode == "undeterminable":
        evidence = (*owed.because, *finding.evidence)
        return found("undeterminable", owed.reason, evidence, missing=owed.missing)
    return or_exception(finding, case, decided, party, owed)


def _unsure(party: str, end: End | None, both: tuple[Finding, Finding]) -> Finding:
    """Return that nobody can tell whether the last end came first, or was one."""
    evidence = [entry for finding in both for entry in finding.evidence]
    if end is None or end.met:
        return same_day(evidence)
    missing = (f"that {party} was called to negotiate, and had its time",)
    facts = {"endedOn": end.entry.event.occurred.day}
    return found(
        "undeterminable", "no_meeting_held", evidence, missing=missing, facts=facts
    )


def _ends(case: Case, at: Moment, party: str) -> list[End]:
    """Return how it ended with the party in the round of the decision, at any level."""
    consulted = [
        End(entry, event.proposal_version, outcome.outcome == "consensus", stated=True)
        for entry, event in case.of(ConsultationConcluded)
        if (event.round or 1) == at.round
        for outcome in event.outcomes
        if outcome.party == party and notice.heard(case, event, outcome).counts
    ]
    talks = _talks(case, at, party, least=HOLDING)
    if not (consulted or talks):
        talks = _talks(case, at, party, least=BESIDE)
    return [*consulted, *talks]


def _talks(case: Case, at: Moment, party: str, least: int) -> list[End]:
    """Return how negotiations ended whose demand weighs that much at the least.

    A claim for damages, or what no duty arose from, is not what was consulted on where
    something else ended.
    """
    return [
        End(
            entry,
            proposal_at(case, entry),
            _in_agreement(entry),
            stated=False,
            met=met(case, entry, belongs_to(case, entry, at.round)),
        )
        for kind in (LocalNegotiationConcluded, CentralNegotiationConcluded)
        for entry in of_party(case, kind, party, at.round)
        if weight(case, at, entry) >= least
    ]


def _in_agreement(entry: Recorded) -> bool:
    event = entry.event
    how = getattr(event, "how", None) or getattr(event, "outcome", None)
    return how == "agreement"


def _last(ends: Iterable[End]) -> End | None:
    key = lambda end: (when.earliest(end.entry.event.occurred), end.entry.version)  # noqa: E731
    return max(ends, key=key, default=None)


def _compared(case: Case, decided: Decided, end: End | None) -> Finding:
    """Return whether the decision is what was last talked about, then."""
    if end is None:
        return found("not_applicable", "nothing_concluded")
    event = decided.event
    revised, between = _between(case, end.version, event.proposal_version)
    facts: dict[str, object] = {
        "concludedOn": end.entry.event.occurred.day,
        "concludedVersion": end.version,
        "decidedVersion": event.proposal_version,
    }
    evidence = [end.entry, *revised]
    if between != "none" and not end.stated:
        missing = (f"whether proposal {event.proposal_version} was negotiated",)
        return found(
            "undeterminable",
            "another_proposal",
            evidence,
            missing=missing,
            facts=facts | {"endedOn": end.entry.event.occurred.day},
        )
    departs = max(between, _stated(case, event), key=BY_WEIGHT.index)
    match departs:
        case "none":
            return found("compliant", "same_proposal", evidence, facts=facts)
        case "minor":
            return found("compliant", "minor_deviation", evidence, facts=facts)
        case "unknown":
            missing = ("how far the decision departs from what was consulted on",)
            return found(
                "undeterminable",
                "deviation_unknown",
                evidence,
                missing=missing,
                facts=facts,
            )
        case "material":
            return _materially(case, end, evidence, facts)


def _between(case: Case, one: int, other: int) -> tuple[list[Recorded], Deviation]:
    """Return the material revisions between two versions, and how far that is.

    Material counts; a version that nobody has recorded may have been.
    """
    low, high = sorted((one, other))
    here = [(e, r) for e, r in case.of(ProposalRevised) if low < r.version <= high]
    if material := [entry for entry, revised in here if revised.material]:
        return material, "material"
    whole = {revised.version for _, revised in here} == set(range(low + 1, high + 1))
    return [], "none" if whole else "unknown"


def _stated(case: Case, event: Deciding) -> Deviation:
    """Return the deviation that the decision states.

    One that was changed without any bearing on the matter, on the same proposal, still
    departs as the one before it; one changed in the matter departs from what that one
    rested on. Any other change rests on a proposal of its own.
    """
    made = {each.decision_id: each for _, each in case.of(Deciding)}
    materially = False
    while isinstance(event, DecisionChanged):
        before = made.pop(event.supersedes, None)
        if before is None:
            return "unknown"
        if not case.same_proposal(event.proposal_version, before.proposal_version):
            return "material" if materially else "none"
        materially = materially or event.material
        event = before
    assert isinstance(event, DecisionMade)
    if not materially:
        return event.deviation
    return "material" if event.deviation in ("none", "minor") else "unknown"


def _materially(
    case: Case, end: End, evidence: list[Recorded], facts: dict[str, object]
) -> Finding:
    """It departs in the matter itself: against an agreement, or with a new element."""
    if end.agreed:
        return found("breach", "changed_after_agreement", evidence, facts=facts)
    raised = case.of(IssueRaised)
    evidence = [*evidence, *(entry for entry, _ in raised)]
    if any(event.significant_change is Answer.YES for _, event in raised):
        return found("breach", "new_element", evidence, facts=facts)
    missing = ("whether what is new is itself a significant change",)
    return found(
        "undeterminable", "new_element_unknown", evidence, missing=missing, facts=facts
    )


QUESTION = Question(
    number="Q9",
    claim="same_proposal",
    asks={
        "en": "Is the decision the same thing we were consulted on?",
        "sv": "Är beslutet samma sak som vi samverkade om?",
    },
    judge=judge,
)
