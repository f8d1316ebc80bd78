"""An issue as it is shown: its page, its line in a list, and what may come next."""

from collections.abc import Collection, Sequence
from typing import Any

import asyncpg
import msgspec

from api.address import BASE, Asked
from api.desk import Reader
from api.reading import Link, Listed, Paging, link, page_links
from api.seeing import Seen, hidden_from, seen
from api.texts import TextReader
from domain.base import kind
from domain.correction import EventCorrected
from domain.issue import Issue
from domain.lifecycle import LIFECYCLE
from domain.raising import IssueRaised
from domain.rights import Identity, is_for
from domain.stages import Stage
from projections.guarded import decoded
from projections.issue_page import IssuePage
from registry.entry import read
from registry.surroundings import ISSUES
from registry.unsealing import Missing

TITLE, DIARY_NO = "/title", "/diaryNo"
"""What of an issue's page may be withheld, as a correction names it."""

_page = msgspec.json.Decoder(IssuePage).decode


class IssueLine(IssuePage, frozen=True, kw_only=True):
    """An issue in a list: in the open, without its title."""

    links: dict[str, Link] = msgspec.field(name="_links")


class IssueResource(IssuePage, frozen=True, kw_only=True):
    """An issue: how far it has come, what was decided, how it is judged now."""

    title: str | None = None
    """Unsealed for this page, which is told of in the read log."""
    text: Missing | None = None
    """Why the title is not shown: `withheld` (it is not for you), `disposed` (destroyed
    by decision), `unavailable` (a fault here). Absent where it is shown."""
    recordable: tuple[str, ...] = ()
    """The kinds of event that your role may record and that nothing has ended, all by
    the one link `record`. Each may still be refused: /event-kinds says by what."""
    links: dict[str, Link] = msgspec.field(name="_links")


class IssueLines(Listed, frozen=True, kw_only=True):
    """A page of issues."""

    issues: tuple[IssueLine, ...]


async def issue_resource(texts: TextReader, row: asyncpg.Record) -> IssueResource:
    """Return the issue of a row, its title unsealed."""
    page, reader = _page(row["page"]), texts.reader
    withheld = await _withheld(reader, row)
    title, missing = await _title(texts, page, row, withheld)
    return IssueResource(
        **_fields(_without(page, withheld)),
        title=title,
        text=missing,
        recordable=recordable(page, reader.identity),
        links={**_links(reader.request, page), **_audited(reader, page)},
    )


def issue_lines(
    reader: Reader, paging: Paging, rows: Sequence[asyncpg.Record]
) -> IssueLines:
    """Return the page of a list; *rows* has one more than it, if there is more."""
    request = reader.request
    shown = [
        _without(_page(row["page"]), _hidden(reader, row, row["diary_entry"], DIARY_NO))
        for row in rows[: paging.limit]
    ]
    return IssueLines(
        meta=paging.meta(len(shown)),
        links=page_links(request, paging, more=len(rows) > paging.limit),
        issues=tuple(
            IssueLine(**_fields(page), links=_links(request, page)) for page in shown
        ),
    )


def recordable(page: IssuePage, identity: Identity) -> tuple[str, ...]:
    """Return the kinds that the asker's roles may record and nothing has ended.

    Each may still be refused by its own articles: `/event-kinds` says what must hold.
    """
    ended = {Stage.WITHDRAWN: "withdrawn", Stage.CLOSED: "closed"}.get(page.stage)
    raised = page.stage is not Stage.ANNULLED
    state = msgspec.convert({"raised": raised, "ended": ended}, Issue, str_keys=True)
    return tuple(
        kind(line.event)
        for line in LIFECYCLE.admitted_now(state)
        if is_for(identity, line.event, line.by)
    )


def issue_links(request: Asked, issue_id: str) -> dict[str, Link]:
    """Return where what is about one issue leads: to it, its events, its verdicts."""
    here = f"{BASE}/{ISSUES}{issue_id}"
    return {
        "issue": link(request, "up", here),
        "events": link(request, "item", f"{here}/events"),
        "verdicts": link(request, "describedby", f"{here}/verdicts"),
    }


def _fields(page: IssuePage) -> dict[str, Any]:
    return {name: getattr(page, name) for name in page.__struct_fields__}


def _links(request: Asked, page: IssuePage) -> dict[str, Link]:
    here = f"{BASE}/{ISSUES}{page.issue_id}"
    return {
        "self": link(request, "self", here),
        "events": link(request, "item", f"{here}/events"),
        "verdicts": link(request, "describedby", f"{here}/verdicts"),
        "record": link(request, "edit", f"{here}/events", "POST"),
    }


def _audited(reader: Reader, page: IssuePage) -> dict[str, Link]:
    """Return where an auditor finds who read the issue's text; nothing for others."""
    if not reader.sight.audits:
        return {}
    log = f"{BASE}/unsealings?issueId={page.issue_id}"
    return {"unsealings": link(reader.request, "related", log)}


async def _withheld(reader: Reader, row: asyncpg.Record) -> frozenset[str]:
    """Return which of title and diary number are not for the reader.

    A row that is older than the journal does not tell, and the journal is asked.
    Raises: RecordUnknown, where by that the issue does not exist for him.
    """
    if row["stale"]:
        found = await seen(reader, ISSUES + row["issue_id"])
        return _veiled(found)
    entry = row["title_entry"]
    title = _hidden(reader, row, entry and read(entry).id, TITLE)
    return title | _hidden(reader, row, row["diary_entry"], DIARY_NO)


def _hidden(
    reader: Reader, row: asyncpg.Record, holder: str | None, field: str
) -> frozenset[str]:
    """Return the field where the entry that holds it is hidden from the reader."""
    guarded = holder and row["guarded"]
    hidden = guarded and holder in hidden_from(reader, decoded(guarded))
    return frozenset({field} if hidden else ())


def _veiled(found: Seen) -> frozenset[str]:
    """Return which of the fields are hidden in how the issue was raised."""
    history = [entry.recorded for entry in found.entries]
    marked = found.veil.marked(history)
    raised = [e.id for e in history if isinstance(e.event, IssueRaised)]
    if not found.hidden.isdisjoint(raised):
        return frozenset({TITLE, DIARY_NO})
    return frozenset(place for id_ in raised for place in marked.get(id_, ()))


def _without(page: IssuePage, withheld: Collection[str]) -> IssuePage:
    """Return the page without the diary number, where that is withheld."""
    if DIARY_NO not in withheld:
        return page
    return msgspec.structs.replace(page, diary_no=None)


async def _title(
    texts: TextReader,
    page: IssuePage,
    row: asyncpg.Record,
    withheld: Collection[str],
) -> tuple[str | None, Missing | None]:
    """Return the title, unsealed, or why it is not shown."""
    if row["title_entry"] is None:
        return None, None
    if TITLE in withheld:
        return None, "withheld"
    envelope = read(row["title_entry"])
    found = await texts.of(ISSUES + page.issue_id, [envelope])
    missing = found.missing.get(envelope.id)
    match found.events[envelope.id]:
        case IssueRaised(title=title) | EventCorrected(new_text=title):
            return (None if missing else title), missing
        case _:
            return None, missing
