"""Tokens: signed by whom, for whom, until when, and who they speak of."""

import hashlib
import time
import warnings
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, Protocol, TypeVar

import msgspec
from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError, SecurityWarning
from joserfc.jwk import Key
from msgspec import Meta

from api import not_identified as refused
from api.faults import faults
from api.issuers import Issuer, KeySource
from domain.base import END, Slug
from domain.rights import HOLDABLE, Identity

TOKEN_MAX = 8_192
"""Characters of a token, at most."""

REMEMBERED_MAX = 4_096
"""Verified tokens that are remembered, at most."""

REMEMBERED_SECONDS = 60
"""How long a verified token is taken without looking at its signature again."""

KEY_TYPES: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
"""The algorithms that are taken, and the type of key each needs."""

# RFC 9864 renames EdDSA; the issuers of agencies still use the name.
warnings.filterwarnings("ignore", message="EdDSA", category=SecurityWarning)

T = TypeVar("T")

Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:@/-]{1,200}" + END)]
Instant = Annotated[float, Meta(ge=0, le=253_402_300_799)]


class Header(msgspec.Struct, frozen=True):
    """What a token says of itself."""

    alg: str
    typ: str | None = None
    kid: str | None = None


class Claims(msgspec.Struct, frozen=True):
    """What a token says of who asks (RFC 9068, with the registry's own claims)."""

    iss: str
    aud: str | list[str]
    exp: Instant
    iat: Instant
    sub: Word
    client_id: Word
    agency: Annotated[str, Meta(pattern=r"^[a-z0-9-]{2,32}" + END)]
    roles: Annotated[list[str], Meta(max_length=50)]
    scope: Annotated[str, Meta(max_length=2_000)] = ""
    nbf: Instant = 0
    organisation: Slug | None = None
    units: Annotated[list[Slug], Meta(max_length=1_000)] = []
    clearance: Literal["open", "restricted"] = "open"


class _Unverified(msgspec.Struct, frozen=True):
    """The one claim that is looked at before the signature: whose key to take."""

    iss: str


class Verifier(Protocol):
    """Tells who asks."""

    async def identify(self, token: str) -> Identity:
        """Return who the token speaks of.

        Raises: NotIdentified, with the reason; IssuerAway.
        """
        ...


class TokenVerifier:
    """Verifies signed access tokens of the issuers that the operator trusts."""

    def __init__(
        self,
        issuers: Sequence[tuple[Issuer, KeySource]],
        leeway_seconds: int = 30,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuers: Mapping[str, tuple[Issuer, KeySource]] = {
            issuer.issuer: (issuer, keys) for issuer, keys in issuers
        }
        self._leeway_seconds = leeway_seconds
        self._clock = clock
        self._remembered: dict[bytes, tuple[Identity, float]] = {}

    async def identify(self, token: str) -> Identity:
        """As `Verifier.identify`."""
        if len(token) > TOKEN_MAX:
            raise refused.TokenTooLong(limit=TOKEN_MAX)
        fingerprint = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        known, until = self._remembered.get(fingerprint, (None, 0.0))
        if known is not None and self._clock() < until:
            return known
        issuer, claims = await self._verified(token)
        self._check(issuer, claims)
        identity = _identity(claims)
        self._remember(fingerprint, identity, claims.exp)
        return identity

    async def _verified(self, token: str) -> tuple[Issuer, Claims]:
        header, payload = _parts(token)
        name = _read(payload, _Unverified).iss
        if name not in self._issuers:
            raise refused.IssuerUnknown
        issuer, keys = self._issuers[name]
        key = await keys.key(str(header.kid), KEY_TYPES[header.alg])
        if key is None:
            raise refused.KeyUnknown
        _check_signature(token, key, header.alg)
        return issuer, _read(payload, Claims)

    def _check(self, issuer: Issuer, claims: Claims) -> None:
        now, leeway = self._clock(), self._leeway_seconds
        audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        limit = issuer.token_seconds_max
        if issuer.audience not in audiences:
            raise refused.AudienceWrong
        if claims.exp + leeway <= now:
            raise refused.TokenExpired
        if max(claims.nbf, claims.iat) > now + leeway:
            raise refused.TokenNotYetValid
        if limit is not None and claims.exp - claims.iat > limit:
            raise refused.TokenTooLongLived(limit=limit)
        if not {claims.agency, "*"} & issuer.agencies:
            raise refused.AgencyNotOfIssuer

    def _remember(self, fingerprint: bytes, identity: Identity, exp: float) -> None:
        if len(self._remembered) >= REMEMBERED_MAX:
            self._remembered.clear()
        until = min(exp + self._leeway_seconds, self._clock() + REMEMBERED_SECONDS)
        self._remembered[fingerprint] = (identity, until)


def _parts(token: str) -> tuple[Header, bytes]:
    """Return the header and the payload, of which nothing is verified yet."""
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - RFC 7515, 3.1
        raise refused.TokenMalformed
    header = _read(_decoded(parts[0]), Header)
    if (header.typ or "").lower() not in ("at+jwt", "application/at+jwt"):
        raise refused.TokenTypeRefused
    if header.alg not in KEY_TYPES:
        raise refused.AlgorithmRefused
    if not header.kid:
        raise refused.KeyUnnamed
    return header, _decoded(parts[1])


def _decoded(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except ValueError:
        raise refused.TokenMalformed from None


def _read(document: bytes, wanted: type[T]) -> T:
    try:
        return msgspec.json.decode(document, type=wanted)
    except msgspec.ValidationError:
        claim = _first_claim(document, wanted)
        raise refused.ClaimMissing(claim=claim) from None
    except (ValueError, RecursionError):
        raise refused.TokenMalformed from None


def _first_claim(document: bytes, wanted: Any) -> str:
    every = faults(msgspec.json.decode(document), wanted)
    pointer = str(every[0].pointer) if every else ""
    return pointer.removeprefix("/").partition("/")[0] or "iss"


def _check_signature(token: str, key: Key, algorithm: str) -> None:
    try:
        jwt.decode(token, key, algorithms=[algorithm])
    except BadSignatureError:
        raise refused.SignatureWrong from None
    except (JoseError, ValueError, RecursionError):
        raise refused.TokenMalformed from None


def _identity(claims: Claims) -> Identity:
    roles = frozenset(claims.roles) & HOLDABLE
    if not roles:
        raise refused.ClaimMissing(claim="roles")
    return Identity(
        agency=claims.agency,
        sub=claims.sub,
        client_id=claims.client_id,
        roles=roles,
        organisation=claims.organisation,
        units=frozenset(claims.units),
        clearance=claims.clearance,
        scopes=frozenset(claims.scope.split()),
    )
