"""Keys: one a stream, made once; without them the text is withheld and no more."""

import asyncio
import hashlib
import json
import stat
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import asyncpg
import msgspec
import pytest

from domain.base import WITHHELD
from registry.agency_keys import AgencyKeyMissingError, AgencyKeys
from registry.database import Pool
from registry.keys import (
    KEPT_SECONDS,
    Keys,
    MemoryWrappedKeys,
    PostgresWrappedKeys,
    WrappedKeyDamagedError,
)
from tests.front_door import AGENCY, FrontDoor
from tests.raw import raw, raw_value
from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

STREAM = "issues/1"


def ring(**keys: bytes) -> str:
    """The keys of one agency, the last in use."""
    said = {name: b64encode(key).decode() for name, key in keys.items()}
    return json.dumps({AGENCY: {"current": [*keys][-1], "keys": said}})


def agency_keys(**keys: bytes) -> AgencyKeys:
    """The agency's keys, from the environment."""
    return AgencyKeys.load(ring(**keys), Path("nowhere"), make=False)


async def test_a_key_is_made_once_however_many_ask(pool: Pool) -> None:
    """Two processes, twenty requests each: one key, which all of them use."""
    many = [Keys(agency_keys(a=bytes(32)), PostgresWrappedKeys(pool)) for _ in "ab"]
    found = await asyncio.gather(
        *(keys.sealing(AGENCY, STREAM) for keys in many for _ in range(20))
    )
    ciphers = [key.cipher for key in found]

    sealed = ciphers[0].encrypt(bytes(12), b"text", None)
    assert {b"text"} == {one.decrypt(bytes(12), sealed, None) for one in ciphers}
    assert 1 == await raw_value(pool, "SELECT count(*) FROM stream_key")


async def test_a_stream_that_has_no_key_has_none() -> None:
    """Asking to read makes none."""
    wrapped = MemoryWrappedKeys()
    keys = Keys(agency_keys(a=bytes(32)), wrapped)

    assert await keys.cipher(AGENCY, STREAM) is None
    assert await wrapped.wrapped(AGENCY, STREAM) is None


async def test_an_old_key_still_opens_what_it_wrapped() -> None:
    """A new one is used for what comes after."""
    wrapped = MemoryWrappedKeys()
    old = (await Keys(agency_keys(a=bytes(32)), wrapped).sealing(AGENCY, STREAM)).cipher
    both = Keys(agency_keys(a=bytes(32), b=b"b" * 32), wrapped)
    same = (await both.sealing(AGENCY, STREAM)).cipher
    await both.sealing(AGENCY, "issues/2")

    sealed = old.encrypt(bytes(12), b"text", None)
    assert b"text" == same.decrypt(bytes(12), sealed, None)
    assert ("a", "b") == (
        (await wrapped.wrapped(AGENCY, STREAM) or "-")[0],
        (await wrapped.wrapped(AGENCY, "issues/2") or "-")[0],
    )


async def test_a_wrong_key_opens_nothing() -> None:
    """Nor does one of another name, or a wrapped key moved to another stream."""
    wrapped = MemoryWrappedKeys()
    await Keys(agency_keys(a=bytes(32)), wrapped).sealing(AGENCY, STREAM)
    found = await wrapped.wrapped(AGENCY, STREAM)
    assert found is not None
    await wrapped.keep(AGENCY, "issues/2", *found)

    with pytest.raises(WrappedKeyDamagedError):
        await Keys(agency_keys(a=b"x" * 32), wrapped).cipher(AGENCY, STREAM)
    with pytest.raises(AgencyKeyMissingError, match="SAMVERKAN_KEYS_FILE"):
        await Keys(agency_keys(b=bytes(32)), wrapped).cipher(AGENCY, STREAM)
    with pytest.raises(WrappedKeyDamagedError):
        await Keys(agency_keys(a=bytes(32)), wrapped).cipher(AGENCY, "issues/2")


async def test_a_key_is_made_for_an_agency_only_where_that_is_allowed(
    tmp_path: Path,
) -> None:
    """In a file that its owner alone may read; elsewhere the operator is told how."""
    path = tmp_path / "deep" / "keys.json"
    made = AgencyKeys.load(None, path, make=True).current(AGENCY)

    assert made == AgencyKeys.load(None, path, make=False).current(AGENCY)
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    with pytest.raises(AgencyKeyMissingError, match="32 random bytes"):
        AgencyKeys.load("{}", path, make=False).current(AGENCY)


def make_one(path: Path, at_once: Barrier) -> bytes:
    """Make the agency's key in the file, when all the others do."""
    keys = AgencyKeys.load(None, path, make=True)
    at_once.wait()
    return keys.current(AGENCY)[1]


def test_processes_that_start_at_once_make_one_key(tmp_path: Path) -> None:
    """All seal with the same one, and it is the one in the file."""
    path, at_once = tmp_path / "keys.json", Barrier(8)
    with ThreadPoolExecutor(8) as several:
        made = {*several.map(make_one, [path] * 8, [at_once] * 8)}

    assert {AgencyKeys.load(None, path, make=False).current(AGENCY)[1]} == made


def test_a_key_that_cannot_be_kept_is_not_used(tmp_path: Path) -> None:
    """What is not in the file would die with the process: the next asking fails too."""
    (tmp_path / "keys.new").mkdir()
    keys = AgencyKeys.load(None, tmp_path / "keys.json", make=True)

    for _ in range(2):
        with pytest.raises(IsADirectoryError):
            keys.current(AGENCY)


def test_a_key_that_another_process_made_is_found(tmp_path: Path) -> None:
    """Each process knows the keys of all, without starting anew."""
    path = tmp_path / "keys.json"
    early = AgencyKeys.load(None, path, make=True)
    name, key = AgencyKeys.load(None, path, make=True).current(AGENCY)

    assert key == early.named(AGENCY, name)


async def test_a_destroyed_key_is_soon_gone_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process that has unwrapped a key looks again within seconds."""
    wrapped = MemoryWrappedKeys()
    keys = Keys(agency_keys(a=bytes(32)), wrapped)
    await keys.sealing(AGENCY, STREAM)
    wrapped._kept.clear()  # noqa: SLF001 - as disposal does

    assert await keys.cipher(AGENCY, STREAM) is not None
    later = time.monotonic() + KEPT_SECONDS
    monkeypatch.setattr("registry.keys.time.monotonic", lambda: later)
    assert await keys.cipher(AGENCY, STREAM) is None


async def test_the_mark_of_a_request_tells_nothing() -> None:
    """The same request is known again; without the key it cannot be guessed."""
    keys = Keys(agency_keys(a=bytes(32)), MemoryWrappedKeys())
    first, other = [await keys.sealing(AGENCY, f"issues/{n}") for n in range(2)]

    assert first.mark(b"Anna") == first.mark(b"Anna")
    assert first.mark(b"Anna") != other.mark(b"Anna")
    assert first.mark(b"Anna") != hashlib.sha256(b"Anna").digest()


@pytest.mark.parametrize(
    "text", ["{", "[]", ring(a=b"short"), '{"a": {"current": "x", "keys": {}}}']
)
def test_malformed_keys_are_refused(text: str) -> None:
    """At the start, not when something is to be sealed."""
    with pytest.raises(msgspec.DecodeError):
        AgencyKeys.load(text, Path("nowhere"), make=False)


async def raised(door: FrontDoor) -> str:
    """Raise the example's issue; return its path."""
    told = Told(door)
    await told.tell(until="2026-01-27")
    return told.issue


async def shown(door: FrontDoor, issue: str) -> tuple[Any, str]:
    """The title as the page and as the timeline show it."""
    reader = door.token("employer_representative", person="p-302")
    await door.settled(issue)
    page = await door.get(issue, reader)
    timeline = await door.get(f"{issue}/events", reader)
    return page.get("title"), timeline["events"][0]["event"]["title"]


async def test_a_disposed_key_leaves_the_record_standing(registry: FrontDoor) -> None:
    """Title and text are withheld; facts, verdicts and proofs are as before."""
    issue = await raised(registry)
    before = await registry.get(f"{issue}/verdicts")
    assert "An activity-based office in Sundsvall" == (await shown(registry, issue))[0]
    registry.sql("DELETE FROM stream_key WHERE stream_id LIKE 'issues/%%'")
    registry.forget_keys()

    assert (None, WITHHELD) == await shown(registry, issue)
    after = await registry.get(f"{issue}/verdicts")
    assert before["answers"] == after["answers"]


async def test_a_damaged_key_withholds_the_text(registry: FrontDoor) -> None:
    """The service stays up, and what is sealed elsewhere is shown."""
    issue, other = [await raised(registry), await another(registry)]
    sql = "UPDATE stream_key SET wrapped = %s WHERE stream_id = %s"
    registry.sql(sql, bytes(60), issue[1:])
    registry.forget_keys()

    assert WITHHELD == (await shown(registry, issue))[1]
    assert "Another office" == (await shown(registry, other))[1]


async def another(door: FrontDoor) -> str:
    """Raise a second issue; return its path."""
    page = await door.get("/timelines", kind="issue-raised.v1", position=15)
    event = page["entries"][0]["entry"]["event"] | {"title": "Another office"}
    return f"/{(await door.record('/issues', event))['stream']}"


async def test_a_tampered_text_is_withheld(registry: FrontDoor) -> None:
    """The entry no longer hashes as it did; the page is shown without its text."""
    issue = await raised(registry)
    registry.sql("ALTER TABLE journal DISABLE TRIGGER ALL")
    ((stored,),) = registry.sql("SELECT entry FROM journal WHERE position = 15")
    made = json.loads(stored)
    made["sealed"]["text"] = "AAAA" + made["sealed"]["text"][4:]
    sql = "UPDATE journal SET entry = %s WHERE position = 15"
    registry.sql(sql, json.dumps(made).encode())

    assert WITHHELD == (await shown(registry, issue))[1]


async def test_nothing_is_recorded_without_the_agencys_key(
    database_url: str, tmp_path: Path
) -> None:
    """A registry that may make none says so, names none, and keeps nothing."""
    from tests.front_door import front_door  # noqa: PLC0415

    async with front_door(database_url, tmp_path, make_keys=False) as door:
        unit = {
            "kind": "unit-established.v1",
            "actor": {"role": "employer_representative", "person": "p-102"},
            "occurredOn": "2015-01-01",
            "unit": "west",
            "name": "Region West",
            "establishedFrom": "2015-01-01",
        }
        body = {"events": [unit], "source": door.source()}
        answer = await door.post("/agency/events", body)

        assert 503 == answer.status_code
        assert "Keys away" == answer.json()["title"]
        assert AGENCY not in answer.json()["detail"]
        assert 0 == await door.head()


async def test_nothing_is_recorded_under_a_damaged_key(registry: FrontDoor) -> None:
    """It is said to be so, and to be temporary; nothing is kept; others go on."""
    issue = await raised(registry)
    sql = "UPDATE stream_key SET wrapped = %s WHERE stream_id = %s"
    registry.sql(sql, bytes(60), issue[1:])
    registry.forget_keys()
    head = await registry.head()
    event = {
        "kind": "perspective-submitted.v1",
        "actor": {"role": "manager", "person": "p-1"},
        "occurredOn": "2026-01-26",
        "perspectiveId": "p1",
        "source": "employer",
        "stance": "support",
        "text": "Yes.",
        "proposalVersion": 1,
    }
    body = {"events": [event], "source": registry.source()}
    answer = await registry.post(f"{issue}/events", body)

    assert 503 == answer.status_code, answer.text
    assert "60" == answer.headers["Retry-After"]
    assert head == await registry.head()
    assert await another(registry)


async def test_what_seals_nothing_makes_no_key(registry: FrontDoor) -> None:
    """Facts alone, recorded by a person: the stream has a key when there is text."""
    unit = {
        "kind": "unit-established.v1",
        "actor": {"role": "employer_representative", "person": "p-302"},
        "occurredOn": "2015-01-01",
        "unit": "west",
        "name": "Region West",
        "establishedFrom": "2015-01-01",
    }
    token = registry.token("employer_representative", person="p-302")
    answer = await registry.post("/agency/events", {"events": [unit]}, token)

    assert 201 == answer.status_code, answer.text
    assert [(0,)] == registry.sql("SELECT count(*) FROM stream_key")


async def test_the_application_may_not_take_a_key_away(pool: Pool) -> None:
    """Disposal runs in a role of its own."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await raw(pool, "DELETE FROM stream_key")
