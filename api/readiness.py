"""Whether an issue may be decided now: what is missing, and from when it may be."""

from datetime import datetime
from typing import Literal

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from api.language import IN_LANGUAGE, in_language
from api.looking import ISSUE_ASKED, Issue, IssueAsked
from api.reading import Link
from api.telling import ToldAnswer, ToldVerdict, said
from domain.base import Struct
from domain.questions import QUESTIONS
from domain.questions.answer import Answered, Look, Value, Verdict, answers
from domain.questions.earliest import lawful_from
from domain.questions.q22_may_decide import IN_THE_WAY, if_decided

MayDecide = Literal["yes", "no", "not_known", "nothing_to_decide"]

SAID: dict[Value, MayDecide] = {
    "compliant": "yes",
    "breach": "no",
    "undeterminable": "not_known",
    "not_applicable": "nothing_to_decide",
}
"""The answer to a manager, by the verdict of Q22."""


class Readiness(Struct, frozen=True, kw_only=True):
    """Whether it may be decided, at the time asked about."""

    issue_id: str
    may_decide: MayDecide
    lawful_from: datetime | None = None
    """The first instant at which a decision can be lawful, if what is missing is done
    at once; where it may be decided, the time asked about; absent where no rule sets
    the time, or it rests on what you may not see. Of a meeting it is when it begins,
    since nobody knows yet when it ends: the decision comes after that."""
    missing: tuple[str, ...] = ()
    """All that is not there, or not known, for any party and for the matter as such."""
    answer: ToldAnswer
    """Q22, for each party and for the matter as such."""
    if_decided: tuple[ToldVerdict, ...] = ()
    """What each question would say of a decision at that time."""
    links: dict[str, Link] = msgspec.field(name="_links")


@get(
    "/issues/{issueId:uuid}/readiness",
    dependencies=ISSUE_ASKED,
    response_headers=IN_LANGUAGE,
)
async def issue_readiness(asked: NamedDependency[IssueAsked]) -> Response[Readiness]:
    """Tell whether the issue may be decided now, what is missing, and from when it may.

    Nothing is recorded by asking. With `asOf`, whether it could have been decided then.
    """
    return in_language(readiness(await asked.judged()), asked.language)


ROUTES = (issue_readiness,)


def readiness(issue: Issue) -> Readiness:
    """Return whether it may be decided, at the time asked about."""
    found = Ready.at(issue.look)
    openly = Ready.at(issue.openly) if issue.openly else found
    teller = issue.teller((*said([openly.answer]), *openly.if_decided))
    may_decide = SAID[found.answer.overall.verdict]
    told = may_decide == "yes" or found.lawful_from == openly.lawful_from
    answer = teller.answer(found.answer, issue.issue_id)
    return Readiness(
        issue_id=issue.issue_id,
        may_decide=may_decide,
        lawful_from=found.lawful_from if told else None,
        missing=_missing(answer),
        answer=answer,
        if_decided=tuple(teller.verdict(v, issue.issue_id) for v in found.if_decided),
        links=issue.links(),
    )


class Ready(msgspec.Struct, frozen=True):
    """What is judged of a decision now."""

    answer: Answered
    """Q22."""
    if_decided: tuple[Verdict, ...]
    lawful_from: datetime | None

    @classmethod
    def at(cls, looked: Look) -> "Ready":
        """Return what is judged of a decision at the time looked at."""
        answer = answers([QUESTIONS["Q22"]], looked)["Q22"]
        case, then = looked.case, if_decided(looked.case)
        in_the_way = [each for each in then if each.verdict in IN_THE_WAY]
        ready = SAID[answer.overall.verdict] == "yes"
        lawful = case.as_of if ready else lawful_from(case, in_the_way)
        return cls(answer, then, lawful)


def _missing(answered: ToldAnswer) -> tuple[str, ...]:
    """Return what is missing for anybody, each once, as far as it may be told."""
    in_the_way = (v for v in answered.verdicts if v.verdict in IN_THE_WAY)
    return tuple(
        dict.fromkeys(one for verdict in in_the_way for one in verdict.missing)
    )
