"""The way to PostgreSQL: connections, their role and agency, and forward migrations.

A session's one state is the agency that it speaks for, which row-level security holds
it to. It is set when it changes; a connection that returns to its pool needs no reset,
which halves the time of a short query.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg

from registry.queries import queries

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection: TypeAlias = (
        asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    )
    Connections: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Session: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection
    Connections = asyncpg.Pool
    Session = asyncpg.Connection

WRITER = "samverkan_writer"
"""The application's role: may add to the journal, may not change it."""

SQL = queries("registry", "database.sql")

MIGRATION_LOCK = 7_226_837_226
"""The key of the advisory lock that one migrating process holds at a time."""

LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What asyncpg raises when the connection, rather than the question, was at fault."""


class MigrationError(Exception):
    """The database's schema is not one that this program can work with."""


def session_settings(role: str | None) -> dict[str, str]:
    """What every session of the registry is opened with.

    Plans are generic, since planning each call of journal_append() anew costs 0.4 ms;
    nothing here is large enough to be worth compiling.
    """
    settings = {
        "jit": "off",
        "application_name": "samverkan",
        "plan_cache_mode": "force_generic_plan",
        "timezone": "UTC",
        "search_path": "readings, public",
    }
    return settings if role is None else {**settings, "role": role}


class AgencySession(Session):
    """A connection that knows for which agency it speaks."""

    _agency: str | None = None

    async def enter(self, agency: str) -> None:
        """Speak for the agency from here on; not within a transaction."""
        if self._agency != agency:
            self._agency = None
            await self.execute(SQL["speak_for"], agency)
            self._agency = agency


class Pool:
    """Connections that are lent out to speak for one agency at a time.

    The first value of every query is the agency ($1); the session is held to it
    besides, by row-level security.
    """

    def __init__(self, connections: Connections) -> None:
        """`connections` are of `AgencySession`."""
        self._connections = connections

    @asynccontextmanager
    async def acquire(self, agency: str) -> AsyncIterator[Connection]:
        """A connection that speaks for the agency."""
        async with self._connections.acquire() as connection:
            await connection.enter(agency)  # type: ignore[attr-defined]
            yield connection

    async def fetch(self, sql: str, agency: str, *values: Any) -> list[asyncpg.Record]:
        """The rows of a query of one agency."""
        async with self.acquire(agency) as connection:
            return await connection.fetch(sql, agency, *values)

    async def fetchrow(
        self, sql: str, agency: str, *values: Any
    ) -> asyncpg.Record | None:
        """The first row of a query of one agency, None if it has none."""
        async with self.acquire(agency) as connection:
            return await connection.fetchrow(sql, agency, *values)

    async def fetchval(self, sql: str, agency: str, *values: Any) -> Any:
        """The first value of a query of one agency, None if it has none."""
        async with self.acquire(agency) as connection:
            return await connection.fetchval(sql, agency, *values)

    async def execute(self, sql: str, agency: str, *values: Any) -> str:
        """Execute a statement for one agency; returns PostgreSQL's word for it."""
        async with self.acquire(agency) as connection:
            return await connection.execute(sql, agency, *values)

    async def agencies(self) -> list[asyncpg.Record]:
        """Every agency that has an entry, alphabetically: `agency`, the `head` of its
        journal, where its readings have `reached`, how many streams are `parked`.
        """
        async with self._connections.acquire() as connection:
            return await connection.fetch(SQL["agencies"])

    @property
    def size(self) -> int:
        """How many connections there are at most."""
        return self._connections.get_max_size()

    @property
    def lent(self) -> int:
        """How many connections are lent out now."""
        return self._connections.get_size() - self._connections.get_idle_size()


@asynccontextmanager
async def open_pool(
    url: str,
    *,
    size: int,
    role: str | None = WRITER,
) -> AsyncIterator[Pool]:
    """A pool of at most `size` connections, closed at the end.

    The login of `url` must be a member of `role`.
    """
    connections = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        reset=_leave_as_is,
        server_settings=session_settings(role),
        command_timeout=60,
        connection_class=AgencySession,
    )
    try:
        yield Pool(connections)
    finally:
        await connections.close()


async def _leave_as_is(_connection: Connection) -> None:
    """Whoever borrows it next says for whom it speaks; nothing else was changed."""


async def connect(
    url: str,
    *,
    role: str | None = WRITER,
    agency: str | None = None,
    settings: dict[str, str] | None = None,
) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of its own, for what outlives a query (LISTEN); it speaks for the
    agency, where one is named.
    """
    spoken_for = {} if agency is None else {"samverkan.agency": agency}
    return await asyncpg.connect(
        url, server_settings=session_settings(role) | spoken_for | (settings or {})
    )


async def migrate(url: str) -> list[str]:
    """Apply what is not yet applied, all or nothing; the names of what was applied.

    Several processes may migrate at once: one does it, the others wait and find it
    done. Raises: MigrationError when an applied migration differs from the one here,
    or is unknown here.
    """
    # Migrations make the lasting tables, which are all in `public`.
    connection = await connect(url, role=None, settings={"search_path": "public"})
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", MIGRATION_LOCK)
            return await _apply(connection)
    finally:
        await connection.close()


async def _apply(connection: Connection) -> list[str]:
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS migration ("
        "name text PRIMARY KEY, sha256 text NOT NULL,"
        " applied_at timestamptz NOT NULL DEFAULT now())"
    )
    rows = await connection.fetch("SELECT name, sha256 FROM migration ORDER BY name")
    applied = {row["name"]: row["sha256"] for row in rows}
    scripts = migrations()
    _refuse_what_differs(applied, scripts)
    pending = [name for name in scripts if name not in applied]
    for name in pending:
        await connection.execute(scripts[name])
        await connection.execute(
            "INSERT INTO migration (name, sha256) VALUES ($1, $2)",
            name,
            _sha256(scripts[name]),
        )
    return pending


def migrations() -> dict[str, str]:
    """Each migration's SQL by its file name, in the order they apply."""
    found = files("registry.migrations").iterdir()
    texts = {f.name: f.read_text("utf-8") for f in found if f.name.endswith(".sql")}
    return dict(sorted(texts.items()))


def _refuse_what_differs(applied: dict[str, str], scripts: dict[str, str]) -> None:
    for name, digest in applied.items():
        if name not in scripts:
            raise MigrationError(
                f"The database has migration {name}, which this program does not know:"
                " it is older than the database. Run the newer program."
            )
        if _sha256(scripts[name]) != digest:
            raise MigrationError(
                f"Migration {name} was applied as sha256 {digest}, and here it is"
                f" {_sha256(scripts[name])}. An applied migration is never edited:"
                " restore the file, and put the change in a new one."
            )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
