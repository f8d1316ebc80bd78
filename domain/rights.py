"""Who asks: what a verified token says of a person and the system it speaks through."""

import msgspec


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
