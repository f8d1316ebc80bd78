"""A request's body: read strictly, or turned away with every fault it has.

Safe for hostile bodies: bounded depth, no NUL, no half surrogate pairs, UTF-8 only.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import State

from api.bounds import BodyTooSlow
from api.faults import escaped, faults, listed
from api.language import Language, preferred
from api.needed import needed, phrase
from api.turned_away import Fault, Misshapen

SECONDS_MAX = 30
"""How long a body is waited for, from the first look to its last byte."""

DEPTH_MAX = 64
"""Levels of nesting that are read; the deepest schema has fewer than ten."""

DIGITS_MAX = 1_000
"""Digits of a whole number that are read; Python itself refuses more than 4300."""

# Possessive: what may be taken back later costs a hundred bytes for each of the text.
_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]')
_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


class CheckedRequest(Request[Any, Any, State]):
    """A request whose JSON body is read as the type that its handler declares."""

    async def body(self) -> bytes:
        """Return the body once all of it has come. Raises: BodyTooSlow."""
        try:
            async with asyncio.timeout(SECONDS_MAX):
                return await super().body()
        except TimeoutError:
            raise BodyTooSlow(seconds=SECONDS_MAX) from None

    async def json(self) -> Any:
        """Return the body as the handler's `data`.

        Raises: Misshapen, with every fault.
        """
        field = self.route_handler.parsed_data_field
        wanted = Any if field is None else field.annotation
        language = preferred(self.headers.get("accept-language"))
        return read(await self.body(), wanted, language)


def read(body: bytes, wanted: Any, language: Language = "en") -> Any:
    """Return the *body* as *wanted*.

    Raises: Misshapen, with every fault (at most 200).
    """
    if _depth(body) > DEPTH_MAX:
        raise Misshapen([_whole("deep", language, depth=DEPTH_MAX)])
    try:
        value = msgspec.json.decode(body, type=wanted)
    except (ValueError, RecursionError):
        raise Misshapen(_explained(body, wanted, language)) from None
    if _ESCAPE.search(body):
        bad = unwritable(json.loads(body, parse_int=_number), language)
        if bad:
            raise Misshapen(bad)
    return value


def unwritable(value: Any, language: Language = "en") -> list[Fault]:
    """Return a fault for each text that holds NUL or half a surrogate pair: a text at
    its own place, a name at that of its object. As many as `faults` lists.
    """
    detail = phrase("unwritable", language)
    return listed(
        Fault(pointer="".join(f"/{escaped(name)}" for name in path), detail=detail)
        for path in _unwritable(value, ())
    )


def _unwritable(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the way to each text that cannot be written.

    An object's own names count where nothing within it is wrong.
    """
    match value:
        case str() if _bad(value):
            yield path
        case list():
            for index, item in enumerate(value):
                yield from _unwritable(item, (*path, str(index)))
        case dict():
            clean = True
            for name, item in value.items():
                for found in _unwritable(item, (*path, name)):
                    clean = False
                    yield found
            if clean and any(map(_bad, value)):
                yield path


def _bad(text: str) -> bool:
    try:
        return b"\0" in text.encode()
    except UnicodeEncodeError:
        return True


def _depth(body: bytes) -> int:
    """Return how deep the body's brackets nest; not counted where they are few."""
    if body.count(b"[") + body.count(b"{") <= DEPTH_MAX:
        return 0
    level = deepest = 0
    for mark in _BRACKET.finditer(body):
        match body[mark.start()]:
            case 0x5B | 0x7B:
                level += 1
                deepest = max(deepest, level)
            case 0x5D | 0x7D:
                level -= 1
    return deepest


def _explained(body: bytes, wanted: Any, language: Language) -> list[Fault]:
    """Read again, slowly, to say what is wrong and where."""
    try:
        text = body.decode()
        value = json.loads(text, parse_constant=_constant, parse_int=_number)
    except UnicodeDecodeError as fault:
        return [_whole("not_utf8", language, byte=fault.start)]
    except json.JSONDecodeError as fault:
        found = {"line": fault.lineno, "column": fault.colno}
        return [_whole("malformed", language, **found)]
    except ValueError:
        return [_whole("not_a_number", language)]
    wrong = faults(value, wanted, language)
    told = {fault.pointer for fault in wrong}
    bad = unwritable(value, language)
    every = listed([*wrong, *(fault for fault in bad if fault.pointer not in told)])
    return every or [_whole("repeated", language)]


def _whole(key: str, language: Language, **found: object) -> Fault:
    return Fault(pointer="", detail=phrase(key, language, **found))


def _constant(name: str) -> float:
    raise ValueError(name)


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= DIGITS_MAX else float("inf")


def nothing_sent(wanted: Any, language: Language) -> Misshapen:
    """Return what an empty body is answered with."""
    info = msgspec.inspect.type_info(wanted)
    return Misshapen([_whole("empty", language, needed=needed(info, language))])
