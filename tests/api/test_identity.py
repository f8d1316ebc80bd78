"""Who may ask: tokens of the right issuer, signed, in time, for this registry."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey
from litestar.connection import ASGIConnection
from litestar.testing import TestClient

from api import claims_refused, not_identified
from api.development_issuer import DevelopmentIssuer, development_issuer
from api.identity import identified
from api.issuers import Client
from api.not_identified import NotIdentified
from api.settings import CounterSettings
from api.token_form import DEPTH_MAX
from api.tokens import REMEMBERED_SECONDS, TokenVerifier
from api.turned_away import slug
from domain.rights import Identity
from registry.settings import SettingRefusedError
from tests.api.counter import counter
from tests.api.issued import (
    CLAIMS,
    EC,
    ISSUER,
    KEYS,
    NOW,
    VERIFIER,
    Keys,
    claiming,
    headed,
    line,
    signed,
    token,
    unsigned,
)

SECRET = OctKey.generate_key(256, {"kid": "ec"})
STRANGER = ECKey.generate_key("P-256", {"kid": "ec"})
JSON = json.dumps(CLAIMS)


def tampered() -> str:
    """Return a token whose payload was exchanged after signing."""
    head, _, signature = token().split(".")
    _, payload, _ = token(agency="another").split(".")
    return f"{head}.{payload}.{signature}"


def respelled() -> str:
    """Return a right token whose last sign has a bit that no byte needs."""
    right = token()
    last = {"A": "B", "Q": "R", "g": "h", "w": "x"}[right[-1]]
    return right[:-1] + last


Bad = tuple[Callable[[], str], type[NotIdentified]]

FORM: dict[str, Bad] = {
    "without kid": (lambda: token(header={"kid": None}), not_identified.KeyUnnamed),
    "kid a number": (lambda: headed(kid=7), not_identified.KeyUnnamed),
    "unknown kid": (lambda: headed(kid="other"), not_identified.KeyUnknown),
    "kid of another type": (lambda: headed(kid="rsa"), not_identified.KeyUnknown),
    "alg none": (unsigned, not_identified.AlgorithmRefused),
    "alg none, signed": (lambda: unsigned("c2ln"), not_identified.AlgorithmRefused),
    "alg NONE": (lambda: headed(alg="nOnE"), not_identified.AlgorithmRefused),
    "alg a list": (lambda: headed(alg=["ES256"]), not_identified.AlgorithmRefused),
    "HS256": (lambda: token("HS256", key=SECRET), not_identified.AlgorithmRefused),
    "HS512": (lambda: headed(alg="HS512"), not_identified.AlgorithmRefused),
    "wrong typ": (lambda: headed(typ="JWT"), not_identified.TokenTypeRefused),
    "no typ": (lambda: token(header={"typ": None}), not_identified.TokenTypeRefused),
    "crit": (lambda: headed(crit=["exp"], exp=1), not_identified.HeaderCritical),
    "crit, empty": (lambda: headed(crit=[]), not_identified.HeaderCritical),
    "b64 false": (lambda: headed(b64=False), not_identified.PayloadUnencoded),
    "b64 false, critical": (
        lambda: headed(b64=False, crit=["b64"]),
        not_identified.PayloadUnencoded,
    ),
    "oversized": (lambda: token(padding="x" * 9_000), not_identified.TokenTooLong),
    "oversized nonsense": (lambda: "." * 8_193, not_identified.TokenTooLong),
    "two parts": (lambda: "a.b", not_identified.TokenMalformed),
    "five parts": (lambda: "a.b.c.d.e", not_identified.TokenMalformed),
    "no signature": (lambda: token().rpartition(".")[0] + ".",
                     not_identified.TokenMalformed),
    "not base64": (lambda: "å.ä.ö", not_identified.TokenMalformed),
    "padded": (lambda: token() + "==", not_identified.TokenMalformed),
    "respelled": (respelled, not_identified.TokenMalformed),
    "broken by a line": (lambda: token().replace(".", ".\t", 1),
                         not_identified.TokenMalformed),
    "not JSON": (lambda: "YWJj.YWJj.YWJj", not_identified.TokenMalformed),
    "a list": (lambda: claiming(f"[{JSON}]"), not_identified.TokenMalformed),
    "NaN": (lambda: claiming(JSON[:-1] + ',"x":NaN}'), not_identified.TokenMalformed),
    "UTF-16": (lambda: signed('{"alg":"ES256","typ":"at+jwt","kid":"ec"}',
                              JSON.encode("utf-16")), not_identified.TokenMalformed),
    "a number without end": (lambda: claiming(JSON[:-1] + ',"x":' + "9" * 5_000 + "}"),
                             not_identified.TokenMalformed),
    "deep": (lambda: token(x=json.loads("[" * DEPTH_MAX + "]" * DEPTH_MAX)),
             not_identified.TokenTooDeep),
    "deeper than can be read": (lambda: claiming('{"x":' + "[" * 5_500),
                                not_identified.TokenTooDeep),
    "deep header": (lambda: headed(x=json.loads("[" * DEPTH_MAX + "]" * DEPTH_MAX)),
                    not_identified.TokenTooDeep),
    "tampered": (tampered, not_identified.SignatureWrong),
    "another's key": (lambda: token(key=STRANGER), not_identified.SignatureWrong),
    "wrong issuer": (lambda: token(iss="https://x.example"),
                     not_identified.IssuerUnknown),
    "two agencies": (lambda: claiming(JSON[:-1] + ',"agency":"another"}'),
                     not_identified.MemberTwice),
    "two agencies, escaped": (lambda: claiming('{"\\u0061gency":"another",' + JSON[1:]),
                              not_identified.MemberTwice),
    "two algorithms": (
        lambda: signed('{"alg":"ES256","typ":"at+jwt","kid":"ec","alg":"none"}', JSON),
        not_identified.MemberTwice,
    ),
}  # fmt: skip

SAID: dict[str, Bad] = {
    "expired": (
        lambda: token(iat=NOW - 400, exp=NOW - 100),
        claims_refused.TokenExpired,
    ),
    "not yet valid": (lambda: token(nbf=NOW + 100), claims_refused.TokenNotYetValid),
    "issued ahead": (
        lambda: token(iat=NOW + 100, exp=NOW + 200),
        claims_refused.TokenNotYetValid,
    ),
    "iat after exp": (lambda: token(iat=NOW + 20, exp=NOW + 10),
                      claims_refused.TokenNeverValid),
    "nbf at exp": (lambda: token(nbf=NOW + 10, exp=NOW + 10),
                   claims_refused.TokenNeverValid),
    "exp as text": (lambda: token(exp="tomorrow"), claims_refused.ExpiryUnstated),
    "exp true": (lambda: token(exp=True), claims_refused.ExpiryUnstated),
    "exp null": (lambda: token(exp=None), claims_refused.ExpiryUnstated),
    "without exp": (lambda: token(without="exp"), claims_refused.ExpiryUnstated),
    "exp without end": (lambda: claiming(JSON.replace(str(NOW + 300), "1e999")),
                        claims_refused.ClaimMissing),
    "wrong audience": (lambda: token(aud="elsewhere"), claims_refused.AudienceWrong),
    "no audience": (lambda: token(aud=[]), claims_refused.AudienceWrong),
    "lifetime too long": (
        lambda: token(exp=NOW + 601),
        claims_refused.TokenTooLongLived,
    ),
    "agency not allowed": (
        lambda: token(agency="another"),
        claims_refused.AgencyNotOfIssuer,
    ),
    "agencies": (
        lambda: token(agency=["registerverket", "another"]),
        claims_refused.AgenciesSeveral,
    ),
    "every agency": (lambda: token(agency="*"), claims_refused.ClaimMissing),
    "no known role": (lambda: token(roles=["king"]), claims_refused.RolesUnknown),
    "a role that nobody holds": (
        lambda: token(roles=["joint_body"]),
        claims_refused.RolesUnknown,
    ),
    "roles as text": (lambda: token(roles="manager"), claims_refused.RolesMissing),
    "no roles": (lambda: token(roles=[]), claims_refused.RolesMissing),
    "without roles": (lambda: token(without="roles"), claims_refused.RolesMissing),
    "a role that is a number": (lambda: token(roles=[1]), claims_refused.ClaimMissing),
    "a union representative of none": (
        lambda: token(without="organisation"),
        claims_refused.OrganisationMissing,
    ),
    "units and all": (lambda: token(units=["*", "hr"]), claims_refused.UnitsMixed),
    "all twice": (lambda: token(units=["*", "*"]), claims_refused.UnitsMixed),
    "units as text": (lambda: token(units="*"), claims_refused.ClaimMissing),
    "units unlike": (lambda: token(units=["h*"]), claims_refused.ClaimMissing),
    "clearance unknown": (lambda: token(clearance="top"), claims_refused.ClaimMissing),
    "scope a list": (lambda: token(scope=["samverkan:read"]),
                     claims_refused.ClaimMissing),
    "iss a list": (lambda: token(iss=["https://id.example"]),
                   claims_refused.ClaimMissing),
    "half a sign": (lambda: claiming(JSON.replace("p-1042", "\\ud800")),
                    claims_refused.ClaimMissing),
}  # fmt: skip
for _claim in ("iss", "aud", "iat", "sub", "client_id", "agency"):
    SAID[f"without {_claim}"] = (
        lambda claim=_claim: token(without=claim),  # type: ignore[misc]
        claims_refused.ClaimMissing,
    )
BAD = FORM | SAID


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


def test_every_reason_has_a_token_that_gives_it() -> None:
    """No reason stands in the list that no test provokes."""
    every = {
        kind
        for module in (not_identified, claims_refused)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, NotIdentified)
    }
    elsewhere = {
        NotIdentified,
        not_identified.TokenMissing,
        claims_refused.ClientUnlisted,
        claims_refused.RolesNotOfClient,
        claims_refused.OrganisationNotOfIssuer,
    }

    assert elsewhere == every - {reason for _, reason in BAD.values()}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer  \t"},
    ],
)
def test_without_a_token_nothing_is_said(headers: dict[str, str]) -> None:
    """401 with the scheme that is needed, and no error: RFC 6750, 3.1."""
    with TestClient(counter(VERIFIER)) as client:
        answer = client.get("/samverkan/v1/doors", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="samverkan"'


@pytest.mark.parametrize(
    ("after", "status"), [(" ", 200), ("\t ", 200), ("\xa0", 401), ("\x0b", 401)]
)
def test_blanks_around_a_token_are_not_of_it(after: str, status: int) -> None:
    """Space and tab are blanks of a header (RFC 9110, 5.6.3), and nothing else is."""
    assert ask(token() + after).status_code == status


def test_two_tokens_are_none() -> None:
    """Which of them counts is not guessed at."""
    twice = [("Authorization", f"Bearer {token()}")] * 2
    with TestClient(counter(VERIFIER)) as client:
        answer = client.get("/samverkan/v1/doors", headers=twice)

    assert answer.status_code == 401


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
    found = await VERIFIER.identify(token(algorithm))

    assert found.identity == Identity(
        agency="registerverket",
        sub="p-1042",
        client_id="case-system",
        iss="https://id.example",
        roles=frozenset({"union_representative"}),
        organisation="st",
        units=frozenset({"sundsvall"}),
        clearance="open",
        scopes=frozenset({"openid", "samverkan:read"}),
    )
    assert found.requests_per_minute is None


@pytest.mark.parametrize(
    "bearer",
    [
        headed(typ="application/AT+JWT"),
        headed(x5t="abc", nonce="n", jku="https://evil.example/keys"),
        headed(jwk=STRANGER.as_dict(private=False)),
        headed(x5c=["x" * 1_000]),
    ],
)
@pytest.mark.anyio
async def test_what_else_a_header_has_is_passed_over(bearer: str) -> None:
    """RFC 7515, 4: and no key that it brings is looked at, nor where it points."""
    found = await VERIFIER.identify(bearer)

    assert found.identity.sub == "p-1042"


@pytest.mark.anyio
async def test_a_key_that_a_token_brings_along_is_not_taken() -> None:
    """Whoever signs with their own key and sends it is a stranger still."""
    own = STRANGER.as_dict(private=False)

    with pytest.raises(not_identified.SignatureWrong):
        await VERIFIER.identify(token(key=STRANGER, header={"jwk": own}))


@pytest.mark.parametrize(
    ("units", "expected"), [(["*"], {"*"}), ([], set()), (["a", "b"], {"a", "b"})]
)
@pytest.mark.anyio
async def test_units_are_some_or_all(units: list[str], expected: set[str]) -> None:
    """A star is the whole agency; without units, roles are of none."""
    found = await VERIFIER.identify(token(units=units))
    without = await VERIFIER.identify(token(without="units"))

    assert found.identity.units == expected
    assert without.identity.units == frozenset()


@pytest.mark.anyio
async def test_an_approver_may_be_of_the_employer() -> None:
    """So no organisation is demanded of one."""
    found = await VERIFIER.identify(token(roles=["approver"], organisation=None))

    assert found.identity.organisation is None


@pytest.mark.anyio
async def test_clocks_may_differ_a_little() -> None:
    """Half a minute either way."""
    found = await VERIFIER.identify(token(iat=NOW + 20, exp=NOW + 40))

    assert found.identity.sub == "p-1042"


@pytest.mark.anyio
async def test_a_remembered_token_still_expires() -> None:
    """The signature is not looked at again for a minute; the expiry is."""
    now = [float(NOW)]
    verifier = TokenVerifier([(ISSUER, Keys())], clock=lambda: now[0])
    bearer = token(exp=NOW + 10)
    await verifier.identify(bearer)
    now[0] += 39
    await verifier.identify(bearer)
    now[0] += 2

    with pytest.raises(claims_refused.TokenExpired):
        await verifier.identify(bearer)


@pytest.mark.anyio
async def test_a_remembered_token_falls_with_its_key() -> None:
    """As soon as the registry knows that the issuer has withdrawn it."""
    keys = Keys(EC)
    verifier = TokenVerifier([(ISSUER, keys)], clock=lambda: NOW)
    bearer = token()
    await verifier.identify(bearer)
    keys.held.clear()

    with pytest.raises(not_identified.KeyUnknown):
        await verifier.identify(bearer)


@pytest.mark.anyio
async def test_a_remembered_token_falls_when_its_key_is_another() -> None:
    """One that the issuer now has under the same name."""
    keys = Keys(EC)
    verifier = TokenVerifier([(ISSUER, keys)], clock=lambda: NOW)
    bearer = token()
    await verifier.identify(bearer)
    keys.held["ec", "EC"] = STRANGER

    with pytest.raises(not_identified.SignatureWrong):
        await verifier.identify(bearer)


@pytest.mark.anyio
async def test_a_token_is_verified_once_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In between it is known by its fingerprint."""
    verified: list[float] = []
    now = [float(NOW)]
    verifier = TokenVerifier([(ISSUER, Keys())], clock=lambda: now[0])
    monkeypatch.setattr(
        "api.tokens._check_signature", lambda *_: verified.append(now[0])
    )
    bearer = token()
    for later in (0, 1, REMEMBERED_SECONDS - 1, REMEMBERED_SECONDS):
        now[0] = NOW + later
        await verifier.identify(bearer)

    assert verified == [NOW, NOW + REMEMBERED_SECONDS]


@pytest.mark.parametrize("limit", [None, 120])
@pytest.mark.anyio
async def test_the_request_knows_how_much_its_client_may_ask(limit: int | None) -> None:
    """As the issuer's line says; None where it says nothing."""
    client = Client(requests_per_minute=limit)
    issuer = line(clients={"case-system": client})
    app = counter(TokenVerifier([(issuer, Keys())], clock=lambda: NOW))
    scope: Any = {
        "type": "http",
        "method": "GET",
        "headers": [(b"authorization", f"Bearer {token()}".encode())],
        "litestar_app": app,
        "app": app,
        "state": {},
    }
    handler: Any = type("Route", (), {"opt": {}})

    await identified(ASGIConnection(scope), handler)

    assert scope["state"]["requests_per_minute"] == limit


@pytest.mark.anyio
async def test_a_development_token_is_taken(tmp_path: Path) -> None:
    """Minted here, with a key that only its owner may read, the same next time."""
    issuer = DevelopmentIssuer(tmp_path)
    again = DevelopmentIssuer(tmp_path)
    verifier = TokenVerifier([(again.line, again)])

    bearer = issuer.mint("registerverket", "p-1", ["manager"], units=["hr"])
    identity = (await verifier.identify(bearer)).identity

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

    with pytest.raises(claims_refused.TokenTooLongLived):
        await verifier.identify(issuer.mint("a1", "p", ["manager"], seconds=301))


def test_the_development_issuer_works_on_loopback_alone(tmp_path: Path) -> None:
    """Off unless switched on; switched on, the registry must listen here alone."""
    on = CounterSettings(development_issuer=True, var=tmp_path)
    beyond = CounterSettings(development_issuer=True, host="0.0.0.0", var=tmp_path)  # noqa: S104 - what is refused

    assert development_issuer(CounterSettings()) is None
    assert development_issuer(on) is not None
    with pytest.raises(SettingRefusedError, match=r"127\.0\.0\.1 alone"):
        development_issuer(beyond)
