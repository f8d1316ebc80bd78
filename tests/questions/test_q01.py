"""Q1: consultation came before the decision."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain import agency
from domain.agreement import Term
from domain.agreement_state import Framework
from domain.agreement_terms import Level
from domain.base import Answer
from domain.classification import Basis, Classification, IssueReclassified
from domain.consultation import ConsultationPostponed, ConsultationResumed
from domain.decision import DecisionChanged
from domain.escalation import IssueEscalated
from domain.information import InformationProvided
from domain.meeting import SummonsPeriodWaived
from domain.perspective import ProposalRevised
from domain.raising import IssueReopened
from tests.agreements import ALL, acceded, exited
from tests.frameworks import MBL_ONLY, left, matrix, switched, with_numbers, with_terms
from tests.issues import (
    Claim,
    annulled,
    answered,
    at,
    classified,
    concluded,
    corrected,
    decided,
    demanded,
    dispatched,
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
from tests.worked_example import (
    APT,
    CSG,
    LSG,
    MATRIX,
    ORGANISATIONS,
    SACO,
    SEKO,
    ST,
    STAFF,
    TERMS,
    framework,
    register,
)

START: list[Claim] = [raised(), classified(), summoned(on(2, 3), at(2, 17))]
MET: list[Claim] = [*START, held(at(2, 17))]
BEFORE = ("compliant", "concluded_before")
NOT_BEFORE = ("breach", "not_concluded_before")
NOT_COUNTED = ("breach", "absence_not_counted")
NOT_AGAIN = ("undeterminable", "not_concluded_again")
SAME_DAY = ("undeterminable", "same_day")


def q1(*claims: Claim, party: str = ST, **asked: Any) -> tuple[str, str]:
    """Return Q1's verdict and reason on the history that begins with the meeting."""
    among = {"among": asked["among"]} if "among" in asked else {}
    return verdict("Q1", history(*MET, *claims, **among), party, **asked)


def revised(version: int, *, material: bool, day: date | None = None) -> Claim:
    """Return that the proposal became another version."""
    time = day or on(3, 1)
    return happened(ProposalRevised, time, version=version, material=material)


@pytest.mark.parametrize("outcome", ["consensus", "disagreement", "no_position"])
def test_any_outcome_is_enough(outcome: str) -> None:
    """Q1: consultation is to be complete, not to end in agreement."""
    assert q1(concluded(on(2, 17), outcome), decided()) == BEFORE


def test_a_party_that_declined() -> None:
    """Q1: a party that declined has been consulted."""
    assert q1(concluded(on(2, 17), "declined"), decided()) == BEFORE


def test_no_consultation() -> None:
    """Q1: decided without any conclusion is a breach, meeting or no meeting."""
    assert q1(decided()) == NOT_BEFORE


def test_nothing_decided() -> None:
    """Q1: without a decision there is nothing to judge."""
    assert q1(concluded(on(2, 17))) == ("not_applicable", "no_decision")


@pytest.mark.parametrize(
    ("conclusion", "decision", "expected"),
    [
        (at(3, 3, 10, 0), at(3, 3, 10, 1), BEFORE),
        (at(3, 3, 10, 0), at(3, 3, 10, 0), NOT_BEFORE),
        (at(3, 3, 10, 1), at(3, 3, 10, 0), NOT_BEFORE),
        (on(3, 3), on(3, 3), SAME_DAY),
        (on(3, 3), at(3, 3, 23, 59), SAME_DAY),
        (at(3, 3, 0, 0), on(3, 3), SAME_DAY),
        (on(3, 2), on(3, 3), BEFORE),
        (on(3, 2), at(3, 3, 0, 0), BEFORE),
        (on(3, 3), on(3, 2), NOT_BEFORE),
    ],
)
def test_the_order_of_times(
    conclusion: date, decision: date, expected: tuple[str, str]
) -> None:
    """Q1: the same minute is not before; the same day, known as a day, nobody knows."""
    assert q1(concluded(conclusion), decided(decision)) == expected


def test_the_same_day_is_said() -> None:
    """Q1: the missing fact is named, and the precision marked."""
    told = (concluded(on(3, 3)), at(3, 3, 17))
    found = judged("Q1", history(*MET, told, decided(on(3, 3))))

    assert found.missing == ("the time of day",)
    assert found.qualifiers == ("precision",)


def test_recorded_after_the_decision_but_before_it() -> None:
    """Q1: what counts is when it occurred; that it was told late is marked."""
    late = history(*MET, decided(on(3, 25)), concluded(on(2, 17)))
    found = judged("Q1", late)

    assert (found.verdict, found.reason) == BEFORE
    assert found.qualifiers == ("late_recorded",)


def test_recorded_before_the_decision_but_after_it() -> None:
    """Q1: recorded first does not make it first."""
    assert q1(concluded(on(3, 26)), (decided(on(3, 25)), at(3, 30))) == NOT_BEFORE


def test_each_party_is_owed_its_own() -> None:
    """Q1: what was concluded with others is not concluded with Seko."""
    entries = history(*MET, concluded(on(2, 17), parties=(ST, SACO)), decided())

    assert verdict("Q1", entries, ST) == BEFORE
    assert verdict("Q1", entries, SEKO) == NOT_BEFORE


def test_another_proposal() -> None:
    """Q1: after a material revision, the consultation was on something else."""
    change = revised(2, material=True)
    conclusion = concluded(on(2, 17))

    assert q1(conclusion, change, decided(proposal_version=2)) == NOT_BEFORE
    assert q1(conclusion, change, decided(proposal_version=1)) == BEFORE


def test_a_slight_revision() -> None:
    """Q1: a revision that is not material leaves it the same proposal."""
    change = revised(2, material=False)

    assert q1(concluded(on(2, 17)), change, decided(proposal_version=2)) == BEFORE


def test_a_material_revision_among_slight_ones() -> None:
    """Q1: one material revision on the way is enough."""
    changes = [revised(v, material=v == 3) for v in (2, 3, 4)]

    assert q1(concluded(on(2, 17)), *changes, decided(proposal_version=4)) == NOT_BEFORE


def test_a_version_that_never_was() -> None:
    """Q1: a decision on a version that nobody recorded rests on nothing."""
    assert q1(concluded(on(2, 17)), decided(proposal_version=7)) == NOT_BEFORE


def again(round_: int = 2, day: date | None = None) -> Claim:
    """Return that another round began."""
    time = day or on(4, 1)
    return happened(IssueReopened, time, reason="Again.", new_round=round_)


def test_another_round() -> None:
    """Q1: the first round's consultation is not the second's."""
    second = decided(on(5, 4), decision_id="d2")

    assert q1(concluded(on(2, 17)), decided(), again(), second) == NOT_BEFORE


def test_the_same_round() -> None:
    """Q1: nor does the second round's make the first decision right."""
    held_again = [held(on(4, 9)), concluded(on(4, 9))]
    entries = history(*MET, decided(), again(), *held_again)

    assert verdict("Q1", entries) == NOT_BEFORE


def test_a_lower_level() -> None:
    """Q1: a matter decided at CSG is consulted on at CSG."""
    above = decided(level=CSG)

    assert q1(concluded(on(2, 17)), above) == NOT_BEFORE
    assert q1(concluded(on(2, 17), level=CSG), above) == BEFORE


def escalated(day: date | None = None) -> Claim:
    """Return that it went from LSG to CSG."""
    time = day or on(2, 20)
    levels = {"from_level": LSG, "to_level": CSG}
    return happened(IssueEscalated, time, dossier=("m-1",), **levels)


def test_a_higher_level_by_escalation() -> None:
    """Q1: above the decision's level counts where it was escalated, and only then."""
    above = concluded(on(3, 3), level=CSG)
    below = concluded(on(2, 17), "disagreement", (SEKO,))

    assert q1(above, decided()) == NOT_BEFORE
    assert q1(below, escalated(), above, decided()) == BEFORE


def test_escalated_only_afterwards() -> None:
    """Q1: an escalation after the conclusion above did not lead to it."""
    above = concluded(on(3, 3), level=CSG)
    below = concluded(on(2, 17), "disagreement", (SEKO,))

    assert q1(below, above, escalated(on(3, 4)), decided()) == NOT_BEFORE


def test_an_escalation_of_another_round() -> None:
    """Q1: nor does an escalation in the first round serve the second."""
    below = concluded(on(2, 17), "disagreement", (SEKO,))
    first = [below, escalated(), decided(), again()]
    second = [held(on(4, 9), level=CSG), concluded(on(4, 9), level=CSG)]
    last = decided(on(5, 4), decision_id="d2")

    assert q1(*first, *second, last) == NOT_BEFORE


def test_the_level_that_the_decision_states() -> None:
    """Q1: the cell is looked up at the level of the decision, not of the classifier."""
    entries = history(
        raised(topic="redundancy", redundancy=Answer.YES),
        classified(level=LSG),
        happened(InformationProvided, on(2, 3), parties=ORGANISATIONS),
        decided(level=CSG),
    )

    assert verdict("Q1", entries) == NOT_BEFORE
    assert judged("Q2", entries).reason == "matrix"


def test_a_level_that_nobody_stated() -> None:
    """Q1: where the level is not known, nobody can tell whether it was there."""
    entries = history(
        raised(topic="appointment_of_manager"),
        held(on(2, 17)),
        concluded(on(2, 17)),
        decided(),
    )
    found = judged("Q1", entries)

    assert (found.verdict, found.reason) == ("undeterminable", "level_unknown")
    assert found.missing == ("the level at which it was decided",)


def test_cells_that_differ_by_level() -> None:
    """Q1: without a level, cells that differ leave even the duty unknown."""
    entries = history(raised(), held(on(2, 17)), concluded(on(2, 17)), decided())

    assert verdict("Q1", entries) == ("undeterminable", "level_unknown")


def test_a_classification_after_the_decision() -> None:
    """Q1: what was classified only afterwards was not known when it was decided."""
    entries = history(
        raised(), held(on(2, 17)), concluded(on(2, 17)), decided(), classified(on(4, 1))
    )

    assert verdict("Q1", entries) == ("undeterminable", "level_unknown")


def test_a_classification_told_late() -> None:
    """Q1: the last classification is the one that came last, not that told last."""
    levels = [classified(on(2, 10), CSG), classified(on(1, 28), LSG)]
    entries = history(raised(), *levels, *MET[2:], concluded(on(2, 17)), decided())

    assert verdict("Q1", entries) == NOT_BEFORE


# Absence


SUMMONED_LATE = on(2, 9)
ABSENT: dict[str, Any] = {"absent": (SEKO,), "present": (ST, SACO)}


def absence(
    *sent: Claim, meeting: Claim | None = None, among: Any = None
) -> tuple[str, str]:
    """Return Q1 for Seko, concluded as absent on 17 February."""
    claims = [
        raised(),
        classified(),
        *sent,
        meeting or held(at(2, 17), **ABSENT),
        concluded(on(2, 17), "absent_duly_summoned", (SEKO,)),
        decided(),
    ]
    surroundings = {"among": among} if among else {}
    entries = history(*claims, **surroundings)
    return verdict("Q1", entries, SEKO, **surroundings)


SUMMONS = summoned(on(2, 3), at(2, 17))
PAPERS = dispatched(on(2, 3))


def test_absent_with_time_to_prepare() -> None:
    """Q1, T10: a duly summoned party that stayed away has been consulted."""
    assert absence(SUMMONS, PAPERS) == BEFORE


@pytest.mark.parametrize(
    ("day", "expected"), [(on(2, 6), BEFORE), (on(2, 9), NOT_COUNTED)]
)
def test_absent_at_the_limit(day: date, expected: tuple[str, str]) -> None:
    """Q1, T1: six whole working days between, for summons and documents alike."""
    assert absence(summoned(day, at(2, 17)), dispatched(on(2, 3))) == expected
    assert absence(SUMMONS, dispatched(day)) == expected


def test_absent_without_documents() -> None:
    """Q1: where no documents are on record, nobody can tell; it is not compliant."""
    assert absence(SUMMONS) == ("undeterminable", "absence_unverified")


def test_absent_with_documents_on_another_version() -> None:
    """Q1: documents on something else are no documents on this."""
    other = dispatched(on(2, 3), proposal_version=2)

    assert absence(SUMMONS, other) == ("undeterminable", "absence_unverified")


def test_absent_with_documents_for_others() -> None:
    """Q1: nor are documents that went to others."""
    others = dispatched(on(2, 3), (ST, SACO))

    assert absence(SUMMONS, others) == ("undeterminable", "absence_unverified")


def waived(day: date) -> SummonsPeriodWaived:
    """Return that Seko waived its time to prepare."""
    return happened(SummonsPeriodWaived, day, party=SEKO, how="m-1")


def test_absent_having_waived() -> None:
    """Q1: too late is in time for who waived it, and the waiver is shown."""
    late = [summoned(on(2, 9), at(2, 17)), dispatched(on(2, 9)), waived(on(2, 10))]
    entries = history(
        raised(),
        classified(),
        *late,
        held(at(2, 17), **ABSENT),
        concluded(on(2, 17), "absent_duly_summoned", (SEKO,)),
        decided(),
    )
    found = judged("Q1", entries, SEKO)

    assert (found.verdict, found.reason) == BEFORE
    assert found.qualifiers == ("waived",)
    assert found.evidence == ("e3", "e4", "e5", "e7", "e8")


def test_a_waiver_of_an_earlier_meeting() -> None:
    """Q1: who waived its time for one meeting has not waived it for the next."""
    papers = dispatched(on(2, 3), meeting_on=on(2, 10))
    called = summoned(on(2, 3), at(2, 10))
    first = [called, papers, waived(on(2, 4)), held(at(2, 10), **ABSENT)]
    late = [summoned(on(2, 11), at(2, 17)), dispatched(on(2, 11))]

    assert absence(*first, *late) == NOT_COUNTED


def test_a_summons_to_an_earlier_meeting() -> None:
    """Q1: who was summoned to the first meeting was not summoned to the second."""
    entries = history(
        raised(),
        classified(),
        SUMMONS,
        PAPERS,
        held(at(2, 17), **ABSENT),
        summoned(on(2, 18), at(3, 3), (ST, SACO)),
        held(at(3, 3), present=(ST, SACO), not_summoned=(SEKO,)),
        concluded(on(3, 3), "absent_duly_summoned", (SEKO,)),
        decided(),
    )

    assert verdict("Q1", entries, SEKO) == NOT_COUNTED


def test_silence_that_does_not_count() -> None:
    """Q1, T10: where the agreement says so, staying away is no answer."""
    among = with_numbers(silence_counts=False)

    assert absence(SUMMONS, PAPERS, among=among) == NOT_COUNTED


def test_no_time_to_prepare_in_the_agreement() -> None:
    """Q1, T1: without a number in the agreement, a summons is enough."""
    among = with_numbers(documents_before_meeting=None)

    assert absence(summoned(on(2, 16), at(2, 17)), among=among) == BEFORE


def test_days_counted_by_offset() -> None:
    """Q1, T1c: counted by offset, the day of the meeting is one of the six."""
    term = Term(amount=6, unit="working_days", counting="day_offset")
    among = with_numbers(documents_before_meeting=term)
    sent = [summoned(on(2, 9), at(2, 17)), dispatched(on(2, 9))]

    assert absence(*sent, among=among) == BEFORE
    later = [summoned(on(2, 10), at(2, 17)), dispatched(on(2, 10))]
    assert absence(*later, among=among) == NOT_COUNTED


# Postponed


def put_off(day: date) -> Claim:
    """Return that consultation with all was put off."""
    return happened(
        ConsultationPostponed, day, parties=ORGANISATIONS, reason="More to look into."
    )


def resumed(day: date) -> Claim:
    """Return that it went on."""
    return happened(ConsultationResumed, day, parties=ORGANISATIONS)


def test_decided_while_put_off() -> None:
    """Q1: postponed is not concluded (path 7)."""
    assert q1(put_off(on(2, 17)), decided()) == NOT_BEFORE


def test_put_off_after_it_was_concluded() -> None:
    """Q1: put off again after its conclusion and not resumed, it is not complete."""
    conclusion = concluded(on(2, 17))

    assert q1(conclusion, put_off(on(2, 20)), decided()) == ("breach", "postponed")
    assert q1(conclusion, put_off(on(2, 20)), resumed(on(3, 3)), decided()) == NOT_AGAIN
    assert q1(conclusion, put_off(on(3, 26)), decided()) == BEFORE
    assert q1(conclusion, put_off(on(3, 25)), decided()) == SAME_DAY


def test_resumed_on_the_day_of_the_decision() -> None:
    """Q1: resumed the same day and no hours known, nobody can tell; after it, a breach;
    resumed before and not concluded again, how it ended is not on record.
    """
    claims = [concluded(on(2, 17)), put_off(on(2, 20))]

    assert q1(*claims, resumed(on(3, 25)), decided()) == SAME_DAY
    assert q1(*claims, resumed(on(3, 26)), decided()) == ("breach", "postponed")
    assert q1(*claims, resumed(on(3, 24)), decided()) == NOT_AGAIN
    again = [resumed(on(3, 3)), put_off(on(3, 24)), resumed(on(3, 25))]
    assert q1(*claims, *again, decided()) == NOT_AGAIN


def test_put_off_and_concluded() -> None:
    """Q1: put off first and concluded then, it is complete."""
    assert q1(put_off(on(2, 17)), concluded(on(3, 3)), decided()) == BEFORE


# Other duties than consultation


def informing(day: date, *parties: str, **fields: Any) -> Claim:
    """Return that the parties were informed."""
    return happened(InformationProvided, day, parties=parties, **fields)


ECONOMY = [raised(topic="economy"), classified()]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (informing(on(3, 24), ST), ("compliant", "informed_before")),
        (informing(on(3, 25), ST), SAME_DAY),
        (informing(on(3, 26), ST), ("breach", "not_informed_before")),
        (informing(on(3, 24), SACO, SEKO), ("breach", "not_informed_before")),
    ],
)
def test_information(given: Claim, expected: tuple[str, str]) -> None:
    """Q1: where information is owed, it is given to that party before."""
    assert verdict("Q1", history(*ECONOMY, given, decided())) == expected


def test_information_in_another_round() -> None:
    """Q1: information of the first round is not information of the second."""
    entries = history(
        *ECONOMY,
        informing(on(3, 24), ST),
        decided(),
        again(),
        decided(on(5, 4), decision_id="d2"),
    )

    assert verdict("Q1", entries) == ("breach", "not_informed_before")


DAILY = [raised(topic="daily_planning"), classified(level=APT)]


def test_a_meeting_of_the_employees() -> None:
    """Q1: where it is talked over at the workplace, it was up at such a meeting."""
    meeting = held(on(3, 24), present=(), level=APT)
    entries = history(*DAILY, meeting, decided())

    assert verdict("Q1", entries) == ("compliant", "met_before")


def test_a_meeting_of_others() -> None:
    """Q1: a meeting with the unions is not a meeting of the employees."""
    entries = history(*DAILY, held(on(3, 24)), decided())

    assert verdict("Q1", entries) == ("breach", "not_met_before")


def test_nothing_is_owed() -> None:
    """Q1: a single case at LSG is dealt with elsewhere."""
    entries = history(raised(topic="individual_case"), classified(), decided())

    assert verdict("Q1", entries) == ("not_applicable", "matrix")


def test_an_organisation_without_agreement() -> None:
    """Q1: to one that no collective agreement binds, nothing is owed."""
    parted = register(
        agency.OrganisationReleased(
            actor=STAFF, occurred_on=on(3, 1), organisation=SEKO, bound_until=on(3, 1)
        )
    )
    among = framework(also=parted)
    entries = history(*MET, concluded(on(2, 17)), decided(), among=among)

    assert verdict("Q1", entries, SEKO, among=among) == ("not_applicable", "not_bound")


def test_an_organisation_it_specially_concerns() -> None:
    """Q1: unless the matter specially concerns its members (MBL 13 §)."""
    parted = register(
        agency.OrganisationReleased(
            actor=STAFF, occurred_on=on(1, 2), organisation=SEKO, bound_until=on(1, 1)
        )
    )
    among = framework(also=parted)
    special = classified(parties=(SEKO,), basis=Basis(mbl="13"))
    entries = history(raised(), special, decided(), among=among)

    assert verdict("Q1", entries, SEKO, among=among) == NOT_BEFORE


def test_a_change_of_which_nobody_knows_how_important() -> None:
    """Q1: without an agreement and without knowing, nobody can tell what is owed."""
    claims = [raised(significant_change=Answer.UNKNOWN), decided()]
    found = judged("Q1", history(*claims, among=MBL_ONLY), among=MBL_ONLY)

    assert (found.verdict, found.missing) == ("undeterminable", ("significant_change",))


def test_what_is_not_known_is_said() -> None:
    """Q1: a flag that could have made it negotiation is named, not taken for no."""
    first, *rest = MET
    claim = msgspec.structs.replace(first, redundancy=Answer.UNKNOWN)
    found = judged("Q1", history(claim, *rest, concluded(on(2, 17)), decided()))

    assert (found.verdict, found.reason) == BEFORE
    assert found.missing == ("redundancy",)


# Negotiation in its place


def test_negotiation_where_that_is_owed() -> None:
    """Q1: where negotiation is owed, consultation is not enough."""
    claims = [*MET, concluded(on(2, 17)), decided()]
    entries = history(*claims, among=MBL_ONLY)

    assert verdict("Q1", entries, among=MBL_ONLY) == NOT_BEFORE
    talks = [demanded(on(2, 3)), ended(on(2, 17))]
    negotiated = history(*MET, *talks, decided(), among=MBL_ONLY)
    assert verdict("Q1", negotiated, among=MBL_ONLY) == BEFORE


def test_a_union_takes_it_out() -> None:
    """Q1: a founded demand makes it negotiation, though consultation is concluded."""
    among = with_terms(withdrawal_from_consultation_allowed=True)
    demand = demanded(on(2, 18), basis="agreement_clause", by="union")

    assert q1(concluded(on(2, 17)), demand, decided(), among=among) == NOT_BEFORE
    settled = [demand, ended(on(2, 27)), decided()]
    assert q1(concluded(on(2, 17)), *settled, among=among) == BEFORE


# Agreements that change on the way


def test_a_party_that_left_after_it_was_consulted() -> None:
    """Q1: what was concluded before the exit is enough for its round [REC]."""
    among = left(SEKO, on(3, 2))
    claims = [concluded(on(2, 17)), decided()]

    assert q1(*claims, party=SEKO, among=among) == BEFORE


@pytest.mark.parametrize("day", [on(3, 2), on(3, 3)])
def test_a_party_that_left_before_it_was_consulted(day: date) -> None:
    """Q1: from the day of the exit on, consultation is not negotiation."""
    among = left(SEKO, on(3, 2))

    assert q1(concluded(day), decided(), party=SEKO, among=among) == NOT_BEFORE


def test_consulted_on_another_proposal_before_the_exit() -> None:
    """Q1: a conclusion that the decision cannot rest on carries nothing over."""
    among = left(SEKO, on(3, 2))
    stale = [concluded(on(2, 17)), revised(2, material=True)]
    decision = decided(proposal_version=2)

    assert q1(*stale, decision, party=SEKO, among=among) == NOT_BEFORE


def test_consulted_before_and_after_the_exit() -> None:
    """Q1: an invalid one before does not make the one after it enough."""
    among = left(SEKO, on(3, 2))
    claims = [
        concluded(on(2, 17), level=CSG),
        revised(2, material=True, day=on(3, 1)),
        concluded(on(3, 10), proposal_version=2),
        decided(proposal_version=2),
    ]

    assert q1(*claims, party=SEKO, among=among) == NOT_BEFORE


def test_negotiated_after_the_exit() -> None:
    """Q1: what was negotiated after the exit is judged as negotiation."""
    among = left(SEKO, on(3, 2))
    talks = [demanded(on(3, 3), SEKO), ended(on(3, 10), SEKO), decided()]

    assert q1(*talks, party=SEKO, among=among) == BEFORE


def test_a_version_that_asks_for_more() -> None:
    """Q1: consulted under one version, decided under one that wants negotiation."""
    among = switched(on(3, 2), matrix=matrix("premises", "negotiation"))

    assert q1(concluded(on(2, 17)), decided(), among=among) == BEFORE
    assert q1(concluded(on(3, 2)), decided(), among=among) == NOT_BEFORE
    assert q1(decided(), among=among) == NOT_BEFORE


def test_a_matter_that_moved_up() -> None:
    """Q1: nothing is carried over where only the level of decision has changed."""
    cells = [
        msgspec.structs.replace(cell, mode="negotiation")
        if (cell.topic, cell.level) == ("premises", CSG)
        else cell
        for cell in TERMS.matrix
    ]
    among = with_terms(matrix=tuple(cells))
    moved = [concluded(on(2, 17), level=CSG), classified(on(3, 1), CSG)]

    assert q1(*moved, decided(), among=among) == NOT_BEFORE


def test_the_version_in_force_at_the_decision() -> None:
    """Q1: the verdict names the version that governed when it was decided."""
    among = switched(on(3, 2))
    entries = history(*MET, concluded(on(2, 17)), decided(), among=among)
    governing = judged("Q1", entries, among=among).agreement

    assert governing is not None
    assert governing.version == "4"


def test_a_party_that_joined_on_the_way() -> None:
    """Q1: an organisation bound after the decision was owed nothing then."""
    newcomer = agency.OrganisationBound(
        actor=STAFF,
        occurred_on=on(3, 1),
        organisation="newcomer",
        name="Newcomer",
        bound_from=on(3, 1),
    )
    among = framework(also=register(newcomer))
    early = history(*MET, concluded(on(2, 17)), decided(on(2, 27)), among=among)
    late = history(*MET, concluded(on(2, 17)), decided(on(3, 1)), among=among)

    assert "newcomer" not in {
        v.party for v in answered("Q1", early, among=among).verdicts
    }
    assert verdict("Q1", late, "newcomer", among=among) == NOT_BEFORE


# Corrected and annulled


def test_an_annulled_conclusion() -> None:
    """Q1: an annulled conclusion is none."""
    entries = history(*MET, concluded(on(2, 17)), decided(), annulled(on(3, 27), "e5"))

    assert verdict("Q1", entries) == NOT_BEFORE
    assert verdict("Q1", entries, known_as_of=at(3, 26)) == ("compliant", BEFORE[1])


def test_a_corrected_conclusion() -> None:
    """Q1: moved after the decision, it was not before; as known earlier, it was."""
    moved = corrected(on(3, 30), "e5", "/occurredOn", "2026-02-17", "2026-03-26")
    claims = [*MET, (concluded(on(2, 17)), at(3, 27)), (decided(), at(3, 27)), moved]
    found = judged("Q1", history(*claims))

    assert (found.verdict, found.reason) == NOT_BEFORE
    assert "corrected" in found.qualifiers
    assert verdict("Q1", history(*claims), known_as_of=at(3, 29)) == BEFORE


def test_a_corrected_attendance() -> None:
    """Q1: who sat at the table changes nothing once it was concluded."""
    there = corrected(on(3, 27), "e4", "/attendance/1/presence", "present", "absent")
    found = judged("Q1", history(*MET, concluded(on(2, 17)), decided(), there))

    assert (found.verdict, found.reason, found.qualifiers) == (*BEFORE, ())


def test_a_so_called_correction_of_the_decision() -> None:
    """Q1: a correction that rests on another proposal is judged as a decision."""
    slip = happened(
        DecisionChanged,
        on(4, 1),
        decision_id="d2",
        supersedes="d1",
        change="correction",
        material=False,
        proposal_version=2,
        content_ref="RV 1",
        decided_by="manager",
        others_present=(),
    )
    change = revised(2, material=True, day=on(3, 28))
    claims = [concluded(on(2, 17)), decided(), change]

    assert q1(*claims, slip) == NOT_BEFORE
    honest = msgspec.structs.replace(slip, proposal_version=1)
    assert judged("Q1", history(*MET, *claims, honest)).decision == "d1"


def test_the_terms_are_the_example_s() -> None:
    """Q1: these tests rest on T1 being six whole days in RV-3."""
    assert TERMS.numbers.documents_before_meeting == Term(
        amount=6, unit="working_days", counting="whole_days_between"
    )


# The round and the party that a step was of


def test_told_in_the_second_round() -> None:
    """Q1: what the second decision needs is looked for in the second round."""
    second = decided(on(5, 4), decision_id="d2")
    told = history(*ECONOMY, decided(), again(), informing(on(4, 9), ST), second)
    meeting = held(on(4, 9), present=(), level=APT)
    met = history(*DAILY, decided(), again(), meeting, second)

    assert verdict("Q1", told) == ("compliant", "informed_before")
    assert verdict("Q1", met) == ("compliant", "met_before")


def test_put_off_and_concluded_with_others() -> None:
    """Q1: what was concluded with others does not end what was put off with ST."""
    put = [concluded(on(2, 17), parties=(ST,)), put_off(on(2, 20))]
    others = concluded(on(3, 3), parties=(SACO, SEKO))

    assert q1(*put, others, decided()) == ("breach", "postponed")
    assert q1(*put, others, decided(), party=SACO) == BEFORE


def test_the_last_of_several_times_is_told() -> None:
    """Q1: informed twice before, the last time is what is told."""
    twice = [informing(on(3, 3), ST), informing(on(3, 9), ST)]
    found = judged("Q1", history(*ECONOMY, *twice, decided()))

    assert found.facts["cameOn"] == "2026-03-09"


def test_put_off_in_the_second_round() -> None:
    """Q1: what was put off in the second round is not complete in it."""
    first = [concluded(on(2, 17)), decided(), again()]
    second = [held(on(4, 9)), concluded(on(4, 9)), put_off(on(4, 20))]
    last = decided(on(5, 4), decision_id="d2")

    assert q1(*first, *second, last) == ("breach", "postponed")
    assert q1(*first, *second[:2], last) == BEFORE


def test_escalated_in_the_second_round() -> None:
    """Q1: an escalation of the second round serves the second round."""
    below = concluded(on(4, 9), "disagreement", (SEKO,))
    above = [held(on(4, 20), level=CSG), concluded(on(4, 20), level=CSG)]
    up = [held(on(4, 9)), below, escalated(on(4, 10)), *above]

    assert q1(decided(), again(), *up, decided(on(5, 4), decision_id="d2")) == BEFORE


def test_documents_on_the_day_of_the_meeting() -> None:
    """Q1, T1: they came too late, which is known."""
    assert absence(SUMMONS, dispatched(on(2, 17))) == NOT_COUNTED


def test_absent_on_the_day_of_the_decision() -> None:
    """Q1: an absence that perhaps counts, and perhaps came first, nobody can tell."""
    away = concluded(on(3, 25), "absent_duly_summoned", (SEKO,))
    meeting = held(at(2, 17), **ABSENT)
    entries = history(raised(), classified(), SUMMONS, meeting, away, decided())

    assert verdict("Q1", entries, SEKO) == ("undeterminable", "absence_unverified")


def test_absent_without_any_waiver() -> None:
    """Q1: what was in time needs no waiver, and none is marked."""
    away = concluded(on(2, 17), "absent_duly_summoned", (SEKO,))
    claims = [*START[:2], SUMMONS, PAPERS, held(at(2, 17), **ABSENT), away, decided()]

    assert judged("Q1", history(*claims), SEKO).qualifiers == ()


def test_concluded_where_only_information_was_owed() -> None:
    """Q1: nothing is carried over from a version that asked for no consultation."""
    among = switched(on(3, 2), matrix=matrix("economy", "negotiation"))
    talked = [*ECONOMY, held(on(2, 17)), concluded(on(2, 17)), decided()]

    assert verdict("Q1", history(*talked, among=among), among=among) == NOT_BEFORE


def test_a_classification_on_the_day_of_the_decision() -> None:
    """Q1: it may have come first, or not; of two on one day either was the last."""
    met = [held(on(2, 17)), concluded(on(2, 17))]
    same_day = history(raised(), *met, classified(on(3, 25)), decided())
    both = [classified(on(1, 28), CSG), classified(on(1, 28), LSG)]

    assert verdict("Q1", same_day) == SAME_DAY
    assert verdict("Q1", history(raised(), *both, *met, decided())) == SAME_DAY


def test_carried_over_though_told_after_another() -> None:
    """Q1: what was enough before the version changed is, in whatever order told."""
    among = switched(on(3, 2), matrix=matrix("premises", "negotiation"))
    below = concluded(on(2, 17), "disagreement", (SEKO,))
    above = [below, escalated(on(3, 5)), held(on(3, 10), level=CSG)]
    ends = [concluded(on(3, 10), level=CSG), concluded(on(2, 17), parties=(ST,))]

    assert q1(*above, *ends, decided(), among=among) == BEFORE
    entries = history(*MET, *above, *ends, decided(), among=among)
    assert judged("Q1", entries, among=among).evidence == ("e9", "e10")


def test_absent_before_it_joined() -> None:
    """Q1, T10: without an agreement, staying away from a due meeting is an answer."""
    joined = acceded(SEKO, on(3, 1))
    among = framework(exited(SEKO, on(2, 1), agreed_by=ALL), joined)

    assert absence(SUMMONS, PAPERS, among=among) == BEFORE


def renamed(*names: str) -> Framework:
    """Return RV with a version 4 from 10 March, whose ladder has other names."""
    above = (*names[1:], None)
    ladder = tuple(
        Level(name=name, above=over, employee_forum=name == APT)
        for name, over in zip(names, above, strict=True)
    )
    cells = tuple(
        msgspec.structs.replace(cell, level=names[1]) if cell.level == LSG else cell
        for cell in MATRIX
    )
    return switched(on(3, 10), levels=ladder, matrix=cells)


@pytest.mark.parametrize(
    ("names", "level", "expected"),
    [
        ((APT, "asg", CSG), "asg", "compliant"),
        ((APT, "asg", CSG), CSG, "breach"),
        ((APT, "asg", "rsg", CSG), "asg", "breach"),
        ((APT, LSG, "rsg", CSG), "rsg", "breach"),
    ],
)
def test_a_level_by_another_name(
    names: tuple[str, ...], level: str, expected: str
) -> None:
    """Q1: a new version calls the level of decision by another name [REC]."""
    among = renamed(*names)
    claims = [summoned(on(2, 3), at(3, 3)), dispatched(on(2, 3)), held(on(3, 3))]
    start = [raised(), classified(), *claims, concluded(on(3, 3))]
    entries = history(*start, decided(level=level), among=among)

    assert expected == verdict("Q1", entries, among=among)[0]


def anew(day: date, level: str, parties: Any = ORGANISATIONS) -> Claim:
    """Return that level of the matter was changed."""
    tracks = tuple(
        Classification(party=party, track="consultation", level=level)
        for party in parties
    )
    return happened(IssueReclassified, day, parties=tracks, reason="authority")


AT_CSG: list[Claim] = [raised(), classified(level=CSG)]


@pytest.mark.parametrize(
    ("day", "decision", "expected"),
    [
        (on(3, 24), on(3, 25), BEFORE),
        (on(3, 25), on(3, 25), SAME_DAY),
        (on(3, 25), at(3, 25, 8), SAME_DAY),
        (at(3, 25, 9), on(3, 25), SAME_DAY),
        (at(3, 25, 8), at(3, 25, 9), BEFORE),
        (at(3, 25, 9), at(3, 25, 9), BEFORE),
        (at(3, 25, 9), at(3, 25, 8), NOT_BEFORE),
        (on(3, 26), on(3, 25), NOT_BEFORE),
    ],
)
def test_classified_anew_near_the_decision(
    day: date, decision: date, expected: tuple[str, str]
) -> None:
    """Q1: down to where it was consulted; on the day of the decision and no hour
    known, nobody can tell, nor where it went up from there.
    """
    met = [held(on(2, 17)), concluded(on(2, 17))]
    other = {BEFORE: NOT_BEFORE, NOT_BEFORE: BEFORE, SAME_DAY: SAME_DAY}[expected]
    down = history(*AT_CSG, *met, anew(day, LSG), decided(decision))
    up = history(*START[:2], *met, anew(day, CSG), decided(decision))

    assert verdict("Q1", down) == expected
    assert verdict("Q1", up) == other


def test_classified_anew_that_day_shows_why() -> None:
    """Q1: both classifications are in evidence, and what is missing is said."""
    met = [held(on(2, 17)), concluded(on(2, 17))]
    found = judged("Q1", history(*AT_CSG, *met, anew(on(3, 25), LSG), decided()))

    assert found.evidence == ("e2", "e4", "e5", "e6")
    assert found.qualifiers == ("precision",)
    assert found.missing == ("the time of day",)


def test_classified_anew_that_day_to_no_effect() -> None:
    """Q1: where both say the same, or nothing was done at either, that is told."""
    met = [held(on(2, 17)), concluded(on(2, 17))]
    alike = history(*START[:2], *met, anew(on(3, 25), LSG), decided())
    nothing = history(*START[:2], anew(on(3, 25), CSG), decided())
    others = history(*START[:2], *met, anew(on(3, 25), CSG, (SACO,)), decided())

    assert verdict("Q1", alike) == BEFORE
    assert verdict("Q1", nothing) == NOT_BEFORE
    assert verdict("Q1", others) == BEFORE
    assert verdict("Q1", others, SACO) == SAME_DAY


def test_classified_and_anew_on_one_day() -> None:
    """Q1: what was classified anew came after it was classified; of two such nobody
    can tell, save by the hour.
    """
    met = [held(on(2, 17)), concluded(on(2, 17)), decided()]
    one = [classified(on(1, 28), CSG), anew(on(1, 28), LSG)]
    two = [*one, anew(on(1, 28), CSG)]
    hours = [*one[:1], anew(at(1, 28, 9), CSG), anew(at(1, 28, 10), LSG)]

    assert verdict("Q1", history(raised(), *one, *met)) == BEFORE
    assert verdict("Q1", history(raised(), *two, *met)) == SAME_DAY
    assert verdict("Q1", history(raised(), *hours, *met)) == BEFORE


@pytest.mark.parametrize(
    ("put", "end", "expected"),
    [
        (on(2, 17), on(2, 18), BEFORE),
        (on(2, 17), on(2, 17), SAME_DAY),
        (at(2, 17, 15), on(2, 17), SAME_DAY),
        (at(2, 17, 12), at(2, 17, 15), BEFORE),
        (at(2, 17, 15), at(2, 17, 15), ("breach", "postponed")),
        (at(2, 17, 15), at(2, 17, 12), ("breach", "postponed")),
        (on(2, 18), on(2, 17), ("breach", "postponed")),
    ],
)
def test_put_off_and_concluded_near_each_other(
    put: date, end: date, expected: tuple[str, str]
) -> None:
    """Q1: by the hour, where that is known; the record's own order tells nothing."""
    both = [put_off(put), concluded(end)]

    assert q1(*both, decided()) == expected
    assert q1(*reversed(both), decided()) == expected


def test_resumed_and_concluded_again() -> None:
    """Q1: above, after it was resumed; or, by the same proof, not before."""
    below = concluded(on(2, 17), "disagreement")
    first = [below, put_off(on(2, 20)), resumed(on(3, 3))]
    up = [escalated(on(3, 4)), held(on(3, 9), level=CSG)]
    end = concluded(on(3, 9), level=CSG)

    assert q1(*first, *up, end, decided()) == BEFORE
    assert q1(*first, *up, end, decided(on(3, 9))) == SAME_DAY
    assert q1(*first, *up, end, decided(on(3, 8))) == NOT_AGAIN
    found = judged("Q1", history(*MET, *first, decided()))
    assert found.missing == ("how the consultation with st that was resumed ended",)
    assert found.evidence == ("e5", "e6", "e7", "e8")


def test_what_did_not_count_is_shown() -> None:
    """Q1: what was sent to who stayed away, and a conclusion at another level."""
    away = concluded(on(2, 17), "absent_duly_summoned", (SEKO,))
    late = [summoned(on(2, 9), at(2, 17)), dispatched(on(2, 9))]
    claims = [*START[:2], *late, held(at(2, 17), **ABSENT), away, decided()]
    absent = judged("Q1", history(*claims), SEKO)
    below = judged("Q1", history(*AT_CSG, *MET[2:], concluded(on(2, 17)), decided()))

    assert (absent.verdict, absent.reason) == NOT_COUNTED
    assert absent.evidence == ("e3", "e4", "e6", "e7")
    assert (below.verdict, below.reason) == NOT_BEFORE
    assert below.evidence == ("e5", "e6")


def test_silent_in_writing_and_when_put_off() -> None:
    """Q1: called by documents in writing, or by the putting-off, as in Q4."""
    away = concluded(on(3, 3), "absent_duly_summoned", (SEKO,))
    by_letter = [*START[:2], dispatched(on(2, 3), written_round=True), away, decided()]
    to = happened(
        ConsultationPostponed,
        on(2, 17),
        parties=ORGANISATIONS,
        to_date=on(3, 3),
        reason="More to look into.",
    )
    moved = [*MET, dispatched(on(2, 3)), to, held(on(3, 3), **ABSENT), away, decided()]

    assert verdict("Q1", history(*by_letter), SEKO) == BEFORE
    assert verdict("Q1", history(*moved), SEKO) == BEFORE
    late = [*START[:2], dispatched(on(2, 23), written_round=True), away, decided()]
    assert verdict("Q1", history(*late), SEKO) == NOT_COUNTED


def test_a_waiver_long_afterwards() -> None:
    """Q1: given for another meeting, it makes no absence count."""
    away = concluded(on(2, 17), "absent_duly_summoned", (SEKO,))
    late = [summoned(on(2, 9), at(2, 17)), dispatched(on(2, 9))]
    claims = [*START[:2], *late, held(at(2, 17), **ABSENT), away, decided()]
    later = [*claims, summoned(on(6, 1), at(6, 2), level=CSG), waived(on(6, 1))]

    assert verdict("Q1", history(*claims), SEKO) == NOT_COUNTED
    assert verdict("Q1", history(*later), SEKO) == NOT_COUNTED
    assert verdict("Q1", history(*claims, waived(on(6, 1))), SEKO) == NOT_COUNTED
