"""The headers that stand on every answer: what a browser may do with it, who may keep
it, and what whoever asked has left.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, MutableMapping
from hashlib import sha256
from typing import Any

from litestar.config.cors import CORSConfig

from api.etags import Asgi
from api.limits import LEFT
from api.settings import CounterSettings

Header = tuple[bytes, bytes]

CSP = b"content-security-policy"

EVERYWHERE: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (CSP, b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"server", b"samverkan"),
)
"""Each unless the answer states it already. A browser heeds the fourth over https."""

ASKED = [
    "Accept",
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "If-Position-At-Least",
    "Reading-Reason",
    "traceparent",
]
"""Headers that a page of another origin may send."""

SHOWN = [
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "traceparent",
]
"""Headers of an answer that such a page may read."""


def cors(settings: CounterSettings) -> CORSConfig | None:
    """Return from where pages of other origins may ask; None without any."""
    if not settings.cors_origins:
        return None
    return CORSConfig(
        allow_origins=[*settings.cors_origins],
        allow_methods=["GET", "HEAD", "OPTIONS", "POST"],
        allow_headers=ASKED,
        expose_headers=SHOWN,
    )


def styled(style: str) -> str:
    """Return the policy of a page that has this one style in it, and nothing else."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def headed(inner: Asgi) -> Asgi:
    """Put on every answer what stands in `EVERYWHERE`, and whose it is to keep."""

    async def answer(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        async def told(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = [*_headers(scope, message.get("headers", ()))]
                message = {**message, "headers": headers}
            await send(message)

        await inner(scope, receive, told if scope["type"] == "http" else send)

    return answer


def _headers(
    scope: MutableMapping[str, Any], stated: Iterable[Header]
) -> Iterator[Header]:
    found = [(name.lower(), value) for name, value in stated]
    names = {name for name, _ in found}
    handler = scope.get("route_handler")
    if handler is not None and not handler.opt.get("open"):
        yield from _personal(found)
        found = [h for h in found if h[0] not in {b"cache-control", b"vary"}]
    yield from found
    yield from (header for header in EVERYWHERE if header[0] not in names)
    left = scope.get("state", {}).get(LEFT)
    if left is not None:
        yield from left.headers()


def _personal(found: Iterable[Header]) -> Iterator[Header]:
    """Yield that no shared cache keeps what needed a token."""
    stated = dict(found)
    kept = stated.get(b"cache-control", b"no-cache")
    yield b"cache-control", kept if b"private" in kept else b"private, " + kept
    vary = b", ".join(value for name, value in found if name == b"vary")
    yield b"vary", b"Authorization" + (b", " + vary if vary else b"")
