"""What unions, staff and safety representatives raised, and whether it was taken up."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from api import filters
from api.desk import Reader
from api.issue_resources import issue_links
from api.reading import Link, Listed, Paging, page_links
from domain import when
from domain.base import Organisation, Role, Slug, Struct
from projections import raised_matters
from projections.raised_matters import RaisedMatterFilter

Raiser = Literal[
    "union_representative",
    "employee",
    "safety_representative",
    "head_safety_representative",
]
"""The roles whose matters wait to be taken up."""


class RaisedMatterLine(Struct, frozen=True, kw_only=True):
    """A matter that others than the employer raised."""

    issue_id: str
    topic: Slug
    unit: Slug
    raised_by: Raiser
    party: Organisation | None = None
    """The union that raised it; never that of an employee."""
    raised_on: date
    latest_on: date | None = None
    """The last day in time to take it up; none where no agreement sets one."""
    taken_up_on: date | None = None
    """The first day on which it was classified, met or negotiated on, or decided."""
    ended_on: date | None = None
    """The day on which it was withdrawn or closed without being taken up."""
    days_waited: int
    """Calendar days until it was taken up or put away; else until today."""
    overdue: bool
    """It is not taken up, and its last day has passed."""
    days_late: int | None = None
    """Calendar days after its last day, 0 in time; none without such a day, or where a
    meeting on the day it was raised may have taken it up."""
    links: dict[str, Link] = msgspec.field(name="_links")


class RaisedMatterLines(Listed, frozen=True, kw_only=True):
    """A page of matters raised."""

    as_of: date
    """The day on which they stand so: today."""
    raised_matters: tuple[RaisedMatterLine, ...]


def wanted_matters(
    reader: NamedDependency[Reader],
    taken_up: Annotated[
        bool | None,
        QueryParameter(
            name="takenUp", description="Only what was, or was not, taken up."
        ),
    ] = None,
    overdue: Annotated[
        bool | None,
        QueryParameter(description="Only what is, or is not, overdue today."),
    ] = None,
    party: Annotated[
        str | None, QueryParameter(description="Only what this organisation raised.")
    ] = None,
    raised_by: Annotated[
        Raiser | None,
        QueryParameter(name="raisedBy", description="Only what this role raised."),
    ] = None,
    topic: filters.Topic = None,
    unit: filters.Unit = None,
) -> RaisedMatterFilter:
    """Return which matters are asked for: a parameter `wanted`."""
    return RaisedMatterFilter(
        today=when.day_of(reader.desk.clock()),
        taken_up=taken_up,
        overdue=overdue,
        party=party,
        raised_by=Role(raised_by) if raised_by else None,
        topic=topic,
        unit=unit,
    )


@get(
    "/raised-matters",
    dependencies={"wanted": Provide(wanted_matters, sync_to_thread=False)},
)
async def list_raised_matters(
    settled: NamedDependency[Reader],
    wanted: NamedDependency[RaisedMatterFilter],
    paging: NamedDependency[Paging],
) -> RaisedMatterLines:
    """List what unions, staff and safety representatives raised, whether and when it
    was taken up, and how long it waited; first raised on top.
    """
    pool, limits = settled.desk.pool, (paging.limit + 1, paging.offset)
    asked = (pool, settled.agency, settled.sight, wanted)
    rows = await raised_matters.listed(*asked, limits)
    shown = tuple(_line(settled.request, row) for row in rows[: paging.limit])
    return RaisedMatterLines(
        meta=paging.meta(len(shown)),
        links=page_links(settled.request, paging, more=len(rows) > paging.limit),
        as_of=wanted.today,
        raised_matters=shown,
    )


ROUTES = (list_raised_matters,)


def _line(request: Any, row: Any) -> RaisedMatterLine:
    links = issue_links(request, row["issue_id"])
    return RaisedMatterLine(**dict(row), links=links)
