"""What was stored once can be read for ever: one golden entry of every kind."""

import json
from typing import Any

import pytest

from domain.base import as_json, kind
from domain.sealing import withhold
from registry import entry
from registry.entry import KINDS
from tests import golden_new


def golden(name: str) -> dict[str, Any]:
    """Return the golden entry of that kind and the event that it holds."""
    whole: dict[str, Any] = json.loads(golden_new.path(name).read_text("utf-8"))
    return whole


def test_every_kind_has_a_golden_entry() -> None:
    """A new kind gets its entry by `python -m tests.golden_new`."""
    assert golden_new.missing() == []


def test_every_golden_entry_has_a_kind() -> None:
    """A kind that was stored once is never taken away."""
    stored = {path.stem for path in golden_new.FOLDER.glob("*.json")}

    assert set() == stored - set(KINDS)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_it_is_read_as_it_was_written(name: str) -> None:
    """The stored bytes give the event back, its text unsealed."""
    kept = golden(name)
    envelope = entry.read(kept["entry"].encode())
    event = entry.unsealed(envelope, golden_new.CIPHER)

    assert kind(event) == name
    assert as_json(event) == kept["event"]


@pytest.mark.parametrize("name", sorted(KINDS))
def test_it_is_written_as_it_was_read(name: str) -> None:
    """The event gives the same bytes again: nothing about writing has changed."""
    kept = golden(name)
    event = entry.unsealed(entry.read(kept["entry"].encode()), golden_new.CIPHER)

    assert kept["entry"].encode() == golden_new.written(event, name)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_its_text_is_not_in_the_open(name: str) -> None:
    """What is sealed in an event of the kind stays sealed in its entry."""
    kept = golden(name)
    envelope = entry.read(kept["entry"].encode())
    event = entry.unsealed(envelope, golden_new.CIPHER)

    assert (envelope.sealed is not None) == bool(withhold(event)[1])


@pytest.mark.parametrize("name", sorted(KINDS))
def test_it_fills_every_field(name: str) -> None:
    """Each field that the kind had when the entry was written stands in it."""
    stated = set(golden(name)["event"]) - {"kind", "actor", "occurredAt"}
    known = {field.encode_name for field in golden_new.fields_of(KINDS[name])}

    assert set() == stated - known
