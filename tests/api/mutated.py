"""A valid token, mutated: what an attacker can do who has one and no key of the issuer.

Each mutation gives another string than the token. That the mirror image of an ECDSA
signature is a signature too is not among them: it needs nothing but the token, says the
same of the same person until the same moment, and nothing here is told by a token's
string.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

ALPHABET = ascii_uppercase + ascii_lowercase + digits + "-_"
"""In the order of base64url."""

DEEP = "[" * 900 + "]" * 900
WRONG: Mapping[str, Any] = {
    "ES256": ECKey.generate_key("P-256"),
    "RS256": RSAKey.generate_key(2048),
    "PS256": RSAKey.generate_key(2048),
    "EdDSA": OKPKey.generate_key("Ed25519"),
    "HS256": OctKey.generate_key(256),
}
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 10**30, "", "*", "none", "\x00", "å", "\ud800",
    "x" * 300, [], [[]], {}, {"a": 1}, ["*"], ["manager"], "manager",
    "../../etc/passwd", "' OR 1=1 --", "{agency}", "%s%n", "registerverket\n",
)  # fmt: skip

Mutation = Callable[[str, Random], str]


def flip(token: str, chance: Random) -> str:
    """Turn one bit of the bytes of one part."""
    return in_part(token, chance, _flipped)


def several(token: str, chance: Random) -> str:
    """Turn several bits of the bytes of one part."""
    times = chance.randrange(2, 9)
    return in_part(token, chance, lambda b, c: _flipped(b, c, times))


def _flipped(part: bytes, chance: Random, times: int = 1) -> bytes:
    found = bytearray(part)
    for bit in chance.sample(range(8 * len(found)), times):
        found[bit // 8] ^= 1 << bit % 8
    return bytes(found)


def shorten(token: str, chance: Random) -> str:
    """Cut bytes off one part, or add some."""
    return in_part(token, chance, lambda b, c: c.choice((b[:-1], b[1:], b + b"\x00")))


def in_part(
    token: str, chance: Random, change: Callable[[bytes, Random], bytes]
) -> str:
    """Return the token with the bytes of one of its parts changed."""
    parts = token.split(".")
    which = chance.randrange(3)
    parts[which] = encoded(change(decoded(parts[which]), chance))
    return ".".join(parts)


def sign_changed(token: str, chance: Random) -> str:
    """Exchange one character by another of base64url."""
    at = chance.choice([n for n, sign in enumerate(token) if sign != "."])
    other = chance.choice([sign for sign in ALPHABET if sign != token[at]])
    return token[:at] + other + token[at + 1 :]


def stray(token: str, chance: Random) -> str:
    """Put a character into it that does not belong there."""
    at = chance.randrange(1, len(token))
    return (
        token[:at]
        + chance.choice(" \t\n\r\v\f\x00\x7f\x85\xa0=+/.,;%\"'å")
        + token[at:]
    )


def padded(token: str, chance: Random) -> str:
    """Pad one part, or all, as base64 may be elsewhere."""
    parts = token.split(".")
    which = chance.choice(({0}, {1}, {2}, {0, 1, 2}))
    pad = chance.choice(("=", "==", "===", "%3D"))
    return ".".join(part + pad * (n in which) for n, part in enumerate(parts))


def respelled(token: str, chance: Random) -> str:
    """Set a bit at the end of a part that no byte of it needs."""
    parts = token.split(".")
    loose = [n for n, part in enumerate(parts) if len(part) % 4]
    if not loose:
        return stray(token, chance)
    which = chance.choice(loose)
    last = ALPHABET.index(parts[which][-1])
    spare = 1 if len(parts[which]) % 4 == 3 else chance.choice((1, 2, 3, 8))
    parts[which] = parts[which][:-1] + ALPHABET[last ^ spare]
    return ".".join(parts)


def rearranged(token: str, chance: Random) -> str:
    """Swap, leave out, repeat or empty its parts."""
    head, body, sign = token.split(".")
    others = (
        (body, head, sign), (head, sign, body), (sign, body, head), (head, body),
        (head, body, ""), ("", body, sign), (head, "", sign), (head, body, sign, sign),
        (head, body, sign, ""), (head, head, sign), (body, body, sign),
        (head, body, "", "", sign), (token, token), (head, body, body), ("", "", ""),
    )  # fmt: skip
    return ".".join(chance.choice(others))


def headed(token: str, chance: Random) -> str:
    """Edit the header under the same signature, or under a key that is not theirs."""
    head, body, sign = token.split(".")
    algorithm = chance.choice(("none", "HS256", *WRONG))
    own = WRONG.get(algorithm, WRONG["ES256"])
    public = own.as_dict(private=algorithm == "HS256")
    edits: tuple[dict[str, Any], ...] = (
        {"alg": algorithm}, {"alg": chance.choice(ODD)}, {"typ": chance.choice(ODD)},
        {"kid": chance.choice(ODD)}, {"jku": "http://127.0.0.1:9/keys"},
        {"jwk": public, "alg": algorithm}, {"x5u": "https://evil.example/"},
        {"x5c": [encoded(b"x" * 90)]}, {"crit": ["exp"], "exp": 9}, {"crit": []},
        {"b64": False, "crit": ["b64"]}, {"b64": False}, {"zip": "DEF"}, {"cty": "JWT"},
        {"enc": "A256GCM"}, {"x": json.loads(DEEP[880:-880])},
    )  # fmt: skip
    said = json.loads(decoded(head)) | chance.choice(edits)
    if chance.random() < 0.3:
        said.pop(chance.choice(list(said)))
    parts = f"{encoded(json.dumps(said).encode())}.{body}"
    return f"{parts}.{chance.choice((sign, '', by(own, algorithm, parts)))}"


def claimed(token: str, chance: Random) -> str:
    """Edit the claims under the same signature, or under a key that is not theirs."""
    head, body, sign = token.split(".")
    said = json.loads(decoded(body))
    for _ in range(chance.randrange(1, 4)):
        said[chance.choice(list(said))] = chance.choice(ODD)
    parts = f"{head}.{encoded(json.dumps(said).encode())}"
    return f"{parts}.{chance.choice((sign, by(WRONG['ES256'], 'ES256', parts)))}"


def written(token: str, chance: Random) -> str:
    """Write the claims so that two readers may read them differently."""
    head, body, sign = token.split(".")
    text = decoded(body).decode()
    member = chance.choice(("agency", "roles", "exp", "iss", "aud", "scope", "sub"))
    again = f'"{member}":{json.dumps(chance.choice(ODD))}'
    escaped = f'"\\u{ord(member[0]):04x}{member[1:]}":"x"'
    number = chance.choice(
        ("NaN", "Infinity", "-Infinity", "1e999", "9" * 4_500, "0x1")
    )
    others = (
        f"{text[:-1]},{again}}}", f"{{{again},{text[1:]}", f"{text[:-1]},{escaped}}}",
        f'{text[:-1]},"x":{number}}}', f'{text[:-1]},"x":{DEEP}}}', f"{text},",
        f" {text}", f"{text}\n", f"\ufeff{text}", f"{text}{text}", f"[{text}]",
        text.replace('"', "'"), text.replace(":", "\xa0:", 1), f"/**/{text}", "null",
        DEEP, f'{{"iss":{DEEP}}}',
    )  # fmt: skip
    inner = chance.choice(others)
    coded = inner.encode(
        chance.choice(("utf-8", "utf-8", "utf-16", "utf-32")), "replace"
    )
    parts = f"{head}.{encoded(coded)}"
    return f"{parts}.{chance.choice((sign, by(WRONG['ES256'], 'ES256', parts)))}"


def noise(token: str, chance: Random) -> str:
    """Send something else altogether."""
    return chance.choice(
        (
            encoded(chance.randbytes(40)),
            ".".join(encoded(chance.randbytes(chance.randrange(1, 60))) for _ in "123"),
            token * 20,
            "." * chance.randrange(1, 9_000),
            token.swapcase(),
            token[::-1],
            token.replace(".", "%2E"),
            json.dumps({"payload": token.split(".")[1], "signatures": []}),
            f"Bearer {token}",
            f"{token}, {token}",
            f'"{token}"',
        )
    )


MUTATIONS: tuple[Mutation, ...] = (
    flip, several, shorten, sign_changed, stray, padded, respelled, rearranged, headed,
    claimed, written, noise,
)  # fmt: skip


def mutated(token: str, chance: Random) -> str:
    """Return the token after one mutation, or after two that follow one another."""
    found = chance.choice(MUTATIONS)(token, chance)
    if chance.random() < 0.2:
        found = chance.choice((stray, padded))(found, chance)
    return found if found.strip(" \t") != token else flip(token, chance)


def by(key: Any, algorithm: str, parts: str) -> str:
    """Return the signature of the parts by a key, "" by none."""
    if algorithm == "none":
        return ""
    return encoded(jws.JWSRegistry.algorithms[algorithm].sign(parts.encode(), key))


def encoded(part: bytes) -> str:
    """Return the bytes in base64url."""
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    """Return the bytes of a part in base64url."""
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
