"""Verdicts across the agency, from the readings: a page, their numbers, all of them."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any, cast

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide

from api import filters, telling
from api.address import BASE
from api.desk import Reader
from api.entrance import JSON
from api.examples import example_of
from api.exports import CSV, NDJSON, PRODUCES, Sheet, asked_media, exported, written
from api.issue_resources import issue_links
from api.language import IN_LANGUAGE, LANGUAGE, Language, in_language
from api.parameters import in_order
from api.reading import (
    Link,
    Listed,
    Paging,
    link_with_query,
    page_links,
    self_link,
)
from api.seeing import hidden_from
from api.telling import Telling, ToldVerdict
from domain.base import Slug, Struct
from projections.guarded import decoded
from projections.lists import Slice, VerdictFilter
from projections.verdicts import WHOLE, decided_on, verdict_of


class IssueVerdict(Struct, frozen=True, kw_only=True):
    """A verdict, and the issue that it is about."""

    issue_id: str
    diary_no: str | None = None
    topic: Slug | None = None
    unit: Slug | None = None
    decided_on: date | None = None
    judged_at: datetime
    verdict: ToldVerdict
    links: dict[str, Link] = msgspec.field(name="_links")


class IssueVerdicts(Listed, frozen=True, kw_only=True):
    """A page of verdicts."""

    verdicts: tuple[IssueVerdict, ...]


class QuestionCounts(Struct, frozen=True, kw_only=True):
    """How many verdicts of each kind there are on one question."""

    question: str
    breach: int
    undeterminable: int
    compliant: int


class VerdictCounts(Struct, frozen=True, kw_only=True):
    """How many verdicts there are, question by question."""

    counts: tuple[QuestionCounts, ...]
    links: dict[str, Link] = msgspec.field(name="_links")


def wanted_verdicts(
    request: Request[Any, Any, Any],
    question: filters.Questions = None,
    verdict: filters.Verdicts = None,
    party: filters.Party = None,
    topic: filters.Topic = None,
    unit: filters.Unit = None,
    decided_from: filters.DecidedFrom = None,
    decided_to: filters.DecidedTo = None,
    rule_version: filters.RuleVersion = None,
    qualifier: filters.Qualifier = None,
    reason: filters.Reason = None,
) -> VerdictFilter:
    """Return which verdicts are asked for: a parameter `wanted`.

    Raises: ParameterRefused, where the days end before they begin.
    """
    in_order(request, decided_from, decided_to, "decidedTo")
    return VerdictFilter(
        questions=tuple(question) if question else None,
        verdicts=tuple(verdict) if verdict else None,
        party=party or WHOLE,
        topic=topic,
        unit=unit,
        decided_from=decided_from,
        decided_to=decided_to,
        rule_version=rule_version,
        qualifier=qualifier,
        reason=reason,
    )


VERDICTS = Provide(wanted_verdicts, sync_to_thread=False)
MEDIA = Provide(asked_media, sync_to_thread=False)


def examples() -> dict[str, str]:
    """Return an example of each export, for the specification."""
    one = msgspec.convert(example_of(IssueVerdict), IssueVerdict)
    return {media: written(media, SHEET, [one]) for media in (CSV, NDJSON)}


@get(
    "/verdicts",
    dependencies={"wanted": VERDICTS, "media": MEDIA, "language": LANGUAGE},
    response_headers=IN_LANGUAGE,
    opt={"produces": PRODUCES, "exports": examples},
)
async def list_verdicts(
    settled: NamedDependency[Reader],
    wanted: NamedDependency[VerdictFilter],
    paging: NamedDependency[Paging],
    media: NamedDependency[str],
    language: NamedDependency[Language],
) -> Response[IssueVerdicts]:
    """List verdicts across the agency as they now stand, last decided on top.

    Without `party`, the whole of each issue; with it, what applies to that party. What
    is not applicable is not listed. `Accept: text/csv` or `application/x-ndjson` gives
    all that match at once, without `page` and `limit`: each row as the readings stand
    when it is sent. Where an issue has entries that you may not see, its verdicts are
    shown without what may rest on them.
    """
    teller = await _teller(settled, language)
    if media != JSON:
        sheet = await exported(media, SHEET, _every(settled, wanted, teller))
        return cast("Response[IssueVerdicts]", sheet)
    part = Slice(paging.limit, paging.offset)
    lists, asked = settled.desk.lists, (settled.agency, settled.sight, wanted)
    rows = await lists.verdicts(*asked, part)
    shown = tuple(_issue_verdict(settled, teller, row) for row in rows[: paging.limit])
    links = page_links(settled.request, paging, more=len(rows) > paging.limit)
    page = IssueVerdicts(meta=paging.meta(len(shown)), links=links, verdicts=shown)
    return in_language(page, language)


@get("/verdicts/counts", dependencies={"wanted": VERDICTS})
async def count_verdicts(
    settled: NamedDependency[Reader], wanted: NamedDependency[VerdictFilter]
) -> VerdictCounts:
    """Count the verdicts that `/verdicts` would list, by question and verdict.

    Without `party` they are issues, each counted once a question; with it, what applies
    to that party: an issue with several decisions has several.
    """
    asked = (settled.agency, settled.sight, wanted)
    rows = await settled.desk.lists.verdict_counts(*asked)
    found = {(row["question"], row["verdict"]): row["count"] for row in rows}
    counts = (
        QuestionCounts(
            question=number,
            breach=found.get((number, "breach"), 0),
            undeterminable=found.get((number, "undeterminable"), 0),
            compliant=found.get((number, "compliant"), 0),
        )
        for number in filters.LISTED
        if wanted.questions is None or number in wanted.questions
    )
    links = {
        "self": self_link(settled.request),
        "verdicts": link_with_query(settled.request, "related", f"{BASE}/verdicts"),
    }
    return VerdictCounts(counts=tuple(counts), links=links)


ROUTES = (list_verdicts, count_verdicts)


async def _teller(settled: Reader, language: Language) -> Telling:
    surroundings = await settled.desk.surroundings.fresh(settled.agency)
    return telling.telling(settled.request, language, surroundings.framework)


async def _every(
    settled: Reader, wanted: VerdictFilter, teller: Telling
) -> AsyncIterator[list[IssueVerdict]]:
    asked = (settled.agency, settled.sight, wanted)
    async for rows in settled.desk.lists.every_verdict(*asked):
        yield [_issue_verdict(settled, teller, row) for row in rows]


def _issue_verdict(reader: Reader, teller: Telling, row: Any) -> IssueVerdict:
    hidden = hidden_from(reader, decoded(row["guarded"]))
    if not row["all_seen"]:
        teller = msgspec.structs.replace(teller, hidden=hidden, openly=())
    return IssueVerdict(
        issue_id=row["issue_id"],
        diary_no=None if row["diary_entry"] in hidden else row["diary_no"],
        topic=row["topic"],
        unit=row["unit"],
        decided_on=decided_on(row),
        judged_at=row["judged_at"],
        verdict=teller.verdict(verdict_of(row), row["issue_id"]),
        links=issue_links(teller.request, row["issue_id"]),
    )


def spread(one: Struct) -> dict[str, Any]:
    """Return the fields of a verdict in a list, those of its objects beside its own."""
    issue: dict[str, Any] = msgspec.to_builtins(one)
    verdict: dict[str, Any] = issue.pop("verdict")
    governing = verdict.pop("agreement", {})
    under = {
        "agreement": governing.get("agreement"),
        "agreementVersion": governing.get("version"),
    }
    return {"ruleVersion": 1, **issue, **verdict, **under}


SHEET = Sheet(
    "verdicts",
    (
        *("issueId", "diaryNo", "topic", "unit", "decidedOn", "judgedAt"),
        *("question", "ruleVersion", "verdict", "reason", "party", "decision"),
        *("about", "qualifiers", "missing", "agreement", "agreementVersion"),
        *("holdsUntil", "evidence", "withheld", "sentence"),
    ),
    spread,
)
"""The columns of the export, named as in JSON; facts and links stand there alone."""
