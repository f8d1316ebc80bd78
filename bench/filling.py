"""The plausible agency written to a journal: sealed, hashed and appended as always.

The commands go through the journal's own append, many at once, in the order in which
they were recorded. Only the law is left out: a test looks that a sample is admissible.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bench.agency import AGENCY
from bench.plausible import Told, all_of_it
from registry import entry
from registry.agency_keys import AgencyKeys
from registry.command import Command
from registry.database import Pool, open_pool
from registry.entry import RecordedBy, Written
from registry.journal import Journal, open_journal
from registry.keys import NONCE_BYTES, Keys, MemoryWrappedKeys
from registry.queries import queries
from registry.settings import Settings

BATCH = 400
"""Commands that are handed over at once."""

KEEP = queries("registry", "keys.sql")["keep"]

TOLD_BY = RecordedBy(sub="p-1", client_id="case-management")


class Filled(NamedTuple):
    """What was written, in what time."""

    issues: int
    entries: int
    seconds: float


class GatheredKeys(MemoryWrappedKeys):
    """Wrapped keys in memory, and those that are not in the table yet."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[tuple[str, str, str, bytes]] = []

    async def keep(self, agency: str, stream: str, key_id: str, wrapped: bytes) -> None:
        """As `WrappedKeys.keep`."""
        self.new.append((agency, stream, key_id, wrapped))
        await super().keep(agency, stream, key_id, wrapped)


async def fill(
    url: str, var: Path, issues: int, seed: int, advance: Callable[[int], None]
) -> Filled:
    """Write an agency of so many issues; *advance* is told of entries written."""
    begun, entries = time.perf_counter(), 0
    wrapped = GatheredKeys()
    keys = Keys(AgencyKeys.load(None, var / "keys.json", make=True), wrapped)
    async with (
        open_pool(url, size=2) as pool,
        open_journal(url, pool, Settings()) as journal,
    ):
        told, before = all_of_it(issues, seed), None
        while batch := list(islice(told, BATCH)):
            commands = [await command(each, keys) for each in batch]
            await _keep(pool, wrapped)
            if before:
                await before
            # What is made next is made while the database writes this.
            before = asyncio.ensure_future(_append(journal, commands))
            await asyncio.sleep(0)
            made = sum(len(each.entries) for each in commands)
            entries += made
            advance(made)
        if before:
            await before
    return Filled(issues, entries, time.perf_counter() - begun)


async def _append(journal: Journal, commands: list[Command]) -> None:
    await asyncio.gather(*(journal.append(AGENCY, command) for command in commands))


async def _keep(pool: Pool, wrapped: GatheredKeys) -> None:
    """Put new keys into the table before what they seal."""
    if not wrapped.new:
        return
    rows, wrapped.new = wrapped.new, []
    async with pool.acquire(AGENCY) as connection:
        await connection.executemany(KEEP, rows)


async def command(told: Told, keys: Keys) -> Command:
    """Return the command that a recorder would have made of it."""
    _, stream, entries = told
    key = await keys.sealing(AGENCY, stream)
    made = tuple(
        entry.write(
            each.event,
            entry.placed(each.event, AGENCY, stream, each.version),
            Written(id=each.id, recorded_at=each.recorded_at, recorded_by=TOLD_BY),
            key.cipher,
            secrets.token_bytes(NONCE_BYTES),
        )
        for each in entries
    )
    return Command(stream, entries[0].version - 1, made)
