"""Group commit: one waiting line per agency, a few connections for all of them.

While a flush of an agency is being made durable, what arrives for that agency forms
its next flush. So nobody waits for a timer, and the more that arrive, the more share
the cost of a commit.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack

import asyncpg
import structlog

from registry.command import (
    Appended,
    Command,
    JournalClosedError,
    JournalUnreachableError,
    LineFull,
    OutcomeUnknownError,
)
from registry.database import LOST, Connection, Pool
from registry.flush import flush
from registry.settings import Settings

log = structlog.get_logger()

KEPT_BACK_MAX = 1_000
"""Commands of one line that a flush passes over before it stops looking, so that many
commands of one stream do not make each flush look through all of them."""

RETRY_AFTER_SECONDS = 1
"""A full line is written in less than this on any machine worth the name."""

POISON = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
    ValueError,
)
"""The fault is in what is written (asyncpg's own encoding raises a ValueError)."""


class _Waiting:
    """A command in the line, and the answer that its writer awaits."""

    __slots__ = ("answer", "command", "guards", "moves", "writes")

    def __init__(self, command: Command, answer: "asyncio.Future[Appended]") -> None:
        self.command = command
        self.answer = answer
        self.writes: set[str | tuple[str, str]] = {command.stream_id}
        if key := command.submission:
            self.writes.add((key.system, key.event_id))
        room, slash, _ = command.stream_id.rpartition("/")
        self.moves = self.writes | {room + slash}
        self.guards = {g.stream_id for g in command.guards}

    def settle(self, outcome: Appended | Exception) -> None:
        """Give the answer, unless the writer has left."""
        if self.answer.done():
            return
        if isinstance(outcome, Appended):
            self.answer.set_result(outcome)
        else:
            self.answer.set_exception(outcome)


class _Line:
    """What waits to be written for one agency, first come first."""

    def __init__(self) -> None:
        self.waiting: deque[_Waiting] = deque()
        self.in_flight: list[_Waiting] = []
        self.events = 0

    def join(self, waiting: _Waiting) -> None:
        self.waiting.append(waiting)
        self.events += len(waiting.command.entries)

    def take(self, events_max: int) -> list[_Waiting]:
        """The next flush: no two that touch the same, and nobody overtaken."""
        self.in_flight, kept, events = [], list[_Waiting](), 0
        writes, moves = set[str | tuple[str, str]](), set[str | tuple[str, str]]()
        guards = set[str]()
        while self.waiting and len(kept) < KEPT_BACK_MAX:
            events += len(self.waiting[0].command.entries)
            if events > events_max:
                break
            first = self._leave()
            if first.answer.done():
                continue
            clashes = (
                not writes.isdisjoint(first.writes)
                or not moves.isdisjoint(first.guards)
                or not guards.isdisjoint(first.moves)
            )
            (kept if clashes else self.in_flight).append(first)
            writes |= first.writes
            moves |= first.moves
            guards |= first.guards
        for one in reversed(kept):
            self.waiting.appendleft(one)
            self.events += len(one.command.entries)
        return self.in_flight

    def _leave(self) -> _Waiting:
        first = self.waiting.popleft()
        self.events -= len(first.command.entries)
        return first

    def fail(self, fault: Exception) -> None:
        """Answer all that wait with the fault."""
        while self.waiting:
            self._leave().settle(fault)


class WaitingLines:
    """The one way in to journal_append()."""

    def __init__(
        self, pool: Pool, settings: Settings, written: Callable[[str], None]
    ) -> None:
        """`written` is told the agency after each commit."""
        self._pool = pool
        self._events_max = settings.flush_events_max
        self._line_max = settings.line_max
        self._written = written
        self._lines: dict[str, _Line] = {}
        self._runs: set[asyncio.Task[None]] = set()
        self._closing = False

    async def append(self, agency: str, command: Command) -> Appended:
        """Wait for the command's turn and its commit.

        Raises: as `Journal.append`.
        """
        if self._closing:
            raise JournalClosedError("The journal is closing. Send it elsewhere.")
        line = self._lines.get(agency)
        if line is None:
            line = self._lines[agency] = _Line()
            run = asyncio.create_task(self._run(agency, line))
            self._runs.add(run)
            run.add_done_callback(self._runs.discard)
        if line.events + len(command.entries) > self._line_max:
            raise LineFull(agency, RETRY_AFTER_SECONDS)
        answer: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
        line.join(_Waiting(command, answer))
        return await answer

    async def close(self, seconds: float) -> None:
        """Write what waits, for at most that long."""
        self._closing = True
        if self._runs:
            _, late = await asyncio.wait(self._runs, timeout=seconds)
            for run in late:
                run.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, agency: str, line: _Line) -> None:
        try:
            while line.waiting:
                await self._flush_next(agency, line)
        finally:
            # Nothing is left here, unless this task was cancelled or broke.
            del self._lines[agency]
            _settle(line.in_flight, _unknown())
            line.fail(JournalClosedError("It was not written. Send it again."))

    async def _flush_next(self, agency: str, line: _Line) -> None:
        async with AsyncExitStack() as borrowed:
            try:
                lent = self._pool.acquire(agency)
                connection = await borrowed.enter_async_context(lent)
            except (*LOST, asyncpg.PostgresError) as fault:
                log.warning("journal_unreachable", agency=agency, fault=repr(fault))
                line.fail(JournalUnreachableError(f"Nothing was written: {fault!r}"))
                return
            try:
                await self._write(connection, agency, line.take(self._events_max))
            except LOST as fault:
                log.warning("journal_connection_lost", agency=agency, fault=repr(fault))
                await self._write_again(agency, line.in_flight)
            except asyncpg.PostgresError as fault:
                _settle(line.in_flight, fault)

    async def _write(
        self, connection: Connection, agency: str, batch: list[_Waiting]
    ) -> None:
        try:
            outcomes = await flush(connection, agency, [w.command for w in batch])
        except POISON as fault:
            if len(batch) == 1:
                batch[0].settle(fault)
            else:
                for one in batch:
                    await self._write(connection, agency, [one])
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            waiting.settle(outcome)
        self._written(agency)

    async def _write_again(self, agency: str, batch: list[_Waiting]) -> None:
        """After a lost connection: only what has a submission key may be repeated."""
        unsettled = [w for w in batch if not w.answer.done()]
        keyed = [w for w in unsettled if w.command.submission is not None]
        _settle((w for w in unsettled if w.command.submission is None), _unknown())
        if not keyed:
            return
        try:
            async with self._pool.acquire(agency) as connection:
                await self._write(connection, agency, keyed)
        except (*LOST, asyncpg.PostgresError):
            _settle(keyed, _unknown())


def _settle(batch: Iterable[_Waiting], outcome: Exception) -> None:
    for waiting in batch:
        waiting.settle(outcome)


def _unknown() -> OutcomeUnknownError:
    return OutcomeUnknownError(
        "The connection to the database was lost while writing. Read the stream to"
        " see whether it was written; under a submission key, send it again."
    )
