"""The problems an operation can answer with: generic, from what the operation is."""

import re
from http import HTTPStatus
from typing import Any

from litestar.handlers import HTTPRouteHandler

from api.address import BASE
from api.examples import EXAMPLES
from api.operations import reasons
from api.problems import MEDIA_TYPE, STATUS, Problem
from api.schemas import REF
from api.turned_away import TurnedAway, sentence, slug, words

ALWAYS = (400, 406, 414, 429, 431, 500, 503)
IDENTIFIED = (401, 403)
ADDRESSED = (404,)
WRITTEN = (408, 409, 412, 413, 415, 422, 428)

_LAW = {
    403: "Or what was said to happen is not the caller's to record.",
    404: "Or there is no such record, or none that the caller may see.",
    409: "Or an article of the rules: the record would contradict itself.",
}

_HEADERS = {
    401: ("WWW-Authenticate", "How to authenticate, and why it failed."),
    403: ("WWW-Authenticate", "Which scope was needed."),
    429: ("Retry-After", "Seconds until the next request is taken."),
    503: ("Retry-After", "Seconds until the request may succeed."),
}

SAID_MAX = 4
"""Reasons that a response's description tells; of more, only the kind they share."""

_ORIGIN = f"https://registry.example{BASE}"

EXAMPLES[Problem] = {
    "type": f"{_ORIGIN}/rules#stale-version",
    "title": "Stale version",
    "status": 412,
    "detail": "`If-Match` names version 3; version 4 stands now. Read it again and"
    " decide anew.",
    "instance": f"{BASE}/issues/0190b7a4#4bf92f3577b34da6a3ce929d0e0e4736",
}


def problem_responses(path: str, handler: HTTPRouteHandler) -> dict[str, Any]:
    """Return a response for each status that the operation can fail with."""
    statuses = [*ALWAYS]
    if not handler.opt.get("open"):
        statuses += IDENTIFIED
    if "{" in path:
        statuses += ADDRESSED
    if handler.parsed_data_field is not None:
        statuses += WRITTEN
    return {str(status): _response(status) for status in sorted(statuses)}


def _response(status: int) -> dict[str, Any]:
    kinds = [kind for kind in reasons() if _status(kind) == status]
    listed = kinds if len(kinds) <= SAID_MAX else [k for k in kinds if k in STATUS]
    said = [_said(kind) for kind in listed]
    response: dict[str, Any] = {
        "description": " ".join([*said, _LAW.get(status, "")]).strip(),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": REF.format(name="Problem")},
                "example": _example(status, kinds),
            }
        },
    }
    if status in _HEADERS:
        name, description = _HEADERS[status]
        header = {"description": description, "schema": {"type": "string"}}
        response["headers"] = {name: header}
    return response


def _example(status: int, kinds: list[type[TurnedAway]]) -> dict[str, Any]:
    name = kinds[0].__name__ if kinds else HTTPStatus(status).phrase
    return {
        "type": f"{_ORIGIN}/rules#{slug(name)}",
        "title": words(name),
        "status": status,
        "detail": _said(kinds[0]) if kinds else words(name),
        "instance": f"{BASE}/issues#4bf92f3577b34da6a3ce929d0e0e4736",
    }


def _said(kind: type[TurnedAway]) -> str:
    """Return the reason's sentence, its gaps shown as dots."""
    return re.sub(r"\{\w+\}", "…", sentence(kind, "en"))


def _status(kind: type[TurnedAway]) -> int:
    return next(STATUS[parent] for parent in kind.__mro__ if parent in STATUS)
