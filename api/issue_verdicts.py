"""How one issue is judged, question by question, worked out anew from the journal."""

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.filters import QuestionNumber
from api.language import IN_LANGUAGE, in_language
from api.looking import ISSUE_ASKED, IssueAsked
from api.reading import Link
from api.telling import ToldAnswer, said
from domain.questions import QUESTIONS
from domain.questions.answer import answers


class Answers(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How an issue is judged, question by question and party by party."""

    issue_id: str
    answers: tuple[ToldAnswer, ...]
    links: dict[str, Link] = msgspec.field(name="_links")


@get(
    "/issues/{issueId:uuid}/verdicts",
    dependencies=ISSUE_ASKED,
    response_headers=IN_LANGUAGE,
)
async def issue_verdicts(
    asked: NamedDependency[IssueAsked],
    question: Annotated[
        list[QuestionNumber] | None,
        QueryParameter(description="Only these questions."),
    ] = None,
    party: Annotated[
        str | None,
        QueryParameter(
            description="Only the verdicts for this party; `overall` stays that of all."
        ),
    ] = None,
) -> Response[Answers]:
    """Judge an issue by every question, as of one time and as known at another.

    Each verdict is told in one sentence, in the language that `Accept-Language` puts
    first. Evidence are ids of events on its timeline, with a link to each. `holdsUntil`
    is the first time at which a verdict may change without any new entry.
    """
    issue = await asked.judged()
    chosen = [QUESTIONS[number] for number in question or QUESTIONS]
    found = answers(chosen, issue.look)
    openly = answers(chosen, issue.openly) if issue.openly else found
    teller = issue.teller(said(openly.values()))
    told = tuple(teller.answer(each, issue.issue_id, party) for each in found.values())
    shown = Answers(issue_id=issue.issue_id, answers=told, links=issue.links())
    return in_language(shown, asked.language)


ROUTES = (issue_verdicts,)
