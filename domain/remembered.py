"""What is worked out once for a value, however many questions ask for it.

Twenty-five questions look at the same entries and agreements for the same parties. A
function of a frozen value and plain arguments is pure: its answer is kept with it.
"""

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import msgspec

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K", bound="Remembering")

ANSWERS_MAX = 50_000
"""How many answers a value keeps; what lives long is asked about ever new days."""


class Remembering(msgspec.Struct, frozen=True, dict=True):
    """A value that keeps what was worked out from it; a changed copy begins anew."""

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What was worked out, by function and arguments."""
        return {}


def remembered(
    work: Callable[Concatenate[K, P], R],
) -> Callable[Concatenate[K, P], R]:
    """Return *work*, done once for each value and arguments; these must be hashable.

    The answer is shared by all who ask: it must not be changed.
    """

    @wraps(work)
    def found(value: K, *asked: Any) -> R:
        kept, key = value.kept, (work, asked)
        try:
            known: R = kept[key]
        except KeyError:
            if len(kept) >= ANSWERS_MAX:
                kept.clear()
            known = kept[key] = work(value, *asked)  # type: ignore[call-arg]
        return known

    return cast("Callable[Concatenate[K, P], R]", found)
