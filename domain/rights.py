"""Who asks: what a verified token says of a person and the system it speaks through."""

import msgspec
from msgspec.structs import replace

from domain.agency_state import Agency
from domain.base import Actor, Event, Refused, Role, kind
from domain.disposal import DisposalApproved, DisposalDecided
from domain.raising import IssueRaised


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A person and a system, at one agency, with what they may do there."""

    agency: str
    """The agency's slug. Everything the identity records or reads stays within it."""
    sub: str
    """The person: a pseudonymous id in the agency's directory, never a name."""
    client_id: str
    """The system through which the person acts."""
    iss: str | None = None
    """The issuer that vouches for both: another's ids are others. None: the registry
    itself."""
    roles: frozenset[str]
    """The capacities the person has at the agency: values of `domain.base.Role`."""
    organisation: str | None = None
    """The organisation for which a union representative acts, by its slug."""
    units: frozenset[str] = frozenset()
    """The units for which the roles are held, by slug, or `*`: the whole agency.
    Empty: a role that is bound to a unit reaches nothing."""
    clearance: str = "open"
    """How confidential an entry the person may read: `open` or `restricted`."""
    scopes: frozenset[str] = frozenset()
    """What the system was let in for: `samverkan:record`, `samverkan:read`."""


CASE_SYSTEM = "case_system"
"""The role of a machine that records on behalf of people; it never decides itself."""

HOLDABLE = frozenset({*Role, CASE_SYSTEM}) - {Role.JOINT_BODY, Role.REGISTRY}
"""The roles that a token may state."""

WHOLE_AGENCY = "*"
"""In a token's `units`: its roles are held for the agency as a whole."""

BOUND_TO_UNITS = frozenset(
    {
        Role.MANAGER,
        Role.EMPLOYEE,
        Role.SAFETY_REPRESENTATIVE,
        Role.HEAD_SAFETY_REPRESENTATIVE,
        Role.MINUTES_SECRETARY,
    }
)
"""The roles in which one raises issues of one's own units only."""

OF_A_PARTY = frozenset({Role.UNION_REPRESENTATIVE, Role.APPROVER})
"""The roles in which one acts for an organisation; an approver for the employer too."""

IN_PERSON = (DisposalDecided, DisposalApproved)
"""What nobody else records on behalf of whoever does it: two persons answer for it."""


class NotYoursToRecord(Refused):
    """{kind} is not for {who} to record: {needed} may. Ask one of them, or record it
    in the role that is yours.
    """

    rule = "0.6"
    sv = """{kind} kan inte registreras av {who}: det kan {needed}. Be någon av dem,
    eller registrera det i den roll som är din."""


class ActorMismatch(Refused):
    """The event names the actor {named}, but you are {found}. Name yourself, or let a
    case-management system record on behalf of another.
    """

    rule = "0.7"
    sv = """Händelsen anger aktören {named}, men du är {found}. Ange dig själv, eller
    låt ett ärendehanteringssystem registrera för någon annan."""


class ActorUnnamed(Refused):
    """A case-management system records on behalf of somebody: {missing} is missing.
    Name the person's pseudonymous id in `actor.person`, and the request in `source`.
    """

    rule = "0.8"
    sv = """Ett ärendehanteringssystem registrerar för någon: {missing} saknas. Ange
    personens pseudonyma id i `actor.person`, och begäran i `source`."""


class ActorWithoutParty(Refused):
    """A {role} acts for an organisation, and none is named. State it in
    `actor.party`.
    """

    rule = "0.9"
    sv = """En {role} handlar för en organisation, och ingen är angiven. Ange
    `actor.party`."""


class UnitNotYours(Refused):
    """The issue is raised in the unit {unit}, and the role of {role} is yours for
    {units} and the units below. Raise it in one of these, or let somebody do so who
    has the role in {unit}.
    """

    rule = "0.11"
    sv = """Ärendet väcks i enheten {unit}, och du har rollen {role} för {units} och
    enheterna därunder. Väck det i någon av dem, eller låt någon göra det som har rollen
    i {unit}."""


class NotInPerson(Refused):
    """{kind} is for the person to record whose act it is, with a token of their own;
    `actor.person` is {named} (–: absent), and the token is that of {found}. State your
    own pseudonymous id in it; no case-management system can record it for somebody.
    """

    rule = "0.12"
    sv = """{kind} registreras av den person som själv gör det, med egen token;
    `actor.person` är {named} (–: saknas), och token är för {found}. Ange ditt eget
    pseudonyma id där; inget ärendehanteringssystem kan registrera den för någon."""


class PartyOutOfRole(Refused):
    """A {role} acts for no organisation, and one is named in `actor.party`. Leave it
    out, or state the role in which the organisation is represented: {needed}.
    """

    rule = "0.13"
    sv = """En {role} handlar inte för någon organisation, och en är angiven i
    `actor.party`. Utelämna den, eller ange den roll i vilken organisationen företräds:
    {needed}."""


def as_oneself(identity: Identity, event: Event) -> Event:
    """0.7: return the event with whoever asks named in it, where it names nobody.

    The person, and of who acts for an organisation the organisation, are the token's.
    A case-management system names others, and the registry itself nobody.
    """
    actor = event.actor
    if CASE_SYSTEM in identity.roles or actor.role is Role.REGISTRY:
        return event
    own = identity.organisation if actor.role in OF_A_PARTY else None
    named = replace(
        actor, party=actor.party or own, person=actor.person or identity.sub
    )
    return replace(event, actor=named)


def may_record(
    identity: Identity,
    event: Event,
    by: frozenset[Role],
    *,
    sourced: bool,
    register: Agency,
) -> None:
    """0.6–0.9, 0.11–0.13: the role may record this kind, and the asker may act as it.

    *sourced*: the request carries a source of its own, as a machine's must. *register*
    is the agency's: it knows which units stand under which.
    """
    actor = event.actor
    if actor.role is Role.REGISTRY and Role.REGISTRY not in identity.roles:
        who, needed = ", ".join(sorted(identity.roles)), ", ".join(sorted(by))
        raise NotYoursToRecord(kind=kind(event), who=who, needed=needed)
    fits(event, by)
    if isinstance(event, IN_PERSON):
        _is_in_person(identity, event)
    if CASE_SYSTEM in identity.roles:
        if not actor.person or not sourced:
            missing = "`source`" if actor.person else "`actor.person`"
            raise ActorUnnamed(missing=missing)
        return
    _is_oneself(identity, actor)
    if isinstance(event, IssueRaised):
        _is_near(identity, event, register)


def is_for(identity: Identity, event: type[Event], by: frozenset[Role]) -> bool:
    """Tell whether the kind is one that the asker may record, in some role (0.6, 0.12).

    A case-management system records what somebody may whom it names.
    """
    if CASE_SYSTEM in identity.roles:
        return not issubclass(event, IN_PERSON) and by != {Role.REGISTRY}
    return not by.isdisjoint(identity.roles)


def fits(event: Event, by: frozenset[Role]) -> None:
    """0.6, 0.9, 0.13: the actor has a role that may record the kind, and names an
    organisation where it acts for one, and only there.
    """
    actor = event.actor
    if actor.role not in by:
        needed = ", ".join(sorted(by))
        raise NotYoursToRecord(kind=kind(event), who=actor.role, needed=needed)
    _is_of_a_party(actor)


def _is_of_a_party(actor: Actor) -> None:
    """0.9, 0.13: a representative names the organisation, and nobody else names one.

    An employee who does is told more (8.2).
    """
    if actor.role is Role.UNION_REPRESENTATIVE and not actor.party:
        raise ActorWithoutParty(role=actor.role)
    if actor.party and actor.role not in {*OF_A_PARTY, Role.EMPLOYEE}:
        raise PartyOutOfRole(role=actor.role, needed=", ".join(sorted(OF_A_PARTY)))


def _is_in_person(identity: Identity, event: Event) -> None:
    """0.12: the person of the token is the one whose act it is."""
    by_system, named = CASE_SYSTEM in identity.roles, event.actor.person
    if by_system or named != identity.sub:
        found = CASE_SYSTEM if by_system else identity.sub
        raise NotInPerson(kind=kind(event), named=named or "–", found=found)


def _is_oneself(identity: Identity, actor: Actor) -> None:
    """0.7: role, organisation and person are those of the token."""
    same_role = actor.role in identity.roles
    same_party = actor.party in (None, identity.organisation)
    same_person = actor.person in (None, identity.sub)
    if not (same_role and same_party and same_person):
        roles = ", ".join(sorted(identity.roles)) or "–"
        persons = (None, None) if same_person else (actor.person, identity.sub)
        raise ActorMismatch(
            named=_called(actor.role, actor.party, persons[0]),
            found=_called(roles, identity.organisation, persons[1]),
        )


def _called(role: str, *of: str | None) -> str:
    known = ", ".join(filter(None, of))
    return f"{role} ({known})" if known else role


def _is_near(identity: Identity, event: IssueRaised, register: Agency) -> None:
    """0.11: the unit is one for which the role is held, or stands under one."""
    if event.actor.role not in BOUND_TO_UNITS or WHOLE_AGENCY in identity.units:
        return
    if not any(event.unit in register.units_under(unit) for unit in identity.units):
        units = ", ".join(sorted(identity.units)) or "–"
        raise UnitNotYours(unit=event.unit, role=event.actor.role, units=units)
