"""Q3: the matter was raised early enough to be influenced."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.agency import OrganisationBound
from domain.agreement_state import Framework
from domain.base import Answer, Event, Role
from domain.calendar import Term
from domain.classification import Basis
from domain.negotiation import NegotiationMeetingHeld
from domain.perspective import PerspectiveSubmitted, ProposalRevised
from domain.questions.case import as_seen
from domain.questions.occasions import spoke
from domain.raising import IssueReopened
from tests.frameworks import MBL_ONLY, left, matrix, switched, with_numbers, with_terms
from tests.issues import (
    FRAMEWORK,
    Claim,
    annulled,
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
    invoked,
    judged,
    on,
    raised,
    summoned,
    verdict,
)
from tests.worked_example import (
    CSG,
    ORGANISATIONS,
    SACO,
    SEKO,
    ST,
    STAFF,
    register,
    union,
)

EARLY = ("compliant", "raised_early")
NO_OCCASION = ("breach", "no_occasion")
FINAL = ("breach", "proposal_final")
SHORT = ("breach", "lead_time_short")
SAME_DAY = ("undeterminable", "same_day")
UNKNOWN = ("undeterminable", "stage_unknown")
MET = held(at(3, 3))


def q3(
    *claims: Claim, stage: str = "idea", among: Framework = FRAMEWORK, party: str = ST
) -> Any:
    """Return Q3's verdict and reason for the party, after *claims*."""
    entries = history(raised(stage=stage), classified(), *claims, among=among)
    return verdict("Q3", entries, party, among=among)


def revised(day: date, version: int = 2, *, material: bool = True) -> Event:
    """Return that the proposal became a new version."""
    return happened(ProposalRevised, day, version=version, material=material)


def said(day: date, party: str = ST) -> Event:
    """Return that the party gave its perspective."""
    fields = {"party": party, "stance": "oppose", "proposal_version": 1}
    return happened(
        PerspectiveSubmitted,
        day,
        perspective_id="p1",
        source="union",
        actor=union(party),
        **fields,
    )


@pytest.mark.parametrize("stage", ["idea", "investigation", "draft_proposal"])
def test_raised_early(stage: str) -> None:
    """Q3: while it was still open, with an occasion to influence it."""
    assert q3(MET, decided(), stage=stage) == EARLY


def test_what_it_rests_on() -> None:
    """Q3: how it was raised, the first occasion, and the working days from then."""
    papers = dispatched(on(3, 2))
    entries = history(raised(), classified(), MET, papers, decided())
    found = judged("Q3", entries)

    assert (found.verdict, found.reason) == EARLY
    assert found.evidence == ("e1", "e4", "e5")
    assert (found.qualifiers, found.missing) == ((), ())
    assert found.facts == {
        "party": ST,
        "decidedOn": "2026-03-25",
        "raisedOn": "2026-01-26",
        "firstOn": "2026-03-02",
        "leadWorkingDays": 17,
    }


@pytest.mark.parametrize(
    ("stage", "reason"),
    [("final_proposal", "raised_as_final"), ("decided", "raised_as_decided")],
)
def test_raised_late(stage: str, reason: str) -> None:
    """Q3: raised when nothing was left to influence, whatever was held then."""
    entries = history(raised(stage=stage), classified(), MET, decided())
    found = judged("Q3", entries)

    assert (found.verdict, found.reason) == ("breach", reason)
    assert found.evidence == ("e1", "e4")
    assert found.facts["leadWorkingDays"] == 16


def test_stage_unknown() -> None:
    """Q3: nobody said how far it had come; a lack of occasions is a breach still."""
    entries = history(raised(stage="unknown"), classified(), MET, decided())
    found = judged("Q3", entries)

    assert (found.verdict, found.reason) == UNKNOWN
    assert found.missing == ("how far the proposal had come in round 1",)
    assert found.evidence == ("e1", "e3", "e4")
    assert q3(decided(), stage="unknown") == NO_OCCASION


def test_no_decision() -> None:
    """Q3: not applicable before anything was decided."""
    assert q3(MET) == ("not_applicable", "no_decision")


def test_nothing_owed() -> None:
    """Q3: not applicable where neither consultation nor negotiation was owed."""
    among = with_terms(matrix=matrix("premises", "information"))

    assert q3(MET, decided(), among=among) == ("not_applicable", "no_consultation_owed")


def test_negotiation_owed() -> None:
    """Q3: negotiation is to be called early too."""
    among = with_terms(matrix=matrix("premises", "negotiation"))

    assert q3(demanded(on(3, 3)), decided(), among=among) == EARLY
    assert q3(decided(), among=among) == NO_OCCASION
    assert q3(decided(), among=among, stage="decided")[1] == "raised_as_decided"


def test_not_known_what_was_owed() -> None:
    """Q3: undeterminable, with what is missing."""
    loose = [raised(significant_change=Answer.UNKNOWN), classified(), MET, decided()]
    found = judged("Q3", history(*loose, among=MBL_ONLY), among=MBL_ONLY)

    assert (found.verdict, found.missing) == ("undeterminable", ("significant_change",))


@pytest.mark.parametrize(
    "claim",
    [
        held(at(3, 3)),
        dispatched(on(3, 3)),
        demanded(on(3, 3)),
        demanded(on(3, 3), by="union", basis="10"),
        said(on(3, 3)),
    ],
)
def test_the_occasions(claim: Event) -> None:
    """Q3: a meeting, documents, a demand by either side, a perspective."""
    assert q3(claim, decided()) == EARLY
    assert q3(decided()) == NO_OCCASION


def test_negotiating_is_an_occasion() -> None:
    """Q3: so are the meeting and the end of a negotiation, whoever demanded it when."""
    met = happened(NegotiationMeetingHeld, on(3, 9), party=ST)
    first, second = demanded(on(3, 3)), demanded(on(3, 4), SACO)
    claims = [first, second, met, ended(on(3, 9)), ended(on(3, 9), SACO), decided()]
    entries = history(raised(), classified(), *claims)
    case = as_seen(entries, FRAMEWORK, at(4, 1))
    kinds = {type(o.entry.event).__name__ for o in spoke(case, ST)}

    assert kinds == {
        "NegotiationDemanded",
        "NegotiationMeetingHeld",
        "LocalNegotiationConcluded",
    }
    assert len(spoke(case, SACO)) == 2
    assert spoke(case, SEKO) == []


def test_raised_by_the_party() -> None:
    """Q3: who raised the matter had occasion by that."""
    by = {"raised_by": Role.UNION_REPRESENTATIVE, "actor": union(ST)}
    entries = history(raised(raised_by_party=ST, **by), classified(), decided())
    unnamed = history(raised(**by))[0]

    assert verdict("Q3", entries) == EARLY
    assert verdict("Q3", entries, SACO) == NO_OCCASION
    assert verdict("Q3", [unnamed, *entries[1:]]) == EARLY


def test_what_others_had() -> None:
    """Q3: an occasion of Saco-S is none of ST's."""
    others = [
        held(at(3, 3), not_summoned=(ST,)),
        dispatched(on(3, 3), parties=(SACO,)),
        said(on(3, 3), SACO),
        demanded(on(3, 3), SACO),
    ]

    assert q3(*others, decided()) == NO_OCCASION
    assert q3(*others, decided(), party=SACO) == EARLY


def test_summoned_to_a_meeting() -> None:
    """Q3: who was summoned to a meeting that was held had occasion, also if absent."""
    call = summoned(on(2, 20), to=at(3, 3))
    away = held(at(3, 3), absent=(ST,))
    entries = history(raised(), classified(), call, away, decided())

    assert verdict("Q3", entries) == EARLY
    assert judged("Q3", entries).facts["firstOn"] == "2026-03-03"
    assert q3(call, decided()) == NO_OCCASION
    elsewhere = held(at(3, 3), absent=(ST,), level=CSG)
    assert q3(call, elsewhere, decided()) == NO_OCCASION
    next_day = held(at(3, 4), absent=(ST,))
    assert q3(call, next_day, decided()) == NO_OCCASION


def test_concluded_without_a_meeting_on_record() -> None:
    """Q3: a conclusion with the party shows an occasion, its absence does not."""
    call = summoned(on(2, 20), to=at(3, 3))

    assert q3(call, concluded(on(3, 3)), decided()) == EARLY
    away = concluded(on(3, 3), "absent_duly_summoned")
    assert q3(call, away, decided()) == NO_OCCASION


@pytest.mark.parametrize(
    ("meeting", "decision", "expected"),
    [
        (at(3, 3, 10, 0), at(3, 3, 10, 1), EARLY),
        (at(3, 3, 10, 0), at(3, 3, 10, 0), NO_OCCASION),
        (on(3, 3), on(3, 3), SAME_DAY),
        (on(3, 4), on(3, 3), NO_OCCASION),
    ],
)
def test_before_the_decision(
    meeting: date, decision: date, expected: tuple[str, str]
) -> None:
    """Q3: an occasion comes before the decision, to the minute."""
    assert q3(held(meeting), decided(decision)) == expected


@pytest.mark.parametrize(
    ("meeting", "revision", "expected"),
    [
        (at(3, 3, 10, 0), at(3, 3, 10, 1), EARLY),
        (at(3, 3, 10, 0), at(3, 3, 10, 0), FINAL),
        (on(3, 3), on(3, 3), SAME_DAY),
        (on(3, 4), on(3, 3), FINAL),
        (on(3, 2), on(3, 3), EARLY),
    ],
)
def test_before_the_proposal_was_final(
    meeting: date, revision: date, expected: tuple[str, str]
) -> None:
    """Q3: and before the last material revision of what was decided."""
    claims = [held(meeting), revised(revision), decided(proposal_version=2)]

    assert q3(*claims) == expected


def test_open_until_it_was_revised_is_not_all() -> None:
    """Q3: in time for the revision, the lead time and the stage count still."""
    claims = [MET, revised(on(3, 4)), decided(proposal_version=2)]

    assert q3(*claims, among=lead(17)) == SHORT
    assert q3(*claims, stage="unknown") == UNKNOWN


def test_no_occasion_has_no_day() -> None:
    """Q3: what came after the decision, or perhaps did, is no first occasion."""
    after = judged("Q3", history(raised(), classified(), decided(), held(at(3, 27))))
    same = judged("Q3", history(raised(), classified(), held(on(3, 25)), decided()))

    assert (after.reason, same.reason) == ("no_occasion", "same_day")
    assert "firstOn" not in {**after.facts, **same.facts}
    assert after.evidence == ("e3", "e4")


def test_what_shows_that_it_was_final() -> None:
    """Q3: the breach rests on the revision and on the first occasion after it."""
    claims = [revised(on(3, 2)), MET, decided(proposal_version=2)]
    found = judged("Q3", history(raised(), classified(), *claims))

    assert (found.verdict, found.reason) == FINAL
    assert found.evidence == ("e3", "e4", "e5")
    assert found.facts["finalOn"] == "2026-03-02"
    assert found.facts["leadWorkingDays"] == 16


def test_the_last_material_revision() -> None:
    """Q3: the last that was material, and of what was decided, is the limit."""
    end = decided(proposal_version=2)

    assert q3(revised(on(3, 2), material=False), MET, end) == EARLY
    assert q3(revised(on(3, 2)), MET, decided()) == EARLY
    later = [revised(on(3, 2)), MET, revised(on(3, 4), 3)]
    assert q3(*later, decided(proposal_version=3)) == EARLY
    assert q3(*later, end) == FINAL
    slight = [revised(on(3, 2)), MET, revised(on(3, 4), 3, material=False)]
    assert q3(*slight, decided(proposal_version=3)) == FINAL


def lead(amount: int, unit: Any = "working_days") -> Framework:
    """Return RV-3 with a lead time."""
    return with_numbers(lead_time=Term(amount=amount, unit=unit))


def test_the_lead_time() -> None:
    """Q3: sixteen working days lie from 3 to 25 March; one more was too few."""
    claims = [MET, decided()]
    entries = history(raised(), classified(), *claims)
    short = judged("Q3", entries, among=lead(17))

    assert q3(*claims, among=lead(16)) == EARLY
    assert (short.verdict, short.reason) == SHORT
    assert short.evidence == ("e3", "e4")
    assert short.facts["needed"] == Term(amount=17, unit="working_days")
    assert q3(*claims, among=lead(22, "days")) == EARLY
    assert q3(*claims, among=lead(23, "days")) == SHORT
    assert q3(*claims, among=lead(3, "weeks")) == EARLY


def test_the_lead_time_from_the_first_occasion() -> None:
    """Q3: from the first of the occasions, in whatever order they were told."""
    claims = [MET, dispatched(on(2, 27)), decided()]

    assert q3(*claims, among=lead(18)) == EARLY
    assert q3(*claims, among=lead(19)) == SHORT


def test_the_lead_time_of_a_stage_that_is_unknown() -> None:
    """Q3: too short is too short, however far it had come."""
    assert q3(MET, decided(), stage="unknown", among=lead(17)) == SHORT


def test_the_version_in_force_on_the_day_of_the_decision() -> None:
    """Q3: the lead time of the version that governed when it was decided."""
    terms = lead(17).agreements["rv"].versions["3"].terms
    changes: Any = {
        "numbers": terms.numbers,
        "matrix": terms.matrix,
        "levels": terms.levels,
    }

    assert q3(MET, decided(), among=switched(on(3, 25), **changes)) == SHORT
    assert q3(MET, decided(), among=switched(on(3, 26), **changes)) == EARLY


AGAIN = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
LATE = decided(on(5, 4), decision_id="d2")


def test_another_round() -> None:
    """Q3: every round has its own occasions, and its own lead time."""
    assert q3(MET, decided(), AGAIN, LATE) == NO_OCCASION
    second = [MET, decided(), AGAIN, held(at(4, 9)), LATE]
    assert q3(*second) == EARLY
    assert q3(*second, among=lead(17)) == SHORT


def test_revised_at_the_beginning_of_another_round() -> None:
    """Q3: what the party could say in the first round came before that revision."""
    second = [AGAIN, revised(on(4, 1)), held(at(4, 9))]
    late = decided(on(5, 4), decision_id="d2", proposal_version=2)

    assert q3(MET, decided(), *second, late) == EARLY
    assert q3(decided(), *second, late) == FINAL


def test_raised_late_and_decided_in_a_later_round() -> None:
    """Q3: how far it had come when the later round began, the record does not say."""
    claims = [MET, decided(), AGAIN, held(at(4, 9)), LATE]

    assert q3(*claims, stage="final_proposal") == UNKNOWN
    assert q3(*claims, stage="idea") == EARLY


def bound_since(day: date) -> Framework:
    """Return that one more organisation was bound from that day."""
    more = OrganisationBound(
        actor=STAFF,
        occurred_on=on(1, 2),
        organisation="new",
        name="One more",
        bound_from=day,
        confederation="Saco-S",
    )
    return msgspec.structs.replace(FRAMEWORK, agency=register(more))


def test_who_came_to_be_bound_while_it_went_on() -> None:
    """Q3: nobody owed it an occasion before that; the decision is its limit."""
    end = decided(proposal_version=2)
    met = held(at(3, 9), present=(*ORGANISATIONS, "new"))
    claims = [MET, revised(on(3, 4)), met, end]

    assert q3(*claims, among=bound_since(on(3, 5)), party="new") == EARLY
    for since in (on(3, 4), on(2, 1)):
        among = bound_since(since)
        row = held(at(3, 3), not_summoned=("new",))
        assert q3(row, *claims[1:], among=among, party="new") == FINAL


def test_who_is_not_bound_but_specially_concerned() -> None:
    """Q3: the limit of a union that is owed it by MBL 13 § is that of the others."""
    among = bound_since(on(12, 1))
    special = classified(parties=("new",), basis=Basis(mbl="13"))
    claims = [revised(on(3, 2)), demanded(on(3, 3), "new", basis="10")]
    end = decided(proposal_version=2)
    entries = history(raised(), special, *claims, end, among=among)

    assert verdict("Q3", entries, "new", among=among) == FINAL


def test_who_left_the_agreement_while_it_went_on() -> None:
    """Q3: what is owed now is negotiation; the occasions count all the same."""
    assert q3(MET, decided(), among=left(ST, on(3, 10))) == EARLY


def test_exception() -> None:
    """Q3: where cause to decide first was invoked, Q11 answers."""
    claims = [decided(), invoked(on(3, 25))]

    assert q3(*claims) == ("breach", "not_remedied_in_time")
    assert q3(MET, *claims) == EARLY


def test_corrected_annulled_and_told_late() -> None:
    """Q3: a corrected stage and an annulled meeting count as they then stand."""
    claims = [MET, decided()]
    stage = corrected(on(3, 27), "e1", "/stage", "idea", "final_proposal")
    late = history(raised(), classified(), decided(), (MET, at(4, 20)))
    found = judged("Q3", late)

    assert q3(*claims, stage) == ("breach", "raised_as_final")
    assert q3(*claims, annulled(on(3, 27), "e3")) == NO_OCCASION
    assert (found.verdict, found.reason) == EARLY
    assert "late_recorded" in found.qualifiers


def test_summoned_in_the_second_round() -> None:
    """Q3: whoever stayed away from the second round's meeting could have spoken."""
    call = summoned(on(4, 2), at(4, 9), (ST,))
    away = held(at(4, 9), absent=(ST,), present=(SACO, SEKO))

    assert q3(decided(), AGAIN, call, away, LATE) == EARLY
