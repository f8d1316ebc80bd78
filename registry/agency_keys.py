"""The agencies' own keys: from a file or the environment, apart from the database."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

KEY_BYTES = 32


class AgencyKeyMissingError(Exception):
    """The agency has no key under that name: nothing can be sealed or unsealed."""


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
        if key_id not in self._known(agency) and self._make_in is not None:
            self._rings = _read(self._make_in)  # another process may have made it
        if key_id not in self._known(agency):
            raise AgencyKeyMissingError(
                f"{agency} has no key {key_id} here. Add it to SAMVERKAN_KEYS_FILE."
            )
        return self._rings[agency].keys[key_id]

    def _known(self, agency: str) -> dict[str, bytes]:
        ring = self._rings.get(agency)
        return ring.keys if ring else {}

    def _made(self, agency: str) -> KeyRing:
        """Return the agency's keys from the file; made, and kept there first, if none.

        Processes that start at once take turns, so that all use the same key.
        """
        if self._make_in is None:
            raise AgencyKeyMissingError(
                f"{agency} has no key here. Add one to SAMVERKAN_KEYS_FILE:"
                " 32 random bytes, base64."
            )
        with _alone(self._make_in):
            rings = _read(self._make_in)
            if agency not in rings:
                rings[agency] = KeyRing("1", {"1": secrets.token_bytes(KEY_BYTES)})
                _write(self._make_in, rings)
        self._rings = rings
        return rings[agency]


def _read(path: Path) -> dict[str, KeyRing]:
    text = path.read_text("utf-8") if path.exists() else "{}"
    return msgspec.json.decode(text, type=dict[str, KeyRing])


def _write(path: Path, rings: dict[str, KeyRing]) -> None:
    """Put the keys in place of the file, durably: whole, or not at all."""
    draft = path.with_suffix(".new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(rings)))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold other processes off the file while the block lasts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
