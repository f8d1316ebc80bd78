"""Q23: what staff, unions and safety representatives raised was taken up in time."""

from datetime import date, datetime
from typing import Any

import pytest

from domain.agreement_state import Framework
from domain.base import Actor, Role
from domain.calendar import Term
from domain.negotiation import NegotiationMeetingHeld
from domain.questions.answer import Verdict
from domain.raising import IssueClosed, IssueReopened, IssueWithdrawn
from tests.frameworks import MBL_ONLY, left, with_numbers
from tests.issues import (
    FRAMEWORK,
    RAISED_ON,
    Claim,
    annulled,
    answered,
    at,
    classified,
    decided,
    demanded,
    happened,
    held,
    history,
    on,
    raised,
    summoned,
)
from tests.worked_example import APT, ST, union

TEN = Term(amount=10, unit="working_days")
FIVE = Term(amount=5, unit="working_days")
WITHIN = with_numbers(raised_taken_up=TEN)
"""RV-3, but raised on Monday 26 January it is taken up by Monday 9 February."""
BOTH = with_numbers(raised_taken_up=TEN, safety_request_answer=FIVE)
"""And a safety representative's by Monday 2 February."""
TAKEN = ("compliant", "taken_up")
LATE = ("breach", "taken_up_late")
NOT_TAKEN = ("breach", "not_taken_up")
NOT_YET = ("undeterminable", "not_yet_due")
SAME_DAY = ("undeterminable", "same_day")
WAITING = ("not_applicable", "waiting")
BY_UNION: dict[str, Any] = {
    "raised_by": Role.UNION_REPRESENTATIVE,
    "raised_by_party": ST,
    "actor": union(ST),
}
BY_STAFF: dict[str, Any] = {
    "raised_by": Role.EMPLOYEE,
    "actor": Actor(role=Role.EMPLOYEE),
}


def by(role: Role) -> dict[str, Any]:
    """Return that somebody in the role raised it."""
    return {"raised_by": role, "actor": Actor(role=role)}


def found(
    *claims: Claim,
    among: Framework = WITHIN,
    as_of: datetime | None = None,
    who: dict[str, Any] | None = None,
    time: date | None = None,
) -> Verdict:
    """Return Q23's verdict on a matter that staff raised on 26 January."""
    first = raised(time or RAISED_ON, **(who or BY_STAFF))
    entries = history(first, *claims, among=among)
    asked: dict[str, Any] = {"as_of": as_of} if as_of else {}
    (one,) = answered("Q23", entries, among=among, **asked).verdicts
    return one


def q23(*claims: Claim, **asked: Any) -> tuple[str, str]:
    """Return its verdict and reason."""
    one = found(*claims, **asked)
    return one.verdict, one.reason


@pytest.mark.parametrize(
    "role", [Role.MANAGER, Role.AGENCY_HEAD, Role.EMPLOYER_REPRESENTATIVE]
)
def test_raised_by_the_employer(role: Role) -> None:
    """Q23: what the employer raised waits for nobody else."""
    assert q23(who=by(role)) == ("not_applicable", "raised_by_employer")


def test_raised_by_its_own_representative() -> None:
    """Q23: a union's matter also where its representative did not name the union."""
    unnamed = {name: BY_UNION[name] for name in ("raised_by", "actor")}

    assert found(classified(), who=unnamed).party == ST
    assert found(classified(), who=BY_UNION).party == ST
    assert found(classified(), who=BY_STAFF).party is None


def test_nothing_raised() -> None:
    """Q23: before anything was raised there is nothing; annulled, nobody knows."""
    entries = history(raised(**BY_STAFF), classified())
    before = answered("Q23", entries, as_of=at(1, 25)).overall
    headless = answered("Q23", entries[1:]).overall

    assert (before.verdict, before.reason) == ("not_applicable", "nothing_raised")
    assert (headless.verdict, headless.reason) == ("undeterminable", "not_raised")


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (on(1, 26), TAKEN),
        (on(2, 9), TAKEN),
        (at(2, 9, 23, 59), TAKEN),
        (at(2, 10, 0, 0), LATE),
    ],
)
def test_taken_up(time: date, expected: tuple[str, str]) -> None:
    """Q23: on the last of the working days it is in time, the day after late."""
    assert q23(classified(time)) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"), [(at(2, 9, 23, 59), NOT_YET), (at(2, 10, 0, 0), NOT_TAKEN)]
)
def test_not_taken_up(as_of: datetime, expected: tuple[str, str]) -> None:
    """Q23: it may still be, through the last day."""
    assert q23(as_of=as_of) == expected


def test_how_long_it_holds() -> None:
    """Q23: until the term ends; after that the days that it waits are told anew."""
    pending, waiting = found(as_of=at(2, 1)), found(as_of=at(2, 10))

    assert pending.holds_until == at(2, 10, 0, 0)
    assert pending.missing
    assert pending.facts["dueOn"] == "2026-02-09"
    assert waiting.holds_until == at(2, 11, 0, 0)
    assert waiting.facts["days"] == 15


def test_days_of_the_calendar() -> None:
    """Q23: a term in days counts every day."""
    among = with_numbers(raised_taken_up=Term(amount=10, unit="days"))

    assert q23(among=among, as_of=at(2, 5, 23, 59)) == NOT_YET
    assert q23(among=among, as_of=at(2, 6, 0, 0)) == NOT_TAKEN


@pytest.mark.parametrize(
    "step",
    [
        classified(on(2, 9)),
        held(on(2, 9)),
        demanded(on(2, 9)),
        decided(on(2, 9)),
    ],
)
def test_what_takes_it_up(step: Claim) -> None:
    """Q23: a classification, a meeting, the employer's demand, or a decision."""
    one = found(step)

    assert (one.verdict, one.reason) == TAKEN
    assert (one.facts["days"], one.facts["takenUpOn"]) == (14, "2026-02-09")


def test_what_does_not() -> None:
    """Q23: not a summons, nor that a union demands to negotiate; a meeting for it."""
    asked = demanded(on(1, 28), by="union", basis="12")
    talks = happened(NegotiationMeetingHeld, on(2, 9), party=ST)

    assert q23(summoned(on(1, 28), at(2, 12))) == NOT_TAKEN
    assert q23(asked) == NOT_TAKEN
    assert q23(asked, talks) == TAKEN


def test_the_first_step_counts() -> None:
    """Q23: what comes after it has been taken up makes it no later."""
    assert q23(classified(on(2, 9)), held(on(3, 3))) == TAKEN
    assert q23((held(on(3, 3)), at(3, 3)), (classified(on(2, 9)), at(3, 4))) == TAKEN


def test_the_meeting_at_which_it_was_raised() -> None:
    """Q23: a meeting the same day may be the one at which it was raised."""
    meeting = held(on(1, 26), level=APT)

    assert q23(meeting) == SAME_DAY
    assert q23(meeting, as_of=at(2, 9)) == NOT_YET
    assert q23(meeting, classified(on(2, 9))) == TAKEN
    assert q23(meeting, classified(on(2, 10))) == SAME_DAY


def test_a_meeting_later_that_day() -> None:
    """Q23: where both minutes are known, a meeting after it was raised counts."""
    raised_at = at(1, 26, 9)

    assert q23(held(at(1, 26, 9, 1)), time=raised_at) == TAKEN
    assert q23(held(at(1, 26, 9, 0)), time=raised_at) == NOT_TAKEN


def test_no_number() -> None:
    """Q23: without a number the days are told, and nothing is judged."""
    waiting = found(among=FRAMEWORK, as_of=at(2, 10))
    taken = found(classified(on(2, 10)), among=FRAMEWORK)

    assert (waiting.verdict, waiting.reason) == WAITING
    assert (waiting.facts["days"], waiting.holds_until) == (15, at(2, 11, 0, 0))
    assert (taken.verdict, taken.reason) == ("not_applicable", "taken_up")
    assert (taken.facts["days"], taken.holds_until) == (15, None)


def test_put_away() -> None:
    """Q23: what was put away untouched has stopped waiting, and was not taken up."""
    withdrawn = happened(IssueWithdrawn, on(2, 5), reason="Not now.")
    closed = happened(IssueClosed, on(2, 5))
    again = happened(IssueReopened, on(2, 6), reason="Again.", new_round=2)
    one = found(withdrawn, among=FRAMEWORK)

    assert (one.verdict, one.reason) == ("not_applicable", "put_away")
    assert (one.facts["days"], one.facts["endedOn"]) == (10, "2026-02-05")
    assert q23(closed, among=FRAMEWORK) == ("not_applicable", "put_away")
    assert q23(withdrawn, again, among=FRAMEWORK) == WAITING
    assert q23(withdrawn) == NOT_TAKEN
    assert found(withdrawn).holds_until is None


@pytest.mark.parametrize(
    "role", [Role.SAFETY_REPRESENTATIVE, Role.HEAD_SAFETY_REPRESENTATIVE]
)
def test_a_safety_representative(role: Role) -> None:
    """Q23, T13: the agreement's own number for them, else the one for anybody."""
    assert q23(classified(on(2, 2)), among=BOTH, who=by(role)) == TAKEN
    assert q23(classified(on(2, 3)), among=BOTH, who=by(role)) == LATE
    assert q23(classified(on(2, 3)), among=BOTH) == TAKEN
    assert q23(classified(on(2, 9)), who=by(role)) == TAKEN
    assert q23(classified(on(2, 10)), who=by(role)) == LATE
    assert q23(among=MBL_ONLY, who=by(role)) == WAITING


def test_a_union() -> None:
    """Q23: by its own agreement, of the day it raised the matter; for that party."""
    one = found(classified(on(2, 9)), who=BY_UNION, among=left(ST, on(2, 1)))

    assert (one.party, one.verdict) == (ST, "not_applicable")
    assert one.agreement is not None
    assert q23(classified(on(2, 10)), who=BY_UNION) == LATE


def test_a_union_without_an_agreement() -> None:
    """Q23: any agreement in force sets the day for a party that has none."""
    gone = left(ST, on(1, 20))
    among = Framework(
        agency=gone.agency,
        agreements={
            "rv": gone.agreements["rv"].with_version(
                WITHIN.agreements["rv"].versions["3"]
            )
        },
    )

    assert q23(classified(on(2, 10)), who=BY_UNION, among=among) == LATE
    assert q23(classified(on(2, 9)), who=BY_UNION, among=among) == TAKEN


def test_annulled() -> None:
    """Q23: what was annulled took nothing up."""
    assert q23(classified(on(2, 9)), annulled(on(2, 20), "e2")) == NOT_TAKEN


def test_told_late() -> None:
    """Q23: taken up in time and told late, it is in time, and marked."""
    one = found((classified(on(2, 9)), at(3, 2)))

    assert (one.verdict, one.qualifiers) == ("compliant", ("late_recorded",))


def test_how_long_it_waited() -> None:
    """Q23: no day where it was taken up at once; closed later, it did not wait."""
    closed = happened(IssueWithdrawn, on(3, 2), reason="Done.")
    at_once = found(classified(on(1, 26)), closed)

    assert at_once.facts["days"] == 0
    assert "endedOn" not in at_once.facts
    assert "days" not in found(as_of=at(1, 30)).facts
