"""What a client claims, and the receipt that it gets."""

from datetime import datetime

import msgspec

from domain.base import Event
from domain.rights import Identity, as_oneself
from registry.entry import Source


class StillInFlight(Exception):
    """The same request is being recorded in this instant."""

    def __init__(self, source: Source) -> None:
        super().__init__(
            f"The request {source.event_id} of {source.system} is being recorded."
            " Wait for its answer, or send it again in a second."
        )


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What a client says happened, and who it is."""

    identity: Identity
    stream: str
    """`issues/<id>`, `agreements/<slug>` or `agency`."""
    events: tuple[Event, ...]
    """As they were sent: by them the same request is known again."""
    expected_version: int | None = None
    """The version that the client has seen; None: append after what is there."""
    source: Source | None = None
    target: str = ""
    """What the request was addressed to: part of what makes it the same request."""
    traceparent: str | None = None
    unseen: frozenset[str] = frozenset()
    """The ids of entries that do not exist for whoever claims."""

    @property
    def said(self) -> tuple[Event, ...]:
        """The events as they are to be recorded, each saying who it was (0.7)."""
        return tuple(as_oneself(self.identity, event) for event in self.events)


class Receipt(msgspec.Struct, frozen=True, rename="camel"):
    """Where an event stands in the record."""

    position: int
    version: int
    event_id: str
    recorded_at: datetime
    leaf_hash: str
    """SHA-256, hexadecimal, RFC 6962."""


class Recording(msgspec.Struct, frozen=True):
    """The answer to a claim, the same each time the same claim comes."""

    stream: str
    receipts: tuple[Receipt, ...]
    replayed: bool

    @property
    def version(self) -> int:
        """The version at which the stream stood after it."""
        return self.receipts[-1].version
