"""What an operator may set about the counter, beside what the registry lets him set."""

import ipaddress
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from registry.settings import SettingRefusedError, Settings

Origin = Annotated[str, Meta(pattern=r"^https?://[A-Za-z0-9.\[\]-]+(:[0-9]{1,5})?\Z")]
"""Scheme, host and port, without a path; `*` is none."""


class CounterSettings(Settings, frozen=True, kw_only=True):
    """Everything about the HTTP side; each `SAMVERKAN_` + the field in capitals."""

    host: str = "127.0.0.1"
    """The address that is listened on."""

    issuers: Path | None = None
    """The path of a JSON file: a list of {issuer, audience, jwksUri, agencies}; none
    trusts nobody."""

    development_issuer: bool = False
    """Whether the built-in issuer of development tokens is on: on loopback only."""

    token_seconds_max: Annotated[int, Meta(ge=30, le=86_400)] = 300
    """How long a token issued here may live. From: DIGG REST API-profil SAK.12."""

    clock_leeway_seconds: Annotated[int, Meta(ge=0, le=300)] = 30
    """How far an issuer's clock may be from ours."""

    body_bytes_max: Annotated[int, Meta(ge=1_024, le=67_108_864)] = 2_097_152
    """Bytes of a request's body, at most; past it, 413."""

    requests_per_minute: Annotated[int, Meta(ge=1, le=10_000_000)] = 3_000
    """Requests of one client (agency, system and person) in a minute, in one process;
    past it, 429. As many from one address to what is open to anyone."""

    failed_per_minute: Annotated[int, Meta(ge=1, le=10_000_000)] = 60
    """Requests from one address that identify nobody, in a minute, in one process; past
    it, 429. Whoever has a valid token is not held up by them."""

    proxies: tuple[str, ...] = ()
    """Addresses or networks of proxies, whose `Forwarded` is believed when requests are
    counted by address; none believes nobody."""

    cors_origins: tuple[Origin, ...] = ()
    """Origins (`https://host`) whose pages may ask from a browser; none, no other."""

    require_if_match: bool = False
    """Whether an entry to an existing stream needs `If-Match`; without it, 428."""

    public_url: str = "https://registry.example/samverkan/v1"
    """The address that the documentation gives: https, ending in the version."""

    contact_name: str = "The registry's operator"
    """Whom the documentation names for questions."""

    contact_url: str = "https://registry.example/contact"
    """Where questions are taken."""

    contact_email: str = "registry@registry.example"
    """Where questions are sent."""

    def __post_init__(self) -> None:
        """Refuse a proxy that is no address. Raises: SettingRefusedError."""
        for proxy in self.proxies:
            try:
                ipaddress.ip_network(proxy)
            except ValueError as fault:
                raise SettingRefusedError(
                    f"SAMVERKAN_PROXIES names {proxy!r}: {fault}. Name addresses or"
                    " networks, as 10.0.0.4 or 10.0.0.0/24, or leave it unset."
                ) from None


def loopback(host: str) -> bool:
    """Tell whether *host* is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
