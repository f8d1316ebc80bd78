"""Q12: nothing was carried out too soon."""

from datetime import date
from typing import Any

import pytest

from domain.agreement_state import Framework
from domain.base import Answer, Role
from domain.classification import Classification, IssueReclassified
from domain.confidentiality import FindingRecorded
from domain.consultation import ConsultationPostponed
from domain.decision import DecisionChanged, DecisionRevoked
from domain.exception import ExceptionPositionRecorded
from domain.implementation import (
    ImplementationCompleted,
    ImplementationHalted,
    ImplementationStarted,
)
from domain.information import InformationProvided
from domain.perspective import ProposalRevised
from domain.questions.answer import Verdict
from domain.raising import IssueReopened, IssueWithdrawn
from domain.veto import ContractorVetoDeclared, VetoLifted
from domain.when import day_after
from tests.frameworks import MBL_ONLY, left, with_terms
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
from tests.worked_example import CSG, LSG, ORGANISATIONS, SACO, SEKO, ST

CALLED: list[Claim] = [raised(), classified(), held(on(2, 17))]
CONSULTED: list[Claim] = [*CALLED, concluded(on(3, 3))]
CLEARED = ("compliant", "cleared_before")
NOT_CLEARED = ("breach", "not_cleared")
TOO_SOON = ("breach", "before_decision")
SAME_DAY = ("undeterminable", "same_day")
STARTED_ON, AMENDED_ON = on(5, 4), on(4, 1)


def started(day: date = STARTED_ON, **fields: Any) -> ImplementationStarted:
    """Return that measures began."""
    return happened(ImplementationStarted, day, **fields)


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


def revoked(day: date, **fields: Any) -> DecisionRevoked:
    """Return that the decision was taken back."""
    stated = {"supersedes": "d1", "reason": "A change of mind."}
    return happened(DecisionRevoked, day, **(stated | fields))


def q12(*claims: Claim, party: str = ST, **asked: Any) -> tuple[str, str]:
    """Return Q12's verdict and reason on the last start."""
    among = {"among": asked["among"]} if "among" in asked else {}
    return verdict("Q12", history(*claims, **among), party, **asked)


def of_all(*claims: Claim, among: Framework | None = None) -> list[Verdict]:
    """Return every verdict of Q12."""
    if among is None:
        return list(answered("Q12", history(*claims)).verdicts)
    return list(answered("Q12", history(*claims, among=among), among=among).verdicts)


def test_not_started() -> None:
    """Q12: not applicable, once, where nothing was carried out."""
    found = of_all(*CONSULTED, decided())

    assert [(one.verdict, one.reason) for one in found] == [
        ("not_applicable", "not_started")
    ]


def test_in_its_order() -> None:
    """Q12: compliant for each, shown by what cleared it and what was decided."""
    found = judged("Q12", history(*CONSULTED, decided(), started()))

    assert (found.verdict, found.reason) == CLEARED
    assert (found.evidence, found.qualifiers) == (("e4", "e5", "e6"), ())
    assert (found.decision, found.about) == ("d1", None)
    assert found.facts["startedOn"] == "2026-05-04"
    assert found.facts["decidedOn"] == "2026-03-25"
    assert found.agreement is not None
    parties = [one.party for one in of_all(*CONSULTED, decided(), started())]
    assert sorted(ORGANISATIONS) == parties


@pytest.mark.parametrize(
    ("minute", "expected"), [(59, TOO_SOON), (60, CLEARED), (61, CLEARED)]
)
def test_the_minute_of_the_decision(minute: int, expected: tuple[str, str]) -> None:
    """Q12: not before the decision; the same minute will do."""
    start = started(at(3, 25, 8 + minute // 60, minute % 60))

    assert q12(*CONSULTED, decided(at(3, 25, 9)), start) == expected


def test_the_day_of_the_decision() -> None:
    """Q12: undeterminable where only the day is known of either."""
    entries = history(*CONSULTED, decided(), started(at(3, 25, 16)))
    found = judged("Q12", entries)

    assert (found.verdict, found.reason) == SAME_DAY
    assert "precision" in found.qualifiers
    assert found.missing == ("the time of day",)
    assert {"e4", "e5", "e6"} == set(found.evidence)
    assert q12(*CONSULTED, decided(), started(on(3, 26))) == CLEARED
    early = started(on(3, 24), acknowledged_deviation="It leaked.")
    assert q12(*CONSULTED, early, decided()) == TOO_SOON


def test_no_decision_at_all() -> None:
    """Q12: a breach, though it was said knowingly that there was none."""
    start = started(acknowledged_deviation="It leaked.")
    found = judged("Q12", history(*CONSULTED, start))

    assert (found.verdict, found.reason) == ("breach", "undecided")
    assert (found.evidence, found.decision) == (("e5",), None)


def test_an_exception_and_no_decision() -> None:
    """Q12: undeterminable where an exception may explain it."""
    found = judged("Q12", history(*CONSULTED, invoked(on(5, 1)), started()))

    assert (found.verdict, found.reason) == (
        "undeterminable",
        "decision_not_recorded",
    )
    assert found.missing[0] == "the decision that was carried out"
    against = happened(
        FindingRecorded, on(6, 1), by="court", about="e5", verdict="breach", ref="AD 1"
    )
    assert q12(*CONSULTED, invoked(on(5, 1)), started(), against) == (
        "breach",
        "undecided",
    )


def test_not_cleared() -> None:
    """Q12: a breach for the party with which it was not done."""
    claims = [*CALLED, concluded(on(3, 3), parties=(SACO, SEKO)), decided(), started()]

    assert q12(*claims) == NOT_CLEARED
    assert q12(*claims, party=SACO) == CLEARED


def test_cleared_between() -> None:
    """Q12: done after the decision and before the start, it was not too soon."""
    between = concluded(on(5, 3))

    assert q12(*CALLED, decided(), between, started()) == CLEARED
    assert q12(*CALLED, decided(), started(), concluded(on(5, 5))) == NOT_CLEARED
    assert q12(*CALLED, decided(), concluded(STARTED_ON), started()) == SAME_DAY
    by_minute = [concluded(at(5, 4, 9)), started(at(5, 4, 9))]
    assert q12(*CALLED, decided(), *by_minute) == NOT_CLEARED


def test_put_off_after_the_decision() -> None:
    """Q12: a consultation taken up again and put off is not complete (path 7)."""
    put_off = happened(
        ConsultationPostponed, on(4, 1), parties=(ST,), reason="More to say."
    )

    assert q12(*CONSULTED, decided(), put_off, started()) == ("breach", "postponed")
    assert q12(*CONSULTED, decided(), put_off, started(), party=SEKO) == CLEARED


def test_on_another_proposal() -> None:
    """Q12: what was concluded on another proposal clears nothing."""
    other = happened(ProposalRevised, on(3, 10), version=2, material=True)

    assert q12(*CONSULTED, other, decided(proposal_version=2), started()) == (
        NOT_CLEARED
    )


def test_at_another_level() -> None:
    """Q12: nor at another level than the decision states."""
    assert q12(*CONSULTED, decided(level=CSG), started()) == NOT_CLEARED


def test_information_and_dialogue() -> None:
    """Q12: each by what was owed."""
    told = happened(InformationProvided, on(5, 3), parties=(ST,), topic="economy")
    claims = [raised(topic="economy"), classified(), decided()]

    assert q12(*claims, told, started()) == CLEARED
    assert q12(*claims, started()) == NOT_CLEARED
    daily = [raised(topic="daily_planning"), classified(level="workplace_meeting")]
    met = held(on(3, 2), level="workplace_meeting")
    assert q12(*daily, met, decided(), started()) == CLEARED


def test_nothing_owed() -> None:
    """Q12: not applicable to a party that was owed nothing, then or since."""
    claims = [raised(topic="individual_case"), classified(), started()]
    start = started(acknowledged_deviation="Urgent.")

    assert q12(*claims[:2], decided(), claims[2]) == ("not_applicable", "matrix")
    assert q12(*claims[:2], start) == ("not_applicable", "matrix")
    done = happened(ImplementationCompleted, STARTED_ON)
    assert q12(*claims[:2], decided(), done) == ("not_applicable", "matrix")
    talks = [demanded(on(3, 2), basis="38"), ended(on(3, 9)), veto(on(3, 12))]
    assert q12(*claims[:2], *talks, decided(), started()) == (
        "not_applicable",
        "matrix",
    )


def test_a_duty_that_nobody_knows() -> None:
    """Q12: undeterminable where it is not known what was owed."""
    claims = [raised(significant_change=Answer.UNKNOWN), decided(), started()]

    assert q12(*claims, among=MBL_ONLY) == ("undeterminable", "not_party")


def test_a_window_still_open() -> None:
    """Q12: by the window at the start, which it says when closes."""
    among = with_terms(replaces_mbl=("11", "12", "19", "38"))
    matter = [raised(topic="redundancy", redundancy=Answer.YES), classified(level=CSG)]
    talks = [demanded(on(3, 2)), ended(on(3, 9), how="disagreement_both_agree_end")]
    claims = [*matter, *talks, decided(on(3, 10))]
    inside = history(*claims, started(on(3, 16)), among=among)
    found = judged("Q12", inside, among=among, as_of=at(3, 16, 12))

    assert (found.verdict, found.reason) == ("undeterminable", "window_open")
    assert found.holds_until == day_after(on(3, 16))
    assert judged("Q12", inside, among=among).reason == "cleared_before"
    after = history(*claims, started(on(3, 17)), among=among)
    assert judged("Q12", after, among=among, as_of=at(3, 17)).verdict == "compliant"


def test_demanded_after_the_decision() -> None:
    """Q12: a union's demand holds up what is carried out, too (12 §)."""
    among = with_terms(replaces_mbl=("11", "14", "19", "38"))
    claims = [*CONSULTED, decided()]
    demand = demanded(on(4, 1), basis="12", by="union")

    assert q12(*claims, demand, started(), among=among) == NOT_CLEARED
    assert q12(*claims, demand, started(), among=among, party=SACO) == CLEARED
    assert q12(*claims, demand, ended(on(4, 9)), started(), among=among) == CLEARED
    same_day = demanded(STARTED_ON, basis="12", by="union")
    assert q12(*claims, same_day, started(), among=among) == SAME_DAY


def test_a_party_that_left_between() -> None:
    """Q12: what was owed is as it was on the day of the decision."""
    among = left(ST, on(4, 1))

    assert q12(*CONSULTED, decided(), started(), among=among) == CLEARED
    by_employer = demanded(on(2, 20), SACO)
    late = [*CALLED, by_employer, decided(), concluded(on(4, 10)), started()]
    assert q12(*late, among=among) == CLEARED


def test_revoked_before() -> None:
    """Q12: a breach where the decision was taken back before the start."""
    entries = history(*CONSULTED, decided(), revoked(on(5, 3)), started())
    found = judged("Q12", entries)

    assert (found.verdict, found.reason) == ("breach", "no_longer_stood")
    assert found.evidence == ("e5", "e6", "e7")
    assert q12(*CONSULTED, decided(), revoked(STARTED_ON), started()) == SAME_DAY
    after = [started(), revoked(on(5, 5))]
    assert q12(*CONSULTED, decided(), *after) == CLEARED
    same_minute = [revoked(at(5, 4, 9)), started(at(5, 4, 9))]
    assert q12(*CONSULTED, decided(), *same_minute) == CLEARED


def test_amended_before() -> None:
    """Q12: then it is the amendment that is carried out."""
    found = judged("Q12", history(*CONSULTED, decided(), changed(), started()))

    assert (found.verdict, found.decision) == ("compliant", "d2")
    material = happened(ProposalRevised, on(3, 26), version=2, material=True)
    other = changed(proposal_version=2, material=True)
    assert q12(*CONSULTED, decided(), material, other, started()) == NOT_CLEARED
    after = changed(on(5, 5), proposal_version=2, material=True)
    assert q12(*CONSULTED, decided(), material, started(), after) == CLEARED


def test_amended_the_same_day() -> None:
    """Q12: one of the two stood all day; they must not differ."""
    alike = changed(STARTED_ON)
    material = happened(ProposalRevised, on(3, 26), version=2, material=True)
    other = changed(STARTED_ON, proposal_version=2, material=True)

    assert q12(*CONSULTED, decided(), alike, started()) == CLEARED
    assert q12(*CONSULTED, decided(), material, other, started()) == SAME_DAY


def test_a_correction_leaves_it() -> None:
    """Q12: a clerical correction takes nothing back; revoking it does."""
    slip = changed(change="correction")

    assert q12(*CONSULTED, decided(), slip, started()) == CLEARED
    gone = revoked(on(5, 3), supersedes="d2")
    assert q12(*CONSULTED, decided(), slip, gone, started()) == (
        "breach",
        "no_longer_stood",
    )


def test_two_decisions() -> None:
    """Q12: where they differ, the record does not say which was carried out."""
    second = decided(on(4, 1), decision_id="d2", level=CSG)
    entries = history(*CONSULTED, decided(), second, started())
    found = judged("Q12", entries)

    assert (found.verdict, found.reason) == ("undeterminable", "which_decision")
    assert found.missing == ("which decision was carried out",)
    assert {"e5", "e6", "e7"} <= set(found.evidence)
    alike = decided(on(4, 1), decision_id="d2")
    assert q12(*CONSULTED, decided(), alike, started()) == CLEARED


def test_several_starts() -> None:
    """Q12: each is judged, the first without a number."""
    first = started(on(3, 20), acknowledged_deviation="Urgent.")
    found = [
        one
        for one in of_all(*CONSULTED, first, decided(), started())
        if one.party == ST
    ]

    assert [(one.about, one.verdict) for one in found] == [
        (None, "breach"),
        ("2", "compliant"),
    ]


def test_an_exception() -> None:
    """Q12: started before the decision or the consultation, as Q11 says."""
    cause = invoked(on(3, 25))
    accepted = [
        happened(ExceptionPositionRecorded, on(3, 26), party=party, position="accepted")
        for party in ORGANISATIONS
    ]
    remedied = concluded(on(4, 1))
    claims = [*CALLED, cause, decided(), started(on(3, 26))]

    assert q12(*claims, as_of=at(3, 27)) == ("undeterminable", "remedy_due")
    assert q12(*claims) == ("breach", "not_remedied_in_time")
    assert q12(*claims, *accepted, remedied) == ("compliant", "exception_accepted")
    early = [*CALLED, cause, started(on(3, 24)), decided()]
    assert q12(*early, *accepted, remedied) == ("compliant", "exception_accepted")


def test_two_exceptions() -> None:
    """Q12: of two decisions in doubt, the first term to run out is named."""
    entries = history(
        *CALLED,
        invoked(on(3, 20)),
        decided(on(3, 20), exception_ref="e4"),
        invoked(on(3, 25)),
        decided(on(3, 25), decision_id="d2", exception_ref="e6"),
        started(on(3, 26)),
    )
    found = judged("Q12", entries, as_of=at(3, 26))

    assert found.reason == "remedy_due"
    assert found.holds_until == day_after(on(3, 27))


def test_demanded_in_the_second_round() -> None:
    """Q12: with no decision, what is owed is that of the start's round."""
    among = with_terms(replaces_mbl=("11", "14", "19", "38"))
    nothing = [raised(topic="individual_case"), classified()]
    again = [
        happened(IssueWithdrawn, on(2, 2), reason="Not now."),
        happened(IssueReopened, on(2, 3), reason="Now.", new_round=2),
    ]
    demand = demanded(on(3, 2), basis="12", by="union")
    start = started(acknowledged_deviation="Urgent.")

    assert q12(*nothing, *again, demand, start, among=among) == ("breach", "undecided")
    assert q12(*nothing, *again, start, among=among) == ("not_applicable", "matrix")


CONTRACTORS: list[Claim] = [
    raised(topic="contractors", contractor_use=Answer.YES),
    classified(level=CSG),
]


def veto(day: date, party: str = ST) -> ContractorVetoDeclared:
    """Return that the organisation declared against the measure."""
    return happened(
        ContractorVetoDeclared, day, party=party, ground="Unlawful.", procurement=False
    )


def lifted(day: date, party: str = ST) -> VetoLifted:
    """Return that the veto no longer stands."""
    return happened(VetoLifted, day, party=party)


NEGOTIATED = [
    *CONTRACTORS,
    held(on(2, 17), level=CSG),
    concluded(on(3, 3), level=CSG),
    demanded(on(2, 20), basis="38"),
    ended(on(3, 2)),
    decided(),
]


def test_a_veto() -> None:
    """Q12: a veto that stands stops the measure, towards every party."""
    claims = [*NEGOTIATED, veto(on(4, 1)), started()]
    found = judged("Q12", history(*claims), SEKO)

    assert (found.verdict, found.reason) == ("breach", "veto_open")
    assert found.facts["vetoOn"] == "2026-04-01"
    assert "e8" in found.evidence
    assert q12(*NEGOTIATED, started()) == CLEARED


def test_when_a_veto_stands() -> None:
    """Q12: from its minute until it is lifted; declared anew, it stands again."""
    of = [*NEGOTIATED, veto(at(4, 1, 9))]
    start = started(at(5, 4, 9))

    assert q12(*of, lifted(at(5, 4, 8, 59)), start)[0] == "compliant"
    assert q12(*of, lifted(at(5, 4, 9)), start)[0] == "breach"
    assert q12(*of, lifted(on(5, 4)), start) == SAME_DAY
    again = [lifted(on(4, 2)), veto(on(4, 3))]
    assert q12(*of, *again, start) == ("breach", "veto_open")
    assert q12(*NEGOTIATED, veto(at(5, 4, 8, 59)), start)[0] == "breach"
    assert q12(*NEGOTIATED, veto(at(5, 4, 9)), start)[0] == "compliant"
    assert q12(*NEGOTIATED, veto(on(5, 4)), start) == SAME_DAY
    assert q12(*NEGOTIATED, start, veto(on(5, 5)))[0] == "compliant"


def test_only_the_partys_own_veto_is_lifted() -> None:
    """Q12: another organisation's stands still."""
    others = [veto(on(4, 1), SACO), veto(on(4, 1)), lifted(on(4, 2))]

    assert q12(*NEGOTIATED, *others, started()) == ("breach", "veto_open")


def test_a_veto_after_it_was_carried_out_with_cause() -> None:
    """Q12: of a start after it nobody can tell whether it goes on with that (40 §)."""
    cause = invoked(on(3, 25), section="38")
    before = [*NEGOTIATED[:-1], cause, decided(), started(on(3, 26))]
    accepted = happened(
        ExceptionPositionRecorded, on(3, 27), party=ST, position="accepted"
    )
    vetoed = [veto(on(4, 1)), started()]

    assert q12(*before, *vetoed) == ("undeterminable", "veto_doubtful")
    assert q12(*before, accepted, *vetoed) == ("undeterminable", "veto_doubtful")
    of_start = [one.reason for one in of_all(*before, accepted, *vetoed)]
    assert of_start == ["cleared_before"] * 3 + ["veto_doubtful"] * 3
    late = [*NEGOTIATED[:-1], cause, decided(), veto(on(3, 26)), started(on(3, 26))]
    assert q12(*late, accepted, started()) == ("undeterminable", "veto_doubtful")
    no_cause = [*NEGOTIATED, started(on(3, 26))]
    assert q12(*no_cause, *vetoed) == ("breach", "veto_open")
    not_carried_out = [*NEGOTIATED[:-1], cause, decided()]
    assert q12(*not_carried_out, accepted, *vetoed) == ("breach", "veto_open")


def test_two_vetoes() -> None:
    """Q12: one that surely stood weighs more than one in doubt."""
    sure, doubtful = veto(on(4, 1)), veto(on(5, 4), SACO)

    assert q12(*NEGOTIATED, sure, doubtful, started()) == ("breach", "veto_open")
    earlier = veto(on(4, 1), SACO)
    later = veto(on(5, 4))
    assert q12(*NEGOTIATED, later, earlier, started()) == ("breach", "veto_open")


@pytest.mark.parametrize(
    ("cause", "section", "expected"),
    [
        ("extraordinary", "11", "veto_doubtful"),
        ("special", "38", "veto_doubtful"),
        ("special", "12", "veto_open"),
    ],
)
def test_which_cause(cause: str, section: str, expected: str) -> None:
    """Q12: extraordinary cause, or either cause under 38 §, may rob it of effect."""
    why = invoked(on(3, 25), cause, section=section)
    before = [*NEGOTIATED[:-1], why, decided(), started(on(3, 26))]
    found = judged("Q12", history(*before, veto(on(4, 1)), started()))

    assert found.reason == expected


def test_what_would_settle_a_veto() -> None:
    """Q12: acceptance by the organisation, the time of the day, what was begun."""
    cause = invoked(on(3, 25), section="38")
    claims = [*NEGOTIATED[:-1], cause, decided()]
    accepted = happened(
        ExceptionPositionRecorded, on(3, 27), party=ST, position="accepted"
    )
    unsettled = [started(on(3, 26)), veto(on(4, 1)), started()]
    same_day = [started(on(3, 26)), accepted, veto(on(3, 26)), started()]

    missing = judged("Q12", history(*claims, *unsettled)).missing
    same = "whether it is what had been carried out before the veto"
    assert missing == (
        "acceptance by st, or a finding by court or settlement",
        same,
    )
    missing = judged("Q12", history(*claims, *same_day)).missing
    assert missing == ("the time of day", same)


@pytest.mark.parametrize("kind", [ImplementationHalted, ImplementationCompleted])
def test_a_start_nobody_recorded(kind: type[Any]) -> None:
    """Q12: what came too soon even then began too soon; else nobody can tell."""
    step = happened(kind, STARTED_ON)
    found = judged("Q12", history(*CONSULTED, decided(), step))

    assert (found.verdict, found.reason) == ("undeterminable", "start_not_recorded")
    assert found.missing == ("when it started",)
    assert q12(*CALLED, decided(), step) == NOT_CLEARED
    assert q12(*CONSULTED, decided(), revoked(on(5, 3)), step) == (
        "undeterminable",
        "start_not_recorded",
    )
    known = started(on(3, 26))
    assert q12(*CONSULTED, decided(), known, step) == CLEARED


def test_corrected_and_annulled() -> None:
    """Q12: what stands counts, marked where it was corrected."""
    moved = corrected(on(5, 6), "e6", "/occurredOn", "2026-05-04", "2026-03-24")
    claims = [*CONSULTED, decided(), started()]
    found = judged("Q12", history(*claims, moved))

    assert (found.verdict, found.reason) == TOO_SOON
    assert "corrected" in found.qualifiers
    assert q12(*claims, annulled(on(5, 6), "e6")) == ("not_applicable", "not_started")


def test_told_late() -> None:
    """Q12: a start told after the decision is not late; one told a week after is."""
    soon = history(*CONSULTED, decided(), started())
    late = history(*CONSULTED, decided(), (started(), at(5, 12)))

    assert judged("Q12", soon).qualifiers == ()
    assert judged("Q12", late).qualifiers == ("late_recorded",)


def test_the_last_decision_that_stood() -> None:
    """Q12: of several that stood no more, it was on the last, as that was made."""
    gone = [decided(), changed(), revoked(on(5, 3), supersedes="d2")]
    found = judged("Q12", history(*CONSULTED, *gone, started()))
    single = [raised(topic="individual_case"), classified(level=CSG)]
    below = [decided(level=LSG), revoked(on(5, 3)), started()]

    assert (found.reason, found.decision) == ("no_longer_stood", "d2")
    assert q12(*single, *below) == ("not_applicable", "matrix")


def test_the_last_exception_and_no_decision() -> None:
    """Q12: of several exceptions, the last is what may explain the start."""
    causes = [invoked(on(4, 1)), invoked(on(5, 1))]
    against = happened(
        FindingRecorded, on(6, 1), by="court", about="e6", verdict="breach", ref="AD 1"
    )

    assert q12(*CONSULTED, *causes, started(), against) == ("breach", "undecided")


def test_an_exception_on_the_day_of_both() -> None:
    """Q12: decided and begun the same day with cause for it, the order is no matter."""
    cause = [invoked(STARTED_ON), decided(STARTED_ON), started()]
    accepted = happened(
        ExceptionPositionRecorded, on(5, 5), party=ST, position="accepted"
    )

    assert q12(*CALLED, *cause, concluded(on(5, 5)), accepted) == (
        "compliant",
        "exception_accepted",
    )


def test_of_the_first_start_nothing_more_is_said() -> None:
    """Q12: only of a second start it is told which it was."""
    done = happened(ImplementationCompleted, STARTED_ON)

    assert judged("Q12", history(*CONSULTED, decided(), done)).about is None


def test_which_of_two_is_no_matter_of_the_hour() -> None:
    """Q12: where nobody knows which was carried out, no hour would tell."""
    second = decided(on(4, 1), decision_id="d2", level=CSG)
    found = judged("Q12", history(*CONSULTED, decided(), second, started()))

    assert (found.reason, found.qualifiers) == ("which_decision", ())


def test_classified_anew_after_the_decision() -> None:
    """Q12: the level is that of the decision, as it was classified by then."""
    above: list[Claim] = [raised(), classified(level=CSG), *CONSULTED[2:], decided()]
    start = started()

    assert q12(*above, anew(on(4, 10), LSG), start) == NOT_CLEARED
    assert q12(*CONSULTED, decided(), anew(on(4, 10), CSG), start) == CLEARED
    assert q12(*CONSULTED, decided(), anew(on(3, 26), CSG), start) == CLEARED
    assert q12(*CONSULTED, anew(on(3, 24), CSG), decided(), start) == NOT_CLEARED
    made = decided(at(3, 25, 9))
    assert q12(*CONSULTED, anew(at(3, 25, 8, 59), CSG), made, start) == NOT_CLEARED
    assert q12(*CONSULTED, made, anew(at(3, 25, 9, 1), CSG), start) == CLEARED
    nobody_knew: list[Claim] = [raised(), held(on(2, 17)), concluded(on(3, 3))]
    told = classified(on(4, 10))
    assert q12(*nobody_knew, decided(), told, start) == (
        "undeterminable",
        "level_unknown",
    )


def anew(day: date, level: str) -> IssueReclassified:
    """Return that the matter of each party was found to be of another level."""
    tracks = tuple(
        Classification(party=party, track="consultation", level=level)
        for party in ORGANISATIONS
    )
    return happened(IssueReclassified, day, reason="authority", parties=tracks)


def test_no_cause_for_leaving_out_information() -> None:
    """Q12: an exception excuses no information (19 §) or meeting that was owed."""
    accepted = happened(
        ExceptionPositionRecorded, on(3, 27), party=ST, position="accepted"
    )
    cause = [invoked(on(3, 25)), decided(), started(on(3, 26))]
    early = [invoked(on(3, 25)), started(on(3, 24)), decided()]
    undecided = [invoked(on(3, 25)), started(on(3, 26))]
    after = [held(on(3, 26)), concluded(on(3, 26)), accepted]
    matter: list[Claim] = [raised(topic="economy"), classified()]
    daily: list[Claim] = [
        raised(topic="daily_planning"),
        classified(level="workplace_meeting"),
    ]

    for of in (matter, daily):
        assert q12(*of, *cause, *after) == NOT_CLEARED
        assert q12(*of, *early, *after) == TOO_SOON
        assert q12(*of, *undecided, *after) == ("breach", "undecided")
    assert q12(*CALLED, *undecided) == ("undeterminable", "decision_not_recorded")


def test_an_exception_where_nobody_knows_what_was_owed() -> None:
    """Q12: it excuses a start before the decision only if that was a duty of 11 §."""
    matter = [raised(significant_change=Answer.UNKNOWN), classified()]
    early = [invoked(on(3, 25)), started(on(3, 24)), decided()]
    talks = [demanded(on(3, 26)), ended(on(3, 27))]
    accepted = happened(
        ExceptionPositionRecorded, on(3, 27), party=ST, position="accepted"
    )
    found = judged(
        "Q12",
        history(*matter, *early, *talks, accepted, among=MBL_ONLY),
        among=MBL_ONLY,
    )

    assert (found.verdict, found.missing) == ("undeterminable", ("significant_change",))
    unexcused = [*matter, started(on(3, 24), acknowledged_deviation="So."), decided()]
    assert q12(*unexcused, among=MBL_ONLY) == TOO_SOON


def test_a_veto_and_another_round() -> None:
    """Q12: cause in an earlier round makes no veto doubtful in a later one."""
    cause = invoked(on(3, 25), section="38")
    accepted = happened(
        ExceptionPositionRecorded, on(3, 26), party=ST, position="accepted"
    )
    first = [*NEGOTIATED[:-1], cause, decided(), started(on(3, 26)), accepted]
    again = happened(IssueReopened, on(3, 30), reason="Again.", new_round=2)
    talks = [
        demanded(on(4, 1), basis="38"),
        ended(on(4, 2)),
        held(on(4, 2), level=CSG),
        concluded(on(4, 3), level=CSG),
        veto(on(4, 7)),
    ]
    second = decided(on(4, 20), decision_id="d2")
    twice = [invoked(on(4, 20), section="38"), second]

    assert q12(*first, again, *talks, second, started()) == ("breach", "veto_open")
    assert q12(*first, again, *talks, *twice, started()) == ("breach", "veto_open")
    early = started(on(4, 6), acknowledged_deviation="Urgent.")
    begun = [*talks[:-1], early, talks[-1], second, started()]
    assert q12(*first, again, *begun) == ("breach", "veto_open")


def test_the_last_cause_is_what_a_veto_is_held_against() -> None:
    """Q12: of several causes the last, of which a court has found there was none."""
    causes = [invoked(on(3, 25), section="38"), invoked(on(3, 25), section="38")]
    before = [*NEGOTIATED[:-1], *causes, decided(), started(on(3, 26))]
    about = f"e{len(NEGOTIATED) + 1}"
    court: dict[str, Any] = {"by": "court", "verdict": "breach", "ref": "AD 1"}
    against = happened(FindingRecorded, on(6, 1), about=about, **court)

    assert q12(*before, veto(on(4, 1)), started(), against) == ("breach", "veto_open")


def test_a_claim_for_damages() -> None:
    """Q12: what is negotiated on the decision, under 10 §, does not hold it up."""
    done = [demanded(on(2, 2)), ended(on(2, 10)), decided()]
    claim = demanded(on(4, 20), basis="10", by="union")
    entries: list[Claim] = [raised(), classified(), *done, claim, started()]

    assert q12(*entries, among=MBL_ONLY) == CLEARED
