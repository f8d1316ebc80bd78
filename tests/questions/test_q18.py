"""Q18: what was told late, or corrected, changed no verdict."""

from datetime import date, datetime
from typing import Any

import pytest

from domain.base import Recorded, Role
from domain.follow_up import FollowUpCompleted, FollowUpScheduled
from domain.perspective import ProposalRevised
from domain.questions.answer import Verdict
from domain.questions.q18_judged_otherwise import QUESTION
from tests.frameworks import MBL_ONLY
from tests.issues import (
    Claim,
    annulled,
    answered,
    at,
    classified,
    concluded,
    corrected,
    decided,
    happened,
    held,
    history,
    on,
    raised,
)
from tests.questions.worked_issue import worked_issue
from tests.worked_example import CSG

START: list[Claim] = [raised(), classified(), held(on(3, 3)), concluded(on(3, 3))]
DECIDED: list[Claim] = [*START, decided()]
"""Decided on Wednesday 25 March: five working days later is Wednesday 1 April."""


PLANNED = happened(
    FollowUpScheduled,
    on(3, 26),
    follow_up_id="f",
    due=on(4, 20),
    responsible=Role.MANAGER,
)


def completed(day: date) -> FollowUpCompleted:
    """Return that the follow-up was completed that day."""
    return happened(FollowUpCompleted, day, follow_up_id="f", result="Quieter.")


def q18(entries: list[Recorded], **asked: Any) -> Verdict:
    """Return the comparison for the decision made last."""
    return answered("Q18", entries, **asked).verdicts[-1]


def test_it_informs() -> None:
    """Q18: it is a comparison, and stands in no list of verdicts."""
    assert not QUESTION.listed


def test_nothing_came_later() -> None:
    """Q18: not applicable where everything was told in its time."""
    found = q18(history(*DECIDED))

    assert (found.verdict, found.reason) == ("not_applicable", "nothing_later")
    assert found.evidence == ("e5",)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (at(4, 1, 23, 59), "told_later"),
        (at(4, 2, 0, 0), "judged_otherwise"),
    ],
)
def test_a_consultation_told_after_the_decision(told: datetime, reason: str) -> None:
    """Q18: told within five working days of the decision it was known; later it was
    not, and the verdict on the consultation has changed.
    """
    entries = history(*START[:3], decided(), (concluded(on(3, 3)), told))
    found = q18(entries)

    assert (found.verdict, found.reason) == ("not_applicable", reason)
    assert found.evidence == ("e4", "e5")


def test_which_verdicts_changed() -> None:
    """Q18: the questions that are judged otherwise are named, Q1 among them."""
    entries = history(*START[:3], decided(), (concluded(on(3, 3)), at(4, 20)))
    found = q18(entries)

    assert isinstance(found.facts["changed"], tuple)
    assert "Q1" in found.facts["changed"]
    assert "Q18" not in found.facts["changed"]
    assert "changed" not in q18(history(*DECIDED)).facts


def test_what_happened_later_in_its_order_is_no_difference() -> None:
    """Q18: a second round and its decision, told when they happened, change nothing
    of what was known.
    """
    entries = history(*DECIDED, held(on(5, 4)), decided(on(6, 1), decision_id="d2"))
    first, second = answered("Q18", entries).verdicts

    assert (first.decision, first.reason) == ("d1", "nothing_later")
    assert (second.decision, second.reason) == ("d2", "nothing_later")


def test_another_decisions_verdict_is_not_this_ones() -> None:
    """Q18: what changed the verdict on one decision is not said of the other."""
    revised = happened(ProposalRevised, on(4, 13), version=2, material=True)
    later = decided(on(6, 1), decision_id="d2", proposal_version=2)
    told = (concluded(on(5, 20), proposal_version=2, level=CSG), at(6, 10))
    met = held(on(5, 4), level=CSG)
    raised_up = classified(on(4, 14), level=CSG)
    entries = history(*DECIDED, revised, raised_up, met, later, told)

    assert [v.reason for v in answered("Q18", entries).verdicts] == [
        "told_later",
        "judged_otherwise",
    ]


def test_a_correction_that_changes_nothing() -> None:
    """Q18: a correction is listed even if it changes no verdict."""
    slip = corrected(on(3, 27), "e5", "/contentRef", "RV 2026/114-14", "RV 2026/114-15")
    found = q18(history(*DECIDED, slip))

    assert found.reason == "told_later"
    assert found.evidence == ("e5", "e6")


def test_an_annulment_after_the_decision() -> None:
    """Q18: an annulled consultation was known then, and is not known now."""
    found = q18(history(*DECIDED, annulled(on(4, 7), "e4")))

    assert found.reason == "judged_otherwise"
    assert found.evidence == ("e5", "e6")


def test_an_annulment_in_time() -> None:
    """Q18: annulled within the five days, it was known then already."""
    assert q18(history(*DECIDED, annulled(on(3, 31), "e4"))).reason == "told_later"


def test_what_had_not_occurred_is_not_shown() -> None:
    """Q18: as of a time before the correction was made, there is none to list."""
    slip = corrected(on(4, 7), "e5", "/contentRef", "RV 2026/114-14", "RV 2026/114-15")
    entries = history(*DECIDED, slip)

    assert q18(entries, as_of=at(4, 6)).reason == "nothing_later"
    assert q18(entries, as_of=at(4, 7)).reason == "told_later"


def test_before_any_decision() -> None:
    """Q18: with nothing decided nothing is compared; what came late is listed."""
    late = (concluded(on(3, 3)), at(3, 20))
    found = q18(history(*START[:3], late))

    assert (found.reason, found.evidence) == ("told_later", ("e4",))
    assert q18(history(*START)).reason == "nothing_later"


def test_as_known_earlier() -> None:
    """Q18: as known before it was told, nothing had come late."""
    entries = history(*START[:3], decided(), (concluded(on(3, 3)), at(4, 20)))

    assert q18(entries, known_as_of=at(4, 19)).reason == "nothing_later"


def test_without_any_agreement() -> None:
    """Q18: where MBL applies directly the days are counted in the agency's calendar."""
    late = (concluded(on(3, 3)), at(4, 20))
    entries = history(*START[:3], decided(), late, among=MBL_ONLY)

    assert q18(entries, among=MBL_ONLY).evidence == ("e4", "e5")


def test_the_worked_example() -> None:
    """Q18: it lists the correction of Seko's attendance, which changed no verdict."""
    found = q18(list(worked_issue()), as_of=at(10, 1))
    entries = {entry.id: entry for entry in worked_issue()}
    kinds = [type(entries[id_].event).__name__ for id_ in found.evidence]

    assert found.reason == "told_later"
    assert kinds == ["DecisionMade", "EventCorrected"]


def test_how_long_it_holds() -> None:
    """Q18: until the first that may change it: what is to come, with or without what
    was told late; where nothing was, only what is to come.
    """
    timely = history(*DECIDED, held(on(4, 9)))
    late = history(*DECIDED, PLANNED, (completed(on(4, 15)), at(8, 1)))

    assert q18(timely, as_of=at(3, 26)).holds_until == at(4, 9, 0, 0)
    assert q18(timely, as_of=at(4, 9)).holds_until is None
    assert q18(late, as_of=at(8, 2)).holds_until == at(8, 3, 0, 0)


def test_corrected_this_very_instant() -> None:
    """Q18: a correction of the day is there from the day's first instant."""
    slip = corrected(on(4, 7), "e5", "/contentRef", "RV 2026/114-14", "RV 2026/114-15")
    entries = history(*DECIDED, slip)

    assert q18(entries, as_of=at(4, 7, 0, 0)).reason == "told_later"
    assert q18(entries, as_of=at(4, 6, 23, 59)).reason == "nothing_later"


@pytest.mark.parametrize("start", [START, DECIDED])
def test_it_holds_until_a_correction_is_made(start: list[Claim]) -> None:
    """Q18: as of a time before an annulment was made, it holds until it was."""
    entries = history(*start, annulled(on(4, 7), "e4"))

    assert q18(entries, as_of=at(4, 6, 23)).holds_until == at(4, 7, 0, 0)
    assert q18(entries, as_of=at(4, 7, 0)).holds_until is None


@pytest.mark.parametrize(
    ("recorded", "reason"),
    [(at(4, 22, 23, 59), "nothing_later"), (at(4, 23, 0, 0), "judged_otherwise")],
)
def test_what_came_after_the_five_days_may_be_told_late_too(
    recorded: datetime, reason: str
) -> None:
    """Q18: a follow-up told within five working days of it is in both readings; told
    later, it is what turned the verdict on follow-ups, and on nothing else.
    """
    entries = history(*DECIDED, PLANNED, (completed(on(4, 15)), recorded))
    found = q18(entries, as_of=at(8, 2))

    assert found.reason == reason
    if reason == "judged_otherwise":
        assert found.facts["changed"] == ("Q13",)
        assert found.evidence == ("e5", "e7")


def test_what_came_later_may_be_corrected_or_annulled() -> None:
    """Q18: a follow-up told in time and corrected, or annulled, turns it as well."""
    told = [*DECIDED, PLANNED, completed(on(4, 21))]
    slip = corrected(on(5, 4), "e7", "/occurredOn", "2026-04-21", "2026-04-15")

    for change in (slip, annulled(on(5, 4), "e7")):
        found = q18(history(*told, change), as_of=at(8, 2))

        assert (found.reason, found.facts["changed"]) == ("judged_otherwise", ("Q13",))
        assert found.evidence == ("e5", "e8")


def test_a_decision_told_late() -> None:
    """Q18: the decision itself is in both readings, whenever it was told."""
    found = q18(history(*START, (decided(), at(8, 3))))

    assert (found.reason, found.evidence) == ("told_later", ("e5",))


@pytest.mark.parametrize("late", [True, False])
def test_what_was_to_come_and_was_annulled(*, late: bool) -> None:
    """Q18: as of a time before a meeting that was annulled later, it holds until that
    meeting: from then on it is in one of the readings.
    """
    first = [*START[:3], decided()] if late else DECIDED
    told = [(concluded(on(3, 3)), at(4, 20))] if late else []
    meeting = held(on(4, 15))
    gone = annulled(on(5, 4), f"e{len(first) + 1}")

    found = q18(history(*first, meeting, *told, gone), as_of=at(4, 10))

    assert found.holds_until == at(4, 15, 0, 0)
