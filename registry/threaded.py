"""The database for callers that have no event loop: one runs in a thread of its own."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AsyncExitStack
from threading import Thread
from typing import Any, TypeVar

from registry.database import open_pool
from registry.hints import Hints

T = TypeVar("T")


class ThreadedDatabase:
    """A pool and the hints, on a loop in a thread; may be called from any thread."""

    def __init__(self, url: str, *, connections: int = 8) -> None:
        """The sessions have the rights of the login itself."""
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._open = AsyncExitStack()
        self.hints = Hints(url)
        self.closed = False
        try:
            self.run(self._enter(url, connections))
        except BaseException:
            self.close()
            raise

    async def _enter(self, url: str, connections: int) -> None:
        pool = open_pool(url, size=connections, role=None)
        self.pool = await self._open.enter_async_context(pool)
        await self._open.enter_async_context(self.hints.running())

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Wait for the coroutine's result."""
        return self.spawn(coroutine).result()

    def spawn(self, coroutine: Coroutine[Any, Any, T]) -> "Future[T]":
        """Let the coroutine run, until it ends or is cancelled."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def wake(
        self, agency: str, awake: Callable[[], None], poll_seconds: float
    ) -> "Future[None]":
        """Call `awake` at each hint of the agency and at least every `poll_seconds`,
        until cancelled.
        """
        return self.spawn(self._wake(agency, awake, poll_seconds))

    async def _wake(
        self, agency: str, awake: Callable[[], None], poll_seconds: float
    ) -> None:
        while True:
            ear = self.hints.ear(agency)
            awake()
            await asyncio.wait({ear}, timeout=poll_seconds)

    def close(self) -> None:
        """End everything and the thread; again is no fault."""
        if self.closed:
            return
        self.closed = True
        self.run(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _leave(self) -> None:
        await self._open.aclose()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
