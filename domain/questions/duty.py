"""What the employer owed a party before a decision: consult, negotiate, inform.

`domain.mode` looks it up; here the issue's own history is added to it: a union's
demand, and a consultation that was completed while an earlier agreement held.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from domain import when
from domain.agreement_state import InForce
from domain.agreement_terms import Mode
from domain.base import Recorded
from domain.consultation import ConsultationConcluded, Outcome
from domain.mode import Duty, Matter, mode
from domain.negotiation import (
    CentralNegotiationConcluded,
    LocalNegotiationConcluded,
    NegotiationDemanded,
)
from domain.questions import demands, notice
from domain.questions.case import Case, Moment, follows, not_after
from domain.questions.demands import BESIDE, of_party, weight
from domain.questions.reached import reaches
from domain.questions.talks import proposal_at
from domain.raising import IssueRaised
from domain.remembered import remembered


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
    then: Duty | None = None
    if duty.mode not in ("negotiation", "none"):
        then = _negotiated_before(case, raised, party, at, duty)
    if duty.mode not in ("consultation", "none"):
        carried = _carried_over(case, raised, party, at, duty)
    asked = _demands(case, party, at)
    founded = [e for e, demand in asked if demands.founds(case, raised, demand, at)]
    if founded and duty.reason != "not_bound":
        return _demanded(founded, duty, at)
    if then and not (carried or _surely_consulted(case, party, at)):
        return Owed("negotiation", then.reason, duty.missing)
    if carried:
        return Owed("consultation", duty.reason, duty.missing, carried=carried)
    if duty.reason == "not_bound":
        return Owed(duty.mode, duty.reason, duty.missing)
    unfounded = tuple(entry for entry, demand in asked if demand.basis != "10")
    return Owed(duty.mode, duty.reason, duty.missing, unfounded=unfounded)


@remembered
def conclusions(
    case: Case, party: str, at: Moment
) -> Sequence[tuple[Recorded, ConsultationConcluded, Outcome]]:
    """Return the consultations concluded for *party* that a decision can rest on.

    Of its round, on its proposal, at its level or above it by escalation (DOMAIN 3.1);
    at any level where its own is not known.
    """
    return [
        (entry, event, outcome)
        for entry, event in case.of(ConsultationConcluded)
        for outcome in event.outcomes
        if outcome.party == party
        and (event.round or 1) == at.round
        and case.same_proposal(event.proposal_version, at.proposal_version)
        and reaches(case, event, party, at)
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


def _negotiated_before(
    case: Case, raised: IssueRaised, party: str, at: Moment, now: Duty
) -> Duty | None:
    """Return the duty to negotiate that was done under what no longer governs.

    Where nothing more was owed after it, it remains sufficient for its round, as a
    consultation does (DOMAIN 5, [REC]).
    """
    for entry, event in not_after(case.of(LocalNegotiationConcluded), at.occurred):
        if event.party != party or (event.round or 1) != at.round:
            continue
        then = case.in_force(party, event.occurred.day)
        if now.agreement == (then.named if then else None):
            continue
        earlier = msgspec.structs.replace(at, occurred=event.occurred)
        duty = _by_agreement(case, raised, party, earlier)
        if duty.mode == "negotiation" and _done(case, at, entry, then):
            return duty
    return None


def _done(case: Case, at: Moment, local: Recorded, then: InForce | None) -> bool:
    """Tell whether nothing remained of the negotiation: agreed, or nothing central to
    come after it, on what is decided.
    """
    event = local.event
    assert isinstance(event, LocalNegotiationConcluded)
    central = of_party(case, CentralNegotiationConcluded, event.party, at.round)
    by_then = [(entry, entry.event) for entry in central if follows(entry, local)]
    return (
        weight(case, at, local) != BESIDE
        and case.same_proposal(proposal_at(case, local), at.proposal_version)
        and (
            event.how == "agreement"
            or (then is not None and "14" in then.terms.replaces_mbl)
            or bool(not_after(by_then, at.occurred))
        )
    )


def _surely_consulted(case: Case, party: str, at: Moment) -> bool:
    """Tell whether a consultation that counts came before the decision."""
    return any(
        when.before(event.occurred, at.occurred)
        and notice.heard(case, event, outcome).counts
        for _, event, outcome in conclusions(case, party, at)
    )


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
