"""What surrounds every issue of an agency: its register and its agreements, in memory.

They are few and change seldom, so each process keeps them, and whoever records guards
the versions that it looked at: a recording that rests on an outdated one is told so.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain import agency as register
from domain import agreement
from domain.agreement_state import Framework
from domain.base import Recorded
from registry.command import Guard
from registry.entry import recorded
from registry.journal import PAGE, Journal

REGISTER = "agency"
"""The stream of the agency's register."""
AGREEMENTS = "agreements/"
"""The room of the streams of agreements."""
SURROUNDINGS = "ag"
"""What the ids of both begin with, and those of issues do not."""
ISSUES = "issues/"
"""The room of the streams of issues."""

KEPT_CUTS_MAX = 64
"""Frameworks as known at earlier times that are kept for each agency."""


class Surroundings(msgspec.Struct):
    """The histories that surround an agency's issues, and what they amount to."""

    register: Sequence[Recorded]
    agreements: Mapping[str, Sequence[Recorded]]
    """By agreement slug."""
    framework: Framework
    _cuts: dict[datetime, Framework] = msgspec.field(default_factory=dict)

    @classmethod
    def of(
        cls,
        register_history: Sequence[Recorded],
        agreements: Mapping[str, Sequence[Recorded]],
    ) -> "Surroundings":
        """Return the surroundings that these histories amount to."""
        framework = folded(register_history, agreements)
        return cls(register_history, agreements, framework)

    def as_known(self, known_as_of: datetime | None) -> Framework:
        """Return the framework as far as it was recorded by then; None: all of it."""
        if known_as_of is None:
            return self.framework
        times = [entry.recorded_at for entry in self.register]
        times += [e.recorded_at for h in self.agreements.values() for e in h]
        latest = max((t for t in times if t <= known_as_of), default=None)
        if latest is None:
            return Framework()
        if latest == max(times):
            return self.framework
        if latest not in self._cuts:
            if len(self._cuts) >= KEPT_CUTS_MAX:
                self._cuts.clear()
            self._cuts[latest] = folded(
                _until(self.register, latest),
                {slug: _until(h, latest) for slug, h in self.agreements.items()},
            )
        return self._cuts[latest]

    def versions(self) -> dict[str, int]:
        """Return the versions that these surroundings rest on, by stream."""
        streams = {AGREEMENTS + slug: h for slug, h in self.agreements.items()}
        streams |= {REGISTER: self.register} if self.register else {}
        return {stream: history[-1].version for stream, history in streams.items()}

    def guards(self, stream: str) -> tuple[Guard, ...]:
        """Return what a recording in *stream* rests on besides itself.

        An agreement rests on there being no others than these: two that overlap must
        not both be admitted. An issue does not: another agreement takes nothing from
        what was admitted without it.
        """
        versions = {REGISTER: 0} | self.versions()
        if stream.startswith(AGREEMENTS):
            versions[AGREEMENTS] = len(self.agreements)
        return tuple(Guard(s, v) for s, v in versions.items() if s != stream)


class AllSurroundings:
    """The surroundings of every agency that this process has been asked about."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._kept: dict[str, Surroundings] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def of(self, agency: str) -> Surroundings:
        """Return the agency's surroundings as last read."""
        return self._kept.get(agency) or await self.read_again(agency)

    async def fresh(self, agency: str) -> Surroundings:
        """Return the agency's surroundings, read again if any of them has moved."""
        kept = self._kept.get(agency)
        if kept is None:
            return await self.read_again(agency)
        found = await self._versions(agency)
        return kept if found == kept.versions() else await self.read_again(agency)

    def forget(self, agency: str) -> None:
        """Let the surroundings be read again when they are next asked for."""
        self._kept.pop(agency, None)

    async def read_again(self, agency: str) -> Surroundings:
        """Return the agency's surroundings as they stand now."""
        async with self._locks.setdefault(agency, asyncio.Lock()):
            streams = [REGISTER, *await self._versions(agency)]
            stored = await self._journal.read_streams(agency, streams)
            histories = {
                stream: [recorded(each) for each in entries]
                for stream, entries in stored.items()
            }
            register_history = histories.pop(REGISTER)
            slugs = {s.removeprefix(AGREEMENTS): h for s, h in histories.items()}
            self._kept[agency] = Surroundings.of(register_history, slugs)
            return self._kept[agency]

    async def _versions(self, agency: str) -> dict[str, int]:
        """Return the versions of all that surrounds the agency's issues, by stream."""
        found: dict[str, int] = {}
        after, more = "", True
        while more:
            heads = await self._journal.streams(agency, SURROUNDINGS, after, PAGE)
            found |= {h.stream_id: h.version for h in heads if surrounds(h.stream_id)}
            more = len(heads) == PAGE
            after = heads[-1].stream_id if more else ""
        return found


def folded(
    register_history: Sequence[Recorded], agreements: Mapping[str, Sequence[Recorded]]
) -> Framework:
    """Return the framework that the histories amount to."""
    laws = agreement.LIFECYCLE
    return Framework(
        agency=register.LIFECYCLE.fold(register.LIFECYCLE.effective(register_history)),
        agreements={
            slug: laws.fold(laws.effective(history))
            for slug, history in agreements.items()
            if history
        },
    )


def surrounds(stream: str) -> bool:
    """Tell whether the stream is one that surrounds issues, not an issue itself."""
    return stream == REGISTER or stream.startswith(AGREEMENTS)


def _until(history: Sequence[Recorded], known_as_of: datetime) -> list[Recorded]:
    return [entry for entry in history if entry.recorded_at <= known_as_of]
