"""What a request is called is asked for its form, so that its stream can be read."""

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from api.claims import Word
from api.sources import CLIENT, PRINTABLE, SourceName, SourceStated
from domain.base import Event, Person, Struct
from domain.decision import DecisionMade
from registry import entry
from registry.entry import RecordedBy, Source
from registry.journal import Stored
from registry.log import continued
from tests.api.test_bad_input import RAISED, WITHDRAWN, problem
from tests.front_door import FrontDoor
from tests.registry.test_entry import CIPHER, NONCE, NOON, WRITTEN, place

CONTROLS = ["\t", "a\tb", "\x01", "a\x1f", "\x7f", "a\x00b"]
KEY = st.from_regex(PRINTABLE, fullmatch=True).filter(lambda key: len(key) <= 200)


class Called(Struct, frozen=True, kw_only=True):
    """The names that come from outside."""

    system: SourceName
    event_id: SourceName
    sub: Person
    client_id: Word


def formed(name: Any) -> st.SearchStrategy[str]:
    """Return texts of a form."""
    form: Meta = get_args(name)[1]
    return st.from_regex(form.pattern or "", fullmatch=True).filter(
        lambda text: len(text) <= (form.max_length or 1_000)
    )


def decided(**stated: Any) -> DecisionMade:
    """Return a decision as a body states it."""
    actor = {"role": "manager", "person": stated.pop("person", None)}
    event = {"kind": "decision-made.v1", "actor": actor, "decisionId": "d1", **stated}
    return msgspec.convert({"proposalVersion": 1, **event}, DecisionMade)


def back(event: Event, **written: Any) -> entry.Envelope:
    """Return the entry as it is read again."""
    whole = msgspec.structs.replace(WRITTEN, **written)
    stored = entry.write(event, place(event), whole, CIPHER, NONCE)
    assert event == entry.recorded(_stored(stored.entry)).event
    return entry.read(stored.entry)


def _stored(whole: bytes) -> Stored:
    return Stored(1, "issues/1", 1, "decision-made.v1", whole, b"", NOON)


@pytest.mark.anyio
@pytest.mark.parametrize("key", CONTROLS)
async def test_a_key_with_a_control_character_is_turned_away(
    registry: FrontDoor, key: str
) -> None:
    """400 by the header's name, nothing recorded, and the issue is read as before."""
    issue = f"/{(await registry.record('/issues', RAISED))['stream']}"
    token = registry.token("manager", units=["*"])
    body = {"events": [WITHDRAWN | {"actor": {"role": "manager"}}]}
    answer = await registry.post(f"{issue}/events", body, token, Idempotency_Key=key)

    found = problem(answer, 400)
    assert ["Idempotency-Key"] == [fault["parameter"] for fault in found["errors"]]
    kept = await registry.get(f"{issue}/events")
    assert 1 == kept["_meta"]["count"]
    again = await registry.post(f"{issue}/events", body, token, Idempotency_Key="a b")
    assert 201 == again.status_code


@given(KEY, formed(Word))
def test_a_key_that_is_taken_makes_a_name_that_a_body_may_have(
    key: str, client_id: str
) -> None:
    """Whatever the header and the client's id are within their forms."""
    made = {"system": CLIENT + client_id, "eventId": key}

    stated = msgspec.convert(made, SourceStated)

    assert key == stated.event_id


@given(
    st.builds(
        Called,
        system=formed(SourceName),
        event_id=formed(SourceName),
        sub=formed(Person),
        client_id=formed(Word),
    ),
    st.text(),
    st.datetimes(timezones=st.timezones()),
)
def test_whatever_is_taken_is_read_again(
    called: Called, traceparent: str, at: Any
) -> None:
    """Every name within its form, any traceparent, any time that a body may state."""
    try:
        event = decided(occurredAt=at.isoformat(), person=called.sub)
    except msgspec.ValidationError:
        event = decided(occurredOn="2026-03-02", person=called.sub)
    source = Source(system=called.system, event_id=called.event_id)

    found = back(
        entry.normalised(event),
        source=source,
        recorded_by=RecordedBy(sub=called.sub, client_id=called.client_id),
        traceparent=continued(traceparent).traceparent,
    )

    assert source == found.source
    assert (called.sub, called.client_id) == (
        found.recorded_by.sub, found.recorded_by.client_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    "edge", ["1900-01-01T00:00:00+05:00", "2200-12-31T23:30:00-05:00"]
)
def test_a_time_out_of_reach_in_utc_is_not_taken(edge: str) -> None:
    """It is kept in UTC, so it is there that its year is looked at."""
    with pytest.raises(msgspec.ValidationError, match="in the year"):
        decided(occurredAt=edge)


def test_what_was_once_recorded_is_read_whatever_it_is_called() -> None:
    """A name that would be turned away today stops no stream that has it."""
    event = decided(occurredOn="2026-03-02")
    whole = json.loads(entry.write(event, place(event), WRITTEN, None, NONCE).entry)
    whole["source"] = {"system": "client:web", "eventId": "a\tb"}

    found = entry.read(json.dumps(whole).encode())

    assert Source(system="client:web", event_id="a\tb") == found.source


def test_what_could_not_be_read_again_is_not_written() -> None:
    """An entry is for ever: a fault here stops one request, not its stream."""
    event = msgspec.structs.replace(
        decided(occurredOn="2026-03-02"), decision_id="Not a slug"
    )

    with pytest.raises(msgspec.ValidationError, match="decisionId"):
        entry.write(event, place(event), WRITTEN, None, NONCE)
