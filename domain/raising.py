"""How an issue begins, ends, and begins again."""

from typing import Literal

from domain import when
from domain.agreement_state import Framework
from domain.base import (
    Answer,
    Count,
    Organisation,
    Reference,
    Refused,
    Role,
    Slug,
    Text,
)
from domain.issue import Issue, IssueEvent, changed, speaking_for
from domain.perspective import UnionOfEmployeeNamed


class IssueRaised(IssueEvent, frozen=True, kw_only=True, tag="issue-raised.v1"):
    """Somebody raised a matter for consultation (frågan väcktes)."""

    title: Text
    topic: Slug
    """A topic of the agency's catalogue, the row of the scope matrix."""
    unit: Slug
    stage: Literal[
        "idea",
        "investigation",
        "draft_proposal",
        "final_proposal",
        "decided",
        "unknown",
    ]
    """How far the employer had come when it was raised."""
    raised_by: Role
    raised_by_party: Organisation | None = None
    """The organisation whose matter it is; left out by its own representative: theirs.
    """
    forum: Slug | None = None
    diary_no: Reference | None = None
    significant_change: Answer = Answer.UNKNOWN
    """A more important change (viktigare förändring), MBL 11 §."""
    affects_work_environment: Answer = Answer.UNKNOWN
    contractor_use: Answer = Answer.UNKNOWN
    redundancy: Answer = Answer.UNKNOWN
    transfer: Answer = Answer.UNKNOWN
    individual_matter: Answer = Answer.UNKNOWN
    dispute: Answer = Answer.UNKNOWN


class IssueWithdrawn(IssueEvent, frozen=True, kw_only=True, tag="issue-withdrawn.v1"):
    """The employer took the proposal back before any decision."""

    reason: Text


class IssueReopened(IssueEvent, frozen=True, kw_only=True, tag="issue-reopened.v1"):
    """A new round of consultation began on a matter that had ended or was decided."""

    reason: Text
    new_round: Count


class IssueClosed(IssueEvent, frozen=True, kw_only=True, tag="issue-closed.v1"):
    """The matter was put away, followed up or with a reason why not."""

    follow_up_waived_because: Text | None = None


class UnknownTopic(Refused):
    """The topic {topic} is not in the agency's catalogue. Choose one of {topics}, or
    record topic-added.v1 first.
    """

    rule = "1.3"
    sv = """Ämnet {topic} finns inte i myndighetens förteckning. Välj något av {topics},
    eller registrera först topic-added.v1."""


class WithdrawnAfterDecision(Refused):
    """A decision stands, so there is nothing left to withdraw. Record
    decision-revoked.v1 instead.
    """

    rule = "28.1"
    sv = """Ett beslut gäller, så det finns inget kvar att återkalla. Registrera
    decision-revoked.v1 i stället."""


class StillOpen(Refused):
    """Round {round} is still before its decision. Go on in it; a new round is for a
    matter that was decided, withdrawn or closed.
    """

    rule = "29.1"
    sv = """Omgång {round} är ännu före beslut. Fortsätt i den; en ny omgång är för en
    fråga som är beslutad, återkallad eller avslutad."""


class RoundNotNext(Refused):
    """The new round is said to be {named}, but the one that follows is {next}."""

    rule = "29.2"
    sv = "Den nya omgången sägs vara {named}, men den som följer är {next}."


class ClosedWithoutFollowUp(Refused):
    """A decision was made but no follow-up is completed. Record
    follow-up-completed.v1, or say in `followUpWaivedBecause` why there is none.
    """

    rule = "30.1"
    sv = """Beslut är fattat men ingen uppföljning är gjord. Registrera
    follow-up-completed.v1, eller ange i `followUpWaivedBecause` varför den uteblir."""


def raised_for(event: IssueRaised) -> Organisation | None:
    """Return the organisation whose matter it is, also where its own representative
    raised it and did not say so; None: staff's, a safety representative's, or the
    employer's.
    """
    union = Role.UNION_REPRESENTATIVE
    own = event.raised_by is union and event.actor.role is union
    return event.raised_by_party or (event.actor.party if own else None)


def may_raise(event: IssueRaised, _: Issue, framework: Framework) -> None:
    """0.4, 0.10, 1.3, 8.2: a union raises no other's matter; its topic is in the
    register; an employee's union is not named.
    """
    speaking_for(event, framework, event.raised_by_party)
    union = event.raised_by_party if event.raised_by is Role.EMPLOYEE else None
    if event.actor.role is Role.EMPLOYEE:
        union = union or event.actor.party
    if union:
        raise UnionOfEmployeeNamed(source=Role.EMPLOYEE, party=union)
    topics = framework.agency.topics
    if event.topic not in topics:
        raise UnknownTopic(topic=event.topic, topics=", ".join(sorted(topics)))


def may_withdraw(_: IssueWithdrawn, issue: Issue, __: Framework) -> None:
    """28.1: a decision is revoked, not withdrawn."""
    if issue.standing_decision():
        raise WithdrawnAfterDecision


def may_reopen(event: IssueReopened, issue: Issue, _: Framework) -> None:
    """29.1, 29.2: this round is over, and the new one is the next."""
    decided = any(made.round == issue.round for made in issue.decisions.values())
    if not issue.ended and not decided:
        raise StillOpen(round=issue.round)
    if event.new_round != issue.round + 1:
        raise RoundNotNext(named=event.new_round, next=issue.round + 1)


def may_close(event: IssueClosed, issue: Issue, _: Framework) -> None:
    """30.1: what was decided is followed up since then, or it is said why not."""
    waived = (event.follow_up_waived_because or "").strip()
    last = issue.followed_up
    open_still = [
        decision
        for decision in issue.decisions.values()
        if decision.standing and (last is None or when.before(last, decision.made))
    ]
    if open_still and not waived:
        raise ClosedWithoutFollowUp


def raise_(issue: Issue, event: IssueRaised) -> Issue:
    """Begin round 1."""
    return changed(issue, raised=True, topic=event.topic, round=1)


def withdraw(issue: Issue, event: IssueWithdrawn) -> Issue:
    """End the issue."""
    return changed(issue, ended="withdrawn", ended_on=event.occurred.day)


def reopen(issue: Issue, event: IssueReopened) -> Issue:
    """Begin the next round; what ended the issue no longer does."""
    return changed(issue, ended=None, ended_on=None, round=event.new_round)


def close(issue: Issue, event: IssueClosed) -> Issue:
    """End the issue."""
    return changed(issue, ended="closed", ended_on=event.occurred.day)
