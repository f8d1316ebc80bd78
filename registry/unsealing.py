"""Sealed text, for a page that shows it: verdicts, lists and counts never come here."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag

from domain.base import Event
from registry import entry
from registry.entry import Cipher, Envelope
from registry.keys import AgencyKeyMissingError, Keys, WrappedKeyDamagedError


async def with_texts(
    keys: Keys, agency: str, stream: str, envelopes: Sequence[Envelope]
) -> dict[str, Event]:
    """Return the events of these entries of one stream, by id, with their text.

    Where the key is gone, missing or damaged, or the text is, it stays withheld.
    """
    try:
        cipher = await keys.cipher(agency, stream)
    except (AgencyKeyMissingError, WrappedKeyDamagedError):
        cipher = None
    return {each.id: _with_text(each, cipher) for each in envelopes}


def _with_text(envelope: Envelope, cipher: Cipher | None) -> Event:
    if cipher is None:
        return entry.event(envelope)
    try:
        return entry.unsealed(envelope, cipher)
    except InvalidTag:
        return entry.event(envelope)
