"""Q13, Q23: the lists of follow-ups and of matters raised, through the front door."""

from typing import Any

import pytest

from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

PATHS = ("/follow-ups", "/raised-matters")
UNION = {"role": "union_representative", "party": "st", "person": "p-201"}
STAFF = {"role": "employer_representative", "person": "p-102"}


async def listed(told: Told, path: str, **asked: Any) -> list[dict[str, Any]]:
    """What the list holds under its own name."""
    found = await told.door.settled(path, **asked)
    name = {"/follow-ups": "followUps", "/raised-matters": "raisedMatters"}[path]
    lines: list[dict[str, Any]] = found[name]
    return lines


async def test_a_follow_up_is_shown_as_it_stands(told: Told) -> None:
    """Q13: due 15 September, done on the 29th; in the unit, by the manager."""
    (line,) = await listed(told, "/follow-ups")
    links = line.pop("_links")

    assert line == {
        "issueId": told.issue.removeprefix("/issues/"),
        "followUpId": "f1",
        "topic": "premises",
        "unit": "sundsvall",
        "responsible": "manager",
        "dueOn": "2026-09-15",
        "state": "completed_late",
        "daysLate": 14,
        "completedOn": "2026-09-29",
    }
    assert links["issue"]["href"].endswith(told.issue)


async def test_a_matter_raised_is_shown_as_it_stands(told: Told) -> None:
    """Q23: raised at a workplace meeting, classified two days later."""
    (line,) = await listed(told, "/raised-matters")
    links = line.pop("_links")

    assert line == {
        "issueId": told.issue.removeprefix("/issues/"),
        "topic": "premises",
        "unit": "sundsvall",
        "raisedBy": "employee",
        "raisedOn": "2026-01-26",
        "takenUpOn": "2026-01-28",
        "daysWaited": 2,
        "overdue": False,
    }
    assert links["verdicts"]["href"].endswith(f"{told.issue}/verdicts")


@pytest.mark.parametrize(
    ("path", "kept", "dropped"),
    [
        ("/follow-ups", {"state": "completed_late"}, {"state": "overdue"}),
        ("/follow-ups", {"unit": "sundsvall"}, {"unit": "head-office"}),
        ("/follow-ups", {"topic": "premises"}, {"topic": "economy"}),
        ("/follow-ups", {"responsible": "manager"}, {"responsible": "agency_head"}),
        ("/follow-ups", {"dueFrom": "2026-09-15"}, {"dueFrom": "2026-09-16"}),
        ("/follow-ups", {"dueTo": "2026-09-15"}, {"dueTo": "2026-09-14"}),
        ("/raised-matters", {"takenUp": "true"}, {"takenUp": "false"}),
        ("/raised-matters", {"overdue": "false"}, {"overdue": "true"}),
        ("/raised-matters", {"raisedBy": "employee"}, {"party": "st"}),
        ("/raised-matters", {"unit": "sundsvall"}, {"unit": "head-office"}),
        ("/raised-matters", {"topic": "premises"}, {"topic": "economy"}),
    ],
)
async def test_each_filter_narrows_the_list(
    told: Told, path: str, kept: dict[str, str], dropped: dict[str, str]
) -> None:
    """Q13, Q23: what matches is there, and what does not is not."""
    assert 1 == len(await listed(told, path, **kept))
    assert [] == await listed(told, path, **dropped)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/follow-ups", {"state": "late"}),
        ("/follow-ups", {"dueFrom": "soon"}),
        ("/follow-ups", {"responsible": "nobody"}),
        ("/follow-ups", {"overdue": "true"}),
        ("/raised-matters", {"takenUp": "perhaps"}),
        ("/raised-matters", {"raisedBy": "manager"}),
        ("/raised-matters", {"state": "due"}),
    ],
)
async def test_a_filter_that_says_nothing_is_turned_away(
    told: Told, path: str, wrong: dict[str, str]
) -> None:
    """400, naming the parameter and what it takes."""
    answer = await told.door.ask(path, **wrong)

    assert 400 == answer.status_code
    assert [one["parameter"] for one in answer.json()["errors"]] == [*wrong]


@pytest.mark.parametrize("path", PATHS)
async def test_pages(told: Told, path: str) -> None:
    """FNS.13, FNS.14: a page out of range is empty; links keep what was asked."""
    first = await told.door.get(path, unit="sundsvall", limit=1)
    beyond = await told.door.get(path, page=9)
    name = "followUps" if path == "/follow-ups" else "raisedMatters"

    assert ["self", "first"] == list(first["_links"])
    assert "unit=sundsvall" in first["_links"]["first"]["href"]
    assert (1, "2026-10-02") == (first["_meta"]["count"], first["asOf"])
    assert [] == beyond[name]


@pytest.mark.parametrize("path", PATHS)
async def test_another_agency_sees_nothing(told: Told, path: str) -> None:
    """What is not one's own agency's answers as what is not there."""
    token = told.door.token("auditor", agency="another")
    found = await told.door.get(path, token)

    assert 0 == found["_meta"]["count"]


async def test_the_clock_moves_the_list(telling: Told) -> None:
    """Q13: nothing is recorded and nothing judged: the day alone makes it overdue."""
    await telling.tell(until="2026-06-13")
    seen = []
    for day in ("2026-09-15T23:59", "2026-09-16T00:00", "2026-09-22T12:00"):
        telling.door.clock.set(f"{day}+02:00")
        (line,) = await listed(telling, "/follow-ups")
        seen.append((line["state"], line.get("daysLate")))

    assert [("due", None), ("overdue", 1), ("overdue", 7)] == seen


@pytest.mark.parametrize("named", [{"raisedByParty": "st"}, {}])
async def test_a_union_waits(telling: Told, named: dict[str, str]) -> None:
    """Q23: what ST raised waits, day by day, until somebody takes it up; also where
    its representative did not say for whom. It is in ST's own history.
    """
    await telling.tell(until="2026-02-01")
    telling.door.clock.set("2026-02-03T12:00:00+01:00")
    raised = {
        "kind": "issue-raised.v1",
        "actor": UNION,
        "occurredOn": "2026-02-02",
        "title": "Noise",
        "topic": "work_environment",
        "unit": "sundsvall",
        "stage": "idea",
        "raisedBy": "union_representative",
        **named,
    }
    receipts = await telling.door.record("/issues", raised)
    (waiting,) = await listed(telling, "/raised-matters", party="st", takenUp="false")
    classified = {
        "kind": "issue-classified.v1",
        "actor": STAFF,
        "occurredOn": "2026-02-03",
        "parties": [{"party": "st", "track": "consultation", "level": "lsg"}],
    }
    await telling.door.record(f"/{receipts['stream']}/events", classified)
    (taken,) = await listed(telling, "/raised-matters", party="st", takenUp="true")
    history = (await telling.door.settled("/organisations/st/history"))["issues"]

    assert receipts["stream"] == f"issues/{receipts['issueId']}"
    assert receipts["issueId"] in {issue["issueId"] for issue in history}
    assert (1, "takenUpOn" in waiting) == (waiting["daysWaited"], False)
    assert ("st", "2026-02-03") == (taken["party"], taken["takenUpOn"])
