"""Verify finds whatever was done to the journal behind the registry's back."""

import json

import pytest

from registry.verify import FaultFound, verify
from tests.front_door import AGENCY, FrontDoor
from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

LAST = 55

TAMPERED = {
    "a changed byte": (
        "UPDATE journal SET entry = set_byte(entry, 40, 65) WHERE position = 20",
        20,
        "do not have the hash",
    ),
    "a changed hash": (
        "UPDATE journal SET leaf_hash = set_byte(leaf_hash, 0, 65) WHERE position = 7",
        7,
        "do not have the hash",
    ),
    "a missing entry": ("DELETE FROM journal WHERE position = 30", 30, "missing"),
    "a missing first entry": ("DELETE FROM journal WHERE position = 1", 1, "missing"),
    "a missing last entry": (
        "DELETE FROM journal WHERE position = 55",
        LAST,
        "55 positions were given out",
    ),
    "a wrong version": (
        "UPDATE journal SET version = 77 WHERE position = 55",
        LAST,
        "version 77",
    ),
    "another kind": (
        "UPDATE journal SET kind = 'issue-closed.v1' WHERE position = 15",
        15,
        "kind issue-raised.v1",
    ),
    "another time": (
        "UPDATE journal SET recorded_at = now() WHERE position = 15",
        15,
        "recordedAt",
    ),
    "another stream": (
        "UPDATE journal SET stream_id = 'x', version = 1 WHERE position = 55",
        LAST,
        "stream issues/",
    ),
    "what is no entry": (
        """UPDATE journal SET entry = '{}', leaf_hash = sha256('\\x007b7d')
            WHERE position = 15""",
        15,
        "cannot be read",
    ),
    "two that changed places": (
        """UPDATE journal SET position = 171 - position WHERE position IN (16, 17);
           UPDATE journal SET position = position - 138 WHERE position > 100""",
        16,
        "version 3",
    ),
}


async def found(registry: FrontDoor, told: list[int]) -> FaultFound | None:
    """What is found, once the example was told."""
    return await verify(registry.desk.journal, AGENCY, told.append)


async def test_a_journal_that_nobody_touched_is_whole(registry: FrontDoor) -> None:
    """Every entry is looked at."""
    await Told(registry).tell()
    told: list[int] = []

    assert await found(registry, told) is None
    assert LAST == sum(told)


@pytest.mark.parametrize("name", TAMPERED)
async def test_what_was_changed_is_found(registry: FrontDoor, name: str) -> None:
    """It names the position, and what is wrong there."""
    statement, position, what = TAMPERED[name]
    await Told(registry).tell()
    registry.sql("ALTER TABLE journal DISABLE TRIGGER ALL")
    for each in statement.split(";"):
        registry.sql(each)

    fault = await found(registry, [])

    assert fault is not None
    assert (AGENCY, position) == (fault.agency, fault.position)
    assert what in fault.what
    assert "traceback" not in json.dumps([fault.what]).lower()


async def test_a_journal_that_is_not_there_is_whole(registry: FrontDoor) -> None:
    """Nothing was recorded, so nothing is wrong."""
    assert await found(registry, []) is None
