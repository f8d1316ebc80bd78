"""What is wrong with the parameters of a request, in the client's language."""

from datetime import date
from functools import cache
from typing import Any

from litestar import Request
from litestar.exceptions import ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.params import ParameterKwarg
from msgspec import inspect

from api.address import BASE, Asked
from api.body import nothing_sent
from api.filters import ANSWERED_AT
from api.language import Language, preferred
from api.leaves import bare
from api.needed import found, needed, phrase, quoted
from api.turned_away import Fault, ParameterRefused, TurnedAway

TEXTS = (inspect.StrType, inspect.AnyType, inspect.ListType)
"""The types of parameters that may hold the word `null` itself."""

STRANGERS_MAX = 20
"""Unknown parameters that are named, at most."""


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


def in_order(request: Asked, first: date | None, last: date | None, name: str) -> None:
    """Turn away a range of days that ends, by the parameter *name*, before it begins.

    Raises: ParameterRefused.
    """
    if first and last and last < first:
        language = preferred(request.headers.get("accept-language"))
        what = phrase("not_before", language, first=first)
        detail = phrase(
            "wrong", language, found=found(last.isoformat(), language), needed=what
        )
        raise ParameterRefused([Fault(detail=detail, parameter=name)])


def no_strangers(request: Any, handler: BaseRouteHandler) -> None:
    """Turn away a query parameter that the route does not know.

    Passed over, it would let the client believe that it had narrowed the answer.

    Raises: ParameterRefused, naming each and those that exist.
    """
    known = query_parameters(handler)
    strange = [n for n in dict.fromkeys(request.query_params.keys()) if n not in known]
    if strange and request.scope["method"] != "OPTIONS":
        language = preferred(request.headers.get("accept-language"))
        named = ", ".join(sorted(known)) or phrase("none", language)
        detail = phrase("stranger", language, known=named)
        raise ParameterRefused(
            [
                Fault(detail=detail, parameter=quoted(name)[1:-1])
                for name in strange[:STRANGERS_MAX]
            ]
        )


@cache
def query_parameters(handler: BaseRouteHandler) -> frozenset[str]:
    """Return the names of the query parameters of a route and its dependencies."""
    model = handler.create_kwargs_model(path_parameters={})
    return frozenset(one.field_alias for one in model.expected_query_params)


def no_nulls(request: Any, _: BaseRouteHandler) -> None:
    """Turn away a parameter that states `null` where no text is asked for.

    msgspec would read it as nothing stated, and a filter would let all through.

    Raises: ParameterRefused.
    """
    nulls = {n for n, text in request.query_params.multi_items() if _is_null(text)}
    names = (
        name
        for function in (_functions(request) if nulls else ())
        for name in function.parsed_fn_signature.parameters
        if _alias(request, name) in nulls and not _is_text(_type(request, name))
    )
    language = preferred(request.headers.get("accept-language"))
    if faults := [_parameter(request, name, language) for name in dict.fromkeys(names)]:
        raise ParameterRefused(faults)


def _is_null(text: str) -> bool:
    return text.lower() == "null"


def _is_text(info: inspect.Type) -> bool:
    info = bare(info)
    types = info.types if isinstance(info, inspect.UnionType) else (info,)
    return any(isinstance(bare(one), TEXTS) for one in types)


def _missing(fault: ValidationException) -> str:
    """Litestar names a missing parameter in prose only: `query parameter 'limit'`."""
    parts = fault.detail.split("'")
    return parts[1] if len(parts) > 1 else ""


def _parameter(request: Request[Any, Any, Any], name: str, language: Language) -> Fault:
    shown = _alias(request, name)
    wanted = phrase("or", language).join(
        dict.fromkeys(needed(one, language) for one in _each(_type(request, name)))
    )
    sent = request.path_params.get(shown) or request.query_params.get(shown)
    sent = sent or request.headers.get(shown)
    if sent is None:
        return Fault(detail=phrase("missing", language, needed=wanted), parameter=shown)
    detail = phrase("wrong", language, found=found(str(sent), language), needed=wanted)
    return Fault(detail=detail + _elsewhere(request, shown, language), parameter=shown)


def _elsewhere(request: Request[Any, Any, Any], name: str, language: Language) -> str:
    """Return where the questions asked for are answered that stand in no list."""
    asked = request.query_params.getall(name, []) if name == "question" else []
    return "".join(
        phrase("elsewhere", language, question=one, where=BASE + ANSWERED_AT[one])
        for one in dict.fromkeys(asked)
        if one in ANSWERED_AT
    )


def _each(info: inspect.Type) -> list[inspect.Type]:
    """Return what one value of a parameter may be: null cannot be stated, and a list is
    stated item by item.
    """
    info = bare(info)
    types = info.types if isinstance(info, inspect.UnionType) else (info,)
    stated = [bare(one) for one in types if not isinstance(one, inspect.NoneType)]
    return [getattr(one, "item_type", one) for one in stated]


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
