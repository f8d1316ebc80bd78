"""Follow-ups across the agency, and how each stands today."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from api import filters
from api.desk import Reader
from api.issue_resources import issue_links
from api.reading import Link, Listed, Paging, page_links
from domain import when
from domain.base import Role, Slug, Struct
from projections import follow_ups
from projections.follow_ups import FollowUpFilter, State


class FollowUpStanding(Struct, frozen=True, kw_only=True):
    """A follow-up as it stands today, and the issue that it is of."""

    issue_id: str
    follow_up_id: Slug
    topic: Slug | None = None
    unit: Slug | None = None
    responsible: Role | None = None
    """Who answers for it, by role; none where it was done without a plan."""
    due_on: date | None = None
    """The day on which it is due, as last moved; none where it was never planned."""
    state: State
    """`due` through its day, then `overdue`; `completed`, `completed_late`; `waived`
    (the issue closed without it, with a reason), `revoked` (the decision); or
    `before_decision`: nothing was decided by its day."""
    days_late: int | None = None
    """Calendar days overdue as of today, or late when it was completed."""
    completed_on: date | None = None
    given_up_on: date | None = None
    """The day on which it was waived, or what it was for revoked."""
    missed_on: date | None = None
    """An earlier day on which it was due, that had passed when it was moved or given
    up: a breach by Q13, whatever its state."""
    links: dict[str, Link] = msgspec.field(name="_links")


class FollowUps(Listed, frozen=True, kw_only=True):
    """A page of follow-ups."""

    as_of: date
    """The day on which they stand so: today."""
    follow_ups: tuple[FollowUpStanding, ...]


def wanted_follow_ups(
    reader: NamedDependency[Reader],
    standing: Annotated[
        State | None,
        QueryParameter(name="state", description="Only what stands so today."),
    ] = None,
    topic: filters.Topic = None,
    unit: filters.Unit = None,
    responsible: Annotated[
        Role | None, QueryParameter(description="Only what this role answers for.")
    ] = None,
    due_from: Annotated[
        date | None,
        QueryParameter(name="dueFrom", description="Due on this day or later."),
    ] = None,
    due_to: Annotated[
        date | None,
        QueryParameter(name="dueTo", description="Due on this day or earlier."),
    ] = None,
) -> FollowUpFilter:
    """Return which follow-ups are asked for: a parameter `wanted`."""
    return FollowUpFilter(
        today=when.day_of(reader.desk.clock()),
        state=standing,
        topic=topic,
        unit=unit,
        responsible=responsible,
        due_from=due_from,
        due_to=due_to,
    )


@get(
    "/follow-ups",
    dependencies={"wanted": Provide(wanted_follow_ups, sync_to_thread=False)},
)
async def list_follow_ups(
    settled: NamedDependency[Reader],
    wanted: NamedDependency[FollowUpFilter],
    paging: NamedDependency[Paging],
) -> FollowUps:
    """List the follow-ups of all issues as they stand today, first due on top.

    A follow-up done without a plan has no day, and stands last.
    """
    pool, limits = settled.desk.pool, (paging.limit + 1, paging.offset)
    asked = (pool, settled.agency, settled.sight, wanted)
    rows = await follow_ups.listed(*asked, limits)
    shown = tuple(_line(settled.request, row) for row in rows[: paging.limit])
    return FollowUps(
        meta=paging.meta(len(shown)),
        links=page_links(settled.request, paging, more=len(rows) > paging.limit),
        as_of=wanted.today,
        follow_ups=shown,
    )


ROUTES = (list_follow_ups,)


def _line(request: Any, row: Any) -> FollowUpStanding:
    links = issue_links(request, row["issue_id"])
    return FollowUpStanding(**dict(row), links=links)
