"""What happens in plausible issues, scene by scene; now and then it is done wrongly."""

from collections.abc import Sequence
from typing import Any, Literal

from bench import agency, terms
from bench.story import EMPLOYEE, SAFETY, SECRETARY, Story, after
from domain.base import Actor, Answer, Document, Organisation, Role
from domain.classification import Basis, Classification, IssueClassified
from domain.consultation import ConsultationConcluded, Outcome
from domain.meeting import (
    Attendance,
    DocumentsDispatched,
    ForumSummoned,
    MeetingHeld,
    SummonsPeriodWaived,
)
from domain.perspective import (
    PartyPositionRecorded,
    PerspectiveSubmitted,
    ProposalRevised,
    RiskAssessmentCompleted,
)
from domain.raising import IssueRaised

Track = Literal["consultation", "negotiation", "information"]
Presence = Literal["present", "absent", "not_summoned"]

WRONG = 0.03
"""The share of scenes in which something is done wrongly, or not at all."""


def raised(s: Story, by: Actor = agency.MANAGER, stage: str = "idea") -> None:
    """Somebody raises the matter."""
    matter, flags = s.matter, ("contractor_use", "redundancy", "transfer")
    topics = ("contractors", "redundancy", "business_transfer")
    said: dict[str, Any] = {
        flag: Answer.YES if matter.topic == topic else Answer.NO
        for flag, topic in zip(flags, topics, strict=True)
    }
    party = by.party if by.role is Role.UNION_REPRESENTATIVE else None
    raising = s.event(
        IssueRaised,
        by,
        title=f"{matter.topic.replace('_', ' ').capitalize()}: {s.text()}",
        topic=matter.topic,
        unit=matter.unit,
        stage=stage,
        raised_by=by.role,
        raised_by_party=party,
        diary_no=f"EV {s.day.year}/{s.chance.randrange(10**6)}",
        significant_change=matter.significant,
        affects_work_environment=matter.work_environment,
        individual_matter=Answer.YES
        if matter.topic == "individual_case"
        else Answer.NO,
        dispute=Answer.YES if matter.topic == "dispute" else Answer.NO,
        **said,
    )
    s.tell(raising)


def classified(s: Story, track: Track = "consultation") -> None:
    """The employer chooses the track of each party."""
    matter = s.matter
    basis = Basis(
        agreement=agency.AGREEMENT, version=agency.version(s.day), cell=matter.topic
    )
    tracks = tuple(
        Classification(
            party=party,
            track=track,
            level=matter.level,
            basis=basis,
            reason="matrix",
        )
        for party in s.parties
    )
    s.tell(s.event(IssueClassified, agency.STAFF, parties=tracks))


def summoned(s: Story, level: str | None = None, days: int = 9) -> tuple[str, ...]:
    """The employer summons to a meeting and sends the documents; who was called.

    The day is then that of the meeting.
    """
    level = level or s.matter.level
    called = s.parties[1:] if s.often(WRONG) else s.parties
    notice = s.chance.randint(1, 4) if s.often(2 * WRONG) else days
    meeting = after(s.day, notice)
    sent, s.day = s.day, meeting
    at, s.day = s.minute(), sent
    document = Document(ref=s.reference(), sha256=f"{s.chance.getrandbits(256):064x}")
    s.tell(
        s.event(
            ForumSummoned,
            agency.STAFF,
            forum=forum(s, level),
            level=level,
            meeting_at=at,
            parties=called,
            item=s.text(),
        ),
        s.event(
            DocumentsDispatched,
            agency.STAFF,
            parties=called,
            proposal_version=s.proposal,
            meeting_on=meeting,
            document_refs=(document,),
        ),
    )
    s.day = meeting
    if notice < days and s.often(0.5):
        waiver = s.event(
            SummonsPeriodWaived,
            agency.union(called[0]),
            party=called[0],
            how=s.reference(),
        )
        s.tell(waiver)
    return called


def met(
    s: Story,
    called: Sequence[Organisation],
    level: str | None = None,
    absent: Sequence[Organisation] = (),
) -> str:
    """The group meets; the id of that entry."""
    s.meetings += 1
    level = level or s.matter.level
    seats = [Attendance(role=Role.MANAGER, presence="present")]
    for party in sorted(agency.NAMES):
        here: Presence = "absent" if party in absent else "present"
        seats.append(
            Attendance(
                role=Role.UNION_REPRESENTATIVE,
                party=party,
                presence=here if party in called else "not_summoned",
            )
        )
    if s.matter.work_environment is Answer.YES:
        seats.append(Attendance(role=Role.SAFETY_REPRESENTATIVE, presence="present"))
    held = s.event(
        MeetingHeld,
        SECRETARY,
        occurred_at=s.minute(),
        forum=forum(s, level),
        level=level,
        attendance=tuple(seats),
    )
    return s.tell(held)[0].id


def spoke(s: Story, parties: Sequence[Organisation], staff: int = 0) -> None:
    """Parties say what they think, and so do staff."""
    said = []
    for actor in [*map(agency.union, parties), *[EMPLOYEE] * staff]:
        slug = f"p{len(s.perspectives) + 1}"
        s.perspectives.append(slug)
        said.append(
            s.event(
                PerspectiveSubmitted,
                actor,
                perspective_id=slug,
                source="union" if actor.party else "employee_group",
                party=actor.party,
                stance=s.chance.choice(("support", "oppose", "neutral", "question")),
                proposal_version=s.proposal,
                text=s.text(),
            )
        )
    if said:
        s.tell(*said)


def assessed(s: Story) -> None:
    """The risks are assessed, if the matter bears on the work environment."""
    if s.matter.work_environment is not Answer.YES or s.often(WRONG):
        return
    how = "not_invited" if s.often(WRONG) else "participated"
    s.tell(
        s.event(
            RiskAssessmentCompleted,
            SAFETY if s.often(0.2) else agency.STAFF,
            document=s.reference(),
            serious=s.often(0.1),
            safety_representative=how,
            action_plan_ref=s.reference(),
        )
    )


def revised(s: Story, *, material: bool = True) -> None:
    """The proposal changes because of what was said."""
    s.proposal += 1
    s.tell(
        s.event(
            ProposalRevised,
            agency.STAFF,
            version=s.proposal,
            because_of=tuple(s.perspectives[-1:]),
            material=material,
        )
    )


def concluded(
    s: Story,
    called: Sequence[Organisation],
    level: str | None = None,
    against: Sequence[Organisation] = (),
) -> None:
    """The consultation at the level is complete."""
    outcomes = tuple(
        Outcome(
            party=party,
            outcome="disagreement" if party in against else "consensus",
            remark=s.text() if party in against else None,
        )
        for party in called
    )
    done = s.event(
        ConsultationConcluded,
        SECRETARY,
        level=level or s.matter.level,
        outcomes=outcomes,
        proposal_version=s.proposal,
        minutes_required=s.matter.topic in terms.MINUTED,
    )
    positions = [
        s.event(
            PartyPositionRecorded,
            agency.union(party),
            party=party,
            position="reserved",
            text=s.text(),
        )
        for party in against
    ]
    s.tell(done, *positions)


def forum(s: Story, level: str) -> str:
    """Return the group of the level."""
    return (
        level if level == terms.CSG else f"{level}-{agency.department(s.matter.unit)}"
    )
