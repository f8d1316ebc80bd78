"""What the tests of the readings do again and again: raise, look, rebuild."""

from typing import Any

from domain.sight import Sight
from projections.definitions import ALL
from projections.projector import Projector
from projections.reading import columns
from projections.rebuild import Rebuild, named
from registry.app import Parts
from registry.example import example
from registry.surroundings import AllSurroundings
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import claim, new_issue
from tests.raw import raw

EVERYTHING = Sight(everywhere=True, cleared=True, audits=True)
"""For whoever sees all that there is."""

Rows = dict[str, list[tuple[Any, ...]]]


async def raise_issue(parts: Parts, clock: SetClock, **changed: Any) -> str:
    """Record how the example was raised, but for *changed*; return its stream."""
    clock.set("2026-03-02T12:00:00+01:00")
    stream, raised = new_issue(), example()["issue"][0]["events"][0]
    await parts.recorder.record(claim(stream, [raised | changed]))
    return stream


async def issues(parts: Parts, agency: str = AGENCY) -> set[str]:
    """The streams that have a row."""
    rows = await raw(parts.pool, "SELECT issue_id FROM issue_page", agency=agency)
    return {f"issues/{row['issue_id']}" for row in rows}


async def parked(parts: Parts) -> list[str]:
    """The streams that are parked."""
    found = await raw(parts.pool, "SELECT stream_id FROM parked ORDER BY stream_id")
    return [row["stream_id"] for row in found]


def another(parts: Parts) -> Projector:
    """A second projector over the same database, as in another process."""
    surroundings = AllSurroundings(parts.journal)
    return Projector(parts.pool, parts.journal, surroundings, parts.clock)


async def rows(parts: Parts) -> Rows:
    """Every row of every reading, in order; when it was judged is left out."""
    found: Rows = {}
    for reading in ALL:
        kept = [name for name in columns(reading.row) if name != "judged_at"]
        said = ", ".join(kept)
        sql = f"SELECT {said} FROM {reading.name} ORDER BY {said}"  # noqa: S608
        found[reading.name] = [tuple(row) for row in await raw(parts.pool, sql)]
    return found


async def rebuilt(parts: Parts, url: str, names: tuple[str, ...] = ()) -> int:
    """Rebuild the readings; return how many issues it told of."""
    told: list[int] = []
    work = Rebuild(parts.journal, named(names), told.append, parts.clock)
    await work.run(url)
    return sum(told)
