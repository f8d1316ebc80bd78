"""What the employer owed a party before a decision: consult, negotiate, inform.

`domain.mode` looks it up; here the issue's own history is added to it: a union's
demand, and a consultation that was completed while an earlier agreement held.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from domain import when
from domain.agreement_terms import Mode
from domain.base import Recorded
from domain.consultation import ConsultationConcluded, Outcome
from domain.escalation import IssueEscalated
from domain.mode import Duty, Matter, mode
from domain.negotiation import NegotiationDemanded
from domain.questions import notice
from domain.questions.case import Case, Moment, not_after
from domain.raising import IssueRaised
from domain.remembered import remembered

DEMAND_SECTIONS = ("11", "12", "38")
"""The sections whose duty stands before the decision; 10 § does not hold it up."""


class Owed(msgspec.Struct, frozen=True, eq=False):
    """The duty to one party, why, and the entries that made it so."""

    mode: Mode | Literal["undeterminable"]
    reason: str
    """As `mode.Reason`, or `union_demand`, `not_raised`, `same_day`."""
    missing: tuple[str, ...] = ()
    because: tuple[Recorded, ...] = ()
    """The demands that made it negotiation."""
    unfounded: tuple[Recorded, ...] = ()
    """Demands from which no duty arose: the agreement has replaced their section."""
    carried: tuple[Recorded, ...] = ()
    """Consultations under an agreement that no longer governs, which still count."""


@remembered
def owed(case: Case, party: str, at: Moment) -> Owed:
    """Return the duty to *party* before the decision *at* a moment."""
    raised = case.raised()
    if raised is None:
        return Owed("undeterminable", "not_raised", ("how the issue was raised",))
    duty = _by_agreement(case, raised, party, at)
    carried: tuple[Recorded, ...] = ()
    if duty.mode not in ("consultation", "none"):
        carried = _carried_over(case, raised, party, at, duty)
    demands = _demands(case, party, at)
    founded = [e for e, demand in demands if _founds(case, raised, demand, at)]
    if founded and duty.reason != "not_bound":
        return _demanded(founded, duty, at)
    if carried:
        return Owed("consultation", duty.reason, duty.missing, carried=carried)
    if duty.reason == "not_bound":
        return Owed(duty.mode, duty.reason, duty.missing)
    unfounded = tuple(entry for entry, demand in demands if demand.basis != "10")
    return Owed(duty.mode, duty.reason, duty.missing, unfounded=unfounded)


@remembered
def conclusions(
    case: Case, party: str, at: Moment
) -> Sequence[tuple[Recorded, ConsultationConcluded, Outcome]]:
    """Return the consultations concluded for *party* that a decision can rest on.

    Of its round, on its proposal, at its level or above it by escalation (DOMAIN 3.1);
    at any level where its own is not known.
    """
    level = case.level(party, at)
    return [
        (entry, event, outcome)
        for entry, event in case.of(ConsultationConcluded)
        for outcome in event.outcomes
        if outcome.party == party
        and (event.round or 1) == at.round
        and case.same_proposal(event.proposal_version, at.proposal_version)
        and _reaches(case, event, level)
    ]


def _by_agreement(case: Case, raised: IssueRaised, party: str, at: Moment) -> Duty:
    """Return what the agreement, or MBL without one, says of the matter that day."""
    classified = case.classified(party, at.occurred)
    basis = classified.basis if classified else None
    special = basis is not None and basis.mbl == "13"
    matter = Matter(
        topic=raised.topic,
        unit=raised.unit,
        level=case.level(party, at),
        significant_change=raised.significant_change,
        contractor_use=raised.contractor_use,
        redundancy=raised.redundancy,
        transfer=raised.transfer,
        individual_matter=raised.individual_matter,
        dispute=raised.dispute,
        specially_concerns=frozenset({party} if special else ()),
    )
    return mode(matter, party, at.occurred.day, case.framework)


def _carried_over(
    case: Case, raised: IssueRaised, party: str, at: Moment, now: Duty
) -> tuple[Recorded, ...]:
    """Return the consultations that were enough under what no longer governs.

    A consultation that was validly concluded before the party left the agreement, or
    before its version changed, remains sufficient for its round (DOMAIN 5, [REC]).
    """
    found = []
    for entry, event, outcome in conclusions(case, party, at):
        then = case.in_force(party, event.occurred.day)
        if then is None or then.named == now.agreement:
            continue
        earlier = msgspec.structs.replace(at, occurred=event.occurred)
        duty = _by_agreement(case, raised, party, earlier)
        valid = notice.heard(case, event, outcome).counts
        if duty.mode == "consultation" and valid:
            found.append((entry, event))
    return tuple(entry for entry, _ in not_after(found, at.occurred))


def _demands(
    case: Case, party: str, at: Moment
) -> list[tuple[Recorded, NegotiationDemanded]]:
    return [
        (entry, demand)
        for entry, demand in not_after(case.of(NegotiationDemanded), at.occurred)
        if demand.party == party
        and demand.by == "union"
        and (demand.round or 1) == at.round
    ]


def _demanded(founded: list[Recorded], duty: Duty, at: Moment) -> Owed:
    """Return negotiation; if only the same day is known of demand and decision, and
    nothing else makes it negotiation, that nobody can tell.
    """
    because = tuple(founded)
    surely = any(when.before(e.event.occurred, at.occurred) for e in founded)
    if surely or duty.mode == "negotiation":
        return Owed("negotiation", "union_demand", duty.missing, because)
    missing = (*duty.missing, "the time of day")
    return Owed("undeterminable", "same_day", missing, because)


def _founds(
    case: Case, raised: IssueRaised, demand: NegotiationDemanded, at: Moment
) -> bool:
    """Tell whether a duty arises from the demand (DOMAIN 3.6, path 5).

    By what governed when it was made or when it was decided: joining an agreement does
    not end a negotiation that was demanded before.
    """
    return any(
        _founds_on(case, raised, demand, day) for day in (demand.occurred, at.occurred)
    )


def _founds_on(
    case: Case, raised: IssueRaised, demand: NegotiationDemanded, on: when.When
) -> bool:
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
        went.to_level == event.level and (went.round or 1) == (event.round or 1)
        for _, went in not_after(case.of(IssueEscalated), event.occurred)
    )
    return escalated and case.framework.is_higher(event.level, level)
