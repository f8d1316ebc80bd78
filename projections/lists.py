"""What the readings answer: pages of rows, always of one agency and for one asker."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import asyncpg
import msgspec

from domain.sight import Sight
from projections import agreements_in_force, issue_page, timeline, verdicts
from projections.planned import planned, seen_by
from projections.projector import SQL
from projections.verdicts import WHOLE
from registry.database import Pool

WAIT_SECONDS_MAX = 5.0
"""How long an answer waits for the position that was asked for."""

LOOK_SECONDS = 0.01
"""The first pause before it looks again; it doubles."""

LOOK_SECONDS_MAX = 0.1
"""The longest such pause."""


class Behind(Exception):
    """The readings have not come to the position that was asked for."""

    def __init__(self, wanted: int, found: int) -> None:
        super().__init__(f"the readings stand at {found}, not yet at {wanted}")
        self.wanted = wanted
        self.found = found


class Slice(msgspec.Struct, frozen=True):
    """Which part of a list: one more is read than asked, to know whether it ends."""

    limit: int
    offset: int


class IssueFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What issues are asked for; None lets all through."""

    stage: str | None = None
    topic: str | None = None
    unit: str | None = None
    organisation: str | None = None
    is_open: bool | None = None
    raised_from: date | None = None
    raised_to: date | None = None
    decided_from: date | None = None
    decided_to: date | None = None
    answers: tuple[str, ...] | None = None
    """Of which one is found: `Q1 breach`, the verdict on the whole."""
    diary_no: str | None = None
    q: str | None = None
    """Words, as a search engine takes them, in any Swedish form."""


class VerdictFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What verdicts are asked for; without a party, the whole of each issue."""

    questions: tuple[str, ...] | None = None
    verdicts: tuple[str, ...] | None = None
    party: str = WHOLE
    topic: str | None = None
    unit: str | None = None
    decided_from: date | None = None
    decided_to: date | None = None
    rule_version: int | None = None
    qualifier: str | None = None
    """Found where the asker sees all that the issue's verdicts rest on."""
    reason: str | None = None


class After(msgspec.Struct, frozen=True):
    """The verdict that a part of a list follows on: its key in the list's order."""

    decided_on: date | None = None
    issue_id: str | None = None
    place: int | None = None


class TimelineFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What entries are asked for across issues."""

    unit: str | None = None
    role: str | None = None
    party: str | None = None
    kind: str | None = None
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None


class PeriodFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What periods of agreements are asked for."""

    party: str | None = None
    agreement: str | None = None
    on: date | None = None


START = After()
"""Before the first."""

EVERY = 1_000
"""Verdicts that are read at a time where all are."""


class Lists:
    """The readings of every agency, read through one pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def caught_up(self, agency: str, position: int) -> None:
        """Return once the readings hold *position*, at once for 0.

        Raises: Behind; at once where the journal has not come so far itself.
        """
        if position == 0:
            return
        clock = asyncio.get_running_loop().time
        until, pause = clock() + WAIT_SECONDS_MAX, LOOK_SECONDS
        while True:
            head, found = await self._reached(agency)
            if found >= position:
                return
            if position > head or clock() > until:
                raise Behind(position, found)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LOOK_SECONDS_MAX)

    async def issue(
        self, agency: str, sight: Sight, issue_id: str
    ) -> asyncpg.Record | None:
        """Return the row of one issue, None if there is none for the asker."""
        sql, circle = issue_page.READING.sql["page"], sight.row()[:4]
        return await self._pool.fetchrow(sql, agency, *circle, issue_id)

    async def issues(
        self, agency: str, sight: Sight, wanted: IssueFilter, part: Slice
    ) -> list[asyncpg.Record]:
        """Return issues, last raised on top, one more than the limit if there is."""
        sql = issue_page.READING.sql["pages"]
        return await self._part(sql, agency, sight, wanted, part)

    async def verdicts(
        self,
        agency: str,
        sight: Sight,
        wanted: VerdictFilter,
        part: Slice,
        after: After = START,
    ) -> list[asyncpg.Record]:
        """Return verdicts, last decided on top, one more than the limit if there is."""
        sql, follows = verdicts.READING.sql["verdicts"], msgspec.structs.astuple(after)
        return await self._part(
            sql, agency, sight, wanted, part, *follows, sight.audits
        )

    async def every_verdict(
        self, agency: str, sight: Sight, wanted: VerdictFilter
    ) -> AsyncIterator[list[asyncpg.Record]]:
        """Yield all verdicts, as `verdicts` has them, so many at a time.

        Between two parts no connection is held, and what is recorded meanwhile may be
        taken in: each part is as the readings then stand.
        """
        part, after, more = Slice(EVERY, 0), START, True
        while more:
            # Whoever leaves midway lets the part be read to its end, and rolls nothing
            # back.
            asked = (agency, sight, wanted, part, after)
            rows = await asyncio.shield(self.verdicts(*asked))
            more = len(rows) > EVERY
            yield rows[:EVERY]
            if more:
                last = rows[EVERY - 1]
                after = After(last["decided_on"], last["issue_id"], last["place"])

    async def verdict_counts(
        self, agency: str, sight: Sight, wanted: VerdictFilter
    ) -> list[asyncpg.Record]:
        """Return how many verdicts there are of each question and value, none of 0."""
        sql, filters = verdicts.READING.sql["counts"], msgspec.structs.astuple(wanted)
        return await seen_by(self._pool, sql, agency, sight, *filters, sight.audits)

    async def timeline(
        self, agency: str, sight: Sight, wanted: TimelineFilter, part: Slice
    ) -> list[asyncpg.Record]:
        """Return entries across issues, latest on top, one more if there is."""
        sql = timeline.READING.sql["timeline"]
        return await self._part(sql, agency, sight, wanted, part, sight.audits)

    async def periods(
        self, agency: str, wanted: PeriodFilter, part: Slice
    ) -> list[asyncpg.Record]:
        """Return periods of agreements, by party and day, one more if there is.

        They are for everyone at the agency.
        """
        sql = agreements_in_force.READING.sql["periods"]
        return await planned(self._pool, sql, agency, *_asked(wanted, part))

    async def issues_recorded(self, agency: str) -> int:
        """Return how many issues the agency's journal holds."""
        return int(await self._pool.fetchval(SQL["issues"], agency))

    async def lag_max(self) -> int:
        """Return how many entries the readings lag, of the agency furthest behind."""
        rows = await self._pool.agencies()
        return max((row["head"] - row["reached"] for row in rows), default=0)

    async def parked(self) -> int:
        """Return how many streams are parked, of all agencies."""
        return sum(row["parked"] for row in await self._pool.agencies())

    async def _part(
        self,
        sql: str,
        agency: str,
        sight: Sight,
        wanted: msgspec.Struct,
        part: Slice,
        *more: Any,
    ) -> list[asyncpg.Record]:
        """Return a part of what the asker sees of a list."""
        values = (*_asked(wanted, part), *more)
        return await seen_by(self._pool, sql, agency, sight, *values)

    async def _reached(self, agency: str) -> tuple[int, int]:
        """Return the last position of the journal, and that of the readings."""
        row = await self._pool.fetchrow(SQL["reached"], agency)
        return (row["head"], row["position"]) if row else (0, 0)


def _asked(wanted: msgspec.Struct, part: Slice) -> tuple[Any, ...]:
    """Return the filters in their order, and which rows, as a list's query takes it."""
    return (*msgspec.structs.astuple(wanted), part.limit + 1, part.offset)
