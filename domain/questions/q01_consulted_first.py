"""Q1: consultation came before the decision. MBL (1976:580) 11 §; the local agreement.

For each party to which a duty was owed when the decision was made. Where the duty was
to negotiate, Q7 answers; where cause to decide first was invoked, Q11 does.
"""

import msgspec

from domain.questions import consulted, duty
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided
from domain.questions.judging import Finding, each_decision, found
from domain.questions.q11_exception_upheld import fulfilled, or_exception


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q1", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    """The finding, with the facts of the matter that were not known besides."""
    owed = duty.owed(case, party, decided.moment)
    finding = _by_duty(case, decided, party, owed)
    missing = tuple(dict.fromkeys((*finding.missing, *owed.missing)))
    return msgspec.structs.replace(finding, missing=missing)


def _by_duty(case: Case, decided: Decided, party: str, owed: duty.Owed) -> Finding:
    match owed.mode:
        case "consultation" | "negotiation":
            finding = fulfilled(case, decided.moment, party, owed)
            return or_exception(finding, case, decided, party, owed)
        case "information":
            return consulted.informed(case, decided.moment, party)
        case "direct_dialogue":
            return consulted.spoken_with(case, decided.moment, party)
        case "none":
            return found("not_applicable", owed.reason)
        case "undeterminable":
            return found("undeterminable", owed.reason, evidence=owed.because)


QUESTION = Question(
    number="Q1",
    claim="consulted_first",
    asks={
        "en": "Did consultation come before the decision?",
        "sv": "Skedde samverkan före beslutet?",
    },
    judge=judge,
)
