"""Q7: negotiation was completed before the decision."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.agreement_state import Framework
from domain.base import Answer
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    CentralNegotiationWaived,
    NegotiationMeetingHeld,
)
from domain.perspective import ProposalRevised
from domain.raising import IssueReopened
from domain.when import day_after
from tests.frameworks import MBL_ONLY, with_numbers, with_terms
from tests.issues import (
    Claim,
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
from tests.worked_example import CSG, NUMBERS, SACO, SEKO, ST

REDUNDANCY: list[Claim] = [
    raised(topic="redundancy", redundancy=Answer.YES),
    classified(level=CSG),
]
DISAGREED = "disagreement_both_agree_end"
OWN_14 = with_terms(replaces_mbl=("11", "12", "19", "38"))
"""RV-3, but 14 § is not replaced: T7 is five working days."""
FIRST = ("compliant", "concluded_before")
NOT_FIRST = ("breach", "not_concluded_before")
NOT_CENTRAL = ("breach", "central_not_concluded_before")
SAME_DAY = ("undeterminable", "same_day")


def q7(
    *claims: Claim, among: Framework = OWN_14, as_of: Any = None, party: str = ST
) -> tuple[str, str]:
    """Return Q7's verdict and reason on a matter of redundancy decided at CSG."""
    entries = history(*REDUNDANCY, *claims, among=among)
    asked = {"as_of": as_of} if as_of else {}
    return verdict("Q7", entries, party, among=among, **asked)


def requested(day: date, party: str = ST) -> Claim:
    """Return that the party asked for central negotiation."""
    return happened(CentralNegotiationRequested, day, party=party)


def waived(day: date) -> Claim:
    """Return that ST would not ask for it."""
    return happened(CentralNegotiationWaived, day, party=ST)


def met(day: date) -> Claim:
    """Return that ST was met, or waited for."""
    return happened(NegotiationMeetingHeld, day, party=ST)


def central(day: date) -> Claim:
    """Return that the central negotiation with ST ended."""
    return happened(CentralNegotiationConcluded, day, party=ST)


TALKS = [demanded(on(3, 2)), ended(on(3, 9), how=DISAGREED)]
"""Ended locally on Monday 9 March; a request is in time through Monday the 16th."""


def test_nothing_to_negotiate() -> None:
    """Q7: not applicable where consultation was owed."""
    entries = history(raised(), classified(), decided())

    assert verdict("Q7", entries) == ("not_applicable", "no_negotiation_owed")


def test_no_decision() -> None:
    """Q7: nor before anything was decided."""
    assert q7(*TALKS) == ("not_applicable", "no_decision")


def test_a_duty_that_nobody_knows() -> None:
    """Q7: undeterminable where it is not known what was owed."""
    entries = history(raised(), decided())

    assert verdict("Q7", entries) == ("undeterminable", "level_unknown")


def test_no_negotiation() -> None:
    """Q7: decided without any is a breach, and so while one goes on."""
    assert q7(decided()) == NOT_FIRST
    assert q7(demanded(on(3, 2)), decided()) == NOT_FIRST


def test_consultation_in_its_place() -> None:
    """Q7: consultation does not do where negotiation is owed."""
    consulted = [held(on(3, 2), level=CSG), concluded(on(3, 2), level=CSG)]

    assert q7(*consulted, decided()) == NOT_FIRST


def test_negotiation_with_others() -> None:
    """Q7: what was negotiated with Saco-S was not negotiated with ST."""
    others = [demanded(on(3, 2), SACO), ended(on(3, 9), SACO), decided()]

    assert q7(*others) == NOT_FIRST
    assert q7(*others, party=SACO) == FIRST
    assert q7(*others, party=SEKO) == NOT_FIRST


@pytest.mark.parametrize("how", ["agreement", "party_did_not_respond"])
def test_agreement_ends_it(how: str) -> None:
    """Q7: agreement, or no answer from a party, leaves nothing for central talks."""
    talks = [demanded(on(3, 2)), met(on(3, 6)), ended(on(3, 9), how=how)]

    assert q7(*talks, decided(on(3, 10))) == FIRST


@pytest.mark.parametrize(
    ("end", "decision", "expected"),
    [
        (at(3, 9, 10, 0), at(3, 9, 10, 1), FIRST),
        (at(3, 9, 10, 0), at(3, 9, 10, 0), NOT_FIRST),
        (on(3, 9), on(3, 9), SAME_DAY),
        (on(3, 10), on(3, 9), NOT_FIRST),
    ],
)
def test_the_order_of_times(
    end: date, decision: date, expected: tuple[str, str]
) -> None:
    """Q7: the end of the negotiation comes before the decision, to the minute."""
    assert q7(demanded(on(3, 2)), ended(end), decided(decision)) == expected


def test_14_replaced() -> None:
    """Q7: where 14 § is replaced for the party and the matter, local is all."""
    among = with_terms()

    assert q7(*TALKS, decided(on(3, 10)), among=among) == (
        "compliant",
        "local_suffices",
    )


def test_14_replaced_but_not_for_this_matter() -> None:
    """Q7: a topic that the agreement does not deal with keeps MBL's own order."""
    among = with_terms(matrix=())
    claims = [raised(), classified(), *TALKS, requested(on(3, 10)), decided(on(3, 20))]
    entries = history(*claims, among=among)

    assert verdict("Q7", entries, among=among) == NOT_CENTRAL


WINDOW = ("undeterminable", "window_open")
IN_WINDOW = ("compliant", "decided_in_window")
NOT_ASKED = ("compliant", "not_requested_in_time")


@pytest.mark.parametrize("day", [10, 11, 12, 13, 14, 15, 16])
def test_inside_the_window_while_it_is_open(day: int) -> None:
    """Q7, T7: decided inside the window, nobody can tell until it has closed."""
    claims = [*TALKS, decided(on(3, day))]

    assert q7(*claims, as_of=at(3, 16, 23, 59)) == WINDOW
    assert q7(*claims, as_of=at(3, 17, 0, 0)) == IN_WINDOW


@pytest.mark.parametrize("day", [17, 18])
def test_after_the_window(day: int) -> None:
    """Q7, T7: the day after the last one, it was not requested in time."""
    assert q7(*TALKS, decided(on(3, day))) == NOT_ASKED


def test_how_long_the_verdict_holds() -> None:
    """Q7, T7: an open window says at which instant it closes."""
    entries = history(*REDUNDANCY, *TALKS, decided(on(3, 10)), among=OWN_14)
    found = judged("Q7", entries, among=OWN_14, as_of=at(3, 12))
    after = judged("Q7", entries, among=OWN_14, as_of=day_after(on(3, 16)))

    assert found.holds_until == day_after(on(3, 16)) == at(3, 17, 0, 0)
    assert after.holds_until is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (9, NOT_CENTRAL),
        (12, NOT_CENTRAL),
        (16, NOT_CENTRAL),
        (17, IN_WINDOW),
        (20, IN_WINDOW),
    ],
)
def test_asked_for_after_the_decision(day: int, expected: tuple[str, str]) -> None:
    """Q7, T7: asked for in time, on the last day still, it was to come first."""
    assert q7(*TALKS, decided(on(3, 10)), requested(on(3, day))) == expected


def test_central_came_first() -> None:
    """Q7: asked for in time and concluded, it is compliant; pending, it is not."""
    asked = [*TALKS, requested(on(3, 12))]

    assert q7(*asked, decided()) == NOT_CENTRAL
    assert q7(*asked, central(on(3, 24)), decided()) == ("compliant", "central_before")
    assert q7(*asked, central(on(3, 25)), decided()) == SAME_DAY
    assert q7(*asked, central(on(3, 26)), decided()) == NOT_CENTRAL


def test_asked_for_too_late() -> None:
    """Q7, T7: a request after the window does not hold the decision up."""
    assert q7(*TALKS, requested(on(3, 17)), decided(on(3, 18))) == NOT_ASKED


def test_waiting_as_a_duty() -> None:
    """Q7, T7: where the agreement says so, the window is waited out."""
    numbers = {"central_negotiation_request": NUMBERS.central_negotiation_request}
    among = with_terms(
        replaces_mbl=("11",),
        numbers=with_numbers(waiting_is_a_duty=True, **numbers)
        .agreements["rv"]
        .versions["3"]
        .terms.numbers,
    )

    assert q7(*TALKS, decided(on(3, 16)), among=among) == (
        "breach",
        "decided_in_window",
    )
    assert q7(*TALKS, decided(on(3, 17)), among=among) == NOT_ASKED


def test_waived() -> None:
    """Q7: who has waived will not ask, inside the window whenever that was."""
    expected = ("compliant", "central_waived")

    assert q7(*TALKS, waived(on(3, 10)), decided(on(3, 11))) == expected
    assert q7(*TALKS, decided(on(3, 11)), waived(on(3, 12))) == expected
    assert q7(*TALKS, waived(on(3, 11)), decided(on(3, 11))) == expected
    assert q7(*TALKS, decided(on(3, 11)), waived(on(3, 16))) == expected
    assert q7(*TALKS, decided(on(3, 11)), waived(on(3, 17))) == IN_WINDOW


def test_asked_for_and_then_waived() -> None:
    """Q7: who gave up what it had asked for did so before the decision, or did not."""
    asked = [*TALKS, requested(on(3, 10))]

    assert q7(*asked, waived(on(3, 11)), decided(on(3, 12))) == (
        "compliant",
        "central_waived",
    )
    assert q7(*asked, waived(on(3, 12)), decided(on(3, 12))) == SAME_DAY
    assert q7(*asked, decided(on(3, 12)), waived(on(3, 13))) == NOT_CENTRAL


AGAIN = [demanded(on(3, 12)), ended(on(3, 16), how=DISAGREED)]


def test_demanded_again_and_open() -> None:
    """Q7: a negotiation that was taken up again and goes on is not completed."""
    again = demanded(on(3, 12))

    assert q7(*TALKS, again, decided()) == NOT_FIRST
    assert q7(*TALKS, demanded(on(3, 26)), decided()) == NOT_ASKED
    assert q7(*TALKS, demanded(on(3, 9)), decided()) == NOT_FIRST


def test_demanded_again_on_the_day_of_the_decision() -> None:
    """Q7: whether it was demanded again before the decision, nobody can tell."""
    assert q7(*TALKS, demanded(on(3, 25)), decided()) == SAME_DAY


def test_the_waiver_of_the_first_negotiation() -> None:
    """Q7: a waiver in the first negotiation is none in the second."""
    claims = [*TALKS, waived(on(3, 10)), *AGAIN, requested(on(3, 17)), decided()]

    assert q7(*claims) == NOT_CENTRAL
    quiet = [*TALKS, waived(on(3, 10)), *AGAIN, decided(on(3, 17))]
    assert q7(*quiet, as_of=at(3, 18)) == WINDOW


def test_the_central_end_of_the_first_negotiation() -> None:
    """Q7: nor does the first one's central end serve the second's request."""
    first = [*TALKS, requested(on(3, 10)), central(on(3, 11))]

    assert q7(*first, *AGAIN, requested(on(3, 17)), decided()) == NOT_CENTRAL
    assert q7(*first, decided()) == ("compliant", "central_before")


def test_the_request_of_the_first_negotiation() -> None:
    """Q7: nor is the first one's request a request in the second."""
    claims = [*TALKS, requested(on(3, 10)), *AGAIN, decided(on(3, 25))]

    assert q7(*claims) == NOT_ASKED


def test_another_round() -> None:
    """Q7: the first round's negotiation is not the second's."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    settled = [demanded(on(3, 2)), ended(on(3, 9)), decided()]

    assert q7(*settled, again, decided(on(5, 4), decision_id="d2")) == NOT_FIRST


def revised(day: date, *, material: bool) -> Claim:
    """Return that the proposal became version 2."""
    return happened(ProposalRevised, day, version=2, material=material)


def test_another_proposal() -> None:
    """Q7: whether the revised proposal was negotiated, the record does not say."""
    settled = [demanded(on(3, 2)), ended(on(3, 9))]
    decision = decided(proposal_version=2)
    other = ("undeterminable", "another_proposal")

    assert q7(*settled, revised(on(3, 12), material=True), decision) == other
    assert q7(*settled, revised(on(3, 12), material=False), decision) == FIRST
    assert q7(revised(on(2, 27), material=True), *settled, decision) == FIRST


def mbl(*claims: Claim, as_of: Any = None) -> tuple[str, str]:
    """Return Q7 where no agreement is in force, and so no number for T7."""
    return q7(*claims, among=MBL_ONLY, as_of=as_of)


def test_no_term_for_the_request() -> None:
    """Q7: without a term, only a request by the decision counts; none: unknown."""
    unknown = ("undeterminable", "no_term")

    assert mbl(*TALKS, decided()) == unknown
    assert mbl(*TALKS, decided(), requested(on(3, 26))) == unknown
    assert mbl(*TALKS, requested(on(3, 24)), decided()) == NOT_CENTRAL
    settled = [*TALKS, requested(on(3, 10)), central(on(3, 24)), decided()]
    assert mbl(*settled) == ("compliant", "central_before")
    assert mbl(*TALKS, waived(on(3, 10)), decided()) == ("compliant", "central_waived")


def test_a_withdrawal_is_a_disagreement() -> None:
    """Q7: who withdrew in writing has not agreed, so central talks may be asked for."""
    left = ended(on(3, 9), how="written_withdrawal", withdrawal_ref="RV 2026/115")

    assert q7(demanded(on(3, 2)), left, decided(on(3, 10)), as_of=at(3, 12)) == WINDOW


def test_14_replaced_and_not_38() -> None:
    """Q7: that 38 § stands concerns none but contractors."""
    among = with_terms(replaces_mbl=("11", "12", "14", "19"))

    assert q7(*TALKS, decided(on(3, 10)), among=among) == (
        "compliant",
        "local_suffices",
    )


def test_an_agreement_without_the_term() -> None:
    """Q7: an agreement that sets no term tells no more than MBL does."""
    numbers = msgspec.structs.replace(NUMBERS, central_negotiation_request=None)
    among = with_terms(replaces_mbl=("11", "12", "19", "38"), numbers=numbers)

    assert q7(*TALKS, decided(), among=among) == ("undeterminable", "no_term")


def test_the_last_of_several_steps_is_told() -> None:
    """Q7: of several waivers the last; of several requests after it, the first."""
    twice = [waived(on(3, 10)), waived(on(3, 12)), decided()]
    waiving = judged(
        "Q7", history(*REDUNDANCY, *TALKS, *twice, among=OWN_14), among=OWN_14
    )
    asked = [decided(on(3, 10)), requested(on(3, 11)), requested(on(3, 12))]
    asking = judged(
        "Q7", history(*REDUNDANCY, *TALKS, *asked, among=OWN_14), among=OWN_14
    )

    assert waiving.facts["cameOn"] == "2026-03-12"
    assert asking.facts["requestedOn"] == "2026-03-11"


def test_asked_for_again() -> None:
    """Q7: what was asked for last by the decision is what it waits for."""
    claims = [*TALKS, requested(on(3, 10)), central(on(3, 11)), requested(on(3, 12))]

    assert q7(*claims, decided()) == NOT_CENTRAL
    assert q7(*claims, central(on(3, 24)), decided()) == ("compliant", "central_before")


def test_ended_twice() -> None:
    """Q7: the last end counts, for how it ended and on which proposal."""
    talks = [demanded(on(3, 2)), ended(on(3, 9))]
    revision = revised(on(3, 10), material=True)
    parted = ended(on(3, 12), how=DISAGREED)
    decision = decided(on(3, 13), proposal_version=2)

    assert q7(*talks, parted, decided(on(3, 13))) == ("compliant", "decided_in_window")
    assert q7(*talks, revision, ended(on(3, 12)), decision) == FIRST


def test_what_may_have_been_demanded_first_is_shown() -> None:
    """Q7: the demand of which nobody knows whether it came before is evidence."""
    talks = [demanded(on(3, 2)), ended(on(3, 9)), demanded(on(3, 25)), decided()]
    found = judged("Q7", history(*REDUNDANCY, *talks, among=OWN_14), among=OWN_14)

    assert (found.verdict, found.reason) == SAME_DAY
    assert "e5" in found.evidence


WAITING = with_terms(
    replaces_mbl=("11",),
    numbers=msgspec.structs.replace(NUMBERS, waiting_is_a_duty=True),
)
"""RV-3, but the window is to be waited out."""


def test_waived_where_waiting_is_a_duty() -> None:
    """Q7: a waiver after the decision does not make up for not having waited."""
    broken = ("breach", "decided_in_window")
    first = ("compliant", "central_waived")

    def said(*claims: Claim) -> tuple[str, str]:
        return q7(*TALKS, *claims, among=WAITING)

    assert said(decided(on(3, 11)), waived(on(3, 12))) == broken
    assert said(decided(on(3, 11)), waived(on(6, 9))) == broken
    assert said(waived(on(3, 11)), decided(on(3, 11))) == SAME_DAY
    assert said(waived(at(3, 11, 9, 0)), decided(at(3, 11, 9, 0))) == broken
    assert said(waived(at(3, 11, 9, 0)), decided(at(3, 11, 9, 1))) == first


def test_waived_with_no_term() -> None:
    """Q7: without a term, a waiver after the decision tells nothing."""
    assert mbl(*TALKS, decided(), waived(on(3, 26))) == ("undeterminable", "no_term")


BESIDE = [demanded(on(3, 10), basis="10", by="union"), ended(on(3, 11))]
"""A claim of ST's, agreed on."""
UNFOUNDED = [demanded(on(3, 10), basis="12", by="union"), ended(on(3, 11))]
"""12 § is replaced."""


@pytest.mark.parametrize("other", [BESIDE, UNFOUNDED])
def test_a_demand_that_holds_nothing_up(other: list[Claim]) -> None:
    """Q7: it neither completes the negotiation that was owed, nor opens it again."""
    pending = [*TALKS, requested(on(3, 9)), *other]
    settled = [demanded(on(3, 2)), ended(on(3, 9))]

    assert q7(*pending, decided()) == NOT_CENTRAL
    assert q7(*settled, other[0], decided()) == FIRST
    assert q7(*settled, *other, decided()) == FIRST
    found = judged(
        "Q7",
        history(*REDUNDANCY, *settled, *other, decided(), among=OWN_14),
        among=OWN_14,
    )
    assert found.evidence == ("e3", "e4", "e7")


def test_no_demand_but_one_under_10() -> None:
    """Q7: the record does not say that it was on what was decided."""
    found = judged(
        "Q7", history(*REDUNDANCY, *BESIDE, decided(), among=OWN_14), among=OWN_14
    )

    assert (found.verdict, found.reason) == ("undeterminable", "only_under_10")
    assert q7(*UNFOUNDED, decided()) == FIRST
    assert q7(BESIDE[0], decided()) == NOT_FIRST
    again = [demanded(on(3, 12), basis="10", by="union"), ended(on(3, 13))]
    assert q7(*UNFOUNDED, *again, decided()) == FIRST


def test_a_founded_demand_goes_on() -> None:
    """Q7: a union's founded demand, and the employer's under 38 §, hold it up."""
    settled = [demanded(on(3, 2)), ended(on(3, 9))]
    founded = demanded(on(3, 10), basis="11", by="union")

    assert q7(*settled, founded, decided(), among=MBL_ONLY) == NOT_FIRST
    assert q7(*settled, demanded(on(3, 10), basis="38"), decided()) == NOT_FIRST


def test_to_which_negotiation_a_request_belongs() -> None:
    """Q7: a request after both ended may be in either; nobody can tell."""
    apart = [BESIDE[0], ended(on(3, 11), how=DISAGREED)]
    which = ("undeterminable", "which_negotiation")

    assert q7(*TALKS, *apart, requested(on(3, 12)), decided()) == which
    assert q7(*TALKS, *apart, requested(on(3, 17)), decided()) == NOT_ASKED
    held = [requested(on(3, 12)), central(on(3, 20)), decided()]
    assert q7(*TALKS, *apart, *held)[0] == "compliant"


def alone(day: date, how: str = "written_withdrawal") -> Claim:
    """Return that one side ended it."""
    return ended(day, how=how, withdrawal_ref="RV 2026/115")


@pytest.mark.parametrize("how", ["written_withdrawal", "party_did_not_respond"])
def test_ended_by_one_side(how: str) -> None:
    """Q7, T9, T10: without a meeting, nothing shows that it was negotiated."""
    among, unmet = with_terms(), ("undeterminable", "no_meeting_held")
    claims = [demanded(at(3, 2, 8)), alone(at(3, 9, 8), how), decided()]

    def said(*held: Claim) -> str:
        return q7(claims[0], *held, *claims[1:], among=among)[0]

    assert q7(*claims, among=among) == unmet
    assert said(met(at(3, 9, 7, 59))) == said(met(at(3, 2, 8, 1))) == "compliant"
    assert q7(*claims, met(at(3, 9, 8, 1)), among=among) == unmet
    other = [
        demanded(on(3, 2), SACO),
        happened(NegotiationMeetingHeld, on(3, 6), party=SACO),
    ]
    assert q7(*other, *claims, among=among) == unmet
    found = judged("Q7", history(*REDUNDANCY, *claims, among=among), among=among)
    assert found.missing == ("that st was called to negotiate, and had its time",)
    assert verdict("Q2", history(*REDUNDANCY, *claims)) == unmet


def test_ended_by_one_side_and_not_enough_anyway() -> None:
    """Q7: where it would not have been enough, that it was not one changes nothing."""
    claims = [demanded(on(3, 2)), alone(on(3, 9)), requested(on(3, 10)), decided()]

    assert q7(*claims) == NOT_CENTRAL


def test_an_open_demand_is_shown() -> None:
    """Q7: the demand is evidence, of what goes on and of what has ended."""
    open_one = history(*REDUNDANCY, demanded(on(3, 2)), decided(), among=OWN_14)
    passed = history(*REDUNDANCY, *TALKS, demanded(on(3, 12)), decided(), among=OWN_14)

    assert judged("Q7", open_one, among=OWN_14).evidence == ("e3", "e4")
    assert judged("Q7", passed, among=OWN_14).evidence == ("e5", "e6")
