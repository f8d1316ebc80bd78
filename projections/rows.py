"""Writing rows: the one way in which following and rebuilding fill the readings."""

from collections.abc import Sequence
from datetime import datetime

from projections import AGENCY_READINGS, READINGS
from projections.judged import Judged, judged
from projections.reading import AgencyReading, Reading, Row, columns, records
from registry.database import Connection
from registry.journal import Journal
from registry.surroundings import ISSUES, Surroundings


class RowsNotMadeError(Exception):
    """A stream's rows could not be made; `streams` says which, the cause says why."""

    def __init__(self, stream: str) -> None:
        super().__init__(f"the rows of {stream} could not be made")
        self.stream = stream


async def judge_streams(
    journal: Journal,
    agency: str,
    streams: Sequence[str],
    surroundings: Surroundings,
    now: datetime,
) -> list[Judged]:
    """Return the issues in these streams, read anew and judged as of *now*.

    Raises: RowsNotMadeError, naming the first stream that cannot be judged.
    """
    issues = []
    histories = await journal.read_streams(agency, streams)
    for stream, history in histories.items():
        try:
            issues.append(judged(agency, stream, history, surroundings, now))
        except Exception as fault:
            raise RowsNotMadeError(stream) from fault
    return issues


async def replace_rows(
    connection: Connection,
    agency: str,
    issues: Sequence[Judged],
    readings: Sequence[Reading] = READINGS,
) -> None:
    """Put the rows of these issues in place of those that are there."""
    ids = [issue.issue_id for issue in issues]
    for reading in readings:
        await connection.execute(reading.sql["erase"], agency, ids)
        await _copy(connection, reading, issues)


async def add_rows(
    connection: Connection,
    issues: Sequence[Judged],
    readings: Sequence[Reading] = READINGS,
) -> None:
    """Add the rows of these issues, none of which has any."""
    for reading in readings:
        await _copy(connection, reading, issues)


async def replace_surroundings(
    connection: Connection,
    agency: str,
    surroundings: Surroundings,
    readings: Sequence[AgencyReading] = AGENCY_READINGS,
) -> None:
    """Put the rows that follow from the surroundings in place of those there."""
    for reading in readings:
        await connection.execute(reading.sql["erase"], agency)
        rows = reading.rows(agency, surroundings)
        await connection.copy_records_to_table(
            reading.name, records=records(rows), columns=columns(reading.row)
        )


def is_issue(stream: str) -> bool:
    """Tell whether the stream is an issue's."""
    return stream.startswith(ISSUES)


async def _copy(
    connection: Connection, reading: Reading, issues: Sequence[Judged]
) -> None:
    rows: list[Row] = []
    for issue in issues:
        try:
            rows += reading.rows(issue)
        except Exception as fault:
            raise RowsNotMadeError(ISSUES + issue.issue_id) from fault
    await connection.copy_records_to_table(
        reading.name, records=records(rows), columns=columns(reading.row)
    )
