"""A key that is out of use wraps nothing more, whatever a process believes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from registry import agency_keys, keys, rotation
from registry.agency_keys import (
    AgencyKeyMissingError,
    AgencyKeys,
    KeyRing,
    changing,
    read_rings,
)
from registry.database import Pool, open_pool
from registry.disposal import DISPOSER
from registry.keys import Keys, MemoryWrappedKeys, PostgresWrappedKeys
from registry.rotation import rotate
from tests.front_door import AGENCY
from tests.raw import raw

pytestmark = pytest.mark.anyio

STREAM = "issues/1"
LATE = "issues/late"


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


class HeldUp(PostgresWrappedKeys):
    """Wrapped keys of a process that cannot write until it is let go on."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.reached, self.goes_on = asyncio.Event(), asyncio.Event()

    async def keep(self, agency: str, stream: str, key_id: str, wrapped: bytes) -> None:
        """As `WrappedKeys.keep`, later."""
        if stream == LATE:
            self.reached.set()
            await self.goes_on.wait()
        await super().keep(agency, stream, key_id, wrapped)


def as_it_stands(file: Path) -> AgencyKeys:
    """The keys of a process that sees nothing of what becomes of the file later."""
    return AgencyKeys(read_rings(file))


async def sealed(file: Path, pool: Pool) -> None:
    """Seal something in a stream, by the agency's first key."""
    keys_ = Keys(AgencyKeys.load(None, file, make=True), PostgresWrappedKeys(pool))
    await keys_.sealing(AGENCY, STREAM)


async def names(disposers: Pool) -> dict[str, str]:
    """The key that wraps the data key of each stream."""
    sql = "SELECT stream_id, key_id FROM stream_key WHERE agency = $1"
    return {row[0]: row[1] for row in await disposers.fetch(sql, AGENCY)}


async def test_a_process_that_was_held_up_wraps_by_the_new_key(
    pool: Pool, disposers: Pool, file: Path
) -> None:
    """What it wrapped by the key that is destroyed now is not kept."""
    wrapped = HeldUp(pool)
    held_up = Keys(AgencyKeys.load(None, file, make=True), wrapped)
    await held_up.sealing(AGENCY, STREAM)
    late = asyncio.create_task(held_up.sealing(AGENCY, LATE))
    await wrapped.reached.wait()
    done = await rotate(disposers, file, AGENCY, unheard, destroy_old=True)
    wrapped.goes_on.set()
    sealed = (await late).cipher.encrypt(bytes(12), b"text", None)

    assert ("1",) == done.destroyed
    assert {STREAM: "2", LATE: "2"} == await names(disposers)
    anew = Keys(AgencyKeys.load(None, file, make=False), PostgresWrappedKeys(pool))
    cipher = await anew.cipher(AGENCY, LATE)
    assert cipher is not None
    assert b"text" == cipher.decrypt(bytes(12), sealed, None)


async def test_a_process_that_does_not_see_the_new_key_seals_nothing(
    pool: Pool, disposers: Pool, file: Path
) -> None:
    """It says which key is out of use and what to do; nothing is kept."""
    await sealed(file, pool)
    stale = Keys(as_it_stands(file), PostgresWrappedKeys(pool))
    await rotate(disposers, file, AGENCY, unheard, destroy_old=False)

    with pytest.raises(AgencyKeyMissingError, match=r"Key 1 .* out of use .* rotate"):
        await stale.sealing(AGENCY, LATE)
    assert {STREAM: "2"} == await names(disposers)


@pytest.mark.parametrize("used_before", [False, True])
async def test_a_rotation_waits_for_the_data_keys_that_are_being_kept(
    pool: Pool, disposers: Pool, file: Path, *, used_before: bool
) -> None:
    """One that comes in the last instant is wrapped anew as all others."""
    stale = AgencyKeys.load(None, file, make=True)
    name, key = stale.current(AGENCY)
    if used_before:
        await sealed(file, pool)
    insert = "INSERT INTO stream_key VALUES ($1, $2, $3, $4)"
    wrapped = keys.wrap(key, AGENCY, LATE, bytes(32))
    async with pool.acquire(AGENCY) as connection:
        keeping = connection.transaction()
        await keeping.start()
        await connection.execute(insert, AGENCY, LATE, name, wrapped)
        rotating = asyncio.create_task(
            rotate(disposers, file, AGENCY, unheard, destroy_old=True)
        )
        await asyncio.sleep(0.5)
        assert not rotating.done()
        assert {"1", "2"} == {*read_rings(file)[AGENCY].keys}
        await keeping.commit()

    assert ("1",) == (await rotating).destroyed
    assert "2" == (await names(disposers))[LATE]


async def test_the_database_refuses_a_key_that_is_out_of_use(
    pool: Pool, disposers: Pool, file: Path
) -> None:
    """Whoever writes; and nobody of the application can take it into use again."""
    await sealed(file, pool)
    await rotate(disposers, file, AGENCY, unheard, destroy_old=False)

    insert = f"INSERT INTO stream_key VALUES ('{AGENCY}', 'issues/2', '1', 'x')"  # noqa: S608
    with pytest.raises(asyncpg.CheckViolationError, match="key 1 of"):
        await raw(pool, insert)
    for statement in (
        "UPDATE agency_key SET retired = false",
        "DELETE FROM agency_key",
        "INSERT INTO agency_key VALUES ('aa', '9', true)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await raw(pool, statement)


async def test_a_file_from_a_copy_gets_a_key_of_a_new_name(
    pool: Pool, disposers: Pool, file: Path
) -> None:
    """Its key is out of use, and names that data keys have had mean what they meant."""
    await sealed(file, pool)
    copy = read_rings(file)
    await rotate(disposers, file, AGENCY, unheard, destroy_old=True)
    with changing(file) as rings:
        rings.update(copy)

    done = await rotate(disposers, file, AGENCY, unheard, destroy_old=False)

    assert ("3", (STREAM,)) == (done.current, done.stuck)


async def test_a_key_that_was_taken_back_is_not_rotated_to(
    pool: Pool, disposers: Pool, file: Path
) -> None:
    """Where the file says again that an old key is current, a new one is made."""
    await sealed(file, pool)
    await rotate(disposers, file, AGENCY, unheard, destroy_old=False)
    with changing(file) as rings:
        rings[AGENCY] = KeyRing("1", rings[AGENCY].keys)

    done = await rotate(disposers, file, AGENCY, unheard, destroy_old=True)

    assert ("3", ("1", "2")) == (done.current, done.destroyed)
    assert {STREAM: "3"} == await names(disposers)


def rotated(file: Path) -> None:
    """Give the agency a new key in the file, and take the old one out."""
    with changing(file) as rings:
        new = rings[AGENCY].with_new()
        rings[AGENCY] = new.without({*rings[AGENCY].keys})


def test_a_read_that_fails_once_is_tried_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state of the file counts as known when it was read, and not before."""
    known = AgencyKeys.load(None, file, make=True)
    known.current(AGENCY)
    rotated(file)
    with monkeypatch.context() as once:
        once.setattr(agency_keys, "read_rings", failing)
        assert "1" == known.current(AGENCY)[0]

    assert "2" == known.current(AGENCY)[0]


def failing(_: Path) -> Any:
    """Fail as a process does that has too many files open."""
    raise OSError(24, "Too many open files")


def test_a_file_that_is_replaced_while_it_is_read_is_read_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its state is taken before its content."""
    AgencyKeys.load(None, file, make=True).current(AGENCY)

    def replaced(path: Path) -> Any:
        monkeypatch.setattr(agency_keys, "read_rings", read_rings)
        found = read_rings(path)
        rotated(path)
        return found

    monkeypatch.setattr(agency_keys, "read_rings", replaced)
    known = AgencyKeys.load(None, file, make=False)

    assert "2" == known.current(AGENCY)[0]


async def test_an_unwrapped_key_is_dropped_though_nobody_asks(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    """When its time is over; one that was looked up anew has a time of its own."""
    monkeypatch.setattr(keys, "KEPT_SECONDS", 0.2)
    held = Keys(AgencyKeys.load(None, file, make=True), MemoryWrappedKeys())
    await held.sealing(AGENCY, STREAM)
    await held.sealing(AGENCY, LATE)
    await asyncio.sleep(0.12)
    held.forget(AGENCY, LATE)
    await held.key(AGENCY, LATE)
    await asyncio.sleep(0.12)
    kept = [*held._kept]  # noqa: SLF001 - nobody may ask
    await asyncio.sleep(0.2)

    assert [(AGENCY, LATE)] == kept
    assert [] == [*held._kept]  # noqa: SLF001
