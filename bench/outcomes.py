"""What comes of plausible issues: minutes, decisions, and what is done about them."""

from collections.abc import Sequence
from typing import Any

from bench import agency
from bench.scenes import WRONG
from bench.story import SECRETARY, Story, after
from domain.base import Organisation, Role
from domain.correction import Approver
from domain.decision import DecisionCommunicated, DecisionMade, Response
from domain.follow_up import FollowUpCompleted, FollowUpRescheduled, FollowUpScheduled
from domain.implementation import (
    ImplementationCompleted,
    ImplementationHalted,
    ImplementationStarted,
)
from domain.information import InformationProvided
from domain.minutes import MinutesApproved, MinutesDisputed, MinutesDrafted
from domain.raising import IssueClosed


def written_down(s: Story, sides: Sequence[Organisation]) -> tuple[Approver, ...]:
    """The minutes of the day's meeting are drafted, and approved a few days later."""
    slug, meeting = f"m{s.meetings}", s.day
    approvers = (
        Approver(side="employer", person=str(agency.MANAGER.person)),
        *(Approver(side=party, person=f"p-{party}") for party in sides),
    )
    s.later(1)
    drafted = s.event(
        MinutesDrafted,
        SECRETARY,
        minutes_id=slug,
        version=1,
        meeting_on=meeting,
        approvers=approvers,
        text_ref=s.reference(),
    )
    s.tell(drafted)
    s.later(12, 20) if s.often(WRONG) else s.later(2, 6)
    s.tell(*(_said(s, slug, each) for each in approvers if not s.often(WRONG)))
    return approvers


def _said(s: Story, slug: str, side: Approver) -> MinutesApproved | MinutesDisputed:
    """Return what one side's approver says of the minutes."""
    employer = side.side == "employer"
    by = agency.MANAGER if employer else agency.union(side.side)
    said: dict[str, Any] = {
        "minutes_id": slug,
        "version": 1,
        "side": side.side,
        "approver": side.person,
    }
    if s.often(WRONG / 2):
        return s.event(MinutesDisputed, by, reason=s.text(), **said)
    return s.event(MinutesApproved, by, **said)


def decided(s: Story, deviation: str = "none", **stated: Any) -> str:
    """The manager decides; the id of that entry."""
    slug = f"d{len(s.decisions) + 1}"
    s.decisions.append(slug)
    own = agency.department(s.matter.unit)
    made = s.event(
        DecisionMade,
        agency.MANAGER,
        decision_id=slug,
        proposal_version=s.proposal,
        content_ref=s.reference(),
        decided_by=Role.MANAGER,
        authority_ref=None if s.often(WRONG) else f"ao-{own}",
        level=s.matter.level,
        rapporteur=Role.EMPLOYER_REPRESENTATIVE,
        others_present=(),
        reasons_ref=s.reference(),
        deviation=deviation,
        **stated,
    )
    return s.tell(made)[0].id


def communicated(s: Story) -> None:
    """The decision is made known, with answers."""
    if s.often(WRONG):
        return
    responses = tuple(
        Response(
            perspective=perspective,
            outcome=s.chance.choice(("followed", "partly", "not")),
            reason=s.text(),
        )
        for perspective in s.perspectives
        if not s.often(WRONG)
    )
    s.tell(
        s.event(
            DecisionCommunicated,
            agency.MANAGER,
            decision_id=s.decisions[-1],
            parties=s.parties,
            responses=responses,
        )
    )


def informed(s: Story, parties: Sequence[Organisation]) -> None:
    """The employer informs the parties."""
    s.tell(
        s.event(
            InformationProvided, agency.STAFF, parties=parties, topic=s.matter.topic
        )
    )


def carried_out(s: Story) -> None:
    """What was decided is begun and done."""
    measures = (s.text(),)
    s.tell(s.event(ImplementationStarted, agency.MANAGER, measures=measures))
    if s.often(WRONG):
        s.tell(s.later(1, 5).event(ImplementationHalted, agency.MANAGER))
    s.later(10, 60)
    s.tell(s.event(ImplementationCompleted, agency.MANAGER, measures=measures))


def followed_up(s: Story) -> None:
    """It is looked at what came of it: in time, late, or never."""
    slug = f"f{len(s.follow_ups) + 1}"
    s.follow_ups.append(slug)
    due, planned = after(s.day, 60), {"follow_up_id": slug, "responsible": Role.MANAGER}
    plan = s.event(
        FollowUpScheduled, agency.MANAGER, due=due, criteria=s.text(), **planned
    )
    s.tell(plan)
    if s.often(0.1):
        moved = {"follow_up_id": slug, "due": after(due, 20), "reason": s.text()}
        s.tell(s.later(10).event(FollowUpRescheduled, agency.MANAGER, **moved))
    if s.often(0.1):
        return
    s.later(40, 75)
    s.tell(
        s.event(
            FollowUpCompleted,
            agency.MANAGER,
            follow_up_id=slug,
            result=s.text(),
            effect_on_work_environment=s.text(),
            parties=s.parties,
        )
    )
    if s.often(0.8):
        s.tell(s.later(1, 5).event(IssueClosed, agency.MANAGER))
