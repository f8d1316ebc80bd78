"""Examples of events: those of the worked example, which the registry takes as is.

Imported once, where the routes are put together; a kind that the worked example does
not hold gets an example that is worked out.
"""

from typing import Any

from api.examples import EXAMPLES, example_of
from api.recording import (
    AgreementBegun,
    AgreementEvents,
    IssueBegun,
    IssueEvents,
    RegisterEvents,
)
from domain import agency, agreement, lifecycle
from domain.base import Event, Role
from registry.entry import KINDS
from registry.example import example

EVENT_ID = "01a20018-44df-7bca-bc5b-c1f1757e2339"
"""Stands for the id of an event that another refers to."""

PARTY = "st"
"""For which a representative acts, where the event names no organisation."""

SOURCE = {"system": "case-system", "eventId": "2026-114-1"}


def register() -> None:
    """Make the worked example's events and requests the examples of their types."""
    whole = example()
    steps = [whole["register"], whole["agreement"]]
    steps += [step["events"] for step in whole["issue"]]
    for event in (event for events in steps for event in events):
        EXAMPLES.setdefault(KINDS[event["kind"]], _standing_alone(event))
    for kind, roles in _recorders().items():
        EXAMPLES[kind] = _by_one_of(roles, example_of(kind))
    raised, classified = (step["events"] for step in whole["issue"][:2])
    EXAMPLES[IssueBegun] = _request(raised)
    EXAMPLES[IssueEvents] = _request(classified)
    EXAMPLES[AgreementBegun] = _request(whole["agreement"])
    EXAMPLES[AgreementEvents] = _request(whole["agreement"][-1:])
    EXAMPLES[RegisterEvents] = _request(whole["register"])


def _recorders() -> dict[type[Event], frozenset[Role]]:
    """Return who may record each kind, in every stream that takes it."""
    found: dict[type[Event], frozenset[Role]] = {}
    for laws in (lifecycle.LIFECYCLE, agreement.LIFECYCLE, agency.LIFECYCLE):
        for law in laws.laws.values():
            found[law.event] = found.get(law.event, law.by) & law.by
    return found


def _by_one_of(roles: frozenset[Role], event: dict[str, Any]) -> dict[str, Any]:
    """Return the event as one of the roles may record it, for its party if for one."""
    if event["actor"]["role"] in roles:
        return event
    actor = {"role": str(min(roles))}
    if actor["role"] == Role.UNION_REPRESENTATIVE:
        actor["party"] = event.get("party", PARTY)
    return {**event, "actor": actor}


def _request(events: list[Any]) -> dict[str, Any]:
    return {"events": events, "source": SOURCE}


def _standing_alone(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event with an id in place of the example's labels."""
    return {
        name: EVENT_ID if str(value).startswith("${") else value
        for name, value in event.items()
    }
