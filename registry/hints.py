"""Word that an agency's journal has grown, so that its followers need not wait.

A hint is only a hint: it is sent after the commit, many in one, on a connection of its
own, and may be lost. Followers also look by themselves.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import structlog

from registry.database import LOST, Connection, connect

log = structlog.get_logger()

CHANNEL = "samverkan_journal"
"""The payload is the agency."""

PAUSE_SECONDS = 0.005
"""Between two sendings; NOTIFY takes a lock that all of the cluster's commits share
while it commits, so what is told meanwhile goes in the next."""

RECONNECT_SECONDS = 1.0

LAST_WORD_SECONDS = 0.5
"""How long a closing process tries to tell what it wrote last."""

NOTIFY = "SELECT pg_notify($1, agency) FROM unnest($2::text[]) AS agency"


class Hints:
    """Tells other processes what this one wrote, and this one's followers of all."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ears: dict[str, asyncio.Future[None]] = {}
        self._untold: set[str] = set()
        self._awake = asyncio.Event()
        self._quiet = asyncio.Event()
        self._quiet.set()

    def tell(self, agency: str) -> None:
        """The agency's journal has grown."""
        self._hear(agency)
        self._untold.add(agency)
        self._quiet.clear()
        self._awake.set()

    def ear(self, agency: str) -> "asyncio.Future[None]":
        """Done when the next hint comes; take it before looking, so none slips by."""
        ear = self._ears.get(agency)
        if ear is None:
            ear = self._ears[agency] = asyncio.get_running_loop().create_future()
        return ear

    def _hear(self, agency: str) -> None:
        ear = self._ears.pop(agency, None)
        if ear is not None and not ear.done():
            ear.set_result(None)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Sending and hearing, as long as the block lasts; then a last word."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), LAST_WORD_SECONDS)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._talk()
            except (*LOST, asyncpg.PostgresError) as fault:
                log.warning("hints_interrupted", fault=repr(fault))
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _talk(self) -> None:
        settings = {"synchronous_commit": "off"}  # a lost hint is no harm
        connection = await connect(self._url, role=None, settings=settings)
        own = connection.get_server_pid()

        def heard(_: Any, pid: int, _channel: str, payload: object) -> None:
            if pid != own:
                self._hear(str(payload))

        connection.add_termination_listener(lambda _: self._awake.set())
        try:
            await connection.add_listener(CHANNEL, heard)
            while not connection.is_closed():
                await self._send(connection)
        finally:
            connection.terminate()
        raise ConnectionResetError("The connection for hints was closed.")

    async def _send(self, connection: Connection) -> None:
        await self._awake.wait()
        self._awake.clear()
        agencies, self._untold = list(self._untold), set()
        if agencies:
            await connection.execute(NOTIFY, CHANNEL, agencies)
            if not self._untold:
                self._quiet.set()
            await asyncio.sleep(PAUSE_SECONDS)
