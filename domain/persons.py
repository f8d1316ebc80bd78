"""Where an event names persons, if only by pseudonym: what is not released.

Who represents a union is thereby known to be a member of it (GDPR art. 9, DOMAIN 8).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from msgspec import Meta, inspect

from domain.base import Event, Person
from domain.correction import EventCorrected
from domain.pointers import Path, parts, paths

PERSON: Meta = get_args(Person)[1]
"""What makes a text a person's pseudonym."""


@cache
def person_paths(event: type[Event]) -> tuple[Path, ...]:
    """Return the ways to persons in *event*, as `("approvers", "*", "person")`."""
    return paths(event, _person)


def without_persons(
    event: Event, whole: Mapping[str, Any], target: type[Event] | None = None
) -> dict[str, Any]:
    """Return the event's JSON, *whole*, without persons.

    A correction of the kind *target* loses its values too where they are a person, or
    hold one.
    """
    gone = person_paths(type(event))
    if isinstance(event, EventCorrected) and target and _names(target, event.field):
        gone = (*gone, ("old",), ("new",))
    found: dict[str, Any] = _without(dict(whole), gone)
    return found


def _names(target: type[Event], pointer: str) -> bool:
    """Tell whether the JSON pointer leads to a person, or to what holds one."""
    place = parts(pointer)
    return any(
        all(want in ("*", part) for want, part in zip(path, place, strict=False))
        for path in person_paths(target)
    )


def _without(value: Any, gone: tuple[Path, ...]) -> Any:
    if not gone:
        return value
    if isinstance(value, list):
        within = _within(gone, "*")
        return [_without(each, within) for each in value if ("*",) not in gone]
    if not isinstance(value, dict):
        return value
    return {
        name: _without(each, _within(gone, name))
        for name, each in value.items()
        if (name,) not in gone
    }


def _within(gone: tuple[Path, ...], name: str) -> tuple[Path, ...]:
    return tuple(path[1:] for path in gone if len(path) > 1 and path[0] == name)


def _person(info: inspect.Type) -> bool:
    return isinstance(info, inspect.StrType) and info.pattern == PERSON.pattern
