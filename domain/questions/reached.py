"""Whether a consultation was concluded at the level of decision, or above it.

Also where a new version of the agreement calls that level by another name.
"""

from domain.agreement_terms import Terms
from domain.consultation import ConsultationConcluded
from domain.escalation import IssueEscalated
from domain.questions.case import Case, Moment, not_after
from domain.raising import IssueRaised


def reaches(case: Case, event: ConsultationConcluded, party: str, at: Moment) -> bool:
    """Tell whether it was at the level of decision, or above after an escalation.

    At any level where that of the decision is not known.
    """
    level = case.level(party, at)
    if level is None or event.level == level:
        return True
    escalated = any(
        went.to_level == event.level and (went.round or 1) == (event.round or 1)
        for _, went in not_after(case.of(IssueEscalated), event.occurred)
    )
    if escalated and case.framework.is_higher(event.level, level):
        return True
    return _renamed(case, event, party, at, level)


def _renamed(
    case: Case, event: ConsultationConcluded, party: str, at: Moment, level: str
) -> bool:
    """Tell whether two versions that governed call one level by the two names.

    Each knows but one of them, on the same rung of a ladder of as many [REC].
    """
    days = {each.occurred.day for _, each in case.of(IssueRaised)}
    days |= {event.occurred.day, at.occurred.day}
    found = (case.in_force(party, day) for day in days)
    governed = {each.named: each.terms for each in found if each}
    here = {_rung(terms, event.level, level) for terms in governed.values()}
    there = {_rung(terms, level, event.level) for terms in governed.values()}
    return bool((here & there) - {None})


def _rung(terms: Terms, name: str, other: str) -> tuple[int, int] | None:
    """Return how many levels there are and stand above; None if it is not the only
    one of the two.
    """
    if terms.level(name) is None or terms.level(other) is not None:
        return None
    return len(terms.levels), len(list(terms.way_up(name)))
