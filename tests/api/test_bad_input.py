"""Whatever is wrong with a request, the journal stays as it was, and it is told why."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from projections import lists
from tests.conftest import new_database
from tests.front_door import AGENCY, Body, FrontDoor, front_door

pytestmark = pytest.mark.anyio

NOW = "2026-03-02T12:00:00+01:00"
OTHER = "other-agency"
UNKNOWN = "/issues/019bfb08-8c00-7840-8704-736b9bc16046"
MEMBERS = {"type", "title", "status", "detail", "instance"}
TECHNICAL = re.compile(
    r"traceback|select |insert |asyncpg|msgspec|litestar|postgres|\.py\b|exception|0x",
    re.IGNORECASE,
)

RAISED: Body = {
    "kind": "issue-raised.v1",
    "actor": {"role": "manager", "person": "p-101"},
    "occurredOn": "2026-03-01",
    "title": "A new office",
    "topic": "premises",
    "unit": "sundsvall",
    "stage": "idea",
    "raisedBy": "manager",
    "significantChange": "yes",
    "affectsWorkEnvironment": "yes",
    "contractorUse": "no",
    "redundancy": "no",
    "transfer": "no",
    "individualMatter": "no",
    "dispute": "no",
}
WITHDRAWN: Body = {
    "kind": "issue-withdrawn.v1",
    "actor": {"role": "manager", "person": "p-101"},
    "occurredOn": "2026-03-01",
    "reason": "It is no longer needed.",
}


def perspective(**more: Any) -> Body:
    """A perspective of ST's on the issue, but for what *more* says."""
    return {
        "kind": "perspective-submitted.v1",
        "actor": {"role": "union_representative", "party": "st", "person": "p-201"},
        "occurredOn": "2026-03-01",
        "perspectiveId": "p1",
        "source": "union",
        "party": "st",
        "stance": "question",
        "proposalVersion": 1,
        "text": "Where shall we sit?",
        **more,
    }


BOUND: Body = {
    "kind": "organisation-bound.v1",
    "actor": {"role": "employer_representative", "person": "p-102"},
    "occurredOn": "2015-01-01",
    "organisation": "st",
    "name": "ST inom Registerverket",
    "boundFrom": "2015-01-01",
}
UNIT: Body = {
    "kind": "unit-established.v1",
    "actor": {"role": "employer_representative", "person": "p-102"},
    "occurredOn": "2015-01-01",
    "unit": "sundsvall",
    "name": "Region Sundsvall",
    "level": "lsg",
    "establishedFrom": "2015-01-01",
}


class Raised:
    """A registry with one issue in it, and what must stay as it is."""

    def __init__(self, door: FrontDoor, issue: str) -> None:
        self.door = door
        self.issue = issue
        self.events = f"{issue}/events"

    def body(self, *events: Body) -> Body:
        """What a machine sends."""
        return {"events": list(events), "source": self.door.source()}

    async def heads(self) -> dict[str, int]:
        """The last position of each agency."""
        return {agency: await self.door.head(agency) for agency in (AGENCY, OTHER)}


@pytest.fixture(scope="module", name="whole")
async def _whole(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Raised]:
    with new_database(postgres, template=template) as url:
        var = tmp_path_factory.mktemp("bad-input")
        async with front_door(url, var, body_bytes_max=100_000) as door:
            door.clock.set(NOW)
            await door.record("/agency/events", UNIT, BOUND)
            recorded = await door.record("/issues", RAISED)
            yield Raised(door, f"/{recorded['stream']}")


@pytest.fixture(name="raised")
async def _raised(whole: Raised) -> AsyncIterator[Raised]:
    """The issue; afterwards no journal may have grown."""
    before = await whole.heads()
    yield whole
    assert before == await whole.heads()


def problem(answer: httpx.Response, status: int) -> Body:
    """The problem, if it is whole, has that status and tells nothing technical."""
    assert status == answer.status_code, answer.text
    assert "application/problem+json" == answer.headers["content-type"]
    found: Body = answer.json()
    assert MEMBERS <= found.keys()
    assert status == found["status"]
    assert found["type"].startswith("http")
    assert found["detail"].endswith(".")
    assert not TECHNICAL.search(
        f"{found['title']} {found['detail']} {found.get('errors')}"
    )
    return found


def pointers(found: Body) -> list[str]:
    """Where the body is wrong."""
    return [fault["pointer"] for fault in found["errors"]]


async def refused(raised: Raised, status: int, *events: Body, **headers: str) -> Body:
    """Record the events in the issue; the problem that comes of it."""
    body = raised.body(*events)
    return problem(await raised.door.post(raised.events, body, **headers), status)


async def test_every_fault_of_a_body_is_listed(raised: Raised) -> None:
    """Several events, several faults, each with its JSON pointer, in one answer."""
    bad = RAISED | {"stage": "dream", "title": 7, "extra": 1}
    found = await refused(raised, 400, bad, perspective(stance="no", text=7))

    assert {
        "/events/0/stage",
        "/events/0/title",
        "/events/0/extra",
        "/events/1/stance",
        "/events/1/text",
    } == {*pointers(found)}


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"extra": True}, "/events/0/extra"),
        ({"actor": {"role": "king"}}, "/events/0/actor/role"),
        ({"actor": {"role": "manager", "x": 1}}, "/events/0/actor/x"),
        ({"kind": "issue-dreamt.v1"}, "/events/0/kind"),
        ({"kind": None}, "/events/0/kind"),
        ({"topic": "Premises!"}, "/events/0/topic"),
        ({"occurredOn": "2026-02-30"}, "/events/0/occurredOn"),
        ({"occurredAt": "2026-03-01T09:00:00Z"}, "/events/0"),
        ({"title": "a\0b"}, "/events/0/title"),
        ({"title": "\ud800"}, "/events/0/title"),
        ({"title": 7}, "/events/0/title"),
        ({"diaryNo": ""}, "/events/0/diaryNo"),
    ],
)
async def test_a_fault_is_pointed_at(
    raised: Raised, changed: Body, pointer: str
) -> None:
    """Unknown fields and kinds, wrong values, two times at once, NUL."""
    text = json.dumps(raised.body(RAISED | changed))
    headers = raised.door.headers() | {"Content-Type": "application/json"}
    answer = await raised.door.client.post("/issues", content=text, headers=headers)

    assert [pointer] == pointers(problem(answer, 400))


async def test_a_new_record_begins_at_its_beginning(raised: Raised) -> None:
    """409: an issue that nobody raised cannot be withdrawn; nor one at /agreements."""
    drafted = {**BOUND, "kind": "agreement-drafted.v1", "agreement": "rv"}
    drafted = {n: drafted[n] for n in ("kind", "actor", "occurredOn", "agreement")}
    body = raised.body(drafted | {"name": "RV"})
    issue = await raised.door.post("/issues", raised.body(WITHDRAWN))
    agreement = await raised.door.post("/agreements/other/events", body)

    assert ["/events/0/kind"] == pointers(problem(issue, 409))
    assert ["/events/0/agreement"] == pointers(problem(agreement, 409))


@pytest.mark.parametrize("time", ["2026-03-01T09:00:00", "2026-03-01", "yesterday"])
async def test_a_time_without_offset_is_refused(raised: Raised, time: str) -> None:
    """A naive time could be any of several instants."""
    event = {**perspective(), "occurredAt": time}
    del event["occurredOn"]

    found = await refused(raised, 400, event)

    assert ["/events/0/occurredAt"] == pointers(found)


async def test_an_event_without_a_time_is_refused(raised: Raised) -> None:
    """Neither the minute nor the day is as wrong as both."""
    event = perspective()
    del event["occurredOn"]

    found = await refused(raised, 400, event)

    assert ["/events/0"] == pointers(found)


async def test_what_has_not_happened_yet_is_refused(raised: Raised) -> None:
    """0.2: a registry records what happened."""
    found = await refused(raised, 409, perspective(occurredOn="2026-03-03"))

    assert found["type"].endswith("#0.2")


async def test_another_agencys_issue_does_not_exist(raised: Raised) -> None:
    """A token of another agency sees 404 on every path that reads it."""
    stranger = raised.door.token(agency=OTHER)
    for path in ("", "/events", "/verdicts"):
        problem(await raised.door.ask(raised.issue + path, stranger), 404)
    listed = await raised.door.get("/issues", stranger)

    assert [] == listed["issues"]


async def test_another_agency_records_nothing_there(raised: Raised) -> None:
    """A token of another agency answers as for an issue that does not exist."""
    stranger = raised.door.token(agency=OTHER)
    answer = await raised.door.post(raised.events, raised.body(perspective()), stranger)

    problem(answer, 404)


async def test_a_role_records_only_what_is_its_own(raised: Raised) -> None:
    """0.6: an employee does not withdraw an issue."""
    event = WITHDRAWN | {"actor": {"role": "employee"}}
    token = raised.door.token("employee", units=["*"])
    answer = await raised.door.post(raised.events, {"events": [event]}, token)

    assert problem(answer, 403)["type"].endswith("#0.6")


async def test_nobody_acts_in_a_role_that_is_not_theirs(raised: Raised) -> None:
    """0.7: an employee who says to be a manager is not."""
    event = WITHDRAWN | {"actor": {"role": "manager"}}
    token = raised.door.token("employee", units=["*"])
    answer = await raised.door.post(raised.events, {"events": [event]}, token)

    assert problem(answer, 409)["type"].endswith("#0.7")


async def test_a_union_does_not_speak_for_another(raised: Raised) -> None:
    """0.7: a representative of Seko raises nothing for ST."""
    token = raised.door.token("union_representative", organisation="seko")
    of_st = {"role": "union_representative", "party": "st"}
    body = {"events": [RAISED | {"actor": of_st}]}
    answer = await raised.door.post("/issues", body, token)

    assert problem(answer, 409)["type"].endswith("#0.7")


@pytest.mark.parametrize("missing", ["person", "source"])
async def test_a_machine_says_for_whom_and_under_which_key(
    raised: Raised, missing: str
) -> None:
    """0.8: a case-management system names the person and the request."""
    event, body = perspective(), raised.body()
    if missing == "source":
        del body["source"]
    else:
        del event["actor"]["person"]
    answer = await raised.door.post(raised.events, body | {"events": [event]})

    assert problem(answer, 409)["type"].endswith("#0.8")


async def test_an_auditor_does_not_record(raised: Raised) -> None:
    """A token for reading alone is told which scope is missing."""
    token = raised.door.token("auditor", scope="samverkan:read")
    body = {"events": [perspective()]}
    found = problem(await raised.door.post(raised.events, body, token), 403)

    assert "samverkan:record" in found["detail"]


@pytest.mark.parametrize("token", [None, "x", "Bearer", "a.b.c"])
async def test_nobody_is_let_in_without_a_token(
    raised: Raised, token: str | None
) -> None:
    """401, with the way to identify oneself."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = await raised.door.client.get("/issues", headers=headers)

    problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_stale_version_is_refused(raised: Raised) -> None:
    """412: whoever decided on version 7 must read again."""
    found = await refused(raised, 412, perspective(), If_Match='"v7"')

    assert "7" in found["detail"]


@pytest.mark.parametrize("tag", ['"x"', 'W/"v1"', '"v900", "v901"'])
async def test_a_tag_that_is_not_the_current_one_is_stale(
    raised: Raised, tag: str
) -> None:
    """412: also a weak one, or one that was never given out."""
    await refused(raised, 412, perspective(), If_Match=tag)


@pytest.mark.parametrize("tag", ["v1", '"v1', '"v1" "v2"', '"v1",x', ",", ""])
async def test_a_malformed_etag_is_refused(raised: Raised, tag: str) -> None:
    """400, naming the header."""
    found = await refused(raised, 400, perspective(), If_Match=tag)

    assert "If-Match" == found["errors"][0]["parameter"]


async def test_what_is_known_already_is_not_sent_again(raised: Raised) -> None:
    """304 to If-None-Match with the current ETag, for page and timeline."""
    await raised.door.settled(raised.issue)
    for path in (raised.issue, raised.events):
        first = await raised.door.ask(path)
        again = await raised.door.client.get(
            path,
            headers=raised.door.headers(If_None_Match=first.headers["etag"]),
        )
        assert (304, b"") == (again.status_code, again.content)
        assert first.headers["etag"] == again.headers["etag"]


@pytest.mark.parametrize("count", [0, 101])
async def test_a_batch_has_one_to_a_hundred_events(raised: Raised, count: int) -> None:
    """Neither none nor more."""
    found = await refused(raised, 400, *[perspective()] * count)

    assert ["/events"] == pointers(found)


async def test_a_body_over_the_limit_is_refused(raised: Raised) -> None:
    """413, with the limit in bytes."""
    events = [perspective(text="x" * 1_500)] * 99
    found = await refused(raised, 413, *events)

    assert "100000" in found["detail"]


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("text/plain", b"{}", 415),
        ("application/xml", b"<a/>", 415),
        ("application/json; charset=latin-1", b"{}", 415),
        ("application/json", b"{", 400),
        ("application/json", b"", 400),
        ("application/json", b"[]", 400),
        ("application/json", b"null", 400),
        ("application/json", b'{"events": NaN}', 400),
        ("application/json", b'{"events": [], "events": []}', 400),
        ("application/json", b"\xff\xfe", 400),
        ("application/json", b"[" * 10_000, 400),
        ("application/json", b'{"events":[' + b"1" * 5_000 + b"]}", 400),
    ],
)
async def test_what_is_not_json_is_refused(
    raised: Raised, content_type: str, content: bytes, status: int
) -> None:
    """Wrong media types with 415, unreadable bodies with 400."""
    headers = raised.door.headers(Content_Type=content_type)
    for path in ("/issues", raised.events, "/agreements", "/agency/events"):
        answer = await raised.door.client.post(path, content=content, headers=headers)
        problem(answer, status)


@pytest.mark.parametrize("path", ["", "/events", "/verdicts"])
async def test_an_unknown_issue_is_not_found(raised: Raised, path: str) -> None:
    """404, on every path that reads one."""
    problem(await raised.door.ask(UNKNOWN + path), 404)


async def test_nothing_is_recorded_in_an_unknown_issue(raised: Raised) -> None:
    """404: an issue begins with POST /issues."""
    answer = await raised.door.post(f"{UNKNOWN}/events", raised.body(perspective()))

    problem(answer, 404)


@pytest.mark.parametrize("path", ["/issues/7", "/issues/x/events", "/nothing"])
async def test_what_is_no_address_is_not_found(raised: Raised, path: str) -> None:
    """An id that is no UUID leads nowhere."""
    problem(await raised.door.ask(path), 404)


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/issues", "page", "0"),
        ("/issues", "page", "x"),
        ("/issues", "limit", "201"),
        ("/issues", "limit", "0"),
        ("/issues", "position", "-1"),
        ("/issues", "stage", "dreaming"),
        ("/issues", "stage", "null"),
        ("/agreements", "on", "NULL"),
        ("/issues", "raisedFrom", "2026-02-30"),
        ("/issues", "open", "perhaps"),
        ("/verdicts", "verdict", "guilty"),
        ("/timelines", "role", "king"),
        ("/timelines", "occurredFrom", "2026-03-01T09:00:00"),
        ("/agreements", "on", "today"),
        ("/agreements-in-force", "party", "[ST]"),
        ("/agreements-in-force", "knownAsOf", "2026-03-03"),
        ("/agency", "knownAsOf", "2026-03-02T12:00:01+01:00"),
        ("/agency", "asOf", "2026-03-02T09:00:00"),
    ],
)
async def test_a_parameter_that_cannot_be_read_is_named(
    raised: Raised, path: str, name: str, value: str
) -> None:
    """400 with its name; among them a known-as-of that is later than now."""
    found = problem(await raised.door.ask(path, **{name: value}), 400)

    assert [name] == [fault["parameter"] for fault in found["errors"]]


@pytest.mark.parametrize(
    "path", ["/issues", "/verdicts", "/timelines", "/agreements", "/agency/events"]
)
async def test_a_page_past_the_last_is_empty(raised: Raised, path: str) -> None:
    """200, and the way back."""
    found = await raised.door.get(path, page=99)

    assert 0 == found["_meta"]["count"]
    assert "prev" in found["_links"]


async def test_a_position_that_never_comes_is_told_of(
    raised: Raised, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with how far the reading has come, and when to ask again."""
    monkeypatch.setattr(lists, "WAIT_SECONDS_MAX", 0.05)
    answer = await raised.door.ask("/issues", position=10_000)
    found = problem(answer, 503)

    assert "10000" in found["detail"]
    assert "2" == answer.headers["retry-after"]


async def test_a_refusal_within_a_batch_stores_none_of_it(raised: Raised) -> None:
    """The first two events are admissible, the third is not: none is recorded."""
    await refused(raised, 409, perspective(), WITHDRAWN, WITHDRAWN)

    page = await raised.door.get(raised.events)
    assert 1 == page["_meta"]["totalRecords"]


async def test_options_names_every_method(raised: Raised) -> None:
    """RFC 9110: those that the address takes, whichever was written first."""
    for path in ("/issues", raised.events, "/agreements", "/agency/events"):
        answer = await raised.door.client.options(path, headers=raised.door.headers())
        assert (204, "GET, HEAD, OPTIONS, POST") == (
            answer.status_code,
            answer.headers["allow"],
        )


async def test_the_clients_language_is_spoken(raised: Raised) -> None:
    """`Accept-Language: sv` gives the detail in Swedish, of the law and the counter."""
    asked = {"Accept_Language": "sv"}
    law = await refused(raised, 409, perspective(occurredOn="2026-03-03"), **asked)
    counter = await refused(raised, 400, **asked)

    assert "sägs ha inträffat" in law["detail"]
    assert "Innehållet" in counter["detail"]


async def test_a_used_key_with_another_body_is_refused(whole: Raised) -> None:
    """422, and nothing more is recorded."""
    body = whole.body(perspective(perspectiveId="k1"))
    first = await whole.door.post(whole.events, body)
    head = await whole.door.head()
    other = body | {"events": [body["events"][0] | {"perspectiveId": "k2"}]}
    found = problem(await whole.door.post(whole.events, other), 422)

    assert 201 == first.status_code, first.text
    assert body["source"]["eventId"] in found["detail"]
    assert head == await whole.door.head()


@pytest.mark.parametrize("spelling", ["source", "Idempotency-Key"])
async def test_the_same_request_gets_the_same_answer(
    whole: Raised, spelling: str
) -> None:
    """The same key and body: the same receipts, and `Idempotency-Replayed`."""
    body, headers = _keyed(whole, spelling, f"same-{spelling.lower()}")
    first = await whole.door.post(whole.events, body, **headers)
    head = await whole.door.head()
    again = await whole.door.post(whole.events, body, **headers)

    assert (201, 201) == (first.status_code, again.status_code), first.text
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert "true" == again.headers["idempotency-replayed"]
    assert head == await whole.door.head()


async def test_a_repetition_is_answered_whatever_it_demanded(whole: Raised) -> None:
    """The version it saw stands no longer, for the request itself has moved it."""
    body = whole.body(perspective(perspectiveId="repeated"))
    seen = (await whole.door.ask(whole.events)).headers["etag"]
    first = await whole.door.post(whole.events, body, If_Match=seen)
    again = await whole.door.post(whole.events, body, If_Match=seen)

    assert (201, 201) == (first.status_code, again.status_code), again.text
    assert first.json() == again.json()


@pytest.mark.parametrize("spelling", ["source", "Idempotency-Key"])
async def test_the_same_request_at_once_is_recorded_once(
    whole: Raised, spelling: str
) -> None:
    """Of twenty, one is recorded; the others get its answer or are asked to wait."""
    head = await whole.door.head()
    body, headers = _keyed(whole, spelling, f"once-{spelling.lower()}")
    answers = await asyncio.gather(
        *(whole.door.post(whole.events, body, **headers) for _ in range(20))
    )

    assert head + 1 == await whole.door.head()
    assert {201, 409} >= {answer.status_code for answer in answers}
    assert 1 == len({a.text for a in answers if a.status_code == 201})


def _keyed(whole: Raised, spelling: str, name: str) -> tuple[Body, dict[str, str]]:
    body = whole.body(perspective(perspectiveId=name))
    if spelling == "source":
        return body, {}
    del body["source"]
    return body, {"Idempotency_Key": name}
