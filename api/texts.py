"""Sealed text for whoever reads a page: the one way to it, through the read log.

A handler that shows text names `texts` among its parameters; no other has it.
"""

from collections.abc import Sequence
from typing import Annotated, get_args

import msgspec
from litestar.di import NamedDependency
from litestar.params import HeaderParameter
from msgspec import Meta

from api.desk import Reader
from domain.base import Reference
from registry.entry import Envelope
from registry.unsealing import Asking, Texts

REFERENCE: Meta = get_args(Reference)[1]
"""What makes a text a reference."""


class TextReader(msgspec.Struct, frozen=True):
    """Who reads text, and what for."""

    reader: Reader
    why: str | None = None

    async def of(self, stream: str, envelopes: Sequence[Envelope]) -> Texts:
        """Return the events of these entries, which all exist for the reader, with
        their text: it is in the read log then. Ask for no more than is shown.

        Raises: ReadLogAwayError.
        """
        reader = self.reader
        route = reader.request.scope["path_template"]
        asking = Asking(reader.identity, reader.sight, route, self.why)
        return await reader.desk.unsealer.unsealed(asking, stream, envelopes)


def texts(
    reader: NamedDependency[Reader],
    why: Annotated[
        str | None,
        HeaderParameter(
            name="Reading-Reason",
            min_length=REFERENCE.min_length,
            max_length=REFERENCE.max_length,
            pattern=REFERENCE.pattern,
            description="Why the text is read: a reference, as a diary number, in at"
            " most 200 bytes of UTF-8. It is kept in the read log (`/unsealings`), with"
            " who read what and when.",
        ),
    ] = None,
) -> TextReader:
    """Return who reads text: a handler's parameter `texts`."""
    return TextReader(reader, why and _as_sent(why))


def _as_sent(text: str) -> str:
    """Return a header's text where it was sent as UTF-8; ASGI gives it as Latin-1."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
