"""One issue's history, read from the journal: its timeline.

It is worked out anew for the times that are asked, so nothing lags behind.
"""

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
from api.turned_away import RecordUnknown
from domain.base import Recorded
from projections.judged import Kept, kept
from projections.timeline import Line, lines
from registry.record import lifecycle_of
from registry.surroundings import ISSUES
from registry.unsealing import with_texts


class Timeline(Listed, frozen=True, kw_only=True):
    """The entries of an issue, oldest first."""

    events: tuple[Line, ...]


class TimelineAsked(msgspec.Struct, frozen=True):
    """Who asks for a timeline, as of when, and which page of it."""

    reader: Reader
    times: Times
    paging: Paging


def timeline_asked(
    reader: NamedDependency[Reader],
    times: NamedDependency[Times],
    paging: NamedDependency[Paging],
) -> TimelineAsked:
    """Return what timeline is asked for: a handler's parameter `asked`."""
    return TimelineAsked(reader, times, paging)


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
    where that differs. Its text is unsealed, but what is restricted only for a token of
    the clearance `restricted`.
    """
    return await timeline_of(asked, f"{ISSUES}{issueId}", kind)


ROUTES = (issue_timeline,)


async def timeline_of(
    asked: TimelineAsked, stream: str, kinds: list[str] | None = None
) -> Response[Timeline]:
    """Return the timeline of any stream; raises RecordUnknown where it has none."""
    version, every = await lines_of(asked.reader, asked.times, stream)
    shown = [line for line in every if not kinds or line.kind in kinds]
    page = _page(asked.reader.request, asked.paging, shown)
    return Response(page, headers={"ETag": etag(version)})


async def lines_of(reader: Reader, times: Times, stream: str) -> tuple[int, list[Line]]:
    """Return the stream's version, and its lines as of the times asked, oldest first.

    Raises: RecordUnknown, where it has none.
    """
    entries = await history_of(reader, stream)
    texts = await _texts(reader, stream, entries)
    last = entries[-1].stored
    seen = reader.desk.seen(times, last.recorded_at)
    return last.version, lines(entries, texts, *seen, lifecycle_of(stream))


async def history_of(reader: Reader, stream: str) -> list[Kept]:
    """Return the entries of the stream. Raises: RecordUnknown, where it has none."""
    stored = await reader.desk.journal.read_stream(reader.agency, stream)
    if not stored:
        raise RecordUnknown
    return [kept(each) for each in stored]


async def _texts(
    reader: Reader, stream: str, entries: list[Kept]
) -> dict[str, Recorded]:
    envelopes = [entry.envelope for entry in entries]
    events = await with_texts(reader.desk.keys, reader.identity, stream, envelopes)
    return {
        entry.recorded.id: msgspec.structs.replace(
            entry.recorded, event=events[entry.recorded.id]
        )
        for entry in entries
    }


def _page(request: Any, paging: Paging, shown: list[Line]) -> Timeline:
    part = shown[paging.offset : paging.offset + paging.limit]
    more = paging.offset + paging.limit < len(shown)
    return Timeline(
        meta=paging.meta(len(part), len(shown)),
        links=page_links(request, paging, more=more, total=len(shown)),
        events=tuple(part),
    )
