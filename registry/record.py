"""record(): load, admit, seal, append. The one path by which anything changes."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from domain import agency, agreement, lifecycle
from domain.base import Event, Recorded, Refused
from domain.issue import IssueEvent, stamped
from domain.rights import may_record
from domain.stream import Lifecycle
from registry import entry
from registry.claim import Claim, Receipt, Recording, StillInFlight
from registry.command import Command, KeyReused, NewEntry, Outpaced, Submission
from registry.entry import RecordedBy, Written
from registry.ids import uuid7
from registry.journal import Journal, Stored
from registry.keys import NONCE_BYTES, Keys
from registry.surroundings import (
    AGREEMENTS,
    ISSUES,
    REGISTER,
    AllSurroundings,
    Surroundings,
    surrounds,
)

ATTEMPTS_MAX = 8
"""How often a recording is tried anew when others come first."""

Clock = Callable[[], datetime]
"""Returns the time now, with its offset."""


class Recorder:
    """Records claims in the journal."""

    def __init__(
        self,
        journal: Journal,
        keys: Keys,
        surroundings: AllSurroundings,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._journal = journal
        self._keys = keys
        self._surroundings = surroundings
        self._clock = clock
        self._in_flight: set[tuple[str, str, str]] = set()

    async def record(self, claim: Claim) -> Recording:
        """Record all events of the claim, or none.

        Raises: Refused; Outpaced, when the client named a version that no longer
        stands or others always came first; KeyReused, StillInFlight; and what
        `Journal.append` and `Keys.sealing` raise.
        """
        if claim.source is None:
            return await self._recorded(claim)
        key = (claim.identity.agency, claim.source.system, claim.source.event_id)
        if key in self._in_flight:
            raise StillInFlight(claim.source)
        self._in_flight.add(key)
        try:
            return await self._repeated(claim, *key) or await self._recorded(claim)
        except (Refused, Outpaced):
            # Another process may have recorded the same request in the meantime.
            if repeated := await self._repeated(claim, *key):
                return repeated
            raise
        finally:
            self._in_flight.discard(key)

    async def _repeated(
        self, claim: Claim, agency_: str, system: str, event_id: str
    ) -> Recording | None:
        earlier = await self._journal.submitted(agency_, system, event_id)
        if earlier is None:
            return None
        if earlier.fingerprint != fingerprint(claim):
            raise KeyReused(system, event_id)
        span = earlier.first_position, earlier.last_position
        return await self._answer(agency_, *span, replayed=True)

    async def _recorded(self, claim: Claim) -> Recording:
        agency_ = claim.identity.agency
        surroundings = await self._surroundings.of(agency_)
        for attempt in range(ATTEMPTS_MAX):
            try:
                command = await self._admitted(claim, surroundings)
                done = await self._journal.append(agency_, command)
            except Refused:
                again = await self._surroundings.read_again(agency_)
                if again.guards() == surroundings.guards():
                    raise
                surroundings = again
            except Outpaced as outpaced:
                own = outpaced.stream_id == claim.stream
                if own and claim.expected_version is not None:
                    raise
                surroundings = await self._surroundings.read_again(agency_)
                await asyncio.sleep(secrets.randbelow(2**attempt) / 1000)
            else:
                if surrounds(claim.stream):
                    await self._surroundings.read_again(agency_)
                return await self._answer(
                    agency_,
                    done.first_position,
                    done.last_position,
                    replayed=done.replayed,
                )
        raise Outpaced(claim.stream, command.expected_version, -1)

    async def _admitted(self, claim: Claim, surroundings: Surroundings) -> Command:
        """Return the command that appends the claim's events, each of them admitted."""
        agency_ = claim.identity.agency
        stored = await self._journal.read_stream(agency_, claim.stream)
        history = [entry.recorded(each) for each in stored]
        expected = len(history)
        if claim.expected_version not in (None, expected):
            assert claim.expected_version is not None
            raise Outpaced(claim.stream, claim.expected_version, expected)
        recorded_at = self._now(history)
        for event in claim.events:
            _admit(claim, event, history, surroundings, recorded_at)
        entries = await self._written(claim, history[expected:])
        guards = (g for g in surroundings.guards() if g.stream_id != claim.stream)
        submission = None
        if source := claim.source:
            print_ = fingerprint(claim)
            submission = Submission(source.system, source.event_id, print_)
        return Command(claim.stream, expected, entries, tuple(guards), submission)

    async def _written(
        self, claim: Claim, admitted: Sequence[Recorded]
    ) -> tuple[NewEntry, ...]:
        agency_ = claim.identity.agency
        cipher = await self._keys.sealing(agency_, claim.stream)
        told_by = RecordedBy(sub=claim.identity.sub, client_id=claim.identity.client_id)
        return tuple(
            entry.write(
                each.event,
                entry.placed(each.event, agency_, claim.stream, each.version),
                Written(
                    id=each.id,
                    recorded_at=each.recorded_at,
                    recorded_by=told_by,
                    source=claim.source,
                    traceparent=claim.traceparent,
                ),
                cipher,
                secrets.token_bytes(NONCE_BYTES),
            )
            for each in admitted
        )

    async def _answer(
        self, agency_: str, first: int, last: int, *, replayed: bool
    ) -> Recording:
        stored = await self._journal.read(agency_, first - 1, last - first + 1)
        receipts = tuple(_receipt(each) for each in stored)
        return Recording(stored[0].stream_id, receipts, replayed)

    def _now(self, history: Sequence[Recorded]) -> datetime:
        """Return the time, never earlier than that of the entry before."""
        now = self._clock().astimezone(UTC)
        return max(now, history[-1].recorded_at) if history else now


def lifecycle_of(stream: str) -> Lifecycle[Any, Any]:
    """Return the laws of that stream."""
    if stream == REGISTER:
        return agency.LIFECYCLE
    if stream.startswith(AGREEMENTS):
        return agreement.LIFECYCLE
    assert stream.startswith(ISSUES), stream
    return lifecycle.LIFECYCLE


def fingerprint(claim: Claim) -> bytes:
    """Return the hash of what makes the request itself: its target and its events."""
    events = [entry.normalised(event) for event in claim.events]
    return hashlib.sha256(msgspec.json.encode([claim.target, events])).digest()


def _admit(
    claim: Claim,
    event: Event,
    history: list[Recorded],
    surroundings: Surroundings,
    recorded_at: datetime,
) -> None:
    """Add the event to *history*, if its asker may record it and the law admits it."""
    laws = lifecycle_of(claim.stream)
    by = laws.laws[type(event)].by
    may_record(claim.identity, event, by, sourced=claim.source is not None)
    event = entry.normalised(event)
    if isinstance(event, IssueEvent):
        event = stamped(event, laws.fold(laws.effective(history)))
    id_ = str(uuid7(recorded_at))
    admitted = Recorded(id_, len(history) + 1, recorded_at, event)
    laws.admit(admitted, history, surroundings.framework)
    history.append(admitted)


def _receipt(stored: Stored) -> Receipt:
    return Receipt(
        position=stored.position,
        version=stored.version,
        event_id=entry.read(stored.entry).id,
        recorded_at=stored.recorded_at,
        leaf_hash=stored.leaf_hash.hex(),
    )
