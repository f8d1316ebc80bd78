"""Disposal (gallring): carry out what two persons have decided, and see that it lasts.

First it is recorded that the text is disposed of; from then on no page shows it, and it
cannot be annulled. Then the data key is destroyed. Whatever stops the work between the
two, the next run ends it: a key that opens what was disposed of is destroyed.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC
from typing import Literal

import msgspec

from domain.base import Actor, Recorded, Refused, Role, Slug
from domain.disposal_done import SealedTextDisposed, disposed_until, due
from domain.lifecycle import LIFECYCLE
from domain.rights import Identity
from registry import entry
from registry.agency_keys import AgencyKeyMissingError
from registry.claim import Claim
from registry.clock import Clock
from registry.command import Outpaced
from registry.database import Pool
from registry.disposed import has_text, opens
from registry.journal import Journal, Stored
from registry.keys import Keys, PostgresWrappedKeys, WrappedKeyDamagedError
from registry.queries import queries
from registry.record import Recorder
from registry.surroundings import AllSurroundings

SQL = queries("registry", "disposal.sql")

DISPOSER = "samverkan_disposer"
"""The role in the database that may take a data key away."""

PAGE = 200
"""Streams that are looked up at a time."""

ITSELF = "registry"
"""Who carries it out, on the entry: the registry itself."""

State = Literal["due", "waits", "disposed", "key_left", "destroyed", "moved", "stuck"]
"""`due` and `key_left` are what a run would do; `disposed` and `destroyed` what it did.
`waits`: refused as yet. `moved`: others always came first. `stuck`: see `why`."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one stream."""

    agency: str
    stream: str
    disposal: Slug | None = None
    state: State
    why: str = ""

    @property
    def is_wrong(self) -> bool:
        """Tell whether another run, or a person, has to see to it."""
        return self.state in ("moved", "stuck")


@dataclass(frozen=True, slots=True)
class Disposer:
    """Carries disposals out."""

    journal: Journal
    keys: Keys
    surroundings: AllSurroundings
    recorder: Recorder
    clock: Clock
    pool: Pool
    """Of the role DISPOSER."""

    async def look(self, agency: str, stream: str) -> Found | None:
        """Return what a run would do with the stream; None: nothing, nor later."""
        stored = await self.journal.read_stream(agency, stream)
        found = await self._decided(agency, stream, stored)
        if found is None and await self._opening(agency, stream, stored):
            return Found(agency=agency, stream=stream, state="key_left")
        return found

    async def dispose(self, agency: str, stream: str) -> Found | None:
        """Carry out what is due in the stream; return what became of it, as `look`.

        Processes may have the key in memory for KEPT_SECONDS more.
        """
        stored = await self.journal.read_stream(agency, stream)
        found = await self._decided(agency, stream, stored)
        if found and found.state == "due":
            found = await self._record(found)
            stored = await self.journal.read_stream(agency, stream)
        return await self._destroyed(agency, stream, stored, found)

    async def _decided(
        self, agency: str, stream: str, stored: list[Stored]
    ) -> Found | None:
        """Return whether a disposal is due, or why not yet; None: none is decided."""
        history = [entry.recorded(each) for each in stored]
        surroundings = await self.surroundings.fresh(agency)
        admission = LIFECYCLE.admission(history, surroundings.framework)
        disposal = due(admission.state)
        if disposal is None:
            return None
        found = Found(agency=agency, stream=stream, disposal=disposal, state="due")
        now = max([self.clock().astimezone(UTC)] + [e.recorded_at for e in history])
        event = self._event(disposal)
        try:
            admission.admit(Recorded("", len(history) + 1, now, event))
        except Refused as refusal:
            return msgspec.structs.replace(found, state="waits", why=refusal.sentence())
        return found

    async def _record(self, found: Found) -> Found:
        """Record that the text is disposed of, if that still holds by then."""
        assert found.disposal is not None
        claim = Claim(
            identity=Identity(
                agency=found.agency,
                sub=ITSELF,
                client_id="samverkan",
                roles=frozenset({Role.REGISTRY}),
            ),
            stream=found.stream,
            events=(self._event(found.disposal),),
        )
        try:
            await self.recorder.record(claim)
        except Refused as refusal:
            return msgspec.structs.replace(found, state="waits", why=refusal.sentence())
        except Outpaced as outpaced:
            return msgspec.structs.replace(found, state="moved", why=str(outpaced))
        return msgspec.structs.replace(found, state="disposed")

    async def _destroyed(
        self, agency: str, stream: str, stored: list[Stored], found: Found | None
    ) -> Found | None:
        """Destroy the stream's key, while there is one that opens what is disposed of.

        A key that was wrapped anew in between is looked at again.
        """
        left = found
        try:
            while wrapped := await self._opening(agency, stream, stored):
                await self.pool.execute(SQL["destroy"], agency, stream, wrapped)
                if left is None:
                    left = Found(agency=agency, stream=stream, state="destroyed")
        except (AgencyKeyMissingError, WrappedKeyDamagedError) as fault:
            return Found(agency=agency, stream=stream, state="stuck", why=str(fault))
        finally:
            self.keys.forget(agency, stream)
        return left

    async def _opening(
        self, agency: str, stream: str, stored: list[Stored]
    ) -> bytes | None:
        """Return the stream's wrapped key, if it opens text that was disposed of.

        One that cannot be opened is taken to, where nothing else could need it.
        Raises: AgencyKeyMissingError, WrappedKeyDamagedError.
        """
        until = disposed_until([entry.recorded(each) for each in stored])
        found = (
            await PostgresWrappedKeys(self.pool).wrapped(agency, stream)
            if until
            else None
        )
        if found is None:
            return None
        self.keys.forget(agency, stream)
        try:
            cipher = await self.keys.cipher(agency, stream)
        except (AgencyKeyMissingError, WrappedKeyDamagedError):
            if has_text(stored[until:]):
                raise
            return found[1]
        return found[1] if cipher and opens(cipher, stored[:until]) else None

    def _event(self, disposal: Slug) -> SealedTextDisposed:
        return SealedTextDisposed(
            actor=Actor(role=Role.REGISTRY),
            occurred_at=self.clock(),
            disposal_id=disposal,
        )


async def awaited(pool: Pool, agency: str) -> AsyncIterator[str]:
    """Yield the streams that a run looks at, in the order of their ids."""
    after = ""
    while rows := await pool.fetch(SQL["awaited"], agency, after, PAGE):
        for row in rows:
            yield row["stream_id"]
        after = rows[-1]["stream_id"]
