"""What the counter itself turns away, before or beside the law.

A class's docstring is the sentence a client reads, `sv` the same in Swedish; both are
filled with what was found. The law's own refusals are `domain.base.Refused`.
"""

import re
from collections.abc import Sequence
from typing import ClassVar

import msgspec
from msgspec import UNSET, UnsetType

from api.language import Language


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a request."""

    pointer: str | UnsetType = UNSET
    """A JSON pointer (RFC 6901) into the body, where the fault is in the body."""
    detail: str
    """What was found and what was needed."""
    parameter: str | UnsetType = UNSET
    """The parameter or header, where the fault is not in the body."""


class TurnedAway(Exception):
    """A request that the counter does not take further."""

    sv: ClassVar[str]

    def __init__(self, faults: Sequence[Fault] = (), **found: object) -> None:
        self.faults = tuple(faults)
        self.found = {name: str(value) for name, value in found.items()}
        super().__init__(self.sentence())

    @property
    def headers(self) -> dict[str, str]:
        """What the answer's headers must say besides."""
        return {}

    def sentence(self, language: Language = "en") -> str:
        """Return what was found, what was needed and what to do next."""
        return sentence(type(self), language).format(**self.found)


class Misshapen(TurnedAway):
    """The body is not what this operation takes. `errors` lists every fault of it;
    openapi.json has the schema.
    """

    sv = """Innehållet är inte vad operationen tar emot. `errors` anger varje fel;
    schemat finns i openapi.json."""


class AnotherRecord(TurnedAway):
    """The events do not belong to the record at this address. `errors` says which."""

    sv = "Händelserna hör inte till registreringen på adressen. `errors` anger vilka."


class ParameterRefused(TurnedAway):
    """A parameter or header does not hold what it must. `errors` names each."""

    sv = """En parameter eller rubrik innehåller inte vad den måste. `errors` anger
    var och en."""


class AddressUnknown(TurnedAway):
    """There is nothing here. openapi.json has every address, and what its ids are."""

    sv = "Här finns ingenting. openapi.json har alla adresser, och hur id:n ser ut."


class RecordUnknown(AddressUnknown):
    """Nothing is recorded under this id. GET /issues and /agreements list what is."""

    sv = """Ingenting är registrerat under detta id. GET /issues och /agreements visar
    vad som finns."""


class MethodRefused(TurnedAway):
    """The method {method} does nothing at this address. Use one of: {allowed}."""

    sv = "Metoden {method} gör ingenting på adressen. Använd någon av: {allowed}."

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9110: a 405 says what is allowed."""
        return {"Allow": self.found["allowed"]}


class NothingAcceptable(TurnedAway):
    """The answer comes as {offered}, which `Accept` leaves out. Accept one of them."""

    sv = "Svaret ges som {offered}, vilket `Accept` utelämnar. Godta något av dem."


class StaleVersion(TurnedAway):
    """`If-Match` names version {expected}; version {found} stands now. Read it again
    and decide anew.
    """

    sv = """`If-Match` anger version {expected}; nu gäller version {found}. Läs igen och
    ta ställning på nytt."""


class AnotherCameFirst(TurnedAway):
    """Another entry came first, again and again. Nothing was recorded; send the request
    again.
    """

    sv = """En annan händelse hann före, flera gånger. Inget registrerades; skicka
    begäran igen."""


class StillInFlight(TurnedAway):
    """The same key is being recorded at this moment. Send the same request again in a
    second for its answer.
    """

    sv = """Samma nyckel registreras just nu. Skicka samma begäran igen om en sekund för
    att få svaret."""


class BodyTooLarge(TurnedAway):
    """The body is larger than {limit} bytes. Send fewer events at a time, and
    documents by reference.
    """

    sv = """Innehållet är större än {limit} byte. Skicka färre händelser åt gången och
    dokument som hänvisningar."""


class MediaTypeRefused(TurnedAway):
    """The body is said to be {found}; it must be application/json. State that in
    `Content-Type`.
    """

    sv = """Innehållet sägs vara {found}; det måste vara application/json. Ange det i
    `Content-Type`."""


class KeyUsedForAnother(TurnedAway):
    """The key {event_id} of {system} was used for another request, or the text of this
    one was disposed of. Send that one unchanged, or what the record lacks by a new key.
    """

    sv = """Nyckeln {event_id} från {system} har använts för en annan begäran, eller så
    är den här begärans text gallrad. Skicka den andra oförändrad, eller det som saknas
    i registret under en ny nyckel."""


class ConditionNeeded(TurnedAway):
    """This registry adds to a record only with `If-Match`. Read the record and state
    its ETag.
    """

    sv = """Registret lägger till en händelse bara med `If-Match`. Läs ärendet och ange
    dess ETag."""


class Later(TurnedAway):
    """The registry is occupied. Send the request again in {seconds} s."""

    sv = "Registret är upptaget. Skicka begäran igen om {seconds} s."

    @property
    def headers(self) -> dict[str, str]:
        """When to try again, in whole seconds."""
        return {"Retry-After": self.found["seconds"]}


class TooManyRequests(Later):
    """More requests came than are let through. Send the next in {seconds} s."""

    sv = "Fler begäranden kom än som släpps fram. Skicka nästa om {seconds} s."


class LineOccupied(Later):
    """More waits to be recorded for {agency} than may wait. Nothing was recorded; send
    the request again in {seconds} s.
    """

    sv = """Mer väntar på att registreras för {agency} än vad som får vänta. Inget
    registrerades; skicka begäran igen om {seconds} s."""


class JournalAway(Later):
    """The journal cannot be reached. Nothing was recorded; send the request again in
    {seconds} s.
    """

    sv = """Journalen kan inte nås. Inget registrerades; skicka begäran igen om
    {seconds} s."""


class OutcomeUnknown(Later):
    """The connection broke while recording, so it may or may not be recorded. With a
    source or an Idempotency-Key, send the same request again in {seconds} s; without,
    read the record first.
    """

    sv = """Förbindelsen bröts under registreringen, som kan ha lyckats eller inte. Med
    källa eller Idempotency-Key: skicka samma begäran igen om {seconds} s; annars läs
    först."""


class ReadingBehind(Later):
    """The reading stands at position {found}; {wanted} was asked for. Ask again in
    {seconds} s.
    """

    sv = """Läsvyn är framme vid position {found}; {wanted} efterfrågades. Fråga igen om
    {seconds} s."""


class IssuerAway(Later):
    """The keys of the token's issuer could not be fetched. Send the request again in
    {seconds} s.
    """

    sv = """Nycklarna från den som utfärdat token kunde inte hämtas. Skicka begäran igen
    om {seconds} s."""


class FaultHere(TurnedAway):
    """Something went wrong here, not in your request. It is logged under the trace
    {trace}; state it if you report the fault.
    """

    sv = """Något gick fel här, inte i er begäran. Felet är loggat under spår {trace};
    ange det om ni anmäler felet."""


def words(name: str) -> str:
    """Return a class name as words: `ConcludedTwice` is "Concluded twice"."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", name)
    return " ".join(parts).capitalize()


def slug(name: str) -> str:
    """Return a class name as part of an address: `ConcludedTwice`, concluded-twice."""
    return words(name).lower().replace(" ", "-")


def sentence(kind: type[TurnedAway], language: Language) -> str:
    """Return the class's sentence with its gaps unfilled, on one line."""
    return " ".join((kind.sv if language == "sv" else kind.__doc__ or "").split())
