"""Text whose key or bytes are missing or damaged: a fault, by which nothing falls."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog.testing
from prometheus_client import REGISTRY

from domain.base import WITHHELD
from registry import agency_keys
from tests.api.readers import SAID, Read, begun
from tests.api.test_bad_input import RAISED
from tests.front_door import AGENCY, Body, FrontDoor

pytestmark = pytest.mark.anyio


@pytest.fixture
async def read(registry: FrontDoor) -> Read:
    """The issue, not read by anybody yet."""
    return await begun(registry)


def key_row_gone(read: Read) -> None:
    """The issue's data key is not in the table."""
    read.door.sql("DELETE FROM stream_key WHERE stream_id = %s", read.path[1:])


def key_row_garbled(read: Read) -> None:
    """The issue's data key does not open."""
    sql = "UPDATE stream_key SET wrapped = %s WHERE stream_id = %s"
    read.door.sql(sql, b"\x00" * 60, read.path[1:])


def key_row_cut_short(read: Read) -> None:
    """Of the issue's data key a few bytes are left."""
    sql = "UPDATE stream_key SET wrapped = %s WHERE stream_id = %s"
    read.door.sql(sql, b"\x00" * 5, read.path[1:])


def agency_key_of_another_name(read: Read) -> None:
    """The key that wrapped the issue's is no longer among the agency's."""
    sql = "UPDATE stream_key SET key_id = 'lost' WHERE stream_id = %s"
    read.door.sql(sql, read.path[1:])


WAYS = [key_row_gone, key_row_garbled, key_row_cut_short, agency_key_of_another_name]


async def faults(read: Read, path: str) -> tuple[Body, list[Body], list[Body]]:
    """Return page and lines as staff see them, and what was logged as a fault."""
    await read.settle()
    with structlog.testing.capture_logs() as logged:
        page = await read.door.get(path, read.staff())
        timeline = await read.door.get(f"{path}/events", read.staff())
    lost = [each for each in logged if each["event"] == "text_unavailable"]
    return page, timeline["events"], lost


def lost_texts() -> float:
    """Return how many texts this process could not show so far."""
    return REGISTRY.get_sample_value("samverkan_text_unavailable_total") or 0


@pytest.mark.parametrize("lose", WAYS)
async def test_a_record_without_its_key_is_shown_without_its_text(
    read: Read, lose: Callable[[Read], None]
) -> None:
    """Page and timeline say `unavailable`; it is logged by place, and counted."""
    other = f"/{(await read.door.record('/issues', RAISED))['stream']}"
    lose(read)
    read.door.forget_keys()
    before = lost_texts()
    page, lines, logged = await faults(read, read.path)

    assert "unavailable" == page["text"]
    assert "title" not in page
    assert ["unavailable"] * 2 == [line["text"] for line in lines]
    assert [WITHHELD, WITHHELD] == [
        *(lines[0]["event"]["title"], lines[1]["event"]["text"])
    ]
    assert [([1],), ([1, 2],)] == [(each["versions"],) for each in logged]
    assert {("error", AGENCY, read.path[1:])} == {
        (each["log_level"], each["agency"], each["stream"]) for each in logged
    }
    assert 3 == lost_texts() - before
    assert [] == await read.log()
    page, lines, logged = await faults(read, other)
    assert RAISED["title"] == page["title"] == lines[0]["event"]["title"]
    assert [] == logged
    assert 200 == (await read.door.ask("/health/ready")).status_code
    assert "samverkan_text_unavailable_total" in (await read.door.ask("/metrics")).text


async def test_without_the_agencys_keys_nothing_falls(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file holds another agency's alone: verdicts and pages answer as ever."""
    monkeypatch.setattr(agency_keys, "LOOKED_AT_EVERY_SECONDS", 0)
    ring = {"current": "1", "keys": {"1": b64encode(bytes(32)).decode()}}
    (tmp_path / "keys.json").write_text(json.dumps({"grannverket": ring}))
    read.door.forget_keys()
    page, lines, logged = await faults(read, read.path)

    assert ["unavailable"] * 3 == [each["text"] for each in (page, *lines)]
    assert {"AgencyKeyMissingError"} == {each["fault"] for each in logged}
    assert 200 == (await read.door.ask(f"{read.path}/verdicts")).status_code
    assert 200 == (await read.door.ask("/health/ready")).status_code


@pytest.mark.parametrize("text", ["AAAA", "not base64!", "", "A" * 400])
async def test_one_damaged_text_leaves_the_others(read: Read, text: str) -> None:
    """The entry beside it is read as ever, and told of alone."""
    read.door.sql("ALTER TABLE journal DISABLE TRIGGER ALL")
    where = "WHERE stream_id = %s AND version = 2"
    sql = f"SELECT entry FROM journal {where}"  # noqa: S608 - of our own
    ((stored,),) = read.door.sql(sql, read.path[1:])
    entry = json.loads(stored)
    entry["sealed"]["text"] = text
    sql = f"UPDATE journal SET entry = %s {where}"  # noqa: S608 - as above
    read.door.sql(sql, json.dumps(entry).encode(), read.path[1:])
    page, lines, logged = await faults(read, read.path)

    assert RAISED["title"] == page["title"] == lines[0]["event"]["title"]
    assert "unavailable" == lines[1]["text"]
    assert WITHHELD == lines[1]["event"]["text"]
    assert SAID not in str(lines)
    assert [[2]] == [each["versions"] for each in logged]
    assert {(1,)} == {tuple(row["versions"]) for row in await read.log()}
