"""Which entry holds an issue's title, and which its diary number."""

from domain.audience import EVERYONE
from domain.correction import EventCorrected, annulled
from domain.raising import IssueRaised
from projections.judged import Judged, Kept


def title_entry(issue: Judged) -> bytes | None:
    """Return the entry that holds the title: the raising one, or a correction of it."""
    holding = _holding(issue, "/title")
    return holding[-1].stored.entry if holding else None


def diary_entry(issue: Judged) -> str | None:
    """Return the id of the entry that holds the diary number, where it is guarded."""
    holding = _holding(issue, "/diaryNo")
    last = holding[-1].recorded.id if holding else None
    return last if last and not _for_all(issue, last) else None


def found_no(issue: Judged) -> str | None:
    """Return the diary number as the last entry has it that everyone may see."""
    found: str | None = None
    for entry in _holding(issue, "/diaryNo"):
        if not _for_all(issue, entry.recorded.id):
            continue
        match entry.recorded.event:
            case IssueRaised(diary_no=number) | EventCorrected(new=number):
                found = number
    return found


def _for_all(issue: Judged, event_id: str) -> bool:
    """Tell whether whoever sees the issue sees the entry: one that is restricted itself
    takes the clearance already.
    """
    audience = issue.audiences.get(event_id, EVERYONE)
    cleared = issue.circle.restricted and audience.sides is None
    return audience == EVERYONE or cleared


def _holding(issue: Judged, field: str) -> list[Kept]:
    """Return the raising entry, and what corrected that field of it, in their order."""
    gone = annulled([entry.recorded for entry in issue.kept])
    found: list[Kept] = []
    for entry in issue.kept:
        event = entry.recorded.event
        if entry.recorded.id in gone:
            continue
        if isinstance(event, IssueRaised):
            found = [entry]
        elif isinstance(event, EventCorrected) and event.field == field:
            raising = found[0].recorded.id if found else None
            found += [entry] if event.target == raising else []
    return found
