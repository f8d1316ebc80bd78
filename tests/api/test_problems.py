"""Every failure is a problem, in the client's language, and nothing leaks."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.operations import reasons
from api.problems import STATUS
from api.turned_away import TurnedAway
from tests.api.counter import EVERYTHING, counter

BASE = "/samverkan/v1"
EVENTS = f"{BASE}/doors/front/events"
OPENED = {
    "kind": "door-opened.v1",
    "actor": {"role": "manager"},
    "door": "front",
    "occurredOn": "2026-03-02",
}
SCOPE_MISSING = (
    'Bearer realm="samverkan", error="insufficient_scope", scope="samverkan:record"'
)
JSON = {"Content-Type": "application/json"}


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[TestClient[Litestar]]:
    with TestClient(counter()) as client:
        client.headers.update(EVERYTHING)
        yield client


def problem(answer: Any, status: int) -> dict[str, Any]:
    """Return the problem, which has the five members and the right media type."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= found.keys()
    assert found["status"] == status
    assert found["type"].startswith("http://testserver.local/samverkan/v1/rules#")
    trace = answer.headers["traceparent"].split("-")[1]
    assert found["instance"] == f"{answer.request.url.path}#{trace}"
    return found


@pytest.mark.parametrize(
    ("name", "status", "rule"),
    [
        ("locked", 409, "9.1"),
        ("unknown", 404, "0.1"),
        ("another", 403, "0.6"),
        ("outpaced", 409, "another-came-first"),
        ("reused", 422, "key-used-for-another"),
        ("full", 503, "line-occupied"),
        ("behind", 503, "reading-behind"),
        ("in-flight", 409, "still-in-flight"),
        ("away", 503, "journal-away"),
        ("unknown-outcome", 503, "outcome-unknown"),
        ("refused", 503, "journal-away"),
        ("gone", 503, "journal-away"),
        ("crowded", 503, "journal-away"),
        ("starting", 503, "journal-away"),
        ("stopping", 503, "journal-away"),
        ("slow", 503, "journal-away"),
        ("unsendable", 500, "fault-here"),
        ("broken", 500, "fault-here"),
    ],
)
def test_each_failure_has_its_status_and_its_article(
    client: TestClient[Litestar], name: str, status: int, rule: str
) -> None:
    """The `type` is the address of the article that refused."""
    found = problem(client.get(f"{BASE}/failures/{name}"), status)

    assert found["type"].endswith(f"/rules#{rule}")


def test_a_refusal_speaks_the_clients_language(client: TestClient[Litestar]) -> None:
    """The sentence stands in the language that `Accept-Language` puts first."""
    swedish = {"Accept-Language": "de, sv-SE;q=0.9, en;q=0.4"}

    answer = client.get(f"{BASE}/failures/locked", headers=swedish)

    assert answer.headers["content-language"] == "sv"
    assert problem(answer, 409)["detail"] == (
        "Dörren {front} är låst. Lås upp den först."
    )


def test_a_refusal_does_not_repeat_at_length_what_was_sent(
    client: TestClient[Litestar],
) -> None:
    """What was found is cut short; what to do next still stands after it."""
    found = problem(client.get(f"{BASE}/failures/long"), 409)

    assert len(found["detail"]) < 400
    assert found["detail"].endswith("x… is locked. Unlock it first.")


def test_a_stale_if_match_is_a_failed_precondition(
    client: TestClient[Litestar],
) -> None:
    """Outpaced is 412 when the client stated what it knew, otherwise 409."""
    stale = client.post(EVENTS, json={"events": [OPENED]}, headers={"If-Match": '"v2"'})

    assert problem(stale, 412)["title"] == "Stale version"


def test_a_fault_of_ours_is_masked(client: TestClient[Litestar]) -> None:
    """500 says nothing of what went wrong, only under which trace it is logged."""
    answer = client.get(f"{BASE}/failures/broken")

    assert "SELECT" not in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.headers["traceparent"].split("-")[1] in answer.json()["detail"]


def test_every_fault_of_a_body_is_listed(client: TestClient[Litestar]) -> None:
    """Not the first only."""
    wrong = OPENED | {"door": "", "times": 0, "occurredOn": "yesterday"}

    found = problem(client.post(EVENTS, json={"events": [wrong]}), 400)

    assert {fault["pointer"] for fault in found["errors"]} == {
        "/events/0/door",
        "/events/0/times",
        "/events/0/occurredOn",
    }


def test_every_wrong_parameter_is_listed(client: TestClient[Litestar]) -> None:
    """Each under its own name, with what it needs."""
    found = problem(client.get(f"{BASE}/doors?page=0&limit=201"), 400)

    assert found["errors"] == [
        {
            "detail": 'Found "0"; needed is a whole number of 1 to 1000000.',
            "parameter": "page",
        },
        {
            "detail": 'Found "201"; needed is a whole number of 1 to 200.',
            "parameter": "limit",
        },
    ]


@pytest.mark.parametrize(
    ("request_", "status", "header"),
    [
        (("GET", f"{BASE}/nowhere", {}), 404, None),
        (("GET", "/", {}), 404, None),
        (("DELETE", f"{BASE}/doors", {}), 405, ("allow", "GET, HEAD, OPTIONS")),
        (("GET", f"{BASE}/doors", {"headers": {"Accept": "text/html"}}), 406, None),
        (("POST", EVENTS, {"content": b"{}"}), 415, None),
        (("POST", EVENTS, {"content": b"x", "headers": {"Content-Type": "text/plain"}}),
         415, None),
        (("POST", EVENTS, {"content": b"", "headers": JSON}), 400, None),
        (("POST", EVENTS, {"content": b"[" * 20_000, "headers": JSON}), 413, None),
        (("GET", f"{BASE}/doors?q=%00", {}), 400, None),
        (("GET", f"{BASE}/doors?q=%ff", {}), 400, None),
        (("GET", f"{BASE}/failures/a%00b", {}), 400, None),
        (("GET", f"{BASE}/failures/full", {}), 503, ("retry-after", "3")),
        (("GET", f"{BASE}/doors", {"headers": {"Authorization": ""}}), 401,
         ("www-authenticate", 'Bearer realm="samverkan"')),
        (("POST", EVENTS, {"headers": {"Authorization": "Bearer samverkan:read"}}), 403,
         ("www-authenticate", SCOPE_MISSING)),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_a_problem_too(
    client: TestClient[Litestar],
    request_: tuple[str, str, dict[str, Any]],
    status: int,
    header: tuple[str, str] | None,
) -> None:
    """From the address to the media type; with the header that RFC 9110 demands."""
    method, path, rest = request_

    answer = client.request(method, path, **rest)

    problem(answer, status)
    if header:
        assert answer.headers[header[0]] == header[1]


def test_head_is_answered_as_get_without_a_body(client: TestClient[Litestar]) -> None:
    """RFC 9110, 9.3.2: the same headers, nothing after them."""
    answer = client.head(f"{BASE}/doors")

    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize("kind", reasons())
def test_every_reason_has_a_status_and_both_languages(kind: type[TurnedAway]) -> None:
    """So that none is answered with 500 or in one language only."""
    assert any(parent in STATUS for parent in kind.__mro__)
    assert kind.__doc__ != next(p.__doc__ for p in kind.__mro__[1:])
    assert "sv" in vars(kind)
