"""A stream's version as an ETag, and the conditions that clients state with it."""

import re
from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.params import HeaderParameter

from api.address import Asked
from api.parameters import parameter_refused
from api.turned_away import ConditionNeeded

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
LOOKS = r'^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$'
"""How a condition looks, for the specification."""

_VERSION = re.compile(r"v(0|[1-9]\d{0,17})")


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
    if_match_stated: Annotated[
        str | None,
        HeaderParameter(
            name="If-Match",
            schema_extra={"pattern": LOOKS},
            description="Record only if the version is the one of this ETag.",
        ),
    ] = None,
) -> Condition | None:
    """Return what `If-Match` demands: a handler's parameter `if_match`.

    A weak tag never holds (RFC 9110, 13.1.1).

    Raises: ParameterRefused, when it is malformed; ConditionNeeded, when the operator
    demands one and none is stated.
    """
    if if_match_stated is None and request.app.state.settings.require_if_match:
        raise ConditionNeeded
    return _condition(request, "If-Match", weak=False)


def if_none_match(
    request: Request[Any, Any, Any],
    if_none_match_stated: Annotated[
        str | None,
        HeaderParameter(
            name="If-None-Match",
            schema_extra={"pattern": LOOKS},
            description="Answer 304 if the version is still the one of this ETag.",
        ),
    ] = None,
) -> Condition | None:
    """Return what `If-None-Match` says is known: a handler's `if_none_match`.

    Weak tags count (RFC 9110, 13.1.2).

    Raises: ParameterRefused, when it is malformed.
    """
    if if_none_match_stated is None:
        return None
    return _condition(request, "If-None-Match", weak=True)


def _condition(request: Asked, name: str, *, weak: bool) -> Condition | None:
    stated = request.headers.getall(name.lower(), [])
    if not stated:
        return None
    value = ", ".join(stated).strip(" \t")
    if value == "*":
        return Condition(any=True)
    if not _listed(value):
        raise parameter_refused(request, name, value, "etag")
    tags = _TAG.findall(value)
    matches = [_VERSION.fullmatch(tag) for mark, tag in tags if weak or not mark]
    return Condition(any=False, versions=frozenset(int(m[1]) for m in matches if m))


def _listed(value: str) -> bool:
    """Tell whether it is a list of at least one tag; empty elements are let be."""
    elements = [part.strip(" \t") for part in _TAG.sub("\0", value).split(",")]
    return "\0" not in value and "\0" in elements and {*elements} <= {"", "\0"}
