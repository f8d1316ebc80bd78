"""Q19 and Q24 put to the agency as a whole: one answer from many histories.

Disputed corrections count as in `answer`: where something hangs on them, nobody can
tell.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations, islice, product
from math import prod

import msgspec

from domain import when
from domain.agreement_state import Framework
from domain.base import Recorded
from domain.information import InformationProvided
from domain.lifecycle import LIFECYCLE
from domain.questions.answer import (
    DISPUTES_MAX,
    Answered,
    Question,
    Verdict,
    overall,
)
from domain.questions.case import Case, as_seen
from domain.questions.doubt import DISPUTED, doubtful

ASKED = ("Q19", "Q24")
"""The questions that are put so, by number."""

READINGS_MAX = 2**DISPUTES_MAX
"""Ways to read all the histories that are judged; beyond, nobody can tell."""

Occasions = tuple[Recorded, ...]


class Seen(msgspec.Struct, frozen=True):
    """The occasions of information in one history, by which corrections are taken."""

    readings: tuple[Occasions, ...]
    """With every disputed correction first; then every other set that they leave."""
    unseen_until: datetime | None
    doubtful: bool = False
    """More are disputed than all choices of can be looked at."""


def answer_agency(
    question: Question,
    histories: Iterable[Sequence[Recorded]],
    framework: Framework,
    as_of: datetime,
    known_as_of: datetime,
) -> Answered:
    """Return the verdicts on the agency, as `answer.answer` does on an issue.

    *histories* are those of the issues that hold information.
    """
    seen = [_seen(history, framework, as_of, known_as_of) for history in histories]
    until = min((s.unseen_until for s in seen if s.unseen_until), default=None)
    ways = prod(len(one.readings) for one in seen)
    sure = ways <= READINGS_MAX and not any(one.doubtful for one in seen)
    verdicts, *others = [
        question.judge(_case(parts, framework, as_of))
        for parts in islice(product(*(one.readings for one in seen)), READINGS_MAX)
    ]
    if others or not sure:
        verdicts = doubtful(verdicts, others if sure else [], DISPUTED)
    verdicts = [_known(verdict, question, until) for verdict in verdicts]
    return Answered(
        overall=overall(question, verdicts),
        verdicts=tuple(verdicts),
        as_of=as_of,
        known_as_of=known_as_of,
    )


def _seen(
    history: Sequence[Recorded],
    framework: Framework,
    as_of: datetime,
    known_as_of: datetime,
) -> Seen:
    """Return the occasions in one history, under every choice of what is disputed."""
    known = [entry for entry in history if entry.recorded_at <= known_as_of]
    disputes = LIFECYCLE.disputes(known)
    sizes = range(len(disputes) + 1 if len(disputes) <= DISPUTES_MAX else 1)
    cases = [
        as_seen(known, framework, as_of, without=without)
        for size in sizes
        for without in combinations(disputes, size)
    ]
    given = [tuple(e for e, _ in case.of(InformationProvided)) for case in cases]
    unlike = {tuple(map(_occasion, entries)): entries for entries in reversed(given)}
    unseen = [case.unseen_until for case in cases if case.unseen_until]
    return Seen(
        readings=tuple(reversed(unlike.values())),
        unseen_until=min(unseen, default=None),
        doubtful=len(disputes) > DISPUTES_MAX,
    )


def _occasion(entry: Recorded) -> tuple[object, ...]:
    """Return what is asked of an occasion: which it is, when, and for whom."""
    event = entry.event
    assert isinstance(event, InformationProvided)
    return entry.id, event.occurred.day, event.parties


def _case(parts: Iterable[Occasions], framework: Framework, as_of: datetime) -> Case:
    """Return one case of the occasions of all issues, numbered as they occurred."""
    order = sorted(
        (entry for part in parts for entry in part),
        key=lambda e: (when.earliest(e.event.occurred), e.recorded_at, e.id),
    )
    numbered = (
        msgspec.structs.replace(entry, version=number)
        for number, entry in enumerate(order, 1)
    )
    return Case(tuple(numbered), framework, as_of, whole_agency=True)


def _known(one: Verdict, question: Question, unseen: datetime | None) -> Verdict:
    until = [moment for moment in (one.holds_until, unseen) if moment]
    return msgspec.structs.replace(
        one,
        rule_version=question.rule_version,
        holds_until=min(until, default=None),
    )
