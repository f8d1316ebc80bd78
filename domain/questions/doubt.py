"""What is said where the record can be read in several ways: nobody can tell."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from domain.questions.verdict import Verdict


class Doubt(msgspec.Struct, frozen=True):
    """Why nobody can tell which of several ways to read the record holds."""

    reason: str
    qualifier: str
    missing: str


DISPUTED = Doubt(
    "correction_disputed", "disputed", "agreement of all concerned on the correction"
)
SAME_DAY = Doubt("same_day", "precision", "the time of day")


def doubtful(
    taken: list[Verdict], others: list[list[Verdict]], doubt: Doubt
) -> list[Verdict]:
    """Return the verdicts, undeterminable where the readings of the record differ."""
    found: dict[tuple[str | None, ...], list[Verdict]] = {}
    for verdict in (*taken, *(verdict for other in others for verdict in other)):
        subject = (verdict.party, verdict.decision, verdict.about)
        found.setdefault(subject, []).append(verdict)
    times = max(1 + len(others), 2)
    return [_agreed(same, times, doubt) for same in found.values()]


def _agreed(same: list[Verdict], times: int, doubt: Doubt) -> Verdict:
    """Return the verdict if it was given *times* over, else that nobody can tell."""
    first = same[0]
    until = first_of(verdict.holds_until for verdict in same)
    answers = {(verdict.verdict, verdict.agreement) for verdict in same}
    if len(same) == times and len(answers) == 1:
        return msgspec.structs.replace(first, holds_until=until)
    return msgspec.structs.replace(
        first,
        verdict="undeterminable",
        reason=doubt.reason,
        qualifiers=tuple(sorted({*first.qualifiers, doubt.qualifier})),
        missing=(*first.missing, doubt.missing),
        holds_until=until,
    )


def first_of(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the earliest that is one, None if none is."""
    return min((moment for moment in moments if moment), default=None)
