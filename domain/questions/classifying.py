"""Which classification of a party was the last by some time, or may have been."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from domain import when
from domain.base import Recorded
from domain.classification import Classification, Classifying, IssueReclassified

Choice: TypeAlias = tuple[Recorded | None, Classification | None]
"""A classification of one party, with its entry; two times None: there was none."""


def perhaps_last(
    entries: Iterable[tuple[Recorded, Classifying]], party: str, by: when.When
) -> Sequence[Choice]:
    """Return each that may have been the last of *party* by then, the likeliest first.

    Where the times do not tell, that is the one that began last, then the one that was
    recorded last. Those that chose the same are one.
    """
    chosen = [
        (entry, choice)
        for entry, event in entries
        for choice in event.parties
        if choice.party == party and when.before(by, event.occurred) is not True
    ]
    chosen.sort(key=lambda each: _begun(each[0]), reverse=True)
    surely = [e for e, _ in chosen if when.before(by, e.event.occurred) is False]
    last: dict[object, Choice] = {}
    for entry, choice in chosen:
        if not any(_follows(other, entry) for other in surely):
            last.setdefault((choice.level, choice.basis), (entry, choice))
    if not surely:
        last[None] = (None, None)
    return list(last.values())


def _begun(entry: Recorded) -> tuple[object, int]:
    return when.earliest(entry.event.occurred), entry.version


def _follows(later: Recorded, earlier: Recorded) -> bool:
    """Tell whether *later* surely came after: as its time says, or its kind.

    What was classified anew had been classified before [REC].
    """
    known = when.before(earlier.event.occurred, later.event.occurred)
    anew = isinstance(later.event, IssueReclassified)
    first = not isinstance(earlier.event, IssueReclassified)
    return bool(known) or (known is None and anew and first)
