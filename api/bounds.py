"""How large a request may be, looked at before anything of it is parsed.

The body has its own bounds: its bytes (`SAMVERKAN_BODY_BYTES_MAX`), its depth and the
time in which it comes (`api.body`). The server cuts off what is larger still; see
`registry.starting`.
"""

from collections.abc import Mapping
from typing import Any

from api.turned_away import TurnedAway

HEADERS_MAX = 80
"""Headers of a request, at most. The server itself stops at 100, without a word."""

HEADER_BYTES_MAX = 32_768
"""Bytes of all headers, names and values; a token alone may have a quarter of them."""

ADDRESS_BYTES_MAX = 8_192
"""Bytes of path and query. From: RFC 9110, 4.1: at least 8000 should be taken."""

PARAMETERS_MAX = 100
"""Parameters of a query, at most, repeated ones counted each."""

PARAMETER_BYTES_MAX = 2_048
"""Bytes of one parameter as it is sent, its name with it."""


class HeadersTooLarge(TurnedAway):
    """The request has {count} headers of {size} bytes; at most {count_max} of together
    {size_max} bytes are read. Send fewer, and no cookies.
    """

    sv = """Begäran har {count} rubriker på {size} byte; högst {count_max} på
    sammanlagt {size_max} byte läses. Skicka färre, och inga kakor."""


class AddressTooLong(TurnedAway):
    """The address is {size} bytes long; at most {size_max} are read. Ask with fewer
    parameters, in several requests.
    """

    sv = """Adressen är {size} byte lång; högst {size_max} läses. Fråga med färre
    parametrar, i flera begäranden."""


class ParametersTooMany(TurnedAway):
    """The query has {count} parameters; at most {count_max} are read. Ask in several
    requests.
    """

    sv = """Frågan har {count} parametrar; högst {count_max} läses. Fråga i flera
    begäranden."""


class ParameterTooLong(TurnedAway):
    """A parameter is {size} bytes long as it is sent; at most {size_max} are read.
    Shorten it.
    """

    sv = """En parameter är {size} byte lång så som den skickats; högst {size_max}
    läses. Förkorta den."""


class BodyTooSlow(TurnedAway):
    """The body did not come whole within {seconds} s. Send it again, with fewer events
    at a time if the connection is slow.
    """

    sv = """Innehållet kom inte helt inom {seconds} s. Skicka det igen, med färre
    händelser åt gången om förbindelsen är långsam."""

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9110, 15.5.9: the rest of the body is not waited for."""
        return {"Connection": "close"}


def out_of_bounds(scope: Mapping[str, Any]) -> TurnedAway | None:
    """Return why a request is too large to be read; None if it is not.

    *scope* is that of ASGI.
    """
    headers, query = scope["headers"], scope["query_string"]
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > HEADERS_MAX or size > HEADER_BYTES_MAX:
        return HeadersTooLarge(
            count=len(headers),
            size=size,
            count_max=HEADERS_MAX,
            size_max=HEADER_BYTES_MAX,
        )
    # `path` is unescaped; what was sent is `raw_path`, to which some add the query.
    sent = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
    size = len(sent) + len(query)
    if size > ADDRESS_BYTES_MAX:
        return AddressTooLong(size=size, size_max=ADDRESS_BYTES_MAX)
    return _query_out_of_bounds(query) if query else None


def _query_out_of_bounds(query: bytes) -> TurnedAway | None:
    parameters = query.split(b"&")
    if len(parameters) > PARAMETERS_MAX:
        return ParametersTooMany(count=len(parameters), count_max=PARAMETERS_MAX)
    size = max(map(len, parameters))
    if size > PARAMETER_BYTES_MAX:
        return ParameterTooLong(size=size, size_max=PARAMETER_BYTES_MAX)
    return None
