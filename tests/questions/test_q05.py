"""Q5: every organisation that was owed a duty was included."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.agency import OrganisationBound
from domain.agreement_state import Framework
from domain.base import Answer, Event
from domain.classification import Basis
from domain.information import InformationProvided
from domain.negotiation import NegotiationMeetingHeld
from domain.raising import IssueReopened
from tests.frameworks import MBL_ONLY, left, matrix, switched, with_terms
from tests.issues import (
    FRAMEWORK,
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
    invoked,
    judged,
    on,
    raised,
    summoned,
    verdict,
)
from tests.worked_example import APT, ORGANISATIONS, SACO, SEKO, ST, STAFF, register

CALLED = ("compliant", "called_before")
LEFT_OUT = ("breach", "left_out")
NOT_TOLD = ("breach", "not_told")
SAME_DAY = ("undeterminable", "same_day")
BASE: list[Claim] = [raised(), classified()]
NEW = "sveriges-ingenjorer"


def call(day: date, to: Any = None, parties: Any = (ST,), **fields: Any) -> Event:
    """Return that the party was summoned, to a meeting on 12 March unless said."""
    return summoned(day, to=to or at(3, 12), parties=parties, **fields)


def q5(*claims: Claim, among: Framework = FRAMEWORK, party: str = ST) -> Any:
    """Return Q5's verdict and reason for the party, after *claims*."""
    return verdict("Q5", history(*BASE, *claims, among=among), party, among=among)


def informed(day: date, party: str = ST) -> Event:
    """Return that the party was informed."""
    return happened(InformationProvided, day, parties=(party,))


def test_summoned() -> None:
    """Q5: summoned before the decision, with the summons as evidence."""
    found = judged("Q5", history(*BASE, call(on(3, 3)), decided()))

    assert (found.verdict, found.reason) == CALLED
    assert found.evidence == ("e3", "e4")
    assert found.facts["cameOn"] == "2026-03-03"
    assert (found.qualifiers, found.missing) == ((), ())


def test_left_out() -> None:
    """Q5: who was not called is named, and who was called is shown."""
    others = summoned(on(3, 3), to=at(3, 12), parties=(SACO, SEKO))
    entries = history(*BASE, others, decided())
    found = judged("Q5", entries)
    whole = answered("Q5", entries).overall

    assert (found.verdict, found.reason) == LEFT_OUT
    assert found.evidence == ("e3", "e4")
    assert found.facts["included"] == (SACO, SEKO)
    assert verdict("Q5", entries, SACO) == CALLED
    assert (whole.verdict, whole.facts["party"]) == ("breach", (ST,))


def test_nobody_was_called() -> None:
    """Q5: then every one of them is named."""
    whole = answered("Q5", history(*BASE, decided())).overall

    assert whole.verdict == "breach"
    assert set(whole.facts["party"]) == set(ORGANISATIONS)  # type: ignore[arg-type]


def test_no_decision() -> None:
    """Q5: not applicable before anything was decided."""
    assert q5(call(on(3, 3))) == ("not_applicable", "no_decision")


@pytest.mark.parametrize(
    ("meeting", "decision", "expected"),
    [
        (at(3, 12, 10, 0), at(3, 12, 10, 1), CALLED),
        (at(3, 12, 10, 0), at(3, 12, 10, 0), LEFT_OUT),
        (at(3, 12, 10, 0), on(3, 12), SAME_DAY),
        (at(3, 13, 10, 0), on(3, 12), LEFT_OUT),
        (at(3, 11, 10, 0), on(3, 12), CALLED),
    ],
)
def test_the_meeting_comes_before_the_decision(
    meeting: Any, decision: date, expected: tuple[str, str]
) -> None:
    """Q5: a summons counts from its meeting, to the minute."""
    assert q5(call(on(3, 3), to=meeting), decided(decision)) == expected


def test_the_same_day_says_what_is_missing() -> None:
    """Q5: of the same day only, the time of day is missing."""
    entries = history(*BASE, demanded(on(3, 25)), decided())
    found = judged("Q5", entries)

    assert (found.verdict, found.reason) == SAME_DAY
    assert (found.missing, found.evidence) == (("the time of day",), ("e3", "e4"))
    assert "precision" in found.qualifiers


@pytest.mark.parametrize(
    "claim",
    [
        dispatched(on(3, 3), written_round=True),
        held(at(3, 12)),
        demanded(on(3, 3)),
    ],
)
def test_other_ways_of_being_called(claim: Event) -> None:
    """Q5: a written round, being there, or a call to negotiation."""
    assert q5(claim, decided()) == CALLED


def test_what_is_no_call() -> None:
    """Q5: documents for a meeting, absence, and the party's own demand are none."""
    assert q5(dispatched(on(3, 3)), decided()) == LEFT_OUT
    assert q5(held(at(3, 12), not_summoned=(ST,)), decided()) == LEFT_OUT
    assert q5(demanded(on(3, 3), by="union", basis="12"), decided()) == LEFT_OUT


def test_negotiated_on_its_own_demand() -> None:
    """Q5: a meeting on the party's demand, or an end of it, includes the party."""
    own = demanded(on(3, 3), by="union", basis="12")
    met = happened(NegotiationMeetingHeld, on(3, 9), party=ST)

    assert q5(own, met, decided()) == CALLED
    assert q5(own, ended(on(3, 9)), decided()) == CALLED
    silent = ended(on(3, 9), how="party_did_not_respond")
    assert q5(own, silent, decided()) == LEFT_OUT


def test_concluded_with() -> None:
    """Q5: with whom it was concluded, that party took part."""
    late = call(on(3, 3), to=at(4, 20))
    claims = [late, held(at(3, 3), absent=(ST,))]

    assert q5(*claims, concluded(on(3, 12), parties=(ST,)), decided()) == CALLED
    away = concluded(on(3, 12), "absent_duly_summoned", parties=(ST,))
    assert q5(*claims, away, decided()) == LEFT_OUT


def test_another_round() -> None:
    """Q5: called in the first round is not called in the second."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    late = decided(on(5, 4), decision_id="d2")
    claims = [call(on(3, 3)), decided(), again]

    assert q5(*claims, late) == LEFT_OUT
    assert q5(*claims, call(on(4, 2), to=at(4, 9)), late) == CALLED
    found = judged("Q5", history(*BASE, *claims, late))
    assert found.facts["included"] == ()


def test_after_the_decision() -> None:
    """Q5: called afterwards was not included before."""
    assert q5(decided(on(3, 3)), call(on(3, 4))) == LEFT_OUT


INFORMATION = with_terms(matrix=matrix("premises", "information"))


def test_informed() -> None:
    """Q5: where information was owed, being informed or called is enough."""
    assert q5(informed(on(3, 3)), decided(), among=INFORMATION) == (
        "compliant",
        "informed_before",
    )
    assert q5(call(on(3, 3)), decided(), among=INFORMATION) == CALLED
    assert q5(decided(), among=INFORMATION) == NOT_TOLD
    assert q5(informed(on(3, 3), SACO), decided(), among=INFORMATION) == NOT_TOLD
    assert q5(informed(on(3, 25)), decided(), among=INFORMATION) == SAME_DAY
    assert q5(informed(on(3, 3)), decided()) == LEFT_OUT


def test_informed_in_another_round() -> None:
    """Q5: nor does the first round's information serve the second."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    late = decided(on(5, 4), decision_id="d2")
    claims = [informed(on(3, 3)), decided(), again, late]

    assert q5(*claims, among=INFORMATION) == NOT_TOLD


def test_an_exception_excuses_no_information() -> None:
    """Q5: an exception is from consulting and negotiating first, not from telling."""
    claims = [decided(), invoked(on(3, 25))]

    assert q5(*claims, among=INFORMATION) == NOT_TOLD
    assert q5(*claims) == ("breach", "not_remedied_in_time")


def test_exception() -> None:
    """Q5: until the consultation still owed is due, Q11's answer."""
    entries = history(*BASE, decided(), invoked(on(3, 25)))

    assert verdict("Q5", entries, as_of=at(3, 26)) == ("undeterminable", "remedy_due")


def test_nothing_owed() -> None:
    """Q5: nothing owed by the matrix, in a matter of the staff, or to the unbound."""
    none = with_terms(matrix=matrix("premises", "none"))
    stranger = Framework(agency=register(), agreements=FRAMEWORK.agreements)
    staff = history(raised(), classified(level=APT), decided())

    assert q5(decided(), among=none) == ("not_applicable", "matrix")
    assert verdict("Q5", staff) == ("not_applicable", "staff_only")
    assert q5(decided(), among=stranger) == LEFT_OUT


def test_not_known_what_was_owed() -> None:
    """Q5: called all the same, it was included; else nobody can tell."""
    loose = [raised(significant_change=Answer.UNKNOWN), classified()]
    entries = history(*loose, decided(), among=MBL_ONLY)
    called = history(*loose, call(on(3, 3)), decided(), among=MBL_ONLY)
    found = judged("Q5", entries, among=MBL_ONLY)

    assert (found.verdict, found.missing) == ("undeterminable", ("significant_change",))
    assert verdict("Q5", called, among=MBL_ONLY) == CALLED
    informed_only = history(*loose, informed(on(3, 3)), decided(), among=MBL_ONLY)
    assert verdict("Q5", informed_only, among=MBL_ONLY)[0] == "undeterminable"


def test_a_flag_that_is_not_known() -> None:
    """Q5: what could have made the duty stricter stands in what is missing."""
    loose = [raised(redundancy=Answer.UNKNOWN), classified(level="csg")]
    entries = history(*loose, call(on(3, 3)), decided())

    assert judged("Q5", entries).missing == ("redundancy",)


def bound_since(day: date) -> Framework:
    """Return that one more organisation was bound from that day."""
    more = OrganisationBound(
        actor=STAFF,
        occurred_on=on(1, 2),
        organisation=NEW,
        name="One more",
        bound_from=day,
        confederation="Saco-S",
    )
    return msgspec.structs.replace(FRAMEWORK, agency=register(more))


def test_who_came_to_be_bound_while_it_went_on() -> None:
    """Q5: an organisation bound on the day of the decision is to be included."""
    claims = [call(on(3, 3), parties=ORGANISATIONS), decided()]
    on_the_day, day_after = bound_since(on(3, 25)), bound_since(on(3, 26))
    parties = {v.party for v in answered("Q5", history(*BASE, *claims)).verdicts}

    assert q5(*claims, among=on_the_day, party=NEW) == LEFT_OUT
    entries = history(*BASE, *claims, among=day_after)
    later = answered("Q5", entries, among=day_after).verdicts
    assert NEW not in {each.party for each in later} == parties


def test_who_is_not_bound_but_classified() -> None:
    """Q5: an unbound union is owed only what specially concerns it (MBL 13 §)."""
    among = bound_since(on(12, 1))
    special = classified(parties=(NEW,), basis=Basis(mbl="13"))
    concerned = history(raised(), special, decided(), among=among)
    named = history(raised(), classified(parties=(NEW,)), decided(), among=among)

    assert verdict("Q5", concerned, NEW, among=among) == LEFT_OUT
    assert verdict("Q5", named, NEW, among=among) == ("not_applicable", "not_bound")


def test_who_left_the_agreement_while_it_went_on() -> None:
    """Q5: it is owed negotiation now, and was included by its summons."""
    among = left(ST, on(3, 20))

    assert q5(call(on(3, 3)), decided(), among=among) == CALLED
    assert q5(decided(), among=among) == LEFT_OUT


def test_a_version_that_changed() -> None:
    """Q5: by what was owed on the day of the decision."""
    among = switched(on(3, 20), matrix=matrix("premises", "information"))

    assert q5(informed(on(3, 3)), decided(), among=among)[0] == "compliant"
    assert q5(informed(on(3, 3)), decided(on(3, 19)), among=among) == LEFT_OUT


def test_corrected_and_annulled() -> None:
    """Q5: a corrected summons, an annulled one, and one told late."""
    claims = [call(on(3, 3), to=at(3, 26)), decided()]
    old, new = "2026-03-26T09:00:00+01:00", "2026-03-24T09:00:00+01:00"
    moved = corrected(on(3, 27), "e3", "/meetingAt", old, new)
    late: list[Claim] = [decided(), (call(on(3, 3)), at(4, 20))]
    found = judged("Q5", history(*BASE, *late))

    assert q5(*claims) == LEFT_OUT
    assert q5(*claims, moved) == CALLED
    assert q5(*claims, moved, annulled(on(3, 28), "e3")) == LEFT_OUT
    assert (found.verdict, found.reason) == CALLED
    assert "late_recorded" in found.qualifiers


def test_informed_in_the_second_round() -> None:
    """Q5: what was told in the second round is for its decision."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    late = decided(on(5, 4), decision_id="d2")
    claims = [decided(), again, informed(on(4, 9)), late]

    assert q5(*claims, among=INFORMATION) == ("compliant", "informed_before")


def test_who_else_was_called_in_the_round() -> None:
    """Q5: whom the employer called in another round is not shown as called."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    late = decided(on(5, 4), decision_id="d2")
    both = call(on(3, 3), parties=(SACO, SEKO))
    one = call(on(4, 2), to=at(4, 9), parties=(SEKO,))
    found = judged("Q5", history(*BASE, both, decided(), again, one, late))

    assert found.facts["included"] == (SEKO,)
