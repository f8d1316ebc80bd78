"""How many commands a second the journal takes, durably, and how long each waits."""

import asyncio
import hashlib
import multiprocessing
import random
import statistics
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import product
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg
import uvloop
from rich import box
from rich.console import RenderableType
from rich.table import Table

from bench.floor import (
    ENTRY_BYTES,
    database,
    library_inserts,
    pgbench,
    raw_inserts,
    server,
)
from registry.database import migrate, open_pool
from registry.journal import Command, NewEntry, PostgresJournal, open_journal
from registry.settings import Settings

TITLE = "Durable appends"
WRITERS = (1, 16, 64)
FLOOR = "pgbench, one index"
SHAPE = "pgbench, two indexes"
PEER = "library's recorder"
OURS = "registry's journal"

FLOORS = {FLOOR: "raw.sql", SHAPE: "raw_journal.sql"}
TABLES = """
    CREATE TABLE raw (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                      entry bytea NOT NULL);
    CREATE TABLE raw_journal (
        LIKE journal,
        PRIMARY KEY (agency, position), UNIQUE (agency, stream_id, version));
    ALTER TABLE raw_journal ALTER position ADD GENERATED ALWAYS AS IDENTITY;
"""


class Cell(NamedTuple):
    """One thing to measure."""

    what: str
    writers: int
    events: int = 1
    agencies: int = 1
    processes: int = 1


class Measured(NamedTuple):
    """Of one cell in one round, or the median of several."""

    commands_per_second: float
    p50_ms: float
    p99_ms: float


OUR_CELLS = [
    Cell(OURS, writers, events, agencies, processes)
    for events, agencies, processes, writers in product(
        (1, 3), (1, 16), (1, 2), WRITERS
    )
    if writers >= processes
]


def tables(
    *, quick: bool, configuration: Mapping[str, str] | None = None
) -> Iterator[RenderableType]:
    """The table, and under it what memory the writing processes took.

    *configuration* are lines of postgresql.conf, for all that is measured.
    """
    program = pgbench()
    beside = [*FLOORS, PEER] if program else [PEER]
    cells = [Cell(what, w) for what in beside for w in WRITERS] + OUR_CELLS
    if not program:
        yield "No pgbench was found, neither in the wheel nor in PATH: no floor."
    rounds: list[dict[Cell, Measured]] = []
    memory = 0.0
    with server(configuration) as address:
        for number in range(1 if quick else 3):
            with one_round(address, number, program) as (measure, rss_mb):
                # In another order each round, so that no cell always has bad company.
                order = random.Random(number).sample(cells, len(cells))  # noqa: S311
                rounds.append({c: measure(c, 0.4 if quick else 1.0) for c in order})
                memory = max(memory, rss_mb())
    yield table(cells, {c: median([r[c] for r in rounds]) for c in cells})
    yield f"Largest memory of a writing process: {memory:.0f} MB (RSS)."
    yield f"Entries of {ENTRY_BYTES} bytes, fsync on, medians of {len(rounds)} rounds."


@contextmanager
def one_round(
    address: str, number: int, program: str | None
) -> Iterator[tuple[Callable[[Cell, float], Measured], Callable[[], float]]]:
    """A fresh database and two writing processes for one round."""
    with database(address, f"round_{number}") as url, ExitStack() as stack:
        asyncio.run(migrate(url))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(TABLES)
        writers = [stack.enter_context(writing_process(url, n)) for n in range(2)]

        def measure(cell: Cell, seconds: float) -> Measured:
            latencies: Sequence[float]
            if cell.what in FLOORS and program:
                seconds = max(1, round(seconds))  # pgbench counts whole ones
                script = Path(__file__).with_name(FLOORS[cell.what])
                latencies = raw_inserts(program, script, url, cell.writers, seconds)
            elif cell.what == PEER:
                latencies = library_inserts(url, cell.writers, seconds)
            else:
                latencies = write(writers[: cell.processes], cell, seconds)
            return measured(latencies, seconds)

        yield measure, lambda: max(w.rss_mb() for w in writers)


class WritingProcess(NamedTuple):
    """A process that writes what it is told through the pipe."""

    pipe: "Connection[tuple[Cell, float] | None, array[float]]"
    pid: int

    def rss_mb(self) -> float:
        """Resident memory, in millions of bytes."""
        return float(psutil.Process(self.pid).memory_info().rss) / 1e6


@contextmanager
def writing_process(url: str, number: int) -> Iterator[WritingProcess]:
    """A process of its own with the journal open."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(url, number, theirs), daemon=True)
    process.start()
    assert process.pid is not None
    yield WritingProcess(ours, process.pid)
    ours.send(None)
    process.join()


def write(
    processes: list[WritingProcess], cell: Cell, seconds: float
) -> "array[float]":
    """The latencies of all the processes, which share the writers."""
    share = cell._replace(writers=cell.writers // len(processes))
    for process in processes:
        process.pipe.send((share, seconds))
    latencies = array("d")
    for process in processes:
        latencies += process.pipe.recv()
    return latencies


def serve(url: str, number: int, pipe: Connection) -> None:
    """The life of a writing process: a cell comes, latencies go."""
    uvloop.run(_serve(url, number, pipe))


async def _serve(url: str, number: int, pipe: Connection) -> None:
    async with (
        open_pool(url, size=1) as pool,
        open_journal(url, pool, Settings()) as journal,
    ):
        names = (f"issue-{number}-{n}" for n in range(10**9))
        await write_for(0.3, journal, Cell("warming up", 16), names)
        while (told := await asyncio.to_thread(pipe.recv)) is not None:
            cell, seconds = told
            pipe.send(await write_for(seconds, journal, cell, names))


async def write_for(
    seconds: float, journal: PostgresJournal, cell: Cell, names: Iterator[str]
) -> "array[float]":
    """Each writer sends its next command when the last is durable."""
    latencies = array("d")
    end = time.perf_counter() + seconds

    async def writer(agency: str) -> None:
        while (began := time.perf_counter()) < end:
            name = next(names)
            entries = tuple(entry(name, n) for n in range(cell.events))
            await journal.append(agency, Command(name, 0, entries))
            latencies.append(time.perf_counter() - began)

    await asyncio.gather(
        *(writer(f"agency-{n % cell.agencies}") for n in range(cell.writers))
    )
    return latencies


def entry(name: str, number: int) -> NewEntry:
    """Bytes of the usual size, hashed as they would be."""
    body = f'{{"stream":"{name}","n":{number}}}'.encode().ljust(ENTRY_BYTES)
    leaf_hash = hashlib.sha256(b"\0" + body).digest()
    return NewEntry("decision-made.v1", body, leaf_hash, datetime.now(UTC))


def measured(latencies: Sequence[float], seconds: float) -> Measured:
    """The rate, the median and the 99th percentile."""
    ordered = sorted(latencies)
    p50, p99 = (ordered[int(len(ordered) * part)] * 1_000 for part in (0.5, 0.99))
    return Measured(len(ordered) / seconds, p50, p99)


def median(rounds: list[Measured]) -> Measured:
    """Of each figure by itself."""
    return Measured(
        *(statistics.median(figures) for figures in zip(*rounds, strict=True))
    )


def table(cells: list[Cell], results: dict[Cell, Measured]) -> Table:
    """Rates, waits and ratios to the floor and the peer at as many writers."""
    made = Table("", "writers", "events", "agencies", "processes", box=box.SIMPLE)
    for heading in ("commands/s", "p50 ms", "p99 ms", "x floor", "x library"):
        made.add_column(heading, justify="right")
    for cell in cells:
        rate, p50, p99 = results[cell]
        ratios = [
            f"{rate / results[beside].commands_per_second:.2f}"
            if (beside := Cell(what, cell.writers)) in results
            else "-"
            for what in (FLOOR, PEER)
        ]
        figures = (f"{rate:,.0f}", f"{p50:.2f}", f"{p99:.2f}", *ratios)
        made.add_row(cell.what, *map(str, cell[1:]), *figures)
    return made
