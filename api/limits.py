"""How often somebody may ask: a bucket for each client, and one for each peer.

A client is an agency, a system and a person. A peer is an address: it is counted
where nobody is identified, in two buckets, of the routes open to anyone and of all that
fails. What fails never holds up whoever has a valid token: behind one address, of a
proxy or of an agency's network, there are many. Each process counts by itself.

The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

import ipaddress
import time
from collections.abc import Callable, Hashable, Mapping, MutableMapping, Sequence
from math import ceil
from typing import Any, TypeAlias

import msgspec
from litestar.handlers import BaseRouteHandler

from api.address import Asked, forwarded
from api.bounds import out_of_bounds
from api.etags import Asgi
from api.problems import instead
from api.settings import CounterSettings
from api.turned_away import TooManyRequests

WINDOW_SECONDS = 60
"""The time in which an empty bucket fills: the limits are requests a minute."""

BUCKETS_MAX = 10_000
"""Buckets of one kind that are kept; then the one longest unused goes, which is full
again if it was not used for a minute."""

NAME_MAX = 64
"""Characters of what a proxy calls a peer without an address (RFC 7239, 6.3)."""

WRAPPED_BITS = 96
"""Bits before an address of IPv4 that IPv6 wraps. From: RFC 4291, 2.5.5.2"""

LEFT = "left"
"""Where in a request's state stands what its client has left."""

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Scope: TypeAlias = MutableMapping[str, Any]

ALMOST = 1e-6
"""Seconds by which the sum of many fractions may be wrong."""


class Left(msgspec.Struct, frozen=True):
    """What a request finds in its bucket, itself taken out."""

    policy: str
    """Whose bucket: `client`, `open` or `failed`."""
    quota: int
    """Requests a minute, and at once when none came for a minute."""
    requests: int
    """How many more are let through now."""
    full_seconds: int
    """Until all of the quota is there again."""
    wait_seconds: int
    """Until the next is let through; 0 if this one is."""

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return `RateLimit-Policy` and `RateLimit`."""
        policy = f'"{self.policy}";q={self.quota};w={WINDOW_SECONDS}'
        left = f'"{self.policy}";r={self.requests};t={self.full_seconds}'
        return [
            (b"ratelimit-policy", policy.encode()),
            (b"ratelimit", left.encode()),
        ]


class Buckets:
    """Token buckets by key, each kept as one number: when it will be full again."""

    def __init__(
        self,
        policy: str,
        quota: int,
        clock: Callable[[], float] = time.monotonic,
        kept_max: int = BUCKETS_MAX,
    ) -> None:
        self._policy = policy
        self._quota = quota
        self._clock = clock
        self._kept_max = kept_max
        self._full_at: dict[Hashable, float] = {}

    def __len__(self) -> int:
        """How many are kept: never more than `kept_max`."""
        return len(self._full_at)

    def take(self, key: Hashable, quota: int | None = None) -> Left:
        """Take one request out of the key's bucket, if one is there.

        *quota*, in requests a minute, goes before that of all.
        """
        quota = quota or self._quota
        now = self._clock()
        each = WINDOW_SECONDS / quota
        filling = max(self._full_at.pop(key, now) - now, 0.0)
        wait = filling + each - WINDOW_SECONDS
        if wait <= ALMOST:
            filling, wait = filling + each, 0.0
        self._full_at[key] = now + filling
        if len(self._full_at) > self._kept_max:
            del self._full_at[next(iter(self._full_at))]
        return Left(
            self._policy,
            quota,
            int((WINDOW_SECONDS - filling + ALMOST) / each),
            ceil(filling - ALMOST),
            ceil(wait),
        )


class Limits:
    """The buckets of one process, and who is a peer."""

    def __init__(
        self, settings: CounterSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.clients = Buckets("client", settings.requests_per_minute, clock)
        self.open = Buckets("open", settings.requests_per_minute, clock)
        self.failed = Buckets("failed", settings.failed_per_minute, clock)
        self._proxies = [_network(one) for one in settings.proxies]

    def unidentified(self, scope: Scope) -> Left:
        """Take out of the peer's bucket of what fails; of OPTIONS, what is open."""
        buckets = self.open if scope["method"] == "OPTIONS" else self.failed
        return buckets.take(self.peer(scope))

    def peer(self, scope: Mapping[str, Any]) -> str:
        """Return who is at the other end: an address, of IPv6 its network of 64 bits.

        `Forwarded` is believed of the proxies that the operator names: its last
        element, which the nearest of them wrote.
        """
        host = str((scope.get("client") or ("",))[0])
        if self._proxies and _within(host, self._proxies):
            told = [v for name, v in scope["headers"] if name.lower() == b"forwarded"]
            last = b",".join(told).decode("latin-1").rpartition(",")[2]
            host = _bare(forwarded(last).get("for", "")) or host
        address = _address(host)
        if address is None:
            return host[:NAME_MAX]
        if isinstance(address, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((address, 64), strict=False))
        return str(address)


def within_limits(connection: Asked, _: BaseRouteHandler) -> None:
    """Count the request of whoever was identified, or of the peer of an open route.

    Raises: TooManyRequests.
    """
    state = connection.scope["state"]
    limits: Limits = connection.app.state.limits
    identity = state.get("identity")
    if identity is None:
        left = limits.open.take(limits.peer(connection.scope))
    else:
        key = (identity.agency, identity.iss, identity.client_id, identity.sub)
        left = limits.clients.take(key, state.get("requests_per_minute"))
    state[LEFT] = left
    if left.wait_seconds:
        raise TooManyRequests(seconds=left.wait_seconds)


def limited(inner: Asgi, limits: Limits) -> Asgi:
    """Keep what is too large from being read, and count what nobody else counted.

    That is whatever is answered before `within_limits`: no token, a wrong one, no such
    address. Where the peer has none left, it is told that instead.
    """

    async def answer(scope: Scope, receive: Any, send: Any) -> None:
        withheld = False

        async def counted(message: MutableMapping[str, Any]) -> None:
            nonlocal withheld
            starts = message["type"] == "http.response.start"
            if starts and LEFT not in scope["state"]:
                left = scope["state"][LEFT] = limits.unidentified(scope)
                if left.wait_seconds:
                    withheld = True
                    reason = TooManyRequests(seconds=left.wait_seconds)
                    await instead(reason)(scope, receive, send)
            if not withheld:
                await send(message)

        if scope["type"] != "http":
            await inner(scope, receive, send)
            return
        scope.setdefault("state", {})
        reason = out_of_bounds(scope)
        taken = instead(reason) if reason else inner
        await taken(scope, receive, counted)

    return answer


def _within(host: str, networks: Sequence[Network]) -> bool:
    address = _address(host)
    return address is not None and any(address in network for network in networks)


def _address(host: str) -> Address | None:
    """Return the address, None if it is none: of IPv4 also where IPv6 wraps it.

    A socket that takes both says ::ffff:192.0.2.1 of every peer of IPv4.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _network(stated: str) -> Network:
    """Return the network, of IPv4 also where IPv6 wraps it."""
    network = ipaddress.ip_network(stated)
    first = getattr(network.network_address, "ipv4_mapped", None)
    if first is None or network.prefixlen < WRAPPED_BITS:
        return network
    return ipaddress.ip_network((first, network.prefixlen - WRAPPED_BITS))


def _bare(node: str) -> str:
    """Return a node of `Forwarded` without its port: `[2001:db8::1]:80`, `_hidden`."""
    if node.startswith("["):
        return node[1:].partition("]")[0]
    return node.partition(":")[0]
