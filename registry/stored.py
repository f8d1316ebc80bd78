"""What the journal gives back: entries in their places, and where streams stand."""

from datetime import datetime

import msgspec


class Stored(msgspec.Struct, frozen=True):
    """An entry and its place."""

    position: int
    stream_id: str
    version: int
    kind: str
    entry: bytes
    leaf_hash: bytes
    recorded_at: datetime


class StreamHead(msgspec.Struct, frozen=True):
    """A stream and the version at which it stands."""

    stream_id: str
    version: int


class Submitted(msgspec.Struct, frozen=True):
    """What a submission key was used for, and where that stands."""

    fingerprint: bytes
    first_position: int
    last_position: int
