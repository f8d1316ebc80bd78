"""Who asks: only a token that is right in every respect is taken."""

import asyncio
import base64
import json
import stat
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from litestar.testing import TestClient

from api import not_identified as refused
from api.development_issuer import DevelopmentIssuer, development_issuer
from api.issuers import (
    COOLDOWN_SECONDS,
    FRESH_SECONDS,
    FetchedKeys,
    Issuer,
    public_keys,
    read_issuers,
)
from api.settings import CounterSettings
from api.tokens import TokenVerifier
from api.turned_away import IssuerAway, slug
from domain.rights import Identity
from registry.settings import SettingRefusedError
from tests.api.counter import counter

EC = ECKey.generate_key("P-256", {"kid": "ec"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
KEYS: dict[str, Key] = {"ES256": EC, "EdDSA": ED, "RS256": RSA, "PS256": RSA}
NOW = int(time.time())
CLAIMS: dict[str, Any] = {
    "iss": "https://id.example",
    "aud": ["elsewhere", "registry"],
    "iat": NOW,
    "exp": NOW + 300,
    "sub": "p-1042",
    "client_id": "case-system",
    "agency": "registerverket",
    "roles": ["union_representative", "a_role_of_theirs"],
    "organisation": "st",
    "units": ["sundsvall"],
    "scope": "openid samverkan:read",
}
ISSUER = Issuer(
    issuer="https://id.example",
    audience="registry",
    jwks_uri="https://id.example/jwks",
    agencies=frozenset({"registerverket"}),
    token_seconds_max=600,
)


class Keys:
    """The issuer's keys, at hand."""

    async def key(self, kid: str, key_type: str) -> Key | None:
        """As `KeySource.key`."""
        known = {(str(key.kid), key.key_type): key for key in KEYS.values()}
        return known.get((kid, key_type))


VERIFIER = TokenVerifier([(ISSUER, Keys())])


def token(
    algorithm: str = "ES256",
    header: dict[str, Any] | None = None,
    without: str = "",
    key: Key | None = None,
    **claims: Any,
) -> str:
    """Return a token that is right but for what is stated."""
    key = key or KEYS.get(algorithm, EC)
    said = {"alg": algorithm, "typ": "at+jwt", "kid": key.kid, **(header or {})}
    head = {name: value for name, value in said.items() if value is not None}
    body = {name: value for name, value in (CLAIMS | claims).items() if name != without}
    return jwt.encode(head, body, key, algorithms=[algorithm], default_type=None)


def unsigned() -> str:
    """Return a token of algorithm none."""
    head = {"alg": "none", "typ": "at+jwt", "kid": "ec"}
    parts = [base64.urlsafe_b64encode(json.dumps(x).encode()) for x in (head, CLAIMS)]
    return b".".join(part.rstrip(b"=") for part in parts).decode() + "."


def tampered() -> str:
    """Return a token whose payload was exchanged after signing."""
    head, _, signature = token().split(".")
    _, payload, _ = token(agency="another").split(".")
    return f"{head}.{payload}.{signature}"


SECRET = OctKey.generate_key(256, {"kid": "ec"})
STRANGER = ECKey.generate_key("P-256", {"kid": "ec"})

BAD: dict[str, tuple[Callable[[], str], type[refused.NotIdentified]]] = {
    "without kid": (lambda: token(header={"kid": None}), refused.KeyUnnamed),
    "unknown kid": (lambda: token(header={"kid": "other"}), refused.KeyUnknown),
    "kid of another type": (lambda: token(header={"kid": "rsa"}), refused.KeyUnknown),
    "alg none": (unsigned, refused.TokenMalformed),
    "alg none, signed": (
        lambda: unsigned() + "c2ln",
        refused.AlgorithmRefused,
    ),
    "HS256": (lambda: token("HS256", key=SECRET), refused.AlgorithmRefused),
    "wrong typ": (lambda: token(header={"typ": "JWT"}), refused.TokenTypeRefused),
    "no typ": (lambda: token(header={"typ": None}), refused.TokenTypeRefused),
    "expired": (
        lambda: token(iat=NOW - 400, exp=NOW - 100),
        refused.TokenExpired,
    ),
    "not yet valid": (lambda: token(nbf=NOW + 100), refused.TokenNotYetValid),
    "issued ahead": (
        lambda: token(iat=NOW + 100, exp=NOW + 200),
        refused.TokenNotYetValid,
    ),
    "wrong audience": (lambda: token(aud="elsewhere"), refused.AudienceWrong),
    "wrong issuer": (lambda: token(iss="https://x.example"), refused.IssuerUnknown),
    "oversized": (lambda: token(padding="x" * 9_000), refused.TokenTooLong),
    "two parts": (lambda: "a.b", refused.TokenMalformed),
    "not base64": (lambda: "å.ä.ö", refused.TokenMalformed),
    "not JSON": (lambda: "YWJj.YWJj.YWJj", refused.TokenMalformed),
    "five parts": (lambda: "a.b.c.d.e", refused.TokenMalformed),
    "tampered": (tampered, refused.SignatureWrong),
    "another's key": (lambda: token(key=STRANGER), refused.SignatureWrong),
    "lifetime too long": (lambda: token(exp=NOW + 601), refused.TokenTooLongLived),
    "agency not allowed": (
        lambda: token(agency="another"),
        refused.AgencyNotOfIssuer,
    ),
    "every agency": (lambda: token(agency="*"), refused.ClaimMissing),
    "no known role": (lambda: token(roles=["king"]), refused.ClaimMissing),
    "roles as text": (lambda: token(roles="manager"), refused.ClaimMissing),
    "clearance unknown": (lambda: token(clearance="top"), refused.ClaimMissing),
    "exp as text": (lambda: token(exp="tomorrow"), refused.ClaimMissing),
}
for _claim in ("iss", "aud", "exp", "iat", "sub", "client_id", "agency", "roles"):
    BAD[f"without {_claim}"] = (
        lambda claim=_claim: token(without=claim),  # type: ignore[misc]
        refused.ClaimMissing,
    )


def ask(bearer: str, path: str = "/samverkan/v1/doors", method: str = "GET") -> Any:
    """Return what the counter answers."""
    with TestClient(counter(VERIFIER)) as client:
        headers = {"Authorization": f"Bearer {bearer}".encode()}
        return client.request(method, path, headers=headers)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_is_turned_away_with_its_reason(name: str) -> None:
    """401, why in the problem and in `WWW-Authenticate`, and nothing leaks."""
    make, reason = BAD[name]
    bearer = make()

    answer = ask(bearer)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith(
        'Bearer realm="samverkan", error="invalid_token", error_description="'
    )
    assert answer.json()["type"].endswith(f"#{slug(reason.__name__)}")
    assert bearer not in answer.text
    assert "registerverket" not in answer.text


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic YTpi"}])
def test_without_a_token_nothing_is_said(headers: dict[str, str]) -> None:
    """401 with the scheme that is needed, and no error: RFC 6750, 3.1."""
    with TestClient(counter(VERIFIER)) as client:
        answer = client.get("/samverkan/v1/doors", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="samverkan"'


def test_a_missing_scope_is_named() -> None:
    """403: who may read may not therefore record."""
    answer = ask(token(), "/samverkan/v1/doors/front/events", "POST")

    assert answer.status_code == 403
    assert "samverkan:record" in answer.json()["detail"]
    assert 'scope="samverkan:record"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize("algorithm", KEYS)
@pytest.mark.anyio
async def test_a_right_token_says_who_asks(algorithm: str) -> None:
    """With every algorithm that is taken; roles that are not ours are left out."""
    identity = await VERIFIER.identify(token(algorithm))

    assert identity == Identity(
        agency="registerverket",
        sub="p-1042",
        client_id="case-system",
        roles=frozenset({"union_representative"}),
        organisation="st",
        units=frozenset({"sundsvall"}),
        clearance="open",
        scopes=frozenset({"openid", "samverkan:read"}),
    )


@pytest.mark.anyio
async def test_clocks_may_differ_a_little() -> None:
    """Half a minute either way."""
    identity = await VERIFIER.identify(token(iat=NOW + 20, exp=NOW + 40))

    assert identity.sub == "p-1042"


@pytest.mark.anyio
async def test_a_remembered_token_still_expires() -> None:
    """The signature is not looked at again for a minute; the expiry is."""
    now = [float(NOW)]
    verifier = TokenVerifier([(ISSUER, Keys())], clock=lambda: now[0])
    bearer = token(exp=NOW + 10)
    await verifier.identify(bearer)
    now[0] += 41

    with pytest.raises(refused.TokenExpired):
        await verifier.identify(bearer)


JWKS = json.dumps(
    {
        "keys": [
            EC.as_dict(private=False),
            {"kty": "oct", "kid": "secret", "k": "AAAA"},
            {"kty": "EC", "kid": "broken"},
            ECKey.generate_key("P-256").as_dict(private=False),
            "not a key",
        ]
    }
).encode()


class Source:
    """An issuer's address: answers, or fails while `away`."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False

    async def __call__(self, url: str) -> bytes:
        """Answer as `api.issuers.fetched`."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise httpx.ConnectError(url)
        return JWKS


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.seconds


def keys_of(source: Callable[[str], Awaitable[bytes]], clock: Clock) -> FetchedKeys:
    """Return the keys fetched from the source."""
    return FetchedKeys("https://id.example/jwks", source, clock)


def test_unusable_keys_of_a_set_are_passed_over() -> None:
    """Secrets, broken ones, nameless ones; the rest can be used."""
    assert list(public_keys(JWKS)) == [("ec", "EC")]


@pytest.mark.anyio
async def test_many_requests_fetch_the_keys_once() -> None:
    """They wait for the same fetch."""
    source = Source()
    keys = keys_of(source, Clock())

    found = await asyncio.gather(*(keys.key("ec", "EC") for _ in range(50)))

    assert all(found)
    assert source.asked == 1


@pytest.mark.anyio
async def test_old_keys_serve_while_new_ones_are_fetched() -> None:
    """And go on serving while the issuer is away."""
    source, clock = Source(), Clock()
    keys = keys_of(source, clock)
    await keys.key("ec", "EC")
    source.away = True
    clock.seconds = FRESH_SECONDS + 1

    at_once = await keys.key("ec", "EC")
    await asyncio.sleep(0.01)
    later = await keys.key("ec", "EC")

    assert at_once is not None
    assert later is at_once
    assert source.asked == 2


@pytest.mark.anyio
async def test_an_issuer_never_reached_is_a_503() -> None:
    """Not a 401: the token may be right."""
    source = Source()
    source.away = True

    with pytest.raises(IssuerAway):
        await keys_of(source, Clock()).key("ec", "EC")


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read"),
        ('[{"issuer": "x"}]', "cannot be read"),
        (
            '[{"issuer":"x","audience":"y","jwksUri":"http://x/","agencies":[]}]',
            "https",
        ),
        (
            '[{"issuer":"x","audience":"y","jwksUri":"file:///x","agencies":[]}]',
            "https",
        ),
    ],
)
def test_a_wrong_file_of_issuers_is_explained(
    tmp_path: Path, text: str, said: str
) -> None:
    """What was found and what was needed."""
    path = tmp_path / "issuers.json"
    path.write_text(text)

    with pytest.raises(SettingRefusedError, match=said):
        read_issuers(path)


def test_issuers_are_read_from_their_file(tmp_path: Path) -> None:
    """Plain http only on this machine."""
    path = tmp_path / "issuers.json"
    path.write_text(
        '[{"issuer":"x","audience":"y","jwksUri":"http://127.0.0.1:1/k","agencies":["a"]}]'
    )

    assert [one.issuer for one in read_issuers(path)] == ["x"]


@pytest.mark.anyio
async def test_a_development_token_is_taken(tmp_path: Path) -> None:
    """Minted here, with a key that only its owner may read, the same next time."""
    issuer = DevelopmentIssuer(tmp_path)
    again = DevelopmentIssuer(tmp_path)
    verifier = TokenVerifier([(again.line, again)])

    bearer = issuer.mint("registerverket", "p-1", ["manager"], units=["hr"])
    identity = await verifier.identify(bearer)

    key = tmp_path / "development-issuer.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert identity.units == {"hr"}
    assert identity.scopes == {"samverkan:read", "samverkan:record"}
    assert "d" not in issuer.jwks()["keys"][0]


@pytest.mark.anyio
async def test_a_development_token_lives_five_minutes_at_most(tmp_path: Path) -> None:
    """Whoever mints it."""
    issuer = DevelopmentIssuer(tmp_path)
    verifier = TokenVerifier([(issuer.line, issuer)])

    with pytest.raises(refused.TokenTooLongLived):
        await verifier.identify(issuer.mint("a1", "p", ["manager"], seconds=301))


def test_the_development_issuer_works_on_loopback_alone(tmp_path: Path) -> None:
    """Off unless switched on; switched on, the registry must listen here alone."""
    on = CounterSettings(development_issuer=True, var=tmp_path)
    beyond = CounterSettings(development_issuer=True, host="0.0.0.0", var=tmp_path)  # noqa: S104 - what is refused

    assert development_issuer(CounterSettings()) is None
    assert development_issuer(on) is not None
    with pytest.raises(SettingRefusedError, match=r"127\.0\.0\.1 alone"):
        development_issuer(beyond)
