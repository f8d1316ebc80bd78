"""What one side alone says of what all did: recorded, and disputed until all agree."""

from typing import Any

import pytest

from domain.base import Actor, Event, Recorded
from domain.consultation import ConsultationPostponed
from domain.correction import Approver
from domain.internal_note import InternalNoteKept
from domain.lifecycle import LIFECYCLE
from domain.minutes import MinutesDrafted
from tests.issues import (
    Claim,
    annulled,
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
    verdict,
)
from tests.worked_example import MANAGER, ORGANISATIONS, SACO, SEKO, ST, union

OF_ST, OF_SACO = union(ST), union(SACO)
SIDES = ("employer", *ORGANISATIONS)
OUTCOME = "/outcomes/1/outcome"
DONE: list[Claim] = [
    raised(),
    classified(),
    held(at(3, 3)),
    concluded(on(3, 4)),
    decided(),
]
"""Told without minutes: nobody has approved anything."""


def agreed(*sides: str) -> tuple[Approver, ...]:
    """Return that somebody agreed for each of these."""
    return tuple(Approver(side=side, person=f"p-{side}") for side in sides)


def outcome(old: str, new: str, *by: str, actor: Actor = OF_ST, **fields: Any) -> Claim:
    """Return that Saco-S's outcome was corrected, with the agreement of those."""
    stated = {"actor": actor, "agreed_by": agreed(*by)} | fields
    return corrected(on(4, 1), "e4", OUTCOME, old, new, **stated)


DISAGREED = outcome("consensus", "disagreement")
STRUCK = annulled(on(4, 1), "e4", actor=OF_ST)


def disputed(*claims: Claim) -> list[str]:
    """Return the ids of the changes that stay disputed after these."""
    return LIFECYCLE.disputes(history(*DONE, *claims))


def said(entries: list[Recorded]) -> str:
    """Return Saco-S's outcome as it stands."""
    event = next(e.event for e in LIFECYCLE.effective(entries) if e.id == "e4")
    return str(event.outcomes[1].outcome)


@pytest.mark.parametrize("claim", [DISAGREED, STRUCK])
def test_a_union_alone_leaves_it_disputed(claim: Claim) -> None:
    """0.10: it is recorded that somebody says so; no verdict rests on it."""
    assert disputed(claim) == ["e6"]
    if claim is STRUCK:
        decision = verdict("Q1", history(*DONE, claim))
        assert decision == ("undeterminable", "correction_disputed")


def test_the_employer_rectifies_what_it_keeps() -> None:
    """0.10: whoever keeps the record is not in dispute with it."""
    assert not disputed(outcome("consensus", "disagreement", actor=MANAGER))
    assert not disputed(annulled(on(4, 1), "e4", actor=MANAGER))


@pytest.mark.parametrize("missing", SIDES)
def test_it_takes_every_side_that_it_is_about(missing: str) -> None:
    """0.10: the employer, and each organisation that has an outcome in it."""
    some = [side for side in SIDES if side != missing]

    assert disputed(outcome("consensus", "disagreement", *some)) == ["e6"]
    assert not disputed(outcome("consensus", "disagreement", *SIDES))
    assert not disputed(annulled(on(4, 1), "e4", actor=OF_ST, agreed_by=agreed(*SIDES)))


def test_who_comes_in_agrees_too() -> None:
    """0.10: an organisation that the correction brings in is asked as well."""
    two = [*DONE[:3], concluded(on(3, 4), parties=(ST, SACO)), *DONE[4:]]
    now = {"party": SEKO, "outcome": "consensus"}
    old = {"party": SACO, "outcome": "consensus"}
    claim = [
        corrected(on(4, 1), "e4", "/outcomes/1", old, now, actor=OF_ST,
                  agreed_by=agreed(*by))
        for by in (("employer", ST, SACO), SIDES)
    ]  # fmt: skip

    assert LIFECYCLE.disputes(history(*two, claim[0])) == ["e6"]
    assert not LIFECYCLE.disputes(history(*two, claim[1]))


JOINT: list[tuple[Event, str, Any, Any]] = [
    (held(at(3, 3)), "/attendance/2/presence", "present", "not_summoned"),
    (
        happened(ConsultationPostponed, on(3, 4), parties=(SACO,), reason="Later."),
        "/parties/0", SACO, SEKO,
    ),
    (
        happened(
            MinutesDrafted, on(3, 4), minutes_id="m1", version=1, meeting_on=on(3, 3),
            approvers=agreed("employer", SACO),
        ),
        "/approvers/1/person", "p-saco-s", "p-9",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("event", "field", "old", "new"), JOINT)
def test_of_whatever_all_did(event: Event, field: str, old: Any, new: Any) -> None:
    """0.10: attendance, parties and appointed approvers are nobody's own."""
    entries = history(*DONE[:3], event)
    found = [
        LIFECYCLE.disputes(
            history(*(e.event for e in entries),
                    corrected(on(4, 1), "e4", field, old, new, actor=OF_ST,
                              agreed_by=agreed(*by)))
        )
        for by in ((ST,), SIDES)
    ]  # fmt: skip

    assert found == [["e5"], []]


def test_ones_own_is_not_in_dispute() -> None:
    """0.10: a side mends its own words and notes alone."""
    note = happened(InternalNoteKept, on(3, 3), party=ST, actor=OF_ST, text="No.")
    mine = corrected(
        on(4, 1), "e2", "/occurredOn", "2026-03-03", "2026-03-02", actor=OF_ST
    )

    assert not LIFECYCLE.disputes(history(raised(), note, mine))


def test_the_employer_does_not_end_the_dispute_alone() -> None:
    """0.10: what goes over a disputed change is disputed, until all agree."""
    back = ("disagreement", "consensus")
    alone = history(*DONE, DISAGREED, outcome(*back, actor=MANAGER))
    assert LIFECYCLE.disputes(alone) == ["e7"]
    assert said(alone) == "consensus"
    without = LIFECYCLE.effective(alone, without=("e7",))
    assert next(e for e in without if e.id == "e4").event.outcomes[1].outcome == back[0]

    assert not disputed(DISAGREED, outcome(*back, *SIDES, actor=MANAGER))


def test_nor_by_annulling_it() -> None:
    """0.10: neither the change nor what is changed is struck by the employer alone."""
    for target in ("e4", "e6"):
        strike = annulled(on(4, 2), target, actor=MANAGER)
        with_all = annulled(on(4, 2), target, actor=MANAGER, agreed_by=agreed(*SIDES))

        assert "e7" in disputed(DISAGREED, strike)
        assert not disputed(DISAGREED, with_all)


@pytest.mark.parametrize("claim", [DISAGREED, STRUCK])
def test_it_is_taken_back_by_whoever_raised_it(claim: Claim) -> None:
    """0.10: then nothing is disputed; another union takes nothing back for it."""
    assert not disputed(claim, annulled(on(4, 2), "e6", actor=OF_ST))
    assert disputed(claim, annulled(on(4, 2), "e6", actor=OF_SACO)) == ["e7"]


def test_what_was_rectified_is_not_put_back_by_one_union() -> None:
    """0.10: to undo the employer's correction is to correct."""
    rectified = outcome("consensus", "disagreement", actor=MANAGER)

    assert disputed(rectified, annulled(on(4, 2), "e6", actor=OF_ST)) == ["e7"]
    assert not disputed(rectified, annulled(on(4, 2), "e6", actor=MANAGER))
