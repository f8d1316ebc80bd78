"""Q2: the matter required negotiation instead of consultation, and it took place.

MBL (1976:580) 4, 11–14 and 38 §§. `reason` says why it was required: the scope matrix,
a party without agreement, a union's demand, a contractor, redundancy, an individual.
"""

from collections.abc import Sequence

import msgspec

from domain.base import Recorded
from domain.questions import duty, negotiated
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided
from domain.questions.judging import Finding, each_decision, each_party, found
from domain.questions.q11_exception_upheld import or_exception


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party; before any decision, one a party."""
    if case.decisions():
        return each_decision("Q2", case, _judge)
    if case.raised() is None:
        return []
    return each_party("Q2", case, lambda party: _undecided(case, party))


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    owed = duty.owed(case, party, decided.moment)
    if owed.mode != "negotiation":
        return _not_required(owed)
    local = negotiated.locally(case, decided.moment, party)
    finding = or_exception(local, case, decided, party, owed)
    lacks = local.verdict == finding.verdict == "breach"
    return msgspec.structs.replace(
        finding,
        reason=owed.reason
        if finding is local and not finding.missing
        else finding.reason,
        evidence=(*owed.because, *finding.evidence),
        missing=(f"the negotiation with {party}",) if lacks else finding.missing,
        facts={**finding.facts, **_demanded(owed.because)},
    )


def _undecided(case: Case, party: str) -> Finding:
    """Before the decision: a negotiation owed has been held, or is still to come."""
    owed = duty.owed(case, party, case.now)
    if owed.mode != "negotiation":
        return _not_required(owed)
    local = negotiated.locally(case, case.now, party)
    evidence = (*owed.because, *local.evidence)
    if local.verdict == "compliant":
        facts = {**local.facts, **_demanded(owed.because)}
        return found("compliant", owed.reason, evidence, facts=facts)
    missing = local.missing or (f"the negotiation with {party}",)
    facts = _demanded(owed.because)
    return found("undeterminable", owed.reason, evidence, missing=missing, facts=facts)


def _demanded(demands: Sequence[Recorded]) -> dict[str, object]:
    """Return the day of the last demand, if there is one, as a fact."""
    days = (entry.event.occurred.day for entry in demands)
    last = max(days, default=None)
    return {"demandedOn": last} if last else {}


def _not_required(owed: duty.Owed) -> Finding:
    """Nothing to negotiate, as far as the matter is known."""
    missing = owed.missing
    if owed.mode == "undeterminable":
        return found("undeterminable", owed.reason, owed.because, missing=missing)
    if owed.unfounded:
        return found(
            "not_applicable",
            "basis_replaced",
            owed.unfounded,
            missing=missing,
            facts=_demanded(owed.unfounded),
        )
    return found("not_applicable", "no_negotiation_owed", missing=missing)


QUESTION = Question(
    number="Q2",
    claim="negotiation_required",
    asks={
        "en": "Did the matter require negotiation instead, and did that take place?",
        "sv": "Krävde frågan förhandling i stället, och ägde den rum?",
    },
    judge=judge,
)
