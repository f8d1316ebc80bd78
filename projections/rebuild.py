"""Rebuild: write the readings anew beside those in use, catch up, compare, swap.

Readers see the old rows until one transaction moves the new tables in.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeAlias

from projections import AGENCY_READINGS, READINGS
from projections.projector import SQL, STREAMS_MAX, park
from projections.reading import AgencyReading, Reading
from projections.rows import RowWriter, Unmade, is_issue, replace_surroundings
from registry.clock import Clock, now
from registry.database import Connection, connect
from registry.journal import PAGE, Journal
from registry.surroundings import ISSUES, AllSurroundings, surrounds

AnyReading: TypeAlias = Reading | AgencyReading

ALL: tuple[AnyReading, ...] = (*READINGS, *AGENCY_READINGS)

IN_USE = {"search_path": "readings, public"}
BESIDE = {"search_path": "readings_rebuild, public"}
"""Where unqualified names lead: to the readings in use, or to those written anew."""

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
        names = ", ".join(reading.name for reading in ALL)
        super().__init__(f"There is no reading {name}. Choose among: {names}.")


def named(names: Sequence[str]) -> tuple[AnyReading, ...]:
    """Return the readings of these names, all where none is named.

    Raises: UnknownReadingError.
    """
    known = {reading.name: reading for reading in ALL}
    for name in names:
        if name not in known:
            raise UnknownReadingError(name)
    return tuple(known[name] for name in names) or ALL


def definition(reading: AnyReading) -> str:
    """Return what tells one definition of the reading's table from another."""
    return hashlib.sha256(reading.sql["create"].encode()).hexdigest()


async def prepare(owner_url: str) -> list[str]:
    """Create the readings that are not there; return those now defined otherwise.

    What is created empty is filled by the projector, from the beginning. What is
    defined otherwise wants `samverkan rebuild`.
    """
    connection = await connect(owner_url, role=None, settings=IN_USE)
    try:
        async with connection.transaction():
            await connection.execute(SQL["lock_definitions"])
            rows = await connection.fetch(SQL["defined"])
            found = {row["name"]: row["sha256"] for row in rows}
            missing = [reading for reading in ALL if reading.name not in found]
            for reading in missing:
                await connection.execute(reading.sql["create"])
                await _define(connection, reading)
            if missing:
                await connection.execute(SQL["start_over"])
    finally:
        await connection.close()
    return [r.name for r in ALL if found.get(r.name, definition(r)) != definition(r)]


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
        try:
            if not await connection.fetchval(SQL["hold_rebuild"], REBUILD_LOCK):
                raise RebuildUnderWayError
            for reading in self._all:
                await connection.execute(SQL["clear_rebuild"], reading.name)
                await connection.execute(reading.sql["create"])
            begun = {}
            for agency in await self._journal.agencies():
                begun[agency] = await self._journal.head(agency)
                await self._write(connection, agency, self._progress)
            async with connection.transaction():
                await self._swap(connection, begun)
        finally:
            await connection.close()

    async def _swap(self, connection: Connection, begun: dict[str, int]) -> None:
        """Hold every projector, catch up, compare, and move the tables in.

        Agencies that are not in *begun* have come since, and are written whole.
        """
        # In the order in which `prepare` locks them.
        await connection.execute(SQL["lock_definitions"])
        await connection.execute(SQL["hold_all"])
        for agency in await self._journal.agencies():
            held = await self._catch_up(connection, agency, begun.get(agency, 0))
            await self._park(connection, agency)
            await self._compare(connection, agency, held)
        for reading in self._all:
            await connection.execute(SQL["swap_reading"], reading.name)
            await _define(connection, reading)

    async def _write(
        self, connection: Connection, agency: str, progress: Progress
    ) -> None:
        """Write the rows of every issue, in the order of their ids."""
        after = ISSUES
        while heads := await self._journal.streams(agency, ISSUES, after, STREAMS_MAX):
            streams = [head.stream_id for head in heads]
            await self._replace(connection, agency, streams)
            progress(len(streams))
            after = streams[-1]

    async def _catch_up(self, connection: Connection, agency: str, begun: int) -> int:
        """Write what the projector has come to since the rebuild began: all issues once
        more, if what surrounds them has changed.

        Return the position at which it is held.
        """
        held = await connection.fetchval(SQL["position"], agency) or 0
        after, between = "", SQL["streams_between"]
        while rows := await connection.fetch(between, agency, begun, held, after, PAGE):
            streams = [row["stream_id"] for row in rows]
            if any(surrounds(stream) for stream in streams):
                await self._write(connection, agency, lambda _: None)
                break
            await self._replace(connection, agency, [*filter(is_issue, streams)])
            after = streams[-1]
        surroundings = await self._surroundings.fresh(agency)
        await replace_surroundings(connection, agency, surroundings, self._of_agencies)
        return held

    async def _replace(
        self, connection: Connection, agency: str, streams: list[str]
    ) -> None:
        """Write the rows of these issues, and remember which cannot be made."""
        tried = set(streams)
        new = await self._writer.replace(connection, agency, streams, self._of_issues)
        old = self._unmade.get(agency, {})
        kept = {stream: why for stream, why in old.items() if stream not in tried}
        self._unmade[agency] = kept | new

    async def _park(self, connection: Connection, agency: str) -> None:
        """Park what could not be made, and that alone where all readings were."""
        if {r.name for r in READINGS} <= {r.name for r in self._of_issues}:
            await connection.execute(SQL["unpark_all"], agency)
        await park(connection, agency, self._unmade.get(agency, {}))

    async def _compare(self, connection: Connection, agency: str, held: int) -> None:
        for reading in self._of_issues:
            row = await connection.fetchrow(SQL["compare"], reading.name, agency, held)
            missing, extra = row or (0, 0)
            if missing or extra:
                raise CountsDifferError(
                    f"{agency}: {missing} issues have no row in {reading.name}, and"
                    f" {extra} with rows are no issue. Nothing was swapped; run it"
                    " again, and `samverkan verify` if it differs again."
                )


async def _define(connection: Connection, reading: AnyReading) -> None:
    await connection.execute(SQL["define"], reading.name, definition(reading))
