"""How a party was called to the meeting that concluded, and what it was sent for it.

Beside a summons a party is called by a consultation put off to that very day, and by
documents that open a written round [REC].
"""

from datetime import date

from domain import when
from domain.base import Recorded
from domain.consultation import ConsultationConcluded, ConsultationPostponed
from domain.meeting import DocumentsDispatched, ForumSummoned, MeetingHeld
from domain.questions.case import Case, earliest, latest


def meeting_day(case: Case, concluded: ConsultationConcluded) -> date:
    """Return the day of the meeting that concluded, at that level in that round.

    The day of the conclusion, if they met or were summoned to meet that day; else the
    last on which they had met, else had been summoned to; without any, that day.
    """
    by = concluded.occurred.day
    days = [event.occurred.day for _, event in meetings(case, concluded)]
    summoned = [
        when.day_of(event.meeting_at)
        for _, event in case.of(ForumSummoned)
        if same(event, concluded) and when.day_of(event.meeting_at) <= by
    ]
    return by if by in summoned else max(days or summoned, default=by)


def meetings(
    case: Case, concluded: ConsultationConcluded
) -> list[tuple[Recorded, MeetingHeld]]:
    """Return the meetings of that level and round through the day it concluded."""
    return [
        (entry, event)
        for entry, event in case.of(MeetingHeld)
        if same(event, concluded) and event.occurred.day <= concluded.occurred.day
    ]


def same(event: ForumSummoned | MeetingHeld, concluded: ConsultationConcluded) -> bool:
    """Tell whether both are of one round and level."""
    return in_round(event, concluded) and event.level == concluded.level


def in_round(
    event: ForumSummoned | MeetingHeld | DocumentsDispatched | ConsultationPostponed,
    concluded: ConsultationConcluded,
) -> bool:
    """Tell whether both are of one round."""
    return (event.round or 1) == (concluded.round or 1)


def called(
    case: Case,
    concluded: ConsultationConcluded,
    party: str,
    papers: Recorded | None,
) -> Recorded | None:
    """Return what first called the party to that meeting; a reminder changes nothing.

    *papers*: the documents it was sent, which may have opened a round in writing.
    """
    meeting = meeting_day(case, concluded)
    summons = earliest(
        entry
        for entry, event in case.of(ForumSummoned)
        if party in event.parties
        and same(event, concluded)
        and when.day_of(event.meeting_at) == meeting
    )
    in_writing = papers if papers and _in_writing(papers) else None
    return summons or _put_off_to(case, concluded, party, meeting) or in_writing


def documents(
    case: Case, concluded: ConsultationConcluded, party: str, meeting: date
) -> tuple[Recorded | None, Recorded | None]:
    """Return the first documents on the concluded version for that meeting, and the
    last that were added to them.

    Sent again they change nothing; what names papers not named before is added.
    """
    sent = sorted(
        (when.earliest(event.occurred), entry.version, entry)
        for entry, event in case.of(DocumentsDispatched)
        if party in event.parties
        and in_round(event, concluded)
        and event.meeting_on in (None, meeting)
        and event.occurred.day <= meeting
        and event.proposal_version == concluded.proposal_version
    )
    if not sent:
        return None, None
    first, added = sent[0][-1], None
    named = set(first.event.document_refs)
    for _, _, entry in sent[1:]:
        if not named.issuperset(entry.event.document_refs):
            added = entry
        named.update(entry.event.document_refs)
    return first, added


def _put_off_to(
    case: Case, concluded: ConsultationConcluded, party: str, meeting: date
) -> Recorded | None:
    """Return what put the consultation with the party off to that very day."""
    return latest(
        entry
        for entry, event in case.of(ConsultationPostponed)
        if party in event.parties
        and in_round(event, concluded)
        and event.to_date == meeting
        and event.occurred.day < meeting
    )


def _in_writing(papers: Recorded) -> bool:
    event = papers.event
    return isinstance(event, DocumentsDispatched) and event.written_round
