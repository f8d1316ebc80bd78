"""A list's query, for whoever asks, planned for what is asked."""

from typing import Any

import asyncpg

from domain.sight import Sight
from registry.database import Pool
from registry.queries import queries

PLAN_ANEW = queries("projections", "projector.sql")["plan_anew"]


async def seen_by(
    pool: Pool, sql: str, agency: str, sight: Sight, *values: Any
) -> list[asyncpg.Record]:
    """Return the rows of what the asker sees.

    The query takes what `sees_issue` does as $2 to $5, and then the values.
    """
    return await planned(pool, sql, agency, *sight.row()[:4], *values)


async def planned(
    pool: Pool, sql: str, agency: str, *values: Any
) -> list[asyncpg.Record]:
    """Return the rows by a plan for these values: a filter that is not asked for is
    none, and one that is finds its index.
    """
    async with pool.acquire(agency) as connection, connection.transaction():
        await connection.execute(PLAN_ANEW)
        return await connection.fetch(sql, agency, *values)
