"""Q2, Q7, Q11: which negotiation, of which party, round and agreement, is enough."""

from datetime import date

import msgspec
import pytest

from domain.agreement_state import Framework
from domain.base import Answer, Document
from domain.classification import Classification, IssueReclassified
from domain.exception import ExceptionPositionRecorded
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    CentralNegotiationWaived,
    NegotiationMeetingHeld,
)
from domain.raising import IssueReopened
from tests.frameworks import matrix, switched, with_terms
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
    invoked,
    judged,
    on,
    raised,
    verdict,
)
from tests.worked_example import CSG, LSG, MATRIX, NUMBERS, ORGANISATIONS, SEKO, ST

PAY: list[Claim] = [raised(topic="pay_review"), classified(level=CSG)]
CONSULTED_SINCE = switched(on(3, 2), matrix=matrix("pay_review", "consultation"))
"""RV-3, by which a review of pay is negotiated, and is consulted on from 2 March."""
REDUNDANCY: list[Claim] = [raised(redundancy=Answer.YES), classified(level=CSG)]
DISAGREED, SILENT = "disagreement_both_agree_end", "party_did_not_respond"
REPLACED = ("11", "12", "19", "38")
"""What RV replaces of MBL, but for 14 §."""
OWN_14 = with_terms(replaces_mbl=REPLACED)
NOTHING_OWED = ("not_applicable", "no_negotiation_owed")
DONE = ("compliant", "matrix")
UNMET = ("undeterminable", "no_meeting_held")
AGAIN: list[Claim] = [
    decided(on(1, 30), decision_id="d0"),
    happened(IssueReopened, on(2, 1), reason="Again.", new_round=2),
]
"""A first round with its decision, and that a second began."""


def q2(
    *claims: Claim, party: str = ST, among: Framework = CONSULTED_SINCE
) -> tuple[str, str]:
    """Return Q2 on a review of pay."""
    return verdict("Q2", history(*PAY, *claims, among=among), party, among=among)


def talks(month: int, party: str = ST, how: str = "agreement") -> list[Claim]:
    """Return that it was demanded on the third of the month, and ended on the tenth."""
    return [demanded(on(month, 3), party), ended(on(month, 10), party, how)]


def met(day: date) -> Claim:
    """Return that ST was met, or waited for."""
    return happened(NegotiationMeetingHeld, day, party=ST)


def requested(day: date) -> Claim:
    """Return that ST asked for central negotiation."""
    return happened(CentralNegotiationRequested, day, party=ST)


def accepted(day: date) -> Claim:
    """Return that ST accepted the exception."""
    return happened(ExceptionPositionRecorded, day, party=ST, position="accepted")


def test_negotiated_by_another_party() -> None:
    """Q2: what Seko negotiated under the version before is nothing for ST."""
    assert q2(*talks(2, SEKO), decided()) == NOTHING_OWED
    assert q2(*talks(2, SEKO), decided(), party=SEKO) == DONE
    assert q2(*talks(2, SEKO), *talks(2), decided()) == DONE


def test_negotiated_before_in_the_second_round() -> None:
    """Q2: a second round's negotiation serves that round, the first round's not."""
    first = [demanded(on(1, 28)), ended(on(1, 29))]

    assert q2(*AGAIN, *talks(2), decided()) == DONE
    assert q2(*first, *AGAIN, decided()) == NOTHING_OWED


def test_negotiated_under_what_still_governs() -> None:
    """Q2: it was negotiated at a level, and the matter is decided at another where
    the same version says consultation.
    """
    cells = tuple(
        msgspec.structs.replace(cell, mode="negotiation")
        if (cell.topic, cell.level) == ("premises", CSG)
        else cell
        for cell in MATRIX
    )
    among = with_terms(matrix=cells)
    tracks = tuple(
        Classification(party=party, track="consultation", level=LSG)
        for party in ORGANISATIONS
    )
    down = happened(IssueReclassified, on(2, 20), parties=tracks, reason="authority")
    start = [raised(), classified(level=CSG), *talks(2)]
    entries = history(*start, down, decided(), among=among)
    stayed = history(*start, decided(), among=among)

    assert verdict("Q2", entries, among=among) == NOTHING_OWED
    assert verdict("Q1", entries, among=among)[0] == "breach"
    assert verdict("Q2", stayed, among=among) == DONE


def test_negotiated_under_both() -> None:
    """Q2: what was done under the version before is enough, whatever was told first."""
    since = [demanded(on(3, 4)), ended(on(3, 9))]

    assert q2(*since, decided()) == NOTHING_OWED
    assert q2(*since, *talks(2), decided()) == DONE


def test_disagreed_under_what_replaced_14() -> None:
    """Q2: nothing central was to come after it."""
    assert q2(*talks(2, how=DISAGREED), decided()) == DONE


def test_consulted_only_after_the_decision() -> None:
    """Q2: what was negotiated is enough; consultation afterwards does not undo it."""
    late = [held(on(4, 1), level=CSG), concluded(on(4, 1), level=CSG)]
    before = [held(on(3, 9), level=CSG), concluded(on(3, 9), level=CSG)]

    assert q2(*talks(2), decided(), *late) == DONE
    assert q2(*talks(2), *before, decided()) == NOTHING_OWED


def q7(*claims: Claim, among: Framework = OWN_14) -> tuple[str, str]:
    """Return Q7 on a redundancy."""
    return verdict("Q7", history(*REDUNDANCY, *claims, among=among), among=among)


def test_asked_for_again_without_a_term() -> None:
    """Q7, T7: without a term, the last request by the decision is what it waits for."""
    numbers = msgspec.structs.replace(NUMBERS, central_negotiation_request=None)
    among = with_terms(replaces_mbl=REPLACED, numbers=numbers)
    over = happened(CentralNegotiationConcluded, on(2, 20), party=ST)
    once = [*talks(2, how=DISAGREED), requested(on(2, 12)), over]
    twice = [*once, requested(on(2, 23))]

    assert q7(*once, decided(), among=among) == ("compliant", "central_before")
    assert q7(*twice, decided(), among=among)[0] == "breach"


def test_waived_twice_inside_the_window() -> None:
    """Q7: the last waiver inside the window is told."""
    closing = [
        happened(CentralNegotiationWaived, on(2, day), party=ST) for day in (13, 16)
    ]
    claims = [*REDUNDANCY, *talks(2, how=DISAGREED), decided(on(2, 12)), *closing]
    found = judged("Q7", history(*claims, among=OWN_14), among=OWN_14)

    assert (found.verdict, found.reason) == ("compliant", "central_waived")
    assert found.facts["cameOn"] == "2026-02-16"


def test_waived_and_told_before_the_demand() -> None:
    """Q7: a waiver counts though the record had no demand when it was recorded."""
    waived = happened(CentralNegotiationWaived, on(2, 12), party=ST)
    claims = [waived, *talks(2, how=DISAGREED)]

    assert q7(*claims, decided(on(2, 13))) == ("compliant", "central_waived")


def test_met_in_another_negotiation() -> None:
    """Q7: that they met on an earlier demand does not show that they met on this."""
    first = [demanded(on(2, 3)), met(on(2, 6)), ended(on(2, 10), how=SILENT)]
    second = [demanded(on(2, 12)), ended(on(2, 20), how=SILENT)]

    assert q7(*first, decided()) == ("compliant", "concluded_before")
    assert q7(*first, *second, decided()) == UNMET


def test_met_in_the_second_round() -> None:
    """Q7: a meeting of that round shows it."""
    start = [*AGAIN, demanded(on(2, 3))]
    silent = ended(on(2, 10), how=SILENT)

    assert q7(*start, met(on(2, 6)), silent, decided())[0] == "compliant"
    assert q7(*start, silent, decided()) == UNMET


def test_told_after_a_later_one() -> None:
    """Q2: of two ends after the last demand the last counts, in any order."""
    silent = [demanded(on(2, 12)), ended(on(2, 20), how=SILENT)]
    agreed = [demanded(on(2, 3)), ended(on(2, 25))]
    start = [*REDUNDANCY, *silent]

    assert verdict("Q2", history(*start, decided()))[0] == "undeterminable"
    assert verdict("Q2", history(*start, *agreed, decided()))[0] == "compliant"


D = on(3, 2)
START: list[Claim] = [raised(), classified()]


def test_ended_by_one_side_twice() -> None:
    """Q11: the last end is told; a meeting before the demand does not show it held."""
    first = [demanded(on(3, 3)), ended(on(3, 4), how=SILENT)]
    second = [demanded(on(3, 5)), ended(on(3, 9), how=SILENT), accepted(on(3, 9))]
    earlier = [demanded(on(2, 3)), met(on(2, 6)), ended(on(2, 10), how=SILENT)]
    taken = [invoked(D), decided(D)]
    twice = judged("Q11", history(*START, *taken, *first, *second))
    before = judged("Q11", history(*START, *earlier, *taken, *second))

    assert (twice.verdict, twice.reason) == UNMET
    assert twice.facts["endedOn"] == "2026-03-09"
    assert (before.verdict, before.reason) == UNMET


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (on(3, 2), "grounds_told_late"),
        (on(3, 3), "grounds_told_late"),
        (on(3, 4), "grounds_late"),
    ],
)
def test_grounds_in_a_document_of_the_last_day(day: date, expected: str) -> None:
    """Q11: found through the last day for them, and told much later."""
    paper = (Document(ref="RV 2026/114-9", sha256="a" * 64),)
    told = (invoked(day, document_refs=paper), at(9, 1))
    entries = history(*START, decided(at(3, 2)), told)

    assert judged("Q11", entries).reason == expected
