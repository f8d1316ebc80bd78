"""The stored entry: the exact bytes that are hashed, and how an event goes in and out.

An entry is JSON, written once. Its facts are in the open; its sealed text is encrypted
with a key of its stream, bound to its agency, stream, version and kind.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Protocol

import msgspec

from domain import agency, agreement, lifecycle, sealing
from domain.base import TIMES, Event, Recorded, Struct, as_json, kind
from registry.command import NewEntry
from registry.journal import Stored

KINDS: Mapping[str, type[Event]] = {
    **agency.LIFECYCLE.kinds,
    **agreement.LIFECYCLE.kinds,
    **lifecycle.LIFECYCLE.kinds,
}
"""Every event class by its stored name."""


class RecordedBy(Struct, frozen=True, kw_only=True):
    """The person and the system that recorded it, both pseudonymous."""

    sub: str
    client_id: str
    iss: str | None = None
    """The issuer that vouched for both; absent of the registry itself, and of what was
    recorded before it was kept."""


class Source(Struct, frozen=True, kw_only=True):
    """The client's own name for its request: the key by which a repetition is known.

    What form it has is asked where it comes in (`api.sources`), never where it is read.
    """

    system: str
    event_id: str


class Sealed(Struct, frozen=True, kw_only=True):
    """Text under AES-256-GCM."""

    nonce: str
    """96 bits, base64."""
    text: str
    """Ciphertext and tag of a JSON object {pointer into the facts: text}, base64."""


class Cipher(Protocol):
    """An AEAD cipher with the key of one stream."""

    def encrypt(self, nonce: bytes, data: bytes, aad: bytes | None) -> bytes:
        """Return ciphertext and tag."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, aad: bytes | None) -> bytes:
        """Return the text. Raises: cryptography.exceptions.InvalidTag."""
        ...


class Envelope(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An entry as it is read; unknown members of later versions are passed over."""

    id: str
    agency: str
    stream: str
    version: int
    kind: str
    recorded_at: datetime
    recorded_by: RecordedBy
    actor: msgspec.Raw
    facts: msgspec.Raw
    occurred_at: datetime | None = None
    occurred_on: date | None = None
    source: Source | None = None
    sealed: Sealed | None = None
    traceparent: str | None = None


class Place(msgspec.Struct, frozen=True):
    """Where an entry belongs, and so what its sealed text is bound to."""

    agency: str
    stream: str
    version: int
    kind: str

    def bound(self) -> bytes:
        """Return the additional data that encryption authenticates."""
        return msgspec.json.encode([self.agency, self.stream, self.version, self.kind])


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What the recorder adds to an event: who told it, when, and how it was asked."""

    id: str
    recorded_at: datetime
    recorded_by: RecordedBy
    source: Source | None = None
    traceparent: str | None = None


_decode = msgspec.json.Decoder(Envelope).decode
_events = {name: msgspec.json.Decoder(event) for name, event in KINDS.items()}


def write(
    event: Event, place: Place, written: Written, cipher: Cipher | None, nonce: bytes
) -> NewEntry:
    """Return the entry of *event*; *cipher* and *nonce* are used if it has sealed text.

    The nonce is 12 bytes, never used before with that key. The entry is read back:
    what cannot be read would stop its whole stream, for ever.

    Raises: msgspec.ValidationError, where it cannot be read.
    """
    facts, texts = sealing.withhold(event)
    actor = facts.pop("actor")
    occurred: dict[str, Any] = {n: facts.pop(n) for n in TIMES if n in facts}
    del facts["kind"]
    whole: dict[str, Any] = {
        "id": written.id,
        "agency": place.agency,
        "stream": place.stream,
        "version": place.version,
        "kind": place.kind,
        **occurred,
        "recordedAt": written.recorded_at,
        "recordedBy": written.recorded_by,
        "actor": actor,
        "source": written.source,
        "facts": facts,
        "sealed": _seal(texts, place, cipher, nonce) if texts else None,
        "traceparent": written.traceparent,
    }
    entry = msgspec.json.encode({k: v for k, v in whole.items() if v is not None})
    _read_back(entry)
    return NewEntry(place.kind, entry, leaf_hash(entry), written.recorded_at)


def read(entry: bytes) -> Envelope:
    """Return what the entry holds, its event still in parts."""
    return _decode(entry)


def recorded(stored: Stored) -> Recorded:
    """Return the entry as the domain knows it, its sealed text withheld."""
    envelope = _decode(stored.entry)
    return Recorded(envelope.id, stored.version, stored.recorded_at, event(envelope))


def event(envelope: Envelope) -> Event:
    """Return the event, its sealed text withheld.

    The parts are put together as JSON again and decoded once, by the kind's decoder.
    """
    time = b""
    if envelope.occurred_at is not None:
        time = b'"occurredAt":' + msgspec.json.encode(envelope.occurred_at) + b","
    elif envelope.occurred_on is not None:
        time = b'"occurredOn":' + msgspec.json.encode(envelope.occurred_on) + b","
    facts = bytes(envelope.facts)
    head = b'{"kind":"' + envelope.kind.encode() + b'",' + time
    actor = b'"actor":' + bytes(envelope.actor)
    rest = b"}" if facts == b"{}" else b"," + facts[1:]
    return _events[envelope.kind].decode(head + actor + rest)


def unsealed(envelope: Envelope, cipher: Cipher) -> Event:
    """Return the event with its text.

    Raises: cryptography.exceptions.InvalidTag when text, key or place do not match.
    """
    withheld = event(envelope)
    if envelope.sealed is None:
        return withheld
    place = Place(envelope.agency, envelope.stream, envelope.version, envelope.kind)
    nonce, text = b64decode(envelope.sealed.nonce), b64decode(envelope.sealed.text)
    texts = msgspec.json.decode(
        cipher.decrypt(nonce, text, place.bound()), type=dict[str, str]
    )
    facts = as_json(withheld)
    sealing.restore(facts, texts)
    return msgspec.convert(facts, type(withheld))


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of the entry as a Merkle tree's leaf, RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def normalised(claim: Event) -> Event:
    """Return the event with its time in UTC, to the minute."""
    if claim.occurred_at is None:
        return claim
    minute = claim.occurred_at.astimezone(UTC).replace(second=0, microsecond=0)
    return msgspec.structs.replace(claim, occurred_at=minute)


def placed(claim: Event, agency_: str, stream: str, version: int) -> Place:
    """Return the place that the event takes in its stream."""
    return Place(agency_, stream, version, kind(claim))


def _read_back(entry: bytes) -> None:
    event(_decode(entry))


def _seal(
    texts: dict[str, str], place: Place, cipher: Cipher | None, nonce: bytes
) -> Sealed:
    assert cipher is not None, f"{place.kind} has sealed text and no key was given"
    sealed = cipher.encrypt(nonce, msgspec.json.encode(texts), place.bound())
    return Sealed(nonce=b64encode(nonce).decode(), text=b64encode(sealed).decode())
