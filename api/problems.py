"""Every failure as a problem (RFC 9457); the one place that knows status codes."""

from typing import Any, Final

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotAuthorizedException,
    NotFoundException,
    TooManyRequestsException,
    ValidationException,
)

from api import bounds, keys_away, not_identified, reading_refused
from api import turned_away as away
from api.address import rule_address
from api.etags import Asgi
from api.language import Language, preferred
from api.parameters import parameters_refused
from api.recording_refused import SystemOfAnother
from api.turned_away import Fault, TurnedAway
from domain.base import Refused
from projections.lists import Behind
from registry import journal, log
from registry.claim import StillInFlight
from registry.database import LOST

MEDIA_TYPE = "application/problem+json"

RETRY_SECONDS = 2
"""When to come back to a registry that cannot reach its journal."""

AWAY = (*LOST, asyncpg.InsufficientResourcesError)
"""What is raised where the database is away, shuts down or has no room for more."""

DETAIL_MAX = 300
"""Characters of anything found that a sentence repeats, at most."""

REFUSED: Final = {"0.1": 404, "0.6": 403, "0.11": 403, "0.12": 403}
"""Articles that are answered otherwise than with 409: unknown, and not yours."""

STATUS: Final[dict[type[TurnedAway], int]] = {
    away.Misshapen: 400,
    bounds.ParametersTooMany: 400,
    bounds.ParameterTooLong: 400,
    away.ParameterRefused: 400,
    not_identified.NotIdentified: 401,
    not_identified.ScopeMissing: 403,
    reading_refused.RoleMissing: 403,
    SystemOfAnother: 403,
    away.AddressUnknown: 404,
    away.MethodRefused: 405,
    away.NothingAcceptable: 406,
    bounds.BodyTooSlow: 408,
    away.AnotherRecord: 409,
    away.AnotherCameFirst: 409,
    away.StillInFlight: 409,
    away.StaleVersion: 412,
    away.BodyTooLarge: 413,
    bounds.AddressTooLong: 414,
    away.MediaTypeRefused: 415,
    away.KeyUsedForAnother: 422,
    away.ConditionNeeded: 428,
    away.TooManyRequests: 429,
    bounds.HeadersTooLarge: 431,
    away.FaultHere: 500,
    away.Later: 503,
}
"""By class; a subclass answers as the nearest class above it that is listed."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong, in words a person can act on (RFC 9457)."""

    type: str
    """The address of the article that refused."""
    title: str
    """What is wrong, in two or three words; the same for every occurrence."""
    status: int
    """The HTTP status of the answer."""
    detail: str
    """What was found, what was needed and what to do next."""
    instance: str
    """The path that was asked, and after # the trace under which it is logged."""
    errors: tuple[Fault, ...] = ()
    """Every fault of the request, where the fault is in the request."""


def answered(request: Request[Any, Any, Any], failure: Exception) -> Response[bytes]:
    """Answer any failure with a problem; nothing technical of it leaks."""
    language = preferred(request.headers.get("accept-language"))
    reason = _reason(request, failure, language)
    log.note(problem=away.slug(type(reason).__name__))
    if isinstance(reason, away.FaultHere):
        log.fault(failure)
    problem = _problem(request, reason, language)
    headers = reason.headers if isinstance(reason, TurnedAway) else {}
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={
            **headers,
            "Content-Language": language,
            "Cache-Control": "no-store",
        },
    )


def instead(reason: TurnedAway) -> Asgi:
    """Return what answers with the reason in the application's place, unrouted."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        request: Request[Any, Any, Any] = Request(scope)
        problem = answered(request, reason)
        await problem.to_asgi_response(None, request)(scope, receive, send)

    return answer


def status_of(reason: TurnedAway | Refused) -> int:
    """Return the status that a reason is answered with."""
    if isinstance(reason, Refused):
        return REFUSED.get(reason.rule, 409)
    return next(STATUS[kind] for kind in type(reason).__mro__ if kind in STATUS)


def _problem(
    request: Request[Any, Any, Any],
    reason: TurnedAway | Refused,
    language: Language,
) -> Problem:
    name = type(reason).__name__
    rule = reason.rule if isinstance(reason, Refused) else away.slug(name)
    return Problem(
        type=rule_address(request, rule),
        title=away.words(name),
        status=status_of(reason),
        detail=_bounded(reason).sentence(language),
        instance=f"{request.scope['path']}#{log.trace().trace_id}",
        errors=reason.faults if isinstance(reason, TurnedAway) else (),
    )


def _bounded(reason: TurnedAway | Refused) -> TurnedAway | Refused:
    """Return the reason, what was found cut short: a client may have sent it."""
    for name, text in reason.found.items():
        if len(text) > DETAIL_MAX:
            reason.found[name] = f"{text[:DETAIL_MAX]}…"
    return reason


def _reason(
    request: Request[Any, Any, Any], failure: Exception, language: Language
) -> TurnedAway | Refused:
    match failure:
        case TurnedAway() | Refused():
            return failure
        case HTTPException():
            return _of_litestar(request, failure, language)
        case _:
            known = keys_away.of(failure) or reading_refused.of(failure)
            return known or _of_registry(request, failure)


def _of_registry(  # noqa: PLR0911 - one a failure
    request: Request[Any, Any, Any], failure: Exception
) -> TurnedAway:
    match failure:
        case journal.Outpaced(expected=expected, found=found):
            if "if-match" in request.headers and found >= 0:
                return away.StaleVersion(expected=max(expected, 0), found=found)
            return away.AnotherCameFirst()
        case journal.KeyReused(system=system, event_id=event_id):
            return away.KeyUsedForAnother(system=system, event_id=event_id)
        case journal.LineFull(agency=agency, retry_after_seconds=seconds):
            return away.LineOccupied(agency=agency, seconds=seconds)
        case StillInFlight():
            return away.StillInFlight()
        case Behind(wanted=wanted, found=found):
            return away.ReadingBehind(wanted=wanted, found=found, seconds=RETRY_SECONDS)
        case journal.JournalUnreachableError() | journal.JournalClosedError():
            return away.JournalAway(seconds=RETRY_SECONDS)
        case journal.OutcomeUnknownError():
            return away.OutcomeUnknown(seconds=RETRY_SECONDS)
        case _ if _is_away(failure):
            log.fault(failure)
            return _away(request)
        case _:
            return away.FaultHere(trace=log.trace().trace_id)


def _is_away(failure: Exception) -> bool:
    """Tell whether the database was at fault, rather than what it was asked.

    asyncpg tells a value that it cannot send by a ValueError: that is our fault.
    """
    return isinstance(failure, AWAY) and not isinstance(failure, ValueError)


def _away(request: Request[Any, Any, Any]) -> TurnedAway:
    """Return what to say where a statement failed. A recording's own append tells
    whether it was made; what comes before and after it does not tell which it was.
    """
    if request.method == "POST":
        return away.OutcomeUnknown(seconds=RETRY_SECONDS)
    return away.JournalAway(seconds=RETRY_SECONDS)


def _of_litestar(
    request: Request[Any, Any, Any], failure: HTTPException, language: Language
) -> TurnedAway:
    headers = {name.lower(): text for name, text in (failure.headers or {}).items()}
    match failure:
        case ValidationException():
            return parameters_refused(request, failure, language)
        case NotAuthorizedException():
            return not_identified.TokenMissing()
        case NotFoundException():
            return away.AddressUnknown()
        case MethodNotAllowedException():
            named = allowed({*headers.get("allow", "").split(", ")})
            return away.MethodRefused(method=request.method, allowed=named)
        case TooManyRequestsException():
            return away.TooManyRequests(seconds=headers.get("retry-after", "1"))
        case _:
            return _by_status(request, failure.status_code)


def allowed(methods: set[str]) -> str:
    """Return the methods of an address as `Allow` has them; HEAD goes with GET."""
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


def _by_status(request: Request[Any, Any, Any], status: int) -> TurnedAway:
    match status:
        case 413:
            limit = request.route_handler.resolve_request_max_body_size()
            return away.BodyTooLarge(limit=limit)
        case 503:
            return away.Later(seconds=RETRY_SECONDS)
        case _ if status in range(400, 500):
            return away.ParameterRefused()
        case _:
            return away.FaultHere(trace=log.trace().trace_id)
