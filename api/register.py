"""The agency's register: who is bound, which units, who may decide what."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.address import BASE
from api.desk import Reader
from api.etags import etag
from api.histories import Timeline, TimelineAsked, timeline_of
from api.reading import Link, link, self_link
from api.recording import Asking, Receipts, RegisterEvents, recorded
from domain.agency_state import Agency
from domain.base import Role, Struct
from registry.surroundings import REGISTER

L = TypeVar("L", bound=Struct)


class BondLine(Struct, frozen=True, kw_only=True):
    """A collective agreement that binds the employer to an organisation."""

    organisation: str
    name: str
    level: str
    confederation: str | None = None
    bound_from: date
    bound_until: date | None = None


class UnitLine(Struct, frozen=True, kw_only=True):
    """A unit of the agency."""

    unit: str
    name: str
    parent: str | None = None
    level: str | None = None
    established_from: date
    closed_from: date | None = None


class AuthorityLine(Struct, frozen=True, kw_only=True):
    """Who may decide what, where."""

    authority_ref: str
    role: Role
    level: str
    topics: tuple[str, ...] = ()
    """Empty: all."""
    units: tuple[str, ...] = ()
    """Empty: all."""
    valid_from: date
    valid_until: date | None = None
    withdrawn_from: date | None = None


class TopicLine(Struct, frozen=True, kw_only=True):
    """A topic of the catalogue."""

    topic: str
    name_sv: str
    name_en: str


class RegisterResource(Struct, frozen=True, kw_only=True):
    """The register as it stands, as known at the time asked."""

    organisations: tuple[BondLine, ...]
    units: tuple[UnitLine, ...]
    authorities: tuple[AuthorityLine, ...]
    topics: tuple[TopicLine, ...]
    links: dict[str, Link] = msgspec.field(name="_links")


@post("/agency/events")
async def record_in_register(
    data: JSONBody[RegisterEvents], asking: NamedDependency[Asking]
) -> Response[Receipts]:
    """Record what changed in the register: organisations, units, authority, topics."""
    return await recorded(asking, REGISTER, REGISTER, data.events, data.source)


@get("/agency")
async def show_register(
    reader: NamedDependency[Reader], known_as_of: NamedDependency[datetime | None]
) -> Response[RegisterResource]:
    """Show the agency's register: organisations, units, authority, topics.

    All that is or was in it, each with the days on which it holds: so there is no
    `asOf` here.
    """
    surroundings = await reader.desk.surroundings.fresh(reader.agency)
    version = surroundings.register[-1].version if surroundings.register else 0
    shown = _shown(reader, surroundings.as_known(known_as_of).agency)
    return Response(shown, headers={"ETag": etag(version)})


@get("/agency/events")
async def register_timeline(
    asked: NamedDependency[TimelineAsked],
) -> Response[Timeline]:
    """Show what was recorded in the register, as known at a time."""
    return await timeline_of(asked, REGISTER)


ROUTES = (record_in_register, show_register, register_timeline)


def _shown(reader: Reader, agency: Agency) -> RegisterResource:
    links = {
        "self": self_link(reader.request),
        "events": link(reader.request, "item", f"{BASE}/agency/events"),
        "record": link(reader.request, "edit", f"{BASE}/agency/events", "POST"),
    }
    return RegisterResource(
        organisations=_lines(agency.bonds, BondLine),
        units=_lines(agency.units.values(), UnitLine),
        authorities=_lines(agency.authorities.values(), AuthorityLine),
        topics=_lines(agency.topics.values(), TopicLine),
        links=links,
    )


def _lines(values: Iterable[object], line: type[L]) -> tuple[L, ...]:
    """Return the values as lines, by the fields that the line has."""
    names = line.__struct_fields__
    return tuple(
        line(**{name: _open(getattr(v, name)) for name in names}) for v in values
    )


def _open(value: Any) -> Any:
    return tuple(sorted(value)) if isinstance(value, frozenset) else value
