"""Histories that chance has made: issues, corrections, annulments, agreements.

Each is the worked example with steps left out, said again or taken back. What the law
refuses is left out: what remains is admissible.
"""

import asyncio
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import msgspec

from domain.base import Event, Refused
from domain.rights import CASE_SYSTEM, Identity
from registry.app import Parts
from registry.claim import Claim, Recording
from registry.command import Outpaced
from registry.entry import KINDS, Source
from registry.example import example
from registry.ids import uuid7
from registry.surroundings import AGREEMENTS, ISSUES, REGISTER
from tests.front_door import AGENCY, SetClock

Body = dict[str, Any]

STAFF = {"role": "employer_representative", "person": "p-102"}
SECRETARY = {"role": "minutes_secretary", "person": "p-103"}
SEKO = {"role": "union_representative", "party": "seko", "person": "p-203"}
ENTRY_INTO_FORCE = "2025-01-01T12:00:00+01:00"
AGREEMENT = AGREEMENTS + "rv"

MACHINE = Identity(
    agency=AGENCY, sub="p-1", client_id="tests", roles=frozenset({CASE_SYSTEM})
)

_numbers = count(1)

LATER_SURROUNDINGS: list[tuple[str, Body]] = [
    (
        REGISTER,
        {
            "kind": "organisation-bound.v1",
            "actor": STAFF,
            "occurredOn": "2026-02-10",
            "organisation": "ledarna",
            "name": "Ledarna",
            "boundFrom": "2026-01-15",
        },
    ),
    (
        REGISTER,
        {
            "kind": "organisation-released.v1",
            "actor": STAFF,
            "occurredOn": "2026-03-10",
            "organisation": "saco-s",
            "boundUntil": "2026-03-01",
        },
    ),
    (
        AGREEMENT,
        {
            "kind": "notice-given.v1",
            "actor": SEKO,
            "occurredOn": "2026-01-20",
            "party": "seko",
            "documentRefs": [{"ref": "RV 2026/7"}],
        },
    ),
    (
        AGREEMENT,
        {
            "kind": "agreement-terminated.v1",
            "actor": {"role": "agency_head", "person": "p-100"},
            "occurredOn": "2026-03-20",
            "effective": "2026-03-20",
            "agreedBy": ["employer", "st", "saco-s", "seko"],
            "documentRefs": [{"ref": "RV 2026/8"}],
        },
    ),
]


def claim(stream: str, events: Iterable[Body | Event], **more: Any) -> Claim:
    """What a machine says happened, under a key of its own."""
    return Claim(
        identity=more.pop("identity", MACHINE),
        stream=stream,
        events=tuple(read(event) for event in events),
        source=Source(system="tests", event_id=str(next(_numbers))),
        **more,
    )


def read(event: Body | Event) -> Event:
    """The event of its kind."""
    if isinstance(event, Event):
        return event
    return msgspec.convert(event, KINDS[event["kind"]])


def new_issue() -> str:
    """The stream of an issue that is not there yet."""
    return f"{ISSUES}{uuid7(datetime.now(UTC))}"


async def surround(parts: Parts, clock: SetClock) -> None:
    """Record the register and RV-3 of the worked example."""
    clock.set(ENTRY_INTO_FORCE)
    whole = example()
    await parts.recorder.record(claim(REGISTER, whole["register"]))
    await parts.recorder.record(claim(AGREEMENT, whole["agreement"]))


async def tell_example(
    parts: Parts, clock: SetClock, stream: str, until: str = "2027"
) -> None:
    """Record the issue of the worked example in *stream*, as far as *until*."""
    ids: dict[str, str] = {}
    for step in example()["issue"]:
        if step["recordedAt"] < until:
            clock.set(step["recordedAt"])
            await _record_step(parts, stream, step, ids)


async def _record_step(
    parts: Parts, stream: str, step: Body, ids: dict[str, str]
) -> Recording:
    text = json.dumps(step["events"])
    for label, event_id in ids.items():
        text = text.replace(f"${{{label}}}", event_id)
    recording = await parts.recorder.record(claim(stream, json.loads(text)))
    if "as" in step:
        ids[step["as"]] = recording.receipts[0].event_id
    return recording


class Chance:
    """Tells a registry a history that a seed decides; the same seed, the same one."""

    def __init__(self, parts: Parts, clock: SetClock, seed: int, issues: int) -> None:
        self.parts = parts
        self.clock = clock
        self.random = random.Random(seed)  # noqa: S311 - chance, not secrecy
        self.streams = [new_issue() for _ in range(issues)]
        self.ids: dict[str, dict[str, str]] = {stream: {} for stream in self.streams}
        self.receipts: list[tuple[str, str, Body]] = []
        self.taken = self.refused = 0

    async def tell(self) -> None:
        """Record all of it, and let the readings follow now and then."""
        for recorded_at, stream, events, label in self._plan():
            self.clock.now = max(self.clock.now, recorded_at)
            await self._try(stream, events, label)
            if self.random.random() < 0.3:
                await self._meddle()
            if self.random.random() < 0.2:
                await self.parts.projector.catch_up(AGENCY)
        await self.parts.projector.catch_up(AGENCY)

    def _plan(self) -> list[tuple[datetime, str, Sequence[Body], str | None]]:
        steps = [*self._issues(), *self._surroundings()]
        return sorted(steps, key=lambda step: (step[0], step[1]))

    def _issues(self) -> Iterator[tuple[datetime, str, Sequence[Body], str | None]]:
        for stream in self.streams:
            for number, step in enumerate(example()["issue"]):
                if number == 0 or self.random.random() < 0.85:
                    late = timedelta(hours=self.random.choice([0, 0, 1, 24 * 20]))
                    at = datetime.fromisoformat(step["recordedAt"]) + late
                    events = [
                        event
                        for event in step["events"]
                        if number == 0 or self.random.random() < 0.95
                    ]
                    if events:
                        yield at.astimezone(UTC), stream, events, step.get("as")

    def _surroundings(
        self,
    ) -> Iterator[tuple[datetime, str, Sequence[Body], str | None]]:
        for stream, event in LATER_SURROUNDINGS:
            if self.random.random() < 0.6:
                day = datetime.fromisoformat(event["occurredOn"]).replace(tzinfo=UTC)
                late = timedelta(days=self.random.randint(1, 90))
                yield day + late, stream, [event], None

    async def _meddle(self) -> None:
        """Correct or annul something that was recorded before."""
        stream, event_id, event = self.random.choice(self.receipts)
        day = self.clock().date().isoformat()
        said: Body = {"actor": SECRETARY, "occurredOn": day, "target": event_id}
        said["reason"] = "It was written down wrongly."
        if self.random.random() < 0.3:
            await self._try(stream, [said | {"kind": "event-annulled.v1"}])
        elif field := self._another(event):
            await self._try(stream, [said | {"kind": "event-corrected.v1"} | field])

    def _another(self, event: Body) -> Body | None:
        """A field of the event, and another value for it."""
        if "attendance" in event and self.random.random() < 0.5:
            seat = self.random.randrange(len(event["attendance"]))
            old = event["attendance"][seat]["presence"]
            field = f"/attendance/{seat}/presence"
            return {"field": field, "old": old, "new": "absent_excused"}
        if "occurredOn" in event:
            old = event["occurredOn"]
            days = timedelta(days=self.random.randint(-10, 3))
            new = datetime.fromisoformat(old) + days
            return {
                "field": "/occurredOn",
                "old": old,
                "new": new.date().isoformat(),
            }
        return None

    async def _try(
        self, stream: str, events: Sequence[Body], label: str | None = None
    ) -> None:
        step = {"events": events} | ({"as": label} if label else {})
        ids = self.ids.get(stream, {})
        try:
            recording = await _record_step(self.parts, stream, step, ids)
        except Refused:
            self.refused += len(events)
        else:
            self.taken += len(events)
            if stream in self.ids:
                self.receipts += [
                    (stream, receipt.event_id, event)
                    for receipt, event in zip(recording.receipts, events, strict=True)
                ]


async def race(parts: Sequence[Parts], stream: str, count_: int) -> list[Recording]:
    """Submit so many perspectives to *stream* at once, through each in turn."""
    claims = [claim(stream, [perspective(f"p{n}")]) for n in range(count_)]
    recorders = [each.recorder for each in parts]
    return await asyncio.gather(
        *(_insist(recorders[n % len(recorders)], each) for n, each in enumerate(claims))
    )


async def _insist(recorder: Any, said: Claim) -> Recording:
    """Record it, however often others come first: what a client does with a 409."""
    while True:
        try:
            recording: Recording = await recorder.record(said)
        except Outpaced:
            await asyncio.sleep(0.001)
        else:
            return recording


def perspective(perspective_id: str, **more: Any) -> Body:
    """What ST says about the issue."""
    return {
        "kind": "perspective-submitted.v1",
        "actor": {"role": "union_representative", "party": "st", "person": "p-201"},
        "occurredOn": "2026-02-17",
        "perspectiveId": perspective_id,
        "source": "union",
        "party": "st",
        "stance": "question",
        "proposalVersion": 1,
        "text": "There must be quiet rooms.",
        **more,
    }
