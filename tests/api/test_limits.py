"""Whoever asks too often waits, and nobody waits for what another did."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from api.limits import Buckets, Limits
from api.not_identified import TokenMalformed
from api.settings import CounterSettings
from api.tokens import Identified
from domain.rights import Identity
from registry.settings import SettingRefusedError
from tests.api.counter import counter

DOORS = "/samverkan/v1/doors"
NOW = 1_000.0


class Stopwatch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        """Return where it stands, in seconds."""
        return self.now


class Named:
    """Lets in whom a token names: `agency/client/person`, and after / its own quota."""

    async def identify(self, token: str) -> Identified:
        """Return who is named; refuse what names nobody."""
        agency, *rest = token.split("/")
        if len(rest) < 2:
            raise TokenMalformed
        identity = Identity(
            agency=agency,
            client_id=rest[0],
            sub=rest[1],
            roles=frozenset({"manager"}),
            scopes=frozenset({"samverkan:read"}),
        )
        return Identified(identity, int(rest[2]) if len(rest) > 2 else None)


class Guest:
    """A client of an application whose clock stands."""

    def __init__(self, client: TestClient[Any], clock: Stopwatch) -> None:
        self.client = client
        self.clock = clock

    def ask(self, token: str = "", path: str = DOORS, **headers: str) -> Any:
        """Return the answer to GET."""
        stated = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.get(path, headers=stated | headers)

    def statuses(self, times: int, token: str = "", path: str = DOORS) -> list[int]:
        """Return the statuses of so many answers."""
        return [self.ask(token, path).status_code for _ in range(times)]


@pytest.fixture(name="guest")
def _guest() -> Iterator[Guest]:
    clock = Stopwatch()
    stated = {"requests_per_minute": 3, "failed_per_minute": 2}
    app = counter(Named(), **stated)
    app.state.limits = Limits(app.state.settings, clock)
    with TestClient(app) as client:
        yield Guest(client, clock)


def test_a_client_that_asks_too_often_waits(guest: Guest) -> None:
    """429 with Retry-After; so long after, the next is let through."""
    statuses = guest.statuses(4, "rv/system/p-1")
    refused = guest.ask("rv/system/p-1")
    guest.clock.now += int(refused.headers["retry-after"])

    assert [200, 200, 200, 429] == statuses
    assert "20" == refused.headers["retry-after"]
    assert "application/problem+json" == refused.headers["content-type"]
    assert refused.json()["type"].endswith("/rules#too-many-requests")
    assert [200, 429] == guest.statuses(2, "rv/system/p-1")


def test_each_answer_says_what_is_left(guest: Guest) -> None:
    """RateLimit-Policy and RateLimit, also where nothing is."""
    answers = [guest.ask("rv/system/p-1") for _ in range(4)]

    assert ['"client";q=3;w=60'] * 4 == [a.headers["ratelimit-policy"] for a in answers]
    assert [
        '"client";r=2;t=20', '"client";r=1;t=40', '"client";r=0;t=60',
        '"client";r=0;t=60',
    ] == [answer.headers["ratelimit"] for answer in answers]  # fmt: skip


@pytest.mark.parametrize("other", ["sv/system/p-1", "rv/other/p-1", "rv/system/p-2"])
def test_another_client_does_not_wait_for_it(guest: Guest, other: str) -> None:
    """Another agency, another system, another person: each has its own."""
    guest.statuses(4, "rv/system/p-1")

    assert [200, 200, 200, 429] == guest.statuses(4, other)


def test_a_client_may_be_given_its_own_number(guest: Guest) -> None:
    """What the issuer's line says goes before the setting."""
    assert [200] * 5 + [429] == guest.statuses(6, "rv/system/p-1/5")


def test_what_identifies_nobody_is_counted_by_address(guest: Guest) -> None:
    """No token, a wrong one, no such address: together; then 429 in their place."""
    first, second = guest.ask(), guest.ask("wrong")
    third, fourth = guest.ask(), guest.ask(path="/nowhere")

    assert [401, 401] == [first.status_code, second.status_code]
    assert [429, 429] == [third.status_code, fourth.status_code]
    assert '"failed";q=2;w=60' == first.headers["ratelimit-policy"]
    assert '"failed";r=0;t=60' == third.headers["ratelimit"]
    assert "www-authenticate" not in third.headers
    assert third.json()["type"].endswith("/rules#too-many-requests")


def test_a_missing_scope_is_counted_too(guest: Guest) -> None:
    """A valid token without the right to it is no way around the limit."""
    stated = {"Authorization": "Bearer rv/system/p-1"}
    path = f"{DOORS}/front/events"
    asked = [guest.client.post(path, json={}, headers=stated) for _ in range(3)]

    assert [403, 403, 429] == [answer.status_code for answer in asked]


def test_whoever_has_a_token_does_not_wait_for_those_who_fail(guest: Guest) -> None:
    """Behind one address there may be many: a whole agency, or a proxy's clients."""
    assert [401, 401, 429, 429] == guest.statuses(4, "wrong")
    assert [200, 200] == guest.statuses(2, "rv/system/p-1")


def test_what_is_open_is_counted_by_address_alone(guest: Guest) -> None:
    """As much as a client may ask, whatever token is sent along."""
    info = "/samverkan/v1/api-info"
    answers = [guest.ask("rv/system/p-1", info) for _ in range(4)]

    assert [200, 200, 200, 429] == [answer.status_code for answer in answers]
    assert '"open";q=3;w=60' == answers[0].headers["ratelimit-policy"]
    assert [200] == guest.statuses(1, "rv/system/p-1")


def test_options_are_counted_as_what_is_open(guest: Guest) -> None:
    """They need no token, and are no failure."""
    asked = [guest.client.options(DOORS) for _ in range(4)]

    assert [204, 204, 204, 429] == [answer.status_code for answer in asked]


def test_what_is_too_large_is_counted(guest: Guest) -> None:
    """It was not read, so nobody is known to have sent it."""
    long = f"{DOORS}?q=" + "d" * 3_000

    assert [400, 400, 429] == guest.statuses(3, "rv/system/p-1", long)


@pytest.mark.parametrize(
    ("client", "forwarded", "peer"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "for=198.51.100.7", "192.0.2.1"),
        ("10.0.0.4", "", "10.0.0.4"),
        ("10.0.0.4", "for=198.51.100.7", "198.51.100.7"),
        ("10.0.0.4", "for=1.1.1.1, for=198.51.100.7;proto=https", "198.51.100.7"),
        ("10.0.0.4", 'proto=https;for="198.51.100.7:4711"', "198.51.100.7"),
        ("10.0.0.4", 'for="[2001:db8:1:2:3::1]:4711"', "2001:db8:1:2::/64"),
        ("10.0.0.4", "for=_hidden", "_hidden"),
        ("10.0.0.4", "for=" + "x" * 1_000, "x" * 64),
        ("10.0.0.4", "nonsense,,;=", "10.0.0.4"),
        ("2001:db8:1:2:9::1", "", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("::ffff:10.0.0.4", "for=198.51.100.7", "198.51.100.7"),
        ("10.0.0.4", 'for="[::ffff:198.51.100.7]"', "198.51.100.7"),
        ("10.2.0.4", "for=198.51.100.7", "198.51.100.7"),
        ("::ffff:10.3.0.4", "for=198.51.100.7", "10.3.0.4"),
    ],
)
def test_a_peer_is_whom_a_named_proxy_says(
    client: str, forwarded: str, peer: str
) -> None:
    """`Forwarded` of anybody else is passed over: it could be anything.

    IPv4 is the same address where IPv6 wraps it, of a peer and of a proxy.
    """
    limits = Limits(CounterSettings(proxies=("10.0.0.0/24", "::ffff:10.2.0.0/112")))
    stated = [(b"forwarded", forwarded.encode())] if forwarded else []

    assert peer == limits.peer({"client": (client, 1), "headers": stated})


def test_a_server_that_knows_no_peer_counts_all_as_one() -> None:
    """On a socket of the file system there is no address."""
    assert "" == Limits(CounterSettings()).peer({"client": None, "headers": []})


@pytest.mark.parametrize("proxies", ["10.0.0.4/33", "proxy.example", "10.0.0.1/24"])
def test_a_proxy_that_is_no_address_is_refused(proxies: str) -> None:
    """By the variable's name, at the start."""
    with pytest.raises(SettingRefusedError, match="SAMVERKAN_PROXIES names"):
        CounterSettings.from_environment({"SAMVERKAN_PROXIES": proxies})


@given(
    st.integers(1, 10_000),
    st.lists(st.floats(0, 30), min_size=1, max_size=200),
)
def test_no_more_than_the_quota_in_any_minute(quota: int, pauses: list[float]) -> None:
    """At most the quota at once, and at most as many more as a minute fills."""
    clock = Stopwatch()
    buckets = Buckets("client", quota, clock)
    let = 0
    for pause in pauses:
        clock.now += pause
        let += buckets.take("one").wait_seconds == 0

    assert let <= quota + quota * (clock.now - NOW) / 60 + 1e-6


@given(st.integers(1, 10_000), st.integers(0, 300))
def test_after_the_wait_the_next_is_let_through(quota: int, pause: int) -> None:
    """The promise of Retry-After is kept, and no longer than needed is waited."""
    clock = Stopwatch()
    buckets = Buckets("client", quota, clock)
    for _ in range(quota):
        buckets.take("one")
    clock.now += pause
    while not (left := buckets.take("one")).wait_seconds:
        continue
    clock.now += left.wait_seconds

    assert 0 == left.requests
    assert 0 == buckets.take("one").wait_seconds


def test_the_buckets_are_bounded() -> None:
    """A million clients take no more memory than some; the longest unused goes."""
    buckets = Buckets("client", 1, Stopwatch(), kept_max=100)
    buckets.take("first")
    seen = [len(buckets)]
    for number in range(1_000):
        buckets.take(number)
        seen.append(len(buckets))

    assert 100 == max(seen)
    assert 0 == buckets.take("first").wait_seconds
    assert 60 == buckets.take(999).wait_seconds


def test_processes_have_settings_for_it() -> None:
    """Generous for a client, sparing for what fails."""
    settings = CounterSettings()
    stated: Mapping[str, str] = {
        "SAMVERKAN_REQUESTS_PER_MINUTE": "60",
        "SAMVERKAN_FAILED_PER_MINUTE": "5",
        "SAMVERKAN_PROXIES": "10.0.0.4, 10.1.0.0/16 2001:db8::/32",
    }
    set_ = CounterSettings.from_environment(stated)

    assert (3_000, 60, ()) == (
        settings.requests_per_minute, settings.failed_per_minute, settings.proxies,
    )  # fmt: skip
    assert (60, 5) == (set_.requests_per_minute, set_.failed_per_minute)
    assert ("10.0.0.4", "10.1.0.0/16", "2001:db8::/32") == set_.proxies
