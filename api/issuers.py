"""Whom the registry trusts to say who asks: one line an issuer, and its clients."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Protocol
from urllib.parse import SplitResult, urlsplit

import msgspec
from joserfc.jwk import Key
from msgspec import Meta

from api.settings import loopback
from domain.base import Slug
from domain.rights import HOLDABLE, Identity
from registry.settings import SettingRefusedError

Name = Annotated[str, Meta(min_length=1, max_length=200)]


class Client(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """A system that is registered with the registry, by its `client_id`."""

    scopes: frozenset[str] | None = None
    """The scopes it may have, whatever its tokens say; none leaves that to them."""
    roles: frozenset[str] | None = None
    """The roles it may speak for, by the registry's own names; none: any."""
    requests_per_minute: Annotated[int, Meta(ge=1)] | None = None
    """How many requests it may make; none: as many as any client."""
    systems: frozenset[Name] = frozenset()
    """What its `source.system` is called: nobody else at its agencies may take that."""


ANY_CLIENT = Client()
"""A client of an issuer that lists none."""


class Issuer(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """One line of the file of issuers."""

    issuer: Name
    """What its tokens say in `iss`."""
    audience: Name
    """What its tokens must say in `aud`."""
    jwks_uri: str
    """Where its public keys are: https, except on this machine."""
    agencies: frozenset[str]
    """The agencies it may speak for, by slug; `*` is all of them."""
    organisations: frozenset[Slug] | None = None
    """Those its tokens may name, by slug; none leaves that to the issuer."""
    token_seconds_max: Annotated[int, Meta(ge=1)] | None = None
    """How long its tokens may live; none leaves that to the issuer."""
    internal: bool = False
    """Whether its keys may be fetched from a private address."""
    roles: Mapping[Name, str] = {}
    """What its names of roles are called here; if stated, no other name counts."""
    clients: Mapping[Name, Client] = {}
    """Its clients by `client_id`; if any is listed, no other is let in."""

    def speaks_for(self, agency: str) -> bool:
        """Tell whether the agency is one of those it may speak for."""
        return bool({agency, "*"} & self.agencies)

    def speaks_of(self, organisation: str | None) -> bool:
        """Tell whether its tokens may name the organisation, or none."""
        known = self.organisations
        return known is None or organisation is None or organisation in known


class KeySource(Protocol):
    """Where an issuer's keys come from."""

    async def key(self, kid: str, key_type: str) -> Key | None:
        """Return the key; None when the issuer has no such key.

        The same key is the same object as long as the issuer is known to have it.
        Raises: IssuerAway, when its keys cannot be had.
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
        _refuse_address(one)
        _refuse_roles(one)
    if len({one.issuer for one in issuers}) < len(issuers):
        raise SettingRefusedError(f"{path} names an issuer twice. Merge the lines")
    return issuers


def systems_of_others(issuers: Iterable[Issuer], identity: Identity) -> frozenset[str]:
    """Return the names of systems that are listed, at the identity's agency, for other
    clients and not for its own.
    """
    own, others = set[str](), set[str]()
    for one in issuers:
        if one.speaks_for(identity.agency):
            for name, client in one.clients.items():
                mine = (one.issuer, name) == (identity.iss, identity.client_id)
                (own if mine else others).update(client.systems)
    return frozenset(others - own)


def _refuse_address(one: Issuer) -> None:
    """Refuse what keys are not fetched from. The address is not repeated: it may hold
    a password.
    """
    try:
        parts = urlsplit(one.jwks_uri)
        known = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise _address_refused(one, "cannot be read as an address") from None
    if not (known and _safe(parts)):
        raise _address_refused(one, "is neither https nor of this machine")
    if "@" in parts.netloc:
        raise _address_refused(one, "holds a name or a password")


def _safe(parts: SplitResult) -> bool:
    plain = parts.scheme == "http" and loopback(parts.hostname or "")
    return parts.scheme == "https" or plain


def _address_refused(one: Issuer, found: str) -> SettingRefusedError:
    return SettingRefusedError(
        f"jwksUri of {one.issuer} {found}. Keys are fetched over https without a"
        " password, or from this machine"
    )


def _refuse_roles(one: Issuer) -> None:
    narrowed: Iterable[str] = {
        role for client in one.clients.values() for role in client.roles or ()
    }
    unknown = sorted({*one.roles.values(), *narrowed} - HOLDABLE)
    if unknown:
        raise SettingRefusedError(
            f"The line of {one.issuer} names {', '.join(unknown)}. Roles are"
            f" {', '.join(sorted(HOLDABLE))}"
        )
