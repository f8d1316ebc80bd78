"""What is not there where a decision now would be a breach, in plain words.

Part of Q22: one phrase a question and party, by the reason where it differs.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.questions.verdict import Verdict

INFORMED, SUMMONED = "information to {party}", "a summons of {party}"
CENTRAL = "central negotiation with {party}"

WANTING: Mapping[str, str] = MappingProxyType(
    {
        "Q1": "consultation with {party}",
        "Q1 not_informed_before": INFORMED,
        "Q4": "summons and documents in time to {party}",
        "Q4 not_summoned": SUMMONED,
        "Q4 never_summoned": SUMMONED,
        "Q5": SUMMONED,
        "Q5 not_told": INFORMED,
        "Q6": "consultation with {party} at the level above",
        "Q7": "negotiation with {party}",
        "Q7 central_not_concluded_before": CENTRAL,
        "Q7 decided_in_window": f"the end of the time in which to ask for {CENTRAL}",
        "Q8": "somebody who may decide it at this level",
        "Q9": "consultation with {party} on the proposal as it stands",
        "Q12": "that nothing was carried out before the decision",
        "Q15": "a risk assessment",
        "Q15 not_invited": "the safety representative in the risk assessment",
        "Q15 not_in_safety_committee": "the safety committee's part in it",
        "Q16": "negotiation with {party} on the contractor",
        "Q16 central_not_concluded_before": CENTRAL,
        "Q16 not_informed_before": INFORMED,
        "Q16 veto_open": "the end of the veto of {party}",
    }
)
"""What a breach lacks, by question, or by question and reason."""


def wanting(said: Verdict) -> tuple[str, ...]:
    """Return what is not there, or not known, for the verdict not to be in the way."""
    if said.verdict != "breach":
        return said.missing
    question = said.question
    phrase = WANTING.get(f"{question} {said.reason}") or WANTING[question]
    return (phrase.format(party=said.party), *said.missing)
