"""What every question answers with: verdicts, and the whole of them.

The general rules of DOMAIN 5 stand here once: aggregation, and what a correction in
dispute does; what is seen as of a date, and late entries, in `case`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Literal, TypeAlias

import msgspec

from domain.agreement_state import Framework
from domain.base import Organisation, Recorded, Slug, Struct
from domain.calendar import Term
from domain.lifecycle import LIFECYCLE
from domain.questions.case import Case, as_seen

Value = Literal["compliant", "breach", "not_applicable", "undeterminable"]

Fact: TypeAlias = int | str | Term | tuple[str, ...]
"""What a sentence is filled with: a number, a name, a day as `2026-03-03`, a term;
several organisations, or several questions."""

GRAVITY: tuple[Value, ...] = ("breach", "undeterminable", "compliant", "not_applicable")
"""The order in which one verdict prevails over the others."""


class Governing(Struct, frozen=True, kw_only=True):
    """The agreement version that governed for a party."""

    agreement: str
    version: str


class Verdict(Struct, frozen=True, kw_only=True):
    """What the record says of one claim, for one party or for all."""

    question: str
    rule_version: int = 1
    verdict: Value
    reason: str
    """Why, in one word of the articles: `concluded_before`, `same_day` …"""
    party: Organisation | None = None
    """None: it is not owed to one party, or it is the whole."""
    decision: str | None = None
    about: Slug | None = None
    """What else it is on, where there may be several: a follow-up, minutes, a level."""
    evidence: tuple[str, ...] = ()
    """Ids of the events on which it rests, in the order of the record."""
    qualifiers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """The facts that were not known, or not there."""
    facts: Mapping[str, Fact] = {}
    """What its sentence is filled with, by name. Of names ending in `On`: days."""
    agreement: Governing | None = None
    holds_until: datetime | None = None
    """The first instant at which it may change with no new entry; None: never."""


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
    return answers([question], history, framework, as_of, known_as_of)[question.number]


def answers(
    questions: Iterable[Question],
    history: Sequence[Recorded],
    framework: Framework,
    as_of: datetime,
    known_as_of: datetime,
) -> dict[str, Answered]:
    """Return each question's answer by its number, as `answer`, from one look."""
    known = [entry for entry in history if entry.recorded_at <= known_as_of]
    disputes = LIFECYCLE.disputes(known)
    cases = [
        as_seen(known, framework, as_of, without=without)
        for without in _choices(disputes)
    ]
    given: dict[str, Answered] = {}
    for question in questions:
        verdicts, *others = [_judged(question, case) for case in cases]
        if disputes:
            verdicts = _doubtful(verdicts, others)
        given[question.number] = Answered(
            overall=overall(question, verdicts),
            verdicts=tuple(verdicts),
            as_of=as_of,
            known_as_of=known_as_of,
        )
    return given


def overall(question: Question, verdicts: Sequence[Verdict]) -> Verdict:
    """Return the whole: the gravest verdict prevails, with what it rests on."""
    for value in GRAVITY:
        deciding = [verdict for verdict in verdicts if verdict.verdict == value]
        if deciding:
            return Verdict(
                question=question.number,
                rule_version=question.rule_version,
                verdict=value,
                reason=deciding[0].reason,
                evidence=_together(verdict.evidence for verdict in deciding),
                qualifiers=_together(verdict.qualifiers for verdict in verdicts),
                missing=_together(verdict.missing for verdict in deciding),
                facts=_shared(deciding),
                holds_until=_first(verdict.holds_until for verdict in verdicts),
            )
    return Verdict(
        question=question.number,
        rule_version=question.rule_version,
        verdict="not_applicable",
        reason="no_party",
    )


def _shared(deciding: Sequence[Verdict]) -> dict[str, Fact]:
    """Return the facts of the first; of `party`, all of whom the same is said."""
    first = deciding[0]
    facts = dict(first.facts)
    if first.party is None:
        return facts
    alike = (
        verdict.party
        for verdict in deciding
        if verdict.party
        and verdict.reason == first.reason
        and {**verdict.facts, "party": first.party} == first.facts
    )
    return facts | {"party": tuple(dict.fromkeys(alike))}


def _judged(question: Question, case: Case) -> list[Verdict]:
    """Return the verdicts, none of which holds longer than all that was seen."""
    verdicts = question.judge(case)
    if case.unseen_until is None and question.rule_version == 1:
        return verdicts
    return [
        msgspec.structs.replace(
            verdict,
            rule_version=question.rule_version,
            holds_until=_first((verdict.holds_until, case.unseen_until)),
        )
        for verdict in verdicts
    ]


def _choices(disputes: Sequence[str]) -> list[Collection[str]]:
    """Return which disputed corrections not to take: none first, then every choice."""
    if len(disputes) > DISPUTES_MAX:
        return [()]
    sizes = range(len(disputes) + 1)
    return [choice for size in sizes for choice in combinations(disputes, size)]


def _doubtful(taken: list[Verdict], others: list[list[Verdict]]) -> list[Verdict]:
    """Return the verdicts, undeterminable where the disputed corrections decide."""
    found: dict[tuple[str | None, ...], list[Verdict]] = {}
    for verdict in (*taken, *(verdict for other in others for verdict in other)):
        subject = (verdict.party, verdict.decision, verdict.about)
        found.setdefault(subject, []).append(verdict)
    return [_agreed(same, max(1 + len(others), 2)) for same in found.values()]


def _agreed(same: list[Verdict], times: int) -> Verdict:
    """Return the verdict if it was given *times* over, else that nobody can tell."""
    first = same[0]
    until = _first(verdict.holds_until for verdict in same)
    answers = {(verdict.verdict, verdict.agreement) for verdict in same}
    if len(same) == times and len(answers) == 1:
        return msgspec.structs.replace(first, holds_until=until)
    return msgspec.structs.replace(
        first,
        verdict="undeterminable",
        reason="correction_disputed",
        qualifiers=tuple(sorted({*first.qualifiers, "disputed"})),
        missing=(*first.missing, "agreement of every approver on the correction"),
        holds_until=until,
    )


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the earliest that is one, None if none is."""
    return min((moment for moment in moments if moment), default=None)


def _together(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return all items once, in the order in which they first come."""
    return tuple(dict.fromkeys(item for part in parts for item in part))
