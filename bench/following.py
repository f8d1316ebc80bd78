"""How soon what is recorded is seen in the readings, with the projector elsewhere."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg

from bench.agency import AGENCY
from bench.apart import SPAWN, peak_mb
from bench.filling import command
from bench.looking import percentile
from bench.plausible import in_order, issues
from bench.rebuilding import now
from projections.projector import SQL
from registry.app import Parts, opened
from registry.command import Command
from registry.settings import Settings

ENTRIES_PER_SECOND = 300
LOOK_SECONDS = 0.002
ISSUES = 3_000
BEHIND = 20_000


def project(url: str, var: Path, stop: Connection) -> None:
    """The life of the projecting process: it follows until it is told to stop."""

    async def run() -> None:
        settings = Settings(var=var, make_keys=True)
        async with opened(settings, url, now) as parts:
            following = asyncio.create_task(parts.projector.run())
            stop.send(None)
            await asyncio.to_thread(stop.recv)
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following

    asyncio.run(run())


def followed(url: str, var: Path, seed: int, seconds: float) -> Iterator[str]:
    """Let the projector catch up; then record at a steady rate for so long, and tell
    how soon it was seen.
    """
    behind = _put_back(url)
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=project, args=(url, var, theirs))
    process.start()
    ours.recv()
    try:
        taken = asyncio.run(_catching_up(url, var))
        yield f"{behind:,} entries behind: {behind / taken:,.0f} entries/s to catch up."
        seen, durable = asyncio.run(_steadily(url, var, seed, seconds))
        memory = peak_mb(process.pid or 0)
    finally:
        ours.send(None)
        process.join()
    yield (
        f"{len(seen):,} entries recorded at {len(seen) / seconds:.0f} a second: durable"
        f" after {_shown(durable)}; seen in the readings after {_shown(seen)},"
        f" {max(seen) * 1e3:.0f} ms at the most."
    )
    yield f"The projecting process had {memory:.0f} MB at the most."


def _shown(latencies: Sequence[float]) -> str:
    p50, p99 = (percentile(latencies, part) * 1e3 for part in (0.5, 0.99))
    return f"{p50:.1f} ms (p50), {p99:.1f} ms (p99)"


def _put_back(url: str) -> int:
    """Put the readings back by some entries; return how many."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "UPDATE projection AS p"
            "   SET position = h.position - least(%s, h.position / 4)"
            "  FROM journal_head AS h WHERE h.agency = p.agency AND p.agency = %s"
            " RETURNING h.position - p.position",
            (BEHIND, AGENCY),
        ).fetchone()
    assert row
    return int(row[0])


async def _catching_up(url: str, var: Path) -> float:
    """Return the seconds until the readings stand at the journal's head."""
    settings = Settings(var=var, make_keys=True)
    async with opened(settings, url, now) as parts:
        begun, head = time.perf_counter(), await parts.journal.head(AGENCY)
        while True:
            if await parts.pool.fetchval(SQL["position"], AGENCY) >= head:
                return time.perf_counter() - begun
            await asyncio.sleep(10 * LOOK_SECONDS)


async def _steadily(
    url: str, var: Path, seed: int, seconds: float
) -> tuple[list[float], list[float]]:
    """Return how soon each entry was seen, and how soon each command was durable."""
    settings = Settings(var=var, make_keys=True)
    async with opened(settings, url, now) as parts:
        watch = Watch()
        looking = asyncio.create_task(watch.look(parts))
        commands = await _commands(parts, seed, int(seconds * ENTRIES_PER_SECOND))
        await watch.write(parts, commands)
        await parts.lists.caught_up(AGENCY, await parts.journal.head(AGENCY))
        await asyncio.sleep(10 * LOOK_SECONDS)
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        return watch.seen, watch.durable


class Watch:
    """What was handed over, and how soon it was durable and seen."""

    def __init__(self) -> None:
        self.durable: list[float] = []
        self.seen: list[float] = []
        self._waiting: deque[tuple[int, float, int]] = deque()

    async def write(self, parts: Parts, commands: list[Command]) -> None:
        """Append each in its turn, at the rate."""
        tasks: set[asyncio.Task[None]] = set()
        begun, entries = time.perf_counter(), 0
        for each in commands:
            due = begun + entries / ENTRIES_PER_SECOND
            await asyncio.sleep(due - time.perf_counter())
            entries += len(each.entries)
            task = asyncio.create_task(self._append(parts, each))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)

    async def _append(self, parts: Parts, each: Command) -> None:
        handed = time.perf_counter()
        done = await parts.journal.append(AGENCY, each)
        self.durable.append(time.perf_counter() - handed)
        self._waiting.append((done.last_position, handed, len(each.entries)))

    async def look(self, parts: Parts) -> None:
        """Look again and again how far the readings have come."""
        while True:
            position = await parts.pool.fetchval(SQL["position"], AGENCY)
            now_ = time.perf_counter()
            while self._waiting and self._waiting[0][0] <= position:
                _, handed, entries = self._waiting.popleft()
                self.seen += [now_ - handed] * entries
            await asyncio.sleep(LOOK_SECONDS)


async def _commands(parts: Parts, seed: int, entries: int) -> list[Command]:
    """Return commands with so many entries, of issues that go on beside each other."""
    made, left = list[Command](), entries
    for told in in_order(issues(ISSUES, seed + 1)):
        made.append(await command(told, parts.keys))
        left -= len(made[-1].entries)
        if left <= 0:
            break
    return made
