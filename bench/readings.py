"""The readings of a plausible agency: rebuilt, looked at, followed, and their size."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from rich import box
from rich.console import RenderableType
from rich.table import Table

from bench.agency import AGENCY
from bench.filling import Filled, fill
from bench.floor import database, server
from bench.following import followed
from bench.looking import looked
from bench.rebuilding import measured
from registry.app import prepared
from registry.terminal import bar

TITLE = "Readings"
SIZES = ("issues", "seed")

ENTRIES_PER_ISSUE = 20
"""About; for the progress bar."""


def tables(
    *, quick: bool, issues: int | None = None, seed: int = 1
) -> Iterator[RenderableType]:
    """What was written, and then each table; *issues* are 100 000 unless stated."""
    issues = issues or (1_000 if quick else 100_000)
    with (
        tempfile.TemporaryDirectory(prefix="samverkan-bench-") as folder,
        server() as address,
        database(address, "readings") as url,
    ):
        var = Path(folder)
        filled = _filled(url, var, issues, seed)
        yield (
            f"{filled.issues:,} issues, {filled.entries:,} entries, seed {seed},"
            f" made and written in {filled.seconds:.0f} s:"
            f" {filled.entries / filled.seconds:,.0f} a second, sealed and hashed, by"
            " the journal's own append."
        )
        size = filled.issues, filled.entries
        yield from measured(url, var, size, rounds=1 if quick else 3)
        yield _sizes(url, filled.entries)
        yield from looked(url, var, times=200 if quick else 2_000)
        yield from followed(url, var, seed, 5 if quick else 60)


def _filled(url: str, var: Path, issues: int, seed: int) -> Filled:
    """Write the agency; then let the readings stand at its end, as if followed."""
    asyncio.run(prepared(url))
    with bar("entries written", issues * ENTRIES_PER_ISSUE) as advance:
        filled = asyncio.run(fill(url, var, issues, seed, advance))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE journal")
        connection.execute(
            "INSERT INTO projection"
            " SELECT agency, position FROM journal_head WHERE agency = %s",
            (AGENCY,),
        )
    return filled


def _sizes(url: str, entries: int) -> Table:
    """Return what the readings take on the disk, beside the journal."""
    made = Table("On the disk", box=box.SIMPLE)
    for heading in ("MB", "bytes an entry", "of that indexes", "x journal"):
        made.add_column(heading, justify="right")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        rows = connection.execute(
            "SELECT c.relname, pg_total_relation_size(c.oid), pg_indexes_size(c.oid)"
            "  FROM pg_class AS c"
            " WHERE c.relkind = 'r'"
            "   AND (c.oid = 'public.journal'::regclass"
            "        OR c.relnamespace = 'readings'::regnamespace)"
            " ORDER BY 2 DESC"
        ).fetchall()
    journal = next(total for name, total, _ in rows if name == "journal")
    readings = [row for row in rows if row[0] != "journal"]
    whole = ("all readings", sum(r[1] for r in readings), sum(r[2] for r in readings))
    for name, total, indexes in [*rows, whole]:
        made.add_row(
            name,
            f"{total / 1e6:,.0f}",
            f"{total / entries:,.0f}",
            f"{indexes / entries:,.0f}",
            f"{total / journal:.2f}",
        )
    return made
