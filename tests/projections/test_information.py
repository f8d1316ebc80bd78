"""Q19: the issues in which information was provided are found, and read as needed."""

import pytest

from projections import information
from registry.app import Parts
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import STAFF, claim
from tests.projections.looking import raise_issue
from tests.raw import raw

pytestmark = pytest.mark.anyio

INFORMED = {
    "kind": "information-provided.v1",
    "actor": STAFF,
    "occurredOn": "2026-03-02",
    "parties": ["st"],
}


async def told(parts: Parts) -> dict[str, list[str]]:
    """What bears on information, by stream: the kinds of its entries."""
    found = await information.histories(parts.pool, parts.journal, AGENCY)
    return {
        f"issues/{issue}": [type(entry.event).__name__ for entry in history]
        for issue, history in found.items()
    }


async def test_only_issues_that_hold_information(
    parts: Parts, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are not read; of these only the information is, page after page."""
    monkeypatch.setattr(information, "STREAMS_MAX", 2)
    streams = [await raise_issue(parts, clock) for _ in range(5)]
    for stream in streams[:4]:
        await parts.recorder.record(claim(stream, [INFORMED]))
    await parts.projector.catch_up(AGENCY)

    assert {s: ["InformationProvided"] for s in streams[:4]} == await told(parts)


async def test_an_issue_with_changes_is_read_whole(
    parts: Parts, clock: SetClock
) -> None:
    """Where something was annulled, all that may bear on it is read."""
    stream = await raise_issue(parts, clock)
    recording = await parts.recorder.record(claim(stream, [INFORMED]))
    annulled = {
        "kind": "event-annulled.v1",
        "actor": {"role": "minutes_secretary", "person": "p-103"},
        "occurredOn": "2026-03-02",
        "target": recording.receipts[0].event_id,
        "reason": "It was another meeting.",
    }
    await parts.recorder.record(claim(stream, [annulled]))
    await parts.projector.catch_up(AGENCY)

    whole = ["IssueRaised", "InformationProvided", "EventAnnulled"]
    assert {stream: whole} == await told(parts)


async def test_a_parked_issue_is_read_too(parts: Parts, clock: SetClock) -> None:
    """What the readings could not take may hold information all the same."""
    stream = await raise_issue(parts, clock)
    await parts.recorder.record(claim(stream, [INFORMED]))
    await raw(
        parts.pool,
        "INSERT INTO parked (agency, stream_id, reason) VALUES ($1, $2, 'test')",
        AGENCY,
        stream,
    )

    assert {stream: ["InformationProvided"]} == await told(parts)
