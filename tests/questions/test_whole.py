"""The whole of a question: what is said of several parties, and what apart from it."""

import pytest

from domain.questions.verdict import Fact, Verdict
from domain.questions.whole import alike, apart, shared
from tests.worked_example import SACO, SEKO, ST


def said(party: str | None, days: int, reason: str = "sent_late") -> Verdict:
    """Return a breach for the party, or for all, with that number of days."""
    facts: dict[str, Fact] = {"days": days}
    if party:
        facts["party"] = party
    return Verdict(
        question="Q4", verdict="breach", reason=reason, party=party, facts=facts
    )


def test_whom_it_is_said_of() -> None:
    """Q: all of whom the very same is said; nobody where it is owed to no party."""
    same = [said(ST, 3), said(SEKO, 3), said(ST, 3)]

    assert shared(same) == {"days": 3, "party": (ST, SEKO)}
    assert shared([said(None, 3)]) == {"days": 3}


@pytest.mark.parametrize(
    "other", [said(SACO, 4), said(SACO, 3, "not_summoned"), said(None, 3)]
)
def test_what_is_said_apart(other: Verdict) -> None:
    """Q: one for each thing that is said, in the order in which it first is."""
    verdicts = [said(ST, 3), other, said(SEKO, 3)]
    first, second = apart(verdicts)

    assert alike(verdicts) == [verdicts[0], verdicts[2]]
    assert first.facts == {"days": 3, "party": (ST, SEKO)}
    assert (second.reason, second.facts) == (other.reason, shared([other]))
    assert apart([]) == []
