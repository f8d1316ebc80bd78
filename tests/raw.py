"""Statements of the tests' own, executed in the application's role for one agency."""

from typing import Any

import asyncpg

from registry.database import Pool
from tests.front_door import AGENCY


async def raw(
    pool: Pool, statement: str, *values: Any, agency: str = AGENCY
) -> list[asyncpg.Record]:
    """Return the rows of a statement; its first value need not be the agency."""
    async with pool.acquire(agency) as connection:
        return await connection.fetch(statement, *values)


async def raw_value(
    pool: Pool, statement: str, *values: Any, agency: str = AGENCY
) -> Any:
    """Return the first value of a statement, None if it has none."""
    rows = await raw(pool, statement, *values, agency=agency)
    return rows[0][0] if rows else None
