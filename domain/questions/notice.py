"""Whether a party had its time to prepare: T1, from documents to meeting."""

from datetime import date
from typing import Literal

import msgspec

from domain import when
from domain.base import Recorded
from domain.consultation import ConsultationConcluded
from domain.meeting import DocumentsDispatched, ForumSummoned, SummonsPeriodWaived
from domain.questions.answer import Case

InTime = Literal["yes", "no", "waived", "no_number", "unknown"]


class Notice(msgspec.Struct, frozen=True):
    """The summons and documents of one party for the meeting that concluded."""

    summons: Recorded | None
    documents: Recorded | None
    waiver: Recorded | None
    days: int | None
    """Between documents and meeting, counted as T1 says; None: not known."""
    in_time: InTime


def duly_summoned(
    case: Case, concluded: ConsultationConcluded, party: str
) -> bool | None:
    """Tell whether the absence of *party* counts as its answer (T10); None: unknown.

    It must have been summoned, with its time to prepare or a waiver of it, and the
    agreement must let silence count.
    """
    given = notice(case, concluded, party)
    if given.summons is None or not _silence_counts(case, party, concluded):
        return False
    if given.in_time == "unknown":
        return None
    return given.in_time != "no"


def notice(case: Case, concluded: ConsultationConcluded, party: str) -> Notice:
    """Return what *party* was sent before the meeting at which it was concluded."""
    summons = _latest_summons(case, concluded, party)
    meeting = when.day_of(summons[1].meeting_at) if summons else concluded.occurred.day
    documents = _latest_documents(case, concluded, party, meeting)
    waiver = next(
        (
            entry
            for entry, event in case.of(SummonsPeriodWaived)
            if event.party == party and event.round == concluded.round
        ),
        None,
    )
    days, measured = _measured(case, party, documents, meeting)
    waived = waiver is not None and measured in ("no", "unknown")
    in_time: InTime = "waived" if waived else measured
    return Notice(summons[0] if summons else None, documents, waiver, days, in_time)


def _measured(
    case: Case, party: str, documents: Recorded | None, meeting: date
) -> tuple[int | None, InTime]:
    version = case.in_force(party, meeting)
    term = version.terms.numbers.documents_before_meeting if version else None
    if documents is None:
        return None, "unknown" if term else "no_number"
    sent = documents.event.occurred.day
    if term is None:
        return None, "no_number"
    days = case.calendar(party, meeting).days_between(sent, meeting, term)
    return days, "yes" if days >= term.amount else "no"


def _latest_summons(
    case: Case, concluded: ConsultationConcluded, party: str
) -> tuple[Recorded, ForumSummoned] | None:
    found = [
        (entry, event)
        for entry, event in case.of(ForumSummoned)
        if party in event.parties
        and event.round == concluded.round
        and event.level == concluded.level
        and when.day_of(event.meeting_at) <= concluded.occurred.day
    ]
    return max(found, key=lambda pair: pair[1].meeting_at, default=None)


def _latest_documents(
    case: Case, concluded: ConsultationConcluded, party: str, meeting: date
) -> Recorded | None:
    """Return the last documents on the concluded version, for that meeting."""
    found = [
        entry
        for entry, event in case.of(DocumentsDispatched)
        if party in event.parties
        and event.round == concluded.round
        and event.meeting_on in (None, meeting)
        and event.occurred.day <= meeting
        and event.proposal_version == concluded.proposal_version
    ]
    return max(found, key=lambda e: when.earliest(e.event.occurred), default=None)


def _silence_counts(case: Case, party: str, concluded: ConsultationConcluded) -> bool:
    version = case.in_force(party, concluded.occurred.day)
    return version.terms.numbers.silence_counts if version else True
