"""The server's clock: the one place that asks what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the time now, with its offset."""


def now() -> datetime:
    """Return the time now, UTC."""
    return datetime.now(UTC)
