"""From when a decision can be lawful, where a rule of the agreement sets the time.

Part of Q22: the last of the deadlines of T1, T6 and T7 that are still in the way.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

import msgspec

from domain import when
from domain.base import Actor, Recorded, Role
from domain.consultation import ConsultationConcluded, ConsultationPostponed, Outcome
from domain.meeting import ForumSummoned, MeetingHeld
from domain.questions import duty
from domain.questions.answer import Verdict
from domain.questions.case import Case, latest
from domain.questions.prepared import prepared

TO_COME = (
    "not_concluded_before",
    "absence_not_counted",
    "postponed",
    "not_concluded_again",
)
"""Reasons of Q1 that a meeting to come would mend."""

ABOVE_TO_COME = ("escalation_pending", "automatic_pending")
"""Reasons of Q6 that a meeting of the level above would mend."""

NOT_MET = "(to come)"
"""The id of what is supposed of a meeting to come: no entry's own."""

Mends = Callable[[Case, str, str], bool]
"""Whether what a level concluded with a party would mend what is in the way."""


class Ahead(msgspec.Struct, frozen=True):
    """A meeting to which a party is called, and which has not begun."""

    level: str
    begins: datetime
    on: date


def lawful_from(case: Case, in_the_way: Sequence[Verdict]) -> datetime | None:
    """Return the last instant that a rule sets; None where none sets any.

    It supposes that what is missing is done at once. What no rule gives a time for, an
    assessment or a negotiation, takes as long as it takes.
    """
    return max(_instants(case, in_the_way), default=None)


def _instants(case: Case, in_the_way: Iterable[Verdict]) -> Iterable[datetime]:
    for each in in_the_way:
        if each.reason == "same_day":
            yield when.day_after(case.today)
        if last := each.facts.get("windowClosesOn"):
            yield when.day_after(date.fromisoformat(str(last)))
        if each.party and (mends := _mended_by(case, each)):
            yield from _next_meeting(case, each.party, mends)


def _mended_by(case: Case, said: Verdict) -> Mends | None:
    """Return which meeting would mend it: of its own level, or above; None: none."""
    assert said.party is not None
    if said.question == "Q1" and said.reason in TO_COME:
        owed = duty.owed(case, said.party, case.now)
        return _concludes if owed.mode == "consultation" else None
    if said.question == "Q6" and said.reason in ABOVE_TO_COME:
        below = str(said.facts["level"])
        return lambda case, _, level: case.framework.is_higher(level, below)
    return None


def _next_meeting(case: Case, party: str, mends: Mends) -> Iterator[datetime]:
    """Yield when the party can be met: as called in time, else with T1 from today."""
    in_time = [
        meeting
        for meeting in _ahead(case, party)
        if mends(case, party, meeting.level) and _prepared(case, party, meeting)
    ]
    if in_time:
        yield min(meeting.begins for meeting in in_time)
        return
    governing = case.in_force(party, case.today)
    term = governing.terms.numbers.documents_before_meeting if governing else None
    if term is not None:
        calendar = case.calendar(party, case.today)
        yield when.day_begins(calendar.earliest(case.today, term))


def _ahead(case: Case, party: str) -> Iterator[Ahead]:
    """Yield the meetings to come: summoned, or to which the party was put off.

    Whether the party was called to them, `_prepared` tells.
    """
    for _, event in case.of(ForumSummoned):
        at = event.meeting_at.astimezone(UTC)
        if at > case.as_of:
            yield Ahead(event.level, at, when.day_of(at))
    level, to = case.level(party, case.now), _put_off_to(case, party)
    if level and to and to >= case.today:
        yield Ahead(level, max(when.day_begins(to), case.as_of), to)


def _put_off_to(case: Case, party: str) -> date | None:
    """Return the day to which the consultation with the party was last put off."""
    put_off = latest(
        entry
        for entry, event in case.of(ConsultationPostponed)
        if party in event.parties and (event.round or 1) == case.now.round
    )
    event = put_off.event if put_off else None
    return event.to_date if isinstance(event, ConsultationPostponed) else None


def _concludes(case: Case, party: str, level: str) -> bool:
    """Tell whether a decision could rest on what that level concluded with it."""
    then, _ = _as_if_met(case, party, Ahead(level, case.as_of, case.today))
    resting = duty.conclusions(then, party, case.now)
    return any(entry.id == NOT_MET for entry, _, _ in resting)


def _prepared(case: Case, party: str, meeting: Ahead) -> bool:
    """Tell whether Q4 would find the party called in time, documents sent today."""
    then, concluded = _as_if_met(case, party, meeting)
    sent = prepared(then, concluded, party)
    if sent.called is None or sent.waiver:
        return sent.called is not None
    if sent.too_late or sent.added:
        return False
    if sent.term is None or sent.documents:
        return True
    calendar = case.calendar(party, meeting.on)
    left = calendar.days_between(case.today, meeting.on, sent.term)
    return left >= sent.term.amount


def _as_if_met(
    case: Case, party: str, meeting: Ahead
) -> tuple[Case, ConsultationConcluded]:
    """Return the case as if the meeting had been held and concluded with the party."""
    actor, round_ = Actor(role=Role.MANAGER), case.now.round
    held = MeetingHeld(
        actor=actor,
        occurred_on=meeting.on,
        round=round_,
        forum=meeting.level,
        level=meeting.level,
        attendance=(),
    )
    concluded = ConsultationConcluded(
        actor=actor,
        occurred_on=meeting.on,
        round=round_,
        level=meeting.level,
        outcomes=(Outcome(party=party, outcome="consensus"),),
        proposal_version=case.now.proposal_version,
    )
    last = case.entries[-1].version
    supposed = (
        Recorded(NOT_MET, last + number, case.as_of, event)
        for number, event in enumerate((held, concluded), 1)
    )
    then = msgspec.structs.replace(case, entries=(*case.entries, *supposed))
    return then, concluded
