"""Disposal through the front door: decided by two, carried out, and then nowhere."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from cryptography.exceptions import InvalidTag

from domain.base import WITHHELD, Role
from domain.rights import HOLDABLE
from domain.sealing import withhold
from registry import cli_keys, disposal, entry, keys, rotation
from registry.agency_keys import AgencyKeyMissingError, AgencyKeys
from registry.app import Parts, opened
from registry.cli_keys import disposed
from registry.database import Pool, open_pool
from registry.disposal import DISPOSER
from registry.keys import Keys, PostgresWrappedKeys
from registry.rotation import rotate
from registry.settings import Settings
from registry.verify import UnknownAgencyError
from tests import planted
from tests.conftest import new_database
from tests.front_door import AGENCY, Body, FrontDoor
from tests.planted import everything, found_in
from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

CLOSED = "2026-10-02"
DUE = "2028-10-02T09:00:00+02:00"
PLANTED = "Zäta-Ödla 4711 said this"
REASON = "Why-Åland 0815 was closed"
RETENTION = {
    "kind": "retention-class-adopted.v1",
    "actor": {"role": "employer_representative"},
    "occurredOn": CLOSED,
    "retentionClass": "two-years",
    "ground": "RV 2026:9",
    "keepYears": 2,
    "validFrom": CLOSED,
}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that a process has is looked up again within a tenth of a second."""
    monkeypatch.setattr(keys, "KEPT_SECONDS", 0.1)
    monkeypatch.setattr(cli_keys, "MARGIN_SECONDS", 0.1)
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 1.2)


def head_of_agency(door: FrontDoor) -> str:
    """The token of the first person."""
    return door.token("agency_head", person="p-301")


def representative(door: FrontDoor) -> str:
    """The token of the second person."""
    return door.token("employer_representative", person="p-302")


def decided(**fields: Any) -> Body:
    """The first person's decision."""
    return {
        "kind": "disposal-decided.v1",
        "actor": {"role": "agency_head", "person": "p-301"},
        "occurredOn": DUE[:10],
        "disposalId": "g1",
        "classes": ["two-years"],
        "reason": REASON,
        **fields,
    }


def approved(**fields: Any) -> Body:
    """The second person's approval."""
    return {
        "kind": "disposal-approved.v1",
        "actor": {"role": "employer_representative", "person": "p-302"},
        "occurredOn": DUE[:10],
        "disposalId": "g1",
        **fields,
    }


async def ended(told: Told) -> str:
    """Tell the example to its end, plant a text, close it; return the issue's path."""
    await told.tell()
    door = told.door
    follow_up = {
        "kind": "follow-up-scheduled.v1",
        "actor": {"role": "manager"},
        "occurredOn": CLOSED,
        "followUpId": "f2",
        "due": "2027-09-15",
        "responsible": "manager",
        "criteria": PLANTED,
    }
    closed = {
        "kind": "issue-closed.v1",
        "actor": {"role": "manager"},
        "occurredOn": CLOSED,
    }
    await door.record(f"{told.issue}/events", follow_up, closed)
    await door.record("/agency/events", RETENTION)
    return told.issue


async def two_persons(told: Told) -> str:
    """Let both decide, when the time is over; return the issue's path."""
    door, issue = told.door, await ended(told)
    door.clock.set(DUE)
    await door.record(f"{issue}/events", decided(), token=head_of_agency(door))
    await door.record(f"{issue}/events", approved(), token=representative(door))
    return issue


@asynccontextmanager
async def operator(door: FrontDoor, var: Path) -> AsyncIterator[tuple[Parts, Pool]]:
    """The registry as a command opens it, and the role that takes keys away."""
    settings = Settings(make_keys=True, var=var)
    async with (
        opened(settings, door.url, door.clock) as parts,
        open_pool(door.url, size=2, role=DISPOSER) as pool,
    ):
        yield parts, pool


async def dispose(
    door: FrontDoor, var: Path, *, dry_run: bool = False
) -> list[tuple[str, str | None]]:
    """Run what the command runs; return the state and decision of each issue."""
    async with operator(door, var) as (parts, pool):
        found = await disposed(parts, pool, None, dry_run=dry_run)
    assert not any(each.is_wrong for each in found), found
    return [(each.state, each.disposal) for each in found]


async def texts(url: str, keys_file: Path, issue: str) -> list[str]:
    """The sealed texts of the issue that these keys open in that database."""
    async with open_pool(url, size=1) as pool:
        agency_keys = AgencyKeys.load(None, keys_file, make=False)
        cipher = await Keys(agency_keys, PostgresWrappedKeys(pool)).cipher(
            AGENCY, issue[1:]
        )
        sql = (
            "SELECT entry FROM journal WHERE agency = $1 AND stream_id = $2"
            " ORDER BY version"
        )
        rows = await pool.fetch(sql, AGENCY, issue[1:])
    found: list[str] = []
    for row in rows if cipher else ():
        with suppress(InvalidTag):
            event = entry.unsealed(entry.read(row["entry"]), cipher)
            found += withhold(event)[1].values()
    return [text for text in found if text != WITHHELD]


def recorded(door: FrontDoor, until: int) -> list[tuple[Any, ...]]:
    """Every entry up to that position: place, bytes and leaf hash."""
    return door.sql(
        "SELECT agency, position, stream_id, version, kind, entry, leaf_hash"
        " FROM journal WHERE position <= %s ORDER BY agency, position",
        until,
    )


async def judged(door: FrontDoor, issue: str) -> dict[str, Any]:
    """All that is answered of the issue and the agency."""
    listed = await door.settled("/verdicts", limit=200)
    one = await door.get(f"{issue}/verdicts", asOf=DUE)
    whole = await door.get("/agency/verdicts", asOf=DUE)
    told = ("answers", "verdicts")
    return {
        "issue": one["answers"],
        "agency": {name: whole[name] for name in told if name in whole},
        "listed": listed["_meta"],
    }


async def test_nothing_of_it_is_left(telling: Told, tmp_path: Path) -> None:
    """No byte of sealed text in a table or dump; verdicts and proofs are as before."""
    issue = await two_persons(telling)
    door, head = telling.door, await telling.door.head()
    said = await texts(door.url, tmp_path / "keys.json", issue)
    before, proofs = await judged(door, issue), recorded(door, head)
    assert {PLANTED, REASON} <= {*said}

    assert [("disposed", "g1")] == await dispose(door, tmp_path)

    assert [] == await texts(door.url, tmp_path / "keys.json", issue)
    assert before == await judged(door, issue)
    assert proofs == recorded(door, head)
    assert head + 1 == await door.head()
    long = [text for text in said if len(text) > 8]
    for table, bytes_ in everything(door.url):
        assert [] == found_in(bytes_, long), table
    assert [] == found_in(planted.dump(door.url), long)


async def test_verdicts_are_as_if_it_had_not_been(
    telling: Told, tmp_path: Path
) -> None:
    """No question looks at a disposal: not at its decision either."""
    issue = await ended(telling)
    telling.door.clock.set(DUE)
    before = await judged(telling.door, issue)
    stage = (await telling.door.settled(issue))["stage"]

    door = telling.door
    await door.record(f"{issue}/events", decided(), token=head_of_agency(door))
    await door.record(f"{issue}/events", approved(), token=representative(door))
    await dispose(door, tmp_path)

    assert before == await judged(door, issue)
    assert stage == (await door.settled(issue))["stage"] == "closed"


WRITTEN = {
    "plain": f"He said: {PLANTED}!".encode(),
    "escaped": json.dumps({"text": PLANTED}).encode(),
    "utf-16": f"x{PLANTED}y".encode("utf-16-le"),
    "address": f"/?q={quote(PLANTED)}&a".encode(),
    "hexadecimal": f"x{PLANTED}y".encode().hex().encode(),
    **{
        f"base64-{before}": b64encode(f"{'x' * before}{PLANTED}, and so on".encode())
        for before in range(3)
    },
}
"""The text as it may stand among other things."""


@pytest.mark.parametrize("how", WRITTEN)
def test_what_is_looked_for_would_be_found(database_url: str, how: str) -> None:
    """In a table or a dump, however it is written."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE planted (held bytea)")
        connection.execute("INSERT INTO planted VALUES (%s)", (WRITTEN[how],))

    tables = dict(everything(database_url))
    assert [PLANTED] == found_in(tables["public.planted"], [PLANTED])
    assert [PLANTED] == found_in(planted.dump(database_url), [PLANTED])
    assert [] == found_in(tables["public.planted"], [REASON])


async def test_a_page_says_that_it_is_gone(telling: Told, tmp_path: Path) -> None:
    """Whoever may read text is shown none of it, and the entries stand."""
    issue = await two_persons(telling)
    door, reader = telling.door, representative(telling.door)
    await door.settled(issue)
    shown = await door.get(f"{issue}/events", reader, limit=200)
    assert PLANTED in str(shown)
    await dispose(door, tmp_path)

    after = await door.get(f"{issue}/events", reader, limit=200)
    assert PLANTED not in str(after)
    assert len(shown["events"]) + 1 == len(after["events"])
    assert "sealed-text-disposed.v1" == after["events"][-1]["kind"]
    assert "disposed" == after["events"][0]["text"]
    assert "disposed" == (await door.settled(issue, token=reader))["text"]
    actor = after["events"][-1]["event"]["actor"]
    assert {"role": "registry"} == actor


async def test_backups_are_closed_by_rotation(
    telling: Told, postgres: str, tmp_path: Path
) -> None:
    """A dump of before is readable until the agency's old key is destroyed; one of
    after is not readable even with it.
    """
    issue = await two_persons(telling)
    door, file, old = telling.door, tmp_path / "keys.json", tmp_path / "old.json"
    old.write_bytes(file.read_bytes())
    earlier = planted.dump(door.url)
    await dispose(door, tmp_path)
    async with operator(door, tmp_path) as (_, pool):
        await rotate(pool, file, AGENCY, lambda _: None, destroy_old=True)
    later = planted.dump(door.url)

    with new_database(postgres, template="template0") as url:
        planted.restore(earlier, url)
        assert PLANTED in await texts(url, old, issue)
        with pytest.raises(AgencyKeyMissingError):
            await texts(url, file, issue)
    with new_database(postgres, template="template0") as url:
        planted.restore(later, url)
        assert [] == await texts(url, file, issue)
        assert [] == await texts(url, old, issue)


async def test_a_dry_run_changes_nothing(telling: Told, tmp_path: Path) -> None:
    """It says what would be done."""
    issue = await two_persons(telling)
    head = await telling.door.head()

    assert [("due", "g1")] == await dispose(telling.door, tmp_path, dry_run=True)
    assert head == await telling.door.head()
    assert PLANTED in await texts(telling.door.url, tmp_path / "keys.json", issue)


async def test_it_is_done_once(telling: Told, tmp_path: Path) -> None:
    """The next run finds nothing to do, and records nothing."""
    await two_persons(telling)
    await dispose(telling.door, tmp_path)
    head = await telling.door.head()

    assert [] == await dispose(telling.door, tmp_path)
    assert head == await telling.door.head()


async def test_what_is_not_due_waits(telling: Told, tmp_path: Path) -> None:
    """Until the day that the decision set, and until somebody else approves."""
    door, issue = telling.door, await ended(telling)
    door.clock.set(DUE)
    waits = decided(disposeFrom="2028-10-09")
    await door.record(f"{issue}/events", waits, token=head_of_agency(door))
    assert [] == await dispose(door, tmp_path)
    await door.record(f"{issue}/events", approved(), token=representative(door))
    assert [("waits", "g1")] == await dispose(door, tmp_path)
    assert PLANTED in await texts(door.url, tmp_path / "keys.json", issue)

    door.clock.set("2028-10-09T00:01:00+02:00")
    assert [("disposed", "g1")] == await dispose(door, tmp_path)


async def test_a_decision_that_is_annulled_is_not_carried_out(
    telling: Told, tmp_path: Path
) -> None:
    """Approval and decision are taken back in one request."""
    door, issue = telling.door, await two_persons(telling)
    await door.settled(issue)
    page = await door.get(f"{issue}/events", limit=200)
    ids = [line["eventId"] for line in page["events"]][-2:]
    taken_back = [annulled(target) for target in reversed(ids)]
    await door.record(f"{issue}/events", *taken_back)

    assert [] == await dispose(door, tmp_path)
    assert PLANTED in await texts(door.url, tmp_path / "keys.json", issue)


async def test_a_decision_that_is_annulled_in_that_instant(
    telling: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken back after it was found to be due: nothing is destroyed."""
    door, issue = telling.door, await two_persons(telling)
    page = await door.get(f"{issue}/events", limit=200)
    found_due = disposal.Disposer._decided  # noqa: SLF001 - the instant after it

    async def then_annulled(*asked: Any) -> Any:
        found = await found_due(*asked)
        await door.record(f"{issue}/events", annulled(page["events"][-1]["eventId"]))
        return found

    monkeypatch.setattr(disposal.Disposer, "_decided", then_annulled)
    assert [("waits", "g1")] == await dispose(door, tmp_path)
    assert PLANTED in await texts(door.url, tmp_path / "keys.json", issue)
    assert await door.head() == page["events"][-1]["position"] + 1


def annulled(target: str) -> Body:
    """That an event of the issue no longer counts."""
    return {
        "kind": "event-annulled.v1",
        "actor": {"role": "employer_representative"},
        "occurredOn": DUE[:10],
        "target": target,
        "reason": "Kept after all.",
    }


class Stopped(Exception):
    """The process dies here."""


async def test_a_run_that_was_stopped_is_ended_by_the_next(
    telling: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recorded but not yet destroyed: no new text goes under the key; then it goes."""
    door, issue = telling.door, await two_persons(telling)

    async def die(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(disposal.Disposer, "_destroyed", die)
        with pytest.raises(Stopped):
            await dispose(door, tmp_path)
    assert PLANTED in await texts(door.url, tmp_path / "keys.json", issue)
    answer = await door.post(f"{issue}/events", {"events": [reopened(door)]},
                             representative(door))  # fmt: skip
    assert 503 == answer.status_code
    assert "Disposal unfinished" == answer.json()["title"]

    page = await door.get(f"{issue}/events", representative(door), limit=200)
    assert PLANTED not in str(page)

    assert [("key_left", None)] == await dispose(door, tmp_path, dry_run=True)
    assert [("destroyed", None)] == await dispose(door, tmp_path)
    assert [] == await texts(door.url, tmp_path / "keys.json", issue)
    assert [] == await dispose(door, tmp_path)


async def test_a_key_that_was_restored_is_destroyed_again(
    telling: Told, tmp_path: Path
) -> None:
    """A row that came back from a backup does not outlast the next run."""
    door, issue = telling.door, await two_persons(telling)
    columns = "agency, stream_id, key_id, wrapped"
    sql = f"SELECT {columns} FROM stream_key WHERE stream_id = %s"  # noqa: S608
    (row,) = door.sql(sql, issue[1:])
    await dispose(door, tmp_path)
    door.sql(
        f"INSERT INTO stream_key ({columns}) VALUES (%s, %s, %s, %s)",  # noqa: S608
        *row,
    )
    assert PLANTED in await texts(door.url, tmp_path / "keys.json", issue)

    assert [("destroyed", None)] == await dispose(door, tmp_path)
    assert [] == door.sql(sql, issue[1:])


def reopened(door: FrontDoor) -> Body:
    """That the matter goes on, told by the second person."""
    return {
        "kind": "issue-reopened.v1",
        "actor": {"role": "employer_representative", "person": "p-302"},
        "occurredOn": door.clock.now.date().isoformat(),
        "newRound": 2,
        "reason": "The landlord came back",
    }


async def test_an_issue_that_goes_on_gets_a_new_key(
    telling: Told, tmp_path: Path
) -> None:
    """New text is kept and stays; the old stays gone; a later disposal takes it too."""
    door, issue = telling.door, await two_persons(telling)
    await dispose(door, tmp_path)
    await door.record(f"{issue}/events", reopened(door), token=representative(door))

    file = tmp_path / "keys.json"
    assert ["The landlord came back"] == await texts(door.url, file, issue)
    assert [] == await dispose(door, tmp_path)
    assert ["The landlord came back"] == await texts(door.url, file, issue)
    assert 200 == (await door.ask(issue, representative(door))).status_code

    gone = {
        "kind": "issue-closed.v1",
        "actor": {"role": "manager"},
        "occurredOn": DUE[:10],
        "followUpWaivedBecause": "No longer",
    }
    await door.record(f"{issue}/events", gone)
    door.clock.set("2030-10-02T09:00:00+02:00")
    again = {"disposalId": "g2", "occurredOn": "2030-10-02"}
    await door.record(f"{issue}/events", decided(**again), token=head_of_agency(door))
    await door.record(f"{issue}/events", approved(**again), token=representative(door))
    assert [("disposed", "g2")] == await dispose(door, tmp_path)
    assert [] == await texts(door.url, file, issue)


async def test_what_is_said_later_is_disposed_of_later(
    telling: Told, tmp_path: Path
) -> None:
    """36.5, 36.9: the text of a correction goes too, when it has been kept its time."""
    door, issue = telling.door, await two_persons(telling)
    await door.settled(issue)
    first = (await door.get(f"{issue}/events"))["events"][0]["eventId"]
    await dispose(door, tmp_path)
    mended = {
        **annulled(first),
        "kind": "event-corrected.v1",
        "field": "/diaryNo",
        "old": "RV 2026/114",
        "new": "RV 2026/9",
    }
    await door.record(f"{issue}/events", mended)
    file = tmp_path / "keys.json"
    assert ["Kept after all."] == await texts(door.url, file, issue)
    again = {"disposalId": "g2", "occurredOn": DUE[:10]}
    early = await door.post(
        f"{issue}/events", {"events": [decided(**again)]}, head_of_agency(door)
    )
    assert early.json()["type"].endswith("/rules#36.9")

    door.clock.set("2030-10-02T09:00:00+02:00")
    again["occurredOn"] = "2030-10-02"
    await door.record(f"{issue}/events", decided(**again), token=head_of_agency(door))
    await door.record(f"{issue}/events", approved(**again), token=representative(door))
    assert [("disposed", "g2")] == await dispose(door, tmp_path)
    assert [] == await texts(door.url, file, issue)


async def test_nobody_makes_the_ground_alone(telling: Told) -> None:
    """36.9: an end that is told of as long ago keeps the text from when it was told."""
    await telling.tell()
    door, issue = telling.door, telling.issue
    closed = {
        "kind": "issue-closed.v1",
        "actor": {"role": "manager"},
        "occurredOn": "2020-01-01",
        "followUpWaivedBecause": "Long over",
    }
    await door.record("/agency/events", RETENTION | {"validFrom": "2020-01-01"})
    await door.record(f"{issue}/events", closed)
    today = decided(occurredOn=door.clock.now.date().isoformat())
    answer = await door.post(
        f"{issue}/events", {"events": [today]}, head_of_agency(door)
    )

    assert answer.json()["type"].endswith("/rules#36.9")


@pytest.mark.parametrize("role", sorted(HOLDABLE))
async def test_nobody_records_that_it_was_carried_out(telling: Told, role: str) -> None:
    """0.6: that is the registry's own; not even a case system may, in its name."""
    door, issue = telling.door, await two_persons(telling)
    own = role if role in {*Role} else "registry"
    claims = {"organisation": "st"} if role == "union_representative" else {}
    if role == "union_representative":
        claims |= {"units": ["*"]}
    token = door.token(role, person="p-9", **claims)
    for actor in ({"role": own}, {"role": "registry"}):
        event = {
            "kind": "sealed-text-disposed.v1",
            "actor": {"person": "p-9", **actor},
            "occurredOn": DUE[:10],
            "disposalId": "g1",
        }
        body = {"events": [event], "source": door.source()}
        answer = await door.post(f"{issue}/events", body, token)

        assert answer.status_code in (403, 404), answer.text
        if answer.status_code == 403:
            assert answer.json()["type"].endswith("/rules#0.6")


async def test_there_is_no_way_to_erase(registry: FrontDoor) -> None:
    """No operation deletes anything, and none is called after it: agencies keep."""
    document = await registry.get("/openapi.json")
    methods = {method for path in document["paths"].values() for method in path}
    words = ("dispos", "eras", "delet", "forget", "gallr", "purge")

    assert set() == {"delete", "put", "patch"} & methods
    assert [] == [p for p in document["paths"] if any(w in p for w in words)]


async def test_a_disposal_is_only_for_the_persons_themselves(telling: Told) -> None:
    """36.13: the same person in another role approves nothing, over HTTP either."""
    door, issue = telling.door, await ended(telling)
    door.clock.set(DUE)
    await door.record(f"{issue}/events", decided(), token=head_of_agency(door))
    both = door.token("employer_representative", person="p-301")
    same = approved(actor={"role": "employer_representative", "person": "p-301"})
    answer = await door.post(f"{issue}/events", {"events": [same]}, both)

    assert 409 == answer.status_code
    assert answer.json()["type"].endswith("/rules#36.13")


async def test_one_agencys_run_leaves_others_alone(
    telling: Told, tmp_path: Path
) -> None:
    """--agency names one that is here; nothing of another is found by it."""
    await two_persons(telling)
    async with operator(telling.door, tmp_path) as (parts, pool):
        with pytest.raises(UnknownAgencyError, match="nowhere"):
            await disposed(parts, pool, "nowhere", dry_run=False)
        assert [] == [s async for s in disposal.awaited(parts.pool, "nowhere")]
