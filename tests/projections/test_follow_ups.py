"""Q13: the list of follow-ups says of each what the question says, on any day."""

from datetime import date
from typing import Any

import pytest

from domain.decision import DecisionRevoked
from domain.follow_up import FollowUpCompleted, FollowUpRescheduled, FollowUpScheduled
from domain.raising import IssueClosed
from projections import follow_ups
from projections.follow_ups import FollowUpFilter
from registry.app import Parts
from tests.front_door import AGENCY, SetClock
from tests.issues import (
    Claim,
    answered,
    at,
    decided,
    happened,
    history,
    on,
    raised,
)
from tests.projections.histories import new_issue, tell_example
from tests.projections.looking import EVERYTHING
from tests.projections.seen import fill, seen
from tests.raw import raw

pytestmark = pytest.mark.anyio

TODAY = date(2026, 9, 22)
ROW: dict[str, Any] = {
    "agency": AGENCY,
    "issue_id": "i1",
    "topic": "premises",
    "unit": "sundsvall",
    "parties": ["st"],
    "restricted": False,
    "responsible": "manager",
    "due": date(2026, 9, 15),
    "first_decided_on": date(2026, 3, 25),
}


async def insert(parts: Parts, *rows: dict[str, Any]) -> None:
    """Put the rows in the reading, the follow-ups f0, f1 … of one issue."""
    for number, changed in enumerate(rows):
        row = ROW | {"follow_up_id": f"f{number}"} | changed
        await raw(
            parts.pool,
            f"INSERT INTO follow_ups ({', '.join(row)})"  # noqa: S608
            f" VALUES ({', '.join(f'${n}' for n in range(1, len(row) + 1))})",
            *row.values(),
            agency=row["agency"],
        )


async def listed(parts: Parts, today: date = TODAY, **asked: Any) -> list[Any]:
    """The rows of the list, as they stand that day."""
    limits = (asked.pop("limit", 20), asked.pop("offset", 0))
    wanted = FollowUpFilter(today=today, **asked)
    return await follow_ups.listed(parts.pool, AGENCY, EVERYTHING, wanted, limits)


async def named(parts: Parts, **asked: Any) -> list[str]:
    """The ids of the follow-ups on the list."""
    return [row["follow_up_id"] for row in await listed(parts, **asked)]


STANDING: list[tuple[dict[str, Any], str, int | None]] = [
    ({}, "overdue", 7),
    ({"due": date(2026, 9, 21)}, "overdue", 1),
    ({"due": TODAY}, "due", None),
    ({"completed_on": date(2026, 9, 15)}, "completed", None),
    ({"completed_on": date(2026, 9, 16)}, "completed_late", 1),
    ({"due": None, "completed_on": TODAY}, "completed", None),
    ({"given_up": "waived", "given_up_on": date(2026, 9, 1)}, "waived", None),
    ({"given_up": "revoked", "given_up_on": date(2026, 9, 1)}, "revoked", None),
    ({"first_decided_on": None}, "before_decision", None),
    ({"first_decided_on": date(2026, 9, 16)}, "before_decision", None),
    ({"first_decided_on": date(2026, 9, 15)}, "overdue", 7),
    ({"first_decided_on": None, "due": TODAY}, "due", None),
]


@pytest.mark.parametrize(("row", "state", "days"), STANDING)
async def test_how_it_stands(
    parts: Parts, row: dict[str, Any], state: str, days: int | None
) -> None:
    """By the day asked: in time through its day, with the days that it is late."""
    await insert(parts, row)
    (found,) = await listed(parts)
    others = {one for _, one, _ in STANDING} - {state}

    assert (state, days) == (found["state"], found["days_late"])
    assert ["f0"] == await named(parts, state=state)
    for other in others:
        assert [] == await named(parts, state=other)


async def test_the_clock_alone_changes_it(parts: Parts) -> None:
    """The same row is due, and overdue the next day."""
    await insert(parts, {})
    states = [
        (await listed(parts, day))[0]["state"]
        for day in (date(2026, 9, 15), date(2026, 9, 16))
    ]

    assert ["due", "overdue"] == states


async def test_the_order_is_total(parts: Parts) -> None:
    """First due on top, those of a day by issue and name, those without a day last."""
    days = [None, date(2026, 9, 2), date(2026, 9, 1), date(2026, 9, 2)]
    await insert(parts, *({"due": day} for day in days))

    assert ["f2", "f1", "f3", "f0"] == await named(parts)
    assert ["f1", "f3"] == await named(parts, limit=2, offset=1)


async def test_the_filters(parts: Parts) -> None:
    """By topic, unit, role and days, both days taken in; never another agency's."""
    await insert(
        parts,
        {},
        {"topic": "economy"},
        {"unit": "head-office"},
        {"responsible": "agency_head"},
        {"due": date(2026, 9, 20)},
        {"agency": "another"},
    )

    assert ["f1"] == await named(parts, topic="economy")
    assert ["f2"] == await named(parts, unit="head-office")
    assert ["f3"] == await named(parts, responsible="agency_head")
    assert ["f4"] == await named(parts, due_from=date(2026, 9, 20))
    assert [] == await named(parts, due_from=date(2026, 9, 21))
    assert ["f0", "f1", "f2", "f3"] == await named(parts, due_to=date(2026, 9, 15))
    assert [] == await named(parts, due_to=date(2026, 9, 14))


def planned(day: date, due: date) -> Claim:
    """That f1 was scheduled."""
    fields: dict[str, Any] = {"due": due, "responsible": "manager"}
    return happened(FollowUpScheduled, day, follow_up_id="f1", **fields)


def moved(day: date, due: date) -> Claim:
    """That f1 was moved."""
    fields: dict[str, Any] = {"due": due, "reason": "Illness."}
    return happened(FollowUpRescheduled, day, follow_up_id="f1", **fields)


def done(day: date) -> Claim:
    """That f1 was completed."""
    return happened(FollowUpCompleted, day, follow_up_id="f1", result="As meant.")


CLOSED = happened(IssueClosed, on(9, 10), follow_up_waived_because="It was let.")
REVOKED = happened(DecisionRevoked, on(9, 10), supersedes="d1", reason="A mistake.")
PLAN = planned(on(6, 12), on(9, 15))
STORIES: list[list[Claim]] = [
    [decided(), PLAN],
    [decided(), PLAN, done(on(9, 15))],
    [decided(), PLAN, done(on(9, 16))],
    [decided(), done(on(9, 1))],
    [decided(), PLAN, CLOSED],
    [decided(), PLAN, REVOKED],
    [decided(), PLAN, moved(on(9, 15), on(9, 18))],
    [decided(), PLAN, moved(on(9, 16), on(9, 18))],
    [decided(), PLAN, moved(on(9, 16), on(9, 18)), done(on(9, 18))],
    [planned(on(2, 1), on(3, 24)), decided()],
    [planned(on(2, 1), on(9, 17))],
]
REASONS = {
    "due": {"not_yet_due", "missed"},
    "overdue": {"overdue"},
    "completed": {"completed", "unplanned", "missed"},
    "completed_late": {"late"},
    "waived": {"waived", "missed"},
    "revoked": {"revoked", "missed"},
    "before_decision": {"due_before_decision"},
}
"""What Q13 may say of a follow-up that stands so."""


@pytest.mark.parametrize("story", range(len(STORIES)))
@pytest.mark.parametrize("day", [14, 15, 16, 18, 19])
async def test_one_law(parts: Parts, story: int, day: int) -> None:
    """The state on the list is the reason of Q13's verdict, days and all."""
    entries = history(raised(), *STORIES[story])
    as_of = at(9, day, 12)
    verdicts = answered("Q13", entries, as_of=as_of).verdicts
    (verdict,) = (each for each in verdicts if each.about == "f1")
    await fill(parts, follow_ups.READING, seen(entries, as_of))
    (row,) = await listed(parts, on(9, day))

    assert verdict.reason in REASONS[row["state"]]
    assert ("missed" == verdict.reason) == (
        row["missed_on"] is not None
        and row["state"] not in ("overdue", "completed_late")
    )
    if verdict.reason in ("overdue", "late"):
        assert verdict.facts["days"] == row["days_late"]


async def test_the_example(parts: Parts, clock: SetClock) -> None:
    """The one follow-up, and where it stands in the agency."""
    await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    (row,) = await listed(parts, date(2026, 10, 1))

    assert ("f1", "completed_late", 14) == (
        row["follow_up_id"],
        row["state"],
        row["days_late"],
    )
    assert ("premises", "sundsvall", "manager") == (
        row["topic"],
        row["unit"],
        row["responsible"],
    )
