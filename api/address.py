"""Where the registry stands, as its client sees it: `Forwarded`, else `Host`."""

import re
from collections.abc import Mapping
from typing import Any

from litestar.connection import ASGIConnection

BASE = "/samverkan/v1"
"""The path under which everything lies: {api}/{version}."""

Asked = ASGIConnection[Any, Any, Any, Any]
"""Any request, seen only by its headers and path."""

_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_PAIR = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;,\s"]*))\s*')


def origin(connection: Asked) -> str:
    """Return scheme and host, `https://registry.example`, without a slash at the end.

    RFC 7239: the first element of `Forwarded` is the one nearest the client. A host
    that cannot be one is passed over.
    """
    headers = connection.headers
    told = forwarded(headers.get("forwarded", ""))
    scheme = told.get("proto", "").lower()
    hosts = (told.get("host", ""), headers.get("host", ""))
    host = next((host for host in hosts if _HOST.fullmatch(host)), "localhost")
    known = scheme if scheme in ("http", "https") else connection.scope["scheme"]
    return f"{known}://{host}"


def rule_address(connection: Asked, rule: str) -> str:
    """Return the address of an article of the rules."""
    return f"{origin(connection)}{BASE}/rules#{rule}"


def forwarded(value: str) -> Mapping[str, str]:
    """Return the parameters of the first element of `Forwarded`, names in lower case;
    nothing where it is malformed.
    """
    pairs: dict[str, str] = {}
    place = 0
    while match := _PAIR.match(value, place):
        name, quoted, token = match.groups()
        text = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else token
        pairs.setdefault(name.lower(), text)
        place = match.end()
        if value[place : place + 1] != ";":
            break
        place += 1
    return pairs
