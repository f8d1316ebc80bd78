"""Q18: what was told late, or corrected, changed no verdict. FL (2017:900) 27 §.

A comparison, never a breach: each question is judged as it was known five working days
after the decision [REC] and as it is known now, both as of the same time.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from domain import choices, questions, when
from domain.base import Recorded
from domain.correction import EventAnnulled, EventCorrected
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided, as_seen, marks
from domain.questions.judging import Finding, found, verdict

Said = dict[tuple[str | None, ...], tuple[str, str]]
"""Verdict and reason, by party, decision and what else it is about."""


class Compared(msgspec.Struct, frozen=True):
    """The same questions on what was known then and now."""

    changed: tuple[str, ...]
    """The questions that are judged otherwise now, by number."""
    holds_until: datetime | None


def judge(case: Case) -> list[Verdict]:
    """Return a comparison a decision, or what came late before there is one."""
    later = _told_later(case)
    if not case.decisions():
        reason = "told_later" if later else "nothing_later"
        return [verdict("Q18", case, found("not_applicable", reason, later))]
    return [
        verdict("Q18", case, _finding(case, decided, later), decided)
        for decided in case.decisions()
    ]


def _finding(case: Case, decided: Decided, later: list[Recorded]) -> Finding:
    compared = _compared(case, decided)
    reason = "told_later" if later else "nothing_later"
    return found(
        "not_applicable",
        "judged_otherwise" if compared.changed else reason,
        later,
        facts={"changed": compared.changed} if compared.changed else {},
        holds_until=compared.holds_until,
    )


def _told_later(case: Case) -> list[Recorded]:
    """Return corrections and annulments, and what was recorded late."""
    changes = [
        entry
        for entry in case.known
        if isinstance(entry.event, EventCorrected | EventAnnulled)
        and when.earliest(entry.event.occurred) <= case.as_of
    ]
    late = [e for e in case.entries if "late_recorded" in marks(case, [e], None, None)]
    return [*changes, *late]


def _compared(case: Case, decided: Decided) -> Compared:
    """Judge as of the same time by what was known then, and by what is known now."""
    on = decided.moment.occurred.day
    deadline = case.calendar(None, on).deadline(on, choices.LATE_RECORDED_AFTER)
    ends = when.day_after(deadline)
    since = [entry for entry in case.known if entry.recorded_at >= ends]
    if not since:
        return Compared((), None)
    as_of = min(case.as_of, when.day_ends(deadline))
    by_then = case.known[: -len(since)]
    then = as_seen(by_then, case.framework, as_of)
    now = as_seen(case.known, case.framework, as_of)
    if then.entries == now.entries:
        return Compared((), _first([ends, now.unseen_until], case.as_of))
    return _questions_compared(then, now, decided, ends, case.as_of)


def _questions_compared(
    then: Case, now: Case, decided: Decided, ends: datetime, as_of: datetime
) -> Compared:
    changed, moments = [], [ends, then.unseen_until, now.unseen_until]
    for question in questions.QUESTIONS.values():
        if question.listed and question.number != QUESTION.number:
            first, second = question.judge(then), question.judge(now)
            moments += [each.holds_until for each in (*first, *second)]
            if _said(first, decided) != _said(second, decided):
                changed.append(question.number)
    return Compared(tuple(changed), _first(moments, as_of))


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
        "sv": "Vad kom in sent, rättades eller bestreds, och ändrade det något utfall?",
    },
    judge=judge,
    listed=False,
)
