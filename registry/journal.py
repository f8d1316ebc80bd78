"""The journal: what happened at each agency, in order, for ever.

An entry is written once and never changed. Within an agency its position is 1, 2, 3 …
in the order of commit, without a gap; within its stream its version is.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from registry.command import (
    Appended,
    Command,
    Guard,
    JournalClosedError,
    JournalUnreachableError,
    KeyReused,
    LineFull,
    NewEntry,
    OutcomeUnknownError,
    Outpaced,
    Submission,
)
from registry.database import Pool, open_pool
from registry.flush import SQL
from registry.hints import Hints
from registry.settings import Settings
from registry.stored import Stored, StreamHead, Submitted
from registry.waiting_line import WaitingLines

__all__ = [
    "Appended",
    "Command",
    "Guard",
    "Journal",
    "JournalClosedError",
    "JournalUnreachableError",
    "KeyReused",
    "LineFull",
    "NewEntry",
    "OutcomeUnknownError",
    "Outpaced",
    "PostgresJournal",
    "Stored",
    "StreamHead",
    "Submission",
    "Submitted",
    "agency_slug",
    "open_journal",
]

PAGE = 1_000
"""Entries that a follower is given at a time, at most."""

ROOM_END = "~"
"""Sorts after every character that a stream id is made of."""

_SLUG = re.compile(r"[a-z0-9-]{2,32}")


class JournalGapError(Exception):
    """Positions do not follow each other: the journal was tampered with or lost."""


class Journal(Protocol):
    """The contract that every journal passes: `tests/journal_contract.py`."""

    async def append(self, agency: str, command: Command) -> Appended:
        """Write the command durably, or repeat the answer of its submission key.

        Raises: Outpaced, KeyReused, LineFull; ValueError for a malformed agency.
        """
        ...

    async def read_stream(
        self, agency: str, stream_id: str, after_version: int = 0
    ) -> list[Stored]:
        """The whole stream after that version, oldest first."""
        ...

    async def read_streams(
        self, agency: str, stream_ids: Sequence[str]
    ) -> dict[str, list[Stored]]:
        """Each of these streams, whole and oldest first, by its id."""
        ...

    async def read(self, agency: str, after: int, limit: int = PAGE) -> list[Stored]:
        """Entries after that position, oldest first, at most `limit`."""
        ...

    async def streams(
        self, agency: str, room: str, after: str = "", limit: int = PAGE
    ) -> list[StreamHead]:
        """Streams whose ids begin with `room`, in order of id, after that id."""
        ...

    async def head(self, agency: str) -> int:
        """The agency's last position; 0 for an unknown agency."""
        ...

    async def agencies(self) -> list[str]:
        """Every agency that has an entry, in alphabetical order."""
        ...

    async def submitted(
        self, agency: str, system: str, event_id: str
    ) -> Submitted | None:
        """What the submission key was used for, if it was."""
        ...

    def follow(self, agency: str, after: int) -> AsyncIterator[list[Stored]]:
        """Every entry after that position, once, in order, as they come; no end."""
        ...


class PostgresJournal:
    """The journal in PostgreSQL."""

    def __init__(
        self, pool: Pool, lines: WaitingLines, hints: Hints, poll_seconds: float
    ) -> None:
        """`pool` serves the reading; opened by `open_journal`."""
        self._pool = pool
        self._lines = lines
        self._hints = hints
        self._poll_seconds = poll_seconds

    async def append(self, agency: str, command: Command) -> Appended:
        """As `Journal.append`. Besides, a fault of the machine raises
        JournalUnreachableError, JournalClosedError (both: nothing was written) or
        OutcomeUnknownError.
        """
        return await self._lines.append(agency_slug(agency), command)

    async def read_stream(
        self, agency: str, stream_id: str, after_version: int = 0
    ) -> list[Stored]:
        """The whole stream after that version, oldest first."""
        sql = SQL["read_stream"]
        rows = await self._pool.fetch(sql, agency, stream_id, after_version)
        return [Stored(*row) for row in rows]

    async def read_streams(
        self, agency: str, stream_ids: Sequence[str]
    ) -> dict[str, list[Stored]]:
        """As `Journal.read_streams`."""
        streams: dict[str, list[Stored]] = {stream_id: [] for stream_id in stream_ids}
        for row in await self._pool.fetch(SQL["read_streams"], agency, stream_ids):
            streams[row["stream_id"]].append(Stored(*row))
        return streams

    async def read(self, agency: str, after: int, limit: int = PAGE) -> list[Stored]:
        """Entries after that position, oldest first, at most `limit`."""
        rows = await self._pool.fetch(SQL["read"], agency, after, limit)
        return [Stored(*row) for row in rows]

    async def streams(
        self, agency: str, room: str, after: str = "", limit: int = PAGE
    ) -> list[StreamHead]:
        """As `Journal.streams`."""
        bounds = (max(after, room), room + ROOM_END)
        rows = await self._pool.fetch(SQL["streams"], agency, *bounds, limit)
        return [StreamHead(*row) for row in rows]

    async def head(self, agency: str) -> int:
        """The agency's last position; 0 for an unknown agency."""
        return await self._pool.fetchval(SQL["head"], agency) or 0

    async def agencies(self) -> list[str]:
        """Every agency that has an entry, in alphabetical order."""
        return [row["agency"] for row in await self._pool.agencies()]

    async def submitted(
        self, agency: str, system: str, event_id: str
    ) -> Submitted | None:
        """What the submission key was used for, if it was."""
        row = await self._pool.fetchrow(SQL["submitted"], agency, system, event_id)
        return None if row is None else Submitted(*row)

    async def follow(self, agency: str, after: int) -> AsyncIterator[list[Stored]]:
        """As `Journal.follow`; no connection is held while the caller works.

        Raises: JournalGapError when a position is missing.
        """
        while True:
            ear = self._hints.ear(agency)
            page = await self.read(agency, after)
            if page:
                _refuse_gap(agency, after, page)
                after = page[-1].position
                yield page
            else:
                await asyncio.wait({ear}, timeout=self._poll_seconds)


@asynccontextmanager
async def open_journal(
    url: str, pool: Pool, settings: Settings
) -> AsyncIterator[PostgresJournal]:
    """The journal of the migrated database at `url`.

    It reads through `pool` and writes through connections of its own. At the end it
    takes no more and writes what waits.
    """
    hints = Hints(url)
    size = settings.append_connections
    async with (
        open_pool(url, size=size) as writers,
        hints.running(),
    ):
        lines = WaitingLines(writers, settings, hints.tell)
        try:
            yield PostgresJournal(pool, lines, hints, settings.poll_seconds)
        finally:
            await lines.close(settings.close_seconds)


def agency_slug(agency: str) -> str:
    """The agency itself, if it is well-formed. Raises: ValueError."""
    if not _SLUG.fullmatch(agency):
        raise ValueError(
            f"{agency!r} is no agency: 2 to 32 of a-z, 0-9 and hyphen are needed."
        )
    return agency


def _refuse_gap(agency: str, after: int, page: list[Stored]) -> None:
    if page[-1].position != after + len(page):
        raise JournalGapError(
            f"{agency}: {len(page)} entries were read after {after}, and they end at"
            f" {page[-1].position}. Stop, and verify the journal."
        )
