"""A leaf of a type, tried by itself: its Python type again, from `msgspec.inspect`."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, inspect

ITEMS = (
    inspect.ListType,
    inspect.VarTupleType,
    inspect.SetType,
    inspect.FrozenSetType,
    inspect.CollectionType,
)
"""The types read from a list whose items are all alike."""

_PYTHON: dict[type[inspect.Type], Any] = {
    inspect.AnyType: Any,
    inspect.NoneType: None,
    inspect.BoolType: bool,
    inspect.IntType: int,
    inspect.FloatType: float,
    inspect.StrType: str,
    inspect.BytesType: bytes,
    inspect.ByteArrayType: bytearray,
    inspect.DateTimeType: datetime,
    inspect.TimeType: time,
    inspect.DateType: date,
    inspect.TimeDeltaType: timedelta,
    inspect.UUIDType: UUID,
    inspect.DecimalType: Decimal,
}


def accepted(value: Any, info: inspect.Type) -> bool:
    """Tell whether msgspec takes *value* for the leaf."""
    try:
        msgspec.convert(value, _leaf(info))
    except ValueError:
        return False
    return True


def bare(info: inspect.Type) -> inspect.Type:
    """Return the type without what is only said about it."""
    return bare(info.type) if isinstance(info, inspect.Metadata) else info


def takes(info: inspect.Type, value: Any) -> bool:  # noqa: PLR0911 - one a type
    """Tell whether the JSON kind of *value* is one that the type can be read from."""
    match info:
        case inspect.StructType(array_like=False) | inspect.DictType():
            return isinstance(value, dict)
        case _ if isinstance(info, (*ITEMS, inspect.TupleType)):
            return isinstance(value, list)
        case inspect.NoneType():
            return value is None
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType() | inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.AnyType():
            return True
        case _:
            return isinstance(value, str | int | float | None)


def _leaf(info: inspect.Type) -> Any:
    match info:
        case inspect.LiteralType(values=values):
            return Literal[values]
        case _ if type(info) in _PYTHON:
            names = info.__struct_fields__
            limits = {name: getattr(info, name) for name in names}
            stated = {
                name: limit for name, limit in limits.items() if limit is not None
            }
            plain = _PYTHON[type(info)]
            return Annotated[plain, Meta(**stated)] if stated else plain
        case _:
            return getattr(info, "cls", Any)
