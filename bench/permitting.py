"""The registry as if everyone might do everything: what rights cost is told beside it.

Whoever asks sees and records all, nothing is hidden and no reading is logged, and
the database lets its sessions past row-level security. For the bench alone.
"""

from typing import Any

from api import desk, recording, seeing
from api.application import Application
from domain.sight import Sight
from registry import app, database, laws
from registry.read_log import ReadLog

ALL_OF_IT = Sight(everywhere=True, sides=("employer",), cleared=True, audits=True)


def create() -> Application:
    """Return the application of this process, by its environment."""
    settings = database.session_settings
    doubles: list[tuple[Any, str, Any]] = [
        (database, "session_settings", lambda _: settings(None)),
        (desk, "sight", lambda *_: ALL_OF_IT),
        (seeing, "audiences", nothing_guarded),
        (seeing, "own_texts", nothing_guarded),
        (laws, "may_record", allowed),
        (recording, "_unseen", all_seen),
        (ReadLog, "keep", not_logged),
        (ReadLog, "disposed", not_logged),
    ]
    for holder, name, double in doubles:
        assert hasattr(holder, name), name
        setattr(holder, name, double)
    return app.create()


def nothing_guarded(*_: Any) -> dict[str, Any]:
    """Return that every entry is for everyone."""
    return {}


def allowed(*_: Any, **__: Any) -> None:
    """Let anybody record anything."""


async def all_seen(*_: Any) -> frozenset[str]:
    """Return that nothing is hidden."""
    return frozenset()


async def not_logged(*_: Any) -> int:
    """Return that nothing is disposed of, and write nothing."""
    return 0
