"""The commands `dispose` and `rotate-keys` of `samverkan`, as an operator runs them.

What they do is told in tests/stories/test_disposal.py and in test_rotation.py.
"""

import asyncio
from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from msgspec.structs import replace

from domain.base import Actor, Event, Role
from domain.raising import IssueReopened
from domain.rights import Identity
from registry.agency_keys import read_rings
from registry.app import Parts, opened
from registry.settings import Settings
from registry.surroundings import REGISTER
from tests.disposals import adopted, approved, disposal, withdrawn
from tests.front_door import AGENCY, SetClock
from tests.issues import on, raised
from tests.projections.histories import claim, new_issue, surround
from tests.registry.test_cli import Program

NOW = "2026-06-01T12:00:00+02:00"
DECIDED_ON = on(6, 1)
LONG_AGO = date(2020, 3, 1)
STAFF = Actor(role=Role.EMPLOYER_REPRESENTATIVE, person="p-102")
MANAGER = Actor(role=Role.MANAGER, person="p-101")


@pytest.fixture(name="samverkan")
def _samverkan(database_url: str, tmp_path: Path) -> Program:
    return Program(database_url, tmp_path)


def told(program: Program) -> str:
    """Record an issue whose disposal is due; return its stream."""
    return asyncio.run(_told(program))


async def _told(program: Program) -> str:
    clock, stream = SetClock(), new_issue()
    settings = Settings(make_keys=True, var=program.var)
    async with opened(settings, program.url, clock) as parts:
        await surround(parts, clock)
        clock.set(NOW)
        await parts.recorder.record(claim(REGISTER, [adopted(actor=STAFF)]))
        begun = [
            replace(e, actor=MANAGER) for e in (raised(LONG_AGO), withdrawn(LONG_AGO))
        ]
        clock.set(f"{LONG_AGO}T18:00:00+01:00")
        await parts.recorder.record(claim(stream, begun))
        clock.set(NOW)
        await _in_person(parts, stream, disposal(DECIDED_ON))
        await _in_person(parts, stream, approved(DECIDED_ON))
    return stream


async def _in_person(parts: Parts, stream: str, event: Event) -> None:
    person = event.actor.person
    assert person is not None
    stated: dict[str, Any] = {"agency": AGENCY, "client_id": "tests"}
    roles = frozenset({event.actor.role})
    identity = Identity(sub=person, roles=roles, **stated)
    await parts.recorder.record(claim(stream, [event], identity=identity))


def keys_left(program: Program, stream: str) -> int:
    """Return how many data keys the stream has."""
    with psycopg.connect(program.url) as connection:
        sql = "SELECT count(*) FROM stream_key WHERE stream_id = %s"
        row = connection.execute(sql, [stream]).fetchone()
    assert row is not None
    return int(row[0])


def test_what_is_due_is_disposed_of(samverkan: Program) -> None:
    """Exit 0, with a table; a dry run first tells of it, and a second finds nothing."""
    stream = told(samverkan)
    dry = samverkan.run("dispose", "--dry-run")
    assert (0, 1) == (dry.code, keys_left(samverkan, stream)), dry.err
    assert " due " in dry.out

    ran, again = samverkan.run("dispose"), samverkan.run("dispose", "--agency", AGENCY)
    assert (0, 0) == (ran.code, again.code), ran.err
    assert " disposed " in ran.out
    assert stream.removeprefix("issues/") in ran.out
    assert "nothing to dispose of" in again.out
    assert 0 == keys_left(samverkan, stream)


def test_an_id_is_never_cut(samverkan: Program) -> None:
    """However narrow the terminal: it is copied from here."""
    stream = told(samverkan)
    ran = samverkan.run("dispose", "--dry-run", COLUMNS="40")

    assert stream.removeprefix("issues/") in ran.out


def test_what_needs_a_person_is_told_of(samverkan: Program) -> None:
    """Exit 1: a key that does not open, and text that may need it."""
    stream = told(samverkan)
    samverkan.run("dispose")
    asyncio.run(_goes_on(samverkan, stream))
    samverkan.sql("UPDATE stream_key SET wrapped = '\\x00'")
    ran = samverkan.run("dispose")

    assert 1 == ran.code, ran.err
    assert " stuck " in ran.out
    assert 1 == keys_left(samverkan, stream)


async def _goes_on(program: Program, stream: str) -> None:
    clock = SetClock("2030-01-01T12:00:00+01:00")
    async with opened(Settings(var=program.var), program.url, clock) as parts:
        event = IssueReopened(
            actor=MANAGER, occurred_on=date(2029, 12, 1), reason="Anew.", new_round=2
        )
        await parts.recorder.record(claim(stream, [event]))


def test_an_agency_that_is_not_there(samverkan: Program) -> None:
    """Exit 2 for both commands: a misspelt name is not a job done."""
    told(samverkan)
    for command in ("dispose", "rotate-keys"):
        ran = samverkan.run(command, "--agency", "registreverket")

        assert 2 == ran.code
        assert "registreverket" in ran.err
        assert AGENCY in ran.err or command == "rotate-keys"
        assert "Traceback" not in ran.err


def test_keys_are_rotated(samverkan: Program) -> None:
    """Exit 0, naming the key in use and those destroyed; the text is read as before."""
    stream = told(samverkan)
    first = samverkan.run("rotate-keys", "--agency", AGENCY)
    second = samverkan.run("rotate-keys", "--agency", AGENCY, "--destroy-old")

    assert (0, 0) == (first.code, second.code), first.err + second.err
    assert "in use: key 2" in first.out
    assert "in use: key 3" in second.out
    assert "destroyed: key 1, 2" in second.out
    assert {"3"} == {*read_rings(samverkan.var / "keys.json")[AGENCY].keys}
    assert 1 == keys_left(samverkan, stream)


def test_keys_in_the_environment_are_not_rotated(samverkan: Program) -> None:
    """Exit 2, saying where to put them, and repeating none of them."""
    key = b64encode(bytes(32)).decode()
    text = f'{{"{AGENCY}": {{"current": "1", "keys": {{"1": "{key}"}}}}}}'
    ran = samverkan.run("rotate-keys", "--agency", AGENCY, SAMVERKAN_KEYS=text)

    assert 2 == ran.code
    assert "SAMVERKAN_KEYS_FILE" in ran.err
    assert key not in ran.err + ran.out


def test_a_file_that_is_not_there(samverkan: Program) -> None:
    """Exit 2: nothing is made that nobody asked for."""
    ran = samverkan.run("rotate-keys", "--agency", AGENCY)

    assert 2 == ran.code
    assert "There is no file" in ran.err


@pytest.mark.parametrize("command", ["dispose", "rotate-keys"])
def test_the_role_is_needed(samverkan: Program, command: str) -> None:
    """Exit 2 for a login that may not take keys away, saying what it lacks."""
    told(samverkan)
    samverkan.sql(
        "DROP ROLE IF EXISTS samverkan_tester",
        "CREATE ROLE samverkan_tester LOGIN IN ROLE samverkan_writer",
    )
    parts = urlsplit(samverkan.url)
    host = parts.netloc.rpartition("@")[2]
    url = urlunsplit(parts._replace(netloc=f"samverkan_tester@{host}"))
    ran = samverkan.run(command, "--agency", AGENCY, SAMVERKAN_DATABASE_URL=url)
    samverkan.sql("DROP ROLE samverkan_tester")

    assert 2 == ran.code, ran.err
    assert "samverkan_disposer" in ran.err
    assert "Traceback" not in ran.err
