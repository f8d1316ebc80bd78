"""A follower misses nothing, whatever the writers do."""

import asyncio
import sys
from collections import defaultdict
from pathlib import Path

import anyio
import pytest

from registry.database import open_pool
from registry.journal import PostgresJournal, Stored, open_journal
from registry.settings import Settings
from tests.journal_contract import AGENCY, command, take

pytestmark = pytest.mark.anyio

WRITER = Path(__file__).with_name("journal_writer.py")
EVENTS_EACH = 55_000


async def run_writer(url: str, name: str) -> int:
    """Write in a process of its own; how many events it committed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(WRITER),
        url,
        name,
        str(EVENTS_EACH),
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": str(WRITER.parents[2])},
    )
    answer, _ = await process.communicate()
    return int(answer)


async def test_nothing_is_skipped_repeated_or_out_of_order(
    database_url: str, journal: PostgresJournal
) -> None:
    """Two processes write over 100 000 events, with slow commits and rollbacks
    between; a third follows from the start and gets each one once, in order.
    """
    followed: list[tuple[int, str, int]] = []

    async def write() -> int:
        writers = (run_writer(database_url, "a"), run_writer(database_url, "b"))
        counts = await asyncio.gather(*writers)
        await journal.append(AGENCY, command("the-end"))
        return sum(counts)

    writing = asyncio.create_task(write())
    async for page in journal.follow(AGENCY, 0):
        followed.extend((s.position, s.stream_id, s.version) for s in page)
        if page[-1].stream_id == "the-end":
            break
    count = await writing

    versions = defaultdict(list)
    for _, stream_id, version in followed:
        versions[stream_id].append(version)
    assert count >= 100_000
    assert [p for p, _, _ in followed] == list(range(1, count + 2))
    assert all(v == list(range(1, len(v) + 1)) for v in versions.values())


async def test_word_of_another_process_wakes_a_follower(
    database_url: str, journal: PostgresJournal
) -> None:
    """A follower that would look by itself only once a second has it sooner."""
    async with (
        open_pool(database_url, size=1) as pool,
        open_journal(database_url, pool, Settings()) as other,
    ):
        following = asyncio.create_task(take(journal.follow(AGENCY, 0), 1))
        await asyncio.sleep(0.1)

        await other.append(AGENCY, command("issue-1"))

        with anyio.fail_after(0.5):
            stored: list[Stored] = await following
    assert len(stored) == 1
