"""The library's own recorder tests pass against the journal, and its applications
follow what the registry wrote.
"""

import asyncio
import sys
from collections.abc import Iterator
from typing import Any
from unittest import TestCase
from uuid import UUID

import pytest
from eventsourcing import cryptography
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, CanMutateAggregate, event
from eventsourcing.persistence import InfrastructureFactory, Tracking
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import Environment, register_topic

from registry.database import open_pool
from registry.journal import Command, open_journal
from registry.persistence import Factory, JournalEntry, KindMapper
from registry.recorders import (
    JournalAggregateRecorder,
    JournalApplicationRecorder,
    JournalProcessRecorder,
    JournalTrackingRecorder,
)
from registry.settings import Settings
from tests.journal_contract import AGENCY, command, entry

# The library's cipher by the `cryptography` package, which the registry has, instead
# of by pycryptodome, which it would be alone in needing.
sys.modules.setdefault("eventsourcing.cipher", cryptography)

from eventsourcing.tests import persistence as library  # noqa: E402

ENVIRONMENT = {
    "PERSISTENCE_MODULE": "registry.persistence",
    "SAMVERKAN_AGENCY": AGENCY,
    "ORIGINATOR_ID_TYPE": "uuid",
}


class Fresh(TestCase):
    """A factory on a fresh database for each of the library's tests."""

    env: Environment
    factory: Factory

    @pytest.fixture(autouse=True)
    def fresh(self, database_url: str) -> Iterator[None]:
        """The library's cases are unittest's; this is how pytest reaches into them."""
        type(self).env = Environment(
            "", {**ENVIRONMENT, "SAMVERKAN_DATABASE_URL": database_url}
        )
        if not isinstance(self, library.InfrastructureFactoryTestCase):
            self.factory = Factory(self.env)
        yield
        self.factory.close()


class TestAggregateRecorder(Fresh, library.AggregateRecorderTestCase):
    """The library: events of an aggregate, unique by version, all or none."""

    def create_recorder(self) -> JournalAggregateRecorder:
        """For the library's test."""
        return self.factory.aggregate_recorder()


class TestApplicationRecorder(
    Fresh, library.ApplicationRecorderTestCase[JournalApplicationRecorder]
):
    """The library: one sequence of all events, also under concurrent writers."""

    def create_recorder(self) -> JournalApplicationRecorder:
        """For the library's test."""
        return self.factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        """The library: a subscription yields old events and then new ones."""
        self.optional_test_insert_subscribe()


class TestTrackingRecorder(Fresh, library.TrackingRecorderTestCase):
    """The library: how far another application was followed only grows."""

    def create_recorder(self) -> JournalTrackingRecorder:
        """For the library's test."""
        return self.factory.tracking_recorder()


class TestProcessRecorder(Fresh, library.ProcessRecorderTestCase):
    """The library: events and tracking are written together or not at all."""

    def create_recorder(self) -> JournalProcessRecorder:
        """For the library's test."""
        return self.factory.process_recorder()


class TestNonInterleaving(Fresh, library.NonInterleavingNotificationIDsBaseCase):
    """The library: two insertions at once do not get between each other."""

    def create_recorder(self) -> JournalApplicationRecorder:
        """For the library's test."""
        return self.factory.application_recorder()


class OwnTrackingRecorder(JournalTrackingRecorder):
    """What a team derives for its own view."""


class TestFactory(Fresh, library.InfrastructureFactoryTestCase[Factory]):
    """The library: mapper, ciphers, compressors and recorders by environment."""

    def expected_factory_class(self) -> type[Factory]:
        """For the library's test."""
        return Factory

    def expected_aggregate_recorder_class(self) -> type[JournalAggregateRecorder]:
        """For the library's test."""
        return JournalAggregateRecorder

    def expected_application_recorder_class(self) -> type[JournalApplicationRecorder]:
        """For the library's test."""
        return JournalApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[JournalTrackingRecorder]:
        """For the library's test."""
        return JournalTrackingRecorder

    def tracking_recorder_subclass(self) -> type[JournalTrackingRecorder]:
        """For the library's test."""
        return OwnTrackingRecorder

    def expected_process_recorder_class(self) -> type[JournalProcessRecorder]:
        """For the library's test."""
        return JournalProcessRecorder


class Registry(Application[str]):
    """An application of the library, unmodified."""


class KindsSeen(JournalTrackingRecorder):
    """A view of the team's own; it keeps what it saw in memory."""

    seen: list[tuple[int, str, bytes]]


class Following(Projection[KindsSeen]):
    """A projection of the library that only notes what comes."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Note the entry and advance."""
        seen = (tracking.notification_id, domain_event.kind, domain_event.entry)
        self.view.__dict__.setdefault("seen", []).append(seen)
        self.view.insert_tracking(tracking)


def record(url: str, *commands: Command) -> None:
    """Write through the registry's own journal."""

    async def write() -> None:
        async with (
            open_pool(url, size=2) as pool,
            open_journal(url, pool, Settings()) as journal,
        ):
            for one in commands:
                await journal.append(AGENCY, one)

    asyncio.run(write())


def environment(url: str) -> dict[str, str]:
    """What a team sets to follow the agency; ids of streams are text."""
    return {
        "PERSISTENCE_MODULE": "registry.persistence",
        "SAMVERKAN_AGENCY": AGENCY,
        "SAMVERKAN_DATABASE_URL": url,
    }


def test_the_librarys_runner_follows_the_registry(database_url: str) -> None:
    """An unmodified ProjectionRunner gets what was written before and after it
    began, as kinds and exact bytes, and remembers how far it is.
    """
    exact = '{"facts": {"mode":  "local"}, "sealed":"\u00e5"}'
    record(database_url, Command("issue-1", 0, (entry(exact, "issue-raised.v1"),)))
    with ProjectionRunner(
        application_class=Registry,
        projection_class=Following,
        view_class=KindsSeen,
        env=environment(database_url),
    ) as runner:
        record(database_url, command("issue-1", 1, entries=2))
        runner.wait(3, timeout=5)
        seen = runner.view.seen

    assert seen[0] == (1, "issue-raised.v1", exact.encode())
    assert [(n, kind) for n, kind, _ in seen[1:]] == [
        (2, "decision-made.v1"),
        (3, "decision-made.v1"),
    ]


def test_an_application_reads_the_registrys_log(database_url: str) -> None:
    """Its notification log shows kinds as topics, entries as state, by position."""
    record(database_url, command("issue-1", entries=3))
    with Registry(environment(database_url)) as application:
        log = application.notification_log.select(start=2, limit=10)
        entries = [application.mapper.to_domain_event(n) for n in log]

    assert [n.id for n in log] == [2, 3]
    assert entries[0] == JournalEntry(
        "issue-1", 2, "decision-made.v1", b'{"n":"issue-1/2"}'
    )


def test_an_entry_goes_through_the_mapper_unchanged(database_url: str) -> None:
    """To the library's event and back, byte for byte."""
    record(database_url, Command("issue-1", 0, (entry('{"a":  1}'),)))
    with Registry(environment(database_url)) as application:
        (stored,) = application.recorder.select_events("issue-1")
        event = application.mapper.to_domain_event(stored)

        assert isinstance(application.mapper, KindMapper)
        assert application.mapper.to_stored_event(event) == stored


class Withdrawn(CanMutateAggregate[str]):
    """A team's own class for one of our kinds."""

    n: str


def test_a_kind_may_have_a_class_of_the_teams_own(database_url: str) -> None:
    """Registered with the library's own `register_topic`, made of the entry's JSON."""
    register_topic("issue-withdrawn.v1", Withdrawn)
    written = entry('{"n":"because"}', "issue-withdrawn.v1")
    record(database_url, Command("issue-1", 0, (written,)))
    with Registry(environment(database_url)) as application:
        (stored,) = application.recorder.select_events("issue-1")
        event = application.mapper.to_domain_event(stored)

    assert isinstance(event, Withdrawn)
    assert (event.originator_id, event.n) == ("issue-1", "because")


class Note(Aggregate):
    """An aggregate of the library."""

    @event("Begun")
    def __init__(self, text: str) -> None:
        self.text = text

    @event("Rewritten")
    def rewrite(self, text: str) -> None:
        """Another text."""
        self.text = text


def test_the_librarys_aggregates_live_in_the_journal_too(database_url: str) -> None:
    """Saved, read back, read as of a version, and from a snapshot."""
    env = {**environment(database_url), "IS_SNAPSHOTTING_ENABLED": "y"}
    application: Application[UUID] = Application(env)
    with application:
        note = Note("first")
        note.rewrite("second")
        application.save(note)
        application.take_snapshot(note.id)
        copy: Note = application.repository.get(note.id)
        earlier: Note = application.repository.get(note.id, version=1)

        assert (copy.text, copy.version) == ("second", 2)
        assert earlier.text == "first"
        assert application.snapshots is not None
        assert len(list(application.snapshots.get(note.id))) == 1


@pytest.mark.parametrize("variable", ["SAMVERKAN_DATABASE_URL", "SAMVERKAN_AGENCY"])
def test_a_missing_variable_is_named(variable: str) -> None:
    """The factory says what it needs."""
    env = environment("postgresql:///nowhere")
    del env[variable]

    with pytest.raises(OSError, match=f"{variable} is not set"):
        InfrastructureFactory.construct(env)
