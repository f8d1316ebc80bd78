"""Q6: a disagreement was taken to the level above first. The local agreement; [KTH].

Where the agreement lets the party ask for that and it asked in time (T6). Without an
agreement there is no level above, and MBL (1976:580) 14 § speaks instead (Q7).
"""

from domain.questions import duty
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided
from domain.questions.escalated import escalated
from domain.questions.judging import Finding, each_decision
from domain.questions.q11_exception_upheld import or_exception


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q6", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    finding = escalated(case, decided.moment, party)
    if finding.verdict != "breach":
        return finding
    owed = duty.owed(case, party, decided.moment)
    return or_exception(finding, case, decided, party, owed)


QUESTION = Question(
    number="Q6",
    claim="escalated_first",
    asks={
        "en": "Was a disagreement taken to the level above before the decision?",
        "sv": "Lyftes oenigheten till nästa nivå före beslutet?",
    },
    judge=judge,
)
