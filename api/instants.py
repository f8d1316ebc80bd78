"""The times and positions that a question may state, and how times are answered."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.openapi.spec import Schema
from litestar.openapi.spec.enums import OpenAPIFormat
from litestar.params import HeaderParameter, QueryParameter

from api.parameters import parameter_refused
from domain import when

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}):(\d{2})(\.\d+)?([Zz]|[+ -]\d{2}:\d{2})",
    re.ASCII,
)


class Times(msgspec.Struct, frozen=True):
    """As of when a question is put, and as known when; None is now."""

    as_of: datetime | None = None
    """Valid time, UTC: what had happened by then."""
    known_as_of: datetime | None = None
    """Recorded time, UTC: what was recorded by then."""


Stated = str | None

POSITION_MAX = 10**18

TIME: dict[str, Any] = {
    "any_of": [
        Schema(format=OpenAPIFormat.DATE_TIME, example="2026-03-02T09:00:00Z"),
        Schema(format=OpenAPIFormat.DATE, example="2026-03-02"),
    ]
}
"""How `asked_instant` reads a parameter, for the specification."""


def asked_known(
    request: Request[Any, Any, Any],
    known_as_of_stated: Annotated[
        Stated,
        QueryParameter(
            name="knownAsOf",
            schema_extra=TIME,
            description="As we knew it then: only what was recorded by that time. A"
            " time with an offset, or a date; not later than now.",
        ),
    ] = None,
) -> datetime | None:
    """Return the time at which it was known: a handler's parameter `known_as_of`.

    Raises: ParameterRefused, when it is malformed, without an offset or ahead.
    """
    stated = known_as_of_stated
    known = asked_instant(request, "knownAsOf", stated)
    now = _now(request)
    if known is None or known <= now:
        return known
    if stated != when.day_of(now).isoformat():
        raise parameter_refused(request, "knownAsOf", stated or "", "past")
    return now


def asked_times(
    request: Request[Any, Any, Any],
    known_as_of: NamedDependency[datetime | None],
    as_of: Annotated[
        Stated,
        QueryParameter(
            name="asOf",
            schema_extra=TIME,
            description="As things stood then: a time with an offset, or a date, which"
            " means the end of that day in Stockholm.",
        ),
    ] = None,
) -> Times:
    """Return the times that are asked: a handler's parameter `times`.

    Raises: ParameterRefused, when one is malformed, without an offset or ahead.
    """
    return Times(asked_instant(request, "asOf", as_of), known_as_of)


def asked_instant(
    request: Request[Any, Any, Any], name: str, stated: str | None
) -> datetime | None:
    """Return a stated time or date in UTC; None where nothing is stated.

    Raises: ParameterRefused.
    """
    if stated is None:
        return None
    try:
        return instant(stated)
    except (ValueError, OverflowError):
        raise parameter_refused(request, name, stated, "instant_or_day") from None


def asked_position(
    position: Annotated[
        int,
        QueryParameter(
            ge=0,
            le=POSITION_MAX,
            description="Wait until the answer holds this position.",
        ),
    ] = 0,
    at_least: Annotated[
        int,
        HeaderParameter(
            name="If-Position-At-Least",
            ge=0,
            le=POSITION_MAX,
            description="As `position`; the greater of the two counts.",
        ),
    ] = 0,
) -> int:
    """Return the position that the answer must hold, 0 where none is asked: a
    handler's parameter `position_at_least`.
    """
    return max(position, at_least)


def instant(text: str) -> datetime:
    """Return an RFC 3339 time with any offset in UTC; a date as the end of its day.

    A space for the offset's + is taken, since an unescaped + in a query becomes one.

    Raises: ValueError, OverflowError.
    """
    if _DAY.fullmatch(text):
        return when.day_ends(date.fromisoformat(text))
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, minute, second, fraction, offset = match.groups()
    seconds = "59" if second == "60" else second
    parts = f"{day}T{minute}:{seconds}{(fraction or '')[:7]}"
    zone = offset.upper().replace(" ", "+")
    return datetime.fromisoformat(parts + zone).astimezone(UTC)


def utc(moment: datetime) -> str:
    """Return a time as it is answered: RFC 3339, UTC, `Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _now(request: Request[Any, Any, Any]) -> datetime:
    clock: Callable[[], datetime] = request.app.state.clock
    return clock()
