"""Rebuilding equals following, and readers never see a hole."""

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg
import msgspec
import pytest

from projections import issue_page, rebuild
from projections.reading import columns
from projections.rebuild import (
    ALL,
    CountsDifferError,
    Rebuild,
    UnknownReadingError,
    definition,
    named,
    prepare,
)
from registry.app import Parts
from registry.example import example
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import (
    LATER_SURROUNDINGS,
    Chance,
    claim,
    new_issue,
    tell_example,
)

pytestmark = pytest.mark.anyio

Rows = dict[str, list[tuple[Any, ...]]]


async def rows(parts: Parts) -> Rows:
    """Every row of every reading, in order; when it was judged is left out."""
    found: Rows = {}
    for reading in ALL:
        kept = [name for name in columns(reading.row) if name != "judged_at"]
        said = ", ".join(kept)
        sql = f"SELECT {said} FROM {reading.name} ORDER BY {said}"  # noqa: S608
        found[reading.name] = [tuple(row) for row in await parts.pool.fetch(sql)]
    return found


async def rebuilt(parts: Parts, url: str, names: tuple[str, ...] = ()) -> int:
    """Rebuild the readings; return how many issues it told of."""
    told: list[int] = []
    work = Rebuild(parts.journal, named(names), told.append, parts.clock)
    await work.run(url)
    return sum(told)


@pytest.mark.parametrize("seed", range(8))
async def test_rebuilding_equals_following(
    parts: Parts, clock: SetClock, database_url: str, seed: int
) -> None:
    """Every column of every row, for histories with corrections, annulments, and
    agreements that change after the issues they govern.
    """
    chance = Chance(parts, clock, seed, issues=3)
    await chance.tell()
    while await parts.projector.judge_due(AGENCY):
        pass
    followed = await rows(parts)
    issues = await rebuilt(parts, database_url)

    assert 3 == issues
    assert chance.taken > 40
    assert all(followed.values())
    assert followed == await rows(parts)


async def test_following_in_one_go_equals_following_step_by_step(
    parts: Parts, clock: SetClock
) -> None:
    """The pages in which entries come make no difference."""
    stream = new_issue()
    await tell_example(parts, clock, stream)
    await parts.projector.catch_up(AGENCY)
    at_once = await rows(parts)
    await parts.pool.execute("UPDATE projection SET position = 0")
    position = 0
    while page := await parts.journal.read(AGENCY, position, 1):
        await parts.projector.project(AGENCY, page)
        position += 1

    assert at_once == await rows(parts)


async def test_only_the_named_readings_are_rebuilt(
    parts: Parts, clock: SetClock, database_url: str
) -> None:
    """The others keep even what is wrong with them."""
    await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    await parts.pool.execute("DELETE FROM timeline")
    await parts.pool.execute("DELETE FROM verdicts")

    await rebuilt(parts, database_url, ("timeline",))

    found = await rows(parts)
    assert 41 == len(found["timeline"])
    assert [] == found["verdicts"]


def test_a_reading_that_is_not_there_is_refused() -> None:
    """With the names of those that are."""
    with pytest.raises(UnknownReadingError, match="issue_page, timeline"):
        named(["issues"])


async def test_readers_never_see_a_hole(
    parts: Parts, clock: SetClock, database_url: str
) -> None:
    """While it is rebuilt and entries come, nobody sees fewer rows than before."""
    raised = example()["issue"][0]
    clock.set(raised["recordedAt"])
    projecting = asyncio.create_task(parts.projector.run())
    seen: list[int] = []
    looking = asyncio.create_task(_look(parts, seen))
    for round_ in range(3):
        rebuilding = asyncio.create_task(rebuilt(parts, database_url))
        for _ in range(20):
            await parts.recorder.record(claim(new_issue(), raised["events"]))
        await rebuilding
        await parts.lists.caught_up(AGENCY, await parts.journal.head(AGENCY))
        assert 20 * (round_ + 1) == len((await rows(parts))["issue_page"])
    looking.cancel()
    projecting.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(looking, projecting)

    assert len(seen) > 10
    assert sorted(seen) == seen


async def test_an_agreement_that_changes_meanwhile_is_taken_in(
    parts: Parts, clock: SetClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issues that were rewritten before it changed are not swapped in as they were."""
    await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    catch_up = Rebuild._catch_up  # noqa: SLF001 - the moment before it

    async def later(self: Rebuild, *args: Any) -> int:
        for stream, event in LATER_SURROUNDINGS[:1]:
            await parts.recorder.record(claim(stream, [event]))
        await parts.projector.catch_up(AGENCY)
        return await catch_up(self, *args)

    monkeypatch.setattr(Rebuild, "_catch_up", later)
    await rebuilt(parts, database_url)

    swapped = await rows(parts)
    await parts.projector.judge_all(AGENCY)
    assert await rows(parts) == swapped


async def _look(parts: Parts, seen: list[int]) -> None:
    while True:
        seen.append(await parts.pool.fetchval("SELECT count(*) FROM issue_page"))
        await asyncio.sleep(0)


async def test_what_does_not_add_up_is_not_swapped_in(
    parts: Parts,
    clock: SetClock,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A rebuild that has lost an issue leaves the readings as they were."""
    await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    before = await rows(parts)

    async def lose(*_: object) -> None:
        """Write nothing."""

    monkeypatch.setattr(rebuild, "replace_rows", lose)
    with pytest.raises(CountsDifferError, match="1 issues have no row"):
        await rebuilt(parts, database_url)

    assert before == await rows(parts)


async def test_preparing_twice_changes_nothing(
    parts: Parts, clock: SetClock, database_url: str
) -> None:
    """What is there stays, and so does the position."""
    await tell_example(parts, clock, new_issue())
    position = await parts.projector.catch_up(AGENCY)
    before = await rows(parts)

    assert [] == await prepare(database_url)
    assert before == await rows(parts)
    assert position == await parts.projector.position(AGENCY)


async def test_a_changed_definition_is_reported_until_it_is_rebuilt(
    parts: Parts, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`prepare` names the reading; the rebuild makes it as it is now defined."""
    old = issue_page.READING
    create = old.sql["create"] + "CREATE INDEX ON issue_page (agency, diary_no);"
    reading = msgspec.structs.replace(old, sql={**old.sql, "create": create})
    monkeypatch.setattr(rebuild, "ALL", (reading, *ALL[1:]))

    assert ["issue_page"] == await prepare(database_url)
    await rebuilt(parts, database_url, ("issue_page",))
    assert [] == await prepare(database_url)
    sql = "SELECT sha256 FROM reading WHERE name = 'issue_page'"
    assert definition(reading) == await parts.pool.fetchval(sql)


async def test_a_new_reading_is_filled_from_the_beginning(
    parts: Parts, clock: SetClock, database_url: str
) -> None:
    """It is created empty, and the projector starts over."""
    await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    before = await rows(parts)
    connection = await asyncpg.connect(database_url)
    await connection.execute("DROP TABLE readings.timeline")
    await connection.execute("DELETE FROM reading WHERE name = 'timeline'")
    await connection.close()

    await prepare(database_url)
    assert 0 == await parts.projector.position(AGENCY)
    await parts.projector.catch_up(AGENCY)
    assert before == await rows(parts)
