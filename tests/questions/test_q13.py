"""Q13: decisions are followed up when it was planned."""

from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from domain.agreement_state import Framework
from domain.calendar import Term
from domain.decision import DecisionChanged, DecisionRevoked
from domain.follow_up import FollowUpCompleted, FollowUpRescheduled, FollowUpScheduled
from domain.questions.answer import Verdict
from domain.raising import IssueClosed, IssueReopened
from tests.frameworks import MBL_ONLY, switched, with_numbers
from tests.issues import (
    Claim,
    annulled,
    answered,
    at,
    corrected,
    decided,
    happened,
    history,
    on,
    raised,
)
from tests.worked_example import NUMBERS

FREE = with_numbers(follow_up_required=False)
"""RV-3, but it asks for no follow-up."""
SIX_MONTHS = Term(amount=6, unit="months")
WITHIN = with_numbers(follow_up_required=False, follow_up=SIX_MONTHS)
"""RV-3 with T18: from 25 March through 25 September."""
PLANNED_ON, DUE_ON = on(6, 12), on(9, 15)
NOT_YET = ("not_applicable", "not_yet_due")
OVERDUE = ("breach", "overdue")
LATE = ("breach", "late")
MISSED = ("breach", "missed")
DONE = ("compliant", "completed")
NONE = ("breach", "none_scheduled")


def found(
    *claims: Claim, as_of: datetime | None = None, among: Framework = FREE
) -> list[Verdict]:
    """Return Q13's verdicts on what was raised, and then *claims*."""
    entries = history(raised(), *claims, among=among)
    asked = {"as_of": as_of} if as_of else {}
    return list(answered("Q13", entries, among=among, **asked).verdicts)


def q13(*claims: Claim, **asked: Any) -> tuple[str, str]:
    """Return the verdict and reason where there is but one."""
    (one,) = found(*claims, **asked)
    return one.verdict, one.reason


def planned(day: date = PLANNED_ON, due: date = DUE_ON, id_: str = "f1") -> Claim:
    """Return that a follow-up was scheduled."""
    fields: dict[str, Any] = {"due": due, "responsible": "manager"}
    return happened(FollowUpScheduled, day, follow_up_id=id_, **fields)


def moved(day: date, due: date, id_: str = "f1") -> Claim:
    """Return that it was moved."""
    fields: dict[str, Any] = {"due": due, "reason": "Illness."}
    return happened(FollowUpRescheduled, day, follow_up_id=id_, **fields)


def done(day: date, id_: str = "f1") -> FollowUpCompleted:
    """Return that it was completed."""
    return happened(FollowUpCompleted, day, follow_up_id=id_, result="As meant.")


def closed(day: date, because: str | None = "The office was let.") -> Claim:
    """Return that the issue was closed, with a reason why there is no follow-up."""
    return happened(IssueClosed, day, follow_up_waived_because=because)


def revoked(day: date, decision: str = "d1") -> Claim:
    """Return that the decision was taken back."""
    return happened(DecisionRevoked, day, supersedes=decision, reason="A mistake.")


def amended(day: date, change: str = "amendment", **fields: Any) -> Claim:
    """Return that d2 took the place of d1."""
    stated: dict[str, Any] = {
        "decision_id": "d2",
        "supersedes": "d1",
        "change": change,
        "material": False,
        "proposal_version": 1,
        "content_ref": "RV 2026/114-20",
        "decided_by": "manager",
        "others_present": (),
    }
    return happened(DecisionChanged, day, **(stated | fields))


def test_nothing_decided() -> None:
    """Q13: nothing to follow up before a decision."""
    assert q13() == ("not_applicable", "no_decision")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (at(9, 10), NOT_YET),
        (at(9, 15, 23, 59), NOT_YET),
        (at(9, 16, 0, 0), OVERDUE),
        (at(9, 22), OVERDUE),
    ],
)
def test_its_day(as_of: datetime, expected: tuple[str, str]) -> None:
    """Q13: in time through the day on which it is due, overdue the day after."""
    assert q13(decided(), planned(), as_of=as_of) == expected


def test_how_many_days_it_is_overdue() -> None:
    """Q13: counted in days of the calendar, and anew every day."""
    (one,) = found(decided(), planned(), as_of=at(9, 22))

    assert (one.facts["days"], one.facts["dueOn"]) == (7, "2026-09-15")
    assert (one.about, one.facts["followUp"]) == ("f1", "f1")
    assert one.holds_until == at(9, 23, 0, 0)


def test_how_long_it_is_not_yet_due() -> None:
    """Q13: a follow-up to come holds through its day."""
    (one,) = found(decided(), planned(), as_of=at(9, 10))

    assert one.holds_until == at(9, 16, 0, 0)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (at(9, 15, 23, 59), DONE),
        (on(9, 15), DONE),
        (on(7, 1), DONE),
        (at(9, 16, 0, 0), LATE),
    ],
)
def test_completed(day: date, expected: tuple[str, str]) -> None:
    """Q13: done on its last day is in time, the day after is late."""
    assert q13(decided(), planned(), done(day)) == expected


def test_settled_before_its_day() -> None:
    """Q13: done, or given up, it is no longer to come, even before its day."""
    assert q13(decided(), planned(), done(on(7, 1)), as_of=at(7, 2)) == DONE
    assert q13(decided(), planned(), closed(on(7, 1)), as_of=at(7, 2)) == (
        "not_applicable",
        "waived",
    )


def test_how_many_days_late() -> None:
    """Q13: late by so many days, and for ever."""
    (one,) = found(decided(), planned(), done(on(9, 29)))

    assert (one.facts["days"], one.facts["completedOn"]) == (14, "2026-09-29")
    assert one.holds_until is None


def test_told_late_but_done_in_time() -> None:
    """Q13: by when it was done, not when that was recorded, which is marked."""
    (one,) = found(decided(), planned(), (done(on(9, 15)), at(10, 1)))

    assert (one.verdict, one.qualifiers) == ("compliant", ("late_recorded",))


def test_moved_in_time() -> None:
    """Q13: the day to which it was last moved counts, if the first had not passed."""
    later = [decided(), planned(), moved(on(9, 15), on(10, 1))]

    assert q13(*later, as_of=at(10, 1)) == NOT_YET
    assert q13(*later, as_of=at(10, 2)) == OVERDUE
    assert q13(*later, done(on(10, 1))) == DONE


def test_moved_once_its_day_had_passed() -> None:
    """Q13: a day that has passed cannot be moved: it was missed."""
    late = [decided(), planned(), moved(on(9, 16), on(10, 1))]
    (one,) = found(*late, as_of=at(9, 20))

    assert (one.verdict, one.reason) == MISSED
    assert one.facts["missedOn"] == "2026-09-15"
    assert (one.facts["changedOn"], one.facts["days"]) == ("2026-09-16", 1)
    assert one.holds_until == at(10, 2, 0, 0)
    assert q13(*late, done(on(9, 30))) == MISSED
    assert q13(*late, done(on(10, 2))) == LATE
    assert q13(*late, as_of=at(10, 2)) == OVERDUE


def test_moved_after_it_was_done() -> None:
    """Q13: done in time and planned anew, it is to be done anew."""
    again = [decided(), planned(), done(on(9, 15)), moved(on(9, 20), on(12, 1))]

    assert q13(*again, as_of=at(12, 1)) == NOT_YET
    assert q13(*again, as_of=at(12, 2)) == OVERDUE


def test_moved_after_it_was_done_too_late() -> None:
    """Q13: what was done late stays missed when it is planned anew."""
    again = [decided(), planned(), done(on(9, 16)), moved(on(9, 20), on(12, 1))]

    assert q13(*again, as_of=at(9, 21)) == MISSED


def test_waived_in_time() -> None:
    """Q13: closed with a reason by its day, it is given up; after it, missed."""
    assert q13(decided(), planned(), closed(on(9, 15))) == (
        "not_applicable",
        "waived",
    )
    assert q13(decided(), planned(), closed(on(9, 16))) == MISSED


def test_closed_without_waiving() -> None:
    """Q13: an issue closed after one follow-up still owes the other."""
    claims = [decided(), planned(), planned(id_="f2"), done(on(9, 1))]
    both = found(*claims, closed(on(9, 2), None))

    assert [(one.about, one.reason) for one in both] == [
        ("f1", "completed"),
        ("f2", "overdue"),
    ]


def test_planned_after_the_closing() -> None:
    """Q13: the closing waives no plan that was made after it."""
    assert q13(decided(), closed(on(4, 1)), planned()) == OVERDUE


def test_revoked() -> None:
    """Q13: a decision taken back by its day leaves nothing to follow up."""
    assert q13(decided(), revoked(on(4, 1)), as_of=at(4, 2)) == (
        "not_applicable",
        "revoked",
    )
    followed = found(decided(), planned(), revoked(on(9, 15)))
    assert {one.reason for one in followed} == {"revoked"}
    assert q13(decided(), planned(), revoked(on(9, 16))) == MISSED


def test_amended() -> None:
    """Q13: an amendment takes the follow-up over, and its revocation ends both."""
    changed = [decided(), planned(), amended(on(7, 1))]

    assert q13(*changed, as_of=at(9, 16)) == OVERDUE
    gone = found(*changed, revoked(on(8, 1), "d2"))
    assert {one.reason for one in gone} == {"revoked"}


def test_corrected_decision() -> None:
    """Q13: a clerical correction changes nothing; revoking it revokes the decision."""
    changed = [decided(), planned(), amended(on(7, 1), "correction")]

    assert q13(*changed, as_of=at(9, 16)) == OVERDUE
    gone = found(*changed, revoked(on(8, 1), "d2"))
    assert {one.reason for one in gone} == {"revoked"}


def test_decided_again_in_another_round() -> None:
    """Q13: what one decision's follow-up was planned for ends with that decision."""
    again = happened(IssueReopened, on(4, 3), reason="Again.", new_round=2)
    claims = [decided(), planned(on(3, 26)), revoked(on(4, 2)), again]
    both = found(*claims, decided(on(5, 4), decision_id="d2"), among=with_numbers())

    assert {(one.about, one.decision, one.reason) for one in both} == {
        ("f1", None, "revoked"),
        (None, "d2", "none_scheduled"),
    }


def test_moved_into_another_round() -> None:
    """Q13: a follow-up that was moved in the second round is for its decision too."""
    again = happened(IssueReopened, on(4, 3), reason="Again.", new_round=2)
    second = decided(on(5, 4), decision_id="d2")
    claims = [decided(), planned(on(3, 26)), again, second]
    lacking = found(*claims, among=with_numbers(), as_of=at(6, 2))
    served = found(
        *claims, moved(on(6, 1), on(9, 20)), among=with_numbers(), as_of=at(6, 2)
    )

    assert [one.reason for one in lacking] == ["not_yet_due", "none_scheduled"]
    assert [one.reason for one in served] == ["not_yet_due"]


def test_done_without_a_plan() -> None:
    """Q13: a follow-up that nobody planned was late for nothing."""
    assert q13(decided(), done(on(9, 1))) == ("compliant", "unplanned")


def test_due_before_the_decision() -> None:
    """Q13: a day before anything was decided is no day to follow it up."""
    early = ("not_applicable", "due_before_decision")
    (plan, decision) = found(planned(on(2, 1), on(3, 24)), decided())

    assert (plan.verdict, plan.reason) == early
    assert (decision.verdict, decision.reason) == ("not_applicable", "not_required")
    assert q13(planned(on(2, 1), on(3, 25)), decided()) == OVERDUE
    assert q13(planned(on(2, 1), on(3, 1)), as_of=at(3, 2)) == early


def test_not_required() -> None:
    """Q13: without an agreement that asks for it, none need be planned."""
    expected = ("not_applicable", "not_required")

    assert q13(decided()) == expected
    assert q13(decided(), among=MBL_ONLY) == expected


def test_required_and_none_scheduled() -> None:
    """Q13, T18: where every decision needs one, a breach from the decision on."""
    among = with_numbers()

    assert q13(decided(), among=among, as_of=at(3, 25)) == NONE
    assert q13(decided(), planned(), among=among, as_of=at(6, 13)) == NOT_YET
    assert q13(decided(), done(on(4, 1)), among=among) == ("compliant", "unplanned")
    assert q13(decided(), closed(on(3, 26)), among=among) == (
        "not_applicable",
        "waived",
    )


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (at(9, 25, 23, 59), ("undeterminable", "none_scheduled")),
        (at(9, 26, 0, 0), NONE),
    ],
)
def test_none_scheduled_within_the_term(
    as_of: datetime, expected: tuple[str, str]
) -> None:
    """Q13, T18: it may still come through the last day, and not the day after."""
    assert q13(decided(), among=WITHIN, as_of=as_of) == expected


def test_how_long_it_may_still_come() -> None:
    """Q13, T18: an open term says at which instant it ends, and what is missing."""
    (one,) = found(decided(), among=WITHIN, as_of=at(4, 1))

    assert one.holds_until == at(9, 26, 0, 0)
    assert one.facts["latestOn"] == "2026-09-25"
    assert one.missing


@pytest.mark.parametrize("among", [WITHIN, with_numbers(follow_up=SIX_MONTHS)])
def test_scheduled_after_the_term(among: Framework) -> None:
    """Q13, T18: a plan beyond the term does not do, once the term has passed."""
    ontime = [decided(), planned(due=on(9, 25))]
    beyond = [decided(), planned(due=on(9, 26))]
    still = found(*beyond, among=among, as_of=at(9, 25))
    after = found(*beyond, among=among, as_of=at(9, 26, 0, 0))

    assert q13(*ontime, among=among, as_of=at(9, 20)) == NOT_YET
    assert [(one.verdict, one.reason) for one in still] == [
        NOT_YET,
        ("undeterminable", "after_term"),
    ]
    assert ("breach", "after_term") in [(one.verdict, one.reason) for one in after]
    assert q13(*beyond, done(on(9, 25)), among=among) == DONE
    late = found(*beyond, done(on(9, 26)), among=among)
    assert [one.reason for one in late] == ["completed", "after_term"]


def test_waived_within_the_term() -> None:
    """Q13, T18: closed with a reason by the last day, none is owed; after, it was."""
    waived = ("not_applicable", "waived")

    assert q13(decided(), closed(on(9, 25)), among=WITHIN) == waived
    assert q13(decided(), closed(on(9, 26)), among=WITHIN) == NONE


def test_the_agreement_of_the_decision() -> None:
    """Q13: the version in force on the day of the decision counts, not a later one."""
    numbers = msgspec.structs.replace(NUMBERS, follow_up_required=False)
    later = switched(on(4, 1), numbers=numbers)

    assert q13(decided(), among=later) == NONE
    assert q13(decided(on(4, 1)), among=later) == ("not_applicable", "not_required")


def test_corrected_and_annulled() -> None:
    """Q13: a corrected day counts as corrected; what is annulled never was."""
    claims = [decided(), planned(), done(on(9, 29))]
    fix = corrected(on(9, 30), "e4", "/occurredOn", "2026-09-29", "2026-09-15")
    (one,) = found(*claims, fix)

    assert (one.verdict, one.reason, one.qualifiers) == (
        *DONE,
        ("corrected", "late_recorded"),
    )
    assert q13(*claims, annulled(on(9, 30), "e4")) == OVERDUE


def test_of_two_decisions_one_revoked() -> None:
    """Q13: a follow-up that may be of a decision that stands is still to be done."""
    both = [decided(), decided(on(3, 26), decision_id="d2"), planned()]
    before = [decided(), revoked(on(4, 1)), planned()]

    assert q13(*both, revoked(on(7, 1)), as_of=at(9, 16)) == OVERDUE
    assert found(*before, as_of=at(9, 16))[0].reason == "overdue"


def test_done_perhaps_before_anything_was_decided() -> None:
    """Q13: as of an hour before the decision, there was nothing to follow up."""
    claims = [decided(at(9, 1, 15)), done(on(9, 1))]

    assert q13(*claims, as_of=at(9, 1, 12)) == ("not_applicable", "no_decision")
    assert q13(*claims, as_of=at(9, 1, 15)) == ("compliant", "unplanned")


def test_closed_before_it_was_moved() -> None:
    """Q13: what was closed in between does not give up what was planned since."""
    again = happened(IssueReopened, on(7, 2), reason="Again.", new_round=2)
    claims = [decided(), planned(), closed(on(7, 1)), again, moved(on(7, 3), on(12, 1))]

    assert [one.reason for one in found(*claims, as_of=at(12, 2))] == ["overdue"]


def test_no_term_no_last_day() -> None:
    """Q13, T18: without a term no last day is told."""
    (one,) = found(decided(), among=with_numbers())

    assert (one.reason, "latestOn" in one.facts) == ("none_scheduled", False)
