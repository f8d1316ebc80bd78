"""Which fields of which events are sealed text, as the fields themselves declare it."""

from functools import cache
from typing import Any

from msgspec import inspect

from domain.base import WITHHELD, Event, as_json

Path = tuple[str, ...]
"""The way to a field in JSON names; `*` stands for every place of a list."""


@cache
def sealed_paths(event: type[Event]) -> tuple[Path, ...]:
    """Return the ways to sealed text in *event*, as `("responses", "*", "reason")`."""
    return tuple(_paths(inspect.type_info(event), ()))


def is_sealed(event: type[Event], pointer: str) -> bool:
    """Tell whether the JSON *pointer* (`/responses/0/reason`) leads to sealed text."""
    parts = pointer.lstrip("/").split("/")
    return any(
        len(path) == len(parts)
        and all(want in ("*", part) for want, part in zip(path, parts, strict=True))
        for path in sealed_paths(event)
    )


def withhold(event: Event) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the event's facts as JSON values, and its sealed text by JSON pointer.

    Blank text stays where it is: it tells nothing, and an admission that asks for a
    reason must see later, too, that none was given.
    """
    whole = as_json(event)
    texts: dict[str, str] = {}
    for path in sealed_paths(type(event)):
        _take(whole, path, "", texts)
    return whole, texts


def restore(facts: Any, texts: dict[str, str]) -> None:
    """Put each text of *texts* back into *facts*, where `withhold` took it."""
    for pointer, text in texts.items():
        *path, last = pointer[1:].split("/")
        place = facts
        for part in path:
            place = place[int(part)] if isinstance(place, list) else place[part]
        place[int(last) if isinstance(place, list) else last] = text


def _take(place: Any, path: Path, pointer: str, texts: dict[str, str]) -> None:
    head, *rest = path
    keys = range(len(place)) if head == "*" else [head] if head in place else []
    for key in keys:
        here = f"{pointer}/{key}"
        if rest:
            _take(place[key], tuple(rest), here, texts)
        elif isinstance(place[key], str) and place[key].strip():
            texts[here] = place[key]
            place[key] = WITHHELD


def _paths(info: inspect.Type, path: Path) -> list[Path]:
    match info:
        case inspect.Metadata(type=inner, extra=extra):
            return [path] if extra and extra.get("sealed") else _paths(inner, path)
        case inspect.StructType(fields=fields):
            return [p for f in fields for p in _paths(f.type, (*path, f.encode_name))]
        case inspect.UnionType(types=types):
            return [p for inner in types for p in _paths(inner, path)]
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return _paths(item, (*path, "*"))
        case _:
            return []
