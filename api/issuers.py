"""Whom the registry trusts to say who asks, and the keys they sign with.

Keys are fetched without holding up a request that can be answered with those at hand.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

import httpx
import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import Key, RSAKey, import_key
from msgspec import Meta

from api.settings import loopback
from api.turned_away import IssuerAway
from registry.settings import SettingRefusedError

FRESH_SECONDS = 300
"""How long fetched keys are used without looking again."""

COOLDOWN_SECONDS = 15
"""How soon an issuer is asked again at the earliest, whatever `kid`s come."""

FETCH_SECONDS = 5.0
"""How long an issuer is waited for."""

ANSWER_BYTES_MAX = 262_144
"""Bytes of a key set, at most."""

RSA_BITS_MIN = 2_048
"""From: https://www.rfc-editor.org/rfc/rfc7518#section-3.3"""

Keys = Mapping[tuple[str, str], Key]
"""Public keys by `kid` and key type (RSA, EC, OKP)."""

Fetch = Callable[[str], Awaitable[bytes]]


class Issuer(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """One line of the file of issuers."""

    issuer: Annotated[str, Meta(min_length=1, max_length=200)]
    """What its tokens say in `iss`."""
    audience: Annotated[str, Meta(min_length=1, max_length=200)]
    """What its tokens must say in `aud`."""
    jwks_uri: str
    """Where its public keys are: https, except on this machine."""
    agencies: frozenset[str]
    """The agencies it may speak for, by slug; `*` is all of them."""
    token_seconds_max: Annotated[int, Meta(ge=1)] | None = None
    """How long its tokens may live; none leaves that to the issuer."""


class KeySource(Protocol):
    """Where an issuer's keys come from."""

    async def key(self, kid: str, key_type: str) -> Key | None:
        """Return the key; None when the issuer has no such key.

        Raises: IssuerAway, when its keys were never obtained.
        """
        ...


def read_issuers(path: Path) -> list[Issuer]:
    """Return the issuers of the file.

    Raises: SettingRefusedError, naming what was found and what was needed.
    """
    try:
        issuers = msgspec.json.decode(path.read_bytes(), type=list[Issuer])
    except (OSError, ValueError) as fault:
        raise SettingRefusedError(
            f"SAMVERKAN_ISSUERS names {path}, which cannot be read: {fault}. It must"
            " be a JSON list of {issuer, audience, jwksUri, agencies}"
        ) from None
    for one in issuers:
        _refuse_plain(one.jwks_uri)
    if len({one.issuer for one in issuers}) < len(issuers):
        raise SettingRefusedError(f"{path} names an issuer twice. Merge the lines")
    return issuers


async def fetched(url: str) -> bytes:
    """Return what stands at *url*, at most 256 KiB; redirections are not followed."""
    async with (
        httpx.AsyncClient(timeout=FETCH_SECONDS) as client,
        client.stream("GET", url) as answer,
    ):
        answer.raise_for_status()
        body = b""
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > ANSWER_BYTES_MAX:
                raise httpx.DecodingError(f"More than {ANSWER_BYTES_MAX} bytes")
        return body


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
        self._keys: Keys | None = None
        self._asked: float | None = None
        self._under_way: asyncio.Task[None] | None = None

    async def key(self, kid: str, key_type: str) -> Key | None:
        """As `KeySource.key`: waits only for a key that is not at hand."""
        at_hand = (self._keys or {}).get((kid, key_type))
        if at_hand is not None:
            if self._age() > FRESH_SECONDS:
                self._refresh()
            return at_hand
        if self._under_way is not None or self._age() > COOLDOWN_SECONDS:
            await asyncio.shield(self._refresh())
        if self._keys is None:
            raise IssuerAway(seconds=COOLDOWN_SECONDS)
        return self._keys.get((kid, key_type))

    def _age(self) -> float:
        return float("inf") if self._asked is None else self._clock() - self._asked

    def _refresh(self) -> asyncio.Task[None]:
        if self._under_way is None:
            self._asked = self._clock()
            self._under_way = asyncio.create_task(self._renew())
        return self._under_way

    async def _renew(self) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                self._keys = public_keys(await self._fetch(self._url))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as fault:
            structlog.get_logger().warning(
                "issuer_away", fault=type(fault).__name__, stale=self._keys is not None
            )
        finally:
            self._under_way = None


def public_keys(document: bytes) -> Keys:
    """Return the keys of a JWK set that can be used; the others are passed over.

    Raises: ValueError when it is not a JWK set.
    """
    listed = msgspec.json.decode(document, type=dict[str, Any]).get("keys")
    if not isinstance(listed, list):
        raise ValueError("A JWK set has a list of `keys`")  # noqa: TRY004 - of the document
    found = [key for key in map(_public_key, listed) if key is not None]
    return {(str(key.kid), key.key_type): key for key in found}


def _public_key(document: Any) -> Key | None:
    if not isinstance(document, dict) or document.get("kty") == "oct":
        return None
    if not isinstance(document.get("kid"), str) or document.get("use") == "enc":
        return None
    try:
        key = import_key(document)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    if isinstance(key, RSAKey) and key.public_key.key_size < RSA_BITS_MIN:
        return None
    return key


def _refuse_plain(url: str) -> None:
    parts = urlsplit(url)
    plain = parts.scheme == "http" and loopback(parts.hostname or "")
    if not (parts.hostname and (parts.scheme == "https" or plain)):
        raise SettingRefusedError(
            f"jwksUri is {url}. Keys are fetched over https, or from this machine"
        )
