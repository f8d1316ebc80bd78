"""The projector follows each agency's journal and keeps its readings.

For every page of entries it reads the touched streams anew and replaces their rows;
rows and position change in one transaction. What cannot be made is parked, visibly.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from projections import READINGS, issue_page
from projections.reading import Reading
from projections.rows import RowWriter, Unmade, is_issue, replace_surroundings
from registry import log
from registry.clock import Clock, now
from registry.database import Connection, Pool
from registry.journal import PAGE, Journal, Stored
from registry.queries import queries
from registry.surroundings import ISSUES, AllSurroundings, surrounds

SQL = queries("projections", "projector.sql")

STREAMS_MAX = 500
"""Issues that are judged in one transaction when all are judged again."""

LEAP_ENTRIES = 5 * PAGE
"""So far behind that each issue is judged once, not in every page that touches it."""

DISCOVERY_SECONDS = 1.0
"""How often agencies that are new to the journal are looked for."""

CLOCK_SECONDS = 5.0
"""How often verdicts that change by the clock alone are looked for."""

BACKOFF_SECONDS = 0.1
"""The first wait before work that failed is begun again; it doubles."""

BACKOFF_SECONDS_MAX = 30.0
"""The longest such wait."""


class Projector:
    """Keeps the readings of every agency up with its journal."""

    def __init__(
        self,
        pool: Pool,
        journal: Journal,
        surroundings: AllSurroundings,
        clock: Clock = now,
    ) -> None:
        self._pool = pool
        self._journal = journal
        self._surroundings = surroundings
        self._clock = clock
        self._writer = RowWriter(journal, surroundings, clock)
        # Whoever holds a connection here asks for a second, to read the journal.
        self._turns = asyncio.Semaphore(max(1, pool.size // 2))

    async def run(self) -> None:
        """Follow every agency, those too that begin later, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            await _forever(partial(self._discover, tasks, set()))

    async def catch_up(self, agency: str) -> int:
        """Bring the readings up to the journal's head; return the position."""
        position = await self._leapt(agency)
        while page := await self._journal.read(agency, position, PAGE):
            position = await self.project(agency, page)
        return position

    async def position(self, agency: str) -> int:
        """Return up to where the readings have come, 0 if they have not begun."""
        await self._pool.execute(SQL["begin"], agency)
        return int(await self._pool.fetchval(SQL["position"], agency))

    async def project(self, agency: str, page: Sequence[Stored]) -> int:
        """Make the rows of a page of entries; return where the readings then stand.

        Streams that cannot be made are parked. Nothing is done where the readings have
        come further already, or have started over and not yet come to the page.
        """
        streams = sorted({stored.stream_id for stored in page})
        if any(surrounds(stream) for stream in streams):
            await self.judge_all(agency)
        last = page[-1].position
        async with self._holding(agency) as (connection, position):
            if not page[0].position - 1 <= position < last:
                return position
            await self._replace(connection, agency, [*filter(is_issue, streams)])
            await connection.execute(SQL["advance"], agency, last)
        return last

    async def _leapt(self, agency: str) -> int:
        """Return where the readings stand, once they are not far behind.

        The issues between are judged once each; until all are, the readings stand
        where they stood. Where another has moved them meanwhile, that holds.
        """
        position = await self.position(agency)
        head = await self._journal.head(agency)
        if head - position <= LEAP_ENTRIES:
            return position
        after = ""
        while streams := await self._between(agency, position, head, after):
            if any(surrounds(stream) for stream in streams):
                await self.judge_all(agency)
                break
            await self.judge_again(agency, [*filter(is_issue, streams)])
            after = streams[-1]
        async with self._holding(agency) as (connection, found):
            if found == position:
                await connection.execute(SQL["advance"], agency, head)
        return await self._leapt(agency)

    async def _between(
        self, agency: str, after: int, until: int, after_stream: str
    ) -> list[str]:
        """Return the next streams that have entries between two positions, by id."""
        asked = (after, until, after_stream, STREAMS_MAX)
        rows = await self._pool.fetch(SQL["streams_between"], agency, *asked)
        return [row["stream_id"] for row in rows]

    async def judge_again(self, agency: str, streams: Sequence[str]) -> None:
        """Replace the rows of these issues, whatever changed: a clock, an agreement."""
        async with self._holding(agency) as (connection, _):
            await self._replace(connection, agency, streams)

    async def judge_all(self, agency: str) -> None:
        """Judge every issue of the agency again: its surroundings have changed."""
        async with self._holding(agency) as (connection, _):
            surroundings = await self._surroundings.fresh(agency)
            await replace_surroundings(connection, agency, surroundings)
        after = ISSUES
        while heads := await self._journal.streams(agency, ISSUES, after, STREAMS_MAX):
            await self.judge_again(agency, [head.stream_id for head in heads])
            after = heads[-1].stream_id

    async def judge_due(self, agency: str) -> int:
        """Judge the issues again whose verdicts the clock may have changed.

        So many at a time as are judged in one transaction; return how many it was.
        """
        due = issue_page.READING.sql["due"]
        rows = await self._pool.fetch(due, agency, self._clock())
        streams = [ISSUES + row["issue_id"] for row in rows]
        if streams:
            await self.judge_again(agency, streams)
        return len(streams)

    async def replay_parked(self, agency: str | None = None) -> tuple[int, int]:
        """Try what is parked again; return how many were tried and how many remain."""
        agencies = [agency] if agency else await self._journal.agencies()
        tried = remain = 0
        for each in agencies:
            parked = await self._pool.fetch(SQL["parked"], each)
            for row in parked:
                await self.judge_again(each, [row["stream_id"]])
            tried += len(parked)
            remain += len(await self._pool.fetch(SQL["parked"], each))
        return tried, remain

    @asynccontextmanager
    async def _holding(self, agency: str) -> AsyncIterator[tuple[Connection, int]]:
        """A transaction that alone writes the agency's readings, and their position."""
        async with (
            self._turns,
            self._pool.acquire(agency) as connection,
            connection.transaction(),
        ):
            yield connection, await connection.fetchval(SQL["hold"], agency) or 0

    async def _replace(
        self, connection: Connection, agency: str, streams: Sequence[str]
    ) -> None:
        """Replace the rows of these issues; park those that cannot be made."""
        unmade = await self._writer.replace(connection, agency, streams)
        await connection.execute(SQL["unpark"], agency, streams)
        await park(connection, agency, unmade)

    async def _discover(self, tasks: asyncio.TaskGroup, followed: set[str]) -> None:
        while True:
            for agency in await self._journal.agencies():
                if agency not in followed:
                    followed.add(agency)
                    for work in (self._follow, self._watch):
                        tasks.create_task(_forever(partial(work, agency), agency))
            await asyncio.sleep(DISCOVERY_SECONDS)

    async def _follow(self, agency: str) -> None:
        while True:
            position = await self._leapt(agency)
            async for page in self._journal.follow(agency, position):
                if await self.project(agency, page) < page[-1].position:
                    break  # The readings have started over: so does this.

    async def _watch(self, agency: str) -> None:
        """Watch the clock, and for readings that start over while no entry comes."""
        reached = 0
        while True:
            position = await self.position(agency)
            if position < reached:
                position = await self.catch_up(agency)
            reached = position
            if await self.judge_due(agency) < STREAMS_MAX:
                await asyncio.sleep(CLOCK_SECONDS)


async def park(
    connection: Connection,
    agency: str,
    unmade: Unmade,
    readings: Sequence[Reading] = READINGS,
) -> None:
    """Set streams aside, each with why its rows could not be made.

    The rows that they have may be of what has since been restricted: until they are
    made anew, they are for nobody without a clearance.
    """
    for stream, reason in unmade.items():
        await connection.execute(SQL["park"], agency, stream, reason)
    issues = [stream.removeprefix(ISSUES) for stream in unmade]
    for reading in readings if issues else ():
        await connection.execute(reading.sql["restrict"], agency, issues)


async def _forever(work: Callable[[], Awaitable[None]], agency: str = "") -> None:
    """Do the work; where it fails, wait and begin again from the last position."""
    wait = BACKOFF_SECONDS
    while True:
        begun = asyncio.get_running_loop().time()
        try:
            await work()
        except Exception as fault:  # noqa: BLE001 - the outermost loop: nothing ends it
            log.fault(fault, "projector_failed", agency=agency, retry_after_s=wait)
        await asyncio.sleep(wait)
        lasted = asyncio.get_running_loop().time() - begun
        again = lasted < 2 * BACKOFF_SECONDS_MAX
        wait = min(wait * 2, BACKOFF_SECONDS_MAX) if again else BACKOFF_SECONDS
