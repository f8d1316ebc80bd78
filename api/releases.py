"""What a request for public records would get of an issue (TF ch. 2, OSL).

A release is worked out for the public, whoever asks for it here: it shows no more to a
clearance. What is a draft or a party's own is left out altogether (TF 2:12); what is
restricted or claimed is listed, and not shown.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, UnsetType

from api import sentences
from api.address import BASE
from api.desk import Reader
from api.event_examples import EVENT_ID
from api.examples import EXAMPLES
from api.histories import History
from api.language import IN_LANGUAGE, LANGUAGE, Language, in_language
from api.reading import Link, link, self_link
from api.reading_refused import role_missing
from api.seeing import Seen, seen, veil_for
from api.texts import TextReader
from domain.agency_state import EMPLOYER
from domain.audience import EVERYONE, Audiences, Secrecy, audiences
from domain.base import WITHHELD, Event, Recorded, Reference, Role, Struct, kind
from domain.correction import Change
from domain.drafts import drafts
from domain.lifecycle import LIFECYCLE
from domain.own_texts import own_texts
from domain.persons import without_persons
from domain.raising import IssueRaised
from domain.side import EMPLOYERS
from domain.sight import Sight
from projections.judged import Kept
from projections.timeline import Line
from projections.veil import without
from registry.surroundings import ISSUES
from registry.unsealing import Missing

PUBLIC = Sight(everywhere=True)
"""What anybody may see: no side's own, nothing that needs a clearance."""

CLAIMED_BY = "MBL 21 §"
"""The provision by which a party's claim withholds something."""

RELEASING = EMPLOYERS | {Role.AUDITOR}
"""The roles that may see what would be released."""

WHENEVER = datetime.max.replace(tzinfo=UTC)
"""As of when a release is: nothing that is recorded lies ahead of it."""


class ReleasedEntry(Struct, frozen=True, kw_only=True):
    """An entry as it would be released: as it stands, or that it is withheld."""

    kind: str
    occurred_on: date
    """The day on which it happened, in Stockholm."""
    event_id: str | None = None
    event: dict[str, Any] | None = None
    """The event as it stands, with its text, and without persons; absent where it is
    withheld."""
    marks: tuple[str, ...] = ()
    """`corrected`, `disputed`, `annulled`."""
    withheld: bool = False
    provision: Reference | UnsetType | None = UNSET
    """Of what is withheld: the provision of secrecy as stated; null: none is."""
    text: Missing | None = None
    """Why text, or another value, of it is not shown."""
    note: str | None = None
    """What is to be said of that."""


class Release(Struct, frozen=True, kw_only=True):
    """An issue as it would be released now."""

    issue_id: str
    entries: tuple[ReleasedEntry, ...]
    """Oldest first; without drafts and what is a party's own."""
    links: dict[str, Link] = msgspec.field(name="_links")


@get(
    "/issues/{issueId:uuid}/public",
    dependencies={"language": LANGUAGE},
    response_headers=IN_LANGUAGE,
)
async def issue_release(
    issueId: FromPath[UUID],  # noqa: N803 – named as in the address
    texts: NamedDependency[TextReader],
    language: NamedDependency[Language],
) -> Response[Release]:
    """Show what a request for public records would get of an issue as it now stands.

    For those who act for the employer, and for auditors. Persons are left out, also as
    pseudonyms; texts are as they were written, and to be read before they leave. Left
    out, as no public record yet: internal notes, minutes that some side has not
    approved, and reservations that no approved minutes hold. What is withheld names the
    provision that was stated; where none was, whether it may be released is to be
    assessed.
    """
    reader = texts.reader
    _may_release(reader)
    stream = f"{ISSUES}{issueId}"
    found = Releasing.of(stream, await seen(reader, stream))
    told = await found.history.with_text(texts, found.history.lines())
    entries = found.entries({line.event_id: line for line in told}, language)
    links = {
        "self": self_link(reader.request),
        "up": link(reader.request, "up", f"{BASE}/{stream}"),
        "events": link(reader.request, "related", f"{BASE}/{stream}/events"),
    }
    release = Release(issue_id=str(issueId), entries=tuple(entries), links=links)
    return in_language(release, language)


ROUTES = (issue_release,)


class Releasing(msgspec.Struct, frozen=True):
    """An issue, and what of it is for the public."""

    history: History
    """As the public may see it."""
    standing: dict[str, Recorded]
    """What stands of it, by event id."""
    guarded: Audiences
    left_out: frozenset[str]
    """The ids of the entries that are no public record yet."""
    kinds: dict[str, type[Event]]
    """Of all that is recorded, by event id."""

    @classmethod
    def of(cls, stream: str, found: Seen) -> "Releasing":
        """Return what is released of the stream."""
        history = [entry.recorded for entry in found.entries]
        standing = LIFECYCLE.effective(history)
        guarded = audiences(history, standing, found.own)
        veil = veil_for(PUBLIC, guarded, own_texts(history, standing))
        if found.own.restricted:
            every = frozenset(entry.id for entry in history)
            veil = msgspec.structs.replace(veil, hidden=every)
        last = found.entries[-1].stored.recorded_at
        return cls(
            History(stream, Seen(found.entries, found.own, veil), (WHENEVER, last)),
            {entry.id: entry for entry in standing},
            guarded,
            drafts(history, standing),
            {entry.id: type(entry.event) for entry in history},
        )

    def entries(
        self, lines: dict[str, Line], language: Language
    ) -> list[ReleasedEntry]:
        """Return the entries that are released, by these lines of those in the open."""
        return [
            self._open(entry, lines[entry.recorded.id], language)
            if entry.recorded.id in lines
            else self._withheld(entry.recorded, language)
            for entry in self.history.seen.entries
            if entry.recorded.id not in self.left_out
        ]

    def _open(self, entry: Kept, line: Line, language: Language) -> ReleasedEntry:
        own = self.history.seen.veil.texts.get(line.event_id, frozenset())
        said, now = entry.recorded.event, self._now(entry.recorded)
        target = self.kinds.get(said.target) if isinstance(said, Change) else None
        event = without(line.event, own)
        why = _missing(line, event)
        gone = why in ("disposed", "unavailable")
        return ReleasedEntry(
            kind=line.kind,
            occurred_on=now.occurred.day,
            event_id=line.event_id,
            event=without_persons(now, event, target),
            marks=line.marks,
            text=why,
            note=sentences.at_release(str(why), language) if gone else None,
        )

    def _withheld(self, entry: Recorded, language: Language) -> ReleasedEntry:
        event = self._now(entry)
        claimed = self.guarded.get(entry.id, EVERYONE).secrecy is Secrecy.CLAIMED
        provision = event.secrecy_provision or (
            CLAIMED_BY if claimed else self._of_the_whole
        )
        note = None if provision else "assess"
        if provision == CLAIMED_BY:
            note = "claimed"
        return ReleasedEntry(
            kind=kind(event),
            occurred_on=event.occurred.day,
            withheld=True,
            provision=provision,
            note=sentences.at_release(note, language) if note else None,
        )

    @property
    def _of_the_whole(self) -> str | None:
        """The provision by which the whole issue is restricted, as stated."""
        if not self.history.seen.own.restricted:
            return None
        raised = (e.event for e in self.standing.values())
        stated = (e.secrecy_provision for e in raised if isinstance(e, IssueRaised))
        return next(stated, None)

    def _now(self, entry: Recorded) -> Event:
        return self.standing.get(entry.id, entry).event


def _missing(line: Line, event: dict[str, Any]) -> Missing | None:
    """Return why text of the released *event* is not shown; None: it lacks none, what
    was withheld on the line being left out.
    """
    marked = WITHHELD in msgspec.json.encode(event).decode()
    return None if line.text == "withheld" and not marked else line.text


def _may_release(reader: Reader) -> None:
    """Return if the reader acts for the employer, or audits. Raises: RoleMissing."""
    if EMPLOYER not in reader.sight.sides and not reader.sight.audits:
        named = RELEASING - {Role.APPROVER} | {f"{Role.APPROVER} ({EMPLOYER})"}
        raise role_missing(reader.identity, named)


EXAMPLES[ReleasedEntry] = {
    "kind": "perspective-submitted.v1",
    "occurredOn": "2026-02-17",
    "withheld": True,
    "provision": "OSL 39 kap. 2 §",
}
_HERE = f"https://registry.example{BASE}/{ISSUES}{EVENT_ID}"
EXAMPLES[Release] = {
    "issueId": EVENT_ID,
    "entries": [EXAMPLES[ReleasedEntry]],
    "_links": {
        "self": {"href": f"{_HERE}/public", "rel": "self", "method": "GET"},
        "up": {"href": _HERE, "rel": "up", "method": "GET"},
        "events": {"href": f"{_HERE}/events", "rel": "related", "method": "GET"},
    },
}
