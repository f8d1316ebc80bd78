"""Which fields of which events are sealed text, as the fields themselves declare it."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from domain.base import WITHHELD, Event, as_json
from domain.pointers import Path, parts, paths, within


@cache
def sealed_paths(event: type[Event]) -> tuple[Path, ...]:
    """Return the ways to sealed text in *event*, as `("responses", "*", "reason")`."""
    return paths(event, _sealed)


def is_sealed(event: type[Event], pointer: str) -> bool:
    """Tell whether the JSON *pointer* (`/responses/0/reason`) leads to sealed text."""
    place = parts(pointer)
    return any(
        len(path) == len(place)
        and all(want in ("*", part) for want, part in zip(path, place, strict=True))
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


def texts_in(event: type[Event], whole: dict[str, Any]) -> dict[str, str]:
    """Return what stands where *event* has sealed text, in JSON of whatever shape."""
    copy: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(whole))
    texts: dict[str, str] = {}
    for path in sealed_paths(event):
        _take(copy, path, "", texts)
    return texts


def put_back(whole: dict[str, Any], texts: Mapping[str, str]) -> None:
    """Put each text back into *whole* where its mark stands still."""
    for pointer, text in texts.items():
        *path, last = pointer[1:].split("/")
        place: Any = whole
        for part in path:
            place = within(place, part)
        if within(place, last) == WITHHELD:
            place[int(last) if isinstance(place, list) else last] = text


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
    for key in _keys(place, head):
        here = f"{pointer}/{key}"
        if rest:
            _take(place[key], tuple(rest), here, texts)
        elif isinstance(place[key], str) and place[key].strip():
            texts[here] = place[key]
            place[key] = WITHHELD


def _keys(place: Any, head: str) -> Iterable[Any]:
    if isinstance(place, list):
        return range(len(place)) if head == "*" else ()
    return (head,) if isinstance(place, dict) and head in place else ()


def _sealed(info: inspect.Type) -> bool:
    extra = info.extra if isinstance(info, inspect.Metadata) else None
    return bool(extra and extra.get("sealed"))
