"""Text that is given out is told of first: together for many, or not at all."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import msgspec
import psycopg
import pytest
from prometheus_client import REGISTRY

from domain.base import WITHHELD, Actor, Event, Role
from domain.raising import IssueWithdrawn
from domain.rights import Identity
from domain.sight import Sight
from registry import entry
from registry.agency_keys import AgencyKeys, KeyRing
from registry.database import Pool
from registry.entry import Envelope, RecordedBy, Written
from registry.keys import Keys, MemoryWrappedKeys
from registry.read_log import ReadLog, ReadLogAwayError
from registry.unsealing import Asking, Unsealer
from tests.front_door import AGENCY
from tests.raw import raw, raw_value

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
STREAM = "issues/1"
BY = RecordedBy(sub="p-1", client_id="case-system")
READER = Identity(
    agency=AGENCY, sub="p-7", client_id="portal", roles=frozenset({"auditor"})
)
ROUTE = "/issues/{issueId}/events"
SEES = Sight(everywhere=True, cleared=True, audits=True)


def asking(**stated: Any) -> Asking:
    """Return what an auditor asks, unless said."""
    return Asking(**{"identity": READER, "sight": SEES, "route": ROUTE} | stated)


def withdrawn(reason: str) -> IssueWithdrawn:
    """Return an event with sealed text."""
    actor = Actor(role=Role.MANAGER)
    return IssueWithdrawn(actor=actor, occurred_at=NOW, reason=reason)


class Sealing:
    """Events sealed as entries of one stream, and an unsealer of them."""

    def __init__(self, pool: Pool) -> None:
        ring = AgencyKeys({AGENCY: KeyRing("1", {"1": bytes(32)})})
        self.pool = pool
        self.wrapped = MemoryWrappedKeys()
        self.keys = Keys(ring, self.wrapped)
        self.log = ReadLog(pool)
        self.unsealer = Unsealer(self.keys, self.log, lambda: NOW)

    async def sealed(self, *events: Event) -> list[Envelope]:
        """Return the envelopes of entries from version 1 on."""
        key = await self.keys.sealing(AGENCY, STREAM)
        made = []
        for version, event in enumerate(events, 1):
            written = Written(id=f"e-{version}", recorded_at=NOW, recorded_by=BY)
            place = entry.placed(event, AGENCY, STREAM, version)
            nonce = version.to_bytes(12, "big")
            made.append(entry.write(event, place, written, key.cipher, nonce))
        return [entry.read(each.entry) for each in made]

    async def rows(self) -> list[asyncpg.Record]:
        """Return the read log, first on top."""
        return await raw(self.pool, "SELECT * FROM unsealing ORDER BY at, versions")


@pytest.fixture
async def sealing(pool: Pool) -> Sealing:
    """An unsealer over the fresh database."""
    return Sealing(pool)


def counted(name: str) -> float:
    """Return a counter's value in this process."""
    return REGISTRY.get_sample_value(name) or 0


async def test_who_read_what_when_through_what_and_why_is_written(
    sealing: Sealing,
) -> None:
    """One row for all entries of one stream in one request; no text is in it."""
    envelopes = await sealing.sealed(withdrawn("Anna"), withdrawn("Bo"))
    before = counted("samverkan_unsealings_total")

    texts = await sealing.unsealer.unsealed(
        asking(why="Dnr 2026/17"), STREAM, envelopes
    )

    assert ["Anna", "Bo"] == [e.reason for e in texts.events.values()]  # type: ignore[attr-defined]
    assert {} == texts.missing
    (row,) = await sealing.rows()
    assert (AGENCY, NOW, "p-7", "portal", STREAM, [1, 2], "Dnr 2026/17", ROUTE) == (
        *(row["agency"], row["at"], row["sub"], row["client_id"], row["stream_id"]),
        *(row["versions"], row["why"], row["route"]),
    )
    assert 32 == len(row["trace"])
    assert 1 == counted("samverkan_unsealings_total") - before


async def test_text_leaves_only_when_the_row_is_durable(
    sealing: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as it is not, the reader waits."""
    envelopes = await sealing.sealed(withdrawn("Anna"))
    hold, kept = asyncio.Event(), sealing.pool.fetch

    async def held(*asked: Any) -> Any:
        await hold.wait()
        return await kept(*asked)

    monkeypatch.setattr(sealing.pool, "fetch", held)
    reading = asyncio.create_task(
        sealing.unsealer.unsealed(asking(), STREAM, envelopes)
    )
    done, _ = await asyncio.wait([reading], timeout=0.1)

    assert not done
    hold.set()
    await reading
    assert 1 == len(await sealing.rows())


async def test_readers_that_come_meanwhile_are_written_together(
    sealing: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred readers cost two commits: the first's, and that of all the others."""
    envelopes = await sealing.sealed(withdrawn("Anna"))
    commits, kept = 0, sealing.pool.fetch

    async def count(*asked: Any) -> Any:
        nonlocal commits
        commits += 1
        await asyncio.sleep(0.05)
        return await kept(*asked)

    monkeypatch.setattr(sealing.pool, "fetch", count)
    reads = [sealing.unsealer.unsealed(asking(), STREAM, envelopes) for _ in range(100)]
    texts = await asyncio.gather(*reads)

    assert 100 == len([each for each in texts if not each.missing])
    assert 100 == len(await sealing.rows())
    assert commits <= 2


async def test_what_cannot_be_told_of_is_not_given_out(
    sealing: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away: every reader that waits is told; the next is served."""
    envelopes = await sealing.sealed(withdrawn("Anna"))

    async def away(*_: Any) -> Any:
        raise asyncpg.ConnectionDoesNotExistError

    with monkeypatch.context() as patch:
        patch.setattr(sealing.pool, "fetch", away)
        reads = [
            sealing.unsealer.unsealed(asking(), STREAM, envelopes) for _ in range(3)
        ]
        answers = await asyncio.gather(*reads, return_exceptions=True)

    assert [ReadLogAwayError] * 3 == [type(each) for each in answers]
    assert not (await sealing.unsealer.unsealed(asking(), STREAM, envelopes)).missing


async def test_a_row_that_the_table_refuses_gives_nothing_out(
    sealing: Sealing,
) -> None:
    """Whatever the fault, it is the text that stays."""
    envelopes = await sealing.sealed(withdrawn("Anna"))

    with pytest.raises(ReadLogAwayError):
        await sealing.unsealer.unsealed(asking(why="x" * 201), STREAM, envelopes)


async def test_nothing_unsealed_nothing_told(sealing: Sealing) -> None:
    """Neither for an entry without text, nor for a system that reads none."""
    envelopes = await sealing.sealed(withdrawn(" "), withdrawn("Anna"))

    open_ = await sealing.unsealer.unsealed(asking(), STREAM, envelopes[:1])
    machine = asking(sight=Sight(everywhere=True, reads_text=False))
    texts = await sealing.unsealer.unsealed(machine, STREAM, envelopes)

    assert {} == open_.missing
    assert {"e-2": "withheld"} == texts.missing
    assert WITHHELD == texts.events["e-2"].reason  # type: ignore[attr-defined]
    assert [] == await sealing.rows()


async def test_text_without_its_key_is_unavailable(sealing: Sealing) -> None:
    """It is withheld, counted as a fault, and nobody is said to have read it."""
    envelopes = await sealing.sealed(withdrawn("Anna"), withdrawn("Bo"))
    sealing.wrapped._kept.clear()  # noqa: SLF001 - as a lost row
    sealing.keys.forget(AGENCY, STREAM)
    before = counted("samverkan_text_unavailable_total")

    texts = await sealing.unsealer.unsealed(asking(), STREAM, envelopes)

    assert {"e-1": "unavailable", "e-2": "unavailable"} == texts.missing
    assert 2 == counted("samverkan_text_unavailable_total") - before
    assert [] == await sealing.rows()


@pytest.mark.parametrize("text", ["AAAA", "not base64!", ""])
async def test_a_damaged_text_leaves_the_others_readable(
    sealing: Sealing, text: str
) -> None:
    """Only what was given out is told of."""
    whole = await sealing.sealed(withdrawn("Anna"), withdrawn("Bo"))
    assert whole[0].sealed is not None
    damaged = entry.Sealed(nonce=whole[0].sealed.nonce, text=text)
    envelopes = [msgspec.structs.replace(whole[0], sealed=damaged), whole[1]]

    texts = await sealing.unsealer.unsealed(asking(), STREAM, envelopes)

    assert {"e-1": "unavailable"} == texts.missing
    assert "Bo" == texts.events["e-2"].reason  # type: ignore[attr-defined]
    assert [[2]] == [row["versions"] for row in await sealing.rows()]


async def test_what_was_disposed_of_is_not_given_out_even_while_its_key_is_there(
    sealing: Sealing,
) -> None:
    """From the entry that says so on, up to it; what came after is read as ever."""
    envelopes = await sealing.sealed(*map(withdrawn, ("Anna", "Bo", "Cilla")))
    await disposed(sealing.pool, version=2)

    texts = await sealing.unsealer.unsealed(asking(), STREAM, envelopes)

    assert {"e-1": "disposed", "e-2": "disposed"} == texts.missing
    assert "Cilla" == texts.events["e-3"].reason  # type: ignore[attr-defined]
    assert [[3]] == [row["versions"] for row in await sealing.rows()]


async def test_disposed_text_is_no_fault(sealing: Sealing) -> None:
    """Its key is gone as was decided: nothing is counted, and nothing told."""
    envelopes = await sealing.sealed(withdrawn("Anna"))
    await disposed(sealing.pool, version=2)
    sealing.wrapped._kept.clear()  # noqa: SLF001 - as disposal does
    sealing.keys.forget(AGENCY, STREAM)
    before = counted("samverkan_text_unavailable_total")

    texts = await sealing.unsealer.unsealed(asking(), STREAM, envelopes)

    assert {"e-1": "disposed"} == texts.missing
    assert before == counted("samverkan_text_unavailable_total")
    assert [] == await sealing.rows()


async def disposed(pool: Pool, version: int) -> None:
    """Write into the journal that the stream's text was disposed of."""
    await raw(
        pool,
        "INSERT INTO journal (agency, position, stream_id, version, kind, entry,"
        " leaf_hash, recorded_at) VALUES ($1, 1, $2, $3, 'sealed-text-disposed.v1',"
        " '', decode(repeat('00', 32), 'hex'), now())",
        AGENCY,
        STREAM,
        version,
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE unsealing SET sub = 'p-8'",
        "DELETE FROM unsealing",
        "TRUNCATE unsealing",
    ],
)
async def test_the_read_log_is_never_changed(
    sealing: Sealing, database_url: str, statement: str
) -> None:
    """Neither by the application, which lacks the right, nor by the owner."""
    await sealing.unsealer.unsealed(
        asking(), STREAM, await sealing.sealed(withdrawn("Anna"))
    )

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await raw(sealing.pool, statement)
    with (
        psycopg.connect(database_url) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"),
    ):
        owner.execute(statement)
    assert 1 == await raw_value(sealing.pool, "SELECT count(*) FROM unsealing")
