"""Verdicts on the agency as a whole: the questions that no single issue can answer."""

import asyncio
from collections.abc import Mapping, Sequence
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
from api.reading_refused import RoleMissing
from api.telling import IN_LANGUAGE, LANGUAGE, ToldAnswer, in_language, telling
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
    own = _judged_for(reader)
    found, issues, framework = await _found(reader, times, question or ASKED)
    answered = [_of_these(each, own) for each in found]
    evidence = {id_: issues[id_] for each in answered for id_ in _evidence(each)}
    desk, agency = reader.desk, reader.agency
    hidden = await hidden_among(desk.pool, agency, reader.sight, evidence)
    teller = telling(reader.request, language, framework, hidden)
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
        needed = ", ".join(sorted(EVERYWHERE | OF_A_PARTY))
        found = ", ".join(sorted(reader.identity.roles))
        raise RoleMissing(needed=needed, found=found)
    return None if reader.sight.everywhere else own


async def _found(
    reader: Reader, times: Times, asked: Sequence[str]
) -> tuple[list[Answered], Mapping[str, str], Framework]:
    """Return the answers, the issue of each entry that they may rest on, and within
    what they were found.
    """
    desk = reader.desk
    surroundings = await desk.surroundings.fresh(reader.agency)
    framework = surroundings.as_known(times.known_as_of)
    histories = await _histories(reader) if "Q19" in asked else {}
    entries = [(e, issue) for issue, history in histories.items() for e in history]
    as_of, known = desk.seen(
        times, max((entry.recorded_at for entry, _ in entries), default=desk.clock())
    )
    seen = (histories.values(), framework, as_of, known)
    found = [
        await asyncio.to_thread(answer_agency, QUESTIONS[number], *seen)
        for number in asked
    ]
    return found, {entry.id: issue for entry, issue in entries}, framework


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


def _evidence(answered: Answered) -> set[str]:
    each = (answered.overall, *answered.verdicts)
    return {id_ for verdict in each for id_ in verdict.evidence}


async def _histories(reader: Reader) -> information.Histories:
    """Return the issues that hold information, once the readings know of all of them.

    Raises: Behind.
    """
    desk, agency = reader.desk, reader.agency
    await desk.lists.caught_up(agency, await desk.journal.head(agency))
    return await information.histories(desk.pool, desk.journal, agency)
