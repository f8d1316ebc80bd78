"""JSON Schemas of the types that travel, with every field's own words and examples."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from api.examples import DAY, INSTANT, example_of
from domain.base import Event

REF = "#/components/schemas/{name}"

_STATED = {"not": {"type": "null"}}


def _exactly(stated: str, other: str) -> dict[str, Any]:
    described = {stated: _STATED, other: {"type": "null"}}
    return {"required": [stated], "properties": described}


DEMANDED: dict[type, dict[str, Any]] = {
    Event: {
        "oneOf": [
            _exactly("occurredAt", "occurredOn"),
            _exactly("occurredOn", "occurredAt"),
        ]
    }
}
"""What a struct demands of the whole of itself, as JSON Schema, by its base."""

Schemas = tuple[list[dict[str, Any]], dict[str, Any]]
"""A schema for each type, and the components that they refer to."""


def schemas(types: Iterable[Any]) -> Schemas:
    """Return a schema for each type, and the components that they refer to.

    Every component has its docstring, every field the string under it, every tagged
    union its discriminator and every struct an example.
    """
    listed = list(types)
    found, components = msgspec.json.schema_components(listed, ref_template=REF)
    classes = {kind.__name__: kind for kind in _structs(listed)}
    for name, schema in components.items():
        if name in classes:
            _describe(schema, classes[name])
    plain = msgspec.json.encode((found, components))
    decoded: Schemas = msgspec.json.decode(plain, type=Schemas)
    return decoded


@cache
def field_words(kind: type) -> Mapping[str, str]:
    """Return the string under each field of a class, inherited ones too, by name."""
    words: dict[str, str] = {}
    for parent in reversed(kind.__mro__):
        if issubclass(parent, msgspec.Struct) and parent is not msgspec.Struct:
            words.update(_own_words(parent))
    return words


def _own_words(kind: type) -> Iterator[tuple[str, str]]:
    try:
        source = textwrap.dedent(inspect.getsource(kind))
    except (OSError, TypeError):
        return
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    for line, below in zip(body.body, body.body[1:], strict=False):
        match line, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str() as words)),
            ):
                yield name, " ".join(words.split())


def _describe(schema: dict[str, Any], kind: Any) -> None:
    schema["description"] = " ".join((kind.__doc__ or kind.__name__).split())
    for base, demanded in DEMANDED.items():
        if issubclass(kind, base):
            schema.update(demanded)
    schema["examples"] = [example_of(kind)]
    words = field_words(kind)
    known: Any = msgspec.inspect.type_info(kind)
    for field in known.fields:
        described = schema["properties"][field.encode_name]
        if field.name in words:
            described.setdefault("description", words[field.name])
        _time(described, field.type)


def _time(schema: dict[str, Any], kind: msgspec.inspect.Type) -> None:
    """Give a date or time its format, and the `example` that DIGG's linter reads."""
    match kind:
        case msgspec.inspect.Metadata(type=inner):
            _time(schema, inner)
        case msgspec.inspect.UnionType(types=types):
            for one, inner in zip(schema.get("anyOf", ()), types, strict=False):
                _time(one, inner)
                schema.update({k: v for k, v in one.items() if k == "example"})
                one.pop("example", None)
        case msgspec.inspect.DateType():
            schema.update(format="date", example=DAY)
        case msgspec.inspect.DateTimeType():
            schema.update(format="date-time", example=INSTANT)
        case _:
            pass


def _structs(types: Iterable[Any]) -> set[Any]:
    """Return every struct that the types reach."""
    found: set[Any] = set()
    for one in types:
        _reach(msgspec.inspect.type_info(one), found)
    return found


def _reach(info: Any, found: set[Any]) -> None:
    if isinstance(info, msgspec.inspect.StructType):
        if info.cls in found:
            return
        found.add(info.cls)
    for name in info.__struct_fields__:
        for inner in _each(getattr(info, name)):
            _reach(inner, found)


def _each(value: Any) -> Iterator[Any]:
    several = value if isinstance(value, tuple) else (value,)
    for one in several:
        if isinstance(one, msgspec.inspect.Field):
            yield one.type
        elif isinstance(one, msgspec.inspect.Type):
            yield one
