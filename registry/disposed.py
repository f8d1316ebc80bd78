"""Text that was disposed of stays so: its key is used for nothing new.

A key that opens such text is one that `samverkan dispose` was stopped before it could
destroy, or that came back with a backup. New text under it would perish with the old.
"""

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag

from domain.base import Recorded
from domain.disposal_done import disposed_until
from domain.sealing import withhold
from registry import entry
from registry.claim import Claim
from registry.entry import Cipher
from registry.keys import Keys, StreamKey
from registry.stored import Stored


class DisposalUnfinishedError(Exception):
    """The stream's text was disposed of, and its key is still there."""


async def key_for(
    keys: Keys,
    claim: Claim,
    admitted: Sequence[Recorded],
    history: Sequence[Recorded],
    stored: Sequence[Stored],
) -> StreamKey | None:
    """Return the key with which to record; None: there is nothing to seal or to mark.

    *history* is the stream so far, *stored* the same as it lies in the journal.
    Raises: DisposalUnfinishedError, and as `Keys.key`.
    """
    if claim.source is None and not any(withhold(each.event)[1] for each in admitted):
        return None
    agency, until = claim.identity.agency, disposed_until(history)
    if until:
        keys.forget(agency, claim.stream)
    key = await keys.sealing(agency, claim.stream)
    if until and opens(key.cipher, stored[:until]):
        raise DisposalUnfinishedError(
            f"{claim.stream} at {agency} was disposed of, and its key is still there."
            " Run `samverkan dispose`."
        )
    return key


def opens(cipher: Cipher, stored: Sequence[Stored]) -> bool:
    """Tell whether the cipher opens the text of any of these entries."""
    return any(_opens(cipher, each) for each in stored)


def has_text(stored: Sequence[Stored]) -> bool:
    """Tell whether any of these entries has sealed text."""
    return any(entry.read(each.entry).sealed for each in stored)


def _opens(cipher: Cipher, stored: Stored) -> bool:
    envelope = entry.read(stored.entry)
    if envelope.sealed is None:
        return False
    try:
        entry.unsealed(envelope, cipher)
    except (InvalidTag, ValueError):
        return False
    return True
