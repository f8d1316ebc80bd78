"""Among 20 000 issues no list reads a table whole: each filter finds its index."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from projections import issue_page, timeline, verdicts
from projections.lists import IssueFilter, TimelineFilter, VerdictFilter
from projections.projector import SQL
from registry.database import Connection, connect
from tests.conftest import new_database
from tests.front_door import AGENCY

pytestmark = pytest.mark.anyio

FILL = """
INSERT INTO issue_page
SELECT 'registerverket', 'issue-' || i, 1, i, 'decided', i % 5 <> 4,
       'topic-' || i % 19, 'unit-' || i % 23,
       CASE WHEN i % 50 = 0 THEN '{st,ledarna}' ELSE '{st}' END::text[],
       ARRAY['Q1 ' || CASE WHEN i % 97 = 0 THEN 'breach' ELSE 'compliant' END],
       'RV 2026/' || i, date '2023-01-01' + i / 20, date '2023-01-01' + i / 20, now(),
       now(), NULL, 'RV topic-' || i % 19, '', NULL
  FROM generate_series(1, 20000) AS i;
INSERT INTO verdicts
SELECT agency, decided_on, 1, q, issue_id, 'Q' || q,
       CASE WHEN (position + q) % 97 = 0 THEN 'breach' ELSE 'compliant' END,
       'reason-' || (position + q) % 40, p, topic, unit,
       CASE WHEN (position + q) % 1001 = 0 THEN '{disputed}'::text[] END,
       decode(repeat('00', 150), 'hex')
  FROM issue_page, generate_series(1, 3) AS q, unnest(ARRAY['', 'st']) AS p;
INSERT INTO timeline
SELECT agency, position * 3 + n, decided_on::timestamptz, issue_id, 'kind-' || n,
       'manager', CASE WHEN n = 1 THEN 'st' END, unit, NULL
  FROM issue_page, generate_series(1, 3) AS n;
"""

VACUUM = [each.READING.sql["vacuum"] for each in (issue_page, verdicts, timeline)]

A_MONTH = {"decided_from": date(2024, 3, 1), "decided_to": date(2024, 3, 31)}

ISSUES = [
    IssueFilter(),
    IssueFilter(stage="decided"),
    IssueFilter(topic="topic-3"),
    IssueFilter(unit="unit-3"),
    IssueFilter(organisation="ledarna"),
    IssueFilter(organisation="nobody"),
    IssueFilter(diary_no="RV 2026/7"),
    IssueFilter(raised_from=date(2024, 3, 1), raised_to=date(2024, 3, 31)),
    IssueFilter(**A_MONTH),
    IssueFilter(answers=("Q1 breach",)),
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
    """A session over so many issues, in which each query is planned for its values."""
    with new_database(postgres, template=template) as url:
        connection = await connect(url, role=None)
        await connection.execute(FILL)
        for each in VACUUM:
            await connection.execute(each)
        yield connection
        await connection.close()


async def plan(filled: Connection, sql: str, *values: Any) -> str:
    """Return how the query is executed for these values."""
    async with filled.transaction():
        await filled.execute(SQL["plan_anew"])
        lines = await filled.fetch(f"EXPLAIN {sql}", *values)
    return "\n".join(line[0] for line in lines)


@pytest.mark.parametrize("wanted", ISSUES, ids=str)
async def test_issues_are_found_by_an_index(
    filled: Connection, wanted: IssueFilter
) -> None:
    """Whichever filter: none reads all issues."""
    values = (AGENCY, *msgspec.structs.astuple(wanted), 21, 0)
    found = await plan(filled, issue_page.READING.sql["pages"], *values)

    assert "Seq Scan" not in found, found


@pytest.mark.parametrize("wanted", VERDICTS, ids=str)
async def test_verdicts_are_found_by_an_index(
    filled: Connection, wanted: VerdictFilter
) -> None:
    """Whichever filter: no page reads all verdicts, nor does what follows on it."""
    values = (AGENCY, *msgspec.structs.astuple(wanted), 21, 0)
    sql = verdicts.READING.sql["verdicts"]
    first = await plan(filled, sql, *values, None, None, None)
    after = await plan(filled, sql, *values, date(2024, 3, 1), "issue-7", 1)

    assert "Seq Scan" not in first, first
    assert "Seq Scan" not in after, after


@pytest.mark.parametrize("wanted", TIMELINES, ids=str)
async def test_entries_are_found_by_an_index(
    filled: Connection, wanted: TimelineFilter
) -> None:
    """Whichever filter: no page reads all entries."""
    values = (AGENCY, *msgspec.structs.astuple(wanted), 21, 0)
    found = await plan(filled, timeline.READING.sql["timeline"], *values)

    assert "Seq Scan on timeline" not in found, found


async def test_counting_one_question_reads_no_others(filled: Connection) -> None:
    """It finds its own by an index."""
    values = msgspec.structs.astuple(VerdictFilter(questions=("Q1",)))
    found = await plan(filled, verdicts.READING.sql["counts"], AGENCY, *values)

    assert "Seq Scan" not in found, found
