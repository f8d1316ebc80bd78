"""The agencies' own keys: from a file or the environment, apart from the database.

A file that has changed is read again, so that running processes follow a rotation.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import structlog

KEY_BYTES = 32

LOOKED_AT_EVERY_SECONDS = 1.0
"""How often at most the file is looked at: a change is known soon after that."""


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

    def with_new(self, taken: Collection[str] = ()) -> "KeyRing":
        """Return the ring with one key more, which is the current one from then on.

        It is called by the number after the highest there is, here and among *taken*.
        """
        numbers = [int(name) for name in {*self.keys, *taken} if name.isdecimal()]
        name = str(max(numbers, default=0) + 1)
        new = secrets.token_bytes(KEY_BYTES)
        return KeyRing(name, {**self.keys, name: new})

    def without(self, names: Collection[str]) -> "KeyRing":
        """Return the ring without these keys, of which the current one is none."""
        left = {name: key for name, key in self.keys.items() if name not in names}
        return KeyRing(self.current, left)


Rings = dict[str, KeyRing]
Stamp = tuple[int, int, int]


class AgencyKeys:
    """The agencies' keys; new ones are made only where that is allowed."""

    def __init__(
        self,
        rings: Rings,
        file: Path | None = None,
        seen: "Stamp | None" = None,
        *,
        make: bool = False,
    ) -> None:
        """`file` is where they come from, if from a file, and *seen* its state before
        they were read; *make*: a key for a new agency is made and kept there.
        """
        self._rings = rings
        self._file = file
        self._make = make
        self._seen = seen
        self._looked_at = time.monotonic()

    @classmethod
    def load(cls, text: str | None, path: Path, *, make: bool) -> "AgencyKeys":
        """Read the keys from *text*, else from the file at *path* if there is one.

        Raises: msgspec.ValidationError when they are malformed.
        """
        if text is not None:
            return cls(msgspec.json.decode(text, type=Rings))
        seen = _stamp(path)
        return cls(read_rings(path), path, seen, make=make)

    def current(self, agency: str, retired: str | None = None) -> tuple[str, bytes]:
        """Return the wrapping key in use, by name.

        *retired* is a name that was found to be out of use: the file is read again.
        Raises: AgencyKeyMissingError, also where that is still the current one.
        """
        if retired is not None:
            self._seen = None
        self._look(at_once=retired is not None)
        ring = self._rings.get(agency) or self._made(agency)
        if ring.current == retired:
            raise AgencyKeyMissingError(
                f"Key {retired} of {agency} was put out of use by `samverkan"
                " rotate-keys`, and there is no newer one here. Give this process the"
                " file that the rotation wrote, or rotate anew."
            )
        return ring.current, ring.keys[ring.current]

    def named(self, agency: str, key_id: str) -> bytes:
        """Return the agency's key of that name. Raises: AgencyKeyMissingError."""
        self._look()
        if key_id not in self._known(agency):
            self._look(at_once=True)  # another process may have made it just now
        if key_id not in self._known(agency):
            raise AgencyKeyMissingError(
                f"{agency} has no key {key_id} here. Add it to SAMVERKAN_KEYS_FILE."
            )
        return self._rings[agency].keys[key_id]

    def _known(self, agency: str) -> dict[str, bytes]:
        ring = self._rings.get(agency)
        return ring.keys if ring else {}

    def _look(self, *, at_once: bool = False) -> None:
        """Read the file again if it has changed.

        Where that fails, what there was is kept, and the next look tries again.
        """
        now = time.monotonic()
        soon = now < self._looked_at + LOOKED_AT_EVERY_SECONDS
        if self._file is None or (soon and not at_once):
            return
        self._looked_at = now
        seen = _stamp(self._file)
        if seen is None or seen == self._seen:
            return
        try:
            self._rings = read_rings(self._file)
        except (OSError, ValueError) as fault:
            why = type(fault).__name__
            structlog.get_logger().error("keys_file_unreadable", fault=why)
        else:
            self._seen = seen

    def _made(self, agency: str) -> KeyRing:
        """Return the agency's keys from the file; made, and kept there first, if none.

        Processes that start at once take turns, so that all use the same key.
        """
        if self._file is None or not self._make:
            raise AgencyKeyMissingError(
                f"{agency} has no key here. Add one to SAMVERKAN_KEYS_FILE:"
                " 32 random bytes, base64."
            )
        with changing(self._file) as rings:
            if agency not in rings:
                rings[agency] = KeyRing("1", {"1": secrets.token_bytes(KEY_BYTES)})
        self._rings = rings
        return rings[agency]


def read_rings(path: Path) -> Rings:
    """Return the keys in the file, none if there is no file.

    Raises: OSError; msgspec.ValidationError when they are malformed.
    """
    text = path.read_text("utf-8") if path.exists() else "{}"
    return msgspec.json.decode(text, type=Rings)


@contextmanager
def changing(path: Path) -> Iterator[Rings]:
    """Give the keys in the file, to be changed; what they are then is kept there.

    Other processes wait their turn. It is kept whole, or not at all.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rings = read_rings(path)
        before = dict(rings)
        yield rings
        if rings != before:
            _write(path, rings)


def _write(path: Path, rings: Rings) -> None:
    """Put the keys in place of the file, durably, for its owner alone to read."""
    draft = path.with_suffix(".new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)  # it may be left from a process that died
        file.write(msgspec.json.format(msgspec.json.encode(rings)))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _stamp(path: Path) -> Stamp | None:
    """Return what tells one state of the file from another, None if it is not there.

    It is taken before the file is read: what changes in between is read again.
    """
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
