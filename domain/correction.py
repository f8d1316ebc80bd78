"""Corrections and annulments: both versions are kept, and the record says which stands.

They are events of every stream (issues, agreements, the agency's register). What they
do to the history is worked out once, in domain/standing.py.
"""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from domain.base import (
    WITHHELD,
    Event,
    Person,
    Recorded,
    Reference,
    Refused,
    Slug,
    Struct,
    Text,
    as_json,
)
from domain.sealing import is_sealed, withhold

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
    """Who agreed; once minutes are approved, every approver, or it stays disputed."""


class EventAnnulled(Event, frozen=True, kw_only=True, tag="event-annulled.v1"):
    """An earlier event should never have been recorded; it no longer counts."""

    target: Reference
    reason: Text
    agreed_by: tuple[Approver, ...] = ()
    """Who agreed; once minutes are approved, every approver, or it stays disputed."""


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


class CorrectionContradicts(Refused):
    """With this correction the record would contradict itself: {because} (article
    {article}). Correct or annul the later event first.
    """

    rule = "32.4"
    sv = """Med rättelsen skulle registret motsäga sig självt: {because} (artikel
    {article}). Rätta eller makulera den senare händelsen först."""


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


class LaterEventDepends(Refused):
    """Without this event a later one would contradict the record: {because} (article
    {article}). Annul the later event first.
    """

    rule = "33.1"
    sv = """Utan händelsen skulle en senare motsäga registret: {because} (artikel
    {article}). Makulera den senare händelsen först."""


def corrected(
    target: Event, correction: EventCorrected, *, whatever_it_held: bool = False
) -> Event:
    """Return *target* with the field changed; *whatever_it_held*: `old` is not checked.

    Raises: CorrectionMisshapen, OldValueDiffers.
    """
    kind = str(target.__struct_config__.tag)
    pointer = correction.field
    sealed = is_sealed(type(target), pointer)
    in_the_open = correction.old is not None or correction.new is not None
    if sealed and (correction.new_text is None or in_the_open):
        fault = "it is sealed text"
        raise CorrectionMisshapen(field=pointer, kind=kind, fault=fault)
    if not sealed and (correction.old_text or correction.new_text) is not None:
        fault = "it is not sealed text"
        raise CorrectionMisshapen(field=pointer, kind=kind, fault=fault)
    whole = as_json(target)
    try:
        parent, key = _resolve(whole, pointer)
        found = parent.get(key) if isinstance(parent, dict) else parent[key]
        if not (sealed or whatever_it_held or found == correction.old):
            raise OldValueDiffers(field=pointer, found=found, old=correction.old)
        parent[key] = correction.new_text if sealed else correction.new
        _keep_one_time(whole, pointer)
        new = msgspec.convert(whole, type(target))
    except (LookupError, TypeError, msgspec.ValidationError) as fault:
        raise CorrectionMisshapen(field=pointer, kind=kind, fault=fault) from fault
    if not sealed and (bared := _bared(target, new)):
        opens = f"it would put the sealed text {bared[0]} in the open"
        raise CorrectionMisshapen(field=pointer, kind=kind, fault=opens)
    return new


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


def _resolve(whole: Any, pointer: str) -> tuple[Any, str | int]:
    """Return the container that *pointer* (RFC 6901) leads to, and the key in it."""
    if not pointer.startswith("/"):
        raise LookupError("a JSON pointer starts with /")
    *path, last = [
        part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")
    ]
    for part in path:
        whole = whole[_index(part)] if isinstance(whole, list) else whole[part]
    if isinstance(whole, list):
        return whole, _index(last)
    return whole, last


def _index(part: str) -> int:
    """Return a place in a list, as RFC 6901 writes it: digits, no sign."""
    if not (part.isascii() and part.isdigit()):
        raise LookupError(f"{part} is no place in a list")
    return int(part)


def _bared(old: Event, new: Event) -> list[str]:
    """Return where *new* holds sealed text in the open that *old* did not hold."""
    held = {WITHHELD, *withhold(old)[1].values()}
    return [where for where, text in withhold(new)[1].items() if text not in held]


def _keep_one_time(whole: dict[str, Any], pointer: str) -> None:
    """Drop the other spelling of the time when one of them was corrected."""
    if pointer == "/occurredAt":
        whole.pop("occurredOn", None)
    elif pointer == "/occurredOn":
        whole.pop("occurredAt", None)
