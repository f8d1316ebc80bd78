"""The counter, put together: routes in, one application out."""

from collections.abc import Mapping, MutableMapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.plugins.prometheus import PrometheusConfig
from litestar.types import ControllerRouterHandler

from api import openapi, operations
from api.address import BASE
from api.body import CheckedRequest
from api.desk import reader, settled
from api.development_issuer import DevelopmentIssuer
from api.entrance import acceptable_out, json_in, readable
from api.etags import Asgi, conditional, if_match, if_none_match
from api.headers import cors, headed
from api.histories import timeline_asked
from api.identity import identified, who_asks
from api.instants import asked_known, asked_position, asked_times
from api.issuers import read_issuers
from api.key_sets import keys_of
from api.limits import Limits, limited, within_limits
from api.parameters import no_nulls, no_strangers
from api.problems import allowed, answered
from api.reading import asked_page
from api.recording import asking
from api.settings import CounterSettings
from api.texts import texts
from api.tokens import TokenVerifier, Verifier
from registry.clock import now
from registry.log import RequestLines

NO_CONTENT = 204

DOCS = Path(__file__).parent.parent / "docs"

DEPENDENCIES = {
    "identity": Provide(who_asks, sync_to_thread=False),
    "if_match": Provide(if_match, sync_to_thread=False),
    "known_as_of": Provide(asked_known, sync_to_thread=False),
    "paging": Provide(asked_page, sync_to_thread=False),
    "times": Provide(asked_times, sync_to_thread=False),
    "position_at_least": Provide(asked_position, sync_to_thread=False),
    "reader": Provide(reader),
    "settled": Provide(settled),
    "asking": Provide(asking, sync_to_thread=False),
    "asked": Provide(timeline_asked, sync_to_thread=False),
    "texts": Provide(texts, sync_to_thread=False),
}
"""What every handler may name among its parameters."""

GUARDS = [
    readable,
    identified,
    within_limits,
    json_in,
    acceptable_out,
    no_strangers,
    no_nulls,
    if_none_match,
]
"""What every request must pass, in this order, before its route reads it."""


class Application(Litestar):
    """Litestar, and around it a line per request, the headers of every answer, what
    bounds a request, and HEAD answered as GET.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request: also one that no route takes has its line."""
        await self._around(scope, receive, send)

    @cached_property
    def _around(self) -> RequestLines:
        within = limited(super().__call__, self.state.limits)
        return RequestLines(headed(options_whole(head_as_get(within))))


async def always() -> bool:
    """Tell that a registry without a journal is ready."""
    return True


async def nothing_more() -> None:
    """Measure nothing besides what is counted as it happens."""


STATE: Mapping[str, Any] = {
    "clock": now,
    "development_issuer": None,
    "measure": nothing_more,
    "ready": always,
    "rules": sorted(DOCS.glob("rules*.md")),
}
"""What the counter itself needs of `state`, where nothing else is stated."""


def application(
    routes: Sequence[ControllerRouterHandler],
    *,
    settings: CounterSettings,
    verifier: Verifier,
    state: Mapping[str, Any] | None = None,
    **litestar: Any,
) -> Application:
    """Return the application that serves *routes* under `/samverkan/v1`.

    *state* is what handlers find in `request.app.state`, besides or instead of `STATE`;
    *litestar* is passed on (`lifespan`, `plugins` and so on).
    """
    base = Router(
        BASE,
        route_handlers=[*operations.ROUTES, *openapi.ROUTES, *routes],
        guards=GUARDS,
    )
    own = {"limits": Limits(settings), "settings": settings, "verifier": verifier}
    kept = {**STATE, **own, **(state or {})}
    return Application(
        [base],
        dependencies=DEPENDENCIES,
        exception_handlers={Exception: answered},
        request_class=CheckedRequest,
        request_max_body_size=settings.body_bytes_max,
        cors_config=cors(settings),
        middleware=[
            PrometheusConfig(
                app_name="samverkan", prefix="samverkan", group_path=True
            ).middleware,
            conditional,
        ],
        state=State(kept),
        openapi_config=None,
        logging_config=None,
        **litestar,
    )


def token_verifier(
    settings: CounterSettings, development_issuer: DevelopmentIssuer | None
) -> TokenVerifier:
    """Return the verifier of the issuers that the operator trusts.

    Raises: SettingRefusedError.
    """
    stated = read_issuers(settings.issuers) if settings.issuers else []
    trusted: list[Any] = [(one, keys_of(one)) for one in stated]
    if development_issuer:
        trusted.append((development_issuer.line, development_issuer))
    return TokenVerifier(trusted, settings.clock_leeway_seconds)


def options_whole(inner: Asgi) -> Asgi:
    """Let OPTIONS name every method of its address: Litestar names those of the
    handler that was registered first.
    """

    async def answer(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        async def whole(message: MutableMapping[str, Any]) -> None:
            if (
                message["type"] == "http.response.start"
                and message["status"] == NO_CONTENT
                and "path_template" in scope
            ):
                others = [h for h in message["headers"] if h[0].lower() != b"allow"]
                named = (b"allow", _methods(scope).encode())
                message = {**message, "headers": [*others, named]}
            await send(message)

        asked = scope["type"] == "http" and scope["method"] == "OPTIONS"
        await inner(scope, receive, whole if asked else send)

    return answer


def _methods(scope: MutableMapping[str, Any]) -> str:
    """Return the methods of the address that the request was routed to."""
    here = scope.get("path_template")
    routes = scope["litestar_app"].routes
    return allowed({m for r in routes if r.path_format == here for m in r.methods})


def head_as_get(inner: Asgi) -> Asgi:
    """Answer HEAD as GET without a body (RFC 9110, 9.3.2)."""

    async def answer(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await inner(scope, receive, send)
            return

        async def bodiless(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        await inner(scope, receive, bodiless)

    return answer
