"""Rebuilding equals following, and readers never see a hole."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from projections import rebuild
from projections.rebuild import (
    CountsDifferError,
    Rebuild,
    RebuildUnderWayError,
    UnknownReadingError,
    named,
)
from projections.rows import RowWriter
from registry.app import Parts
from registry.example import example
from registry.surroundings import REGISTER
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import (
    LATER_SURROUNDINGS,
    MACHINE,
    Chance,
    claim,
    new_issue,
    tell_example,
)
from tests.projections.looking import issues, raise_issue, rebuilt, rows
from tests.raw import raw, raw_value

pytestmark = pytest.mark.anyio


def before_the_swap(
    monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Awaitable[None]]
) -> None:
    """Let it happen when all is written and nothing is held yet."""
    swap = Rebuild._swap  # noqa: SLF001 - the moment before it

    async def later(self: Rebuild, *args: Any) -> None:
        await happens()
        await swap(self, *args)

    monkeypatch.setattr(Rebuild, "_swap", later)


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
    await raw(parts.pool, "UPDATE projection SET position = 0")
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
    await raw(parts.pool, "DELETE FROM timeline")
    await raw(parts.pool, "DELETE FROM verdicts")

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

    async def change() -> None:
        for stream, event in LATER_SURROUNDINGS[:1]:
            await parts.recorder.record(claim(stream, [event]))
        await parts.projector.catch_up(AGENCY)

    before_the_swap(monkeypatch, change)
    await rebuilt(parts, database_url)

    swapped = await rows(parts)
    await parts.projector.judge_all(AGENCY)
    assert await rows(parts) == swapped


async def test_an_agency_that_begins_meanwhile_is_taken_in(
    parts: Parts, clock: SetClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows, which are in the tables that are swapped out, are written anew."""
    identity = msgspec.structs.replace(MACHINE, agency="begun-meanwhile")
    stream, raised = new_issue(), example()["issue"][0]["events"]

    async def begin() -> None:
        clock.set("2026-03-02T12:00:00+01:00")
        register = example()["register"]
        for where, events in ((REGISTER, register), (stream, raised)):
            await parts.recorder.record(claim(where, events, identity=identity))
        await parts.projector.catch_up(identity.agency)

    before_the_swap(monkeypatch, begin)
    await rebuilt(parts, database_url)
    await parts.projector.catch_up(identity.agency)

    assert {stream} == await issues(parts, identity.agency)


async def test_what_came_meanwhile_is_taken_in_by_pages(
    parts: Parts, clock: SetClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much it was, it is written, a page of streams at a time."""
    monkeypatch.setattr(rebuild, "PAGE", 2)
    raised: set[str] = set()

    async def raise_five() -> None:
        raised.update([await raise_issue(parts, clock) for _ in range(5)])
        await parts.projector.catch_up(AGENCY)

    before_the_swap(monkeypatch, raise_five)
    await rebuilt(parts, database_url)

    assert raised == await issues(parts)


async def test_one_rebuild_at_a_time(
    parts: Parts, clock: SetClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is refused at once, and does not throw away what the first writes."""
    await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    before = await rows(parts)

    async def again() -> None:
        with pytest.raises(RebuildUnderWayError, match="Run it again when that one"):
            await rebuilt(parts, database_url, ("timeline",))

    before_the_swap(monkeypatch, again)
    await rebuilt(parts, database_url)
    monkeypatch.undo()
    await rebuilt(parts, database_url)

    assert before == await rows(parts)


async def _look(parts: Parts, seen: list[int]) -> None:
    while True:
        seen.append(await raw_value(parts.pool, "SELECT count(*) FROM issue_page"))
        await asyncio.sleep(0)


@pytest.mark.parametrize("name", ["issue_page", "timeline"])
async def test_what_does_not_add_up_is_not_swapped_in(
    parts: Parts,
    clock: SetClock,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """A rebuild that has lost an issue leaves the readings as they were."""
    await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    before = await rows(parts)

    async def lose(*_: object) -> tuple[list[object], dict[str, str]]:
        """Make nothing."""
        return [], {}

    monkeypatch.setattr(RowWriter, "made", lose)
    with pytest.raises(CountsDifferError, match=f"1 issues have no row in {name}"):
        await rebuilt(parts, database_url, (name,))

    assert before == await rows(parts)
