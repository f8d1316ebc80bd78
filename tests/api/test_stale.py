"""Rows that are older than the journal show nobody what he may no longer see."""

from typing import Any

import pytest

from projections import READINGS
from tests.api.parties import CLEARED, RESTRICTED, ST, Parties, corrected, parties
from tests.front_door import FrontDoor

pytestmark = pytest.mark.anyio

LISTS = {"/issues": "issues", "/timelines": "entries"}


@pytest.fixture(name="told")
async def _told(registry: FrontDoor) -> Parties:
    """The issue, as the readings hold it."""
    told = await parties(registry, diaryNo="RV-old")
    await told.settled()
    return told


@pytest.fixture(name="stuck")
def _stuck(told: Parties, monkeypatch: pytest.MonkeyPatch) -> Parties:
    """From now on no row can be made: what grows is parked."""

    def fails(*_: Any) -> None:
        raise ValueError

    monkeypatch.setattr("projections.rows.judged", fails)
    return told


async def restrict(told: Parties) -> None:
    """Let the issue be for the cleared alone; the readings come as far as they can."""
    await told.tell(corrected(told.ids[0], "/confidentiality", new="restricted"))
    await told.settled()


async def statuses(told: Parties, token: str) -> list[int]:
    """Return how the issue answers at each of its addresses."""
    return [
        (await told.door.ask(f"{told.path}{part}", token)).status_code
        for part in ("", "/events", "/verdicts", "/readiness")
    ]


async def rows(told: Parties, token: str) -> list[int]:
    """Return how many rows of it each list shows."""
    return [
        len((await told.door.get(path, token))[name]) for path, name in LISTS.items()
    ]


async def test_what_is_parked_shows_no_old_rows(stuck: Parties) -> None:
    """It was restricted in the entry that no row could be made of."""
    await restrict(stuck)

    assert [404] * 4 == await statuses(stuck, stuck.who("employee"))
    assert [0, 0] == await rows(stuck, stuck.who("employee"))
    assert [200] * 4 == await statuses(stuck, stuck.who("employee", **CLEARED))
    assert [1, 2] == await rows(stuck, stuck.who("employee", **CLEARED))


async def test_what_is_parked_has_its_addresses_for_who_sees_it(
    stuck: Parties,
) -> None:
    """The journal tells who does; the lists wait until the rows are made anew."""
    change = {"new": "yes", "old": "no"}
    await stuck.tell(corrected(stuck.ids[0], "/significantChange", **change))
    await stuck.settled()

    assert [200] * 4 == await statuses(stuck, stuck.who("employee"))
    assert [0, 0] == await rows(stuck, stuck.who("employee"))
    assert {(True,)} == {*stuck.door.sql("SELECT restricted FROM readings.timeline")}


async def test_every_reading_leaves_what_is_parked_to_the_cleared(
    stuck: Parties,
) -> None:
    """None forgets to."""
    await restrict(stuck)

    for reading in READINGS:
        table = f"readings.{reading.name}"
        found = stuck.door.sql(f"SELECT DISTINCT restricted FROM {table}")  # noqa: S608
        assert {*found} <= {(True,)}


async def test_what_could_be_made_again_is_open_again(
    stuck: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the journal has it."""
    await stuck.tell(corrected(stuck.ids[0], "/diaryNo", old="RV-old", new="RV-1"))
    await stuck.settled()
    monkeypatch.undo()
    await stuck.tell(corrected(stuck.ids[0], "/diaryNo", old="RV-1", new="RV-2"))
    await stuck.settled()

    assert [1, 4] == await rows(stuck, stuck.who("employee"))


async def test_a_page_that_lags_is_judged_by_the_journal(told: Parties) -> None:
    """The row is as it was before the issue was restricted."""
    await restrict(told)
    told.door.sql("UPDATE readings.issue_page SET restricted = false, version = 2")

    assert [404] * 4 == await statuses(told, told.who("employee"))
    assert [200] * 4 == await statuses(told, told.who("employee", **CLEARED))


async def test_a_page_that_lags_tells_nothing_that_is_hidden_since(
    told: Parties,
) -> None:
    """Title and diary number were corrected for the cleared, and the row is older."""
    title = {"newText": "What nobody may know", **RESTRICTED}
    number = {"old": "RV-old", "new": "RV-new", **RESTRICTED}
    raised = told.ids[0]
    before = "SELECT guarded, title_entry, diary_entry FROM readings.issue_page"
    assert [(None, None)] == [(g, d) for g, _, d in told.door.sql(before)]
    told.door.sql("CREATE TABLE old AS TABLE readings.issue_page")
    await told.tell(
        corrected(raised, "/title", **title), corrected(raised, "/diaryNo", **number)
    )
    await told.settled()
    told.door.sql(
        "UPDATE readings.issue_page SET version = old.version, guarded = old.guarded,"
        " title_entry = old.title_entry, diary_entry = old.diary_entry,"
        " page = old.page FROM old"
    )
    page = await told.door.get(told.path, told.who("employee"))
    whole = await told.door.get(told.path, told.who("employee", **CLEARED))

    assert page.keys().isdisjoint({"title", "diaryNo"})
    assert "withheld" == page["text"]
    assert "RV-old" == whole["diaryNo"]
    assert 200 == (await told.door.ask(told.path, told.of(ST))).status_code
