"""Q11: where the employer decided first, it had cause and consulted afterwards.

MBL (1976:580) 11 § second paragraph, 12 and 38 §§: extraordinary or special cause lets
the employer decide, and carry out, before its duty is done. The duty itself stays.
"""

from domain import choices, when
from domain.base import Recorded
from domain.confidentiality import FindingRecorded
from domain.consultation import ConsultationConcluded
from domain.exception import ExceptionInvoked, ExceptionPositionRecorded
from domain.negotiation import LocalNegotiationConcluded
from domain.questions import duty
from domain.questions.answer import Case, Decided, Question, Verdict
from domain.questions.judging import Finding, each_decision, found

BINDING = ("court", "settlement")
"""Whose findings settle it; an audit's is shown and changes nothing (DOMAIN 10:11)."""


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q11", case, _judge)


def or_exception(finding: Finding, case: Case, decided: Decided, party: str) -> Finding:
    """Return *finding*, or Q11's where it is a breach and an exception was invoked."""
    if finding.verdict != "breach":
        return finding
    invoked = invoked_for(case, decided)
    return _upheld(case, decided, party, invoked) if invoked else finding


def invoked_for(case: Case, decided: Decided) -> Recorded | None:
    """Return the exception the decision rests on: the one it names, or its round's."""
    named = getattr(decided.event, "exception_ref", None)
    exceptions = [
        e for e, event in case.of(ExceptionInvoked) if _belongs(event, decided)
    ]
    chosen = [entry for entry in exceptions if entry.id == named]
    return next(iter(chosen or exceptions), None)


def _belongs(event: ExceptionInvoked, decided: Decided) -> bool:
    return (event.round or 1) == decided.round


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    invoked = invoked_for(case, decided)
    if invoked is None:
        return found("not_applicable", "no_exception")
    owed = duty.owed(case, party, decided.occurred, decided.round)
    if owed.mode not in ("consultation", "negotiation"):
        return found("not_applicable", owed.reason)
    return _upheld(case, decided, party, invoked)


def _upheld(case: Case, decided: Decided, party: str, invoked: Recorded) -> Finding:
    """The conditions in order: grounds in time, held in time, then who agreed."""
    event = invoked.event
    assert isinstance(event, ExceptionInvoked)
    if (event.cause, event.section) == ("special", "11"):
        return found("breach", "wrong_cause", evidence=[invoked])
    if _grounds_late(case, decided, party, invoked):
        return found("breach", "grounds_late", evidence=[invoked])
    against = _findings(case, invoked, "breach")
    if against:
        return found("breach", "finding_against", evidence=[invoked, *against])
    remedy = _remedied(case, decided, party, invoked)
    return remedy or _accepted(case, decided, party, invoked)


def _grounds_late(case: Case, decided: Decided, party: str, invoked: Recorded) -> bool:
    on = decided.occurred.day
    deadline = case.calendar(party, on).deadline(on, choices.GROUNDS_WITHIN)
    return invoked.event.occurred.day > deadline


def _remedied(
    case: Case, decided: Decided, party: str, invoked: Recorded
) -> Finding | None:
    """Return what is wrong with the consultation owed afterwards, if anything (T17)."""
    on = decided.occurred.day
    version = case.in_force(party, on)
    term = version.terms.numbers.remedial_consultation if version else None
    held = _held_after(case, decided, party)
    if term is None:
        missing = ("the term for consultation afterwards (T17)",)
        if held:
            return None
        return found("undeterminable", "no_term", evidence=[invoked], missing=missing)
    deadline = case.calendar(party, on).deadline(on, term)
    if any(entry.event.occurred.day <= deadline for entry in held):
        return None
    closes = when.day_after(deadline)
    if case.as_of < closes:
        return found(
            "undeterminable",
            "remedy_due",
            evidence=[invoked],
            missing=(f"consultation or negotiation with {party} afterwards",),
            holds_until=closes,
        )
    return found("breach", "not_remedied_in_time", evidence=[invoked, *held])


def _held_after(case: Case, decided: Decided, party: str) -> list[Recorded]:
    """Return the consultations and negotiations with the party after the decision."""
    concluded = [
        entry
        for entry, event in case.of(ConsultationConcluded)
        if any(
            outcome.party == party and outcome.outcome != "absent_duly_summoned"
            for outcome in event.outcomes
        )
    ]
    negotiated = [
        entry
        for entry, event in case.of(LocalNegotiationConcluded)
        if event.party == party
    ]
    return [
        entry
        for entry in (*concluded, *negotiated)
        if not when.before(entry.event.occurred, decided.occurred)
    ]


def _accepted(case: Case, decided: Decided, party: str, invoked: Recorded) -> Finding:
    held = _held_after(case, decided, party)
    upheld = _findings(case, invoked, "compliant")
    positions = [
        (entry, event)
        for entry, event in case.of(ExceptionPositionRecorded)
        if event.party == party
    ]
    accepted = [e for e, event in positions[-1:] if event.position == "accepted"]
    if upheld or accepted:
        evidence = [invoked, *held, *upheld, *accepted]
        marks = ("exception_accepted",)
        return found(
            "compliant", "exception_accepted", evidence=evidence, qualifiers=marks
        )
    return found(
        "undeterminable",
        "exception_not_settled",
        evidence=[invoked, *held, *(entry for entry, _ in positions)],
        missing=(f"acceptance by {party}, or a finding by court or settlement",),
    )


def _findings(case: Case, invoked: Recorded, verdict: str) -> list[Recorded]:
    return [
        entry
        for entry, event in case.of(FindingRecorded)
        if event.by in BINDING
        and event.verdict == verdict
        and event.about in (invoked.id, "Q11")
    ]


QUESTION = Question(
    number="Q11",
    claim="exception_upheld",
    asks={
        "en": "Where it was decided first: was there cause, and consultation after?",
        "sv": "När beslut fattades först: fanns skäl, och skedde samverkan efteråt?",
    },
    judge=judge,
)
