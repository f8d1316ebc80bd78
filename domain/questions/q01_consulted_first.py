"""Q1: consultation came before the decision. MBL (1976:580) 11 §; the local agreement.

For each party to which a duty was owed when the decision was made. Where the duty was
to negotiate, Q7 answers; where cause to decide first was invoked, Q11 does.
"""

from domain import when
from domain.base import Recorded
from domain.consultation import ConsultationConcluded, Outcome
from domain.information import InformationProvided
from domain.meeting import MeetingHeld
from domain.questions import duty, notice, q07_negotiated_first, q11_exception_upheld
from domain.questions.answer import Case, Decided, Question, Verdict
from domain.questions.judging import Finding, each_decision, found, timed


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q1", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    owed = duty.owed(case, party, decided.occurred, decided.round)
    match owed.mode:
        case "consultation":
            finding = _consulted(case, decided, party)
            return q11_exception_upheld.or_exception(finding, case, decided, party)
        case "negotiation":
            return q07_negotiated_first.negotiated(case, decided, party)
        case "information":
            return _informed(case, decided, party)
        case "direct_dialogue":
            return _spoken_with(case, decided, party)
        case "none":
            return found("not_applicable", owed.reason)
        case "undeterminable":
            return found("undeterminable", owed.reason, missing=owed.missing)


def _consulted(case: Case, decided: Decided, party: str) -> Finding:
    """A conclusion for the party, on the same proposal, before the decision."""
    counted, doubtful = [], []
    for entry, event, outcome in duty.conclusions(case, party, decided):
        heard = _counts(case, event, outcome, party)
        if heard is None:
            doubtful.append(entry)
        elif heard:
            counted.append(entry)
    finding = timed(counted, decided, "concluded_before", "not_concluded_before")
    if finding.verdict == "breach" and _any_before(doubtful, decided):
        return found(
            "undeterminable",
            "absence_unverified",
            evidence=doubtful,
            missing=(f"when documents were dispatched to {party}",),
        )
    if finding.verdict == "breach":
        late = [e for e, *_ in duty.conclusions(case, party, decided)]
        return found("breach", finding.reason, evidence=late)
    return finding


def _counts(
    case: Case, event: ConsultationConcluded, outcome: Outcome, party: str
) -> bool | None:
    """Tell whether the outcome counts: an absent party must have had its notice."""
    if outcome.outcome != "absent_duly_summoned":
        return True
    return notice.duly_summoned(case, event, party)


def _any_before(entries: list[Recorded], decided: Decided) -> bool:
    return any(
        when.before(e.event.occurred, decided.occurred) is not False for e in entries
    )


def _informed(case: Case, decided: Decided, party: str) -> Finding:
    """Information was given to the party before the decision (MBL 19 §)."""
    given = [e for e, event in case.of(InformationProvided) if party in event.parties]
    return timed(given, decided, "informed_before", "not_informed_before")


def _spoken_with(case: Case, decided: Decided, party: str) -> Finding:
    """The matter was up at a meeting of the employees before the decision."""
    held = [
        entry
        for entry, event in case.of(MeetingHeld)
        if _is_employee_forum(case, event.level, party, decided)
    ]
    return timed(held, decided, "met_before", "not_met_before")


def _is_employee_forum(case: Case, level: str, party: str, decided: Decided) -> bool:
    governing = case.in_force(party, decided.occurred.day)
    rungs = governing.terms.levels if governing else ()
    return any(rung.name == level and rung.employee_forum for rung in rungs)


QUESTION = Question(
    number="Q1",
    claim="consulted_first",
    asks={
        "en": "Did consultation come before the decision?",
        "sv": "Skedde samverkan före beslutet?",
    },
    judge=judge,
)
