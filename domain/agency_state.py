"""What the agency's register holds: organisations, units, authorities, topics."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from domain import when
from domain.base import END, Organisation, Role, Slug
from domain.calendar import Calendar
from domain.remembered import Remembering, remembered
from domain.topics import STARTER_TOPICS, Topic

Name = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+" + END)
]
"""What an organisation, a unit or a topic is called, in the open. Never a person."""

EMPLOYER = "employer"
"""The employer's side, where a side is otherwise named by an organisation's slug."""

DECIDERS = frozenset({Role.MANAGER, Role.AGENCY_HEAD})
"""Who decides without the register saying so (DOMAIN 2)."""


class Bond(msgspec.Struct, frozen=True, kw_only=True):
    """A collective agreement (kollektivavtal) between agency and organisation."""

    organisation: Organisation
    name: Name
    level: Literal["local", "central"]
    confederation: Name | None
    central: Organisation | None
    bound_from: date
    bound_until: date | None = None
    """The last day bound."""

    def holds(self, on: date) -> bool:
        """Tell whether the organisation is bound that day."""
        return self.bound_from <= on <= (self.bound_until or date.max)


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the agency."""

    unit: Slug
    name: Name
    parent: Slug | None
    level: Slug | None
    established_from: date
    closed_from: date | None = None


class Authority(msgspec.Struct, frozen=True, kw_only=True):
    """A right to decide, as the rules of procedure (arbetsordning) delegate it."""

    authority_ref: Slug
    role: Role
    level: Slug
    topics: frozenset[Slug]
    """Empty: every topic."""
    units: frozenset[Slug]
    """With all units below them. Empty: the whole agency."""
    delegated: when.When
    """When it was given: nothing decided before that rests on it."""
    valid_from: date
    valid_until: date | None = None
    """The last day valid."""
    withdrawn_from: date | None = None
    """The first day it was no longer valid, whatever `valid_until` says."""

    def covers(self, topic: Slug, unit: Slug, on: date) -> bool:
        """Tell whether it gave the right to decide on *topic* for *unit* that day."""
        return (
            self.is_valid(on)
            and (not self.topics or topic in self.topics)
            and (not self.units or unit in self.units)
        )

    @property
    def last_day(self) -> date | None:
        """The last day on which it is valid; None: it has no end."""
        days = [self.valid_until]
        if self.withdrawn_from:
            days.append(self.withdrawn_from - timedelta(days=1))
        return min((day for day in days if day), default=None)

    def is_valid(self, on: date) -> bool:
        """Tell whether it was in force that day, whatever it covers."""
        return self.valid_from <= on <= (self.valid_until or date.max) and on < (
            self.withdrawn_from or date.max
        )


class RetentionClass(msgspec.Struct, frozen=True, kw_only=True):
    """How long a regulation has certain text kept (bevarande, gallring)."""

    retention_class: Slug
    ground: str
    topics: frozenset[Slug]
    """Empty: every topic."""
    kinds: frozenset[Slug]
    """Stored names of an issue's events without their version. Empty: every kind."""
    keep_years: int | None
    """None: for ever."""
    valid_from: date

    def covers(self, kind: Slug, topic: Slug) -> bool:
        """Tell whether text of that kind, in an issue on that topic, belongs to it."""
        return (not self.kinds or kind in self.kinds) and (
            not self.topics or topic in self.topics
        )


class AdoptedCalendar(msgspec.Struct, frozen=True):
    """The days off that the agency counts by from a certain day."""

    valid_from: date
    calendar: Calendar


class Agency(Remembering, frozen=True):
    """The register as admission and judgement read it."""

    bonds: tuple[Bond, ...] = ()
    """In the order in which they were recorded."""
    units: Mapping[Slug, Unit] = {}
    authorities: Mapping[Slug, Authority] = {}
    """As delegated; `authority()` adds the units below."""
    calendars: tuple[AdoptedCalendar, ...] = ()
    topics: Mapping[Slug, Topic] = STARTER_TOPICS
    retention: Mapping[Slug, RetentionClass] = {}
    """None is there until the agency adopts one: which applies is not for us to say."""
    registered: frozenset[Organisation] = frozenset()
    """Organisations known here that no collective agreement need bind."""

    @remembered
    def bound(self, on: date) -> frozenset[Organisation]:
        """Return the organisations to which the employer owes its duties that day.

        They are those bound by collective agreement (MBL 11 §). A central one is left
        out while a local one that belongs to it is bound: the local comes first
        (MBL 14 §).
        """
        holding = [bond for bond in self.bonds if bond.holds(on)]
        represented = {bond.central for bond in holding if bond.level == "local"}
        return frozenset(
            bond.organisation
            for bond in holding
            if bond.organisation not in represented
        )

    @remembered
    def is_bound(self, organisation: Organisation, on: date) -> bool:
        """Tell whether a collective agreement binds the organisation that day."""
        return any(
            bond.organisation == organisation and bond.holds(on) for bond in self.bonds
        )

    def knows(self, organisation: Organisation) -> bool:
        """Tell whether the organisation was ever registered or bound."""
        return organisation in self.registered or any(
            bond.organisation == organisation for bond in self.bonds
        )

    def unit(self, slug: Slug) -> Unit | None:
        """Return the unit, closed or not."""
        return self.units.get(slug)

    @remembered
    def units_under(self, slug: Slug) -> frozenset[Slug]:
        """Return the unit itself and every unit below it, closed or not."""
        found = {slug}
        for unit in self.units.values():  # a parent is always recorded before its units
            if unit.parent in found:
                found.add(unit.unit)
        return frozenset(found)

    @remembered
    def authority(self, ref: str) -> Authority | None:
        """Return the authority under that reference, its units with all below them."""
        found = self.authorities.get(ref)
        if found is None:
            return None
        reach = frozenset().union(*(self.units_under(unit) for unit in found.units))
        return msgspec.structs.replace(found, units=reach)

    def may_decide(self, role: Role) -> bool:
        """Tell whether the role can decide: by itself or by some delegation."""
        return role in DECIDERS or any(
            authority.role == role for authority in self.authorities.values()
        )

    @remembered
    def calendar(self, on: date) -> Calendar:
        """Return the calendar adopted latest on or before that day, else T2's."""
        adopted = [each for each in self.calendars if each.valid_from <= on]
        if not adopted:
            return Calendar()
        return max(adopted, key=lambda each: each.valid_from).calendar
