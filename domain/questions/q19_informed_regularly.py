"""Q19: every party is informed at least as often as its agreement says. MBL 19 §.

MBL (1976:580) 19 § sets no period: the agreement may (`numbers.informationEvery`).
Asked of the agency as a whole, of all issues in which information was provided.
"""

from datetime import date
from itertools import pairwise

from domain import when
from domain.base import Recorded
from domain.calendar import Calendar, Term
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case
from domain.questions.judging import Finding, found
from domain.questions.of_the_agency import Governed, elsewhere, informed, of_the_agency


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a party, and a version that governs it."""
    if not case.whole_agency:
        return elsewhere("Q19", case, lambda party: informed(case, party))
    return of_the_agency("Q19", case, _judge)


def _judge(case: Case, governed: Governed) -> Finding:
    given, version = informed(case, governed.party), governed.version
    every = version.terms.numbers.information_every if version else None
    facts = _dates(given)
    if version is None or every is None:
        missing = ("how often the party is to be informed",)
        return found("undeterminable", "no_period", given, missing=missing, facts=facts)
    if governed.limited:
        missing = ("for which units each occasion was",)
        reason = "limited_to_units"
        return found("undeterminable", reason, given, missing=missing, facts=facts)
    calendar = case.framework.calendar(governed.party, None, version.since)
    counted = [e for e in given if e.event.occurred.day >= version.since]
    return _counted(case, counted, version.since, (every, calendar))


def _counted(
    case: Case, given: list[Recorded], since: date, period: tuple[Term, Calendar]
) -> Finding:
    """Judge the occasions since the version was first in force for the party."""
    every, calendar = period
    last = given[-1].event.occurred.day if given else since
    due = calendar.deadline(last, every)
    facts = {"every": every, "dueOn": due, "sinceOn": since, **_dates(given)}
    if case.today > due:
        facts |= {"gapFromOn": last}
        return found("breach", "overdue", given[-1:], facts=facts)
    until = when.day_after(due)
    gaps = _gaps(given, since, every, calendar)
    if gaps:
        begins, ends = gaps[-1]
        around = [e for e in given if e.event.occurred.day in (begins, ends)]
        facts |= {"gapFromOn": begins, "gapToOn": ends, "gaps": len(gaps)}
        return found("breach", "gap", around, facts=facts, holds_until=until)
    reason = "informed_in_time" if given else "not_yet_due"
    return found("compliant", reason, given, facts=facts, holds_until=until)


def _gaps(
    given: list[Recorded], since: date, every: Term, calendar: Calendar
) -> list[tuple[date, date]]:
    """Return the times between two occasions that were too long, earliest first."""
    days = [since, *(entry.event.occurred.day for entry in given)]
    return [
        (first, second)
        for first, second in pairwise(days)
        if second > calendar.deadline(first, every)
    ]


def _dates(given: list[Recorded]) -> dict[str, object]:
    """Return how often the party was informed, and when first and last if it was."""
    days = [entry.event.occurred.day for entry in given]
    if not days:
        return {"count": 0}
    return {"count": len(days), "firstOn": days[0], "lastOn": days[-1]}


QUESTION = Question(
    number="Q19",
    claim="informed_regularly",
    asks={
        "en": "Was every party informed as often as its agreement says?",
        "sv": "Informerades varje part så ofta som dess avtal anger?",
    },
    judge=judge,
    listed=False,
)
