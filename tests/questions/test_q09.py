"""Q9: what was decided is what the party was consulted on."""

from datetime import date
from typing import Any

import pytest

from domain.base import Answer, Recorded, Role
from domain.decision import DecisionChanged
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    NegotiationMeetingHeld,
)
from domain.perspective import ProposalRevised
from domain.raising import IssueReopened
from tests.frameworks import MBL_ONLY
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
from tests.worked_example import CSG, ORGANISATIONS, SACO, SEKO, ST

CALLED: list[Claim] = [raised(), classified(), held(on(2, 17))]
SAME = ("compliant", "same_proposal")
MINOR = ("compliant", "minor_deviation")
AGAINST = ("breach", "changed_after_agreement")
NEW = ("breach", "new_element")
NEW_UNKNOWN = ("undeterminable", "new_element_unknown")
UNKNOWN = ("undeterminable", "deviation_unknown")
NOTHING = ("not_applicable", "nothing_concluded")
SAME_DAY = ("undeterminable", "same_day")


def revised(day: date, version: int = 2, *, material: bool = True) -> ProposalRevised:
    """Return that the proposal became another version."""
    return happened(ProposalRevised, day, version=version, material=material)


AMENDED_ON = on(4, 1)


def changed(day: date = AMENDED_ON, **fields: Any) -> DecisionChanged:
    """Return that the decision was amended without bearing on the matter."""
    stated = {
        "decision_id": "d2",
        "supersedes": "d1",
        "change": "amendment",
        "material": False,
        "proposal_version": 1,
        "content_ref": "RV 2026/114-15",
        "decided_by": Role.MANAGER,
        "others_present": (),
    }
    return happened(DecisionChanged, day, **(stated | fields))


def q9(*claims: Claim, party: str = ST, **asked: Any) -> tuple[str, str]:
    """Return Q9's verdict and reason after the parties were called."""
    among = {"among": asked["among"]} if "among" in asked else {}
    return verdict("Q9", history(*CALLED, *claims, **among), party, **asked)


def test_the_same() -> None:
    """Q9: compliant on the version that was concluded, without any deviation."""
    entries = history(*CALLED, concluded(on(3, 3)), decided(deviation="none"))
    found = judged("Q9", entries)

    assert (found.verdict, found.reason) == SAME
    assert found.evidence == ("e4", "e5")
    assert found.facts == {
        "party": ST,
        "decidedOn": "2026-03-25",
        "concludedOn": "2026-03-03",
        "concludedVersion": 1,
        "decidedVersion": 1,
    }


def test_no_decision() -> None:
    """Q9: not applicable before anything was decided."""
    assert q9(concluded(on(3, 3))) == ("not_applicable", "no_decision")


def test_nothing_concluded() -> None:
    """Q9: nor where nothing was concluded with the party; Q1 speaks of that."""
    only_saco = concluded(on(3, 3), parties=(SACO,))

    assert q9(decided(deviation="none")) == NOTHING
    assert q9(only_saco, decided(deviation="none")) == NOTHING
    assert q9(only_saco, decided(deviation="none"), party=SACO) == SAME


def test_a_minor_deviation() -> None:
    """Q9: compliant; also where only revisions not material lie between."""
    first, slight = concluded(on(3, 3)), revised(on(3, 4), material=False)

    assert q9(first, decided(deviation="minor")) == MINOR
    assert q9(first, slight, decided(proposal_version=2, deviation="none")) == SAME
    assert q9(first, slight, decided(proposal_version=2, deviation="minor")) == MINOR


def test_a_deviation_nobody_states() -> None:
    """Q9: undeterminable, however alike the versions are (DOMAIN 10:9)."""
    entries = history(*CALLED, concluded(on(3, 3)), decided())
    found = judged("Q9", entries)

    assert (found.verdict, found.reason) == UNKNOWN
    assert found.missing == ("how far the decision departs from what was consulted on",)


def test_a_version_nobody_recorded() -> None:
    """Q9: undeterminable where the version decided on is not on record."""
    assert q9(concluded(on(3, 3)), decided(proposal_version=2, deviation="none")) == (
        UNKNOWN
    )


def test_material_after_consensus() -> None:
    """Q9: a breach, whether the deviation is stated or lies in the version."""
    first, other = concluded(on(3, 3)), revised(on(3, 4))

    assert q9(first, decided(deviation="material")) == AGAINST
    assert q9(first, other, decided(proposal_version=2, deviation="none")) == AGAINST
    assert q9(first, other, decided(proposal_version=2)) == AGAINST
    entries = history(*CALLED, first, other, decided(proposal_version=2))
    assert judged("Q9", entries).evidence == ("e4", "e5", "e6")


def test_back_to_an_earlier_version() -> None:
    """Q9: a breach too, where a later version had been agreed on."""
    later = concluded(on(3, 9), level=CSG, proposal_version=2)
    claims = [concluded(on(3, 3)), revised(on(3, 4)), later]

    assert q9(*claims, decided(proposal_version=1, deviation="none")) == AGAINST
    assert q9(*claims, decided(proposal_version=2, deviation="none")) == SAME


@pytest.mark.parametrize("outcome", ["disagreement", "no_position", "declined"])
def test_material_without_agreement(outcome: str) -> None:
    """Q9: a breach on a significant change, unknown on any other [REC]."""
    first, last = concluded(on(3, 3), outcome), decided(deviation="material")

    def of(flag: Answer) -> tuple[str, str]:
        claims = [raised(significant_change=flag), *CALLED[1:], first, last]
        return verdict("Q9", history(*claims))

    assert of(Answer.YES) == NEW
    assert of(Answer.NO) == NEW_UNKNOWN
    assert of(Answer.UNKNOWN) == NEW_UNKNOWN


def test_what_would_tell() -> None:
    """Q9: what is missing is whether the new element is a significant change."""
    claims = [raised(significant_change=Answer.NO), *CALLED[1:]]
    claims += [concluded(on(3, 3), "disagreement"), decided(deviation="material")]
    found = judged("Q9", history(*claims))

    assert found.missing == ("whether what is new is itself a significant change",)
    assert "e1" in found.evidence


def test_by_party() -> None:
    """Q9: each party by its own outcome."""
    claims = [
        concluded(on(3, 3), parties=(ST,)),
        concluded(on(3, 3), "disagreement", parties=(SEKO,)),
        decided(deviation="material"),
    ]

    assert q9(*claims) == AGAINST
    assert q9(*claims, party=SEKO) == NEW
    assert q9(*claims, party=SACO) == NOTHING


def test_in_a_new_round() -> None:
    """Q9: concluded anew in the round of the decision, it is what was decided."""
    again = happened(IssueReopened, on(3, 5), reason="Once more.", new_round=2)
    first = [concluded(on(3, 3)), decided(on(3, 4), deviation="none")]
    second = [again, revised(on(3, 6)), held(on(3, 9))]
    last = decided(decision_id="d2", proposal_version=2, deviation="none")
    anew = concluded(on(3, 9), proposal_version=2)

    assert q9(*first, *second, anew, last) == SAME
    assert q9(*first, *second, last) == NOTHING


def test_concluded_afterwards() -> None:
    """Q9: what came after the decision was not what it was made of."""
    late = [decided(deviation="none"), concluded(on(3, 26))]

    assert q9(*late) == NOTHING


def test_the_same_minute_and_the_same_day() -> None:
    """Q9: the same minute is not before; of the same day nobody can tell."""
    made = decided(at(3, 25, 9), deviation="none")

    assert q9(concluded(at(3, 25, 8, 59)), made) == SAME
    assert q9(concluded(at(3, 25, 9)), made) == NOTHING
    found = judged("Q9", history(*CALLED, concluded(on(3, 25)), made))
    assert (found.verdict, found.reason) == SAME_DAY
    assert "precision" in found.qualifiers
    assert found.missing == ("the time of day",)
    assert found.evidence == ("e4", "e5")


def test_the_same_day_that_changes_nothing() -> None:
    """Q9: an earlier conclusion that says the same suffices."""
    above = concluded(on(3, 25), level=CSG)

    assert q9(concluded(on(3, 3)), above, decided(deviation="none")) == SAME


def test_the_same_day_that_matters() -> None:
    """Q9: concluded on another version that very day, nobody can tell which holds."""
    above = concluded(on(3, 25), level=CSG, proposal_version=2)
    claims = [concluded(on(3, 3)), revised(on(3, 4)), above]

    assert q9(*claims, decided(deviation="none")) == SAME_DAY


def test_absent_without_notice() -> None:
    """Q9: an absence that does not count concludes nothing."""
    assert (
        q9(concluded(on(3, 3), "absent_duly_summoned"), decided(deviation="none"))
        == NOTHING
    )


def test_only_information_owed() -> None:
    """Q9: not applicable where neither consultation nor negotiation was owed."""
    claims = [raised(topic="economy"), *CALLED[1:]]
    entries = history(*claims, concluded(on(3, 3)), decided(deviation="material"))

    assert verdict("Q9", entries) == ("not_applicable", "not_owed")
    assert verdict("Q9", history(*claims, decided())) == NOTHING


def test_a_duty_that_nobody_knows() -> None:
    """Q9: no breach of a duty that may not have been owed."""
    claims = [raised(significant_change=Answer.UNKNOWN), *CALLED[1:]]
    talked = [*claims, concluded(on(3, 3))]
    entries = history(*talked, decided(deviation="material"), among=MBL_ONLY)
    alike = history(*talked, decided(deviation="none"), among=MBL_ONLY)

    assert verdict("Q9", entries, among=MBL_ONLY) == ("undeterminable", "not_party")
    assert verdict("Q9", alike, among=MBL_ONLY) == SAME


def test_the_agreement_of_a_negotiation() -> None:
    """Q9: a negotiation counts like a consultation, by how it ended."""
    talks = [demanded(on(3, 2)), ended(on(3, 9))]
    apart = [demanded(on(3, 2)), ended(on(3, 9), how="disagreement_both_agree_end")]
    made = decided(deviation="none")
    other = decided(deviation="material")

    assert q9(*talks, made, among=MBL_ONLY) == SAME
    assert q9(*talks, other, among=MBL_ONLY) == AGAINST
    assert q9(*apart, other, among=MBL_ONLY) == NEW


def test_the_agreement_of_a_central_negotiation() -> None:
    """Q9: what was agreed centrally came last."""
    asked = happened(CentralNegotiationRequested, on(3, 10), party=ST)
    central = happened(
        CentralNegotiationConcluded, on(3, 17), party=ST, outcome="agreement"
    )
    apart = [demanded(on(3, 2)), ended(on(3, 9), how="disagreement_both_agree_end")]
    made = decided(deviation="material")

    assert q9(*apart, asked, central, made, among=MBL_ONLY) == AGAINST
    assert q9(*apart, asked, made, among=MBL_ONLY) == NEW


def test_revised_after_a_negotiation() -> None:
    """Q9: undeterminable, as the record does not say on what was negotiated [REC]."""
    talks = [demanded(on(3, 2)), ended(on(3, 9))]
    made = decided(proposal_version=2, deviation="none")
    found = judged(
        "Q9",
        history(*CALLED, *talks, revised(on(3, 10)), made, among=MBL_ONLY),
        among=MBL_ONLY,
    )

    assert (found.verdict, found.reason) == ("undeterminable", "another_proposal")
    assert found.missing == ("whether proposal 2 was negotiated",)
    slight = revised(on(3, 10), material=False)
    assert q9(*talks, slight, made, among=MBL_ONLY) == SAME
    assert q9(*talks[:1], revised(on(3, 5)), talks[1], made, among=MBL_ONLY) == SAME
    twice = [revised(on(3, 5)), revised(on(3, 6), 3)]
    last = decided(proposal_version=3, deviation="none")
    assert q9(*talks[:1], *twice, talks[1], last, among=MBL_ONLY) == SAME


def test_an_exception() -> None:
    """Q9: a breach on which an exception was invoked is judged as in Q11."""
    claims = [
        concluded(on(3, 3)),
        revised(on(3, 4)),
        invoked(on(3, 25)),
        decided(proposal_version=2, deviation="none"),
    ]

    assert q9(*claims) == ("breach", "not_remedied_in_time")
    assert q9(*claims, as_of=at(3, 26)) == ("undeterminable", "remedy_due")


def test_an_amendment_on_the_same_proposal() -> None:
    """Q9: it departs as the decision before it did."""
    first = concluded(on(3, 3))

    assert q9(first, decided(deviation="none"), changed()) == SAME
    assert q9(first, decided(deviation="material"), changed()) == AGAINST
    assert q9(first, decided(), changed()) == UNKNOWN
    twice = changed(decision_id="d3", supersedes="d2")
    assert q9(first, decided(deviation="material"), changed(), twice) == AGAINST


def test_an_amendment_on_its_own_proposal() -> None:
    """Q9: it rests on that one, which must have been concluded."""
    first, made = concluded(on(3, 3)), decided(deviation="material")
    other = changed(proposal_version=2, material=True)
    again = concluded(on(3, 30), level=CSG, proposal_version=2)

    assert q9(first, made, revised(on(3, 26)), other) == AGAINST
    assert q9(first, made, revised(on(3, 26)), again, other) == SAME
    unflagged = changed(proposal_version=2)
    assert q9(first, made, revised(on(3, 26)), again, unflagged) == SAME


def test_a_material_amendment_of_a_slightly_revised_proposal() -> None:
    """Q9: it departs from what was concluded, whatever version it names."""
    first, slight = concluded(on(3, 3)), revised(on(3, 26), material=False)
    other = changed(proposal_version=2, material=True)
    last = changed(on(4, 2), proposal_version=2, decision_id="d3", supersedes="d2")

    for deviation in ("none", "minor"):
        made = decided(deviation=deviation)
        assert q9(first, made, slight, other) == AGAINST
        assert q9(first, made, slight, other, last) == AGAINST
    assert q9(first, decided(deviation="material"), slight, other) == UNKNOWN
    after = changed(
        on(4, 2), proposal_version=2, material=True, decision_id="d3", supersedes="d2"
    )
    assert q9(first, decided(deviation="none"), changed(), slight, after) == AGAINST
    assert q9(first, decided(), slight, other) == UNKNOWN
    alike = changed(proposal_version=2)
    assert q9(first, decided(deviation="minor"), slight, alike) == MINOR


def test_a_clerical_correction() -> None:
    """Q9: it is no decision of its own, and what amends it amends the first."""
    first, made = concluded(on(3, 3)), decided(deviation="material")
    slip = changed(on(3, 26), change="correction", decision_id="d1b")
    entries = history(*CALLED, first, made, slip, changed(supersedes="d1b"))
    found = answered("Q9", entries).verdicts

    assert {one.decision for one in found} == {"d1", "d2"}
    assert {one.reason for one in found} == {"changed_after_agreement"}


def standing(*claims: Claim) -> list[Recorded]:
    """Return a history after the parties were called."""
    return history(*CALLED, *claims)


def test_corrected_and_annulled() -> None:
    """Q9: what stands counts, marked where it was corrected."""
    made = [concluded(on(3, 3)), decided(deviation="material")]
    mended = corrected(on(3, 26), "e5", "/deviation", "material", "minor")
    never = annulled(on(3, 26), "e4")
    found = judged("Q9", standing(*made, mended))

    assert (found.verdict, found.qualifiers) == ("compliant", ("corrected",))
    assert judged("Q9", standing(*made, never)).reason == "nothing_concluded"


def test_recorded_after_the_decision() -> None:
    """Q9: it counts by when it occurred, and is marked."""
    entries = standing(decided(deviation="none"), concluded(on(3, 24)))
    found = judged("Q9", entries)

    assert (found.verdict, found.qualifiers) == ("compliant", ("late_recorded",))
    parties = {one.party for one in answered("Q9", entries).verdicts}
    assert parties == set(ORGANISATIONS)


def test_changed_in_the_matter_on_another_proposal() -> None:
    """Q9: a change in the matter of one that rests on a proposal of its own."""
    own = changed(proposal_version=2, material=False)
    more = changed(
        on(4, 2), decision_id="d3", supersedes="d2", proposal_version=3, material=True
    )
    slight = revised(on(4, 2), 3, material=False)
    first = [concluded(on(3, 3)), decided(deviation="none"), revised(on(3, 26))]
    anew = concluded(on(3, 30), level=CSG, proposal_version=2)
    claims = [*first, classified(on(3, 27), level=CSG), anew, own]

    assert q9(*claims) == SAME
    assert q9(*claims, slight, more) == AGAINST


ANEW = [revised(on(3, 5)), decided(proposal_version=2, deviation="none")]
"""Decided on what the parties were not consulted on."""


@pytest.mark.parametrize("basis", ["10", "12"])
def test_a_negotiation_beside(basis: str) -> None:
    """Q9: a claim, or an unfounded demand, is not what was consulted on."""
    aside = [demanded(on(3, 6), basis=basis, by="union"), ended(on(3, 9))]
    owed = [demanded(on(3, 6)), ended(on(3, 9))]
    alone = decided(deviation="none")

    assert q9(concluded(on(3, 3)), ANEW[0], *aside, ANEW[1]) == AGAINST
    assert q9(concluded(on(3, 3)), ANEW[0], *owed, ANEW[1]) == SAME
    assert q9(*aside, alone) == SAME
    assert q9(*aside, alone, among=MBL_ONLY) == SAME


@pytest.mark.parametrize("how", ["party_did_not_respond", "written_withdrawal"])
def test_a_negotiation_ended_by_one_side(how: str) -> None:
    """Q9: without a meeting, nothing shows that it was on the new proposal."""
    asked = demanded(on(3, 6))
    met = happened(NegotiationMeetingHeld, on(3, 7), party=ST)
    over = ended(on(3, 9), how=how, withdrawal_ref="RV 9")
    claims = [concluded(on(3, 3)), ANEW[0], asked]
    found = judged("Q9", history(*CALLED, *claims, over, ANEW[1]))

    assert (found.verdict, found.reason) == ("undeterminable", "no_meeting_held")
    assert found.facts["endedOn"] == "2026-03-09"
    assert q9(*claims, met, over, ANEW[1]) == SAME
