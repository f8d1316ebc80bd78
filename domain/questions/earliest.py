"""From when a decision can be lawful, where a rule of the agreement sets the time.

Part of Q22: the last of the deadlines of T1, T6 and T7 that are still in the way.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from domain import when
from domain.meeting import ForumSummoned
from domain.questions.answer import Verdict
from domain.questions.case import Case

TO_COME = ("not_concluded_before", "postponed")
"""Reasons of Q1 that a meeting to come would mend."""


def lawful_from(case: Case, in_the_way: Sequence[Verdict]) -> datetime | None:
    """Return the last instant that a rule sets; None where none sets any.

    It supposes that what is missing is done at once. What no rule gives a time for, an
    assessment or a negotiation, takes as long as it takes.
    """
    return max(_instants(case, in_the_way), default=None)


def _instants(case: Case, in_the_way: Iterable[Verdict]) -> Iterable[datetime]:
    for each in in_the_way:
        if each.reason == "same_day":
            yield when.day_after(case.today)
        if last := each.facts.get("windowClosesOn"):
            yield when.day_after(date.fromisoformat(str(last)))
        if each.question == "Q1" and each.reason in TO_COME and each.party:
            yield from _next_meeting(case, each.party)


def _next_meeting(case: Case, party: str) -> Iterable[datetime]:
    """Yield when the party can be met: as summoned, else with its time to prepare."""
    ahead = [
        event.meeting_at
        for _, event in case.of(ForumSummoned)
        if party in event.parties
        and event.meeting_at > case.as_of
        and (event.round or 1) == case.now.round
    ]
    if ahead:
        yield min(ahead).astimezone(UTC)
        return
    governing = case.in_force(party, case.today)
    term = governing.terms.numbers.documents_before_meeting if governing else None
    if term is not None:
        calendar = case.calendar(party, case.today)
        yield when.day_begins(calendar.earliest(case.today, term))
