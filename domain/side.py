"""For which side somebody acts: the employer's, an organisation's, or neither."""

from domain.agency_state import EMPLOYER
from domain.base import Organisation, Role

EMPLOYERS = frozenset(
    {
        Role.MANAGER,
        Role.AGENCY_HEAD,
        Role.EMPLOYER_REPRESENTATIVE,
        Role.MINUTES_SECRETARY,
        Role.APPROVER,
    }
)
"""The roles that act for the employer where they name no organisation."""


def side(role: Role, party: Organisation | None) -> str | None:
    """Return the side for which somebody acts in that role; None: for neither."""
    return party or (EMPLOYER if role in EMPLOYERS else None)
