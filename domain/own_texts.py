"""Texts that are one side's own, within entries that are for others too."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from domain.agency_state import EMPLOYER
from domain.approvals import Approvals
from domain.base import Event, Recorded, Refused
from domain.consultation import ConsultationConcluded
from domain.corrected import corrected
from domain.correction import Change, EventCorrected
from domain.drafts import Sides, its_own
from domain.minutes import MinutesDisputed
from domain.perspective import PartyPositionRecorded
from domain.pointers import canonical

OwnTexts = Mapping[str, Mapping[str, Sides]]
"""Texts that are not for everyone who sees their entry: by event id and JSON pointer,
the sides that they are for."""

Holding = ConsultationConcluded | PartyPositionRecorded | MinutesDisputed
"""What holds such texts."""

SAID = ("/oldText", "/newText", "/reason")
"""What a correction says of a text."""


def own_texts(history: Sequence[Recorded], standing: Sequence[Recorded]) -> OwnTexts:
    """Return the texts that are one side's own, within entries that are not.

    A remark on how the consultation ended is its party's, and whoever's recorded it, as
    a reservation, also one that was corrected to another position; why minutes are
    disputed is for the side that disputes them, and for the employer, who keeps them.
    So is what a correction says of either, whether it stands or not, and why it was
    annulled.
    """
    approvals = Approvals.of(standing)
    found: dict[str, dict[str, Sides]] = {}
    for id_, versions in _versions(history).items():
        for event in versions:
            for pointer, sides in _texts(event, approvals).items():
                known = found.setdefault(id_, {})
                known[pointer] = sides & known.get(pointer, sides)
    for entry in history:
        event = entry.event
        if isinstance(event, EventCorrected):
            its = found.get(event.target, {}).get(canonical(event.field))
            if its is not None:
                found[entry.id] = dict.fromkeys(SAID, its)
        elif isinstance(event, Change) and "/reason" in found.get(event.target, {}):
            found[entry.id] = {"/reason": found[event.target]["/reason"]}
    return found


def _versions(history: Sequence[Recorded]) -> dict[str, list[Event]]:
    """Return what has such texts as recorded, and as each correction made it, annulled
    or not.
    """
    found: dict[str, list[Event]] = {
        entry.id: [entry.event] for entry in history if isinstance(entry.event, Holding)
    }
    for entry in history:
        change = entry.event
        if isinstance(change, EventCorrected) and change.target in found:
            versions = found[change.target]
            with suppress(Refused):
                now = corrected(versions[-1], change, whatever_it_held=True)
                versions.append(now)
    return found


def _texts(event: Event, approvals: Approvals) -> dict[str, Sides]:
    """Return the texts that are one side's own in this version of an event."""
    day = event.occurred.day
    match event:
        case ConsultationConcluded(outcomes=outcomes):
            return {
                f"/outcomes/{index}/remark": its_own(event, row.party)
                for index, row in enumerate(outcomes)
                if not approvals.hold(day, row.party)
            }
        case PartyPositionRecorded(position="reserved", party=party):
            held = approvals.hold(day, party)
            return {} if held else {"/text": its_own(event, party)}
        case MinutesDisputed(side=disputing) if not approvals.done(event):
            return {"/reason": frozenset({disputing, EMPLOYER})}
        case _:
            return {}
