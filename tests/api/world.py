"""Two agencies and six issues, recorded in one registry: what the matrix asks about."""

from collections.abc import Mapping, Sequence
from typing import Any

import anyio
import msgspec

from tests.api.happened import (
    FIRST,
    FIRST_READER,
    FOREIGN,
    HOME,
    NEIGHBOUR,
    PARTIES,
    THEN,
    TODAY,
    agreement,
    given_first,
    guarded_later,
    note_changed,
    register,
    story,
)
from tests.front_door import AGENCY, Body, FrontDoor

UNNAMED = ""
FALLEN_DUE = "SELECT count(*) FROM readings.issue_page WHERE holds_until <= %s"
"""How many issues are still to be judged anew because time has passed."""

ROUNDS_MAX = 1_000

LASTING: dict[str, Any] = {"token_seconds_max": 3_600}
"""A setting: one token serves an asker for as long as all is asked."""

ABSENT_ID = "0199aaaa-0000-7000-8000-00000000f00d"


class World(msgspec.Struct):
    """What is recorded, by name."""

    door: FrontDoor
    issues: dict[str, str] = {}
    """The id of each issue."""
    entries: dict[str, str] = {}
    """The id of each guarded entry and of some that are not, all in `shared`; and of
    the restricted clause of each agency's agreement."""
    versions: dict[str, int] = {}
    """The version of each of those in `shared`."""
    inside: dict[str, set[str]] = {}
    """The ids of all entries of each issue that are not guarded."""
    begun: dict[str, Body] = {}
    """The request with which each issue began."""
    tokens: dict[str, str] = {}
    """Of whoever has asked, by name."""
    tags: dict[tuple[str, str], tuple[str, str]] = {}
    """By asker and question: the ETag of the answer, and a hash of its body."""

    def id_of(self, issue: str) -> str:
        """Return the id of an issue; one that nobody has, where it is not there."""
        return self.issues.get(issue, ABSENT_ID)


async def told(door: FrontDoor, *, followed: bool = True) -> World:
    """Record it all, and return it; once the readings hold it, if *followed*."""
    world = World(door)
    door.clock.set(FIRST)
    await _agency(world, AGENCY, HOME)
    await _agency(world, NEIGHBOUR, FOREIGN)
    for name in (*PARTIES, FOREIGN):
        agency = NEIGHBOUR if name == FOREIGN else AGENCY
        await _begin(world, name, door.token(agency=agency))
    await _guarded(world)
    door.clock.set(TODAY)
    for name, id_ in world.issues.items():
        await door.get(f"/issues/{id_}/events", reader_of(door, name), limit=200)
    if followed:
        await _followed(door)
    return world


async def _followed(door: FrontDoor) -> None:
    """Return once the readings hold all, and nothing is left to be judged by today."""
    for agency in (AGENCY, NEIGHBOUR):
        await door.desk.lists.caught_up(agency, await door.head(agency))
    for _ in range(ROUNDS_MAX):
        if door.sql(FALLEN_DUE, door.clock()) == [(0,)]:
            return
        await anyio.sleep(0.02)
    raise TimeoutError


def reader_of(door: FrontDoor, issue: str) -> str:
    """Return the token of whoever reads all text first, as the log must show."""
    agency = NEIGHBOUR if issue == FOREIGN else AGENCY
    return door.token(
        "auditor", agency=agency, person=FIRST_READER, clearance="restricted"
    )


async def _begin(world: World, name: str, token: str) -> None:
    body = {"events": story(name), "source": world.door.source()}
    answer = await world.door.post("/issues", body, token)
    assert answer.status_code == 201, answer.text
    receipts = answer.json()
    world.begun[name] = body
    world.issues[name] = receipts["issueId"]
    world.inside[name] = {one["eventId"] for one in receipts["receipts"]}
    if name == "shared":
        _remember(world, ("raised", *[UNNAMED] * 3, "decided"), receipts)


async def _guarded(world: World) -> None:
    await _keep(world, given_first())
    world.door.clock.set(THEN)
    await _keep(world, guarded_later(world.entries))
    await _keep(world, {"noted": note_changed(world.entries)})
    world.inside["shared"] |= {world.entries[name] for name in ("met", "concluded")}
    world.inside["shared"] -= {world.entries["decided"]}


async def _keep(world: World, events: Mapping[str, Body]) -> None:
    path = f"/issues/{world.issues['shared']}/events"
    receipts = await world.door.record(path, *events.values())
    _remember(world, (*events,), receipts)


def _remember(world: World, names: Sequence[str], receipts: Body) -> None:
    """Keep the ids and versions of what was recorded, but of what has no name."""
    for name, one in zip(names, receipts["receipts"], strict=False):
        if name != UNNAMED:
            world.entries[name] = one["eventId"]
            world.versions[name] = one["version"]


async def _agency(world: World, agency: str, name: str) -> None:
    """Record an agency's register and its agreement, a clause of it restricted."""
    token = world.door.token(agency=agency)
    await world.door.record("/agency/events", *register(name), token=token)
    told_ = await world.door.record("/agreements", *agreement(name), token=token)
    world.entries[f"{name}clause"] = told_["receipts"][-1]["eventId"]
