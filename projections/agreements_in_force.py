"""Agreements in force: from when to when each version governs each party."""

from collections.abc import Iterable
from datetime import date

from domain.agency_state import EMPLOYER
from domain.agreement_state import Version
from projections.reading import AgencyReading, Row
from registry.queries import queries
from registry.surroundings import Surroundings


class PeriodRow(Row, frozen=True, kw_only=True):
    """As the table `agreements_in_force`."""

    party: str
    agreement: str
    version: str
    since: date
    until: date | None
    """The first day on which it is no longer in force."""
    units: tuple[str, ...]
    """Where it holds, with the units below; empty: in the whole agency."""


def rows(agency: str, surroundings: Surroundings) -> list[PeriodRow]:
    """Return a row for each period of each party, except the employer's own."""
    return [
        PeriodRow(
            agency=agency,
            party=party,
            agreement=slug,
            version=period.version.version,
            since=period.since,
            until=period.until,
            units=period.version.terms.units,
        )
        for slug, agreement in surroundings.framework.agreements.items()
        for party in sorted(parties_ever(agreement.versions.values()))
        for period in agreement.periods(party)
    ]


def parties_ever(versions: Iterable[Version]) -> set[str]:
    """Return the organisations that ever joined one of the versions."""
    return {side for version in versions for side in version.joined if side != EMPLOYER}


READING = AgencyReading(
    "agreements_in_force",
    PeriodRow,
    rows,
    queries("projections", "agreements_in_force.sql"),
)
