"""A body is read strictly, whatever is sent."""

import tracemalloc
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


SWELLING = {
    "in a field that is not there": b'{"events": [], "%s": [%s]}',
    "in a field that may hold anything": b'{"old": {"%s": [%s]}}',
    "below many names": b'{"old": ' + b'{"%s":' * 50 + b"[%s]" + b"}" * 51,
}


@pytest.mark.parametrize("shape", SWELLING.values(), ids=SWELLING)
@pytest.mark.parametrize("item", [b'"\\u0000"', b'{"\\ud800": 1}'])
def test_a_body_buys_no_answer_larger_than_itself(shape: bytes, item: bytes) -> None:
    """A long name above many faults is not told once for each: 2 MB stay small."""
    levels = shape.count(b"%s") - 1
    names = [b"A" * (1_000_000 // levels)] * levels
    body = shape % (*names, b",".join([item] * 50_000))

    tracemalloc.start()
    with pytest.raises(Misshapen) as caught:
        read(body, Anything)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert 1 <= len(caught.value.faults) <= 200
    assert len(msgspec.json.encode(caught.value.faults)) < 200_000
    assert most < 40 * len(body)


def test_a_name_that_cannot_be_written_is_told_at_its_object() -> None:
    """RFC 6901: and a name on the way to it is escaped."""
    with pytest.raises(Misshapen) as caught:
        read(b'{"old": {"a/b~c": [1, {"\\u0000": 1}]}}', Anything)

    assert ["/old/a~1b~0c/1"] == [fault.pointer for fault in caught.value.faults]
