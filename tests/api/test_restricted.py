"""What is restricted: its text is for a clearance of that name alone."""

import pytest

from domain.base import WITHHELD
from registry.example import example
from tests.api.test_bad_input import RAISED, perspective
from tests.front_door import Body, FrontDoor

pytestmark = pytest.mark.anyio

SECRET = "The matter of one employee."
RESTRICTED = {"confidentiality": "restricted"}


def corrected(target: str, field: str, text: str) -> Body:
    """The text of an event as it should have been."""
    return {
        "kind": "event-corrected.v1",
        "actor": {"role": "manager", "person": "p-101"},
        "occurredOn": "2026-03-01",
        "target": target,
        "field": field,
        "newText": text,
        "reason": SECRET,
    }


async def texts(door: FrontDoor, path: str, clearance: str) -> str:
    """All that the page and the timeline show to a clearance, as text."""
    token = door.token("auditor", clearance=clearance)
    await door.settled(path)
    page = await door.get(path, token)
    return f"{page} {await door.get(f'{path}/events', token)}"


async def test_restricted_text_is_for_a_clearance_of_that_name(
    registry: FrontDoor,
) -> None:
    """For others the entry does not exist; the rest of the issue does."""
    await registry.record("/agency/events", *example()["register"])
    recorded = await registry.record("/issues", RAISED)
    path = f"/{recorded['stream']}"
    await registry.record(f"{path}/events", perspective(text=SECRET, **RESTRICTED))

    openly, cleared = [await texts(registry, path, c) for c in ("open", "restricted")]

    assert SECRET in cleared
    assert SECRET not in openly
    assert RAISED["title"] in openly
    assert WITHHELD not in openly


async def test_a_correction_is_as_restricted_as_what_it_corrects(
    registry: FrontDoor,
) -> None:
    """Whoever corrects need not think of it: neither page nor timeline tells."""
    await registry.record("/agency/events", *example()["register"])
    recorded = await registry.record("/issues", RAISED)
    path = f"/{recorded['stream']}"
    given = await registry.record(
        f"{path}/events", perspective(text="Why?", **RESTRICTED)
    )
    event_id = given["receipts"][0]["eventId"]
    await registry.record(f"{path}/events", corrected(event_id, "/text", SECRET))

    openly, cleared = [await texts(registry, path, c) for c in ("open", "restricted")]

    assert SECRET in cleared
    assert SECRET not in openly
    assert "event-corrected" not in openly
