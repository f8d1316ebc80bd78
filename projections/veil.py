"""What somebody may not see of a stream: entries, and values within those he may.

An entry that is hidden is as if it were not there. A correction that is hidden leaves a
mark where the value stands that it put there: what stood before no longer holds, and
what holds is not for whoever asks. The rest of the entry stays open.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from domain.base import WITHHELD, Recorded
from domain.correction import Change, EventCorrected
from domain.pointers import parts, within

GRADES = ("/confidentiality", "/secrecyProvision")
"""Fields whose correction shows by who sees the entry: they are not marked."""

Pointers = frozenset[str]


class Veil(msgspec.Struct, frozen=True):
    """What of a stream whoever asks may not see; nothing, unless said."""

    hidden: frozenset[str] = frozenset()
    """The ids of the entries that do not exist for him."""
    texts: Mapping[str, Pointers] = {}
    """By the id of an entry that does: JSON pointers of texts that are not for him."""

    def lets_through(self, history: Sequence[Recorded]) -> list[Recorded]:
        """Return the history without corrections and annulments that are hidden."""
        return [
            entry
            for entry in history
            if entry.id not in self.hidden or not isinstance(entry.event, Change)
        ]

    def marked(self, history: Sequence[Recorded]) -> dict[str, Pointers]:
        """Return the places of the values that he may not see, by event id.

        *history* is all that is recorded: what is hidden now was never for him, as
        known at any time.
        """
        found = dict(self.texts)
        for entry in history:
            event = entry.event
            if entry.id not in self.hidden or not isinstance(event, EventCorrected):
                continue
            if event.field not in GRADES:
                known = found.get(event.target, frozenset())
                found[event.target] = known | {event.field}
        return found


NOTHING = Veil()


def veiled(whole: dict[str, Any], pointers: Collection[str]) -> dict[str, Any]:
    """Return the event's JSON with a mark in these places, where it has them."""
    copy: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(whole))
    for pointer in pointers:
        place, last = _resolved(copy, pointer)
        if within(place, last) is not None:
            place[int(last) if isinstance(place, list) else last] = WITHHELD
    return copy


def without(whole: dict[str, Any], pointers: Collection[str]) -> dict[str, Any]:
    """Return the event's JSON without the members in these places."""
    copy: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(whole))
    for pointer in pointers:
        place, last = _resolved(copy, pointer)
        if isinstance(place, dict):
            place.pop(last, None)
    return copy


def has_mark(whole: dict[str, Any], pointers: Collection[str]) -> bool:
    """Tell whether a mark stands in one of these places."""
    return any(within(*_resolved(whole, each)) == WITHHELD for each in pointers)


def _resolved(place: Any, pointer: str) -> tuple[Any, str]:
    """Return what the pointer's last part is looked for in, and that part."""
    *path, last = parts(pointer)
    for part in path:
        place = within(place, part)
    return place, last
