"""The units an agency consists of, and which stand under which."""

from datetime import date

import msgspec

from domain.agency_state import Agency, Name, Unit
from domain.base import Event, Refused, Slug


class UnitEstablished(Event, frozen=True, kw_only=True, tag="unit-established.v1"):
    """A unit of the agency exists from a day on."""

    unit: Slug
    name: Name
    parent: Slug | None = None
    """The unit it stands directly under; none for the topmost."""
    level: Slug | None = None
    """The level at which its manager decides, as the local agreement names levels."""
    established_from: date


class UnitClosed(Event, frozen=True, kw_only=True, tag="unit-closed.v1"):
    """A unit of the agency is no more."""

    unit: Slug
    closed_from: date
    """The first day without it."""


class UnitExists(Refused):
    """There is a unit {unit} already, since {established_from}. Choose another slug;
    a unit keeps its own for ever.
    """

    rule = "R2.1"
    sv = """Det finns redan en enhet {unit}, sedan {established_from}. Välj en annan
    beteckning; en enhet behåller sin för alltid."""


class ParentUnknown(Refused):
    """The unit {unit} is said to stand under {parent}, which is not in the register.
    Record that unit first (unit-established.v1).
    """

    rule = "R2.2"
    sv = """Enheten {unit} sägs höra under {parent}, som inte finns i registret.
    Registrera den enheten först (unit-established.v1)."""


class UnitUnknown(Refused):
    """There is no unit {unit} in the register. Record it first (unit-established.v1),
    or name one that is there.
    """

    rule = "R2.3"
    sv = """Det finns ingen enhet {unit} i registret. Registrera den först
    (unit-established.v1) eller ange en som finns."""


class ClosedAlready(Refused):
    """The unit {unit} is closed since {closed_from}. Correct that entry if the day is
    wrong.
    """

    rule = "R2.4"
    sv = """Enheten {unit} är nedlagd sedan {closed_from}. Rätta den uppgiften om dagen
    är fel."""


class ClosedBeforeEstablished(Refused):
    """The unit {unit} exists from {established_from} and cannot be closed from
    {closed_from}, before that. State a later day, or annul the unit.
    """

    rule = "R2.5"
    sv = """Enheten {unit} finns från {established_from} och kan inte läggas ned från
    {closed_from}, dessförinnan. Ange en senare dag eller makulera enheten."""


def may_establish(event: UnitEstablished, agency: Agency, _: object) -> None:
    """R2.1, R2.2: the unit is new, and the one above it is known."""
    unit = agency.unit(event.unit)
    if unit is not None:
        raise UnitExists(unit=event.unit, established_from=unit.established_from)
    if event.parent is not None and event.parent not in agency.units:
        raise ParentUnknown(unit=event.unit, parent=event.parent)


def may_close(event: UnitClosed, agency: Agency, _: object) -> None:
    """R2.3–R2.5: the unit is known, open, and existed before that day."""
    unit = agency.unit(event.unit)
    if unit is None:
        raise UnitUnknown(unit=event.unit)
    if unit.closed_from is not None:
        raise ClosedAlready(unit=event.unit, closed_from=unit.closed_from)
    if event.closed_from < unit.established_from:
        raise ClosedBeforeEstablished(
            unit=event.unit,
            established_from=unit.established_from,
            closed_from=event.closed_from,
        )


def establish(agency: Agency, event: UnitEstablished) -> Agency:
    """Add the unit."""
    unit = Unit(
        unit=event.unit,
        name=event.name,
        parent=event.parent,
        level=event.level,
        established_from=event.established_from,
    )
    return msgspec.structs.replace(agency, units={**agency.units, unit.unit: unit})


def close(agency: Agency, event: UnitClosed) -> Agency:
    """Give the unit its end."""
    unit = agency.unit(event.unit)
    assert unit is not None
    closed = msgspec.structs.replace(unit, closed_from=event.closed_from)
    return msgspec.structs.replace(agency, units={**agency.units, unit.unit: closed})
