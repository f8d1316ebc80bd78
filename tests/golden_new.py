"""The golden entries: `python -m tests.golden_new` writes those that are missing.

A golden entry is never written again: what is stored must be readable for ever. A kind
whose meaning changes gets a new name, and with it a golden entry of its own.
"""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import inspect

from domain.base import Actor, Event, Role, as_json
from registry import entry
from registry.entry import KINDS, Place, RecordedBy, Source, Written

FOLDER = Path(__file__).parent / "golden"
CIPHER = AESGCM(bytes(range(32)))
NONCE = bytes(range(12))
"""One nonce for all: their texts and places differ, and nothing secret is in them."""

WRITTEN = Written(
    id="019c0000-0000-7000-8000-000000000001",
    recorded_at=datetime(2026, 3, 3, 16, 0, 30, tzinfo=UTC),
    recorded_by=RecordedBy(sub="p-101", client_id="case-system"),
    source=Source(system="case-system", event_id="e-1"),
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
)
TIME = {"occurredAt": "2026-03-03T09:00:00Z"}
"""As the recorder normalises it: UTC, whole minutes."""

TEXTS = ("example", "p-101", "a" * 64, "2026-03-03")
"""Texts to try where a pattern must be met."""


def place(kind: str) -> Place:
    """Return the place of the golden entry of that kind."""
    return Place("registerverket", "issues/golden", 7, kind)


def written(event: Event, kind: str) -> bytes:
    """Return the bytes that are stored for the event."""
    return entry.write(event, place(kind), WRITTEN, CIPHER, NONCE).entry


def path(kind: str) -> Path:
    """Return where the golden entry of that kind is kept."""
    return FOLDER / f"{kind}.json"


def specimen(kind: type[Event]) -> Event:
    """Return an event of that kind with every field filled, always the same."""
    body = {
        field.encode_name: _value(field.type)
        for field in fields_of(kind)
        if field.name not in ("actor", "occurred_at", "occurred_on")
    }
    actor = as_json_actor()
    whole = {"kind": kind.__struct_config__.tag, "actor": actor, **TIME, **body}
    return msgspec.convert(whole, kind)


def fields_of(kind: type[Event]) -> tuple[inspect.Field, ...]:
    """Return the fields of an event of that kind."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return info.fields


def as_json_actor() -> dict[str, str]:
    """Return who did it: a union's representative, by a pseudonymous id."""
    who = Actor(role=Role.UNION_REPRESENTATIVE, party="st", person="p-201")
    built: dict[str, str] = msgspec.to_builtins(who)
    return built


def _value(info: inspect.Type) -> Any:  # noqa: PLR0911, PLR0912, C901
    match info:
        case inspect.Metadata(type=inner):
            return _value(inner)
        case inspect.StructType(fields=fields):
            return {field.encode_name: _value(field.type) for field in fields}
        case inspect.VarTupleType(item_type=item):
            return [_value(item)]
        case inspect.UnionType(types=types):
            return _value(next(t for t in types if not isinstance(t, inspect.NoneType)))
        case inspect.StrType():
            return next(text for text in TEXTS if _fits(text, info))
        case inspect.IntType():
            return max(2, int(info.ge or 0))
        case inspect.LiteralType(values=values):
            return min(values)
        case inspect.EnumType(cls=cls):
            return next(iter(cls)).value
        case inspect.DateTimeType():
            return TIME["occurredAt"]
        case inspect.DateType():
            return date(2026, 3, 3).isoformat()
        case inspect.BoolType():
            return True
        case inspect.AnyType():
            return "present"
        case _:
            raise NotImplementedError(f"no example for {info}: write one here")


def _fits(text: str, info: inspect.StrType) -> bool:
    limits: dict[str, Any] = {
        "pattern": info.pattern,
        "min_length": info.min_length,
        "max_length": info.max_length,
    }
    stated = {name: limit for name, limit in limits.items() if limit is not None}
    try:
        msgspec.convert(text, entry_type(stated))
    except msgspec.ValidationError:
        return False
    return True


def entry_type(stated: dict[str, Any]) -> Any:
    """Return the type of a text within those limits."""
    from typing import Annotated  # noqa: PLC0415 - a type made while running

    return Annotated[str, msgspec.Meta(**stated)]


SPECIMENS = {kind: specimen(kind) for kind in KINDS.values()}
"""An event of every kind, each field filled."""


def missing() -> list[str]:
    """Return the kinds that have no golden entry."""
    return [name for name in sorted(KINDS) if not path(name).exists()]


def main() -> None:
    """Write the golden entries that are missing, and none that is there."""
    FOLDER.mkdir(exist_ok=True)
    for name in missing():
        event = SPECIMENS[KINDS[name]]
        golden = {"entry": written(event, name).decode(), "event": as_json(event)}
        text = msgspec.json.format(msgspec.json.encode(golden), indent=2)
        path(name).write_bytes(text + b"\n")
        sys.stdout.write(f"{path(name)}\n")


if __name__ == "__main__":
    main()
