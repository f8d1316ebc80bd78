"""Who asks: what a verified token says of a person and the system it speaks through."""

import msgspec

from domain.base import Actor, Event, Refused, Role, kind


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A person and a system, at one agency, with what they may do there."""

    agency: str
    """The agency's slug. Everything the identity records or reads stays within it."""
    sub: str
    """The person: a pseudonymous id in the agency's directory, never a name."""
    client_id: str
    """The system through which the person acts."""
    roles: frozenset[str]
    """The capacities the person has at the agency: values of `domain.base.Role`."""
    organisation: str | None = None
    """The organisation for which a union representative acts, by its slug."""
    units: frozenset[str] = frozenset()
    """The units for which the roles are held, by slug; empty: none in particular."""
    clearance: str = "open"
    """How confidential an entry the person may read: `open` or `restricted`."""
    scopes: frozenset[str] = frozenset()
    """What the system was let in for: `samverkan:record`, `samverkan:read`."""


CASE_SYSTEM = "case_system"
"""The role of a machine that records on behalf of people; it never decides itself."""

HOLDABLE = frozenset({*Role, CASE_SYSTEM}) - {Role.JOINT_BODY}
"""The roles that a token may state."""


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


def may_read_text(identity: Identity, event: Event) -> bool:
    """Tell whether the asker may see the event's sealed text.

    What is restricted is for a clearance of that name. Finer rights, by role and
    organisation, are not told apart yet.
    """
    return event.confidentiality == "open" or identity.clearance == "restricted"


def may_record(
    identity: Identity, event: Event, by: frozenset[Role], *, sourced: bool
) -> None:
    """0.6–0.9: the actor's role may record this kind, and the asker may act as it.

    *sourced*: the request carries a source of its own, as a machine's must.
    """
    actor = event.actor
    if actor.role not in by:
        needed = ", ".join(sorted(by))
        raise NotYoursToRecord(kind=kind(event), who=actor.role, needed=needed)
    if actor.role is Role.UNION_REPRESENTATIVE and not actor.party:
        raise ActorWithoutParty(role=actor.role)
    if CASE_SYSTEM in identity.roles:
        if not actor.person or not sourced:
            missing = "`source`" if actor.person else "`actor.person`"
            raise ActorUnnamed(missing=missing)
        return
    _is_oneself(identity, actor)


def _is_oneself(identity: Identity, actor: Actor) -> None:
    """0.7: role, organisation and person are those of the token."""
    same_role = actor.role in identity.roles
    same_party = actor.party in (None, identity.organisation)
    same_person = actor.person in (None, identity.sub)
    if not (same_role and same_party and same_person):
        roles = ", ".join(sorted(identity.roles)) or "nobody"
        party = f" of {identity.organisation}" if identity.organisation else ""
        named = f"{actor.role} of {actor.party}" if actor.party else actor.role
        raise ActorMismatch(named=named, found=roles + party)
