"""Migrations apply once, and what is recorded cannot be changed by anyone."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from registry import database
from registry.database import MigrationError, Pool, connect, migrate
from registry.journal import PostgresJournal
from tests.journal_contract import AGENCY, command, key
from tests.raw import raw

pytestmark = pytest.mark.anyio

CHANGES = [
    "UPDATE journal SET entry = 'other'",
    "UPDATE journal SET entry = 'other' WHERE position = 999",
    "DELETE FROM journal",
    "TRUNCATE journal",
    "UPDATE submission SET fingerprint = 'other'",
    "DELETE FROM submission",
    "TRUNCATE submission",
]


async def test_migrating_twice_applies_nothing_the_second_time(
    empty_database_url: str,
) -> None:
    """The first run names what it applied, the second has nothing to do."""
    first = await migrate(empty_database_url)

    assert first[0] == "0001_journal.sql"
    assert await migrate(empty_database_url) == []


async def test_processes_may_migrate_at_once(empty_database_url: str) -> None:
    """Of six, one applies everything and the others find it done."""
    applied = await asyncio.gather(*(migrate(empty_database_url) for _ in range(6)))

    assert sorted(map(bool, applied)) == [False] * 5 + [True]


async def test_an_edited_migration_is_refused(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program does not start on a schema that came from another text."""
    edited = {name: text + " " for name, text in database.migrations().items()}
    monkeypatch.setattr(database, "migrations", lambda: edited)

    with pytest.raises(MigrationError, match=r"0001_journal\.sql was applied as"):
        await migrate(database_url)


async def test_a_newer_database_is_refused(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program does not start on a schema that it does not know."""
    monkeypatch.setattr(database, "migrations", dict)

    with pytest.raises(MigrationError, match="older than the database"):
        await migrate(database_url)


async def test_a_failing_migration_leaves_nothing(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before it in the same run is undone with it."""
    scripts = {"0001_good.sql": "CREATE TABLE good ()", "0002_bad.sql": "CREATE bad"}
    monkeypatch.setattr(database, "migrations", lambda: scripts)
    with pytest.raises(asyncpg.PostgresSyntaxError):
        await migrate(empty_database_url)

    connection = await connect(empty_database_url, role=None)
    left = await connection.fetchval("SELECT to_regclass('good') IS NULL")
    await connection.close()

    assert left


async def test_migrations_are_numbered_without_a_gap() -> None:
    """0001, 0002 … in the order they apply."""
    numbers = [int(Path(name).name[:4]) for name in database.migrations()]

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("statement", CHANGES)
async def test_the_application_may_not_change_what_is_recorded(
    pool: Pool, statement: str
) -> None:
    """Its role has no such right."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await raw(pool, statement)


@pytest.mark.parametrize("replica", ["origin", "replica"])
@pytest.mark.parametrize("statement", CHANGES)
async def test_not_even_a_superuser_changes_what_is_recorded(
    database_url: str, journal: PostgresJournal, statement: str, replica: str
) -> None:
    """A trigger refuses, also where ordinary triggers are silenced."""
    await journal.append(AGENCY, command("issue-1", key=key("a")))
    connection = await connect(database_url, role=None)
    await connection.execute(f"SET session_replication_role = {replica}")

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed"):
        await connection.execute(statement)
    await connection.close()
    assert len(await journal.read(AGENCY, 0)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_head",
        "UPDATE stream_key SET wrapped = ''",
        "DELETE FROM stream_key",
        "DROP TABLE journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "CREATE TABLE mine ()",
    ],
)
async def test_the_application_may_do_no_more_than_it_must(
    pool: Pool, statement: str
) -> None:
    """Keys, heads and the schema itself are out of its reach."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await raw(pool, statement)


async def test_disposal_may_delete_keys_and_nothing_else(
    database_url: str, pool: Pool
) -> None:
    """The disposer's role reaches no entry."""
    insert = "INSERT INTO stream_key VALUES ('aa', 'issue-1', 'key-1', 'wrapped')"
    await raw(pool, insert, agency="aa")
    disposer = await connect(database_url, role="samverkan_disposer", agency="aa")

    deleted = await disposer.execute("DELETE FROM stream_key WHERE agency = 'aa'")

    assert deleted == "DELETE 1"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await disposer.execute("DELETE FROM journal")
    await disposer.close()
