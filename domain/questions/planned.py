"""Follow-ups (uppföljningar) of an issue: planned, moved, done, given up.

Part of Q13, and of the list of them. A day that has passed is neither moved nor given
up: a follow-up that was not done by the day it then had was missed, whatever came
after [REC].
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from domain.base import Recorded, Role
from domain.follow_up import FollowUpCompleted, FollowUpRescheduled, FollowUpScheduled
from domain.issue import IssueEvent
from domain.questions.case import Case, follows, latest
from domain.questions.standing_decisions import revocation
from domain.raising import IssueClosed
from domain.remembered import remembered

Plan = FollowUpScheduled | FollowUpRescheduled
GivenUp = Literal["waived", "revoked"]


class Missed(msgspec.Struct, frozen=True):
    """A day that passed with nothing done, and what then moved it or gave it up."""

    due: date
    change: Recorded


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up as the record tells of it."""

    follow_up_id: str
    plans: tuple[Recorded, ...]
    """How it was scheduled and moved, oldest first; empty: done without a plan."""
    done: Recorded | None = None
    """How it was completed, after the plan that stands."""
    given_up: Recorded | None = None
    """What ended it undone: the issue closed without it, or the decision revoked."""
    missed: Missed | None = None
    """The first such day; None: it was moved and given up in time, if at all."""

    @property
    def due(self) -> date | None:
        """The day on which it is due, as last moved."""
        return _due(self.plans[-1]) if self.plans else None

    @property
    def responsible(self) -> Role | None:
        """Who answers for it, by role; None where it was never scheduled."""
        events = (entry.event for entry in reversed(self.plans))
        found = (e.responsible for e in events if isinstance(e, FollowUpScheduled))
        return next(found, None)

    @property
    def round(self) -> int:
        """The round in which it was last planned, or done without a plan."""
        return max((_round(entry) for entry in self.entries), default=1)

    @property
    def entries(self) -> tuple[Recorded, ...]:
        """All of its entries: plans, completion, and what ended it."""
        ends = (self.done, self.given_up)
        return (*self.plans, *(entry for entry in ends if entry))

    @property
    def given_up_how(self) -> GivenUp | None:
        """In which way it was given up."""
        if self.given_up is None:
            return None
        closed = isinstance(self.given_up.event, IssueClosed)
        return "waived" if closed else "revoked"


@remembered
def follow_ups(case: Case) -> tuple[FollowUp, ...]:
    """Return the follow-ups that were planned or done, in the order first named."""
    plans: dict[str, list[Recorded]] = {}
    done: dict[str, list[Recorded]] = {}
    for entry, scheduled in case.of(FollowUpScheduled):
        plans.setdefault(scheduled.follow_up_id, []).append(entry)
    for entry, moved in case.of(FollowUpRescheduled):
        plans.setdefault(moved.follow_up_id, []).append(entry)
    for entry, completed in case.of(FollowUpCompleted):
        done.setdefault(completed.follow_up_id, []).append(entry)
    named = dict.fromkeys((*plans, *done))
    return tuple(
        _follow_up(case, id_, _in_order(plans.get(id_, [])), done.get(id_, []))
        for id_ in named
    )


def waivers(case: Case) -> list[Recorded]:
    """Return where the issue was closed with a reason why there is no follow-up."""
    return [
        entry
        for entry, event in case.of(IssueClosed)
        if (event.follow_up_waived_because or "").strip()
    ]


def decided_by(case: Case, day: date) -> bool:
    """Tell whether anything had been decided that day or before."""
    return any(decided.moment.occurred.day <= day for decided in case.decisions())


def _follow_up(
    case: Case, id_: str, plans: list[Recorded], done: list[Recorded]
) -> FollowUp:
    after = [e for e in done if not plans or follows(e, plans[-1])]
    first = _in_order(after)[:1]
    given_up = None if first else _given_up(case, plans[-1])
    return FollowUp(
        follow_up_id=id_,
        plans=tuple(plans),
        done=first[0] if first else None,
        given_up=given_up,
        missed=_missed(case, plans, done, given_up),
    )


def _given_up(case: Case, plan: Recorded) -> Recorded | None:
    """Return what first ended the plan: that the issue was closed with a reason why
    there is no follow-up, or that the last of the decisions it was for was revoked.
    """
    closings = (entry for entry in waivers(case) if follows(entry, plan))
    ends = [*closings, *_revoked(case, plan)]
    return _in_order(ends)[0] if ends else None


def _revoked(case: Case, plan: Recorded) -> list[Recorded]:
    """Return the last revocation, where all it may have been for is revoked."""
    found = [
        revocation(case, decided.event.decision_id)
        for decided in case.decisions()
        if decided.moment.round <= _round(plan)
    ]
    last = latest(entry for entry in found if entry)
    if last is None or None in found or not follows(last, plan):
        return []
    return [last]


def _missed(
    case: Case,
    plans: Sequence[Recorded],
    done: Sequence[Recorded],
    given_up: Recorded | None,
) -> Missed | None:
    """Return the first day that had passed when the follow-up was moved or given up:
    after a decision, and without its being done by then.
    """
    changes = [*plans[1:], *([given_up] if given_up else [])]
    for plan, change in zip(plans, changes, strict=False):
        due = _due(plan)
        in_time = any(e.event.occurred.day <= due and follows(e, plan) for e in done)
        passed = change.event.occurred.day > due and decided_by(case, due)
        if passed and not in_time:
            return Missed(due, change)
    return None


def _in_order(entries: Sequence[Recorded]) -> list[Recorded]:
    """Return the entries as they followed each other."""
    key = lambda entry: (entry.event.occurred.day, entry.version)  # noqa: E731
    return sorted(entries, key=key)


def _due(plan: Recorded) -> date:
    event = plan.event
    assert isinstance(event, FollowUpScheduled | FollowUpRescheduled)
    return event.due


def _round(entry: Recorded) -> int:
    event = entry.event
    return (event.round or 1) if isinstance(event, IssueEvent) else 1
