"""What is a draft, or one side's own: for which sides, and until when.

Drafts are not public (TF 2:12). A reservation, and what a party had noted of how the
consultation ended, is that party's until minutes that hold it are approved by every
side (DOMAIN 10, question 10).
"""

from collections.abc import Sequence

from domain.approvals import Approvals
from domain.base import Event, Recorded
from domain.confidentiality import FindingRecorded
from domain.correction import EventAnnulled, EventCorrected
from domain.forms import forms
from domain.internal_note import InternalNoteKept
from domain.minutes import MinutesDrafted, OnMinutes
from domain.perspective import PartyPositionRecorded
from domain.side import side

Sides = frozenset[str]
"""`employer` and organisations: with the auditor, those for whom something is."""


def sides_of_draft(event: Event, parties: Sides, approvals: Approvals) -> Sides | None:
    """Return for which sides the event is as long as it is a draft; None: it is none.

    A party's own note always is, for that party alone. Minutes are for the *parties*, a
    reservation for its party and whoever recorded it.
    """
    match event:
        case InternalNoteKept(party=party):
            return frozenset({party})
        case PartyPositionRecorded(position="reserved", party=party):
            held = approvals.hold(event.occurred.day, party)
            return None if held else its_own(event, party)
        case MinutesDrafted() | OnMinutes():
            return None if approvals.done(event) else parties
        case _:
            return None


def about(event: Event) -> str | None:
    """Return the id of the entry that the event is about; a finding may be about a
    question instead.
    """
    match event:
        case EventCorrected() | EventAnnulled():
            return event.target
        case FindingRecorded():
            return event.about
        case _:
            return None


def drafts(history: Sequence[Recorded], standing: Sequence[Recorded]) -> frozenset[str]:
    """Return the ids of the entries that are drafts, and of what is about them."""
    approvals, all_forms = Approvals.of(standing), forms(history, standing)
    found: set[str] = set()
    for entry in history:
        of_draft = about(entry.event) in found
        own = (sides_of_draft(e, frozenset(), approvals) for e in all_forms[entry.id])
        if of_draft or any(sides is not None for sides in own):
            found.add(entry.id)
    return frozenset(found)


def its_own(event: Event, party: str) -> Sides:
    """Return the party, and the side of whoever recorded it."""
    return frozenset({party, side(event.actor.role, event.actor.party) or party})
