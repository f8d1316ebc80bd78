"""What a request must be before anyone reads it: readable, JSON in, JSON out.

Guards, in this order: what cannot be read, who asks (`api.identity`), media types.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from litestar.connection import ASGIConnection
from litestar.enums import MediaType
from litestar.handlers import BaseRouteHandler
from litestar.handlers.http_handlers import HTTPRouteHandler

from api.language import preferred
from api.needed import phrase, quoted
from api.turned_away import (
    Fault,
    MediaTypeRefused,
    NothingAcceptable,
    ParameterRefused,
)

JSON = "application/json"

RANGES_MAX = 50
"""Media ranges of an `Accept` that are looked at, at most."""

Connection = ASGIConnection[Any, Any, Any, Any]


def readable(connection: Connection, _: BaseRouteHandler) -> None:
    """Turn away a path or query that holds NUL or is not UTF-8.

    Raises: ParameterRefused.
    """
    query = connection.scope["query_string"].decode("latin-1")
    path = connection.scope["path"]
    if "%00" in query or "\0" in query + path or "\N{REPLACEMENT CHARACTER}" in path:
        raise _unreadable(connection)
    if not _utf8(query):
        raise _unreadable(connection)


def json_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Turn away a body that is said to be anything but JSON in UTF-8.

    Raises: MediaTypeRefused.
    """
    if not isinstance(handler, HTTPRouteHandler) or handler.parsed_data_field is None:
        return
    stated = connection.headers.get("content-type", "")
    media, _, parameters = stated.partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    if media.strip().lower() != JSON or charset not in ("", "charset=utf-8"):
        raise MediaTypeRefused(found=quoted(stated))


def acceptable_out(connection: Connection, handler: BaseRouteHandler) -> None:
    """Turn away a client that accepts none of what the route answers with.

    A route that answers with something else than its `media_type` states
    `opt={"produces": (…)}`.

    Raises: NothingAcceptable.
    """
    accepted = [
        _range(part) for part in connection.headers.get("accept", "").split(",")
    ][:RANGES_MAX]
    wanted = [media for media, weight in accepted if weight > 0 and media]
    offered = _offered(handler)
    if wanted and not any(_matches(one, media) for one in offered for media in wanted):
        raise NothingAcceptable(offered=", ".join(offered))


def preferred_media(accept: str, offered: Sequence[str]) -> str:
    """Return which of the media types the client puts first; on a tie the first."""
    ranges = dict(_range(part) for part in accept.split(",")[:RANGES_MAX])

    def weight(kind: str) -> float:
        every = (kind, f"{kind.partition('/')[0]}/*", "*/*")
        return next((ranges[each] for each in every if each in ranges), 0.0)

    return max(offered, key=weight)


def _unreadable(connection: Connection) -> ParameterRefused:
    language = preferred(connection.headers.get("accept-language"))
    detail = phrase("unwritable", language)
    return ParameterRefused([Fault(detail=detail, parameter="path, query")])


def _offered(handler: BaseRouteHandler) -> tuple[str, ...]:
    if "produces" in handler.opt:
        return tuple(handler.opt["produces"])
    media = getattr(handler, "media_type", JSON)
    if isinstance(media, MediaType):
        return (media.value,)
    return (media if isinstance(media, str) and media else JSON,)


def _matches(offered: str, wanted: str) -> bool:
    kind = offered.partition(";")[0]
    return wanted in ("*/*", kind, f"{kind.partition('/')[0]}/*")


def _range(part: str) -> tuple[str, float]:
    media, *parameters = part.strip().lower().split(";")
    weights = [text.strip()[2:] for text in parameters if text.strip()[:2] == "q="]
    try:
        return media.strip(), float(weights[0]) if weights else 1.0
    except ValueError:
        return media.strip(), 1.0


def _utf8(query: str) -> bool:
    """Tell whether the escapes of a query are UTF-8, without half surrogates."""
    try:
        unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeDecodeError:
        return False
    return True
