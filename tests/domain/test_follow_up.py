"""Follow-up: article 27."""

from datetime import date

import pytest

from domain.follow_up import (
    FollowUpCompleted,
    FollowUpRescheduled,
    FollowUpScheduled,
)
from tests.issues import admitted, at, decided, happened, history, on, raised, refused

SCHEDULED = happened(
    FollowUpScheduled,
    on(3, 25),
    follow_up_id="f1",
    due=on(9, 15),
    responsible="manager",
)
DECIDED = history(raised(), decided(at(3, 25)), SCHEDULED)


def completed(time: date) -> FollowUpCompleted:
    """Return that it was followed up."""
    return happened(FollowUpCompleted, time, follow_up_id="f1", result="As meant.")


def moved(id_: str = "f1", reason: str = "Illness.") -> FollowUpRescheduled:
    """Return that it was moved."""
    return happened(
        FollowUpRescheduled, on(9, 1), follow_up_id=id_, due=on(10, 1), reason=reason
    )


@pytest.mark.parametrize("time", [on(3, 24), at(3, 25, 8, 59)])
def test_only_what_was_decided_is_followed_up(time: date) -> None:
    """27.1: a follow-up before any decision contradicts it."""
    refused("27.1", completed(time), DECIDED)
    refused("27.1", completed(on(9, 29)), history(raised()))

    assert admitted(completed(on(3, 25)), DECIDED).followed_up
    assert admitted(completed(at(3, 25)), DECIDED).followed_up


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_is_moved_with_a_reason(reason: str) -> None:
    """27.2: a follow-up that is moved says why."""
    refused("27.2", moved(reason=reason), DECIDED)

    assert admitted(moved(), DECIDED)


def test_only_a_planned_one_is_moved() -> None:
    """27.3: what was never planned is not moved."""
    refused("27.3", moved("f2"), DECIDED)


def test_late_is_recorded() -> None:
    """27: a follow-up long after its day is recorded, and judged."""
    assert admitted(completed(on(12, 1)), DECIDED).followed_up
