"""What a correction or an annulment is aimed at: who may aim at what."""

from collections.abc import Callable, Collection, Mapping, Sequence

from domain.agency_state import EMPLOYER
from domain.agreement_parties import Speaking
from domain.audience import overlap
from domain.base import WITHHELD, Event, Recorded, Role, kind
from domain.confidentiality import (
    ConfidentialityClaimed,
    ConfidentialityResolved,
    FindingRecorded,
)
from domain.correction import (
    IDENTITY,
    CorrectionTargetUnknown,
    EventAnnulled,
    EventCorrected,
    IdentityCorrected,
    OldValueDiffers,
    TargetAnnulled,
    annulled,
)
from domain.escalation import EscalationRequested
from domain.exception import ExceptionPositionRecorded
from domain.internal_note import InternalNoteKept
from domain.issue import SpokenForAnother
from domain.meeting import SummonsPeriodWaived
from domain.minutes import OnMinutes
from domain.negotiation import WithParty
from domain.perspective import PartyPositionRecorded, PerspectiveSubmitted
from domain.raising import IssueRaised, raised_for
from domain.side import side

Change = EventCorrected | EventAnnulled


def admit_target(
    event: Change,
    history: Sequence[Recorded],
    by: Callable[[Event], frozenset[Role]],
    unseen: Collection[str] = (),
) -> None:
    """0.10, 32.1–32.3: the target is here for whoever asks, is not another side's own,
    stands, and keeps what makes it itself.

    *by*: who may record an event of that kind. *unseen*: the ids of entries that do not
    exist for whoever asks; another side's note never does, whoever records for whom.
    """
    target = next((entry for entry in history if entry.id == event.target), None)
    own = side(event.actor.role, event.actor.party)
    hidden = event.target in unseen or notes(history).get(event.target, own) != own
    if target is None or hidden:
        raise CorrectionTargetUnknown(target=event.target)
    _is_not_anothers(event, target.event, by(target.event))
    if event.target in annulled(history):
        raise TargetAnnulled(target=event.target)
    if isinstance(event, EventCorrected):
        of_itself = isinstance(target.event, Change)
        if of_itself or event.field.split("/")[1:2] in [[name] for name in IDENTITY]:
            raise IdentityCorrected(field=event.field, kind=kind(target.event))
        _knows_what_stands(event, history, unseen)


def _knows_what_stands(
    event: EventCorrected, history: Sequence[Recorded], unseen: Collection[str]
) -> None:
    """32.5: nobody replaces a value that he may not see, nor learns of it by trying."""
    for entry in history:
        earlier = entry.event
        if entry.id not in unseen or not isinstance(earlier, EventCorrected):
            continue
        if earlier.target == event.target and overlap(earlier.field, event.field):
            raise OldValueDiffers(field=event.field, found=WITHHELD, old=event.old)


def notes(history: Sequence[Recorded]) -> Mapping[str, str]:
    """Return whose each internal note is, and what changed one, by event id."""
    found: dict[str, str] = {}
    for entry in history:
        event = entry.event
        if isinstance(event, InternalNoteKept):
            found[entry.id] = event.party
        elif isinstance(event, Change) and event.target in found:
            found[entry.id] = found[event.target]
    return found


def without_notes(history: Sequence[Recorded]) -> Sequence[Recorded]:
    """Return the history without internal notes and what changed them."""
    own = notes(history)
    return [entry for entry in history if entry.id not in own] if own else history


Statement = (
    WithParty
    | EscalationRequested
    | SummonsPeriodWaived
    | PartyPositionRecorded
    | PerspectiveSubmitted
    | ExceptionPositionRecorded
    | ConfidentialityClaimed
    | ConfidentialityResolved
    | Speaking
)
"""What one side says, in `party`."""


def speaker(event: Event, by: frozenset[Role]) -> str | None:
    """Return the side whose event it is, where *by* may record its kind.

    None: of no single side, as what minutes hold. What staff raise or contribute is the
    employer's to keep, and so is all that no union records; a finding is the auditor's.
    """
    if by == {Role.AUDITOR}:
        return Role.AUDITOR
    if isinstance(event, Statement):
        return event.party or EMPLOYER
    if isinstance(event, IssueRaised):
        return raised_for(event) or EMPLOYER
    if isinstance(event, OnMinutes):
        return event.side
    joint = not by.isdisjoint({Role.UNION_REPRESENTATIVE, Role.MINUTES_SECRETARY})
    return None if joint else EMPLOYER


ITS_OWN_ALONE = (
    OnMinutes,
    ConfidentialityClaimed,
    ConfidentialityResolved,
    FindingRecorded,
)
"""Of these the employer changes none of another's: a union approves, claims and lifts
for itself, and an auditor finds (DOMAIN 2). What else a union said, whoever keeps the
record may rectify."""


def _is_not_anothers(change: Change, target: Event, by: frozenset[Role]) -> None:
    """0.10: no union changes what another side said, nor the employer all of it."""
    said_by, actor = speaker(target, by), change.actor
    own = side(actor.role, actor.party)
    keeper = own == EMPLOYER and not isinstance(target, ITS_OWN_ALONE)
    if said_by not in (None, own) and not keeper:
        raise SpokenForAnother(actor=own or actor.role, party=said_by)
