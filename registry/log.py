"""One line per request, and the trace that ties it to the entry it recorded.

The keys are those of the glossary. No names, no free text, no bodies, no query values.
"""

import logging
import re
import secrets
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from typing import Any

import msgspec
import structlog

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_TRACEPARENT = re.compile(
    r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})"
    r"(?![^-])"
)
"""From: https://www.w3.org/TR/trace-context/#traceparent-header"""

DENIED = frozenset({401, 403, 429})
UNKNOWN = 404

STACK_MAX = 20
"""Frames of a fault that are logged, the innermost ones."""


class Trace(msgspec.Struct, frozen=True):
    """Where in a distributed trace a request stands (W3C Trace Context)."""

    trace_id: str
    """32 hexadecimal digits, the caller's or our own."""
    span_id: str
    """16 hexadecimal digits, always our own."""
    flags: str = "00"

    @property
    def traceparent(self) -> str:
        """The header that names it."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)
_line: ContextVar[dict[str, Any] | None] = ContextVar("line", default=None)


def configure(level: int = logging.INFO) -> None:
    """Write every line as JSON on standard error, from here on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )


def trace() -> Trace:
    """Return the trace of the request under way; a new one outside any request."""
    return _trace.get() or continued("")


def continued(traceparent: str) -> Trace:
    """Return our own place in the caller's trace; in a new one if it states none."""
    span = secrets.token_hex(8)
    match = _TRACEPARENT.match(traceparent)
    if match is None or (match[1] == "00" and match.end() < len(traceparent)):
        return Trace(secrets.token_hex(16), span)
    return Trace(match[2], span, match[3])


def note(**facts: str | float | bool | None) -> None:
    """Put facts on the line of the request under way: glossary keys, never prose."""
    line = _line.get()
    if line is not None:
        line.update(facts)


def fault(failure: BaseException, what: str = "fault", **facts: str | float) -> None:
    """Log a fault of the machine with its stack, under the trace at hand.

    Its message stays out: it may quote what somebody sent.
    """
    structlog.get_logger().error(
        what,
        **facts,
        trace=trace().trace_id,
        fault=type(failure).__name__,
        because=type(failure.__cause__ or failure.__context__).__name__,
        frames=[
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(failure.__traceback__)[-STACK_MAX:]
        ],
    )


def in_short(failure: BaseException) -> str:
    """Return type and place of a fault that was raised, as `KeyError at domain.x:7`.

    Its message stays out, as in `fault`.
    """
    frame, line = list(traceback.walk_tb(failure.__traceback__))[-1]
    return f"{type(failure).__name__} at {frame.f_globals['__name__']}:{line}"


class RequestLines:
    """An ASGI application around another: traces each request and logs one line, named
    `request`; that of a request that was denied is named `denied`, and is a warning.
    """

    def __init__(
        self, inner: Callable[[Scope, Receive, Send], Awaitable[None]]
    ) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log its line when it has been answered."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        here = continued(_header(scope, b"traceparent"))
        line: dict[str, Any] = {"trace": here.trace_id, "method": scope["method"]}
        tokens = _trace.set(here), _line.set(line)
        started = time.perf_counter()
        try:
            await self._inner(scope, receive, _answering(send, here, line))
        finally:
            line["route"] = scope.get("path_template") or "unknown"
            line["milliseconds"] = round((time.perf_counter() - started) * 1_000, 2)
            _trace.reset(tokens[0])
            _line.reset(tokens[1])
            if denied(line):
                structlog.get_logger().warning("denied", **line)
            else:
                structlog.get_logger().info("request", **line)


def denied(line: MutableMapping[str, Any]) -> bool:
    """Tell whether a request's line is of one that was denied: nobody identified, no
    right to it, too many, or no such record for whoever was identified.
    """
    status = line.get("status")
    return status in DENIED or (status == UNKNOWN and "agency" in line)


def _answering(send: Send, here: Trace, line: dict[str, Any]) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            line["status"] = message["status"]
            stated = (b"traceparent", here.traceparent.encode())
            message["headers"] = [*message.get("headers", []), stated]
        await send(message)

    return answer


def _header(scope: Scope, wanted: bytes) -> str:
    values = [value for name, value in scope["headers"] if name.lower() == wanted]
    return values[0].decode("latin-1") if len(values) == 1 else ""


def _json(line: Any, **_: object) -> bytes:
    return msgspec.json.encode(line, enc_hook=str)
