"""What a client has seen and sent before: ETags, `If-Match`, keys of requests."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api.test_bad_input import BOUND, RAISED, UNIT, perspective, problem
from tests.front_door import Body, FrontDoor, front_door
from tests.projections.histories import LATER_SURROUNDINGS
from tests.stories.conftest import Told, whole_example

pytestmark = pytest.mark.anyio

NOW = "2026-03-02T12:00:00+01:00"
CLIENT = "samverkan-development"
PAGES = (
    "{issue}", "{issue}/events", "{issue}/verdicts", "/issues", "/verdicts",
    "/timelines", "/agency", "/agency/events", "/agreements", "/agreements/rv",
    "/agreements/rv/events", "/agreements-in-force", "/questions", "/event-kinds",
    "/api-info", "/openapi.json", "/rules",
)  # fmt: skip
RECORDS = {
    "{issue}": "{issue}/events",
    "{issue}/events": "{issue}/events",
    "/agency": "/agency/events",
    "/agency/events": "/agency/events",
    "/agreements/rv": "/agreements/rv/events",
    "/agreements/rv/events": "/agreements/rv/events",
}
"""Where a page is read, and where its record is added to."""


@pytest.fixture(scope="module")
async def told(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    """The whole example, which the tests of this module only read."""
    var = tmp_path_factory.mktemp("conditions")
    async with whole_example(postgres, template, var) as whole:
        await whole.door.settled("/issues")
        yield whole


async def held(door: FrontDoor, path: str, tag: str) -> httpx.Response:
    """Return the answer to whoever holds what the tag stands for."""
    return await door.client.get(path, headers=door.headers(If_None_Match=tag))


@pytest.mark.parametrize("page", PAGES)
async def test_what_is_held_already_is_not_sent_again(told: Told, page: str) -> None:
    """304 without a body to the ETag that GET gave, also as weak or among others."""
    path = page.format(issue=told.issue)
    first = await told.door.ask(path)
    tag = first.headers["etag"]

    assert 200 == first.status_code
    assert "private, no-cache" == first.headers["cache-control"]
    for stated in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = await held(told.door, path, stated)
        assert (304, b"") == (again.status_code, again.content), stated
        assert tag == again.headers["etag"]
        assert "content-type" not in again.headers
    assert 200 == (await held(told.door, path, '"*", "v1", "x"')).status_code


async def test_head_has_the_etag_of_get(told: Told) -> None:
    """RFC 9110, 9.3.2: the same headers."""
    got = await told.door.ask(told.issue)
    head = await told.door.client.head(told.issue, headers=told.door.headers())

    assert got.headers["etag"] == head.headers["etag"]


async def test_a_page_that_asks_otherwise_has_another_etag(told: Told) -> None:
    """Another role may record other kinds, another page shows other entries."""
    events = f"{told.issue}/events"
    role = told.door.token("employee", units=["*"])
    pairs = (
        (await told.door.ask(told.issue), await told.door.ask(told.issue, role)),
        (await told.door.ask(events), await told.door.ask(events, page=2)),
        (await told.door.ask(events), await told.door.ask(events, asOf="2026-02-01")),
    )

    for one, other in pairs:
        assert one.headers["etag"] != other.headers["etag"]
        assert one.headers["etag"][:3] == other.headers["etag"][:3] == '"v4'


async def test_a_malformed_condition_is_refused(told: Told) -> None:
    """400 naming it; of a recording, where it means nothing, it is let be."""
    found = problem(await held(told.door, "/agency", "v1"), 400)

    assert ["If-None-Match"] == [fault["parameter"] for fault in found["errors"]]


async def test_a_failure_has_no_etag(told: Told) -> None:
    """Neither a problem nor whoever holds anything is told of one."""
    answer = await held(told.door, "/issues/7", "*")

    assert "etag" not in answer.headers
    problem(answer, 404)


@pytest.mark.parametrize("page", RECORDS)
async def test_a_page_that_was_read_is_a_condition_of_recording(
    told: Told, page: str
) -> None:
    """`If-Match` takes what GET gave by its version; that of another is stale."""
    path = page.format(issue=told.issue)
    where = RECORDS[page].format(issue=told.issue)
    tag = (await told.door.ask(path)).headers["etag"]
    other = '"v900' + tag[tag.index(".") :]
    to_come = {**_first(where), "occurredOn": "2030-01-01"}
    body = {"events": [to_come], "source": told.door.source()}
    fresh = await told.door.post(where, body, If_Match=tag)
    stale = await told.door.post(where, body, If_Match=other)

    assert problem(fresh, 409)["type"].endswith("#0.2")
    problem(stale, 412)


def _first(where: str) -> Body:
    """Return an event of the record there."""
    if where.startswith("/issues"):
        return perspective()
    if where.startswith("/agency"):
        return BOUND
    drafted = {"kind": "agreement-drafted.v1", "agreement": "rv", "name": "RV"}
    return {**drafted, "actor": BOUND["actor"], "occurredOn": "2026-03-01"}


async def test_other_verdicts_are_another_page(registry: FrontDoor) -> None:
    """What surrounds an issue changes its verdicts, and not its version."""
    told = Told(registry)
    await told.tell()
    before = await _page(registry, told.issue)
    for stream, event in LATER_SURROUNDINGS:
        await registry.record(f"/{stream}/events".replace("//", "/"), event)
    await registry.settled("/issues")
    after = await held(registry, told.issue, before.headers["etag"])

    assert 200 == after.status_code
    assert before.json()["verdicts"] != after.json()["verdicts"]
    version = before.headers["etag"].partition(".")[0]
    assert after.headers["etag"].startswith(f"{version}.")


async def _page(door: FrontDoor, issue: str) -> httpx.Response:
    await door.settled("/issues")
    return await door.ask(issue)


@pytest.fixture(name="demanding")
async def _demanding(database_url: str, tmp_path: Path) -> AsyncIterator[FrontDoor]:
    """A registry that demands `If-Match`, with an issue in it."""
    async with front_door(database_url, tmp_path, require_if_match=True) as door:
        door.clock.set(NOW)
        yield door


async def test_a_new_record_needs_no_condition(demanding: FrontDoor) -> None:
    """There is nothing to have read; the same again gets the same answer."""
    drafted = _first("/agreements")
    events = {"/agency/events": UNIT, "/issues": RAISED, "/agreements": drafted}
    for path, event in events.items():
        body = {"events": [event], "source": demanding.source()}
        first = await demanding.post(path, body)
        again = await demanding.post(path, body)

        assert (201, 201) == (first.status_code, again.status_code), again.text
        assert first.json() == again.json()


async def test_a_condition_may_be_demanded(demanding: FrontDoor) -> None:
    """428 of whoever adds to a record that is there without having read it."""
    await demanding.record("/agency/events", UNIT, BOUND)
    issue = "/" + (await demanding.record("/issues", RAISED))["stream"]
    body = {"events": [perspective()], "source": demanding.source()}
    blind = await demanding.post(f"{issue}/events", body)
    tag = (await demanding.ask(f"{issue}/events")).headers["etag"]
    seeing = await demanding.post(f"{issue}/events", body, If_Match=tag)

    problem(blind, 428)
    assert 201 == seeing.status_code, seeing.text


@pytest.fixture(name="issue")
async def _issue(registry: FrontDoor) -> str:
    """The timeline of an issue in which ST may be heard."""
    registry.clock.set(NOW)
    await registry.record("/agency/events", UNIT, BOUND)
    recorded = await registry.record("/issues", RAISED)
    return f"/{recorded['stream']}/events"


async def test_two_keys_at_once_are_refused(registry: FrontDoor, issue: str) -> None:
    """400 naming both: the registry would have to choose under which it is kept."""
    head = await registry.head()
    body = {"events": [perspective()], "source": registry.source()}
    found = problem(await registry.post(issue, body, Idempotency_Key="k1"), 400)

    assert ["/source", None] == [f.get("pointer") for f in found["errors"]]
    assert "Idempotency-Key" == found["errors"][1]["parameter"]
    assert head == await registry.head()


async def test_nobody_takes_another_clients_keys(
    registry: FrontDoor, issue: str
) -> None:
    """A `source` named after a client is apart from that client's header keys."""
    named = {"system": CLIENT, "eventId": "k1"}
    squatter = {"events": [perspective(perspectiveId="p1")], "source": named}
    victim = {"events": [perspective(perspectiveId="p2")]}
    first = await registry.post(issue, squatter)
    second = await registry.post(issue, victim, Idempotency_Key="k1")

    assert (201, 201) == (first.status_code, second.status_code), second.text
    assert first.json()["receipts"] != second.json()["receipts"]


async def test_the_name_of_header_keys_is_reserved(
    registry: FrontDoor, issue: str
) -> None:
    """400: what is kept under `client:` comes of headers alone."""
    source = {"system": f"client:{CLIENT}", "eventId": "k1"}
    body = {"events": [perspective()], "source": source}
    found = problem(await registry.post(issue, body), 400)

    assert ["/source/system"] == [fault["pointer"] for fault in found["errors"]]
