"""What is asked of the journal when something is written, and what it answers."""

from datetime import datetime

import msgspec

ENTRIES_MAX = 100
"""Entries of one command."""


class NewEntry(msgspec.Struct, frozen=True):
    """An entry that has no place in the journal yet."""

    kind: str
    """The stored name, as in `decision-made.v1`."""

    entry: bytes
    """The exact bytes that were hashed."""

    leaf_hash: bytes
    """SHA-256(0x00 ‖ entry), 32 bytes."""

    recorded_at: datetime
    """With its offset; the instant that stands in the entry."""


class Guard(msgspec.Struct, frozen=True):
    """The command holds only if this other stream still stands at this version."""

    stream_id: str
    """A stream, or a room of streams (`agreements/`)."""
    version: int
    """0 where the stream must not exist; of a room, how many streams are in it."""


class Submission(msgspec.Struct, frozen=True):
    """The client's own key for its request, by which a repetition is known."""

    system: str
    event_id: str
    fingerprint: bytes
    """What the request was, hashed: the same key with another print is refused."""


class Command(msgspec.Struct, frozen=True):
    """1 to 100 entries of one stream, written all or not at all."""

    stream_id: str
    expected_version: int
    """The version after which the entries come; 0 where the stream is new."""

    entries: tuple[NewEntry, ...]
    guards: tuple[Guard, ...] = ()
    submission: Submission | None = None

    def __post_init__(self) -> None:
        """Raises: ValueError unless there are 1 to 100 entries."""
        if not 1 <= len(self.entries) <= ENTRIES_MAX:
            raise ValueError(
                f"A command has 1 to {ENTRIES_MAX} entries, this one has"
                f" {len(self.entries)}. Split it, or leave it out."
            )


class Appended(msgspec.Struct, frozen=True):
    """Where a command's entries stand."""

    first_position: int
    last_position: int
    version: int
    """Of the stream after the command."""

    replayed: bool
    """Whether it was written before, under the same submission key."""


class Outpaced(Exception):
    """Another entry came first."""

    def __init__(self, stream_id: str, expected: int, found: int) -> None:
        super().__init__(
            f"{stream_id} was expected at version {expected} and stands at {found}."
            " Read it again and decide anew."
        )
        self.stream_id = stream_id
        self.expected = expected
        self.found = found


class KeyReused(Exception):
    """The submission key was used before, for something else."""

    def __init__(self, system: str, event_id: str) -> None:
        super().__init__(
            f"The key {event_id} of {system} was used for another request."
            " Send that request unchanged, or this one under a new key."
        )
        self.system = system
        self.event_id = event_id


class LineFull(Exception):
    """More waits to be written for the agency than may wait."""

    def __init__(self, agency: str, retry_after_seconds: int) -> None:
        super().__init__(
            f"The waiting line of {agency} is full."
            f" Try again in {retry_after_seconds} s."
        )
        self.agency = agency
        self.retry_after_seconds = retry_after_seconds


class OutcomeUnknownError(Exception):
    """The connection was lost while writing: it may or may not have been written.

    A command with a submission key may be sent again; another only after its stream
    has been read.
    """


class JournalUnreachableError(Exception):
    """No connection to the database could be had: nothing was written."""


class JournalClosedError(Exception):
    """The journal is closing and takes no more commands."""
