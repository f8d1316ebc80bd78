"""Verify: read an agency's whole journal and check what can be checked of it.

Every entry is hashed again from its bytes; positions and versions have no gap; what an
entry says of itself is where it stands.
"""

from collections.abc import Callable, Iterable

import msgspec
from rich.table import Table

from registry.entry import leaf_hash, read
from registry.journal import PAGE, Journal, Stored

MEMBERS = ("agency", "stream", "version", "kind", "recordedAt")
"""What an entry says of its own place."""

Progress = Callable[[int], None]
"""Is told how many entries were checked since it was last told."""


class FaultFound(msgspec.Struct, frozen=True):
    """The first thing that is wrong with a journal."""

    agency: str
    position: int
    what: str


class UnknownAgencyError(Exception):
    """The journal holds nothing of that agency."""

    def __init__(self, agency: str, agencies: Iterable[str]) -> None:
        known = ", ".join(agencies) or "none"
        super().__init__(
            f"There is no agency {agency} in this registry. Those there are: {known}."
        )


async def verify(
    journal: Journal, agency: str, progress: Progress
) -> FaultFound | None:
    """Return the first fault of the agency's journal, None if it has none."""
    head, position = await journal.head(agency), 0
    versions: dict[str, int] = {}
    while page := await journal.read(agency, position, PAGE):
        for stored in page:
            wrong = _wrong(agency, stored, position, versions)
            if wrong:
                return FaultFound(agency, position + 1, wrong)
            position = stored.position
            versions[stored.stream_id] = stored.version
        progress(len(page))
    if position < head:
        what = f"the journal ends here, but {head} positions were given out"
        return FaultFound(agency, position + 1, what)
    return None


def _wrong(
    agency: str, stored: Stored, before: int, versions: dict[str, int]
) -> str | None:
    """Return what is wrong with the entry that follows position *before*."""
    if stored.position != before + 1:
        return f"the entry is missing: the next one is {stored.position}"
    if leaf_hash(stored.entry) != stored.leaf_hash:
        return "the entry's bytes do not have the hash that was recorded"
    expected = versions.get(stored.stream_id, 0) + 1
    if stored.version != expected:
        return f"version {stored.version} of {stored.stream_id}, not {expected}"
    return _misplaced(agency, stored)


def _misplaced(agency: str, stored: Stored) -> str | None:
    try:
        said = read(stored.entry)
    except msgspec.DecodeError as fault:
        return f"the entry cannot be read: {fault}"
    told = (said.agency, said.stream, said.version, said.kind, said.recorded_at)
    stands = (agency, stored.stream_id, stored.version, stored.kind, stored.recorded_at)
    for name, one, other in zip(MEMBERS, told, stands, strict=True):
        if one != other:
            return f"the entry says {name} {one}, and stands as {other}"
    return None


def verified(heads: dict[str, int], faults: dict[str, FaultFound | None]) -> Table:
    """Return what was found as a table, a row an agency."""
    table = Table("agency", "entries", "found")
    for agency, head in heads.items():
        fault = faults[agency]
        found = f"[red]position {fault.position}: {fault.what}" if fault else "whole"
        table.add_row(agency, str(head), found)
    return table
