"""Which minutes are approved, and what they then hold."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import msgspec

from domain.base import Event, Recorded
from domain.meeting import MeetingHeld, sides_present
from domain.minutes import (
    MinutesApproved,
    MinutesDrafted,
    OnMinutes,
    approved_versions,
)

NOBODY = frozenset[str]()


class Meeting(msgspec.Struct, frozen=True):
    """A day on which the sides met, by what was recorded of it."""

    present: frozenset[str]
    """`employer` and organisations."""
    minutes: tuple[tuple[frozenset[str], date | None], ...]
    """For each version of its minutes: who was appointed to approve it, and when all
    had, also those who were present without it. None: they have not."""


class Approvals(msgspec.Struct, frozen=True):
    """Which minutes are approved, and of which meetings."""

    approved: frozenset[tuple[str, int]]
    """Minutes that every side appointed has approved, by id and version."""
    meetings: Mapping[date, Meeting]

    @classmethod
    def of(cls, standing: Collection[Recorded]) -> "Approvals":
        """Return the approvals that stand."""
        events = [entry.event for entry in standing]
        met = [event for event in events if isinstance(event, MeetingHeld)]
        drafts = [event for event in events if isinstance(event, MinutesDrafted)]
        approved, said = approved_versions(standing), _approvals(events)
        meetings: dict[date, Meeting] = {}
        for day in {e.occurred.day for e in met} | {e.meeting_on for e in drafts}:
            there = [sides_present(e) for e in met if e.occurred.day == day]
            present = NOBODY.union(*there)
            minutes = tuple(
                _version(draft, present, approved, said)
                for draft in drafts
                if draft.meeting_on == day
            )
            meetings[day] = Meeting(present, minutes)
        return cls(approved, meetings)

    def done(self, event: MinutesDrafted | OnMinutes) -> bool:
        """Tell whether that version of the minutes is approved."""
        return (event.minutes_id, event.version) in self.approved

    def hold(self, day: date, party: str) -> bool:
        """Tell whether minutes are approved that hold what the party said on the day.

        They are those of the last meeting on or before it which the party is to approve
        (DOMAIN 31); where these were approved before that day, or the party was not
        there, those of the next meeting, and so on.
        """
        first = max((each for each in self.meetings if each <= day), default=day)
        for met in sorted(each for each in self.meetings if each >= first):
            meeting = self.meetings[met]
            own = [on for sides, on in meeting.minutes if party in sides]
            approved_on = max((on for on in own if on), default=None)
            if approved_on and approved_on >= day:
                return True
            if not approved_on and (own or party in meeting.present):
                return False
        return False


def _approvals(events: Iterable[Event]) -> Mapping[tuple[str, int], dict[str, date]]:
    """Return when each side approved, by minutes and version."""
    said: dict[tuple[str, int], dict[str, date]] = {}
    for event in events:
        if isinstance(event, MinutesApproved):
            days = said.setdefault((event.minutes_id, event.version), {})
            days[event.side] = event.occurred.day
    return said


def _version(
    draft: MinutesDrafted,
    present: frozenset[str],
    approved: Collection[tuple[str, int]],
    said: Mapping[tuple[str, int], dict[str, date]],
) -> tuple[frozenset[str], date | None]:
    """Return who was to approve the version, and when all had."""
    version = (draft.minutes_id, draft.version)
    days = said.get(version, {})
    done = version in approved and present <= days.keys()
    sides = frozenset(row.side for row in draft.approvers)
    return sides, max(days.values()) if done else None
