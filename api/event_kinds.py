"""Every kind of event: what it means, who may record it, what it holds, an example."""

import re
from functools import cache
from typing import Any

import msgspec
from litestar import Request, get

from api.address import BASE, Asked
from api.examples import example_of
from api.reading import Link, link, self_link
from domain import agency, agreement, lifecycle
from domain.base import Event, Struct, kind
from domain.sealing import sealed_paths
from domain.stream import Law, Lifecycle

STREAMS: dict[str, Lifecycle[Any, Any]] = {
    "issues": lifecycle.LIFECYCLE,
    "agreements": agreement.LIFECYCLE,
    "agency": agency.LIFECYCLE,
}
"""The rooms whose streams take events, each with its laws."""

_RULE = re.compile(r"\b([AR]?\d+)\.(\d+)(?:–(?:\1\.)?(\d+))?\b")
"""An article, or the first and last of several: `7.1`, `7.1–7.3`."""


class EventKind(Struct, frozen=True, kw_only=True):
    """A kind of event."""

    kind: str
    records: str
    """Where it is recorded: `issues`, `agreements` or `agency`."""
    meaning: str
    may_record: tuple[str, ...]
    """The roles in which one may record it."""
    refused_unless: str
    """What must hold, by the articles that refuse it otherwise."""
    articles: tuple[str, ...]
    """The addresses of those articles."""
    sealed_fields: tuple[str, ...]
    """What is encrypted, as JSON paths; `*` is every place of a list."""
    schema: dict[str, Any]
    """JSON Schema; what it refers to stands under its `$defs`."""
    example: dict[str, Any]


class EventKinds(Struct, frozen=True, kw_only=True):
    """All kinds, in the order of the law."""

    event_kinds: tuple[EventKind, ...]
    links: dict[str, Link] = msgspec.field(name="_links")


@get("/event-kinds")
async def list_event_kinds(request: Request[Any, Any, Any]) -> EventKinds:
    """List every kind of event with its meaning, article, schema and example."""
    kinds = tuple(
        _event_kind(request, stream, law)
        for stream, laws in STREAMS.items()
        for law in laws.laws.values()
    )
    return EventKinds(event_kinds=kinds, links={"self": self_link(request)})


ROUTES = (list_event_kinds,)


def _event_kind(request: Asked, stream: str, law: Law[Any, Any]) -> EventKind:
    conditions = " ".join((law.admit.__doc__ or "").split())
    rules = _articles(conditions)
    return EventKind(
        kind=kind(law.event),
        records=stream,
        meaning=" ".join((law.event.__doc__ or "").split()),
        may_record=tuple(sorted(law.by)),
        refused_unless=conditions,
        articles=tuple(
            link(request, "describedby", f"{BASE}/rules#{rule}").href for rule in rules
        ),
        sealed_fields=tuple("/".join(("", *path)) for path in sealed_paths(law.event)),
        schema=_schema(law.event),
        example=example_of(law.event),
    )


def _articles(conditions: str) -> list[str]:
    """Return the articles that the words cite, each of a range by itself."""
    return [
        f"{chapter}.{number}"
        for chapter, first, last in _RULE.findall(conditions)
        for number in range(int(first), int(last or first) + 1)
    ]


@cache
def _schema(event: type[Event]) -> dict[str, Any]:
    return msgspec.json.schema(event)
