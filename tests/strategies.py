"""Hypothesis strategies for events of every kind, from msgspec's own type information.

What they build is valid as an event; whether a history admits it is another matter.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from domain import agency, agreement, lifecycle
from domain.base import Actor, Event
from domain.when import STOCKHOLM

E = TypeVar("E", bound=Event)

KINDS: Mapping[str, type[Event]] = {
    **agency.LIFECYCLE.kinds,
    **agreement.LIFECYCLE.kinds,
    **lifecycle.LIFECYCLE.kinds,
}
"""Every event class by its stored name."""

FIRST_DAY, LAST_DAY = date(2026, 1, 5), date(2026, 12, 18)

days = st.dates(FIRST_DAY, LAST_DAY)
minutes = st.builds(
    lambda day, minute: (
        datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM)
        + timedelta(minutes=minute)
    ),
    days,
    st.integers(6 * 60, 20 * 60),
)
"""Whole minutes of a working day, to make the same minute likely enough."""

slugs = st.from_regex(r"[a-z0-9]{1,8}(?:[-_.][a-z0-9]{1,8}){0,2}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(slugs, inner, max_size=3)
    ),
    max_leaves=5,
)

Chosen = Mapping[str, st.SearchStrategy[Any]]
"""By field name: a strategy to take in place of the one that its type gives.

With a `*` after the name: for a field that holds structs, and not for one of that name
that holds plain values.
"""


def events(
    kind: type[E], chosen: Chosen | None = None, actor: Actor | None = None
) -> st.SearchStrategy[E]:
    """Return events of that kind, their fields drawn from *chosen* or their types."""
    drawn = dict(chosen or {})
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    if actor is not None:
        drawn["actor*"] = st.just(actor)
    times = st.one_of(
        days.map(lambda day: {"occurred_on": day}),
        minutes.map(lambda minute: {"occurred_at": minute}),
    )
    return st.builds(
        lambda time, fields: kind(**time, **fields),
        times,
        _fields(info, drawn, {"occurred_at", "occurred_on"}),
    )


def any_event() -> st.SearchStrategy[Event]:
    """Return events of every kind there is."""
    return st.sampled_from(sorted(KINDS)).flatmap(lambda name: events(KINDS[name]))


def _fields(
    info: inspect.StructType, chosen: Chosen, without: set[str] = frozenset()
) -> st.SearchStrategy[dict[str, Any]]:
    required, optional = {}, {}
    for field in info.fields:
        if field.name not in without:
            into = required if field.required else optional
            star = "*" if _holds_struct(field.type) else ""
            named = chosen.get(field.name + star)
            into[field.name] = _of(field.type, chosen) if named is None else named
    return st.fixed_dictionaries(required, optional=optional)


def _of(info: inspect.Type, chosen: Chosen) -> st.SearchStrategy[Any]:  # noqa: PLR0911, C901, PLR0912
    """Return values of a type; *chosen* holds for fields within it too."""
    match info:
        case inspect.Metadata(type=inner):
            return _of(inner, chosen)
        case inspect.StructType(cls=cls):
            return _fields(info, chosen).map(lambda fields: cls(**fields))
        case inspect.VarTupleType(item_type=item, min_length=least):
            items = st.lists(_of(item, chosen), min_size=least or 0, max_size=3)
            return items.map(tuple)
        case inspect.UnionType(types=types):
            return st.one_of([_of(inner, chosen) for inner in types])
        case inspect.StrType():
            return _text(info)
        case inspect.IntType():
            return st.integers(_or(info.ge, -99), _or(info.le, 99))
        case inspect.LiteralType(values=values):
            return st.sampled_from(sorted(values))
        case inspect.EnumType(cls=cls):
            return st.sampled_from(sorted(cls))
        case inspect.DateTimeType():
            return minutes
        case inspect.DateType():
            return days
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.AnyType():
            return anything
        case _:
            raise NotImplementedError(f"no strategy for {info}: write one here")


def _text(info: inspect.StrType) -> st.SearchStrategy[str]:
    if info.pattern is None or info.pattern == r"^[^\x00]*$":
        least, most = info.min_length or 0, info.max_length or 40
        return texts.map(lambda text: text[:most].ljust(least, "x"))
    pattern = info.pattern.removeprefix("^").removesuffix("$")
    most = info.max_length or 200
    return st.from_regex(
        pattern, fullmatch=True, alphabet=st.characters(codec="ascii")
    ).filter(lambda text: len(text) <= most)


def _or(limit: float | None, otherwise: int) -> int:
    return otherwise if limit is None else int(min(max(limit, -99), 99))


def _holds_struct(info: inspect.Type) -> bool:
    match info:
        case inspect.StructType():
            return True
        case inspect.VarTupleType(item_type=item):
            return _holds_struct(item)
        case inspect.UnionType(types=types):
            return any(_holds_struct(each) for each in types)
        case _:
            return False


def same(event: Event) -> Event:
    """Return the event as it comes back from its JSON."""
    return msgspec.json.decode(msgspec.json.encode(event), type=type(event))
