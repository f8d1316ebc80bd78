"""The keys that issuers sign with: fetched, kept for a while, and let go.

Keys are fetched without holding up a request that can be answered with those at hand.
A key that its issuer has withdrawn is refused after `FRESH_SECONDS`, or, where the
issuer did not answer when it was last asked, after `STALE_SECONDS_MAX`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from api.fetching import FETCH_SECONDS, fetched
from api.issuers import Issuer
from api.turned_away import IssuerAway

REFRESH_SECONDS = 150
"""How old fetched keys are when a request sets off the next fetch behind itself."""

FRESH_SECONDS = 300
"""How old they are when a request waits for that fetch: nobody has asked in between."""

STALE_SECONDS_MAX = 3_600
"""How long keys are used while their issuer does not answer. An hour outlasts a restart
or an upgrade there; whoever steals a key and keeps the issuer from answering has it no
longer than that."""

COOLDOWN_SECONDS = 15
"""How soon an issuer is asked again at the earliest, whatever `kid`s come."""

RSA_BITS_MIN = 2_048
"""From: https://www.rfc-editor.org/rfc/rfc7518#section-3.3"""

RSA_BITS_MAX = 8_192
"""A longer key would take longer to verify with than a request may take."""

KEYS_MAX = 100
"""Keys of a set that are looked at, at most; those that come after are passed over."""

PUBLIC = frozenset({"kty", "kid", "use", "key_ops", "alg", "n", "e", "crv", "x", "y"})
"""The members of a key that are read. A private one would be checked for minutes."""

MEMBER_MAX = 2_731
"""Characters of each: 16 384 bits in base64url. What is longer is never read."""

Keys = Mapping[tuple[str, str], Key]
"""Public keys by `kid` and key type (RSA, EC, OKP)."""

Fetch = Callable[[str], Awaitable[bytes]]

FAILURES = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError)
"""How fetching can fail: not reached, not answered in time, or no set of keys."""


class FetchedKeys:
    """An issuer's keys: cached, refreshed in the background, stale until renewed."""

    def __init__(
        self,
        url: str,
        fetch: Fetch = fetched,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._fetch = fetch
        self._clock = clock
        self._keys: Keys = {}
        self._had: float | None = None  # when the fetch of these keys began
        self._asked: float | None = None  # when the last fetch that ended began
        self._away = False
        self._under_way: asyncio.Task[None] | None = None

    async def key(self, kid: str, key_type: str) -> Key | None:
        """As `KeySource.key`: waits only for a key that is not at hand, or too old."""
        age = self._since(self._asked)
        if age > FRESH_SECONDS:
            await self._renewed()
        elif age > (COOLDOWN_SECONDS if self._away else REFRESH_SECONDS):
            self._renewing()
        named = (kid, key_type)
        if named not in self._held() and self._since(self._asked) > COOLDOWN_SECONDS:
            await self._renewed()
        held = self._held()
        if named not in held and self._away:
            raise IssuerAway(seconds=COOLDOWN_SECONDS)
        return held.get(named)

    def _held(self) -> Keys:
        return {} if self._since(self._had) > STALE_SECONDS_MAX else self._keys

    def _since(self, moment: float | None) -> float:
        return float("inf") if moment is None else self._clock() - moment

    async def _renewed(self) -> None:
        await asyncio.shield(self._renewing())

    def _renewing(self) -> asyncio.Task[None]:
        """Return the fetch under way, of which there is one at a time."""
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._renew())
        return self._under_way

    async def _renew(self) -> None:
        begun, away = self._clock(), True
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                document = await self._fetch(self._url)
            keys = public_keys(document, urlsplit(self._url).hostname)
            self._keys, self._had, away = keys, begun, False
        except FAILURES as fault:
            self._tell(fault)
        finally:
            self._asked, self._away, self._under_way = begun, away, None

    def _tell(self, fault: Exception) -> None:
        structlog.get_logger().warning(
            "issuer_away",
            host=urlsplit(self._url).hostname,
            fault=type(fault).__name__,
            stale=bool(self._held()),
        )


def keys_of(issuer: Issuer) -> FetchedKeys:
    """Return the keys of an issuer, which are fetched when the first is asked for."""
    return FetchedKeys(issuer.jwks_uri, partial(fetched, internal=issuer.internal))


def public_keys(document: bytes, host: str | None = None) -> Keys:
    """Return the keys of a JWK set that can be used; the others are passed over, and
    those beyond KEYS_MAX are told of in the log. *host* is where it came from.

    Raises: ValueError when it is not a JWK set.
    """
    listed = msgspec.json.decode(document, type=dict[str, Any]).get("keys")
    if not isinstance(listed, list):
        raise ValueError("A JWK set has a list of `keys`")  # noqa: TRY004 - of the document
    if len(listed) > KEYS_MAX:
        structlog.get_logger().warning("keys_passed_over", host=host, keys=len(listed))
    found = [key for key in map(_public_key, listed[:KEYS_MAX]) if key is not None]
    return {(str(key.kid), key.key_type): key for key in found}


def _public_key(document: Any) -> Key | None:
    if not isinstance(document, dict) or document.get("kty") == "oct":
        return None
    if not isinstance(document.get("kid"), str) or document.get("use") == "enc":
        return None
    public = {name: value for name, value in document.items() if name in PUBLIC}
    if any(isinstance(v, str) and len(v) > MEMBER_MAX for v in public.values()):
        return None
    try:
        key = import_key(public)
    except (JoseError, ValueError, TypeError, KeyError, UnsupportedAlgorithm):
        return None
    return key if _usable(key) else None


def _usable(key: Key) -> bool:
    """Tell whether the key is one of those that the algorithms need."""
    match key:
        case RSAKey():
            return RSA_BITS_MIN <= key.public_key.key_size <= RSA_BITS_MAX
        case ECKey():
            return key.curve_name == "P-256"
        case OKPKey():
            return key.get("crv") in ("Ed25519", "Ed448")
        case _:
            return False
