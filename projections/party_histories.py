"""Party histories: what each party said in every issue, and what became of it (Q21)."""

from datetime import date

import asyncpg
import msgspec

from domain.questions.party_history import PartyHistory, party_histories
from projections.judged import Judged
from projections.planned import planned
from projections.reading import Reading, Row
from registry.database import Pool
from registry.queries import queries

SUMMARISED_MAX = 100_000
"""Issues that a summary takes together at most, those last raised."""


class PartyHistoryRow(Row, frozen=True, kw_only=True):
    """As the table `party_histories`."""

    issue_id: str
    party: str
    topic: str | None
    unit: str | None
    raised_on: date | None
    first_occasion_on: date | None
    decided_on: date | None
    lead_days: int | None
    outcome: str | None
    position: str | None
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
    histories = party_histories(issue.case)
    return [_row(issue, history) for history in histories]


async def listed(
    pool: Pool, agency: str, wanted: HistoryFilter, limit: int, offset: int
) -> list[asyncpg.Record]:
    """Return a part of a party's issues, last raised on top."""
    filters = msgspec.structs.astuple(wanted)
    sql = READING.sql["histories"]
    return await planned(pool, sql, agency, *filters, limit, offset)


async def summary(pool: Pool, agency: str, wanted: HistoryFilter) -> asyncpg.Record:
    """Return a party's issues taken together, at most `SUMMARISED_MAX` of them."""
    filters = msgspec.structs.astuple(wanted)
    sql = READING.sql["summary"]
    (row,) = await planned(pool, sql, agency, *filters, SUMMARISED_MAX)
    return row


def _row(issue: Judged, history: PartyHistory) -> PartyHistoryRow:
    raised = issue.raised
    return PartyHistoryRow(
        agency=issue.agency,
        issue_id=issue.issue_id,
        party=history.party,
        topic=raised.topic if raised else None,
        unit=raised.unit if raised else None,
        raised_on=history.raised_on,
        first_occasion_on=history.first_occasion_on,
        decided_on=history.decided_on,
        lead_days=history.lead_days,
        outcome=history.outcome,
        position=history.position,
        followed=history.followed,
        partly=history.partly,
        not_followed=history.not_followed,
        unanswered=history.unanswered,
        breaches=_breaches(issue, history.party) or None,
        left_out=history.left_out,
    )


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
