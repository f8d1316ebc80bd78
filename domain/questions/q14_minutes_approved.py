"""Q14: minutes were kept where they were to be, and approved in time. MBL (1976:580)
16 §; the local agreement (T15).

A verdict for each day that was met on, whichever groups met, and one for each
negotiation that ended.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from domain import when
from domain.questions.answer import Question, Value, Verdict
from domain.questions.any_agreement import last_day
from domain.questions.case import Case
from domain.questions.judging import Finding, found, governing, verdict
from domain.questions.kept_minutes import KeptMinutes, kept_minutes
from domain.questions.sittings import Sitting, sittings


class Asked(msgspec.Struct, frozen=True):
    """What is asked of one sitting: its minutes, how many, by when."""

    sitting: Sitting
    minutes: Sequence[KeptMinutes]
    due: int
    """How many minutes there are to be of that day."""
    last: date | None
    """The last day in time (T15); None: the agreement has no number."""


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a day that was met on, and a negotiation."""
    found_ = sittings(case)
    if not found_:
        return [verdict("Q14", case, found("not_applicable", "no_meeting"))]
    return [_verdict(case, sitting, found_) for sitting in found_]


def _verdict(case: Case, sitting: Sitting, among: list[Sitting]) -> Verdict:
    """Return the verdict, under the agreement that was in force on its day."""
    finding = _judge(case, sitting, among)
    given = verdict("Q14", case, finding, party=sitting.party)
    if sitting.party is None:
        return given
    then = governing(case, sitting.party, sitting.day)
    return msgspec.structs.replace(given, agreement=then)


def _judge(case: Case, sitting: Sitting, among: list[Sitting]) -> Finding:
    asked = Asked(sitting, (), 0, None)
    if sitting.papers == "less":
        return _told(asked, "not_applicable", "no_minutes_required")
    if sitting.never_met:
        return _told(asked, "not_applicable", "never_met")
    if sitting.put_off:
        return _told(asked, "not_applicable", "put_off")
    if sitting.papers == "unknown":
        reason, lacks = ("level_unknown", "the level of the meeting")
        if case.raised() is None:
            reason, lacks = ("not_raised", "how the issue was raised")
        return _told(asked, "undeterminable", reason, missing=(lacks,))
    asked = _asked(case, sitting, among)
    return _approved(asked) or _not_approved(case, asked)


def _asked(case: Case, sitting: Sitting, among: list[Sitting]) -> Asked:
    of_day = (each for each in among if each.day == sitting.day and not each.put_off)
    minutes = [
        kept
        for kept in kept_minutes(case, sitting.day)
        if sitting.party is None or sitting.party in kept.sides
    ]
    last = last_day(
        case, sitting.day, lambda numbers: numbers.minutes_approval, sitting.party
    )
    return Asked(sitting, minutes, sum(each.minutes_due for each in of_day), last)


def _approved(asked: Asked) -> Finding | None:
    """All minutes of the day are approved, or some and nobody can tell of what."""
    days = sorted(kept.approved_on for kept in asked.minutes if kept.approved_on)
    if not days:
        return None
    if len(days) < asked.due:
        missing = ("of which meeting that day the minutes are",)
        return _told(asked, "undeterminable", "which_meeting", missing=missing)
    approved = days[asked.due - 1]
    in_time = asked.last is None or approved <= asked.last
    value: Value = "compliant" if in_time else "breach"
    reason = "approved" if in_time else "approved_late"
    return _told(asked, value, reason, approvedOn=approved)


def _not_approved(case: Case, asked: Asked) -> Finding:
    """None is approved: disputed, still in time, or not; or the record cannot tell."""
    missing = ("the approval of every side",)
    if any(kept.disputed for kept in asked.minutes):
        return _told(asked, "undeterminable", "disputed", missing=missing)
    if asked.last is not None and case.today <= asked.last:
        until = when.day_after(asked.last)
        return _told(
            asked, "undeterminable", "not_yet_due", missing=missing, holds_until=until
        )
    if asked.sitting.minutes_ref and not asked.minutes:
        return _told(asked, "undeterminable", "approval_not_told", missing=missing)
    if asked.last is None:
        missing = ("the term for approving minutes (T15)",)
        return _told(asked, "undeterminable", "no_term", missing=missing)
    return _told(asked, "breach", "not_approved" if asked.minutes else "no_minutes")


def _told(
    asked: Asked,
    value: Value,
    reason: str,
    *,
    missing: tuple[str, ...] = (),
    holds_until: Any = None,
    **facts: object,
) -> Finding:
    sitting = asked.sitting
    due = {"dueOn": asked.last} if asked.last else {}
    entries = [entry for kept in asked.minutes for entry in kept.entries]
    return found(
        value,
        reason,
        [*sitting.entries, *entries],
        about=sitting.day.isoformat(),
        facts={"meetingOn": sitting.day, **due, **facts},
        missing=missing,
        holds_until=holds_until,
    )


QUESTION = Question(
    number="Q14",
    claim="minutes_approved",
    asks={
        "en": "Were minutes kept where they were to be, and approved in time?",
        "sv": "Fördes protokoll där det skulle, och justerades det i tid?",
    },
    judge=judge,
)
