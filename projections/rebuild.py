"""Rebuild: write the readings anew beside those in use, catch up, compare, swap.

Readers see the old rows until one transaction moves the new tables in.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from projections import AGENCY_READINGS, READINGS, issue_page
from projections.judged import Judged
from projections.projector import SQL, STREAMS_MAX
from projections.reading import AgencyReading, Reading
from projections.rows import (
    RowsNotMadeError,
    add_rows,
    is_issue,
    judge_streams,
    replace_rows,
    replace_surroundings,
)
from registry.database import Connection, connect
from registry.journal import Journal
from registry.surroundings import ISSUES, AllSurroundings

AnyReading: TypeAlias = Reading | AgencyReading

ALL: tuple[AnyReading, ...] = (*READINGS, *AGENCY_READINGS)

IN_USE = {"search_path": "readings, public"}
BESIDE = {"search_path": "readings_rebuild, public"}
"""Where unqualified names lead: to the readings in use, or to those written anew."""

Progress = Callable[[int], None]
"""Is told how many issues were written since it was last told."""


class CountsDifferError(Exception):
    """The rebuilt readings lack an issue, or have one too many: nothing was swapped."""


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
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._journal = journal
        self._surroundings = AllSurroundings(journal)
        self._all = readings
        self._of_issues = [r for r in readings if isinstance(r, Reading)]
        self._of_agencies = [r for r in readings if isinstance(r, AgencyReading)]
        self._progress = progress
        self._clock = clock

    async def run(self, owner_url: str) -> None:
        """Write the readings anew and swap them in.

        Raises: CountsDifferError; then nothing has changed.
        """
        connection = await connect(owner_url, role=None, settings=BESIDE)
        try:
            for reading in self._all:
                await connection.execute(SQL["clear_rebuild"], reading.name)
                await connection.execute(reading.sql["create"])
            begun = {}
            for agency in await self._journal.agencies():
                begun[agency] = await self._journal.head(agency)
                await self._write(connection, agency)
            async with connection.transaction():
                for agency, position in begun.items():
                    await self._catch_up(connection, agency, position)
                    await self._compare(connection, agency)
                for reading in self._all:
                    await connection.execute(SQL["swap_reading"], reading.name)
                    await _define(connection, reading)
        finally:
            await connection.close()

    async def _write(self, connection: Connection, agency: str) -> None:
        """Write the rows of every issue, in the order of their ids."""
        after = ISSUES
        while heads := await self._journal.streams(agency, ISSUES, after, STREAMS_MAX):
            streams = [head.stream_id for head in heads]
            issues = await self._judged(connection, agency, streams)
            await add_rows(connection, issues, self._of_issues)
            self._progress(len(streams))
            after = streams[-1]

    async def _catch_up(self, connection: Connection, agency: str, begun: int) -> None:
        """Hold the projector, and write what it has come to since the rebuild began."""
        await connection.execute(SQL["begin"], agency)
        position = await connection.fetchval(SQL["hold"], agency)
        rows = await connection.fetch(SQL["entries_until"], agency, begun, position)
        streams = [row["stream_id"] for row in rows if is_issue(row["stream_id"])]
        issues = await self._judged(connection, agency, streams)
        await replace_rows(connection, agency, issues, self._of_issues)
        surroundings = await self._surroundings.fresh(agency)
        await replace_surroundings(connection, agency, surroundings, self._of_agencies)

    async def _judged(
        self, connection: Connection, agency: str, streams: list[str]
    ) -> list[Judged]:
        """Return the issues; those that cannot be judged are parked and left out."""
        surroundings = await self._surroundings.fresh(agency)
        while True:
            try:
                return await judge_streams(
                    self._journal, agency, streams, surroundings, self._clock()
                )
            except RowsNotMadeError as fault:
                reason = f"{type(fault.__cause__).__name__}: {fault.__cause__}"
                await connection.execute(SQL["park"], agency, fault.stream, reason)
                streams = [stream for stream in streams if stream != fault.stream]

    async def _compare(self, connection: Connection, agency: str) -> None:
        if issue_page.READING not in self._of_issues:
            return
        streams = await connection.fetchval(SQL["issues"], agency)
        rows = await connection.fetchval(SQL["issue_rows"], agency)
        if streams != rows:
            raise CountsDifferError(
                f"{agency} has {streams} issues and {rows} rows were made of them."
                " Nothing was swapped; run it again, and `samverkan verify` if it"
                " differs again."
            )


async def _define(connection: Connection, reading: AnyReading) -> None:
    await connection.execute(SQL["define"], reading.name, definition(reading))
