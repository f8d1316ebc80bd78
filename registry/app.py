"""The composition root: settings in, a registry out.

With `registry/cli.py` the only module of this room that looks up to the others.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial

import msgspec
import structlog
from litestar import Litestar

from api.application import Application, application, token_verifier
from api.desk import Desk
from api.development_issuer import development_issuer
from api.gauges import measure
from api.routes import ROUTES
from api.settings import CounterSettings
from projections.lists import Lists
from projections.projector import Projector
from projections.rebuild import prepare
from registry import log
from registry.database import LOST, Pool, migrate, open_pool
from registry.journal import PostgresJournal, open_journal
from registry.keys import AgencyKeys, Keys, PostgresWrappedKeys
from registry.record import Clock, Recorder
from registry.settings import Settings
from registry.surroundings import AllSurroundings


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
            self.keys,
            self.surroundings,
            self.lists,
            self.clock,
        )


def now() -> datetime:
    """Return the server's clock, UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def opened(
    settings: Settings, url: str, clock: Clock = now
) -> AsyncIterator[Parts]:
    """The parts of a registry over the migrated database at *url*."""
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


def agency_keys(settings: Settings) -> AgencyKeys:
    """Return the agencies' keys, as the operator keeps them."""
    path = settings.keys_file or settings.var / "keys.json"
    make = settings.make_keys or settings.database_url is None
    return AgencyKeys.load(settings.keys, path, make=make)


async def prepared(url: str, owner_url: str | None = None) -> list[str]:
    """Bring the database up to this program; return what was applied.

    Readings that are defined otherwise now are told of in the log: rebuild them.
    """
    applied = await migrate(owner_url or url)
    for reading in await prepare(owner_url or url):
        structlog.get_logger().warning("reading_outdated", reading=reading)
    return applied


def create() -> Application:
    """Return the application of a serving process, by its environment."""
    settings = CounterSettings.from_environment(os.environ)
    assert settings.database_url, "`samverkan serve` states SAMVERKAN_DATABASE_URL"
    return counter(settings, settings.database_url)


def counter(settings: CounterSettings, url: str, clock: Clock = now) -> Application:
    """Return the application over the migrated database at *url*."""
    log.configure()
    issuer = development_issuer(settings)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with opened(settings, url, clock) as parts:
            app.state.desk = parts.desk()
            app.state.ready = ready(parts)
            app.state.measure = partial(measure, parts.lists)
            async with projecting(parts, on=settings.projector):
                yield

    state = {"clock": clock, "development_issuer": issuer}
    verifier = token_verifier(settings, issuer)
    return application(
        ROUTES, settings=settings, verifier=verifier, state=state, lifespan=[lifespan]
    )


@asynccontextmanager
async def projecting(parts: Parts, *, on: bool) -> AsyncIterator[None]:
    """Keep the readings while the block lasts, if *on*."""
    task = asyncio.create_task(parts.projector.run()) if on else None
    try:
        yield
    finally:
        if task:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def ready(parts: Parts) -> Callable[[], Awaitable[bool]]:
    """Return what tells whether the journal answers."""

    async def answers() -> bool:
        try:
            await parts.journal.agencies()
        except LOST:
            return False
        return True

    return answers
