"""The stored entry: exact bytes, facts in the open, text sealed to its place."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.examples import example_of
from domain.base import WITHHELD, Event
from domain.sealing import sealed_paths
from registry import entry
from registry.command import NewEntry
from registry.entry import KINDS, Place, RecordedBy, Source, Written
from registry.journal import Stored
from tests.projections.histories import perspective, read

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
CIPHER = AESGCM(bytes(range(32)))
NONCE = bytes(12)
WRITTEN = Written(
    id="019cae34-7780-7dbf-953e-42c1171e1f69",
    recorded_at=NOON,
    recorded_by=RecordedBy(sub="p-1", client_id="tests"),
    source=Source(system="tests", event_id="1"),
    traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
)


def place(event: Event, **changed: Any) -> Place:
    """Where the event stands, but for *changed*."""
    stands = entry.placed(event, "registerverket", "issues/1", 1)
    return msgspec.structs.replace(stands, **changed)


def written(event: Event, **changed: Any) -> NewEntry:
    """The entry of the event, sealed with the one key."""
    return entry.write(event, place(event, **changed), WRITTEN, CIPHER, NONCE)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_comes_back_as_it_was_written(kind: str) -> None:
    """Facts, actor, time and, with the key, every text."""
    event = msgspec.convert(example_of(KINDS[kind]), KINDS[kind])

    envelope = entry.read(written(event).entry)

    assert event == entry.unsealed(envelope, CIPHER)
    assert (WRITTEN.id, kind) == (envelope.id, envelope.kind)
    assert (WRITTEN.source, NOON) == (envelope.source, envelope.recorded_at)


def blanked(value: Any, path: tuple[str, ...]) -> Any:
    """The value with a mark wherever *path* leads to text; `*` is every place."""
    if not path:
        return WITHHELD
    head, *rest = path
    if head == "*":
        return [blanked(item, tuple(rest)) for item in value]
    if head not in value:
        return value
    return value | {head: blanked(value[head], tuple(rest))}


@pytest.mark.parametrize("kind", [k for k, e in KINDS.items() if sealed_paths(e)])
def test_without_the_key_the_facts_can_be_read(kind: str) -> None:
    """What a verdict needs is in the open; where text stood it says so."""
    event = msgspec.convert(example_of(KINDS[kind]), KINDS[kind])
    expected = json.loads(msgspec.json.encode(event))
    for path in sealed_paths(KINDS[kind]):
        expected = blanked(expected, path)

    withheld = entry.event(entry.read(written(event).entry))
    assert expected == json.loads(msgspec.json.encode(withheld))


def test_the_entry_is_hashed_as_a_leaf() -> None:
    """RFC 6962, 2.1: SHA-256 over a zero byte and the exact bytes."""
    made = written(read(perspective("p1")))

    assert entry.leaf_hash(made.entry) == made.leaf_hash
    assert entry.leaf_hash(made.entry + b" ") != made.leaf_hash
    assert (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        == entry.leaf_hash(b"").hex()
    )


def test_no_text_stands_in_the_entry() -> None:
    """Neither as it was said nor encoded."""
    made = written(read(perspective("p1", text="Åsa sade så")))

    assert "Åsa".encode() not in made.entry
    assert b"sade" not in made.entry


@pytest.mark.parametrize(
    ("name", "another"),
    [
        ("agency", "other-agency"),
        ("stream", "issues/2"),
        ("version", 2),
        ("kind", "issue-raised.v1"),
    ],
)
def test_a_sealed_part_is_bound_to_its_place(name: str, another: Any) -> None:
    """Moved to another agency, stream, version or kind it does not open."""
    event = read(perspective("p1"))
    stands = place(event)
    moved = msgspec.structs.replace(stands, **{name: another})
    text = CIPHER.encrypt(NONCE, b'{"/text":"x"}', stands.bound())

    assert CIPHER.decrypt(NONCE, text, stands.bound())
    with pytest.raises(InvalidTag):
        CIPHER.decrypt(NONCE, text, moved.bound())


@pytest.mark.parametrize("changed", [{"stream": "issues/2"}, {"version": 2}])
def test_a_sealed_part_in_another_entry_does_not_open(changed: dict[str, Any]) -> None:
    """The text of one entry put into another, sealed with the same key."""
    event = read(perspective("p1"))
    one = json.loads(written(event).entry)
    other = json.loads(written(event, **changed).entry)
    other["sealed"] = one["sealed"]

    with pytest.raises(InvalidTag):
        entry.unsealed(entry.read(json.dumps(other).encode()), CIPHER)


def test_another_key_opens_nothing() -> None:
    """Nor does a changed ciphertext."""
    made = json.loads(written(read(perspective("p1"))).entry)
    whole = entry.read(json.dumps(made).encode())
    made["sealed"]["text"] = "AAAA" + made["sealed"]["text"][4:]
    tampered = entry.read(json.dumps(made).encode())

    with pytest.raises(InvalidTag):
        entry.unsealed(whole, AESGCM(bytes(32)))
    with pytest.raises(InvalidTag):
        entry.unsealed(tampered, CIPHER)


def test_a_time_is_kept_in_utc_to_the_minute() -> None:
    """Seconds and offsets of a client are dropped before anything is compared."""
    stated = datetime(2026, 3, 2, 10, 30, 59, tzinfo=timezone(timedelta(hours=1)))
    event = read({**perspective("p1"), "occurredOn": "2026-03-02"})
    event = msgspec.structs.replace(event, occurred_on=None, occurred_at=stated)

    normal = entry.normalised(event)

    assert datetime(2026, 3, 2, 9, 30, tzinfo=UTC) == normal.occurred_at
    assert normal == entry.normalised(normal)


def test_an_entry_of_a_later_version_can_be_read() -> None:
    """Members that are not known here are passed over."""
    made = json.loads(written(read(perspective("p1"))).entry)
    later = json.dumps(made | {"later": {"x": 1}}).encode()
    stored = Stored(1, "issues/1", 1, made["kind"], later, b"", NOON)

    assert made["id"] == entry.recorded(stored).id
