"""Whether a party was heard, and had its time to prepare: T1, documents to meeting."""

from datetime import date
from typing import Literal

import msgspec

from domain import when
from domain.base import Recorded
from domain.consultation import ConsultationConcluded, Outcome
from domain.meeting import (
    DocumentsDispatched,
    ForumSummoned,
    MeetingHeld,
    SummonsPeriodWaived,
)
from domain.questions.case import Case, latest

InTime = Literal["yes", "no", "waived", "no_number", "unknown"]


class Notice(msgspec.Struct, frozen=True):
    """The summons and documents of one party for the meeting that concluded."""

    summons: Recorded | None
    documents: Recorded | None
    waiver: Recorded | None
    days: int | None
    """Between the later of the two and the meeting, as T1 counts; None: not known."""
    in_time: InTime


class Heard(msgspec.Struct, frozen=True):
    """Whether a conclusion counts for a party, and what shows it."""

    counts: bool | None
    """None: not known."""
    evidence: tuple[Recorded, ...] = ()
    qualifiers: tuple[str, ...] = ()


def heard(case: Case, concluded: ConsultationConcluded, outcome: Outcome) -> Heard:
    """Return whether the outcome counts: an absent party must have had its notice.

    Absence counts as an answer (T10) where the party was summoned, with its time to
    prepare or a waiver of it, and the agreement lets silence count.
    """
    if outcome.outcome != "absent_duly_summoned":
        return Heard(counts=True)
    given = notice(case, concluded, outcome.party)
    if given.summons is None or not _silence_counts(case, outcome.party, concluded):
        return Heard(counts=False)
    parts = [given.summons, given.documents]
    if given.in_time == "waived":
        parts.append(given.waiver)
    return Heard(
        counts=None if given.in_time == "unknown" else given.in_time != "no",
        evidence=tuple(entry for entry in parts if entry),
        qualifiers=("waived",) if given.in_time == "waived" else (),
    )


def notice(case: Case, concluded: ConsultationConcluded, party: str) -> Notice:
    """Return what *party* was sent before the meeting at which it was concluded."""
    meeting = meeting_day(case, concluded)
    summons = _summons(case, concluded, party, meeting)
    documents = _documents(case, concluded, party, meeting)
    waiver = waived(case, concluded, party, summons)
    days, measured = _measured(case, party, (summons, documents), meeting)
    unheeded = waiver is not None and measured in ("no", "unknown")
    in_time: InTime = "waived" if unheeded else measured
    return Notice(summons, documents, waiver, days, in_time)


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


def _summons(
    case: Case, concluded: ConsultationConcluded, party: str, meeting: date
) -> Recorded | None:
    """Return the last summons of the party to that meeting."""
    return latest(
        entry
        for entry, event in case.of(ForumSummoned)
        if party in event.parties
        and same(event, concluded)
        and when.day_of(event.meeting_at) == meeting
    )


def _documents(
    case: Case, concluded: ConsultationConcluded, party: str, meeting: date
) -> Recorded | None:
    """Return the last documents on the concluded version, for that meeting."""
    return latest(
        entry
        for entry, event in case.of(DocumentsDispatched)
        if party in event.parties
        and (event.round or 1) == (concluded.round or 1)
        and event.meeting_on in (None, meeting)
        and event.occurred.day <= meeting
        and event.proposal_version == concluded.proposal_version
    )


def waived(
    case: Case, concluded: ConsultationConcluded, party: str, called: Recorded | None
) -> Recorded | None:
    """Return the party's waiver of its time for that meeting.

    Not from before it was called; nor for a meeting between, which a waiver is for if
    it came before it.
    """
    if called is None:
        return None
    meeting = meeting_day(case, concluded)
    between = {
        event.occurred.day
        for _, event in meetings(case, concluded)
        if event.occurred.day < meeting
    }
    return latest(
        entry
        for entry, event in case.of(SummonsPeriodWaived)
        if event.party == party
        and (event.round or 1) == (concluded.round or 1)
        and not when.before(event.occurred, called.event.occurred)
        and not any(event.occurred.day < day for day in between)
    )


def _measured(
    case: Case, party: str, sent: tuple[Recorded | None, Recorded | None], meeting: date
) -> tuple[int | None, InTime]:
    version = case.in_force(party, meeting)
    term = version.terms.numbers.documents_before_meeting if version else None
    if term is None:
        return None, "no_number"
    days = [entry.event.occurred.day for entry in sent if entry]
    if len(days) < len(sent):
        return None, "unknown"
    between = case.calendar(party, meeting).days_between(max(days), meeting, term)
    return between, "yes" if between >= term.amount else "no"


def same(event: ForumSummoned | MeetingHeld, concluded: ConsultationConcluded) -> bool:
    """Tell whether both are of one round and level."""
    one, other = (event.round or 1), (concluded.round or 1)
    return one == other and event.level == concluded.level


def _silence_counts(case: Case, party: str, concluded: ConsultationConcluded) -> bool:
    version = case.in_force(party, concluded.occurred.day)
    return version.terms.numbers.silence_counts if version else True
