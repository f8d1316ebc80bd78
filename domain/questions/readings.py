"""The ways to read a case in which nobody can tell what was classified last.

Level and basis of a decision, and of a consultation that is to outlast its agreement,
are those that were classified last before it. Of two classifications of one day, or one
of that very day, no hours may tell which that was (DOMAIN 5): then each is read, and
where the verdicts differ nobody can tell.
"""

from collections.abc import Sequence

import msgspec

from domain.classification import Classifying
from domain.questions.case import Case
from domain.questions.classifying import Choice
from domain.remembered import remembered


def other_readings(case: Case) -> Sequence[Case]:
    """Return the other ways to read the case, beside as it stands."""
    most = max(map(len, _in_doubt(case)), default=1)
    return [msgspec.structs.replace(case, reading=n) for n in range(1, most)]


def unordered(case: Case) -> frozenset[str]:
    """Return the ids of the classifications of which one was the last."""
    return frozenset(
        entry.id for choices in _in_doubt(case) for entry, _ in choices if entry
    )


@remembered
def _in_doubt(case: Case) -> Sequence[Sequence[Choice]]:
    days = [event.occurred.day for _, event in case.of(Classifying)]
    times = case.classified_at
    if len(set(days)) == len(days) and not any(at.day in days for at in times):
        return []
    choices = [
        case.perhaps_classified(party, at)
        for at in times
        for party in case.parties(at.day)
    ]
    return [each for each in choices if len(each) > 1]
