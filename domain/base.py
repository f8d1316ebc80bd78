"""What every event, every refusal and every recorded entry has in common."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from domain import when

END = r"$(?!\n)"
"""The end of a pattern: Python's `$` alone would let a last newline through."""

Slug = Annotated[
    str, Meta(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*" + END, max_length=64)
]
"""An identifier of the agency's own choosing: lower case, digits, single - _ or ."""

Reference = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+" + END)
]
"""A reference into another system: a diary number, a document id, a URL. No prose."""

Text = Annotated[
    str, Meta(max_length=20_000, pattern=r"^[^\x00]*$", extra={"sealed": True})
]
"""Free text, a name, what someone said. It is sealed: no verdict ever needs it."""

WITHHELD = "\N{LEFT WHITE SQUARE BRACKET}sealed\N{RIGHT WHITE SQUARE BRACKET}"
"""What stands in an event's facts where a sealed text belongs."""

Organisation = Slug
"""An employee organisation (arbetstagarorganisation), by its slug in the register."""

Person = Annotated[str, Meta(pattern=r"^[!#-&(-_a-~]{1,200}" + END)]
"""A pseudonymous id of a person in a directory elsewhere; never a name. All that a
token's `sub` may be: printable ASCII without spaces and quotes, as `auth0|5f7c`."""

Count = Annotated[int, Meta(ge=1, le=10_000)]


class Role(StrEnum):
    """The capacities in which people act (DOMAIN 2)."""

    MANAGER = "manager"
    AGENCY_HEAD = "agency_head"
    EMPLOYER_REPRESENTATIVE = "employer_representative"
    UNION_REPRESENTATIVE = "union_representative"
    EMPLOYEE = "employee"
    SAFETY_REPRESENTATIVE = "safety_representative"
    HEAD_SAFETY_REPRESENTATIVE = "head_safety_representative"
    MINUTES_SECRETARY = "minutes_secretary"
    APPROVER = "approver"
    AUDITOR = "auditor"
    FACILITATOR = "facilitator"
    JOINT_BODY = "joint_body"
    """A body to which an agreement gives the decision (MBL 32 §)."""
    REGISTRY = "registry"
    """The registry itself, of what it does on a decision; nobody can hold the role."""


class Answer(StrEnum):
    """Yes, no, or not known: not knowing is data, never a default to no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


YEARS = (1900, 2200)
"""The years between which something can be said to have been, or to be due."""


@cache
def _days(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields of *kind* that hold a day or an instant."""
    return tuple(
        field.name
        for field in msgspec.structs.fields(kind)
        if re.search(r"\bdate(time)?\b", str(field.type))
    )


def _year(day: date) -> int:
    """Return the year of a day; that of an instant in UTC, as it is kept."""
    if isinstance(day, datetime) and _in_reach(day.year):
        return day.astimezone(UTC).year
    return day.year


def _in_reach(year: int) -> bool:
    return YEARS[0] <= year <= YEARS[1]


class Struct(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename="camel",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """A value that travels from body to event to reading as it is."""


class Actor(Struct, frozen=True, kw_only=True):
    """Who did it: a role, for a union also the organisation; never a name."""

    role: Role
    party: Organisation | None = None
    """The organisation for which a union representative or approver acts."""
    person: Person | None = None


class Document(Struct, frozen=True, kw_only=True):
    """A document kept elsewhere, by reference and, where known, by its hash."""

    ref: Reference
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}" + END)] | None = None


TIMES = ("occurredAt", "occurredOn")

ONE_TIME = (
    "Exactly one of `occurredAt` and `occurredOn` is needed: the minute with an"
    " offset, or the day"
)


def one_time(at: object, on: object) -> bool:
    """Tell whether exactly one of the two times is stated."""
    return (at is None) != (on is None)


class Event(Struct, frozen=True, kw_only=True, tag_field="kind", dict=True):
    """Something that happened, as a client claims it. Exactly one time is stated."""

    actor: Actor
    occurred_at: Annotated[datetime, Meta(tz=True)] | None = None
    """When, to the minute, with an offset. Either this or `occurredOn`."""
    occurred_on: date | None = None
    """When, to the day in Stockholm. Either this or `occurredAt`."""
    confidentiality: Literal["open", "restricted"] = "open"
    document_refs: tuple[Document, ...] = ()
    secrecy_provision: Reference | None = None
    """The provision by which it is restricted (OSL …), as the agency states it; for a
    release."""

    def __post_init__(self) -> None:
        """Refuse both times and neither, and days that no calendar of ours reaches."""
        if not one_time(self.occurred_at, self.occurred_on):
            raise ValueError(ONE_TIME)
        for name in _days(type(self)):
            value = getattr(self, name)
            for day in value if isinstance(value, tuple) else (value,):
                if day is not None and not _in_reach(year := _year(day)):
                    raise ValueError(
                        f"`{name}` is in the year {year}; from {YEARS[0]} to"
                        f" {YEARS[1]} can be recorded"
                    )

    @cached_property
    def occurred(self) -> when.When:
        """When it happened, with the precision that was stated."""
        if self.occurred_at is not None:
            return when.at(self.occurred_at)
        assert self.occurred_on is not None
        return when.on(self.occurred_on)


def kind(event: Event | type[Event]) -> str:
    """Return the stored name of an event, `decision-made.v1`: it is for ever."""
    return str(event.__struct_config__.tag)


def as_json(event: Event) -> dict[str, Any]:
    """Return the event as JSON values of its own: objects, lists, text, numbers."""
    whole: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(event))
    return whole


class Recorded(msgspec.Struct, frozen=True, dict=True):
    """An event as the registry holds it."""

    id: str
    version: int
    """Its place in its own stream: 1, 2, 3 …"""
    recorded_at: datetime
    """The server's clock, UTC; never earlier than that of the version before."""
    event: Event
    marks: frozenset[str] = frozenset()
    """`corrected`, `disputed`: what later entries did to it (domain/correction.py)."""

    @cached_property
    def recorded_on(self) -> date:
        """The day on which it was recorded, in Stockholm."""
        return when.day_of(self.recorded_at)


class Refused(Exception):
    """The record would contradict itself.

    A subclass's docstring is the sentence a client reads, `sv` the same in Swedish;
    both are filled with what was found. `rule` is the article of docs/rules.md.
    """

    rule: ClassVar[str]
    sv: ClassVar[str]

    def __init__(self, **found: object) -> None:
        self.found = {name: str(value) for name, value in found.items()}
        super().__init__(self.sentence())

    def sentence(self, language: str = "en") -> str:
        """Return what was found, what was needed and what to do next."""
        template = self.sv if language == "sv" else (type(self).__doc__ or "")
        return " ".join(template.split()).format(**self.found)
