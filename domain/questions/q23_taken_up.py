"""Q23: what staff, unions and safety representatives raised was taken up in time.
AML (1977:1160) 6:6a (T13); the local agreement; [KI].

The Act has no number for a safety representative's request: it is to be answered
without delay. Without a number in the agreement the days are told, and not judged.
"""

from datetime import datetime

import msgspec

from domain import when
from domain.questions.answer import Question, Value, Verdict
from domain.questions.case import Case
from domain.questions.judging import Finding, found, governing, verdict
from domain.questions.raised_matter import RaisedMatter, raised_matter


def judge(case: Case) -> list[Verdict]:
    """Return the one verdict: for the party that raised it, under the agreement that
    then was in force, or for nobody in particular.
    """
    matter = raised_matter(case)
    if matter is None:
        return [verdict("Q23", case, _not_theirs(case))]
    given = verdict("Q23", case, _judge(case, matter), party=matter.party)
    if matter.party is None:
        return [given]
    then = governing(case, matter.party, matter.raised_on)
    return [msgspec.structs.replace(given, agreement=then)]


def _not_theirs(case: Case) -> Finding:
    if case.raised() is not None:
        return found("not_applicable", "raised_by_employer")
    if not case.entries:
        return found("not_applicable", "nothing_raised")
    return found("undeterminable", "not_raised", missing=("how the issue was raised",))


def _judge(case: Case, matter: RaisedMatter) -> Finding:
    """By the last day to take it up; a meeting the day it was raised may have."""
    last, taken = matter.latest_on, matter.taken_up_on
    if last is None:
        return _aged(case, matter)
    if taken is not None and taken <= last:
        return _told(case, matter, "compliant", "taken_up")
    if case.today <= last:
        closes = when.day_after(last)
        finding = _told(case, matter, "undeterminable", "not_yet_due", until=closes)
        return msgspec.structs.replace(finding, missing=("that it is taken up",))
    if matter.perhaps:
        finding = _told(case, matter, "undeterminable", "same_day")
        return msgspec.structs.replace(
            finding, qualifiers=("precision",), missing=("the time of day",)
        )
    if taken is not None:
        return _told(case, matter, "breach", "taken_up_late")
    until = None if matter.ended else when.day_after(case.today)
    return _told(case, matter, "breach", "not_taken_up", until=until)


def _aged(case: Case, matter: RaisedMatter) -> Finding:
    """Nothing says by when: only how long it waited, or has waited."""
    if matter.taken_up:
        return _told(case, matter, "not_applicable", "taken_up")
    if matter.ended:
        return _told(case, matter, "not_applicable", "put_away")
    until = when.day_after(case.today)
    return _told(case, matter, "not_applicable", "waiting", until=until)


def _told(
    case: Case,
    matter: RaisedMatter,
    value: Value,
    reason: str,
    until: datetime | None = None,
) -> Finding:
    days = {
        "raisedOn": matter.raised_on,
        "dueOn": matter.latest_on,
        "takenUpOn": matter.taken_up_on,
        "endedOn": matter.ended_on,
    }
    days_waited = matter.waited(case.today)
    entries = (matter.entry, matter.taken_up, matter.perhaps, matter.ended)
    known = {name: day for name, day in days.items() if day}
    return found(
        value,
        reason,
        [entry for entry in entries if entry],
        facts=known if reason == "not_yet_due" else {"days": days_waited, **known},
        holds_until=until,
    )


QUESTION = Question(
    number="Q23",
    claim="taken_up",
    asks={
        "en": "What happened to what staff, unions and safety representatives raised?",
        "sv": "Vad hände med det som medarbetare, fack och skyddsombud väckte?",
    },
    judge=judge,
)
