"""The projector follows each agency's journal and keeps its readings.

For every page of entries it reads the touched streams anew and replaces their rows;
rows and position change in one transaction. What cannot be made is parked, visibly.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from projections import verdicts
from projections.rows import (
    RowsNotMadeError,
    is_issue,
    judge_streams,
    replace_rows,
    replace_surroundings,
)
from registry.database import LOST, Connection, Pool
from registry.journal import PAGE, Journal, Stored
from registry.queries import queries
from registry.surroundings import ISSUES, AllSurroundings, surrounds

SQL = queries("projections", "projector.sql")

STREAMS_MAX = 500
"""Issues that are judged in one transaction when all are judged again."""

DISCOVERY_SECONDS = 1.0
"""How often agencies that are new to the journal are looked for."""

CLOCK_SECONDS = 5.0
"""How often verdicts that change by the clock alone are looked for."""

BACKOFF_SECONDS = 0.1
"""The first wait before work that failed is begun again; it doubles."""

BACKOFF_SECONDS_MAX = 30.0
"""The longest such wait."""

log = structlog.get_logger("projector")


class Projector:
    """Keeps the readings of every agency up with its journal."""

    def __init__(
        self,
        pool: Pool,
        journal: Journal,
        surroundings: AllSurroundings,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._pool = pool
        self._journal = journal
        self._surroundings = surroundings
        self._clock = clock

    async def run(self) -> None:
        """Follow every agency, those too that begin later, until cancelled."""
        followed: set[str] = set()
        async with asyncio.TaskGroup() as tasks:
            while True:
                with suppress(*LOST):
                    for agency in await self._journal.agencies():
                        if agency not in followed:
                            followed.add(agency)
                            tasks.create_task(self._forever(self._follow, agency))
                            tasks.create_task(self._forever(self._watch, agency))
                await asyncio.sleep(DISCOVERY_SECONDS)

    async def catch_up(self, agency: str) -> int:
        """Bring the readings up to the journal's head; return the position."""
        position = await self.position(agency)
        while page := await self._journal.read(agency, position, PAGE):
            await self.project(agency, page)
            position = page[-1].position
        return position

    async def position(self, agency: str) -> int:
        """Return up to where the readings have come, 0 if they have not begun."""
        await self._pool.execute(SQL["begin"], agency)
        return int(await self._pool.fetchval(SQL["position"], agency))

    async def project(self, agency: str, page: Sequence[Stored]) -> None:
        """Make the rows of a page of entries; streams that cannot be made are parked.

        Does nothing where the readings have come further already.
        """
        streams = sorted({stored.stream_id for stored in page})
        if any(surrounds(stream) for stream in streams):
            await self._surroundings.read_again(agency)
            await self.judge_all(agency)
        issues = [stream for stream in streams if is_issue(stream)]
        while True:
            try:
                await self._in_one(agency, issues, page)
            except RowsNotMadeError as fault:
                await self._park(agency, fault)
                issues.remove(fault.stream)
            else:
                return

    async def judge_again(self, agency: str, streams: Sequence[str]) -> None:
        """Replace the rows of these issues, whatever changed: a clock, an agreement."""
        remaining = list(streams)
        while remaining:
            try:
                async with self._pool.acquire() as connection, connection.transaction():
                    await connection.fetchval(SQL["hold"], agency)
                    await self._replace(connection, agency, remaining)
                    await connection.execute(SQL["unpark"], agency, remaining)
            except RowsNotMadeError as fault:
                await self._park(agency, fault)
                remaining.remove(fault.stream)
            else:
                return

    async def judge_all(self, agency: str) -> None:
        """Judge every issue of the agency again: its surroundings have changed."""
        surroundings = await self._surroundings.fresh(agency)
        async with self._pool.acquire() as connection, connection.transaction():
            await replace_surroundings(connection, agency, surroundings)
        after = ISSUES
        while heads := await self._journal.streams(agency, ISSUES, after, STREAMS_MAX):
            await self.judge_again(agency, [head.stream_id for head in heads])
            after = heads[-1].stream_id

    async def judge_due(self, agency: str) -> int:
        """Judge the issues again whose verdicts the clock may have changed."""
        due = verdicts.READING.sql["due"]
        rows = await self._pool.fetch(due, agency, self._clock())
        streams = [ISSUES + row["issue_id"] for row in rows]
        if streams:
            await self.judge_again(agency, streams)
        return len(streams)

    async def replay_parked(self, agency: str | None = None) -> tuple[int, int]:
        """Try what is parked again; return how many were tried and how many remain."""
        tried = await self._pool.fetch(SQL["parked"], agency)
        for row in tried:
            await self.judge_again(row["agency"], [row["stream_id"]])
        return len(tried), len(await self._pool.fetch(SQL["parked"], agency))

    async def _in_one(
        self, agency: str, issues: Sequence[str], page: Sequence[Stored]
    ) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            position = await connection.fetchval(SQL["hold"], agency)
            if position is None or position >= page[-1].position:
                return
            await self._replace(connection, agency, issues)
            await connection.execute(SQL["unpark"], agency, issues)
            await connection.execute(SQL["advance"], agency, page[-1].position)

    async def _replace(
        self, connection: Connection, agency: str, streams: Sequence[str]
    ) -> None:
        surroundings = await self._surroundings.of(agency)
        issues = await judge_streams(
            self._journal, agency, streams, surroundings, self._clock()
        )
        await replace_rows(connection, agency, issues)

    async def _park(self, agency: str, fault: RowsNotMadeError) -> None:
        cause = fault.__cause__
        reason = f"{type(cause).__name__}: {cause}"[:500]
        log.error("parked", agency=agency, stream=fault.stream, exc_info=cause)
        await self._pool.execute(SQL["park"], agency, fault.stream, reason)

    async def _follow(self, agency: str) -> None:
        position = await self.position(agency)
        async for page in self._journal.follow(agency, position):
            await self.project(agency, page)

    async def _watch(self, agency: str) -> None:
        while True:
            await self.judge_due(agency)
            await asyncio.sleep(CLOCK_SECONDS)

    async def _forever(
        self, work: Callable[[str], Awaitable[None]], agency: str
    ) -> None:
        """Do the work; where it fails, wait and begin again from the last position."""
        wait = BACKOFF_SECONDS
        while True:
            begun = asyncio.get_running_loop().time()
            try:
                await work(agency)
            except Exception:
                log.exception("projector_failed", agency=agency, retry_after_s=wait)
            await asyncio.sleep(wait)
            lasted = asyncio.get_running_loop().time() - begun
            again = lasted < 2 * BACKOFF_SECONDS_MAX
            wait = min(wait * 2, BACKOFF_SECONDS_MAX) if again else BACKOFF_SECONDS
