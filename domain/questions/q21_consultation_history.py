"""Q21: what each party said in the matter, and what became of it, stands on record.

Information, never a breach: a union's own consultation history, from what was raised
to how it was answered. MBL (1976:580) 11 §; the answers are the reasoned response of
directive 2002/14/EC, article 4(4)(d).
"""

from domain.questions.answer import Question, Verdict
from domain.questions.case import Case
from domain.questions.judging import Finding, each_party, found, verdict
from domain.questions.party_history import PartyHistory, party_histories


def judge(case: Case) -> list[Verdict]:
    """Return the history of each party bound as of the case's time, or concerned."""
    told = {history.party: history for history in party_histories(case)}
    owed = case.parties(case.today)
    others = [party for party in told if party not in owed]
    return [
        *each_party("Q21", case, lambda party: _told(case, told.get(party))),
        *(
            verdict("Q21", case, _told(case, told[party]), party=party)
            for party in others
        ),
    ]


def _told(case: Case, history: PartyHistory | None) -> Finding:
    """Put the history into a finding: why it is no longer, and its facts."""
    raised = case.raised()
    if raised is None:
        return found("not_applicable", "not_raised")
    if history is None or history.left_out:
        facts = {"raisedOn": raised.occurred.day}
        return found("not_applicable", "not_included", facts=facts)
    reason, evidence = _reason(history), history.evidence
    return found("not_applicable", reason, evidence, facts=_facts(history))


def _reason(history: PartyHistory) -> str:
    if history.lead_days is None:
        return "undecided"
    if history.lead_days < 0:
        return "decided_before_raised"
    return "no_position" if history.is_silent else "history"


def _facts(history: PartyHistory) -> dict[str, object]:
    """Return the facts that there are, those that are not left out."""
    facts: dict[str, object | None] = {
        "raisedOn": history.raised_on,
        "firstOccasionOn": history.first_occasion_on,
        "decidedOn": history.decided_on,
        "leadDays": history.lead_days,
        "outcome": history.outcome,
        "position": history.position,
        "followed": history.followed,
        "partly": history.partly,
        "notFollowed": history.not_followed,
        "unanswered": history.unanswered,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


QUESTION = Question(
    number="Q21",
    claim="consultation_history",
    asks={
        "en": "What did each party say in this matter, and what became of it?",
        "sv": "Vad sade varje part i frågan, och vad blev det av det?",
    },
    judge=judge,
    listed=False,
)
