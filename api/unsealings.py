"""The read log, for the agency's auditor: who was given sealed text, when and why."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from api.address import BASE
from api.desk import Reader
from api.instants import TIME, asked_instant
from api.reading import Link, Listed, Paging, link, page_links
from api.reading_refused import role_missing
from domain.base import Role, Struct
from projections import unsealings
from projections.lists import Slice
from projections.unsealings import UnsealingFilter
from registry.surroundings import ISSUES


class Unsealed(Struct, frozen=True, kw_only=True):
    """That somebody was given text of some entries, through one request."""

    unsealing_id: UUID
    at: datetime
    """When, UTC: just before the text left."""
    sub: str
    """Who, by the pseudonym in the token."""
    client_id: str
    """Through which system."""
    iss: str | None = None
    """The issuer that vouched for both; absent before it was kept."""
    stream: str
    """The record that the entries stand in: `issues/…`, `agreements/…`, `agency`."""
    versions: tuple[int, ...]
    """The entries whose text was given out, by version: those that exist for you."""
    why: str | None = None
    """What the reader referred to in `Reading-Reason`; absent where nothing was."""
    route: str
    """The address that was asked, with the names of its parameters."""
    trace: str
    """The trace under which the request is logged."""
    links: dict[str, Link] = msgspec.field(name="_links")


class Unsealings(Listed, frozen=True, kw_only=True):
    """A page of the read log."""

    unsealings: tuple[Unsealed, ...]


def wanted_unsealings(
    request: Request[Any, Any, Any],
    issue_id: Annotated[
        UUID | None, QueryParameter(name="issueId", description="Only of this issue.")
    ] = None,
    sub: Annotated[
        str | None, QueryParameter(description="Only what this person read.")
    ] = None,
    client_id: Annotated[
        str | None,
        QueryParameter(name="clientId", description="Only through this system."),
    ] = None,
    since: Annotated[
        str | None,
        QueryParameter(
            name="from", schema_extra=TIME, description="From this time on."
        ),
    ] = None,
    until: Annotated[
        str | None,
        QueryParameter(name="to", schema_extra=TIME, description="Until this time."),
    ] = None,
) -> UnsealingFilter:
    """Return which rows of the read log are asked for: a parameter `wanted`.

    Raises: ParameterRefused.
    """
    return UnsealingFilter(
        stream=f"{ISSUES}{issue_id}" if issue_id else None,
        sub=sub,
        client_id=client_id,
        since=asked_instant(request, "from", since),
        until=asked_instant(request, "to", until),
    )


@get(
    "/unsealings",
    dependencies={"wanted": Provide(wanted_unsealings, sync_to_thread=False)},
)
async def list_unsealings(
    settled: NamedDependency[Reader],
    wanted: NamedDependency[UnsealingFilter],
    paging: NamedDependency[Paging],
) -> Unsealings:
    """List who was given sealed text, of which entries, when and why; last on top.

    For an auditor alone. What the auditor may not see is not told of here either.
    """
    audits(settled)
    pool, part = settled.desk.pool, Slice(paging.limit, paging.offset)
    rows = await unsealings.listed(pool, settled.agency, settled.sight, wanted, part)
    shown = tuple(_unsealed(settled.request, row) for row in rows[: paging.limit])
    links = page_links(settled.request, paging, more=len(rows) > paging.limit)
    return Unsealings(meta=paging.meta(len(shown)), links=links, unsealings=shown)


ROUTES = (list_unsealings,)


def audits(reader: Reader) -> None:
    """Return if an auditor asks. Raises: RoleMissing."""
    if not reader.sight.audits:
        raise role_missing(reader.identity, [Role.AUDITOR])


def _unsealed(request: Any, row: Any) -> Unsealed:
    stream = row["stream_id"]
    links = {
        "record": link(request, "up", f"{BASE}/{stream}"),
        "events": link(request, "item", f"{BASE}/{stream}/events"),
    }
    return Unsealed(
        unsealing_id=row["id"],
        at=row["at"],
        sub=row["sub"],
        client_id=row["client_id"],
        iss=row["iss"],
        stream=stream,
        versions=tuple(row["versions"]),
        why=row["why"],
        route=row["route"],
        trace=row["trace"],
        links=links,
    )
