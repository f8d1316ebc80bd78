"""Who asks: a verified token, as a parameter type of every handler.

`identified` guards every route that is not marked `opt={"open": True}`, before
anything else of the request is read. Reading needs `samverkan:read`, all else
`samverkan:record`, unless the route states `opt={"scope": …}`.
"""

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.not_identified import ScopeMissing, TokenMissing
from api.tokens import Verifier
from domain.rights import Identity
from registry import log

READ = "samverkan:read"
RECORD = "samverkan:record"

BLANKS = " \t"
"""What may stand around a header's value. From: RFC 9110, 5.6.3"""


async def identified(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Let the request through if its token is valid and has the scope.

    Besides who asks, the request's state then has how many requests the issuer's line
    lets the client make, None where it says nothing of that, and which systems are
    other clients'.
    Raises: NotIdentified, ScopeMissing, IssuerAway.
    """
    method = connection.scope.get("method", "GET")
    if handler.opt.get("open") or method == "OPTIONS":
        return
    verifier: Verifier = connection.app.state.verifier
    found = await verifier.identify(_bearer(connection))
    identity = found.identity
    log.note(agency=identity.agency, client=identity.client_id)
    scope = handler.opt.get("scope") or (READ if method in ("GET", "HEAD") else RECORD)
    if scope not in identity.scopes:
        raise ScopeMissing(scope=scope)
    connection.scope["state"]["identity"] = identity
    connection.scope["state"]["requests_per_minute"] = found.requests_per_minute
    connection.scope["state"]["systems_of_others"] = found.systems_of_others


def who_asks(request: Request[Any, Any, Any]) -> Identity:
    """Return who asks: every handler's parameter `identity`."""
    identity: Identity = request.scope["state"]["identity"]
    return identity


def _bearer(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    stated = connection.headers.getall("authorization", [])
    scheme, _, rest = (stated[0] if len(stated) == 1 else "").partition(" ")
    token = rest.strip(BLANKS)
    if scheme.lower() != "bearer" or not token:
        raise TokenMissing
    return token
