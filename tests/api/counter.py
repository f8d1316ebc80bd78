"""A small application with the counter's own parts and a few routes to try them on."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

import asyncpg
import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from api.application import Application, application
from api.etags import Condition, etag
from api.instants import Times, utc
from api.reading import Listed, Paging, page_links
from api.settings import CounterSettings
from api.tokens import Identified, Verifier
from domain.base import Actor, Event, Refused, Struct
from domain.rights import Identity
from projections.lists import Behind
from registry.claim import StillInFlight
from registry.entry import Source
from registry.journal import (
    JournalUnreachableError,
    KeyReused,
    LineFull,
    OutcomeUnknownError,
    Outpaced,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class DoorOpened(Event, frozen=True, kw_only=True, tag="door-opened.v1"):
    """A door was opened by somebody."""

    door: Annotated[str, Meta(min_length=1, max_length=20)]
    times: Annotated[int, Meta(ge=1, le=10)] = 1


class DoorClosed(Event, frozen=True, kw_only=True, tag="door-closed.v1"):
    """A door was closed again."""

    doors: Annotated[tuple[str, ...], Meta(min_length=1)]
    witnesses: tuple[Actor, ...] = ()
    due: date | None = None


Doors = Annotated[tuple[DoorOpened | DoorClosed, ...], Meta(min_length=1, max_length=3)]


class Recording(Struct, frozen=True, kw_only=True):
    """What happened, oldest first."""

    events: Doors


class Receipt(Struct, frozen=True, kw_only=True):
    """What was recorded."""

    agency: str
    version: int


class Door(Struct, frozen=True, kw_only=True):
    """A door."""

    name: str
    opened_on: date | None = None
    """The day on which it was opened."""
    seen_at: datetime | None = None
    """When it was last seen, UTC."""


class DoorList(Listed, frozen=True, kw_only=True):
    """A page of doors."""

    doors: list[Door]


class DoorLocked(Refused):
    """The door {door} is locked. Unlock it first."""

    rule = "9.1"
    sv = "Dörren {door} är låst. Lås upp den först."


class DoorUnknown(Refused):
    """There is no door {door}."""

    rule = "0.1"
    sv = "Det finns ingen dörr {door}."


class DoorNotYours(Refused):
    """The door {door} is not yours."""

    rule = "0.6"
    sv = "Dörren {door} är inte din."


FAILURES: Mapping[str, Exception] = {
    "locked": DoorLocked(door="{front}"),
    "unknown": DoorUnknown(door="x"),
    "another": DoorNotYours(door="x"),
    "outpaced": Outpaced("door-1", 3, 4),
    "reused": KeyReused("case-system", "e-1"),
    "full": LineFull("registerverket", 3),
    "behind": Behind(9, 7),
    "in-flight": StillInFlight(Source(system="case-system", event_id="e-1")),
    "away": JournalUnreachableError(),
    "unknown-outcome": OutcomeUnknownError(),
    "refused": ConnectionRefusedError("postgres at 10.0.0.1"),
    "gone": asyncpg.ConnectionDoesNotExistError("connection was closed"),
    "crowded": asyncpg.TooManyConnectionsError("sorry, too many clients already"),
    "starting": asyncpg.CannotConnectNowError("the database system is starting up"),
    "stopping": asyncpg.AdminShutdownError("terminating connection"),
    "slow": TimeoutError(),
    "unsendable": asyncpg.exceptions._base.DataError("$1: an integer is needed"),  # noqa: SLF001 - asyncpg exports another of that name
    "long": DoorLocked(door="x" * 5_000),
    "broken": RuntimeError("SELECT secret FROM password"),
}


@post("/doors/{doorId:str}/events", status_code=201)
async def record(
    data: JSONBody[Recording],
    identity: NamedDependency[Identity],
    if_match: NamedDependency[Condition | None],
) -> Response[Receipt]:
    """Record what happened to a door."""
    if if_match and not if_match.holds(1):
        raise Outpaced("door-1", 2, 1)
    receipt = Receipt(agency=identity.agency, version=len(data.events))
    return Response(receipt, headers={"ETag": etag(receipt.version)})


@get("/doors")
async def doors(
    identity: NamedDependency[Identity],
    paging: NamedDependency[Paging],
    request: Request[Any, Any, Any],
    q: Annotated[str | None, QueryParameter(description="Words.")] = None,
    kind: Annotated[
        list[str] | None, QueryParameter(description="Only these kinds.")
    ] = None,
) -> DoorList:
    """The doors of the agency, twenty a page, whatever is asked."""
    del q, kind
    found = [Door(name=identity.agency)]
    links = page_links(request, paging, more=True, total=45)
    return DoorList(doors=found, meta=paging.meta(len(found), 45), links=links)


@get("/times")
async def asked(
    times: NamedDependency[Times], position_at_least: NamedDependency[int]
) -> dict[str, str | int]:
    """Say again what was asked."""
    stated = {"asOf": times.as_of, "knownAsOf": times.known_as_of}
    texts = {name: utc(moment) for name, moment in stated.items() if moment}
    return {**texts, "position": position_at_least}


@get("/failures/{name:str}")
async def fail(name: FromPath[str]) -> None:
    """Fail in the named way."""
    raise FAILURES[name]


class Everyone:
    """Lets anyone in who says which scopes they have: `Bearer samverkan:read`."""

    async def identify(self, token: str) -> Identified:
        """Return a person of the agency with the scopes that the token names."""
        identity = Identity(
            agency="registerverket",
            sub="p-1",
            client_id="case-system",
            roles=frozenset({"manager"}),
            scopes=frozenset(token.split(",")),
        )
        return Identified(identity)


def counter(verifier: Verifier | None = None, **stated: Any) -> Application:
    """Return the application; *stated* are settings."""
    often = {"requests_per_minute": 1_000_000, "failed_per_minute": 1_000_000}
    settings = CounterSettings(**{"body_bytes_max": 10_000, **often, **stated})
    state = {"clock": lambda: NOW}
    verifier = verifier or Everyone()
    routes = [record, doors, asked, fail]
    return application(routes, settings=settings, verifier=verifier, state=state)


EVERYTHING = {"Authorization": "Bearer samverkan:read,samverkan:record"}


def encoded(value: Any) -> bytes:
    """Return a value as JSON."""
    return msgspec.json.encode(value)
