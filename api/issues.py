"""Issues: raise one, record what happens in it, look at it, list them."""

from datetime import date
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody, QueryParameter

from api import filters
from api.desk import Reader
from api.etags import etag
from api.issue_resources import IssueLines, IssueResource, issue_lines, issue_resource
from api.parameters import in_order, parameter_refused
from api.reading import Paging
from api.recording import Asking, IssueBegun, IssueEvents, Receipts, begun, recorded
from api.texts import TextReader
from api.turned_away import RecordUnknown
from domain.questions import QUESTIONS
from domain.raising import IssueRaised
from domain.stages import Stage
from projections.lists import IssueFilter, Slice
from registry.ids import uuid7
from registry.surroundings import ISSUES

RaisedFrom: TypeAlias = Annotated[
    date | None,
    QueryParameter(name="raisedFrom", description="Raised on this day or later."),
]
RaisedTo: TypeAlias = Annotated[
    date | None,
    QueryParameter(name="raisedTo", description="Raised on this day or earlier."),
]
Words: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        description="Words in Swedish: of the diary number, topic, unit or party."
        " Sealed text is not searched, nor a diary number that not everyone may see."
    ),
]


def wanted_issues(
    request: Request[Any, Any, Any],
    stage: Annotated[
        Stage | None, QueryParameter(description="How far it has come.")
    ] = None,
    topic: filters.Topic = None,
    unit: filters.Unit = None,
    organisation: Annotated[
        str | None, QueryParameter(description="Where this organisation is a party.")
    ] = None,
    is_open: Annotated[
        bool | None,
        QueryParameter(name="open", description="Neither closed nor withdrawn."),
    ] = None,
    raised_from: RaisedFrom = None,
    raised_to: RaisedTo = None,
    decided_from: filters.DecidedFrom = None,
    decided_to: filters.DecidedTo = None,
    question: filters.Question = None,
    verdict: filters.Verdict = None,
    diary_no: Annotated[
        str | None, QueryParameter(name="diaryNo", description="Its diary number.")
    ] = None,
    q: Words = None,
) -> IssueFilter:
    """Return which issues are asked for: a parameter `wanted`.

    *verdict* is that on the whole: of *question*, or of some question.

    Raises: ParameterRefused, for a question without a verdict: it narrows nothing;
    and for days that end before they begin.
    """
    if question and not verdict:
        raise parameter_refused(request, "question", question, "with_verdict")
    in_order(request, raised_from, raised_to, "raisedTo")
    in_order(request, decided_from, decided_to, "decidedTo")
    return IssueFilter(
        stage=stage,
        topic=topic,
        unit=unit,
        organisation=organisation,
        is_open=is_open,
        raised_from=raised_from,
        raised_to=raised_to,
        decided_from=decided_from,
        decided_to=decided_to,
        answers=_answers(question, verdict),
        diary_no=diary_no,
        q=q,
    )


def _answers(question: str | None, verdict: str | None) -> tuple[str, ...] | None:
    """Return the answers of which one is asked for, as the reading has them."""
    if verdict is None:
        return None
    return tuple(
        f"{each} {verdict}" for each in ([question] if question else QUESTIONS)
    )


@post("/issues")
async def raise_issue(
    data: JSONBody[IssueBegun], asking: NamedDependency[Asking]
) -> Response[Receipts]:
    """Raise an issue: the first event is issue-raised.v1, what followed may come along.

    `Location` is the issue's address, `ETag` its version.
    """
    begun(data.events, IssueRaised)
    stream = ISSUES + str(uuid7(asking.desk.clock()))
    return await recorded(asking, stream, ISSUES, data.events, data.source)


@post("/issues/{issueId:uuid}/events")
async def record_in_issue(
    issueId: FromPath[UUID],  # noqa: N803 – named as in the address
    data: JSONBody[IssueEvents],
    asking: NamedDependency[Asking],
) -> Response[Receipts]:
    """Record what happened in an issue, after what is there."""
    stream = f"{ISSUES}{issueId}"
    return await recorded(asking, stream, stream, data.events, data.source)


@get("/issues", dependencies={"wanted": Provide(wanted_issues, sync_to_thread=False)})
async def list_issues(
    settled: NamedDependency[Reader],
    wanted: NamedDependency[IssueFilter],
    paging: NamedDependency[Paging],
) -> IssueLines:
    """List issues, last raised on top: by stage, topic, unit, organisation and more."""
    part = Slice(paging.limit, paging.offset)
    rows = await settled.desk.lists.issues(settled.agency, settled.sight, wanted, part)
    return issue_lines(settled, paging, rows)


@get("/issues/{issueId:uuid}")
async def show_issue(
    issueId: FromPath[UUID],  # noqa: N803 – named as in the address
    settled: NamedDependency[Reader],
    texts: NamedDependency[TextReader],
) -> Response[IssueResource]:
    """Show an issue as it now stands, with its title and the verdicts on the whole."""
    lists, issue_id = settled.desk.lists, str(issueId)
    row = await lists.issue(settled.agency, settled.sight, issue_id)
    if row is None:
        raise RecordUnknown
    shown = await issue_resource(texts, row)
    return Response(shown, headers={"ETag": etag(row["version"])})


ROUTES = (raise_issue, record_in_issue, list_issues, show_issue)
