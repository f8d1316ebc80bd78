"""record(): load, admit, seal, append. The one path by which anything changes."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from domain.base import Recorded, Refused
from domain.correction import Change
from domain.issue import IssueEvent, stamped
from domain.rights import UnitNotYours
from domain.standing import as_confidential
from registry import entry
from registry.claim import Claim, Receipt, Recording, StillInFlight
from registry.clock import Clock, now
from registry.command import Command, KeyReused, NewEntry, Outpaced, Submission
from registry.disposed import key_for
from registry.entry import Cipher, RecordedBy, Written
from registry.ids import uuid7
from registry.journal import Journal, Stored
from registry.keys import NONCE_BYTES, Keys
from registry.laws import entitled, lifecycle_of
from registry.surroundings import AllSurroundings, Surroundings, surrounds

ATTEMPTS_MAX = 8
"""How often a recording is tried anew when others come first."""


class Recorder:
    """Records claims in the journal."""

    def __init__(
        self,
        journal: Journal,
        keys: Keys,
        surroundings: AllSurroundings,
        clock: Clock = now,
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
        `Journal.append` and `disposed.key_for` raise.
        """
        try:
            entitled(claim, await self._surroundings.of(claim.identity.agency))
        except UnitNotYours:
            entitled(claim, await self._surroundings.fresh(claim.identity.agency))
        if claim.source is None:
            return await self._recorded(claim)
        key = (claim.identity.agency, claim.source.system, claim.source.event_id)
        if key in self._in_flight:
            raise StillInFlight(claim.source)
        self._in_flight.add(key)
        try:
            return await self._repeated(claim, *key) or await self._recorded(claim)
        except (Refused, Outpaced, KeyReused):
            # Another process may have recorded the same request in the meantime.
            if repeated := await self._repeated(claim, *key):
                return repeated
            raise
        finally:
            self._in_flight.discard(key)

    async def _repeated(
        self, claim: Claim, agency_: str, system: str, event_id: str
    ) -> Recording | None:
        """Return the answer of the first time, None if this is the first.

        Raises: KeyReused, also where the key of the stream is gone: nobody can tell
        any more what was asked.
        """
        earlier = await self._journal.submitted(agency_, system, event_id)
        if earlier is None:
            return None
        span = earlier.first_position, earlier.last_position
        answer = await self._answer(agency_, *span)
        key = await self._keys.key(agency_, answer.stream)
        if key is None or key.mark(request(claim)) != earlier.fingerprint:
            raise KeyReused(system, event_id)
        return answer

    async def _recorded(self, claim: Claim) -> Recording:
        agency_ = claim.identity.agency
        surroundings = await self._surroundings.of(agency_)
        for attempt in range(ATTEMPTS_MAX):
            try:
                command = await self._admitted(claim, surroundings)
                done = await self._journal.append(agency_, command)
            except Refused:
                again = await self._surroundings.read_again(agency_)
                if again.versions() == surroundings.versions():
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
                    self._surroundings.forget(agency_)
                if done.replayed:
                    span = done.first_position, done.last_position
                    return await self._answer(agency_, *span)
                return _recording(command, done.first_position)
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
        admitted = await self._admit_all(claim, history, surroundings)
        key = await key_for(self._keys, claim, admitted, history, stored)
        submission = None
        if source := claim.source:
            assert key is not None
            mark = key.mark(request(claim))
            submission = Submission(source.system, source.event_id, mark)
        return Command(
            claim.stream,
            expected,
            self._written(claim, admitted, key.cipher if key else None),
            surroundings.guards(claim.stream),
            submission,
        )

    async def _admit_all(
        self, claim: Claim, history: Sequence[Recorded], surroundings: Surroundings
    ) -> list[Recorded]:
        """Return the events as they are to be recorded, each admitted after the last.

        Between two, others have their turn: a long stream must not hold them up.
        """
        laws = lifecycle_of(claim.stream)
        admission = laws.admission(history, surroundings.framework, claim.unseen)
        recorded_at = self._now(history)
        for event in claim.said:
            said = entry.normalised(event)
            if isinstance(said, IssueEvent):
                said = stamped(said, admission.state)
            elif isinstance(said, Change):
                said = as_confidential(said, admission.history)
            id_ = str(uuid7(recorded_at))
            version = len(admission.history) + 1
            admission.admit(Recorded(id_, version, recorded_at, said))
            await asyncio.sleep(0)
        return admission.history[len(history) :]

    def _written(
        self, claim: Claim, admitted: Sequence[Recorded], cipher: Cipher | None
    ) -> tuple[NewEntry, ...]:
        who = claim.identity
        told_by = RecordedBy(sub=who.sub, client_id=who.client_id, iss=who.iss)
        return tuple(
            entry.write(
                each.event,
                entry.placed(
                    each.event, claim.identity.agency, claim.stream, each.version
                ),
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

    async def _answer(self, agency_: str, first: int, last: int) -> Recording:
        """Return the answer that was given the first time."""
        stored = await self._journal.read(agency_, first - 1, last - first + 1)
        receipts = (_receipt(each, each.position, each.version) for each in stored)
        return Recording(stored[0].stream_id, tuple(receipts), replayed=True)

    def _now(self, history: Sequence[Recorded]) -> datetime:
        """Return the time, never earlier than that of the entry before."""
        now = self._clock().astimezone(UTC)
        return max(now, history[-1].recorded_at) if history else now


def request(claim: Claim) -> bytes:
    """Return what makes the request itself: its target and its events."""
    events = [entry.normalised(event) for event in claim.events]
    return msgspec.json.encode([claim.target, events])


def _recording(command: Command, first: int) -> Recording:
    """Return the answer to what was just appended, from the position *first* on."""
    receipts = (
        _receipt(each, first + index, command.expected_version + 1 + index)
        for index, each in enumerate(command.entries)
    )
    return Recording(command.stream_id, tuple(receipts), replayed=False)


def _receipt(written: NewEntry | Stored, position: int, version: int) -> Receipt:
    return Receipt(
        position=position,
        version=version,
        event_id=entry.read(written.entry).id,
        recorded_at=written.recorded_at,
        leaf_hash=written.leaf_hash.hex(),
    )
