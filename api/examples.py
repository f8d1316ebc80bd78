"""An example of any type: registered where one was written, else worked out.

Whatever is worked out is read back through msgspec, so an example is never invalid;
a type for which that fails needs a registered one.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from api.leaves import accepted

INSTANT = "2026-03-02T09:00:00Z"
DAY = "2026-03-02"

EXAMPLES: dict[type, Any] = {}
"""Written examples, as JSON values, by struct."""

_TEXTS = (
    "example",
    "example-1",
    "p-1042",
    "0" * 64,
    "2026/17",
    "0190b7a4-5d2e-7c3a-8f10-2b6d9e4c7a51",
    INSTANT,
    DAY,
    "https://registry.example/1",
    "09:00",
)
"""Texts to try where a pattern or a length must be met."""

_PLAIN: dict[type[inspect.Type], Any] = {
    inspect.AnyType: "example",
    inspect.NoneType: None,
    inspect.BoolType: True,
    inspect.DateTimeType: INSTANT,
    inspect.DateType: DAY,
    inspect.UUIDType: _TEXTS[5],
    inspect.BytesType: "ZXhhbXBsZQ==",
}


class ExampleMissingError(Exception):
    """No example can be worked out for a type: register one in `EXAMPLES`."""


def example_of(wanted: Any) -> Any:
    """Return a JSON value that msgspec reads as *wanted*.

    Raises: ExampleMissingError.
    """
    for candidate in _candidates(inspect.type_info(wanted)):
        if _reads(candidate, wanted):
            return candidate
    raise ExampleMissingError(f"{wanted} needs an example of its own: EXAMPLES[…] = …")


def _candidates(info: inspect.Type) -> Iterator[Any]:  # noqa: C901, PLR0912 - one a type
    match info:
        case inspect.Metadata(type=inner):
            yield from _candidates(inner)
        case inspect.UnionType(types=types):
            for inner in types:
                if not isinstance(inner, inspect.NoneType):
                    yield from _candidates(inner)
        case inspect.StructType(cls=cls):
            yield from _structs(info, cls)
        case inspect.EnumType(cls=cls):
            yield from (member.value for member in cls)
        case inspect.LiteralType(values=values):
            yield from values
        case inspect.StrType(max_length=high):
            yield from (text[:high] for text in _TEXTS)
        case inspect.IntType() | inspect.FloatType():
            yield from (int(info.ge or info.gt or 0) + step for step in (1, 0, 2))
        case inspect.DictType(value_type=inner):
            yield from ({"example": value} for value in _candidates(inner))
        case inspect.TupleType(item_types=items):
            yield [next(_candidates(item), None) for item in items]
        case _ if hasattr(info, "item_type"):
            yield from ([value] for value in _candidates(info.item_type))
        case _ if type(info) in _PLAIN:
            yield _PLAIN[type(info)]


def _structs(info: inspect.StructType, cls: Any) -> Iterator[Any]:
    """The written one, or all that is required and one by one what is not."""
    if cls in EXAMPLES:
        yield EXAMPLES[cls]
        return
    least = {info.tag_field: info.tag} if info.tag_field else {}
    for field in info.fields:
        if field.required:
            least[field.encode_name] = _field(field)
    yield least
    for field in info.fields:
        if not field.required:
            yield {**least, field.encode_name: _field(field)}


def _field(field: inspect.Field) -> Any:
    every = _candidates(field.type)
    return next((value for value in every if _fits(value, field.type)), None)


def _fits(value: Any, info: inspect.Type) -> bool:
    match info:
        case inspect.Metadata(type=inner):
            return _fits(value, inner)
        case inspect.UnionType(types=types):
            return any(_fits(value, inner) for inner in types)
        case inspect.StructType(cls=cls):
            return _reads(value, cls)
        case _ if hasattr(info, "item_type"):
            return all(_fits(item, info.item_type) for item in value)
        case _:
            return accepted(value, info)


def _reads(value: Any, wanted: Any) -> bool:
    try:
        msgspec.convert(value, wanted)
    except ValueError:
        return False
    return True
