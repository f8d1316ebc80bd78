"""Meetings: the summons, the documents, a waived period, and who came."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from domain import when
from domain.agreement_state import Framework
from domain.base import (
    Count,
    Organisation,
    Reference,
    Refused,
    Role,
    Slug,
    Struct,
    Text,
)
from domain.issue import Issue, IssueEvent, Seat, changed, known_parties

EMPLOYER_SIDE = frozenset(
    {Role.MANAGER, Role.AGENCY_HEAD, Role.EMPLOYER_REPRESENTATIVE}
)
WORKPLACE_MEETING = "workplace_meeting"
"""The forum of manager and staff (arbetsplatsträff), where no union is a party."""


class ForumSummoned(IssueEvent, frozen=True, kw_only=True, tag="forum-summoned.v1"):
    """The employer summoned a forum (kallelse); it occurred when it was sent."""

    forum: Slug
    level: Slug
    meeting_at: Annotated[datetime, Meta(tz=True)]
    parties: tuple[Organisation, ...]
    item: Text | None = None


class DocumentsDispatched(
    IssueEvent, frozen=True, kw_only=True, tag="documents-dispatched.v1"
):
    """The employer sent the documents; it occurred when they were sent."""

    parties: tuple[Organisation, ...]
    proposal_version: Count
    meeting_on: date | None = None
    """The meeting they are for."""
    written_round: bool = False
    """They open a consultation in writing, without a meeting."""


class SummonsPeriodWaived(
    IssueEvent, frozen=True, kw_only=True, tag="summons-period-waived.v1"
):
    """A party did not insist on its time to prepare."""

    party: Organisation
    how: Reference
    """Where that stands, the minutes as a rule."""


class Attendance(Struct, frozen=True, kw_only=True):
    """Whether a party, or somebody in a role, was there."""

    role: Role
    party: Organisation | None = None
    presence: Literal["present", "absent_excused", "absent", "declined", "not_summoned"]
    recused: bool = False
    """Left the matter because of a conflict of interest (jäv), FL 16–18 §§."""


class MeetingHeld(IssueEvent, frozen=True, kw_only=True, tag="meeting-held.v1"):
    """A forum met and had the matter on its agenda."""

    forum: Slug
    level: Slug
    attendance: tuple[Attendance, ...]


class MeetingBeforeSummons(Refused):
    """The forum is summoned to {meeting}, but the summons went out {dispatched}. A
    summons comes before its meeting: mend one of the two.
    """

    rule = "4.1"
    sv = """Forumet kallas till {meeting}, men kallelsen skickades {dispatched}. En
    kallelse kommer före sitt möte: rätta en av tiderna."""


class WaivedForAnother(Refused):
    """The period of {party} was waived by {actor}. Only the party itself can: the
    actor needs `party` {party}.
    """

    rule = "6.1"
    sv = """Fristen för {party} efterskänktes av {actor}. Det kan bara parten själv:
    `actor` behöver `party` {party}."""


class NoEmployerPresent(Refused):
    """Nobody from the employer was present, so it was no meeting of the parties. List
    who represented the employer.
    """

    rule = "7.1"
    sv = """Ingen från arbetsgivaren var närvarande, så det var inget möte mellan
    parterna. Ange vem som företrädde arbetsgivaren."""


class AttendanceUnstated(Refused):
    """The attendance says nothing of {party}, to which a duty is owed. List it, as
    `not_summoned` if it was neither summoned nor there.
    """

    rule = "7.2"
    sv = """Närvaron säger inget om {party}, som skyldigheten gäller mot. Ta med den,
    som `not_summoned` om den varken var kallad eller närvarande."""


class AbsentUnsummoned(Refused):
    """{party} is listed as {presence} but was never summoned in this round. List it
    as `not_summoned`, or record the summons first.
    """

    rule = "7.3"
    sv = """{party} anges som {presence} men kallades aldrig i denna omgång. Ange
    `not_summoned`, eller registrera kallelsen först."""


def may_summon(event: ForumSummoned, _: Issue, framework: Framework) -> None:
    """0.4, 4.1: known parties, and a meeting that comes after its summons."""
    known_parties(framework, *event.parties)
    meeting, sent = when.at(event.meeting_at), event.occurred
    same_minute = sent.minute is not None and meeting.minute == sent.minute
    if same_minute or when.before(meeting, sent):
        raise MeetingBeforeSummons(
            meeting=event.meeting_at, dispatched=sent.minute or sent.day
        )


def may_dispatch(event: DocumentsDispatched, _: Issue, framework: Framework) -> None:
    """0.4: known parties."""
    known_parties(framework, *event.parties)


def may_waive(event: SummonsPeriodWaived, _: Issue, framework: Framework) -> None:
    """0.4, 6.1: a party waives its own period only."""
    known_parties(framework, event.party)
    if event.actor.party != event.party:
        actor = event.actor.party or event.actor.role
        raise WaivedForAnother(party=event.party, actor=actor)


def may_meet(event: MeetingHeld, issue: Issue, framework: Framework) -> None:
    """0.4, 7.1–7.3: the employer was there, and every party is accounted for."""
    known_parties(framework, *(row.party for row in event.attendance))
    if "employer" not in sides_present(event):
        raise NoEmployerPresent
    listed = {row.party for row in event.attendance}
    if event.level != WORKPLACE_MEETING:
        owed = framework.agency.bound(event.occurred.day)
        for party in sorted(owed - listed):
            raise AttendanceUnstated(party=party)
    for row in event.attendance:
        seat = (issue.in_round(event), row.party)
        absent = row.presence.startswith("absent") or row.presence == "declined"
        if row.party and absent and seat not in issue.summoned:
            raise AbsentUnsummoned(party=row.party, presence=row.presence)


def summon(issue: Issue, event: ForumSummoned) -> Issue:
    """Remember who was summoned, and to the earliest meeting of the round."""
    round_ = issue.in_round(event)
    meetings = _earliest(issue.first_meeting_set, round_, when.at(event.meeting_at))
    return changed(
        issue,
        summoned=issue.summoned | {(round_, party) for party in event.parties},
        first_meeting_set=meetings,
    )


def dispatch(issue: Issue, event: DocumentsDispatched) -> Issue:
    """Remember a written round: who got the documents was called to take part."""
    if not event.written_round:
        return issue
    round_ = issue.in_round(event)
    return changed(
        issue,
        summoned=issue.summoned | {(round_, party) for party in event.parties},
        first_occasion=_earliest(issue.first_occasion, round_, event.occurred),
    )


def meet(issue: Issue, event: MeetingHeld) -> Issue:
    """Remember who was present, and the first meeting of the round."""
    round_, day = issue.in_round(event), event.occurred.day
    sides = sides_present(event)
    seats: set[Seat] = {(round_, side) for side in sides - {"employer"}}
    return changed(
        issue,
        present=issue.present | seats,
        presence={**issue.presence, day: issue.presence.get(day, frozenset()) | sides},
        first_occasion=_earliest(issue.first_occasion, round_, event.occurred),
    )


def sides_present(event: MeetingHeld) -> frozenset[str]:
    """Return the sides that were there: `employer` and organisations by slug."""
    here = [row for row in event.attendance if row.presence == "present"]
    employer = {"employer" for row in here if row.role in EMPLOYER_SIDE}
    return frozenset(employer | {row.party for row in here if row.party})


def _earliest(
    known: Mapping[int, when.When], round_: int, occurred: when.When
) -> dict[int, when.When]:
    first = known.get(round_)
    keep = first if first and not when.before(occurred, first) else occurred
    return {**known, round_: keep}
