"""The worked example's issue (registry/example.json) as the registry would hold it."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import registry
from domain.base import Event, Recorded
from domain.issue import IssueEvent, stamped
from domain.lifecycle import LIFECYCLE
from tests.issues import FRAMEWORK

EXAMPLE = json.loads(
    (Path(registry.__file__).parent / "example.json").read_text(encoding="utf-8")
)
ESCALATED = date(2026, 3, 9)
"""After Seko asked for escalation, before the group above had met."""
CONCLUDED_ABOVE = date(2026, 3, 17)
"""The day on which the group above concluded."""


@cache
def worked_issue(decided_on: date | None = None) -> tuple[Recorded, ...]:
    """Return the issue's history, each event admitted in its turn.

    With *decided_on*, as if the decision had been made that day and nothing recorded
    after it but what could be.
    """
    labels: dict[str, str] = {}
    history: list[Recorded] = []
    for claim in EXAMPLE["issue"]:
        recorded_at = datetime.fromisoformat(claim["recordedAt"]).astimezone(UTC)
        for body in claim["events"]:
            event = _event(_resolved(body, labels), decided_on)
            _admit(event, recorded_at, history)
        labels[claim.get("as", "")] = history[-1].id
    return tuple(history)


def labelled(label: str) -> str:
    """Return the id of the event that the example calls so."""
    place = 0
    for claim in EXAMPLE["issue"]:
        place += len(claim["events"])
        if claim.get("as") == label:
            return f"e{place}"
    raise LookupError(label)


def _resolved(body: Any, labels: dict[str, str]) -> dict[str, Any]:
    text = json.dumps(body)
    found = re.sub(r"\$\{([\w-]+)\}", lambda match: labels[match[1]], text)
    whole: dict[str, Any] = json.loads(found)
    return whole


def _event(body: dict[str, Any], decided_on: date | None) -> Event:
    if decided_on and body["kind"] == "decision-made.v1":
        body |= {"occurredOn": decided_on.isoformat()}
    return msgspec.convert(body, LIFECYCLE.kinds[body["kind"]])


def _admit(event: Event, recorded_at: datetime, history: list[Recorded]) -> None:
    assert isinstance(event, IssueEvent) or event.__class__.__name__ == "EventCorrected"
    if isinstance(event, IssueEvent):
        event = stamped(event, LIFECYCLE.fold(LIFECYCLE.effective(history)))
    version = len(history) + 1
    entry = Recorded(f"e{version}", version, recorded_at, event)
    LIFECYCLE.admit(entry, history, FRAMEWORK)
    history.append(entry)


def presence_of(party: str, entries: Sequence[Recorded], known_as_of: datetime) -> str:
    """Return whether the party was at the meeting of 3 March, as known then."""
    known = [entry for entry in entries if entry.recorded_at <= known_as_of]
    meeting = next(
        entry
        for entry in LIFECYCLE.effective(known)
        if entry.id == labelled("meeting-of-3-march")
    )
    rows = meeting.event.attendance  # type: ignore[attr-defined]
    found: str = next(row.presence for row in rows if row.party == party)
    return found
