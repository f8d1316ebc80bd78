"""The worked example of DOMAIN 9, recorded through HTTP as it happened."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from registry.example import example, steps
from tests.conftest import new_database
from tests.front_door import FrontDoor, front_door

FOUNDED = "2024-12-02T12:00:00+01:00"
"""When the register and the agreement were recorded: before the issue began."""

TODAY = "2026-10-02T12:00:00+02:00"


class Told:
    """A registry that was told the example, and where the issue stands in it."""

    def __init__(self, door: FrontDoor) -> None:
        self.door = door
        self.issue = ""
        self.ids: dict[str, str] = {}

    async def tell(self, until: str = "2027") -> None:
        """Record each step at the time it was recorded, as far as *until*."""
        for room, step in steps():
            recorded_at = step.get("recordedAt", FOUNDED)
            if recorded_at < until:
                self.door.clock.set(recorded_at)
                await self._tell_one(room, step)
        self.door.clock.set(TODAY)

    async def _tell_one(self, room: str, step: dict[str, Any]) -> None:
        text = json.dumps(step["events"])
        for label, event_id in self.ids.items():
            text = text.replace(f"${{{label}}}", event_id)
        receipts = await self.door.record(self._path(room), *json.loads(text))
        if room == "issue" and not self.issue:
            self.issue = "/" + receipts["stream"]
        if "as" in step:
            self.ids[step["as"]] = receipts["receipts"][0]["eventId"]

    def _path(self, room: str) -> str:
        if room == "issue":
            return f"{self.issue}/events" if self.issue else "/issues"
        return {"agency": "/agency/events", "agreement": "/agreements"}[room]


@asynccontextmanager
async def whole_example(postgres: str, template: str, var: Path) -> AsyncIterator[Told]:
    """The whole example in one registry, in a database of its own."""
    with new_database(postgres, template=template) as url:
        async with front_door(url, var) as door:
            whole = Told(door)
            await whole.tell()
            yield whole


@pytest.fixture(scope="module")
async def told(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    """The whole example in one registry, which the tests of a module only read."""
    var = tmp_path_factory.mktemp("told")
    async with whole_example(postgres, template, var) as whole:
        yield whole


@pytest.fixture
async def telling(registry: FrontDoor) -> Told:
    """A registry of the test's own, to which nothing was told yet."""
    return Told(registry)


@pytest.fixture
def events() -> list[dict[str, Any]]:
    """The events of the issue, in the order in which they were recorded."""
    return [event for step in example()["issue"] for event in step["events"]]
