"""Verdicts that rest on what one may not see: of an issue, and of the agency."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.language import Language
from api.telling import Partial, shown
from domain.questions.answer import Verdict
from tests.api.parties import (
    CLEARED,
    MANAGER,
    RESTRICTED,
    SACO,
    ST,
    STAFF,
    UNION,
    Parties,
    event,
    informed,
    parties,
    raised,
    reserved,
)
from tests.front_door import Body, FrontDoor

pytestmark = pytest.mark.anyio

WITHHELD: dict[Language, str] = {
    "en": "This rests in part on entries that you may not see.",
    "sv": "Detta vilar delvis på händelser som du inte får se.",
}
VERDICT = Verdict(
    question="Q1",
    verdict="breach",
    reason="never",
    party=ST,
    decision="d1",
    evidence=("e1", "e2"),
    qualifiers=("late",),
    missing=("minutes",),
    facts={"party": ST},
    others=2,
    holds_until=datetime(2026, 3, 4, tzinfo=UTC),
)


@pytest.fixture(name="told")
async def _told(registry: FrontDoor) -> Parties:
    """Decided, with ST's reservation in hand and never answered: Q21 rests on it."""
    made = await parties(registry, topic="premises", significantChange="yes")
    decided = {"decisionId": "d1", "proposalVersion": 1, "contentRef": "RV 1"}
    decided |= {"decidedBy": MANAGER, "othersPresent": []}
    await made.tell(reserved(ST, "Not so."), event("decision-made", MANAGER, **decided))
    return made


def test_a_verdict_that_rests_on_nothing_hidden_is_as_it_was() -> None:
    """Whatever else is hidden."""
    assert VERDICT is shown(VERDICT, (), None)
    assert VERDICT is shown(VERDICT, {"e3"}, [VERDICT])


def test_of_a_verdict_stays_what_was_judged() -> None:
    """And what of its evidence may be seen; when it may change is left out too."""
    left = shown(VERDICT, {"e2"}, ())

    assert isinstance(left, Partial)
    assert ("breach", "never", ST, "d1") == (
        left.verdict,
        left.reason,
        left.party,
        left.decision,
    )
    assert ("e1",) == left.evidence
    assert left.holds_until is None
    assert ({}, (), (), 0) == (left.facts, left.qualifiers, left.missing, left.others)


async def verdicts(
    told: Parties, token: str, language: Language = "en", **asked: Any
) -> list[Body]:
    """Return every verdict on the issue, those of the whole too."""
    headers = told.door.headers(token, Accept_Language=language)
    path = f"{told.path}/verdicts"
    answer = await told.door.client.get(path, headers=headers, params=asked)
    assert answer.status_code == 200, answer.text
    answers = answer.json()["answers"]
    return [v for a in answers for v in (a["overall"], *a["verdicts"])]


@pytest.mark.parametrize("language", ["en", "sv"])
async def test_hidden_evidence_is_left_out_and_said_to_be(
    told: Parties, language: Language
) -> None:
    """The verdict stays: with no facts, no link to it, and a sentence that says so."""
    hidden = told.ids[2]
    everything = await verdicts(told, told.of(ST), language)
    less = await verdicts(told, told.of(SACO), language)
    resting = [n for n, v in enumerate(everything) if hidden in v.get("evidence", ())]

    assert resting
    for one, other in zip(everything, less, strict=True):
        assert one["verdict"] == other["verdict"]
        assert one["reason"] == other["reason"]
        assert "withheld" not in one
    for number in resting:
        assert less[number]["withheld"]
        assert "facts" not in less[number]
        assert less[number]["sentence"].endswith(WITHHELD[language])
    assert hidden not in str(less)
    assert len(resting) == sum("withheld" in v for v in less)


async def test_readiness_tells_nothing_hidden(told: Parties) -> None:
    """Neither in its answer nor in what would be said of a decision."""
    hidden = told.ids[2]
    path = f"{told.path}/readiness"
    then = {"asOf": "2026-03-03T11:00:00Z"}

    assert hidden not in str(await told.door.get(path, told.of(SACO), **then))


# The agency as a whole


async def agency(told: Parties, token: str, **asked: Any) -> Body:
    """Return the answer to Q19, on the agency."""
    await told.settled()
    page = await told.door.get("/agency/verdicts", token, question="Q19", **asked)
    answer: Body = page["answers"][0]
    return answer


async def test_who_sees_the_agency_is_told_of_every_party(told: Parties) -> None:
    """Its head and its auditor alike."""
    for role in ("agency_head", "auditor", STAFF):
        found = await agency(told, told.door.token(role))
        assert {"saco-s", "seko", "st"} == {v["party"] for v in found["verdicts"]}


async def test_a_representative_is_told_of_its_own(told: Parties) -> None:
    """And the whole is that; another's is not there to be asked for."""
    found = await agency(told, told.of(ST))
    other = await agency(told, told.of(ST), party=SACO)

    assert [ST] == [v["party"] for v in found["verdicts"]]
    assert found["verdicts"][0]["verdict"] == found["overall"]["verdict"]
    assert found["verdicts"][0]["reason"] == found["overall"]["reason"]
    assert "verdicts" not in other or not other["verdicts"]


@pytest.mark.parametrize("role", [MANAGER, "employee", "facilitator"])
async def test_others_are_told_who_may(told: Parties, role: str) -> None:
    """The address is known: 403, with the roles that are needed."""
    answer = await told.door.ask("/agency/verdicts", told.who(role))

    assert 403 == answer.status_code
    assert answer.json()["type"].endswith("#role-missing")
    assert UNION in answer.json()["detail"]
    assert role in answer.json()["detail"]


async def test_evidence_in_issues_one_does_not_see_is_left_out(told: Parties) -> None:
    """ST is told that the verdict rests on more; a clearance shows it all."""
    started = await told.door.record("/issues", raised(**RESTRICTED), informed(ST))
    hidden = started["receipts"][1]["eventId"]

    openly = await agency(told, told.of(ST))
    cleared = await agency(told, told.of(ST, **CLEARED))

    assert hidden in str(cleared)
    assert hidden not in str(openly)
    assert "withheld" not in cleared["verdicts"][0]
    assert openly["verdicts"][0]["withheld"]
    assert started["issueId"] not in str(openly)
