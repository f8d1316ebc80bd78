"""The form of a token: three parts, each written in the one way it can be written.

Nothing here is verified. What a signature is over is read once, strictly: a document
that two readers could read differently is not read at all.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

import msgspec

from api import not_identified as refused

PARTS = 3
"""From: https://www.rfc-editor.org/rfc/rfc7515#section-3.1"""

DEPTH_MAX = 8
"""How deep lists and objects of a token may lie in one another; claims need two."""

KEY_TYPES: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
"""The algorithms that are taken, and the type of key each needs."""

TYPES = frozenset({"at+jwt", "application/at+jwt"})
"""From: https://www.rfc-editor.org/rfc/rfc9068#section-2.1"""


class Form(msgspec.Struct, frozen=True):
    """A token taken apart: how it says it is signed, and its payload."""

    algorithm: str
    """One of `KEY_TYPES`."""
    kid: str
    payload: dict[str, Any]

    @property
    def key_named(self) -> tuple[str, str]:
        """Return the `kid` and the type of the key that the token names."""
        return self.kid, KEY_TYPES[self.algorithm]


def taken_apart(token: str) -> Form:
    """Return the parts of a token, of which nothing is verified yet.

    Raises: NotIdentified, with what of its form is wrong.
    """
    parts = token.split(".")
    if len(parts) != PARTS:
        raise refused.TokenMalformed
    header = _document(parts[0])
    algorithm, kid = _stated(header)
    canonical(parts[2])
    return Form(algorithm, kid, _document(parts[1]))


def canonical(part: str) -> bytes:
    """Return the bytes of a part; of several spellings of them, one is taken.

    Raises: TokenMalformed, for padding, for a sign that is not of base64url and for
    bits that are left over.
    """
    try:
        found = urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except ValueError:
        raise refused.TokenMalformed from None
    if not found or urlsafe_b64encode(found).rstrip(b"=").decode() != part:
        raise refused.TokenMalformed
    return found


def _stated(header: dict[str, Any]) -> tuple[str, str]:
    """Return algorithm and `kid`. What else a header has is passed over: no address
    and no key that a token brings along is ever looked at.
    """
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in KEY_TYPES:
        raise refused.AlgorithmRefused
    if str(header.get("typ")).lower() not in TYPES:
        raise refused.TokenTypeRefused
    if "b64" in header:
        raise refused.PayloadUnencoded
    if "crit" in header:
        raise refused.HeaderCritical
    if not isinstance(kid, str) or not kid:
        raise refused.KeyUnnamed
    return algorithm, kid


def _document(part: str) -> dict[str, Any]:
    """Return the JSON object of a part.

    Python's own reader, because it alone can tell a member that is stated twice.
    """
    try:
        text = canonical(part).decode("utf-8")
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except ValueError:
        raise refused.TokenMalformed from None
    except RecursionError:
        raise refused.TokenTooDeep(limit=DEPTH_MAX) from None
    if not isinstance(found, dict):
        raise refused.TokenMalformed
    if _deeper(found, DEPTH_MAX):
        raise refused.TokenTooDeep(limit=DEPTH_MAX)
    return found


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        raise refused.MemberTwice
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _deeper(value: Any, levels: int) -> bool:
    """Tell whether lists and objects lie more than so many levels in one another."""
    match value:
        case dict():
            inner = [*value.values()]
        case list():
            inner = value
        case _:
            return False
    return not levels or any(_deeper(each, levels - 1) for each in inner)
