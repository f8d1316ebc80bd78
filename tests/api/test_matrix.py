"""Every route × everyone who asks: what may not be seen does not exist.

The table is tests/api/matrix.py, the agencies and issues tests/api/world.py.
"""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.openapi import document
from domain.rights import CASE_SYSTEM, HOLDABLE
from tests.api.asked import (
    Question,
    alike,
    ask,
    concerned,
    questions,
    wrongs,
)
from tests.api.askers import ALL, NOBODY, RECORD_ONLY, WHO, Asker, askers
from tests.api.happened import ABSENT, FIRST_READER, SACO, SEKO, ST
from tests.api.matrix import ROUTES
from tests.api.world import ABSENT_ID, LASTING, World, told
from tests.conftest import new_database
from tests.front_door import front_door

pytestmark = pytest.mark.anyio

ASKERS = askers()
CELLS = [(route, name) for route in ROUTES for name in ASKERS]
FROM_THE_JOURNAL = [each for each in ROUTES if "{issueId}/" in each]
EXISTS = 400
"""The first status that says no."""


@pytest.fixture(scope="module", name="world")
async def _world(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """All of it in one registry, which the tests only ask."""
    with new_database(postgres, template=template) as url:
        var = tmp_path_factory.mktemp("world")
        async with front_door(url, var, **LASTING) as door:
            yield await told(door)


@pytest.fixture(scope="module", name="unread")
async def _unread(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """All of it in the journal, and nothing of it in the readings yet."""
    with new_database(postgres, template=template) as url:
        var = tmp_path_factory.mktemp("unread")
        async with front_door(url, var, projector=False, **LASTING) as door:
            yield await told(door, followed=False)


async def test_every_route_has_a_row(world: World) -> None:
    """A new route without a row fails, and so does a row without a route."""
    paths = document(world.door.app)["paths"]
    routes = {f"{m.upper()} {path}" for path, methods in paths.items() for m in methods}

    assert routes == {*ROUTES}


async def test_every_role_asks() -> None:
    """A new role that a token may state needs a line of its own."""
    asking = {str(role) for roles, _ in WHO.values() for role in roles}

    assert {*map(str, HOLDABLE)} == asking
    assert CASE_SYSTEM in asking
    assert {*WHO, "nobody"} == {*ASKERS}


@pytest.mark.parametrize(("route", "name"), CELLS, ids=lambda each: each)
async def test_the_answer_holds_what_the_asker_sees(
    world: World, route: str, name: str
) -> None:
    """Status, issues and entries are those of the table, and not a byte more."""
    wrong = [line async for line in wrongs(world, route, ASKERS[name])]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ASKERS)
async def test_what_the_readings_do_not_know_yet_is_hidden_all_the_same(
    unread: World, name: str
) -> None:
    """What is worked out from the journal waits for no reading to know who may see."""
    wrong = [
        line
        for route in FROM_THE_JOURNAL
        async for line in wrongs(unread, route, ASKERS[name])
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ASKERS)
async def test_what_is_hidden_answers_as_what_is_absent(
    world: World, name: str
) -> None:
    """Body and headers are the same for an issue that may not be seen and for none."""
    asker = ASKERS[name]
    hidden: dict[Any, Any] = {}
    absent: dict[Any, Any] = {}
    for route in (each for each in ROUTES if "{issueId}" in each):
        asked = [q for q in questions(world, route) if not q.entry]
        none = {
            _query(one): alike(await ask(world, asker, one), ABSENT_ID)
            for one in asked
            if one.issue == ABSENT
        }
        for one in asked:
            if one.issue not in {*asker.issues, ABSENT}:
                answer = await ask(world, asker, one)
                hidden[route, one.name] = alike(answer, world.id_of(str(one.issue)))
                absent[route, one.name] = none[_query(one)]

    assert absent == hidden


@pytest.mark.parametrize("name", ASKERS)
async def test_a_hidden_entry_answers_as_an_absent_one(world: World, name: str) -> None:
    """At an address of its own, and under that of another issue."""
    asker = ASKERS[name]
    hidden: dict[Any, Any] = {}
    absent: dict[Any, Any] = {}
    for entry in sorted({*world.entries} - asker.entries - {"homeclause"}):
        for issue in ("shared", "below"):
            here = f"/issues/{world.issues[issue]}/events"
            for id_, into in ((world.entries[entry], hidden), (ABSENT_ID, absent)):
                one = Question("GET", f"{here}/{id_}", ROUTES["GET /issues"].parts[""])
                into[entry, issue] = alike(await ask(world, asker, one), id_)

    assert absent == hidden


@pytest.mark.parametrize("name", ASKERS)
async def test_what_is_counted_is_what_is_seen(world: World, name: str) -> None:
    """Totals, counts, summaries and links to more pages know of nothing else."""
    asker = ASKERS[name]
    if name in (NOBODY, RECORD_ONLY):
        pytest.skip("whoever may not read counts nothing")
    by_all = await _verdicts(world, "auditor") | await _verdicts(
        world, "foreign auditor"
    )
    wanted = sum(rows for issue, rows in by_all.items() if issue in asker.issues)

    assert wanted == await _counted(world, asker)
    assert len(asker.issues) == await _pages(world, asker, "/issues")
    assert len(asker.issues) == await _pages(world, asker, "/follow-ups")
    assert len(asker.issues) == await _pages(world, asker, "/raised-matters")
    assert wanted == await _pages(world, asker, "/verdicts")


@pytest.mark.parametrize("organisation", [ST, SACO, SEKO])
@pytest.mark.parametrize("name", ASKERS)
async def test_a_history_sums_up_the_issues_that_are_seen(
    world: World, name: str, organisation: str
) -> None:
    """Its total and its summary know of no other, and `last` leads no further."""
    asker = ASKERS[name]
    if name == RECORD_ONLY or not asker.is_(organisation):
        pytest.skip("the history is not for the asker")
    answer = await _get(world, asker, f"/organisations/{organisation}/history?limit=1")
    history = answer.json()
    seen = asker.issues & concerned(organisation)

    assert len(seen) == history["summary"]["issues"]
    assert len(seen) == history["_meta"]["totalRecords"]
    assert f"page={max(len(seen), 1)}&" in history["_links"]["last"]["href"]


@pytest.mark.parametrize("name", ASKERS)
async def test_a_timeline_counts_the_entries_that_are_seen(
    world: World, name: str
) -> None:
    """In `_meta`, with and without `kind`."""
    asker = ASKERS[name]
    path = f"/issues/{world.issues['shared']}/events"
    answer = await _get(world, asker, path)
    if "shared" not in asker.issues or name == RECORD_ONLY:
        assert answer.status_code in (401, 403, 404)
        return
    seen = len(asker.entries - {"clause"} | world.inside["shared"]) - 3
    notes = await _get(world, asker, f"{path}?kind=internal-note-kept.v1")

    assert seen == answer.json()["_meta"]["totalRecords"]
    assert int(asker.is_("note")) == notes.json()["_meta"]["totalRecords"]


@pytest.mark.parametrize("route", [each for each in ROUTES if each.startswith("GET")])
async def test_two_askers_share_an_etag_only_for_the_same(
    world: World, route: str
) -> None:
    """So no cache, and no `If-None-Match`, tells what another was shown."""
    bodies: dict[tuple[str, str], set[str]] = {}
    for asker in ASKERS.values():
        for one in questions(world, route):
            if (asker.name, one.name) not in world.tags:
                await ask(world, asker, one)
            tag, digest = world.tags[asker.name, one.name]
            bodies.setdefault((one.name, tag), set()).add(digest)
    shared = {key: len(each) for key, each in bodies.items() if len(each) > 1}

    assert {} == {key: number for key, number in shared.items() if key[1]}


@pytest.mark.parametrize("name", ASKERS)
async def test_a_request_sent_again_tells_nothing_of_a_hidden_issue(
    world: World, name: str
) -> None:
    """Whoever knows the very request, key and all, gets no receipt from it."""
    asker = ASKERS[name]
    for issue in sorted({*ALL} - asker.issues):
        if asker.is_machine:
            continue  # it may record in any issue of its agency
        for path in (f"/issues/{world.issues[issue]}/events", "/issues"):
            one = Question(
                "POST", path, ROUTES["GET /issues"].parts[""], body=world.begun[issue]
            )
            answer = await ask(world, asker, one)

            assert answer.status_code >= EXISTS, answer.text
            assert world.issues[issue] not in answer.text.replace(path, "")
            assert not {*world.inside[issue]} & {*answer.text.split('"')}


@pytest.mark.parametrize("name", ["auditor", "open auditor"])
async def test_the_log_names_the_entries_that_are_seen(world: World, name: str) -> None:
    """Of an entry that an auditor may not see, it is not told that it was read."""
    asker = ASKERS[name]
    issue = world.issues["shared"]
    path = f"/unsealings?sub={FIRST_READER}&issueId={issue}"
    rows = (await _get(world, asker, path)).json()["unsealings"]
    read = {version for row in rows for version in row["versions"]}

    tracked = {*world.versions.values()}
    seen = {v for entry, v in world.versions.items() if entry in asker.entries}
    without_text = {world.versions[entry] for entry in ("met", "draft", "decided")}
    assert seen - without_text == read & tracked


async def test_the_matrix_hides_and_shows_everything(world: World) -> None:
    """Each issue and each entry is seen by somebody, and hidden from somebody."""
    names = [*ALL, *(name for name in world.entries if not name.endswith("clause"))]
    seen = [asker.issues | asker.entries for asker in ASKERS.values() if asker.sees]

    for name in names:
        assert any(name in each for each in seen), name
        assert not all(name in each for each in seen), name


async def _verdicts(world: World, name: str) -> dict[str, int]:
    """Return how many verdicts on the whole each issue has, by its name."""
    rows = await _get(world, ASKERS[name], "/verdicts?limit=200")
    ids = [row["issueId"] for row in rows.json()["verdicts"]]
    return {n: ids.count(id_) for n, id_ in world.issues.items() if id_ in ids}


async def _counted(world: World, asker: Asker) -> int:
    counts = (await _get(world, asker, "/verdicts/counts")).json()["counts"]
    return sum(int(v) for each in counts for k, v in each.items() if k != "question")


async def _pages(world: World, asker: Asker, path: str) -> int:
    """Return how many rows there are, one a page, as far as `next` leads."""
    page, rows = 0, 0
    while True:
        page += 1
        answer = (await _get(world, asker, f"{path}?limit=1&page={page}")).json()
        rows += int(answer["_meta"]["count"])
        if "next" not in answer["_links"]:
            return rows


async def _get(world: World, asker: Asker, path: str) -> httpx.Response:
    one = Question("GET", path, ROUTES["GET /issues"].parts[""])
    return await ask(world, asker, one)


def _query(one: Question) -> str:
    return one.path.partition("?")[2]
