"""The worked example of DOMAIN 9: what is expected, at each date it names."""

from datetime import datetime

import pytest

from domain.base import Recorded
from tests.issues import answered, at, judged, verdict
from tests.questions.worked_issue import (
    CONCLUDED_ABOVE,
    ESCALATED,
    labelled,
    presence_of,
    worked_issue,
)
from tests.worked_example import ORGANISATIONS, SEKO

AFTER_DECISION = [at(3, 26), at(3, 28), at(9, 10), at(9, 22), at(10, 1)]
BEFORE_DECISION = [at(1, 25), at(2, 18), at(3, 4), at(3, 18), at(3, 24)]


@pytest.mark.parametrize("as_of", AFTER_DECISION)
@pytest.mark.parametrize("party", ORGANISATIONS)
def test_consultation_came_first(party: str, as_of: datetime) -> None:
    """Q1: compliant for every organisation, at every date after the decision."""
    found = verdict("Q1", worked_issue(), party, as_of=as_of, known_as_of=as_of)

    assert found == ("compliant", "concluded_before")


@pytest.mark.parametrize("as_of", BEFORE_DECISION)
@pytest.mark.parametrize("question", ["Q1", "Q2", "Q7", "Q11"])
def test_before_the_decision(question: str, as_of: datetime) -> None:
    """Q1, Q2, Q7, Q11: not applicable before there was a decision."""
    found = answered(question, worked_issue(), as_of=as_of)

    assert found.overall.verdict == "not_applicable"


@pytest.mark.parametrize("as_of", AFTER_DECISION)
def test_nothing_to_negotiate(as_of: datetime) -> None:
    """Q2: none of the organisations was owed negotiation instead."""
    found = answered("Q2", worked_issue(), as_of=as_of, known_as_of=as_of)

    assert {(v.verdict, v.reason) for v in found.verdicts} == {
        ("not_applicable", "no_negotiation_owed")
    }


@pytest.mark.parametrize("as_of", [*BEFORE_DECISION, *AFTER_DECISION])
@pytest.mark.parametrize("party", ORGANISATIONS)
def test_the_agreement_that_governed(party: str, as_of: datetime) -> None:
    """Q17: RV-3 for every organisation, at every date."""
    governing = judged("Q17", worked_issue(), party, as_of=as_of).agreement

    assert governing is not None
    assert (governing.agreement, governing.version) == ("rv", "3")


@pytest.mark.parametrize(
    ("known_as_of", "presence"), [(at(3, 26, 23), "absent"), (at(3, 28), "present")]
)
def test_what_was_known_of_seko(known_as_of: datetime, presence: str) -> None:
    """Q18: Seko was absent as known on 26 March and present as known on the 28th."""
    assert presence == presence_of(SEKO, worked_issue(), known_as_of)


def test_the_correction_is_not_in_dispute() -> None:
    """Q18: every approver agreed to it, so it is a plain correction."""
    meeting = _standing(labelled("meeting-of-3-march"))

    assert meeting.marks == {"corrected"}


@pytest.mark.parametrize("known_as_of", [at(3, 26, 23), at(3, 28)])
def test_the_verdict_is_the_same(known_as_of: datetime) -> None:
    """Q1, Q18: it rests on the conclusion, not on who was at the table."""
    found = judged("Q1", worked_issue(), SEKO, known_as_of=known_as_of)

    assert (found.verdict, found.qualifiers) == ("compliant", ())


def test_what_the_verdict_rests_on() -> None:
    """Q1: both conclusions for the party, and the decision."""
    found = judged("Q1", worked_issue(), SEKO)
    kinds = [type(_standing(id_).event).__name__ for id_ in found.evidence]

    assert kinds == ["ConsultationConcluded", "ConsultationConcluded", "DecisionMade"]


def test_before_it_was_recorded() -> None:
    """Q1: as known before the decision was recorded, there was none."""
    found = verdict("Q1", worked_issue(), known_as_of=at(3, 25, 16))

    assert found == ("not_applicable", "no_decision")


@pytest.mark.parametrize("party", ORGANISATIONS)
def test_decided_while_the_escalation_was_pending(party: str) -> None:
    """Q1: decided on 9 March it is compliant still: LSG had concluded on the 3rd."""
    found = judged("Q1", worked_issue(ESCALATED), party)

    assert (found.verdict, found.reason) == ("compliant", "concluded_before")
    assert len(found.evidence) == 2


@pytest.mark.parametrize("party", ORGANISATIONS)
def test_decided_on_the_day_it_was_concluded_above(party: str) -> None:
    """Q1: decided on 17 March, the conclusion at the decision's own level suffices."""
    found = verdict("Q1", worked_issue(CONCLUDED_ABOVE), party)

    assert found == ("compliant", "concluded_before")


def _standing(id_: str) -> Recorded:
    from domain.lifecycle import LIFECYCLE  # noqa: PLC0415 - only here

    return next(e for e in LIFECYCLE.effective(worked_issue()) if e.id == id_)
