"""How a command runs against the database: prepared first, closed at the end."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from domain.sight import Sight
from registry.app import prepared, settled
from registry.settings import Settings
from registry.starting import database, refuse_nothing

Run = Callable[[str, Settings], Coroutine[Any, Any, int | None]]
"""What a command does with the address of a prepared database; its exit code."""

OPERATOR = Sight(everywhere=True, cleared=True, audits=True, reads_text=False)
"""What a command sees: whoever runs it reads the database as it is, but no text."""


def with_database(run: Run, *, anew: bool = True) -> int:
    """Run against the prepared database; not *anew*: only where there is one already.

    Raises: SettingRefusedError, DatabaseAwayError, MigrationError.
    """
    settings = settled()
    if not anew:
        refuse_nothing(settings)

    async def prepared_first(url: str) -> int | None:
        await prepared(url, settings.owner_url)
        return await run(url, settings)

    with database(settings) as url:
        return asyncio.run(prepared_first(url)) or 0
