"""What the agreements ask where nothing is owed to one party: any party's may ask it.

Follow-ups, minutes and matters raised are dealt with once for all parties. What one
agreement in force demands is then demanded, and the earliest of its days counts [REC].
"""

from collections.abc import Callable
from datetime import date

from domain.agreement_state import InForce
from domain.agreement_terms import Numbers
from domain.base import Organisation
from domain.calendar import Term
from domain.questions.case import Case
from domain.remembered import remembered


@remembered
def in_force(case: Case, on: date) -> tuple[tuple[Organisation, InForce], ...]:
    """Return what governs each of the parties in the unit that day, where anything."""
    governed = ((party, case.in_force(party, on)) for party in case.parties(on))
    return tuple((party, version) for party, version in governed if version)


@remembered
def versions(case: Case, on: date) -> tuple[tuple[Organisation, InForce], ...]:
    """Return each version in force that day once, with one of its parties."""
    found = {version.named: (party, version) for party, version in in_force(case, on)}
    return tuple(found.values())


def last_day(
    case: Case,
    start: date,
    term: Callable[[Numbers], Term | None],
    party: Organisation | None = None,
) -> date | None:
    """Return the last day in time, of the *term* counted from *start*; None: no number.

    That of the *party*'s own agreement where it has one in force; else the earliest.
    """
    own = [pair for pair in in_force(case, start) if pair[0] == party]
    days = [
        case.calendar(each, start).deadline(start, number)
        for each, version in own or versions(case, start)
        if (number := term(version.terms.numbers)) is not None
    ]
    return min(days, default=None)
