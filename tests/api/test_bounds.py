"""What is too large is told so, before anything of it is read."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api import body, bounds
from tests.api.counter import EVERYTHING, counter

BASE = "/samverkan/v1"
EVENTS = f"{BASE}/doors/front/events"
OWN = 10
"""Headers that the client sends by itself, at most."""


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[TestClient[Litestar]]:
    with TestClient(counter()) as client:
        client.headers.update(EVERYTHING)
        yield client


def headers(count: int, size: int = 1) -> dict[str, str]:
    """Return so many headers, each with a value of that size."""
    return {f"x-{number}": "v" * size for number in range(count)}


@pytest.mark.parametrize(
    ("path", "sent", "answered"),
    [
        ("/doors", headers(bounds.HEADERS_MAX + 1), (431, "headers-too-large")),
        ("/doors", headers(40, 1_000), (431, "headers-too-large")),
        ("/doors", headers(1, bounds.HEADER_BYTES_MAX), (431, "headers-too-large")),
        ("/" + "d" * 9_000, {}, (414, "address-too-long")),
        ("/doors?" + "&".join(["q=" + "d" * 1_000] * 9), {}, (414, "address-too-long")),
        ("/doors?" + "&".join(["kind=a"] * 101), {}, (400, "parameters-too-many")),
        ("/doors?" + "&" * 200, {}, (400, "parameters-too-many")),
        ("/doors?q=" + "d" * 2_047, {}, (400, "parameter-too-long")),
        ("/doors?" + "d" * 2_049, {}, (400, "parameter-too-long")),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_what_is_too_large_is_not_read(
    client: TestClient[Litestar],
    method: str,
    path: str,
    sent: dict[str, str],
    answered: tuple[int, str],
) -> None:
    """Headers, address, parameters: of any method and of any route, with a problem."""
    answer = client.request(method, BASE + path, headers=sent)
    status, slug = answered

    assert status == answer.status_code
    assert "application/problem+json" == answer.headers["content-type"]
    if method == "HEAD":
        assert b"" == answer.content
    else:
        assert answer.json()["type"].endswith(f"/rules#{slug}")
        assert "vvvv" not in answer.text
        assert len(answer.content) < 10_000


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/doors", headers(bounds.HEADERS_MAX - OWN)),
        ("/doors", headers(1, bounds.HEADER_BYTES_MAX - 1_000)),
        ("/doors?" + "&".join(["kind=a"] * 100), {}),
        ("/doors?q=" + "d" * 2_046, {}),
        ("/doors?" + "&".join(["kind=" + "d" * 1_000] * 8), {}),
    ],
)
def test_what_is_just_within_is_read(
    client: TestClient[Litestar], path: str, sent: dict[str, str]
) -> None:
    """The bounds themselves are taken."""
    assert 200 == client.get(BASE + path, headers=sent).status_code


def test_a_deep_body_is_not_read(client: TestClient[Litestar]) -> None:
    """400 before it is decoded: 4 000 levels where 64 are read."""
    body = b'{"events": ' + b"[" * 4_000 + b"]" * 4_000 + b"}"
    answer = client.post(
        EVENTS, content=body, headers={"Content-Type": "application/json"}
    )

    assert 400 == answer.status_code
    assert "64" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("stated", [True, False])
def test_a_large_body_is_not_read(
    client: TestClient[Litestar], *, stated: bool
) -> None:
    """413, whether its length is stated or it comes in parts."""

    def parts() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 1_000

    body: Any = b" " * 20_000 if stated else parts()
    answer = client.post(
        EVENTS, content=body, headers={"Content-Type": "application/json"}
    )

    assert 413 == answer.status_code
    assert "10000" in answer.json()["detail"]


def test_it_is_told_in_swedish(client: TestClient[Litestar]) -> None:
    """As every refusal, in the client's language."""
    swedish = {"Accept-Language": "sv"}
    answer = client.get(f"{BASE}/doors?q=" + "d" * 3_000, headers=swedish)

    assert "sv" == answer.headers["content-language"]
    assert answer.json()["detail"].startswith("En parameter är 3002 byte lång")


@pytest.mark.anyio
async def test_a_slow_body_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """408, and the connection is closed: not a byte a second for ever."""
    monkeypatch.setattr(body, "SECONDS_MAX", 0.05)
    came = 0

    async def drop_by_drop() -> AsyncIterator[bytes]:
        nonlocal came
        while came < 100:
            came += 1
            yield b" "
            await asyncio.sleep(0.01)

    stated = {**EVERYTHING, "Content-Type": "application/json"}
    transport = httpx.ASGITransport(counter())
    async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
        answer = await client.post(EVENTS, content=drop_by_drop(), headers=stated)

    assert 408 == answer.status_code
    assert "application/problem+json" == answer.headers["content-type"]
    assert "close" == answer.headers["connection"]
    assert answer.json()["type"].endswith("/rules#body-too-slow")
    assert 1 < came < 99
