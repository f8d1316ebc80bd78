"""The read log, as an auditor sees it: who was given text of which entries, and when.

No reading: the log is written by `registry.read_log`, and is what it is. Readings tell
which of its rows exist for whoever asks.
"""

from datetime import datetime

import asyncpg
import msgspec

from domain.sight import Sight
from projections.lists import Slice
from projections.planned import planned
from registry.database import Pool
from registry.queries import queries

SQL = queries("projections", "unsealings.sql")


class UnsealingFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows of the read log are asked for; None lets all through."""

    stream: str | None = None
    sub: str | None = None
    client_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def listed(
    pool: Pool, agency: str, sight: Sight, wanted: UnsealingFilter, part: Slice
) -> list[asyncpg.Record]:
    """Return a part of the read log that the asker sees, last reading on top; one row
    more than the limit if there is.
    """
    asked = (*sight.row(), *msgspec.structs.astuple(wanted))
    limits = (part.limit + 1, part.offset)
    return await planned(pool, SQL["unsealings"], agency, *asked, *limits)
