"""The questions that the registry answers, each with its article."""

from typing import Any

import msgspec
from litestar import Request, get

from api.address import BASE
from api.reading import Link, link, self_link
from domain.base import Struct
from domain.questions import QUESTIONS


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


ROUTES = (list_questions,)
