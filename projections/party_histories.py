"""Party histories: what each party said in every issue, and what became of it (Q21)."""

from datetime import date

import asyncpg
import msgspec

from domain.audience import EVERYONE, Audience
from domain.perspective import PartyPositionRecorded
from domain.questions.party_history import PartyHistory
from domain.sight import Sight
from projections.guarded import listed_sides
from projections.judged import Judged
from projections.planned import seen_by
from projections.reading import IssueRow, Reading, of_issue
from registry.database import Pool
from registry.queries import queries

SUMMARISED_MAX = 100_000
"""Issues that a summary takes together at most, those last raised."""


class PartyHistoryRow(IssueRow, frozen=True, kw_only=True):
    """As the table `party_histories`."""

    party: str
    topic: str | None
    raised_on: date | None
    first_occasion_on: date | None
    decided_on: date | None
    lead_days: int | None
    outcome: str | None
    position: str | None
    position_for: tuple[str, ...] | None
    """The sides that may see the position; None: everyone who sees the issue."""
    position_secrecy: int
    followed: int
    partly: int
    not_followed: int
    unanswered: int
    breaches: tuple[str, ...] | None
    left_out: bool


class HistoryFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Of which party's issues the history is asked for; None lets all through."""

    party: str
    topic: str | None = None
    unit: str | None = None
    decided_from: date | None = None
    decided_to: date | None = None
    outcome: str | None = None


def rows(issue: Judged) -> list[PartyHistoryRow]:
    """Return a row for each party that the issue concerns, or that a decision left out,
    as of when it was judged.
    """
    return [_row(issue, history) for history in issue.histories]


async def listed(
    pool: Pool,
    agency: str,
    sight: Sight,
    wanted: HistoryFilter,
    limits: tuple[int, int],
) -> list[asyncpg.Record]:
    """Return a part of a party's issues that the asker sees, last raised on top.

    *limits* are how many, and after how many.
    `position` is None too where the entry that holds it is not for the asker.
    """
    filters = msgspec.structs.astuple(wanted)
    sql, asked = READING.sql["histories"], (*filters, *limits, sight.audits)
    return await seen_by(pool, sql, agency, sight, *asked)


async def summary(
    pool: Pool, agency: str, sight: Sight, wanted: HistoryFilter
) -> asyncpg.Record:
    """Return a party's issues that the asker sees, taken together, at most
    `SUMMARISED_MAX` of them.
    """
    filters = msgspec.structs.astuple(wanted)
    sql = READING.sql["summary"]
    (row,) = await seen_by(pool, sql, agency, sight, *filters, SUMMARISED_MAX)
    return row


def _row(issue: Judged, history: PartyHistory) -> PartyHistoryRow:
    raised, audience = issue.raised, _audience(issue, history)
    return PartyHistoryRow(
        **of_issue(issue),
        party=history.party,
        topic=raised.topic if raised else None,
        raised_on=history.raised_on,
        first_occasion_on=history.first_occasion_on,
        decided_on=history.decided_on,
        lead_days=history.lead_days,
        outcome=history.outcome,
        position=history.position,
        position_for=listed_sides(audience),
        position_secrecy=audience.secrecy,
        followed=history.followed,
        partly=history.partly,
        not_followed=history.not_followed,
        unanswered=history.unanswered,
        breaches=_breaches(issue, history.party) or None,
        left_out=history.left_out,
    )


def _audience(issue: Judged, history: PartyHistory) -> Audience:
    """Return for whom the entry is that holds the party's position."""
    found = (e for e in history.evidence if isinstance(e.event, PartyPositionRecorded))
    position = next(found, None)
    return issue.audiences.get(position.id, EVERYONE) if position else EVERYONE


def _breaches(issue: Judged, party: str) -> tuple[str, ...]:
    """Return the questions, by number, of which some verdict for the party is one."""
    return tuple(
        number
        for number, answered in issue.answers.items()
        if any(
            verdict.party == party and verdict.verdict == "breach"
            for verdict in answered.verdicts
        )
    )


READING = Reading(
    "party_histories",
    PartyHistoryRow,
    rows,
    queries("projections", "party_histories.sql"),
    sparse=True,
)
