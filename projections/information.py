"""Where information was provided: what the questions of the whole agency rest on.

The readings tell in which issues; what is judged is read from the journal.
"""

from collections.abc import Sequence

from domain.base import Recorded, kind
from domain.correction import EventAnnulled, EventCorrected
from domain.information import InformationProvided
from registry.database import Pool
from registry.entry import recorded
from registry.journal import Journal, Stored
from registry.queries import queries
from registry.surroundings import ISSUES

SQL = queries("projections", "information.sql")

STREAMS_MAX = 500
"""Issues that are read at a time."""

CHANGES = frozenset({kind(EventCorrected), kind(EventAnnulled)})

Histories = dict[str, list[Recorded]]
"""By issue id."""


async def histories(pool: Pool, journal: Journal, agency: str) -> Histories:
    """Return what bears on information in each issue that holds any, as recorded."""
    found: Histories = {}
    after = ""
    while rows := await pool.fetch(SQL["informed"], agency, after, STREAMS_MAX):
        streams = [ISSUES + row["issue_id"] for row in rows]
        stored = await journal.read_streams(agency, streams)
        for stream, entries in stored.items():
            found[stream.removeprefix(ISSUES)] = _bearing(entries)
        after = rows[-1]["issue_id"]
    return found


def _bearing(entries: Sequence[Stored]) -> list[Recorded]:
    """Return the information alone where nothing in the issue was ever changed."""
    if any(entry.kind in CHANGES for entry in entries):
        return [recorded(entry) for entry in entries]
    wanted = kind(InformationProvided)
    return [recorded(entry) for entry in entries if entry.kind == wanted]
