"""Places in an event: JSON pointers (RFC 6901), and the paths to fields of a sort."""

import re
from collections.abc import Callable
from typing import Any

from msgspec import inspect

from domain.base import Event

Path = tuple[str, ...]
"""The way to a field in JSON names; `*` stands for every place of a list."""

Wanted = Callable[[inspect.Type], bool]
"""Tells whether a field of that type is of the sort that is looked for."""


def parts(pointer: str) -> list[str]:
    """Return the names and places that the pointer goes through, from the top down.

    A place in a list is written in one way: `01` is read as `1`.
    """
    named = canonical(pointer)[1:].split("/")
    return [name.replace("~1", "/").replace("~0", "~") for name in named]


def canonical(pointer: str) -> str:
    """Return the pointer as RFC 6901 writes it: no place begins with a needless 0.

    Others are refused (32.6), but some were recorded. No field is named by digits.
    """
    return re.sub(r"(?<=/)0+(?=[0-9]+(?:/|$))", "", pointer)


def overlap(one: str, other: str) -> bool:
    """Tell whether one of two pointers leads to the other's place or into it."""
    here, there = canonical(one), canonical(other)
    return f"{here}/".startswith(f"{there}/") or f"{there}/".startswith(f"{here}/")


def within(place: Any, part: str) -> Any:
    """Return what JSON holds in that part of the place, None where there is nothing."""
    if isinstance(place, dict):
        return place.get(part)
    if isinstance(place, list) and part.isascii() and part.isdigit():
        return place[int(part)] if int(part) < len(place) else None
    return None


def paths(event: type[Event], wanted: Wanted) -> tuple[Path, ...]:
    """Return the paths to the wanted fields, as `("responses", "*", "reason")`."""
    return tuple(_paths(inspect.type_info(event), (), wanted))


def _paths(info: inspect.Type, path: Path, wanted: Wanted) -> list[Path]:
    if wanted(info):
        return [path]
    match info:
        case inspect.Metadata(type=inner):
            return _paths(inner, path, wanted)
        case inspect.StructType(fields=fields):
            inside = [(each.type, (*path, each.encode_name)) for each in fields]
        case inspect.UnionType(types=types):
            inside = [(each, path) for each in types]
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            inside = [(item, (*path, "*"))]
        case _:
            return []
    return [found for each, way in inside for found in _paths(each, way, wanted)]
