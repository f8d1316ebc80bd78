"""A journal in memory, for tests and trials; it passes the same contract."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from registry.command import Appended, Command, KeyReused, Outpaced, Submission
from registry.journal import (
    PAGE,
    ROOM_END,
    Stored,
    StreamHead,
    Submitted,
    agency_slug,
)


class MemoryJournal:
    """Keeps all in lists, and loses it with the process."""

    def __init__(self) -> None:
        self._entries: dict[str, list[Stored]] = defaultdict(list)
        self._versions: dict[tuple[str, str], int] = {}
        self._submitted: dict[tuple[str, str, str], Submitted] = {}
        self._grown = asyncio.Condition()

    async def append(self, agency: str, command: Command) -> Appended:
        """As `Journal.append`; the line is never full."""
        agency_slug(agency)
        if command.submission and (
            earlier := await self.submitted(
                agency, command.submission.system, command.submission.event_id
            )
        ):
            return self._again(agency, command.submission, earlier)
        self._refuse_outpaced(agency, command)
        appended = self._write(agency, command)
        async with self._grown:
            self._grown.notify_all()
        return appended

    def _again(self, agency: str, key: Submission, earlier: Submitted) -> Appended:
        if key.fingerprint != earlier.fingerprint:
            raise KeyReused(key.system, key.event_id)
        first, last = earlier.first_position, earlier.last_position
        version = self._entries[agency][last - 1].version
        return Appended(first, last, version, replayed=True)

    def _refuse_outpaced(self, agency: str, command: Command) -> None:
        wanted = [(command.stream_id, command.expected_version)]
        wanted += [(g.stream_id, g.version) for g in command.guards]
        for stream_id, expected in wanted:
            found = self._stands(agency, stream_id)
            if found != expected:
                raise Outpaced(stream_id, expected, found)

    def _stands(self, agency: str, stream_id: str) -> int:
        """Return the version of a stream, or the number of streams in a room."""
        if stream_id.endswith("/"):
            inside = (key for key in self._versions if key[0] == agency)
            return sum(key[1].startswith(stream_id) for key in inside)
        return self._versions.get((agency, stream_id), 0)

    def _write(self, agency: str, command: Command) -> Appended:
        entries = self._entries[agency]
        first = len(entries) + 1
        version = command.expected_version
        for version, e in enumerate(command.entries, command.expected_version + 1):
            entries.append(
                Stored(
                    len(entries) + 1,
                    command.stream_id,
                    version,
                    e.kind,
                    e.entry,
                    e.leaf_hash,
                    e.recorded_at,
                )
            )
        self._versions[agency, command.stream_id] = version
        if key := command.submission:
            kept = Submitted(key.fingerprint, first, len(entries))
            self._submitted[agency, key.system, key.event_id] = kept
        return Appended(first, len(entries), version, replayed=False)

    async def read_stream(
        self, agency: str, stream_id: str, after_version: int = 0
    ) -> list[Stored]:
        """The whole stream after that version, oldest first."""
        return [
            s
            for s in self._entries.get(agency, ())
            if s.stream_id == stream_id and s.version > after_version
        ]

    async def read_streams(
        self, agency: str, stream_ids: Sequence[str]
    ) -> dict[str, list[Stored]]:
        """As `Journal.read_streams`."""
        return {id_: await self.read_stream(agency, id_) for id_ in stream_ids}

    async def read(self, agency: str, after: int, limit: int = PAGE) -> list[Stored]:
        """Entries after that position, oldest first, at most `limit`."""
        return self._entries.get(agency, [])[after : after + limit]

    async def streams(
        self, agency: str, room: str, after: str = "", limit: int = PAGE
    ) -> list[StreamHead]:
        """As `Journal.streams`."""
        found = sorted(
            (stream_id, version)
            for (of, stream_id), version in self._versions.items()
            if of == agency and max(after, room) < stream_id < room + ROOM_END
        )
        return [StreamHead(*each) for each in found[:limit]]

    async def head(self, agency: str) -> int:
        """The agency's last position; 0 for an unknown agency."""
        return len(self._entries.get(agency, ()))

    async def agencies(self) -> list[str]:
        """Every agency that has an entry, in alphabetical order."""
        return sorted(agency for agency, entries in self._entries.items() if entries)

    async def submitted(
        self, agency: str, system: str, event_id: str
    ) -> Submitted | None:
        """What the submission key was used for, if it was."""
        return self._submitted.get((agency, system, event_id))

    async def follow(self, agency: str, after: int) -> AsyncIterator[list[Stored]]:
        """As `Journal.follow`."""
        while True:
            async with self._grown:
                while await self.head(agency) <= after:
                    await self._grown.wait()
            page = await self.read(agency, after)
            after = page[-1].position
            yield page
