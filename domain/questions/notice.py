"""Whether a party was heard, and had its time to prepare: T1, documents to meeting."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec

from domain import when
from domain.base import Recorded
from domain.consultation import ConsultationConcluded, ConsultationPostponed, Outcome
from domain.meeting import ForumSummoned, SummonsPeriodWaived
from domain.questions import sent
from domain.questions.case import Case, latest

InTime = Literal["yes", "no", "waived", "no_number", "unknown"]


class Notice(msgspec.Struct, frozen=True):
    """How one party was called to the meeting that concluded, and what it was sent."""

    called: Recorded | None
    documents: Recorded | None
    added: Recorded | None
    """What was sent besides, too late, if only that was."""
    waiver: Recorded | None
    in_time: InTime
    """As T1 counts, from the later of call and documents to the meeting."""


class Heard(msgspec.Struct, frozen=True):
    """Whether a conclusion counts for a party, and what shows it."""

    counts: bool | None
    """None: not known."""
    evidence: tuple[Recorded, ...] = ()
    qualifiers: tuple[str, ...] = ()


def heard(case: Case, concluded: ConsultationConcluded, outcome: Outcome) -> Heard:
    """Return whether the outcome counts: an absent party must have had its notice.

    Absence counts as an answer (T10) where the party was called, with its time to
    prepare or a waiver of it, and the agreement lets silence count.
    """
    if outcome.outcome != "absent_duly_summoned":
        return Heard(counts=True)
    given = notice(case, concluded, outcome.party)
    parts = (given.called, given.documents, given.added)
    evidence = tuple(entry for entry in parts if entry)
    if given.called is None or not _silence_counts(case, outcome.party, concluded):
        return Heard(counts=False, evidence=evidence)
    if given.in_time == "waived" and given.waiver:
        return Heard(
            counts=True, evidence=(*evidence, given.waiver), qualifiers=("waived",)
        )
    known = given.in_time != "unknown"
    return Heard(given.in_time != "no" if known else None, evidence)


def notice(case: Case, concluded: ConsultationConcluded, party: str) -> Notice:
    """Return what *party* was sent before the meeting at which it was concluded."""
    meeting = sent.meeting_day(case, concluded)
    first, added = sent.documents(case, concluded, party, meeting)
    called = sent.called(case, concluded, party, first)
    waiver = waived(case, concluded, party, called)
    measured = _measured(case, party, (called, first), meeting)
    if added and measured == "yes":
        with_more = _measured(case, party, (called, added), meeting)
        measured = "yes" if with_more == "yes" else "unknown"
    added = added if first and called and measured == "unknown" else None
    unheeded = waiver is not None and measured in ("no", "unknown")
    return Notice(called, first, added, waiver, "waived" if unheeded else measured)


def waived(
    case: Case, concluded: ConsultationConcluded, party: str, called: Recorded | None
) -> Recorded | None:
    """Return the party's waiver of its time for that meeting.

    Not from before it was called, nor from after that meeting had concluded [REC]; nor
    for another meeting, at any level, that was to come sooner.
    """
    given = [
        (entry, event)
        for entry, event in case.of(SummonsPeriodWaived)
        if event.party == party and (event.round or 1) == (concluded.round or 1)
    ]
    if called is None or not given:
        return None
    meeting = _meeting(called, sent.meeting_day(case, concluded))
    others = list(_other_meetings(case, concluded, party, meeting))
    return latest(
        entry
        for entry, event in given
        if not when.before(event.occurred, called.event.occurred)
        and event.occurred.day <= concluded.occurred.day
        and not any(
            _is_for(event.occurred, other, called_on, meeting)
            for other, called_on in others
        )
    )


def _is_for(
    given: when.When, other: when.When, called: when.When, meeting: when.When
) -> bool:
    """Tell whether a waiver *given* then was for the *other* meeting: the next to
    which the party had been called.
    """
    if when.before(given, called) or not when.before(given, other):
        return False
    return bool(when.before(other, meeting) or when.before(meeting, given))


def _meeting(called: Recorded, day: date) -> when.When:
    """Return when the meeting was to begin, as far as what called to it says."""
    event = called.event
    return (
        when.at(event.meeting_at) if isinstance(event, ForumSummoned) else when.on(day)
    )


def _other_meetings(
    case: Case, concluded: ConsultationConcluded, party: str, meeting: when.When
) -> Iterator[tuple[when.When, when.When]]:
    """Yield the other meetings of the round, each with when the party was called.

    Those to which it was called, and those of that level which were held.
    """
    for _, summons in case.of(ForumSummoned):
        at = when.at(summons.meeting_at)
        here = summons.level == concluded.level and at.day == meeting.day
        if party in summons.parties and sent.in_round(summons, concluded) and not here:
            yield at, summons.occurred
    for _, put_off in case.of(ConsultationPostponed):
        to = put_off.to_date
        if to and to != meeting.day and party in put_off.parties:
            yield when.on(to), put_off.occurred
    for _, held in sent.meetings(case, concluded):
        if held.occurred.day != meeting.day:
            yield when.on(held.occurred.day), when.on(date.min)


def _measured(
    case: Case, party: str, parts: tuple[Recorded | None, ...], meeting: date
) -> InTime:
    version = case.in_force(party, meeting)
    term = version.terms.numbers.documents_before_meeting if version else None
    if term is None:
        return "no_number"
    days = [entry.event.occurred.day for entry in parts if entry]
    if len(days) < len(parts):
        return "unknown"
    between = case.calendar(party, meeting).days_between(max(days), meeting, term)
    return "yes" if between >= term.amount else "no"


def _silence_counts(case: Case, party: str, concluded: ConsultationConcluded) -> bool:
    version = case.in_force(party, concluded.occurred.day)
    return version.terms.numbers.silence_counts if version else True
