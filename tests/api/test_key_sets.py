"""An issuer's keys: at hand, renewed behind the requests, and not kept too long."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
import structlog
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key
from litestar.testing import TestClient

from api import not_identified
from api.key_sets import (
    COOLDOWN_SECONDS,
    FRESH_SECONDS,
    KEYS_MAX,
    REFRESH_SECONDS,
    STALE_SECONDS_MAX,
    FetchedKeys,
    public_keys,
)
from api.tokens import TokenVerifier
from api.turned_away import IssuerAway
from tests.api.counter import counter
from tests.api.issued import EC, ED, ISSUER, NOW, RSA, Keys, token

NEXT = ECKey.generate_key("P-256", {"kid": "next"})


def key_set(*keys: Key | Any) -> bytes:
    """Return a JWK set of the public part of the keys, and of what else is stated."""
    public = [k.as_dict(private=False) if isinstance(k, Key) else k for k in keys]
    return json.dumps({"keys": public}).encode()


class Source:
    """An issuer's address: answers, or fails while `away`."""

    def __init__(self, *keys: Key) -> None:
        self.keys = keys or (EC,)
        self.asked = 0
        self.away = False
        self.failure: Exception = httpx.ConnectError("away")

    async def __call__(self, url: str) -> bytes:
        """Answer as `api.fetching.fetched`."""
        assert url == ISSUER.jwks_uri
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise self.failure
        return key_set(*self.keys)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.seconds


def keys_of(source: Callable[[str], Awaitable[bytes]], clock: Clock) -> FetchedKeys:
    """Return the keys fetched from the source."""
    return FetchedKeys(ISSUER.jwks_uri, source, clock)


async def behind() -> None:
    """Let what runs in the background run."""
    await asyncio.sleep(0.01)


async def fetched_then_away(at: float = REFRESH_SECONDS + 1) -> tuple[Any, ...]:
    """Return keys that were had once, whose issuer did not answer the next time."""
    source, clock = Source(), Clock()
    keys = keys_of(source, clock)
    await keys.key("ec", "EC")
    source.away = True
    clock.seconds = at
    await keys.key("ec", "EC")
    await behind()
    return source, clock, keys


def test_unusable_keys_of_a_set_are_passed_over() -> None:
    """Secrets, broken ones, nameless ones, those of no algorithm of ours."""
    broken = {"kty": "EC", "kid": "broken"}
    secret = {"kty": "oct", "kid": "secret", "k": "AAAA"}
    enciphering = {**EC.as_dict(private=False), "kid": "enc", "use": "enc"}
    nameless = ECKey.generate_key("P-256").as_dict(private=False)
    other = ECKey.generate_key("P-384", {"kid": "p-384"})
    exchange = OKPKey.generate_key("X25519", {"kid": "x"})
    short = RSAKey.generate_key(1024, {"kid": "short"})
    long = {"kty": "RSA", "kid": "long", "n": "_" * 3_000, "e": "AQAB"}
    numbered = {**EC.as_dict(private=False), "kid": 7}
    unlike = ["not a key", None, 7, {}, {"kty": ["EC"], "kid": "a"}, {"kid": "b"}]
    odd = [broken, secret, enciphering, nameless, other, exchange, short, long]

    found = public_keys(key_set(*odd, numbered, *unlike, EC, ED, RSA))

    assert [*found] == [("ec", "EC"), ("ed", "OKP"), ("rsa", "RSA")]


def test_what_is_private_of_a_key_is_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Numbers that would be checked for minutes are not read at all, nor huge ones."""
    private = RSA.as_dict(private=True)
    huge = "A" * 60_000
    odd = {**private, "d": huge, "p": huge, "q": huge, "dp": "!", "oth": [7]}
    read: list[dict[str, Any]] = []

    def reading(members: dict[str, Any]) -> Key:
        read.append(members)
        return import_key(members)

    monkeypatch.setattr("api.key_sets.import_key", reading)
    found = public_keys(key_set(odd, {**private, "kid": "n", "n": huge}))

    assert [("rsa", "RSA")] == [*found]
    assert [{"e", "kid", "kty", "n"}] == [{*members} for members in read]


@pytest.mark.anyio
async def test_a_key_that_is_not_for_signatures_verifies_none() -> None:
    """What it says of its operations counts, though it is taken apart from the rest."""
    sealing = {**RSA.as_dict(private=False), "key_ops": ["encrypt"]}
    keys = Keys(*public_keys(key_set(sealing)).values())
    verifier = TokenVerifier([(ISSUER, keys)], clock=lambda: NOW)

    with pytest.raises(not_identified.KeyUnknown):
        await verifier.identify(token("RS256"))


def test_of_many_keys_a_hundred_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first of them; how many there were is told, and whose they are."""
    log = structlog.testing.CapturingLogger()
    monkeypatch.setattr(structlog, "get_logger", lambda: log)
    named = [{**EC.as_dict(private=False), "kid": f"k{n}"} for n in range(KEYS_MAX + 1)]
    found = public_keys(key_set(*named), "id.example")
    told = [call.args + tuple(call.kwargs.items()) for call in log.calls]

    assert [f"k{n}" for n in range(KEYS_MAX)] == [kid for kid, _ in found]
    assert [
        ("keys_passed_over", ("host", "id.example"), ("keys", KEYS_MAX + 1))
    ] == told


@pytest.mark.parametrize(
    "document", [b"", b"<html>", b"[]", b"{}", b'{"keys":{}}', b'{"keys":' + b"[" * 9]
)
def test_what_is_no_key_set_is_told(document: bytes) -> None:
    """So that the keys at hand stay."""
    with pytest.raises(ValueError, match=r"."):
        public_keys(document)


@pytest.mark.anyio
async def test_many_requests_fetch_the_keys_once() -> None:
    """They wait for the same fetch."""
    source = Source()
    keys = keys_of(source, Clock())

    found = await asyncio.gather(*(keys.key("ec", "EC") for _ in range(50)))

    assert all(found)
    assert source.asked == 1


@pytest.mark.anyio
async def test_many_unknown_keys_are_one_fetch() -> None:
    """Also where they come at the same time, long after the last one."""
    source, clock = Source(), Clock()
    keys = keys_of(source, clock)
    await keys.key("ec", "EC")
    clock.seconds = COOLDOWN_SECONDS + 1

    found = await asyncio.gather(*(keys.key(f"no-{n}", "EC") for n in range(50)))

    assert {None} == {*found}
    assert source.asked == 2


@pytest.mark.anyio
async def test_unknown_keys_do_not_make_us_ask_and_ask() -> None:
    """A new key is looked for, but not more often than the issuer can take."""
    source, clock = Source(), Clock()
    keys = keys_of(source, clock)
    for number in range(20):
        assert await keys.key(f"unknown-{number}", "EC") is None
    asked_at_first = source.asked
    clock.seconds = COOLDOWN_SECONDS + 1
    await keys.key("unknown", "EC")

    assert (asked_at_first, source.asked) == (1, 2)


@pytest.mark.anyio
async def test_a_new_key_is_found_when_its_first_token_comes() -> None:
    """A rotation holds up those alone who bring a token of the new key."""
    source, clock = Source(), Clock()
    keys = keys_of(source, clock)
    await keys.key("ec", "EC")
    source.keys = (EC, NEXT)
    clock.seconds = COOLDOWN_SECONDS + 1

    waiting = asyncio.create_task(keys.key("next", "EC"))
    await asyncio.sleep(0)
    meanwhile = await asyncio.wait_for(keys.key("ec", "EC"), 0.001)

    assert meanwhile is not None
    assert await waiting is not None


@pytest.mark.anyio
async def test_keys_are_renewed_behind_the_requests() -> None:
    """Nobody waits: the old ones serve until the new ones have come."""
    source, clock = Source(), Clock()
    keys = keys_of(source, clock)
    first = await keys.key("ec", "EC")
    clock.seconds = REFRESH_SECONDS + 1
    at_once = await keys.key("ec", "EC")
    await behind()
    later = await keys.key("ec", "EC")

    assert at_once is first
    assert later is not first
    assert source.asked == 2


@pytest.mark.anyio
async def test_an_issuer_is_left_in_peace() -> None:
    """While what it said is new, known keys are not asked for again."""
    source, clock = Source(), Clock()
    keys = keys_of(source, clock)
    for clock.seconds in (0, COOLDOWN_SECONDS + 1, REFRESH_SECONDS):
        await keys.key("ec", "EC")
        await behind()

    assert source.asked == 1


@pytest.mark.anyio
async def test_a_withdrawn_key_is_refused_once_it_is_no_longer_fresh() -> None:
    """Also where nobody has asked since before it was withdrawn."""
    source, clock = Source(EC, NEXT), Clock()
    keys = keys_of(source, clock)
    await keys.key("ec", "EC")
    source.keys = (NEXT,)
    clock.seconds = FRESH_SECONDS + 1

    found = await asyncio.gather(*(keys.key("ec", "EC") for _ in range(5)))

    assert {None} == {*found}
    assert source.asked == 2


@pytest.mark.anyio
async def test_old_keys_serve_while_the_issuer_is_away() -> None:
    """At once, and it is asked again only when it has had time to come back."""
    source, clock, keys = await fetched_then_away()
    asked = source.asked
    found = [await keys.key("ec", "EC") for _ in range(20)]
    await behind()
    soon = source.asked
    clock.seconds += COOLDOWN_SECONDS + 1
    found += [await keys.key("ec", "EC") for _ in range(20)]
    await behind()

    assert None not in found
    assert (2, 2, 3) == (asked, soon, source.asked)


@pytest.mark.anyio
async def test_stale_keys_are_let_go() -> None:
    """After an hour it is a 503: not a 401, for the token may be right."""
    _, clock, keys = await fetched_then_away()
    clock.seconds = STALE_SECONDS_MAX
    last = await keys.key("ec", "EC")
    await behind()
    clock.seconds = STALE_SECONDS_MAX + 1

    assert last is not None
    with pytest.raises(IssuerAway):
        await keys.key("ec", "EC")


@pytest.mark.anyio
async def test_an_issuer_that_is_back_is_trusted_again() -> None:
    """However long it was away."""
    source, clock, keys = await fetched_then_away()
    clock.seconds = 2 * STALE_SECONDS_MAX
    source.away = False

    assert await keys.key("ec", "EC") is not None


@pytest.mark.anyio
async def test_whether_a_new_key_is_right_cannot_be_told_without_its_issuer() -> None:
    """So it is a 503 there, while those at hand go on serving."""
    _, _, keys = await fetched_then_away()

    with pytest.raises(IssuerAway):
        await keys.key("next", "EC")
    assert await keys.key("ec", "EC") is not None


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("x"),
        httpx.ReadTimeout("x"),
        httpx.HTTPStatusError("x", request=None, response=None),  # type: ignore[arg-type]
        httpx.InvalidURL("x"),
        TimeoutError(),
        OSError("no such name"),
        ValueError("no key set"),
        RecursionError(),
    ],
)
@pytest.mark.anyio
async def test_an_issuer_never_reached_is_a_503(failure: Exception) -> None:
    """Whatever it was that failed; and it is not asked again at once."""
    source = Source()
    source.away, source.failure = True, failure
    keys = keys_of(source, Clock())
    for _ in range(3):
        with pytest.raises(IssuerAway):
            await keys.key("ec", "EC")

    assert source.asked == 1


def test_an_issuer_that_is_away_is_told_to_the_client() -> None:
    """503, and when to come back."""
    source = Source()
    source.away = True
    verifier = TokenVerifier([(ISSUER, keys_of(source, Clock()))], clock=lambda: NOW)
    with TestClient(counter(verifier)) as client:
        headers = {"Authorization": f"Bearer {token()}"}
        answer = client.get("/samverkan/v1/doors", headers=headers)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == str(COOLDOWN_SECONDS)
    assert answer.json()["type"].endswith("#issuer-away")


@pytest.mark.anyio
async def test_an_answer_that_never_ends_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Within the seconds that an issuer is waited for."""
    monkeypatch.setattr("api.key_sets.FETCH_SECONDS", 0.01)

    async def never(_: str) -> bytes:
        await asyncio.Event().wait()
        return b""

    with pytest.raises(IssuerAway):
        await asyncio.wait_for(keys_of(never, Clock()).key("ec", "EC"), 2)


@pytest.mark.anyio
async def test_a_request_that_is_given_up_leaves_the_fetch_to_the_others() -> None:
    """Whoever set it off."""
    source = Source()
    keys = keys_of(source, Clock())
    first = asyncio.create_task(keys.key("ec", "EC"))
    second = asyncio.create_task(keys.key("ec", "EC"))
    await asyncio.sleep(0)
    first.cancel()

    assert await second is not None
    assert source.asked == 1


@pytest.mark.anyio
async def test_a_remembered_token_falls_with_a_withdrawn_key() -> None:
    """Memory adds nothing to how long a key is taken."""
    source, clock = Source(), Clock()
    keys = keys_of(source, clock)
    verifier = TokenVerifier([(ISSUER, keys)], clock=lambda: NOW)
    bearer = token()
    await verifier.identify(bearer)
    source.keys = (NEXT,)
    clock.seconds = FRESH_SECONDS
    await verifier.identify(bearer)
    await behind()

    with pytest.raises(not_identified.KeyUnknown):
        await verifier.identify(bearer)


@pytest.mark.anyio
async def test_a_remembered_token_falls_with_stale_keys() -> None:
    """Then it is a 503, as for every other."""
    _, clock, keys = await fetched_then_away()
    verifier = TokenVerifier([(ISSUER, keys)], clock=lambda: NOW)
    bearer = token()
    await verifier.identify(bearer)
    clock.seconds = STALE_SECONDS_MAX + 1

    with pytest.raises(IssuerAway):
        await verifier.identify(bearer)
