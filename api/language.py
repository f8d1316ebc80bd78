"""Which of the registry's two languages a client reads: `Accept-Language` decides."""

from typing import Literal

Language = Literal["en", "sv"]


def preferred(header: str | None) -> Language:
    """Return the language an `Accept-Language` value puts first; English on a tie."""
    weights = [_weight(part) for part in (header or "").split(",")[:20]]
    swedish = max((q for tag, q in weights if tag == "sv"), default=0.0)
    english = max((q for tag, q in weights if tag == "en"), default=0.0)
    return "sv" if swedish > english else "en"


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
