"""What a client has seen: ETags, and the conditions that it states with them.

A record's ETag is `"v7"` where it is recorded. Read, it is `"v7.<hash>"`: the version,
then a hash of all that is shown, for verdicts, rights and other records change what is
shown of a version. `If-Match` looks at the version alone, `If-None-Match` at the whole.
What is no record has the hash alone.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.handlers import BaseRouteHandler
from litestar.params import HeaderParameter

from api.address import Asked
from api.parameters import parameter_refused

Asgi = Callable[[Any, Any, Any], Awaitable[None]]
Message = MutableMapping[str, Any]

NOTHING: frozenset[str] = frozenset()

ANY = "*"
"""What stands for every tag there is; a tag itself keeps its quotation marks."""

OK, NOT_MODIFIED = 200, 304

HASH_BYTES = 8
"""Of a SHA-256, shown as 16 hexadecimal digits."""

KEPT = {b"cache-control", b"etag", b"vary"}
"""Headers of the answer that stand on a 304 too. From: RFC 9110, 15.4.5."""

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
LOOKS = r'^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$'
"""How a condition looks, for the specification."""

_VERSION = re.compile(r'"v(0|[1-9]\d{0,17})(?:\.[0-9a-f]{16})?"')


class Condition(msgspec.Struct, frozen=True):
    """The versions that a client says it knows."""

    any: bool
    """`*`: whichever version, as long as there is one."""
    versions: frozenset[int] = frozenset()

    def holds(self, version: int) -> bool:
        """Tell whether a stream at *version*, 0 if it does not exist, satisfies it."""
        return version > 0 if self.any else version in self.versions


def etag(version: int) -> str:
    """Return the ETag of a version: `"v7"`."""
    return f'"v{version}"'


def if_match(
    request: Request[Any, Any, Any],
    _stated: Annotated[
        str | None,
        HeaderParameter(
            name="If-Match",
            schema_extra={"pattern": LOOKS, "examples": ['"v7"']},
            description="Record only if the version is the one of this ETag; what"
            " follows the version in it is passed over.",
        ),
    ] = None,
) -> Condition | None:
    """Return what `If-Match` demands: a handler's parameter `if_match`.

    A weak tag never holds (RFC 9110, 13.1.1).

    Raises: ParameterRefused, when it is malformed.
    """
    tags = _tags(request, "If-Match", weak=False)
    if tags is None:
        return None
    matches = [_VERSION.fullmatch(tag) for tag in tags]
    return Condition(ANY in tags, frozenset(int(m[1]) for m in matches if m))


def if_none_match(connection: Asked, _: BaseRouteHandler) -> None:
    """Note which answers the client holds, for `conditional`: a guard of every route.

    Weak tags count (RFC 9110, 13.1.2).

    Raises: ParameterRefused, when it is malformed.
    """
    if connection.scope.get("method") == "GET":
        held = _tags(connection, "If-None-Match", weak=True)
        connection.scope["state"]["held"] = held or NOTHING


def conditional(app: Asgi) -> Asgi:
    """Give every answer to GET its ETag, and 304 to whoever holds it already.

    A middleware, so that no handler has to: what is hashed is the body as it is sent.
    """

    async def answer(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        started: MutableMapping[str, Any] | None = None

        async def tagged(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and message["status"] == OK:
                started = message
                return
            if started is None:
                await send(message)
                return
            for part in _told(started, message, scope["state"].get("held", NOTHING)):
                await send(part)
            started = None

        asked = scope["type"] == "http" and scope["method"] == "GET"
        await app(scope, receive, tagged if asked else send)

    return answer


def _told(started: Message, body: Message, held: frozenset[str]) -> Iterator[Message]:
    """Yield the messages of an answer with its ETag, without body if it is *held*."""
    if body.get("more_body"):
        yield from (started, body)
        return
    headers = {name.lower(): value for name, value in started["headers"]}
    version = headers.get(b"etag", b"").decode().strip('"')
    shown = hashlib.sha256(body.get("body", b"")).digest()[:HASH_BYTES].hex()
    tag = f'"{version}.{shown}"' if version else f'"{shown}"'
    headers = {b"cache-control": b"private, no-cache", **headers, b"etag": tag.encode()}
    if held & {tag, ANY}:
        headers = {name: headers[name] for name in KEPT & headers.keys()}
        started, body = {**started, "status": NOT_MODIFIED}, {**body, "body": b""}
    yield {**started, "headers": [*headers.items()]}
    yield body


def _tags(request: Asked, name: str, *, weak: bool) -> frozenset[str] | None:
    """Return the tags that the header lists, `*` for any; None where it is not sent."""
    stated = request.headers.getall(name.lower(), [])
    if not stated:
        return None
    value = ", ".join(stated).strip(" \t")
    if value == ANY:
        return frozenset({ANY})
    if not _listed(value):
        raise parameter_refused(request, name, value, "etag")
    return frozenset(tag for mark, tag in _TAG.findall(value) if weak or not mark)


def _listed(value: str) -> bool:
    """Tell whether it is a list of at least one tag; empty elements are let be."""
    elements = [part.strip(" \t") for part in _TAG.sub("\0", value).split(",")]
    return "\0" not in value and "\0" in elements and {*elements} <= {"", "\0"}
