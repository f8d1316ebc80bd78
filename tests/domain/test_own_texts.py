"""Texts of one side's own within entries of all: DOMAIN 10, question 10."""

from typing import Any

import pytest

from domain.base import Event
from domain.consultation import ConsultationConcluded, Outcome
from domain.lifecycle import LIFECYCLE
from domain.minutes import MinutesDisputed
from domain.own_texts import SAID, OwnTexts, own_texts
from tests.domain.test_drafts import MET, SIDES, approved, drafted, reserved
from tests.given import recorded
from tests.issues import annulled, corrected, happened, on
from tests.worked_example import SACO, ST

ALL = (*SIDES, SACO)
OF_ST = frozenset({ST, "employer"})


def of(*events: Event) -> OwnTexts:
    """Return the texts of the events, e1, e2 …, that are one side's own."""
    history = recorded(*events)
    return own_texts(history, LIFECYCLE.effective(history))


def remarked(
    remark: str | None = "The rooms are too few.", **fields: Any
) -> ConsultationConcluded:
    """Return a conclusion with a remark of ST's, if any, and none of Saco-S's."""
    outcomes = (
        Outcome(party=SACO, outcome="consensus"),
        Outcome(party=ST, outcome="disagreement", remark=remark),
    )
    return happened(
        ConsultationConcluded,
        MET,
        level="lsg",
        proposal_version=1,
        outcomes=outcomes,
        **fields,
    )


def test_a_remark_is_its_partys_until_it_is_minuted() -> None:
    """13: and the side's that recorded it; what corrects it too."""
    change = corrected(
        on(3, 4), "e1", "/outcomes/1/remark", None, None, new_text="Much too few."
    )
    open_ = (remarked(), change)
    minutes = (drafted(sides=ALL), *approved(on(3, 6), sides=ALL))
    closed = (remarked(), change, *minutes)
    sides = frozenset({ST, "employer"})

    assert {
        "e1": {
            "/outcomes/0/remark": frozenset({SACO, "employer"}),
            "/outcomes/1/remark": sides,
        },
        "e2": dict.fromkeys(SAID, sides),
    } == of(*open_)
    assert {} == of(*closed)


def test_why_minutes_are_disputed_is_between_two() -> None:
    """31: whoever disputes them, and the employer, as long as they are a draft."""
    disputed = happened(
        MinutesDisputed,
        on(3, 5),
        minutes_id="m3",
        version=1,
        side=ST,
        approver="p-st",
        reason="I said no such thing.",
    )
    gone = annulled(on(3, 6), "e2")
    own = {"/reason": {ST, "employer"}}

    assert {"e2": own, "e3": own} == of(drafted(), disputed, gone)


REMARK = corrected(
    on(3, 4), "e1", "/outcomes/1/remark", None, None, new_text="Much too few."
)


@pytest.mark.parametrize("target", ["e1", "e2"])
def test_a_correction_of_a_remark_is_its_partys_when_annulled(target: str) -> None:
    """32: what it says is, whether it or the conclusion is annulled; and why, too."""
    gone = annulled(on(3, 5), target)
    bare = remarked(remark=None)
    said = dict.fromkeys(SAID, OF_ST)

    found = of(bare, REMARK, gone)

    assert said == found["e2"]
    assert ({"/reason": OF_ST} if target == "e2" else None) == found.get("e3")


def test_a_place_is_the_same_by_another_pointer() -> None:
    """RFC 6901: such corrections were recorded once, and read as what they are."""
    alias = corrected(
        on(3, 4), "e1", "/outcomes/01/remark", None, None, new_text="Much too few."
    )

    assert dict.fromkeys(SAID, OF_ST) == of(remarked(), alias)["e2"]


def test_the_text_of_a_reservation_stays_its_partys() -> None:
    """9: also where the position was corrected to another, until it is minuted."""
    change = corrected(on(3, 4), "e1", "/position", "reserved", "disagree")
    minutes = (drafted(), *approved(on(3, 6)))

    assert {"e1": {"/text": {ST}}} == of(reserved(), change)
    assert {} == of(reserved(), change, *minutes)


def test_a_text_that_was_once_a_reservations_stays_its_partys() -> None:
    """33: also where what made it one is annulled."""
    change = corrected(on(3, 4), "e1", "/position", "agree", "reserved")
    back = annulled(on(3, 5), "e2")

    assert {"e1": {"/text": {ST}}} == of(reserved(position="agree"), change, back)
