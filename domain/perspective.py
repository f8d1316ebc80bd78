"""What people and parties say of the proposal, and how the proposal changes for it.

A *perspective* is a contribution; a *position* (ståndpunkt) is a party's yes or no.
"""

from typing import Literal

from domain.agreement_state import Framework
from domain.base import Count, Organisation, Reference, Refused, Role, Slug, Text
from domain.issue import Issue, IssueEvent, changed, known_parties, speaking_for


class PerspectiveSubmitted(
    IssueEvent, frozen=True, kw_only=True, tag="perspective-submitted.v1"
):
    """Somebody contributed a perspective on a version of the proposal."""

    perspective_id: Slug
    source: Literal[
        "union",
        "employee",
        "employee_group",
        "safety_representative",
        "employer",
    ]
    party: Organisation | None = None
    stance: Literal["support", "oppose", "neutral", "question"]
    proposal_version: Count
    text: Text | None = None
    content_ref: Reference | None = None


class PartyPositionRecorded(
    IssueEvent, frozen=True, kw_only=True, tag="party-position-recorded.v1"
):
    """A party took its position; `reserved` is a reservation."""

    party: Organisation
    position: Literal["agree", "disagree", "no_position", "reserved"]
    text: Text | None = None
    text_ref: Reference | None = None
    minutes_ref: Reference | None = None
    """Where it stands, when somebody else than the party records it."""


class RiskAssessmentCompleted(
    IssueEvent, frozen=True, kw_only=True, tag="risk-assessment-completed.v1"
):
    """The risks of the change were assessed in writing (AML ch. 6; AFS 2023:1)."""

    document: Reference
    serious: bool
    safety_representative: Literal[
        "participated", "invited_absent", "not_invited", "none_appointed"
    ]
    action_plan_ref: Reference | None = None


class ProposalRevised(IssueEvent, frozen=True, kw_only=True, tag="proposal-revised.v1"):
    """The proposal became a new version, because of what was said."""

    version: Count
    because_of: tuple[Slug, ...] = ()
    """The perspectives that moved it, by `perspectiveId`."""
    material: bool
    """Whether the change bears on the matter itself; a person judges that."""


class UnionOfEmployeeNamed(Refused):
    """The union {party} is named for {source}. An employee's membership is never
    recorded: leave it out.
    """

    rule = "8.2"
    sv = """Facket {party} anges för {source}. En anställds medlemskap registreras
    aldrig: utelämna det."""


class PerspectiveTwice(Refused):
    """The perspective {perspective} is recorded already. Give the new one an id of
    its own.
    """

    rule = "8.3"
    sv = "Perspektivet {perspective} är redan registrerat. Ge det nya ett eget id."


class PositionOfAnother(Refused):
    """The position of {party} was recorded by {actor} without minutes. Name in
    `minutesRef` where it stands, or let the party record it.
    """

    rule = "9.1"
    sv = """Ståndpunkten för {party} registrerades av {actor} utan protokoll. Ange i
    `minutesRef` var den står, eller låt parten registrera den."""


class VersionSkipped(Refused):
    """The proposal is said to become version {named}, but the one that follows is
    {next}.
    """

    rule = "11.1"
    sv = "Förslaget sägs bli version {named}, men den som följer är {next}."


class UnknownPerspective(Refused):
    """The proposal is said to change because of {perspective}, which is not recorded.
    Record the perspective first, or mend its id.
    """

    rule = "11.2"
    sv = """Förslaget sägs ändras på grund av {perspective}, som inte är registrerat.
    Registrera perspektivet först, eller rätta dess id."""


def may_submit(event: PerspectiveSubmitted, issue: Issue, framework: Framework) -> None:
    """0.4, 0.10, 8.2, 8.3: an employee's union is not named; ids are used once."""
    speaking_for(event, framework, event.party)
    if event.source.startswith("employee") and event.party:
        raise UnionOfEmployeeNamed(source=event.source, party=event.party)
    if event.actor.role is Role.EMPLOYEE and event.actor.party:
        raise UnionOfEmployeeNamed(source=Role.EMPLOYEE, party=event.actor.party)
    if event.perspective_id in issue.perspectives:
        raise PerspectiveTwice(perspective=event.perspective_id)


def may_take_position(
    event: PartyPositionRecorded, _: Issue, framework: Framework
) -> None:
    """0.4, 9.1: a party speaks for itself, or the minutes say what it said."""
    known_parties(framework, event.party)
    if event.actor.party != event.party and not event.minutes_ref:
        actor = event.actor.party or event.actor.role
        raise PositionOfAnother(party=event.party, actor=actor)


def may_revise(event: ProposalRevised, issue: Issue, _: Framework) -> None:
    """11.1, 11.2: versions follow each other, and their causes are recorded."""
    if event.version != issue.proposal + 1:
        raise VersionSkipped(named=event.version, next=issue.proposal + 1)
    for perspective in event.because_of:
        if perspective not in issue.perspectives:
            raise UnknownPerspective(perspective=perspective)


def submit(issue: Issue, event: PerspectiveSubmitted) -> Issue:
    """Remember the perspective's id."""
    return changed(issue, perspectives=issue.perspectives | {event.perspective_id})


def revise(issue: Issue, event: ProposalRevised) -> Issue:
    """Remember the version that stands."""
    return changed(issue, proposal=event.version)
