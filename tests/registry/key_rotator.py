"""A process that rotates an agency's key slowly, so that it can be killed on the way.

`python key_rotator.py URL FILE AGENCY` prints a line for each data key wrapped anew.
"""

import asyncio
import sys
import time
from pathlib import Path

from registry import rotation
from registry.database import open_pool
from registry.disposal import DISPOSER


def tell(done: int) -> None:
    """Say at once how many were wrapped anew, and take a breath."""
    print(done, flush=True)  # noqa: T201 - the answer to who started it
    time.sleep(0.01)


async def main(url: str, file: Path, agency: str) -> None:
    """Rotate, one data key a transaction, the old keys destroyed in the end."""
    rotation.BATCH = 1
    rotation.SETTLE_SECONDS = 0.2
    async with open_pool(url, size=1, role=DISPOSER) as pool:
        tell(0)
        await rotation.rotate(pool, file, agency, tell, destroy_old=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
