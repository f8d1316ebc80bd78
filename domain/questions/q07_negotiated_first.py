"""Q7: negotiation was completed before the decision. MBL (1976:580) 11, 14, 16 §§.

Locally always; centrally too, where the party disagreed and asked for it in time. The
term (T7) is the agreement's own; no Act sets one.
"""

from datetime import datetime

from domain import when
from domain.agreement_state import InForce
from domain.base import Recorded
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    CentralNegotiationWaived,
    LocalNegotiationConcluded,
    NegotiationDemanded,
    WithParty,
)
from domain.questions import duty, q11_exception_upheld
from domain.questions.answer import Case, Decided, Question, Verdict, not_after
from domain.questions.judging import Finding, each_decision, found, timed


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q7", case, _judge)


def negotiated(case: Case, decided: Decided, party: str) -> Finding:
    """Return whether the negotiation owed to *party* came first, or an exception."""
    finding = _negotiated(case, decided, party)
    return q11_exception_upheld.or_exception(finding, case, decided, party)


def of_party(
    case: Case, kind: type[WithParty], party: str, round_: int
) -> list[Recorded]:
    """Return the entries of a kind for the party in the round, in recorded order."""
    return [
        entry
        for entry, event in case.of(kind)
        if event.party == party and (event.round or 1) == round_
    ]


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    owed = duty.owed(case, party, decided.occurred, decided.round)
    if owed.mode == "undeterminable":
        return found("undeterminable", owed.reason, missing=owed.missing)
    if owed.mode != "negotiation":
        return found("not_applicable", "no_negotiation_owed")
    return negotiated(case, decided, party)


def _negotiated(case: Case, decided: Decided, party: str) -> Finding:
    local = timed(
        _latest_ended(case, decided, party),
        decided,
        "concluded_before",
        "not_concluded_before",
    )
    if local.verdict != "compliant":
        return local
    last = local.evidence[-1]
    assert isinstance(last.event, LocalNegotiationConcluded)
    if last.event.how in ("agreement", "party_did_not_respond"):
        return local
    governing = case.in_force(party, decided.occurred.day)
    if governing and "14" in governing.terms.replaces_mbl:
        return found("compliant", "local_suffices", evidence=[last])
    return _centrally(case, decided, party, last)


def _latest_ended(case: Case, decided: Decided, party: str) -> list[Recorded]:
    """Return how the negotiation last demanded ended locally; none while it lasts."""
    demanded = [
        entry.event.occurred
        for entry in of_party(case, NegotiationDemanded, party, decided.round)
        if when.before(decided.occurred, entry.event.occurred) is not True
    ]
    ended = of_party(case, LocalNegotiationConcluded, party, decided.round)
    latest = max(demanded, key=when.earliest, default=None)
    return [
        entry
        for entry in sorted(ended, key=lambda e: when.earliest(e.event.occurred))
        if latest is None or not when.before(entry.event.occurred, latest)
    ]


def _centrally(case: Case, decided: Decided, party: str, local: Recorded) -> Finding:
    """The party disagreed locally: what became of its right to central negotiation."""
    if waived := of_party(case, CentralNegotiationWaived, party, decided.round):
        return found("compliant", "central_waived", evidence=[local, *waived])
    governing = case.in_force(party, decided.occurred.day)
    term = governing.terms.numbers.central_negotiation_request if governing else None
    asked = [
        entry
        for entry in of_party(case, CentralNegotiationRequested, party, decided.round)
        if not when.before(entry.event.occurred, local.event.occurred)
    ]
    if governing is None or term is None:
        by_then = not_after([(e, e.event) for e in asked], decided.occurred)
        if by_then:
            return _central_first(case, decided, party, local, by_then[0][0])
        missing = ("the term for requesting central negotiation (T7)",)
        return found("undeterminable", "no_term", evidence=[local], missing=missing)
    ended = local.event.occurred.day
    deadline = case.calendar(party, ended).deadline(ended, term)
    in_time = [entry for entry in asked if entry.event.occurred.day <= deadline]
    if in_time:
        return _central_first(case, decided, party, local, in_time[0])
    if decided.occurred.day > deadline:
        return found("compliant", "not_requested_in_time", evidence=[local, *asked])
    return _inside_window(case, governing, local, when.day_after(deadline))


def _central_first(
    case: Case, decided: Decided, party: str, local: Recorded, request: Recorded
) -> Finding:
    """Requested in time: the central negotiation comes before the decision."""
    ended = of_party(case, CentralNegotiationConcluded, party, decided.round)
    finding = timed(ended, decided, "central_before", "central_not_concluded_before")
    return found(
        finding.verdict,
        finding.reason,
        evidence=[local, request, *finding.evidence],
        qualifiers=finding.qualifiers,
        missing=finding.missing,
    )


def _inside_window(
    case: Case, governing: InForce, local: Recorded, closes: datetime
) -> Finding:
    """Decided while a request could still come, and none has come."""
    if governing.terms.numbers.waiting_is_a_duty:
        return found("breach", "decided_in_window", evidence=[local])
    if case.as_of < closes:
        return found(
            "undeterminable",
            "window_open",
            evidence=[local],
            missing=("whether central negotiation is requested in time",),
            holds_until=closes,
        )
    return found("compliant", "decided_in_window", evidence=[local])


QUESTION = Question(
    number="Q7",
    claim="negotiated_first",
    asks={
        "en": "Was the negotiation completed before the decision?",
        "sv": "Var förhandlingen avslutad före beslutet?",
    },
    judge=judge,
)
