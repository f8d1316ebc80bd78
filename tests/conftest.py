"""A real PostgreSQL for every test that asks for one.

One server serves one worker for its whole session, without fsync. Each test that asks
for `database_url` gets a fresh, migrated database, cloned from a template. Set
SAMVERKAN_TEST_SERVER to the address of a superuser to use another server instead, for
instance another version of PostgreSQL.
"""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import psycopg
import pytest

from projections import projector
from registry import log
from registry.app import prepared
from registry.database import Pool, open_pool
from registry.embedded import embedded_postgres
from registry.journal import PostgresJournal, open_journal
from registry.settings import Settings
from tests.front_door import FrontDoor, front_door

hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("SAMVERKAN_HYPOTHESIS", "steady"))

pytest.register_assert_rewrite("tests.journal_contract")

NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "autovacuum_naptime": "600",
}

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """Async tests run as the server does: asyncio on uvloop."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of this worker's server, as its superuser."""
    if address := os.environ.get("SAMVERKAN_TEST_SERVER"):
        yield address
        return
    # Not below pytest's own folder: another session would shut others out of that.
    with (
        TemporaryDirectory(prefix="samverkan-tests-") as folder,
        embedded_postgres(Path(folder) / "postgres", NOT_DURABLE) as address,
    ):
        yield address


@pytest.fixture(scope="session")
def template(postgres: str) -> Iterator[str]:
    """The name of a prepared database that nobody connects to."""
    with new_database(postgres, f"template_{os.getpid()}") as url:
        with ThreadPoolExecutor(1) as thread:  # a loop may be running in this one
            thread.submit(asyncio.run, prepared(url)).result()
        yield _name(url)


@pytest.fixture
def database_url(postgres: str, template: str) -> Iterator[str]:
    """The address of a fresh, prepared database."""
    with new_database(postgres, template=template) as url:
        yield url


@pytest.fixture
def empty_database_url(postgres: str) -> Iterator[str]:
    """The address of a fresh database without any table."""
    with new_database(postgres) as url:
        yield url


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """Connections to the fresh database, in the application's role."""
    async with open_pool(database_url, size=8) as pool:
        yield pool


@pytest.fixture
async def journal(database_url: str, pool: Pool) -> AsyncIterator[PostgresJournal]:
    """The journal of the fresh database."""
    async with open_journal(database_url, pool, Settings()) as journal:
        yield journal


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> Iterator[None]:
    """The projector looks for new agencies at once; the log is configured once."""
    log.configure()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projector, "DISCOVERY_SECONDS", 0.02)
        patch.setattr(log, "configure", lambda: None)
        yield


@pytest.fixture
async def registry(database_url: str, tmp_path: Path) -> AsyncIterator[FrontDoor]:
    """A registry of its own, empty, with its projector running."""
    async with front_door(database_url, tmp_path) as registry:
        yield registry


class new_database:  # noqa: N801 - used as a function, in `with`
    """A database of its own for the length of a block; gives its address."""

    def __init__(
        self, server: str, name: str | None = None, template: str = "template1"
    ) -> None:
        self.server = server
        self.name = name or f"test_{os.getpid()}_{next(_numbers)}"
        self.template = template

    def __enter__(self) -> str:
        self._execute(
            f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"'
            " STRATEGY FILE_COPY"
        )
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{self.name}"))

    def __exit__(self, *_: object) -> None:
        self._execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
