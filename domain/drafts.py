"""What is not finished yet, or one side's own, and for whom it is until it is.

Drafts are not public (TF 2:12). A reservation, and what a party had noted of how the
consultation ended, is that party's until minutes that hold it are approved by every
side (DOMAIN 10, question 10).
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from domain.agency_state import EMPLOYER
from domain.base import Event, Recorded
from domain.consultation import ConsultationConcluded
from domain.correction import EventCorrected
from domain.internal_note import InternalNoteKept
from domain.minutes import (
    MinutesApproved,
    MinutesDisputed,
    MinutesDrafted,
    OnMinutes,
    approved_versions,
)
from domain.perspective import PartyPositionRecorded
from domain.side import side

Sides = frozenset[str]
"""`employer` and organisations: with the auditor, those for whom something is."""

OwnTexts = Mapping[str, Mapping[str, Sides]]
"""Texts that are not for everyone who sees their entry: by event id and JSON pointer,
the sides that they are for."""


class Approvals(msgspec.Struct, frozen=True):
    """Which minutes are approved, and when."""

    approved: frozenset[tuple[str, int]]
    """Minutes that every side has approved, by id and version."""
    days: Mapping[date, date | None]
    """By day of meeting: when its minutes were last approved; None: they are not."""

    @classmethod
    def of(cls, standing: Sequence[Recorded]) -> "Approvals":
        """Return the approvals that stand."""
        approved = approved_versions(standing)
        events = [entry.event for entry in standing]
        written = [event for event in events if isinstance(event, MinutesDrafted)]
        meetings = {(e.minutes_id, e.version): e.meeting_on for e in written}
        days: dict[date, date | None] = dict.fromkeys(meetings.values())
        for event in events:
            if isinstance(event, MinutesApproved):
                minutes, day = (event.minutes_id, event.version), event.occurred.day
                if minutes in approved:
                    meeting = meetings[minutes]
                    days[meeting] = max(days[meeting] or day, day)
        return cls(approved, days)

    def done(self, event: MinutesDrafted | OnMinutes) -> bool:
        """Tell whether that version of the minutes is approved."""
        return (event.minutes_id, event.version) in self.approved

    def hold(self, day: date) -> bool:
        """Tell whether minutes are approved that hold what was said on the day.

        They are those of the last meeting on or before it; where these were approved
        before it, those of the next meeting, and so on.
        """
        before = [each for each in self.days if each <= day]
        first = max(before, default=day)
        for meeting in sorted(each for each in self.days if each >= first):
            approved_on = self.days[meeting]
            if approved_on is None or approved_on >= day:
                return approved_on is not None
        return False


def sides_of_draft(event: Event, parties: Sides, approvals: Approvals) -> Sides | None:
    """Return for which sides the event is as long as it is a draft; None: it is none.

    A party's own note always is, for that party alone. Minutes are for the *parties*, a
    reservation for its party and whoever recorded it.
    """
    match event:
        case InternalNoteKept(party=party):
            return frozenset({party})
        case PartyPositionRecorded(position="reserved", party=party):
            return None if approvals.hold(event.occurred.day) else _own(event, party)
        case MinutesDrafted() | OnMinutes():
            return None if approvals.done(event) else parties
        case _:
            return None


def own_texts(history: Sequence[Recorded], standing: Sequence[Recorded]) -> OwnTexts:
    """Return the texts that are one side's own, within entries that are not.

    A remark on how the consultation ended is its party's, and whoever's recorded it, as
    a reservation; why minutes are disputed is for the side that disputes them, and for
    the employer, who keeps them. So is what a correction says of either.
    """
    approvals = Approvals.of(standing)
    now = {entry.id: entry.event for entry in standing}
    found: dict[str, dict[str, Sides]] = {}
    for entry in history:
        texts: dict[str, Sides] = {}
        for event in (entry.event, now.get(entry.id, entry.event)):
            for pointer, sides in _texts(event, approvals).items():
                texts[pointer] = sides & texts.get(pointer, sides)
        if isinstance(entry.event, EventCorrected):
            wanted = entry.event.field
            sides_ = found.get(entry.event.target, {}).get(wanted)
            if sides_ is not None:
                texts = {"/oldText": sides_, "/newText": sides_}
        if texts:
            found[entry.id] = texts
    return found


def drafts(history: Sequence[Recorded], standing: Sequence[Recorded]) -> frozenset[str]:
    """Return the ids of the entries that are drafts, and of what changes them."""
    approvals = Approvals.of(standing)
    now = {entry.id: entry.event for entry in standing}
    found: set[str] = set()
    for entry in history:
        event = now.get(entry.id, entry.event)
        of_one = getattr(entry.event, "target", None) in found
        if of_one or sides_of_draft(event, frozenset(), approvals) is not None:
            found.add(entry.id)
    return frozenset(found)


def _texts(event: Event, approvals: Approvals) -> dict[str, Sides]:
    match event:
        case ConsultationConcluded(outcomes=outcomes):
            if approvals.hold(event.occurred.day):
                return {}
            return {
                f"/outcomes/{index}/remark": _own(event, row.party)
                for index, row in enumerate(outcomes)
                if row.remark
            }
        case MinutesDisputed(side=disputing) if not approvals.done(event):
            return {"/reason": frozenset({disputing, EMPLOYER})}
        case _:
            return {}


def _own(event: Event, party: str) -> Sides:
    """Return the party, and the side of whoever recorded it."""
    return frozenset({party, side(event.actor.role, event.actor.party) or party})
