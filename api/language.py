"""Which of the registry's two languages a client reads, and that an answer says it."""

from typing import Annotated, Literal, TypeVar

from litestar import Response
from litestar.datastructures import ResponseHeader
from litestar.di import Provide
from litestar.params import HeaderParameter

T = TypeVar("T")

Language = Literal["en", "sv"]


def preferred(header: str | None) -> Language:
    """Return the language an `Accept-Language` value puts first; English on a tie."""
    weights = [_weight(part) for part in (header or "").split(",")[:20]]
    swedish = max((q for tag, q in weights if tag == "sv"), default=0.0)
    english = max((q for tag, q in weights if tag == "en"), default=0.0)
    return "sv" if swedish > english else "en"


def asked_language(
    accept_language: Annotated[
        str | None,
        HeaderParameter(
            name="Accept-Language",
            description="The language of the sentences, `en` or `sv`; English where"
            " neither is put first.",
        ),
    ] = None,
) -> Language:
    """Return the language that is asked for: a handler's parameter `language`."""
    return preferred(accept_language)


VARY = "Accept, Accept-Language"
"""The headers of a request on which an answer with sentences depends."""

LANGUAGE = Provide(asked_language, sync_to_thread=False)

IN_LANGUAGE = (
    ResponseHeader(
        name="Content-Language",
        value="en",
        description="The language of the sentences, `en` or `sv`.",
        documentation_only=True,
    ),
    ResponseHeader(
        name="Vary",
        value=VARY,
        description="What the answer depends on besides its address.",
        documentation_only=True,
    ),
)
"""The headers that `in_language` sets, for the specification."""


def in_language(content: T, language: Language) -> Response[T]:
    """Return the answer with its language stated, and that another could be had.

    Its ETag is that of its bytes, which the sentences make another in each language.
    """
    headers = {"Content-Language": language, "Vary": VARY}
    return Response(content, headers=headers)


def _weight(part: str) -> tuple[str, float]:
    tag, _, parameter = part.strip().partition(";")
    return tag.strip().lower().partition("-")[0], _quality(parameter)


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
