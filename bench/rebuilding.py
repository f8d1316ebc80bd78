"""All readings written anew from the journal, beside a floor and the library's way.

The floor reads the same entries and decodes them. The peer is the `eventsourcing`
library's own ProjectionRunner, unmodified, which folds them into one table.
"""

import asyncio
import random
import statistics
from pathlib import Path
from typing import Any

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import Tracking
from eventsourcing.projection import Projection, ProjectionRunner
from rich import box
from rich.table import Table

from bench.agency import AGENCY, END
from bench.apart import Took, apart
from projections.definitions import ALL
from projections.judged import kept
from projections.rebuild import Rebuild
from registry.app import opened
from registry.database import open_pool
from registry.entry import read
from registry.journal import PAGE, open_journal
from registry.persistence import JournalEntry
from registry.recorders import JournalTrackingRecorder
from registry.settings import Settings
from registry.terminal import bar

MAKE_TABLE = """
    DELETE FROM eventsourcing_tracking;
    CREATE TABLE bench_folded (
        stream text PRIMARY KEY, version bigint, kind text, occurred text);
"""
OURS, FLOOR, PEER = "all readings, all verdicts", "read and decode", "library's runner"
FLOOR_MAX = 200_000
"""Entries that the floor reads, at most."""
PEER_MAX = 50_000
"""Entries that the library folds, at most."""

AIM_PER_SECOND, AIM_TIMES, AIM_MB = 10_000, 10, 400


class Registry(Application[str]):
    """An application of the library, unmodified."""


class Folded(JournalTrackingRecorder):
    """A table of the streams, with how far each has come."""

    def fold(self, entry: JournalEntry, occurred: str, tracking: Tracking) -> None:
        """Count the entry in, and advance, in one transaction."""
        self.run(self._fold(entry, occurred, tracking))

    async def _fold(
        self, entry: JournalEntry, occurred: str, tracking: Tracking
    ) -> None:
        pool = self.database.pool
        async with pool.acquire(AGENCY) as connection, connection.transaction():
            await connection.execute(
                "INSERT INTO public.bench_folded VALUES ($1, $2, $3, $4)"
                " ON CONFLICT (stream) DO UPDATE SET version = EXCLUDED.version,"
                " kind = EXCLUDED.kind, occurred = EXCLUDED.occurred",
                entry.originator_id,
                entry.originator_version,
                entry.kind,
                occurred,
            )
            await self.track(connection, tracking)


class Following(Projection[Folded]):
    """A projection of the library that decodes each entry and folds it in."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Fold the entry in."""
        envelope = read(domain_event.entry)
        when = envelope.occurred_at or envelope.occurred_on
        self.view.fold(domain_event, str(when), tracking)


def rebuild(url: str, var: Path, issues: int) -> None:
    """Write all readings of all issues anew, and swap them in."""

    async def run() -> None:
        settings = Settings(var=var, make_keys=True)
        with bar("issues rebuilt", issues) as advance:
            async with opened(settings, url, now) as parts:
                await Rebuild(parts.journal, ALL, advance, now).run(url)

    asyncio.run(run())


def decode(url: str, entries: int) -> None:
    """Read so many entries by pages and decode each, envelope and event."""

    async def run() -> None:
        async with (
            open_pool(url, size=2) as pool,
            open_journal(url, pool, Settings()) as journal,
        ):
            after = 0
            while after < entries:
                page = await journal.read(AGENCY, after, min(PAGE, entries - after))
                for stored in page:
                    kept(stored)
                after = page[-1].position

    asyncio.run(run())


def follow_with_library(url: str, entries: int) -> None:
    """Let the library's runner come so far, into an empty table."""
    environment = {
        "PERSISTENCE_MODULE": "registry.persistence",
        "SAMVERKAN_AGENCY": AGENCY,
        "SAMVERKAN_DATABASE_URL": url,
    }
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MAKE_TABLE)
        with ProjectionRunner(
            application_class=Registry,
            projection_class=Following,
            view_class=Folded,
            env=environment,
        ) as runner:
            runner.wait(entries, timeout=600)
        connection.execute("DROP TABLE bench_folded")


def now() -> Any:
    """Return the time at which the agency's clock stands."""
    return END


def measured(
    url: str, var: Path, size: tuple[int, int], rounds: int
) -> tuple[Table, str]:
    """Return the table, and how much memory the rebuilding process took; *size* are
    issues and entries.
    """
    issues, entries = size
    read_, folded = min(entries, FLOOR_MAX), min(entries, PEER_MAX)
    work = {
        OURS: (entries, lambda: apart(rebuild, url, var, issues)),
        FLOOR: (read_, lambda: apart(decode, url, read_)),
        PEER: (folded, lambda: apart(follow_with_library, url, folded)),
    }
    took: dict[str, list[Took]] = {name: [] for name in work}
    for number in range(rounds):
        # In another order each round, as in bench/append.py.
        order = random.Random(number).sample(sorted(work), len(work))  # noqa: S311
        for name in order:
            took[name].append(work[name][1]())
    rates = {
        name: (
            statistics.median(work[name][0] / each.wall_s for each in some),
            statistics.median(work[name][0] / each.cpu_s for each in some),
        )
        for name, some in took.items()
    }
    amounts = {name: amount for name, (amount, _) in work.items()}
    ours, floor = (max(t.peak_mb for t in took[name]) for name in (OURS, FLOOR))
    memory = (
        f"The rebuilding process had {ours:.0f} MB at the most, one that only reads and"
        f" decodes {floor:.0f} MB. Medians of {rounds} rounds."
    )
    return _table(amounts, rates), memory


def _table(amounts: dict[str, int], rates: dict[str, tuple[float, float]]) -> Table:
    made = Table("Rebuild", box=box.SIMPLE)
    for heading in ("entries", "entries/s", "per s of its CPU", "x floor", "x library"):
        made.add_column(heading, justify="right")
    for name, (wall, cpu) in rates.items():
        made.add_row(
            name,
            f"{amounts[name]:,}",
            f"{wall:,.0f}",
            f"{cpu:,.0f}",
            f"{wall / rates[FLOOR][0]:.2f}",
            f"{wall / rates[PEER][0]:.1f}",
        )
    return made
