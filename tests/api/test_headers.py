"""What stands on every answer, whatever it answers; and who may ask from a browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.headers import ASKED as SENDABLE
from api.headers import EVERYWHERE, styled
from api.openapi import document
from api.operations import STYLE
from api.settings import CounterSettings
from registry.settings import SettingRefusedError
from tests.api.counter import EVERYTHING, counter
from tests.front_door import FrontDoor

BASE = "/samverkan/v1"
EVENTS = f"{BASE}/doors/front/events"
OPENED = {
    "kind": "door-opened.v1", "actor": {"role": "manager"}, "door": "front",
    "occurredOn": "2026-03-02",
}  # fmt: skip
PAGE = "https://portal.example"
PREFLIGHT = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type, if-match",
}


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[TestClient[Litestar]]:
    with TestClient(counter()) as client:
        yield client


@pytest.fixture(name="with_pages")
def _with_pages() -> Iterator[TestClient[Litestar]]:
    with TestClient(counter(cors_origins=(PAGE,))) as client:
        yield client


ASKED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "200": ("GET", f"{BASE}/doors", {"headers": EVERYTHING}),
    "201": ("POST", EVENTS, {"headers": EVERYTHING, "json": {"events": [OPENED]}}),
    "HEAD": ("HEAD", f"{BASE}/doors", {"headers": EVERYTHING}),
    "204 OPTIONS": ("OPTIONS", f"{BASE}/doors", {}),
    "400": ("GET", f"{BASE}/doors?page=0", {"headers": EVERYTHING}),
    "401": ("GET", f"{BASE}/doors", {}),
    "403": ("POST", EVENTS, {"headers": {"Authorization": "Bearer samverkan:read"}}),
    "404 unrouted": ("GET", "/", {}),
    "405": ("DELETE", f"{BASE}/doors", {}),
    "409": ("GET", f"{BASE}/failures/locked", {"headers": EVERYTHING}),
    "414": ("GET", "/" + "d" * 9_000, {}),
    "500": ("GET", f"{BASE}/failures/broken", {"headers": EVERYTHING}),
    "503": ("GET", f"{BASE}/failures/away", {"headers": EVERYTHING}),
    "open": ("GET", f"{BASE}/api-info", {}),
    "metrics": ("GET", f"{BASE}/metrics", {}),
    "preflight": ("OPTIONS", f"{BASE}/doors", {"headers": PREFLIGHT}),
}


@pytest.mark.parametrize("name", ASKED)
def test_every_answer_tells_a_browser_to_take_nothing_of_it(
    client: TestClient[Litestar], name: str
) -> None:
    """Whatever the status and the method; each header once."""
    method, path, rest = ASKED[name]
    headers = client.request(method, path, **rest).headers

    for stated, value in EVERYWHERE:
        assert [value.decode()] == headers.get_list(stated.decode()), stated


def test_nothing_tells_which_server_it_is(client: TestClient[Litestar]) -> None:
    """No product, no version."""
    headers = client.get(f"{BASE}/api-info").headers

    assert "samverkan" == headers["server"]
    assert not any(char.isdigit() for char in headers["server"])


@pytest.mark.parametrize("name", ["200", "201", "400", "401", "403", "409", "500"])
def test_what_needs_a_token_is_kept_by_nobody_else(
    client: TestClient[Litestar], name: str
) -> None:
    """A shared cache must not give one's answer to another."""
    method, path, rest = ASKED[name]
    headers = client.request(method, path, **rest).headers

    assert "private" in headers["cache-control"]
    assert "Authorization" in headers["vary"]
    assert 1 == len(headers.get_list("vary")) == len(headers.get_list("cache-control"))


def test_a_304_says_it_too(client: TestClient[Litestar]) -> None:
    """What it says of caching holds for what is held."""
    tag = client.get(f"{BASE}/doors", headers=EVERYTHING).headers["etag"]
    again = client.get(f"{BASE}/doors", headers={**EVERYTHING, "If-None-Match": tag})

    assert 304 == again.status_code
    assert "private, no-cache" == again.headers["cache-control"]
    assert "Authorization" in again.headers["vary"]


def test_the_rules_may_have_their_own_style_and_no_other(
    client: TestClient[Litestar],
) -> None:
    """The page's policy names the very style that is in it, by its hash."""
    answer = client.get(f"{BASE}/rules")
    style = answer.text.partition("<style>")[2].partition("</style>")[0]

    assert STYLE == style
    assert [styled(style)] == answer.headers.get_list("content-security-policy")
    assert "default-src 'none'" in styled(style)
    assert "unsafe" not in styled(style)


def test_no_page_of_another_origin_may_ask(client: TestClient[Litestar]) -> None:
    """CORS is off until it is switched on: nothing answers `Origin`."""
    preflight = client.options(f"{BASE}/doors", headers=PREFLIGHT)
    asked = client.get(f"{BASE}/doors", headers={**EVERYTHING, "Origin": PAGE})

    for answer in (preflight, asked):
        assert not [n for n in answer.headers if n.startswith("access-control-")]


def test_a_page_of_a_stated_origin_may_ask(with_pages: TestClient[Litestar]) -> None:
    """Its browser is told so before, and it may read the headers it needs."""
    preflight = with_pages.options(f"{BASE}/doors", headers=PREFLIGHT)
    asked = with_pages.get(f"{BASE}/doors", headers={**EVERYTHING, "Origin": PAGE})

    assert (204, 200) == (preflight.status_code, asked.status_code)
    assert PAGE == preflight.headers["access-control-allow-origin"]
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "if-match" in preflight.headers["access-control-allow-headers"]
    assert PAGE == asked.headers["access-control-allow-origin"]
    assert "ETag" in asked.headers["access-control-expose-headers"]
    assert "Origin" in asked.headers["vary"]
    assert "Authorization" in asked.headers["vary"]
    assert "access-control-allow-credentials" not in preflight.headers
    assert "allow" not in preflight.headers


@pytest.mark.anyio
async def test_a_page_may_send_every_header_that_is_asked_for(
    registry: FrontDoor,
) -> None:
    """No route takes a header that the browser would hold back."""
    parameters = [
        parameter
        for methods in document(registry.app)["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
    ]
    asked = {each["name"] for each in parameters if each["in"] == "header"}

    assert "Reading-Reason" in asked
    assert asked <= {*SENDABLE}


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://portal.example", f"{PAGE}.evil.example", "null"],
)
def test_a_page_of_another_origin_than_stated_may_not(
    with_pages: TestClient[Litestar], origin: str
) -> None:
    """Another host, scheme or a longer name is another origin."""
    stated = {**PREFLIGHT, "Origin": origin}
    preflight = with_pages.options(f"{BASE}/doors", headers=stated)
    asked = with_pages.get(f"{BASE}/doors", headers={**EVERYTHING, "Origin": origin})

    assert 400 == preflight.status_code
    for answer in (preflight, asked):
        assert "access-control-allow-origin" not in answer.headers
        assert "nosniff" == answer.headers["x-content-type-options"]


@pytest.mark.parametrize(
    "text", ["*", "https://*.example", "portal.example", "https://portal.example/path"]
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    """Not all of them, nor a pattern, nor a page."""
    with pytest.raises(SettingRefusedError, match="SAMVERKAN_CORS_ORIGINS is"):
        CounterSettings.from_environment({"SAMVERKAN_CORS_ORIGINS": text})


def test_origins_are_a_list() -> None:
    """With blanks or commas between them."""
    stated = {"SAMVERKAN_CORS_ORIGINS": f"{PAGE}, http://localhost:3000"}
    settings = CounterSettings.from_environment(stated)

    assert (PAGE, "http://localhost:3000") == settings.cors_origins
