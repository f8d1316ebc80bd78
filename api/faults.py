"""Every fault of a JSON value against a type, not the first only.

msgspec stops at the first fault. Here the same types are walked through
`msgspec.inspect`, and each leaf is tried by itself.
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Any

import msgspec
from msgspec import inspect

from api.language import Language
from api.leaves import ITEMS, accepted, bare, takes
from api.needed import found, needed, phrase, quoted
from api.turned_away import Fault
from domain.base import ONE_TIME, TIMES, Event, one_time

FAULTS_MAX = 200
"""Faults that are listed, at most: a hostile body must not buy a longer answer."""

CHARACTERS_MAX = 100_000
"""Characters of all that is listed, at most, the last fault not counted."""

Faults = Iterator[Fault]

NAME_MAX = 100
"""Characters of an unknown field's name that are looked at, at most."""


def faults(value: Any, wanted: Any, language: Language = "en") -> list[Fault]:
    """Return the faults of a decoded JSON *value*, in the order of its fields.

    Empty exactly when `msgspec.convert(value, wanted)` takes it; at most 200. Texts
    may hold anything, half a surrogate pair too.
    """
    try:
        msgspec.convert(value, wanted)
    except ValueError:
        info = inspect.type_info(wanted)
        every = listed(_walk(value, info, "", language))
        return every or [_wrong(value, info, "", language)]
    return []


def listed(every: Iterable[Fault]) -> list[Fault]:
    """Return the first of the faults, as many as an answer may hold."""
    found: list[Fault] = []
    characters = 0
    for fault in islice(every, FAULTS_MAX):
        found.append(fault)
        characters += len(str(fault.pointer)) + len(fault.detail)
        if characters > CHARACTERS_MAX:
            break
    return found


def _walk(value: Any, info: inspect.Type, at: str, language: Language) -> Faults:
    match info:
        case inspect.Metadata(type=inner):
            yield from _walk(value, inner, at, language)
        case inspect.UnionType():
            yield from _union(value, info, at, language)
        case inspect.StructType(array_like=False):
            yield from _struct(value, info, at, language)
        case _ if isinstance(info, ITEMS):
            yield from _items(value, info, at, language)
        case inspect.TupleType():
            yield from _tuple(value, info, at, language)
        case inspect.DictType():
            yield from _mapping(value, info, at, language)
        case _:
            if not accepted(value, info):
                yield _wrong(value, info, at, language)


def _union(value: Any, info: inspect.UnionType, at: str, language: Language) -> Faults:
    members = [inner for inner in map(bare, info.types) if takes(inner, value)]
    match members:
        case []:
            yield _wrong(value, info, at, language)
        case [inspect.StructType(), inspect.StructType(), *_]:
            yield from _tagged(value, members, at, language)
        case [one]:
            yield from _walk(value, one, at, language)
        case several:
            if not any(accepted(value, one) for one in several):
                yield _wrong(value, info, at, language)


def _tagged(
    value: dict[str, Any], members: list[Any], at: str, language: Language
) -> Faults:
    """Choose the struct by its tag; without a known tag nothing more can be said."""
    field = members[0].tag_field
    by_tag = {str(member.tag): member for member in members}
    here = f"{at}/{escaped(field)}"
    if field not in value:
        wanted = inspect.LiteralType(values=tuple(sorted(by_tag)))
        detail = phrase("missing", language, needed=needed(wanted, language))
        yield Fault(pointer=here, detail=detail)
    elif not isinstance(value[field], str):
        yield _wrong(value[field], inspect.StrType(), here, language)
    elif value[field] not in by_tag:
        yield _strange("kind", value[field], list(by_tag), here, language)
    else:
        yield from _struct(value, by_tag[value[field]], at, language)


def _struct(
    value: Any, info: inspect.StructType, at: str, language: Language
) -> Faults:
    if not isinstance(value, dict):
        yield _wrong(value, info, at, language)
        return
    clean = True
    for fault in _fields(value, info, at, language):
        clean = False
        yield fault
    if clean:
        yield from _whole(value, info, at, language)


def _fields(
    value: dict[str, Any], info: inspect.StructType, at: str, language: Language
) -> Faults:
    known = {field.encode_name: field for field in info.fields}
    for name, field in known.items():
        here = f"{at}/{escaped(name)}"
        if name in value:
            yield from _walk(value[name], field.type, here, language)
        elif field.required:
            detail = phrase("missing", language, needed=needed(field.type, language))
            yield Fault(pointer=here, detail=detail)
    tag = info.tag_field
    if tag and value.get(tag, info.tag) != info.tag:
        here = f"{at}/{escaped(tag)}"
        yield _strange("kind", str(value[tag]), [str(info.tag)], here, language)
    if info.forbid_unknown_fields:
        for name in value:
            if name not in known and name != tag:
                here = f"{at}/{escaped(name)}"
                yield _strange("unknown", name, list(known), here, language)
    if issubclass(info.cls, Event) and not one_time(*map(value.get, TIMES)):
        yield Fault(pointer=at, detail=ONE_TIME)


def _whole(value: Any, info: inspect.StructType, at: str, language: Language) -> Faults:
    """What only the whole can say: the struct's own `__post_init__`."""
    try:
        msgspec.convert(value, info.cls)
    except msgspec.ValidationError as fault:
        detail = str(fault).rpartition(" - at `")[0] or str(fault)
        yield Fault(pointer=at, detail=detail)
    except UnicodeEncodeError:
        yield Fault(pointer=at, detail=phrase("unwritable", language))


def _items(value: Any, info: Any, at: str, language: Language) -> Faults:
    if not isinstance(value, list) or not _counted(value, info):
        yield _wrong(value, info, at, language)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, info.item_type, f"{at}/{index}", language)


def _tuple(value: Any, info: inspect.TupleType, at: str, language: Language) -> Faults:
    if not isinstance(value, list) or len(value) != len(info.item_types):
        yield _wrong(value, info, at, language)
        return
    for index, item in enumerate(value):
        yield from _walk(item, info.item_types[index], f"{at}/{index}", language)


def _mapping(value: Any, info: inspect.DictType, at: str, language: Language) -> Faults:
    if not isinstance(value, dict) or not _counted(value, info):
        yield _wrong(value, info, at, language)
    if isinstance(value, dict):
        for name, item in value.items():
            here = f"{at}/{escaped(name)}"
            yield from _walk(name, info.key_type, here, language)
            yield from _walk(item, info.value_type, here, language)


def _counted(value: Any, info: Any) -> bool:
    low, high = info.min_length or 0, info.max_length
    return len(value) >= low and (high is None or len(value) <= high)


def _wrong(value: Any, info: inspect.Type, at: str, language: Language) -> Fault:
    there, wanted = found(value, language), needed(info, language)
    return Fault(
        pointer=at, detail=phrase("wrong", language, found=there, needed=wanted)
    )


def _strange(
    key: str, name: str, known: list[str], at: str, language: Language
) -> Fault:
    near = get_close_matches(name[:NAME_MAX], known, n=3, cutoff=0.4) or sorted(known)
    detail = phrase(key, language, found=quoted(name), near=", ".join(near[:10]))
    return Fault(pointer=at, detail=detail)


def escaped(name: str) -> str:
    """Return a key as a part of a JSON pointer that can be sent (RFC 6901)."""
    sendable = name[:NAME_MAX].encode("utf-8", "replace").decode()
    return sendable.replace("~", "~0").replace("/", "~1")
