"""The projector keeps the readings up, alone or with others, whatever it meets."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from projections import projector, rows
from projections.judged import Judged
from projections.projector import Projector
from projections.reading import Reading, Row
from registry import entry
from registry.app import Parts
from registry.example import example
from registry.surroundings import REGISTER, AllSurroundings
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import (
    AGREEMENT,
    LATER_SURROUNDINGS,
    STAFF,
    claim,
    new_issue,
    perspective,
    tell_example,
)
from tests.projections.test_rebuild import rebuilt
from tests.projections.test_rebuild import rows as all_rows

pytestmark = pytest.mark.anyio

UNIONS = ("st", "saco-s", "seko")
MANAGER = {"role": "manager", "person": "p-101"}


async def raise_issue(parts: Parts, clock: SetClock, **changed: Any) -> str:
    """Record how the example was raised, but for *changed*; return its stream."""
    clock.set("2026-03-02T12:00:00+01:00")
    stream, raised = new_issue(), example()["issue"][0]["events"][0]
    await parts.recorder.record(claim(stream, [raised | changed]))
    return stream


async def issues(parts: Parts) -> set[str]:
    """The streams that have a row."""
    rows = await parts.pool.fetch("SELECT issue_id FROM issue_page")
    return {f"issues/{row['issue_id']}" for row in rows}


async def parked(parts: Parts) -> list[tuple[str, str]]:
    """What is parked, and why."""
    rows = await parts.pool.fetch("SELECT stream_id, reason FROM parked")
    return [tuple(row) for row in rows]


def another(parts: Parts) -> Projector:
    """A second projector over the same database, as in another process."""
    surroundings = AllSurroundings(parts.journal)
    return Projector(parts.pool, parts.journal, surroundings, parts.clock)


@pytest.fixture(name="poison")
def _poison(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make one reading unable to take one stream; none, once it is given no name."""
    poisoned = ""
    timeline = rows.READINGS[1]

    def made(issue: Judged) -> Sequence[Row]:
        if poisoned.endswith(issue.issue_id) and poisoned:
            raise ZeroDivisionError("poison")
        return timeline.rows(issue)

    def name(stream: str) -> None:
        nonlocal poisoned
        poisoned = stream

    reading: Reading = msgspec.structs.replace(timeline, rows=made)
    readings = tuple(reading if r is timeline else r for r in rows.READINGS)
    monkeypatch.setattr(rows.replace_rows, "__defaults__", (readings,))
    monkeypatch.setattr("projections.rebuild.ALL", (*readings, *rows.AGENCY_READINGS))
    return name


async def test_two_projectors_do_no_harm(parts: Parts, clock: SetClock) -> None:
    """They follow at once and the rows are those that one alone would have made."""
    running = [
        asyncio.create_task(each.run()) for each in (parts.projector, another(parts))
    ]
    for _ in range(3):
        await tell_example(parts, clock, new_issue())
    await parts.lists.caught_up(AGENCY, await parts.journal.head(AGENCY))
    for task in running:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*running)
    await parts.projector.judge_due(AGENCY)
    together = await all_rows(parts)
    await parts.pool.execute("UPDATE projection SET position = 0")
    await another(parts).catch_up(AGENCY)

    assert 3 * 41 == len(together["timeline"])
    assert together == await all_rows(parts)


async def test_what_cannot_be_made_is_parked_and_the_others_go_on(
    parts: Parts, clock: SetClock, poison: Callable[[str], None]
) -> None:
    """The stream stands in `parked` with the reason, and the position moves on."""
    good, bad, better = [await raise_issue(parts, clock) for _ in range(3)]
    poison(bad)

    position = await parts.projector.catch_up(AGENCY)

    assert {good, better} == await issues(parts)
    assert [(bad, "ZeroDivisionError: poison")] == await parked(parts)
    assert position == await parts.journal.head(AGENCY)


async def test_what_was_parked_is_taken_up_again(
    parts: Parts, clock: SetClock, poison: Callable[[str], None]
) -> None:
    """Once the fault is mended; until then it stays parked, however often tried."""
    bad = await raise_issue(parts, clock)
    poison(bad)
    await parts.projector.catch_up(AGENCY)
    in_vain = await parts.projector.replay_parked()
    poison("")

    assert (1, 1) == in_vain
    assert (1, 0) == await parts.projector.replay_parked(AGENCY)
    assert {bad} == await issues(parts)
    assert [] == await parked(parts)


async def test_a_parked_stream_is_tried_again_when_it_grows(
    parts: Parts, clock: SetClock, poison: Callable[[str], None]
) -> None:
    """Its next entry brings all of its rows."""
    bad = await raise_issue(parts, clock)
    poison(bad)
    await parts.projector.catch_up(AGENCY)
    poison("")
    await parts.recorder.record(claim(bad, [perspective("p1")]))
    await parts.projector.catch_up(AGENCY)

    assert {bad} == await issues(parts)
    assert [] == await parked(parts)


async def test_a_rebuild_parks_what_it_cannot_make(
    parts: Parts, clock: SetClock, database_url: str, poison: Callable[[str], None]
) -> None:
    """One stream's fault does not keep the others from being rebuilt."""
    good, bad = [await raise_issue(parts, clock) for _ in range(2)]
    await parts.projector.catch_up(AGENCY)
    poison(bad)

    await rebuilt(parts, database_url)

    assert {good} == await issues(parts)
    assert [(bad, "ZeroDivisionError: poison")] == await parked(parts)


async def test_a_changed_agreement_is_seen_in_every_issue(
    parts: Parts, clock: SetClock
) -> None:
    """When the register or an agreement changes, all issues are judged again."""
    stream = new_issue()
    await tell_example(parts, clock, stream)
    await parts.projector.catch_up(AGENCY)
    sql = "SELECT party FROM verdicts WHERE question = 'Q1' ORDER BY party"
    before = [row["party"] for row in await parts.pool.fetch(sql)]
    register = [event for room, event in LATER_SURROUNDINGS if room == REGISTER]
    await parts.recorder.record(claim(REGISTER, register[:1]))
    await parts.projector.catch_up(AGENCY)
    after = [row["party"] for row in await parts.pool.fetch(sql)]

    assert ["saco-s", "seko", "st", None] == before
    assert ["ledarna", "saco-s", "seko", "st", None] == after


async def test_a_verdict_changes_by_the_clock_alone(
    parts: Parts, clock: SetClock
) -> None:
    """T7: while central negotiation may be asked for nobody can tell; afterwards one
    can, with no new entry.
    """
    await keep_section_14(parts, clock)
    await decide_within_the_window(parts, clock)
    await parts.projector.catch_up(AGENCY)
    sql = """SELECT verdict, reason, holds_until FROM verdicts
              WHERE question = 'Q7' AND party IS NULL"""
    open_ = await parts.pool.fetchrow(sql)
    assert open_ is not None
    idle = await parts.projector.judge_due(AGENCY)
    clock.now = open_["holds_until"]
    judged = await parts.projector.judge_due(AGENCY)
    closed = await parts.pool.fetchrow(sql)
    assert closed is not None

    assert ("undeterminable", "window_open") == (open_["verdict"], open_["reason"])
    assert "2026-03-17T23:00:00+00:00" == open_["holds_until"].isoformat()
    assert (0, 1) == (idle, judged)
    assert ("compliant", "decided_in_window", None) == tuple(closed)


async def keep_section_14(parts: Parts, clock: SetClock) -> None:
    """Correct RV-3, so that MBL 14 § stays beside it."""
    clock.set("2025-01-02T12:00:00+01:00")
    stored = await parts.journal.read_stream(AGENCY, AGREEMENT)
    proposed = entry.read(stored[1].entry)
    corrected = {
        "kind": "event-corrected.v1",
        "actor": STAFF,
        "occurredOn": "2025-01-02",
        "target": proposed.id,
        "field": "/terms/replacesMbl",
        "old": ["11", "12", "14", "19", "38"],
        "new": ["11", "12", "19", "38"],
        "reason": "Section 14 was never replaced.",
        "agreedBy": [{"side": "employer", "person": "p-101"}],
    }
    await parts.recorder.record(claim(AGREEMENT, [corrected]))


async def decide_within_the_window(parts: Parts, clock: SetClock) -> None:
    """Negotiate with each union in disagreement on 10 March, and decide on the 11th."""
    stream = await raise_issue(
        parts, clock, topic="pay_review", unit="head-office", occurredOn="2026-03-02"
    )
    clock.set("2026-03-11T12:00:00+01:00")
    for union in UNIONS:
        said = {"actor": STAFF, "party": union}
        demanded = said | {
            "kind": "negotiation-demanded.v1",
            "occurredOn": "2026-03-04",
            "basis": "11",
            "by": "employer",
            "written": True,
        }
        ended = said | {
            "kind": "local-negotiation-concluded.v1",
            "occurredOn": "2026-03-10",
            "how": "disagreement_both_agree_end",
        }
        await parts.recorder.record(claim(stream, [demanded, ended]))
    decision = next(
        event
        for step in example()["issue"]
        for event in step["events"]
        if event["kind"] == "decision-made.v1"
    )
    facts = {"occurredOn": "2026-03-11", "proposalVersion": 1, "level": "csg"}
    await parts.recorder.record(claim(stream, [decision | facts]))


async def test_what_a_clock_ahead_recorded_is_known(
    parts: Parts, clock: SetClock
) -> None:
    """The machine that projects may lag a minute behind the one that records."""
    await tell_example(parts, clock, new_issue(), until="2026-03-25T18")
    clock.set("2026-03-25T16:59:00+01:00")
    await parts.projector.catch_up(AGENCY)
    sql = "SELECT reason FROM verdicts WHERE question = 'Q1' AND party IS NULL"

    assert "concluded_before" == await parts.pool.fetchval(sql)


async def test_the_clock_is_watched_while_it_runs(
    parts: Parts, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A running projector judges what falls due by itself."""
    monkeypatch.setattr(projector, "CLOCK_SECONDS", 0.01)
    await keep_section_14(parts, clock)
    await decide_within_the_window(parts, clock)
    running = asyncio.create_task(parts.projector.run())
    await parts.lists.caught_up(AGENCY, await parts.journal.head(AGENCY))
    clock.set("2026-03-18T00:00:00+01:00")
    sql = "SELECT count(*) FROM verdicts WHERE reason = 'window_open'"
    async with asyncio.timeout(5):
        while await parts.pool.fetchval(sql):  # noqa: ASYNC110 - a table has no event
            await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert 0 == await parts.projector.judge_due(AGENCY)


async def test_a_projector_that_fails_begins_again(
    parts: Parts, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault that is no stream's own is waited out, and nothing is skipped."""
    faults = [OSError("the network is away")] * 2
    whole = Projector.project

    async def project(self: Projector, agency: str, page: Any) -> None:
        if faults:
            raise faults.pop()
        await whole(self, agency, page)

    monkeypatch.setattr(Projector, "project", project)
    monkeypatch.setattr(projector, "BACKOFF_SECONDS", 0.01)
    stream = await raise_issue(parts, clock)
    running = asyncio.create_task(parts.projector.run())
    await parts.lists.caught_up(AGENCY, await parts.journal.head(AGENCY))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert [] == faults
    assert {stream} == await issues(parts)
