"""What rights cost: recording and reading with them, and as if everyone might do all.

Two servers over one database are asked the same in turns: the registry, and its double
that permits everything (bench/permitting.py). The ratio of the two is what rights, row-
level security and the read log cost together; it should be at most 1.3.
"""

import asyncio
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from rich import box
from rich.console import RenderableType
from rich.table import Table

from bench.agency import UNITS
from bench.filling import fill
from bench.floor import database, server
from bench.looking import percentile
from bench.rebuilding import rebuild
from bench.serving import Client, serving
from registry.app import prepared
from registry.terminal import bar

TITLE = "Rights"
SIZES = ("issues", "seed")

AIM = 1.3
ROUNDS = 5
ON, OFF = "registry.app:create", "bench.permitting:create"
RENEW = 100
"""Requests to each server between two tokens: these live for minutes only."""

Latencies = dict[str, dict[str, list[float]]]
"""In seconds, by what was asked and of which server."""


class Asker(NamedTuple):
    """Who asks, by role and claims, and how an event names them."""

    role: str
    claims: Mapping[str, Any]
    source: str
    """Of a perspective."""
    party: str | None = None

    @property
    def actor(self) -> dict[str, str]:
        """The asker, as an event names an actor."""
        return {"role": self.role} | ({"party": self.party} if self.party else {})


CLEARED = {"clearance": "restricted"}
ASKERS = {
    "staff, who see all": Asker("employer_representative", CLEARED, "employer"),
    "a union, its issues": Asker(
        "union_representative", {"organisation": "st"}, "union", "st"
    ),
    "a manager, of units": Asker("manager", {"units": [*UNITS[1:6]]}, "employer"),
    "a case system": Asker("case_system", CLEARED, "employer"),
}


def tables(
    *, quick: bool, issues: int | None = None, seed: int = 1
) -> Iterator[RenderableType]:
    """A table an asker; *issues* are 5 000 unless stated, each asked for in turn."""
    issues = issues or (300 if quick else 5_000)
    rounds, each = (1, 30) if quick else (ROUNDS, 200)
    with (
        tempfile.TemporaryDirectory(prefix="samverkan-bench-") as folder,
        server() as address,
        database(address, "rights") as url,
        ExitStack() as stack,
    ):
        _fill(url, Path(folder), issues, seed)
        clients = {
            name: stack.enter_context(serving(url, Path(folder), granian(name)))
            for name in (ON, OFF)
        }
        for name, asker in ASKERS.items():
            yield _table(name, measured(clients, asker, rounds, each), rounds)
        yield f"Aim: at most {AIM} x at p50, for each."


def granian(factory: str) -> tuple[str, ...]:
    """Return how a server of that application is started, but for its port."""
    program = str(Path(sys.executable).with_name("granian"))
    options = ("--interface", "asgi", "--factory", "--loop", "uvloop", "--no-log")
    return (program, *options, factory, "--port")


def measured(
    clients: Mapping[str, Client], asker: Asker, rounds: int, each: int
) -> Latencies:
    """Return what everything took, asked of both servers in turns, in either order."""
    found: Latencies = {}
    chance = random.Random(1)  # noqa: S311
    for client in clients.values():
        client.anew(asker.role, **asker.claims)
    ids = _open_issues(clients[ON], each)
    for _ in range(rounds):
        for number in range(each):
            id_ = ids[number % len(ids)]
            for name, ask in questions(asker, id_).items():
                order = chance.sample([*clients], len(clients))
                for which in order:
                    if number % RENEW == 0:
                        clients[which].anew(asker.role, **asker.claims)
                    taken = found.setdefault(name, {}).setdefault(which, [])
                    taken.append(ask(clients[which]))
    return found


def questions(asker: Asker, id_: str) -> dict[str, Callable[[Client], float]]:
    """Return what is asked about an issue and of all, and what is recorded."""
    paths = {
        "an issue's page": f"/issues/{id_}",
        "its timeline": f"/issues/{id_}/events?limit=100",
        "its verdicts": f"/issues/{id_}/verdicts",
        "a page of issues": "/issues?limit=50",
        "a page of verdicts": "/verdicts?limit=50&question=Q1&verdict=breach",
        "the counts of verdicts": "/verdicts/counts",
    }
    bodies = {
        "record in an issue": (f"/issues/{id_}/events", perspective(asker)),
        "raise an issue": ("/issues", raised(asker)),
    }

    def read(path: str) -> Callable[[Client], float]:
        return lambda client: client.get(path).seconds

    def record(path: str, body: bytes) -> Callable[[Client], float]:
        return lambda client: client.post(path, body)

    return {name: read(path) for name, path in paths.items()} | {
        name: record(*asked) for name, asked in bodies.items()
    }


_sent = iter(range(1_000_000_000))


def _request(asker: Asker, event: dict[str, Any]) -> bytes:
    """Return a request of its own; a case system records for a named person."""
    role = "manager" if asker.role == "case_system" else asker.role
    number = next(_sent)
    actor = asker.actor | {"role": role, "person": "p-1"}
    source = {"system": "bench", "eventId": f"rights-{number}"}
    whole = event | {"actor": actor, "occurredOn": "2026-10-29"}
    return json.dumps({"events": [whole], "source": source}).encode()


def perspective(asker: Asker) -> bytes:
    """Return that the asker said something."""
    event = {
        "kind": "perspective-submitted.v1",
        "perspectiveId": f"bench-{random.getrandbits(60)}",
        "source": asker.source,
        "stance": "neutral",
        "proposalVersion": 1,
        "text": "A remark of some length on what is proposed. " * 4,
    }
    return _request(asker, event | ({"party": asker.party} if asker.party else {}))


def raised(asker: Asker) -> bytes:
    """Return that the asker raised a matter."""
    event = {
        "kind": "issue-raised.v1",
        "title": "What is proposed",
        "topic": "premises",
        "unit": UNITS[1],
        "stage": "idea",
        "raisedBy": "manager" if asker.role == "case_system" else asker.role,
    }
    return _request(asker, event)


def _open_issues(client: Client, number: int) -> list[str]:
    """Return the ids of issues that the asker sees, and that are not ended."""
    page = client.json(f"/issues?open=true&limit={min(number, 200)}")
    return [each["issueId"] for each in page["issues"]]


def _fill(url: str, var: Path, issues: int, seed: int) -> None:
    asyncio.run(prepared(url))
    with bar("entries written", issues * 20) as advance:
        asyncio.run(fill(url, var, issues, seed, advance))
    rebuild(url, var, issues)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _table(name: str, found: Latencies, rounds: int) -> Table:
    each = len(next(iter(found.values()))[ON])
    made = Table(f"Asked by {name}: {rounds} rounds, {each} times", box=box.SIMPLE)
    made.add_column("ms")
    for heading in ("p50", "p99", "permitting: p50", "p99", "p50 x", "p99 x"):
        made.add_column(heading, justify="right")
    for asked, by_server in found.items():
        ours, double = (_percentiles(by_server[which]) for which in (ON, OFF))
        ratios = [mine / theirs for mine, theirs in zip(ours, double, strict=True)]
        made.add_row(
            asked,
            *(f"{one * 1e3:.2f}" for one in (*ours, *double)),
            *(f"{one:.2f}" for one in ratios),
        )
    return made


def _percentiles(latencies: Sequence[float]) -> tuple[float, float]:
    return percentile(latencies, 0.5), percentile(latencies, 0.99)
