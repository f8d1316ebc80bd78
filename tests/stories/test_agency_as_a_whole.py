"""Q19, Q21, Q24: what the agency as a whole is asked, and a union about itself."""

from typing import Any

import pytest

from tests.front_door import FrontDoor
from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

STAFF = {"role": "employer_representative", "person": "p-102"}
MANAGER = {"role": "manager", "person": "p-101"}
HISTORY = "/organisations/{}/history"


async def answer(door: FrontDoor, number: str, **asked: str) -> Any:
    """The answer to one question on the agency."""
    found = await door.get("/agency/verdicts", question=number, **asked)
    (answered,) = found["answers"]
    return answered


async def inform(told: Told, day: str) -> str:
    """Record that ST was informed that day; return the event's id."""
    event = {
        "kind": "information-provided.v1",
        "actor": STAFF,
        "occurredOn": day,
        "parties": ["st"],
    }
    receipts = await told.door.record(f"{told.issue}/events", event)
    found: str = receipts["receipts"][0]["eventId"]
    return found


async def test_nothing_is_agreed_on_information(told: Told) -> None:
    """Q19: RV-3 sets no period, so nobody can tell; no party was informed."""
    found = await answer(told.door, "Q19")

    assert ("undeterminable", "no_period") == (
        found["overall"]["verdict"],
        found["overall"]["reason"],
    )
    assert ["saco-s", "seko", "st"] == [one["party"] for one in found["verdicts"]]
    assert {0} == {one["facts"]["count"] for one in found["verdicts"]}
    assert all(one["sentence"].endswith(".") for one in found["verdicts"])


async def test_the_collaboration_was_never_reviewed(told: Told) -> None:
    """Q24: RV-3 is reviewed once a year: by New Year's Day 2026 at the latest."""
    before = await answer(told.door, "Q24", asOf="2025-12-31")
    last = await answer(told.door, "Q24", asOf="2026-01-01")
    after = await answer(told.door, "Q24", asOf="2026-01-02", party="seko")

    assert "compliant" == before["overall"]["verdict"] == last["overall"]["verdict"]
    assert "2026-01-01T23:00:00Z" == last["overall"]["holdsUntil"]
    (seko,) = after["verdicts"]
    assert ("breach", "never_reviewed") == (seko["verdict"], seko["reason"])
    assert "2026-01-01" == seko["facts"]["dueOn"]


async def test_both_questions_are_answered(told: Told) -> None:
    """Without `question`, all that are asked of the agency; no others can be."""
    found = await told.door.get("/agency/verdicts")
    other = await told.door.ask("/agency/verdicts", question="Q1")

    numbers = [answered["overall"]["question"] for answered in found["answers"]]
    assert ["Q19", "Q24"] == numbers
    assert 400 == other.status_code
    assert found["_links"]["reviewsDue"]["href"].endswith("/reviews-due")


async def test_the_sentences_come_in_swedish_too(told: Told) -> None:
    """`Accept-Language` decides the language of the sentences."""
    headers = told.door.headers() | {"Accept-Language": "sv"}
    found = await told.door.client.get("/agency/verdicts", headers=headers)

    assert "sv" == found.headers["content-language"]
    sentences = [one["overall"]["sentence"] for one in found.json()["answers"]]
    assert "informeras" in sentences[0]
    assert "aldrig stämts av" in sentences[1]


async def test_what_was_recorded_a_moment_ago_counts(telling: Told) -> None:
    """Q19: the answer holds what was recorded last, and links to where it stands."""
    await telling.tell()
    first = await inform(telling, "2026-03-02")
    second = await inform(telling, "2026-06-01")
    found = await answer(telling.door, "Q19", party="st")

    (st,) = found["verdicts"]
    assert [first, second] == st["evidence"]
    assert 2 == st["facts"]["count"]
    hrefs = [link["href"] for link in st["_links"]["evidence"]]
    assert hrefs[0].endswith(f"{telling.issue}/events/{first}")
    shown = await telling.door.ask(hrefs[0].split("/v1")[1])
    assert 200 == shown.status_code


async def test_what_was_corrected_or_annulled_counts_so(telling: Told) -> None:
    """Q19: an annulled occasion is none, as known once it was annulled."""
    await telling.tell()
    gone = await inform(telling, "2026-03-02")
    annulled = {
        "kind": "event-annulled.v1",
        "actor": {"role": "minutes_secretary", "person": "p-103"},
        "occurredOn": "2026-10-02",
        "target": gone,
        "reason": "It was another meeting.",
    }
    telling.door.clock.set("2026-10-03T12:00:00+02:00")
    await telling.door.record(f"{telling.issue}/events", annulled)
    now = await answer(telling.door, "Q19", party="st")
    before = await answer(
        telling.door, "Q19", party="st", knownAsOf="2026-10-02T23:00:00Z"
    )

    assert 0 == now["verdicts"][0]["facts"]["count"]
    assert [gone] == before["verdicts"][0]["evidence"]


async def test_reviews_due(told: Told) -> None:
    """Q24: one line a version in force, with its parties and how late it is."""
    found = await told.door.get("/reviews-due")

    (line,) = found["reviews"]
    assert ("rv", "3") == (line["agreement"], line["version"])
    assert ["saco-s", "seko", "st"] == line["parties"]
    assert {"amount": 12, "unit": "months"} == line["interval"]
    assert "2026-01-01" == line["dueOn"]
    assert 274 == line["overdueDays"]
    assert "reviewedOn" not in line
    assert 1 == found["_meta"]["totalRecords"]
    assert line["_links"]["record"]["href"].endswith("/agreements/rv/events")


async def test_reviews_due_on_another_day(told: Told) -> None:
    """Q24: on its last day a review is not late; before any agreement none is due."""
    last = await told.door.get("/reviews-due", asOf="2026-01-01")
    before = await told.door.get("/reviews-due", asOf="2024-12-31")
    unknown = await told.door.get("/reviews-due", knownAsOf="2024-01-01")
    past = await told.door.get("/reviews-due", page=2)

    assert 0 == last["reviews"][0]["overdueDays"]
    assert [] == before["reviews"] == unknown["reviews"] == past["reviews"]


async def test_a_review_makes_another_due(telling: Told) -> None:
    """Q24: what was reviewed is due again a year later."""
    await telling.tell()
    reviewed = {
        "kind": "agreement-reviewed.v1",
        "actor": STAFF,
        "occurredOn": "2026-09-01",
        "agreedBy": ["employer", "st"],
    }
    await telling.door.record("/agreements/rv/events", reviewed)
    found = await telling.door.get("/reviews-due")
    verdict = await answer(telling.door, "Q24")

    (line,) = found["reviews"]
    assert ("2026-09-01", "2027-09-01") == (line["reviewedOn"], line["dueOn"])
    assert 0 == line["overdueDays"]
    assert "reviewed_in_time" == verdict["overall"]["reason"]


async def test_a_unions_history(told: Told) -> None:
    """Q21: Seko disagreed, its perspective and position were not followed."""
    found = await told.door.settled(HISTORY.format("seko"))

    (issue,) = found["issues"]
    assert told.issue == "/issues/" + issue["issueId"]
    assert ("2026-01-26", "2026-03-25") == (issue["raisedOn"], issue["decidedOn"])
    assert (58, "disagreement") == (issue["leadDays"], issue["outcome"])
    assert "reserved" == issue["position"]
    assert (0, 0, 2, 0) == counts(issue) == counts(found["summary"])
    assert (1, 1) == (found["summary"]["issues"], found["summary"]["decided"])
    assert 58 == found["summary"]["medianLeadDays"]
    assert "seko" == found["organisation"]
    assert issue["_links"]["verdicts"]["href"].endswith("/verdicts?party=seko")


async def test_who_was_left_out_finds_it(telling: Told) -> None:
    """Q21: a matter decided with nobody is in each history, and says so."""
    await telling.tell(until="2026-02-01")
    telling.door.clock.set("2026-02-04T12:00:00+01:00")
    raised = {
        "kind": "issue-raised.v1",
        "actor": STAFF,
        "occurredOn": "2026-02-02",
        "title": "Noise",
        "topic": "personnel_policy",
        "unit": "sundsvall",
        "stage": "idea",
        "raisedBy": "manager",
        "significantChange": "yes",
    }
    decided = {
        "kind": "decision-made.v1",
        "actor": MANAGER,
        "occurredOn": "2026-02-03",
        "decisionId": "d1",
        "proposalVersion": 1,
        "contentRef": "RV 2026/900-1",
        "decidedBy": "manager",
        "othersPresent": [],
    }
    receipts = await telling.door.record("/issues", raised, decided)
    found = await telling.door.settled(HISTORY.format("st"))
    (issue,) = (i for i in found["issues"] if i["issueId"] == receipts["issueId"])

    assert issue["leftOut"] is True
    assert {"Q1", "Q5"} <= {*issue["breaches"]}
    assert all("leftOut" not in i for i in found["issues"] if i is not issue)


def counts(line: dict[str, int]) -> tuple[int, int, int, int]:
    """How much was followed, partly, not, and never answered."""
    names = ("followed", "partly", "notFollowed", "unanswered")
    one, two, three, four = (line[name] for name in names)
    return one, two, three, four


@pytest.mark.parametrize("party", ["st", "saco-s"])
async def test_the_others_histories(told: Told, party: str) -> None:
    """Q21: what ST and Saco-S said was followed, and both agreed."""
    found = await told.door.settled(HISTORY.format(party))

    (issue,) = found["issues"]
    assert (1, 0, 0, 0) == counts(issue)
    assert "consensus" == issue["outcome"]
    assert "position" not in issue


@pytest.mark.parametrize(
    ("name", "hit", "miss"),
    [
        ("topic", "premises", "equality"),
        ("unit", "sundsvall", "head-office"),
        ("decidedFrom", "2026-03-25", "2026-03-26"),
        ("decidedTo", "2026-03-25", "2026-03-24"),
        ("outcome", "disagreement", "consensus"),
    ],
)
async def test_a_history_is_narrowed_by(
    told: Told, name: str, hit: str, miss: str
) -> None:
    """Q21: each filter narrows the page and the summary alike."""
    path = HISTORY.format("seko")
    found = await told.door.settled(path, **{name: hit})
    missed = await told.door.settled(path, **{name: miss})

    assert 1 == len(found["issues"]) == found["summary"]["issues"]
    assert [] == missed["issues"]
    assert 0 == missed["summary"]["issues"] == missed["_meta"]["totalRecords"]
    assert "medianLeadDays" not in missed["summary"]


async def test_an_unknown_organisation_has_no_history(told: Told) -> None:
    """Q21: what the register does not know is not found; a bad outcome is refused."""
    nobody = await told.door.ask(HISTORY.format("nobody"))
    bad = await told.door.ask(HISTORY.format("seko"), outcome="won")

    assert (404, 400) == (nobody.status_code, bad.status_code)


async def test_a_page_past_the_last_is_empty(told: Told) -> None:
    """Q21: the summary stays that of all."""
    found = await told.door.settled(HISTORY.format("seko"), page=2)

    assert [] == found["issues"]
    assert 1 == found["summary"]["issues"]
