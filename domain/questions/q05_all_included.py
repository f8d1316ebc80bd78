"""Q5: every organisation that was owed a duty was included. MBL (1976:580) 11, 19 §§.

Included is who was summoned or called to negotiation, or informed where no more was
owed, in the round and before the decision. What came of it, Q1 and Q7 answer.
"""

import msgspec

from domain import when
from domain.information import InformationProvided
from domain.questions import duty, occasions
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided, Moment
from domain.questions.judging import Finding, each_decision, found
from domain.questions.occasions import Occasion
from domain.questions.q11_exception_upheld import or_exception

NOT_OWED = ("none", "direct_dialogue")
"""Modes in which nothing is owed to an organisation."""


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q5", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    owed = duty.owed(case, party, decided.moment)
    if owed.mode in NOT_OWED:
        reason = "staff_only" if owed.mode == "direct_dialogue" else owed.reason
        return found("not_applicable", reason, missing=owed.missing)
    finding = _included(case, decided.moment, party, owed.mode)
    if owed.mode == "undeterminable" and finding.verdict != "compliant":
        missing = owed.missing
        return found("undeterminable", owed.reason, owed.because, missing=missing)
    finding = msgspec.structs.replace(
        finding, missing=(*finding.missing, *owed.missing)
    )
    if owed.mode == "information":
        return finding
    return or_exception(finding, case, decided, party, owed)


def _included(case: Case, at: Moment, party: str, mode: str) -> Finding:
    """Return whether the party was called, or informed, before the decision.

    A breach shows whom the employer did call.
    """
    called = [call for call in occasions.calls(case, party) if call.round == at.round]
    finding = occasions.ordered(called, at.occurred, "called_before", "left_out")
    if mode == "information" and finding.verdict != "compliant":
        told = [*called, *_informed(case, at, party)]
        finding = occasions.ordered(told, at.occurred, "informed_before", "not_told")
    if finding.verdict != "breach":
        return finding
    others = _others(case, at, party)
    evidence = (*finding.evidence, *(call.entry for call in others.values()))
    facts = {"included": tuple(others)}
    return msgspec.structs.replace(finding, evidence=evidence, facts=facts)


def _informed(case: Case, at: Moment, party: str) -> list[Occasion]:
    return [
        Occasion(entry, at.round, event.occurred)
        for entry, event in case.of(InformationProvided)
        if party in event.parties and (event.round or 1) == at.round
    ]


def _others(case: Case, at: Moment, party: str) -> dict[str, Occasion]:
    """Return the first call of each other party in the round before the decision."""
    found_first: dict[str, Occasion] = {}
    for other in case.parties(at.occurred.day):
        called = [
            call
            for call in occasions.calls(case, other)
            if call.round == at.round and when.before(call.since, at.occurred)
        ]
        if called and other != party:
            found_first[other] = occasions.first(called)
    return found_first


QUESTION = Question(
    number="Q5",
    claim="all_included",
    asks={
        "en": "Was every organisation that was owed a duty included?",
        "sv": "Fick alla organisationer som skulle vara med vara med?",
    },
    judge=judge,
)
