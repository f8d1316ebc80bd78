"""Q23: the list of what was raised says of each what the question says, on any day."""

from datetime import date
from typing import Any

import pytest

from domain.base import Actor, Role
from domain.calendar import Term
from domain.raising import IssueWithdrawn
from projections import raised_matters
from projections.raised_matters import RaisedMatterFilter
from registry.app import Parts
from tests.frameworks import with_numbers
from tests.front_door import AGENCY, SetClock
from tests.issues import (
    FRAMEWORK,
    Claim,
    answered,
    at,
    classified,
    happened,
    held,
    history,
    on,
    raised,
)
from tests.projections.histories import new_issue, tell_example
from tests.projections.looking import EVERYTHING, raise_issue
from tests.projections.seen import fill, seen
from tests.raw import raw

pytestmark = pytest.mark.anyio

TODAY = date(2026, 2, 10)
ROW: dict[str, Any] = {
    "agency": AGENCY,
    "topic": "premises",
    "unit": "sundsvall",
    "parties": ["st"],
    "restricted": False,
    "raised_by": "employee",
    "raised_on": date(2026, 1, 26),
    "perhaps_at_once": False,
}
LATEST = {"latest_on": date(2026, 2, 9)}


async def insert(parts: Parts, *rows: dict[str, Any]) -> None:
    """Put the rows in the reading, each with an issue id of its own."""
    for number, changed in enumerate(rows):
        row = ROW | {"issue_id": f"i{number}"} | changed
        await raw(
            parts.pool,
            f"INSERT INTO raised_matters ({', '.join(row)})"  # noqa: S608
            f" VALUES ({', '.join(f'${n}' for n in range(1, len(row) + 1))})",
            *row.values(),
            agency=row["agency"],
        )


async def listed(parts: Parts, today: date = TODAY, **asked: Any) -> list[Any]:
    """The rows of the list, as they stand that day."""
    limits = (asked.pop("limit", 20), asked.pop("offset", 0))
    wanted = RaisedMatterFilter(today=today, **asked)
    return await raised_matters.listed(parts.pool, AGENCY, EVERYTHING, wanted, limits)


async def named(parts: Parts, **asked: Any) -> list[str]:
    """The ids of the issues on the list."""
    return [row["issue_id"] for row in await listed(parts, **asked)]


STANDING: list[tuple[dict[str, Any], int, bool, int | None]] = [
    ({}, 15, False, None),
    (LATEST, 15, True, 1),
    ({"latest_on": TODAY}, 15, False, 0),
    (LATEST | {"taken_up_on": date(2026, 2, 9)}, 14, False, 0),
    (LATEST | {"taken_up_on": TODAY}, 15, False, 1),
    ({"taken_up_on": date(2026, 1, 28)}, 2, False, None),
    (LATEST | {"ended_on": date(2026, 1, 30)}, 4, True, 1),
    ({"ended_on": date(2026, 1, 20)}, 0, False, None),
    (LATEST | {"perhaps_at_once": True}, 15, False, None),
    (LATEST | {"perhaps_at_once": True, "taken_up_on": TODAY}, 15, False, None),
    (LATEST | {"perhaps_at_once": True, "taken_up_on": on(2, 9)}, 14, False, 0),
]


@pytest.mark.parametrize(("row", "waited", "overdue", "late"), STANDING)
async def test_how_it_stands(
    parts: Parts, row: dict[str, Any], waited: int, *, overdue: bool, late: int | None
) -> None:
    """By the day asked: how long it waited, and whether its last day has passed."""
    await insert(parts, row)
    (found,) = await listed(parts)
    taken = "taken_up_on" in row

    assert waited == found["days_waited"]
    assert (overdue, late) == (found["overdue"], found["days_late"])
    assert ["i0"] == await named(parts, overdue=overdue)
    assert [] == await named(parts, overdue=not overdue)
    assert ["i0"] == await named(parts, taken_up=taken)
    assert [] == await named(parts, taken_up=not taken)


async def test_the_order_is_total(parts: Parts) -> None:
    """First raised on top, those of a day by issue."""
    days = [date(2026, 1, 3), date(2026, 1, 1), date(2026, 1, 3)]
    await insert(parts, *({"raised_on": day} for day in days))

    assert ["i1", "i0", "i2"] == await named(parts)
    assert ["i0"] == await named(parts, limit=1, offset=1)


async def test_the_filters(parts: Parts) -> None:
    """By party, role, topic and unit; never another agency's."""
    await insert(
        parts,
        {},
        {"party": "st", "raised_by": "union_representative"},
        {"topic": "economy"},
        {"unit": "head-office"},
        {"agency": "another", "party": "st"},
    )

    assert ["i1"] == await named(parts, party="st")
    assert ["i1"] == await named(parts, raised_by="union_representative")
    assert ["i2"] == await named(parts, topic="economy")
    assert ["i3"] == await named(parts, unit="head-office")
    assert [] == await named(parts, party="st", overdue=True)


WITHIN = with_numbers(raised_taken_up=Term(amount=10, unit="working_days"))
WITHDRAWN = happened(IssueWithdrawn, on(2, 5), reason="Not now.")
STORIES: list[list[Claim]] = [
    [],
    [classified(on(2, 9))],
    [classified(on(2, 10))],
    [held(on(1, 26))],
    [held(on(1, 26)), classified(on(2, 10))],
    [WITHDRAWN],
]


@pytest.mark.parametrize("story", range(len(STORIES)))
@pytest.mark.parametrize("day", [9, 10, 11])
@pytest.mark.parametrize("among", [FRAMEWORK, WITHIN], ids=["no-number", "within"])
async def test_one_law(parts: Parts, story: int, day: int, among: Any) -> None:
    """Days and overdue on the list are those of Q23's verdict."""
    staff: dict[str, Any] = {"raised_by": Role.EMPLOYEE}
    staff |= {"actor": Actor(role=Role.EMPLOYEE)}
    entries = history(raised(**staff), *STORIES[story], among=among)
    as_of = at(2, day, 12)
    (verdict,) = answered("Q23", entries, as_of=as_of, among=among).verdicts
    await fill(parts, raised_matters.READING, seen(entries, as_of, among))
    (row,) = await listed(parts, on(2, day))

    assert verdict.facts.get("days", row["days_waited"]) == row["days_waited"]
    assert ("not_taken_up" == verdict.reason) == row["overdue"]
    assert ("breach" == verdict.verdict) == ((row["days_late"] or 0) > 0)


async def test_the_example(parts: Parts, clock: SetClock) -> None:
    """Raised by staff, taken up two days later; what a manager raises is not listed."""
    await tell_example(parts, clock, new_issue())
    manager = {"role": "manager", "person": "p-101"}
    await raise_issue(parts, clock, raisedBy="manager", actor=manager)
    await parts.projector.catch_up(AGENCY)
    (row,) = await listed(parts, date(2026, 10, 1))

    assert ("employee", None, 2, False, None) == (
        row["raised_by"],
        row["party"],
        row["days_waited"],
        row["overdue"],
        row["days_late"],
    )
