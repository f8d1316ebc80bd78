"""One flush: many commands of one agency in one call, which is one transaction."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import asyncpg

from registry.command import Appended, Command, KeyReused, Outpaced
from registry.database import Connection
from registry.queries import queries

SQL = queries("registry", "journal.sql")

Outcome: TypeAlias = Appended | Outpaced | KeyReused


async def flush(
    connection: Connection, agency: str, commands: Sequence[Command]
) -> list[Outcome]:
    """Write the commands that may be written; each one's outcome, in their order.

    No two may touch the same stream or submission key, nor one guard what another
    writes.
    """
    rows = await connection.fetch(SQL["append"], agency, *_arguments(commands))
    return [_outcome(*pair) for pair in zip(commands, rows, strict=True)]


def _arguments(commands: Sequence[Command]) -> tuple[list[Any], ...]:
    keys = [c.submission for c in commands]
    guards = [(n, g) for n, c in enumerate(commands, 1) for g in c.guards]
    entries = [
        (n, version, e)
        for n, c in enumerate(commands, 1)
        for version, e in enumerate(c.entries, c.expected_version + 1)
    ]
    return (
        [c.stream_id for c in commands],
        [c.expected_version for c in commands],
        [k and k.system for k in keys],
        [k and k.event_id for k in keys],
        [k and k.fingerprint for k in keys],
        [n for n, _ in guards],
        [g.stream_id for _, g in guards],
        [g.version for _, g in guards],
        [n for n, _, _ in entries],
        [version for _, version, _ in entries],
        [e.kind for _, _, e in entries],
        [e.entry for _, _, e in entries],
        [e.leaf_hash for _, _, e in entries],
        [e.recorded_at for _, _, e in entries],
    )


def _outcome(command: Command, row: asyncpg.Record) -> Outcome:
    outcome, first, last, stream_id, version = row
    if outcome in ("appended", "replayed"):
        return Appended(first, last, version, outcome == "replayed")
    if outcome == "reused":
        assert command.submission is not None
        return KeyReused(command.submission.system, command.submission.event_id)
    return Outpaced(stream_id, _expected(command, stream_id), version)


def _expected(command: Command, stream_id: str) -> int:
    if stream_id == command.stream_id:
        return command.expected_version
    return next(g.version for g in command.guards if g.stream_id == stream_id)
