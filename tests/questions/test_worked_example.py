"""The worked example of DOMAIN 9: what is expected, at each date it names."""

from datetime import date, datetime

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
from tests.worked_example import ORGANISATIONS, SACO, SEKO, ST

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


@pytest.mark.parametrize("party", ORGANISATIONS)
def test_raised_early_enough(party: str) -> None:
    """Q3: raised as an idea; documents from 3 February, on a proposal still open."""
    found = judged("Q3", worked_issue(), party)

    assert (found.verdict, found.reason) == ("compliant", "raised_early")
    assert found.facts["firstOn"] == "2026-02-03"
    assert found.facts["leadWorkingDays"] == 36


@pytest.mark.parametrize("party", ORGANISATIONS)
@pytest.mark.parametrize("as_of", [at(3, 18), *AFTER_DECISION])
def test_six_whole_days_to_prepare(party: str, as_of: datetime) -> None:
    """Q4: for both meetings that concluded, before the decision and after it."""
    verdicts = answered("Q4", worked_issue(), as_of=as_of).verdicts
    found = [each for each in verdicts if each.party == party]

    assert [(each.about, each.facts["days"]) for each in found] == [
        ("lsg", 6),
        ("csg", 6),
    ]
    assert {each.reason for each in found} == {"sent_in_time"}


@pytest.mark.parametrize("as_of", AFTER_DECISION)
def test_all_organisations_were_included(as_of: datetime) -> None:
    """Q5: compliant, at every date after the decision."""
    found = answered("Q5", worked_issue(), as_of=as_of, known_as_of=as_of)

    assert {(v.party, v.reason) for v in found.verdicts} == {
        (party, "called_before") for party in ORGANISATIONS
    }


@pytest.mark.parametrize(
    ("decided_on", "expected"),
    [
        (None, ("compliant", "concluded_above")),
        (ESCALATED, ("breach", "escalation_pending")),
        (CONCLUDED_ABOVE, ("undeterminable", "same_day")),
    ],
)
def test_the_disagreement_of_seko(
    decided_on: date | None, expected: tuple[str, str]
) -> None:
    """Q6: taken up first; decided on 9 March not; on the 17th, nobody can tell."""
    entries = worked_issue(decided_on)
    others = {verdict("Q6", entries, party)[0] for party in ORGANISATIONS[:2]}

    assert verdict("Q6", entries, SEKO) == expected
    assert others == {"not_applicable"}


@pytest.mark.parametrize(
    ("as_of", "expected", "days"),
    [
        (at(9, 10), ("not_applicable", "not_yet_due"), None),
        (at(9, 22), ("breach", "overdue"), 7),
        (at(10, 1), ("breach", "late"), 14),
    ],
)
def test_followed_up(
    as_of: datetime, expected: tuple[str, str], days: int | None
) -> None:
    """Q13: to come on 10 September, overdue on the 22nd, late on 1 October."""
    found = answered("Q13", worked_issue(), as_of=as_of, known_as_of=as_of).overall

    assert (found.verdict, found.reason) == expected
    assert found.facts.get("days") == days


def test_minutes_approved() -> None:
    """Q14: both conclusions are in minutes approved in time; 17 February put it off."""
    found = answered("Q14", worked_issue())

    assert [(one.about, one.reason) for one in found.verdicts] == [
        ("2026-02-17", "put_off"),
        ("2026-03-03", "approved"),
        ("2026-03-17", "approved"),
    ]
    assert found.overall.verdict == "compliant"


def test_risks_assessed() -> None:
    """Q15: strictly before the decision, with the safety representative."""
    found = answered("Q15", worked_issue()).overall

    assert (found.verdict, found.reason) == ("compliant", "assessed_before")


@pytest.mark.parametrize("party", ORGANISATIONS)
def test_reasons_given(party: str) -> None:
    """Q20: every perspective, and Seko's reservation, was answered the day after."""
    found = judged("Q20", worked_issue(), party)

    assert (found.verdict, found.reason) == ("compliant", "answered")
    assert found.facts["answeredOn"] == "2026-03-26"


def test_taken_up() -> None:
    """Q23: raised by staff, classified two days later; the agreement has no number."""
    found = answered("Q23", worked_issue()).overall

    assert (found.verdict, found.reason) == ("not_applicable", "taken_up")
    assert found.facts["days"] == 2


def test_decided_by_right() -> None:
    """Q8: by the regional manager, under the delegation that is in the register."""
    assert verdict("Q8", worked_issue()) == ("compliant", "authorised")


@pytest.mark.parametrize("party", ORGANISATIONS)
def test_the_same_that_was_consulted_on(party: str) -> None:
    """Q9: version 2, on which both groups concluded, without any deviation."""
    found = judged("Q9", worked_issue(), party)

    assert (found.verdict, found.reason) == ("compliant", "same_proposal")
    assert found.facts["concludedOn"] == "2026-03-17"


def test_documented() -> None:
    """Q10: date, content, decision-maker, rapporteur, and nobody else."""
    assert verdict("Q10", worked_issue()) == ("compliant", "documented")


@pytest.mark.parametrize("party", ORGANISATIONS)
def test_carried_out_after(party: str) -> None:
    """Q12: begun on 4 May, not yet begun in March."""
    found = verdict("Q12", worked_issue(), party)
    early = verdict("Q12", worked_issue(), party, as_of=at(3, 28))

    assert found == ("compliant", "cleared_before")
    assert early == ("not_applicable", "not_started")


@pytest.mark.parametrize("party", ORGANISATIONS)
def test_no_contractor(party: str) -> None:
    """Q16: nobody outside the agency was to do the work."""
    found = verdict("Q16", worked_issue(), party)

    assert found == ("not_applicable", "no_contractor")


@pytest.mark.parametrize(
    ("party", "counts"), [(ST, (1, 0)), (SACO, (1, 0)), (SEKO, (0, 2))]
)
def test_what_became_of_what_was_said(party: str, counts: tuple[int, int]) -> None:
    """Q21: P1 and P2 were followed, P3 and Seko's reservation were not; P4 is the
    employees', and no party's.
    """
    facts = judged("Q21", worked_issue(), party).facts

    assert (facts["followed"], facts["notFollowed"]) == counts
    assert (facts["partly"], facts["unanswered"]) == (0, 0)
    assert (facts["raisedOn"], facts["leadDays"]) == ("2026-01-26", 58)


@pytest.mark.parametrize("party", ORGANISATIONS)
def test_when_claims_lapse(party: str) -> None:
    """Q25: decided on 25 March 2026 and communicated the day after, it lapses four
    months after the one or the other; in any case two years after the decision.
    """
    days = [(7, 25), (7, 26), (7, 27)]
    found = [
        judged("Q25", worked_issue(), party, as_of=at(month, day, 23))
        for month, day in days
    ]

    assert [each.reason for each in found] == ["lapses", "may_have_lapsed", "lapsed"]
    assert found[0].facts["lastOn"] == "2026-07-25"
    assert found[0].facts["latestOn"] == "2026-07-26"
    assert found[0].facts["eventEndsOn"] == "2028-03-25"


@pytest.mark.parametrize("question", ["Q19", "Q24"])
def test_what_one_issue_cannot_answer(question: str) -> None:
    """Q19, Q24: information and review are asked of the agency."""
    found = answered(question, worked_issue()).overall

    assert (found.verdict, found.reason) == ("not_applicable", "asked_of_the_agency")


def _standing(id_: str) -> Recorded:
    from domain.lifecycle import LIFECYCLE  # noqa: PLC0415 - only here

    return next(e for e in LIFECYCLE.effective(worked_issue()) if e.id == id_)
