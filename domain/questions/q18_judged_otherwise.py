"""Q18: what was told late, or corrected, changed no verdict. FL (2017:900) 27 §.

A comparison, never a breach: each question is judged as of now, on all that is known
and without what was told late, corrected or annulled more than five working days
after the decision [REC].
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from domain import choices, questions, when
from domain.base import Recorded
from domain.correction import Change
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided, as_seen
from domain.questions.judging import Finding, found, verdict
from domain.questions.marks import marks

Said = dict[tuple[str | None, ...], tuple[str, str]]
"""Verdict and reason, by party, decision and what else it is about."""


class Compared(msgspec.Struct, frozen=True):
    """The same questions with and without what came late."""

    changed: tuple[str, ...]
    """The questions that are judged otherwise now, by number."""
    holds_until: datetime | None


def judge(case: Case) -> list[Verdict]:
    """Return a comparison a decision, or what came late before there is one."""
    later = _told_later(case)
    if decisions := case.decisions():
        each = [(_finding(case, decided, later), decided) for decided in decisions]
        return [verdict("Q18", case, finding, decided) for finding, decided in each]
    until = _first(_changes_made(case), case.as_of)
    reason = "told_later" if later else "nothing_later"
    finding = found("not_applicable", reason, later, holds_until=until)
    return [verdict("Q18", case, finding)]


def _finding(case: Case, decided: Decided, later: list[Recorded]) -> Finding:
    compared = _compared(case, decided)
    reason = "told_later" if later else "nothing_later"
    return found(
        "not_applicable",
        "judged_otherwise" if compared.changed else reason,
        later,
        facts={"changed": compared.changed} if compared.changed else {},
        holds_until=_first([compared.holds_until, *_changes_made(case)], case.as_of),
    )


def _told_later(case: Case) -> list[Recorded]:
    """Return corrections and annulments, and what was recorded late."""
    changes = [e for e in _changes(case) if _made(e) <= case.as_of]
    return [*changes, *(entry for entry in case.entries if _late(case, entry))]


def _changes(case: Case) -> list[Recorded]:
    """Return the corrections and annulments, those that are to be made too."""
    return [entry for entry in case.known if isinstance(entry.event, Change)]


def _changes_made(case: Case) -> list[datetime]:
    return [_made(entry) for entry in _changes(case)]


def _made(change: Recorded) -> datetime:
    return when.earliest(change.event.occurred)


def _late(case: Case, entry: Recorded) -> bool:
    return "late_recorded" in marks(case, [entry], None, None)


def _compared(case: Case, decided: Decided) -> Compared:
    """Judge by all that is known now, and without what came late; as of now both."""
    late = _after_five_days(case, decided)
    if not late:
        return Compared((), None)
    in_time = [entry for entry in case.known if entry.id not in late]
    then = as_seen(in_time, case.framework, case.as_of)
    if then.entries == case.entries:
        return Compared((), _first([then.unseen_until], case.as_of))
    return _questions_compared(then, case, decided)


def _after_five_days(case: Case, decided: Decided) -> set[str]:
    """Return the ids of what was told late, corrected or annulled, after that time.

    Not the decision itself, without which there is no verdict to compare [REC].
    """
    on = decided.moment.occurred.day
    deadline = case.calendar(None, on).deadline(on, choices.LATE_RECORDED_AFTER)
    ends = when.day_after(deadline)
    return {
        entry.id
        for entry in case.known
        if entry.recorded_at >= ends
        and entry.id != decided.entry.id
        and (isinstance(entry.event, Change) or _late(case, entry))
    }


def _questions_compared(then: Case, now: Case, decided: Decided) -> Compared:
    changed, moments = [], [then.unseen_until]
    for question in questions.QUESTIONS.values():
        if question.listed:
            first, second = question.judge(then), question.judge(now)
            moments += [each.holds_until for each in (*first, *second)]
            if _said(first, decided) != _said(second, decided):
                changed.append(question.number)
    return Compared(tuple(changed), _first(moments, now.as_of))


def _said(verdicts: Iterable[Verdict], decided: Decided) -> Said:
    return {
        (each.party, each.decision, each.about): (each.verdict, each.reason)
        for each in verdicts
        if each.decision in (None, decided.event.decision_id)
    }


def _first(moments: Iterable[datetime | None], after: datetime) -> datetime | None:
    """Return the first of the moments that is still to come."""
    return min((each for each in moments if each and each > after), default=None)


QUESTION = Question(
    number="Q18",
    claim="judged_otherwise",
    asks={
        "en": "What was told late, corrected or disputed, and did it change a verdict?",
        "sv": "Vad kom in sent, rättades eller bestreds, och ändrade det något utslag?",
    },
    judge=judge,
    listed=False,
)
