"""Consultation (samverkan) on the issue: postponed, resumed, concluded."""

from datetime import date
from typing import Literal

from domain import when
from domain.agreement_state import Framework
from domain.base import Count, Organisation, Refused, Slug, Struct, Text
from domain.issue import Issue, IssueEvent, changed, known_parties


class ConsultationPostponed(
    IssueEvent, frozen=True, kw_only=True, tag="consultation-postponed.v1"
):
    """The consultation was put off (bordlagd, ajournerad): it is not complete."""

    parties: tuple[Organisation, ...]
    to_date: date | None = None
    requested_by: Slug | None = None
    """`employer`, or the organisation that asked for it."""
    reason: Text


class ConsultationResumed(
    IssueEvent, frozen=True, kw_only=True, tag="consultation-resumed.v1"
):
    """A postponed consultation went on."""

    parties: tuple[Organisation, ...]


class Outcome(Struct, frozen=True, kw_only=True):
    """How the consultation ended for one party."""

    party: Organisation
    outcome: Literal[
        "consensus", "disagreement", "no_position", "absent_duly_summoned", "declined"
    ]
    remark: Text | None = None


class ConsultationConcluded(
    IssueEvent, frozen=True, kw_only=True, tag="consultation-concluded.v1"
):
    """The consultation at one level was complete, on one version of the proposal."""

    level: Slug
    outcomes: tuple[Outcome, ...]
    proposal_version: Count
    minutes_required: bool = False


class NotInConsultation(Refused):
    """{party} is not in consultation in this round: neither summoned nor present.
    Record the summons or the meeting first.
    """

    rule = "12.1"
    sv = """{party} är inte i samverkan i denna omgång: varken kallad eller närvarande.
    Registrera kallelsen eller mötet först."""


class NotPostponed(Refused):
    """The consultation with {party} was not postponed, so it cannot be resumed.
    Record consultation-postponed.v1 first if it was.
    """

    rule = "12.2"
    sv = """Samverkan med {party} var inte uppskjuten och kan inte återupptas.
    Registrera först consultation-postponed.v1 om den var det."""


class NeitherSummonedNorPresent(Refused):
    """The consultation is said to be concluded for {party}, which was neither
    summoned nor present in round {round}. Record the summons or the meeting first.
    """

    rule = "13.1"
    sv = """Samverkan sägs vara avslutad för {party}, som varken var kallad eller
    närvarande i omgång {round}. Registrera kallelsen eller mötet först."""


class ConcludedBeforeMeeting(Refused):
    """The consultation is said to be concluded {concluded}, before the first meeting
    or written round, {first}. Mend one of the two times.
    """

    rule = "13.2"
    sv = """Samverkan sägs vara avslutad {concluded}, före det första mötet eller den
    skriftliga omgången, {first}. Rätta en av tiderna."""


class ConcludedTwice(Refused):
    """The consultation with {party} at level {level} in round {round} is concluded
    already. Correct or annul that conclusion, or record issue-reopened.v1.
    """

    rule = "13.3"
    sv = """Samverkan med {party} på nivå {level} i omgång {round} är redan avslutad.
    Rätta eller makulera avslutet, eller registrera issue-reopened.v1."""


def may_postpone(
    event: ConsultationPostponed, issue: Issue, framework: Framework
) -> None:
    """0.4, 12.1: only a consultation that is going on can be put off."""
    known_parties(framework, *event.parties)
    for party in event.parties:
        if (issue.in_round(event), party) not in issue.summoned | issue.present:
            raise NotInConsultation(party=party)


def may_resume(event: ConsultationResumed, issue: Issue, framework: Framework) -> None:
    """0.4, 12.2: only what was put off is resumed."""
    known_parties(framework, *event.parties)
    for party in event.parties:
        if (issue.in_round(event), party) not in issue.postponed:
            raise NotPostponed(party=party)


def may_conclude(
    event: ConsultationConcluded, issue: Issue, framework: Framework
) -> None:
    """0.4, 13.1–13.3: each party was called, after a beginning, once a level."""
    round_ = issue.in_round(event)
    known_parties(framework, *(row.party for row in event.outcomes))
    seen: set[Organisation] = set()
    for row in event.outcomes:
        if (round_, row.party) not in issue.summoned | issue.present:
            raise NeitherSummonedNorPresent(party=row.party, round=round_)
        if (round_, row.party, event.level) in issue.conclusions or row.party in seen:
            raise ConcludedTwice(party=row.party, level=event.level, round=round_)
        seen.add(row.party)
    first = issue.first_occasion.get(round_) or issue.first_meeting_set.get(round_)
    if first and when.before(event.occurred, first):
        concluded = event.occurred.minute or event.occurred.day
        raise ConcludedBeforeMeeting(
            concluded=concluded, first=first.minute or first.day
        )


def postpone(issue: Issue, event: ConsultationPostponed) -> Issue:
    """Remember who waits."""
    seats = {(issue.in_round(event), party) for party in event.parties}
    return changed(issue, postponed=issue.postponed | seats)


def resume(issue: Issue, event: ConsultationResumed) -> Issue:
    """Forget that they waited."""
    seats = {(issue.in_round(event), party) for party in event.parties}
    return changed(issue, postponed=issue.postponed - seats)


def conclude(issue: Issue, event: ConsultationConcluded) -> Issue:
    """Remember the outcome for each party at that level; nobody waits any more."""
    round_ = issue.in_round(event)
    outcomes = {(round_, row.party, event.level): row.outcome for row in event.outcomes}
    return changed(
        issue,
        conclusions={**issue.conclusions, **outcomes},
        postponed=issue.postponed - {(round_, row.party) for row in event.outcomes},
    )
