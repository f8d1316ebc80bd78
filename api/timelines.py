"""Entries across the issues of the agency, from the readings."""

from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from api import filters
from api.desk import Reader
from api.instants import TIME, asked_instant
from api.issue_resources import issue_links
from api.reading import Link, Listed, Paging, page_links
from domain.base import Role, Struct
from projections.lists import Slice, TimelineFilter
from projections.timeline import Line, line_of


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
    rows = await settled.desk.lists.timeline(settled.agency, wanted, part)
    shown = tuple(
        IssueEntry(
            issue_id=row["issue_id"],
            entry=line_of(row),
            links=issue_links(settled.request, row["issue_id"]),
        )
        for row in rows[: paging.limit]
    )
    links = page_links(settled.request, paging, more=len(rows) > paging.limit)
    return Timelines(meta=paging.meta(len(shown)), links=links, entries=shown)


ROUTES = (list_timelines,)
