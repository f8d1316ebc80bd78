"""The qualifiers that evidence brings to a verdict by itself, as `late_recorded`."""

from collections.abc import Iterable

from domain import choices, when
from domain.base import Recorded
from domain.questions.case import Case, Decided


def marks(
    case: Case, evidence: Iterable[Recorded], decided: Decided | None, party: str | None
) -> tuple[str, ...]:
    """Return the qualifiers that the evidence itself brings, sorted."""
    found: set[str] = set()
    for entry in evidence:
        if entry.marks:
            found |= entry.marks
        if _recorded_after(entry, decided) or _late(case, entry, party):
            found.add("late_recorded")
    return tuple(sorted(found))


def _recorded_after(entry: Recorded, decided: Decided | None) -> bool:
    """Tell whether it was recorded only once the decision was made, though it did not
    come after it.
    """
    if decided is None or entry.recorded_at <= decided.latest:
        return False
    made, happened = decided.event.occurred, entry.event.occurred
    return entry.id != decided.entry.id and not when.before(made, happened)


def _late(case: Case, entry: Recorded, party: str | None) -> bool:
    """Tell whether it was recorded more than five working days after it occurred."""
    kept, key = case.kept, (_late, entry.id, party)
    if key not in kept:
        occurred = entry.event.occurred.day
        calendar = case.calendar(party, occurred)
        deadline = calendar.deadline(occurred, choices.LATE_RECORDED_AFTER)
        kept[key] = entry.recorded_on > deadline
    return bool(kept[key])
