"""Q16: the use of a contractor was negotiated before it was decided."""

from datetime import date
from typing import Any

import pytest

from domain.agreement_state import Framework
from domain.base import Answer
from domain.classification import Classification, IssueClassified
from domain.exception import ExceptionPositionRecorded
from domain.implementation import ImplementationStarted
from domain.information import InformationProvided
from domain.perspective import PartyPositionRecorded
from domain.raising import IssueReopened
from domain.veto import ContractorVetoDeclared, VetoLifted
from tests.frameworks import MBL_ONLY, left, matrix, switched, with_terms
from tests.issues import (
    CLASSIFIED_ON,
    Claim,
    annulled,
    answered,
    at,
    classified,
    concluded,
    corrected,
    decided,
    demanded,
    ended,
    happened,
    held,
    history,
    invoked,
    judged,
    on,
    raised,
    verdict,
)
from tests.worked_example import CSG, LSG, ORGANISATIONS, SACO, SEKO, ST

MATTER: list[Claim] = [
    raised(contractor_use=Answer.YES),
    classified(level=CSG),
    held(on(2, 17), level=CSG),
]
BY_38 = with_terms(replaces_mbl=("11", "12", "14", "19"))
"""RV-3, but 38 § is not replaced."""
FIRST = ("compliant", "concluded_before")
NOT_FIRST = ("breach", "not_concluded_before")
SAME_DAY = ("undeterminable", "same_day")
OTHER = ("undeterminable", "other_section")
CLAIMED = ("undeterminable", "exemption_claimed")


def q16(
    *claims: Claim, among: Framework = BY_38, party: str = ST, **asked: Any
) -> tuple[str, str]:
    """Return Q16's verdict and reason on a matter of contractors decided at CSG."""
    entries = history(*MATTER, *claims, among=among)
    return verdict("Q16", entries, party, among=among, **asked)


def of(*claims: Claim, among: Framework = BY_38) -> tuple[str, str]:
    """Return Q16's verdict and reason on another matter."""
    return verdict("Q16", history(*claims, among=among), among=among)


def exempted(
    reason: str = "short_term", day: date = CLASSIFIED_ON, track: Any = "none"
) -> IssueClassified:
    """Return that the employer claims that ST is owed nothing."""
    choice = Classification(party=ST, track=track, level=CSG, reason=reason)
    return happened(IssueClassified, day, parties=(choice,))


def position(day: date, said: str = "agree", party: str = ST) -> PartyPositionRecorded:
    """Return what the party, ST unless said, said of the proposal."""
    return happened(
        PartyPositionRecorded, day, party=party, position=said, minutes_ref="m-1"
    )


def veto(day: date, party: str = ST) -> ContractorVetoDeclared:
    """Return that the organisation declared against the measure."""
    return happened(
        ContractorVetoDeclared, day, party=party, ground="Unlawful.", procurement=False
    )


def lifted(day: date) -> VetoLifted:
    """Return that ST's veto no longer stands."""
    return happened(VetoLifted, day, party=ST)


TALKS = [demanded(on(3, 2), basis="38"), ended(on(3, 9))]


def test_negotiated() -> None:
    """Q16: compliant after a negotiation under 38 §, shown by demand and end."""
    entries = history(*MATTER, *TALKS, decided(), among=BY_38)
    found = judged("Q16", entries, among=BY_38)

    assert (found.verdict, found.reason) == FIRST
    assert (found.evidence, found.decision) == (("e4", "e5", "e6"), "d1")
    others = judged("Q16", entries, SACO, among=BY_38)
    assert (others.verdict, others.reason) == NOT_FIRST


def test_no_decision() -> None:
    """Q16: not applicable before anything was decided."""
    assert q16(*TALKS) == ("not_applicable", "no_decision")


def test_no_contractor() -> None:
    """Q16: not applicable where none is to be used."""
    assert of(raised(), classified(), decided()) == ("not_applicable", "no_contractor")


def test_not_known() -> None:
    """Q16: undeterminable where nobody has said whether one is to be used."""
    unknown = raised(contractor_use=Answer.UNKNOWN)
    entries = history(unknown, classified(), decided(), among=BY_38)
    found = judged("Q16", entries, among=BY_38)

    assert (found.verdict, found.reason) == ("undeterminable", "contractor_unknown")
    assert (found.missing, found.evidence) == (("contractor_use",), ("e1", "e3"))


def test_the_topic_itself() -> None:
    """Q16: a matter on the topic of contractors is one, unless it says no [REC]."""
    topic: dict[str, Any] = {"topic": "contractors"}
    unknown = raised(contractor_use=Answer.UNKNOWN, **topic)

    assert of(unknown, classified(level=CSG), decided()) == NOT_FIRST
    assert of(raised(**topic), classified(level=CSG), decided()) == (
        "not_applicable",
        "no_contractor",
    )


def test_not_bound() -> None:
    """Q16: nothing is owed without a collective agreement."""
    among = Framework()
    entries = history(raised(contractor_use=Answer.YES), decided(), among=among)

    assert answered("Q16", entries, among=among).verdicts == ()
    foreign = exempted("short_term")
    later = history(*MATTER[:1], foreign, decided(), among=MBL_ONLY)
    unbound = Framework(agency=Framework().agency)
    assert verdict("Q16", later, among=unbound) == ("not_applicable", "not_bound")


def test_not_before() -> None:
    """Q16: a breach while it goes on, or in the same minute."""
    talks = [demanded(on(3, 2), basis="38"), ended(at(3, 25, 9))]

    assert q16(*TALKS[:1], decided()) == NOT_FIRST
    assert q16(*talks, decided(at(3, 25, 9))) == NOT_FIRST
    assert q16(*talks, decided(at(3, 25, 9, 1))) == FIRST
    assert q16(*talks, decided(on(3, 25))) == SAME_DAY


def test_under_another_section() -> None:
    """Q16: what was negotiated under 11 § may not have been on the contractor."""
    other = [demanded(on(3, 2)), ended(on(3, 9))]
    entries = history(*MATTER, *other, decided(), among=BY_38)
    found = judged("Q16", entries, among=BY_38)

    assert (found.verdict, found.reason) == ("undeterminable", "other_section")
    assert found.missing == ("whether the negotiation was on the contractor (38 §)",)
    first = [demanded(on(2, 20), basis="38"), ended(on(2, 27))]
    assert q16(*first, *other, decided()) == FIRST
    unfinished = [demanded(on(3, 10), basis="38")]
    assert q16(*other, *unfinished, decided()) == NOT_FIRST


def test_another_partys_negotiation_under_38() -> None:
    """Q16: what was negotiated with Saco-S under 38 § was not with ST."""
    other = [demanded(on(3, 2)), ended(on(3, 9))]
    with_saco = [demanded(on(3, 2), SACO, basis="38"), ended(on(3, 9), SACO)]
    theirs = demanded(on(3, 2), SACO, basis="38")

    assert q16(*other, *with_saco, decided()) == OTHER
    assert q16(*other, theirs, decided()) == OTHER
    assert q16(*other, *with_saco, decided(), party=SACO) == FIRST


def test_under_38_afterwards() -> None:
    """Q16: a negotiation under 38 § that came after the decision shows nothing."""
    other = [demanded(on(3, 2)), ended(on(3, 9)), decided()]
    after = [demanded(on(3, 26), basis="38"), ended(on(3, 27))]

    assert q16(*other, *after[:1]) == OTHER
    assert q16(*other, *after) == OTHER


def test_in_an_earlier_round() -> None:
    """Q16: nor does one of an earlier round, nor what was said and asked in it."""
    again = happened(IssueReopened, on(3, 12), reason="Once more.", new_round=2)
    first = decided(on(3, 10), decision_id="d0")
    other = [demanded(on(3, 16)), ended(on(3, 17))]
    asked = demanded(on(3, 2), basis="38", by="union")

    assert q16(*TALKS, first, again, *other, decided()) == OTHER
    claims = [exempted(), asked, position(on(3, 3)), first, again]
    assert q16(*claims, decided()) == CLAIMED


def test_in_the_second_round() -> None:
    """Q16: what was negotiated, claimed and said in its own round counts."""
    again = happened(IssueReopened, on(2, 10), reason="Once more.", new_round=2)
    before = [decided(on(2, 9), decision_id="d0"), again]
    claim, asked = exempted(day=on(3, 2)), demanded(on(3, 3), basis="38", by="union")

    assert q16(*before, *TALKS, decided()) == FIRST
    assert q16(*before, claim, position(on(3, 3)), decided()) == (
        "not_applicable",
        "exemption_accepted",
    )
    assert q16(*before, claim, asked, decided()) == NOT_FIRST


def test_consulted_where_38_holds() -> None:
    """Q16: consultation does not do where 38 § is not replaced."""
    assert q16(concluded(on(3, 3), level=CSG), decided()) == NOT_FIRST


def test_without_any_agreement() -> None:
    """Q16: nor where there is no local agreement at all."""
    assert q16(concluded(on(3, 3), level=CSG), decided(), among=MBL_ONLY) == NOT_FIRST
    assert q16(*TALKS, decided(), among=MBL_ONLY) == FIRST


def test_by_the_acts_own_order() -> None:
    """Q16: a disagreement under 38 § has its central negotiation, by the Act."""
    apart = ended(on(3, 9), how="disagreement_both_agree_end")
    inside = [TALKS[0], apart, decided(on(3, 16))]

    assert q16(*inside, as_of=at(3, 16, 12)) == ("undeterminable", "window_open")
    assert q16(*inside) == ("compliant", "decided_in_window")
    assert q16(TALKS[0], apart, decided(on(3, 17))) == (
        "compliant",
        "not_requested_in_time",
    )


def test_what_the_agreement_has_in_its_place() -> None:
    """Q16: where 38 § is replaced, what the agreement asks for."""
    among = with_terms()
    consulted = concluded(on(3, 3), level=CSG)

    assert q16(consulted, decided(), among=among) == FIRST
    assert q16(decided(), among=among) == NOT_FIRST
    assert q16(*TALKS, decided(), among=among) == NOT_FIRST


def test_only_information_in_its_place() -> None:
    """Q16: as the cell of contractors says at the level, where that is all."""
    among = with_terms()
    topic = raised(topic="contractors", contractor_use=Answer.YES)
    told = happened(InformationProvided, on(3, 3), parties=(ST,), topic="contractors")
    claims = [topic, classified(level=LSG)]

    assert of(*claims, told, decided(), among=among) == ("compliant", "informed_before")
    assert of(*claims, decided(), among=among) == ("breach", "not_informed_before")


def test_what_is_owed_is_not_known() -> None:
    """Q16: undeterminable where the level of decision is not known."""
    among = with_terms()
    topic = raised(topic="contractors", contractor_use=Answer.YES)

    assert of(topic, decided(), among=among) == ("undeterminable", "level_unknown")


def test_consulted_before_the_party_left() -> None:
    """Q16: a consultation under the agreement still counts after it ended [REC]."""
    among = left(ST, on(3, 10))
    consulted = concluded(on(3, 3), level=CSG)

    assert q16(consulted, decided(), among=among) == FIRST
    assert q16(decided(), among=among) == NOT_FIRST
    assert q16(concluded(on(3, 11), level=CSG), decided(), among=among) == NOT_FIRST


def test_the_version_changed() -> None:
    """Q16: from the day on which a version no longer replaces 38 §, that holds."""
    among = switched(on(3, 20), replaces_mbl=("11", "12", "14", "19"))

    assert q16(decided(on(3, 19)), *TALKS, among=among) == NOT_FIRST
    assert q16(*TALKS, decided(), among=among) == FIRST


def test_an_exception() -> None:
    """Q16: a breach on which an exception was invoked is judged as in Q11."""
    cause = invoked(on(3, 25), section="38")

    assert q16(cause, decided()) == ("breach", "not_remedied_in_time")
    assert q16(cause, decided(), as_of=at(3, 26)) == ("undeterminable", "remedy_due")


def test_a_veto() -> None:
    """Q16: a breach for every party, as long as it stands when it is decided."""
    made = decided(at(3, 25, 9))
    entries = history(*MATTER, *TALKS, veto(on(3, 12)), made, among=BY_38)
    found = judged("Q16", entries, SEKO, among=BY_38)

    assert (found.verdict, found.reason) == ("breach", "veto_open")
    assert found.facts["vetoOn"] == "2026-03-12"
    assert q16(*TALKS, veto(on(3, 12)), lifted(at(3, 25, 8, 59)), made) == FIRST
    assert q16(*TALKS, veto(on(3, 12)), lifted(on(3, 25)), made) == SAME_DAY
    assert q16(*TALKS, veto(at(3, 25, 9)), made) == FIRST
    assert q16(*TALKS, veto(on(3, 25)), made) == SAME_DAY
    assert q16(*TALKS, made, veto(on(3, 26))) == FIRST


def test_a_veto_and_a_negotiation_not_held() -> None:
    """Q16: of a veto in doubt and a breach, the breach prevails."""
    claims = [*TALKS, veto(on(3, 25)), decided()]

    assert q16(*claims) == SAME_DAY
    assert q16(*claims, party=SEKO) == NOT_FIRST


def test_a_veto_where_nobody_told_of_a_contractor() -> None:
    """Q16: a veto that stands shows that there is one, whatever was said."""
    claims = [*TALKS, veto(on(3, 12)), decided()]

    for flag in (Answer.NO, Answer.UNKNOWN):
        matter = [raised(contractor_use=flag), *MATTER[1:]]
        assert of(*matter, *claims) == ("breach", "veto_open")
    unknown = [raised(contractor_use=Answer.UNKNOWN), *MATTER[1:]]
    assert of(*unknown, *TALKS, veto(on(3, 25)), decided()) == SAME_DAY


def test_an_exemption_is_claimed() -> None:
    """Q16: undeterminable, as the record cannot show that it holds (38 § 2)."""
    entries = history(*MATTER, exempted(), decided(), among=BY_38)
    found = judged("Q16", entries, among=BY_38)

    assert (found.verdict, found.reason) == CLAIMED
    assert found.missing == ("acceptance by st that no negotiation was needed",)
    assert found.evidence == ("e4", "e5")
    assert q16(exempted(), decided(), party=SACO) == NOT_FIRST


@pytest.mark.parametrize("reason", ["special_expertise", "accepted_before"])
def test_the_other_exemptions(reason: str) -> None:
    """Q16: special expertise, and what was accepted before, are claimed alike."""
    assert q16(exempted(reason), decided()) == CLAIMED


def test_what_is_no_claim() -> None:
    """Q16: another reason, another track, a later classification claim nothing."""
    assert q16(exempted("matrix"), decided()) == NOT_FIRST
    assert q16(exempted(track="negotiation"), decided()) == NOT_FIRST
    assert q16(exempted(), exempted("matrix", on(2, 1)), decided()) == NOT_FIRST
    assert q16(decided(), exempted(day=on(3, 26))) == NOT_FIRST


def test_another_partys_exemption() -> None:
    """Q16: a claim is for the party of which it is made."""
    tracks = [
        Classification(party=ST, track="negotiation", level=CSG),
        Classification(party=SACO, track="none", level=CSG, reason="short_term"),
    ]
    apart = happened(IssueClassified, CLASSIFIED_ON, parties=tuple(tracks))

    assert q16(apart, decided()) == NOT_FIRST
    assert q16(apart, decided(), party=SACO) == CLAIMED


def test_nothing_owed_and_an_exemption() -> None:
    """Q16: where the agreement asks for nothing, there is nothing to be exempt from."""
    among = with_terms(matrix=matrix("contractors", "none"))
    topic = raised(topic="contractors", contractor_use=Answer.YES)

    assert of(topic, exempted(), decided(), among=among) == ("not_applicable", "matrix")


def test_not_raised() -> None:
    """Q16: undeterminable where the record does not show how it was raised."""
    entries = history(*MATTER, *TALKS, decided(), among=BY_38)[1:]

    assert verdict("Q16", entries, among=BY_38) == ("undeterminable", "not_raised")


def test_an_exemption_is_accepted() -> None:
    """Q16: not applicable once the party agreed, by its last position since."""
    accepted = ("not_applicable", "exemption_accepted")
    claim = exempted(day=on(3, 2))

    assert q16(claim, position(on(3, 3)), decided()) == accepted
    assert q16(claim, decided(), position(on(3, 26))) == accepted
    assert q16(position(on(3, 1)), claim, decided()) == CLAIMED
    others = position(on(3, 3), party=SACO)
    assert q16(claim, others, decided()) == CLAIMED
    said = [position(on(3, 3)), position(on(3, 4), "disagree")]
    assert q16(claim, *said, decided()) == CLAIMED


def test_an_exemption_and_a_demand() -> None:
    """Q16: a party that asks for it is owed the negotiation all the same."""
    asked = demanded(on(3, 2), basis="38", by="union")

    assert q16(exempted(), asked, decided()) == NOT_FIRST
    assert q16(exempted(), asked, ended(on(3, 9)), decided()) == FIRST
    assert q16(exempted(), decided(), demanded(on(3, 26), basis="38", by="union")) == (
        CLAIMED
    )
    by_saco = demanded(on(3, 2), SACO, basis="38", by="union")
    assert q16(exempted(), by_saco, decided()) == CLAIMED
    under_12 = demanded(on(3, 2), basis="12", by="union")
    assert q16(exempted(), under_12, decided()) == CLAIMED
    by_employer = demanded(on(3, 2), basis="38")
    assert q16(exempted(), by_employer, decided()) == CLAIMED


def test_corrected_and_annulled() -> None:
    """Q16: what stands counts, marked where it was corrected."""
    flag = corrected(on(3, 26), "e1", "/contractorUse", "yes", "no")
    entries = history(*MATTER, decided(), flag, among=BY_38)

    assert judged("Q16", entries, among=BY_38).reason == "no_contractor"
    assert q16(*TALKS, decided(), annulled(on(3, 26), "e5")) == NOT_FIRST
    moved = corrected(on(3, 26), "e5", "/occurredOn", "2026-03-09", "2026-03-10")
    found = judged(
        "Q16", history(*MATTER, *TALKS, decided(), moved, among=BY_38), among=BY_38
    )
    assert (found.verdict, found.qualifiers) == ("compliant", ("corrected",))


def test_recorded_after_the_decision() -> None:
    """Q16: it counts by when it occurred, and is marked."""
    entries = history(*MATTER, decided(), *TALKS, among=BY_38)
    found = judged("Q16", entries, among=BY_38)

    assert (found.verdict, found.qualifiers) == ("compliant", ("late_recorded",))
    assert len(answered("Q16", entries, among=BY_38).verdicts) == len(ORGANISATIONS)


def test_what_it_said_of_the_claim_is_shown() -> None:
    """Q16: its last word on the claim is evidence, though it settles nothing."""
    claims = [exempted(), position(on(3, 3), "disagree"), decided()]
    found = judged("Q16", history(*MATTER, *claims, among=BY_38), among=BY_38)

    assert (found.reason, found.evidence) == ("exemption_claimed", ("e4", "e5", "e6"))


ACCEPTED = happened(ExceptionPositionRecorded, on(3, 11), party=ST, position="accepted")
CAUSE = invoked(on(3, 10), section="38")


def begun(day: date) -> Claim:
    """Return that measures began."""
    return happened(
        ImplementationStarted, day, acknowledged_deviation="It could not wait."
    )


def test_carried_out_with_cause_before_the_veto() -> None:
    """Q16: the veto has no effect on the decision on what had been carried out."""
    doubtful = ("undeterminable", "veto_doubtful")
    before = [*TALKS, CAUSE, begun(on(3, 11)), ACCEPTED, veto(on(3, 12))]
    unsettled = [*TALKS, CAUSE, begun(on(3, 11)), veto(on(3, 12))]
    same_day = [*TALKS, CAUSE, begun(on(3, 12)), ACCEPTED, veto(on(3, 12))]
    after = [*TALKS, CAUSE, ACCEPTED, veto(on(3, 12)), begun(on(3, 13))]

    assert q16(*before, decided()) == FIRST
    assert q16(*unsettled, decided()) == doubtful
    assert q16(*same_day, decided()) == doubtful
    assert q16(*after, decided()) == ("breach", "veto_open")


def test_a_second_decision_after_the_veto() -> None:
    """Q16: whether a later decision is on what was carried out, nobody can tell."""
    doubtful = ("undeterminable", "veto_doubtful")
    before = [*TALKS, CAUSE, begun(on(3, 11)), ACCEPTED, veto(on(3, 12))]
    first = [*TALKS, CAUSE, decided(on(3, 10)), *before[3:]]
    same_day = decided(decision_id="d2")
    again = decided(at(3, 25, 9), decision_id="d2")
    entries = history(*MATTER, *first, again, among=BY_38)

    assert q16(*first, again) == doubtful
    assert judged("Q16", entries, among=BY_38).missing == (
        "whether it is what had been carried out before the veto",
    )
    assert q16(*before, decided(), same_day) == doubtful
    assert q16(*before, decided(at(3, 25, 9)), again) == FIRST
    assert q16(*before, decided(at(3, 25, 8, 59)), again) == doubtful


def test_no_cause_for_leaving_out_information() -> None:
    """Q16: where the agreement asks for information, no exception excuses its lack."""
    low: list[Claim] = [
        raised(topic="contractors", contractor_use=Answer.YES),
        classified(level=LSG),
        held(on(2, 17)),
    ]
    informed = with_terms(matrix=matrix("contractors", "information"))
    cause = [invoked(on(3, 25)), decided(), concluded(on(3, 26))]
    accepted = happened(
        ExceptionPositionRecorded, on(3, 27), party=ST, position="accepted"
    )

    assert of(*low, *cause, accepted, among=informed) == (
        "breach",
        "not_informed_before",
    )


def test_the_first_decision_of_the_second_round() -> None:
    """Q16: a decision of an earlier round makes no veto doubtful in a later one."""
    again = happened(IssueReopened, on(2, 20), reason="Again.", new_round=2)
    before = [*TALKS, CAUSE, begun(on(3, 11)), ACCEPTED, veto(on(3, 12))]
    second = decided(decision_id="d2")

    assert q16(decided(on(2, 19)), again, *before, second) == FIRST
