"""What cannot be made is parked, visibly, and the others go on."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from projections import rows
from projections.judged import Judged
from projections.reading import Reading, Row
from projections.rebuild import CountsDifferError, Rebuild
from registry.app import Parts
from registry.journal import PostgresJournal
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import claim, perspective
from tests.projections.looking import issues, parked, raise_issue, rebuilt
from tests.raw import raw, raw_value

pytestmark = pytest.mark.anyio


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
    monkeypatch.setattr(rows.RowWriter.replace, "__defaults__", (readings,))
    every = (*readings, *rows.AGENCY_READINGS)
    monkeypatch.setattr("projections.definitions.ALL", every)
    return name


async def test_what_cannot_be_made_is_parked_and_the_others_go_on(
    parts: Parts, clock: SetClock, poison: Callable[[str], None]
) -> None:
    """The stream stands in `parked` with the reason, and the position moves on."""
    good, bad, better = [await raise_issue(parts, clock) for _ in range(3)]
    poison(bad)

    position = await parts.projector.catch_up(AGENCY)

    assert {good, better} == await issues(parts)
    assert [bad] == await parked(parts)
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
    assert [bad] == await parked(parts)


async def test_why_it_is_parked_is_told_without_words(
    parts: Parts, clock: SetClock, poison: Callable[[str], None]
) -> None:
    """Type and place, in the table and in the log; the message may quote an entry."""
    bad = await raise_issue(parts, clock)
    poison(bad)
    with capture_logs() as lines:
        await parts.projector.catch_up(AGENCY)
    reason = await raw_value(parts.pool, "SELECT reason FROM parked")
    line = next(line for line in lines if line["event"] == "rows_not_made")

    assert reason.startswith("ZeroDivisionError at tests.projections.test_parking:")
    assert (AGENCY, bad) == (line["agency"], line["stream"])
    assert "ZeroDivisionError" == line["fault"]
    assert line["frames"][-1].endswith(" made")
    assert "poison" not in f"{line['frames'][-1]} {line['fault']} {reason}"
    assert "exc_info" not in line


async def test_why_the_projector_failed_is_told_without_words(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its frames; the message may quote an entry."""

    async def agencies(_: PostgresJournal) -> list[str]:
        raise KeyError("secret")

    monkeypatch.setattr(PostgresJournal, "agencies", agencies)
    with capture_logs() as lines:
        task = asyncio.create_task(parts.projector.run())
        await asyncio.sleep(0.05)
        task.cancel()
    (line,) = (line for line in lines if line["event"] == "projector_failed")

    assert "KeyError" == line["fault"]
    assert line["frames"][-1].endswith(" agencies")
    assert "secret" not in str(line)


@pytest.mark.parametrize(
    "wrong",
    [
        {"event_id": "a\0b"},
        {"event_id": "\ud800"},
        {"position": 2**70},
        {"position": "first"},
        {"event_id": None},
        {"kind": random.Random(1).randbytes(9_000).hex()},  # noqa: S311 - no secret
    ],
)
async def test_a_row_that_no_table_takes_parks_its_stream_alone(
    parts: Parts, clock: SetClock, monkeypatch: pytest.MonkeyPatch, wrong: Any
) -> None:
    """The others of its batch are written, whatever is said of the row and by whom."""
    good, bad, better = [await raise_issue(parts, clock) for _ in range(3)]
    timeline = rows.READINGS[1]

    def made(issue: Judged) -> Sequence[Row]:
        found = timeline.rows(issue)
        if bad.endswith(issue.issue_id):
            return [msgspec.structs.replace(row, **wrong) for row in found]
        return found

    reading: Reading = msgspec.structs.replace(timeline, rows=made)
    readings = tuple(reading if r is timeline else r for r in rows.READINGS)
    monkeypatch.setattr(rows.RowWriter.replace, "__defaults__", (readings,))
    position = await parts.projector.catch_up(AGENCY)

    assert {good, better} == await issues(parts)
    assert [bad] == await parked(parts)
    assert position == await parts.journal.head(AGENCY)


async def test_what_is_parked_and_due_keeps_nobody_waiting(
    parts: Parts, clock: SetClock, poison: Callable[[str], None]
) -> None:
    """It is not tried again at every look of the clock; the others are."""
    bad, good = [await raise_issue(parts, clock) for _ in range(2)]
    await parts.projector.catch_up(AGENCY)
    poison(bad)
    await parts.projector.judge_again(AGENCY, [bad])
    sql = "UPDATE issue_page SET holds_until = $1"
    await raw(parts.pool, sql, datetime(2026, 1, 1, tzinfo=UTC))

    assert 1 == await parts.projector.judge_due(AGENCY)
    assert 0 == await parts.projector.judge_due(AGENCY)
    assert {bad, good} == await issues(parts)


async def test_a_whole_rebuild_takes_up_what_was_parked(
    parts: Parts, clock: SetClock, database_url: str, poison: Callable[[str], None]
) -> None:
    """What it has made is parked no longer; a reading alone does not tell."""
    bad = await raise_issue(parts, clock)
    poison(bad)
    await parts.projector.catch_up(AGENCY)
    poison("")
    await rebuilt(parts, database_url, ("timeline",))
    still = await parked(parts)
    await rebuilt(parts, database_url)

    assert [bad] == still
    assert [] == await parked(parts)
    assert {bad} == await issues(parts)


async def test_a_rebuild_that_fails_parks_nothing(
    parts: Parts,
    clock: SetClock,
    database_url: str,
    poison: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The readings in use still hold what it could not make."""
    bad = await raise_issue(parts, clock)
    await parts.projector.catch_up(AGENCY)
    poison(bad)

    async def differ(*_: object) -> None:
        raise CountsDifferError

    monkeypatch.setattr(Rebuild, "_compare", differ)
    with pytest.raises(CountsDifferError):
        await rebuilt(parts, database_url)

    assert [] == await parked(parts)
