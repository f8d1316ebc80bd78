"""The same appends where a commit costs more than on the disk at hand.

`commit_delay` makes whoever flushes the log wait before it does, while all others wait
for that flush: as a disk would whose flush takes so long.
"""

from collections.abc import Iterator

from rich.console import RenderableType

from bench import append

FLUSH_MICROSECONDS = 500

TITLE = f"Durable appends, each flush of the log {FLUSH_MICROSECONDS} µs slower"


def tables(*, quick: bool) -> Iterator[RenderableType]:
    """The table of `append`, floor and peer with the same delay."""
    delay = {"commit_delay": str(FLUSH_MICROSECONDS), "commit_siblings": "0"}
    yield from append.tables(quick=quick, configuration=delay)
