"""Writing rows: the one way in which following and rebuilding fill the readings."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import asyncpg

from projections import AGENCY_READINGS, READINGS
from projections.judged import judged
from projections.reading import AgencyReading, Reading, columns, records
from registry import log
from registry.database import Connection
from registry.journal import Journal
from registry.surroundings import ISSUES, AllSurroundings, Surroundings

NOT_TAKEN = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
    ArithmeticError,
    TypeError,
    ValueError,
)
"""What PostgreSQL, or asyncpg on the way there, says of a row that no table takes."""

Unmade: TypeAlias = dict[str, str]
"""Streams whose rows could not be made, each with type and place of the fault."""

Made: TypeAlias = tuple[str, list[list[tuple[Any, ...]]]]
"""A stream, and its rows in each of the readings."""

AnyReading: TypeAlias = Reading | AgencyReading

Put: TypeAlias = Callable[[Connection, AnyReading, list[Any]], Awaitable[None]]
"""Writes rows into a reading's table."""


async def inserted(
    connection: Connection, reading: AnyReading, rows: list[Any]
) -> None:
    """Write the rows as whoever is held to one agency must: COPY knows no policy."""
    await connection.executemany(reading.sql["insert"], rows)


async def copied(connection: Connection, reading: AnyReading, rows: list[Any]) -> None:
    """Write the rows as the owner of the tables may, several times as fast."""
    await connection.copy_records_to_table(
        reading.name, records=rows, columns=columns(reading.row)
    )


class RowWriter:
    """Makes the rows of issues and puts them in place of those that are there."""

    def __init__(
        self,
        journal: Journal,
        surroundings: AllSurroundings,
        clock: Callable[[], datetime],
    ) -> None:
        self._journal = journal
        self._surroundings = surroundings
        self._clock = clock

    async def replace(
        self,
        connection: Connection,
        agency: str,
        streams: Sequence[str],
        readings: Sequence[Reading] = READINGS,
    ) -> Unmade:
        """Replace the rows of these issues, read and judged anew.

        Return those that cannot be made, which keep the rows they have.
        """
        made, unmade = await self.made(agency, streams, readings)
        return unmade | await written(connection, agency, made, readings)

    async def made(
        self,
        agency: str,
        streams: Sequence[str],
        readings: Sequence[Reading] = READINGS,
    ) -> tuple[list[Made], Unmade]:
        """Return the rows of these issues, read and judged anew, and what cannot be.

        Whatever else this process has to do has its turn after each issue.
        """
        surroundings = await self._surroundings.fresh(agency)
        histories = await self._journal.read_streams(agency, streams)
        now, made, unmade = self._clock(), list[Made](), Unmade()
        for stream, history in histories.items():
            try:
                issue = judged(agency, stream, history, surroundings, now)
                made.append((stream, [records(r.rows(issue)) for r in readings]))
            except Exception as fault:  # noqa: BLE001 - the stream's own; it is parked
                unmade[stream] = _noted(agency, stream, fault)
            await asyncio.sleep(0)
        return made, unmade


async def replace_surroundings(
    connection: Connection,
    agency: str,
    surroundings: Surroundings,
    readings: Sequence[AgencyReading] = AGENCY_READINGS,
    put: Put = inserted,
) -> None:
    """Put the rows that follow from the surroundings in place of those there."""
    for reading in readings:
        await connection.execute(reading.sql["erase"], agency)
        rows = reading.rows(agency, surroundings)
        await put(connection, reading, records(rows))


def is_issue(stream: str) -> bool:
    """Tell whether the stream is an issue's."""
    return stream.startswith(ISSUES)


async def written(
    connection: Connection,
    agency: str,
    made: Sequence[Made],
    readings: Sequence[Reading],
    put: Put = inserted,
) -> Unmade:
    """Write all at once; where a row is not taken, each half apart, down to its stream.

    Return the streams of which a row is not taken.
    """
    if not made:
        return {}
    try:
        async with connection.transaction():
            await _write_at_once(connection, agency, made, readings, put)
    except NOT_TAKEN as fault:
        if len(made) == 1:
            stream = made[0][0]
            return {stream: _noted(agency, stream, fault)}
        half = len(made) // 2
        unmade = await written(connection, agency, made[:half], readings, put)
        return unmade | await written(connection, agency, made[half:], readings, put)
    return {}


async def _write_at_once(
    connection: Connection,
    agency: str,
    made: Sequence[Made],
    readings: Sequence[Reading],
    put: Put,
) -> None:
    ids = [stream.removeprefix(ISSUES) for stream, _ in made]
    for number, reading in enumerate(readings):
        await connection.execute(reading.sql["erase"], agency, ids)
        rows = [row for _, every in made for row in every[number]]
        await put(connection, reading, rows)


def _noted(agency: str, stream: str, fault: Exception) -> str:
    """Log why the rows of the stream could not be made; return it in short."""
    log.fault(fault, "rows_not_made", agency=agency, stream=stream)
    return log.in_short(fault)
