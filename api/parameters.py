"""What is wrong with the parameters of a request, in the client's language."""

from typing import Any

from litestar import Request
from litestar.exceptions import ValidationException
from litestar.params import ParameterKwarg
from msgspec import inspect

from api.address import Asked
from api.body import nothing_sent
from api.language import Language, preferred
from api.needed import found, needed, phrase
from api.turned_away import Fault, ParameterRefused, TurnedAway


def parameters_refused(
    request: Request[Any, Any, Any], fault: ValidationException, language: Language
) -> TurnedAway:
    """Return what Litestar found wrong, every parameter by its own name."""
    listed: Any = fault.extra or [{"key": _missing(fault)}]
    names = [str(entry.get("key", "")).partition(".")[0] for entry in listed]
    if "data" in names:
        field = request.route_handler.parsed_data_field
        return nothing_sent(Any if field is None else field.annotation, language)
    return ParameterRefused(
        [_parameter(request, name, language) for name in names if name]
    )


def parameter_refused(
    request: Asked, name: str, value: str, wanted: str
) -> ParameterRefused:
    """Return what a parameter or header is answered with that holds no *wanted*.

    *wanted* is a phrase of `api.needed`: `etag`, `instant_or_day`, `past`.
    """
    language = preferred(request.headers.get("accept-language"))
    there, what = found(value, language), phrase(wanted, language)
    return ParameterRefused(
        [
            Fault(
                detail=phrase("wrong", language, found=there, needed=what),
                parameter=name,
            )
        ]
    )


def _missing(fault: ValidationException) -> str:
    """Litestar names a missing parameter in prose only: `query parameter 'limit'`."""
    parts = fault.detail.split("'")
    return parts[1] if len(parts) > 1 else ""


def _parameter(request: Request[Any, Any, Any], name: str, language: Language) -> Fault:
    shown = _alias(request, name)
    wanted = needed(_type(request, name), language)
    sent = request.path_params.get(shown) or request.query_params.get(shown)
    sent = sent or request.headers.get(shown)
    if sent is None:
        return Fault(detail=phrase("missing", language, needed=wanted), parameter=shown)
    there = found(str(sent), language)
    return Fault(
        detail=phrase("wrong", language, found=there, needed=wanted), parameter=shown
    )


def _alias(request: Request[Any, Any, Any], name: str) -> str:
    for function in _functions(request):
        field = function.parsed_fn_signature.parameters.get(name)
        stated = field.kwarg_definition if field else None
        if isinstance(stated, ParameterKwarg):
            return stated.name or name
    return name


def _type(request: Request[Any, Any, Any], name: str) -> inspect.Type:
    for function in _functions(request):
        annotations = getattr(function.signature_model, "__annotations__", {})
        if name in annotations:
            return inspect.type_info(annotations[name])
    return inspect.AnyType()


def _functions(request: Request[Any, Any, Any]) -> list[Any]:
    """Return the handler and what provides its parameters, nearest first."""
    handler = request.route_handler
    return [handler, *handler.resolve_dependencies().values()]
