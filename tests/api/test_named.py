"""Whoever leaves himself out of what he records is named by the registry."""

import json
from typing import Any

import pytest

from registry.example import example
from tests.api.test_bad_input import RAISED, WITHDRAWN, problem
from tests.front_door import AGENCY, Body, FrontDoor

pytestmark = pytest.mark.anyio

SECRETARY = {"role": "minutes_secretary", "person": "p-101"}
UNIONS = {"st": "present", "saco-s": "not_summoned", "seko": "not_summoned"}
MINUTES: list[Body] = [
    {
        "kind": "meeting-held.v1",
        "actor": SECRETARY,
        "occurredOn": "2026-03-02",
        "forum": "lsg",
        "level": "lsg",
        "attendance": [
            {"role": "manager", "presence": "present"},
            *(
                {"role": "union_representative", "party": union, "presence": presence}
                for union, presence in UNIONS.items()
            ),
        ],
    },
    {
        "kind": "minutes-drafted.v1",
        "actor": SECRETARY,
        "occurredOn": "2026-03-02",
        "minutesId": "m1",
        "version": 1,
        "meetingOn": "2026-03-02",
        "approvers": [
            {"side": "employer", "person": "p-boss"},
            {"side": "st", "person": "p-st"},
        ],
    },
]


async def issue(door: FrontDoor, *events: Body) -> str:
    """The address of an issue's events, these among them."""
    await door.record("/agency/events", *example()["register"])
    recorded = await door.record("/issues", RAISED)
    path = f"/{recorded['stream']}/events"
    if events:
        await door.record(path, *events)
    await door.settled("/issues")
    return path


def approved(actor: Body, side: str, approver: str) -> Body:
    """A request: that the side approved the minutes."""
    event = {"kind": "minutes-approved.v1", "actor": actor, "occurredOn": "2026-03-03"}
    stated = {"minutesId": "m1", "version": 1, "side": side, "approver": approver}
    return {"events": [event | stated]}


async def last(door: FrontDoor, path: str) -> Any:
    """What was recorded last."""
    stream = path.removeprefix("/").removesuffix("/events")
    stored = await door.desk.journal.read_stream(AGENCY, stream)
    return json.loads(stored[-1].entry)


@pytest.mark.parametrize(
    ("role", "claims", "named"),
    [
        ("approver", {"organisation": "st", "person": "p-st"}, ("employer", "p-boss")),
        ("approver", {"organisation": "st", "person": "p-st"}, ("st", "p-boss")),
        ("approver", {"organisation": "st", "person": "p-x"}, ("st", "p-st")),
        ("approver", {"units": ["*"], "person": "p-x"}, ("employer", "p-boss")),
        ("union_representative", {"organisation": "st"}, ("st", "p-st")),
    ],
)
async def test_nobody_approves_in_anothers_name(
    registry: FrontDoor, role: str, claims: Body, named: tuple[str, str]
) -> None:
    """0.7, 31.1: nor by leaving out for whom, and under which id, one approves."""
    path = await issue(registry, *MINUTES)
    token = registry.token(role, **claims)
    answer = await registry.post(path, approved({"role": role}, *named), token)

    assert problem(answer, 409)["type"].endswith("#31.1")


@pytest.mark.parametrize(
    ("claims", "person", "side"),
    [({"organisation": "st"}, "p-st", "st"), ({"units": ["*"]}, "p-boss", "employer")],
)
async def test_who_is_left_out_is_the_one_who_asks(
    registry: FrontDoor, claims: Body, person: str, side: str
) -> None:
    """0.7: the organisation and the person of the token stand on the entry."""
    path = await issue(registry, *MINUTES)
    token = registry.token("approver", person=person, **claims)
    body = approved({"role": "approver"}, side, person)
    answer = await registry.post(path, body, token)
    party = {} if side == "employer" else {"party": side}

    assert 201 == answer.status_code, answer.text
    entry = await last(registry, path)
    assert {"role": "approver", **party, "person": person} == entry["actor"]


async def test_who_acts_for_no_organisation_gets_none(registry: FrontDoor) -> None:
    """0.7, 0.13: a manager whose token names one is named by person alone."""
    path = await issue(registry)
    token = registry.token("manager", units=["*"], organisation="st", person="p-1")
    body = {"events": [WITHDRAWN | {"actor": {"role": "manager"}}]}

    assert 201 == (await registry.post(path, body, token)).status_code
    entry = await last(registry, path)
    assert {"role": "manager", "person": "p-1"} == entry["actor"]


@pytest.mark.parametrize("person", ["auth0|5f7c", "a/b", "x" * 200, "AItOaw=="])
async def test_whoever_is_let_in_can_be_named(registry: FrontDoor, person: str) -> None:
    """0.7: all that a token's `sub` may be, an event may say of a person."""
    path = await issue(registry)
    token = registry.token("manager", units=["*"], person=person)
    body = {"events": [WITHDRAWN | {"actor": {"role": "manager", "person": person}}]}
    answer = await registry.post(path, body, token)

    assert 201 == answer.status_code, answer.text


async def test_the_same_request_is_known_by_what_was_sent(registry: FrontDoor) -> None:
    """Unnamed again it gets its answer; with its name in it, it is another."""
    path = await issue(registry)
    token = registry.token("manager", units=["*"], person="p-1")
    source = registry.source()
    answers = [
        await registry.post(
            path,
            {"events": [WITHDRAWN | {"actor": actor}], "source": source},
            token,
        )
        for actor in (
            {"role": "manager"},
            {"role": "manager"},
            {"role": "manager", "person": "p-1"},
        )
    ]

    assert [201, 201, 422] == [answer.status_code for answer in answers]
    assert answers[0].json()["receipts"] == answers[1].json()["receipts"]
