"""Verdicts on the agency as a whole: the questions that no single issue can answer."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.address import BASE
from api.desk import Reader
from api.instants import Times
from api.language import IN_LANGUAGE, LANGUAGE, Language, in_language
from api.reading import Link, link, self_link
from api.reading_refused import role_missing
from api.telling import ToldAnswer, said, telling
from domain.agency_state import EMPLOYER
from domain.agreement_state import Framework
from domain.questions import QUESTIONS
from domain.questions.agency_wide import ASKED, answer_agency
from domain.questions.answer import Answered, overall
from domain.rights import OF_A_PARTY
from domain.sight import EVERYWHERE
from projections import information
from projections.visible import hidden_among

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
            description="Only the verdicts for this party; `overall` stays as it is."
        ),
    ] = None,
) -> Response[AgencyAnswers]:
    """Judge the agency by the questions that are not of one issue: is every party
    informed as often as agreed (Q19), is the collaboration reviewed (Q24).

    Whoever sees the whole agency is told all; an organisation's representative what is
    judged for it, and `overall` is that. Evidence are ids of events in the issues that
    hold them, with a link to each that you may see; the reviews of an agreement are
    given as facts.
    """
    own, asked = _judged_for(reader), question or ASKED
    agency = await _judging(reader, times, asked)
    issues, pool = agency.issues(), reader.desk.pool
    hidden = await hidden_among(pool, reader.agency, reader.sight, issues)
    answered = await agency.answers(asked, own)
    teller = telling(reader.request, language, agency.framework, hidden)
    if hidden:
        openly = said(await agency.answers(asked, own, hidden))
        teller = msgspec.structs.replace(teller, openly=tuple(openly))
    links = {
        "self": self_link(reader.request),
        "up": link(reader.request, "up", f"{BASE}/agency"),
        "reviewsDue": link(reader.request, "related", f"{BASE}/reviews-due"),
    }
    told = tuple(teller.answer(each, issues, party) for each in answered)
    return in_language(AgencyAnswers(answers=told, links=links), language)


ROUTES = (agency_verdicts,)


def _judged_for(reader: Reader) -> frozenset[str] | None:
    """Return the organisations of whose verdicts the reader is told; None: of all.

    Raises: RoleMissing.
    """
    own = frozenset(reader.sight.sides) - {EMPLOYER}
    if not reader.sight.everywhere and not own:
        raise role_missing(reader.identity, EVERYWHERE | OF_A_PARTY)
    return None if reader.sight.everywhere else own


class Judging(msgspec.Struct, frozen=True):
    """The agency, as it is to be judged."""

    histories: information.Histories
    framework: Framework
    times: tuple[datetime, datetime]
    """As of when, and as known when."""

    def issues(self) -> dict[str, str]:
        """Return the issue of each entry that it may be judged by, by their ids."""
        return {e.id: issue for issue, held in self.histories.items() for e in held}

    async def answers(
        self,
        asked: Sequence[str],
        own: frozenset[str] | None,
        hidden: Collection[str] = (),
    ) -> list[Answered]:
        """Return the answers for these organisations, without *hidden* entries."""
        histories = [
            [entry for entry in held if entry.id not in hidden]
            for held in self.histories.values()
        ]
        seen = (histories, self.framework, *self.times)
        found = [
            await asyncio.to_thread(answer_agency, QUESTIONS[number], *seen)
            for number in asked
        ]
        return [_of_these(each, own) for each in found]


async def _judging(reader: Reader, times: Times, asked: Sequence[str]) -> Judging:
    desk = reader.desk
    surroundings = await desk.surroundings.fresh(reader.agency)
    histories = await _histories(reader) if "Q19" in asked else {}
    recorded = (e.recorded_at for history in histories.values() for e in history)
    return Judging(
        histories,
        surroundings.as_known(times.known_as_of),
        desk.seen(times, max(recorded, default=desk.clock())),
    )


def _of_these(answered: Answered, own: frozenset[str] | None) -> Answered:
    """Return the answer for these organisations alone, and the whole of it; None: for
    all.
    """
    if own is None:
        return answered
    verdicts = tuple(each for each in answered.verdicts if each.party in own)
    question = QUESTIONS[answered.overall.question]
    whole = overall(question, verdicts)
    return msgspec.structs.replace(answered, overall=whole, verdicts=verdicts)


async def _histories(reader: Reader) -> information.Histories:
    """Return the issues that hold information, once the readings know of all of them.

    Raises: Behind.
    """
    desk, agency = reader.desk, reader.agency
    await desk.lists.caught_up(agency, await desk.journal.head(agency))
    return await information.histories(desk.pool, desk.journal, agency)
