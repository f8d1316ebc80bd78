"""Who may decide what: authorities delegated and withdrawn (MF 4–5 §§)."""

from datetime import date

import msgspec

from domain.agency_state import DECIDERS, Agency, Authority
from domain.agency_units import UnitUnknown
from domain.base import Event, Refused, Role, Slug

DELEGATES = DECIDERS | {Role.EMPLOYER_REPRESENTATIVE}
"""The roles to which a decision can be delegated (DOMAIN 2)."""


class AuthorityDelegated(
    Event, frozen=True, kw_only=True, tag="authority-delegated.v1"
):
    """The rules of procedure (arbetsordning) give a role the right to decide."""

    authority_ref: Slug
    """What a decision cites for it."""
    role: Role
    level: Slug
    """The level of decision, as the local agreement names levels."""
    topics: tuple[Slug, ...] = ()
    """Empty: every topic."""
    units: tuple[Slug, ...] = ()
    """With the units below them. Empty: the whole agency."""
    valid_from: date
    valid_until: date | None = None
    """The last day valid; without one, until withdrawn."""


class AuthorityWithdrawn(
    Event, frozen=True, kw_only=True, tag="authority-withdrawn.v1"
):
    """A right to decide was taken back."""

    authority_ref: Slug
    withdrawn_from: date
    """The first day without it."""


class AuthorityExists(Refused):
    """There is an authority {authority_ref} already. Give the new one a reference of
    its own, so that old decisions keep theirs.
    """

    rule = "R3.1"
    sv = """Det finns redan en delegation {authority_ref}. Ge den nya en egen
    beteckning, så att äldre beslut behåller sin."""


class AuthorityUnknown(Refused):
    """There is no authority {authority_ref} in the register. Record it first
    (authority-delegated.v1), or name one that is there.
    """

    rule = "R3.2"
    sv = """Det finns ingen delegation {authority_ref} i registret. Registrera den
    först (authority-delegated.v1) eller ange en som finns."""


class AuthorityEndsBeforeItStarts(Refused):
    """The authority {authority_ref} is valid from {valid_from} and cannot end {ends},
    before that. State a later day.
    """

    rule = "R3.3"
    sv = """Delegationen {authority_ref} gäller från {valid_from} och kan inte upphöra
    {ends}, dessförinnan. Ange en senare dag."""


class AuthorityWithdrawnAlready(Refused):
    """The authority {authority_ref} is withdrawn since {withdrawn_from}. Correct that
    entry if the day is wrong.
    """

    rule = "R3.4"
    sv = """Delegationen {authority_ref} är återkallad sedan {withdrawn_from}. Rätta
    den uppgiften om dagen är fel."""


class RoleCannotDecide(Refused):
    """A decision is the employer's and cannot be delegated to the role {role}. Name
    manager, agency_head or employer_representative.
    """

    rule = "R3.5"
    sv = """Beslutet är arbetsgivarens och kan inte delegeras till rollen {role}. Ange
    manager, agency_head eller employer_representative."""


class TopicUnknown(Refused):
    """There is no topic {topic} in the catalogue. Add it first (topic-added.v1), or
    name one that is there.
    """

    rule = "R4.2"
    sv = """Det finns inget ämne {topic} i katalogen. Lägg till det först
    (topic-added.v1) eller ange ett som finns."""


def may_delegate(event: AuthorityDelegated, agency: Agency, _: object) -> None:
    """R3.1, R3.3, R3.5, R2.3, R4.2: new, whole, and about what the register knows."""
    if event.authority_ref in agency.authorities:
        raise AuthorityExists(authority_ref=event.authority_ref)
    if event.valid_until is not None and event.valid_until < event.valid_from:
        raise AuthorityEndsBeforeItStarts(
            authority_ref=event.authority_ref,
            valid_from=event.valid_from,
            ends=event.valid_until,
        )
    if event.role not in DELEGATES:
        raise RoleCannotDecide(role=event.role)
    for unit in event.units:
        if unit not in agency.units:
            raise UnitUnknown(unit=unit)
    for topic in event.topics:
        if topic not in agency.topics:
            raise TopicUnknown(topic=topic)


def may_withdraw(event: AuthorityWithdrawn, agency: Agency, _: object) -> None:
    """R3.2–R3.4: the authority is known, not withdrawn, and began before that day."""
    authority = agency.authorities.get(event.authority_ref)
    if authority is None:
        raise AuthorityUnknown(authority_ref=event.authority_ref)
    if event.withdrawn_from < authority.valid_from:
        raise AuthorityEndsBeforeItStarts(
            authority_ref=event.authority_ref,
            valid_from=authority.valid_from,
            ends=event.withdrawn_from,
        )
    if authority.withdrawn_from is not None:
        raise AuthorityWithdrawnAlready(
            authority_ref=event.authority_ref,
            withdrawn_from=authority.withdrawn_from,
        )


def delegate(agency: Agency, event: AuthorityDelegated) -> Agency:
    """Add the authority."""
    authority = Authority(
        authority_ref=event.authority_ref,
        role=event.role,
        level=event.level,
        topics=frozenset(event.topics),
        units=frozenset(event.units),
        delegated=event.occurred,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
    )
    return _with(agency, authority)


def withdraw(agency: Agency, event: AuthorityWithdrawn) -> Agency:
    """Give the authority its end."""
    authority = agency.authorities[event.authority_ref]
    ended = msgspec.structs.replace(authority, withdrawn_from=event.withdrawn_from)
    return _with(agency, ended)


def _with(agency: Agency, authority: Authority) -> Agency:
    authorities = {**agency.authorities, authority.authority_ref: authority}
    return msgspec.structs.replace(agency, authorities=authorities)
