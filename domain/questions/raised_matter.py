"""A matter that unions, staff or safety representatives raised, and what became of it.

Part of Q23, and of the list of them.
"""

from datetime import date

import msgspec

from domain import when
from domain.agreement_terms import Numbers
from domain.base import Event, Organisation, Recorded, Role
from domain.calendar import Term
from domain.classification import Classifying
from domain.decision import Deciding
from domain.meeting import MeetingHeld
from domain.negotiation import NegotiationDemanded, NegotiationMeetingHeld
from domain.questions.any_agreement import last_day
from domain.questions.case import Case, latest
from domain.raising import (
    IssueClosed,
    IssueRaised,
    IssueReopened,
    IssueWithdrawn,
    raised_for,
)

SAFETY = frozenset({Role.SAFETY_REPRESENTATIVE, Role.HEAD_SAFETY_REPRESENTATIVE})
RAISERS = frozenset({Role.UNION_REPRESENTATIVE, Role.EMPLOYEE}) | SAFETY
"""Whose matters wait for the employer to take them up."""

TAKING_UP: tuple[type[Event], ...] = (
    Classifying,
    MeetingHeld,
    NegotiationDemanded,
    NegotiationMeetingHeld,
    Deciding,
)


class RaisedMatter(msgspec.Struct, frozen=True, kw_only=True):
    """A matter raised by others than the employer."""

    entry: Recorded
    raised_by: Role
    party: Organisation | None
    raised_on: date
    latest_on: date | None
    """The last day in time to take it up; None: no agreement sets one."""
    taken_up: Recorded | None
    """What first took it up."""
    perhaps: Recorded | None
    """A meeting on the day it was raised: perhaps the one at which it was."""
    ended: Recorded | None
    """What put it away, where it was never taken up."""

    @property
    def taken_up_on(self) -> date | None:
        """The day on which it was taken up: not before it was raised."""
        return _day(self.taken_up)

    @property
    def ended_on(self) -> date | None:
        """The day on which it was put away without being taken up."""
        return _day(self.ended)

    def waited(self, today: date) -> int:
        """Return for how many days it has waited, or waited, to be taken up."""
        until = self.taken_up_on or self.ended_on or today
        return max((until - self.raised_on).days, 0)


def raised_matter(case: Case) -> RaisedMatter | None:
    """Return the matter; None where the employer raised it, or nothing is raised."""
    entry, raised = next(iter(case.of(IssueRaised)), (None, None))
    if entry is None or raised is None or raised.raised_by not in RAISERS:
        return None
    taken_up, perhaps = _taken_up(case, raised)
    return RaisedMatter(
        entry=entry,
        raised_by=raised.raised_by,
        party=raised_for(raised),
        raised_on=raised.occurred.day,
        latest_on=_latest_on(case, raised),
        taken_up=taken_up,
        perhaps=perhaps,
        ended=None if taken_up else _put_away(case),
    )


def _latest_on(case: Case, raised: IssueRaised) -> date | None:
    """Return the last day by the party's own agreement, else by any (T13)."""

    def term(numbers: Numbers) -> Term | None:
        if raised.raised_by in SAFETY and numbers.safety_request_answer:
            return numbers.safety_request_answer
        return numbers.raised_taken_up

    return last_day(case, raised.occurred.day, term, raised_for(raised))


def _taken_up(
    case: Case, raised: IssueRaised
) -> tuple[Recorded | None, Recorded | None]:
    """Return what took it up first, and a meeting that may have, the same day."""
    order = [
        (entry, event, when.before(raised.occurred, event.occurred))
        for kind in TAKING_UP
        for entry, event in case.of(kind)
        if not (isinstance(event, NegotiationDemanded) and event.by == "union")
    ]
    sure = [
        entry
        for entry, event, after in order
        if after or (after is None and not isinstance(event, MeetingHeld))
    ]
    doubtful = (e for e, event, after in order if after is None and e not in sure)
    return _first(sure), next(doubtful, None)


def _put_away(case: Case) -> Recorded | None:
    """Return what ended the issue, unless it was opened again."""
    kinds = (IssueWithdrawn, IssueClosed, IssueReopened)
    last = latest(entry for kind in kinds for entry, _ in case.of(kind))
    return None if last and isinstance(last.event, IssueReopened) else last


def _first(entries: list[Recorded]) -> Recorded | None:
    key = lambda e: (when.earliest(e.event.occurred), e.version)  # noqa: E731
    return min(entries, key=key, default=None)


def _day(entry: Recorded | None) -> date | None:
    return entry.event.occurred.day if entry else None
