"""How a party was called to the meeting that concluded, and its time to prepare (Q4).

What called it and what it was sent, as `sent` finds it; here it is measured and told.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from domain import when
from domain.base import Recorded
from domain.calendar import Calendar, Term
from domain.consultation import ConsultationConcluded
from domain.meeting import ForumSummoned
from domain.perspective import ProposalRevised
from domain.questions import notice, sent
from domain.questions.case import Case, latest


class Prepared(msgspec.Struct, frozen=True):
    """What one party had been sent for one meeting, and when."""

    meeting: date
    called: Recorded | None
    documents: Recorded | None
    added: Recorded | None
    """What was sent besides, too late, if only that was."""
    waiver: Recorded | None
    term: Term | None
    """T1 as it governed the party on the day of the meeting; None: no such number."""
    days: int | None
    """From what was sent last to the meeting, as T1 counts; without T1, the whole
    working days between. None: nothing was sent."""

    @property
    def entries(self) -> tuple[Recorded, ...]:
        """What was sent, in evidence."""
        return tuple(entry for entry in (self.called, self.documents) if entry)

    @property
    def too_late(self) -> bool:
        """Whether what is on record was sent too late, whatever else was sent."""
        if self.term is None or self.days is None:
            return False
        return self.days < self.term.amount

    @property
    def facts(self) -> Mapping[str, object]:
        """What a sentence may say of it: nothing of what was not sent."""
        known: dict[str, object] = {"meetingOn": self.meeting}
        if self.entries:
            known["sentOn"] = _last(self.entries)
            known["days" if self.term else "workingDays"] = self.days
        if self.term:
            known["needed"] = self.term
        return known


def prepared(case: Case, concluded: ConsultationConcluded, party: str) -> Prepared:
    """Return what the party had been sent for the meeting that concluded."""
    meeting = sent.meeting_day(case, concluded)
    given = notice.notice(case, concluded, party)
    called, documents, waiver = given.called, given.documents, given.waiver
    governing = case.in_force(party, meeting)
    term = governing.terms.numbers.documents_before_meeting if governing else None
    last = [entry for entry in (called, documents) if entry]
    days = _days(case.calendar(party, meeting), last, meeting, term) if last else None
    return Prepared(meeting, called, documents, given.added, waiver, term, days)


def _days(
    calendar: Calendar, sent: list[Recorded], meeting: date, term: Term | None
) -> int:
    if term is None:
        return calendar.working_days(_last(sent), meeting - timedelta(days=1))
    return calendar.days_between(_last(sent), meeting, term)


def earlier_meetings(
    case: Case, concluded: ConsultationConcluded
) -> list[tuple[Recorded, ConsultationConcluded]]:
    """Return the meetings before the one that concluded, as if each had concluded.

    Of that level and round, on the proposal as it then stood.
    """
    held = sent.meetings(case, concluded)
    last = max((event.occurred.day for _, event in held), default=date.min)
    return [
        (
            entry,
            msgspec.structs.replace(
                concluded,
                occurred_at=event.occurred_at,
                occurred_on=event.occurred_on,
                proposal_version=_proposal(case, event.occurred.day),
            ),
        )
        for entry, event in held
        if event.occurred.day < last
    ]


def moved_from(
    case: Case, concluded: ConsultationConcluded, party: str
) -> Recorded | None:
    """Return the party's last summons to a day on which the group did not meet."""
    days = {event.occurred.day for _, event in sent.meetings(case, concluded)}
    return latest(
        entry
        for entry, event in case.of(ForumSummoned)
        if party in event.parties
        and sent.same(event, concluded)
        and event.occurred.day <= sent.meeting_day(case, concluded)
        and when.day_of(event.meeting_at) not in days
    )


def _proposal(case: Case, on: date) -> int:
    """Return the version of the proposal that stood when that day began."""
    revised = case.of(ProposalRevised)
    versions = (event.version for _, event in revised if event.occurred.day < on)
    return max(versions, default=1)


def _last(entries: tuple[Recorded, ...] | list[Recorded]) -> date:
    return max(entry.event.occurred.day for entry in entries)
