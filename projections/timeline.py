"""The timeline: every entry of an issue, as it stands and as it was recorded.

`lines` is used for one issue as of any time and as known at any time, and for the
table across issues as all stands now.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain import when
from domain.audience import EVERYONE
from domain.base import Recorded, Struct, as_json
from domain.correction import Change, annulled
from domain.lifecycle import LIFECYCLE
from domain.stream import Lifecycle
from projections.guarded import listed_sides
from projections.judged import Judged, Kept, kept
from projections.reading import IssueRow, Reading, of_issue
from projections.veil import NOTHING, Veil, has_mark, veiled
from registry.entry import RecordedBy, Source
from registry.queries import queries
from registry.stored import Stored
from registry.unsealing import Missing


class Line(Struct, frozen=True, kw_only=True):
    """An entry on the timeline."""

    event_id: str
    position: int
    version: int
    kind: str
    recorded_at: datetime
    recorded_by: RecordedBy
    source: Source | None = None
    leaf_hash: str
    """SHA-256 of the entry's bytes as a leaf, hexadecimal (RFC 6962)."""
    event: dict[str, Any]
    """The event as it now stands, corrections taken in."""
    recorded_as: dict[str, Any] | None = None
    """The event as it was first recorded, where a correction changed it."""
    marks: tuple[str, ...] = ()
    """`corrected`, `disputed`, `annulled`."""
    changed_by: tuple[str, ...] = ()
    """The corrections and annulments that touch it, by event id."""
    text: Missing | None = None
    """Why text of it is not shown: `withheld` (it is not for you), `disposed`
    (destroyed by decision), `unavailable` (a fault here). Absent where all is shown or
    there is none, and in lists across issues, which show no text."""


_decode = msgspec.json.Decoder(Line).decode


class TimelineRow(IssueRow, frozen=True, kw_only=True):
    """As the table `timeline`."""

    position: int
    occurred_from: datetime
    kind: str
    role: str
    party: str | None
    audience: tuple[str, ...] | None
    secrecy: int
    line: bytes | None
    """None where the entry stands as it was recorded: then the journal has it all."""


def lines(
    entries: Sequence[Kept],
    texts: Mapping[str, Recorded],
    seen: tuple[datetime, datetime],
    laws: Lifecycle[Any, Any] = LIFECYCLE,
    veil: Veil = NOTHING,
) -> list[Line]:
    """Return the entries that had occurred by the first time *seen* and were known by
    the second, oldest first, through the *veil*.

    *entries* are all that are recorded, also what the veil hides: its corrections hold.
    *texts* are the entries with their text unsealed, by id, for who may read it; an
    entry that is not among them is shown with its text withheld.
    """
    as_of, known_as_of = seen
    known = [entry for entry in entries if entry.stored.recorded_at <= known_as_of]
    history = [texts.get(entry.recorded.id, entry.recorded) for entry in known]
    stands = {entry.id: entry for entry in laws.effective(history)}
    open_ = veil.lets_through(history)
    gone, touching = annulled(open_), _touching(open_)
    marks = {e.id: e.marks for e in laws.effective(open_, without=veil.hidden)}
    marked = veil.marked([entry.recorded for entry in entries])
    return [
        _through(_line(entry, now, told, gone, touching), marked.get(now.id, ()))
        for entry, now in zip(known, history, strict=True)
        for told in [_with_marks(stands.get(now.id), marks.get(now.id, frozenset()))]
        if now.id not in veil.hidden
        and when.earliest((told or now).event.occurred) <= as_of
    ]


def rows(issue: Judged) -> list[TimelineRow]:
    """Return a row an entry, text withheld; with its line where others touched it."""
    history = [entry.recorded for entry in issue.kept]
    touching, changed = _touching(history), dict[str, bytes]()
    if touching:
        stands = {entry.id: entry for entry in issue.standing}
        gone = annulled(history)
        for entry in issue.kept:
            first = entry.recorded
            if first.id in touching:
                line = _line(entry, first, stands.get(first.id), gone, touching)
                changed[first.id] = msgspec.json.encode(line)
    return [_row(issue, entry, changed.get(entry.recorded.id)) for entry in issue.kept]


def line_of(row: Any) -> Line:
    """Return the line of a row and of its entry in the journal."""
    if row["line"] is not None:
        return _decode(row["line"])
    entry = kept(Stored(*(row[name] for name in Stored.__struct_fields__)))
    return _line(entry, entry.recorded, None, set(), {})


def _line(
    entry: Kept,
    first: Recorded,
    stands: Recorded | None,
    gone: set[str],
    touching: Mapping[str, tuple[str, ...]],
) -> Line:
    now = stands or first
    changed = now.event != first.event
    marks = {*now.marks, *(["annulled"] if first.id in gone else [])}
    return Line(
        event_id=first.id,
        position=entry.stored.position,
        version=entry.stored.version,
        kind=entry.stored.kind,
        recorded_at=entry.stored.recorded_at,
        recorded_by=entry.envelope.recorded_by,
        source=entry.envelope.source,
        leaf_hash=entry.stored.leaf_hash.hex(),
        event=as_json(now.event),
        recorded_as=as_json(first.event) if changed else None,
        marks=tuple(sorted(marks)),
        changed_by=touching.get(first.id, ()),
    )


def _with_marks(stands: Recorded | None, marks: frozenset[str]) -> Recorded | None:
    """Return what stands with these marks, itself where it has them already."""
    if stands is None or stands.marks == marks:
        return stands
    return msgspec.structs.replace(stands, marks=marks)


def _through(line: Line, pointers: Collection[str]) -> Line:
    """Return the line with a mark in these places, where it has them: that it was
    changed there is not told either.
    """
    if not pointers:
        return line
    event = veiled(line.event, pointers)
    first = veiled(line.recorded_as, pointers) if line.recorded_as else event
    return msgspec.structs.replace(
        line,
        event=event,
        recorded_as=first if first != event else None,
        text="withheld" if has_mark(event, pointers) else line.text,
    )


def _touching(history: Sequence[Recorded]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in history:
        if isinstance(entry.event, Change):
            target = entry.event.target
            found[target] = (*found.get(target, ()), entry.id)
    return found


def _row(issue: Judged, entry: Kept, line: bytes | None) -> TimelineRow:
    event = entry.recorded.event
    audience = issue.audiences.get(entry.recorded.id, EVERYONE)
    return TimelineRow(
        **of_issue(issue),
        position=entry.stored.position,
        occurred_from=when.earliest(event.occurred),
        kind=entry.stored.kind,
        role=event.actor.role,
        party=event.actor.party,
        audience=listed_sides(audience),
        secrecy=audience.secrecy,
        line=line,
    )


READING = Reading("timeline", TimelineRow, rows, queries("projections", "timeline.sql"))
