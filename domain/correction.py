"""Corrections and annulments: both versions are kept, and the record says which stands.

They are events of every stream (issues, agreements, the agency's register). What they
do to the history is worked out once, in domain/standing.py.
"""

from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

from domain.base import (
    Event,
    Person,
    Recorded,
    Reference,
    Refused,
    Slug,
    Struct,
    Text,
)

IDENTITY = ("kind", "agency", "issueId", "agreement", "id", "version", "round")
"""What a correction may not change: it would make another event of it."""


class Approver(Struct, frozen=True, kw_only=True):
    """A person who agrees for one side: `employer`, or an organisation's slug."""

    side: Slug
    person: Person


class EventCorrected(Event, frozen=True, kw_only=True, tag="event-corrected.v1"):
    """One field of an earlier event was wrong; here is what it should say."""

    target: Reference
    """The id of the event that is corrected."""
    field: Reference
    """A JSON pointer (RFC 6901) into that event, `/attendance/2/presence`."""
    old: Any = None
    new: Any = None
    old_text: Text | None = None
    """Instead of `old`, where the field holds sealed text."""
    new_text: Text | None = None
    """Instead of `new`, where the field holds sealed text."""
    reason: Text
    agreed_by: tuple[Approver, ...] = ()
    """Who agreed. It takes every approver of approved minutes, and before that, of what
    a union alone says of what all did, every side: else it stays disputed."""


class EventAnnulled(Event, frozen=True, kw_only=True, tag="event-annulled.v1"):
    """An earlier event should never have been recorded; it no longer counts."""

    target: Reference
    reason: Text
    agreed_by: tuple[Approver, ...] = ()
    """Who agreed. It takes every approver of approved minutes, and before that, of what
    a union alone says of what all did, every side: else it stays disputed."""


Change: TypeAlias = EventCorrected | EventAnnulled
"""What changes an earlier event: both have a `target`, and who agreed."""


class CorrectionTargetUnknown(Refused):
    """There is no event {target} in this record. Name the id of an event that is:
    the timeline lists them.
    """

    rule = "32.1"
    sv = """Händelsen {target} finns inte här. Ange id för en händelse som finns:
    tidslinjen visar dem."""


class TargetAnnulled(Refused):
    """The event {target} is annulled already. Record the event anew instead."""

    rule = "32.2"
    sv = (
        "Händelsen {target} är redan makulerad. Registrera händelsen på nytt i stället."
    )


class IdentityCorrected(Refused):
    """A correction cannot change {field} of an event {kind}: it would be another
    event. Annul it (event-annulled.v1) and record the right one.
    """

    rule = "32.3"
    sv = """En rättelse kan inte ändra {field} i en händelse {kind}: det blir en annan
    händelse. Makulera den (event-annulled.v1) och registrera den rätta."""


class OldValueDiffers(Refused):
    """The field {field} holds {found}, not {old}. Read the event again and state
    what it holds now.
    """

    rule = "32.5"
    sv = """Fältet {field} innehåller {found}, inte {old}. Läs händelsen igen och ange
    vad som står nu."""


class CorrectionMisshapen(Refused):
    """The field {field} cannot be corrected so: {fault}. See /event-kinds for what
    {kind} holds; sealed text goes in `newText`, everything else in `new`.
    """

    rule = "32.6"
    sv = """Fältet {field} kan inte rättas så: {fault}. Se /event-kinds för vad {kind}
    innehåller; förseglad text anges i `newText`, allt annat i `new`."""


def root(entry: Recorded, history: Sequence[Recorded]) -> Recorded:
    """Return what *entry* changes in the end; itself, where it changes nothing."""
    while isinstance(entry.event, Change):
        target = entry.event.target
        entry = next(each for each in history if each.id == target)
    return entry


def annulled(history: Sequence[Recorded], *, without: Collection[str] = ()) -> set[str]:
    """Return the ids of the events that no longer count; a late annulment wins.

    *without*: the ids of disputed annulments that are not taken.
    """
    gone: set[str] = set()
    for entry in reversed(history):
        if not isinstance(entry.event, EventAnnulled) or entry.id in without:
            continue
        if entry.id not in gone:
            gone.add(entry.event.target)
    return gone


def may_correct(_: EventCorrected, __: object, ___: object) -> None:
    """32.1–32.6: a field of an event that stands here, and nothing then contradicts.

    That takes the whole history, which the admission has (domain/stream.py).
    """


def may_annul(_: EventAnnulled, __: object, ___: object) -> None:
    """32.1–32.2, 33.1: an event that stands here, on which nothing later rests.

    As `may_correct`.
    """
