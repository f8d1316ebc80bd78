"""Rotation: the agency gets a new key, and all its data keys are wrapped anew by it.

The servers go on meanwhile: they read the keys file again when it has changed. What a
run left undone the next one ends. Destroying the old keys afterwards is what makes
older copies of the database's data keys unreadable.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import msgspec

from registry.agency_keys import (
    LOOKED_AT_EVERY_SECONDS,
    AgencyKeyMissingError,
    KeyRing,
    changing,
    read_rings,
)
from registry.database import Pool
from registry.keys import WrappedKeyDamagedError, unwrap, wrap
from registry.queries import queries

SQL = queries("registry", "rotation.sql")

BATCH = 500
"""Data keys wrapped anew in one transaction."""

SETTLE_SECONDS = LOOKED_AT_EVERY_SECONDS + 2
"""How long after a change of the file the processes that share it wrap by the new key.
One that was held up longer finds the old key out of use, and reads the file again."""

Progress = Callable[[int], None]
"""Is told how many data keys were wrapped anew since it was last told."""


class RotationUnderWayError(Exception):
    """Another process rotates keys of the same file."""


class Rotated(msgspec.Struct, frozen=True):
    """What a rotation came to."""

    current: str
    """The name of the agency's key in use."""
    rewrapped: int
    stuck: tuple[str, ...] = ()
    """Streams whose data keys no key of the file opens: they stay as they are."""
    destroyed: tuple[str, ...] = ()
    """The names of the keys that were destroyed."""
    spared: tuple[str, ...] = ()
    """The names of old keys that were not destroyed, as stuck data keys name them."""


async def left(pool: Pool, file: Path, agency: str) -> int:
    """Return how many data keys of an earlier run are still to be wrapped anew: those
    that another key than the current one wraps, and that open.

    Raises: AgencyKeyMissingError.
    """
    ring, found = _ring(file, agency), 0
    async for rows in _wrapped_otherwise(pool, ring, agency):
        found += sum(_opened(ring, agency, row) is not None for row in rows)
    return found


async def ahead(pool: Pool, file: Path, agency: str) -> int:
    """Return how many data keys a run would wrap anew: those that an earlier run left,
    or all. Raises: AgencyKeyMissingError.
    """
    if not await _makes_key(pool, file, agency):
        return await left(pool, file, agency)
    return int(await pool.fetchval(SQL["held"], agency))


async def rotate(
    pool: Pool, file: Path, agency: str, advance: Progress, *, destroy_old: bool
) -> Rotated:
    """Give the agency a new key, unless an earlier run is to be ended; wrap all by it.

    *pool* is of the role DISPOSER. An old key is destroyed only where no data key
    names it any more. Raises: AgencyKeyMissingError, RotationUnderWayError.
    """
    with _alone(file):
        await _begin(pool, file, agency)
        await asyncio.sleep(SETTLE_SECONDS)
        ring = _ring(file, agency)
        old = ring.keys.keys() - {ring.current}
        # From here on no old key wraps a data key: one sweep finds them all.
        await pool.execute(SQL["retire"], agency, ring.current, sorted(old))
        rewrapped, stuck = await _swept(pool, ring, agency, advance)
        spared = old & {*stuck.values()}
        destroyed = old - spared if destroy_old else set[str]()
        with changing(file) as rings:
            rings[agency] = rings[agency].without(destroyed)
    return Rotated(
        ring.current,
        rewrapped,
        tuple(sorted(stuck)),
        tuple(sorted(destroyed)),
        tuple(sorted(spared)),
    )


async def _begin(pool: Pool, file: Path, agency: str) -> None:
    """Make a new key, unless an earlier run is to be ended by the one it made."""
    if await _makes_key(pool, file, agency):
        names = await _names(pool, agency)
        with changing(file) as rings:
            rings[agency] = rings[agency].with_new(names["taken"])


async def _makes_key(pool: Pool, file: Path, agency: str) -> bool:
    """Tell whether a run makes a new key: there is no earlier one to be ended."""
    unended = await left(pool, file, agency)
    retired = (await _names(pool, agency))["retired"]
    return not unended or _ring(file, agency).current in retired


async def _names(pool: Pool, agency: str) -> asyncpg.Record:
    names = await pool.fetchrow(SQL["names"], agency)
    assert names is not None, "an aggregate without GROUP BY has one row"
    return names


async def _swept(
    pool: Pool, ring: KeyRing, agency: str, advance: Progress
) -> tuple[int, dict[str, str]]:
    """Wrap by the current key all that others wrap, until none is left that opens.

    Returns how many those were, and the others: by stream, the key that each names.
    """
    rewrapped, moved = 0, True
    stuck: dict[str, str] = {}
    while moved:
        moved, stuck = False, {}
        async for rows in _wrapped_otherwise(pool, ring, agency):
            opened = [(row, _opened(ring, agency, row)) for row in rows]
            stuck |= {r["stream_id"]: r["key_id"] for r, key in opened if key is None}
            anew = [
                (row["stream_id"], row["wrapped"], _wrapped(ring, agency, row, key))
                for row, key in opened
                if key is not None
            ]
            columns = [list(column) for column in zip(*anew, strict=True)]
            if anew:
                await pool.execute(SQL["wrap_anew"], agency, ring.current, *columns)
            moved = moved or bool(anew)
            rewrapped += len(anew)
            advance(len(anew))
    return rewrapped, stuck


async def _wrapped_otherwise(
    pool: Pool, ring: KeyRing, agency: str
) -> AsyncIterator[list[asyncpg.Record]]:
    """Yield the data keys that another key than the current one wraps, in batches."""
    after = ""
    while rows := await pool.fetch(
        SQL["wrapped_otherwise"], agency, ring.current, after, BATCH
    ):
        yield rows
        after = rows[-1]["stream_id"]


def _opened(ring: KeyRing, agency: str, row: asyncpg.Record) -> bytes | None:
    """Return the data key, None if no key of the ring opens it."""
    if row["key_id"] not in ring.keys:
        return None
    try:
        wrapping = ring.keys[row["key_id"]]
        return unwrap(wrapping, agency, row["stream_id"], row["wrapped"])
    except WrappedKeyDamagedError:
        return None


def _wrapped(ring: KeyRing, agency: str, row: asyncpg.Record, data_key: bytes) -> bytes:
    """Return the data key wrapped by the current key."""
    return wrap(ring.keys[ring.current], agency, row["stream_id"], data_key)


def _ring(file: Path, agency: str) -> KeyRing:
    ring = read_rings(file).get(agency)
    if ring is None:
        raise AgencyKeyMissingError(
            f"{agency} has no key in {file}: there is nothing to rotate. Check the"
            " agency's name, and SAMVERKAN_KEYS_FILE."
        )
    return ring


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Let one process rotate at a time. Raises: RotationUnderWayError."""
    with file.with_suffix(".rotating").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RotationUnderWayError(
                "Keys of this file are being rotated already. Wait until that is over."
            ) from None
        yield
