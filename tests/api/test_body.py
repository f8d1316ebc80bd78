"""A body is read strictly, whatever is sent."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.body import DEPTH_MAX, read
from api.turned_away import Fault, Misshapen
from tests.api.counter import Recording


class Anything(msgspec.Struct):
    """A body that may hold anything."""

    old: Any = None
    text: str = ""


HOSTILE = {
    "not JSON": (b'{"old": 1,\n "text": }', "Not JSON at line 2, column 10"),
    "cut short": (b'{"old": 1', "Not JSON at line 1, column 10"),
    "not UTF-8": (b'{"text": "\xff"}', "Byte 10 is not UTF-8"),
    "NUL": (b'{"text": "a\\u0000b"}', "neither NUL"),
    "NUL in a key": (b'{"old": {"\\u0000": 1}}', "neither NUL"),
    "half a surrogate pair": (b'{"text": "\\ud800"}', "half a surrogate pair"),
    "NaN": (b'{"old": NaN}', "NaN and Infinity"),
    "a huge exponent": (b'{"old": 1e999}', "out of range"),
    "deep nesting": (b'{"old": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "deeper"),
    "deep and cut": (b'{"old": ' + b'{"a":' * 50_000, "deeper"),
    "wrong type": (b'{"text": 1}', "Found 1; needed is a text"),
    "a number as a text": (b'{"text": 1.5}', "Found 1.5"),
    "many digits": (b'{"text": ' + b"9" * 9_000 + b"}", "too large to read"),
    "repeated with another type": (b'{"text": 1, "text": "a"}', "stands twice"),
    "empty list": (b"[]", "Found a list; needed is an object"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_answered_with_its_fault(name: str) -> None:
    """Each with a sentence that says what it is."""
    body, wanted = HOSTILE[name]

    with pytest.raises(Misshapen) as caught:
        read(body, Anything)

    assert wanted in caught.value.faults[0].detail


def test_what_only_looks_hostile_is_read() -> None:
    """An escaped backslash before u0000, a whole pair, brackets in a text."""
    text = "[" * (DEPTH_MAX * 2)
    body = b'{"text": "\\\\u0000 \\ud83d\\ude00 %s"}' % text.encode()

    assert f"\\u0000 😀 {text}" == read(body, Anything).text


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_any_bytes_are_read_or_turned_away(body: bytes) -> None:
    """Never anything but the two."""
    result: Any
    try:
        result = read(body, Recording)
    except Misshapen as turned_away:
        result = turned_away.faults[0]
        msgspec.json.encode(turned_away.faults)

    assert isinstance(result, Recording | Fault)


def test_a_million_brackets_are_counted_quickly() -> None:
    """A body of 1 MB of brackets is turned away without being read."""
    with pytest.raises(Misshapen):
        read(b"[" * 1_000_000, Anything)
