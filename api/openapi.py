"""The specification (OpenAPI 3.1): the contract, made from the routes themselves.

Litestar gives the paths and parameters; the bodies, answers and problems are made here,
so that a new route is described by its docstring and its types alone.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import yaml
from litestar import Litestar, Request, Response, get
from litestar._openapi.plugin import OpenAPIPlugin
from litestar.config.app import AppConfig
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.routes import HTTPRoute

from api.address import BASE
from api.etags import LOOKS
from api.examples import example_of
from api.openapi_info import info
from api.problem_responses import problem_responses
from api.problems import Problem
from api.schemas import schemas

JSON = "application/json"

OPEN = {"open": True}

COUNTED = {
    "RateLimit-Policy": {
        "description": "How many requests (`q`) are let through in so many seconds"
        " (`w`), and of whom they are counted.",
        "schema": {"type": "string", "examples": ['"client";q=3000;w=60']},
    },
    "RateLimit": {
        "description": "How many more are let through now (`r`), and in how many"
        " seconds all of them are again (`t`).",
        "schema": {"type": "string", "examples": ['"client";r=2999;t=1']},
    },
}
"""From: draft-ietf-httpapi-ratelimit-headers-10"""

_PARAMETER_KEYS = ("name", "in", "description", "required", "schema")


@get("/openapi.json", opt=OPEN, include_in_schema=False)
async def openapi_json(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The specification as JSON. Open to anyone."""
    return Response(msgspec.json.encode(document(request.app)), media_type=JSON)


@get(
    "/openapi.yaml",
    opt=OPEN | {"produces": ("application/yaml",)},
    include_in_schema=False,
)
async def openapi_yaml(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The specification as YAML. Open to anyone."""
    text = yaml.safe_dump(document(request.app), sort_keys=False, allow_unicode=True)
    return Response(text.encode(), media_type="application/yaml")


ROUTES = (openapi_json, openapi_yaml)


@cache
def document(app: Litestar) -> dict[str, Any]:
    """Return the specification of the application."""
    handlers = dict(_handlers(app))
    types = {key: _types(handler) for key, handler in handlers.items()}
    listed = [Problem, *(one for pair in types.values() for one in pair if one)]
    found, components = schemas(dict.fromkeys(listed))
    by_type = dict(zip(dict.fromkeys(listed), found, strict=True))
    paths: dict[str, Any] = {}
    drawn = _drawn(app)
    for (path, method), handler in handlers.items():
        taken, given = types[path, method]
        operation = _operation(drawn[path][method], path, method, handler)
        _bodies(operation, by_type, taken, given)
        _exports(operation, handler)
        if method == "get":
            _conditional(operation)
        operation["responses"] |= problem_responses(path, handler)
        _counted(operation)
        paths.setdefault(path.removeprefix(BASE), {})[method] = operation
    security = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT (RFC 9068)"}
    return {
        "openapi": "3.1.0",
        **info(app.state.settings),
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "headers": COUNTED,
            "schemas": components,
            "securitySchemes": {"bearer": security},
        },
    }


def _handlers(app: Litestar) -> Iterator[tuple[tuple[str, str], HTTPRouteHandler]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.resolve_include_in_schema():
                    method = min(str(name) for name in handler.http_methods).lower()
                    yield (route.path_format, method), handler


def _drawn(app: Litestar) -> dict[str, Any]:
    """Return the paths as Litestar describes them, without its routes for serving."""
    plugin = OpenAPIPlugin(app)
    config = OpenAPIConfig(title="", version="", use_handler_docstrings=True)
    plugin.on_app_init(AppConfig(openapi_config=config))
    for route in app.routes:
        plugin.receive_route(route)
    paths: dict[str, Any] = plugin.provide_openapi_schema()["paths"]
    return paths


def _types(handler: HTTPRouteHandler) -> tuple[Any, Any]:
    """Return what the handler takes and what it gives, where that is JSON."""
    taken, given = handler.parsed_data_field, handler.parsed_return_field
    wrapped = given.is_subclass_of(Response) and given.inner_types
    answer = given.inner_types[0].annotation if wrapped else given.annotation
    plain = answer in (None, type(None), str, bytes, Any)
    return (taken.annotation if taken else None), (None if plain else answer)


def _operation(
    drawn: dict[str, Any], path: str, method: str, handler: HTTPRouteHandler
) -> dict[str, Any]:
    words = re.findall(r"[A-Za-z0-9]+", path.removeprefix(BASE))
    description = " ".join((handler.fn.__doc__ or "").split("Raises:")[0].split())
    operation: dict[str, Any] = {
        "operationId": method + "".join(word[0].upper() + word[1:] for word in words),
        "tags": words[:1],
        "summary": description.split(". ")[0].rstrip("."),
        "description": description,
        "parameters": [_parameter(one) for one in drawn.get("parameters", [])],
        "responses": {
            status: {**response, "description": "As asked."}
            for status, response in drawn["responses"].items()
            if int(status) < 400  # noqa: PLR2004 - RFC 9110
        },
    }
    if handler.opt.get("open"):
        operation["security"] = []
    return operation


def _parameter(drawn: dict[str, Any]) -> dict[str, Any]:
    kept = {key: drawn[key] for key in _PARAMETER_KEYS if key in drawn}
    kept["schema"] = _plain(kept["schema"])
    kept.setdefault("description", f"The `{kept['name']}` of the address.")
    return kept


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter's schema without null, which none can hold."""
    one_of = [one for one in schema.get("oneOf", ()) if one != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "oneOf"}
    merged = {**one_of[0], **rest} if len(one_of) == 1 else schema
    return {
        key: int(value) if isinstance(value, float) and value.is_integer() else value
        for key, value in merged.items()
        if key != "description"
    }


def _conditional(operation: dict[str, Any]) -> None:
    """Add the ETag, how it is sent again, and the answer to whoever holds it already.

    They are those of `api.etags.conditional`, which every answer to GET goes through.
    """
    tag = {"type": "string", "examples": ['"v7.0123456789abcdef"']}
    sent = {"description": "What is shown, for `If-None-Match`.", "schema": tag}
    condition = {
        "name": "If-None-Match",
        "in": "header",
        "description": "Answer 304 if this ETag still stands for what is shown.",
        "required": False,
        "schema": {**tag, "pattern": LOOKS},
    }
    for response in operation["responses"].values():
        response["headers"] = {**response.get("headers", {}), "ETag": {**sent}}
    operation["parameters"].append(condition)
    known = "What is shown is what the ETag in `If-None-Match` stands for."
    operation["responses"]["304"] = {"description": known, "headers": {"ETag": sent}}


def _counted(operation: dict[str, Any]) -> None:
    """Add what every answer tells of how much more may be asked (`api.limits`)."""
    counted = {name: {"$ref": f"#/components/headers/{name}"} for name in COUNTED}
    for response in operation["responses"].values():
        response["headers"] = {**response.get("headers", {}), **counted}


def _bodies(
    operation: dict[str, Any], by_type: dict[Any, Any], taken: Any, given: Any
) -> None:
    if taken is not None:
        content = {JSON: {"schema": by_type[taken], "example": example_of(taken)}}
        operation["requestBody"] = {
            "description": "What is sent.",
            "required": True,
            "content": content,
        }
    if given is not None:
        for response in operation["responses"].values():
            body = {"schema": by_type[given], "example": example_of(given)}
            response["content"] = {JSON: body}


def _exports(operation: dict[str, Any], handler: HTTPRouteHandler) -> None:
    """Add the media in which the operation gives a whole list, each with an example."""
    examples = handler.opt.get("exports", dict)
    for media, example in examples().items():
        body = {"schema": {"type": "string"}, "example": example}
        operation["responses"]["200"]["content"][media] = body
