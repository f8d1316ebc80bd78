"""What somebody may not see is in no list: no row, no count, no hit, no export.

issue       unit          parties              otherwise
ours        sundsvall     ST, Saco-S, Seko     the worked example until 24 March
elsewhere   head-office   Seko
secret      sundsvall     ST                   restricted
"""

import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.api.test_bad_input import RAISED as OF_MANAGER
from tests.api.test_bad_input import perspective
from tests.conftest import new_database
from tests.front_door import Body, FrontDoor, front_door
from tests.stories.conftest import TODAY, Told

pytestmark = pytest.mark.anyio

OURS, ELSEWHERE, SECRET = "ours", "elsewhere", "secret"
ALL = {OURS, ELSEWHERE, SECRET}
RESTRICTED = {"confidentiality": "restricted"}

RAISED: Body = OF_MANAGER | {
    "actor": {"role": "employee", "person": "p-301"},
    "title": "Somewhere else",
    "unit": "head-office",
    "raisedBy": "employee",
}
PLANNED: Body = {
    "kind": "follow-up-scheduled.v1",
    "actor": {"role": "manager", "person": "p-101"},
    "occurredOn": "2026-03-02",
    "followUpId": "f1",
    "due": "2026-09-15",
    "responsible": "manager",
}
SEKO = {"actor": {"role": "union_representative", "party": "seko", "person": "p-203"}}
ST_NOTE: Body = {
    "kind": "internal-note-kept.v1",
    "actor": {"role": "union_representative", "party": "st", "person": "p-201"},
    "occurredOn": "2026-03-18",
    "party": "st",
    "text": "We shall give in.",
}

DECIDED: Body = {
    "kind": "decision-made.v1",
    "actor": {"role": "manager", "person": "p-101"},
    "occurredOn": "2026-03-25",
    "decisionId": "d1",
    "proposalVersion": 2,
    "contentRef": "RV 2026/115-2",
    "decidedBy": "manager",
    "othersPresent": [],
}
CORRECTED: Body = {
    "kind": "event-corrected.v1",
    "actor": {"role": "minutes_secretary", "person": "p-103"},
    "occurredOn": "2026-03-20",
    "reason": "It was written down wrongly.",
}

ASKERS: dict[str, tuple[tuple[str, ...], dict[str, Any], set[str]]] = {
    "cleared auditor": (("auditor",), {"clearance": "restricted"}, ALL),
    "auditor": (("auditor",), {}, {OURS, ELSEWHERE}),
    "case system": ((), {}, {OURS, ELSEWHERE}),
    "staff": (("employer_representative",), {}, {OURS, ELSEWHERE}),
    "manager": (("manager",), {"units": ["sundsvall"]}, {OURS}),
    "manager above": (("manager",), {"units": ["head-office"]}, {OURS, ELSEWHERE}),
    "cleared manager": (
        ("manager",),
        {"units": ["sundsvall"], "clearance": "restricted"},
        {OURS, SECRET},
    ),
    "employee elsewhere": (("employee",), {"units": ["nowhere"]}, set()),
    "st": (("union_representative",), {"organisation": "st"}, {OURS}),
    "seko": (("union_representative",), {"organisation": "seko"}, {OURS, ELSEWHERE}),
    "cleared st": (
        ("union_representative",),
        {"organisation": "st", "clearance": "restricted"},
        {OURS, SECRET},
    ),
    "other union": (("union_representative",), {"organisation": "ledarna"}, set()),
    "facilitator": (("facilitator",), {"units": ["*"]}, set()),
}
"""Roles, claims, and which issues exist for them (domain/sight.py)."""


class World:
    """A registry with three issues, by name."""

    def __init__(self, door: FrontDoor) -> None:
        self.door = door
        self.ids: dict[str, str] = {}
        self.note = ""
        self.said = ""
        self.corrections: set[str] = set()

    async def begin(self) -> None:
        """Record all of it."""
        told = Told(self.door)
        await told.tell(until="2026-03-24")
        self.door.clock.set(TODAY)
        self.ids[OURS] = told.issue.removeprefix("/issues/")
        (note,) = (await self.tell(OURS, ST_NOTE))["receipts"]
        self.note = note["eventId"]
        await self.tell(OURS, PLANNED)
        await self.tell(OURS, DECIDED | RESTRICTED)
        await self.raise_issue(ELSEWHERE, RAISED)
        said = perspective(party="seko", occurredOn="2026-03-02", **SEKO)
        told = await self.tell(ELSEWHERE, said, PLANNED)
        self.said = told["receipts"][0]["eventId"]
        await self._correct()
        await self.raise_issue(SECRET, RAISED | RESTRICTED | {"unit": "sundsvall"})
        await self.tell(SECRET, perspective(occurredOn="2026-03-02"), PLANNED)
        await self.door.settled("/verdicts")

    async def _correct(self) -> None:
        """Correct what Seko said elsewhere, and the title, for the cleared alone."""
        path = f"/issues/{self.ids[ELSEWHERE]}/events"
        events = (await self.door.get(path))["events"]
        stance = {"field": "/stance", "old": "question", "new": "oppose"}
        title = {"field": "/title", "newText": "What nobody may know"}
        for target, field in ((self.said, stance), (events[0]["eventId"], title)):
            said = CORRECTED | RESTRICTED | field | {"target": target}
            (receipt,) = (await self.tell(ELSEWHERE, said))["receipts"]
            self.corrections.add(receipt["eventId"])

    async def raise_issue(self, name: str, raised: Body) -> None:
        """Record the first event of the issue."""
        recorded = await self.door.record("/issues", raised)
        self.ids[name] = recorded["stream"].removeprefix("issues/")

    async def tell(self, name: str, *events: Body) -> Body:
        """Record what happened in the issue."""
        return await self.door.record(f"/issues/{self.ids[name]}/events", *events)

    def token(self, asker: str) -> str:
        """Return the token of an asker."""
        roles, claims, _ = ASKERS[asker]
        return self.door.token(*roles, **claims)

    async def get(self, path: str, asker: str, **parameters: Any) -> Any:
        """Return what is answered to the asker, 200 of it at the most."""
        stated = {"limit": 200, **parameters}
        return await self.door.get(path, self.token(asker), **stated)

    async def export(self, asker: str, accept: str) -> str:
        """Return the export of verdicts for the asker."""
        headers = self.door.headers(self.token(asker), Accept=accept)
        answer = await self.door.client.get("/verdicts", headers=headers)
        assert 200 == answer.status_code, answer.text
        return answer.text

    def names(self, found: list[Body]) -> set[str]:
        """Return which issues the rows of a list are of."""
        names = {issue_id: name for name, issue_id in self.ids.items()}
        return {names[row["issueId"]] for row in found}


@pytest.fixture(scope="module", name="world")
async def _world(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """The three issues, which the tests only read."""
    with new_database(postgres, template=template) as url:
        async with front_door(url, tmp_path_factory.mktemp("seen")) as door:
            world = World(door)
            await world.begin()
            yield world


LISTS = {
    "/issues": "issues",
    "/issues?q=premises": "issues",
    "/issues?topic=premises&open=true": "issues",
    "/verdicts": "verdicts",
    "/timelines": "entries",
    "/follow-ups": "followUps",
    "/raised-matters": "raisedMatters",
}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("asker", ASKERS)
async def test_a_list_holds_what_the_asker_sees(
    world: World, asker: str, path: str
) -> None:
    """By unit, party and clearance: every issue of theirs, and no other."""
    where, _, query = path.partition("?")
    page = await world.get(where, asker, **dict(parse_qsl(query)))

    assert ASKERS[asker][2] == world.names(page[LISTS[path]])


@pytest.mark.parametrize("asker", ASKERS)
async def test_what_is_asked_for_by_name_is_not_found_either(
    world: World, asker: str
) -> None:
    """An issue's own address answers as one that was never given."""
    token = world.token(asker)
    seen = ASKERS[asker][2]
    for name, issue_id in world.ids.items():
        answer = await world.door.ask(f"/issues/{issue_id}", token)
        assert (200 if name in seen else 404) == answer.status_code


@pytest.mark.parametrize("asker", ASKERS)
async def test_counts_and_exports_are_of_what_is_listed(
    world: World, asker: str
) -> None:
    """As many verdicts are counted and exported as are listed."""
    page = await world.get("/verdicts", asker)
    listed = [each["issueId"] for each in page["verdicts"]]
    counts = await world.door.get("/verdicts/counts", world.token(asker))
    values = ("breach", "undeterminable", "compliant")
    counted = sum(each[value] for each in counts["counts"] for value in values)
    table = [*csv.DictReader(io.StringIO(await world.export(asker, "text/csv")))]
    lines = (await world.export(asker, "application/x-ndjson")).splitlines()

    assert len(listed) == counted
    assert listed == [row["issueId"] for row in table]
    assert listed == [json.loads(line)["issueId"] for line in lines]


async def test_a_party_s_own_note_is_in_no_other_s_list(world: World) -> None:
    """It is there for the party and the auditor; others of the issue do not see it."""
    shown = {}
    for asker in ASKERS:
        page = await world.get("/timelines", asker, kind="internal-note-kept.v1")
        shown[asker] = [entry["entry"]["eventId"] for entry in page["entries"]]
    found = {asker for asker, ids in shown.items() if ids == [world.note]}

    assert {"st", "cleared st", "auditor", "cleared auditor"} == found
    assert [] == [ids for asker, ids in shown.items() if ids and asker not in found]


@pytest.mark.parametrize(
    ("asker", "organisation", "issues"),
    [
        ("staff", "st", {OURS}),
        ("auditor", "seko", {OURS, ELSEWHERE}),
        ("case system", "seko", {OURS, ELSEWHERE}),
        ("manager", "seko", {OURS}),
        ("cleared auditor", "st", {OURS, SECRET}),
        ("st", "st", {OURS}),
        ("cleared st", "st", {OURS, SECRET}),
        ("seko", "seko", {OURS, ELSEWHERE}),
    ],
)
async def test_a_history_is_of_what_the_asker_sees(
    world: World, asker: str, organisation: str, issues: set[str]
) -> None:
    """Its rows, its summary and its total."""
    page = await world.get(f"/organisations/{organisation}/history", asker)

    assert issues == world.names(page["issues"])
    assert len(issues) == page["summary"]["issues"]
    assert len(issues) == page["_meta"]["totalRecords"]


@pytest.mark.parametrize(
    ("asker", "organisation"),
    [
        ("st", "seko"),
        ("other union", "st"),
        ("employee elsewhere", "st"),
        ("facilitator", "st"),
    ],
)
async def test_another_s_history_is_none(
    world: World, asker: str, organisation: str
) -> None:
    """It answers as for an organisation that was never there."""
    token = world.token(asker)
    answers = [
        await world.door.ask(f"/organisations/{each}/history", token)
        for each in (organisation, "nobody")
    ]
    ours, none = (answer.json() for answer in answers)

    assert [404, 404] == [answer.status_code for answer in answers]
    assert none["detail"] == ours["detail"]
    assert none["type"] == ours["type"]


async def test_an_employee_of_the_whole_agency_reads_no_history(world: World) -> None:
    """It sees every open issue, but acts for no side."""
    token = world.door.token("employee", units=["*"])
    answer = await world.door.ask("/organisations/st/history", token)

    assert 404 == answer.status_code


@pytest.mark.parametrize(
    ("asker", "position"),
    [("seko", "reserved"), ("auditor", "reserved"), ("case system", None)],
)
async def test_a_reservation_is_not_told_before_the_minutes_are_approved(
    world: World, asker: str, position: str | None
) -> None:
    """What a party has reserved against is its own until then."""
    page = await world.get("/organisations/seko/history", asker)
    (ours,) = (row for row in page["issues"] if row["issueId"] == world.ids[OURS])

    assert position == ours.get("position")


@pytest.mark.parametrize("asker", ["staff", "auditor", "seko", "cleared auditor"])
async def test_an_entry_is_listed_as_its_issue_shows_it(
    world: World, asker: str
) -> None:
    """Also where a correction of it is not for the asker: it is not told of."""
    own = await world.get(f"/issues/{world.ids[ELSEWHERE]}/events", asker)
    page = await world.get("/timelines", asker)
    (listed,) = (
        each["entry"]
        for each in page["entries"]
        if each["entry"]["eventId"] == world.said
    )
    (shown,) = (each for each in own["events"] if each["eventId"] == world.said)
    told = {
        *listed.get("changedBy", ()),
        *(e["entry"]["eventId"] for e in page["entries"]),
    }

    assert shown["event"]["stance"] == listed["event"]["stance"]
    assert shown.get("recordedAs", {}).keys() == listed.get("recordedAs", {}).keys()
    assert shown.get("marks") == listed.get("marks")
    assert shown.get("changedBy") == listed.get("changedBy")
    assert ("cleared" in asker) == (listed["event"]["stance"] == "oppose")
    assert ("cleared" in asker) == (not world.corrections.isdisjoint(told))


@pytest.mark.parametrize(
    ("asker", "title"),
    [("staff", None), ("seko", None), ("cleared auditor", "What nobody may know")],
)
async def test_a_title_is_of_the_entry_that_holds_it(
    world: World, asker: str, title: str | None
) -> None:
    """Where that is restricted, so is the title; the issue is not."""
    path = f"/issues/{world.ids[ELSEWHERE]}"
    page = await world.door.get(path, world.token(asker))

    assert title == page.get("title")
    assert (None if title else "withheld") == page.get("text")


async def test_a_verdict_tells_no_evidence_that_is_hidden(world: World) -> None:
    """The decision is for the cleared: for others each verdict on its issue stands, and
    says that it may rest on more.
    """
    found = {
        asker: {
            (each["issueId"], each["verdict"]["question"]): each["verdict"]
            for each in (await world.get("/verdicts", asker))["verdicts"]
        }
        for asker in ("cleared auditor", "auditor")
    }
    whole, part = found["cleared auditor"], found["auditor"]
    own = await world.get(f"/issues/{world.ids[OURS]}/events", "auditor")
    shown = {line["eventId"] for line in own["events"]}
    of_it = {key for key in whole if key[0] == world.ids[OURS]}
    resting = {
        key for key in of_it if not shown.issuperset(whole[key].get("evidence", ()))
    }

    assert resting
    assert "withheld" not in str(whole)
    for key in of_it:
        assert part[key]["withheld"]
        assert whole[key]["verdict"] == part[key]["verdict"]
        assert shown.issuperset(part[key].get("evidence", ()))
        assert not part[key].get("facts")
        links = part[key]["_links"].get("evidence", ())
        assert len(links) == len(part[key].get("evidence", ()))
