"""How readings are defined: created where they are not, and told from older ones."""

import hashlib

from projections import AGENCY_READINGS, READINGS
from projections.projector import SQL
from projections.rows import AnyReading
from registry.database import Connection, connect

ALL: tuple[AnyReading, ...] = (*READINGS, *AGENCY_READINGS)

IN_USE = {"search_path": "readings, public"}
"""Where unqualified names lead: to the readings in use."""


def definition(reading: AnyReading) -> str:
    """Return what tells one definition of the reading's table from another."""
    made = reading.sql["create"] + reading.sql.get("index", "")
    return hashlib.sha256(made.encode()).hexdigest()


async def prepare(owner_url: str) -> list[str]:
    """Create the readings that are not there; return those now defined otherwise.

    What is created empty is filled by the projector, from the beginning. What is
    defined otherwise wants `samverkan rebuild`.
    """
    connection = await connect(owner_url, role=None, settings=IN_USE)
    try:
        async with connection.transaction():
            await connection.execute(SQL["lock_definitions"])
            rows = await connection.fetch(SQL["defined"])
            found = {row["name"]: row["sha256"] for row in rows}
            missing = [reading for reading in ALL if reading.name not in found]
            for reading in missing:
                await create(connection, reading)
                await finish(connection, reading, "index")
                await define(connection, reading)
            if missing:
                await connection.execute(SQL["start_over"])
    finally:
        await connection.close()
    return [r.name for r in ALL if found.get(r.name, definition(r)) != definition(r)]


async def create(connection: Connection, reading: AnyReading) -> None:
    """Make the reading's table, held to one agency at a time as every other."""
    await connection.execute(reading.sql["create"])
    await connection.execute(SQL["protect"], reading.name)


async def finish(connection: Connection, reading: AnyReading, step: str) -> None:
    """Execute the step of a reading's SQL, if it has that one."""
    if sql := reading.sql.get(step):
        await connection.execute(sql)


async def define(connection: Connection, reading: AnyReading) -> None:
    """Remember by which definition the reading is built."""
    await connection.execute(SQL["define"], reading.name, definition(reading))
