"""Every fault of a body is found, and only faults."""

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from api import faults as walker
from api.faults import faults
from domain.base import ONE_TIME
from domain.decision import DecisionMade
from tests.api.counter import Recording

ACTOR = {"role": "union_representative", "party": "st"}
OPENED = {"kind": "door-opened.v1", "actor": ACTOR, "occurredOn": "2026-03-02"}
CLOSED = {
    "kind": "door-closed.v1",
    "actor": ACTOR,
    "occurredAt": "2026-03-02T09:00:00+01:00",
    "doors": ["front", "back"],
    "witnesses": [ACTOR],
    "due": None,
    "documentRefs": [{"ref": "2026/17", "sha256": "0" * 64}],
}
WHOLE: dict[str, Any] = {"events": [OPENED | {"door": "front", "times": 2}, CLOSED]}

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**80),
    st.floats(),
    st.text(st.characters(), max_size=30),
    st.sampled_from(["door-opened.v1", "2026-03-02", "2026-03-02T09:00:00", "front"]),
)
KEYS = st.sampled_from(["kind", "actor", "door", "a/b", "~", "\ud800"]) | st.text(
    max_size=5
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=10,
)


@st.composite
def almost(draw: st.DrawFn) -> Any:
    """A right body with up to four places changed, removed or added."""
    body = copy.deepcopy(WHOLE)
    for _ in range(draw(st.integers(0, 4))):
        place: Any = body
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and draw(st.booleans()):
                place = place[key]
                continue
            match draw(st.sampled_from(["change", "remove", "add"])):
                case "change":
                    place[key] = draw(VALUES)
                case "remove":
                    del place[key]
                case _ if isinstance(place, dict):
                    place[draw(KEYS)] = draw(VALUES)
                case _:
                    place.append(draw(VALUES))
            break
    return body


def refused(value: Any, wanted: Any) -> bool:
    """Tell whether msgspec refuses the value."""
    try:
        msgspec.convert(value, wanted)
    except ValueError:
        return True
    return False


@settings(max_examples=1_000, deadline=None)
@given(VALUES | almost(), st.sampled_from(["en", "sv"]))
def test_there_are_faults_exactly_when_msgspec_refuses(
    value: Any, language: Any
) -> None:
    """And the walk itself finds them: the catch-all is never needed."""
    info = inspect.type_info(Recording)

    found = faults(value, Recording, language)
    walked = list(walker._walk(value, info, "", language))  # noqa: SLF001

    assert refused(value, Recording) == bool(found) == bool(walked)
    msgspec.json.encode(found)


@settings(max_examples=300, deadline=None)
@given(VALUES)
@pytest.mark.parametrize(
    "wanted",
    [
        dict[str, int],
        tuple[int, str],
        list[float | None],
        set[str],
        int | str | None,
        dict[str, list[Recording]],
    ],
)
def test_other_types_are_walked_too(wanted: Any, value: Any) -> None:
    """Mappings, tuples, sets and unions of leaves."""
    assert refused(value, wanted) == bool(faults(value, wanted))


def test_every_fault_is_listed_where_it_is() -> None:
    """One body, six faults, each with its JSON pointer."""
    opened = OPENED | {"door": "", "times": 11, "occuredOn": "x"}
    closed = CLOSED | {"actor": {"role": "king"}, "doors": []}

    found = faults({"events": [opened, closed, {"kind": "door-opend.v1"}]}, Recording)

    assert {
        "/events/0/door",
        "/events/0/times",
        "/events/0/occuredOn",
        "/events/1/actor/role",
        "/events/1/doors",
        "/events/2/kind",
    } == {fault.pointer for fault in found}


def test_an_unknown_kind_is_answered_with_those_nearest() -> None:
    """So that a slip of the pen is mended at once."""
    (fault,) = faults({"events": [OPENED | {"kind": "door-opend.v1"}]}, Recording)

    assert fault.detail == (
        'There is no kind "door-opend.v1" here. Those nearest: door-opened.v1,'
        " door-closed.v1."
    )


def test_the_whole_struct_speaks_when_its_fields_are_right() -> None:
    """Neither time is stated: only the struct itself can tell."""
    event = {"kind": "door-opened.v1", "actor": ACTOR, "door": "front"}

    (fault,) = faults({"events": [event]}, Recording)

    assert fault.pointer == "/events/0"
    assert fault.detail.startswith("Exactly one of `occurredAt` and `occurredOn`")


def test_the_client_reads_its_own_language() -> None:
    """Swedish for `sv`."""
    (fault,) = faults({}, Recording, "sv")

    assert fault.detail == "Saknas; det ska vara en lista om 1 till 3."


def test_a_hostile_body_does_not_buy_a_long_answer() -> None:
    """At most 200 faults are listed."""
    hostile = {f"field{number}" * 50: number for number in range(5_000)}

    found = faults(hostile, Recording)

    assert len(found) == 200
    assert len(msgspec.json.encode(found)) < 100_000


def test_a_key_is_escaped_in_its_pointer() -> None:
    """RFC 6901: `~` is ~0 and `/` is ~1."""
    found = faults(WHOLE | {"a/b~c": 1}, Recording)

    assert [fault.pointer for fault in found] == ["/a~1b~0c"]


def test_a_missing_time_is_told_beside_what_else_is_missing() -> None:
    """Every fault of an event at once: also the one that only the whole can show."""
    body = {"kind": "decision-made.v1", "actor": {"role": "manager"}}
    told = {fault.pointer: fault.detail for fault in faults(body, DecisionMade)}

    assert {"", "/decisionId", "/proposalVersion"} == set(told)
    assert ONE_TIME == told[""]
