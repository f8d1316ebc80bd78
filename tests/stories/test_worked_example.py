"""DOMAIN 9: the office in Sundsvall, from the first idea to the follow-up."""

from itertools import product
from typing import Any

import msgspec
import pytest

from api.recording import AgreementEvents, IssueEvents, RegisterEvents
from domain.base import WITHHELD
from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

UNIONS = ["saco-s", "seko", "st"]
BEFORE_CLASSIFIED = "2026-01-27"
UNDECIDED = ["2026-01-27", "2026-02-18", "2026-03-04", "2026-03-18"]
DECIDED = ["2026-03-25", "2026-03-26", "2026-09-10", "2026-09-22", "2026-10-01"]
KNOWN = ["2026-03-26", "2026-03-28", "2026-10-01"]
BODIES = {
    "issues": IssueEvents,
    "agreements": AgreementEvents,
    "agency": RegisterEvents,
}


async def verdicts(told: Told, number: str, **times: str) -> tuple[Any, Any]:
    """The whole of one question and the verdicts of its parties, in their order."""
    path = f"{told.issue}/verdicts"
    asked = await told.door.get(path, question=number, **times)
    (answered,) = asked["answers"]
    return answered["overall"], answered["verdicts"]


async def attendance(told: Told, known_as_of: str) -> dict[str, str]:
    """Who was at the meeting of 3 March, by party, as it was known."""
    page = await told.door.get(f"{told.issue}/events", limit=200, knownAsOf=known_as_of)
    (meeting,) = [
        line
        for line in page["events"]
        if line["eventId"] == told.ids["meeting-of-3-march"]
    ]
    seats = meeting["event"]["attendance"]
    return {seat["party"]: seat["presence"] for seat in seats if "party" in seat}


async def test_the_timeline_holds_every_event_in_order(
    told: Told, events: list[dict[str, Any]]
) -> None:
    """41 events, each as it was sent but for the round, with a position of its own."""
    token = told.door.token("employer_representative")
    page = await told.door.get(f"{told.issue}/events", token, limit=200)

    lines = page["events"]
    sent = [event["kind"] for event in events]
    assert sent == [line["kind"] for line in lines]
    assert list(range(1, 42)) == [line["version"] for line in lines]
    assert list(range(15, 56)) == [line["position"] for line in lines]
    assert events[0] | {"round": 1} == lines[0]["event"]


async def test_the_corrected_meeting_shows_what_it_was_recorded_as(told: Told) -> None:
    """The line stands as corrected, with its first wording and the correction."""
    page = await told.door.get(f"{told.issue}/events", kind="meeting-held.v1")

    first, second, third = page["events"]
    assert ["corrected"] == second["marks"]
    assert "present" == second["event"]["attendance"][4]["presence"]
    assert "absent" == second["recordedAs"]["attendance"][4]["presence"]
    assert [told.ids["correction"]] == second["changedBy"]
    assert not ({"marks", "recordedAs", "changedBy"} & {*first, *third})


async def test_what_was_known_before_the_correction_is_kept(told: Told) -> None:
    """Q18: on 26 March Seko was recorded as absent, on 28 March as present."""
    before = await attendance(told, "2026-03-26")
    after = await attendance(told, "2026-03-28")

    assert {"st": "present", "saco-s": "present", "seko": "absent"} == before
    assert {"st": "present", "saco-s": "present", "seko": "present"} == after


@pytest.mark.parametrize(("as_of", "known"), [*product(DECIDED, KNOWN)])
async def test_all_were_consulted_first(told: Told, as_of: str, known: str) -> None:
    """Q1: compliant for every party from the decision on, whatever was known then."""
    whole, parties = await verdicts(told, "Q1", asOf=as_of, knownAsOf=known)

    assert "compliant" == whole["verdict"]
    assert UNIONS == [one["party"] for one in parties]
    assert {"compliant"} == {one["verdict"] for one in parties}
    assert "late_recorded" not in whole.get("qualifiers", [])


@pytest.mark.parametrize(("as_of", "known"), [*product(UNDECIDED, KNOWN)])
async def test_before_a_decision_there_is_nothing_to_judge(
    told: Told, as_of: str, known: str
) -> None:
    """Q1: not applicable while nothing is decided."""
    whole, _ = await verdicts(told, "Q1", asOf=as_of, knownAsOf=known)

    assert ("not_applicable", "no_decision") == (whole["verdict"], whole["reason"])


@pytest.mark.parametrize(("as_of", "known"), [*product(UNDECIDED[1:] + DECIDED, KNOWN)])
async def test_no_negotiation_was_owed(told: Told, as_of: str, known: str) -> None:
    """Q2: none, once the issue is classified."""
    whole, parties = await verdicts(told, "Q2", asOf=as_of, knownAsOf=known)

    assert "not_applicable" == whole["verdict"]
    assert {"not_applicable"} == {one["verdict"] for one in parties}


@pytest.mark.parametrize("known", KNOWN)
async def test_before_it_is_classified_its_level_is_not_known(
    told: Told, known: str
) -> None:
    """Q2: on 27 January nobody can tell which cell of the matrix holds."""
    whole, _ = await verdicts(told, "Q2", asOf=BEFORE_CLASSIFIED, knownAsOf=known)

    assert ("undeterminable", "level_unknown") == (whole["verdict"], whole["reason"])


@pytest.mark.parametrize(("as_of", "known"), [*product(UNDECIDED + DECIDED, KNOWN)])
async def test_the_agreement_governed_for_all_three(
    told: Told, as_of: str, known: str
) -> None:
    """Q17: RV-3, for each of the three organisations."""
    _, parties = await verdicts(told, "Q17", asOf=as_of, knownAsOf=known)

    governing = {one["party"]: one["agreement"] for one in parties}
    assert UNIONS == [*governing]
    assert all({"agreement": "rv", "version": "3"} == v for v in governing.values())


async def test_the_evidence_stands_on_the_timeline(told: Told) -> None:
    """The entries that prove Q1 are the conclusions and the decision."""
    whole, _ = await verdicts(told, "Q1")
    page = await told.door.get(f"{told.issue}/events", limit=200)

    kinds = {line["eventId"]: line["kind"] for line in page["events"]}
    proof = {kinds[event_id] for event_id in whole["evidence"]}
    assert {"consultation-concluded.v1", "decision-made.v1"} == proof


async def test_only_one_party_can_be_asked_for(told: Told) -> None:
    """`party` leaves the others out; one that is no party has no verdict."""
    path = f"{told.issue}/verdicts"
    seko = await told.door.get(path, question="Q1", party="seko")
    nobody = await told.door.get(path, question="Q1", party="nobody")

    assert ["seko"] == [one["party"] for one in seko["answers"][0]["verdicts"]]
    assert [] == nobody["answers"][0]["verdicts"]


async def test_the_issue_page(told: Told) -> None:
    """It tells how far the issue came, what was decided and what may come next."""
    token = told.door.token("manager", "employer_representative")
    page = await told.door.settled(told.issue, token=token)

    assert "An activity-based office in Sundsvall" == page["title"]
    assert ("followed_up", True, 41) == (page["stage"], page["isOpen"], page["version"])
    assert UNIONS == page["organisations"]
    assert "2026-03-25" == page["decisions"][0]["decidedOn"]
    assert {"followUpId": "f1", "due": "2026-09-15"} == page["followUps"][0]
    assert "compliant" == page["verdicts"][0]["verdict"]
    assert "issue-closed.v1" in page["recordable"]
    assert "POST" == page["_links"]["record"]["method"]


@pytest.mark.parametrize(
    ("name", "hit", "miss"),
    [
        ("stage", "followed_up", "closed"),
        ("topic", "premises", "equality"),
        ("unit", "sundsvall", "head-office"),
        ("organisation", "seko", "nobody"),
        ("open", "true", "false"),
        ("raisedFrom", "2026-01-26", "2026-01-27"),
        ("raisedTo", "2026-01-26", "2026-01-25"),
        ("decidedFrom", "2026-03-25", "2026-03-26"),
        ("decidedTo", "2026-03-25", "2026-03-24"),
        ("diaryNo", "RV 2026/114", "RV 2026/115"),
    ],
)
async def test_issues_are_listed_by(told: Told, name: str, hit: str, miss: str) -> None:
    """Each filter finds the issue by what it has, and not by what it has not."""
    found = await told.door.settled("/issues", **{name: hit})
    missed = await told.door.settled("/issues", **{name: miss})

    ids = ["/issues/" + issue["issueId"] for issue in found["issues"]]
    assert [told.issue] == ids
    assert [] == missed["issues"]


@pytest.mark.parametrize(
    ("number", "verdict", "count"),
    [
        ("Q1", "compliant", 1),
        ("Q1", "breach", 0),
        ("Q1", "not_applicable", 0),
        ("Q2", "compliant", 0),
        ("Q2", "not_applicable", 1),
        (None, "compliant", 1),
        (None, "not_applicable", 1),
    ],
)
async def test_issues_are_listed_by_a_verdict(
    told: Told, number: str | None, verdict: str, count: int
) -> None:
    """`question` says which question `verdict` is about; without it, some question."""
    asked = {"question": number} if number else {}
    found = await told.door.settled("/issues", verdict=verdict, **asked)

    assert count == len(found["issues"])


@pytest.mark.parametrize(
    ("name", "hit", "miss"),
    [
        ("question", "Q1", "Q2"),
        ("verdict", "compliant", "breach"),
        ("party", "seko", "nobody"),
        ("topic", "premises", "equality"),
        ("unit", "sundsvall", "head-office"),
        ("decidedFrom", "2026-03-25", "2026-03-26"),
        ("decidedTo", "2026-03-25", "2026-03-24"),
    ],
)
async def test_verdicts_are_listed_by(
    told: Told, name: str, hit: str, miss: str
) -> None:
    """Each filter finds Q1's verdict on the issue, or leaves it out."""
    found = await told.door.settled("/verdicts", **{name: hit})
    missed = await told.door.settled("/verdicts", **{name: miss})

    one = found["verdicts"][0]
    assert told.issue == "/issues/" + one["issueId"]
    assert ("Q1", "compliant") == (
        one["verdict"]["question"],
        one["verdict"]["verdict"],
    )
    assert "2026-03-25" == one["decidedOn"]
    assert "Q1" not in {each["verdict"]["question"] for each in missed["verdicts"]}


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("unit", "sundsvall", 41),
        ("unit", "head-office", 0),
        ("role", "employee", 2),
        ("role", "auditor", 0),
        ("party", "seko", 4),
        ("party", "nobody", 0),
        ("kind", "meeting-held.v1", 3),
        ("kind", "issue-closed.v1", 0),
        ("occurredFrom", "2026-09-29", 0),
        ("occurredFrom", "2026-09-28T22:00:00Z", 1),
        ("occurredTo", "2026-01-26", 1),
        ("occurredTo", "2026-01-25", 0),
    ],
)
async def test_timelines_are_listed_by(
    told: Told, name: str, value: str, count: int
) -> None:
    """Each filter finds what it says; a date is the end of its day in Stockholm."""
    found = await told.door.settled("/timelines", limit=200, **{name: value})

    assert count == len(found["entries"])


async def test_timelines_across_issues_withhold_what_is_sealed(told: Told) -> None:
    """The latest that occurred stands on top, and no text is told in a list."""
    found = await told.door.settled("/timelines", limit=200)

    entries = [each["entry"] for each in found["entries"]]
    assert {*range(15, 56)} == {entry["position"] for entry in entries}
    assert (55, 15) == (entries[0]["position"], entries[-1]["position"])
    assert WITHHELD == entries[0]["event"]["result"]
    assert WITHHELD == entries[-1]["event"]["title"]


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("party", "seko", 1),
        ("party", "nobody", 0),
        ("agreement", "rv", 3),
        ("agreement", "other", 0),
        ("on", "2025-01-01", 3),
        ("on", "2024-12-31", 0),
    ],
)
async def test_agreements_are_listed_by(
    told: Told, name: str, value: str, count: int
) -> None:
    """Each filter finds the periods of RV-3, or leaves them out."""
    found = await told.door.settled("/agreements", **{name: value})

    assert count == len(found["periods"])


async def test_which_agreement_is_in_force(told: Told) -> None:
    """On a day, and as known on another: before it was recorded nothing was known."""
    path = "/agreements-in-force"
    now = await told.door.get(path)
    before = await told.door.get(path, on="2024-12-31")
    unknown = await told.door.get(path, knownAsOf="2024-11-01")

    assert UNIONS == [one["party"] for one in now["parties"]]
    assert {("rv", "3")} == {
        (one["agreement"], one["version"]) for one in now["parties"]
    }
    assert all("agreement" not in one for one in before["parties"])
    assert [] == unknown["parties"]


async def test_the_register_is_shown(told: Told) -> None:
    """Organisations, units, authorities and topics, as recorded."""
    register = await told.door.get("/agency")

    assert {*UNIONS} == {one["organisation"] for one in register["organisations"]}
    assert ["head-office", "sundsvall"] == [one["unit"] for one in register["units"]]
    assert ["manager"] == [one["role"] for one in register["authorities"]]
    assert "premises" in {one["topic"] for one in register["topics"]}


async def test_the_agreement_and_the_register_have_their_timelines(told: Told) -> None:
    """They are streams as an issue is."""
    agreement = await told.door.get("/agreements/rv")
    signed = await told.door.get("/agreements/rv/events")
    register = await told.door.get("/agency/events")

    assert ["3"] == agreement["versions"]
    assert 7 == signed["_meta"]["totalRecords"]
    assert 7 == register["_meta"]["totalRecords"]


async def test_every_kinds_example_is_a_valid_body(told: Told) -> None:
    """`/event-kinds` shows nothing that the registry would not read."""
    kinds = (await told.door.get("/event-kinds"))["eventKinds"]

    for one in kinds:
        body = {"events": [one["example"]]}
        read = msgspec.convert(body, BODIES[one["records"]], strict=False)
        assert one["kind"] == read.events[0].__struct_config__.tag


@pytest.mark.parametrize("day", ["2026-03-09", "2026-03-17"])
async def test_a_decision_while_the_matter_is_escalated(
    telling: Told, events: list[dict[str, Any]], day: str
) -> None:
    """Q1: also a decision of 9 March is compliant, for the LSG had concluded."""
    decision = next(one for one in events if one["kind"] == "decision-made.v1")
    await telling.tell(until=f"{day}T18")
    telling.door.clock.set(f"{day}T18:00:00+01:00")
    early = decision | {"occurredOn": day}
    await telling.door.record(f"{telling.issue}/events", early)

    whole, parties = await verdicts(telling, "Q1")
    assert "compliant" == whole["verdict"]
    assert {"compliant"} == {one["verdict"] for one in parties}


async def test_what_a_clock_ahead_recorded_is_answered(telling: Told) -> None:
    """Whoever asks a machine whose clock is behind reads what was just recorded."""
    await telling.tell(until="2026-03-25T18")
    telling.door.clock.set("2026-03-25T16:59:00+01:00")

    whole, _ = await verdicts(telling, "Q1")
    page = await telling.door.get(f"{telling.issue}/events", limit=200)
    assert "concluded_before" == whole["reason"]
    assert "decision-made.v1" == page["events"][-1]["kind"]
