"""Q21: what each party said in the matter, and what became of it."""

from datetime import date
from typing import Any

import pytest

from domain.base import Recorded, Role
from domain.decision import DecisionChanged, DecisionCommunicated, Response
from domain.information import InformationProvided
from domain.perspective import (
    PartyPositionRecorded,
    PerspectiveSubmitted,
    ProposalRevised,
)
from domain.questions.case import as_seen
from domain.questions.party_history import PartyHistory, party_histories
from tests.frameworks import MBL_ONLY
from tests.issues import (
    FRAMEWORK,
    LONG_AFTER,
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
    happened,
    held,
    history,
    judged,
    on,
    raised,
    summoned,
    verdict,
)
from tests.worked_example import CSG, ORGANISATIONS, SACO, SEKO, ST, union


def said(id_: str, day: date, party: str | None = ST, **fields: Any) -> Claim:
    """Return a perspective of the party, of the employees where there is none."""
    stated: dict[str, Any] = {
        "perspective_id": id_,
        "source": "union" if party else "employee_group",
        "party": party,
        "stance": "question",
        "proposal_version": 1,
    }
    return happened(PerspectiveSubmitted, day, **(stated | fields))


def took(position: str, day: date, party: str = ST) -> Claim:
    """Return that the party took a position."""
    return happened(
        PartyPositionRecorded, day, party=party, position=position, actor=union(party)
    )


def told(day: date, *outcomes: tuple[str, str], **fields: Any) -> Claim:
    """Return that d1 was communicated, with answers to perspectives and parties."""
    responses = [
        Response(party=subject, outcome=outcome)
        if subject in ORGANISATIONS
        else Response(perspective=subject, outcome=outcome)
        for subject, outcome in outcomes
    ]
    stated: dict[str, Any] = {"decision_id": "d1", "parties": ORGANISATIONS}
    return happened(
        DecisionCommunicated, day, responses=tuple(responses), **(stated | fields)
    )


START: list[Claim] = [raised(on(1, 26)), classified(on(1, 28))]
DAY = on(3, 25)


def of(*claims: Claim, party: str = ST, as_of: Any = LONG_AFTER) -> PartyHistory:
    """Return the party's history in an issue with those claims."""
    case = as_seen(history(*START, *claims), FRAMEWORK, as_of)
    return next(one for one in party_histories(case) if one.party == party)


def counts(found: PartyHistory) -> tuple[int, int, int, int]:
    """Return how much was followed, partly, not, and never answered."""
    return found.followed, found.partly, found.not_followed, found.unanswered


def test_never_a_verdict() -> None:
    """Q21: information, whatever happened."""
    found = answered("Q21", history(*START, decided(DAY)))

    assert {one.verdict for one in found.verdicts} == {"not_applicable"}
    assert [one.party for one in found.verdicts] == sorted(ORGANISATIONS)


def test_not_included() -> None:
    """Q21: nobody has turned to a party that is bound."""
    entries = history(raised(), decided())
    found = judged("Q21", entries)

    assert found.reason == "not_included"
    assert found.facts == {"party": ST, "raisedOn": "2026-01-26"}


def test_left_out() -> None:
    """Q21: who was owed something and not turned to is listed, and nobody else.

    Nobody is left out of a matter that is undecided, or of which nothing is owed.
    """
    entries = history(raised(), classified(), decided())
    alone = history(raised(), demanded(on(2, 2), SEKO), decided())
    nothing = history(raised(topic="daily_planning"), decided())

    assert listed(entries) == {SACO: False, SEKO: False, ST: False}
    assert listed(alone) == {SACO: True, SEKO: False, ST: True}
    assert listed(history(raised())) == {}
    assert listed(nothing) == {}


def test_raised_by_its_representative() -> None:
    """Q21: a matter that its representative raised comes from it, named or not."""
    by = {"raised_by": Role.UNION_REPRESENTATIVE, "actor": union(ST)}
    unnamed, named = raised(**by), raised(raised_by_party=ST, **by)

    for raising in (unnamed, named):
        assert listed(history(raising)) == {ST: False}
        assert verdict("Q21", history(raising))[1] == "undecided"


def listed(entries: list[Recorded]) -> dict[str, bool]:
    """Return whether each party that has a history was left out."""
    case = as_seen(entries, FRAMEWORK, LONG_AFTER)
    return {one.party: one.left_out for one in party_histories(case)}


def test_not_raised() -> None:
    """Q21: nothing was raised as far as was known or had happened."""
    assert verdict("Q21", history(*START), as_of=at(1, 25))[1] == "not_raised"


def test_undecided() -> None:
    """Q21: what was said is counted before anything is decided; none is answered."""
    found = judged("Q21", history(*START, said("p1", on(2, 17))))

    assert found.reason == "undecided"
    assert "decidedOn" not in found.facts
    assert found.facts["unanswered"] == 1
    assert found.evidence == ("e3",)


def test_no_position() -> None:
    """Q21: a party that stayed silent, or away, has no history but its days."""
    quiet = [summoned(on(2, 3), at(3, 3)), held(on(3, 3))]
    ends = ("no_position", "absent_duly_summoned", "declined")

    assert verdict("Q21", history(*START, decided(DAY)))[1] == "no_position"
    for outcome in ends:
        entries = history(*START, *quiet, concluded(on(3, 3), outcome), decided(DAY))
        assert verdict("Q21", entries)[1] == "no_position"
    silent = took("no_position", on(3, 3))
    assert verdict("Q21", history(*START, silent, decided(DAY)))[1] == "no_position"


@pytest.mark.parametrize(
    "claims",
    [
        [said("p1", on(2, 17))],
        [took("disagree", on(2, 17))],
        [took("agree", on(2, 17))],
        [held(on(2, 17)), concluded(on(2, 17))],
        [held(on(2, 17)), concluded(on(2, 17), "disagreement")],
    ],
)
def test_history(claims: list[Claim]) -> None:
    """Q21: a perspective, a position or an outcome makes a history."""
    found = judged("Q21", history(*START, *claims, decided(DAY)))

    assert found.reason == "history"
    assert found.facts["decidedOn"] == "2026-03-25"


def test_what_became_of_it() -> None:
    """Q21: each perspective is followed, partly, not, or has no answer."""
    four = [said(f"p{n}", on(2, 17)) for n in range(1, 6)]
    answers = [("p1", "followed"), ("p2", "partly"), ("p3", "not"), ("p4", "not")]
    found = of(*four, decided(DAY), told(on(3, 26), *answers))

    assert counts(found) == (1, 1, 2, 1)


def test_what_others_said() -> None:
    """Q21: another party's perspectives, and the employees', are not its own."""
    others = [said("p1", on(2, 17), SEKO), said("p2", on(2, 17), None)]
    answer = told(on(3, 26), ("p1", "not"), ("p2", "partly"), (SEKO, "not"))
    found = of(*others, decided(DAY), answer)

    assert counts(found) == (0, 0, 0, 0)
    assert found.evidence == ()
    theirs = of(*others, decided(DAY), answer, party=SEKO)
    assert counts(theirs) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("disagree", (0, 0, 0, 1)),
        ("reserved", (0, 0, 0, 1)),
        ("agree", (0, 0, 0, 1)),
        ("no_position", (0, 0, 0, 0)),
    ],
)
def test_a_position(position: str, expected: tuple[int, ...]) -> None:
    """Q21: a position is one thing said, however often it was taken."""
    twice = [took(position, on(2, 17)), took(position, on(3, 3))]

    assert counts(of(*twice, decided(DAY))) == expected
    answered_ = of(*twice, decided(DAY), told(on(3, 26), (ST, "partly")))
    assert counts(answered_) == (0, 1, 0, 0)


def test_the_last_position_and_outcome() -> None:
    """Q21: what was said last counts, by when it was said."""
    claims = [
        held(on(2, 17)),
        concluded(on(2, 17), "disagreement", [ST]),
        concluded(on(3, 3), "consensus", [ST], level=CSG),
        took("agree", on(3, 3)),
        took("disagree", on(2, 17)),
    ]
    found = of(*claims)

    assert (found.outcome, found.position) == ("consensus", "agree")
    seko = of(*claims, party=SEKO)
    assert (seko.outcome, seko.position) == (None, None)


def test_the_last_answer() -> None:
    """Q21: where a perspective was answered twice the later answer counts."""
    claims = [said("p1", on(2, 17)), decided(DAY)]
    later, earlier = told(on(3, 27), ("p1", "partly")), told(on(3, 26), ("p1", "not"))

    assert counts(of(*claims, earlier, later)) == (0, 1, 0, 0)
    assert counts(of(*claims, later, earlier)) == (0, 1, 0, 0)
    same_day = told(on(3, 27), ("p1", "followed"))
    assert counts(of(*claims, later, same_day)) == (1, 0, 0, 0)


def test_as_of_before_the_answer() -> None:
    """Q21: as of a time before the answer there was none."""
    claims = [said("p1", on(2, 17)), decided(DAY), told(on(3, 26), ("p1", "not"))]

    assert counts(of(*claims, as_of=at(3, 25, 23))) == (0, 0, 0, 1)
    assert counts(of(*claims, as_of=at(3, 26))) == (0, 0, 1, 0)


def test_lead_days() -> None:
    """Q21: calendar days from the day it was raised to the day of the decision."""
    assert of(decided(on(1, 26))).lead_days == 0
    assert of(decided(on(1, 31))).lead_days == 5
    assert of(decided(at(2, 2, 23, 59))).lead_days == 7
    assert of().lead_days is None


def test_decided_before_it_was_raised() -> None:
    """Q21: decided first and raised afterwards is said so."""
    entries = history(*START, said("p1", on(2, 17)), decided(on(1, 20)))
    found = judged("Q21", entries)

    assert found.reason == "decided_before_raised"
    assert found.facts["leadDays"] == -6
    same = history(*START, said("p1", on(2, 17)), decided(on(1, 26)))
    assert verdict("Q21", same)[1] == "history"


def test_the_last_decision() -> None:
    """Q21: with several decisions the last one's day counts, whenever it was told."""
    revised = happened(ProposalRevised, on(4, 1), version=2, material=True)
    second = decided(on(5, 4), decision_id="d2", proposal_version=2)

    assert of(decided(DAY), revised, second).decided_on == on(5, 4)


def test_a_clerical_correction() -> None:
    """Q21: a clerical correction (FL 36 §) is no decision of its own."""
    fixed = happened(
        DecisionChanged,
        on(5, 4),
        decision_id="d2",
        supersedes="d1",
        change="correction",
        material=False,
        proposal_version=1,
        content_ref="RV 2",
        decided_by="manager",
        others_present=(),
    )

    assert of(decided(DAY), fixed).decided_on == DAY


def test_the_first_occasion() -> None:
    """Q21: the first day on which the party could say something."""
    assert of().first_occasion_on is None
    assert of(dispatched(on(2, 3), [SACO])).first_occasion_on is None
    met = [held(on(2, 17)), dispatched(on(2, 9))]
    assert of(*met).first_occasion_on == on(2, 9)
    assert of(demanded(on(2, 2), by="union"), *met).first_occasion_on == on(2, 2)


@pytest.mark.parametrize(
    "claim",
    [
        happened(InformationProvided, on(2, 3), parties=(ST,)),
        dispatched(on(2, 3), [ST]),
        summoned(on(2, 3), at(3, 3), [ST]),
        held(on(2, 3), present=[ST], not_summoned=[SACO, SEKO]),
        demanded(on(2, 3)),
        said("p1", on(2, 3)),
        took("agree", on(2, 3)),
    ],
)
def test_who_is_concerned(claim: Claim) -> None:
    """Q21: whom the issue has turned to, and who spoke, bound or not."""
    entries = history(raised(), claim, among=FRAMEWORK)
    case = as_seen(entries, MBL_ONLY, LONG_AFTER)

    assert [one.party for one in party_histories(case)] == [ST]


def test_who_was_not_there_is_not_concerned() -> None:
    """Q21: a meeting concerns those who were present."""
    entries = history(raised(), held(on(2, 3), present=[ST], not_summoned=[SACO, SEKO]))
    case = as_seen(entries, FRAMEWORK, LONG_AFTER)

    assert [one.party for one in party_histories(case)] == [ST]


def test_who_is_no_longer_bound() -> None:
    """Q21: a party that nobody is bound to any more keeps its history."""
    from domain.agreement_state import Framework  # noqa: PLC0415 - only here

    entries = history(raised(), said("p1", on(2, 17)), decided(DAY))
    found = answered("Q21", entries, among=Framework()).verdicts

    assert [(one.party, one.reason) for one in found] == [(ST, "history")]


def test_annulled_and_corrected() -> None:
    """Q21: what was annulled was not said; what was corrected was, as corrected."""
    claims = [said("p1", on(2, 17)), decided(DAY), told(on(3, 26), ("p1", "not"))]

    fixed = corrected(on(4, 1), "e5", "/responses/0/outcome", "not", "followed")
    assert counts(of(*claims, fixed)) == (1, 0, 0, 0)
    assert counts(of(*claims, annulled(on(4, 1), "e5"))) == (0, 0, 0, 1)


def test_what_it_shows() -> None:
    """Q21: its evidence is what was said, the last conclusion, and the answers."""
    claims = [
        said("p1", on(2, 17)),
        held(on(3, 3)),
        concluded(on(3, 3)),
        decided(DAY),
        told(on(3, 26), ("p1", "not")),
        told(on(3, 26)),
    ]

    assert judged("Q21", history(*START, *claims)).evidence == ("e3", "e5", "e7")


@pytest.mark.parametrize(
    "outcomes", [("followed", "partly"), ("partly", "not"), ("not",)]
)
def test_two_things_said_are_not_silence(outcomes: tuple[str, ...]) -> None:
    """Q21: whatever became of the one and the other."""
    two = [said("p1", on(2, 17)), said("p2", on(2, 17))]
    answers = [(f"p{n}", outcome) for n, outcome in enumerate(outcomes, 1)]
    found = of(*two, decided(DAY), told(on(3, 26), *answers))

    assert not found.is_silent


def test_a_history_of_what_was_never_raised() -> None:
    """Q21: without knowing how it was raised, what was said is told all the same."""
    entries = history(*START, said("p1", on(2, 17)))[1:]
    (found, *_) = party_histories(as_seen(entries, FRAMEWORK, LONG_AFTER))

    assert (found.raised_on, found.lead_days) == (None, None)
