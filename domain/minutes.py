"""Minutes (protokoll) and their approval (justering) by every side that was there."""

from collections.abc import Collection, Iterator
from datetime import date

from domain.agency_state import EMPLOYER
from domain.agreement_state import Framework
from domain.base import Count, Person, Recorded, Reference, Refused, Slug, Text
from domain.correction import Approver
from domain.issue import Issue, IssueEvent, Minutes, changed


class MinutesDrafted(IssueEvent, frozen=True, kw_only=True, tag="minutes-drafted.v1"):
    """A version of the minutes of one meeting day was written."""

    minutes_id: Slug
    version: Count
    meeting_on: date
    approvers: tuple[Approver, ...]
    """Who is to approve, one or more a side: `employer`, or an organisation."""
    text_ref: Reference | None = None


class OnMinutes(IssueEvent, frozen=True, kw_only=True):
    """What one side's approver said of a version."""

    minutes_id: Slug
    version: Count
    side: Slug
    approver: Person


class MinutesApproved(OnMinutes, frozen=True, kw_only=True, tag="minutes-approved.v1"):
    """One side approved; the minutes are approved once every side has."""


class MinutesDisputed(OnMinutes, frozen=True, kw_only=True, tag="minutes-disputed.v1"):
    """One side did not agree with what was written."""

    reason: Text


class NotAnApprover(Refused):
    """{approver} was not appointed to approve minutes {minutes} for {side}, or {side}
    was not present, or somebody else recorded it. Draft the minutes with that approver,
    correct the attendance, or let {approver} record it.
    """

    rule = "31.1"
    sv = """{approver} är inte utsedd att justera protokoll {minutes} för {side}, eller
    så var {side} inte närvarande, eller så registrerades det av någon annan. Upprätta
    protokollet med den justeraren, rätta närvaron, eller låt {approver} registrera
    det."""


class UnknownMinutes(Refused):
    """There is no version {version} of minutes {minutes} to approve. Record
    minutes-drafted.v1 first.
    """

    rule = "31.2"
    sv = """Det finns ingen version {version} av protokoll {minutes} att justera.
    Registrera först minutes-drafted.v1."""


def may_approve(event: OnMinutes, issue: Issue, _: Framework) -> None:
    """31.1, 31.2: an appointed approver, for a side that was there, and for it only."""
    draft = issue.minutes.get(event.minutes_id)
    if draft is None or draft.version != event.version:
        raise UnknownMinutes(minutes=event.minutes_id, version=event.version)
    appointed = (event.side, event.approver) in draft.approvers
    present = event.side in issue.presence.get(draft.meeting_on, frozenset())
    actor = event.actor
    itself = (actor.party or EMPLOYER) == event.side
    itself = itself and actor.person in (None, event.approver)
    if not (appointed and present and itself):
        raise NotAnApprover(
            approver=event.approver, minutes=event.minutes_id, side=event.side
        )


def draft(issue: Issue, event: MinutesDrafted) -> Issue:
    """Remember who is to approve; a new version begins without approvals."""
    approvers = frozenset((row.side, row.person) for row in event.approvers)
    minutes = Minutes(event.version, event.meeting_on, approvers)
    return changed(issue, minutes={**issue.minutes, event.minutes_id: minutes})


def approve(issue: Issue, event: MinutesApproved) -> Issue:
    """Remember the side that approved."""
    drafted = issue.minutes[event.minutes_id]
    approved = drafted.approved | {event.side}
    minutes = Minutes(drafted.version, drafted.meeting_on, drafted.approvers, approved)
    return changed(issue, minutes={**issue.minutes, event.minutes_id: minutes})


def approved_minutes(
    history: Collection[Recorded],
) -> list[tuple[date, frozenset[tuple[str, str]]]]:
    """Return meeting day and approvers of minutes that every side has approved."""
    latest = {event.minutes_id: event for event in _drafts(history)}
    if not latest:
        return []
    approved = approved_versions(history)
    return [
        (
            drafted.meeting_on,
            frozenset((row.side, row.person) for row in drafted.approvers),
        )
        for id_, drafted in latest.items()
        if (id_, drafted.version) in approved
    ]


def approved_versions(history: Collection[Recorded]) -> frozenset[tuple[str, int]]:
    """Return the minutes that every side has approved, by id and version."""
    sides: dict[tuple[str, int], set[str]] = {}
    for event in (entry.event for entry in history):
        if isinstance(event, MinutesDrafted):
            sides[event.minutes_id, event.version] = set()
        elif isinstance(event, MinutesApproved):
            sides.get((event.minutes_id, event.version), set()).add(event.side)
    return frozenset(
        (event.minutes_id, event.version)
        for event in _drafts(history)
        if event.approvers
        and sides[event.minutes_id, event.version]
        >= {row.side for row in event.approvers}
    )


def _drafts(history: Collection[Recorded]) -> Iterator[MinutesDrafted]:
    return (e.event for e in history if isinstance(e.event, MinutesDrafted))
