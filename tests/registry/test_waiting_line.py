"""What shares a flush does not share its misfortunes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import msgspec
import pytest

from registry.database import Pool, connect
from registry.journal import (
    Appended,
    Command,
    JournalClosedError,
    JournalUnreachableError,
    LineFull,
    NewEntry,
    OutcomeUnknownError,
    PostgresJournal,
    open_journal,
)
from registry.settings import Settings
from tests.journal_contract import AGENCY, NOON, command, entry, key

pytestmark = pytest.mark.anyio

POISONED = {
    "a NUL in text": entry(kind="decision\0made"),
    "half a surrogate": entry(kind="decision-\ud83d"),
    "a short hash": NewEntry("decision-made.v1", b"{}", b"short", NOON),
    "no text": NewEntry(None, b"{}", b"0" * 32, NOON),  # type: ignore[arg-type]
}


@asynccontextmanager
async def held(
    url: str, journal: PostgresJournal
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The agency's head is locked: what is flushed waits until the block ends."""
    await journal.append(AGENCY, command("issue-0"))
    connection = await connect(url, role=None)
    async with connection.transaction():
        await connection.execute("SELECT FROM journal_head FOR UPDATE")
        yield connection
    await connection.close()


async def until_waiting(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    """The process number of the session that waits for the locked head."""
    while True:
        pid = await connection.fetchval(
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        )
        if pid:
            return int(pid)
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("poison", POISONED.values(), ids=POISONED)
async def test_a_poisoned_command_fails_alone(
    journal: PostgresJournal, poison: NewEntry
) -> None:
    """The nineteen that shared its flush are written."""
    commands = [command(f"issue-{n}") for n in range(20)]
    commands[7] = Command("issue-7", 0, (entry(), poison))

    answers = await asyncio.gather(
        *(journal.append(AGENCY, c) for c in commands), return_exceptions=True
    )

    failed = [n for n, a in enumerate(answers) if not isinstance(a, Appended)]
    assert failed == [7]
    assert await journal.head(AGENCY) == 19


async def test_a_full_line_takes_no_more(database_url: str, pool: Pool) -> None:
    """Past its bound a command is refused at once and the others are written."""
    settings = Settings(line_max=10)
    async with open_journal(database_url, pool, settings) as journal:
        async with held(database_url, journal) as holder:
            first = asyncio.create_task(journal.append(AGENCY, command("issue-1")))
            await until_waiting(holder)
            line = [
                asyncio.create_task(journal.append(AGENCY, command(f"waiting-{n}")))
                for n in range(10)
            ]
            await asyncio.sleep(0)
            with pytest.raises(LineFull) as refusal:
                await journal.append(AGENCY, command("issue-2"))

        await asyncio.gather(first, *line)
        assert refusal.value.retry_after_seconds >= 1
        assert await journal.head(AGENCY) == 12


async def test_one_agency_does_not_wait_for_another(
    database_url: str, journal: PostgresJournal
) -> None:
    """While one agency's line stands still, another's goes on."""
    async with held(database_url, journal) as holder:
        waiting = asyncio.create_task(journal.append(AGENCY, command("issue-1")))
        await until_waiting(holder)

        other = await journal.append("skatteverket", command("issue-1"))

        assert other.last_position == 1
        assert not waiting.done()
    await waiting


async def test_a_writer_that_leaves_does_no_harm(
    database_url: str, journal: PostgresJournal
) -> None:
    """What is in flight is written; what had not left the line is not."""
    async with held(database_url, journal) as holder:
        flying = [
            asyncio.create_task(journal.append(AGENCY, command(f"flying-{n}")))
            for n in range(3)
        ]
        await until_waiting(holder)
        lining = [
            asyncio.create_task(journal.append(AGENCY, command(f"lining-{n}")))
            for n in range(3)
        ]
        await asyncio.sleep(0)
        flying[1].cancel()
        lining[1].cancel()
    await asyncio.gather(*flying, *lining, return_exceptions=True)

    streams = [s.stream_id for s in await journal.read(AGENCY, 1)]
    assert streams == ["flying-0", "flying-1", "flying-2", "lining-0", "lining-2"]


async def test_a_lost_connection_is_made_good_where_it_can_be(
    database_url: str, journal: PostgresJournal
) -> None:
    """A command with a submission key is sent again; of another it is not known."""
    async with held(database_url, journal) as holder:
        keyed = asyncio.create_task(
            journal.append(AGENCY, command("issue-1", key=key("a")))
        )
        bare = asyncio.create_task(journal.append(AGENCY, command("issue-2")))
        await asyncio.sleep(0)
        pid = await until_waiting(holder)
        await holder.execute("SELECT pg_terminate_backend($1)", pid)
        await asyncio.sleep(0.1)

    assert await keyed == Appended(2, 2, 1, replayed=False)
    with pytest.raises(OutcomeUnknownError):
        await bare


async def test_a_database_out_of_reach_is_said_to_be(
    postgres: str, database_url: str, journal: PostgresJournal
) -> None:
    """Nothing was written, the answer is at once, and all is well when it is back."""
    name = urlsplit(database_url).path.removeprefix("/")
    server = await connect(postgres, role=None)
    await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
    await server.execute(end, name)
    await asyncio.sleep(0.1)

    with pytest.raises(JournalUnreachableError):
        await journal.append(AGENCY, command("issue-1"))

    await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    await server.close()
    assert (await journal.append(AGENCY, command("issue-1"))).last_position == 1


async def test_closing_writes_what_waits_and_takes_no_more(
    database_url: str, pool: Pool
) -> None:
    """Everything that was taken in before the end has its answer."""
    async with open_journal(database_url, pool, Settings()) as journal:
        taken = [
            asyncio.create_task(journal.append(AGENCY, command(f"issue-{n}")))
            for n in range(500)
        ]
        await asyncio.sleep(0)

    answers = await asyncio.gather(*taken)
    assert sorted(a.first_position for a in answers) == list(range(1, 501))
    with pytest.raises(JournalClosedError):
        await journal.append(AGENCY, command("issue-501"))


async def test_a_flush_holds_no_more_than_its_bound(
    database_url: str, pool: Pool
) -> None:
    """Fifty commands of four entries and a bound of 100 are written in order."""
    settings = msgspec.structs.replace(Settings(), flush_events_max=100)
    async with open_journal(database_url, pool, settings) as journal:
        commands = [command(f"issue-{n}", entries=4) for n in range(50)]

        await asyncio.gather(*(journal.append(AGENCY, c) for c in commands))

        order = [s.stream_id for s in await journal.read(AGENCY, 0)]
        assert order == [c.stream_id for c in commands for _ in range(4)]


async def test_commands_of_one_stream_are_written_in_turn(
    journal: PostgresJournal,
) -> None:
    """Fifty that follow each other, sent at once, are all written."""
    answers = await asyncio.gather(
        *(journal.append(AGENCY, command("issue-1", n)) for n in range(50))
    )

    assert [a.version for a in answers] == list(range(1, 51))
