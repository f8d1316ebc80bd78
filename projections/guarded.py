"""The audiences of an issue's guarded entries, as rows carry them."""

from collections.abc import Mapping

import msgspec

from domain.audience import Audience, Audiences

_decode = msgspec.json.Decoder(dict[str, Audience]).decode


def encoded(audiences: Audiences) -> bytes | None:
    """Return the audiences that are not everyone's; None where there are none."""
    return msgspec.json.encode({**audiences}) if audiences else None


def decoded(guarded: bytes | None) -> Mapping[str, Audience]:
    """Return what `encoded` gave."""
    return _decode(guarded) if guarded else {}


def listed_sides(audience: Audience) -> tuple[str, ...] | None:
    """Return the sides as a column has them; None: everyone who sees the issue."""
    return None if audience.sides is None else tuple(sorted(audience.sides))
