"""Follow-ups across the agency: what was planned, what was done, what is overdue (Q13).

The rows hold days only. How each stands is worked out from the day asked, in the order
of Q13, so that the clock alone changes no row.
"""

from datetime import date
from typing import Literal

import asyncpg
import msgspec

from domain.base import Role
from domain.questions.planned import FollowUp, follow_ups
from domain.sight import Sight
from projections.judged import Judged
from projections.planned import seen_by
from projections.reading import IssueRow, Reading, of_issue
from registry.database import Pool
from registry.queries import queries

State = Literal[
    "due",
    "overdue",
    "completed",
    "completed_late",
    "waived",
    "revoked",
    "before_decision",
]
"""How a follow-up stands on a day."""


class FollowUpRow(IssueRow, frozen=True, kw_only=True):
    """As the table `follow_ups`."""

    follow_up_id: str
    topic: str | None
    responsible: str | None
    due: date | None
    completed_on: date | None
    given_up: str | None
    given_up_on: date | None
    missed_on: date | None
    first_decided_on: date | None


class FollowUpFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What follow-ups are asked for, as they stand that day; None lets all through."""

    today: date
    state: State | None = None
    topic: str | None = None
    unit: str | None = None
    responsible: Role | None = None
    due_from: date | None = None
    due_to: date | None = None


def rows(issue: Judged) -> list[FollowUpRow]:
    """Return a row for each follow-up that was planned or done."""
    case = issue.case
    found = follow_ups(case)
    decided = (each.moment.occurred.day for each in case.decisions() if found)
    first = min(decided, default=None)
    return [_row(issue, each, first) for each in found]


async def listed(
    pool: Pool,
    agency: str,
    sight: Sight,
    wanted: FollowUpFilter,
    limits: tuple[int, int],
) -> list[asyncpg.Record]:
    """Return a part of the follow-ups that the asker sees, first due on top.

    *limits* are how many, and after how many.
    """
    filters = msgspec.structs.astuple(wanted)
    sql = READING.sql["follow_ups"]
    return await seen_by(pool, sql, agency, sight, *filters, *limits)


def _row(issue: Judged, each: FollowUp, first_decided_on: date | None) -> FollowUpRow:
    raised, done, given_up = issue.raised, each.done, each.given_up
    return FollowUpRow(
        **of_issue(issue),
        follow_up_id=each.follow_up_id,
        topic=raised.topic if raised else None,
        responsible=each.responsible,
        due=each.due,
        completed_on=done.event.occurred.day if done else None,
        given_up=each.given_up_how,
        given_up_on=given_up.event.occurred.day if given_up else None,
        missed_on=each.missed.due if each.missed else None,
        first_decided_on=first_decided_on,
    )


READING = Reading(
    "follow_ups",
    FollowUpRow,
    rows,
    queries("projections", "follow_ups.sql"),
    sparse=True,
)
