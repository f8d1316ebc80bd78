"""The audiences of an issue's guarded entries, as rows carry them."""

from collections.abc import Mapping

import msgspec

from domain.audience import Audience, Audiences
from domain.target import without_notes
from projections.judged import Judged

_decode = msgspec.json.Decoder(dict[str, Audience]).decode


def encoded(audiences: Audiences) -> bytes | None:
    """Return the audiences that are not everyone's; None where there are none."""
    return msgspec.json.encode({**audiences}) if audiences else None


def decoded(guarded: bytes | None) -> Mapping[str, Audience]:
    """Return what `encoded` gave."""
    return _decode(guarded) if guarded else {}


def guards(issue: Judged) -> str | None:
    """Return the audiences of all that verdicts rest on and not everyone may see, each
    once, as `sees_all` reads them; None where there are none.
    """
    if not issue.audiences:
        return None
    held = {entry.id for entry in without_notes([e.recorded for e in issue.kept])}
    found = {
        (listed_sides(audience), int(audience.secrecy))
        for id_, audience in issue.audiences.items()
        if id_ in held
    }
    rows = sorted(
        ({"audience": sides, "secrecy": secrecy} for sides, secrecy in found),
        key=msgspec.json.encode,
    )
    return msgspec.json.encode(rows).decode() if rows else None


def listed_sides(audience: Audience) -> tuple[str, ...] | None:
    """Return the sides as a column has them; None: everyone who sees the issue."""
    return None if audience.sides is None else tuple(sorted(audience.sides))
