"""What a server does by itself, before the application sees a request."""

import http.client
from collections.abc import Iterator

import pytest

from api.address import BASE
from api.bounds import HEADERS_MAX
from tests.conftest import new_database
from tests.served import Served, login

INFO = f"{BASE}/api-info"


@pytest.fixture(name="served", scope="module")
def _served(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with new_database(postgres, template=template) as url, login(url) as own:
        served = Served(own, folder, MAKE_KEYS="true", BODY_BYTES_MAX="10000")
        try:
            served.wait()
            yield served
        finally:
            served.stop()


def asked(served: Served, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """Return status and body of the answer on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def headers(count: int, size: int = 1) -> dict[str, str]:
    """Return so many headers, each with a value of that size."""
    return {f"x-{number}": "v" * size for number in range(count)}


def test_the_bounds_of_the_application_come_before_those_of_the_server(
    served: Served,
) -> None:
    """So that whoever is a little over is told so in words."""
    status, body = asked(served, INFO, headers(HEADERS_MAX + 1))
    large, larger = asked(served, INFO, headers(40, 1_000))

    assert (431, 431) == (status, large)
    assert b"headers-too-large" in body
    assert b"headers-too-large" in larger


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        (INFO, headers(150), 431),
        (INFO, headers(1, 100_000), 431),
        (f"{INFO}?{'q' * 66_000}", {}, 431),
    ],
)
def test_what_is_far_too_large_the_server_cuts_off(
    served: Served, path: str, sent: dict[str, str], status: int
) -> None:
    """Nothing of it reaches the application."""
    before = served.output.stat().st_size

    assert (status, b"") == asked(served, path, sent)
    assert before == served.output.stat().st_size


def test_a_body_without_an_end_is_not_read_to_it(served: Served) -> None:
    """413 as soon as it is too large; the rest is never sent."""
    sent = 0

    def parts() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(20_000):
            sent += 10_000
            yield b" " * 10_000

    own = {**served.own, "Content-Type": "application/json"}
    answer = served.client.post("/issues", content=parts(), headers=own)

    assert 413 == answer.status_code
    assert sent < 200_000_000


def test_it_does_not_say_what_it_is(served: Served) -> None:
    """No product and no version; the headers of the application once each."""
    answer = served.client.get("/api-info")

    assert ["samverkan"] == answer.headers.get_list("server")
    assert ["nosniff"] == answer.headers.get_list("x-content-type-options")
