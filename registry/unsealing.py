"""Sealed text, for a page that shows it: verdicts, lists and counts never come here.

To unseal and to tell of it in the read log are one act. No cipher leaves this module,
and no text before the row that tells of it is durable.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
import structlog
from cryptography.exceptions import InvalidTag
from prometheus_client import Counter

from domain.base import Event
from domain.rights import Identity
from domain.sight import Sight
from registry import entry
from registry.agency_keys import AgencyKeyMissingError
from registry.clock import Clock
from registry.entry import Cipher, Envelope
from registry.ids import uuid7
from registry.keys import Keys, WrappedKeyDamagedError
from registry.log import trace
from registry.read_log import ReadLog, Unsealing

Missing = Literal["withheld", "disposed", "unavailable"]
"""Why text is not shown. `withheld`: not for whoever asks. `disposed`: its key was
destroyed by a decision on disposal (gallring). `unavailable`: key or text is missing or
damaged, which is a fault here."""

UNAVAILABLE = Counter(
    "samverkan_text_unavailable",
    "Entries whose text was asked for, and whose key or text is missing or damaged.",
)


class Asking(msgspec.Struct, frozen=True):
    """Who asks for text, through what, and why."""

    identity: Identity
    sight: Sight
    route: str
    """The address asked, with the names of its parameters."""
    why: str | None = None
    """What the asker refers to, if anything."""


class Texts(msgspec.Struct, frozen=True):
    """The events of some entries, by id, with what text of them may be shown."""

    events: Mapping[str, Event]
    missing: Mapping[str, Missing]
    """Those that have text which is not shown, and why."""


class Unsealer:
    """Gives text out, and tells of it."""

    def __init__(self, keys: Keys, log: ReadLog, clock: Clock) -> None:
        self._keys = keys
        self._log = log
        self._clock = clock

    async def unsealed(
        self, asking: Asking, stream: str, envelopes: Sequence[Envelope]
    ) -> Texts:
        """Return the events of these entries of one stream, which all exist for the
        asker, with their text: it is in the read log then.

        Text that is not shown stays withheld, and `missing` says why.

        Raises: ReadLogAwayError; nothing is given out that is not told of.
        """
        events = {each.id: entry.event(each) for each in envelopes}
        sealed = [each for each in envelopes if each.sealed]
        if not sealed:
            return Texts(events, {})
        if not asking.sight.reads_text:
            return Texts(events, {each.id: "withheld" for each in sealed})
        opened, faults = await self._opened(asking.identity.agency, stream, sealed)
        disposed = await self._told(asking, stream, sealed, opened)
        given = {e.id: opened[e.id] for e in sealed if _stands(e, disposed, opened)}
        lost = [e for e in sealed if e.version > disposed and e.id not in given]
        _tell_of_faults(stream, lost, faults)
        missing: dict[str, Missing] = {
            each.id: "disposed" if each.version <= disposed else "unavailable"
            for each in sealed
            if each.id not in given
        }
        return Texts(events | given, missing)

    async def _opened(
        self, agency: str, stream: str, sealed: Sequence[Envelope]
    ) -> tuple[dict[str, Event], dict[str, str]]:
        """Return the events that open, by id, and the kind of fault of the others."""
        try:
            cipher = await self._keys.cipher(agency, stream)
        except (AgencyKeyMissingError, WrappedKeyDamagedError) as fault:
            return {}, {each.id: type(fault).__name__ for each in sealed}
        if cipher is None:
            return {}, {each.id: "KeyGone" for each in sealed}
        return _each_opened(sealed, cipher)

    async def _told(
        self,
        asking: Asking,
        stream: str,
        sealed: Sequence[Envelope],
        opened: Mapping[str, Event],
    ) -> int:
        """Return the version up to which text is disposed of; what opens beyond it is
        in the read log then.
        """
        agency = asking.identity.agency
        if not opened:
            return await self._log.disposed(agency, stream)
        now = self._clock()
        unsealing = Unsealing(
            id=uuid7(now),
            at=now,
            sub=asking.identity.sub,
            client_id=asking.identity.client_id,
            stream_id=stream,
            versions=tuple(sorted(e.version for e in sealed if e.id in opened)),
            why=asking.why,
            route=asking.route,
            trace=trace().trace_id,
            iss=asking.identity.iss,
        )
        return await self._log.keep(agency, unsealing)


def _stands(envelope: Envelope, disposed: int, opened: Mapping[str, Event]) -> bool:
    return envelope.version > disposed and envelope.id in opened


def _each_opened(
    sealed: Sequence[Envelope], cipher: Cipher
) -> tuple[dict[str, Event], dict[str, str]]:
    """Return the events that the cipher opens, and the kind of fault of the others."""
    opened, faults = dict[str, Event](), dict[str, str]()
    for each in sealed:
        try:
            opened[each.id] = entry.unsealed(each, cipher)
        except (InvalidTag, ValueError) as fault:
            faults[each.id] = type(fault).__name__
    return opened, faults


def _tell_of_faults(
    stream: str, lost: Sequence[Envelope], faults: Mapping[str, str]
) -> None:
    """Log and count text that cannot be read: by place, without what it says."""
    if lost:
        UNAVAILABLE.inc(len(lost))
        structlog.get_logger().error(
            "text_unavailable",
            agency=lost[0].agency,
            stream=stream,
            versions=[each.version for each in lost],
            trace=trace().trace_id,
            fault=", ".join(sorted({faults[each.id] for each in lost})),
        )
