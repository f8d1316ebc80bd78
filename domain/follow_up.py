"""Follow-up (uppföljning): whether the decision had the effect that was meant."""

from datetime import date

from domain import when
from domain.agreement_state import Framework
from domain.base import Organisation, Refused, Role, Slug, Text
from domain.issue import Issue, IssueEvent, changed, known_parties


class FollowUpScheduled(
    IssueEvent, frozen=True, kw_only=True, tag="follow-up-scheduled.v1"
):
    """A follow-up was planned."""

    follow_up_id: Slug
    due: date
    responsible: Role
    criteria: Text | None = None


class FollowUpRescheduled(
    IssueEvent, frozen=True, kw_only=True, tag="follow-up-rescheduled.v1"
):
    """A follow-up was moved, with a reason."""

    follow_up_id: Slug
    due: date
    reason: Text


class FollowUpCompleted(
    IssueEvent, frozen=True, kw_only=True, tag="follow-up-completed.v1"
):
    """The decision was followed up."""

    follow_up_id: Slug
    result: Text
    effect_on_operations: Text | None = None
    effect_on_work_environment: Text | None = None
    parties: tuple[Organisation, ...] = ()
    """The organisations that took part."""


class FollowedUpBeforeDecision(Refused):
    """The follow-up is said to be completed {completed}, but no decision was made
    before that. Record decision-made.v1 first, or mend the time.
    """

    rule = "27.1"
    sv = """Uppföljningen sägs vara gjord {completed}, men inget beslut fattades
    dessförinnan. Registrera först decision-made.v1, eller rätta tiden."""


class RescheduledWithoutReason(Refused):
    """The follow-up {follow_up} was moved without a reason. Say in `reason` why."""

    rule = "27.2"
    sv = "Uppföljningen {follow_up} flyttades utan skäl. Ange skälet i `reason`."


class UnknownFollowUp(Refused):
    """There is no follow-up {follow_up} to move. Record follow-up-scheduled.v1."""

    rule = "27.3"
    sv = """Det finns ingen uppföljning {follow_up} att flytta. Registrera
    follow-up-scheduled.v1."""


def may_complete(event: FollowUpCompleted, issue: Issue, framework: Framework) -> None:
    """0.4, 27.1: only what was decided can be followed up."""
    known_parties(framework, *event.parties)
    made = [decision.made for decision in issue.decisions.values()]
    if all(when.before(event.occurred, earlier) for earlier in made):
        completed = event.occurred.minute or event.occurred.day
        raise FollowedUpBeforeDecision(completed=completed)


def may_reschedule(event: FollowUpRescheduled, issue: Issue, _: Framework) -> None:
    """27.2, 27.3: it is planned, and there is a reason to move it."""
    if not event.reason.strip():
        raise RescheduledWithoutReason(follow_up=event.follow_up_id)
    if event.follow_up_id not in issue.follow_ups:
        raise UnknownFollowUp(follow_up=event.follow_up_id)


def schedule(issue: Issue, event: FollowUpScheduled) -> Issue:
    """Remember the plan."""
    return changed(issue, follow_ups=issue.follow_ups | {event.follow_up_id})


def complete(issue: Issue, event: FollowUpCompleted) -> Issue:
    """Remember the latest."""
    last = issue.followed_up
    later = last is None or not when.before(event.occurred, last)
    return changed(issue, followed_up=event.occurred) if later else issue
