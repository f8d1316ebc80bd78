"""Requests that wait for a key: what is to be sealed cannot be, until somebody acts."""

from api.turned_away import Later, TurnedAway
from registry import log
from registry.agency_keys import AgencyKeyMissingError
from registry.disposed import DisposalUnfinishedError
from registry.keys import WrappedKeyDamagedError

RETRY_SECONDS = 60
"""When to come back: somebody has to see to it."""


class KeysAway(Later):
    """The text of this record cannot be sealed: its key is missing or damaged. Nothing
    was recorded; tell whoever runs the registry, and send the request again in
    {seconds} s.
    """

    sv = """Texten i den här registreringen kan inte förseglas: nyckeln saknas eller är
    skadad. Inget registrerades; säg till den som driver registret, och skicka begäran
    igen om {seconds} s."""


class DisposalUnfinished(Later):
    """The text of this record is being disposed of, and new text needs a key that is
    not made yet. Nothing was recorded; send the request again in {seconds} s.
    """

    sv = """Texten i den här registreringen gallras, och ny text behöver en nyckel som
    ännu inte finns. Inget registrerades; skicka begäran igen om {seconds} s."""


def of(failure: Exception) -> TurnedAway | None:
    """Return what to say of a failure that is about a key, None of any other."""
    match failure:
        case AgencyKeyMissingError() | WrappedKeyDamagedError():
            reason: TurnedAway = KeysAway(seconds=RETRY_SECONDS)
        case DisposalUnfinishedError():
            reason = DisposalUnfinished(seconds=RETRY_SECONDS)
        case _:
            return None
    log.fault(failure)
    return reason
