"""Which employee organisations a collective agreement binds, from when until when."""

from datetime import date
from typing import Literal

import msgspec

from domain.agency_state import EMPLOYER, Agency, Bond, Name
from domain.base import Event, Organisation, Refused


class OrganisationRegistered(
    Event, frozen=True, kw_only=True, tag="organisation-registered.v1"
):
    """An organisation is known here, though no collective agreement binds it.

    It can be a party where a matter specially concerns its members (MBL 13 §).
    """

    organisation: Organisation
    name: Name


class OrganisationBound(Event, frozen=True, kw_only=True, tag="organisation-bound.v1"):
    """A collective agreement binds the agency and an organisation from a day on."""

    organisation: Organisation
    name: Name
    bound_from: date
    """The first day bound."""
    level: Literal["local", "central"] = "local"
    confederation: Name | None = None
    """For whom it signs at state level: `OFR/S,P,O`, `Saco-S`, `Seko`."""
    central: Organisation | None = None
    """A local organisation's central one, which comes after it (MBL 14 §)."""


class OrganisationReleased(
    Event, frozen=True, kw_only=True, tag="organisation-released.v1"
):
    """No collective agreement binds the organisation after a certain day."""

    organisation: Organisation
    bound_until: date
    """The last day bound."""


class BoundAlready(Refused):
    """{organisation} is bound already, from {bound_from}, and cannot be bound again
    from {again}. Record its release first (organisation-released.v1).
    """

    rule = "R1.1"
    sv = """{organisation} är redan bunden av kollektivavtal från {bound_from} och kan
    inte bindas igen från {again}. Registrera först att bundenheten upphörde
    (organisation-released.v1)."""


class NotBound(Refused):
    """{organisation} is not bound by any collective agreement here, so it cannot be
    released. Record first that it was bound (organisation-bound.v1).
    """

    rule = "R1.2"
    sv = """{organisation} är inte bunden av något kollektivavtal här, så bundenheten
    kan inte upphöra. Registrera först att den bands (organisation-bound.v1)."""


class ReleasedBeforeBound(Refused):
    """{organisation} was bound from {bound_from} and cannot have been bound until
    {bound_until}, before that. State a later day, or annul the binding.
    """

    rule = "R1.3"
    sv = """{organisation} bands från {bound_from} och kan inte ha varit bunden till
    och med {bound_until}, dessförinnan. Ange en senare dag eller makulera
    bundenheten."""


class RegisteredAlready(Refused):
    """{organisation} is in the register already. Record what happened to it, or give
    another organisation a slug of its own.
    """

    rule = "R1.5"
    sv = """{organisation} finns redan i registret. Registrera vad som hände med den,
    eller ge en annan organisation en egen beteckning."""


class NameReserved(Refused):
    """An organisation cannot have the slug {organisation}: it stands for the
    employer's side. Choose another slug.
    """

    rule = "R1.4"
    sv = """En organisation kan inte ha beteckningen {organisation}: den står för
    arbetsgivarsidan. Välj en annan beteckning."""


def may_register(event: OrganisationRegistered, agency: Agency, _: object) -> None:
    """R1.4, R1.5: a name that is free, and not the employer's."""
    if event.organisation == EMPLOYER:
        raise NameReserved(organisation=event.organisation)
    if agency.knows(event.organisation):
        raise RegisteredAlready(organisation=event.organisation)


def may_bind(event: OrganisationBound, agency: Agency, _: object) -> None:
    """R1.1, R1.4: not while it is bound already, and not under the employer's name."""
    for bond in _bonds(agency, event.organisation):
        if event.bound_from <= (bond.bound_until or date.max):
            raise BoundAlready(
                organisation=event.organisation,
                bound_from=bond.bound_from,
                again=event.bound_from,
            )
    if event.organisation == EMPLOYER:
        raise NameReserved(organisation=event.organisation)


def may_release(event: OrganisationReleased, agency: Agency, _: object) -> None:
    """R1.2, R1.3: it is bound, and was so at the latest on its last day."""
    bond = _open_bond(agency, event.organisation)
    if bond is None:
        raise NotBound(organisation=event.organisation)
    if event.bound_until < bond.bound_from:
        raise ReleasedBeforeBound(
            organisation=event.organisation,
            bound_from=bond.bound_from,
            bound_until=event.bound_until,
        )


def register(agency: Agency, event: OrganisationRegistered) -> Agency:
    """Remember that it is known."""
    registered = agency.registered | {event.organisation}
    return msgspec.structs.replace(agency, registered=registered)


def bind(agency: Agency, event: OrganisationBound) -> Agency:
    """Add the bond."""
    bond = Bond(
        organisation=event.organisation,
        name=event.name,
        level=event.level,
        confederation=event.confederation,
        central=event.central,
        bound_from=event.bound_from,
    )
    return msgspec.structs.replace(agency, bonds=(*agency.bonds, bond))


def release(agency: Agency, event: OrganisationReleased) -> Agency:
    """Give the open bond its last day."""
    bond = _open_bond(agency, event.organisation)
    assert bond is not None
    ended = msgspec.structs.replace(bond, bound_until=event.bound_until)
    bonds = tuple(ended if each is bond else each for each in agency.bonds)
    return msgspec.structs.replace(agency, bonds=bonds)


def _bonds(agency: Agency, organisation: Organisation) -> list[Bond]:
    return [bond for bond in agency.bonds if bond.organisation == organisation]


def _open_bond(agency: Agency, organisation: Organisation) -> Bond | None:
    bonds = _bonds(agency, organisation)
    return next((bond for bond in bonds if bond.bound_until is None), None)
