"""Carrying out: article 26."""

from datetime import date

import pytest

from domain.exception import ExceptionInvoked
from domain.implementation import (
    ImplementationCompleted,
    ImplementationHalted,
    ImplementationStarted,
    Implementing,
)
from tests.issues import admitted, at, decided, happened, history, on, raised, refused

RAISED = history(raised())
STARTED = history(
    raised(), decided(), happened(ImplementationStarted, at(5, 4), measures=("Walls",))
)
STEPS = [ImplementationStarted, ImplementationHalted, ImplementationCompleted]


@pytest.mark.parametrize("time", [on(5, 3), at(5, 4, 8, 59)])
def test_the_end_is_not_before_the_beginning(time: date) -> None:
    """26.1: it is not completed before it started."""
    refused("26.1", happened(ImplementationCompleted, time), STARTED)


@pytest.mark.parametrize("time", [on(5, 4), at(5, 4), on(6, 1)])
def test_the_end_may_be_the_beginning(time: date) -> None:
    """26.1: the same minute, or day, is not before."""
    assert admitted(happened(ImplementationCompleted, time), STARTED).started


@pytest.mark.parametrize("step", STEPS)
def test_there_is_something_to_carry_out(step: type[Implementing]) -> None:
    """26.2: a decision, an exception, or an acknowledgement that there was neither."""
    refused("26.2", happened(step, on(5, 4)), RAISED)
    refused("26.2", happened(step, on(5, 4), acknowledged_deviation=" "), RAISED)

    knowingly = happened(step, on(5, 4), acknowledged_deviation="The roof leaked.")
    assert admitted(knowingly, RAISED)
    assert admitted(happened(step, on(5, 4)), history(raised(), decided()))


def test_an_exception_is_carried_out() -> None:
    """26.2: with cause, it is carried out before any decision."""
    invoked = happened(
        ExceptionInvoked,
        on(3, 2),
        cause="extraordinary",
        section="11",
        grounds="Water.",
        decided_by="manager",
    )

    assert admitted(
        happened(ImplementationStarted, on(3, 2)), history(raised(), invoked)
    )


@pytest.mark.parametrize("time", [on(2, 1), on(12, 1)])
def test_early_and_late_are_recorded(time: date) -> None:
    """26: carried out before the decision, or long after, it is recorded and judged."""
    entries = history(raised(), decided())

    assert admitted(happened(ImplementationStarted, time), entries).started
