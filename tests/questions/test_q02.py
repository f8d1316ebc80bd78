"""Q2: the matter required negotiation instead, and it took place."""

from datetime import date

import pytest

from domain.agreement_state import Framework
from domain.base import Answer, Role
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
)
from domain.perspective import ProposalRevised
from domain.raising import IssueWithdrawn
from tests.agreements import ALL, acceded, exited
from tests.frameworks import MBL_ONLY, left, with_terms
from tests.issues import (
    Claim,
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
    verdict,
)
from tests.worked_example import CSG, SEKO, ST, framework

CONSULTED: list[Claim] = [raised(), classified(), held(on(2, 17)), concluded(on(2, 17))]
TALKS = [demanded(on(2, 3)), ended(on(2, 10))]
NONE = ("not_applicable", "no_negotiation_owed")


def test_consultation_was_owed() -> None:
    """Q2: nothing to negotiate where the matrix says consultation."""
    assert verdict("Q2", history(*CONSULTED, decided())) == NONE


@pytest.mark.parametrize(
    ("topic", "flag", "reason"),
    [
        ("redundancy", "redundancy", "matrix"),
        ("premises", "redundancy", "redundancy"),
        ("premises", "transfer", "transfer"),
        ("premises", "individual_matter", "individual"),
        ("premises", "dispute", "dispute"),
        ("pay_review", None, "matrix"),
    ],
)
def test_why_it_was_required(topic: str, flag: str | None, reason: str) -> None:
    """Q2: the reason is the subject that made it negotiation."""
    flags = {flag: Answer.YES} if flag else {}
    start = [raised(topic=topic, **flags), classified(level=CSG)]

    assert verdict("Q2", history(*start, decided())) == ("breach", reason)
    assert verdict("Q2", history(*start, *TALKS, decided())) == ("compliant", reason)


def test_a_contractor() -> None:
    """Q2: contractors where 38 § is not replaced."""
    among = with_terms(replaces_mbl=("11", "12", "14"))
    claims = [raised(contractor_use=Answer.YES), classified(), decided()]
    entries = history(*claims, among=among)

    assert verdict("Q2", entries, among=among) == ("breach", "contractor")


def test_a_party_without_agreement() -> None:
    """Q2: a bound organisation that never signed is negotiated with."""
    entries = history(raised(), classified(), decided(), among=MBL_ONLY)

    assert verdict("Q2", entries, among=MBL_ONLY) == ("breach", "not_party")


def test_a_party_that_left() -> None:
    """Q2: so is one that has left the agreement."""
    among = left(SEKO, on(2, 1))
    entries = history(*CONSULTED, decided(), among=among)

    assert verdict("Q2", entries, SEKO, among=among) == (
        "breach",
        "agreement_not_in_force",
    )
    assert verdict("Q2", entries, ST, among=among) == NONE


def test_consulted_before_it_left() -> None:
    """Q2: not where consultation was complete before the exit [REC]."""
    among = left(SEKO, on(3, 2))
    entries = history(*CONSULTED, decided(), among=among)

    assert verdict("Q2", entries, SEKO, among=among) == NONE


DEMAND = demanded(on(2, 20), basis="12", by="union")


def test_a_demand_where_12_is_replaced() -> None:
    """Q2: no duty arises, the demand is shown as unfounded, and Q1 stays as it was."""
    entries = history(*CONSULTED, DEMAND, decided())
    found = judged("Q2", entries)

    assert (found.verdict, found.reason) == ("not_applicable", "basis_replaced")
    assert found.evidence == ("e5", "e6")
    assert verdict("Q1", entries) == ("compliant", "concluded_before")


def test_a_founded_demand() -> None:
    """Q2: where 12 § is not replaced, a demand before the decision makes it one."""
    among = with_terms(replaces_mbl=("11", "14"))
    early = history(*CONSULTED, DEMAND, decided(), among=among)
    late = history(*CONSULTED, decided(on(2, 19)), DEMAND, among=among)
    same = history(*CONSULTED, decided(on(2, 20)), DEMAND, among=among)

    assert verdict("Q2", early, among=among) == ("breach", "union_demand")
    assert verdict("Q2", late, among=among) == NONE
    assert verdict("Q2", same, among=among) == ("undeterminable", "same_day")
    assert verdict("Q1", same, among=among) == ("undeterminable", "same_day")


def test_a_demand_under_10() -> None:
    """Q2: a demand under 10 § does not hold the decision up."""
    demand = demanded(on(2, 20), basis="10", by="union")

    assert verdict("Q2", history(*CONSULTED, demand, decided())) == NONE


def test_a_demand_in_a_matter_dealt_with_nowhere() -> None:
    """Q2: a founded demand holds also where the matrix has nothing for the matter."""
    among = with_terms(replaces_mbl=("11", "14"))
    claims = [raised(topic="individual_case"), classified(), DEMAND, decided()]
    entries = history(*claims, among=among)

    assert verdict("Q2", entries, among=among) == ("breach", "union_demand")


def test_demanded_again_and_open() -> None:
    """Q2: a negotiation taken up again and still open has not taken place."""
    start = [raised(topic="redundancy", redundancy=Answer.YES), classified(level=CSG)]
    entries = history(*start, *TALKS, demanded(on(2, 12)), decided())

    assert verdict("Q2", entries) == ("breach", "matrix")


def test_before_the_decision() -> None:
    """Q2: before any decision: still to come, or held."""
    start = [raised(topic="redundancy", redundancy=Answer.YES), classified(level=CSG)]
    waiting = judged("Q2", history(*start))

    assert (waiting.verdict, waiting.reason) == ("undeterminable", "matrix")
    assert waiting.missing == ("the negotiation with st",)
    assert verdict("Q2", history(*start, *TALKS)) == ("compliant", "matrix")
    assert verdict("Q2", history(*CONSULTED)) == NONE
    again = history(*start, *TALKS, demanded(on(2, 12)))
    assert verdict("Q2", again)[0] == "undeterminable"


def test_before_it_was_raised() -> None:
    """Q2: nothing is listed before there is an issue."""
    found = answered("Q2", history(*CONSULTED), as_of=at(1, 25))

    assert (found.overall.verdict, found.verdicts) == ("not_applicable", ())


def test_a_duty_that_nobody_knows() -> None:
    """Q2: not known whether it is significant, not known whether it is negotiated."""
    claims = [raised(significant_change=Answer.UNKNOWN), decided()]
    found = judged("Q2", history(*claims, among=MBL_ONLY), among=MBL_ONLY)

    assert (found.verdict, found.missing) == ("undeterminable", ("significant_change",))


def test_what_is_not_known_is_said() -> None:
    """Q2: a flag that could have made it negotiation is named."""
    claims = [raised(redundancy=Answer.UNKNOWN), *CONSULTED[1:], decided()]

    assert judged("Q2", history(*claims)).missing == ("redundancy",)


def test_a_withdrawn_matter() -> None:
    """Q2: a matter that was withdrawn is not decided, and nothing is in breach."""
    withdrawn = happened(IssueWithdrawn, on(3, 1), reason="No.")
    entries = history(raised(raised_by=Role.MANAGER), classified(), withdrawn)

    assert verdict("Q2", entries) == NONE


def test_a_demand_without_an_agreement() -> None:
    """Q2: a party without agreement may demand in any matter, and it is told when."""
    small = raised(significant_change=Answer.NO)
    again = demanded(on(2, 23), basis="12", by="union")
    claims = [small, classified(), DEMAND, ended(on(2, 21)), again, decided()]
    without = history(small, classified(), decided(), among=MBL_ONLY)
    entries = history(*claims, among=MBL_ONLY)
    found = judged("Q2", entries, among=MBL_ONLY)

    assert verdict("Q2", without, among=MBL_ONLY) == NONE
    assert (found.verdict, found.reason) == ("breach", "union_demand")
    assert found.facts["demandedOn"] == "2026-02-23"


def test_what_is_missing_is_the_negotiation() -> None:
    """Q2: missing where it was not held, and nowhere else."""
    start = [raised(topic="redundancy", redundancy=Answer.YES), classified(level=CSG)]
    lacking = judged("Q2", history(*start, decided()))
    there = judged("Q2", history(*start, *TALKS, decided()))

    assert (lacking.verdict, lacking.missing) == (
        "breach",
        ("the negotiation with st",),
    )
    assert (there.verdict, there.missing) == ("compliant", ())


def test_nobody_demanded_it() -> None:
    """Q2: then no day of a demand is told."""
    start = [raised(topic="redundancy", redundancy=Answer.YES), classified(level=CSG)]

    assert "demandedOn" not in judged("Q2", history(*start, *TALKS, decided())).facts


def joined(day: date) -> Framework:
    """Return RV-3, which ST was not party to in 2026 before that day."""
    return framework(exited(ST, on(1, 1), agreed_by=ALL), acceded(ST, day))


@pytest.mark.parametrize("question", ["Q1", "Q2", "Q7"])
def test_negotiated_before_it_joined(question: str) -> None:
    """Q2: a negotiation that was done before the party joined remains sufficient."""
    among = joined(on(3, 15))
    start: list[Claim] = [raised(), classified(), demanded(on(2, 2))]

    def said(*claims: Claim) -> str:
        entries = history(*start, *claims, among=among)
        return verdict(question, entries, among=among)[0]

    assert said(ended(on(2, 10)), decided()) == "compliant"
    assert said(ended(on(3, 14)), decided()) == "compliant"
    not_enough = {"Q1": "breach", "Q2": "not_applicable", "Q7": "not_applicable"}
    assert said(ended(on(3, 15)), decided()) == not_enough[question]
    apart = ended(on(2, 10), how="disagreement_both_agree_end")
    asked = happened(CentralNegotiationRequested, on(2, 12), party=ST)
    over = happened(CentralNegotiationConcluded, on(2, 20), party=ST)
    assert said(apart, decided()) == not_enough[question]
    assert said(apart, asked, over, decided()) == "compliant"
    anew = happened(ProposalRevised, on(2, 12), version=2, material=True)
    other = decided(proposal_version=2)
    assert said(ended(on(2, 10)), anew, other) == not_enough[question]


def test_a_claim_negotiated_before_it_joined() -> None:
    """Q2: what was negotiated under 10 § is not what was owed."""
    among = joined(on(3, 15))
    claim = [demanded(on(2, 2), basis="10", by="union"), ended(on(2, 10))]
    entries = history(raised(), classified(), *claim, decided(), among=among)

    assert verdict("Q2", entries, among=among) == NONE
    assert verdict("Q1", entries, among=among)[0] == "breach"


def test_negotiated_and_then_consulted() -> None:
    """Q2: where consultation was done too, that is what was owed."""
    among = joined(on(3, 15))
    consulted = [held(on(3, 17)), concluded(on(3, 17))]
    start: list[Claim] = [raised(), classified(), demanded(on(2, 2)), ended(on(2, 10))]
    entries = history(*start, *consulted, decided(), among=among)

    assert verdict("Q2", entries, among=among) == NONE
    assert verdict("Q1", entries, among=among) == ("compliant", "concluded_before")
