"""Verdicts on the agency as a whole: the questions that no single issue can answer."""

import asyncio
from typing import Annotated, Literal

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.address import BASE
from api.desk import Reader
from api.instants import Times
from api.language import Language
from api.reading import Link, link, self_link
from api.telling import (
    IN_LANGUAGE,
    LANGUAGE,
    ToldAnswer,
    in_language,
    telling,
)
from domain.questions import QUESTIONS
from domain.questions.agency_wide import ASKED, answer_agency
from projections import information

AgencyQuestion = Literal["Q19", "Q24"]


class AgencyAnswers(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How the agency as a whole is judged, question by question and party by party."""

    answers: tuple[ToldAnswer, ...]
    links: dict[str, Link] = msgspec.field(name="_links")


@get(
    "/agency/verdicts",
    dependencies={"language": LANGUAGE},
    response_headers=IN_LANGUAGE,
)
async def agency_verdicts(
    reader: NamedDependency[Reader],
    times: NamedDependency[Times],
    language: NamedDependency[Language],
    question: Annotated[
        list[AgencyQuestion] | None,
        QueryParameter(description="Only these questions."),
    ] = None,
    party: Annotated[
        str | None,
        QueryParameter(
            description="Only the verdicts for this party; `overall` stays that of all."
        ),
    ] = None,
) -> Response[AgencyAnswers]:
    """Judge the agency by the questions that are not of one issue: is every party
    informed as often as agreed (Q19), is the collaboration reviewed (Q24).

    Evidence are ids of events in the issues that hold them, with a link to each; the
    reviews of an agreement are given as facts.
    """
    desk, agency = reader.desk, reader.agency
    surroundings = await desk.surroundings.fresh(agency)
    framework = surroundings.as_known(times.known_as_of)
    histories = await _histories(reader) if "Q19" in (question or ASKED) else {}
    entries = [(e, issue) for issue, history in histories.items() for e in history]
    as_of, known = desk.seen(
        times, max((entry.recorded_at for entry, _ in entries), default=desk.clock())
    )
    issues = {entry.id: issue for entry, issue in entries}
    teller = telling(reader.request, language, framework)
    found = [
        await asyncio.to_thread(
            answer_agency,
            QUESTIONS[number],
            histories.values(),
            framework,
            as_of,
            known,
        )
        for number in question or ASKED
    ]
    links = {
        "self": self_link(reader.request),
        "up": link(reader.request, "up", f"{BASE}/agency"),
        "reviewsDue": link(reader.request, "related", f"{BASE}/reviews-due"),
    }
    answers = tuple(teller.answer(each, issues, party) for each in found)
    return in_language(AgencyAnswers(answers=answers, links=links), language)


ROUTES = (agency_verdicts,)


async def _histories(reader: Reader) -> information.Histories:
    """Return the issues that hold information, once the readings know of all of them.

    Raises: Behind.
    """
    desk, agency = reader.desk, reader.agency
    await desk.lists.caught_up(agency, await desk.journal.head(agency))
    return await information.histories(desk.pool, desk.journal, agency)
