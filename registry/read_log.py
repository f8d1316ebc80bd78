"""The read log: that somebody was given sealed text, written before the text leaves.

While one row is being made durable, what comes for the same agency waits and is written
together with it, as in `registry.waiting_line`: readers share the cost of a commit.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from prometheus_client import Counter

from registry.database import LOST, Pool
from registry.queries import queries

SQL = queries("registry", "unsealing.sql")

TOGETHER_MAX = 1_000
"""Rows that are written in one transaction, at most."""

WAITING_MAX = 10_000
"""Readers that may wait for one agency in one process, at most."""

KEPT = Counter(
    "samverkan_unsealings", "Requests and streams of which sealed text was given out."
)


class ReadLogAwayError(Exception):
    """The read log could not be written, so no text may be given out."""


class Unsealing(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody is given text of one stream, through one request."""

    id: UUID
    at: datetime
    sub: str
    client_id: str
    stream_id: str
    versions: tuple[int, ...]
    """The entries whose text it is, at least one."""
    why: str | None
    """What the reader refers to, None where that was left out."""
    route: str
    """The address asked, with the names of its parameters."""
    trace: str
    iss: str | None
    """The issuer that vouches for `sub` and `client_id`."""


class ReadLog:
    """The one way in to the table `unsealing`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: dict[str, list[_Waiting]] = {}
        self._runs: set[asyncio.Task[None]] = set()

    async def keep(self, agency: str, unsealing: Unsealing) -> int:
        """Return once it is durable: the version up to which the stream's text is
        disposed of, or 0. Of that nothing is written, and it may not be given out.

        Raises: ReadLogAwayError.
        """
        waiting = self._waiting.get(agency)
        if waiting is None:
            waiting = self._waiting[agency] = []
            run = asyncio.create_task(self._run(agency, waiting))
            self._runs.add(run)
            run.add_done_callback(self._runs.discard)
        if len(waiting) >= WAITING_MAX:
            raise ReadLogAwayError
        waiting.append(_Waiting(unsealing))
        return await waiting[-1].answer

    async def disposed(self, agency: str, stream: str) -> int:
        """Return the version up to which the stream's text is disposed of, or 0."""
        return int(await self._pool.fetchval(SQL["disposed"], agency, stream))

    async def _run(self, agency: str, waiting: "list[_Waiting]") -> None:
        batch: list[_Waiting] = []
        try:
            while waiting:
                batch = waiting[:TOGETHER_MAX]
                del waiting[:TOGETHER_MAX]
                await self._write(agency, batch)
        finally:
            # Nothing is left here, unless this task was cancelled or broke.
            del self._waiting[agency]
            for each in (*batch, *waiting):
                each.fail()

    async def _write(self, agency: str, batch: "Sequence[_Waiting]") -> None:
        columns = zip(*(each.row() for each in batch), strict=True)
        try:
            rows = await self._pool.fetch(SQL["keep"], agency, *columns)
        except (*LOST, asyncpg.PostgresError) as fault:
            for each in batch:
                each.fail(fault)
            return
        for each, (disposed,) in zip(batch, rows, strict=True):
            each.settle(disposed)


class _Waiting:
    """A row in the line, and the answer that its reader awaits."""

    __slots__ = ("answer", "unsealing")

    def __init__(self, unsealing: Unsealing) -> None:
        self.unsealing = unsealing
        self.answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def row(self) -> tuple[object, ...]:
        """Return what the query takes of it, in its order."""
        row = msgspec.structs.asdict(self.unsealing)
        versions = ",".join(map(str, self.unsealing.versions))
        return tuple((row | {"versions": f"{{{versions}}}"}).values())

    def settle(self, disposed: int) -> None:
        """Give the answer, unless the reader has left."""
        KEPT.inc(disposed < self.unsealing.versions[-1])
        if not self.answer.done():
            self.answer.set_result(disposed)

    def fail(self, fault: Exception | None = None) -> None:
        """Tell the reader that it was not written, unless it was or he has left."""
        if not self.answer.done():
            failure = ReadLogAwayError()
            failure.__cause__ = fault
            self.answer.set_exception(failure)
