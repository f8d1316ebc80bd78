"""Q17: which agreement and version governed for the party on the date asked about.

Information, never a breach: without an agreement in force, MBL (1976:580) applies
directly, 5 § too where an agreement is only for a time not in force.
"""

from domain import when
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case
from domain.questions.judging import Finding, each_party, found, governing


def judge(case: Case) -> list[Verdict]:
    """Return a look-up a party, `agreement` naming the version; none: MBL directly."""
    return each_party("Q17", case, lambda party: _governed(case, party))


def _governed(case: Case, party: str) -> Finding:
    today = when.day_of(case.as_of)
    if version := governing(case, party, today):
        facts = {"agreement": version.agreement, "version": version.version}
        return found("not_applicable", "agreement", facts=facts)
    bound = case.framework.agency.is_bound(party, today)
    return found("not_applicable", "mbl_directly" if bound else "not_bound")


QUESTION = Question(
    number="Q17",
    claim="governing_agreement",
    asks={
        "en": "Which agreement and version governed for each party on that date?",
        "sv": "Vilket avtal och vilken version gällde för varje part den dagen?",
    },
    judge=judge,
    listed=False,
)
