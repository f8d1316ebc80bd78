"""Q7: negotiation was completed before the decision. MBL (1976:580) 11, 14, 16 §§.

For each party with which negotiation was owed; how that is judged is in `negotiated`.
"""

from domain.questions import duty, negotiated
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided
from domain.questions.judging import Finding, each_decision, found
from domain.questions.q11_exception_upheld import or_exception


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q7", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    owed = duty.owed(case, party, decided.moment)
    missing = owed.missing
    if owed.mode == "undeterminable":
        return found("undeterminable", owed.reason, owed.because, missing=missing)
    if owed.mode != "negotiation":
        return found("not_applicable", "no_negotiation_owed", missing=missing)
    finding = negotiated.negotiated(case, decided.moment, party, owed)
    return or_exception(finding, case, decided, party, owed)


QUESTION = Question(
    number="Q7",
    claim="negotiated_first",
    asks={
        "en": "Was the negotiation completed before the decision?",
        "sv": "Var förhandlingen avslutad före beslutet?",
    },
    judge=judge,
)
