"""One issue's history, read from the journal: its timeline, and how it is judged.

Both are worked out anew for the times that are asked, so nothing lags behind.
"""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.address import BASE
from api.desk import Reader
from api.etags import etag
from api.filters import QuestionNumber
from api.instants import Times
from api.reading import Link, Listed, Paging, link, page_links, self_link
from api.turned_away import RecordUnknown
from domain.base import Recorded
from domain.questions import QUESTIONS
from domain.questions.answer import Answered, answers
from projections.judged import Kept, kept
from projections.timeline import Line, lines
from registry.record import lifecycle_of
from registry.surroundings import ISSUES
from registry.unsealing import with_texts


class Timeline(Listed, frozen=True, kw_only=True):
    """The entries of an issue, oldest first."""

    events: tuple[Line, ...]


class TimelineAsked(msgspec.Struct, frozen=True):
    """Who asks for a timeline, as of when, and which page of it."""

    reader: Reader
    times: Times
    paging: Paging


def timeline_asked(
    reader: NamedDependency[Reader],
    times: NamedDependency[Times],
    paging: NamedDependency[Paging],
) -> TimelineAsked:
    """Return what timeline is asked for: a handler's parameter `asked`."""
    return TimelineAsked(reader, times, paging)


class Answers(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How an issue is judged, question by question and party by party."""

    issue_id: str
    answers: tuple[Answered, ...]
    links: dict[str, Link] = msgspec.field(name="_links")


@get("/issues/{issueId:uuid}/events")
async def issue_timeline(
    issueId: FromPath[UUID],  # noqa: N803 – named as in the address
    asked: NamedDependency[TimelineAsked],
    kind: Annotated[
        list[str] | None, QueryParameter(description="Only these kinds of event.")
    ] = None,
) -> Response[Timeline]:
    """Show what happened in an issue, as of one time and as known at another.

    An entry is shown as it then stood, corrections taken in, and how it was recorded
    where that differs. Its text is unsealed, but what is restricted only for a token of
    the clearance `restricted`.
    """
    return await timeline_of(asked, f"{ISSUES}{issueId}", kind)


@get("/issues/{issueId:uuid}/verdicts")
async def issue_verdicts(
    issueId: FromPath[UUID],  # noqa: N803 – named as in the address
    reader: NamedDependency[Reader],
    times: NamedDependency[Times],
    question: Annotated[
        list[QuestionNumber] | None,
        QueryParameter(description="Only these questions."),
    ] = None,
    party: Annotated[
        str | None, QueryParameter(description="Only the verdicts for this party.")
    ] = None,
) -> Answers:
    """Judge an issue by every question, as of one time and as known at another.

    Evidence are ids of events on its timeline. `holdsUntil` is the first time at which
    a verdict may change without any new entry.
    """
    entries = await _history(reader, f"{ISSUES}{issueId}")
    as_of, known = reader.desk.seen(times, entries[-1].stored.recorded_at)
    surroundings = await reader.desk.surroundings.fresh(reader.agency)
    history = [entry.recorded for entry in entries]
    framework = surroundings.as_known(times.known_as_of)
    asked = [QUESTIONS[number] for number in question or QUESTIONS]
    found = answers(asked, history, framework, as_of, known)
    shown = tuple(_of_party(each, party) for each in found.values())
    here = f"{BASE}/{ISSUES}{issueId}"
    links = {"self": self_link(reader.request), "up": link(reader.request, "up", here)}
    return Answers(issue_id=str(issueId), answers=shown, links=links)


ROUTES = (issue_timeline, issue_verdicts)


async def timeline_of(
    asked: TimelineAsked, stream: str, kinds: list[str] | None = None
) -> Response[Timeline]:
    """Return the timeline of any stream; raises RecordUnknown where it has none."""
    entries = await _history(asked.reader, stream)
    texts = await _texts(asked.reader, stream, entries)
    times = asked.reader.desk.seen(asked.times, entries[-1].stored.recorded_at)
    shown = [
        line
        for line in lines(entries, texts, *times, lifecycle_of(stream))
        if not kinds or line.kind in kinds
    ]
    page = _page(asked.reader.request, asked.paging, shown)
    return Response(page, headers={"ETag": etag(entries[-1].stored.version)})


async def _history(reader: Reader, stream: str) -> list[Kept]:
    """Return the entries of the stream. Raises: RecordUnknown, where it has none."""
    stored = await reader.desk.journal.read_stream(reader.agency, stream)
    if not stored:
        raise RecordUnknown
    return [kept(each) for each in stored]


async def _texts(
    reader: Reader, stream: str, entries: list[Kept]
) -> dict[str, Recorded]:
    envelopes = [entry.envelope for entry in entries]
    events = await with_texts(reader.desk.keys, reader.identity, stream, envelopes)
    return {
        entry.recorded.id: msgspec.structs.replace(
            entry.recorded, event=events[entry.recorded.id]
        )
        for entry in entries
    }


def _page(request: Any, paging: Paging, shown: list[Line]) -> Timeline:
    part = shown[paging.offset : paging.offset + paging.limit]
    more = paging.offset + paging.limit < len(shown)
    return Timeline(
        meta=paging.meta(len(part), len(shown)),
        links=page_links(request, paging, more=more, total=len(shown)),
        events=tuple(part),
    )


def _of_party(answered: Answered, party: str | None) -> Answered:
    if party is None:
        return answered
    verdicts = tuple(v for v in answered.verdicts if v.party == party)
    return msgspec.structs.replace(answered, verdicts=verdicts)
