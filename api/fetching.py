"""Fetching an issuer's keys from where the operator said, and from nowhere else.

A name is resolved once. Every address it has must be one that keys may come from, and
the connection is made to that address: nobody who answers for the name can turn the
registry on what stands beside it.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import SOCK_STREAM

import httpx

FETCH_SECONDS = 5.0
"""How long an issuer is waited for, from the first look to the last byte."""

CONNECT_SECONDS = 1.5
"""How long each of its addresses is waited for."""

ADDRESSES_MAX = 3
"""Addresses of an issuer that are tried, at most."""

ANSWER_BYTES_MAX = 262_144
"""Bytes of a key set, at most."""

JSON_TYPES = frozenset({"application/json", "application/jwk-set+json"})
"""From: https://www.rfc-editor.org/rfc/rfc7517#section-8.5"""

INSIDE = tuple(
    ip_network(block)
    for block in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "fc00::/7",
        "::1/128",
    )
)
"""Where an agency's own systems are. From: RFC 1918, 6598, 4193 and 1122."""

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class AddressRefusedError(ValueError):
    """A name leads to an address that keys are not fetched from."""


class AnswerRefusedError(ValueError):
    """What stands at an address is not a key set."""


async def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of the host, in the order in which to try them.

    Raises: OSError, where it has none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=SOCK_STREAM)
    return [*dict.fromkeys(str(one[4][0]) for one in found)]


async def fetched(
    url: str,
    *,
    internal: bool = False,
    resolve: Resolve = resolved,
    transport: httpx.AsyncBaseTransport | None = None,
) -> bytes:
    """Return what stands at *url*: JSON, at most 256 KiB, from the address itself.

    Redirections are not followed, and no proxy is asked. *internal*: private addresses
    are let through too.
    Raises: AddressRefusedError, AnswerRefusedError, OSError, httpx.HTTPError.
    """
    target = httpx.URL(url)
    host = target.raw_host.decode("ascii")
    port = target.port or (80 if target.scheme == "http" else 443)
    # Plain http is let through by the settings on this machine alone.
    within = internal or target.scheme == "http"
    addresses = await resolve(host, port)
    for each in addresses:
        refuse_address(each, internal=within)
    failure: httpx.HTTPError = httpx.ConnectError("The name has no address")
    async with _client(transport) as client:
        for each in addresses[:ADDRESSES_MAX]:
            try:
                return await _got(client, target, each, internal=within)
            except (httpx.ConnectError, httpx.ConnectTimeout) as fault:
                failure = fault
    raise failure


def refuse_address(address: str, *, internal: bool) -> None:
    """Refuse an address that is neither public nor, if *internal*, an agency's own.

    Raises: AddressRefusedError.
    """
    found = _bare(ip_address(address))
    inside = any(found in block for block in INSIDE)
    if not (inside if inside and internal else _public(found)):
        raise AddressRefusedError("Not an address that keys are fetched from")


def _client(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=httpx.Timeout(FETCH_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
        verify=trusted(),
        transport=transport,
    )


@cache
def trusted() -> ssl.SSLContext:
    """Return whose certificates are taken: as httpx has them, with SSL_CERT_FILE."""
    return httpx.create_ssl_context()


async def _got(
    client: httpx.AsyncClient, target: httpx.URL, address: str, *, internal: bool
) -> bytes:
    """Ask the address in the name of the host: its certificate is still the host's."""
    request = client.build_request(
        "GET",
        target.copy_with(host=address),
        headers={
            "Host": target.netloc.decode("ascii"),
            "Accept": ", ".join(sorted(JSON_TYPES)),
            "Accept-Encoding": "identity",
        },
        extensions={"sni_hostname": target.raw_host.decode("ascii")},
    )
    answer = await client.send(request, stream=True)
    try:
        peer = answer.extensions["network_stream"].get_extra_info("server_addr")
        refuse_address(str(peer[0]), internal=internal)
        answer.raise_for_status()
        return await _body(answer)
    finally:
        await answer.aclose()


async def _body(answer: httpx.Response) -> bytes:
    """Return the body as it was sent: what is packed is not unpacked."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in JSON_TYPES:
        raise AnswerRefusedError("A key set is application/json")
    body = b""
    async for part in answer.aiter_raw():
        body += part
        if len(body) > ANSWER_BYTES_MAX:
            raise AnswerRefusedError(f"More than {ANSWER_BYTES_MAX} bytes")
    return body


def _bare(address: Address) -> Address:
    """Return the address of version 4 that one of version 6 holds, else itself."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _public(address: Address) -> bool:
    """Tell whether anybody may have the address, and it leads nowhere else.

    No address of a link, of this machine or of none is global.
    """
    special = address.is_multicast or address.is_reserved
    return address.is_global and not special and not _leads_elsewhere(address)


def _leads_elsewhere(address: Address) -> bool:
    """Tell whether it is local to a site, or a tunnel to an address of version 4."""
    if isinstance(address, IPv4Address):
        return False
    tunnel = address.sixtofour is not None or address.teredo is not None
    return address.is_site_local or tunnel
