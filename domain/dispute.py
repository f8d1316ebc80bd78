"""Which changes of an issue stay disputed: recorded, but relied on by nobody until all
whom it takes agree. A verdict that hangs on one is undeterminable.
"""

from domain.agency_state import EMPLOYER
from domain.base import Event, Role
from domain.consultation import (
    ConsultationConcluded,
    ConsultationPostponed,
    ConsultationResumed,
)
from domain.internal_note import InternalNoteKept
from domain.meeting import MeetingHeld
from domain.minutes import MinutesDrafted, approved_minutes
from domain.side import side
from domain.standing import Challenge
from domain.target import speaker


def disputed(challenge: Challenge, by: frozenset[Role]) -> bool:
    """Tell whether a change is without the agreement that it takes.

    Minutes cover what occurred on the day of their meeting. Once they are approved, all
    who were appointed agree (DOMAIN 3.6, path 10; for annulments [REC]). What no such
    minutes hold takes what `_one_sided` says. A party's own note stands in no minutes.
    *by*: who may record what is changed.
    """
    event = challenge.target.event
    if isinstance(event, InternalNoteKept):
        return False
    minutes = approved_minutes(challenge.standing)
    appointed = [who for day, who in minutes if day == event.occurred.day]
    if not appointed:
        return _one_sided(challenge, by)
    agreed = {(row.side, row.person) for row in challenge.change.agreed_by}
    return not frozenset().union(*appointed) <= agreed


def _one_sided(challenge: Challenge, by: frozenset[Role]) -> bool:
    """Tell whether it is one side's word on what all did.

    What is nobody's own, the employer rectifies, since it keeps the record. A union
    needs the employer and each organisation that it is about; so does the employer
    where it goes over what is disputed [REC].
    """
    change, target = challenge.change, challenge.target.event
    own = side(change.actor.role, change.actor.party)
    rectified = own == EMPLOYER and not challenge.contested
    if rectified or speaker(target, by) is not None:
        return False
    concerned = {EMPLOYER, *_about(target), *_about(challenge.became)}
    return not concerned <= {row.side for row in change.agreed_by}


def _about(event: Event | None) -> frozenset[str]:
    """Return the sides that the event says something of."""
    match event:
        case ConsultationConcluded(outcomes=rows):
            return frozenset(row.party for row in rows)
        case MeetingHeld(attendance=rows):
            return frozenset(row.party for row in rows if row.party)
        case ConsultationPostponed(parties=parties):
            return frozenset(parties)
        case ConsultationResumed(parties=parties):
            return frozenset(parties)
        case MinutesDrafted(approvers=rows):
            return frozenset(row.side for row in rows)
        case _:
            return frozenset()
