"""An issue as its questions see it, and a list's query planned for what is asked."""

from typing import Any

import asyncpg

from domain import when
from domain.questions.case import Case
from projections.judged import Judged
from registry.database import Pool
from registry.queries import queries

PLAN_ANEW = queries("projections", "projector.sql")["plan_anew"]


def case_of(issue: Judged) -> Case:
    """Return the case, as of when the issue was judged."""
    seen = tuple(
        entry
        for entry in issue.standing
        if when.earliest(entry.event.occurred) <= issue.judged_at
    )
    return Case(seen, issue.framework, issue.judged_at)


async def planned(pool: Pool, sql: str, *values: Any) -> list[asyncpg.Record]:
    """Return the rows by a plan for these values: a filter that is not asked for is
    none, and one that is finds its index.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(PLAN_ANEW)
        return await connection.fetch(sql, *values)
