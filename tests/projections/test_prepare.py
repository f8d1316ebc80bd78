"""Readings are created where they are missing, and reported where they differ."""

import asyncpg
import msgspec
import pytest

from projections import definitions, issue_page
from projections.definitions import ALL, definition, prepare
from registry.app import Parts
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import new_issue, tell_example
from tests.projections.looking import rebuilt, rows
from tests.raw import raw_value

pytestmark = pytest.mark.anyio


async def test_preparing_twice_changes_nothing(
    parts: Parts, clock: SetClock, database_url: str
) -> None:
    """What is there stays, and so does the position."""
    await tell_example(parts, clock, new_issue())
    position = await parts.projector.catch_up(AGENCY)
    before = await rows(parts)

    assert [] == await prepare(database_url)
    assert before == await rows(parts)
    assert position == await parts.projector.position(AGENCY)


async def test_a_changed_definition_is_reported_until_it_is_rebuilt(
    parts: Parts, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`prepare` names the reading; the rebuild makes it as it is now defined."""
    old = issue_page.READING
    create = old.sql["create"] + "CREATE INDEX ON issue_page (agency, diary_no);"
    reading = msgspec.structs.replace(old, sql={**old.sql, "create": create})
    monkeypatch.setattr(definitions, "ALL", (reading, *ALL[1:]))

    assert ["issue_page"] == await prepare(database_url)
    await rebuilt(parts, database_url, ("issue_page",))
    assert [] == await prepare(database_url)
    sql = "SELECT sha256 FROM reading WHERE name = 'issue_page'"
    assert definition(reading) == await raw_value(parts.pool, sql)


async def test_a_new_reading_is_filled_from_the_beginning(
    parts: Parts, clock: SetClock, database_url: str
) -> None:
    """It is created empty, and the projector starts over."""
    await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    before = await rows(parts)
    connection = await asyncpg.connect(database_url)
    await connection.execute("DROP TABLE readings.timeline")
    await connection.execute("DELETE FROM reading WHERE name = 'timeline'")
    await connection.close()

    await prepare(database_url)
    assert 0 == await parts.projector.position(AGENCY)
    await parts.projector.catch_up(AGENCY)
    assert before == await rows(parts)
