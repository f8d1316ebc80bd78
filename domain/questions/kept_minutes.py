"""The minutes of a meeting day: their last version, who approved it, who disputes it.

Part of Q14. They are approved as article 31.1 says: by an approver of every side that
was appointed and present, and that is both sides, the employer and an organisation;
the employer alone where no organisation came.
"""

from datetime import date

import msgspec

from domain.agency_state import EMPLOYER
from domain.base import Recorded
from domain.meeting import MeetingHeld, sides_present
from domain.minutes import MinutesApproved, MinutesDisputed, MinutesDrafted, OnMinutes
from domain.negotiation import LocalNegotiationConcluded, NegotiationMeetingHeld
from domain.questions.case import Case, follows, latest
from domain.remembered import remembered


class KeptMinutes(msgspec.Struct, frozen=True, kw_only=True):
    """The last version of some minutes, as of the case's time."""

    entries: tuple[Recorded, ...]
    """The draft, and what was said of it."""
    sides: frozenset[str]
    """The sides that are to approve."""
    approved_on: date | None
    """The day on which the last side approved; None: not all do."""
    disputed: bool
    """A side's last word on it is that it does not agree."""


@remembered
def kept_minutes(case: Case, day: date) -> tuple[KeptMinutes, ...]:
    """Return the minutes of meetings on that day."""
    last: dict[str, tuple[Recorded, MinutesDrafted]] = {}
    for entry, draft in case.of(MinutesDrafted):
        known = last.get(draft.minutes_id)
        if known is None or draft.version >= known[1].version:
            last[draft.minutes_id] = (entry, draft)
    return tuple(
        _kept(case, entry, draft)
        for entry, draft in last.values()
        if draft.meeting_on == day
    )


def _kept(case: Case, entry: Recorded, draft: MinutesDrafted) -> KeptMinutes:
    said = [
        (recorded, event)
        for recorded, event in case.of(OnMinutes)
        if event.minutes_id == draft.minutes_id and event.version == draft.version
    ]
    sides = frozenset(approver.side for approver in draft.approvers)
    came = _came(case, draft.meeting_on)
    asked = sides if came is None else sides & came
    days = {side: _approved(side, said) for side in asked}
    found = [day for day in days.values() if day]
    alone = came is not None and came <= {EMPLOYER}
    both = EMPLOYER in asked and (len(asked) > 1 or alone)
    disputed = any(_disputes(side, said) for side in sides)
    whole = both and len(found) == len(asked) and not disputed
    return KeptMinutes(
        entries=(entry, *(recorded for recorded, _ in said)),
        sides=sides,
        approved_on=max(found) if whole else None,
        disputed=disputed,
    )


def _came(case: Case, day: date) -> frozenset[str] | None:
    """Return the sides that were met with that day; None: no meeting is on record."""
    met = [sides_present(e) for _, e in case.of(MeetingHeld) if e.occurred.day == day]
    if not met:
        return None
    talks = (*case.of(NegotiationMeetingHeld), *case.of(LocalNegotiationConcluded))
    negotiated = (e.party for _, e in talks if e.occurred.day == day)
    return frozenset().union(*met, negotiated)


def _approved(side: str, said: list[tuple[Recorded, OnMinutes]]) -> date | None:
    """Return the day on which the side first approved."""
    days = (
        event.occurred.day
        for _, event in said
        if isinstance(event, MinutesApproved) and event.side == side
    )
    return min(days, default=None)


def _disputes(side: str, said: list[tuple[Recorded, OnMinutes]]) -> bool:
    """Tell whether the side disputed it and has not approved it since."""
    own = [(entry, event) for entry, event in said if event.side == side]
    disputes = [entry for entry, event in own if isinstance(event, MinutesDisputed)]
    last = latest(disputes) if disputes else None
    approvals = (e for e, event in own if isinstance(event, MinutesApproved))
    return last is not None and not any(follows(entry, last) for entry in approvals)
