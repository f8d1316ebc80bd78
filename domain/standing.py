"""What stands of a history, once corrections and annulments have done their part."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

import msgspec

from domain.base import Recorded, Refused
from domain.correction import EventAnnulled, EventCorrected, annulled, corrected

Change = EventCorrected | EventAnnulled

Disputed = Callable[[Change, Recorded, Sequence[Recorded]], bool]
"""Tells whether a change of that target, after what then stood, stays disputed."""


def undisputed(_: Change, __: Recorded, ___: Sequence[Recorded]) -> bool:
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
    return list(_walked(history, disputed, without)[0].values())


def disputes(history: Sequence[Recorded], disputed: Disputed) -> list[str]:
    """Return the ids of the corrections and annulments that stay disputed."""
    if not any(isinstance(entry.event, Change) for entry in history):
        return []
    doubts = _walked(history, disputed, ())[1]
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
    gone, found = annulled(history), []
    for index, entry in enumerate(history):
        if not isinstance(entry.event, EventAnnulled) or entry.id in gone:
            continue
        before = effective(history[:index], disputed)
        targets = [each for each in before if each.id == entry.event.target]
        if any(disputed(entry.event, target, before) for target in targets):
            found.append(entry.id)
    return found


def _walked(
    history: Sequence[Recorded], disputed: Disputed, without: Collection[str]
) -> tuple[dict[str, Recorded], dict[str, dict[str, str]]]:
    """Return what stands by id, and the disputed corrections by target and field."""
    gone = annulled(history, without=without)
    standing: dict[str, Recorded] = {}
    doubts: dict[str, dict[str, str]] = {}
    for entry in history:
        if entry.id in gone or isinstance(entry.event, EventAnnulled):
            continue
        if not isinstance(entry.event, EventCorrected):
            standing[entry.id] = entry
        elif entry.event.target in standing:
            target = standing[entry.event.target]
            fields = _unsettled(doubts.get(target.id, {}), entry.event.field)
            if disputed(entry.event, target, list(standing.values())):
                fields[entry.event.field] = entry.id
            doubts[target.id] = fields
            standing[target.id] = _changed(target, entry, fields, without)
    return standing, doubts


def _unsettled(fields: dict[str, str], field: str) -> dict[str, str]:
    """Return the doubts that a correction of *field* leaves: not those it covers."""
    return {
        doubted: id_
        for doubted, id_ in fields.items()
        if doubted != field and not doubted.startswith(f"{field}/")
    }


def _changed(
    target: Recorded,
    entry: Recorded,
    doubts: dict[str, str],
    without: Collection[str],
) -> Recorded:
    """Return *target* as corrected by *entry*, marked.

    Where an earlier correction is not taken, one that rests on it finds another old
    value, or nothing to change: then it changes what it can.
    """
    correction = entry.event
    assert isinstance(correction, EventCorrected)
    new = target.event
    if not without:
        new = corrected(target.event, correction)
    elif entry.id not in without:
        with suppress(Refused):
            new = corrected(target.event, correction, whatever_it_held=True)
    marks = (target.marks - {"disputed"}) | {"corrected"}
    if doubts:
        marks |= {"disputed"}
    return msgspec.structs.replace(target, event=new, marks=marks)
