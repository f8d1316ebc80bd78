"""Q25: when claims over a decision lapse."""

from datetime import date, datetime
from typing import Any

import pytest

from domain.agreement_state import Framework
from domain.decision import DecisionChanged, DecisionCommunicated
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    CentralNegotiationWaived,
)
from domain.questions.answer import Verdict
from domain.when import day_after, day_begins
from tests.frameworks import MBL_ONLY, with_terms
from tests.issues import (
    FRAMEWORK,
    Claim,
    answered,
    at,
    classified,
    decided,
    demanded,
    ended,
    happened,
    history,
    judged,
    on,
    raised,
)
from tests.worked_example import SACO, SEKO, ST

DISAGREED = "disagreement_both_agree_end"
KNOWN = on(3, 26)
LAST = on(7, 25)
"""Four months after it was decided."""
LATEST = on(7, 26)
"""Four months after it was communicated."""
DECIDED_LAST = date(2028, 3, 25)
"""Two years after the decision."""


def told(day: date, *parties: str, decision: str = "d1") -> Claim:
    """Return that the decision was communicated to the parties."""
    return happened(DecisionCommunicated, day, decision_id=decision, parties=parties)


def asked_for(day: date, party: str = ST) -> Claim:
    """Return that the union demanded negotiation that day."""
    return demanded(day, party, "10", "union")


def requested(day: date) -> Claim:
    """Return that ST asked for central negotiation."""
    return happened(CentralNegotiationRequested, day, party=ST)


def central(day: date, outcome: str | None = "disagreement") -> Claim:
    """Return that the central negotiation with ST ended."""
    return happened(CentralNegotiationConcluded, day, party=ST, outcome=outcome)


START: list[Claim] = [raised(), classified(), decided(on(3, 25))]


def q25(
    *claims: Claim,
    as_of: datetime | None = None,
    among: Framework = FRAMEWORK,
    party: str = ST,
) -> Verdict:
    """Return Q25's finding on the decision of 25 March."""
    asked: dict[str, Any] = {"as_of": as_of} if as_of else {}
    entries = history(*START, *claims, among=among)
    return judged("Q25", entries, party, among=among, **asked)


def reason(*claims: Claim, on_day: date, among: Framework = FRAMEWORK) -> str:
    """Return Q25's reason from the first minute of a day."""
    return q25(*claims, as_of=day_begins(on_day), among=among).reason


TOLD = told(KNOWN, ST)


def test_never_a_verdict() -> None:
    """Q25: information, and one for each party that may claim."""
    found = answered("Q25", history(*START))

    assert {one.verdict for one in found.verdicts} == {"not_applicable"}
    assert len(found.verdicts) == 3


def test_nothing_decided() -> None:
    """Q25: without a decision there is nothing to claim over."""
    found = judged("Q25", history(raised(), classified()))

    assert found.reason == "no_decision"


def test_the_days() -> None:
    """Q25, T12: four months from knowledge, on the day of the decision at the earliest
    and of the communication at the latest; two years from the decision.
    """
    found = q25(TOLD, as_of=at(4, 1))

    assert found.reason == "lapses"
    assert found.facts == {
        "party": ST,
        "decidedOn": "2026-03-25",
        "recordedOn": "2026-03-26",
        "toldOn": "2026-03-26",
        "lastOn": "2026-07-25",
        "latestOn": "2026-07-26",
        "eventEndsOn": "2028-03-25",
    }
    assert found.missing == (f"when {ST} came to know of the decision",)
    assert found.evidence == ("e3", "e4")
    assert found.holds_until == day_after(LAST)


def test_the_day_it_lapses() -> None:
    """Q25, T12: through the first day it lapses, through the second it may have, from
    the day after that it has, whenever the party knew.
    """
    between = q25(TOLD, as_of=at(7, 26))

    assert reason(TOLD, on_day=LAST) == "lapses"
    assert (between.reason, between.holds_until) == (
        "may_have_lapsed",
        day_after(LATEST),
    )
    assert between.missing == (f"when {ST} came to know of the decision",)
    assert reason(TOLD, on_day=LATEST) == "may_have_lapsed"
    assert reason(TOLD, on_day=on(7, 27)) == "lapsed"
    assert q25(TOLD, as_of=at(7, 27)).holds_until is None
    assert q25(TOLD, as_of=at(7, 27)).missing == ()


def test_known_late() -> None:
    """Q25, T12: told late, two years from the decision is the limit."""
    in_time = q25(told(date(2027, 11, 24), ST), as_of=day_begins(date(2027, 12, 2)))
    limited = q25(told(date(2027, 11, 26), ST), as_of=day_begins(date(2027, 12, 2)))

    assert in_time.facts["latestOn"] == "2028-03-24"
    assert limited.facts["latestOn"] == DECIDED_LAST.isoformat()
    assert limited.facts["lastOn"] == "2026-07-25"


def test_told_later_than_it_may_have_been_known() -> None:
    """Q25: a later communication moves the first day neither back nor forward."""
    late = told(on(8, 3), ST)

    assert q25(late, as_of=at(8, 2)).facts["lastOn"] == "2026-07-25"
    assert q25(late, as_of=at(8, 4)).facts["lastOn"] == "2026-07-25"
    assert q25(late, as_of=at(8, 4)).facts["latestOn"] == "2026-12-03"


def test_never_communicated() -> None:
    """Q25: what was never communicated to the party may be known from the decision, on
    whatever day it was recorded here, and may not be for two years.
    """
    late = (decided(on(3, 25)), at(4, 7))
    entries = history(raised(), classified(), late, told(KNOWN, SACO, SEKO))
    found = judged("Q25", entries, as_of=at(8, 4))

    assert found.reason == "may_have_lapsed"
    assert found.facts["recordedOn"] == "2026-04-07"
    assert found.facts["lastOn"] == "2026-07-25"
    assert found.facts["latestOn"] == "2028-03-25"
    assert found.evidence == ("e3",)
    assert found.holds_until == day_after(DECIDED_LAST)
    seko = judged("Q25", entries, SEKO, as_of=at(8, 4))
    assert (seko.reason, seko.facts["latestOn"]) == ("lapsed", "2026-07-26")


def test_communicated_several_times() -> None:
    """Q25: the first time counts, and never a day before the decision."""
    found = q25(told(on(4, 7), ST), told(on(4, 1), ST), as_of=at(5, 4))

    assert found.facts["toldOn"] == "2026-04-01"
    assert found.facts["latestOn"] == "2026-08-01"
    assert found.evidence == ("e3", "e5")
    early = q25(told(on(3, 20), ST), as_of=at(5, 4))
    assert early.facts["latestOn"] == "2026-07-25"


def test_another_decision_communicated() -> None:
    """Q25: the communication of another decision tells nothing of this one."""
    second = decided(on(4, 7), decision_id="d2")
    found = answered(
        "Q25",
        history(*START, second, told(on(4, 8), ST, decision="d2")),
        as_of=at(5, 4),
    ).verdicts
    told_on = {one.decision: one.facts.get("toldOn") for one in found}

    assert told_on == {"d1": None, "d2": "2026-04-08"}


def test_a_correction_communicated() -> None:
    """Q25: a clerical correction that was communicated tells of what it corrects."""
    fixed = happened(
        DecisionChanged,
        on(4, 7),
        decision_id="d2",
        supersedes="d1",
        change="correction",
        material=False,
        proposal_version=1,
        content_ref="RV 2",
        decided_by="manager",
        others_present=(),
    )
    found = q25(fixed, told(on(4, 8), ST, decision="d2"), as_of=at(5, 4))

    assert found.facts["toldOn"] == "2026-04-08"


@pytest.mark.parametrize(
    ("day", "expected"), [(LATEST, "negotiating"), (on(7, 27), "lapsed")]
)
def test_demanded(day: date, expected: str) -> None:
    """Q25, T12: demanded on the last day no time runs; the day after it is too late."""
    found = q25(TOLD, asked_for(day))

    assert found.reason == expected
    assert "e5" in found.evidence


def test_what_the_demand_was_for() -> None:
    """Q25: whether it was on a claim, the record does not say."""
    found = q25(TOLD, asked_for(on(4, 7)))

    assert "whether the negotiation was on a claim" in found.missing
    assert found.facts["demandedOn"] == "2026-04-07"
    assert found.holds_until is None


@pytest.mark.parametrize(("day", "known"), [(LAST, True), (LATEST, False)])
def test_a_demand_that_may_have_come_too_late(day: date, *, known: bool) -> None:
    """Q25: by the first day it is in time whenever the party knew; then it may be."""
    found = q25(TOLD, asked_for(day))

    assert known == (f"when {ST} came to know of the decision" not in found.missing)


@pytest.mark.parametrize(
    "claim",
    [
        demanded(on(3, 20), ST, "10", "union"),
        demanded(on(3, 25), ST, "10", "union"),
        demanded(on(4, 7), ST, "11", "employer"),
        demanded(on(4, 7), SEKO, "10", "union"),
    ],
)
def test_what_is_no_demand(claim: Claim) -> None:
    """Q25: not before the decision, not the employer's, not another party's."""
    assert reason(claim, TOLD, on_day=on(5, 4)) == "lapses"


def test_the_first_demand_counts() -> None:
    """Q25: demanded again, the first that was not settled tells how time runs; one
    that came too late is none.
    """
    first = [TOLD, asked_for(on(4, 7)), ended(on(4, 14), how=DISAGREED)]
    again = [asked_for(on(5, 4)), ended(on(5, 11), how=DISAGREED)]
    settled = [TOLD, asked_for(on(4, 7)), ended(on(4, 14))]
    late = asked_for(on(9, 7))

    assert q25(*first, *again, as_of=at(6, 1)).facts["centralOn"] == "2026-06-14"
    assert q25(*settled, *again, as_of=at(6, 1)).facts["centralOn"] == "2026-07-11"
    assert q25(*settled, late).reason == "settled"
    assert q25(TOLD, late, ended(on(9, 14)), asked_for(on(9, 21))).evidence == (
        "e3",
        "e4",
        "e5",
    )


def test_a_demand_under_another_section() -> None:
    """Q25: a demand under 10 § is for claims, whatever was demanded before it; where
    there is none, any may be.
    """
    other: list[Claim] = [
        demanded(on(4, 7), basis="12", by="union"),
        ended(on(4, 14), how=DISAGREED),
    ]
    general = [asked_for(on(5, 4)), ended(on(5, 11), how=DISAGREED)]
    alone = q25(TOLD, *other, as_of=at(6, 1))
    besides = q25(TOLD, *other, *general, as_of=at(6, 1))

    assert (alone.reason, alone.facts["centralOn"]) == ("central_lapses", "2026-06-14")
    assert besides.facts["centralOn"] == "2026-07-11"


def test_the_negotiation_before_the_decision() -> None:
    """Q25: what ended before the demand is not the negotiation on a claim."""
    before = [demanded(on(3, 2)), ended(on(3, 9))]
    entries = history(raised(), classified(), *before, decided(), asked_for(on(4, 7)))

    assert judged("Q25", entries).reason == "negotiating"


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("agreement", "settled"),
        (DISAGREED, "central_lapses"),
        ("party_did_not_respond", "central_lapses"),
    ],
)
def test_how_it_ended_locally(how: str, expected: str) -> None:
    """Q25: agreed it is settled; else central negotiation is demanded in its time."""
    claims = [TOLD, asked_for(on(4, 7)), ended(on(4, 14), how=how)]

    assert reason(*claims, on_day=on(5, 4)) == expected


LOCALLY = [TOLD, asked_for(on(4, 7)), ended(on(4, 14), how=DISAGREED)]


def test_central_negotiation_in_time() -> None:
    """Q25, T12: two months after the local negotiation, the last day included."""
    found = q25(*LOCALLY, as_of=at(5, 4))

    assert found.facts["endedOn"] == "2026-04-14"
    assert found.facts["centralOn"] == "2026-06-14"
    assert found.holds_until == day_after(on(6, 14))
    assert reason(*LOCALLY, on_day=on(6, 14)) == "central_lapses"
    assert reason(*LOCALLY, on_day=on(6, 15)) == "central_lapsed"
    assert q25(*LOCALLY, requested(on(6, 14))).reason == "negotiating"
    assert q25(*LOCALLY, requested(on(6, 15))).reason == "central_lapsed"


def test_a_suit_in_time() -> None:
    """Q25, T12: three months after the negotiation ended, the last day included."""
    claims = [*LOCALLY, requested(on(5, 4)), central(on(5, 18))]
    found = q25(*claims, as_of=at(6, 1))

    assert found.reason == "suit_lapses"
    assert found.facts["negotiatedOn"] == "2026-05-18"
    assert found.facts["suitOn"] == "2026-08-18"
    assert found.holds_until == day_after(on(8, 18))
    assert "whether a suit was brought" in found.missing
    assert reason(*claims, on_day=on(8, 18)) == "suit_lapses"
    assert reason(*claims, on_day=on(8, 19)) == "suit_lapsed"
    assert len(found.evidence) == 5


def test_agreed_centrally() -> None:
    """Q25: agreed centrally it is settled; without an outcome it is not."""
    start = [*LOCALLY, requested(on(5, 4))]

    assert q25(*start, central(on(5, 18), "agreement")).reason == "settled"
    assert q25(*start, central(on(5, 18), None)).reason == "suit_lapsed"


def test_central_negotiation_waived() -> None:
    """Q25: who will not ask for central negotiation sues from the local one's end."""
    waived = happened(CentralNegotiationWaived, on(4, 20), party=ST)
    found = q25(*LOCALLY, waived, as_of=at(5, 4))

    assert found.reason == "suit_lapses"
    assert found.facts["suitOn"] == "2026-07-14"


def test_replaced() -> None:
    """Q25: an agreement that stands in place of 64 § leaves no day of the Act's."""
    among = with_terms(replaces_mbl=("11", "64"))
    found = q25(TOLD, among=among)

    assert (found.reason, found.holds_until) == ("replaced", None)
    assert q25(TOLD, among=MBL_ONLY).reason == "lapsed"


def test_only_the_suit_replaced() -> None:
    """Q25: in place of 65 § only, there is no day for the suit."""
    among = with_terms(replaces_mbl=("11", "65"))
    claims = [*LOCALLY, requested(on(5, 4)), central(on(5, 18))]

    assert reason(TOLD, on_day=on(5, 4), among=among) == "lapses"
    assert q25(*claims, among=among).reason == "replaced"


def test_another_round() -> None:
    """Q25: a demand in another round is not on this decision."""
    from domain.raising import IssueReopened  # noqa: PLC0415 - only here

    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)

    assert reason(TOLD, again, asked_for(on(4, 7)), on_day=on(5, 4)) == "lapses"


def test_the_end_of_a_month() -> None:
    """Q25, T12: four months after the last of October is the last of February."""
    entries = history(raised(), classified(), decided(on(10, 30)), told(on(10, 31), ST))
    found = judged("Q25", entries)

    assert found.facts["lastOn"] == "2027-02-28"
    assert found.facts["latestOn"] == "2027-02-28"
