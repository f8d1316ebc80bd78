"""Q10: the decision is documented as the law asks. FL (2017:900) 31 §; MF (2007:515).

MF 21 § asks the same five things of a decision: its date, its content, who decided, who
presented the matter, and who else took part. MF 20 § lets the rules of procedure exempt
a matter from presentation; the record has no place for that exemption.
"""

from domain.decision import lacking
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided
from domain.questions.judging import Finding, found, of_each_decision


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision."""
    return of_each_decision("Q10", case, _judge)


def _judge(_: Case, decided: Decided) -> Finding:
    event = decided.event
    if missing := lacking(event):
        return found("breach", "incomplete", facts={"lacking": ", ".join(missing)})
    if event.rapporteur is None:
        unknown = ("who presented the matter, or that nobody had to (MF 20 §)",)
        return found("undeterminable", "rapporteur_not_stated", missing=unknown)
    return found("compliant", "documented")


QUESTION = Question(
    number="Q10",
    claim="documented",
    asks={
        "en": "Is the decision properly documented?",
        "sv": "Är beslutet dokumenterat som det ska?",
    },
    judge=judge,
)
