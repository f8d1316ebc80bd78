"""A process that writes to the journal in the most unfortunate manner.

`python journal_writer.py URL NAME EVENTS` prints how many events it has committed.
Some go by group commit; others in transactions that linger with the agency's head
locked and are at times rolled back.
"""

import asyncio
import random
import sys
from itertools import count

from registry.database import connect, open_pool
from registry.flush import flush
from registry.journal import open_journal
from registry.settings import Settings
from tests.journal_contract import AGENCY, command

chance = random.Random()  # noqa: S311 - misfortune, not secrecy
committed = 0


async def by_group_commit(url: str, name: str, events: int) -> None:
    """Commands of 1 to 100 entries, twenty at a time."""
    global committed  # noqa: PLW0603 - the one count of this process
    async with (
        open_pool(url, size=1) as pool,
        open_journal(url, pool, Settings()) as journal,
    ):
        for n in count():
            if committed >= events:
                break
            commands = [
                command(f"{name}-{n}-{m}", entries=chance.randint(1, 100))
                for m in range(20)
            ]
            await asyncio.gather(*(journal.append(AGENCY, c) for c in commands))
            committed += sum(len(c.entries) for c in commands)


async def by_slow_transactions(url: str, name: str, events: int) -> None:
    """Flushes of 500 entries that wait before they commit, or roll back."""
    global committed  # noqa: PLW0603 - the one count of this process
    connection = await connect(url, agency=AGENCY)
    for n in count():
        if committed >= events:
            break
        transaction = connection.transaction()
        await transaction.start()
        commands = [command(f"{name}-{n}-{m}", entries=50) for m in range(10)]
        await flush(connection, AGENCY, commands)
        await asyncio.sleep(chance.choice([0, 0.001, 0.02]))
        if chance.random() < 0.2:
            await transaction.rollback()
        else:
            await transaction.commit()
            committed += 500
        await asyncio.sleep(chance.random() / 100)
    await connection.close()


async def main(url: str, name: str, events: int) -> None:
    """Three writers at once, until the events are written."""
    await asyncio.gather(
        by_group_commit(url, f"{name}-group", events),
        by_slow_transactions(url, f"{name}-slow", events),
        by_slow_transactions(url, f"{name}-slower", events),
    )
    print(committed)  # noqa: T201 - the answer to who started it


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
