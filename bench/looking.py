"""How long it takes to look: at one issue, at lists of verdicts, at all of them.

Beside it in the same run: a row by its primary key, through the same pool.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from bench.agency import AGENCY, STAYING, UNITS
from bench.rebuilding import now
from bench.serving import Client, serving
from bench.terms import CONSULTED
from domain.questions import QUESTIONS
from domain.sight import Sight
from registry.app import Parts, opened
from registry.settings import Settings
from registry.surroundings import ISSUES

FLOOR = "a row by its primary key"
LIVE = "GET /health/live"
BY_KEY = "SELECT version FROM journal WHERE agency = $1 AND position = $2"
CSV = "text/csv"
EXPORTS = ("question=Q1", "verdict=compliant")

EVERYTHING = Sight(everywhere=True, cleared=True, audits=True)

Latencies = dict[str, list[float]]


async def sample(url: str, var: Path, number: int) -> list[str]:
    """Return the ids of so many issues, picked by chance."""
    settings = Settings(var=var, make_keys=True)
    async with opened(settings, url, now) as parts:
        rows = await parts.pool.fetch(
            "SELECT issue_id FROM issue_page WHERE agency = $1"
            " ORDER BY md5(issue_id) LIMIT $2",
            AGENCY,
            number,
        )
    return [row["issue_id"] for row in rows]


def looked(url: str, var: Path, *, times: int) -> list[Table | str]:
    """Return the tables, and what exports took."""
    ids = asyncio.run(sample(url, var, times))
    queries = asyncio.run(_queries(url, var, ids))
    with serving(url, var) as client:
        requests = _requests(client, ids)
        lists = _lists(client, times) | _counts(client)
        exports = [_export(client, asked) for asked in EXPORTS]
    return [
        _table("One issue, queries", queries, FLOOR),
        _table("One issue, over HTTP", requests, LIVE),
        _table("Verdicts across the agency, over HTTP", lists, LIVE),
        *exports,
    ]


async def _queries(url: str, var: Path, ids: Sequence[str]) -> Latencies:
    """Time what is asked of the database for one issue, in turns with the floor."""
    settings = Settings(var=var, make_keys=True)
    async with opened(settings, url, now) as parts:
        head = await parts.journal.head(AGENCY)
        chance = random.Random(1)  # noqa: S311
        work: dict[str, Callable[[str], Awaitable[Any]]] = {
            FLOOR: lambda _: parts.pool.fetchrow(
                BY_KEY, AGENCY, chance.randint(1, head)
            ),
            "an issue's page: the query": lambda id_: parts.lists.issue(
                AGENCY, EVERYTHING, id_
            ),
            "an issue's journal: the query": lambda id_: _stream(parts, id_),
        }
        for each in work.values():
            await each(ids[0])
        found: Latencies = {name: [] for name in work}
        for id_ in ids:
            for name, each in work.items():
                begun = time.perf_counter()
                await each(id_)
                found[name].append(time.perf_counter() - begun)
        return found


async def _stream(parts: Parts, id_: str) -> Any:
    return await parts.journal.read_stream(AGENCY, ISSUES + id_)


def _requests(client: Client, ids: Sequence[str]) -> Latencies:
    """Time what is asked of the server about one issue."""
    paths = {
        LIVE: "/health/live",
        "GET /issues/…": "/issues/{id}",
        "GET /issues/…/verdicts, judged now": "/issues/{id}/verdicts",
        "GET /issues/…/events": "/issues/{id}/events?limit=100",
    }
    found: Latencies = {name: [] for name in paths}
    for number, id_ in enumerate(ids):
        if number % 200 == 0:
            client.anew()
        for name, path in paths.items():
            found[name].append(client.get(path.format(id=id_)).seconds)
    return found


def _lists(client: Client, times: int) -> Latencies:
    """Time pages of verdicts by several filters."""
    chance = random.Random(2)  # noqa: S311
    numbers = [number for number, each in QUESTIONS.items() if each.listed]

    def filters() -> dict[str, str]:
        question, unit = chance.choice(numbers), chance.choice(UNITS)
        topic, party = chance.choice(CONSULTED), chance.choice(STAYING)
        year = chance.choice((2024, 2025, 2026))
        days = f"decidedFrom={year}-02-01&decidedTo={year}-03-31"
        return {
            "nothing": "",
            "question and breach": f"question={question}&verdict=breach",
            "question, party": f"question={question}&party={party}",
            "breach, party, unit": f"verdict=breach&party={party}&unit={unit}",
            "unit, topic, two months": f"unit={unit}&topic={topic}&{days}",
            "question, its hundredth page": f"question={question}&page=100",
        }

    found: Latencies = {}
    for number in range(max(times // 5, 20)):
        if number % 50 == 0:
            client.anew()
        found.setdefault(LIVE, []).append(client.get("/health/live").seconds)
        for name, asked in filters().items():
            path = f"/verdicts?limit=50&{asked}".removesuffix("&")
            found.setdefault(f"by {name}", []).append(client.get(path).seconds)
    return found


def _counts(client: Client) -> Latencies:
    """Time the counts of verdicts, of all and of some."""
    client.anew()
    found: Latencies = {}
    for asked in ("verdict=breach", f"unit={UNITS[3]}", f"party={STAYING[0]}"):
        for _ in range(20):
            taken = client.get(f"/verdicts/counts?{asked}").seconds
            found.setdefault(f"counts, by {asked}", []).append(taken)
    for _ in range(20):
        taken = client.get("/verdicts/counts").seconds
        found.setdefault("counts, of all", []).append(taken)
    return found


def _export(client: Client, asked: str) -> str:
    """Take all that is asked as CSV; tell how long, and how much memory it took."""
    client.anew()
    before = client.peak_mb()
    answer = client.get(f"/verdicts?{asked}", Accept=CSV)
    peak = client.peak_mb()
    each = answer.seconds / max(answer.lines, 1)
    return (
        f"Export by {asked}: {answer.lines:,} rows, {answer.size / 1e6:.1f} MB, in"
        f" {answer.seconds:.1f} s; {each * 1e5:.1f} s for 100 000 rows. The server had"
        f" {before:.0f} MB at the most before it, {peak:.0f} MB with it."
    )


def _table(title: str, found: Latencies, floor: str) -> Table:
    made = Table(title, box=box.SIMPLE)
    for heading in ("times", "p50 ms", "p99 ms", "p50 x floor", "p99 x floor"):
        made.add_column(heading, justify="right")
    least = [percentile(found[floor], part) for part in (0.5, 0.99)]
    for name, latencies in found.items():
        taken = [percentile(latencies, part) for part in (0.5, 0.99)]
        made.add_row(
            name,
            f"{len(latencies)}",
            *(f"{each * 1e3:.2f}" for each in taken),
            *(f"{each / low:.1f}" for each, low in zip(taken, least, strict=True)),
        )
    return made


def percentile(latencies: Sequence[float], part: float) -> float:
    """Return the latency that so large a part does not exceed."""
    return sorted(latencies)[int(len(latencies) * part)]
