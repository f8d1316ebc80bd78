"""Whether what was owed was held afterwards, where the employer decided first (Q11).

MBL (1976:580) 11 § second paragraph: the cause lets the employer decide, and its duty
stays. The term (T17) is the agreement's.
"""

from domain import when
from domain.base import Recorded
from domain.negotiation import (
    CentralNegotiationConcluded,
    LocalNegotiationConcluded,
    NegotiationDemanded,
    WithParty,
)
from domain.questions import duty
from domain.questions.case import Case, Moment, follows, latest, not_after
from domain.questions.demands import UNFOUNDED, belongs_to, of_party, weights
from domain.questions.duty import Owed
from domain.questions.judging import Finding, found
from domain.questions.negotiated import met


def held_after(case: Case, at: Moment, party: str, owed: Owed) -> list[Recorded]:
    """Return what was held with the party afterwards: in the round, on the proposal.

    Where negotiation was owed, only that; where consultation was, either. That the
    party stayed away from a consultation does not cure it [REC].
    """
    concluded = [
        entry
        for entry, _, outcome in duty.conclusions(case, party, at)
        if outcome.outcome != "absent_duly_summoned"
    ]
    if owed.mode == "negotiation":
        concluded = []
    return [
        entry
        for entry in (*concluded, *_talks(case, at, party))
        if not when.before(entry.event.occurred, at.occurred)
    ]


def _talks(case: Case, at: Moment, party: str) -> list[Recorded]:
    """Return how negotiations ended, locally and centrally: of the one that was
    demanded last before the decision, and since.

    None beside it: a claim for damages is no remedy.
    """
    ids = _demands(case, at, party)
    return [
        step
        for kind in (LocalNegotiationConcluded, CentralNegotiationConcluded)
        for step in of_party(case, kind, party, at.round)
        if (demand := belongs_to(case, step, at.round)) is None or demand.id in ids
    ]


def _demands(case: Case, at: Moment, party: str) -> set[str]:
    weigh = weights(case, at, party)
    least = max((UNFOUNDED, *weigh.values()))
    counting = [
        demand
        for demand in of_party(case, NegotiationDemanded, party, at.round)
        if weigh[demand.id] >= least
    ]
    by_then = not_after([(demand, demand.event) for demand in counting], at.occurred)
    last = latest(demand for demand, _ in by_then)
    return {d.id for d in counting if last is None or d is last or follows(d, last)}


def remedied(
    case: Case, at: Moment, party: str, invoked: Recorded, held: list[Recorded]
) -> Finding:
    """Return whether the consultation owed afterwards was held in its time (T17)."""
    on = at.occurred.day
    version = case.in_force(party, on)
    term = version.terms.numbers.remedial_consultation if version else None
    if term is None:
        missing = ("the term for consultation afterwards (T17)",)
        if held:
            return _if_met(case, at, party, held)
        return found("undeterminable", "no_term", [invoked], missing=missing)
    deadline = case.calendar(party, on).deadline(on, term)
    if in_time := [entry for entry in held if entry.event.occurred.day <= deadline]:
        return _if_met(case, at, party, in_time)
    closes = when.day_after(deadline)
    if case.as_of < closes:
        missing = (f"consultation or negotiation with {party} afterwards",)
        return found(
            "undeterminable",
            "remedy_due",
            [invoked],
            missing=missing,
            holds_until=closes,
            facts={"dueOn": deadline},
        )
    late = [invoked, *held]
    return found("breach", "not_remedied_in_time", late, facts={"dueOn": deadline})


def _if_met(case: Case, at: Moment, party: str, held: list[Recorded]) -> Finding:
    """Return that it was held, unless nothing but its end by one side shows it."""
    if any(met(case, entry, _demand(case, at, entry)) for entry in held):
        return found("compliant", "held", held)
    missing = (f"that {party} was called to negotiate, and had its time",)
    facts = {"endedOn": held[-1].event.occurred.day}
    return found(
        "undeterminable", "no_meeting_held", held, missing=missing, facts=facts
    )


def _demand(case: Case, at: Moment, entry: Recorded) -> Recorded | None:
    """Return the demand of a negotiation; a consultation has none."""
    is_talks = isinstance(entry.event, WithParty)
    return belongs_to(case, entry, at.round) if is_talks else None
