"""Among 20 000 issues no list reads a table whole: each filter finds its index.

What is within an array or a text finds none: row-level security lets an index answer
only what leaks nothing (=, <, ANY). Such a filter goes through the agency's issues.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from domain.sight import Sight
from projections import issue_page, timeline, verdicts
from projections.lists import IssueFilter, TimelineFilter, VerdictFilter
from projections.projector import SQL
from registry.database import SQL as SESSION
from registry.database import Connection, connect
from tests.conftest import new_database
from tests.front_door import AGENCY
from tests.projections.looking import EVERYTHING

pytestmark = pytest.mark.anyio

SPEAK_FOR = SESSION["speak_for"]

FILL = """
INSERT INTO issue_page
       (agency, issue_id, unit, parties, restricted, version, position, stage, is_open,
        topic, organisations, answers, found_no, raised_on, decided_on, last_recorded,
        judged_at, words, page)
SELECT 'registerverket', 'issue-' || i, 'unit-' || i % 23, o, i % 40 = 0, 1, i,
       'decided', i % 5 <> 4, 'topic-' || i % 19, o,
       ARRAY['Q1 ' || CASE WHEN i % 97 = 0 THEN 'breach' ELSE 'compliant' END],
       'RV 2026/' || i, date '2023-01-01' + i / 20, date '2023-01-01' + i / 20, now(),
       now(), 'RV topic-' || i % 19, ''
  FROM generate_series(1, 20000) AS i,
       LATERAL (SELECT CASE WHEN i % 50 = 0 THEN '{st,ledarna}' ELSE '{st}' END::text[]
               ) AS parties (o);
INSERT INTO verdicts
       (agency, issue_id, unit, parties, restricted, decided_on, rule_version, place,
        question, verdict, reason, party, topic, qualifiers, body)
SELECT agency, issue_id, unit, parties, restricted, decided_on, 1, q, 'Q' || q,
       CASE WHEN (position + q) % 97 = 0 THEN 'breach' ELSE 'compliant' END,
       'reason-' || (position + q) % 40, p, topic,
       CASE WHEN (position + q) % 1001 = 0 THEN '{disputed}'::text[] END,
       decode(repeat('00', 150), 'hex')
  FROM issue_page, generate_series(1, 3) AS q, unnest(ARRAY['', 'st']) AS p;
INSERT INTO timeline
       (agency, issue_id, unit, parties, restricted, position, occurred_from, kind,
        role, party, secrecy)
SELECT agency, issue_id, unit, parties, restricted, position * 3 + n,
       decided_on::timestamptz, 'kind-' || n, 'manager',
       CASE WHEN n = 1 THEN 'st' END, 0
  FROM issue_page, generate_series(1, 3) AS n;
"""

VACUUM = [each.READING.sql["vacuum"] for each in (issue_page, verdicts, timeline)]

UNCLEARED = Sight(everywhere=True)
OF_A_PARTY = Sight(sides=("st",))
SIGHTS = [
    EVERYTHING,
    UNCLEARED,
    OF_A_PARTY,
    Sight(units=("unit-3", "unit-4"), sides=("employer",), cleared=True),
]

A_MONTH = {"decided_from": date(2024, 3, 1), "decided_to": date(2024, 3, 31)}

ISSUES = [
    IssueFilter(),
    IssueFilter(stage="decided"),
    IssueFilter(topic="topic-3"),
    IssueFilter(unit="unit-3"),
    IssueFilter(diary_no="RV 2026/7"),
    IssueFilter(raised_from=date(2024, 3, 1), raised_to=date(2024, 3, 31)),
    IssueFilter(**A_MONTH),
]

WITHIN = [
    IssueFilter(organisation="ledarna"),
    IssueFilter(answers=("Q1 breach",)),
    IssueFilter(organisation="nobody"),
    IssueFilter(answers=("Q1 not_applicable",)),
    IssueFilter(q="nothing"),
]

VERDICTS = [
    VerdictFilter(),
    VerdictFilter(questions=("Q1",)),
    VerdictFilter(questions=("Q1",), verdicts=("breach",)),
    VerdictFilter(verdicts=("undeterminable",)),
    VerdictFilter(party="st"),
    VerdictFilter(party="nobody"),
    VerdictFilter(topic="topic-3"),
    VerdictFilter(unit="unit-3", verdicts=("breach",)),
    VerdictFilter(**A_MONTH),
    VerdictFilter(reason="reason-3"),
    VerdictFilter(qualifier="disputed"),
    VerdictFilter(questions=("Q1",), rule_version=2),
]

TIMELINES = [
    TimelineFilter(),
    TimelineFilter(unit="unit-3"),
    TimelineFilter(party="st"),
    TimelineFilter(kind="kind-3"),
    TimelineFilter(role="manager"),
    TimelineFilter(occurred_from=datetime(2025, 3, 1, tzinfo=UTC)),
]


@pytest.fixture(scope="module", name="filled")
async def _filled(postgres: str, template: str) -> AsyncIterator[Connection]:
    """A session of the application, for one agency, over so many issues."""
    with new_database(postgres, template=template) as url:
        # What is not yet on the disk is not known to be visible to all.
        at_once = {"synchronous_commit": "on"}
        owner = await connect(url, role=None, settings=at_once)
        await owner.execute(FILL)
        for each in VACUUM:
            await owner.execute(each)
        await owner.close()
        connection = await connect(url)
        await connection.execute(SPEAK_FOR, AGENCY)
        yield connection
        await connection.close()


async def plan(filled: Connection, sql: str, *values: Any) -> str:
    """Return how the query is executed for these values."""
    async with filled.transaction():
        await filled.execute(SQL["plan_anew"])
        lines = await filled.fetch(f"EXPLAIN {sql}", *values)
    return "\n".join(line[0] for line in lines)


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
@pytest.mark.parametrize("wanted", ISSUES, ids=str)
async def test_issues_are_found_by_an_index(
    filled: Connection, wanted: IssueFilter, sight: Sight
) -> None:
    """Whichever filter, and whoever asks: none reads all issues."""
    values = (AGENCY, *sight.row()[:4], *msgspec.structs.astuple(wanted), 21, 0)
    found = await plan(filled, issue_page.READING.sql["pages"], *values)

    assert "Seq Scan" not in found, found


@pytest.mark.parametrize("wanted", WITHIN, ids=str)
async def test_what_is_within_is_looked_for_in_the_issues_alone(
    filled: Connection, wanted: IssueFilter
) -> None:
    """Once through the issues: nothing is joined, and no words are taken apart."""
    values = (AGENCY, *EVERYTHING.row()[:4], *msgspec.structs.astuple(wanted), 21, 0)
    found = await plan(filled, issue_page.READING.sql["pages"], *values)

    assert 1 == found.count(" on issue_page"), found
    assert "to_tsvector" not in found, found
    assert "SubPlan" not in found, found


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
@pytest.mark.parametrize("wanted", VERDICTS, ids=str)
async def test_verdicts_are_found_by_an_index(
    filled: Connection, wanted: VerdictFilter, sight: Sight
) -> None:
    """Whichever filter, and whoever asks: no page reads all verdicts, nor does what
    follows on it.
    """
    values = (AGENCY, *sight.row()[:4], *msgspec.structs.astuple(wanted), 21, 0)
    sql = verdicts.READING.sql["verdicts"]
    audits = sight.audits
    first = await plan(filled, sql, *values, None, None, None, audits)
    after = await plan(filled, sql, *values, date(2024, 3, 1), "issue-7", 1, audits)

    assert "Seq Scan" not in first, first
    assert "Seq Scan" not in after, after


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
@pytest.mark.parametrize("wanted", TIMELINES, ids=str)
async def test_entries_are_found_by_an_index(
    filled: Connection, wanted: TimelineFilter, sight: Sight
) -> None:
    """Whichever filter, and whoever asks: no page reads all entries."""
    asked = (*msgspec.structs.astuple(wanted), 21, 0, sight.audits)
    values = (AGENCY, *sight.row()[:4], *asked)
    found = await plan(filled, timeline.READING.sql["timeline"], *values)

    assert "Seq Scan on timeline" not in found, found


@pytest.mark.parametrize("sight", [EVERYTHING, UNCLEARED], ids=str)
async def test_counting_one_question_reads_no_others(
    filled: Connection, sight: Sight
) -> None:
    """It finds its own by an index, which says too what is restricted."""
    values = msgspec.structs.astuple(VerdictFilter(questions=("Q1",)))
    asked = (AGENCY, *sight.row()[:4], *values, sight.audits)
    found = await plan(filled, verdicts.READING.sql["counts"], *asked)

    assert "Index Only Scan" in found, found


@pytest.mark.parametrize("sides", [(), ("employer",)])
async def test_who_sees_a_unit_is_found_its_issues(
    filled: Connection, sides: tuple[str, ...]
) -> None:
    """By the index on units: nobody's parties are compared."""
    sight = Sight(units=("unit-3",), sides=sides)
    asked = (*sight.row()[:4], *msgspec.structs.astuple(VerdictFilter()), False)
    found = await plan(filled, verdicts.READING.sql["counts"], AGENCY, *asked)

    assert "unit = ANY" in found, found
    assert "parties" not in found, found


@pytest.mark.parametrize("name", ["pages", "verdicts", "counts", "timeline"])
async def test_who_sees_everything_pays_for_no_rights(
    filled: Connection, name: str
) -> None:
    """Nothing of what tells who sees what is left in the plan."""
    queries = {**issue_page.READING.sql, **verdicts.READING.sql, **timeline.READING.sql}
    asked = {
        "pages": (*msgspec.structs.astuple(IssueFilter()), 21, 0),
        "verdicts": (
            *msgspec.structs.astuple(VerdictFilter()),
            21,
            0,
            *[None] * 3,
            True,
        ),
        "counts": (*msgspec.structs.astuple(VerdictFilter()), True),
        "timeline": (*msgspec.structs.astuple(TimelineFilter()), 21, 0, True),
    }
    seen = {
        sight: await plan(filled, queries[name], AGENCY, *sight.row()[:4], *asked[name])
        for sight in (EVERYTHING, OF_A_PARTY)
    }
    conditions = {
        sight: [line for line in found.splitlines() if "  Filter:" in line]
        for sight, found in seen.items()
    }

    assert [] == conditions[EVERYTHING], seen[EVERYTHING]
    assert "parties &&" in "".join(conditions[OF_A_PARTY]), seen[OF_A_PARTY]
