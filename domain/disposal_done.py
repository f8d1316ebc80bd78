"""Disposal carried out: the registry destroys the key, and what it rests on stands."""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from domain.agreement_state import Framework
from domain.base import Event, Recorded, Refused, Slug, kind
from domain.correction import Change, EventAnnulled, EventCorrected
from domain.disposal import (
    DisposalApproved,
    DisposalDecided,
    DisposedAlready,
    standing,
    stands,
    with_disposal,
)
from domain.disposal_ground import (
    all_is_covered,
    time_is_over,
    unversioned,
    with_text,
)
from domain.internal_note import InternalNoteKept
from domain.issue import Issue, IssueEvent
from domain.raising import IssueClosed, IssueWithdrawn


class SealedTextDisposed(
    IssueEvent, frozen=True, kw_only=True, tag="sealed-text-disposed.v1"
):
    """The registry destroyed the key of all sealed text recorded here before this."""

    disposal_id: Slug


DISPOSALS = (DisposalDecided, DisposalApproved, SealedTextDisposed)
ENDS = (IssueClosed, IssueWithdrawn)
NOTES = unversioned(InternalNoteKept)


class NotApproved(Refused):
    """The decision on disposal {disposal} is not approved by a second person. Record
    disposal-approved.v1 first.
    """

    rule = "36.14"
    sv = """Gallringsbeslutet {disposal} är inte godkänt av en andra person. Registrera
    först disposal-approved.v1."""


class DisposalNotDue(Refused):
    """The disposal {disposal} is to be carried out from {dispose_from} on, and it is
    {day}. Wait until then.
    """

    rule = "36.15"
    sv = """Gallringen {disposal} ska verkställas från och med {dispose_from}, och det
    är {day}. Vänta till dess."""


class DisposalFixed(Refused):
    """An event {kind} is not changed afterwards: two persons stood for what it says,
    or it is carried out. Annul a decision that is not carried out, and decide anew; if
    the issue was ended by mistake, reopen it (issue-reopened.v1).
    """

    rule = "36.16"
    sv = """En händelse {kind} ändras inte i efterhand: två personer har svarat för den,
    eller den är verkställd. Makulera ett beslut som inte är verkställt och besluta på
    nytt; om ärendet avslutades av misstag, återuppta det (issue-reopened.v1)."""


def may_dispose(event: SealedTextDisposed, issue: Issue, framework: Framework) -> None:
    """36.6–36.9, 36.11, 36.14, 36.15: it is decided, approved and due, and its ground
    still holds.
    """
    disposal = standing(event.disposal_id, issue)
    if not disposal.approved:
        raise NotApproved(disposal=event.disposal_id)
    day = event.occurred.day
    if disposal.dispose_from and day < disposal.dispose_from:
        raise DisposalNotDue(
            disposal=event.disposal_id, dispose_from=disposal.dispose_from, day=day
        )
    assert issue.ended_on is not None
    time_is_over(event, disposal.classes, issue.ended_on, framework)


def in_whole(
    event: Event, history: Sequence[Recorded], issue: Issue, framework: Framework
) -> None:
    """36.5, 36.9, 36.10, 36.16: there is text, of which all is covered and kept for its
    time; what a disposal rests on is annulled at most, and not once it is carried out.
    """
    match event:
        case DisposalDecided():
            _text_left(history, issue)
            _grounded(event, event.classes, history, issue, framework)
        case SealedTextDisposed():
            classes = issue.disposals[event.disposal_id].classes
            _grounded(event, classes, history, issue, framework)
        case EventCorrected():
            _changeable(event, history, DISPOSALS)
        case EventAnnulled():
            _changeable(event, history, (SealedTextDisposed,))


def dispose(issue: Issue, event: SealedTextDisposed) -> Issue:
    """Remember that it is carried out."""
    disposal = issue.disposals[event.disposal_id]
    return with_disposal(issue, event.disposal_id, replace(disposal, carried_out=True))


def due(issue: Issue) -> Slug | None:
    """Return the decision that is approved and waits to be carried out, if any."""
    waiting = (
        disposal_id
        for disposal_id, disposal in issue.disposals.items()
        if disposal.approved and stands(disposal, issue)
    )
    return next(waiting, None)


def disposed_until(history: Sequence[Recorded]) -> int:
    """Return the version up to which the stream's sealed text is destroyed, or 0."""
    versions = (
        entry.version
        for entry in reversed(history)
        if isinstance(entry.event, SealedTextDisposed)
    )
    return next(versions, 0)


def without_disposals(history: Sequence[Recorded]) -> Sequence[Recorded]:
    """Return the history without disposals and without what took one back."""
    own: set[str] = set()
    for entry in history:
        event = entry.event
        if isinstance(event, DISPOSALS) or (
            isinstance(event, EventAnnulled) and event.target in own
        ):
            own.add(entry.id)
    return [entry for entry in history if entry.id not in own] if own else history


def _text_left(history: Sequence[Recorded], issue: Issue) -> None:
    """36.5: text was recorded since the last disposal."""
    carried_out = [id_ for id_, each in issue.disposals.items() if each.carried_out]
    if carried_out and not _last_recorded(history):
        raise DisposedAlready(disposal=carried_out[-1])


def _grounded(
    event: Event,
    classes: Sequence[Slug],
    history: Sequence[Recorded],
    issue: Issue,
    framework: Framework,
) -> None:
    """36.9, 36.10: what a disposal itself says, and what is gone already, need no class
    and no time.

    Internal notes always need a class, and set no time: nobody is told whether there
    are any.
    """
    ended = (e.recorded_on for e in history if isinstance(e.event, ENDS))
    assert issue.ended_on is not None
    since = max(issue.ended_on, *ended, _last_recorded(history) or issue.ended_on)
    time_is_over(event, classes, since, framework)
    texts = with_text(history, disposed_until(history), DISPOSALS)
    kinds = {unversioned(about) for _, about in texts} | {NOTES}
    all_is_covered(classes, sorted(kinds), issue, framework)


def _last_recorded(history: Sequence[Recorded]) -> date | None:
    """Return the day on which sealed text was last recorded since the last disposal;
    None: on none. Disposals themselves and internal notes do not count.
    """
    apart = (*DISPOSALS, InternalNoteKept)
    texts = with_text(history, disposed_until(history), apart)
    return max((entry.recorded_on for entry, _ in texts), default=None)


def _changeable(
    event: Change,
    history: Sequence[Recorded],
    fixed: tuple[type[Event], ...],
) -> None:
    for entry in history:
        if entry.id == event.target and isinstance(entry.event, fixed):
            raise DisposalFixed(kind=kind(entry.event))
