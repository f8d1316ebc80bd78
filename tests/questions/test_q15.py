"""Q15: the risks were assessed before the decision, with a safety representative."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.agreement_state import Framework
from domain.base import Answer, Role
from domain.consultation import ConsultationPostponed
from domain.decision import DecisionMade
from domain.implementation import ImplementationStarted
from domain.meeting import Attendance
from domain.perspective import RiskAssessmentCompleted
from domain.questions.answer import Verdict
from domain.raising import IssueReopened
from domain.when import earliest
from tests.frameworks import MBL_ONLY, with_terms
from tests.issues import (
    FRAMEWORK,
    Claim,
    annulled,
    at,
    classified,
    concluded,
    corrected,
    decided,
    happened,
    held,
    history,
    judged,
    on,
    raised,
    summoned,
)
from tests.worked_example import CSG, LSG, MATRIX, ORGANISATIONS, SACO, SEKO, ST

STRICT = ("compliant", "assessed_before")
WEAK = ("undeterminable", "before_implementation")
SAME_DAY = ("undeterminable", "same_day")
AFTER_START = ("breach", "assessed_after_start")
NOT_ASSESSED = ("breach", "not_assessed")
NOT_INVITED = ("breach", "not_invited")
NO_PLAN = ("undeterminable", "no_action_plan")
NOT_IN_COMMITTEE = ("breach", "not_in_safety_committee")


def found(
    *claims: Claim,
    among: Framework = FRAMEWORK,
    affects: Answer = Answer.YES,
    **fields: Any,
) -> Verdict:
    """Return Q15's verdict on the decision made last."""
    first = raised(affects_work_environment=affects, **fields)
    return judged("Q15", history(first, *claims, among=among), among=among)


def q15(*claims: Claim, **asked: Any) -> tuple[str, str]:
    """Return its verdict and reason."""
    one = found(*claims, **asked)
    return one.verdict, one.reason


def assessed(
    time: date, *, serious: bool = False, by: str = "participated", **fields: Any
) -> RiskAssessmentCompleted:
    """Return that the risks were assessed."""
    stated: dict[str, Any] = {
        "document": "RV 2026/114-4",
        "serious": serious,
        "safety_representative": by,
    }
    return happened(RiskAssessmentCompleted, time, **(stated | fields))


def started(time: date, **fields: Any) -> Claim:
    """Return that measures began, decided or not."""
    stated: dict[str, Any] = {"acknowledged_deviation": "It could not wait."}
    return happened(ImplementationStarted, time, **(stated | fields))


EARLY = assessed(on(2, 19))


def test_no_decision() -> None:
    """Q15: not applicable before anything was decided."""
    assert q15(EARLY) == ("not_applicable", "no_decision")


@pytest.mark.parametrize(
    ("affects", "expected"),
    [
        (Answer.NO, ("not_applicable", "not_affected")),
        (Answer.UNKNOWN, ("undeterminable", "work_environment_unknown")),
        (Answer.YES, NOT_ASSESSED),
    ],
)
def test_whether_it_bears_on_the_work_environment(
    affects: Answer, expected: tuple[str, str]
) -> None:
    """Q15: asked of what affects it; not known whether it does, nobody can tell."""
    assert q15(decided(), affects=affects) == expected


@pytest.mark.parametrize(
    ("assessment", "decision", "expected"),
    [
        (at(3, 25, 10, 0), at(3, 25, 10, 1), STRICT),
        (at(3, 25, 10, 0), at(3, 25, 10, 0), WEAK),
        (at(3, 25, 10, 1), at(3, 25, 10, 0), WEAK),
        (on(3, 25), on(3, 25), SAME_DAY),
        (on(3, 25), at(3, 25, 10, 0), SAME_DAY),
        (on(3, 24), on(3, 25), STRICT),
        (on(3, 26), on(3, 25), WEAK),
    ],
)
def test_the_order_of_times(
    assessment: date, decision: date, expected: tuple[str, str]
) -> None:
    """Q15: strictly before the decision, to the minute; after it, weaker."""
    claims: list[RiskAssessmentCompleted | DecisionMade]
    claims = [assessed(assessment), decided(decision)]
    claims.sort(key=lambda event: earliest(event.occurred))

    assert q15(*claims) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (on(5, 4), WEAK),
        (at(4, 10, 10, 1), WEAK),
        (at(4, 10, 10, 0), AFTER_START),
        (on(4, 10), SAME_DAY),
        (on(4, 9), AFTER_START),
    ],
)
def test_assessed_before_any_measure(start: date, expected: tuple[str, str]) -> None:
    """Q15: after the decision and before the measures, nobody can tell if it does."""
    measures, late = started(start), assessed(at(4, 10, 10, 0))

    assert q15(decided(), measures, late) == expected
    assert q15(decided(), late, measures) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [(on(2, 18), AFTER_START), (on(2, 19), SAME_DAY), (on(2, 20), STRICT)],
)
def test_measures_before_the_decision(start: date, expected: tuple[str, str]) -> None:
    """Q15: assessed before the decision, but once measures had begun, is too late."""
    assert q15(EARLY, started(start), decided()) == expected


def test_told_when_it_was_assessed() -> None:
    """Q15: the day of the assessment, which is the evidence."""
    one = found(EARLY, decided())

    assert one.facts["assessedOn"] == "2026-02-19"
    assert one.evidence == ("e2", "e3")


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("participated", STRICT),
        ("invited_absent", STRICT),
        ("none_appointed", STRICT),
        ("not_invited", NOT_INVITED),
    ],
)
def test_with_the_safety_representative(by: str, expected: tuple[str, str]) -> None:
    """Q15: took part or was invited; where there is none, nobody could be."""
    assert q15(assessed(on(2, 19), by=by), decided()) == expected


def test_not_invited_and_late() -> None:
    """Q15: not invited is a breach whenever it was assessed."""
    late = assessed(on(3, 26), by="not_invited")

    assert q15(decided(), late) == NOT_INVITED


def test_serious_risks() -> None:
    """Q15: serious risks have a plan, or were seen to at once: the record can tell
    the first only.
    """
    plan = assessed(on(2, 19), serious=True, action_plan_ref="RV 2026/114-5")

    assert q15(assessed(on(2, 19), serious=True), decided()) == NO_PLAN
    assert q15(plan, decided()) == STRICT


def test_one_more_assessment_makes_it_no_worse() -> None:
    """Q15: a later one takes nothing from what was assessed before."""
    another = assessed(on(3, 2), by="not_invited")

    assert q15(EARLY, another, decided()) == STRICT
    assert q15(another, EARLY, decided()) == STRICT


def test_in_another_round() -> None:
    """Q15: whether the first round's assessment holds for the second, is unknown."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    second = decided(on(5, 4), decision_id="d2")
    old = ("undeterminable", "earlier_round")

    assert q15(EARLY, decided(), again, second) == old
    assert q15(EARLY, decided(), again, assessed(on(4, 2)), second) == STRICT
    assert q15(decided(), again, second) == NOT_ASSESSED
    begun = started(on(2, 1), round=1)
    assert q15(begun, decided(), again, assessed(on(4, 2)), second) == STRICT


def test_assessed_in_a_later_round_only() -> None:
    """Q15: what was assessed for the second round was not for the first."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    entries = history(
        raised(affects_work_environment=Answer.YES),
        decided(),
        again,
        assessed(on(4, 2)),
    )
    one = judged("Q15", entries)

    assert (one.verdict, one.reason) == NOT_ASSESSED


def test_recorded_after_the_decision() -> None:
    """Q15: what came before counts, whenever it was told; it is marked."""
    one = found(decided(), (assessed(on(3, 24)), at(3, 27)))

    assert (one.verdict, one.qualifiers) == ("compliant", ("late_recorded",))


def test_corrected_and_annulled() -> None:
    """Q15: a corrected day counts as corrected; what is annulled never was."""
    fix = corrected(on(4, 1), "e2", "/occurredOn", "2026-02-19", "2026-02-18")

    assert "corrected" in found(EARLY, decided(), fix).qualifiers
    assert q15(EARLY, decided(), annulled(on(4, 1), "e2")) == NOT_ASSESSED


def test_not_raised() -> None:
    """Q15: nobody knows what the decision bears on."""
    one = judged("Q15", history(raised(), decided())[1:])

    assert (one.verdict, one.reason) == ("undeterminable", "not_raised")


MATTER: dict[str, Any] = {"topic": "work_environment"}
UP = [summoned(on(2, 20), at(3, 3), level=CSG), held(on(3, 3), level=CSG)]


def test_a_matter_of_the_safety_committee() -> None:
    """Q15: what the matrix gives the safety committee was up in it, before."""
    above = decided(level=CSG)
    elsewhere = [summoned(on(2, 20), at(3, 3)), held(on(3, 3), level=LSG)]

    assert q15(EARLY, *UP, above, **MATTER) == STRICT
    assert q15(EARLY, above, **MATTER) == NOT_IN_COMMITTEE
    assert q15(EARLY, *elsewhere, above, **MATTER) == NOT_IN_COMMITTEE
    assert q15(EARLY, above, *[held(on(3, 26), level=CSG)], **MATTER) == (
        NOT_IN_COMMITTEE
    )
    same = held(on(3, 25), level=CSG)
    assert q15(EARLY, same, above, **MATTER) == SAME_DAY


def test_concluded_in_the_safety_committee() -> None:
    """Q15: a consultation that ended there was dealt with there."""
    written = [UP[0], concluded(on(3, 3), level=CSG)]

    assert q15(EARLY, *written, decided(level=CSG), **MATTER) == STRICT


def test_no_matter_of_the_safety_committee() -> None:
    """Q15: at another level, of another topic or without agreement, it is not."""
    assert q15(EARLY, decided(level=LSG), **MATTER) == STRICT
    assert q15(EARLY, decided(level=CSG)) == STRICT
    assert q15(EARLY, decided(), **MATTER) == STRICT
    assert q15(EARLY, decided(level=CSG), among=MBL_ONLY, **MATTER) == STRICT


def test_the_level_as_classified() -> None:
    """Q15: the level is the classified one where the decision states none."""
    claims = [classified(level=CSG), EARLY, decided()]

    assert q15(*claims, **MATTER) == NOT_IN_COMMITTEE
    assert q15(*claims, affects=Answer.NO, **MATTER) == NOT_IN_COMMITTEE
    unknown = q15(*claims, *UP, affects=Answer.UNKNOWN, **MATTER)
    assert unknown == ("undeterminable", "work_environment_unknown")


def test_the_body_that_is_the_safety_committee() -> None:
    """Q15: the level that the agreement names does as well as the cell's own."""
    cells = tuple(
        msgspec.structs.replace(
            cell, safety_committee=(cell.topic, cell.level) == ("premises", LSG)
        )
        for cell in MATRIX
    )
    among = with_terms(matrix=cells)
    there = [summoned(on(2, 20), at(3, 3)), held(on(3, 3))]

    assert q15(EARLY, *UP, decided(level=LSG), among=among) == STRICT
    assert q15(EARLY, *there, decided(level=LSG), among=among) == STRICT
    nowhere = with_terms(matrix=cells, safety_committee_body=None)
    assert q15(EARLY, *UP, decided(level=LSG), among=nowhere) == NOT_IN_COMMITTEE


def test_begun_in_the_second_round() -> None:
    """Q15: measures of the second round are what its assessment comes before."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    second = decided(on(5, 4), decision_id="d2")
    begun = started(on(4, 9), acknowledged_deviation="It leaked.")
    claims = [decided(), again, begun, assessed(on(4, 20)), second]

    assert q15(*claims) == ("breach", "assessed_after_start")


def test_the_committee_of_the_second_round() -> None:
    """Q15: the second round's matter is up in its own; of no risks, no more is said."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    second = decided(on(5, 4), decision_id="d2", level=CSG)
    up = held(on(4, 9), level=CSG)
    claims = [decided(level=CSG), again, assessed(on(4, 2)), up, second]

    assert q15(*claims, **MATTER) == STRICT
    assert q15(*UP, decided(level=CSG), affects=Answer.NO, **MATTER) == (
        "not_applicable",
        "not_affected",
    )


SUMMONED = UP[0]


def put_off(day: date, *parties: str) -> Claim:
    """Return that the matter was put off, for all unless said."""
    return happened(
        ConsultationPostponed, day, parties=parties or ORGANISATIONS, reason="Not yet."
    )


def in_committee(*claims: Claim) -> tuple[str, str]:
    """Return Q15's verdict where the committee sat like that before the decision."""
    return q15(EARLY, SUMMONED, *claims, decided(level=CSG), **MATTER)


def test_a_committee_to_which_nobody_came() -> None:
    """Q15: it deals with nothing where nobody of the employees' side is there."""
    alone = held(on(3, 3), absent=ORGANISATIONS, present=(), level=CSG)
    safety = Attendance(role=Role.HEAD_SAFETY_REPRESENTATIVE, presence="present")
    with_safety = msgspec.structs.replace(alone, attendance=(*alone.attendance, safety))
    excused = msgspec.structs.replace(safety, presence="absent_excused")
    without = msgspec.structs.replace(alone, attendance=(*alone.attendance, excused))

    assert in_committee(alone) == NOT_IN_COMMITTEE
    assert in_committee(without) == NOT_IN_COMMITTEE
    assert in_committee(with_safety) == STRICT
    ended_there = concluded(on(3, 3), "absent_duly_summoned", level=CSG)
    assert in_committee(alone, ended_there) == STRICT


def test_put_off_in_the_committee() -> None:
    """Q15: what was put off there for all who came is not dealt with."""
    up = held(on(3, 3), level=CSG)
    one = found(EARLY, SUMMONED, up, put_off(on(3, 3)), decided(level=CSG), **MATTER)

    assert (one.verdict, one.reason) == NOT_IN_COMMITTEE
    assert "e4" in one.evidence
    assert in_committee(up, put_off(on(3, 4))) == STRICT
    assert in_committee(put_off(on(3, 2)), up) == STRICT
    assert in_committee(up, put_off(on(3, 3), ST)) == STRICT
    assert in_committee(up, put_off(on(3, 3), ST, SACO), put_off(on(3, 3), SEKO)) == (
        NOT_IN_COMMITTEE
    )
    assert in_committee(up, put_off(on(3, 3)), held(on(3, 10), level=CSG)) == STRICT
    there = concluded(on(3, 3), level=CSG)
    assert in_committee(up, put_off(on(3, 3)), there) == STRICT


def test_put_off_in_some_body_that_day() -> None:
    """Q15: where another body met that day, nobody can tell in which it was put off."""
    up, other = held(on(3, 3), level=CSG), held(on(3, 3), level=LSG)
    which = ("undeterminable", "which_meeting")
    one = found(
        EARLY, SUMMONED, up, other, put_off(on(3, 3)), decided(level=CSG), **MATTER
    )

    assert (one.verdict, one.reason) == which
    assert one.missing == ("in which body it was put off that day",)
    assert "e4" in one.evidence
    assert in_committee(up, held(on(3, 4)), put_off(on(3, 3))) == NOT_IN_COMMITTEE
    assert in_committee(up, other) == STRICT
    nobody = held(on(3, 3), absent=ORGANISATIONS, present=(), level=CSG)
    assert in_committee(nobody, other, put_off(on(3, 3))) == NOT_IN_COMMITTEE
    day = [held(on(3, 25), level=CSG), held(on(3, 25)), put_off(on(3, 25))]
    assert in_committee(*day) == SAME_DAY


def test_the_committee_of_another_round() -> None:
    """Q15: what was concluded, or put off, in another round says nothing of this."""
    again = happened(IssueReopened, on(3, 4), reason="Again.", new_round=2)
    there = [SUMMONED, concluded(on(3, 3), level=CSG)]
    first, second = decided(on(3, 4), level=CSG), decided(level=CSG, decision_id="d2")
    anew = assessed(on(3, 5))

    assert q15(*there, first, again, anew, second, **MATTER) == NOT_IN_COMMITTEE
    earlier = [SUMMONED, put_off(on(3, 4)), first, again, anew]
    same_day = held(on(3, 4), level=CSG)
    assert q15(*earlier, same_day, second, **MATTER) == STRICT
