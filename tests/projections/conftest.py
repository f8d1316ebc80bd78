"""The parts of a registry, with a clock to set and nothing running by itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from registry.app import Parts, opened
from registry.settings import Settings
from tests.front_door import SetClock
from tests.projections.histories import surround


@pytest.fixture
def clock() -> SetClock:
    """The registry's clock, standing still."""
    return SetClock("2024-12-02T12:00:00+01:00")


@pytest.fixture
async def parts(
    database_url: str, tmp_path: Path, clock: SetClock
) -> AsyncIterator[Parts]:
    """A registry that knows its register and RV-3; its projector does not run."""
    settings = Settings(make_keys=True, var=tmp_path, poll_seconds=0.02)
    async with opened(settings, database_url, clock) as parts:
        await surround(parts, clock)
        yield parts
