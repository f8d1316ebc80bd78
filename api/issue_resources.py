"""An issue as it is shown: its page, its line in a list, and what may come next."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from api.address import BASE, Asked
from api.desk import Reader
from api.reading import Link, Listed, Paging, link, page_links
from domain.base import WITHHELD, kind
from domain.correction import EventCorrected
from domain.issue import Issue
from domain.lifecycle import LIFECYCLE
from domain.raising import IssueRaised
from domain.rights import CASE_SYSTEM, Identity
from domain.stages import Stage
from projections.issue_page import IssuePage
from registry.entry import read
from registry.surroundings import ISSUES
from registry.unsealing import with_texts

_page = msgspec.json.Decoder(IssuePage).decode


class IssueLine(IssuePage, frozen=True, kw_only=True):
    """An issue in a list: in the open, without its title."""

    links: dict[str, Link] = msgspec.field(name="_links")


class IssueResource(IssuePage, frozen=True, kw_only=True):
    """An issue: how far it has come, what was decided, how it is judged now."""

    title: str | None = None
    """Unsealed for this page; none where its key is gone or your clearance too low."""
    recordable: tuple[str, ...] = ()
    """The kinds of event that your role may record and that nothing has ended, all by
    the one link `record`. Each may still be refused: /event-kinds says by what."""
    links: dict[str, Link] = msgspec.field(name="_links")


class IssueLines(Listed, frozen=True, kw_only=True):
    """A page of issues."""

    issues: tuple[IssueLine, ...]


async def issue_resource(reader: Reader, row: asyncpg.Record) -> IssueResource:
    """Return the issue of a row, its title unsealed."""
    page = _page(row["page"])
    return IssueResource(
        **_fields(page),
        title=await _title(reader, page, row["title_entry"]),
        recordable=recordable(page, reader.identity),
        links=_links(reader.request, page),
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
    machine = CASE_SYSTEM in identity.roles
    return tuple(
        kind(line.event)
        for line in LIFECYCLE.admitted_now(state)
        if machine or line.by & identity.roles
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


async def _title(
    reader: Reader, page: IssuePage, title_entry: bytes | None
) -> str | None:
    if title_entry is None:
        return None
    envelope = read(title_entry)
    stream = ISSUES + page.issue_id
    texts = await with_texts(reader.desk.keys, reader.identity, stream, [envelope])
    match texts[envelope.id]:
        case IssueRaised(title=title) | EventCorrected(new_text=title):
            return None if title == WITHHELD else title
        case _:
            return None
