"""record(): all or none, once, in order, and resting on what it looked at."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from domain.base import Refused
from registry import entry
from registry.app import Parts, opened
from registry.claim import Claim
from registry.command import Command, KeyReused, Outpaced
from registry.example import example
from registry.journal import PostgresJournal
from registry.record import Recorder
from registry.settings import Settings
from registry.surroundings import REGISTER, AllSurroundings
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import (
    MACHINE,
    STAFF,
    claim,
    new_issue,
    perspective,
    race,
    tell_example,
)

pytestmark = pytest.mark.anyio

WEST = {
    "kind": "unit-established.v1",
    "actor": STAFF,
    "occurredOn": "2024-12-02",
    "unit": "west",
    "name": "Region West",
    "establishedFrom": "2024-12-02",
}
SEKO_RELEASED = {
    "kind": "organisation-released.v1",
    "actor": STAFF,
    "occurredOn": "2026-01-10",
    "organisation": "seko",
    "boundUntil": "2026-01-01",
}


def raised(**changed: Any) -> dict[str, Any]:
    """How the example's issue was raised, but for *changed*."""
    event: dict[str, Any] = example()["issue"][0]["events"][0]
    return event | changed


async def raise_issue(parts: Parts, clock: SetClock) -> str:
    """Raise an issue on 2 March; return its stream."""
    clock.set("2026-03-02T12:00:00+01:00")
    stream = new_issue()
    await parts.recorder.record(claim(stream, [raised()]))
    return stream


class Meddled(PostgresJournal):
    """A journal that something else is written to just before the first append."""

    def __init__(self, journal: PostgresJournal, meddle: Any) -> None:
        self.__dict__.update(journal.__dict__)
        self.meddle = meddle
        self.tries = 0

    async def append(self, agency: str, command: Command) -> Any:
        """As ever, but after what comes first."""
        self.tries += 1
        if self.tries == 1:
            await self.meddle()
        return await super().append(agency, command)


def meddled(parts: Parts, *events: Any, stream: str = REGISTER) -> Recorder:
    """A recorder that is outrun once, by *events* in another stream."""

    async def meddle() -> None:
        await parts.recorder.record(claim(stream, events))

    journal = Meddled(parts.journal, meddle)
    surroundings = AllSurroundings(parts.journal)
    return Recorder(journal, parts.keys, surroundings, parts.clock)


async def test_fifty_that_race_are_all_recorded_once(
    parts: Parts, clock: SetClock, database_url: str, tmp_path: Path
) -> None:
    """Two processes record in one stream at once: versions and positions are dense."""
    stream = await raise_issue(parts, clock)
    head = await parts.journal.head(AGENCY)
    settings = Settings(make_keys=True, var=tmp_path, poll_seconds=0.02)
    async with opened(settings, database_url, clock) as other:
        recordings = await race([parts, other], stream, 50)

    receipts = sorted(r.position for each in recordings for r in each.receipts)
    stored = await parts.journal.read_stream(AGENCY, stream)
    said = {json.loads(each.entry)["facts"].get("perspectiveId") for each in stored}
    assert [*range(head + 1, head + 51)] == receipts
    assert [*range(1, 52)] == [each.version for each in stored]
    assert {None, *(f"p{n}" for n in range(50))} == said


async def test_whoever_states_a_version_is_not_tried_anew(
    parts: Parts, clock: SetClock
) -> None:
    """The client has decided on what it saw: it must look again."""
    stream = await raise_issue(parts, clock)
    recorder = meddled(parts, perspective("p0"), stream=stream)

    said = claim(stream, [perspective("p1")], expected_version=1)
    with pytest.raises(Outpaced) as refusal:
        await recorder.record(said)

    assert (1, 2) == (refusal.value.expected, refusal.value.found)
    assert 2 == len(await parts.journal.read_stream(AGENCY, stream))


async def test_an_unseen_version_is_no_matter_to_others(
    parts: Parts, clock: SetClock
) -> None:
    """Without a version stated it is recorded after what came first."""
    stream = await raise_issue(parts, clock)
    recorder = meddled(parts, perspective("p0"), stream=stream)

    recording = await recorder.record(claim(stream, [perspective("p1")]))

    assert 3 == recording.version


async def test_a_register_that_changed_meanwhile_is_read_again(
    parts: Parts, clock: SetClock
) -> None:
    """What rested on the old one is admitted anew, on the new one, and recorded."""
    clock.set("2026-03-02T12:00:00+01:00")
    recorder = meddled(parts, WEST)

    recording = await recorder.record(claim(new_issue(), [raised()]))

    assert await parts.journal.head(AGENCY) == recording.receipts[0].position


async def test_what_the_changed_register_refuses_is_not_recorded(
    parts: Parts, clock: SetClock
) -> None:
    """It was admissible when it was looked at, and no longer when it was written."""
    clock.set("2026-03-02T12:00:00+01:00")
    topic = {
        "kind": "topic-added.v1",
        "actor": STAFF,
        "occurredOn": "2024-12-02",
        "topic": "lunch",
        "nameSv": "Lunch",
        "nameEn": "Lunch",
    }
    added = await parts.recorder.record(claim(REGISTER, [topic]))
    annulled = {
        "kind": "event-annulled.v1",
        "actor": STAFF,
        "occurredOn": "2026-03-01",
        "target": added.receipts[0].event_id,
        "reason": "It is no topic.",
    }
    recorder = meddled(parts, annulled)
    head = await parts.journal.head(AGENCY)

    with pytest.raises(Refused) as refusal:
        await recorder.record(claim(new_issue(), [raised(topic="lunch")]))

    assert "1.3" == refusal.value.rule
    assert head + 1 == await parts.journal.head(AGENCY)


async def test_what_another_process_registered_is_known(
    parts: Parts, clock: SetClock, database_url: str, tmp_path: Path
) -> None:
    """A refusal that rests on an outdated register is looked into before that."""
    settings = Settings(make_keys=True, var=tmp_path, poll_seconds=0.02)
    clock.set("2026-03-02T12:00:00+01:00")
    await parts.recorder.record(claim(new_issue(), [raised()]))
    topic = {
        "kind": "topic-added.v1",
        "actor": STAFF,
        "occurredOn": "2024-12-02",
        "topic": "lunch",
        "nameSv": "Lunch",
        "nameEn": "Lunch",
    }
    async with opened(settings, database_url, clock) as other:
        await other.recorder.record(claim(REGISTER, [topic]))

    recording = await parts.recorder.record(claim(new_issue(), [raised(topic="lunch")]))

    assert 1 == recording.version


async def test_recorded_time_never_goes_backwards_in_a_stream(
    parts: Parts, clock: SetClock
) -> None:
    """When the clock steps back, an entry has the time of the one before."""
    stream = await raise_issue(parts, clock)
    noon = clock.now
    clock.now = noon - timedelta(hours=1)
    await parts.recorder.record(claim(stream, [perspective("p1"), perspective("p2")]))
    clock.now = noon + timedelta(hours=1)
    await parts.recorder.record(claim(stream, [perspective("p3")]))

    stored = await parts.journal.read_stream(AGENCY, stream)
    assert [noon, noon, noon, clock.now] == [each.recorded_at for each in stored]
    assert [noon] * 3 == [entry.read(each.entry).recorded_at for each in stored[:3]]


async def test_a_time_with_any_offset_is_kept_in_utc(
    parts: Parts, clock: SetClock
) -> None:
    """DOT.01: to the minute, `Z`; a repetition with another offset is the same."""
    stream = await raise_issue(parts, clock)
    there = perspective("p1", occurredAt="2026-03-02T10:30:45.5+01:00")
    here = perspective("p1", occurredAt="2026-03-02T09:30:00Z")
    del there["occurredOn"], here["occurredOn"]
    first = claim(stream, [there])
    again = Claim(
        identity=first.identity,
        stream=stream,
        events=claim(stream, [here]).events,
        source=first.source,
    )

    recording = await parts.recorder.record(first)
    repeated = await parts.recorder.record(again)

    stored = await parts.journal.read_stream(AGENCY, stream, 1)
    assert b'"occurredAt":"2026-03-02T09:30:00Z"' in stored[0].entry
    assert (False, True) == (recording.replayed, repeated.replayed)
    assert recording.receipts == repeated.receipts


async def test_a_key_is_bound_to_its_address(parts: Parts, clock: SetClock) -> None:
    """The same events under the same key for another issue are another request."""
    first, second = [await raise_issue(parts, clock) for _ in range(2)]
    said = claim(first, [perspective("p1")], target=first)
    await parts.recorder.record(said)
    elsewhere = Claim(
        identity=said.identity,
        stream=second,
        events=said.events,
        source=said.source,
        target=second,
    )

    with pytest.raises(KeyReused):
        await parts.recorder.record(elsewhere)

    assert 1 == len(await parts.journal.read_stream(AGENCY, second))


async def test_a_batch_is_admitted_one_upon_the_other(
    parts: Parts, clock: SetClock
) -> None:
    """The second event rests on the first; where the last is refused none is kept."""
    clock.set("2026-03-02T12:00:00+01:00")
    whole, broken = new_issue(), new_issue()
    ended = {
        "kind": "issue-withdrawn.v1",
        "actor": {"role": "manager", "person": "p-101"},
        "occurredOn": "2026-03-01",
        "reason": "Not needed.",
    }
    head = await parts.journal.head(AGENCY)

    await parts.recorder.record(claim(whole, [raised(), perspective("p1")]))
    with pytest.raises(Refused):
        await parts.recorder.record(claim(broken, [raised(), ended, ended]))

    assert head + 2 == await parts.journal.head(AGENCY)
    assert [] == await parts.journal.read_stream(AGENCY, broken)


async def test_sealed_text_stands_nowhere_in_plain(
    parts: Parts, clock: SetClock, database_url: str
) -> None:
    """No title, name or word that was said: in no column of any table."""
    stream = new_issue()
    await tell_example(parts, clock, stream)
    await parts.projector.catch_up(AGENCY)
    texts = {
        value.encode()
        for step in example()["issue"]
        for event in step["events"]
        for name, value in _texts(event)
        if name in {"title", "text", "reason", "remark", "result", "item", "criteria"}
        and " " in value
    }

    connection = await asyncpg.connect(database_url)
    found = [
        (table, text)
        for table, content in (await _everything(connection)).items()
        for text in texts
        if text in content
    ]
    await connection.close()
    assert len(texts) >= 12
    assert [] == found


def _texts(value: Any, name: str = "") -> list[tuple[str, str]]:
    match value:
        case str():
            return [(name, value)]
        case list():
            return [pair for item in value for pair in _texts(item, name)]
        case dict():
            return [pair for key, item in value.items() for pair in _texts(item, key)]
        case _:
            return []


async def _everything(connection: Any) -> dict[str, bytes]:
    """Every row of every table of ours, as bytes, by the table's name."""
    tables = await connection.fetch(
        "SELECT schemaname, tablename FROM pg_tables"
        " WHERE schemaname IN ('public', 'readings', 'readings_rebuild')"
    )
    found = {}
    for schema, table in tables:
        rows = await connection.fetch(f'SELECT * FROM "{schema}"."{table}"')  # noqa: S608
        cells = [value for row in rows for value in row.values()]
        found[table] = b"\0".join(
            cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells
        )
    assert len(found["journal"]) > 10_000
    assert len(found["timeline"]) > 5_000
    return found


async def test_of_the_same_request_at_once_one_is_recorded(
    parts: Parts, clock: SetClock, database_url: str, tmp_path: Path
) -> None:
    """Also when it comes to two processes: the later gets the earlier's answer."""
    stream = await raise_issue(parts, clock)
    head = await parts.journal.head(AGENCY)
    settings = Settings(make_keys=True, var=tmp_path, poll_seconds=0.02)
    said = claim(stream, [perspective("p1")])
    async with opened(settings, database_url, clock) as other:
        one, two = await asyncio.gather(
            parts.recorder.record(said), other.recorder.record(said)
        )

    assert one.receipts == two.receipts
    assert head + 1 == await parts.journal.head(AGENCY)


ELSEWHERE = msgspec.structs.replace(MACHINE, agency="annanverket")


def agreement_called(slug: str) -> Claim:
    """RV-3 under another name, as another agency concludes it."""
    drafted, *rest = example()["agreement"]
    events = [drafted | {"agreement": slug}, *rest]
    return claim(f"agreements/{slug}", events, identity=ELSEWHERE)


async def test_of_agreements_that_overlap_one_is_recorded(
    parts: Parts, clock: SetClock
) -> None:
    """A2.7: also when each is told to a process that does not know the others."""
    clock.set("2026-03-02T12:00:00+01:00")
    register = claim(REGISTER, example()["register"], identity=ELSEWHERE)
    await parts.recorder.record(register)
    known = [AllSurroundings(parts.journal) for _ in range(4)]
    for each in known:
        await each.of("annanverket")
    claims = [agreement_called(f"a{number}") for number in range(4)]
    answers = await asyncio.gather(
        *(
            Recorder(parts.journal, parts.keys, each, parts.clock).record(said)
            for each, said in zip(known, claims, strict=True)
        ),
        return_exceptions=True,
    )

    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert ["A2.7"] * 3 == [refusal.rule for refusal in refusals]
    assert 1 == len(await parts.journal.streams("annanverket", "agreements/"))


async def test_a_process_that_knows_less_admits_no_overlap(
    parts: Parts, clock: SetClock
) -> None:
    """A2.7: nor where the other agreement was recorded long before, elsewhere."""
    clock.set("2026-03-02T12:00:00+01:00")
    register = claim(REGISTER, example()["register"], identity=ELSEWHERE)
    await parts.recorder.record(register)
    old = AllSurroundings(parts.journal)
    await old.of("annanverket")
    await parts.recorder.record(agreement_called("first"))

    with pytest.raises(Refused) as refusal:
        await Recorder(parts.journal, parts.keys, old, parts.clock).record(
            agreement_called("second")
        )
    assert "A2.7" == refusal.value.rule
