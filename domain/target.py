"""What a correction or an annulment is aimed at: who may aim at what."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from domain.agency_state import EMPLOYER
from domain.agreement_parties import Speaking
from domain.base import WITHHELD, Event, Recorded, Role, kind
from domain.confidentiality import (
    ConfidentialityClaimed,
    ConfidentialityResolved,
    FindingRecorded,
)
from domain.correction import (
    IDENTITY,
    Change,
    CorrectionTargetUnknown,
    EventCorrected,
    IdentityCorrected,
    OldValueDiffers,
    TargetAnnulled,
    annulled,
    root,
)
from domain.escalation import EscalationRequested
from domain.exception import ExceptionPositionRecorded
from domain.internal_note import InternalNoteKept
from domain.issue import SpokenForAnother
from domain.meeting import SummonsPeriodWaived
from domain.minutes import OnMinutes
from domain.negotiation import WithParty
from domain.perspective import PartyPositionRecorded, PerspectiveSubmitted
from domain.pointers import overlap, parts
from domain.raising import IssueRaised, raised_for
from domain.rights import fits
from domain.side import side


def admit_target(
    event: Change, history: Sequence[Recorded], unseen: Collection[str] = ()
) -> Recorded:
    """32.1: return what the change is about in the end: the first that was recorded,
    which is here for whoever asks.

    *unseen*: the ids of entries that do not exist for whoever asks; another side's note
    never does, whoever records for whom.
    """
    target = next((entry for entry in history if entry.id == event.target), None)
    own = side(event.actor.role, event.actor.party)
    hidden = event.target in unseen or notes(history).get(event.target, own) != own
    if target is None or hidden:
        raise CorrectionTargetUnknown(target=event.target)
    return root(target, history)


def may_change(
    event: Change,
    about: Event,
    by: frozenset[Role],
    history: Sequence[Recorded],
    unseen: Collection[str] = (),
) -> None:
    """0.10, 32.2, 32.3, 32.5: it is not another side's own, stands, and keeps what
    makes it itself.

    *about*: what the change is about, as it stands; *by*: who may record its kind.
    """
    _is_not_anothers(event, about, by)
    if event.target in annulled(history):
        raise TargetAnnulled(target=event.target)
    if isinstance(event, EventCorrected):
        target = next(entry.event for entry in history if entry.id == event.target)
        if isinstance(target, Change) or parts(event.field)[0] in IDENTITY:
            raise IdentityCorrected(field=event.field, kind=kind(target))
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


@contextmanager
def quoting(change: EventCorrected, history: Sequence[Recorded]) -> Iterator[None]:
    """Quote no value in a refusal (32.5) that is restricted or was corrected to be: a
    case-management system records what it has no clearance to read.
    """
    try:
        yield
    except OldValueDiffers as differs:
        if any(_tells(entry, change) for entry in history):
            old, field = change.old, change.field
            raise OldValueDiffers(field=field, found=WITHHELD, old=old) from differs
        raise


def _tells(entry: Recorded, change: EventCorrected) -> bool:
    """Tell whether the entry is restricted, and put there what *change* replaces."""
    event = entry.event
    if event.confidentiality == "open":
        return False
    if isinstance(event, EventCorrected) and event.target == change.target:
        return overlap(event.field, change.field)
    return entry.id == change.target


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


def stays_its_own(
    change: EventCorrected, was: Event, became: Event, by: frozenset[Role]
) -> None:
    """0.10: what comes out is still the same side's, and its actor of the same side,
    unless the employer rectifies what it keeps. *by*: who may record the kind.
    """
    if _rectifies(change, was):
        return
    sides = (side(each.actor.role, each.actor.party) for each in (was, became))
    for before, after in ((speaker(was, by), speaker(became, by)), tuple(sides)):
        if before != after:
            own, other = _acting(change), after or became.actor.role
            raise SpokenForAnother(actor=own, party=other)


def fits_its_actor(was: Event, became: Event, by: frozenset[Role]) -> None:
    """0.6, 0.9, 0.13: a corrected actor is one who may record the kind. *by*: who."""
    if became.actor != was.actor:
        fits(became, by)


def _is_not_anothers(change: Change, target: Event, by: frozenset[Role]) -> None:
    """0.10: no union changes what another side said, nor the employer all of it."""
    said_by = speaker(target, by)
    if said_by not in (None, _acting(change)) and not _rectifies(change, target):
        raise SpokenForAnother(actor=_acting(change), party=said_by)


def _acting(change: Change) -> str:
    """Return the side that makes the change; the role, where it acts for neither."""
    return side(change.actor.role, change.actor.party) or change.actor.role


def _rectifies(change: Change, target: Event) -> bool:
    return _acting(change) == EMPLOYER and not isinstance(target, ITS_OWN_ALONE)
