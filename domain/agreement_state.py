"""What is remembered of an agreement, and the framework that all of them form."""

from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter

import msgspec

from domain.agency_state import EMPLOYER, Agency
from domain.agreement_terms import Side, Terms
from domain.base import Organisation, Slug
from domain.calendar import Calendar
from domain.remembered import Remembering, remembered


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A version of an agreement, with what each side has done about it."""

    version: Slug
    terms: Terms
    joined: Mapping[Side, tuple[date, ...]] = {}
    """The days from which a side bound itself, by signature or accession."""
    entered: date | None = None
    """The first day in force between those who had signed."""

    def starts(self, party: Organisation) -> list[tuple[date, date]]:
        """Return, for each time the party joined, since when it held, and the day."""
        employer = self.joined.get(EMPLOYER)
        if self.entered is None or employer is None:
            return []
        earliest = max(self.entered, employer[0])
        return [(max(earliest, day), day) for day in self.joined.get(party, ())]


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The days during which a version is in force for a party."""

    version: Version
    since: date
    until: date | None
    """The first day on which it is no longer in force."""

    def holds(self, on: date) -> bool:
        """Tell whether the version is in force that day."""
        return self.since <= on and (self.until is None or on < self.until)


class Notice(msgspec.Struct, frozen=True):
    """A party's notice that it wants the agreement to end (uppsägning)."""

    party: Side
    given: date


class Agreement(Remembering, frozen=True, kw_only=True):
    """A local agreement as admission and judgement read it."""

    agreement: Slug | None = None
    """Its slug; None before it is drafted."""
    versions: Mapping[Slug, Version] = {}
    """In the order in which they were proposed."""
    notices: tuple[Notice, ...] = ()
    exits: Mapping[Organisation, tuple[date, ...]] = {}
    """The first days on which a party had left, or another agreement taken over."""
    terminated: date | None = None
    """The first day on which it is in force for nobody."""
    reviews: tuple[date, ...] = ()
    """When the collaboration was reviewed (avstämning), in the order recorded."""

    @remembered
    def periods(self, party: Organisation) -> tuple[Period, ...]:
        """Return the periods of its versions for the party, earliest first.

        A later version takes over from an earlier one on its first day, for those who
        signed it. One that did not sign it stays with the version it has.
        """
        starts = sorted(
            (
                (since, joined, version)
                for version in self.versions.values()
                for since, joined in version.starts(party)
            ),
            key=itemgetter(0),
        )
        later = [*(since for since, _, _ in starts[1:]), None]
        periods = []
        for (since, joined, version), successor in zip(starts, later, strict=False):
            ends = (successor, self.terminated, self.left(party, joined))
            until = min((day for day in ends if day is not None), default=None)
            if until is None or since < until:
                periods.append(Period(version=version, since=since, until=until))
        return tuple(periods)

    def in_force(self, party: Organisation, on: date) -> Period | None:
        """Return the period of the version in force for the party that day."""
        return next((each for each in self.periods(party) if each.holds(on)), None)

    def left(self, party: Side, joined: date) -> date | None:
        """Return the first day on which the party had left what it joined that day."""
        after = (day for day in self.exits.get(party, ()) if day > joined)
        return min(after, default=None)

    def joined(self, party: Side, on: date = date.max) -> date | None:
        """Return the latest day on which a side bound by it that day bound itself."""
        days = (
            day
            for version in self.versions.values()
            for day in version.joined.get(party, ())
            if day <= on
        )
        latest = max(days, default=None)
        left = self.left(party, latest) if latest else None
        return None if left and left <= on else latest

    def sides(self, on: date = date.max) -> frozenset[Side]:
        """Return the sides that have bound themselves by that day and not left."""
        ever = {side for version in self.versions.values() for side in version.joined}
        return frozenset(side for side in ever if self.joined(side, on))

    def latest_signed(self, party: Side) -> Version | None:
        """Return the version that the side signed last."""
        signed = [v for v in self.versions.values() if party in v.joined]
        return signed[-1] if signed else None

    def with_version(self, version: Version) -> "Agreement":
        """Return the agreement with that version added, or in place of what it was."""
        versions = {**self.versions, version.version: version}
        return msgspec.structs.replace(self, versions=versions)


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """The version that governs a party, a unit and a day."""

    agreement: Slug
    version: Slug
    terms: Terms
    since: date
    """The first day on which it was in force for this party."""

    @property
    def named(self) -> tuple[Slug, Slug]:
        """The agreement and the version, as a verdict cites them."""
        return self.agreement, self.version


class Framework(Remembering, frozen=True, kw_only=True):
    """The register and every local agreement: what an issue is judged against."""

    agency: Agency = Agency()
    agreements: Mapping[Slug, Agreement] = {}
    """By their slugs."""

    @remembered
    def in_force(
        self, party: Organisation, unit: Slug | None, on: date
    ) -> InForce | None:
        """Return what governs the party in the unit that day; None: MBL directly.

        An unknown or unnamed unit is governed by an agreement for the whole agency.
        """
        periods = self._periods(party, unit)
        superseded = {
            slug
            for _, period in periods
            if period.since <= on
            for slug in period.version.terms.supersedes
        }
        found = [
            InForce(
                agreement=slug,
                version=period.version.version,
                terms=period.version.terms,
                since=period.since,
            )
            for slug, period in periods
            if period.holds(on) and slug not in superseded
        ]
        return max(found, key=lambda each: each.since, default=None)

    def version(self, agreement: Slug, version: Slug) -> Version | None:
        """Return that version of that agreement, in force or not."""
        found = self.agreements.get(agreement)
        return found.versions.get(version) if found else None

    @remembered
    def was_party(self, party: Organisation, unit: Slug | None) -> bool:
        """Tell whether the party ever signed a version that extends to the unit."""
        return any(
            party in version.joined and self.extends_to(version.terms, unit)
            for agreement in self.agreements.values()
            for version in agreement.versions.values()
        )

    def level_above(
        self, party: Organisation, unit: Slug | None, on: date, level: Slug
    ) -> Slug | None:
        """Return the level next above in what governs; None at the top or without."""
        found = self.in_force(party, unit, on)
        return found.terms.above(level) if found else None

    @remembered
    def is_higher(self, higher: Slug, lower: Slug) -> bool:
        """Tell whether some version's ladder, ever, has *higher* above *lower*."""
        return any(terms.is_higher(higher, lower) for terms in self._all_terms())

    def has_joint_body(self) -> bool:
        """Tell whether some version, ever, gave a joint body decisions (MBL 32 §)."""
        return any(terms.joint_decision_body for terms in self._all_terms())

    def mbl_replaced(
        self, party: Organisation, unit: Slug | None, on: date, section: str
    ) -> bool:
        """Tell whether what governs stands in place of that section of MBL."""
        found = self.in_force(party, unit, on)
        return found is not None and section in found.terms.replaces_mbl

    @remembered
    def calendar(
        self, party: Organisation | None, unit: Slug | None, on: date
    ) -> Calendar:
        """Return the calendar to count by: the agreement's eves, else the agency's."""
        calendar = self.agency.calendar(on)
        found = self.in_force(party, unit, on) if party else None
        if found is None or found.terms.free_days is None:
            return calendar
        return Calendar(frozenset(found.terms.free_days), calendar.extra_dates)

    def extends_to(self, terms: Terms, unit: Slug | None) -> bool:
        """Tell whether the terms hold in the unit."""
        return not terms.units or any(
            unit in self.agency.units_under(each) for each in terms.units
        )

    def _all_terms(self) -> Iterator[Terms]:
        for agreement in self.agreements.values():
            for version in agreement.versions.values():
                yield version.terms

    @remembered
    def _periods(
        self, party: Organisation, unit: Slug | None
    ) -> tuple[tuple[Slug, Period], ...]:
        """Return what was ever in force for the party in the unit, with its slug."""
        return tuple(
            (slug, period)
            for slug, agreement in self.agreements.items()
            for period in agreement.periods(party)
            if self.extends_to(period.version.terms, unit)
        )
