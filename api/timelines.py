"""Entries across the issues of the agency, from the readings."""

from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from api import filters
from api.desk import Reader
from api.histories import history_as_of
from api.instants import TIME, Times, asked_instant
from api.issue_resources import issue_links
from api.reading import Link, Listed, Paging, page_links
from api.seeing import hidden_from
from domain.base import Role, Struct
from projections.guarded import decoded
from projections.lists import Slice, TimelineFilter
from projections.timeline import Line, line_of
from registry.surroundings import ISSUES


class IssueEntry(Struct, frozen=True, kw_only=True):
    """An entry, and the issue that it stands in."""

    issue_id: str
    entry: Line
    links: dict[str, Link] = msgspec.field(name="_links")


class Timelines(Listed, frozen=True, kw_only=True):
    """A page of entries across issues."""

    entries: tuple[IssueEntry, ...]


def wanted_entries(
    request: Request[Any, Any, Any],
    unit: filters.Unit = None,
    role: Annotated[
        Role | None, QueryParameter(description="Only what this role did.")
    ] = None,
    party: Annotated[
        str | None, QueryParameter(description="Only what this organisation did.")
    ] = None,
    kind: Annotated[
        str | None, QueryParameter(description="Only this kind of event.")
    ] = None,
    occurred_from: Annotated[
        str | None,
        QueryParameter(
            name="occurredFrom", schema_extra=TIME, description="From this time on."
        ),
    ] = None,
    occurred_to: Annotated[
        str | None,
        QueryParameter(
            name="occurredTo", schema_extra=TIME, description="Until this time."
        ),
    ] = None,
) -> TimelineFilter:
    """Return which entries are asked for: a parameter `wanted`."""
    return TimelineFilter(
        unit=unit,
        role=role,
        party=party,
        kind=kind,
        occurred_from=asked_instant(request, "occurredFrom", occurred_from),
        occurred_to=asked_instant(request, "occurredTo", occurred_to),
    )


ENTRIES = Provide(wanted_entries, sync_to_thread=False)


@get("/timelines", dependencies={"wanted": ENTRIES})
async def list_timelines(
    settled: NamedDependency[Reader],
    wanted: NamedDependency[TimelineFilter],
    paging: NamedDependency[Paging],
) -> Timelines:
    """List entries across issues, latest on top, their text withheld."""
    part = Slice(paging.limit, paging.offset)
    asked = (settled.agency, settled.sight, wanted, part)
    rows = await settled.desk.lists.timeline(*asked)
    shown = [await _entry(settled, row) for row in rows[: paging.limit]]
    links = page_links(settled.request, paging, more=len(rows) > paging.limit)
    return Timelines(meta=paging.meta(len(shown)), links=links, entries=tuple(shown))


ROUTES = (list_timelines,)


async def _entry(reader: Reader, row: Any) -> IssueEntry:
    return IssueEntry(
        issue_id=row["issue_id"],
        entry=await _line(reader, row),
        links=issue_links(reader.request, row["issue_id"]),
    )


async def _line(reader: Reader, row: Any) -> Line:
    """Return the line, worked out anew as the issue's own timeline has it where a
    correction of the entry does not exist for the reader.
    """
    line = line_of(row)
    hidden = hidden_from(reader, decoded(row["guarded"]))
    if hidden.isdisjoint(line.changed_by):
        return line
    history = await history_as_of(reader, Times(), ISSUES + row["issue_id"])
    own = (each for each in history.lines() if each.event_id == line.event_id)
    return next(own, line_of({**row, "line": None}))
