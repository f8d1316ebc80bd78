"""A history of the domain as the readings see an issue, and its rows in a table."""

from collections.abc import Sequence
from datetime import datetime

from domain.agreement_state import Framework
from domain.base import Recorded
from domain.lifecycle import LIFECYCLE
from domain.questions.case import as_seen
from domain.stages import stage
from projections.judged import Judged
from projections.reading import Reading, records
from projections.rows import inserted
from registry.app import Parts
from tests.front_door import AGENCY
from tests.issues import FRAMEWORK


def seen(
    entries: Sequence[Recorded], as_of: datetime, among: Framework = FRAMEWORK
) -> Judged:
    """The issue, judged at a time, of which no question is asked."""
    standing = LIFECYCLE.effective(entries)
    return Judged(
        agency=AGENCY,
        issue_id="i1",
        kept=(),
        standing=tuple(standing),
        issue=LIFECYCLE.fold(standing),
        stage=stage(standing),
        answers={},
        case=as_seen(entries, among, as_of),
        judged_at=as_of,
    )


async def fill(parts: Parts, reading: Reading, issue: Judged) -> None:
    """Put the issue's rows in the reading."""
    async with parts.pool.acquire(AGENCY) as connection:
        await inserted(connection, reading, records(reading.rows(issue)))
