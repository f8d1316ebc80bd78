"""What stands of a history, once corrections and annulments have done their part."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import TypeAlias

import msgspec

from domain.base import Event, Recorded, Refused
from domain.corrected import corrected
from domain.correction import (
    Change,
    EventAnnulled,
    EventCorrected,
    annulled,
    root,
)
from domain.pointers import overlap
from domain.side import side

Standing: TypeAlias = dict[str, Recorded]
"""What stands, by event id, oldest first."""


class Challenge(msgspec.Struct, frozen=True):
    """A change of which it is asked whether it stays disputed."""

    change: Change
    target: Recorded
    """What it changes in the end, as that then stood."""
    became: Event | None
    """What it makes of it; None: it is an annulment."""
    standing: Collection[Recorded]
    """What then stood."""
    contested: bool
    """It goes over what another change says that is itself disputed."""


Disputed = Callable[[Challenge], bool]
"""Tells whether the change stays disputed."""


def undisputed(_: object, __: object = None) -> bool:
    """Tell that no change needs anybody's agreement in this stream."""
    return False


def effective(
    history: Sequence[Recorded], disputed: Disputed, *, without: Collection[str] = ()
) -> list[Recorded]:
    """Return the events that stand, oldest first, corrected and without the annulled.

    Corrections and annulments themselves are left out. An event that was corrected is
    marked so; where the correction is disputed, that too. *without*: the ids of
    disputed corrections and annulments that are not taken.
    """
    if not any(isinstance(entry.event, Change) for entry in history):
        return list(history)
    gone = annulled(history, without=without)
    return list(_walked(history, gone, disputed, without)[0].values())


def stands(history: Sequence[Recorded]) -> Standing:
    """Return what stands, by id; whether anything is disputed is not looked at."""
    return {entry.id: entry for entry in effective(history, undisputed)}


def as_annulled(history: Sequence[Recorded]) -> list[Recorded]:
    """Return what is annulled as it would stand, oldest first, without what changed
    others.
    """
    gone = annulled(history)
    if not gone:
        return []
    own = [e for e in history if {e.id, getattr(e.event, "target", None)} & gone]
    changes = {entry.id for entry in own if isinstance(entry.event, Change)} & gone
    standing = _walked(own, changes, undisputed, ())[0]
    return [entry for id_, entry in standing.items() if id_ in gone]


def with_correction(standing: Standing, change: EventCorrected) -> Standing:
    """Return what stands once something of that has been corrected.

    Raises: CorrectionMisshapen, OldValueDiffers.
    """
    target = standing[change.target]
    return {**standing, target.id: _marked(target, corrected(target.event, change))}


def with_annulment(
    standing: Standing, claim: Recorded, history: Sequence[Recorded]
) -> Standing:
    """Return what stands once the *claim* has annulled an event of the *history*.

    Raises: CorrectionMisshapen, OldValueDiffers, where a later correction rests on it.
    """
    whole, first = [*history, claim], root(claim, history)
    own = (e for e in history if getattr(e.event, "target", None) == first.id)
    found = _walked([first, *own], annulled(whole), undisputed, None)[0]
    left = {id_: entry for id_, entry in standing.items() if id_ != first.id} | found
    return {entry.id: left[entry.id] for entry in history if entry.id in left}


def disputes(history: Sequence[Recorded], disputed: Disputed) -> list[str]:
    """Return the ids of the corrections and annulments that stay disputed."""
    if not any(isinstance(entry.event, Change) for entry in history):
        return []
    doubts = _walked(history, annulled(history), disputed, ())[1]
    corrections = [id_ for fields in doubts.values() for id_ in fields.values()]
    return corrections + _disputed_annulments(history, disputed)


def as_confidential(change: Change, history: Sequence[Recorded]) -> Change:
    """Return the change, restricted if what it changes is: it may tell as much.

    Then by the same provision, unless it states one of its own.
    """
    targets = (entry.event for entry in history if entry.id == change.target)
    target = next(targets, None)
    if target is None or target.confidentiality == "open":
        return change
    return msgspec.structs.replace(
        change,
        confidentiality="restricted",
        secrecy_provision=change.secrecy_provision or target.secrecy_provision,
    )


def _disputed_annulments(history: Sequence[Recorded], disputed: Disputed) -> list[str]:
    gone, found = annulled(history), list[str]()
    for index, entry in enumerate(history):
        if isinstance(entry.event, EventAnnulled):
            challenge = _challenge(entry, history[:index], disputed, found)
            if challenge and disputed(challenge):
                found.append(entry.id)
    return [id_ for id_ in found if id_ not in gone]


def _challenge(
    entry: Recorded,
    before: Sequence[Recorded],
    disputed: Disputed,
    annulments: Collection[str],
) -> Challenge | None:
    """Return the question whether an annulment is disputed; None: it is not.

    Whoever takes a disputed change of its own back disputes nothing. *annulments*: the
    disputed ones before it.
    """
    assert isinstance(entry.event, EventAnnulled)
    standing, doubts = _walked(before, annulled(before), disputed, ())
    target = next(each for each in before if each.id == entry.event.target)
    first = root(target, before)
    doubted = doubts.get(first.id, {}).values()
    contested = target is first and bool(doubted)
    if target.id in doubted or target.id in annulments:
        contested = True
        if _side(target.event) == _side(entry.event):
            return None
    stood = standing.get(first.id, first)
    return Challenge(entry.event, stood, None, standing.values(), contested)


def _side(event: Event) -> str | None:
    return side(event.actor.role, event.actor.party)


def _walked(
    history: Sequence[Recorded],
    gone: Collection[str],
    disputed: Disputed,
    without: Collection[str] | None,
) -> tuple[dict[str, Recorded], dict[str, dict[str, str]]]:
    """Return what stands by id, and the disputed corrections by target and field.

    *without*: the ids of corrections that are not taken. None: this is to be admitted,
    and refused where a correction finds another value.
    """
    standing: dict[str, Recorded] = {}
    doubts: dict[str, dict[str, str]] = {}
    for entry in history:
        change = entry.event
        if entry.id in gone or isinstance(change, EventAnnulled):
            continue
        if not isinstance(change, EventCorrected):
            standing[entry.id] = entry
        elif target := standing.get(change.target):
            before = doubts.get(target.id, {})
            became = _became(target.event, entry, without)
            contested = any(overlap(field, change.field) for field in before)
            fields = _unsettled(before, change.field)
            now = standing.values()
            if disputed(Challenge(change, target, became, now, contested)):
                fields[change.field] = entry.id
            doubts[target.id] = fields
            standing[target.id] = _marked(target, became, disputed=bool(fields))
    return standing, doubts


def _unsettled(fields: dict[str, str], field: str) -> dict[str, str]:
    """Return the doubts that a correction of *field* leaves: not those it covers."""
    return {
        doubted: id_
        for doubted, id_ in fields.items()
        if doubted != field and not doubted.startswith(f"{field}/")
    }


def _became(target: Event, entry: Recorded, without: Collection[str] | None) -> Event:
    """Return *target* as corrected by *entry*.

    What was admitted is never refused when it is read. Where an earlier correction is
    not taken, one that rests on it finds another old value, or nothing to change: then
    it changes what it can.
    """
    correction = entry.event
    assert isinstance(correction, EventCorrected)
    if without is None:
        return corrected(target, correction)
    if entry.id not in without:
        with suppress(Refused):
            return corrected(target, correction, whatever_it_held=True)
    return target


def _marked(target: Recorded, became: Event, *, disputed: bool = False) -> Recorded:
    """Return the entry as it became, marked."""
    marks = (target.marks - {"disputed"}) | {"corrected"}
    if disputed:
        marks |= {"disputed"}
    return msgspec.structs.replace(target, event=became, marks=marks)
