"""Sealed text, for a page that shows it: verdicts, lists and counts never come here."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag

from domain.base import Event
from domain.rights import Identity, may_read_text
from registry import entry
from registry.agency_keys import AgencyKeyMissingError
from registry.entry import Cipher, Envelope
from registry.keys import Keys, WrappedKeyDamagedError


async def with_texts(
    keys: Keys, identity: Identity, stream: str, envelopes: Sequence[Envelope]
) -> dict[str, Event]:
    """Return the events of these entries of one stream, by id, with their text.

    Where the asker may not see it, or its key is gone, missing or damaged, it stays
    withheld.
    """
    try:
        cipher = await keys.cipher(identity.agency, stream)
    except (AgencyKeyMissingError, WrappedKeyDamagedError):
        cipher = None
    return {each.id: _with_text(each, cipher, identity) for each in envelopes}


def _with_text(envelope: Envelope, cipher: Cipher | None, identity: Identity) -> Event:
    withheld = entry.event(envelope)
    if cipher is None or not may_read_text(identity, withheld):
        return withheld
    try:
        return entry.unsealed(envelope, cipher)
    except InvalidTag:
        return withheld
