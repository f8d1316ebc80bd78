"""Verdicts and timelines across the agency, from the readings."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from api import filters
from api.address import BASE
from api.desk import Reader
from api.instants import TIME, asked_instant
from api.reading import Link, Listed, Paging, link, page_links, self_link
from domain.base import Role, Slug, Struct
from domain.questions import QUESTIONS
from domain.questions.answer import Verdict
from projections.lists import Slice, TimelineFilter, VerdictFilter
from projections.timeline import Line
from registry.surroundings import ISSUES

_verdict = msgspec.json.Decoder(Verdict).decode
_line = msgspec.json.Decoder(Line).decode


class QuestionLine(Struct, frozen=True, kw_only=True):
    """A question that the registry answers."""

    question: str
    claim: str
    asks: dict[str, str]
    """The question in plain words, by language."""
    article: str
    """The address of its article."""


class QuestionLines(Struct, frozen=True, kw_only=True):
    """All questions."""

    questions: tuple[QuestionLine, ...]
    links: dict[str, Link] = msgspec.field(name="_links")


class IssueVerdict(Struct, frozen=True, kw_only=True):
    """A verdict, and the issue that it is about."""

    issue_id: str
    topic: Slug | None = None
    unit: Slug | None = None
    decided_on: date | None = None
    judged_at: datetime
    verdict: Verdict
    links: dict[str, Link] = msgspec.field(name="_links")


class IssueVerdicts(Listed, frozen=True, kw_only=True):
    """A page of verdicts."""

    verdicts: tuple[IssueVerdict, ...]


class IssueEntry(Struct, frozen=True, kw_only=True):
    """An entry, and the issue that it stands in."""

    issue_id: str
    entry: Line
    links: dict[str, Link] = msgspec.field(name="_links")


class Timelines(Listed, frozen=True, kw_only=True):
    """A page of entries across issues."""

    entries: tuple[IssueEntry, ...]


def wanted_verdicts(
    question: filters.Question = None,
    verdict: filters.Verdict = None,
    party: Annotated[
        str | None,
        QueryParameter(description="For this party; else the whole of each issue."),
    ] = None,
    topic: filters.Topic = None,
    unit: filters.Unit = None,
    decided_from: filters.DecidedFrom = None,
    decided_to: filters.DecidedTo = None,
) -> VerdictFilter:
    """Return which verdicts are asked for: a parameter `wanted`."""
    return VerdictFilter(
        question=question,
        verdict=verdict,
        party=party,
        topic=topic,
        unit=unit,
        decided_from=decided_from,
        decided_to=decided_to,
    )


def wanted_entries(
    request: Request[Any, Any, Any],
    unit: filters.Unit = None,
    role: Annotated[
        Role | None, QueryParameter(description="Only what this role did.")
    ] = None,
    party: Annotated[
        str | None, QueryParameter(description="Only what this organisation did.")
    ] = None,
    kind: Annotated[
        str | None, QueryParameter(description="Only this kind of event.")
    ] = None,
    occurred_from: Annotated[
        str | None,
        QueryParameter(
            name="occurredFrom", schema_extra=TIME, description="From this time on."
        ),
    ] = None,
    occurred_to: Annotated[
        str | None,
        QueryParameter(
            name="occurredTo", schema_extra=TIME, description="Until this time."
        ),
    ] = None,
) -> TimelineFilter:
    """Return which entries are asked for: a parameter `wanted`."""
    return TimelineFilter(
        unit=unit,
        role=role,
        party=party,
        kind=kind,
        occurred_from=asked_instant(request, "occurredFrom", occurred_from),
        occurred_to=asked_instant(request, "occurredTo", occurred_to),
    )


VERDICTS = Provide(wanted_verdicts, sync_to_thread=False)
ENTRIES = Provide(wanted_entries, sync_to_thread=False)


@get("/questions")
async def list_questions(request: Request[Any, Any, Any]) -> QuestionLines:
    """List the questions that the registry answers, each with its article."""
    lines = (
        QuestionLine(
            question=number,
            claim=question.claim,
            asks=dict(question.asks),
            article=link(request, "describedby", f"{BASE}/rules#{number}").href,
        )
        for number, question in QUESTIONS.items()
    )
    links = {
        "self": self_link(request),
        "verdicts": link(request, "related", f"{BASE}/verdicts"),
    }
    return QuestionLines(questions=tuple(lines), links=links)


@get("/verdicts", dependencies={"wanted": VERDICTS})
async def list_verdicts(
    settled: NamedDependency[Reader],
    wanted: NamedDependency[VerdictFilter],
    paging: NamedDependency[Paging],
) -> IssueVerdicts:
    """List verdicts across the agency as they now stand, last decided on top.

    Without `party`, the whole of each issue; with it, what applies to that party.
    """
    part = Slice(paging.limit, paging.offset)
    rows = await settled.desk.lists.verdicts(settled.agency, wanted, part)
    shown = tuple(_issue_verdict(settled.request, row) for row in rows[: paging.limit])
    links = page_links(settled.request, paging, more=len(rows) > paging.limit)
    return IssueVerdicts(meta=paging.meta(len(shown)), links=links, verdicts=shown)


@get("/timelines", dependencies={"wanted": ENTRIES})
async def list_timelines(
    settled: NamedDependency[Reader],
    wanted: NamedDependency[TimelineFilter],
    paging: NamedDependency[Paging],
) -> Timelines:
    """List entries across issues, latest on top, their text withheld."""
    part = Slice(paging.limit, paging.offset)
    rows = await settled.desk.lists.timeline(settled.agency, wanted, part)
    shown = tuple(
        IssueEntry(
            issue_id=row["issue_id"],
            entry=_line(row["line"]),
            links=_issue_links(settled.request, row["issue_id"]),
        )
        for row in rows[: paging.limit]
    )
    links = page_links(settled.request, paging, more=len(rows) > paging.limit)
    return Timelines(meta=paging.meta(len(shown)), links=links, entries=shown)


ROUTES = (list_questions, list_verdicts, list_timelines)


def _issue_verdict(request: Any, row: Any) -> IssueVerdict:
    return IssueVerdict(
        issue_id=row["issue_id"],
        topic=row["topic"],
        unit=row["unit"],
        decided_on=row["decided_on"],
        judged_at=row["judged_at"],
        verdict=_verdict(row["body"]),
        links=_issue_links(request, row["issue_id"]),
    )


def _issue_links(request: Any, issue_id: str) -> dict[str, Link]:
    here = f"{BASE}/{ISSUES}{issue_id}"
    return {
        "issue": link(request, "up", here),
        "events": link(request, "item", f"{here}/events"),
        "verdicts": link(request, "describedby", f"{here}/verdicts"),
    }
