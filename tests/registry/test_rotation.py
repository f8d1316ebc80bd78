"""Rotation: a new key for the agency, while servers go on and processes are killed."""

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from domain.base import WITHHELD
from registry import agency_keys, rotation
from registry.agency_keys import (
    LOOKED_AT_EVERY_SECONDS,
    AgencyKeyMissingError,
    AgencyKeys,
    read_rings,
)
from registry.database import Pool, open_pool
from registry.disposal import DISPOSER
from registry.keys import Keys, PostgresWrappedKeys
from registry.rotation import RotationUnderWayError, ahead, left, rotate
from tests.front_door import AGENCY, FrontDoor
from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

STREAMS = [f"issues/{number:03}" for number in range(60)]


def unheard(_: int) -> None:
    """Nobody looks at the progress."""


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is looked at again at once."""
    monkeypatch.setattr(agency_keys, "LOOKED_AT_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0.05)


@pytest.fixture
async def disposers(database_url: str) -> AsyncIterator[Pool]:
    """Connections in the role that may take keys away and wrap them anew."""
    async with open_pool(database_url, size=2, role=DISPOSER) as pool:
        yield pool


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of the agencies' keys."""
    return tmp_path / "keys.json"


def keys_of(file: Path, pool: Pool) -> Keys:
    """The keys as a new process has them."""
    return Keys(AgencyKeys.load(None, file, make=True), PostgresWrappedKeys(pool))


async def sealed(file: Path, pool: Pool) -> dict[str, bytes]:
    """A text sealed in every stream."""
    keys = keys_of(file, pool)
    return {
        stream: (await keys.sealing(AGENCY, stream)).cipher.encrypt(
            bytes(12), stream.encode(), None
        )
        for stream in STREAMS
    }


async def opened(file: Path, pool: Pool, texts: dict[str, bytes]) -> list[str]:
    """What a new process reads of these texts."""
    keys = keys_of(file, pool)
    found = []
    for stream, text in texts.items():
        cipher = await keys.cipher(AGENCY, stream)
        assert cipher is not None
        found.append(cipher.decrypt(bytes(12), text, None).decode())
    return found


async def test_all_is_wrapped_by_the_new_key(
    pool: Pool, disposers: Pool, file: Path
) -> None:
    """Each text still opens; the file is its owner's alone; progress is told."""
    texts = await sealed(file, pool)
    told: list[int] = []
    assert len(STREAMS) == await ahead(disposers, file, AGENCY)
    done = await rotate(disposers, file, AGENCY, told.append, destroy_old=False)

    assert ("2", len(STREAMS), (), ()) == (
        done.current, done.rewrapped, done.stuck, done.destroyed
    )  # fmt: skip
    assert len(STREAMS) == sum(told)
    assert 0 == await left(disposers, file, AGENCY)
    assert {"1", "2"} == {*read_rings(file)[AGENCY].keys}
    assert 0o600 == stat.S_IMODE(os.stat(file).st_mode)  # noqa: PTH116
    assert STREAMS == await opened(file, pool, texts)


async def test_old_keys_can_be_destroyed(
    pool: Pool, disposers: Pool, file: Path
) -> None:
    """Then the file holds the new one alone, and other agencies' as they were."""
    texts = await sealed(file, pool)
    AgencyKeys.load(None, file, make=True).current("elsewhere")
    before = read_rings(file)["elsewhere"]
    done = await rotate(disposers, file, AGENCY, unheard, destroy_old=True)

    assert ("1",) == done.destroyed
    assert {"2"} == {*read_rings(file)[AGENCY].keys}
    assert before == read_rings(file)["elsewhere"]
    assert STREAMS == await opened(file, pool, texts)


async def test_several_runs_do_no_harm(pool: Pool, disposers: Pool, file: Path) -> None:
    """Each makes a key of its own, and one at a time goes on."""
    texts = await sealed(file, pool)
    for number in range(2, 5):
        done = await rotate(disposers, file, AGENCY, unheard, destroy_old=number > 2)
        assert str(number) == done.current
    results = await asyncio.gather(
        *(rotate(disposers, file, AGENCY, unheard, destroy_old=True) for _ in "ab"),
        return_exceptions=True,
    )

    assert 1 == sum(isinstance(each, RotationUnderWayError) for each in results)
    assert STREAMS == await opened(file, pool, texts)


def killed(after: int, url: str, file: str) -> None:
    """Run a rotation, and kill it when it has said so many lines."""
    rotator = str(Path(__file__).parent / "key_rotator.py")
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, rotator, url, file, AGENCY],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as running:
        assert running.stdout is not None
        for _ in range(after + 1):
            running.stdout.readline()
        running.kill()


@pytest.mark.parametrize("killed_after", [0, 1, 7, 30, 60])
async def test_a_killed_run_is_taken_up_again(
    database_url: str, pool: Pool, disposers: Pool, file: Path, killed_after: int
) -> None:
    """After kill -9, wherever: every text opens, and the next run ends the work."""
    texts = await sealed(file, pool)
    await asyncio.to_thread(killed, killed_after, database_url, str(file))
    assert STREAMS == await opened(file, pool, texts)

    before = read_rings(file)[AGENCY].current
    unfinished = 0 < await left(disposers, file, AGENCY) < len(STREAMS)
    assert unfinished == (0 < killed_after < len(STREAMS))
    done = await rotate(disposers, file, AGENCY, unheard, destroy_old=True)
    assert STREAMS == await opened(file, pool, texts)
    assert {done.current} == {*read_rings(file)[AGENCY].keys}
    assert not unfinished or before == done.current


async def test_a_data_key_that_does_not_open_stops_the_destruction(
    pool: Pool, disposers: Pool, file: Path
) -> None:
    """It stays, and so does the old key that it names: perhaps it can be mended."""
    texts = await sealed(file, pool)
    sql = "UPDATE stream_key SET wrapped = $3 WHERE agency = $1 AND stream_id = $2"
    await disposers.execute(sql, AGENCY, STREAMS[5], bytes(60))
    done = await rotate(disposers, file, AGENCY, unheard, destroy_old=True)

    assert (STREAMS[5],) == done.stuck
    assert ((), ("1",)) == (done.destroyed, done.spared)
    assert {"1", "2"} == {*read_rings(file)[AGENCY].keys}
    del texts[STREAMS[5]]
    assert [*texts] == await opened(file, pool, texts)


async def test_a_data_key_that_does_not_open_ends_no_later_rotation(
    pool: Pool, disposers: Pool, file: Path
) -> None:
    """Each run makes a new key; all are destroyed but the one that it names."""
    texts = await sealed(file, pool)
    sql = "UPDATE stream_key SET wrapped = $3 WHERE agency = $1 AND stream_id = $2"
    await disposers.execute(sql, AGENCY, STREAMS[5], bytes(60))
    runs = [
        await rotate(disposers, file, AGENCY, unheard, destroy_old=destroy)
        for destroy in (False, False, True)
    ]

    assert ["2", "3", "4"] == [done.current for done in runs]
    assert [(STREAMS[5],)] * 3 == [done.stuck for done in runs]
    assert ("2", "3") == runs[-1].destroyed
    assert {"1", "4"} == {*read_rings(file)[AGENCY].keys}
    assert 0 == await left(disposers, file, AGENCY)
    del texts[STREAMS[5]]
    assert [*texts] == await opened(file, pool, texts)


async def test_an_agency_that_has_no_key_is_told(disposers: Pool, file: Path) -> None:
    """There is nothing to rotate."""
    with pytest.raises(AgencyKeyMissingError, match="nothing to rotate"):
        await rotate(disposers, file, AGENCY, unheard, destroy_old=False)


def test_a_file_that_cannot_be_read_changes_nothing(file: Path) -> None:
    """A process goes on with the keys that it has, and takes the mended ones."""
    keys = AgencyKeys.load(None, file, make=True)
    before, whole = keys.current(AGENCY), file.read_bytes()
    for broken in (b"{", b"[]", b'{"registerverket": {}}', b"\xff"):
        file.write_bytes(broken)
        assert before == keys.current(AGENCY)
    file.unlink()
    assert before == keys.current(AGENCY)
    file.write_bytes(whole)
    with agency_keys.changing(file) as rings:
        rings[AGENCY] = rings[AGENCY].with_new()

    assert "2" == keys.current(AGENCY)[0]


def test_the_file_is_looked_at_seldom(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a second: a change is known then, and not before."""
    monkeypatch.setattr(agency_keys, "LOOKED_AT_EVERY_SECONDS", LOOKED_AT_EVERY_SECONDS)
    keys = AgencyKeys.load(None, file, make=True)
    now = agency_keys.time.monotonic()
    monkeypatch.setattr("registry.agency_keys.time.monotonic", lambda: now)
    keys.current(AGENCY)
    with agency_keys.changing(file) as rings:
        rings[AGENCY] = rings[AGENCY].with_new()
    assert "1" == keys.current(AGENCY)[0]

    now += LOOKED_AT_EVERY_SECONDS
    assert "2" == keys.current(AGENCY)[0]


async def test_servers_go_on_meanwhile(
    registry: FrontDoor, disposers: Pool, tmp_path: Path
) -> None:
    """Issues are raised all the time; in the end the new key wraps them all."""
    told, ends = Told(registry), asyncio.Event()
    await told.tell(until="2026-01-27")
    told_one = registry.token("employer_representative", person="p-302")
    page = await registry.get(f"{told.issue}/events", told_one)
    event = page["events"][0]["event"]
    said: dict[str, str] = {}

    async def record() -> None:
        for number in count():
            title = f"Office number {number}"
            recorded = await registry.record("/issues", event | {"title": title})
            said["/" + recorded["stream"]] = title
            if ends.is_set():
                return

    async def turn() -> Any:
        for _ in range(3):
            await asyncio.sleep(0.2)
            await rotate(
                disposers, tmp_path / "keys.json", AGENCY, unheard, destroy_old=True
            )
        ends.set()

    await asyncio.gather(record(), turn())

    assert len(said) > 10
    assert {"4"} == {*read_rings(tmp_path / "keys.json")[AGENCY].keys}
    assert [("4",)] == registry.sql("SELECT DISTINCT key_id FROM stream_key")
    registry.forget_keys()
    for issue, title in said.items():
        shown = await registry.get(f"{issue}/events", told_one)
        assert title == shown["events"][0]["event"]["title"] != WITHHELD
