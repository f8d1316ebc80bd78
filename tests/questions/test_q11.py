"""Q11: where it was decided first, there was cause and consultation afterwards."""

from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from domain.base import Answer, Document
from domain.confidentiality import FindingRecorded
from domain.decision import DecisionChanged
from domain.exception import ExceptionInvoked, ExceptionPositionRecorded
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    NegotiationMeetingHeld,
)
from domain.perspective import ProposalRevised
from domain.raising import IssueReopened
from domain.when import day_after
from tests.frameworks import MBL_ONLY, with_numbers, with_terms
from tests.issues import (
    Claim,
    annulled,
    answered,
    at,
    classified,
    concluded,
    decided,
    demanded,
    ended,
    happened,
    held,
    history,
    judged,
    on,
    raised,
    summoned,
    verdict,
)
from tests.worked_example import CSG, LSG, SACO, SEKO, ST

D = on(3, 2)
"""A Monday, on which it was decided."""
START: list[Claim] = [raised(), classified()]
ACCEPTED = ("compliant", "exception_accepted")
OPEN = ("undeterminable", "exception_not_settled")
NOT_REMEDIED = ("breach", "not_remedied_in_time")


def invoked(day: date = D, **fields: Any) -> ExceptionInvoked:
    """Return that extraordinary cause was found."""
    stated: dict[str, Any] = {
        "cause": "extraordinary",
        "section": "11",
        "grounds": "The ceiling fell in.",
        "decided_by": "manager",
    }
    return happened(ExceptionInvoked, day, **(stated | fields))


def position(
    day: date, said: str = "accepted", party: str = ST
) -> ExceptionPositionRecorded:
    """Return what the party said of it."""
    return happened(ExceptionPositionRecorded, day, party=party, position=said)


def finding(day: date, said: str, by: str = "court", about: str = "Q11") -> Claim:
    """Return what was found of it."""
    return happened(
        FindingRecorded, day, by=by, about=about, verdict=said, ref="AD 2026:1"
    )


def remedied(day: date, outcome: str = "consensus", **fields: Any) -> list[Claim]:
    """Return that consultation was held afterwards."""
    level = {"level": fields["level"]} if "level" in fields else {}
    return [held(day, **level), concluded(day, outcome, **fields)]


def q11(*claims: Claim, question: str = "Q11", **asked: Any) -> tuple[str, str]:
    """Return verdict and reason where it was decided on 2 March."""
    among = {"among": asked["among"]} if "among" in asked else {}
    return verdict(question, history(*START, *claims, **among), **asked)


def test_no_exception() -> None:
    """Q11: not applicable where none was invoked."""
    assert q11(decided(D)) == ("not_applicable", "no_exception")


def test_not_needed() -> None:
    """Q11: nor where consultation had come first after all."""
    first = remedied(on(2, 17))

    assert q11(*first, invoked(), decided(D)) == ("not_applicable", "not_needed")


def test_accepted_and_held() -> None:
    """Q11: cause that the party accepted, and consultation in time: compliant."""
    claims = [invoked(), decided(D), *remedied(on(3, 9)), position(on(3, 9))]

    assert q11(*claims) == ACCEPTED
    assert q11(*claims, question="Q1") == ACCEPTED
    found = judged("Q11", history(*START, *claims))
    assert found.qualifiers == ("exception_accepted", "late_recorded")


def test_each_party_accepts_for_itself() -> None:
    """Q11: what ST accepted, Seko has not."""
    claims = [invoked(), decided(D), *remedied(on(3, 9)), position(on(3, 9))]
    entries = history(*START, *claims)

    assert verdict("Q11", entries, SEKO) == OPEN


def test_disputed() -> None:
    """Q11: disputed, or without a word, nobody can tell."""
    claims = [invoked(), decided(D), *remedied(on(3, 9))]

    assert q11(*claims) == OPEN
    assert q11(*claims, position(on(3, 9), "disputed")) == OPEN


def test_the_last_position_counts() -> None:
    """Q11: who accepted and then disputed disputes."""
    claims = [invoked(), decided(D), *remedied(on(3, 9)), position(on(3, 9))]
    later = position(on(3, 12), "disputed")
    told_late = position(on(3, 3), "disputed")

    assert q11(*claims, later) == OPEN
    assert q11(*claims, told_late) == ACCEPTED


@pytest.mark.parametrize("by", ["court", "settlement"])
def test_findings(by: str) -> None:
    """Q11: court and settlement decide it, for and against, whatever the party said."""
    claims = [invoked(), decided(D), *remedied(on(3, 9))]
    accepted = [*claims, position(on(3, 9))]

    assert q11(*claims, finding(on(6, 1), "compliant", by)) == ACCEPTED
    assert q11(*accepted, finding(on(6, 1), "breach", by)) == (
        "breach",
        "finding_against",
    )


@pytest.mark.parametrize("said", ["compliant", "breach"])
def test_an_audit_decides_nothing(said: str) -> None:
    """Q11: an audit's finding is shown and changes nothing (DOMAIN 10:11)."""
    claims = [invoked(), decided(D), *remedied(on(3, 9))]

    assert q11(*claims, finding(on(6, 1), said, "audit")) == OPEN


def test_a_finding_about_something_else() -> None:
    """Q11: a finding on another event or question is not on this."""
    claims = [invoked(), decided(D), *remedied(on(3, 9))]

    assert q11(*claims, finding(on(6, 1), "compliant", about="Q7")) == OPEN
    assert q11(*claims, finding(on(6, 1), "compliant", about="e3")) == ACCEPTED


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (on(2, 27), ACCEPTED),
        (on(3, 2), ACCEPTED),
        (on(3, 3), ACCEPTED),
        (on(3, 4), ("breach", "grounds_late")),
    ],
)
def test_grounds_in_time(day: date, expected: tuple[str, str]) -> None:
    """Q11: recorded at the latest one working day after the decision."""
    told = (invoked(day), at(day.month, day.day, 16))
    claims = [decided(at(3, 2, 9)), told, *remedied(on(3, 9)), position(on(3, 9))]

    assert q11(*claims) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(3, 2), ACCEPTED), (on(3, 9), ACCEPTED), (on(3, 10), NOT_REMEDIED)],
)
def test_held_in_time(day: date, expected: tuple[str, str]) -> None:
    """Q11, T17: at the latest five working days after the decision."""
    when = at(day.month, day.day, 15)
    claims = [invoked(), decided(at(3, 2)), *remedied(when), position(on(3, 12))]

    assert q11(*claims) == expected


def test_not_held_yet() -> None:
    """Q11, T17: until the last day has ended it may still be held."""
    entries = history(*START, invoked(), decided(D), position(on(3, 2)))
    waiting = judged("Q11", entries, as_of=at(3, 9, 23, 59))

    assert (waiting.verdict, waiting.reason) == ("undeterminable", "remedy_due")
    assert waiting.holds_until == day_after(on(3, 9)) == at(3, 10, 0, 0)
    assert verdict("Q11", entries, as_of=at(3, 10, 0, 0)) == NOT_REMEDIED


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "absent_duly_summoned"},
        {"parties": (SACO, SEKO)},
        {"proposal_version": 2},
        {"level": CSG},
    ],
)
def test_what_does_not_cure(fields: dict[str, Any]) -> None:
    """Q11: absence, other parties, another proposal or level are no remedy."""
    change = happened(ProposalRevised, on(3, 3), version=2, material=True)
    claims = [
        invoked(),
        decided(D),
        change,
        summoned(on(3, 3), at(3, 9)),
        *remedied(on(3, 9), **fields),
        position(on(3, 9)),
    ]

    assert q11(*claims) == NOT_REMEDIED


def again() -> Claim:
    """Return that a second round began."""
    return happened(IssueReopened, on(3, 3), reason="Again.", new_round=2)


def test_another_round_does_not_cure() -> None:
    """Q11: consultation in a new round is on a new decision."""
    claims = [invoked(), decided(D), position(D), again(), *remedied(on(3, 9))]

    assert q11(*claims) == NOT_REMEDIED


def test_negotiation_cures() -> None:
    """Q11: negotiation afterwards does where consultation was owed."""
    talks = [demanded(on(3, 3)), ended(on(3, 9)), position(on(3, 9))]

    assert q11(invoked(), decided(D), *talks) == ACCEPTED


def test_consultation_does_not_cure_negotiation() -> None:
    """Q11: where negotiation was owed, consultation afterwards is not enough."""
    start = [raised(redundancy=Answer.YES), classified(level=CSG)]
    consulted = remedied(on(3, 9), level=CSG)
    entries = history(*start, invoked(), decided(D), *consulted, position(on(3, 9)))

    assert verdict("Q11", entries) == NOT_REMEDIED
    talks = [demanded(on(3, 3)), ended(on(3, 9)), position(on(3, 9))]
    assert verdict("Q11", history(*start, invoked(), decided(D), *talks)) == ACCEPTED


@pytest.mark.parametrize("question", ["Q1", "Q2", "Q7"])
def test_an_exception_to_negotiation(question: str) -> None:
    """Q11: what it finds stands in Q1, Q2 and Q7 too, where negotiation was owed."""
    start = [raised(redundancy=Answer.YES), classified(level=CSG)]
    talks = [demanded(on(3, 3)), ended(on(3, 9)), position(on(3, 9))]
    entries = history(*start, invoked(), decided(D), *talks)

    assert verdict(question, entries) == ACCEPTED


def special(section: str = "12") -> ExceptionInvoked:
    """Return that special cause was found."""
    return invoked(cause="special", section=section)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Answer.YES, ("breach", "wrong_cause")),
        (Answer.NO, ACCEPTED),
        (Answer.UNKNOWN, ("undeterminable", "cause_unknown")),
    ],
)
def test_special_cause(change: Answer, expected: tuple[str, str]) -> None:
    """Q11: special cause is not enough for a more important change (MBL 11 §)."""
    claims = [raised(significant_change=change), classified(), special(), decided(D)]
    entries = history(*claims, *remedied(on(3, 9)), position(on(3, 9)))

    assert verdict("Q11", entries) == expected


def test_special_cause_under_38() -> None:
    """Q11: under 38 § special cause is for what a union demanded."""
    claims = [special("38"), decided(D), *remedied(on(3, 9)), position(on(3, 9))]
    demand = demanded(on(2, 20), basis="38", by="union")

    assert q11(*claims) == ("breach", "wrong_cause")
    assert q11(demand, *claims) == ACCEPTED


def test_no_term() -> None:
    """Q11, T17: without a term: held at all, or nobody can tell."""
    among = with_numbers(remedial_consultation=None)
    claims = [invoked(), decided(D), position(D)]

    assert q11(*claims, among=among) == ("undeterminable", "no_term")
    assert q11(*claims, *remedied(on(6, 1)), among=among) == ACCEPTED


def test_information_knows_no_exception() -> None:
    """Q11: where nothing had to be consulted on, there is nothing to except."""
    claims = [raised(topic="economy"), classified(), invoked(), decided(D)]

    assert verdict("Q11", history(*claims)) == ("not_applicable", "matrix")
    assert verdict("Q1", history(*claims)) == ("breach", "not_informed_before")


def test_a_duty_that_nobody_knows() -> None:
    """Q11: undeterminable where it is not known what was owed."""
    claims = [raised(significant_change=Answer.UNKNOWN), invoked(), decided(D)]
    entries = history(*claims, among=MBL_ONLY)

    assert verdict("Q11", entries, among=MBL_ONLY)[0] == "undeterminable"


def test_the_same_day_as_consultation() -> None:
    """Q11: whether it was needed, and whether it was cured, nobody can tell."""
    claims = [invoked(), *remedied(D), decided(D)]

    assert q11(*claims) == ("undeterminable", "same_day")
    assert q11(*claims, position(D)) == ACCEPTED


def test_an_annulled_exception() -> None:
    """Q11: an annulled exception excuses nothing."""
    entries = history(*START, invoked(), decided(D), annulled(on(3, 3), "e3"))

    assert verdict("Q11", entries) == ("not_applicable", "no_exception")
    assert verdict("Q1", entries) == ("breach", "not_concluded_before")


# Which decision it belongs to


def test_an_exception_excuses_one_decision() -> None:
    """Q11: an exception for the first decision does not excuse a second."""
    second = decided(on(3, 20), decision_id="d2")
    claims = [invoked(), decided(D), *remedied(on(3, 9), parties=(SACO,))]
    entries = history(*START, *claims, position(on(3, 9)), second)

    assert verdict("Q11", entries) == ("not_applicable", "no_exception")
    assert verdict("Q1", entries) == ("breach", "not_concluded_before")


def test_an_exception_that_a_decision_names() -> None:
    """Q11: the decision that names it has it, and no other."""
    named = decided(on(3, 3), decision_id="d2", exception_ref="e3")
    claims = [invoked(), named, decided(on(3, 2)), *remedied(on(3, 9))]
    entries = history(*START, *claims, position(on(3, 9)))
    found = {v.decision: v.reason for v in answers(entries)}

    assert found == {"d2": "exception_accepted", "d1": "no_exception"}


def answers(entries: list[Any]) -> list[Any]:
    """Return Q11's verdicts for ST, one a decision."""
    return [v for v in answered("Q11", entries).verdicts if v.party == ST]


def test_an_exception_that_is_not_there() -> None:
    """Q11: a decision that names something else has none."""
    named = decided(D, exception_ref="e9")

    assert q11(invoked(), named) == ("not_applicable", "no_exception")


def test_an_exception_of_another_round() -> None:
    """Q11: the first round's exception, or its acceptance, serves no other."""
    first = [invoked(), decided(D), position(D), again()]
    second = [invoked(on(3, 10)), decided(on(3, 10), decision_id="d2")]

    assert q11(*first, second[1]) == ("not_applicable", "no_exception")
    assert q11(*first, *second, *remedied(on(3, 12))) == OPEN
    of_the_first = msgspec.structs.replace(position(on(3, 12)), round=1)
    assert q11(*first, *second, *remedied(on(3, 12)), of_the_first) == OPEN


def test_a_favourable_finding_on_one_of_two() -> None:
    """Q11: with two exceptions, a finding for names which; one against is on both."""
    first = [invoked(), decided(D), again()]
    second = [invoked(on(3, 10)), decided(on(3, 10), decision_id="d2")]
    claims = [*first, *second, *remedied(on(3, 12))]

    assert q11(*claims, finding(on(6, 1), "compliant")) == OPEN
    assert q11(*claims, finding(on(6, 1), "breach")) == ("breach", "finding_against")
    assert q11(*claims, finding(on(6, 1), "compliant", about="e6")) == ACCEPTED


def test_an_amendment_is_not_excused() -> None:
    """Q11: what was changed later was not what could not wait."""
    amended = happened(
        DecisionChanged,
        on(3, 20),
        decision_id="d2",
        supersedes="d1",
        change="amendment",
        material=False,
        proposal_version=1,
        content_ref="RV 1",
        decided_by="manager",
        others_present=(),
    )
    claims = [invoked(), decided(D), position(D), amended]

    assert q11(*claims) == ("not_applicable", "no_exception")


def test_levels_of_the_example() -> None:
    """Q11: these tests consult at LSG, where the matter is decided."""
    assert with_terms().is_higher(CSG, LSG)


@pytest.mark.parametrize(("day", "late"), [(on(3, 9), False), (on(3, 10), True)])
def test_grounds_over_a_weekend(day: date, *, late: bool) -> None:
    """Q11: one working day after a Friday is the Monday."""
    told = (invoked(day), at(day.month, day.day, 16))
    claims = [decided(on(3, 6)), told, *remedied(on(3, 11)), position(day)]

    assert late == (q11(*claims) == ("breach", "grounds_late"))


def test_what_somebody_else_demanded_under_38() -> None:
    """Q11: neither the employer's demand nor one under 12 § will do."""
    among = with_terms(replaces_mbl=("11", "14"))
    claims = [special("38"), decided(D), *remedied(on(3, 9)), position(on(3, 9))]
    employer = demanded(on(2, 20), basis="38")
    other = demanded(on(2, 20), basis="12", by="union")

    assert q11(employer, *claims) == ("breach", "wrong_cause")
    assert q11(other, *claims, among=among) == ("breach", "wrong_cause")


def test_no_agreement_no_term() -> None:
    """Q11, T17: MBL itself sets no term for what is held afterwards."""
    claims = [invoked(), decided(D), position(D)]

    assert q11(*claims, among=MBL_ONLY) == ("undeterminable", "no_term")


def test_accepted_in_the_second_round() -> None:
    """Q11: what the party says in the second round is of that round's exception."""
    second = [invoked(on(4, 2)), decided(on(4, 2), decision_id="d2")]
    after = [*remedied(on(4, 9)), position(on(4, 9))]

    assert q11(decided(D), again(), *second, *after) == ACCEPTED


def test_what_was_said_is_shown() -> None:
    """Q11: its last word, and the last of several findings, are what it rests on."""
    claims = [
        invoked(),
        decided(D),
        *remedied(on(3, 9)),
        position(on(3, 9), "disputed"),
    ]
    court = [finding(day, "breach") for day in (on(6, 1), on(6, 8))]

    assert "e7" in judged("Q11", history(*START, *claims)).evidence
    against = judged("Q11", history(*START, *claims, *court))
    assert against.facts["foundOn"] == "2026-06-08"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (at(3, 3, 23, 59), ACCEPTED),
        (at(3, 4, 0, 0), ("breach", "grounds_late")),
        (at(9, 1), ("breach", "grounds_late")),
    ],
)
def test_grounds_recorded_late(told: datetime, expected: tuple[str, str]) -> None:
    """Q11: grounds said to have been found in time, and recorded after it."""
    claims = [decided(at(3, 2)), (invoked(D), told), *remedied(on(3, 9))]

    assert q11(*claims, position(on(9, 2))) == expected


def test_grounds_in_a_document() -> None:
    """Q11: recorded late, a document that is named may show that they were in time."""
    paper = (Document(ref="RV 2026/114-9", sha256="a" * 64),)
    claims = [*remedied(on(3, 9)), position(on(9, 2))]
    late = (invoked(D, document_refs=paper), at(9, 1))
    later = (invoked(on(3, 4), document_refs=paper), at(9, 1))
    found = judged("Q11", history(*START, decided(at(3, 2)), late, *claims))

    assert (found.verdict, found.reason) == ("undeterminable", "grounds_told_late")
    assert found.missing == ("when the document that states the grounds was made",)
    assert q11(decided(at(3, 2)), later, *claims) == ("breach", "grounds_late")


def test_whom_a_settlement_binds() -> None:
    """Q11: a settlement with ST is none with Seko; one that names nobody settles
    nothing for who disputes.
    """
    claims = [invoked(), decided(D), *remedied(on(3, 9))]
    disputed = position(on(3, 9), "disputed", SEKO)
    upheld = {"by": "settlement", "about": "Q11", "verdict": "compliant", "ref": "S 1"}
    with_st = happened(FindingRecorded, on(6, 1), parties=(ST,), **upheld)
    with_seko = happened(FindingRecorded, on(6, 1), parties=(SEKO,), **upheld)
    unnamed = happened(FindingRecorded, on(6, 1), **upheld)

    def said(*more: Claim, party: str = SEKO) -> tuple[str, str]:
        return verdict("Q11", history(*START, *claims, *more), party)

    assert (said(with_st), said(with_st, party=ST)) == (OPEN, ACCEPTED)
    assert said(disputed, with_st) == said(disputed, unnamed) == OPEN
    assert said(disputed, with_seko) == said(unnamed) == ACCEPTED
    assert said(disputed, unnamed, position(on(6, 2), party=SEKO)) == ACCEPTED
    found = judged("Q11", history(*START, *claims, disputed, unnamed), SEKO)
    assert found.missing[1:] == ("whether the finding binds seko",)
    assert "e8" in found.evidence


def test_a_finding_against_binds_whom_it_names() -> None:
    """Q11: a judgment against the employer and for Seko is none for ST."""
    claims = [invoked(), decided(D), *remedied(on(3, 9)), position(on(3, 9))]
    against = {"by": "court", "about": "Q11", "verdict": "breach", "ref": "AD 1"}
    for_seko = happened(FindingRecorded, on(6, 1), parties=(SEKO,), **against)
    entries = history(*START, *claims, for_seko)

    assert verdict("Q11", entries, ST) == ACCEPTED
    assert verdict("Q11", entries, SEKO) == ("breach", "finding_against")


OWN_14 = with_terms(replaces_mbl=("11", "12", "19", "38"))
"""RV-3, but 14 § is not replaced."""


@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(3, 6), ACCEPTED), (on(3, 9), ACCEPTED), (on(3, 10), NOT_REMEDIED)],
)
def test_the_central_negotiation_cures(day: date, expected: tuple[str, str]) -> None:
    """Q11, T17: where only the central negotiation was pending, that remains."""
    start = [raised(redundancy=Answer.YES), classified(level=CSG)]
    local = ended(on(2, 17), how="disagreement_both_agree_end")
    asked = happened(CentralNegotiationRequested, on(2, 18), party=ST)
    central = happened(CentralNegotiationConcluded, day, party=ST)
    first = [demanded(on(2, 10)), local, asked, invoked(), decided(D)]
    entries = history(*start, *first, central, position(on(3, 10)), among=OWN_14)

    for question in ("Q7", "Q11"):
        assert verdict(question, entries, among=OWN_14) == expected


def test_the_central_end_of_another_negotiation_does_not_cure() -> None:
    """Q11: it was taken up again before the decision, and that one was not held."""
    start = [raised(redundancy=Answer.YES), classified(level=CSG)]
    local = ended(on(2, 17), how="disagreement_both_agree_end")
    asked = happened(CentralNegotiationRequested, on(2, 18), party=ST)
    central = happened(CentralNegotiationConcluded, on(3, 6), party=ST)
    first = [demanded(on(2, 10)), local, asked]
    told = [invoked(), decided(D), central, demanded(on(2, 24)), position(on(3, 10))]
    entries = history(*start, *first, *told, among=OWN_14)

    assert verdict("Q11", entries, among=OWN_14) == NOT_REMEDIED


def test_a_claim_for_damages_does_not_cure() -> None:
    """Q11: what was negotiated under 10 § is not what was owed."""
    claim = [demanded(on(3, 3), basis="10", by="union"), ended(on(3, 6))]
    owed = [demanded(on(3, 7)), ended(on(3, 9))]
    claims = [invoked(), decided(D), *claim, position(on(3, 9))]

    assert q11(*claims) == NOT_REMEDIED
    assert q11(*claims, *owed) == ACCEPTED
    assert (
        q11(
            invoked(),
            decided(D),
            demanded(on(3, 3), basis="12", by="union"),
            ended(on(3, 6)),
            position(on(3, 9)),
        )
        == ACCEPTED
    )


def test_ended_by_one_side_afterwards() -> None:
    """Q11: that one side ended it does not show that it was held."""
    silent = ended(on(3, 9), how="party_did_not_respond")
    met = happened(NegotiationMeetingHeld, on(3, 6), party=ST)
    start, end = [invoked(), decided(D), demanded(on(3, 3))], position(on(3, 9))

    assert q11(*start, silent, end) == ("undeterminable", "no_meeting_held")
    assert q11(*start, met, silent, end) == ACCEPTED
