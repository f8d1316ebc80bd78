"""What every question answers with: verdicts, and the whole of them.

The general rules of DOMAIN 5 stand here once: aggregation, and what a correction in
dispute does; what is seen as of a date, and late entries, in `case`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations

import msgspec

from domain.agreement_state import Framework
from domain.base import Recorded, Struct
from domain.lifecycle import LIFECYCLE
from domain.questions.case import Case, as_seen
from domain.questions.doubt import DISPUTED, SAME_DAY, doubtful, first_of
from domain.questions.readings import other_readings, unordered
from domain.questions.verdict import GRAVITY, Fact, Governing, Value, Verdict
from domain.questions.whole import alike, shared

__all__ = ["GRAVITY", "Fact", "Governing", "Value", "Verdict"]


class Answered(Struct, frozen=True, kw_only=True):
    """The answer to one question: the whole, and verdict by verdict."""

    overall: Verdict
    verdicts: tuple[Verdict, ...]
    as_of: datetime
    known_as_of: datetime


class Question(msgspec.Struct, frozen=True):
    """A question of DOMAIN 5: its article, its claim, and how it is judged."""

    number: str
    claim: str
    """The plural noun or claim by which routes and readings call it."""
    asks: Mapping[str, str]
    """The question in plain words, by language: `en`, `sv`."""
    judge: Callable[[Case], list[Verdict]]
    """The verdicts, one a party and decision; never raises on an admissible history."""
    rule_version: int = 1
    """Raised when the rule changes, so that old verdicts can be told from new."""
    listed: bool = True
    """Whether its verdicts stand in lists; not where it informs about one issue, or
    is about what has not happened, or about the agency as a whole."""


DISPUTES_MAX = 5
"""Disputed corrections of which every choice is judged; beyond, nobody can tell."""


def answer(
    question: Question,
    history: Sequence[Recorded],
    framework: Framework,
    as_of: datetime,
    known_as_of: datetime,
) -> Answered:
    """Return the verdicts on the issue *as_of* a time, as *known_as_of* another.

    The *framework* must be cut by the same known-as-of. Where disputed corrections
    would change a verdict, nobody can tell which holds: undeterminable.
    """
    looked = look(history, framework, as_of, known_as_of)
    return answers([question], looked)[question.number]


class Look(msgspec.Struct, frozen=True):
    """An issue as of one time and as known at another, for all questions."""

    case: Case
    """With every correction taken."""
    otherwise: tuple[Case, ...]
    """With each other choice of the disputed ones."""
    disputed: bool
    known_as_of: datetime


def look(
    history: Sequence[Recorded],
    framework: Framework,
    as_of: datetime,
    known_as_of: datetime,
) -> Look:
    """Return the issue as it is looked at, as `answer`."""
    known = [entry for entry in history if entry.recorded_at <= known_as_of]
    disputes = LIFECYCLE.disputes(known)
    case, *otherwise = [
        as_seen(known, framework, as_of, without=without)
        for without in _choices(disputes)
    ]
    return Look(case, tuple(otherwise), bool(disputes), known_as_of)


def answers(questions: Iterable[Question], looked: Look) -> dict[str, Answered]:
    """Return each question's answer by its number, all from one look."""
    given: dict[str, Answered] = {}
    for question in questions:
        verdicts = _judged(question, looked.case)
        if looked.disputed:
            others = [_judged(question, case) for case in looked.otherwise]
            verdicts = doubtful(verdicts, others, DISPUTED)
        given[question.number] = Answered(
            overall=overall(question, verdicts),
            verdicts=tuple(verdicts),
            as_of=looked.case.as_of,
            known_as_of=looked.known_as_of,
        )
    return given


def overall(question: Question, verdicts: Sequence[Verdict]) -> Verdict:
    """Return the whole: the gravest verdict prevails, with what it rests on."""
    if not verdicts:
        return Verdict(
            question=question.number,
            rule_version=question.rule_version,
            verdict="not_applicable",
            reason="no_party",
        )
    said = {verdict.verdict for verdict in verdicts}
    gravest = next(value for value in GRAVITY if value in said)
    deciding = [verdict for verdict in verdicts if verdict.verdict == gravest]
    same = alike(deciding)
    return Verdict(
        question=question.number,
        rule_version=question.rule_version,
        verdict=gravest,
        reason=deciding[0].reason,
        evidence=_together(verdict.evidence for verdict in deciding),
        qualifiers=_together(verdict.qualifiers for verdict in verdicts),
        missing=_together(verdict.missing for verdict in deciding),
        facts=shared(same),
        others=len(deciding) - len(same),
        holds_until=first_of(verdict.holds_until for verdict in verdicts),
    )


def _judged(question: Question, case: Case) -> list[Verdict]:
    """Return the verdicts, none of which holds longer than all that was seen."""
    verdicts = _however_read(question, case)
    if case.unseen_until is None and question.rule_version == 1:
        return verdicts
    return [
        msgspec.structs.replace(
            verdict,
            rule_version=question.rule_version,
            holds_until=first_of((verdict.holds_until, case.unseen_until)),
        )
        for verdict in verdicts
    ]


def _however_read(question: Question, case: Case) -> list[Verdict]:
    """Return the verdicts; undeterminable those that depend on which of several
    classifications was the last, which are then in evidence.
    """
    verdicts, others = question.judge(case), other_readings(case)
    if not others:
        return verdicts
    each = doubtful(verdicts, [question.judge(other) for other in others], SAME_DAY)
    order = {entry.id: entry.version for entry in (*case.known, *case.entries)}
    unsure = unordered(case)
    return [
        msgspec.structs.replace(
            one,
            evidence=tuple(
                sorted({*one.evidence, *unsure}, key=lambda id_: order[id_])
            ),
        )
        if one.reason == SAME_DAY.reason
        else one
        for one in each
    ]


def _choices(disputes: Sequence[str]) -> list[Collection[str]]:
    """Return which disputed corrections not to take: none first, then every choice."""
    if len(disputes) > DISPUTES_MAX:
        return [()]
    sizes = range(len(disputes) + 1)
    return [choice for size in sizes for choice in combinations(disputes, size)]


def _together(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return all items once, in the order in which they first come."""
    return tuple(dict.fromkeys(item for part in parts for item in part))
