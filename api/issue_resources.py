"""An issue as it is shown: its page, its line in a list, and what may come next."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from api.address import BASE, Asked
from api.desk import Reader
from api.reading import Link, Listed, Paging, link, page_links
from api.seeing import hidden_from
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
    title, missing = await _title(texts, page, row)
    return IssueResource(
        **_fields(page),
        title=title,
        text=missing,
        recordable=recordable(page, reader.identity),
        links={**_links(reader.request, page), **_audited(reader, page)},
    )


def issue_lines(
    request: Any, paging: Paging, rows: Sequence[asyncpg.Record]
) -> IssueLines:
    """Return the page of a list; *rows* has one more than it, if there is more."""
    shown = [_page(row["page"]) for row in rows[: paging.limit]]
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


async def _title(
    texts: TextReader, page: IssuePage, row: asyncpg.Record
) -> tuple[str | None, Missing | None]:
    """Return the title, unsealed, or why it is not shown."""
    if row["title_entry"] is None:
        return None, None
    envelope = read(row["title_entry"])
    if envelope.id in hidden_from(texts.reader, decoded(row["guarded"])):
        return None, "withheld"
    found = await texts.of(ISSUES + page.issue_id, [envelope])
    missing = found.missing.get(envelope.id)
    match found.events[envelope.id]:
        case IssueRaised(title=title) | EventCorrected(new_text=title):
            return (None if missing else title), missing
        case _:
            return None, missing
