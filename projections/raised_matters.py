"""Matters that unions, staff and safety representatives raised, and whether and when
they were taken up (Q23).

The rows hold days only. How long each has waited is worked out from the day asked, so
that the clock alone changes no row.
"""

from datetime import date

import asyncpg
import msgspec

from domain.base import Role
from domain.questions.raised_matter import raised_matter
from domain.sight import Sight
from projections.judged import Judged
from projections.planned import seen_by
from projections.reading import IssueRow, Reading, of_issue
from registry.database import Pool
from registry.queries import queries


class RaisedMatterRow(IssueRow, frozen=True, kw_only=True):
    """As the table `raised_matters`."""

    topic: str | None
    raised_by: str
    party: str | None
    raised_on: date
    latest_on: date | None
    taken_up_on: date | None
    ended_on: date | None
    perhaps_at_once: bool
    """A meeting on the day it was raised may have taken it up: nobody can tell."""


class RaisedMatterFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What matters are asked for, as they stand that day; None lets all through."""

    today: date
    taken_up: bool | None = None
    overdue: bool | None = None
    party: str | None = None
    raised_by: Role | None = None
    topic: str | None = None
    unit: str | None = None


def rows(issue: Judged) -> list[RaisedMatterRow]:
    """Return the one row, or none of what the employer raised."""
    matter, raised = raised_matter(issue.case), issue.raised
    if matter is None or raised is None:
        return []
    return [
        RaisedMatterRow(
            **of_issue(issue),
            topic=raised.topic,
            raised_by=matter.raised_by,
            party=matter.party,
            raised_on=matter.raised_on,
            latest_on=matter.latest_on,
            taken_up_on=matter.taken_up_on,
            ended_on=matter.ended_on,
            perhaps_at_once=matter.perhaps is not None,
        )
    ]


async def listed(
    pool: Pool,
    agency: str,
    sight: Sight,
    wanted: RaisedMatterFilter,
    limits: tuple[int, int],
) -> list[asyncpg.Record]:
    """Return a part of the matters that the asker sees, first raised on top.

    *limits* are how many, and after how many.
    """
    filters = msgspec.structs.astuple(wanted)
    sql = READING.sql["raised_matters"]
    return await seen_by(pool, sql, agency, sight, *filters, *limits)


READING = Reading(
    "raised_matters",
    RaisedMatterRow,
    rows,
    queries("projections", "raised_matters.sql"),
    sparse=True,
)
