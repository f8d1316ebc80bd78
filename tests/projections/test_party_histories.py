"""Q21: a party's issues are listed in a total order, and taken together."""

from datetime import date
from typing import Any

import pytest

from projections import party_histories
from projections.party_histories import HistoryFilter
from registry.app import Parts
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import claim, new_issue, tell_example
from tests.projections.looking import EVERYTHING, raise_issue
from tests.raw import raw

pytestmark = pytest.mark.anyio

ROW: dict[str, Any] = {
    "agency": AGENCY,
    "party": "st",
    "topic": "premises",
    "unit": "sundsvall",
    "parties": ["st"],
    "restricted": False,
    "raised_on": date(2026, 1, 26),
    "decided_on": None,
    "lead_days": None,
    "outcome": None,
    "followed": 0,
    "partly": 0,
    "not_followed": 0,
    "unanswered": 0,
}


async def insert(parts: Parts, *rows: dict[str, Any]) -> None:
    """Put the rows in the reading, each with an issue id of its own."""
    for number, changed in enumerate(rows):
        row = ROW | {"issue_id": f"i{number}"} | changed
        await raw(
            parts.pool,
            f"INSERT INTO party_histories ({', '.join(row)})"  # noqa: S608
            f" VALUES ({', '.join(f'${n}' for n in range(1, len(row) + 1))})",
            *row.values(),
            agency=row["agency"],
        )


async def listed(parts: Parts, limit: int = 9, offset: int = 0) -> list[str]:
    """The issues of ST, in the order of the list."""
    wanted = HistoryFilter(party="st")
    rows = await party_histories.listed(
        parts.pool, AGENCY, EVERYTHING, wanted, (limit, offset)
    )
    return [row["issue_id"] for row in rows]


async def test_the_order_is_total(parts: Parts) -> None:
    """Last raised on top, those of a day by id, those without a day last."""
    days = [None, date(2026, 1, 1), date(2026, 3, 1), date(2026, 1, 1)]
    await insert(parts, *({"raised_on": day} for day in days))

    assert ["i2", "i1", "i3", "i0"] == await listed(parts)
    assert ["i1", "i3"] == await listed(parts, 2, 1)


async def test_only_the_party_and_the_agency_asked(parts: Parts) -> None:
    """Another party's issues, and another agency's, are not shown."""
    await insert(parts, {"party": "seko"}, {"agency": "another"}, {})

    assert ["i2"] == await listed(parts)


async def test_the_summary(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts are added; the median is of those decided; at most so many are taken."""
    leads = [10, 20, 90, -2, None]
    await insert(
        parts,
        *(
            {
                "raised_on": date(2026, 1, 9 - number),
                "decided_on": lead and date(2026, 3, 1),
                "lead_days": lead,
                "followed": 1,
                "unanswered": number,
            }
            for number, lead in enumerate(leads)
        ),
    )
    wanted = HistoryFilter(party="st")
    whole = await party_histories.summary(parts.pool, AGENCY, EVERYTHING, wanted)
    monkeypatch.setattr(party_histories, "SUMMARISED_MAX", 3)
    bounded = await party_histories.summary(parts.pool, AGENCY, EVERYTHING, wanted)

    assert (5, 4, 5, 10, 15.0) == (
        whole["issues"],
        whole["decided"],
        whole["followed"],
        whole["unanswered"],
        whole["median_lead_days"],
    )
    assert (3, 20.0) == (bounded["issues"], bounded["median_lead_days"])


async def test_nothing_to_sum(parts: Parts) -> None:
    """Without issues every count is 0, and there is no median."""
    wanted = HistoryFilter(party="st")
    found = dict(await party_histories.summary(parts.pool, AGENCY, EVERYTHING, wanted))

    assert found.pop("median_lead_days") is None
    assert {0} == set(found.values())


async def test_an_issue_that_concerns_nobody_has_no_row(
    parts: Parts, clock: SetClock
) -> None:
    """A matter that was raised, and no more, is in no party's history yet."""
    await raise_issue(parts, clock)
    await parts.projector.catch_up(AGENCY)

    assert [] == await listed(parts)


async def test_a_breach_is_named(parts: Parts, clock: SetClock) -> None:
    """A decision on which nobody was heard is a breach towards each of them."""
    stream = new_issue()
    await tell_example(parts, clock, stream, until="2026-02-01")
    clock.set("2026-03-26T12:00:00+01:00")
    decided = {
        "kind": "decision-made.v1",
        "actor": {"role": "manager", "person": "p-101"},
        "occurredOn": "2026-03-25",
        "decisionId": "d1",
        "proposalVersion": 1,
        "contentRef": "RV 2026/114-14",
        "decidedBy": "manager",
        "othersPresent": [],
    }
    await parts.recorder.record(claim(stream, [decided]))
    await parts.projector.catch_up(AGENCY)
    rows = await raw(parts.pool, "SELECT * FROM party_histories")

    assert {"st", "saco-s", "seko"} == {row["party"] for row in rows}
    assert all("Q1" in row["breaches"] and not row["left_out"] for row in rows)


async def test_the_example(parts: Parts, clock: SetClock) -> None:
    """A row for each of the three organisations, and none for the employees."""
    await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    rows = await raw(
        parts.pool, "SELECT party, followed, not_followed, outcome FROM party_histories"
    )

    assert sorted(tuple(row) for row in rows) == [
        ("saco-s", 1, 0, "consensus"),
        ("seko", 0, 2, "disagreement"),
        ("st", 1, 0, "consensus"),
    ]
