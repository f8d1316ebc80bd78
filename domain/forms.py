"""The forms that an entry has had: who sees it is judged by each that may be read.

To annul is not to uncover. What stands is judged as it stands; what is annulled, as it
was recorded and as it was corrected before, by the stricter of the two. What was once
restricted is opened by a correction that says so, and by no annulment.
"""

from collections.abc import Mapping, Sequence

from domain.base import Event, Recorded
from domain.correction import Change, EventCorrected, annulled
from domain.pointers import canonical
from domain.standing import as_annulled

Forms = Mapping[str, tuple[Event, ...]]
"""By event id, the events that it is judged by."""


def forms(history: Sequence[Recorded], standing: Sequence[Recorded]) -> Forms:
    """Return the forms of all that is recorded, oldest first: one of what stands and of
    what changes others, two of what is annulled.
    """
    now = {entry.id: entry.event for entry in standing}
    then = {entry.id: entry.event for entry in as_annulled(history)}
    return {
        entry.id: (now[entry.id],)
        if entry.id in now
        else (entry.event,)
        if isinstance(entry.event, Change)
        else (entry.event, then[entry.id])
        for entry in history
    }


def ever(
    history: Sequence[Recorded],
    standing: Sequence[Recorded],
    field: tuple[str, str],
    value: str,
) -> frozenset[str]:
    """Return the ids of the entries whose *field*, by name and JSON pointer, was
    recorded as the *value* or ever corrected to it; but of those that stand not where
    a correction that stands gives another.
    """
    name, pointer = field
    gone, now = annulled(history), {entry.id: entry.event for entry in standing}
    found, opened = set[str](), set[str]()
    for entry in history:
        event = entry.event
        if getattr(event, name, None) == value:
            found.add(entry.id)
        if isinstance(event, EventCorrected) and canonical(event.field) == pointer:
            target = event.target
            if event.new == value:
                found.add(target)
            elif (
                entry.id not in gone and getattr(now.get(target), name, value) != value
            ):
                opened.add(target)
    return frozenset(found - opened)
