"""What an operator and a client's operator ask: which API, alive, ready, how much."""

import html
import re
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from api import (
    bounds,
    claims_refused,
    keys_away,
    not_identified,
    reading_refused,
    recording_refused,
    turned_away,
)
from api.address import BASE, origin
from api.development_issuer import BANNER
from api.headers import styled
from api.turned_away import Later, TurnedAway, sentence, slug, words

VERSION = "1.0.0"
"""Of the API, by semantic versioning; its first number stands in every address."""

STATUS = "active"
"""alpha, beta, active, deprecated, retired or decommissioned. From: REST API-profil
VER.10."""

RELEASED = "2026-11-21"

STYLE = (
    "body{max-width:50em;margin:2em auto;font-family:sans-serif}"
    "pre{white-space:pre-wrap}:target{background:#fe9}"
)
"""How the page of the rules looks: all that its policy lets a browser take."""

OPEN = {"open": True}

Ready = Callable[[], Awaitable[bool]]
"""Tells whether the registry can take a request: its journal answers."""

_ARTICLE = re.compile(r"(?:#+|\|) ([AQR]?\d+(?:\.\d+)*)\b")
"""A heading or a row of a table that begins with the number of an article."""

_ANCHOR = re.compile(r'<a id="[^"]*"></a>')
"""The anchor that a document has of its own, for those who read it elsewhere."""


class ApiInfo(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True
):
    """Which API this is. From: DIGG REST API-profil VER.07."""

    api_name: str
    api_version: str
    api_released: str
    """The date, RFC 3339."""
    api_documentation: str
    """Where the specification is."""
    api_status: str
    notice: str | None = None
    """What a reader must know first, as that this is for development."""


class Health(msgspec.Struct, frozen=True):
    """How the registry is."""

    status: str


@get("/api-info", opt=OPEN)
async def api_info(request: Request[Any, Any, Any]) -> ApiInfo:
    """Name, version, status and documentation of this API. Open to anyone."""
    return ApiInfo(
        api_name="Samverkan Registry",
        api_version=VERSION,
        api_released=RELEASED,
        api_documentation=f"{origin(request)}{BASE}/openapi.json",
        api_status=STATUS,
        notice=BANNER if request.app.state.development_issuer else None,
    )


@get("/health/live", opt=OPEN)
async def live() -> Health:
    """Tell that the process answers. Open to anyone."""
    return Health("live")


@get("/health/ready", opt=OPEN)
async def ready(request: Request[Any, Any, Any]) -> Health:
    """Tell that requests can be taken: the journal answers. Open to anyone.

    Raises: Later.
    """
    if not await request.app.state.ready():
        raise Later(seconds=2)
    return Health("ready")


@get(
    "/metrics",
    opt=OPEN | {"produces": ("text/plain", "application/openmetrics-text")},
    media_type=MediaType.TEXT,
)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Counts and durations for Prometheus: no agency, no person, no text."""
    await request.app.state.measure()
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


@get("/rules", opt=OPEN, media_type=MediaType.HTML)
async def rules(request: Request[Any, Any, Any]) -> Response[str]:
    """The articles that a problem's `type` points at, each at its own anchor."""
    policy = {"Content-Security-Policy": styled(STYLE)}
    return Response(rules_page(request.app.state.rules), headers=policy)


@get("/.well-known/jwks.json", opt=OPEN)
async def development_keys(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The public key of the development issuer; no keys where it is switched off."""
    issuer = request.app.state.development_issuer
    keys: dict[str, Any] = issuer.jwks() if issuer else {"keys": []}
    return keys


ROUTES = (api_info, live, ready, metrics, rules, development_keys)


def rules_page(paths: Iterable[Path]) -> str:
    """Return the articles and the counter's own reasons, with an anchor for each."""
    articles = "\n\n".join(path.read_text(encoding="utf-8") for path in paths)
    lines = (text for text in articles.splitlines() if not _ANCHOR.fullmatch(text))
    law = "\n".join(_line(text) for text in lines)
    counter = "\n".join(_reason(kind) for kind in reasons())
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Rules</title>'
        f"<style>{STYLE}</style>"
        f"<pre>{law}</pre><h2>The counter</h2>{counter}</html>"
    )


def reasons() -> list[type[TurnedAway]]:
    """Return every reason for which the counter turns a request away, by name."""
    modules = (
        turned_away,
        not_identified,
        claims_refused,
        bounds,
        keys_away,
        reading_refused,
        recording_refused,
    )
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, TurnedAway)
    }
    return sorted(found - {TurnedAway}, key=lambda kind: kind.__name__)


def _line(text: str) -> str:
    match = _ARTICLE.match(text)
    anchor = f'<a id="{match[1]}"></a>' if match else ""
    return anchor + html.escape(text)


def _reason(kind: type[TurnedAway]) -> str:
    english, swedish = (html.escape(sentence(kind, lang)) for lang in ("en", "sv"))
    anchor, title = slug(kind.__name__), html.escape(words(kind.__name__))
    return f'<h3 id="{anchor}">{title}</h3><p>{english}</p><p lang="sv">{swedish}</p>'
