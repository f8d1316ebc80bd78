"""The journal as a persistence module of the `eventsourcing` library.

With `PERSISTENCE_MODULE=registry.persistence`, `SAMVERKAN_DATABASE_URL` and
`SAMVERKAN_AGENCY` an unmodified `Application` or `ProjectionRunner` follows the
agency's journal: each entry is a notification whose topic is our kind, whose state is
the entry's exact bytes and whose id is its position. To follow, the login needs to
read `journal`; to write, it must be a member of `samverkan_writer`. This and
recorders.py are the only importers of the library.
"""

import re
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from eventsourcing import persistence as library
from eventsourcing.domain import DomainEventProtocol, TAggregateID
from eventsourcing.utils import Environment, EnvType, TopicError, resolve_topic

from registry.recorders import (
    JournalAggregateRecorder,
    JournalApplicationRecorder,
    JournalProcessRecorder,
    JournalTrackingRecorder,
)
from registry.threaded import ThreadedDatabase

_KIND = re.compile(r"[a-z0-9-]+\.v[0-9]+")

Tracker = TypeVar("Tracker", bound=JournalTrackingRecorder)


class Factory(library.InfrastructureFactory[JournalTrackingRecorder]):
    """Makes the recorders of one application, in one agency.

    `ORIGINATOR_ID_TYPE=uuid` where every stream is named by a UUID; else ids are text.
    """

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        url = self._needed("SAMVERKAN_DATABASE_URL")
        agency = self._needed("SAMVERKAN_AGENCY")
        is_uuid = self.env.get("ORIGINATOR_ID_TYPE", "text").lower() == "uuid"
        name = self.env.name.lower()
        self.database = ThreadedDatabase(url)
        self._place = (self.database, agency, name, UUID if is_uuid else str)

    def _needed(self, variable: str) -> str:
        if value := self.env.get(variable):
            return value
        raise OSError(f"{variable} is not set. The journal is found by it.")

    def mapper(
        self,
        transcoder: library.Transcoder | None = None,
        mapper_class: type[library.Mapper[TAggregateID]] | None = None,
    ) -> library.Mapper[TAggregateID]:
        """A `KindMapper`, unless another is asked for here or as MAPPER_TOPIC."""
        if mapper_class is None and not self.env.get(self.MAPPER_TOPIC):
            mapper_class = KindMapper
        return super().mapper(transcoder, mapper_class)

    def aggregate_recorder(self, purpose: str = "events") -> JournalAggregateRecorder:
        """For snapshots, or what else is in no application sequence."""
        recorder = JournalAggregateRecorder(*self._place)
        recorder.purpose = purpose
        return recorder

    def application_recorder(self) -> JournalApplicationRecorder:
        """For the journal."""
        return JournalApplicationRecorder(*self._place)

    def tracking_recorder(
        self, tracking_recorder_class: type[Tracker] | None = None
    ) -> Tracker:
        """For a view: the class given here or as TRACKING_RECORDER_TOPIC."""
        topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
        recorder: Any = tracking_recorder_class or JournalTrackingRecorder
        if tracking_recorder_class is None and topic:
            recorder = resolve_topic(topic)
        return recorder(*self._place)  # type: ignore[no-any-return]

    def process_recorder(self) -> JournalProcessRecorder:
        """For an application that follows another."""
        return JournalProcessRecorder(*self._place)

    def close(self) -> None:
        """End the connections and the thread."""
        self.database.close()


class JournalEntry(msgspec.Struct, frozen=True):
    """An entry of the registry as the library's domain event."""

    originator_id: str
    """The stream."""

    originator_version: int
    kind: str
    entry: bytes
    """The exact bytes that were hashed: JSON."""


class KindMapper(library.Mapper[TAggregateID]):
    """Our kinds are topics of their own, never class paths.

    An entry becomes a `JournalEntry`, or an event of the class that its kind was
    registered for with the library's `register_topic`, made of the entry's JSON. All
    other topics are the library's and go as they always do.
    """

    def to_stored_event(
        self, domain_event: DomainEventProtocol[TAggregateID]
    ) -> library.StoredEvent:
        """The way in."""
        if isinstance(domain_event, JournalEntry):
            return library.StoredEvent(*msgspec.structs.astuple(domain_event))
        return super().to_stored_event(domain_event)

    def to_domain_event(
        self, stored_event: library.StoredEvent
    ) -> DomainEventProtocol[TAggregateID]:
        """The way out."""
        s = stored_event
        if not _is_entry(s.topic):
            return super().to_domain_event(s)
        entry: Any = JournalEntry(
            str(s.originator_id), s.originator_version, s.topic, s.state
        )
        return entry  # type: ignore[no-any-return]


@lru_cache
def _is_entry(topic: str) -> bool:
    if not _KIND.fullmatch(topic):
        return False
    try:
        resolve_topic(topic)
    except TopicError:
        return True
    return False
