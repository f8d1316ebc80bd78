"""Verdicts change by the clock alone, and what a clock ahead recorded is known."""

import asyncio
from contextlib import suppress

import pytest

from domain.questions.answer import Verdict
from projections import projector
from projections.lists import Slice, VerdictFilter
from projections.verdicts import verdict_of
from registry import entry
from registry.app import Parts
from registry.example import example
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import (
    AGREEMENT,
    STAFF,
    claim,
    new_issue,
    tell_example,
)
from tests.projections.looking import EVERYTHING, raise_issue
from tests.raw import raw_value

pytestmark = pytest.mark.anyio

UNIONS = ("st", "saco-s", "seko")


async def test_a_verdict_changes_by_the_clock_alone(
    parts: Parts, clock: SetClock
) -> None:
    """T7: while central negotiation may be asked for nobody can tell; afterwards one
    can, with no new entry.
    """
    await keep_section_14(parts, clock)
    await decide_within_the_window(parts, clock)
    await parts.projector.catch_up(AGENCY)
    open_ = await whole(parts, "Q7")
    idle = await parts.projector.judge_due(AGENCY)
    assert open_.holds_until is not None
    clock.now = open_.holds_until
    judged = await parts.projector.judge_due(AGENCY)
    closed = await whole(parts, "Q7")

    assert ("undeterminable", "window_open") == (open_.verdict, open_.reason)
    assert "2026-03-17T23:00:00+00:00" == open_.holds_until.isoformat()
    assert (0, 1) == (idle, judged)
    assert ("compliant", "decided_in_window") == (closed.verdict, closed.reason)
    assert closed.holds_until is None


async def whole(parts: Parts, question: str) -> Verdict:
    """The one verdict on the whole of the question."""
    wanted = VerdictFilter(questions=(question,))
    (row,) = await parts.lists.verdicts(AGENCY, EVERYTHING, wanted, Slice(1, 0))
    return verdict_of(row)


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
    sql = "SELECT reason FROM verdicts WHERE question = 'Q1' AND party = ''"

    assert "concluded_before" == await raw_value(parts.pool, sql)


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
        while await raw_value(parts.pool, sql):  # noqa: ASYNC110 - a table has no event
            await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert 0 == await parts.projector.judge_due(AGENCY)
