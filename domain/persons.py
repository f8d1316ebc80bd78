"""Where an event names persons, if only by pseudonym: what is not released.

Who represents a union is thereby known to be a member of it (GDPR art. 9, DOMAIN 8).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from msgspec import Meta, inspect

from domain.base import Event, Person
from domain.correction import EventCorrected

Path = tuple[str, ...]
"""The way to a field in JSON names; `*` stands for every place of a list."""

PERSON: Meta = get_args(Person)[1]
"""What makes a text a person's pseudonym."""


@cache
def person_paths(event: type[Event]) -> tuple[Path, ...]:
    """Return the ways to persons in *event*, as `("approvers", "*", "person")`."""
    return tuple(_paths(inspect.type_info(event), ()))


def without_persons(
    event: Event, whole: Mapping[str, Any], target: type[Event] | None = None
) -> dict[str, Any]:
    """Return the event's JSON, *whole*, without persons.

    A correction of the kind *target* loses its values too where they are a person, or
    hold one.
    """
    paths = person_paths(type(event))
    if isinstance(event, EventCorrected) and target and _names(target, event.field):
        paths = (*paths, ("old",), ("new",))
    found: dict[str, Any] = _without(dict(whole), paths)
    return found


def _names(target: type[Event], pointer: str) -> bool:
    """Tell whether the JSON pointer leads to a person, or to what holds one."""
    parts = pointer.lstrip("/").split("/")
    return any(
        all(want in ("*", part) for want, part in zip(path, parts, strict=False))
        for path in person_paths(target)
    )


def _without(value: Any, paths: tuple[Path, ...]) -> Any:
    if not paths:
        return value
    if isinstance(value, list):
        within = _within(paths, "*")
        return [_without(each, within) for each in value if ("*",) not in paths]
    if not isinstance(value, dict):
        return value
    return {
        name: _without(each, _within(paths, name))
        for name, each in value.items()
        if (name,) not in paths
    }


def _within(paths: tuple[Path, ...], name: str) -> tuple[Path, ...]:
    return tuple(path[1:] for path in paths if len(path) > 1 and path[0] == name)


def _paths(info: inspect.Type, path: Path) -> list[Path]:
    match info:
        case inspect.StrType(pattern=PERSON.pattern):
            return [path]
        case inspect.Metadata(type=inner):
            return _paths(inner, path)
        case inspect.StructType(fields=fields):
            return [p for f in fields for p in _paths(f.type, (*path, f.encode_name))]
        case inspect.UnionType(types=types):
            return [p for inner in types for p in _paths(inner, path)]
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return _paths(item, (*path, "*"))
        case _:
            return []
