"""Both journals keep the contract."""

from collections.abc import AsyncIterator

import pytest

from registry.database import open_pool
from registry.journal import Journal, open_journal
from registry.memory_journal import MemoryJournal
from registry.settings import Settings
from tests.journal_contract import *  # noqa: F403 - each test of the contract runs here

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["memory", "postgres"])
async def journal(request: pytest.FixtureRequest) -> AsyncIterator[Journal]:
    """Each journal in turn, empty."""
    if request.param == "memory":
        yield MemoryJournal()
        return
    url = request.getfixturevalue("database_url")
    async with (
        open_pool(url, size=4) as pool,
        open_journal(url, pool, Settings()) as postgres_journal,
    ):
        yield postgres_journal
