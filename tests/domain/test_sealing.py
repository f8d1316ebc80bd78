"""Sealed text is taken out of an event and put back, whatever the event."""

import msgspec
import pytest
from hypothesis import given, settings

from domain.base import WITHHELD, Event
from domain.consultation import ConsultationConcluded
from domain.decision import DecisionCommunicated, DecisionMade, Response
from domain.implementation import ImplementationStarted
from domain.sealing import is_sealed, restore, sealed_paths, withhold
from tests.issues import concluded, decided, happened, on
from tests.strategies import KINDS, any_event, same


@given(any_event())
@settings(max_examples=100, deadline=None)
def test_what_is_withheld_is_restored(event: Event) -> None:
    """Any event of any kind comes back as it was."""
    facts, texts = withhold(event)
    restore(facts, texts)

    assert msgspec.convert(facts, type(event)) == same(event)


@given(any_event())
@settings(max_examples=100, deadline=None)
def test_no_text_stays_in_the_open(event: Event) -> None:
    """What stands in the facts where text belongs is the mark, or blank."""
    facts, texts = withhold(event)
    found, left = withhold(msgspec.convert(facts, type(event)))

    assert found == facts
    assert set(left) == set(texts)
    assert all(text == WITHHELD for text in left.values())


@given(any_event())
@settings(max_examples=60, deadline=None)
def test_every_text_is_known_to_be_sealed(event: Event) -> None:
    """A correction of that text is known to be of sealed text."""
    _, texts = withhold(event)

    assert all(is_sealed(type(event), pointer) for pointer in texts)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_survives(name: str) -> None:
    """One event of each kind at least, so that no kind is left to chance."""
    event = any_of(KINDS[name])
    facts, texts = withhold(event)
    restore(facts, texts)

    assert msgspec.convert(facts, type(event)) == same(event)


def any_of(kind: type[Event]) -> Event:
    """Return the golden event of that kind, which has every text there is."""
    from tests.golden_new import SPECIMENS  # noqa: PLC0415 - only here

    return SPECIMENS[kind]


def test_text_within_lists_is_found() -> None:
    """Reasons of answers, remarks of outcomes and measures are text as well."""
    told = happened(
        DecisionCommunicated,
        on(3, 26),
        decision_id="d1",
        responses=(
            Response(perspective="p1", outcome="followed"),
            Response(perspective="p2", outcome="not", reason="Too dear."),
        ),
    )
    started = happened(ImplementationStarted, on(5, 4), measures=("Walls", "Doors"))

    assert withhold(told)[1] == {"/responses/1/reason": "Too dear."}
    assert withhold(started)[1] == {"/measures/0": "Walls", "/measures/1": "Doors"}
    assert ("outcomes", "*", "remark") in sealed_paths(ConsultationConcluded)
    assert not withhold(concluded(on(3, 3)))[1]


def test_facts_need_no_text() -> None:
    """What a verdict needs of a decision stays in the open."""
    facts, texts = withhold(decided(acknowledged_deviation="We knew."))

    assert texts == {"/acknowledgedDeviation": "We knew."}
    assert facts["proposalVersion"] == 1
    assert not is_sealed(DecisionMade, "/contentRef")


def test_blank_text_stays() -> None:
    """Where a reason was left blank, that is seen when it is read again."""
    facts, texts = withhold(decided(acknowledged_deviation=" "))

    assert not texts
    assert facts["acknowledgedDeviation"] == " "
