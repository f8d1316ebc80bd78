"""Lists wait for a position, within reason, and have a total order."""

import asyncio
from datetime import date

import pytest

from projections import lists
from projections.lists import Behind, Lists, PeriodFilter, Slice
from registry.app import Parts
from tests.front_door import AGENCY
from tests.raw import raw

pytestmark = pytest.mark.anyio


async def test_a_position_that_nobody_has_reached_is_refused_at_once(
    parts: Parts,
) -> None:
    """Past the journal's head there is nothing to wait for; it says what it found."""
    position = await parts.projector.catch_up(AGENCY)
    async with asyncio.timeout(1):
        with pytest.raises(Behind) as behind:
            await parts.lists.caught_up(AGENCY, position + 1)
        with pytest.raises(Behind) as unknown:
            await parts.lists.caught_up("nobody", 1)

    assert (position + 1, position) == (behind.value.wanted, behind.value.found)
    assert 0 == unknown.value.found


async def test_who_waits_looks_ever_less_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At 10, 30, 70, 150, 250 … ms: the pool is there for others too."""
    looks = 0

    class Lagging:
        """Readings that never arrive."""

        async def fetchrow(self, *_: object) -> dict[str, int]:
            nonlocal looks
            looks += 1
            return {"head": 9, "position": 7}

    monkeypatch.setattr(lists, "WAIT_SECONDS_MAX", 0.5)
    with pytest.raises(Behind, match="stand at 7, not yet at 9"):
        await Lists(Lagging()).caught_up(AGENCY, 9)  # type: ignore[arg-type]

    assert 3 < looks <= 9


async def test_periods_have_a_total_order(parts: Parts) -> None:
    """Versions of an agreement that begin on one day come one after the other."""
    row = (AGENCY, "st", "rv", date(2025, 1, 1))
    for version in ("2", "3", "1"):
        await raw(
            parts.pool,
            "INSERT INTO agreements_in_force VALUES ($1, $2, $3, $5, $4, NULL, '{}')",
            *row,
            version,
        )
    found = await parts.lists.periods(AGENCY, PeriodFilter(), Slice(10, 0))

    assert ["1", "2", "3"] == [period["version"] for period in found]
