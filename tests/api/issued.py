"""Tokens of an issuer of the tests' own: right, or wrong in the one way that is asked.

The keys are made anew in every run.
"""

import base64
import json
import time
from collections.abc import Mapping
from typing import Any

import msgspec
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from api.issuers import Issuer
from api.tokens import TokenVerifier

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
    """An issuer's keys, at hand: those of every algorithm, or those stated."""

    def __init__(self, *keys: Key) -> None:
        self.held = {(str(key.kid), key.key_type): key for key in keys or KEYS.values()}

    async def key(self, kid: str, key_type: str) -> Key | None:
        """As `KeySource.key`."""
        return self.held.get((kid, key_type))


VERIFIER = TokenVerifier([(ISSUER, Keys())], clock=lambda: NOW)


def token(
    algorithm: str = "ES256",
    header: Mapping[str, Any] | None = None,
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


def signed(header: bytes | str, payload: bytes | str, key: ECKey = EC) -> str:
    """Return a token whose parts are exactly these, rightly signed all the same."""
    parts = [
        part.encode() if isinstance(part, str) else part for part in (header, payload)
    ]
    said = ".".join(map(encoded, parts))
    # The library signs what it has written itself, so the bytes are signed beneath it.
    algorithm = jws.JWSRegistry.algorithms["ES256"]
    return f"{said}.{encoded(algorithm.sign(said.encode(), key))}"


def headed(**stated: Any) -> str:
    """Return a token that is right but for what its header states besides."""
    head = {"alg": "ES256", "typ": "at+jwt", "kid": "ec", **stated}
    return signed(json.dumps(head), json.dumps(CLAIMS))


def claiming(text: str) -> str:
    """Return a signed token whose payload is this text, be it JSON or not."""
    return signed('{"alg":"ES256","typ":"at+jwt","kid":"ec"}', text)


def unsigned(signature: str = "") -> str:
    """Return a token of algorithm none."""
    head = {"alg": "none", "typ": "at+jwt", "kid": "ec"}
    parts = [encoded(json.dumps(part).encode()) for part in (head, CLAIMS)]
    return ".".join([*parts, signature])


def encoded(part: bytes) -> str:
    """Return the bytes in base64url."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def line(**stated: Any) -> Issuer:
    """Return the issuer's line with what is stated besides."""
    return msgspec.structs.replace(ISSUER, **stated)
