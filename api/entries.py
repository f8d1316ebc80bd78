"""One entry of a timeline, at an address of its own: what a verdict rests on."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.address import BASE
from api.etags import etag
from api.event_examples import EVENT_ID
from api.examples import EXAMPLES, INSTANT
from api.histories import history_as_of
from api.instants import Times
from api.reading import Link, link, self_link
from api.texts import TextReader
from api.turned_away import RecordUnknown
from projections.timeline import Line
from registry.surroundings import ISSUES


class EntryResource(Line, frozen=True, kw_only=True):
    """An entry of an issue, by itself."""

    links: dict[str, Link] = msgspec.field(name="_links")


@get("/issues/{issueId:uuid}/events/{eventId:uuid}")
async def issue_entry(
    issueId: FromPath[UUID],  # noqa: N803 – named as in the address
    eventId: FromPath[UUID],  # noqa: N803
    texts: NamedDependency[TextReader],
    times: NamedDependency[Times],
) -> Response[EntryResource]:
    """Show one entry of an issue as its timeline shows it, at the times that are asked.

    An entry that had not occurred by then, or was not recorded yet, is not found.
    """
    stream = f"{ISSUES}{issueId}"
    history = await history_as_of(texts.reader, times, stream)
    shown = [each for each in history.lines() if each.event_id == str(eventId)]
    if not shown:
        raise RecordUnknown
    (line,) = await history.with_text(texts, shown)
    entry = _entry(texts.reader.request, f"{BASE}/{stream}", line)
    return Response(entry, headers={"ETag": etag(history.version)})


ROUTES = (issue_entry,)


def _entry(request: Any, issue: str, line: Line) -> EntryResource:
    fields = {name: getattr(line, name) for name in Line.__struct_fields__}
    links = {
        "self": self_link(request),
        "up": link(request, "up", issue),
        "events": link(request, "collection", f"{issue}/events"),
    }
    return EntryResource(**fields, links=links)


_HERE = f"https://registry.example{BASE}/{ISSUES}{EVENT_ID}"
EXAMPLES[EntryResource] = {
    "eventId": EVENT_ID,
    "position": 42,
    "version": 7,
    "kind": "central-negotiation-requested.v1",
    "recordedAt": INSTANT,
    "recordedBy": {
        "sub": "p-1042",
        "clientId": "case-system",
        "iss": "https://login.example",
    },
    "leafHash": "0" * 64,
    "event": {
        "kind": "central-negotiation-requested.v1",
        "actor": {"role": "union_representative", "party": "saco-s"},
        "occurredOn": "2026-03-02",
        "party": "saco-s",
        "round": 1,
    },
    "_links": {
        "self": {"href": f"{_HERE}/events/{EVENT_ID}", "rel": "self", "method": "GET"},
        "up": {"href": _HERE, "rel": "up", "method": "GET"},
        "events": {"href": f"{_HERE}/events", "rel": "collection", "method": "GET"},
    },
}
