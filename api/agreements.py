"""Local agreements (samverkansavtal): record them, and see which one is in force."""

from datetime import date
from typing import Annotated, get_args

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from api.address import BASE
from api.desk import Reader
from api.etags import etag
from api.histories import Timeline, TimelineAsked, timeline_of
from api.instants import Times
from api.reading import Link, Listed, Paging, link, page_links, self_link
from api.recording import (
    AgreementBegun,
    AgreementEvents,
    Asking,
    Receipts,
    begun,
    recorded,
)
from api.turned_away import AnotherRecord, Fault, RecordUnknown
from domain import when
from domain.agreement_state import Framework
from domain.agreement_terms import Terms
from domain.agreement_version import AgreementDrafted
from domain.base import Organisation, Slug, Struct
from projections.lists import PeriodFilter, Slice
from registry.surroundings import AGREEMENTS

SLUG: Meta = get_args(Slug)[1]
"""What makes a text a slug: Litestar does not look for it within `Slug | None`."""


class Period(Struct, frozen=True, kw_only=True):
    """From when to when a version is in force for a party."""

    party: Organisation
    agreement: Slug
    version: Slug
    since: date
    until: date | None = None
    """The first day on which it is no longer in force; none: it still is."""
    units: tuple[Slug, ...] = ()
    """Where it holds, with the units below; empty: in the whole agency."""


class Periods(Listed, frozen=True, kw_only=True):
    """A page of periods, by party and day."""

    periods: tuple[Period, ...]


class Governed(Struct, frozen=True, kw_only=True):
    """What governs a party on a day: a version of an agreement, or MBL directly."""

    party: Organisation
    bound: bool
    """Whether a collective agreement binds the employer to it that day."""
    agreement: Slug | None = None
    version: Slug | None = None
    since: date | None = None
    terms: Terms | None = None


class InForce(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Which agreement governs each party on a day."""

    on: date
    parties: tuple[Governed, ...]
    links: dict[str, Link] = msgspec.field(name="_links")


class AgreementResource(Struct, frozen=True, kw_only=True):
    """An agreement: its versions, in the order in which they were proposed."""

    agreement: Slug
    versions: tuple[Slug, ...]
    links: dict[str, Link] = msgspec.field(name="_links")


@post("/agreements")
async def draft_agreement(
    data: JSONBody[AgreementBegun], asking: NamedDependency[Asking]
) -> Response[Receipts]:
    """Record a new agreement: the first event is agreement-drafted.v1."""
    drafted = begun(data.events, AgreementDrafted)
    stream = AGREEMENTS + drafted.agreement
    return await recorded(asking, stream, AGREEMENTS, data.events, data.source)


@post("/agreements/{agreementId:str}/events")
async def record_in_agreement(
    agreementId: FromPath[Slug],  # noqa: N803 – named as in the address
    data: JSONBody[AgreementEvents],
    asking: NamedDependency[Asking],
) -> Response[Receipts]:
    """Record what happened to an agreement: proposed, signed, in force, and so on."""
    _names_itself(data, agreementId)
    stream = AGREEMENTS + agreementId
    return await recorded(asking, stream, stream, data.events, data.source)


@get("/agreements")
async def list_periods(
    settled: NamedDependency[Reader],
    paging: NamedDependency[Paging],
    party: Annotated[
        str | None, QueryParameter(description="Only this organisation.")
    ] = None,
    agreement: Annotated[
        str | None, QueryParameter(description="Only this agreement.")
    ] = None,
    on: Annotated[
        date | None, QueryParameter(description="Only what is in force that day.")
    ] = None,
) -> Periods:
    """List from when to when each agreement version is in force for each party."""
    wanted = PeriodFilter(party=party, agreement=agreement, on=on)
    part = Slice(paging.limit, paging.offset)
    rows = await settled.desk.lists.periods(settled.agency, wanted, part)
    periods = tuple(msgspec.convert(dict(r), Period) for r in rows[: paging.limit])
    links = page_links(settled.request, paging, more=len(rows) > paging.limit)
    return Periods(meta=paging.meta(len(periods)), links=links, periods=periods)


@get("/agreements/{agreementId:str}")
async def show_agreement(
    agreementId: FromPath[Slug],  # noqa: N803 – named as in the address
    reader: NamedDependency[Reader],
) -> Response[AgreementResource]:
    """Show an agreement and its versions."""
    surroundings = await reader.desk.surroundings.fresh(reader.agency)
    found = surroundings.framework.agreements.get(agreementId)
    if found is None:
        raise RecordUnknown
    here = f"{BASE}/{AGREEMENTS}{agreementId}"
    links = {
        "self": self_link(reader.request),
        "events": link(reader.request, "item", f"{here}/events"),
        "record": link(reader.request, "edit", f"{here}/events", "POST"),
    }
    shown = AgreementResource(
        agreement=agreementId, versions=tuple(found.versions), links=links
    )
    version = surroundings.agreements[agreementId][-1].version
    return Response(shown, headers={"ETag": etag(version)})


@get("/agreements/{agreementId:str}/events")
async def agreement_timeline(
    agreementId: FromPath[Slug],  # noqa: N803 – named as in the address
    asked: NamedDependency[TimelineAsked],
) -> Response[Timeline]:
    """Show what happened to an agreement, as of one time and as known at another."""
    return await timeline_of(asked, AGREEMENTS + agreementId)


@get("/agreements-in-force")
async def agreements_in_force(
    reader: NamedDependency[Reader],
    times: NamedDependency[Times],
    on: Annotated[
        date | None, QueryParameter(description="The day; today, when left out.")
    ] = None,
    party: Annotated[
        str | None,
        QueryParameter(
            pattern=SLUG.pattern,
            max_length=SLUG.max_length,
            description="Only this organisation.",
        ),
    ] = None,
    unit: Annotated[
        str | None, QueryParameter(description="The unit where the matter lies.")
    ] = None,
) -> InForce:
    """Tell which agreement and version governs each party on a day, as known then."""
    surroundings = await reader.desk.surroundings.fresh(reader.agency)
    framework = surroundings.as_known(times.known_as_of)
    day = on or when.day_of(times.as_of or reader.desk.clock())
    parties = {party} if party else framework.agency.bound(day)
    governed = tuple(_governed(framework, each, unit, day) for each in sorted(parties))
    return InForce(on=day, parties=governed, links={"self": self_link(reader.request)})


ROUTES = (
    draft_agreement,
    record_in_agreement,
    list_periods,
    show_agreement,
    agreement_timeline,
    agreements_in_force,
)


def _governed(framework: Framework, party: str, unit: str | None, on: date) -> Governed:
    found = framework.in_force(party, unit, on)
    return Governed(
        party=party,
        bound=framework.agency.is_bound(party, on),
        agreement=found.agreement if found else None,
        version=found.version if found else None,
        since=found.since if found else None,
        terms=found.terms if found else None,
    )


def _names_itself(data: AgreementEvents, agreement: str) -> None:
    """Raise AnotherRecord where an event drafts an agreement of another address."""
    wrong = [
        Fault(
            pointer=f"/events/{index}/agreement",
            detail=f"Found {event.agreement}; the address says {agreement}.",
        )
        for index, event in enumerate(data.events)
        if isinstance(event, AgreementDrafted) and event.agreement != agreement
    ]
    if wrong:
        raise AnotherRecord(wrong)
