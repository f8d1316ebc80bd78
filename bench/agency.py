"""What surrounds the issues of the plausible agency: its register and its agreement.

Four organisations, one and twenty units, an agreement that one organisation leaves and
that gets a new version. All of it is made up.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from bench.terms import APT, CSG, LSG, terms
from domain import agency, agreement
from domain.base import Actor, Document, Event, Role
from registry.surroundings import AGREEMENTS, REGISTER

AGENCY = "exempelverket"
AGREEMENT = "ev"

BEGIN = date(2023, 10, 30)
"""The Monday on which the first issues are raised."""
END = datetime(2026, 10, 30, 18, 0, tzinfo=UTC)
"""Where the clock stands: what would come later has not come yet."""

FOUNDED = date(2015, 1, 1)
NOTICE, LEFT = date(2024, 2, 1), date(2024, 8, 1)
SWITCHED = date(2025, 3, 1)
"""The first day of the agreement's second version."""

STAYING = ("saco-s", "seko", "st")
LEAVING = "ledarna"
"""Bound by collective agreement throughout, a party to the agreement until LEFT."""

NAMES = {
    "st": ("ST inom Exempelverket", "OFR/S,P,O"),
    "saco-s": ("Saco-S-rådet vid Exempelverket", "Saco-S"),
    "seko": ("Seko Exempelverket", "Seko"),
    "ledarna": ("Ledarna vid Exempelverket", "OFR/S,P,O"),
}
HEAD_OFFICE = "head-office"
DEPARTMENTS = ("north", "west", "south", "it", "support")
SECTIONS = {each: [f"{each}-{number}" for number in (1, 2, 3)] for each in DEPARTMENTS}
UNITS = (HEAD_OFFICE, *DEPARTMENTS, *(s for some in SECTIONS.values() for s in some))

HEAD = Actor(role=Role.AGENCY_HEAD, person="p-100")
MANAGER = Actor(role=Role.MANAGER, person="p-101")
STAFF = Actor(role=Role.EMPLOYER_REPRESENTATIVE, person="p-102")

Surrounding = tuple[datetime, str, Event]
"""When it was recorded, in which stream, and what."""


def union(party: str) -> Actor:
    """Return a representative of the organisation."""
    return Actor(role=Role.UNION_REPRESENTATIVE, party=party, person=f"p-{party}")


def parties(day: date) -> tuple[str, ...]:
    """Return the parties to the agreement that day."""
    return STAYING if day >= LEFT else (LEAVING, *STAYING)


def version(day: date) -> str:
    """Return the agreement's version in force that day."""
    return "4" if day >= SWITCHED else "3"


def department(unit: str) -> str:
    """Return the department that the unit is, or belongs to."""
    return unit.rpartition("-")[0] if unit not in (*DEPARTMENTS, HEAD_OFFICE) else unit


def surroundings() -> list[Surrounding]:
    """Return all of it in the order in which it was recorded."""
    told = [*_register(), *_agreement(), *_later()]
    return sorted(told, key=lambda each: each[0])


def _told(stream: str, day: date, event: Event) -> Surrounding:
    return datetime.combine(day, time(12), UTC), stream, event


def _register() -> Iterator[Surrounding]:
    for slug, (name, confederation) in NAMES.items():
        yield _in_register(
            agency.OrganisationBound(
                actor=STAFF,
                occurred_on=FOUNDED,
                organisation=slug,
                name=name,
                bound_from=FOUNDED,
                confederation=confederation,
            )
        )
    for unit in UNITS:
        own = department(unit)
        parent = None if unit == HEAD_OFFICE else HEAD_OFFICE if own == unit else own
        yield _in_register(
            agency.UnitEstablished(
                actor=STAFF,
                occurred_on=FOUNDED,
                unit=unit,
                name=unit.replace("-", " ").capitalize(),
                parent=parent,
                level={HEAD_OFFICE: CSG, own: LSG}.get(unit, APT),
                established_from=FOUNDED,
            )
        )
    yield from map(_in_register, (_authority(own) for own in DEPARTMENTS))
    yield _in_register(_authority(HEAD_OFFICE))
    yield _in_register(
        agency.CalendarAdopted(
            actor=STAFF,
            occurred_on=FOUNDED,
            free_days=("midsummer_eve", "christmas_eve", "new_years_eve"),
            valid_from=FOUNDED,
        )
    )


def _in_register(event: Event) -> Surrounding:
    return _told(REGISTER, date(2023, 1, 2), event)


def _authority(own: str) -> agency.AuthorityDelegated:
    return agency.AuthorityDelegated(
        actor=HEAD,
        occurred_on=FOUNDED,
        authority_ref=f"ao-{own}",
        role=Role.MANAGER,
        level=CSG if own == HEAD_OFFICE else LSG,
        units=() if own == HEAD_OFFICE else (own,),
        valid_from=FOUNDED,
    )


def _agreement() -> Iterator[Surrounding]:
    stream, day = AGREEMENTS + AGREEMENT, date(2023, 1, 3)
    yield _told(
        stream,
        day,
        agreement.AgreementDrafted(
            actor=STAFF,
            occurred_on=date(2022, 9, 1),
            agreement=AGREEMENT,
            name="Samverkansavtal för Exempelverket",
        ),
    )
    sides = ("employer", LEAVING, *STAYING)
    yield from _version("3", day, date(2022, 11, 21), date(2023, 1, 1), sides)


def _later() -> Iterator[Surrounding]:
    """Yield what changed while the issues went on."""
    stream = AGREEMENTS + AGREEMENT
    notice = agreement.NoticeGiven(
        actor=union(LEAVING),
        occurred_on=NOTICE,
        party=LEAVING,
        document_refs=(Document(ref="EV 2024/7"),),
    )
    yield _told(stream, NOTICE, notice)
    yield _told(
        stream,
        LEFT,
        agreement.PartyExited(
            actor=STAFF, occurred_on=LEFT, effective=LEFT, party=LEAVING
        ),
    )
    day = date(2025, 2, 3)
    yield from _version("4", day, day, SWITCHED, ("employer", *STAYING))
    yield _told(
        stream,
        date(2025, 11, 3),
        agreement.AgreementReviewed(
            actor=STAFF,
            occurred_on=date(2025, 11, 3),
            agreed_by=("employer", *STAYING),
        ),
    )


def _version(
    slug: str, told: date, signed: date, entered: date, sides: tuple[str, ...]
) -> Iterator[Surrounding]:
    stream = AGREEMENTS + AGREEMENT
    yield _told(
        stream,
        told,
        agreement.AgreementVersionProposed(
            actor=STAFF, occurred_on=signed, version=slug, terms=terms(slug)
        ),
    )
    for side in sides:
        employer = side == "employer"
        yield _told(
            stream,
            told,
            agreement.PartySigned(
                actor=HEAD if employer else union(side),
                occurred_on=signed,
                party=side,
                version=slug,
                capacity="agency_head" if employer else "organisation_board",
            ),
        )
    yield _told(
        stream,
        told,
        agreement.AgreementVersionEnteredIntoForce(
            actor=HEAD, occurred_on=signed, version=slug, in_force_from=entered
        ),
    )
