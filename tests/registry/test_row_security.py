"""Row-level security: every table, every role, and a session that has lost its way."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import asyncpg
import psycopg
import pytest
from psycopg import errors, sql

from registry.database import AgencySession, Pool, connect, open_pool
from tests.front_door import AGENCY

pytestmark = pytest.mark.anyio

NEIGHBOUR = "grannverket"
WRITER, DISPOSER = "samverkan_writer", "samverkan_disposer"
LOGIN, PASSWORD = "plain_login", "plain"

OF_AGENCIES = """
SELECT n.nspname, c.relname, c.relrowsecurity,
       EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid)
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p')
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND EXISTS (SELECT FROM pg_attribute AS a
                WHERE a.attrelid = c.oid AND a.attname = 'agency'
                  AND NOT a.attisdropped)
 ORDER BY 1, 2
"""

OF_NO_AGENCY = {"migration", "reading"}
"""The tables that hold nothing of any agency: what is applied, what is defined."""

TABLES = """
SELECT tablename
  FROM pg_tables
 WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
 ORDER BY 1
"""

POLICIES = """
SELECT p.tablename, p.policyname, p.permissive, p.roles::text[], p.cmd, p.qual,
       p.with_check
  FROM pg_policies AS p
 ORDER BY 1, 2
"""

NEW_HEAD = "INSERT INTO journal_head (agency, position) VALUES ($1, 0)"
PID = "SELECT pg_backend_pid()"
HEADS = "SELECT agency FROM journal_head ORDER BY agency LIMIT 9"


@pytest.fixture(name="heads")
async def _heads(pool: Pool, database_url: str) -> Pool:
    """The journal's heads of two agencies, and a pool that sees one at a time."""
    begun(database_url)
    return pool


def begun(url: str) -> None:
    """Begin the journals of two agencies, as the owner."""
    with psycopg.connect(url, autocommit=True) as owner:
        for agency in (AGENCY, NEIGHBOUR):
            owner.execute(NEW_HEAD.replace("$1", "%s"), [agency])


@contextmanager
def plain_login(url: str, *roles: str) -> Iterator[str]:
    """A login that is a member of *roles* and nothing else; gives its address."""
    name = sql.Identifier(LOGIN)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, PASSWORD)
        )
        for role in roles:
            owner.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), name))
        try:
            yield psycopg.conninfo.make_conninfo(url, user=LOGIN, password=PASSWORD)
        finally:
            owner.execute(sql.SQL("DROP OWNED BY {}").format(name))
            owner.execute(sql.SQL("DROP ROLE {}").format(name))


def test_every_table_of_agencies_is_held_to_one(database_url: str) -> None:
    """A new table with a column `agency` fails until it is protected."""
    with psycopg.connect(database_url) as owner:
        tables = owner.execute(OF_AGENCIES).fetchall()
        every = {name for (name,) in owner.execute(TABLES)}

    assert {"public", "readings"} == {schema for schema, *_ in tables}
    assert [] == [name for _, name, on, policy in tables if not (on and policy)]
    assert every == OF_NO_AGENCY | {name for _, name, *_ in tables}


def test_every_policy_says_the_same_to_everyone(database_url: str) -> None:
    """One a table, for reading and writing: a second would widen the first."""
    with psycopg.connect(database_url) as owner:
        policies = owner.execute(POLICIES).fetchall()
        tables = owner.execute(OF_AGENCIES).fetchall()

    assert sorted(name for _, name, *_ in tables) == [name for name, *_ in policies]
    own = "(agency = ( SELECT spoken_for() AS spoken_for))"
    rest = {tuple(map(str, each[1:])) for each in policies}
    assert {("own_agency", "PERMISSIVE", "['public']", "ALL", own, "None")} == rest


@pytest.mark.parametrize("role", [WRITER, DISPOSER])
def test_no_role_of_the_application_can_do_without(
    database_url: str, role: str
) -> None:
    """It is no superuser, bypasses nothing, owns nothing and is no member of more."""
    with psycopg.connect(database_url) as owner:
        attributes = owner.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            "  FROM pg_roles WHERE rolname = %s",
            [role],
        ).fetchone()
        owned = owner.execute(
            "SELECT relname FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner"
            " WHERE r.rolname = %s",
            [role],
        ).fetchall()
        memberships = owner.execute(
            "SELECT m.roleid::regrole::text FROM pg_auth_members AS m"
            " WHERE m.member = %s::regrole",
            [role],
        ).fetchall()

    assert (False,) * 5 == attributes
    assert [] == owned
    assert [] == memberships


@pytest.mark.parametrize("role", [WRITER, DISPOSER])
def test_a_plain_login_cannot_become_the_owner(database_url: str, role: str) -> None:
    """Of what it may become, the application's role is all."""
    with psycopg.connect(database_url) as owner:
        name = owner.info.user
    with (
        plain_login(database_url, role) as login,
        psycopg.connect(login, autocommit=True) as connection,
    ):
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(name)))


@pytest.mark.parametrize("role", [WRITER, DISPOSER])
def test_row_security_switched_off_is_an_error(database_url: str, role: str) -> None:
    """PostgreSQL then refuses the query rather than giving all rows, or fewer."""
    with (
        plain_login(database_url, role) as login,
        psycopg.connect(login, autocommit=True) as connection,
    ):
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        connection.execute("SET row_security = off")
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("SELECT agency FROM stream_key").fetchall()


def test_no_role_of_the_application_protects_or_unprotects(database_url: str) -> None:
    """Neither by the function that does it, nor by a statement of its own."""
    unlocking = (
        "SELECT protect('journal')",
        "ALTER TABLE journal DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_agency ON journal",
        "CREATE POLICY mine ON journal USING (true)",
        "ALTER ROLE samverkan_writer BYPASSRLS",
        "ALTER FUNCTION spoken_for() RENAME TO spoken",
        "CREATE FUNCTION readings.spoken_for() RETURNS text LANGUAGE sql RETURN 'x'",
    )
    with (
        plain_login(database_url, WRITER) as login,
        psycopg.connect(login, autocommit=True) as connection,
    ):
        connection.execute("SET ROLE samverkan_writer")
        for statement in unlocking:
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)


async def test_a_session_that_has_not_said_for_whom_it_speaks_sees_nothing(
    heads: Pool, database_url: str
) -> None:
    """Nor does one that has said that it speaks for nobody."""
    del heads
    connection = await connect(database_url)
    try:
        unsaid = await connection.fetch(HEADS)
        await connection.execute("SELECT set_config('samverkan.agency', '', false)")
        emptied = await connection.fetch(HEADS)
    finally:
        await connection.close()

    assert [] == unsaid
    assert [] == emptied


async def test_a_query_without_a_where_clause_sees_one_agency(heads: Pool) -> None:
    """Whichever the connection spoke for before."""
    found = []
    for agency in (AGENCY, NEIGHBOUR, AGENCY, "nowhere"):
        async with heads.acquire(agency) as connection:
            found.append([row["agency"] for row in await connection.fetch(HEADS)])

    assert [[AGENCY], [NEIGHBOUR], [AGENCY], []] == found


async def test_a_row_of_another_agency_is_not_written(heads: Pool) -> None:
    """Whoever speaks for one adds nothing to another."""
    async with heads.acquire(AGENCY) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level"):
            await connection.execute(NEW_HEAD, "a-third")


async def test_a_row_of_another_agency_is_neither_changed_nor_removed(
    heads: Pool, database_url: str
) -> None:
    """It is not there to be changed."""
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO projection (agency, position) VALUES (%s, 7)", [NEIGHBOUR]
        )
    async with heads.acquire(AGENCY) as connection:
        changed = await connection.execute("UPDATE projection SET position = 0")
        removed = await connection.execute("DELETE FROM projection")
    async with heads.acquire(NEIGHBOUR) as connection:
        position = await connection.fetchval("SELECT position FROM projection")

    assert "UPDATE 0" == changed
    assert "DELETE 0" == removed
    assert 7 == position


async def test_a_failed_transaction_leaves_the_agency_as_it_was(heads: Pool) -> None:
    """What was said before it began still holds."""
    async with heads.acquire(AGENCY) as connection:
        with suppress(asyncpg.DivisionByZeroError):
            async with connection.transaction():
                await connection.execute("SELECT 1 / 0")
        after = await connection.fetch(HEADS)
    async with heads.acquire(NEIGHBOUR) as connection:
        next_ = await connection.fetch(HEADS)

    assert [AGENCY] == [row["agency"] for row in after]
    assert [NEIGHBOUR] == [row["agency"] for row in next_]


async def test_an_agency_that_could_not_be_entered_is_not_taken_for_entered(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where saying it failed, the next borrower says it anew."""

    async def late(*_: object) -> None:
        raise TimeoutError

    begun(database_url)
    async with open_pool(database_url, size=1) as pool:
        async with pool.acquire(AGENCY):
            pass
        with monkeypatch.context() as patch:
            patch.setattr(AgencySession, "execute", late)
            with pytest.raises(TimeoutError):
                await pool.fetch(HEADS, NEIGHBOUR)
        async with pool.acquire(NEIGHBOUR) as connection:
            found = [row["agency"] for row in await connection.fetch(HEADS)]

    assert [NEIGHBOUR] == found


async def test_a_lost_connection_is_replaced_by_one_that_speaks_for_the_agency(
    database_url: str,
) -> None:
    """The new one has said nothing yet, and says it before it is lent out."""
    begun(database_url)
    async with open_pool(database_url, size=1) as pool:
        async with pool.acquire(AGENCY) as connection:
            lost = await connection.fetchval(PID)
            with psycopg.connect(database_url) as owner:
                owner.execute("SELECT pg_terminate_backend(%s)", [lost])
            with pytest.raises(asyncpg.PostgresError):
                await connection.fetch(HEADS)
        found = []
        for agency in (NEIGHBOUR, AGENCY):
            async with pool.acquire(agency) as connection:
                assert lost != await connection.fetchval(PID)
                found.append([row["agency"] for row in await connection.fetch(HEADS)])

    assert [[NEIGHBOUR], [AGENCY]] == found


async def test_a_query_that_was_given_up_leaves_the_agency_as_it_was(
    database_url: str,
) -> None:
    """Also where it is `enter` itself that was given up midway."""
    begun(database_url)
    async with open_pool(database_url, size=1) as pool:
        for agency in (NEIGHBOUR, AGENCY) * 10:
            with suppress(TimeoutError, asyncpg.InterfaceError):
                async with pool.acquire(agency) as connection:
                    await connection.fetch("SELECT pg_sleep(1)", timeout=0.001)
            async with pool.acquire(agency) as connection:
                found = [r["agency"] for r in await connection.fetch(HEADS)]

            assert [agency] == found
