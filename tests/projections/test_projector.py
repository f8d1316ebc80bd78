"""The projector keeps the readings up, alone or with others, whatever it meets."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from projections import projector
from projections.projector import Projector
from registry.app import Parts, opened, ready
from registry.example import example
from registry.journal import PostgresJournal
from registry.settings import Settings
from registry.surroundings import REGISTER
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import (
    LATER_SURROUNDINGS,
    MACHINE,
    claim,
    new_issue,
    tell_example,
)
from tests.projections.looking import another, issues, raise_issue
from tests.projections.looking import rows as all_rows
from tests.raw import raw, raw_value

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def running(each: Projector) -> AsyncIterator[asyncio.Task[None]]:
    """It runs while the block lasts."""
    task = asyncio.create_task(each.run())
    yield task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def head(parts: Parts) -> int:
    """The position at which the readings must arrive."""
    return await parts.journal.head(AGENCY)


@pytest.mark.parametrize("behind", [False, True])
async def test_a_leap_makes_the_rows_that_following_makes(
    parts: Parts, clock: SetClock, monkeypatch: pytest.MonkeyPatch, *, behind: bool
) -> None:
    """Far behind, each issue is judged once, whatever else came with them."""
    await tell_example(parts, clock, new_issue())
    if behind:
        await parts.projector.catch_up(AGENCY)
    await tell_example(parts, clock, new_issue())
    monkeypatch.setattr(projector, "LEAP_ENTRIES", 0)
    judged: list[str] = []
    again = Projector.judge_again

    async def counted(self: Projector, agency: str, streams: Sequence[str]) -> None:
        judged.extend(streams)
        await again(self, agency, streams)

    monkeypatch.setattr(Projector, "judge_again", counted)
    position = await parts.projector.catch_up(AGENCY)
    leapt = await all_rows(parts)
    monkeypatch.undo()
    await raw(parts.pool, "UPDATE projection SET position = 0")
    await another(parts).catch_up(AGENCY)

    assert position == await head(parts)
    assert (1 if behind else 2) == len(judged) == len(set(judged))
    assert leapt == await all_rows(parts)


async def test_two_projectors_do_no_harm(parts: Parts, clock: SetClock) -> None:
    """They follow at once and the rows are those that one alone would have made."""
    async with running(parts.projector), running(another(parts)):
        for _ in range(3):
            await tell_example(parts, clock, new_issue())
        await parts.lists.caught_up(AGENCY, await head(parts))
    await parts.projector.judge_due(AGENCY)
    together = await all_rows(parts)
    await raw(parts.pool, "UPDATE projection SET position = 0")
    await another(parts).catch_up(AGENCY)

    assert 3 * 41 == len(together["timeline"])
    assert together == await all_rows(parts)


async def test_a_changed_agreement_is_seen_in_every_issue(
    parts: Parts, clock: SetClock
) -> None:
    """When the register or an agreement changes, all issues are judged again."""
    stream = new_issue()
    await tell_example(parts, clock, stream)
    await parts.projector.catch_up(AGENCY)
    sql = "SELECT party FROM verdicts WHERE question = 'Q1' ORDER BY party"
    before = [row["party"] for row in await raw(parts.pool, sql)]
    register = [event for room, event in LATER_SURROUNDINGS if room == REGISTER]
    await parts.recorder.record(claim(REGISTER, register[:1]))
    await parts.projector.catch_up(AGENCY)
    after = [row["party"] for row in await raw(parts.pool, sql)]

    assert ["", "saco-s", "seko", "st"] == before
    assert ["", "ledarna", "saco-s", "seko", "st"] == after


async def test_a_projector_that_fails_begins_again(
    parts: Parts, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault that is no stream's own is waited out, and nothing is skipped."""
    faults = [OSError("the network is away")] * 2
    whole = Projector.project

    async def project(self: Projector, agency: str, page: Any) -> int:
        if faults:
            raise faults.pop()
        return await whole(self, agency, page)

    monkeypatch.setattr(Projector, "project", project)
    monkeypatch.setattr(projector, "BACKOFF_SECONDS", 0.01)
    stream = await raise_issue(parts, clock)
    async with running(parts.projector):
        await parts.lists.caught_up(AGENCY, await head(parts))

    assert [] == faults
    assert {stream} == await issues(parts)


async def test_a_fault_in_finding_agencies_ends_nothing(
    parts: Parts, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited out like any other, and the agencies are followed afterwards."""
    faults = [asyncpg.TooManyConnectionsError("too many clients already")] * 2
    whole = PostgresJournal.agencies

    async def agencies(self: PostgresJournal) -> list[str]:
        if faults:
            raise faults.pop()
        return await whole(self)

    monkeypatch.setattr(PostgresJournal, "agencies", agencies)
    monkeypatch.setattr(projector, "BACKOFF_SECONDS", 0.01)
    stream = await raise_issue(parts, clock)
    async with running(parts.projector):
        await parts.lists.caught_up(AGENCY, await head(parts))

    assert {stream} == await issues(parts)


async def test_what_starts_over_is_not_skipped_by_who_is_further(
    parts: Parts, clock: SetClock
) -> None:
    """A projector that was at the end goes back to where the readings stand."""
    first = await raise_issue(parts, clock)
    position = await parts.projector.catch_up(AGENCY)
    await raw(parts.pool, "DELETE FROM issue_page")
    await raw(parts.pool, "UPDATE projection SET position = 0")
    second = await raise_issue(parts, clock)
    page = await parts.journal.read(AGENCY, position)
    stands = await parts.projector.project(AGENCY, page)
    await parts.projector.catch_up(AGENCY)

    assert 0 == stands
    assert {first, second} == await issues(parts)


@pytest.mark.parametrize("grows", [True, False])
async def test_a_running_projector_starts_over_with_the_readings(
    parts: Parts, clock: SetClock, monkeypatch: pytest.MonkeyPatch, *, grows: bool
) -> None:
    """At the next entry, or by itself where none comes."""
    if not grows:
        monkeypatch.setattr(projector, "CLOCK_SECONDS", 0.01)
    expected = {await raise_issue(parts, clock)}
    async with running(parts.projector):
        await parts.lists.caught_up(AGENCY, await head(parts))
        await asyncio.sleep(0.05)
        await raw(parts.pool, "DELETE FROM issue_page")
        await raw(parts.pool, "UPDATE projection SET position = 0")
        if grows:
            expected.add(await raise_issue(parts, clock))
        await parts.lists.caught_up(AGENCY, await head(parts))

    assert expected == await issues(parts)


async def test_nobody_judges_by_an_outdated_agreement(
    parts: Parts, clock: SetClock
) -> None:
    """One that did not see it change, as another did, judges by the changed one too."""
    stream, late = new_issue(), another(parts)
    await tell_example(parts, clock, stream)
    await parts.projector.catch_up(AGENCY)
    await late.judge_again(AGENCY, [stream])
    clock.set("2026-12-01T12:00:00+01:00")
    for changed, event in LATER_SURROUNDINGS:
        await parts.recorder.record(claim(changed, [event]))
    await parts.projector.catch_up(AGENCY)
    right = await all_rows(parts)
    await late.judge_again(AGENCY, [stream])

    assert right == await all_rows(parts)


async def test_more_agencies_than_connections_are_followed(
    database_url: str, tmp_path: Path, clock: SetClock
) -> None:
    """Whoever writes needs a second connection to read, and does not wait for ever."""
    settings = Settings(
        make_keys=True, var=tmp_path, poll_seconds=0.02, read_connections=2
    )
    agencies = [f"agency-{number}" for number in range(6)]
    raised = example()["issue"][0]["events"]
    clock.set("2026-03-02T12:00:00+01:00")
    async with opened(settings, database_url, clock) as parts:
        for agency in agencies:
            identity = msgspec.structs.replace(MACHINE, agency=agency)
            register = claim(REGISTER, example()["register"], identity=identity)
            await parts.recorder.record(register)
            for _ in range(5):
                issue = claim(new_issue(), raised, identity=identity)
                await parts.recorder.record(issue)
        async with asyncio.timeout(20), running(parts.projector):
            for agency in agencies:
                await parts.lists.caught_up(agency, await parts.journal.head(agency))
        count = "SELECT count(*) FROM issue_page"
        found = [await raw_value(parts.pool, count, agency=each) for each in agencies]

    assert [5] * 6 == found


async def test_ready_only_while_the_projector_runs(parts: Parts) -> None:
    """A process whose projector has ended must be started anew."""
    async with running(parts.projector) as task:
        runs = await ready(parts, task)()

    assert runs
    assert not await ready(parts, task)()
    assert await ready(parts, None)()


async def test_not_ready_where_the_database_refuses(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it says, it is an answer of no, not a fault."""

    async def agencies(_: PostgresJournal) -> list[str]:
        raise asyncpg.InsufficientPrivilegeError("permission denied")

    monkeypatch.setattr(PostgresJournal, "agencies", agencies)

    assert not await ready(parts, None)()
