"""Q2: the matter required negotiation instead of consultation, and it took place.

MBL (1976:580) 4, 11–14 and 38 §§. `reason` of the duty says why: the scope matrix, a
party without agreement, a union's demand, a contractor, redundancy, an individual.
"""

from domain import when
from domain.negotiation import LocalNegotiationConcluded
from domain.questions import duty, q11_exception_upheld
from domain.questions.answer import Case, Decided, Question, Verdict
from domain.questions.judging import Finding, each_decision, found, timed, verdict
from domain.questions.q07_negotiated_first import of_party


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party; before any decision, one a party."""
    if case.decisions():
        return each_decision("Q2", case, _judge)
    if case.raised() is None:
        return []
    now = when.at(case.as_of)
    return [
        verdict("Q2", case, _undecided(case, party, now), party=party)
        for party in case.parties(now.day)
    ]


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    owed = duty.owed(case, party, decided.occurred, decided.round)
    if owed.mode != "negotiation":
        return _not_required(owed)
    ended = of_party(case, LocalNegotiationConcluded, party, decided.round)
    finding = timed(ended, decided, owed.reason, owed.reason)
    finding = q11_exception_upheld.or_exception(finding, case, decided, party)
    return found(
        finding.verdict,
        finding.reason,
        evidence=[*owed.because, *finding.evidence],
        qualifiers=finding.qualifiers,
        missing=finding.missing or _missing(finding, party),
        holds_until=finding.holds_until,
    )


def _undecided(case: Case, party: str, now: when.When) -> Finding:
    """Before the decision: a negotiation owed has been held, or is still to come."""
    owed = duty.owed(case, party, now, case.round)
    if owed.mode != "negotiation":
        return _not_required(owed)
    ended = of_party(case, LocalNegotiationConcluded, party, case.round)
    if ended:
        evidence = [*owed.because, *ended]
        return found("compliant", owed.reason, evidence=evidence)
    missing = (f"the negotiation with {party}",)
    return found("undeterminable", owed.reason, evidence=owed.because, missing=missing)


def _not_required(owed: duty.Owed) -> Finding:
    if owed.mode == "undeterminable":
        return found("undeterminable", owed.reason, missing=owed.missing)
    if owed.replaced:
        return found("not_applicable", "basis_replaced", evidence=owed.replaced)
    return found("not_applicable", "no_negotiation_owed")


def _missing(finding: Finding, party: str) -> tuple[str, ...]:
    return (f"the negotiation with {party}",) if finding.verdict == "breach" else ()


QUESTION = Question(
    number="Q2",
    claim="negotiation_required",
    asks={
        "en": "Did the matter require negotiation instead, and did that take place?",
        "sv": "Krävde frågan förhandling i stället, och ägde den rum?",
    },
    judge=judge,
)
