"""Q4, T1: which of several meetings a waiver, a summons and documents were for."""

from datetime import date
from typing import Any

import pytest

from domain.agency_state import EMPLOYER
from domain.base import Answer
from domain.consultation import ConsultationPostponed
from domain.correction import Approver
from domain.meeting import SummonsPeriodWaived
from domain.minutes import MinutesDrafted
from domain.perspective import ProposalRevised, RiskAssessmentCompleted
from domain.raising import IssueReopened
from tests.issues import (
    Claim,
    at,
    classified,
    concluded,
    decided,
    dispatched,
    happened,
    held,
    history,
    judged,
    on,
    raised,
    summoned,
    verdict,
)
from tests.worked_example import CSG, LSG, SACO, SEKO, ST

BASE: list[Claim] = [raised(), classified()]
LATE = ("breach", "sent_late")


def waived(day: date, party: str = ST) -> Claim:
    """Return that the party did not insist on its time."""
    return happened(SummonsPeriodWaived, day, party=party, how="m-1")


def put_off(day: date, to: date | None, *parties: str) -> Claim:
    """Return that consultation with the parties was put off to a day, or to none."""
    fields: dict[str, Any] = {"parties": parties or (ST,), "reason": "More to see."}
    return happened(ConsultationPostponed, day, to_date=to, **fields)


def q4(*between: Claim, meeting: date | None = None) -> tuple[str, str]:
    """Return Q4 for ST, called too late to 12 March, with something *between*."""
    to = meeting or at(3, 12)
    claims = [summoned(on(3, 4), to=at(3, 12)), dispatched(on(3, 4)), *between]
    entries = history(*BASE, *claims, held(to), concluded(on(3, 12)), decided())
    return verdict("Q4", entries)


WAIVED = waived(on(3, 5))


def test_a_waiver_for_the_only_meeting() -> None:
    """Q4: where no other meeting was to come, it was for the one that concluded."""
    assert q4() == LATE
    assert q4(WAIVED)[1] == "waived"


@pytest.mark.parametrize(
    ("other", "late"),
    [
        (summoned(on(3, 4), to=at(3, 6)), True),
        (summoned(on(3, 4), to=at(3, 6), level=CSG), True),
        (summoned(on(3, 4), to=at(3, 6), parties=(SACO, SEKO)), False),
        (put_off(on(3, 4), on(3, 6)), True),
        (put_off(on(3, 4), on(3, 6), SACO), False),
        (put_off(on(3, 4), on(3, 12)), False),
        (put_off(on(3, 4), None), False),
        (summoned(on(3, 4), to=at(3, 13)), False),
        (summoned(on(3, 4), to=at(3, 12, 8), level=CSG), True),
        (summoned(on(3, 4), to=at(3, 12, 10), level=CSG), False),
        (summoned(on(3, 4), to=at(3, 12, 8), level=LSG), False),
    ],
)
def test_a_waiver_for_another_meeting(other: Claim, *, late: bool) -> None:
    """Q4: one sooner, to which the party was called, whether it was held or not; of
    one day by the hour, at another level.
    """
    assert late == (q4(other, WAIVED) == LATE)


def test_a_waiver_for_a_meeting_without_a_summons() -> None:
    """Q4: also for one that was held, though nothing shows who was called to it."""
    assert q4(WAIVED, held(on(3, 6))) == LATE
    assert q4(held(on(3, 4)), WAIVED)[1] == "waived"


def test_a_meeting_of_the_day_called_to_the_minute() -> None:
    """Q4: given on the day of the meeting it was for that one, not one before it."""
    other = summoned(on(3, 4), to=at(3, 12, 8), level=CSG)

    assert q4(other, waived(at(3, 12, 8, 30)))[1] == "waived"
    assert q4(other, waived(at(3, 12, 7, 30))) == LATE


def away(*sent: Claim) -> Any:
    """Return Q1 for Seko, which stayed away on 17 February."""
    met = held(at(2, 17), absent=(SEKO,), present=(ST, SACO))
    end = concluded(on(2, 17), "absent_duly_summoned", (SEKO,))
    return judged("Q1", history(*BASE, *sent, met, end, decided()), SEKO)


def test_a_waiver_that_was_not_needed() -> None:
    """Q1: what was in time is in time, whatever was waived."""
    sent = [summoned(on(2, 3), at(2, 17)), dispatched(on(2, 3))]
    found = away(*sent, waived(on(2, 4), SEKO))

    assert (found.verdict, found.qualifiers) == ("compliant", ())
    assert found.evidence == ("e3", "e4", "e7", "e8")


def test_a_waiver_by_who_was_not_called() -> None:
    """Q1: who was called to nothing can have waived no time of it."""
    first = [summoned(on(2, 3), at(2, 6)), held(at(2, 6))]
    others = summoned(on(2, 9), at(2, 17), (ST, SACO))
    found = away(*first, others, dispatched(on(2, 9)), waived(on(2, 10), SEKO))

    assert (found.verdict, found.reason) == ("breach", "absence_not_counted")


def test_put_off_to_a_day_and_back() -> None:
    """Q4: the last putting-off to that day is what called the party to it."""
    off = [put_off(on(3, 2), on(3, 17)), put_off(on(3, 6), on(3, 20))]
    start = [*BASE, held(on(2, 17)), dispatched(on(3, 2)), *off]
    end = [held(on(3, 17)), concluded(on(3, 17)), decided()]
    back = put_off(on(3, 16), on(3, 17))

    assert verdict("Q4", history(*start, *end))[0] == "compliant"
    assert verdict("Q4", history(*start, back, *end)) == LATE


def test_the_meeting_that_concluded_is_no_earlier_one() -> None:
    """Q4: cured is what was late for a meeting before, not for that one."""
    late = [summoned(on(3, 2), to=at(3, 6)), held(at(3, 6))]
    sent = [summoned(on(3, 3), to=at(3, 17)), dispatched(on(3, 3))]
    end = [held(at(3, 17)), concluded(on(3, 17)), decided()]
    once = judged("Q4", history(*BASE, *sent, *end))
    twice = judged("Q4", history(*BASE, *late, *sent, *end))

    more = happened(ProposalRevised, on(3, 9), version=2, material=True)
    later = dispatched(on(3, 16), proposal_version=2)
    beside = judged("Q4", history(*BASE, *sent, more, later, *end))

    assert (beside.verdict, beside.qualifiers) == ("compliant", ())
    assert (once.verdict, once.qualifiers) == ("compliant", ())
    assert (twice.verdict, twice.qualifiers) == ("compliant", ("cured",))


def test_minutes_of_what_no_meeting_is_on_record_for() -> None:
    """Q14: who was there nobody can tell, and nobody has approved them."""
    approvers = tuple(Approver(side=side, person="p-1") for side in (EMPLOYER, ST))
    fields = {"minutes_id": "m1", "version": 1, "approvers": approvers}
    written = happened(MinutesDrafted, on(3, 6), meeting_on=on(3, 5), **fields)
    start = [raised(), summoned(on(2, 20), at(3, 3)), concluded(on(3, 5))]

    assert verdict("Q14", history(*start)) == ("breach", "no_minutes")
    assert verdict("Q14", history(*start, written)) == ("breach", "not_approved")


def test_put_off_in_the_committee_of_the_second_round() -> None:
    """Q15: what was put off there for all who came is not dealt with in that round."""
    start = raised(topic="work_environment", affects_work_environment=Answer.YES)
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    assessed = happened(
        RiskAssessmentCompleted,
        on(4, 2),
        document="RV 2026/114-4",
        serious=False,
        safety_representative="participated",
    )
    up = [decided(level=CSG), again, assessed, held(on(4, 9), level=CSG)]
    end = decided(on(5, 4), decision_id="d2", level=CSG)
    off = put_off(on(4, 9), None, ST, SACO, SEKO)
    there = concluded(on(4, 9), level=CSG)

    assert verdict("Q15", history(start, *up, off, there, end))[0] == "compliant"
    assert verdict("Q15", history(start, *up, end))[0] == "compliant"
    assert verdict("Q15", history(start, *up, off, end)) == (
        "breach",
        "not_in_safety_committee",
    )
