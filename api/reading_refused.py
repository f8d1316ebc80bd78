"""Requests to read that are turned away: not for this role, or nobody could be told.

What may not be seen of the record itself answers as what does not exist; here is what
is known to be there, for others.
"""

from collections.abc import Iterable

from api.turned_away import Later, TurnedAway
from domain.rights import Identity
from registry import log
from registry.read_log import ReadLogAwayError

RETRY_SECONDS = 2
"""When to come back to a log that cannot be written."""


class RoleMissing(TurnedAway):
    """This is for {needed} to read, and your role is {found}. Ask with a token of that
    role, or ask somebody who holds it.
    """

    sv = """Det här får läsas av {needed}, och din roll är {found}. Fråga med en token
    för den rollen, eller be någon som har den."""


class ReadLogAway(Later):
    """What this page shows is told of in the read log, which cannot be written now.
    Nothing was shown; send the request again in {seconds} s.
    """

    sv = """Det som sidan visar antecknas i läsloggen, som inte kan skrivas just nu.
    Inget visades; skicka begäran igen om {seconds} s."""


def role_missing(identity: Identity, needed: Iterable[str]) -> RoleMissing:
    """Return that none of the identity's roles is one of those needed, for the side
    for which it is held: `approver (employer)`.
    """
    found = ", ".join(sorted(identity.roles))
    if identity.organisation:
        found += f" ({identity.organisation})"
    return RoleMissing(needed=", ".join(sorted(needed)), found=found)


def of(failure: Exception) -> TurnedAway | None:
    """Return what to say of a read log that cannot be written, None of all else."""
    if not isinstance(failure, ReadLogAwayError):
        return None
    log.fault(failure)
    return ReadLogAway(seconds=RETRY_SECONDS)
