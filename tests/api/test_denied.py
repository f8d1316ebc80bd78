"""What is denied leaves one line that tells of it, and of nobody's name or words."""

from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.counter import EVERYTHING, counter

BASE = "/samverkan/v1"
EVENTS = f"{BASE}/doors/front/events"
READER = {"Authorization": "Bearer samverkan:read"}
OWN = {"agency": "registerverket", "client": "case-system"}


@pytest.fixture(name="client")
def _client() -> Iterator[TestClient[Litestar]]:
    with TestClient(counter(failed_per_minute=5)) as client:
        yield client


@pytest.fixture(name="lines")
def _lines() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            ("GET", f"{BASE}/doors?q=planted", {}),
            {"problem": "token-missing", "status": 401, "route": f"{BASE}/doors"},
        ),
        (
            ("POST", EVENTS, {**READER, "Content-Type": "application/json"}),
            {
                "problem": "scope-missing",
                "status": 403,
                "route": f"{BASE}/doors/{{doorId}}/events",
                **OWN,
            },
        ),
        (
            ("GET", f"{BASE}/failures/another?q=", EVERYTHING),
            {"problem": "parameter-refused", "status": 400, **OWN},
        ),
        (
            ("GET", f"{BASE}/failures/another", EVERYTHING),
            {
                "problem": "door-not-yours",
                "status": 403,
                "route": f"{BASE}/failures/{{name}}",
                **OWN,
            },
        ),
        (
            ("GET", f"{BASE}/failures/unknown", EVERYTHING),
            {
                "problem": "door-unknown",
                "status": 404,
                "route": f"{BASE}/failures/{{name}}",
                **OWN,
            },
        ),
    ],
)
def test_what_was_denied_leaves_one_line(
    client: TestClient[Litestar],
    lines: list[Any],
    asked: tuple[str, str, dict[str, str]],
    said: dict[str, Any],
) -> None:
    """Why, where, by which method, of whom; a request that was let in is no such."""
    method, path, headers = asked
    answer = client.request(method, path, headers=headers, content=b"planted")
    (line,) = lines

    assert said.items() <= line.items()
    assert method == line["method"]
    assert answer.headers["traceparent"].split("-")[1] == line["trace"]
    denied = said["status"] != 400
    assert ("denied" if denied else "request") == line["event"]
    assert ("warning" if denied else "info") == line["log_level"]
    assert not {"sub", "person", "token", "query", "detail"} & line.keys()
    assert "planted" not in str(line)
    assert "p-1" not in str(line)


def test_too_many_leave_the_line_of_what_they_were_told(
    client: TestClient[Litestar], lines: list[Any]
) -> None:
    """One line each: the sixth is 429, though it had no token either."""
    for _ in range(6):
        client.get(f"{BASE}/doors")

    assert ["denied"] * 6 == [line["event"] for line in lines]
    assert ["token-missing"] * 5 + ["too-many-requests"] == [
        line["problem"] for line in lines
    ]
    assert [401] * 5 + [429] == [line["status"] for line in lines]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"{BASE}/doors", EVERYTHING),
        (f"{BASE}/api-info", {}),
        (f"{BASE}/failures/locked", EVERYTHING),
        (f"{BASE}/failures/broken", EVERYTHING),
        ("/nowhere", {}),
        (f"{BASE}/nowhere", EVERYTHING),
    ],
)
def test_what_was_not_denied_leaves_none(
    client: TestClient[Litestar],
    lines: list[Any],
    path: str,
    headers: dict[str, str],
) -> None:
    """What was let in, what broke, and an address that is none."""
    client.get(path, headers=headers)

    assert "denied" not in [line["event"] for line in lines]
    assert "request" == lines[-1]["event"]
