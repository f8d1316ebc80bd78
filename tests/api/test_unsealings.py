"""The read log: who was given sealed text, for the auditor; nothing is given untold."""

import ast
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from api.address import BASE
from domain.base import WITHHELD
from tests.api.parties import SACO, ST, event, minuted, parties
from tests.api.readers import SAID, Read, begun
from tests.api.test_bad_input import RAISED, perspective
from tests.api.test_restricted import RESTRICTED, corrected
from tests.front_door import Body, FrontDoor
from tests.stories.conftest import Told, whole_example

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
SHOW_TEXT = {
    "api/agreements.py",
    "api/entries.py",
    "api/histories.py",
    "api/issue_resources.py",
    "api/issues.py",
    "api/register.py",
    "api/releases.py",
}
"""The modules whose pages show sealed text."""

TEXT_ROUTES = {
    "/issues/{issueId}",
    "/issues/{issueId}/events",
    "/issues/{issueId}/events/{eventId}",
    "/issues/{issueId}/public",
    "/agreements/{agreementId}/events",
    "/agency/events",
}
"""The addresses at which sealed text is shown."""


@pytest.fixture
async def read(registry: FrontDoor) -> Read:
    """The issue, not read by anybody yet."""
    return await begun(registry)


async def test_the_auditor_finds_who_read_what_when_and_why(read: Read) -> None:
    """A row a request: person, system, entries, address, reference, trace."""
    head, headers = await read.door.head(), {"Reading-Reason": "Dnr 2026/17"}
    headers |= read.door.headers(read.staff())
    url = f"{read.path}/events"
    answer = await read.door.client.get(url, headers=headers)
    assert SAID in answer.text
    assert head

    (row,) = await read.log()
    assert "p-20" == row["sub"]
    assert "samverkan-development" == row["clientId"]
    assert read.path == f"/{row['stream']}"
    assert [1, 2] == row["versions"]
    assert "Dnr 2026/17" == row["why"]
    assert f"{BASE}/issues/{{issueId}}/events" == row["route"]
    assert row["trace"] == answer.headers["traceparent"].split("-")[1]
    assert "2026-10-01T10:00:00Z" == row["at"]
    assert row["_links"]["events"]["href"].endswith(f"{read.path}/events")


async def test_only_what_is_shown_is_unsealed(read: Read) -> None:
    """The page of an issue shows its title, one entry shows itself, a page its part."""
    page = await read.get(f"{read.path}/events", limit=1, page=2)
    event_id = page["events"][0]["eventId"]
    await read.get(f"{read.path}/events/{event_id}")
    await read.get(f"{read.path}/events", kind="issue-raised.v1")
    await read.get(read.path)

    rows = await read.log()
    assert [[1], [1], [2], [2]] == [row["versions"] for row in rows]


async def test_what_corrects_an_entry_is_read_with_it(read: Read) -> None:
    """The line shows what the correction says: both were given out."""
    page = await read.get(f"{read.path}/events")
    target = page["events"][0]["eventId"]
    await read.door.record(f"{read.path}/events", corrected(target, "/title", "New."))
    line = await read.get(f"{read.path}/events/{target}")

    assert "New." == line["event"]["title"]
    assert RAISED["title"] == line["recordedAs"]["title"]
    assert [1, 3] == (await read.log())[0]["versions"]


async def test_whoever_reads_no_text_is_told_so_and_nothing_is_written(
    read: Read,
) -> None:
    """A case-management system sees that there is text, and a mark in its place."""
    page = await read.door.settled(read.path)
    timeline = await read.door.get(f"{read.path}/events")

    assert "title" not in page
    assert "withheld" == page["text"]
    assert ["withheld"] * 2 == [line["text"] for line in timeline["events"]]
    assert WITHHELD == timeline["events"][1]["event"]["text"]
    assert 0 == read.written()


async def test_text_that_is_shown_needs_no_word(read: Read) -> None:
    """`text` is absent where all of it stands there, or there is none."""
    page = await read.door.settled(read.path, token=read.staff())
    timeline = await read.door.get(f"{read.path}/events", read.staff())
    register = await read.door.get("/agency/events", read.staff())

    assert RAISED["title"] == page["title"]
    assert "text" not in page
    lines = [*timeline["events"], *register["events"]]
    assert not [line for line in lines if "text" in line]


@pytest.mark.parametrize("why", ["", "x" * 201, "two\tlines", "a\x7f"])
async def test_a_malformed_reason_is_turned_away(read: Read, why: str) -> None:
    """Before anything is read; the parameter is named, and what it needs."""
    headers = read.door.headers(read.staff()) | {"Reading-Reason": why}
    answers = [
        await read.door.client.get(path, headers=headers)
        for path in (read.path, f"{read.path}/events")
    ]

    assert [400, 400] == [answer.status_code for answer in answers]
    named = {answer.json()["errors"][0]["parameter"] for answer in answers}
    assert {"Reading-Reason"} == named
    assert 0 == read.written()


async def test_a_reason_in_swedish_is_kept_as_it_was_sent(read: Read) -> None:
    """In UTF-8, 200 bytes of it."""
    why = "Ärende" + "ö" * 96 + "."
    headers = {**read.door.headers(read.staff()), "Reading-Reason": why.encode()}
    await read.door.client.get(f"{read.path}/events", headers=headers)

    assert [why] == [row["why"] for row in await read.log()]


async def test_the_reason_stands_in_the_specification_where_text_is_shown(
    read: Read,
) -> None:
    """And nowhere else: it would be a promise."""
    paths = (await read.door.get("/openapi.json"))["paths"]
    stated = {
        path
        for path, methods in paths.items()
        for one in methods.get("get", {}).get("parameters", ())
        if one["name"] == "Reading-Reason"
    }

    assert TEXT_ROUTES & paths.keys() == stated


async def test_the_log_is_for_an_auditor_alone(read: Read) -> None:
    """Whoever else asks is told which role it takes; the page links to it likewise."""
    answers = {
        role: await read.door.ask("/unsealings", read.door.token(role, units=["*"]))
        for role in ("agency_head", "manager", "case_system", "employee")
    }
    auditor = await read.get(read.path, read.auditor())
    other = await read.get(read.path)

    assert {403} == {answer.status_code for answer in answers.values()}
    assert {"Role missing"} == {answer.json()["title"] for answer in answers.values()}
    assert "auditor" in answers["manager"].json()["detail"]
    assert "unsealings" not in other["_links"]
    href = auditor["_links"]["unsealings"]["href"]
    rows = (await read.door.get(href, read.auditor()))["unsealings"]
    assert ["p-20", "p-1"] == [row["sub"] for row in rows]


async def test_the_log_is_narrowed_and_paged(read: Read) -> None:
    """By issue, person, system and time; the last reading on top."""
    other = (await read.door.record("/issues", RAISED))["stream"]
    for path, person in (
        (read.path, "p-21"),
        (f"/{other}", "p-22"),
        (read.path, "p-22"),
    ):
        token = read.door.token("employer_representative", person=person)
        await read.get(f"{path}/events", token)

    async def minutes(**wanted: Any) -> list[int]:
        return [int(row["at"][15]) for row in await read.log(**wanted)]

    assert [3, 2, 1] == await minutes()
    assert [3, 1] == await minutes(issueId=read.issue_id)
    assert [3, 2] == await minutes(sub="p-22")
    assert [] == await minutes(clientId="another")
    assert [3, 2, 1] == await minutes(clientId="samverkan-development")
    assert [2, 1] == await minutes(to="2026-10-01T12:02:00+02:00")
    assert [3, 2] == await minutes(**{"from": "2026-10-01T12:02:00+02:00"})
    assert [2] == await minutes(limit=1, page=2)
    page = await read.door.get("/unsealings", read.auditor(), limit=2)
    assert "next" in page["_links"]


async def test_another_agencys_log_does_not_exist(read: Read) -> None:
    """An auditor sees that of the own agency."""
    await read.door.get(f"{read.path}/events", read.staff())

    assert 1 == len(await read.log())
    assert [] == await read.log(read.auditor(agency="grannverket"))


async def test_an_auditor_is_not_told_of_what_the_auditor_may_not_see(
    read: Read,
) -> None:
    """No row of a restricted issue or of one person's matter, no version of a
    restricted entry.
    """
    one = await read.door.record("/issues", RAISED | {"individualMatter": "yes"})
    secret = (await read.door.record("/issues", RAISED | RESTRICTED))["stream"]
    said = perspective(text=SAID, perspectiveId="p9", **RESTRICTED)
    await read.door.record(f"{read.path}/events", said)
    cleared = read.staff(clearance="restricted")
    await read.get(f"/{secret}/events", cleared)
    await read.get(f"/{one['stream']}/events", cleared)
    await read.get(f"{read.path}/events", cleared)
    await read.get(f"{read.path}/events", cleared, kind="issue-raised.v1")

    all_ = [row["versions"] for row in await read.log()]
    open_ = await read.log(read.auditor(clearance="open"))
    assert [[1], [1, 2, 3], [1], [1]] == all_
    assert [[1], [1, 2]] == [row["versions"] for row in open_]
    assert {read.path[1:]} == {row["stream"] for row in open_}


async def test_a_restricted_entry_of_the_register_is_not_told_of_either(
    read: Read,
) -> None:
    """An auditor without the clearance sees no version of it."""
    annulments = []
    for confidentiality in ("open", "restricted"):
        unit = unit_established(confidentiality)
        receipts = await read.door.record("/agency/events", unit)
        target = receipts["receipts"][0]["eventId"]
        receipts = await read.door.record("/agency/events", annulled(target))
        annulments.append(receipts["receipts"][0]["version"])
    await read.get("/agency/events", read.staff(clearance="restricted"), limit=200)

    assert [annulments] == [row["versions"] for row in await read.log()]
    open_ = await read.log(read.auditor(clearance="open"))
    assert [annulments[:1]] == [row["versions"] for row in open_]


STAFF = {"role": "employer_representative", "person": "p-1"}


def unit_established(confidentiality: str) -> Body:
    """Return that a unit of that name began."""
    return {
        "kind": "unit-established.v1",
        "actor": STAFF,
        "occurredOn": "2015-01-01",
        "unit": confidentiality,
        "name": "A unit",
        "establishedFrom": "2015-01-01",
        "confidentiality": confidentiality,
    }


def annulled(target: str) -> Body:
    """Return that an event of the register should not be there."""
    return {
        "kind": "event-annulled.v1",
        "actor": STAFF,
        "occurredOn": "2026-03-01",
        "target": target,
        "reason": SAID,
    }


async def test_no_text_without_its_row(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the log cannot be written the answer is 503, and says nothing of it."""
    pool, fetch = read.door.desk.pool, read.door.desk.pool.fetch

    async def away(sql: str, *asked: Any) -> Any:
        if "INSERT INTO unsealing" in sql:
            raise asyncpg.DiskFullError
        return await fetch(sql, *asked)

    monkeypatch.setattr(pool, "fetch", away)
    token = read.staff()
    await read.settle()
    paths = (read.path, f"{read.path}/events")
    answers = [await read.door.ask(path, token) for path in paths]

    assert [503, 503] == [answer.status_code for answer in answers]
    assert {"Read log away"} == {answer.json()["title"] for answer in answers}
    assert {"2"} == {answer.headers["Retry-After"] for answer in answers}
    assert not any(SAID in answer.text for answer in answers)
    assert 200 == (await read.door.ask(f"{read.path}/verdicts", token)).status_code


def imported(path: Path) -> Iterator[str]:
    """Yield the modules, and the names of modules, that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def importers(module: str) -> set[str]:
    """Return the files of the program that import the module or something of it."""
    return {
        f"{room}/{path.name}"
        for room in ("api", "projections", "registry")
        for path in sorted((ROOT / room).glob("*.py"))
        if any(
            name == module or name.startswith(f"{module}.") for name in imported(path)
        )
    }


async def test_what_is_veiled_altogether_was_not_read(registry: FrontDoor) -> None:
    """ST is shown a conclusion without its only text, the remark of Saco-S: no row
    tells that it was read, by whichever page; nor by a release, which has it not.
    """
    told = await parties(registry)
    outcomes = [
        {"party": ST, "outcome": "consensus"},
        {"party": SACO, "outcome": "disagreement", "remark": "Too few rooms."},
    ]
    ended = event("consultation-concluded", "minutes_secretary", level="lsg")
    ended |= {"outcomes": outcomes, "proposalVersion": 1}
    *_, concluded = await told.tell(minuted()[0], ended)
    await told.settled()
    for token in (told.of(ST), told.of(SACO)):
        await registry.get(f"{told.path}/events/{concluded}", token)
        await registry.get(f"{told.path}/events", token, kind=ended["kind"])
    await registry.get(f"{told.path}/public", registry.token("agency_head"))
    found = registry.sql("SELECT route, versions FROM unsealing ORDER BY route")

    assert [
        (f"{BASE}/issues/{{issueId}}/events", [4]),
        (f"{BASE}/issues/{{issueId}}/events/{{eventId}}", [4]),
        (f"{BASE}/issues/{{issueId}}/public", [1]),
    ] == found


def test_only_pages_that_show_text_have_a_way_to_it() -> None:
    """Lists, verdicts and counts cannot unseal: they do not know how."""
    ways = importers("api.texts") - {"api/application.py"}
    names = {"api/histories.py", "api/issue_resources.py", "projections/timeline.py"}
    names |= {"api/releases.py"}
    behind = {"api/desk.py", "api/texts.py", "registry/app.py"}

    assert set() == ways - SHOW_TEXT
    assert importers("registry.unsealing") == behind | names
    assert importers("registry.read_log") <= {
        *("registry/app.py", "registry/unsealing.py", "api/reading_refused.py")
    }


def test_nothing_but_the_unsealer_opens_text() -> None:
    """Recording seals with the key; disposal only looks whether a key still opens."""
    opening = {
        f"{path.parent.name}/{path.name}"
        for room in ("api", "projections", "registry")
        for path in (ROOT / room).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("unsealed", "decrypt", "cipher")
        and path.name not in ("entry.py", "keys.py", "texts.py")
    }

    assert {
        *("registry/disposal.py", "registry/disposed.py"),
        *("registry/record.py", "registry/unsealing.py"),
    } == opening


@pytest.fixture(scope="module")
async def told(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    """The whole example in one registry."""
    var = tmp_path_factory.mktemp("told")
    async with whole_example(postgres, template, var) as whole:
        yield whole


def addresses(told: Told) -> dict[str, str]:
    """Return every address that answers GET, by template, its gaps filled."""
    gaps = {
        "issueId": told.issue.removeprefix("/issues/"),
        "eventId": told.ids["correction"],
        "agreementId": "rv",
        "organisation": "st",
    }
    templates = {
        route.path_format.removeprefix(BASE)
        for route in told.door.app.routes
        if "GET" in route.methods  # type: ignore[attr-defined]
    }
    return {each: each.format(**gaps) for each in sorted(templates)}


async def test_lists_verdicts_and_counts_unseal_nothing(told: Told) -> None:
    """Every address but those of text, asked by whoever sees everything."""
    roles = ("auditor", "employer_representative")
    token = told.door.token(*roles, clearance="restricted")
    position = await told.door.head()
    await told.door.get("/issues", token, position=position)
    asked = {
        template: await told.door.ask(path, token)
        for template, path in addresses(told).items()
        if template not in TEXT_ROUTES
    }

    assert len(asked) >= 20
    assert {200} == {answer.status_code for answer in asked.values()}
    assert [(0,)] == told.door.sql("SELECT count(*) FROM unsealing")


async def test_each_page_of_text_is_told_of(told: Told) -> None:
    """One row for each, wherever there is text: none in this register or agreement."""
    token = told.door.token("employer_representative", clearance="restricted")
    before = told.door.sql("SELECT count(*) FROM unsealing")[0][0]
    paths = {t: p for t, p in addresses(told).items() if t in TEXT_ROUTES}
    answers: list[httpx.Response] = [
        await told.door.ask(path, token) for path in paths.values()
    ]
    rows = told.door.sql(
        "SELECT route FROM unsealing ORDER BY at, id OFFSET %s", before
    )

    assert {200} == {answer.status_code for answer in answers}
    wordless = {"/agreements/{agreementId}/events", "/agency/events"}
    assert {BASE + each for each in paths.keys() - wordless} == {r for (r,) in rows}
