"""What the employer owed a party before a decision: consult, negotiate, inform.

`agreement.mode` looks it up; here the issue's own history is added to it: a union's
demand, and a consultation that was completed while an earlier agreement held.
"""

from typing import Literal

import msgspec

from domain import when
from domain.agreement_terms import Mode
from domain.base import Recorded
from domain.consultation import ConsultationConcluded, Outcome
from domain.escalation import IssueEscalated
from domain.mode import Duty, Matter, mode
from domain.negotiation import NegotiationDemanded
from domain.questions.answer import Case, Decided, not_after
from domain.raising import IssueRaised

DEMAND_SECTIONS = ("11", "12", "38")
"""The sections whose duty stands before the decision; 10 § does not hold it up."""


class Owed(msgspec.Struct, frozen=True):
    """The duty to one party, why, and the entries that made it so."""

    mode: Mode | Literal["undeterminable"]
    reason: str
    """As `mode.Reason`, or `union_demand`, `not_raised`."""
    missing: tuple[str, ...] = ()
    because: tuple[Recorded, ...] = ()
    replaced: tuple[Recorded, ...] = ()
    """Demands that rest on a section which the agreement has replaced."""


def owed(case: Case, party: str, on: when.When, round_: int) -> Owed:
    """Return the duty to *party* at a time, in a round of the issue."""
    raised = case.raised()
    if raised is None:
        return Owed("undeterminable", "not_raised", ("how the issue was raised",))
    duty = _carried_over(case, raised, party, on, round_)
    duty = duty or _by_agreement(case, raised, party, on)
    demands = _demands(case, party, on, round_)
    founded = tuple(e for e, demand in demands if _founds(case, raised, demand, on))
    if founded and duty.mode != "none":
        return Owed("negotiation", "union_demand", because=founded)
    unfounded = tuple(
        entry for entry, demand in demands if demand.basis != "10" and not founded
    )
    return Owed(duty.mode, duty.reason, duty.missing, replaced=unfounded)


def decision_level(case: Case, party: str, on: when.When) -> str | None:
    """Return the level at which *party*'s matter is decided, as classified by then."""
    classified = case.classified(party, on)
    return classified.level if classified else None


def conclusions(
    case: Case, party: str, decided: Decided
) -> list[tuple[Recorded, ConsultationConcluded, Outcome]]:
    """Return the consultations concluded for *party* that this decision can rest on.

    Of its round, on its proposal, at its level or above it by escalation (DOMAIN 3.1).
    """
    level = decided.event.level or decision_level(case, party, decided.occurred)
    return [
        (entry, event, outcome)
        for entry, event in case.of(ConsultationConcluded)
        for outcome in event.outcomes
        if outcome.party == party
        and (event.round or 1) == decided.round
        and case.same_proposal(event.proposal_version, decided.event.proposal_version)
        and _reaches(case, event, level)
    ]


def _by_agreement(case: Case, raised: IssueRaised, party: str, on: when.When) -> Duty:
    """Return what the agreement, or MBL without one, says of the matter that day."""
    classified = case.classified(party, on)
    basis = classified.basis if classified else None
    special = basis is not None and basis.mbl == "13"
    matter = Matter(
        topic=raised.topic,
        unit=raised.unit,
        level=classified.level if classified else None,
        significant_change=raised.significant_change,
        contractor_use=raised.contractor_use,
        redundancy=raised.redundancy,
        transfer=raised.transfer,
        individual_matter=raised.individual_matter,
        dispute=raised.dispute,
        specially_concerns=frozenset({party} if special else ()),
    )
    return mode(matter, party, on.day, case.framework)


def _carried_over(
    case: Case, raised: IssueRaised, party: str, on: when.When, round_: int
) -> Duty | None:
    """Return the duty under which the party was consulted, if it no longer governs.

    A consultation that was validly concluded before the party left the agreement, or
    before its version changed, remains sufficient for its round (DOMAIN 5, [REC]).
    """
    now = case.framework.in_force(party, raised.unit, on.day)
    for entry, event in reversed(not_after(case.of(ConsultationConcluded), on)):
        if (event.round or 1) != round_ or party not in _concluded_for(event):
            continue
        then = case.framework.in_force(party, raised.unit, entry.event.occurred.day)
        if then is None or (now is not None and now.named == then.named):
            continue
        duty = _by_agreement(case, raised, party, event.occurred)
        if duty.mode == "consultation":
            return duty
    return None


def _concluded_for(event: ConsultationConcluded) -> set[str]:
    return {outcome.party for outcome in event.outcomes}


def _demands(
    case: Case, party: str, on: when.When, round_: int
) -> list[tuple[Recorded, NegotiationDemanded]]:
    return [
        (entry, demand)
        for entry, demand in not_after(case.of(NegotiationDemanded), on)
        if demand.party == party
        and demand.by == "union"
        and (demand.round or 1) == round_
    ]


def _founds(
    case: Case, raised: IssueRaised, demand: NegotiationDemanded, on: when.When
) -> bool:
    """Tell whether a duty arises from the demand (DOMAIN 3.6, path 5)."""
    governing = case.framework.in_force(demand.party, raised.unit, on.day)
    if governing and governing.terms.withdrawal_from_consultation_allowed:
        return demand.basis != "10"
    replaced = governing.terms.replaces_mbl if governing else ()
    return demand.basis in DEMAND_SECTIONS and demand.basis not in replaced


def _reaches(case: Case, event: ConsultationConcluded, level: str | None) -> bool:
    """Tell whether the conclusion is at *level*, or above it after an escalation."""
    if level is None or event.level == level:
        return True
    escalated = any(
        went.to_level == event.level and went.round == event.round
        for _, went in case.of(IssueEscalated)
    )
    return escalated and case.framework.is_higher(event.level, level)
