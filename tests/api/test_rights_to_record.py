"""Reading binds recording: to what one may not see, nothing can be added."""

from typing import Any

import httpx
import pytest

from registry.example import example
from tests.api.test_bad_input import RAISED, UNKNOWN, WITHDRAWN, perspective, problem
from tests.front_door import Body, FrontDoor

pytestmark = pytest.mark.anyio

MANAGER = {"role": "manager"}
WHERE = ("instance",)
"""What tells two problems of the same kind apart: the address that was asked."""


def mine(event: Body, **more: Any) -> Body:
    """The event, by the manager who asks."""
    return {"events": [event | {"actor": MANAGER}], **more}


def alike(one: httpx.Response, other: httpx.Response, status: int = 404) -> bool:
    """Tell whether two answers say the same of two addresses."""
    first, second = problem(one, status), problem(other, status)
    same = {name: first[name] for name in first if name not in WHERE}
    return same == {name: second[name] for name in second if name not in WHERE}


async def prepared(door: FrontDoor, **more: Any) -> str:
    """The address of an issue in Sundsvall, in an agency with two units."""
    await door.record("/agency/events", *example()["register"])
    recorded = await door.record("/issues", RAISED | more)
    await door.settled("/issues")
    return f"/{recorded['stream']}"


async def test_what_is_not_seen_takes_nothing(registry: FrontDoor) -> None:
    """A manager elsewhere is told what is told of an issue that does not exist."""
    events = f"{await prepared(registry)}/events"
    near = registry.token("manager", units=["sundsvall"])
    far = registry.token("manager", units=["elsewhere"])
    nowhere = f"{UNKNOWN}/events"
    body = mine(WITHDRAWN)
    keyed = mine(WITHDRAWN, source={"system": "hr", "eventId": "e-1"})

    for sent in (body, keyed, mine(RAISED), {"events": [perspective()]}):
        assert alike(
            await registry.post(events, sent, far),
            await registry.post(nowhere, sent, far),
        )
    assert alike(
        await registry.post(events, body, far, If_Match='"v7"'),
        await registry.post(nowhere, body, far, If_Match='"v7"'),
    )
    assert 201 == (await registry.post(events, keyed, near)).status_code
    assert alike(
        await registry.post(events, keyed, far),
        await registry.post(nowhere, keyed, far),
    )


async def test_a_system_records_in_every_issue(registry: FrontDoor) -> None:
    """It is bound to no unit, and what is restricted it adds to all the same."""
    issue = await prepared(registry, confidentiality="restricted")
    near = registry.token("manager", units=["*"])

    problem(await registry.post(f"{issue}/events", mine(WITHDRAWN), near), 404)
    await registry.record(f"{issue}/events", WITHDRAWN)


@pytest.mark.parametrize(
    ("units", "status"),
    [
        (["sundsvall"], 201),
        (["head-office"], 201),
        (["*"], 201),
        (["x"], 403),
        ([], 403),
    ],
)
async def test_one_raises_in_ones_own_units(
    registry: FrontDoor, units: list[str], status: int
) -> None:
    """0.11: units below one's own are one's own too, as the register has them."""
    await registry.record("/agency/events", *example()["register"])
    token = registry.token("manager", units=units)
    answer = await registry.post("/issues", mine(RAISED), token)

    assert status == answer.status_code, answer.text
    if status == 403:
        assert answer.json()["type"].endswith("#0.11")


async def test_nothing_is_aimed_at_what_is_not_seen(registry: FrontDoor) -> None:
    """32.1: what is hidden in an issue answers as an id that does not exist."""
    issue = await prepared(registry)
    hidden = perspective(confidentiality="restricted")
    recorded = await registry.record(f"{issue}/events", hidden)
    open_, cleared = [
        registry.token("manager", units=["*"], clearance=clearance)
        for clearance in ("open", "restricted")
    ]
    found, unknown = recorded["receipts"][0]["eventId"], UNKNOWN.rpartition("/")[2]

    def taken_back(target: str) -> Body:
        reason = {"target": target, "reason": "A slip.", "occurredOn": "2026-03-01"}
        return mine({"kind": "event-annulled.v1", **reason})

    answer = await registry.post(f"{issue}/events", taken_back(found), open_)
    nowhere = await registry.post(f"{issue}/events", taken_back(unknown), open_)
    told, untold = problem(answer, 409), problem(nowhere, 409)

    assert told["type"].endswith("#32.1")
    assert told["detail"].replace(found, unknown) == untold["detail"]
    allowed = await registry.post(f"{issue}/events", taken_back(found), cleared)
    assert 201 == allowed.status_code, allowed.text
