"""The examples of events, as `/event-kinds` and the specification show them."""

import api.routes  # noqa: F401 - puts the examples together
from api.event_kinds import STREAMS
from api.examples import example_of
from domain.base import Event, kind


def test_each_is_by_a_role_that_may_record_it() -> None:
    """Whoever sends an example as it stands is not refused for the role in it."""
    laws = [law for stream in STREAMS.values() for law in stream.laws.values()]

    assert len(laws) > 50
    assert [
        (kind(law.event), _role(law.event))
        for law in laws
        if _role(law.event) not in law.by
    ] == []


def _role(event: type[Event]) -> str:
    return str(example_of(event)["actor"]["role"])
