"""Whole parts of a plausible issue's way: opened, consulted on, lifted, finished."""

from collections.abc import Sequence
from typing import Literal

from bench import agency, terms
from bench.bargaining import with_outsider
from bench.outcomes import (
    carried_out,
    communicated,
    decided,
    followed_up,
    written_down,
)
from bench.scenes import (
    WRONG,
    assessed,
    classified,
    concluded,
    forum,
    met,
    raised,
    revised,
    spoke,
    summoned,
)
from bench.story import AUDITOR, EMPLOYEE, Story
from domain.base import Organisation, Role
from domain.classification import Classification, IssueReclassified
from domain.confidentiality import FindingRecorded
from domain.decision import DecisionChanged
from domain.escalation import (
    EscalationFeedbackGiven,
    EscalationRequested,
    IssueEscalated,
)
from domain.exception import ExceptionInvoked, ExceptionPositionRecorded
from domain.raising import IssueReopened


def opened(s: Story, staff: int = 1) -> None:
    """It is raised, classified, and staff say what they think."""
    by = EMPLOYEE if s.often(0.2) else agency.MANAGER
    stage = s.chance.choices(
        ("idea", "investigation", "draft_proposal", "final_proposal"), (3, 3, 3, 1)
    )[0]
    raised(s, by, stage)
    classified(s.later(1, 4))
    spoke(s.later(0, 2), (), staff)


def consulted(
    s: Story,
    against: Sequence[Organisation] = (),
    *,
    papers: bool = True,
    days: int = 9,
) -> None:
    """The group is summoned, meets and comes to a conclusion; minutes are written."""
    called = summoned(s.later(1, 4), days=days)
    met(s, called)
    if papers:
        spoke(s, called[:1] if s.often(0.7) else called[:2])
    assessed(s)
    if s.often(0.2) and s.perspectives:
        revised(s, material=s.often(0.3))
    concluded(s, called, against=[each for each in against if each in called])
    if papers and (s.matter.topic in terms.MINUTED or s.often(0.2)):
        written_down(s, called)


def escalated(s: Story, party: Organisation) -> None:
    """The party asks for the next level, and gets it."""
    below, above = s.matter.level, terms.CSG
    if below == above or not _disagreed(s, party):
        return
    s.tell(
        s.later(1, 4).event(
            EscalationRequested,
            agency.union(party),
            party=party,
            from_level=below,
            to_level=above,
        )
    )
    dossier = (s.reference(), s.reference())
    up = s.event(
        IssueEscalated,
        agency.STAFF,
        from_level=below,
        to_level=above,
        dossier=dossier,
    )
    s.tell(up)
    called = summoned(s.later(0, 2), above)
    met(s, called, above)
    concluded(s, called, above)
    told = s.later(2, 9).event(
        EscalationFeedbackGiven,
        agency.STAFF,
        forum=forum(s, below),
        content_ref=s.reference(),
    )
    s.tell(told)


def _disagreed(s: Story, party: Organisation) -> bool:
    outcomes = [
        each
        for entry in s.entries()
        for each in getattr(entry.event, "outcomes", ())
        if each.party == party
    ]
    return bool(outcomes) and outcomes[-1].outcome == "disagreement"


def finished(s: Story, deviation: str = "none", *, done: bool = True) -> None:
    """It is decided, told, carried out and followed up, as far as it comes to that."""
    with_outsider(s)
    decided(s.later(1, 10), deviation)
    communicated(s.later(0, 3))
    if not done:
        return
    if s.often(0.15):
        followed_up(s)
        return
    carried_out(s.later(0, 40))
    followed_up(s)


def invoked(s: Story) -> str:
    """The employer says why it cannot wait; the id of that entry."""
    exception = s.event(
        ExceptionInvoked,
        agency.MANAGER,
        cause="extraordinary",
        section="11",
        grounds=s.text(),
        decided_by=Role.MANAGER,
    )
    id_ = s.tell(exception)[0].id
    s.tell(
        *(
            s.event(
                ExceptionPositionRecorded,
                agency.union(party),
                party=party,
                position="accepted" if s.often(0.8) else "disputed",
                text=s.text(),
            )
            for party in s.parties
        )
    )
    return id_


def found(s: Story, exception: str) -> None:
    """A court says whether there was cause to decide first."""
    s.tell(
        s.event(
            FindingRecorded,
            AUDITOR,
            by="court",
            about=exception,
            verdict=s.chance.choice(("compliant", "breach")),
            ref=s.reference(),
        )
    )


def reopened(s: Story) -> None:
    """A new round begins, on a new version of the proposal."""
    event = s.event(
        IssueReopened, agency.MANAGER, reason=s.text(), new_round=s.round + 1
    )
    s.tell(event)
    s.round += 1
    revised(s.later(1, 3))


def changed(s: Story, change: Literal["correction", "amendment"]) -> None:
    """A new decision takes the place of the last."""
    material = change == "amendment"
    last, slug = s.decisions[-1], f"d{len(s.decisions) + 1}"
    s.decisions.append(slug)
    s.tell(
        s.event(
            DecisionChanged,
            agency.MANAGER,
            decision_id=slug,
            proposal_version=s.proposal,
            content_ref=s.reference(),
            decided_by=Role.MANAGER,
            authority_ref=f"ao-{agency.department(s.matter.unit)}",
            level=s.matter.level,
            rapporteur=Role.EMPLOYER_REPRESENTATIVE,
            others_present=(),
            supersedes=last,
            change=change,
            material=material,
        )
    )
    if not s.often(WRONG):
        communicated(s.later(1, 3))


def reclassified(s: Story, level: str) -> None:
    """The matter goes to the level that it belongs to."""
    s.matter = s.matter._replace(level=level)
    tracks = tuple(
        Classification(party=party, track="consultation", level=level)
        for party in s.parties
    )
    s.tell(s.event(IssueReclassified, agency.STAFF, parties=tracks, reason="authority"))
