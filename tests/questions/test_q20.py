"""Q20: what the party said was answered, with reasons."""

from datetime import date, datetime
from typing import Any

import pytest

from domain.agreement_state import Framework
from domain.base import WITHHELD, Actor, Role
from domain.calendar import Term
from domain.decision import DecisionChanged, DecisionCommunicated, Response
from domain.perspective import PartyPositionRecorded, PerspectiveSubmitted
from domain.questions.answer import Verdict
from domain.raising import IssueReopened
from tests.frameworks import MBL_ONLY, left, with_numbers
from tests.issues import (
    Claim,
    annulled,
    answered,
    at,
    decided,
    happened,
    history,
    judged,
    on,
    raised,
)
from tests.worked_example import SACO, ST, union

FIVE_DAYS = Term(amount=5, unit="working_days")
REQUIRED = with_numbers(reasons_required=True, reasons_given=FIVE_DAYS)
"""RV-3, but reasons are owed within five working days: through Wednesday 1 April."""
WISHED = with_numbers(reasons_given=FIVE_DAYS)
NO_TERM = with_numbers(reasons_required=True)
ANSWERED = ("compliant", "answered")
NOT_ANSWERED = ("breach", "not_answered")
BARE = ("breach", "without_reasons")
LATE = ("breach", "answered_late")
NOT_YET = ("undeterminable", "not_yet_due")
SAME_DAY = ("undeterminable", "same_day")
NOT_REQUIRED = ("not_applicable", "not_required")
NOTHING = ("not_applicable", "nothing_said")


def found(
    *claims: Claim,
    among: Framework = REQUIRED,
    as_of: datetime | None = None,
    party: str = ST,
) -> Verdict:
    """Return Q20's verdict for the party on the decision made last."""
    entries = history(raised(), *claims, among=among)
    asked: dict[str, Any] = {"as_of": as_of} if as_of else {}
    return judged("Q20", entries, party, among=among, **asked)


def q20(*claims: Claim, **asked: Any) -> tuple[str, str]:
    """Return its verdict and reason."""
    one = found(*claims, **asked)
    return one.verdict, one.reason


def said(time: date, id_: str = "p1", party: str = ST) -> Claim:
    """Return that the party gave a perspective."""
    return happened(
        PerspectiveSubmitted,
        time,
        perspective_id=id_,
        source="union",
        party=party,
        stance="question",
        proposal_version=1,
        actor=union(party),
    )


def stood(time: date, position: str = "disagree", party: str = ST) -> Claim:
    """Return that the party took its position."""
    fields: dict[str, Any] = {"party": party, "position": position}
    return happened(PartyPositionRecorded, time, actor=union(party), **fields)


def told(time: date, *responses: Response, decision: str = "d1") -> Claim:
    """Return that the decision was communicated, with answers."""
    return happened(
        DecisionCommunicated, time, decision_id=decision, responses=responses
    )


def to(
    perspective: str | None = "p1",
    outcome: Any = "not",
    reason: str | None = "It costs too much.",
    party: str | None = None,
) -> Response:
    """Return an answer, with a reason unless said."""
    return Response(
        perspective=perspective, party=party, outcome=outcome, reason=reason
    )


SPOKEN = [said(on(2, 17)), decided()]


def test_nothing_to_answer() -> None:
    """Q20: without a decision, or a word from the party, nothing is owed."""
    assert q20(said(on(2, 17))) == ("not_applicable", "no_decision")
    assert q20(decided()) == NOTHING
    assert q20(*SPOKEN, party=SACO) == NOTHING
    assert q20(stood(on(3, 3), "no_position"), decided()) == NOTHING


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (on(3, 25), ANSWERED),
        (on(4, 1), ANSWERED),
        (at(4, 1, 23, 59), ANSWERED),
        (at(4, 2, 0, 0), LATE),
    ],
)
def test_answered(time: date, expected: tuple[str, str]) -> None:
    """Q20: on the last of the working days it is in time, the day after late."""
    assert q20(*SPOKEN, told(time, to())) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"), [(at(4, 1, 23, 59), NOT_YET), (at(4, 2, 0, 0), NOT_ANSWERED)]
)
def test_not_answered(as_of: datetime, expected: tuple[str, str]) -> None:
    """Q20: an answer may still come through the last day."""
    assert q20(*SPOKEN, as_of=as_of) == expected
    assert q20(*SPOKEN, told(on(3, 26)), as_of=as_of) == expected


def test_how_long_an_answer_may_still_come() -> None:
    """Q20: an open term says at which instant it ends, and what is missing."""
    one = found(*SPOKEN, as_of=at(3, 26))

    assert one.holds_until == at(4, 2, 0, 0)
    assert one.facts["dueOn"] == "2026-04-01"
    assert one.missing


def test_days_of_the_calendar() -> None:
    """Q20: a term in days counts every day."""
    days = Term(amount=5, unit="days")
    among = with_numbers(reasons_required=True, reasons_given=days)

    assert q20(*SPOKEN, among=among, as_of=at(3, 30)) == NOT_YET
    assert q20(*SPOKEN, among=among, as_of=at(3, 31)) == NOT_ANSWERED


def test_each_is_answered() -> None:
    """Q20: one answer is not enough for two; what was said and answered is counted."""
    two = [said(on(2, 17)), said(on(2, 17), "p2"), decided()]
    half = found(*two, told(on(3, 26), to()))

    assert (half.verdict, half.reason) == NOT_ANSWERED
    assert (half.facts["asked"], half.facts["answered"]) == (2, 1)
    whole = found(*two, told(on(3, 26), to()), told(on(3, 30), to("p2")))
    assert (whole.verdict, whole.facts["answered"]) == ("compliant", 2)
    assert whole.facts["answeredOn"] == "2026-03-30"
    assert q20(*two, told(on(3, 26), to()), told(on(4, 2), to("p2"))) == LATE


def test_answered_again() -> None:
    """Q20: the first answer counts; saying it again makes it no later."""
    assert q20(*SPOKEN, told(on(3, 26), to()), told(on(5, 4), to())) == ANSWERED


def test_positions() -> None:
    """Q20: a position is answered by naming the party, a perspective by its own id."""
    taken = [stood(on(3, 3)), decided()]

    assert q20(*taken, told(on(3, 26), to(None, party=ST))) == ANSWERED
    assert q20(*taken, told(on(3, 26), to(None, party=SACO))) == NOT_ANSWERED
    assert q20(*SPOKEN, told(on(3, 26), to(None, party=ST))) == NOT_ANSWERED
    both = [said(on(2, 17)), *taken]
    assert q20(*both, told(on(3, 26), to())) == NOT_ANSWERED
    assert q20(*both, told(on(3, 26), to(), to(None, party=ST))) == ANSWERED


@pytest.mark.parametrize("reason", [None, "", "  "])
@pytest.mark.parametrize(
    ("outcome", "expected"), [("followed", ANSWERED), ("partly", BARE), ("not", BARE)]
)
def test_reasons(outcome: str, reason: str | None, expected: tuple[str, str]) -> None:
    """Q20: what was not followed has a reason; what was needs none."""
    assert q20(*SPOKEN, told(on(3, 26), to("p1", outcome, reason))) == expected


def test_a_withheld_reason() -> None:
    """Q20: that there is a reason is enough; what it says is never read."""
    assert q20(*SPOKEN, told(on(3, 26), to(reason=WITHHELD))) == ANSWERED


def test_a_reason_given_later() -> None:
    """Q20: a reason that came in time makes up for an answer without one."""
    bare, reasoned = to(reason=None), to()

    assert q20(*SPOKEN, told(on(3, 26), bare), told(on(4, 1), reasoned)) == ANSWERED
    assert q20(*SPOKEN, told(on(3, 26), bare), told(on(4, 2), reasoned)) == LATE


@pytest.mark.parametrize(
    ("word", "decision", "expected"),
    [
        (at(3, 25, 9, 59), at(3, 25, 10, 0), NOT_ANSWERED),
        (at(3, 25, 10, 0), at(3, 25, 10, 0), NOTHING),
        (on(3, 25), on(3, 25), SAME_DAY),
    ],
)
def test_said_before_the_decision(
    word: date, decision: date, expected: tuple[str, str]
) -> None:
    """Q20: what was said in the minute of the decision, or after, was not before."""
    assert q20(said(word), decided(decision), as_of=at(4, 9)) == expected


def test_said_on_the_day_of_the_decision() -> None:
    """Q20: answered, it is answered; late or not, nobody can tell if it had to be."""
    doubtful = [said(on(3, 25)), decided()]

    assert q20(*doubtful, told(on(3, 26), to())) == ANSWERED
    assert q20(*doubtful, told(on(4, 2), to())) == SAME_DAY
    assert q20(said(on(2, 17), "p2"), *doubtful, told(on(3, 26), to("p2"))) == SAME_DAY


def test_not_required() -> None:
    """Q20: where the agreement asks for no reasons it is counted, never a breach."""
    late = [*SPOKEN, told(on(4, 2), to())]

    assert q20(*SPOKEN, among=WISHED) == NOT_REQUIRED
    assert q20(*late, among=WISHED) == NOT_REQUIRED
    assert q20(*SPOKEN, told(on(4, 1), to()), among=WISHED) == ANSWERED
    assert q20(*SPOKEN, among=MBL_ONLY) == NOT_REQUIRED
    assert q20(*late, among=MBL_ONLY) == ANSWERED


def test_no_term() -> None:
    """Q20: required without a number, it is owed once the decision is communicated."""
    assert q20(*SPOKEN, among=NO_TERM) == ("undeterminable", "no_term")
    assert q20(*SPOKEN, told(on(12, 1)), among=NO_TERM) == NOT_ANSWERED
    assert q20(*SPOKEN, told(on(12, 1), to()), among=NO_TERM) == ANSWERED


def test_a_party_that_left() -> None:
    """Q20: by the party's own agreement, on the day of the decision."""
    gone = left(ST, on(3, 25))

    assert q20(*SPOKEN, among=gone) == NOT_REQUIRED


def test_another_round() -> None:
    """Q20: the second decision answers what was said in its own round."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    second = decided(on(5, 4), decision_id="d2")

    assert q20(*SPOKEN, again, second) == NOTHING
    word = said(on(4, 2), "p2")
    assert q20(*SPOKEN, again, word, second) == NOT_ANSWERED
    assert q20(
        *SPOKEN, again, word, second, told(on(5, 5), to("p2"), decision="d2")
    ) == (ANSWERED)


def test_answered_for_another_decision() -> None:
    """Q20: answers to another decision are none to this; to its correction they are."""
    fields: dict[str, Any] = {"supersedes": "d1", "proposal_version": 1}
    fields |= {"content_ref": "RV 1", "decided_by": "manager", "others_present": ()}
    amended = happened(
        DecisionChanged,
        on(3, 26),
        decision_id="d2",
        change="amendment",
        material=False,
        **fields,
    )
    corrected = happened(
        DecisionChanged,
        on(3, 26),
        decision_id="d2",
        change="correction",
        material=False,
        **fields,
    )
    answer = told(on(3, 27), to(), decision="d2")

    entries = history(raised(), *SPOKEN, amended, answer, among=REQUIRED)
    first = history(raised(), *SPOKEN, corrected, answer, among=REQUIRED)
    assert judged("Q20", entries, among=REQUIRED).verdict == "compliant"
    assert judged("Q20", first, among=REQUIRED).verdict == "compliant"
    assert judged("Q20", first, among=REQUIRED).decision == "d1"
    early = [v for v in _all(entries) if v.decision == "d1"]
    assert [(v.verdict, v.reason) for v in early] == [NOT_ANSWERED]


def _all(entries: Any) -> list[Verdict]:
    given = answered("Q20", entries, among=REQUIRED).verdicts
    return [verdict for verdict in given if verdict.party == ST]


def test_annulled() -> None:
    """Q20: an answer that was annulled answers nothing."""
    claims = [*SPOKEN, told(on(3, 26), to()), annulled(on(3, 27), "e4")]

    assert q20(*claims) == NOT_ANSWERED


def test_who_said_it() -> None:
    """Q20: what somebody else said is no word of the party's."""
    employee = happened(
        PerspectiveSubmitted,
        on(2, 17),
        perspective_id="p9",
        source="employee_group",
        stance="neutral",
        proposal_version=1,
        actor=Actor(role=Role.EMPLOYEE),
    )

    assert q20(employee, decided()) == NOTHING


def test_a_position_in_the_second_round() -> None:
    """Q20: a position of the second round is answered by its decision."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    second = decided(on(5, 4), decision_id="d2")
    position = happened(
        PartyPositionRecorded, on(4, 9), party=ST, position="disagree", actor=union(ST)
    )

    assert q20(decided(), again, position, second) == NOT_ANSWERED


def test_no_term_no_last_day() -> None:
    """Q20: without a term no last day is told."""
    one = found(said(on(2, 17)), decided(), among=NO_TERM)

    assert (one.reason, "dueOn" in one.facts) == ("no_term", False)


def told_to(time: date, *parties: str) -> Claim:
    """Return that the decision was communicated to the parties, with the answer."""
    return happened(
        DecisionCommunicated, time, decision_id="d1", parties=parties, responses=(to(),)
    )


def test_told_to_another_party() -> None:
    """Q20: an answer that went to others is none; one sent to nobody named is."""
    one = found(*SPOKEN, told_to(on(3, 26), SACO))

    assert (one.verdict, one.reason) == NOT_ANSWERED
    assert one.evidence == ("e2", "e3", "e4")
    assert one.facts["answered"] == 0
    assert q20(*SPOKEN, told_to(on(3, 26), SACO), among=NO_TERM) == NOT_ANSWERED
    assert q20(*SPOKEN, told_to(on(3, 26), SACO, ST)) == ANSWERED
    assert q20(*SPOKEN, told_to(on(3, 26))) == ANSWERED
    later = [told_to(on(3, 26), SACO), told_to(on(4, 1), ST)]
    assert q20(*SPOKEN, *later) == ANSWERED
    assert q20(*SPOKEN, later[0], told_to(on(4, 2), ST)) == LATE
