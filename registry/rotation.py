"""Rotation: the agency gets a new key, and all its data keys are wrapped anew by it.

The servers go on meanwhile: they read the keys file again when it has changed. What a
run left undone the next one ends. Destroying the old keys afterwards is what makes
older copies of the database's data keys unreadable.
"""

import asyncio
import fcntl
from collections.abc import Callable, Iterator
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
"""How long after a change of the file all processes wrap by the new key."""

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


async def left(pool: Pool, file: Path, agency: str) -> int:
    """Return how many data keys another key than the current one wraps.

    Raises: AgencyKeyMissingError.
    """
    current = _ring(file, agency).current
    return int(await pool.fetchval(SQL["count"], agency, current))


async def rotate(
    pool: Pool, file: Path, agency: str, advance: Progress, *, destroy_old: bool
) -> Rotated:
    """Give the agency a new key, unless an earlier run is to be ended; wrap all by it.

    *pool* is of the role DISPOSER. Old keys are destroyed only where every data key
    opened. Raises: AgencyKeyMissingError, RotationUnderWayError.
    """
    with _alone(file):
        if not await left(pool, file, agency):
            with changing(file) as rings:
                rings[agency] = rings[agency].with_new()
        await asyncio.sleep(SETTLE_SECONDS)
        ring = _ring(file, agency)
        done = await _swept(pool, ring, agency, advance)
        if not destroy_old or done.stuck:
            return done
        with changing(file) as rings:
            rings[agency] = ring.current_alone()
        # A process that was held up may have used an old key until now: we have it yet.
        await asyncio.sleep(SETTLE_SECONDS)
        late = await _swept(pool, ring, agency, advance)
        old = tuple(name for name in ring.keys if name != ring.current)
        return Rotated(ring.current, done.rewrapped + late.rewrapped, late.stuck, old)


async def _swept(pool: Pool, ring: KeyRing, agency: str, advance: Progress) -> Rotated:
    """Wrap by the current key all that others wrap, until none is left that opens."""
    rewrapped, moved = 0, True
    stuck: set[str] = set()
    while moved:
        moved, stuck, after = False, set(), ""
        while rows := await pool.fetch(
            SQL["wrapped_otherwise"], agency, ring.current, after, BATCH
        ):
            after = rows[-1]["stream_id"]
            anew = {row["stream_id"]: _anew(ring, agency, row) for row in rows}
            stuck |= {stream for stream, wrapped in anew.items() if wrapped is None}
            opened = [row for row in rows if anew[row["stream_id"]] is not None]
            streams = [row["stream_id"] for row in opened]
            values = (
                streams,
                [row["wrapped"] for row in opened],
                [anew[s] for s in streams],
            )
            await pool.execute(SQL["wrap_anew"], agency, ring.current, *values)
            moved = moved or bool(opened)
            rewrapped += len(opened)
            advance(len(opened))
    return Rotated(ring.current, rewrapped, tuple(sorted(stuck)))


def _anew(ring: KeyRing, agency: str, row: asyncpg.Record) -> bytes | None:
    """Return the data key wrapped by the current key, None if it does not open."""
    stream, key_id = row["stream_id"], row["key_id"]
    if key_id not in ring.keys:
        return None
    try:
        data_key = unwrap(ring.keys[key_id], agency, stream, row["wrapped"])
    except WrappedKeyDamagedError:
        return None
    return wrap(ring.keys[ring.current], agency, stream, data_key)


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
