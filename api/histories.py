"""One issue's history, read from the journal: its timeline.

It is worked out anew for the times that are asked, so nothing lags behind.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.desk import Reader
from api.etags import etag
from api.instants import Times
from api.reading import Listed, Paging, page_links
from api.seeing import Seen, seen
from api.texts import TextReader
from domain.base import Event, Recorded, as_json
from domain.pointers import overlap
from domain.sealing import texts_in
from projections.timeline import Line, lines
from projections.veil import Pointers
from registry.laws import lifecycle_of
from registry.surroundings import ISSUES
from registry.unsealing import Missing

NO_TEXT: Mapping[str, Event] = {}


class Timeline(Listed, frozen=True, kw_only=True):
    """The entries of an issue, oldest first."""

    events: tuple[Line, ...]


class TimelineAsked(msgspec.Struct, frozen=True):
    """Who asks for a timeline, as of when, and which page of it."""

    texts: TextReader
    times: Times
    paging: Paging

    @property
    def reader(self) -> Reader:
        """Who asks."""
        return self.texts.reader


def timeline_asked(
    texts: NamedDependency[TextReader],
    times: NamedDependency[Times],
    paging: NamedDependency[Paging],
) -> TimelineAsked:
    """Return what timeline is asked for: a handler's parameter `asked`."""
    return TimelineAsked(texts, times, paging)


@get("/issues/{issueId:uuid}/events")
async def issue_timeline(
    issueId: FromPath[UUID],  # noqa: N803 – named as in the address
    asked: NamedDependency[TimelineAsked],
    kind: Annotated[
        list[str] | None, QueryParameter(description="Only these kinds of event.")
    ] = None,
) -> Response[Timeline]:
    """Show what happened in an issue, as of one time and as known at another.

    An entry is shown as it then stood, corrections taken in, and how it was recorded
    where that differs. What is not for you is not there; where a correction is not, the
    value that it put in the place is withheld. Earlier times show no more than now.
    """
    return await timeline_of(asked, f"{ISSUES}{issueId}", kind)


ROUTES = (issue_timeline,)


class History(msgspec.Struct, frozen=True):
    """A stream as of the times asked."""

    stream: str
    seen: Seen
    times: tuple[datetime, datetime]
    """As of when, and as known when."""

    @property
    def version(self) -> int:
        """Where the stream stands."""
        return self.seen.entries[-1].stored.version

    def lines(self, texts: Mapping[str, Event] = NO_TEXT) -> list[Line]:
        """Return the lines, oldest first, with the text of these events, by id."""
        entries = self.seen.entries
        told = {
            entry.recorded.id: msgspec.structs.replace(
                entry.recorded, event=texts[entry.recorded.id]
            )
            for entry in entries
            if entry.recorded.id in texts
        }
        laws = lifecycle_of(self.stream)
        return lines(entries, told, self.times, laws, self.seen.veil)

    async def with_text(self, texts: TextReader, part: Sequence[Line]) -> list[Line]:
        """Return these lines with their text, and that of what corrects them: no more
        is unsealed than is shown, and no entry of which no text is.
        """
        shown = {id_ for line in part for id_ in (line.event_id, *line.changed_by)}
        entries = self.seen.entries
        marked = self.seen.veil.marked([entry.recorded for entry in entries])
        envelopes = [
            entry.envelope
            for entry in entries
            if entry.recorded.id in shown and _has_text(entry.recorded, marked)
        ]
        found = await texts.of(self.stream, envelopes)
        anew = {line.event_id: line for line in self.lines(found.events)}
        return [_told(anew[line.event_id], found.missing) for line in part]


async def timeline_of(
    asked: TimelineAsked, stream: str, kinds: list[str] | None = None
) -> Response[Timeline]:
    """Return the timeline of any stream; raises RecordUnknown where it has none."""
    history = await history_as_of(asked.reader, asked.times, stream)
    every, paging = history.lines(), asked.paging
    shown = [line for line in every if not kinds or line.kind in kinds]
    part = shown[paging.offset : paging.offset + paging.limit]
    told = await history.with_text(asked.texts, part)
    page = _page(asked.reader.request, paging, told, len(shown))
    return Response(page, headers={"ETag": etag(history.version)})


async def history_as_of(reader: Reader, times: Times, stream: str) -> History:
    """Return the stream as of the times asked, as it exists for the reader.

    Raises: RecordUnknown, where it has nothing that is for him.
    """
    found = await seen(reader, stream)
    asked = reader.desk.seen(times, found.entries[-1].stored.recorded_at)
    return History(stream, found, asked)


def _has_text(entry: Recorded, marked: Mapping[str, Pointers]) -> bool:
    """Tell whether the entry has text that is not marked as hidden."""
    event, places = entry.event, marked.get(entry.id, ())
    texts = texts_in(type(event), as_json(event))
    return any(not any(overlap(text, p) for p in places) for text in texts)


def _told(line: Line, missing: Mapping[str, Missing]) -> Line:
    """Return the line, with why text of it, or of what corrects it, is not shown."""
    of_it = (missing.get(id_) for id_ in (line.event_id, *line.changed_by))
    why = next((each for each in of_it if each), None)
    return msgspec.structs.replace(line, text=why) if why else line


def _page(request: Any, paging: Paging, part: list[Line], total: int) -> Timeline:
    more = paging.offset + paging.limit < total
    return Timeline(
        meta=paging.meta(len(part), total),
        links=page_links(request, paging, more=more, total=total),
        events=tuple(part),
    )
