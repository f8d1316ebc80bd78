"""The client's own name for its request: in the body, or in a header of its own.

Its form is asked here, once: what is recorded under it is read for ever.
"""

from hashlib import sha256
from typing import Annotated, TypeAlias

from litestar.params import HeaderParameter
from msgspec import Meta

from api.desk import Reader
from api.language import preferred
from api.needed import phrase, quoted
from api.recording_refused import SystemOfAnother
from api.turned_away import Fault, Misshapen, ParameterRefused
from domain.base import END
from registry.entry import Source

CLIENT = "client:"
"""Before a client's id, the system of its own `Idempotency-Key`s: no `source` may begin
with it, so that no client takes another's keys."""

ISSUER_CHARACTERS = 16
"""After a client's id and a blank, which no id holds: of its issuer's SHA-256."""

PRINTABLE = r"^[^\x00-\x1f\x7f]+" + END
"""No control characters."""

SourceName = Annotated[str, Meta(min_length=1, max_length=300, pattern=PRINTABLE)]
"""Longer than a token's client id, under which the keys of headers are kept."""


class SourceStated(Source, frozen=True, kw_only=True):
    """The client's own name for its request, as a body states it."""

    system: SourceName
    event_id: SourceName


IdempotencyKey: TypeAlias = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=PRINTABLE,
        description="Instead of `source`: the same request again under the same"
        " key gets the same answer. It is kept as the `eventId` of the system"
        " `client:`, the client's id and a sign of its issuer.",
    ),
]
"""The header's parameter, of a form that `SourceName` takes."""


async def source_of(
    reader: Reader, stated: Source | None, key: str | None
) -> Source | None:
    """Return the name of the request, from its body or its header.

    Raises: ParameterRefused, where it stands in both; Misshapen, where the body takes a
    name that is kept for headers; SystemOfAnother.
    """
    language = preferred(reader.request.headers.get("accept-language"))
    if stated is None:
        return await _of_header(reader, key) if key else None
    if key:
        detail = phrase("two_keys", language)
        raise ParameterRefused(
            [
                Fault(pointer="/source", detail=detail),
                Fault(parameter="Idempotency-Key", detail=detail),
            ]
        )
    if stated.system.startswith(CLIENT):
        detail = phrase("reserved", language, prefix=CLIENT)
        raise Misshapen([Fault(pointer="/source/system", detail=detail)])
    if stated.system in reader.request.scope["state"]["systems_of_others"]:
        raise SystemOfAnother(system=quoted(stated.system))
    return stated


async def _of_header(reader: Reader, key: str) -> Source:
    """Return the name under which a header's key is kept: the client's at its issuer.

    Keys that were kept before issuers were told apart are the client's of any issuer.
    """
    identity = reader.identity
    system = CLIENT + identity.client_id
    if not await reader.desk.journal.submitted(identity.agency, system, key):
        issuer = sha256((identity.iss or "").encode()).hexdigest()
        system = f"{system} {issuer[:ISSUER_CHARACTERS]}"
    return Source(system=system, event_id=key)
