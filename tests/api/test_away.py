"""While the database is away, every request is told to come back, and none of 500."""

import os
import signal
from pathlib import Path

import pytest

from registry.app import prepared
from registry.embedded import embedded_postgres
from tests.api.test_bad_input import RAISED, perspective, problem
from tests.conftest import NOT_DURABLE
from tests.front_door import front_door

pytestmark = pytest.mark.anyio


async def test_a_database_that_is_gone_is_told_of(tmp_path: Path) -> None:
    """503 with Retry-After, of pages, lists, timelines, recordings and metrics.

    What becomes of a recording is not claimed to be known.
    """
    folder = tmp_path / "postgres"
    with embedded_postgres(folder, NOT_DURABLE) as url:
        await prepared(url)
        async with front_door(url, tmp_path / "var") as door:
            issue = "/" + (await door.record("/issues", RAISED))["stream"]
            pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGQUIT)
            read = [
                await door.ask(path)
                for path in ("/issues", issue, f"{issue}/events", "/agency", "/metrics")
            ]
            body = {"events": [perspective()], "source": door.source()}
            recorded = await door.post(f"{issue}/events", body)

    for answer in read:
        assert problem(answer, 503)["type"].endswith("#journal-away")
        assert "2" == answer.headers["retry-after"]
    assert problem(recorded, 503)["type"].endswith(
        ("#journal-away", "#outcome-unknown")
    )
    assert "2" == recorded.headers["retry-after"]
