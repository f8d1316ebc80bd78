"""A union's own history: its issues, what it said in them, and what became of it."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter

from api import filters
from api.address import BASE
from api.desk import Reader
from api.parameters import in_order
from api.reading import Link, Listed, Paging, link, page_links
from api.turned_away import RecordUnknown
from domain.agency_state import EMPLOYER
from domain.base import Organisation, Slug, Struct
from domain.rights import CASE_SYSTEM
from projections import party_histories
from projections.party_histories import SUMMARISED_MAX, HistoryFilter
from registry.surroundings import ISSUES

Ended = Literal[
    "consensus", "disagreement", "no_position", "absent_duly_summoned", "declined"
]


class PartyIssue(Struct, frozen=True, kw_only=True):
    """An issue that concerns the organisation, and its part in it."""

    issue_id: str
    topic: Slug | None = None
    unit: Slug | None = None
    raised_on: date | None = None
    first_occasion_on: date | None = None
    """The first day on which it could say something."""
    decided_on: date | None = None
    """The day of the last decision."""
    lead_days: int | None = None
    """Calendar days from raised to decided; below 0: decided before it was raised."""
    outcome: Ended | None = None
    """How consultation with it last ended."""
    position: str | None = None
    """The position that it last took."""
    followed: int
    """Of its perspectives and its position, how many were followed."""
    partly: int
    not_followed: int
    unanswered: int
    breaches: tuple[str, ...] = ()
    """The questions, by number, that are a breach towards it."""
    left_out: bool = False
    """Something was owed to it before a decision, or it is not known whether, and
    nothing on record has turned to it or comes from it."""
    links: dict[str, Link] = msgspec.field(name="_links")


class HistorySummary(Struct, frozen=True, kw_only=True):
    """All the issues that the filters let through, taken together."""

    issues: int
    """At most the 100 000 last raised are taken together."""
    decided: int
    followed: int
    partly: int
    not_followed: int
    unanswered: int
    median_lead_days: float | None = None
    """Of those decided; none where nothing is."""


class OrganisationHistory(Listed, frozen=True, kw_only=True):
    """A page of an organisation's issues, and a summary of all of them."""

    organisation: Organisation
    summary: HistorySummary
    issues: tuple[PartyIssue, ...]


def wanted_history(
    request: Request[Any, Any, Any],
    organisation: FromPath[Slug],
    topic: filters.Topic = None,
    unit: filters.Unit = None,
    decided_from: filters.DecidedFrom = None,
    decided_to: filters.DecidedTo = None,
    outcome: Annotated[
        Ended | None,
        QueryParameter(description="Only where consultation last ended so for it."),
    ] = None,
) -> HistoryFilter:
    """Return which issues of whom are asked for: a parameter `wanted`.

    Raises: ParameterRefused, where the days end before they begin.
    """
    in_order(request, decided_from, decided_to, "decidedTo")
    return HistoryFilter(
        party=organisation,
        topic=topic,
        unit=unit,
        decided_from=decided_from,
        decided_to=decided_to,
        outcome=outcome,
    )


@get(
    "/organisations/{organisation:str}/history",
    dependencies={"wanted": Provide(wanted_history, sync_to_thread=False)},
)
async def organisation_history(
    settled: NamedDependency[Reader],
    wanted: NamedDependency[HistoryFilter],
    paging: NamedDependency[Paging],
) -> OrganisationHistory:
    """List an organisation's issues, last raised on top, with what it said in each and
    what became of it; and all of them taken together.

    They are those that turned to it, in which it spoke or which it raised, and those
    that were decided without it although something was owed to it: `leftOut`.
    """
    await _must_see(settled, wanted.party)
    pool, limits = settled.desk.pool, (paging.limit + 1, paging.offset)
    asked = (pool, settled.agency, settled.sight, wanted)
    rows = await party_histories.listed(*asked, limits)
    summary = await party_histories.summary(*asked)
    shown = tuple(_issue(settled.request, wanted, r) for r in rows[: paging.limit])
    more, total = len(rows) > paging.limit, summary["issues"]
    total = total if total < SUMMARISED_MAX else None
    return OrganisationHistory(
        meta=paging.meta(len(shown), total),
        links=page_links(settled.request, paging, more=more, total=total),
        organisation=wanted.party,
        summary=HistorySummary(**dict(summary)),
        issues=shown,
    )


ROUTES = (organisation_history,)


async def _must_see(settled: Reader, organisation: Organisation) -> None:
    """Return if the organisation has a history for whoever asks.

    The employer's side, the auditor and a case-management system may ask of any; an
    organisation of its own. Raises: RecordUnknown.
    """
    surroundings = await settled.desk.surroundings.fresh(settled.agency)
    known = surroundings.framework.agency.knows(organisation)
    sight, machine = settled.sight, CASE_SYSTEM in settled.identity.roles
    own = not {EMPLOYER, organisation}.isdisjoint(sight.sides)
    if not (known and (own or sight.audits or machine)):
        raise RecordUnknown


def _issue(request: Any, wanted: HistoryFilter, row: Any) -> PartyIssue:
    here = f"{BASE}/{ISSUES}{row['issue_id']}"
    fields = dict(row) | {"breaches": tuple(row["breaches"] or ())}
    return PartyIssue(
        **fields,
        links={
            "issue": link(request, "up", here),
            "events": link(request, "item", f"{here}/events"),
            "verdicts": link(
                request, "describedby", f"{here}/verdicts?party={wanted.party}"
            ),
        },
    )
