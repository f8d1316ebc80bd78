"""Whose an event stays when it is corrected: articles 0.10 and 32.4."""

from typing import Any

import msgspec
import pytest

from domain.base import Actor, Event, Recorded, Role
from domain.correction import EventCorrected
from domain.lifecycle import LIFECYCLE
from domain.perspective import PartyPositionRecorded, PerspectiveSubmitted
from tests.agreements import history as agreement_of
from tests.issues import (
    admitted,
    annulled,
    concluded,
    corrected,
    demanded,
    happened,
    held,
    history,
    on,
    raised,
    refused,
)
from tests.worked_example import AGREEMENT_RV3, MANAGER, SACO, ST, signed, union

OF_ST, OF_SACO = union(ST), union(SACO)


def told(actor: Actor) -> dict[str, Any]:
    """Return an actor as a correction states it."""
    whole: dict[str, Any] = msgspec.to_builtins(actor)
    return {name: value for name, value in whole.items() if value is not None}


SAID: list[Event] = [
    happened(
        PerspectiveSubmitted, on(2, 17), party=ST, actor=OF_ST, perspective_id="p1",
        source="union", stance="support", proposal_version=1,
    ),
    happened(
        PartyPositionRecorded, on(2, 17), party=ST, position="agree", actor=OF_ST,
        minutes_ref="M 1",
    ),
    demanded(on(2, 17), ST, "12", "union"),
]  # fmt: skip
"""What ST said for itself."""


def change(field: str, old: Any, new: Any, actor: Actor = OF_ST) -> EventCorrected:
    """Return ST's correction of the second entry."""
    return corrected(on(3, 2), "e2", field, old, new, actor=actor)


def stands(entries: list[Recorded]) -> Any:
    """Return the second entry as it stands."""
    return next(e.event for e in LIFECYCLE.effective(entries) if e.id == "e2")


@pytest.mark.parametrize("said", SAID)
def test_no_union_makes_its_word_anothers(said: Event) -> None:
    """0.10: neither the party nor the actor is put on another side, in one step or two;
    a slip in what it said is mended.
    """
    entries = history(raised(), said)
    refused("0.10", change("/actor", told(OF_ST), told(MANAGER)), entries)
    refused("0.10", change("/actor", told(OF_ST), told(OF_SACO)), entries)
    refused("0.10", change("/party", ST, SACO), entries)

    assert admitted(change("/occurredOn", "2026-02-17", "2026-02-18"), entries).raised


def test_a_position_is_not_given_away_by_way_of_minutes() -> None:
    """0.10: that minutes are named does not make it another's to say."""
    entries = history(raised(), SAID[1])

    refused("0.10", change("/party", ST, SACO), entries)
    assert admitted(change("/party", ST, SACO, MANAGER), entries).raised


def test_the_employer_rectifies_whose_it_was() -> None:
    """0.10: it keeps the record; what it mended is then the right side's to change."""
    whose = (
        change("/actor", told(OF_ST), told(MANAGER), MANAGER),
        change("/party", ST, SACO, MANAGER),
    )
    entries = history(raised(), SAID[0], *whose)
    own = change("/stance", "support", "oppose", OF_SACO)
    refused("0.10", change("/stance", "support", "oppose"), entries)

    assert stands(history(raised(), SAID[0], *whose, own)).stance == "oppose"


def test_what_changed_ones_own_is_ones_own() -> None:
    """0.10: no union undoes how another, or the employer, mended its own."""
    of_st = change("/stance", "support", "oppose")
    entries = history(raised(), SAID[0], of_st)
    refused("0.10", annulled(on(3, 3), "e3", actor=OF_SACO), entries)
    of_the_employer = corrected(on(3, 2), "e1", "/stage", "idea", "decided")
    refused(
        "0.10",
        annulled(on(3, 3), "e2", actor=OF_ST),
        history(raised(), of_the_employer),
    )

    assert admitted(annulled(on(3, 3), "e3", actor=OF_ST), entries).raised


def test_a_union_undoes_what_was_rectified_in_its_name() -> None:
    """0.10: what it said is its own, whoever changed it."""
    rectified = change("/stance", "support", "oppose", MANAGER)
    entries = history(raised(), SAID[0], rectified)
    back = history(*[e.event for e in entries], annulled(on(3, 3), "e3", actor=OF_ST))

    assert stands(back).stance == "support"


@pytest.mark.parametrize("role", [Role.REGISTRY, Role.AUDITOR, Role.JOINT_BODY])
def test_no_actor_is_put_in_who_may_not_record_it(role: Role) -> None:
    """32.4, 0.6: the registry least of all, by whoever corrects."""
    entries = history(raised(), held(on(2, 17)))
    wrong = change("/actor/role", "manager", role, MANAGER)
    right = change("/actor/role", "manager", "minutes_secretary", MANAGER)

    assert refused("32.4", wrong, entries).found["article"] == "0.6"
    assert admitted(right, entries).present


def test_the_corrected_actor_names_its_party() -> None:
    """32.4, 0.9, 0.13: as when it is recorded."""
    entries = history(raised(), SAID[0])
    nobodys = change("/actor", told(OF_ST), {"role": "union_representative"}, MANAGER)
    managers = change("/actor/role", "union_representative", "manager", MANAGER)

    assert refused("32.4", nobodys, entries).found["article"] == "0.9"
    assert refused("32.4", managers, entries).found["article"] == "0.13"


def test_a_meeting_is_not_made_ones_own_record() -> None:
    """0.10: who recorded what all did is not put on another side by a union."""
    entries = history(raised(), held(on(2, 17)), concluded(on(2, 17)))

    refused("0.10", change("/actor", told(MANAGER), told(OF_ST)), entries)


def test_a_signature_stays_whose_it_is() -> None:
    """0.10: no union makes its signature another's, with whatever document."""
    of_st = signed(ST, OF_ST)
    told_so = agreement_of(*AGREEMENT_RV3[:2], of_st)
    wrong = corrected(on(3, 2), "e3", "/party", ST, SACO, actor=OF_ST)
    told_so.when(wrong).refused("0.10")

    told_so.when(annulled(on(3, 2), "e3", actor=OF_ST)).admitted()
