"""Keys: one data key a stream, wrapped by the agency's own key.

The agency's keys come from a file or the environment and are never stored beside what
they wrap. Deleting a wrapped data key makes the stream's sealed text unreadable.
"""

import os
import secrets
from collections import OrderedDict
from pathlib import Path
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.database import Pool
from registry.queries import queries

SQL = queries("registry", "keys.sql")

KEY_BYTES = 32
NONCE_BYTES = 12
KEPT_MAX = 10_000
"""Data keys that a process keeps unwrapped, at most."""


class AgencyKeyMissingError(Exception):
    """The agency has no key under that name: nothing can be sealed or unsealed."""


class WrappedKeyDamagedError(Exception):
    """A wrapped data key does not open with the agency's key."""


class KeyRing(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """The keys of one agency, as the file holds them."""

    current: str
    """The name of the key that wraps new data keys."""
    keys: dict[str, bytes]
    """32 bytes by name, base64 in the file."""

    def __post_init__(self) -> None:
        """Refuse a current key that is not there, and keys of another size."""
        sizes = {len(key) for key in self.keys.values()}
        if self.current not in self.keys or sizes != {KEY_BYTES}:
            raise ValueError("`current` must name one of `keys`, each of 32 bytes")


class AgencyKeys:
    """The agencies' keys, read once; new ones are made only where that is allowed."""

    def __init__(self, rings: dict[str, KeyRing], make_in: Path | None = None) -> None:
        """`make_in`: the file to which a key for a new agency is added, if any."""
        self._rings = rings
        self._make_in = make_in

    @classmethod
    def load(cls, text: str | None, path: Path, *, make: bool) -> "AgencyKeys":
        """Read the keys from *text*, else from the file at *path* if there is one.

        Raises: msgspec.ValidationError when they are malformed.
        """
        if text is None and path.exists():
            text = path.read_text("utf-8")
        rings = msgspec.json.decode(text or "{}", type=dict[str, KeyRing])
        return cls(rings, path if make else None)

    def current(self, agency: str) -> tuple[str, bytes]:
        """Return the wrapping key in use, by name. Raises: AgencyKeyMissingError."""
        ring = self._rings.get(agency) or self._made(agency)
        return ring.current, ring.keys[ring.current]

    def named(self, agency: str, key_id: str) -> bytes:
        """Return the agency's key of that name. Raises: AgencyKeyMissingError."""
        ring = self._rings.get(agency)
        if ring is None or key_id not in ring.keys:
            raise AgencyKeyMissingError(
                f"{agency} has no key {key_id} here. Add it to SAMVERKAN_KEYS_FILE."
            )
        return ring.keys[key_id]

    def _made(self, agency: str) -> KeyRing:
        if self._make_in is None:
            raise AgencyKeyMissingError(
                f"{agency} has no key here. Add one to SAMVERKAN_KEYS_FILE:"
                " 32 random bytes, base64."
            )
        ring = KeyRing("1", {"1": secrets.token_bytes(KEY_BYTES)})
        self._rings[agency] = ring
        self._make_in.parent.mkdir(parents=True, exist_ok=True)
        draft = self._make_in.with_suffix(".new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(self._rings)))
        draft.replace(self._make_in)
        return ring


class WrappedKeys(Protocol):
    """Where wrapped data keys are kept."""

    async def wrapped(self, agency: str, stream: str) -> tuple[str, bytes] | None:
        """Return the wrapping key's name and the wrapped key, None if there is none."""
        ...

    async def keep(self, agency: str, stream: str, key_id: str, wrapped: bytes) -> None:
        """Keep it, unless the stream has one."""
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
        await self._pool.execute(SQL["keep"], agency, stream, key_id, wrapped)


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


class Keys:
    """The ciphers of streams; the latest used are kept in memory."""

    def __init__(self, agency_keys: AgencyKeys, wrapped_keys: WrappedKeys) -> None:
        self._agency_keys = agency_keys
        self._wrapped_keys = wrapped_keys
        self._ciphers: OrderedDict[tuple[str, str], AESGCM] = OrderedDict()

    async def cipher(self, agency: str, stream: str) -> AESGCM | None:
        """Return the stream's cipher, None where its key is gone or never was.

        Raises: AgencyKeyMissingError, WrappedKeyDamagedError.
        """
        if cipher := self._ciphers.get((agency, stream)):
            self._ciphers.move_to_end((agency, stream))
            return cipher
        found = await self._wrapped_keys.wrapped(agency, stream)
        if found is None:
            return None
        key = self._unwrapped(agency, stream, *found)
        return self._keep(agency, stream, AESGCM(key))

    async def sealing(self, agency: str, stream: str) -> AESGCM:
        """Return the stream's cipher, with a new key if it has none.

        Raises: as `cipher`.
        """
        cipher = await self.cipher(agency, stream)
        while cipher is None:
            key_id, wrapping = self._agency_keys.current(agency)
            nonce, bound = secrets.token_bytes(NONCE_BYTES), _bound(agency, stream)
            fresh = AESGCM(wrapping).encrypt(nonce, AESGCM.generate_key(256), bound)
            await self._wrapped_keys.keep(agency, stream, key_id, nonce + fresh)
            cipher = await self.cipher(agency, stream)
        return cipher

    def _unwrapped(
        self, agency: str, stream: str, key_id: str, wrapped: bytes
    ) -> bytes:
        wrapping = AESGCM(self._agency_keys.named(agency, key_id))
        nonce, text = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return wrapping.decrypt(nonce, text, _bound(agency, stream))
        except InvalidTag as fault:
            raise WrappedKeyDamagedError(
                f"The data key of {stream} at {agency} does not open with {key_id}."
            ) from fault

    def _keep(self, agency: str, stream: str, cipher: AESGCM) -> AESGCM:
        self._ciphers[agency, stream] = cipher
        if len(self._ciphers) > KEPT_MAX:
            self._ciphers.popitem(last=False)
        return cipher


def _bound(agency: str, stream: str) -> bytes:
    """Return what the wrapping authenticates: a wrapped key serves its stream alone."""
    return msgspec.json.encode([agency, stream])
