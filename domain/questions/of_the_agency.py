"""How a question of the agency as a whole is judged: by party, and what governs it.

Put to one issue it is not applicable (`elsewhere`): Q19 and Q24.
"""

from collections.abc import Callable
from datetime import date

import msgspec

from domain import when
from domain.agreement_state import Framework, InForce
from domain.base import Organisation, Recorded
from domain.information import InformationProvided
from domain.questions.answer import Governing, Verdict
from domain.questions.case import Case
from domain.questions.judging import Finding, each_party, found, next_change, verdict


class Governed(msgspec.Struct, frozen=True):
    """A party, and a version of an agreement that governs it in the agency."""

    party: Organisation
    version: InForce | None
    """None: MBL directly."""
    limited: bool = False
    """It governs in some units, and something else in others."""


def of_the_agency(
    question: str, case: Case, judge: Callable[[Case, Governed], Finding]
) -> list[Verdict]:
    """Return what *judge* finds for each party bound, and each version that governs it.

    A party that was informed but is not bound is shown too: nothing is owed to it.
    """
    told = {p for _, event in case.of(InformationProvided) for p in event.parties}
    bound = case.framework.agency.bound(case.today)
    return [
        *(
            _verdict(question, case, governed, judge(case, governed))
            for party in sorted(bound)
            for governed in governing(case.framework, party, case.today)
        ),
        *(
            _verdict(question, case, Governed(party, None), _not_bound(case, party))
            for party in sorted(told - bound)
        ),
    ]


def elsewhere(
    question: str, case: Case, shown: Callable[[str], list[Recorded]]
) -> list[Verdict]:
    """Return that one issue cannot answer, and what it holds for each party."""
    return each_party(
        question,
        case,
        lambda party: found("not_applicable", "asked_of_the_agency", shown(party)),
    )


def governing(framework: Framework, party: str, on: date) -> list[Governed]:
    """Return what governs the party that day in the units of the agency, each once."""
    units: list[str | None] = [
        unit.unit
        for unit in framework.agency.units.values()
        if unit.closed_from is None or on < unit.closed_from
    ]
    everywhere = [framework.in_force(party, unit, on) for unit in units or [None]]
    versions = {found.named if found else None: found for found in everywhere}
    return [
        Governed(
            party,
            version,
            limited=bool(version and version.terms.units and len(versions) > 1),
        )
        for version in versions.values()
    ]


def informed(case: Case, party: str) -> list[Recorded]:
    """Return the occasions on which the party was informed, as the case has them: of
    the whole agency earliest first.
    """
    return [e for e, event in case.of(InformationProvided) if party in event.parties]


def _not_bound(case: Case, party: str) -> Finding:
    return found("not_applicable", "not_bound", informed(case, party))


def _verdict(
    question: str, case: Case, governed: Governed, finding: Finding
) -> Verdict:
    """Return the verdict, which holds no longer than what governs the party."""
    party, version = governed.party, governed.version
    changes = next_change(case.framework, party, case.today)
    closings = (unit.closed_from for unit in case.framework.agency.units.values())
    days = [day for day in (changes, *closings) if day and day > case.today]
    until = [finding.holds_until, *(when.day_begins(day) for day in days)]
    return msgspec.structs.replace(
        verdict(question, case, finding, party=party),
        about=version.agreement if version and governed.limited else None,
        agreement=Governing(agreement=version.agreement, version=version.version)
        if version
        else None,
        holds_until=min((moment for moment in until if moment), default=None),
    )
