"""The composition root: settings in, a registry out.

With `registry/cli.py` the only module of this room that looks up to the others.
"""

import asyncio
import gc
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

import asyncpg
import msgspec
import structlog
from litestar import Litestar

from api.application import Application, application, token_verifier
from api.desk import Desk
from api.development_issuer import DevelopmentIssuer, development_issuer
from api.gauges import measure
from api.routes import ROUTES
from api.settings import CounterSettings
from projections.definitions import prepare
from projections.lists import Lists
from projections.projector import Projector
from registry import log
from registry.agency_keys import AgencyKeys
from registry.clock import Clock, now
from registry.database import LOST, MigrationError, Pool, connect, migrate, open_pool
from registry.journal import PostgresJournal, open_journal
from registry.keys import Keys, PostgresWrappedKeys
from registry.login import NO_ENTRY, DatabaseAwayError
from registry.read_log import ReadLog
from registry.record import Recorder
from registry.settings import SettingRefusedError, Settings
from registry.starting import from_files, refuse_unwritable, unknown
from registry.surroundings import AllSurroundings
from registry.terminal import err, leave_stopping_to_the_parent
from registry.unsealing import Unsealer

GARBAGE = (10_000, 20, 20)
"""When garbage is looked for: seldom, for a judgement makes thousands of small values
that die with it. At Python's own 700 it took a sixth of a rebuild's time."""


class Parts(msgspec.Struct, frozen=True):
    """A registry over one database."""

    pool: Pool
    journal: PostgresJournal
    keys: Keys
    surroundings: AllSurroundings
    recorder: Recorder
    lists: Lists
    projector: Projector
    clock: Clock

    def desk(self) -> Desk:
        """Return what stands behind the counter."""
        return Desk(
            self.recorder,
            self.journal,
            Unsealer(self.keys, ReadLog(self.pool), self.clock),
            self.surroundings,
            self.lists,
            self.pool,
            self.clock,
        )


@asynccontextmanager
async def opened(
    settings: Settings, url: str, clock: Clock = now
) -> AsyncIterator[Parts]:
    """The parts of a registry over the migrated database at *url*."""
    gc.set_threshold(*GARBAGE)
    async with (
        open_pool(url, size=settings.read_connections) as pool,
        open_journal(url, pool, settings) as journal,
    ):
        keys = Keys(agency_keys(settings), PostgresWrappedKeys(pool))
        surroundings = AllSurroundings(journal)
        yield Parts(
            pool=pool,
            journal=journal,
            keys=keys,
            surroundings=surroundings,
            recorder=Recorder(journal, keys, surroundings, clock),
            lists=Lists(pool),
            projector=Projector(pool, journal, AllSurroundings(journal), clock),
            clock=clock,
        )


def settled() -> CounterSettings:
    """Return the settings of the environment, and of the files that it names.

    Raises: SettingRefusedError.
    """
    os.environ.update(from_files(os.environ, CounterSettings))
    for line in unknown(os.environ, CounterSettings):
        err.print("[yellow]samverkan:[/]", line)
    return CounterSettings.from_environment(os.environ)


def checked(settings: CounterSettings) -> DevelopmentIssuer | None:
    """Return the development issuer, if it is on, where a server can start.

    Raises: SettingRefusedError.
    """
    if settings.database_url is None or settings.development_issuer:
        refuse_unwritable(settings.var)
    issuer = development_issuer(settings)
    token_verifier(settings, issuer)
    agency_keys(settings)
    return issuer


def agency_keys(settings: Settings) -> AgencyKeys:
    """Return the agencies' keys, as the operator keeps them.

    Raises: SettingRefusedError.
    """
    path = settings.keys_file or settings.var / "keys.json"
    make = settings.make_keys or settings.database_url is None
    if settings.keys_file and not (settings.keys or make or path.exists()):
        raise SettingRefusedError("SAMVERKAN_KEYS_FILE names a file that is not there.")
    try:
        return AgencyKeys.load(settings.keys, path, make=make)
    except (OSError, ValueError) as fault:
        stated = "SAMVERKAN_KEYS_FILE" if settings.keys_file else path
        place = "SAMVERKAN_KEYS" if settings.keys else stated
        raise SettingRefusedError(
            f"The keys in {place} cannot be read: {_why(fault)}. docs/operations.md"
            " shows what they look like."
        ) from None


def _why(fault: OSError | ValueError) -> str:
    """Return what is wrong with the keys, without a word of what stands there."""
    if isinstance(fault, OSError):
        return str(fault.strerror)
    if isinstance(fault, UnicodeDecodeError):
        return "they are not UTF-8"
    return re.sub(r"field `.*`", "field", str(fault))


async def prepared(url: str, owner_url: str | None = None) -> list[str]:
    """Bring the database up to this program; return what was applied.

    Readings that are defined otherwise now are told of in the log: rebuild them.
    A login that does not own the tables leaves them as they are.
    Raises: MigrationError, DatabaseAwayError.
    """
    try:
        applied = await migrate(owner_url or url)
        outdated = await prepare(owner_url or url)
    except asyncpg.InsufficientPrivilegeError:
        await _refuse_without_tables(url)
        return []
    except NO_ENTRY as fault:
        raise DatabaseAwayError(fault) from fault
    for reading in outdated:
        structlog.get_logger().warning("reading_outdated", reading=reading)
    return applied


async def _refuse_without_tables(url: str) -> None:
    connection = await connect(url, role=None)
    try:
        found = await connection.fetchval("SELECT to_regclass('public.reading')")
    finally:
        await connection.close()
    if found is None:
        raise MigrationError(
            "The database has no tables of the registry, and this login may not make"
            " them. Run `samverkan migrate` with the owner's login in"
            " SAMVERKAN_OWNER_URL first."
        )


def create() -> Application:
    """Return the application of a serving process, by its environment."""
    settings = CounterSettings.from_environment(os.environ)
    assert settings.database_url, "`samverkan serve` states SAMVERKAN_DATABASE_URL"
    app = counter(settings, settings.database_url)
    app.on_startup.append(leave_stopping_to_the_parent)
    return app


def counter(settings: CounterSettings, url: str, clock: Clock = now) -> Application:
    """Return the application over the migrated database at *url*."""
    log.configure()
    issuer = development_issuer(settings)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with opened(settings, url, clock) as parts:
            app.state.desk = parts.desk()
            app.state.measure = partial(measure, parts.lists)
            async with projecting(parts, on=settings.projector) as projector:
                app.state.ready = ready(parts, projector)
                yield

    state = {"clock": clock, "development_issuer": issuer}
    verifier = token_verifier(settings, issuer)
    return application(
        ROUTES, settings=settings, verifier=verifier, state=state, lifespan=[lifespan]
    )


@asynccontextmanager
async def projecting(
    parts: Parts, *, on: bool
) -> AsyncIterator[asyncio.Task[None] | None]:
    """Keep the readings while the block lasts, if *on*; gives the task that does."""
    task = asyncio.create_task(parts.projector.run()) if on else None
    try:
        yield task
    finally:
        if task:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def ready(
    parts: Parts, projector: asyncio.Task[None] | None
) -> Callable[[], Awaitable[bool]]:
    """Return what tells whether the journal answers and this process's projector runs.

    None: another process keeps the readings.
    """

    async def answers() -> bool:
        if projector and projector.done():
            return False
        try:
            await parts.journal.agencies()
        except (*LOST, asyncpg.PostgresError):
            return False
        return True

    return answers
