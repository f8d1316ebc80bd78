"""Whether a matter of the safety committee (skyddskommitté) was dealt with in it.

Part of Q15. AML (1977:1160) 6:8–9a: the agreement's matrix tells which matters are the
committee's, and which body is the committee.
"""

from collections.abc import Collection

from domain.agency_state import EMPLOYER
from domain.base import Recorded, Role
from domain.consultation import ConsultationConcluded, ConsultationPostponed
from domain.meeting import MeetingHeld, sides_present
from domain.questions.any_agreement import in_force
from domain.questions.case import Case, Moment
from domain.questions.judging import Finding, found, timed

SAFETY = frozenset({Role.SAFETY_REPRESENTATIVE, Role.HEAD_SAFETY_REPRESENTATIVE})


def in_committee(case: Case, at: Moment, topic: str) -> Finding | None:
    """What the matrix gives to a safety committee was up in a body that is one.

    None where it was, and where the level of decision, which tells, is not known.
    """
    bodies = _committees(case, at, topic)
    if not bodies:
        return None
    sat = _dealt_with(case, bodies, at.round)
    by_sitting = {how: [e for e, each in sat if each is how] for how in (True, None)}
    kept, broken = "in_safety_committee", "not_in_safety_committee"
    finding = timed(by_sitting[True], at, kept, broken)
    perhaps = timed(by_sitting[None], at, kept, broken)
    if finding.verdict != "breach":
        return None if finding.verdict == "compliant" else finding
    if perhaps.verdict == "compliant":
        missing = ("in which body it was put off that day",)
        evidence = perhaps.evidence
        return found("undeterminable", "which_meeting", evidence, missing=missing)
    if perhaps.verdict == "undeterminable":
        return perhaps
    return found("breach", broken, [entry for entry, _ in sat])


def _committees(case: Case, at: Moment, topic: str) -> set[str]:
    """Return the levels whose group is the safety committee in the matter; none where
    the cells of the level of decision do not give it to one.
    """
    found_: set[str] = set()
    for party, version in in_force(case, at.occurred.day):
        level, terms = case.level(party, at), version.terms
        cell = terms.cell(topic, level) if level else None
        if cell and cell.safety_committee:
            found_ |= {c.level for c in terms.cells(topic) if c.safety_committee}
            found_ |= {body for body in (terms.safety_committee_body,) if body}
    return found_


def _dealt_with(
    case: Case, levels: Collection[str], round_: int
) -> list[tuple[Recorded, bool | None]]:
    """Return what was met and concluded at the levels, and whether the matter was dealt
    with there; None: nobody can tell, as it was put off in some body that day.

    It was where it was concluded; and at a meeting to which somebody of the employees'
    side came, for whom it was not put off that day.
    """
    concluded = [
        (entry, True)
        for entry, event in case.of(ConsultationConcluded)
        if event.level in levels and (event.round or 1) == round_
    ]
    held = [
        (entry, _taken_up(case, event))
        for entry, event in case.of(MeetingHeld)
        if event.level in levels and (event.round or 1) == round_
    ]
    return [*concluded, *held]


def _taken_up(case: Case, held: MeetingHeld) -> bool | None:
    """Tell whether a meeting did more than put the matter off."""
    came = sides_present(held) - {EMPLOYER}
    safety = any(
        row.role in SAFETY and row.presence == "present" for row in held.attendance
    )
    put_off = [
        event.parties
        for _, event in case.of(ConsultationPostponed)
        if event.occurred.day == held.occurred.day
        and (event.round or 1) == (held.round or 1)
    ]
    if not put_off:
        return bool(came or safety)
    if came - {party for parties in put_off for party in parties}:
        return True
    elsewhere = any(
        event.level != held.level and event.occurred.day == held.occurred.day
        for _, event in case.of(MeetingHeld)
    )
    return None if elsewhere and (came or safety) else False
