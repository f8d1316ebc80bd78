"""The journal as the recorders of the `eventsourcing` library; see persistence.py."""

import hashlib
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
from eventsourcing import persistence as library

from registry.command import ENTRIES_MAX, Appended, Command, NewEntry
from registry.database import LOST, Connection
from registry.flush import flush
from registry.queries import queries
from registry.threaded import ThreadedDatabase

SQL = queries("registry", "persistence.sql")

POLL_SECONDS = 1.0
"""How long a subscription waits at most for a hint before it looks by itself."""

T = TypeVar("T")


class JournalRecorder:
    """What every recorder has: the agency's database, and its application's name."""

    def __init__(
        self, database: ThreadedDatabase, agency: str, name: str, id_type: type = str
    ) -> None:
        """`id_type` is `str`, or `UUID` where every stream is named by one."""
        self.database = database
        self.agency = agency
        self.name = name
        self.id_type = id_type

    def fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """The rows of a query whose first argument is the agency."""
        return self.run(self.database.pool.fetch(sql, self.agency, *arguments))

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """The coroutine's result, or its fault as the library names it."""
        try:
            return self.database.run(coroutine)
        except asyncpg.IntegrityConstraintViolationError as fault:
            raise library.IntegrityError(str(fault)) from fault
        except (asyncpg.DataError, ValueError) as fault:
            raise library.DataError(str(fault)) from fault
        except LOST as fault:
            raise library.OperationalError(str(fault)) from fault
        except asyncpg.PostgresError as fault:
            raise library.DatabaseError(str(fault)) from fault


class JournalAggregateRecorder(JournalRecorder, library.AggregateRecorder):
    """Events in no application sequence: snapshots above all."""

    select = "select_aside"
    purpose = "events"

    @property
    def scope(self) -> tuple[str, ...]:
        """What narrows the selection besides the agency and the stream."""
        return self.name, self.purpose

    def insert_events(
        self, stored_events: Sequence[library.StoredEvent], **_: Any
    ) -> Sequence[int] | None:
        """All or none. Raises: IntegrityError when one is there already."""
        columns = (
            [str(event.originator_id) for event in stored_events],
            [event.originator_version for event in stored_events],
            [event.topic for event in stored_events],
            [event.state for event in stored_events],
        )
        self.fetch(SQL["insert_aside"], self.name, self.purpose, *columns)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[library.StoredEvent]:
        """Between two versions, oldest first or (`desc`) newest first."""
        sql = SQL[self.select + ("_desc" if desc else "")]
        rows = self.fetch(sql, str(originator_id), gt, lte, limit, *self.scope)
        return [library.StoredEvent(self.id_type(row[0]), *row[1:]) for row in rows]


class JournalApplicationRecorder(JournalAggregateRecorder, library.ApplicationRecorder):
    """The agency's journal as an application sequence."""

    select = "select_events"
    scope = ()

    def insert_events(
        self, stored_events: Sequence[library.StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Their positions. Raises: IntegrityError when a version is not the next."""
        tracking: library.Tracking | None = kwargs.get("tracking")
        return self.run(self._insert(_commands(stored_events), tracking))

    async def _insert(
        self, commands: list[Command], tracking: library.Tracking | None
    ) -> list[int]:
        positions: list[int] = []
        lent = self.database.pool.acquire(self.agency)
        async with lent as connection, connection.transaction():
            for command in commands:
                (outcome,) = await flush(connection, self.agency, [command])
                if not isinstance(outcome, Appended):
                    raise library.IntegrityError(str(outcome))
                positions += range(outcome.first_position, outcome.last_position + 1)
            if tracking is not None:
                await self.track(connection, tracking)
        self.database.hints.tell(self.agency)
        return positions

    async def track(self, connection: Connection, tracking: library.Tracking) -> None:
        """A process recorder writes it in the same transaction."""

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[library.Notification]:
        """A page of the journal, oldest first; `topics` are kinds."""
        first = (start or 0) + (not inclusive_of_start)
        sql = SQL["select_notifications"]
        rows = self.fetch(sql, first, stop, list(topics), limit)
        return [library.Notification(self.id_type(row[0]), *row[1:]) for row in rows]

    def max_notification_id(self) -> int | None:
        """The agency's last position."""
        rows = self.fetch(SQL["last_position"])
        return rows[0][0] if rows else None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> library.Subscription[library.ApplicationRecorder]:
        """Every entry after that position, as they come."""
        return JournalSubscription(recorder=self, gt=gt, topics=topics)


class JournalSubscription(library.ListenNotifySubscription[JournalApplicationRecorder]):
    """Woken by the journal's hints, and by itself once a second."""

    _waking: "Future[None] | None" = None

    def __init__(
        self,
        recorder: JournalApplicationRecorder,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._waking = recorder.database.wake(
            recorder.agency, self._has_been_notified.set, POLL_SECONDS
        )
        if self._has_been_stopped:
            self._waking.cancel()

    def stop(self) -> None:
        """End it; again is no fault."""
        super().stop()
        if self._waking is not None:
            self._waking.cancel()


class JournalTrackingRecorder(JournalRecorder, library.TrackingRecorder):
    """How far the application has followed others."""

    def insert_tracking(self, tracking: library.Tracking) -> None:
        """Raises: IntegrityError unless it is beyond what stands."""
        self.run(self._track(tracking))

    async def _track(self, tracking: library.Tracking) -> None:
        async with self.database.pool.acquire(self.agency) as connection:
            await self.track(connection, tracking)

    async def track(self, connection: Connection, tracking: library.Tracking) -> None:
        """As `insert_tracking`, within the connection's transaction."""
        upstream, position = tracking.application_name, tracking.notification_id
        arguments = (self.agency, self.name, upstream, position)
        if await connection.fetchval(SQL["track"], *arguments) is None:
            raise library.IntegrityError(
                f"{upstream} is tracked to {position} already."
            )

    def max_tracking_id(self, application_name: str) -> int | None:
        """The position that stands, if any."""
        rows = self.fetch(SQL["tracked"], self.name, application_name)
        return rows[0][0] if rows else None


class JournalProcessRecorder(
    JournalTrackingRecorder, JournalApplicationRecorder, library.ProcessRecorder
):
    """Writes what an application made of an entry together with how far it is."""


def _commands(events: Sequence[library.StoredEvent]) -> list[Command]:
    """Runs of one stream's following versions, in the order given."""
    runs: list[list[library.StoredEvent]] = []
    for event in events:
        if runs and len(runs[-1]) < ENTRIES_MAX and _follows(runs[-1][-1], event):
            runs[-1].append(event)
        else:
            runs.append([event])
    return [
        Command(
            str(run[0].originator_id),
            run[0].originator_version - 1,
            tuple(_entry(event) for event in run),
        )
        for run in runs
    ]


def _follows(a: library.StoredEvent, b: library.StoredEvent) -> bool:
    same = a.originator_id == b.originator_id
    return same and a.originator_version + 1 == b.originator_version


def _entry(event: library.StoredEvent) -> NewEntry:
    leaf_hash = hashlib.sha256(b"\0" + event.state).digest()
    return NewEntry(event.topic, event.state, leaf_hash, datetime.now(UTC))
