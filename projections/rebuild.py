"""Rebuild: write the readings anew beside those in use, catch up, compare, swap.

Readers see the old rows until one transaction moves the new tables in.
"""

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from projections import READINGS, definitions
from projections.definitions import create, define, finish
from projections.projector import SQL, STREAMS_MAX, park
from projections.reading import AgencyReading, Reading
from projections.rows import (
    AnyReading,
    Made,
    RowWriter,
    Unmade,
    copied,
    is_issue,
    replace_surroundings,
    written,
)
from registry.clock import Clock, now
from registry.database import Connection, connect
from registry.journal import PAGE, Journal
from registry.surroundings import ISSUES, AllSurroundings, surrounds

BESIDE = {"search_path": "readings_rebuild, public"}
"""Where unqualified names lead: to the readings that are written anew."""

REBUILD_LOCK = 7_226_837_227
"""The key of the advisory lock that one rebuild holds at a time."""

Progress = Callable[[int], None]
"""Is told how many issues were written since it was last told."""


class CountsDifferError(Exception):
    """The rebuilt readings lack an issue, or have one too many: nothing was swapped."""


class RebuildUnderWayError(Exception):
    """Somebody rebuilds this database already: nothing was begun."""

    def __init__(self) -> None:
        super().__init__(
            "Another rebuild of this database is under way. Run it again when that one"
            " has ended."
        )


class UnknownReadingError(Exception):
    """There is no reading of that name."""

    def __init__(self, name: str) -> None:
        names = ", ".join(reading.name for reading in definitions.ALL)
        super().__init__(f"There is no reading {name}. Choose among: {names}.")


def named(names: Sequence[str]) -> tuple[AnyReading, ...]:
    """Return the readings of these names, all where none is named.

    Raises: UnknownReadingError.
    """
    known = {reading.name: reading for reading in definitions.ALL}
    for name in names:
        if name not in known:
            raise UnknownReadingError(name)
    return tuple(known[name] for name in names) or definitions.ALL


class Batch(msgspec.Struct, frozen=True):
    """Some issues, and their rows, not yet written."""

    streams: Sequence[str]
    made: Sequence[Made]
    unmade: Unmade


class Rebuild:
    """One rebuild of some readings, for all agencies."""

    def __init__(
        self,
        journal: Journal,
        readings: Sequence[AnyReading],
        progress: Progress,
        clock: Clock = now,
    ) -> None:
        self._journal = journal
        self._surroundings = AllSurroundings(journal)
        self._writer = RowWriter(journal, self._surroundings, clock)
        self._all = readings
        self._of_issues = [r for r in readings if isinstance(r, Reading)]
        self._of_agencies = [r for r in readings if isinstance(r, AgencyReading)]
        self._progress = progress
        self._unmade: dict[str, Unmade] = {}
        """By agency."""

    async def run(self, owner_url: str) -> None:
        """Write the readings anew and swap them in.

        Raises: CountsDifferError, RebuildUnderWayError; then nothing has changed.
        """
        connection = await connect(owner_url, role=None, settings=BESIDE)
        holding = await connect(owner_url, role=None, settings=BESIDE)
        try:
            if not await connection.fetchval(SQL["hold_rebuild"], REBUILD_LOCK):
                raise RebuildUnderWayError
            for reading in self._all:
                await connection.execute(SQL["clear_rebuild"], reading.name)
                await create(connection, reading)
            begun = {}
            for agency in await self._journal.agencies():
                begun[agency] = await self._journal.head(agency)
                await self._write(connection, agency, self._progress)
            for reading in self._all:
                await finish(connection, reading, "index")
                await finish(connection, reading, "vacuum")
            await self._swap(connection, holding, begun)
        finally:
            await connection.close()
            await holding.close()

    async def _swap(
        self, connection: Connection, holding: Connection, begun: dict[str, int]
    ) -> None:
        """Hold every projector, catch up, compare, and move the tables in.

        Agencies that are not in *begun* have come since, and are written whole. What
        is caught up is committed before the tables move: a reader that waits for them
        sees what was committed when it began to wait.
        """
        async with holding.transaction():
            # In the order in which `prepare` locks them.
            await holding.execute(SQL["lock_definitions"])
            await holding.execute(SQL["hold_all"])
            for agency in await self._journal.agencies():
                held = await self._catch_up(connection, agency, begun.get(agency, 0))
                await self._park(holding, agency)
                await self._compare(holding, agency, held)
            for reading in self._all:
                await holding.execute(SQL["swap_reading"], reading.name)
                await define(holding, reading)

    async def _write(
        self, connection: Connection, agency: str, progress: Progress
    ) -> None:
        """Write the rows of every issue, in the order of their ids.

        While PostgreSQL takes the rows of some, those of the next are made.
        """
        batch = await self._next(agency, ISSUES)
        while batch:
            async with asyncio.TaskGroup() as both:
                ahead = both.create_task(self._next(agency, batch.streams[-1]))
                both.create_task(self._put(connection, agency, batch))
            progress(len(batch.streams))
            batch = ahead.result()

    async def _next(self, agency: str, after: str) -> Batch | None:
        """Return the next issues with their rows, None where there are no more."""
        heads = await self._journal.streams(agency, ISSUES, after, STREAMS_MAX)
        streams = [head.stream_id for head in heads]
        return await self._batch(agency, streams) if streams else None

    async def _batch(self, agency: str, streams: list[str]) -> Batch:
        made, unmade = await self._writer.made(agency, streams, self._of_issues)
        return Batch(streams, made, unmade)

    async def _catch_up(self, connection: Connection, agency: str, begun: int) -> int:
        """Write what was recorded since the rebuild began: all issues once more, if
        what surrounds them has changed.

        As far as the journal goes: where the projector judges all again, the rows in
        use are ahead of its position. Return the position at which it is held.
        """
        held = await connection.fetchval(SQL["position"], agency) or 0
        head, after = await self._journal.head(agency), ""
        between = SQL["streams_between"]
        while rows := await connection.fetch(between, agency, begun, head, after, PAGE):
            streams = [row["stream_id"] for row in rows]
            if any(surrounds(stream) for stream in streams):
                await self._write(connection, agency, lambda _: None)
                break
            batch = await self._batch(agency, [*filter(is_issue, streams)])
            await self._put(connection, agency, batch)
            after = streams[-1]
        surroundings = await self._surroundings.fresh(agency)
        asked = (agency, surroundings, self._of_agencies, copied)
        await replace_surroundings(connection, *asked)
        return held

    async def _put(self, connection: Connection, agency: str, batch: Batch) -> None:
        """Write the rows of these issues, and remember which cannot be made."""
        asked = (agency, batch.made, self._of_issues, copied)
        untaken = await written(connection, *asked)
        tried, old = set(batch.streams), self._unmade.get(agency, {})
        kept = {stream: why for stream, why in old.items() if stream not in tried}
        self._unmade[agency] = kept | batch.unmade | untaken

    async def _park(self, connection: Connection, agency: str) -> None:
        """Park what could not be made, and that alone where all readings were."""
        if {r.name for r in READINGS} <= {r.name for r in self._of_issues}:
            await connection.execute(SQL["unpark_all"], agency)
        unmade = self._unmade.get(agency, {})
        await park(connection, agency, unmade, self._of_issues)

    async def _compare(self, connection: Connection, agency: str, held: int) -> None:
        for reading in self._of_issues:
            row = await connection.fetchrow(SQL["compare"], reading.name, agency, held)
            missing, extra = row or (0, 0)
            if (missing and not reading.sparse) or extra:
                raise CountsDifferError(
                    f"{agency}: {missing} issues have no row in {reading.name}, and"
                    f" {extra} with rows are no issue. Nothing was swapped; run it"
                    " again, and `samverkan verify` if it differs again."
                )
