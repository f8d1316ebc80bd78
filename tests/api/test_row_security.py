"""The matrix again, with every query's WHERE on agency taken out: row-level security
alone keeps the agencies apart. Without it too, the same questions are answered wrongly:
so the double is real.
"""

import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
import pytest

from projections.reading import AgencyReading, Reading
from registry import database
from tests.api.asked import wrongs
from tests.api.askers import askers
from tests.api.happened import HOME
from tests.api.matrix import ROUTES
from tests.api.world import LASTING, World, told
from tests.conftest import new_database
from tests.front_door import front_door

pytestmark = pytest.mark.anyio

ROOMS = ("registry.", "projections.", "api.")
OWN_AGENCY = re.compile(r"\b(\w+\.)?agency = \$1")
WHEREVER = "$1::text IS NOT NULL"
"""What stands instead: every row, and $1 still a text."""

ASKERS = {name: one for name, one in askers().items() if one.home != HOME}
"""Those of the other agency, and of none: who may see least of what is asked about."""

READING = [route for route, row in ROUTES.items() if row.needs != "nothing"]


LEAKING = {"/issues", "/timelines?limit=200", "/verdicts?limit=200", "/follow-ups"}
"""Questions of which it is known that row-level security alone closes them then."""


class Told(NamedTuple):
    """A world that was recorded, and where."""

    world: World
    url: str
    var: Path


@pytest.fixture(scope="module", name="told_world")
async def _told_world(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    """Both agencies, recorded as they should be."""
    var = tmp_path_factory.mktemp("world")
    with new_database(postgres, template=template) as url:
        async with front_door(url, var, **LASTING) as door:
            world = await told(door)
        yield Told(world, url, var)


async def test_without_a_where_clause_row_security_still_closes(
    told_world: Told,
) -> None:
    """Whoever is of another agency finds in every answer what the table says."""
    with without_agency():
        async with opened_again(told_world) as world:
            wrong = await _wrong(world)

    assert not wrong, "\n".join(wrong)


async def test_without_row_security_too_the_same_questions_leak(
    told_world: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the superuser's role the very same run tells what it must not."""
    settings = database.session_settings
    monkeypatch.setattr(database, "session_settings", lambda _: settings(None))
    with without_agency():
        async with opened_again(told_world) as world:
            wrong = await _wrong(world)

    leaking = {line.split()[0] for line in wrong if " leaked " in line}
    assert LEAKING <= leaking, sorted(leaking)


async def test_with_its_where_clauses_the_application_needs_no_row_security(
    told_world: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the two closes by itself: neither stands in for the other."""
    settings = database.session_settings
    monkeypatch.setattr(database, "session_settings", lambda _: settings(None))
    async with opened_again(told_world) as world:
        wrong = await _wrong(world)

    assert not wrong, "\n".join(wrong)


def test_the_double_takes_out_every_clause() -> None:
    """Wherever SQL is kept in memory, and it puts all of it back."""
    before = [*_clauses()]
    with without_agency():
        during = [*_clauses()]
    after = [*_clauses()]

    assert len(before) > 50
    assert [] == during
    assert before == after


@asynccontextmanager
async def opened_again(told_world: Told) -> AsyncIterator[World]:
    """The world behind another door: as it is recorded, and nothing follows it."""
    world, url, var = told_world
    async with front_door(
        url, var, world.door.clock, projector=False, **LASTING
    ) as door:
        yield msgspec.structs.replace(world, door=door, tokens={}, tags={})


async def _wrong(world: World) -> list[str]:
    """Return what is answered otherwise than the table says, and what leaks."""
    return [
        line
        for route in READING
        for asker in ASKERS.values()
        async for line in wrongs(world, route, asker)
    ]


@contextmanager
def without_agency() -> Iterator[None]:
    """All loaded SQL without its WHERE on agency."""
    kept = [*_loaded()]
    try:
        for holder, name, queries in kept:
            bare = {key: OWN_AGENCY.sub(WHEREVER, sql) for key, sql in queries.items()}
            _put(holder, name, MappingProxyType(bare))
        yield
    finally:
        for holder, name, queries in kept:
            _put(holder, name, queries)


def _put(holder: Any, name: str, queries: Mapping[str, str]) -> None:
    if isinstance(holder, msgspec.Struct):
        msgspec.structs.force_setattr(holder, name, queries)
    else:
        setattr(holder, name, queries)


def _loaded() -> Iterator[tuple[Any, str, Mapping[str, str]]]:
    """Yield where each file of queries is kept, under which name, and the queries."""
    for name, value, module in _values():
        if isinstance(value, MappingProxyType) and name == "SQL":
            yield module, name, value
        elif isinstance(value, Reading | AgencyReading) and name == "READING":
            yield value, "sql", value.sql


def _clauses() -> Iterator[str]:
    """Yield every WHERE on agency that is anywhere in the modules."""
    for _, value, _ in _values():
        queries = value.sql if isinstance(value, Reading | AgencyReading) else value
        if isinstance(queries, MappingProxyType):
            texts = [text for text in queries.values() if isinstance(text, str)]
        else:
            texts = [queries] if isinstance(queries, str) else []
        for text in texts:
            yield from OWN_AGENCY.findall(text)


def _values() -> Iterator[tuple[str, Any, Any]]:
    for module in [m for n, m in sys.modules.items() if n.startswith(ROOMS)]:
        for name, value in [*vars(module).items()]:
            yield name, value, module
