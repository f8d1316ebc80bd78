"""Q22: a decision made now would be lawful. MBL (1976:580) 11–14, 38 §§; the agreement.

What would be asked of a decision is asked of one that were made at that very minute, in
the round and on the proposal as they stand. Nothing is decided by asking.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from domain import questions, when
from domain.agency_state import Authority
from domain.base import Actor, Recorded, Role
from domain.decision import DecisionMade
from domain.meeting import ForumSummoned
from domain.questions import earliest
from domain.questions.answer import GRAVITY, Question, Value, Verdict
from domain.questions.case import Case
from domain.questions.judging import Finding, found, verdict
from domain.questions.standing_decisions import ended
from domain.questions.wanting import wanting
from domain.stages import ENDED, stage

ASKED = ("Q1", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "Q12", "Q15", "Q16")
"""The questions of DOMAIN 5 that stand between the manager and the decision."""

NOT_MADE = "(now)"
"""The id of the decision that is not made: no slug, so no decision's own."""

IN_THE_WAY = ("breach", "undeterminable")


def judge(case: Case) -> list[Verdict]:
    """Return whether it may be decided now: a verdict a party, and one for all."""
    if nothing := _nothing_to_decide(case):
        return [verdict("Q22", case, nothing)]
    of_party: dict[str | None, list[Verdict]] = {}
    for each in if_decided(case):
        of_party.setdefault(each.party, []).append(each)
    return [
        verdict("Q22", case, _finding(case, said), party=party)
        for party, said in of_party.items()
    ]


def if_decided(case: Case) -> tuple[Verdict, ...]:
    """Return what the questions would say if it were decided now; () if it cannot."""
    if _nothing_to_decide(case):
        return ()
    made = _as_if_decided(case)
    return tuple(
        _of_now(each)
        for number in ASKED
        for each in questions.QUESTIONS[number].judge(made)
        if each.decision in (None, NOT_MADE)
    )


def _nothing_to_decide(case: Case) -> Finding | None:
    """Return why it is not to be decided; None: no decision of the round stands."""
    if case.raised() is None:
        return found("not_applicable", "not_raised")
    if stage(case.entries) in ENDED:
        return found("not_applicable", "ended")
    standing = [
        decided.entry
        for decided in case.decisions()
        if decided.moment.round == case.now.round
        and decided.event.decision_id not in ended(case)
    ]
    return found("not_applicable", "decided", standing) if standing else None


def _finding(case: Case, said: Sequence[Verdict]) -> Finding:
    """Return the gravest of what is said of a party, with all that is in the way."""
    until = _first_change(case, said)
    grave = [each for each in said if each.verdict in IN_THE_WAY]
    if not grave:
        shown = _entries(case, said)
        return found("compliant", "may_decide", shown, holds_until=until)
    worst = min((each.verdict for each in grave), key=GRAVITY.index)
    facts: dict[str, object] = {"questions": _numbers(grave, worst)}
    unknown = _numbers(grave, "undeterminable")
    if worst == "breach" and unknown:
        facts["unknown"] = unknown
    if lawful_from := earliest.lawful_from(case, grave):
        facts["lawfulFromOn"] = when.day_of(lawful_from)
    return found(
        worst,
        "not_yet" if worst == "breach" else "not_known",
        _entries(case, grave),
        missing=tuple(dict.fromkeys(m for each in grave for m in wanting(each))),
        facts=facts,
        holds_until=until,
    )


def _numbers(said: Iterable[Verdict], value: Value) -> tuple[str, ...]:
    """Return the questions of which some verdict is that one, each once."""
    return tuple(dict.fromkeys(one.question for one in said if one.verdict == value))


def _first_change(case: Case, said: Sequence[Verdict]) -> datetime:
    """Return when the clock may change it: at a deadline, at midnight, when a meeting
    begins, and once the minute has passed in which it did or something happened.
    """
    moments = [each.holds_until for each in said if each.holds_until]
    minute = when.at(case.as_of).minute
    if any(entry.event.occurred.minute == minute for entry in case.entries):
        moments.append(_next_minute(case.as_of))
    for _, event in case.of(ForumSummoned):
        moments += [event.meeting_at, _next_minute(event.meeting_at)]
    to_come = [each for each in moments if each > case.as_of]
    return min([*to_come, when.day_after(case.today)]).astimezone(UTC)


def _next_minute(instant: datetime) -> datetime:
    return when.latest(when.at(instant)) + timedelta(microseconds=1)


def _entries(case: Case, said: Iterable[Verdict]) -> list[Recorded]:
    ids = {id_ for each in said for id_ in each.evidence}
    return [entry for entry in case.entries if entry.id in ids]


def _of_now(said: Verdict) -> Verdict:
    """Return the verdict without the decision that is not made."""
    evidence = tuple(id_ for id_ in said.evidence if id_ != NOT_MADE)
    return msgspec.structs.replace(said, decision=None, evidence=evidence)


def _as_if_decided(case: Case) -> Case:
    """Return the case with a decision of this very minute in it."""
    at = case.now
    authority = _authority(case)
    event = DecisionMade(
        actor=Actor(role=Role.MANAGER),
        occurred_at=case.as_of,
        decision_id=NOT_MADE,
        round=at.round,
        proposal_version=at.proposal_version,
        decided_by=authority.role if authority else Role.MANAGER,
        authority_ref=authority.authority_ref if authority else None,
        deviation="none",
    )
    last = case.entries[-1].version
    made = Recorded(NOT_MADE, last + 1, case.as_of, event)
    return msgspec.structs.replace(case, entries=(*case.entries, made))


def _authority(case: Case) -> Authority | None:
    """Return a right to decide the matter today, at the level it is classified for; at
    any while that is not known.
    """
    raised, agency = case.raised(), case.framework.agency
    of_parties = (case.level(party, case.now) for party in case.parties(case.today))
    levels = {level for level in of_parties if level}
    assert raised is not None
    found = (agency.authority(ref) for ref in sorted(agency.authorities))
    return next(
        (
            each
            for each in found
            if each
            and (not levels or each.level in levels)
            and each.covers(raised.topic, raised.unit, case.today)
        ),
        None,
    )


QUESTION = Question(
    number="Q22",
    claim="may_decide",
    asks={
        "en": "May it be decided now, and if not, what is missing?",
        "sv": "Får beslut fattas nu, och om inte: vad saknas?",
    },
    judge=judge,
    listed=False,
)
