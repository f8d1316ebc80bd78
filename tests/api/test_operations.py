"""What an operator asks, and the line that each request leaves."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from litestar import Litestar
from litestar.testing import TestClient

from api.operations import reasons, rules_page
from api.turned_away import slug
from registry import log
from tests.api.counter import EVERYTHING, counter
from tests.test_rules import LAWS

BASE = "/samverkan/v1"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[TestClient[Litestar]]:
    with TestClient(counter()) as client:
        yield client


@pytest.fixture(name="lines")
def _lines() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


def test_the_api_says_which_it_is(client: TestClient[Litestar]) -> None:
    """VER.06, VER.07: open to anyone."""
    info = client.get(f"{BASE}/api-info").json()

    assert info.keys() == {
        "apiName",
        "apiVersion",
        "apiReleased",
        "apiDocumentation",
        "apiStatus",
    }


def test_the_development_issuer_is_told_by_a_banner() -> None:
    """Nobody shall mistake it for the real thing."""
    app = counter()
    app.state.development_issuer = "on"
    with TestClient(app) as client:
        info = client.get(f"{BASE}/api-info").json()

    assert "Utvecklingsläge" in info["notice"]


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_open(client: TestClient[Litestar], path: str) -> None:
    """An orchestrator has no token."""
    assert client.get(BASE + path).status_code == 200


def test_a_registry_without_its_journal_is_not_ready() -> None:
    """503 with Retry-After; alive none the less."""

    async def never() -> bool:
        return False

    app = counter()
    app.state.ready = never
    with TestClient(app) as client:
        ready = client.get(f"{BASE}/health/ready")
        live = client.get(f"{BASE}/health/live")

    assert (ready.status_code, live.status_code) == (503, 200)
    assert ready.headers["retry-after"] == "2"


def test_metrics_group_paths_and_name_nobody(client: TestClient[Litestar]) -> None:
    """An issue's id is never part of a metric."""
    client.get(f"{BASE}/failures/unknown", headers=EVERYTHING)

    text = client.get(f"{BASE}/metrics").text

    assert 'path="/samverkan/v1/failures/{name}"' in text
    assert "registerverket" not in text


def test_every_type_of_problem_has_its_anchor(tmp_path: Path) -> None:
    """The address in `type` leads to the article, the law's and the counter's."""
    path = tmp_path / "rules.md"
    path.write_text("# Rules\n## 3.1 Twice <b>\n| Q1 | text |\n| A1.10 | such |\n")

    page = rules_page([path])

    assert all(f'id="{anchor}"' in page for anchor in ("3.1", "Q1", "A1.10"))
    assert "<b>" not in page
    assert all(f'id="{slug(kind.__name__)}"' in page for kind in reasons())


def test_every_article_has_its_anchor_in_the_page_that_is_served(
    client: TestClient[Litestar],
) -> None:
    """Of the issue, of the register and of agreements, and every question; once."""
    page = client.get(f"{BASE}/rules").text
    anchors = re.findall(r'<a id="([^"]+)"></a>', page)

    assert set() == LAWS - {*anchors}
    assert sorted({*anchors}) == sorted(anchors)
    assert "&lt;a id" not in page


def test_the_rules_are_open(client: TestClient[Litestar]) -> None:
    """Whoever is refused may read why."""
    answer = client.get(f"{BASE}/rules")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_a_request_leaves_one_line(
    client: TestClient[Litestar], lines: list[Any]
) -> None:
    """Keys of the glossary; no query value, no body, no person."""
    client.get(f"{BASE}/doors?q=secret", headers=EVERYTHING)

    (line,) = lines
    assert line.keys() == {
        "event", "log_level", "trace", "method", "route", "status", "milliseconds",
        "agency", "client",
    }  # fmt: skip
    assert line["route"] == "/samverkan/v1/doors"
    assert "secret" not in str(line)


def test_also_what_no_route_takes_leaves_its_line(
    client: TestClient[Litestar], lines: list[Any]
) -> None:
    """With the problem it was answered with, without the address that was tried."""
    client.get("/secret")

    (line,) = lines
    assert (line["status"], line["problem"], line["route"]) == (
        404,
        "address-unknown",
        "unknown",
    )
    assert "secret" not in str(line)


def test_a_fault_is_logged_with_its_frames_and_without_its_words(
    client: TestClient[Litestar], lines: list[Any]
) -> None:
    """An exception's message may quote what somebody sent."""
    client.get(f"{BASE}/failures/broken", headers=EVERYTHING)

    fault, line = lines
    assert fault["fault"] == "RuntimeError"
    assert fault["frames"][-1].endswith(" fail")
    assert fault["trace"] == line["trace"]
    assert "password" not in str(lines)


def test_the_callers_trace_is_continued(client: TestClient[Litestar]) -> None:
    """W3C Trace Context: the same trace, a span of our own."""
    sent = f"00-{TRACE}-00f067aa0ba902b7-01"

    answer = client.get(f"{BASE}/api-info", headers={"traceparent": sent})

    version, trace, span, flags = answer.headers["traceparent"].split("-")
    assert (version, trace, flags) == ("00", TRACE, "01")
    assert span != "00f067aa0ba902b7"


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "nonsense",
        f"ff-{TRACE}-00f067aa0ba902b7-01",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-00f067aa0ba902b7-01-more",
    ],
)
def test_a_trace_that_is_none_is_begun_anew(sent: str) -> None:
    """Malformed, reserved or all zeros."""
    assert log.continued(sent).trace_id not in sent


def test_a_trace_of_a_later_version_is_continued() -> None:
    """W3C Trace Context, 3.2.2: what follows the known fields is let be."""
    assert log.continued(f"01-{TRACE}-00f067aa0ba902b7-01-x").trace_id == TRACE
