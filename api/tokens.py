"""Tokens: signed by whom, for whom, until when, and who they speak of."""

import hashlib
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

import msgspec
from joserfc import jws
from joserfc.errors import (
    InvalidKeyCurveError,
    JoseError,
    KeyParameterError,
    SecurityWarning,
)
from joserfc.jwk import Key

from api import claims_refused, not_identified
from api.claims import Claims, claims_of, identified
from api.issuers import Issuer, KeySource, systems_of_others
from api.token_form import KEY_TYPES, taken_apart
from domain.rights import Identity

TOKEN_MAX = 8_192
"""Characters of a token, at most."""

REMEMBERED_MAX = 4_096
"""Verified tokens that are remembered, at most."""

REMEMBERED_SECONDS = 60
"""How long a verified token is taken without looking at its signature again."""

# RFC 9864 renames EdDSA; the issuers of agencies still use the name.
warnings.filterwarnings("ignore", message="EdDSA", category=SecurityWarning)


class Identified(msgspec.Struct, frozen=True):
    """Who asks, and how much the issuer's line lets the client ask."""

    identity: Identity
    requests_per_minute: int | None = None
    """None: as much as any client."""
    systems_of_others: frozenset[str] = frozenset()
    """What the client may not call itself in `source.system`."""


class Verifier(Protocol):
    """Tells who asks."""

    async def identify(self, token: str) -> Identified:
        """Return who the token speaks of.

        Raises: NotIdentified, with the reason; IssuerAway.
        """
        ...


class _Remembered(msgspec.Struct, frozen=True):
    """A token that was verified, with the key that did it."""

    identified: Identified
    until: float
    """Seconds since 1970: the token's own end, or `REMEMBERED_SECONDS` from now."""
    keys: KeySource
    key_named: tuple[str, str]
    key: Key

    async def stands(self, now: float) -> bool:
        """Tell whether it may be taken again: neither it nor its key has gone."""
        return now < self.until and await self.keys.key(*self.key_named) is self.key


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
        self._remembered: dict[bytes, _Remembered] = {}

    async def identify(self, token: str) -> Identified:
        """As `Verifier.identify`."""
        if len(token) > TOKEN_MAX:
            raise not_identified.TokenTooLong(limit=TOKEN_MAX)
        fingerprint = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        known = self._remembered.get(fingerprint)
        if known is not None and await known.stands(self._clock()):
            return known.identified
        found = await self._verified(token)
        if len(self._remembered) >= REMEMBERED_MAX:
            self._remembered.clear()
        self._remembered[fingerprint] = found
        return found.identified

    async def _verified(self, token: str) -> _Remembered:
        form = taken_apart(token)
        name = form.payload.get("iss")
        if not isinstance(name, str):
            raise claims_refused.ClaimMissing(claim="iss")
        if name not in self._issuers:
            raise not_identified.IssuerUnknown
        issuer, keys = self._issuers[name]
        key = await keys.key(*form.key_named)
        if key is None:
            raise not_identified.KeyUnknown
        _check_signature(token, key, form.algorithm)
        claims = claims_of(form.payload)
        self._check(issuer, claims)
        identity, client = identified(issuer, claims)
        lines = [line for line, _ in self._issuers.values()]
        others = systems_of_others(lines, identity)
        found = Identified(identity, client.requests_per_minute, others)
        until = self._until(claims)
        return _Remembered(found, until, keys, form.key_named, key)

    def _check(self, issuer: Issuer, claims: Claims) -> None:
        now, leeway = self._clock(), self._leeway_seconds
        audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        begins, limit = max(claims.nbf, claims.iat), issuer.token_seconds_max
        if issuer.audience not in audiences:
            raise claims_refused.AudienceWrong
        if begins >= claims.exp:
            raise claims_refused.TokenNeverValid
        if claims.exp + leeway <= now:
            raise claims_refused.TokenExpired
        if begins > now + leeway:
            raise claims_refused.TokenNotYetValid
        if limit is not None and claims.exp - claims.iat > limit:
            raise claims_refused.TokenTooLongLived(limit=limit)
        if not issuer.speaks_for(claims.agency):
            raise claims_refused.AgencyNotOfIssuer

    def _until(self, claims: Claims) -> float:
        ends = claims.exp + self._leeway_seconds
        return min(ends, self._clock() + REMEMBERED_SECONDS)


def _signing(algorithm: str) -> jws.JWSRegistry:
    """Return what one algorithm is verified by; the length of a header is bounded by
    that of the token, and what of it is not known is passed over (RFC 7515, 4).
    """
    found = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    found.max_header_length = TOKEN_MAX
    return found


SIGNING: Final = {algorithm: _signing(algorithm) for algorithm in KEY_TYPES}


def _check_signature(token: str, key: Key, algorithm: str) -> None:
    try:
        jws.deserialize_compact(
            token, key, algorithms=[algorithm], registry=SIGNING[algorithm]
        )
    except (KeyParameterError, InvalidKeyCurveError):
        raise not_identified.KeyUnknown from None
    except (JoseError, ValueError, RecursionError):
        raise not_identified.SignatureWrong from None
