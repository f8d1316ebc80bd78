"""A party's own notes: article 37, and that nobody else can touch them."""

from typing import Any

import pytest

from domain.base import Actor, Role
from domain.correction import Approver
from domain.internal_note import InternalNoteKept
from domain.lifecycle import LIFECYCLE
from domain.minutes import MinutesApproved, MinutesDrafted
from domain.questions import QUESTIONS
from domain.questions.case import as_seen
from domain.questions.party_history import party_histories
from domain.raising import IssueClosed
from tests.issues import (
    FRAMEWORK,
    LONG_AFTER,
    admitted,
    annulled,
    answered,
    at,
    concluded,
    corrected,
    decided,
    happened,
    held,
    history,
    on,
    raised,
    refused,
    summoned,
)
from tests.worked_example import HEAD, MANAGER, SACO, SEKO, ST, STAFF, union

EMPLOYER = "employer"
OF_ST, OF_SEKO = union(ST), union(SEKO)
SECRETARY = Actor(role=Role.MINUTES_SECRETARY)


def note(actor: Actor = OF_ST, party: str = ST, **fields: Any) -> InternalNoteKept:
    """Return that a party kept a note, on 3 March."""
    stated: dict[str, Any] = {"text": "Hold out for quiet rooms.", "actor": actor}
    return happened(InternalNoteKept, on(3, 3), party=party, **(stated | fields))


@pytest.mark.parametrize(
    ("actor", "party"),
    [(OF_ST, ST), (MANAGER, EMPLOYER), (STAFF, EMPLOYER), (HEAD, EMPLOYER)],
)
def test_a_party_keeps_its_own_notes(actor: Actor, party: str) -> None:
    """37.1: each side for itself, whoever of it writes."""
    assert admitted(note(actor, party), history(raised())).raised


@pytest.mark.parametrize(
    ("actor", "party"), [(OF_ST, SEKO), (OF_ST, EMPLOYER), (MANAGER, ST)]
)
def test_a_party_keeps_no_notes_for_another(actor: Actor, party: str) -> None:
    """37.1: not for another union, and neither union nor employer for the other."""
    refused("37.1", note(actor, party), history(raised()))


def test_a_note_does_not_change_hands() -> None:
    """37.1, 32.4: a correction gives it to no other party."""
    handed = corrected(on(3, 4), "e2", "/party", ST, SEKO, actor=OF_ST)

    because = refused("32.4", handed, history(raised(), note()))
    assert because.found["article"] == "37.1"


def test_whose_note_it_is_stands_in_the_register() -> None:
    """0.4: a party that nobody knows keeps no notes."""
    stranger = note(union("nobody"), "nobody")

    refused("0.4", stranger, history(raised()))


def test_a_note_is_kept_after_the_end() -> None:
    """37: also of an issue that was closed."""
    closed = happened(IssueClosed, on(3, 2))

    assert admitted(note(), history(raised(), closed)).ended == "closed"


def test_a_note_changes_nothing() -> None:
    """37: what admission remembers is the same with it and without."""
    without = history(raised())

    assert LIFECYCLE.fold(without) == LIFECYCLE.fold(history(raised(), note()))


RIGHT = {"field": "/text", "old": None, "new": None, "new_text": "Hold out."}


def mended(actor: Actor, target: str = "e2") -> Any:
    """Return that somebody corrected the note."""
    return corrected(on(3, 4), target, actor=actor, **RIGHT)


@pytest.mark.parametrize("actor", [OF_SEKO, MANAGER, SECRETARY])
def test_another_partys_note_is_not_there(actor: Actor) -> None:
    """32.1: to others it answers as what does not exist, corrected or annulled."""
    entries = history(raised(), note())
    for claim in (mended(actor), annulled(on(3, 4), "e2", actor=actor)):
        found = refused("32.1", claim, entries)
        nowhere = refused("32.1", annulled(on(3, 4), "e9", actor=actor), entries)

        assert found.sentence().replace("e2", "e9") == nowhere.sentence()


def test_nor_is_what_changed_it() -> None:
    """32.1: the correction of a note, and its annulment, are that party's too."""
    entries = history(
        raised(), note(), mended(OF_ST), annulled(on(3, 5), "e2", actor=OF_ST)
    )
    for target in ("e2", "e3", "e4"):
        refused("32.1", annulled(on(3, 6), target, actor=OF_SEKO), entries)


def test_its_own_party_corrects_and_annuls_it() -> None:
    """32.1: to that party it is an entry as any other."""
    entries = history(raised(), note())

    assert admitted(mended(OF_ST), entries).raised
    assert admitted(annulled(on(3, 4), "e2", actor=OF_ST), entries).raised


def test_the_employers_notes_are_kept_by_its_secretary() -> None:
    """32.1: whoever keeps the record for the employer is of its side."""
    entries = history(raised(), note(MANAGER, EMPLOYER))

    assert admitted(mended(SECRETARY), entries).raised


def test_minutes_do_not_hold_a_note() -> None:
    """32: a correction of it on the day of approved minutes is in no dispute."""
    sides = [(EMPLOYER, MANAGER, "p-1"), (ST, OF_ST, "p-2")]
    row = {"minutes_id": "m1", "version": 1}
    approvers = tuple(Approver(side=side, person=who) for side, _, who in sides)
    entries = history(
        raised(),
        held(on(3, 3)),
        note(),
        happened(
            MinutesDrafted, on(3, 5), meeting_on=on(3, 3), approvers=approvers, **row
        ),
        *(
            happened(
                MinutesApproved, on(3, 6), side=side, approver=who, actor=actor, **row
            )
            for side, actor, who in sides
        ),
        corrected(on(3, 7), "e3", actor=OF_ST, **RIGHT),
    )

    assert [] == LIFECYCLE.disputes(entries)


CONSULTED = [
    raised(),
    summoned(on(2, 3), at(3, 3), parties=(ST, SACO)),
    held(on(3, 3), present=(ST, SACO), not_summoned=(SEKO,)),
    concluded(on(3, 3), parties=(ST, SACO)),
    decided(),
]
LATE = at(6, 30)
"""More than five working days after the note was written."""


@pytest.mark.parametrize("number", sorted(QUESTIONS))
def test_no_question_looks_at_it(number: str) -> None:
    """37: told late, corrected and annulled, it is in no verdict and no evidence."""
    noted = [
        (note(OF_SEKO, SEKO), LATE),
        (corrected(on(7, 1), "e6", actor=OF_SEKO, **RIGHT), at(7, 2)),
        (annulled(on(7, 3), "e6", actor=OF_SEKO), at(7, 4)),
        (note(OF_SEKO, SEKO, occurred_on=on(12, 1)), at(12, 2)),
    ]
    noted = [claim for claim in noted if claim[1] <= LONG_AFTER]

    for as_of in (at(4, 1), LONG_AFTER):
        without = answered(number, history(*CONSULTED), as_of=as_of)
        assert without == answered(number, history(*CONSULTED, *noted), as_of=as_of)


def test_a_note_makes_nobody_a_party() -> None:
    """37: an organisation that only kept a note has no part in the issue."""
    entries = history(raised(), note(OF_SEKO, SEKO))

    assert [] == party_histories(as_seen(entries, FRAMEWORK, LONG_AFTER))
