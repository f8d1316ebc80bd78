"""Deciding first: articles 21 and 22."""

from typing import Any

import pytest

from domain.exception import ExceptionInvoked, ExceptionPositionRecorded
from tests.issues import admitted, happened, history, on, raised, refused
from tests.worked_example import ST

RAISED = history(raised())


def invoked(**fields: Any) -> ExceptionInvoked:
    """Return that extraordinary cause was found, with grounds."""
    stated: dict[str, Any] = {
        "cause": "extraordinary",
        "section": "11",
        "grounds": "The ceiling fell in.",
        "decided_by": "manager",
    }
    return happened(ExceptionInvoked, on(3, 2), **(stated | fields))


@pytest.mark.parametrize("grounds", ["", " \n"])
def test_grounds_are_given(grounds: str) -> None:
    """21.1: an exception says why the decision could not wait."""
    refused("21.1", invoked(grounds=grounds), RAISED)

    assert admitted(invoked(), RAISED).excepted


def test_special_cause_is_not_enough_under_11() -> None:
    """21.2: 11 § asks for extraordinary cause; 12 and 38 §§ know special cause."""
    refused("21.2", invoked(cause="special"), RAISED)

    assert admitted(invoked(cause="special", section="12"), RAISED).excepted
    assert admitted(invoked(cause="extraordinary", section="11"), RAISED).excepted


def test_a_position_needs_an_exception() -> None:
    """22.1: nobody accepts or disputes what was not invoked."""
    accepted = happened(
        ExceptionPositionRecorded, on(3, 3), party=ST, position="accepted"
    )
    refused("22.1", accepted, RAISED)

    assert admitted(accepted, history(raised(), invoked())).excepted
