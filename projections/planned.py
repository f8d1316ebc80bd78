"""A list's query, planned for what is asked."""

from typing import Any

import asyncpg

from registry.database import Pool
from registry.queries import queries

PLAN_ANEW = queries("projections", "projector.sql")["plan_anew"]


async def planned(pool: Pool, sql: str, *values: Any) -> list[asyncpg.Record]:
    """Return the rows by a plan for these values: a filter that is not asked for is
    none, and one that is finds its index.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(PLAN_ANEW)
        return await connection.fetch(sql, *values)
