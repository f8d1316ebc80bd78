"""One verb: record. What a client sends, and the receipt it gets."""

from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar, Union

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from msgspec import Meta

from api.address import BASE
from api.desk import Desk, Reader
from api.etags import Condition, etag
from api.reading import Link, link
from api.seeing import unseen
from api.sources import IdempotencyKey, SourceStated, source_of
from api.turned_away import AnotherRecord, ConditionNeeded, Fault
from domain import agency, agreement, lifecycle
from domain.base import Event, Struct, kind
from domain.rights import CASE_SYSTEM
from registry import log
from registry.claim import Claim, Receipt
from registry.entry import Source
from registry.surroundings import ISSUES

if TYPE_CHECKING:
    IssueEvent: TypeAlias = Event
    AgreementEvent: TypeAlias = Event
    RegisterEvent: TypeAlias = Event
else:  # a union of a tuple has no other spelling
    IssueEvent = Union[tuple(lifecycle.LIFECYCLE.kinds.values())]
    AgreementEvent = Union[tuple(agreement.LIFECYCLE.kinds.values())]
    RegisterEvent = Union[tuple(agency.LIFECYCLE.kinds.values())]

E = TypeVar("E", bound=Event)

NEVER = -1
"""A version at which no stream stands."""

Batch = Meta(min_length=1, max_length=100)


class Events(Struct, frozen=True, kw_only=True):
    """What happened, 1 to 100 events in order: all are recorded, or none."""

    source: SourceStated | None = None
    """The client's own name for this request; the same again gets the same answer.
    A `system` that begins with `client:` is refused, and so is an `Idempotency-Key`
    beside it."""


class IssueEvents(Events, frozen=True, kw_only=True):
    """What happened in an issue, 1 to 100 events in order: all of it, or none."""

    events: Annotated[tuple[IssueEvent, ...], Batch]


class IssueBegun(IssueEvents, frozen=True, kw_only=True):
    """How an issue began, and what followed if that is told at once: all, or none."""


class AgreementEvents(Events, frozen=True, kw_only=True):
    """What happened to an agreement, 1 to 100 events in order: all, or none."""

    events: Annotated[tuple[AgreementEvent, ...], Batch]


class AgreementBegun(AgreementEvents, frozen=True, kw_only=True):
    """How an agreement began, and what followed if that is told at once."""


class RegisterEvents(Events, frozen=True, kw_only=True):
    """What changed in the agency's register, 1 to 100 events in order: all, or none."""

    events: Annotated[tuple[RegisterEvent, ...], Batch]


class Receipts(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True
):
    """That it is recorded, durably and in this order."""

    stream: str
    """`issues/…`, `agreements/…` or `agency`."""
    issue_id: str | None = None
    """Of an issue: its id."""
    version: int
    """The version at which the stream now stands."""
    receipts: tuple[Receipt, ...]
    """One an event, in the order sent."""
    links: dict[str, Link] = msgspec.field(name="_links")


def begun(events: tuple[Event, ...], first: type[E]) -> E:
    """Return the event with which a stream begins. Raises: AnotherRecord."""
    event = events[0]
    if not isinstance(event, first):
        detail = f"Found {kind(event)}; a new record begins with {kind(first)}."
        raise AnotherRecord([Fault(pointer="/events/0/kind", detail=detail)])
    return event


class Asking(msgspec.Struct, frozen=True):
    """Who sends, on which condition, and under which key."""

    reader: Reader
    if_match: Condition | None
    idempotency_key: str | None

    @property
    def desk(self) -> Desk:
        """The parts of the registry."""
        return self.reader.desk


def asking(
    reader: NamedDependency[Reader],
    if_match: NamedDependency[Condition | None],
    idempotency_key: IdempotencyKey = None,
) -> Asking:
    """Return what a recording needs besides its events: a parameter `asking`."""
    return Asking(reader, if_match, idempotency_key)


async def recorded(
    asked: Asking,
    stream: str,
    target: str,
    events: tuple[Event, ...],
    source: Source | None,
) -> Response[Receipts]:
    """Record the events in *stream*, and answer 201 with a receipt each.

    *target* is what the request was addressed to: part of what makes it the same.

    Raises: RecordUnknown, before anything else is told, for an issue that the asker
    may not see; a case-management system records in any.
    """
    hidden = await _hidden(asked.reader, stream) if stream == target else frozenset()
    source = await source_of(asked.reader, source, asked.idempotency_key)
    recording = await asked.desk.recorder.record(
        Claim(
            identity=asked.reader.identity,
            stream=stream,
            events=events,
            expected_version=await _expected(asked, stream, source),
            source=source,
            target=target,
            traceparent=log.trace().traceparent,
            unseen=hidden,
        )
    )
    here = f"{BASE}/{recording.stream}"
    links = {
        "self": link(asked.reader.request, "self", here),
        "events": link(asked.reader.request, "item", f"{here}/events"),
    }
    headers = {"Location": links["self"].href, "ETag": etag(recording.version)}
    if recording.replayed:
        headers["Idempotency-Replayed"] = "true"
    receipts = Receipts(
        stream=recording.stream,
        issue_id=_issue_id(recording.stream),
        version=recording.version,
        receipts=recording.receipts,
        links=links,
    )
    return Response(receipts, status_code=201, headers=headers)


async def _hidden(reader: Reader, stream: str) -> frozenset[str]:
    """Return the ids of what does not exist for the asker. Raises: RecordUnknown."""
    if CASE_SYSTEM in reader.identity.roles or not stream.startswith(ISSUES):
        return frozenset()
    return await unseen(reader, stream)


def _issue_id(stream: str) -> str | None:
    return stream.removeprefix(ISSUES) if stream.startswith(ISSUES) else None


async def _expected(asked: Asking, stream: str, source: Source | None) -> int | None:
    """Return the version that `If-Match` demands, None where it demands none.

    Where the stream stands at none of those it names it is one of these, so that a
    request that was recorded before still gets its answer; NEVER where it names none.

    Raises: ConditionNeeded, where the operator demands one of whoever adds to a stream,
    unless the same request was recorded before.
    """
    journal, agency_ = asked.desk.journal, asked.reader.agency
    needed = asked.reader.request.app.state.settings.require_if_match
    if asked.if_match is None and not needed:
        return None
    version = len(await journal.read_stream(agency_, stream))
    if asked.if_match is None:
        key = source and (agency_, source.system, source.event_id)
        if version and not (key and await journal.submitted(*key)):
            raise ConditionNeeded
        return None
    if asked.if_match.holds(version):
        return version
    return min(asked.if_match.versions, default=NEVER)
