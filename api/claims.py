"""What a verified token says, and what of it counts here.

The issuer's line translates its names of roles and narrows what each client may do.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from api import claims_refused as refused
from api.faults import faults
from api.issuers import ANY_CLIENT, Client, Issuer
from domain.base import END, Person, Role, Slug
from domain.rights import HOLDABLE, WHOLE_AGENCY, Identity

Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:@/-]{1,200}" + END)]
Instant = Annotated[float, Meta(ge=0, le=253_402_300_799)]
Scopes = Annotated[str, Meta(max_length=2_000, pattern=r"^[\x20-\x7e]*" + END)]
Unit = Annotated[
    str, Meta(pattern=r"^(?:\*|[a-z0-9]+(?:[-_.][a-z0-9]+)*)" + END, max_length=64)
]


class Claims(msgspec.Struct, frozen=True):
    """What a token says of who asks (RFC 9068, with the registry's own claims)."""

    iss: str
    aud: str | list[str]
    exp: Instant
    iat: Instant
    sub: Person
    client_id: Word
    agency: Annotated[str, Meta(pattern=r"^[a-z0-9-]{2,32}" + END)]
    roles: Annotated[list[str], Meta(max_length=50)]
    scope: Scopes = ""
    nbf: Instant = 0
    organisation: Slug | None = None
    units: Annotated[list[Unit], Meta(max_length=1_000)] = []
    clearance: Literal["open", "restricted"] = "open"


def claims_of(payload: dict[str, Any]) -> Claims:
    """Return the claims of a payload whose signature was verified.

    Raises: ExpiryUnstated, AgenciesSeveral, RolesMissing, UnitsMixed, ClaimMissing.
    """
    expiry, roles = payload.get("exp"), payload.get("roles")
    if isinstance(expiry, bool) or not isinstance(expiry, int | float):
        raise refused.ExpiryUnstated
    if isinstance(payload.get("agency"), list):
        raise refused.AgenciesSeveral
    if not isinstance(roles, list) or not roles:
        raise refused.RolesMissing
    try:
        claims = msgspec.convert(payload, Claims)
    except ValueError:
        raise refused.ClaimMissing(claim=_first_wrong(payload)) from None
    if WHOLE_AGENCY in claims.units and claims.units != [WHOLE_AGENCY]:
        raise refused.UnitsMixed
    return claims


def identified(issuer: Issuer, claims: Claims) -> tuple[Identity, Client]:
    """Return who the claims speak of, and the client that speaks.

    Raises: ClientUnlisted, RolesUnknown, RolesNotOfClient, OrganisationMissing,
    OrganisationNotOfIssuer.
    """
    client = _client(issuer, claims.client_id)
    roles = _roles(issuer, client, claims.roles)
    if Role.UNION_REPRESENTATIVE in roles and claims.organisation is None:
        raise refused.OrganisationMissing
    if not issuer.speaks_of(claims.organisation):
        raise refused.OrganisationNotOfIssuer
    scopes = frozenset(claims.scope.split())
    identity = Identity(
        agency=claims.agency,
        sub=claims.sub,
        client_id=claims.client_id,
        iss=claims.iss,
        roles=roles,
        organisation=claims.organisation,
        units=frozenset(claims.units),
        clearance=claims.clearance,
        scopes=scopes if client.scopes is None else scopes & client.scopes,
    )
    return identity, client


def _client(issuer: Issuer, client_id: str) -> Client:
    if not issuer.clients:
        return ANY_CLIENT
    if client_id not in issuer.clients:
        raise refused.ClientUnlisted
    return issuer.clients[client_id]


def _roles(issuer: Issuer, client: Client, stated: list[str]) -> frozenset[str]:
    called = issuer.roles or {role: role for role in HOLDABLE}
    known = frozenset(called[name] for name in stated if name in called)
    if not known:
        raise refused.RolesUnknown
    if client.roles is None:
        return known
    if not known & client.roles:
        raise refused.RolesNotOfClient
    return known & client.roles


def _first_wrong(payload: dict[str, Any]) -> str:
    """Return the claim that comes first among those that are not what they must be."""
    every = faults(payload, Claims)
    pointer = str(every[0].pointer) if every else ""
    return pointer.removeprefix("/").partition("/")[0] or "iss"
