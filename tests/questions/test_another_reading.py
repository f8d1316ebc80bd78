"""Q1: what was classified last, at which level it was concluded, and what ended it."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.agreement_terms import Level
from domain.classification import Classification, IssueReclassified
from domain.consultation import ConsultationPostponed, ConsultationResumed
from domain.escalation import IssueEscalated
from domain.questions.case import as_seen
from domain.questions.party_history import party_histories
from domain.raising import IssueReopened
from tests.frameworks import matrix, switched
from tests.issues import (
    FRAMEWORK,
    LONG_AFTER,
    Claim,
    answered,
    at,
    classified,
    concluded,
    decided,
    dispatched,
    happened,
    held,
    history,
    judged,
    on,
    raised,
    summoned,
    verdict,
)
from tests.worked_example import APT, CSG, LSG, MATRIX, ORGANISATIONS, SACO, SEKO, ST

START: list[Claim] = [raised(), classified()]
MET: list[Claim] = [*START, held(on(2, 17))]
BEFORE = ("compliant", "concluded_before")
SAME_DAY = ("undeterminable", "same_day")
DAY = on(2, 2)


def anew(level: str, *parties: str) -> Claim:
    """Return that the level was changed, at some hour of 2 February."""
    tracks = tuple(
        Classification(party=party, track="consultation", level=level)
        for party in parties
    )
    return happened(IssueReclassified, DAY, parties=tracks, reason="authority")


def test_three_classifications_of_a_day() -> None:
    """Q1: each of them is read, though another party has but two, or one."""
    changes = [
        anew(LSG, ST, SACO),
        anew(CSG, ST, SACO),
        anew(APT, ST),
    ]
    end = [held(on(2, 17)), concluded(on(2, 17)), decided()]
    entries = history(*START, *changes, *end)

    assert verdict("Q1", entries, ST) == SAME_DAY
    assert verdict("Q1", entries, SACO) == SAME_DAY
    assert verdict("Q1", entries, SEKO) == BEFORE
    assert judged("Q1", entries, ST).qualifiers == ("precision",)
    assert judged("Q1", entries, ST).evidence == ("e3", "e4", "e5", "e8")
    assert judged("Q1", entries, SEKO).qualifiers == ()
    assert judged("Q1", entries, SEKO).evidence == ("e7", "e8")


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        ((CSG, APT), "not_met_before"),
        ((APT, CSG), "not_concluded_before"),
    ],
)
def test_two_classifications_to_one_effect(
    levels: tuple[str, str], reason: str
) -> None:
    """Q1: a breach either way is told as of what was recorded last."""
    changes = [anew(level, ST) for level in levels]
    entries = history(*START, *changes, decided())

    assert verdict("Q1", entries) == ("breach", reason)
    assert judged("Q1", entries).evidence == ("e5",)


def test_two_classifications_and_no_decision() -> None:
    """Q2: as long as nothing is decided, what was recorded last stands."""
    start = [raised(topic="redundancy"), classified()]
    up = history(*start, anew(LSG, ST), anew(CSG, ST))
    down = history(*start, anew(CSG, ST), anew(LSG, ST))

    assert verdict("Q2", up)[0] == "undeterminable"
    assert verdict("Q2", down) == ("not_applicable", "no_negotiation_owed")


def test_nobody_was_turned_to() -> None:
    """Q21: then every party to which something may have been owed was left out."""
    case = as_seen(history(raised(), decided()), FRAMEWORK, LONG_AFTER)

    left_out = {one.party: one.left_out for one in party_histories(case)}
    assert left_out == dict.fromkeys(ORGANISATIONS, True)


def test_a_ladder_turned_round() -> None:
    """Q1: two levels that both versions know are two, whatever rungs they stand on."""
    ladder = tuple(
        Level(name=name, above=above, employee_forum=name == APT)
        for name, above in ((APT, CSG), (CSG, LSG), (LSG, None))
    )
    turned = {LSG: CSG, CSG: LSG}
    cells = tuple(
        msgspec.structs.replace(cell, level=turned.get(cell.level, cell.level))
        for cell in MATRIX
    )
    among = switched(on(3, 10), levels=ladder, matrix=cells)
    claims = [*MET, concluded(on(2, 17)), decided(level=CSG)]
    entries = history(*claims, among=among)

    assert verdict("Q1", entries, among=among) == ("breach", "not_concluded_before")


def put_off(day: date) -> Claim:
    """Return that consultation with all was put off."""
    fields: dict[str, Any] = {"parties": ORGANISATIONS, "reason": "More to see."}
    return happened(ConsultationPostponed, day, **fields)


def resumed(day: date, *parties: str) -> Claim:
    """Return that consultation with the parties, or all, went on."""
    return happened(ConsultationResumed, day, parties=parties or ORGANISATIONS)


def test_put_off_twice() -> None:
    """Q1: put off again and not resumed since is a breach, though it was once."""
    first = [concluded(on(2, 17)), put_off(on(2, 20)), resumed(on(3, 3))]
    entries = history(*MET, *first, decided())
    again = history(*MET, *first, put_off(on(3, 5)), decided())

    assert verdict("Q1", entries) == ("undeterminable", "not_concluded_again")
    assert verdict("Q1", again) == ("breach", "postponed")


def test_resumed_with_others() -> None:
    """Q1: with Saco-S it went on; with ST it did not, nor before it was put off."""
    claims = [concluded(on(2, 17)), put_off(on(2, 20)), resumed(on(3, 3), SACO)]
    entries = history(*MET, *claims, decided())

    assert verdict("Q1", entries, ST) == ("breach", "postponed")
    assert verdict("Q1", entries, SACO)[1] == "not_concluded_again"


def test_away_twice() -> None:
    """Q1: of two absences that do not count the last is told."""

    def away(month: int, day: int, level: str) -> list[Claim]:
        called, sent = at(month, day), on(month, day - 1)
        rows = {"absent": (SEKO,), "present": (ST, SACO), "level": level}
        return [
            summoned(sent, called, level=level),
            dispatched(sent),
            held(called, **rows),
            concluded(on(month, day), "absent_duly_summoned", (SEKO,), level=level),
        ]

    fields = {"from_level": LSG, "to_level": CSG, "dossier": ("m-1",)}
    up = [
        concluded(on(2, 17), "disagreement", (ST,)),
        happened(IssueEscalated, on(2, 20), **fields),
    ]
    claims = [*away(2, 17, LSG), *up, *away(3, 3, CSG)]
    found = judged("Q1", history(*START, *claims, decided()), SEKO)

    assert (found.verdict, found.reason) == ("breach", "absence_not_counted")
    assert found.facts["concludedOn"] == "2026-03-03"


def test_what_did_not_count_in_the_second_round() -> None:
    """Q1: what was concluded below in that round is shown, and nothing of the first."""
    anew_round = happened(IssueReopened, on(2, 20), reason="Again.", new_round=2)
    first = [*MET, concluded(on(2, 17)), decided(on(2, 18)), anew_round]
    last = decided(decision_id="d2", level=CSG)
    second = [held(on(3, 3)), concluded(on(3, 3)), last]
    found = judged("Q1", history(*first, *second))

    assert (found.verdict, found.reason) == ("breach", "not_concluded_before")
    assert found.evidence == ("e8", "e9")


def test_which_questions_stand_in_the_way() -> None:
    """Q22: of a breach those that would be in breach, else those nobody can tell."""
    said = answered("Q22", history(*START), as_of=at(3, 25)).verdicts
    found = {one.party: one.facts for one in said}

    assert found[ST]["questions"] == ("Q1", "Q5")
    assert found[None]["questions"] == ("Q8", "Q15")
    assert not any("unknown" in facts for facts in found.values())


@pytest.mark.parametrize("told", [(LSG, CSG), (CSG, LSG)])
def test_two_classifications_before_what_outlasts_its_agreement(
    told: tuple[str, str],
) -> None:
    """Q1, Q2, Q7: whether a consultation was enough under the earlier version turns on
    which of two classifications was the last, however they were recorded.
    """
    among = switched(on(3, 2), matrix=matrix("contractors", "negotiation"))
    later = Classification(party=ST, track="consultation", level=CSG)
    up = happened(IssueReclassified, on(2, 20), parties=(later,), reason="authority")
    entries = history(
        raised(topic="contractors"),
        classified(),
        *[anew(level, ST) for level in told],
        held(on(2, 17), level=CSG),
        concluded(on(2, 17), level=CSG),
        up,
        decided(),
        among=among,
    )

    assert SAME_DAY == verdict("Q1", entries, among=among)
    assert SAME_DAY == verdict("Q2", entries, among=among)
    assert SAME_DAY == verdict("Q7", entries, among=among)
