"""Who sees what: the queries' rule is that of `domain.sight`, whoever asks for what."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.audience import Audience, Circle, Secrecy
from domain.sight import Sight
from registry import entry
from registry.app import Parts
from registry.surroundings import ISSUES
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import claim
from tests.projections.looking import raise_issue
from tests.raw import raw

pytestmark = pytest.mark.anyio

SEEN = """
SELECT sees_issue(
       $1, $2, $3, $4,
       i ->> 0, ARRAY(SELECT jsonb_array_elements_text(i -> 1)), (i ->> 2)::boolean
       ) IS TRUE AS seen
  FROM jsonb_array_elements($5) WITH ORDINALITY AS each (i, place)
 ORDER BY place
"""
READ = """
SELECT sees_entry(
       $1, $2, $3,
       CASE WHEN e -> 0 <> 'null' THEN ARRAY(SELECT jsonb_array_elements_text(e -> 0))
       END, (e ->> 1)::smallint
       ) IS TRUE AS seen
  FROM jsonb_array_elements($4) WITH ORDINALITY AS each (e, place)
 ORDER BY place
"""
ALL = "SELECT sees_all($1, $2, $3, $4) AS seen"

SLUGS = st.sampled_from(["a", "b", "c", "employer"])
SIGHTS = st.builds(
    Sight,
    everywhere=st.booleans(),
    units=st.lists(SLUGS, max_size=3).map(tuple),
    sides=st.lists(SLUGS, max_size=3).map(tuple),
    cleared=st.booleans(),
    audits=st.booleans(),
)
CIRCLES = st.builds(
    Circle,
    unit=st.none() | SLUGS,
    parties=st.frozensets(SLUGS.filter(lambda slug: slug != "employer")),
    restricted=st.booleans(),
)
AUDIENCES = st.builds(
    Audience,
    sides=st.none() | st.frozensets(SLUGS),
    secrecy=st.sampled_from(Secrecy),
)
ASKED = st.lists(
    st.tuples(
        SIGHTS,
        st.lists(CIRCLES, min_size=1, max_size=20),
        st.lists(AUDIENCES, min_size=1, max_size=20),
    ),
    min_size=1,
    max_size=5,
)


@given(ASKED)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_queries_see_what_the_domain_sees(
    parts: Parts, asked: list[tuple[Sight, list[Circle], list[Audience]]]
) -> None:
    """Every issue and every entry, as far as the database can tell."""
    for sight, circles, audiences in asked:
        everywhere, units, sides, cleared, audits = sight.row()
        issues = [[c.unit, sorted(c.parties), c.restricted] for c in circles]
        entries = [
            [None if a.sides is None else sorted(a.sides), a.secrecy] for a in audiences
        ]
        seen = await raw(
            parts.pool, SEEN, everywhere, units, sides, cleared, as_jsonb(issues)
        )
        read = await raw(parts.pool, READ, sides, cleared, audits, as_jsonb(entries))

        guards = [{"audience": sides, "secrecy": s} for sides, s in entries]
        (whole,) = await raw(parts.pool, ALL, sides, cleared, audits, as_jsonb(guards))

        assert [sight.sees_issue(each) for each in circles] == [r["seen"] for r in seen]
        assert all(map(sight.sees_entry, audiences)) == whole["seen"]
        assert [sight.sees_entry(each) for each in audiences] == [
            row["seen"] for row in read
        ]


async def test_an_issue_that_was_raised_by_mistake_stays_its_unit_s(
    parts: Parts, clock: SetClock
) -> None:
    """Where the raising was annulled, by how it was recorded; for no other unit."""
    stream = await raise_issue(parts, clock)
    stored = await parts.journal.read_stream(AGENCY, stream)
    annulled = {
        "kind": "event-annulled.v1",
        "actor": {"role": "minutes_secretary", "person": "p-103"},
        "occurredOn": "2026-03-02",
        "target": entry.read(stored[0].entry).id,
        "reason": "It was another matter.",
    }
    await parts.recorder.record(claim(stream, [annulled]))
    await parts.projector.catch_up(AGENCY)
    found = [
        await parts.lists.issue(AGENCY, sight, stream.removeprefix(ISSUES))
        for sight in (Sight(units=("sundsvall",)), Sight(units=("head-office",)))
    ]

    assert [True, False] == [row is not None for row in found]


def as_jsonb(value: Any) -> str:
    """Return the value as the driver takes jsonb."""
    return json.dumps(value)
