"""What somebody may see: decided here, and here alone, by role, unit, party, clearance.

    role                         sees issues                       for its side
    agency_head                  of the whole agency               the employer
    employer_representative      of the whole agency               the employer
    manager, minutes_secretary   of the units in the token         the employer
    union_representative         where its organisation is a party its organisation
    approver                     as one or the other of these two  as these
    employee, (head_)safety_rep. of the units in the token         neither
    auditor                      of the whole agency               all sides' own
    case_system                  of the whole agency, no text      neither
    facilitator                  none                              neither

Agreements and the register are for everyone at the agency. What is restricted needs
the clearance besides, whatever the role. Source: DOMAIN 2; units and what DOMAIN is
silent on are [REC], docs/decisions/0014. The same rule for rows is in
registry/migrations/0004_row_security.sql (sees_issue, sees_entry).
"""

from collections.abc import Callable, Iterable

import msgspec

from domain.audience import EVERYONE, Audience, Circle, Secrecy
from domain.base import Role
from domain.rights import (
    BOUND_TO_UNITS,
    CASE_SYSTEM,
    OF_A_PARTY,
    WHOLE_AGENCY,
    Identity,
)
from domain.side import side

EVERYWHERE = frozenset(
    {Role.AGENCY_HEAD, Role.EMPLOYER_REPRESENTATIVE, Role.AUDITOR, CASE_SYSTEM}
)
"""The roles that see the issues of the whole agency."""

BY_UNIT = BOUND_TO_UNITS | {Role.APPROVER}
"""The roles that see the issues of the units for which they are held; an approver, for
the employer."""

UnitsUnder = Callable[[str], Iterable[str]]
"""Returns a unit itself and every unit below it."""


class Sight(msgspec.Struct, frozen=True):
    """What somebody may see at an agency; the fields in the order that SQL has them."""

    everywhere: bool = False
    """Issues of the whole agency."""
    units: tuple[str, ...] = ()
    """Issues of these units, those below them named too."""
    sides: tuple[str, ...] = ()
    """`employer`, or an organisation: what is that side's own, and issues to which the
    organisation is a party."""
    cleared: bool = False
    """Also what is restricted."""
    audits: bool = False
    """Also what is one side's own."""
    reads_text: bool = True
    """Whether sealed text is unsealed for it at all."""

    def sees_issue(self, issue: Circle) -> bool:
        """Tell whether an issue of that circle exists for it."""
        near = issue.unit in self.units or not issue.parties.isdisjoint(self.sides)
        return (self.everywhere or near) and (self.cleared or not issue.restricted)

    def sees_entry(self, audience: Audience = EVERYONE) -> bool:
        """Tell whether an entry for that audience exists for it, where the issue
        does.
        """
        sides, secrecy = audience.sides, audience.secrecy
        of_its = sides is not None and not sides.isdisjoint(self.sides)
        if secrecy is Secrecy.CLAIMED:
            return of_its or self.cleared
        for_it = sides is None or of_its or self.audits
        return for_it and (secrecy is Secrecy.OPEN or self.cleared)

    def row(self) -> tuple[bool, tuple[str, ...], tuple[str, ...], bool, bool]:
        """Return what queries take, in their order."""
        return self.everywhere, self.units, self.sides, self.cleared, self.audits


def sight(identity: Identity, units_under: UnitsUnder) -> Sight:
    """Return what the identity may see, all its roles taken together."""
    roles = identity.roles
    by_unit = roles & BY_UNIT
    if identity.organisation:
        by_unit -= {Role.APPROVER}
    whole = bool(by_unit) and WHOLE_AGENCY in identity.units
    held = identity.units if by_unit and not whole else frozenset[str]()
    return Sight(
        everywhere=whole or not roles.isdisjoint(EVERYWHERE),
        units=tuple(sorted({below for unit in held for below in units_under(unit)})),
        sides=tuple(sorted(_sides(identity))),
        cleared=identity.clearance == "restricted",
        audits=Role.AUDITOR in roles,
        reads_text=bool(roles - {CASE_SYSTEM}),
    )


def _sides(identity: Identity) -> set[str]:
    """Return the sides for which the identity acts.

    An organisation in the token is that of a representative or an approver; whoever is
    neither has none, whatever the token says.
    """
    found = {
        side(Role(role), identity.organisation if role in OF_A_PARTY else None)
        for role in identity.roles - {CASE_SYSTEM}
    }
    return {each for each in found if each}
