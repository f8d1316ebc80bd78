"""Keys: one data key a stream, wrapped by the agency's own key.

The agency's keys come from a file or the environment and are never stored beside what
they wrap. Deleting a wrapped data key makes the stream's sealed text unreadable.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from typing import Protocol

import asyncpg
import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.agency_keys import AgencyKeys
from registry.database import Pool
from registry.queries import queries

SQL = queries("registry", "keys.sql")

NONCE_BYTES = 12
KEPT_MAX = 10_000
"""Data keys that a process keeps unwrapped, at most."""

KEPT_SECONDS = 5.0
"""How long, so that a key that was destroyed is soon gone everywhere."""


class WrappedKeyDamagedError(Exception):
    """A wrapped data key does not open with the agency's key."""


class KeyRetiredError(Exception):
    """The agency's key was put out of use: what it wraps now could soon be lost."""


def wrap(wrapping: bytes, agency: str, stream: str, data_key: bytes) -> bytes:
    """Return the stream's data key, wrapped: nonce, ciphertext and tag."""
    nonce, bound = secrets.token_bytes(NONCE_BYTES), _bound(agency, stream)
    return nonce + AESGCM(wrapping).encrypt(nonce, data_key, bound)


def unwrap(wrapping: bytes, agency: str, stream: str, wrapped: bytes) -> bytes:
    """Return the stream's data key. Raises: WrappedKeyDamagedError."""
    nonce, text = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        return AESGCM(wrapping).decrypt(nonce, text, _bound(agency, stream))
    except (InvalidTag, ValueError) as fault:
        raise WrappedKeyDamagedError(
            f"The data key of {stream} at {agency} does not open."
        ) from fault


class WrappedKeys(Protocol):
    """Where wrapped data keys are kept."""

    async def wrapped(self, agency: str, stream: str) -> tuple[str, bytes] | None:
        """Return the wrapping key's name and the wrapped key, None if there is none."""
        ...

    async def keep(self, agency: str, stream: str, key_id: str, wrapped: bytes) -> None:
        """Keep it, unless the stream has one. Raises: KeyRetiredError."""
        ...


class PostgresWrappedKeys:
    """Wrapped data keys in the table `stream_key`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def wrapped(self, agency: str, stream: str) -> tuple[str, bytes] | None:
        """As `WrappedKeys.wrapped`."""
        row = await self._pool.fetchrow(SQL["wrapped"], agency, stream)
        return None if row is None else (row["key_id"], row["wrapped"])

    async def keep(self, agency: str, stream: str, key_id: str, wrapped: bytes) -> None:
        """As `WrappedKeys.keep`."""
        try:
            await self._pool.execute(SQL["keep"], agency, stream, key_id, wrapped)
        except asyncpg.CheckViolationError as fault:
            raise KeyRetiredError(key_id) from fault


class MemoryWrappedKeys:
    """Wrapped data keys in memory, beside a journal in memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, bytes]] = {}

    async def wrapped(self, agency: str, stream: str) -> tuple[str, bytes] | None:
        """As `WrappedKeys.wrapped`."""
        return self._kept.get((agency, stream))

    async def keep(self, agency: str, stream: str, key_id: str, wrapped: bytes) -> None:
        """As `WrappedKeys.keep`."""
        self._kept.setdefault((agency, stream), (key_id, wrapped))


class StreamKey(msgspec.Struct, frozen=True):
    """The data key of one stream, unwrapped."""

    cipher: AESGCM
    marking: bytes
    """A key derived from the data key, under which requests are recognised again."""
    kept_until: float
    """On the clock of `time.monotonic`."""

    def mark(self, request: bytes) -> bytes:
        """Return a fingerprint that tells nothing to whoever lacks the key."""
        return hmac.digest(self.marking, request, hashlib.sha256)


class Keys:
    """The keys of streams; the latest used are kept in memory for some seconds."""

    def __init__(self, agency_keys: AgencyKeys, wrapped_keys: WrappedKeys) -> None:
        self._agency_keys = agency_keys
        self._wrapped_keys = wrapped_keys
        self._kept: OrderedDict[tuple[str, str], StreamKey] = OrderedDict()

    async def key(self, agency: str, stream: str) -> StreamKey | None:
        """Return the stream's key, None where it is gone or never was.

        Raises: AgencyKeyMissingError, WrappedKeyDamagedError.
        """
        kept = self._kept.get((agency, stream))
        if kept and time.monotonic() < kept.kept_until:
            return kept
        self._kept.pop((agency, stream), None)
        found = await self._wrapped_keys.wrapped(agency, stream)
        if found is None:
            return None
        key_id, wrapped = found
        wrapping = self._agency_keys.named(agency, key_id)
        return self._keep(agency, stream, unwrap(wrapping, agency, stream, wrapped))

    async def cipher(self, agency: str, stream: str) -> AESGCM | None:
        """Return the stream's cipher, as `key`."""
        found = await self.key(agency, stream)
        return None if found is None else found.cipher

    async def sealing(self, agency: str, stream: str) -> StreamKey:
        """Return the stream's key, a new one if it has none.

        Raises: as `key`.
        """
        key, retired = await self.key(agency, stream), None
        while key is None:
            key_id, wrapping = self._agency_keys.current(agency, retired)
            fresh = wrap(wrapping, agency, stream, AESGCM.generate_key(256))
            try:
                await self._wrapped_keys.keep(agency, stream, key_id, fresh)
            except KeyRetiredError:
                retired = key_id
            key = await self.key(agency, stream)
        return key

    def forget(self, agency: str, stream: str) -> None:
        """Look the stream's key up anew when it is next asked for."""
        self._kept.pop((agency, stream), None)

    def _keep(self, agency: str, stream: str, data_key: bytes) -> StreamKey:
        key = StreamKey(
            cipher=AESGCM(data_key),
            marking=hmac.digest(data_key, b"samverkan request", hashlib.sha256),
            kept_until=time.monotonic() + KEPT_SECONDS,
        )
        self._kept[agency, stream] = key
        if len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        loop = asyncio.get_running_loop()
        loop.call_later(KEPT_SECONDS, self._let_go, (agency, stream), key.kept_until)
        return key

    def _let_go(self, place: tuple[str, str], until: float) -> None:
        """Forget a key whose time is over, whether or not it is asked for again."""
        kept = self._kept.get(place)
        if kept and kept.kept_until <= until:
            del self._kept[place]


def _bound(agency: str, stream: str) -> bytes:
    """Return what the wrapping authenticates: a wrapped key serves its stream alone."""
    return msgspec.json.encode([agency, stream])
