"""The agency's register: who is bound, which units there are, who may decide, by which
calendar, on which topics. One stream, `agency`; the law of it stands at the end.
"""

from datetime import date

import msgspec

from domain import agency_authority as authority
from domain import agency_organisations as organisations
from domain import agency_units as units
from domain import correction, retention
from domain.agency_authority import (
    AuthorityDelegated,
    AuthorityWithdrawn,
    TopicUnknown,
)
from domain.agency_organisations import (
    OrganisationBound,
    OrganisationRegistered,
    OrganisationReleased,
)
from domain.agency_state import (
    EMPLOYER,
    AdoptedCalendar,
    Agency,
    Authority,
    Bond,
    Name,
    Unit,
)
from domain.agency_units import UnitClosed, UnitEstablished, UnitUnknown
from domain.base import Event, Refused, Role, Slug
from domain.calendar import Calendar, FreeDay
from domain.retention import RetentionClassAdopted
from domain.stream import Lifecycle, law, nothing
from domain.topics import STARTER_TOPICS, Topic

__all__ = [
    "EMPLOYER",
    "LIFECYCLE",
    "STARTER_TOPICS",
    "Agency",
    "Authority",
    "AuthorityDelegated",
    "AuthorityWithdrawn",
    "Bond",
    "CalendarAdopted",
    "CalendarRepeated",
    "OrganisationBound",
    "OrganisationRegistered",
    "OrganisationReleased",
    "RetentionClassAdopted",
    "Topic",
    "TopicAdded",
    "TopicExists",
    "TopicUnknown",
    "Unit",
    "UnitClosed",
    "UnitEstablished",
    "UnitUnknown",
]


class TopicAdded(Event, frozen=True, kw_only=True, tag="topic-added.v1"):
    """The agency's catalogue has a topic of the agency's own."""

    topic: Slug
    name_sv: Name
    name_en: Name


class CalendarAdopted(Event, frozen=True, kw_only=True, tag="calendar-adopted.v1"):
    """The agency counts working days by this calendar from a day on."""

    free_days: tuple[FreeDay, ...] = ()
    """The eves that are free, besides weekends and public holidays."""
    extra_dates: tuple[date, ...] = ()
    valid_from: date


class TopicExists(Refused):
    """There is a topic {topic} in the catalogue already: {name_en}. Use it, or choose
    another slug.
    """

    rule = "R4.1"
    sv = """Det finns redan ett ämne {topic} i katalogen: {name_sv}. Använd det eller
    välj en annan beteckning."""


class CalendarRepeated(Refused):
    """A calendar was adopted from {valid_from} already. Correct that entry instead."""

    rule = "R5.1"
    sv = """En kalender är redan antagen från {valid_from}. Rätta den uppgiften i
    stället."""


def always(_: Agency) -> None:
    """Stop nothing: the register is open as long as the agency is."""


def may_add_topic(event: TopicAdded, agency: Agency, _: object) -> None:
    """R4.1: the topic is new."""
    topic = agency.topics.get(event.topic)
    if topic is not None:
        raise TopicExists(
            topic=event.topic, name_sv=topic.name_sv, name_en=topic.name_en
        )


def may_adopt_calendar(event: CalendarAdopted, agency: Agency, _: object) -> None:
    """R5.1: no other calendar holds from the same day."""
    if any(each.valid_from == event.valid_from for each in agency.calendars):
        raise CalendarRepeated(valid_from=event.valid_from)


def add_topic(agency: Agency, event: TopicAdded) -> Agency:
    """Add the topic to the catalogue."""
    topic = Topic(event.topic, event.name_sv, event.name_en)
    return msgspec.structs.replace(agency, topics={**agency.topics, topic.topic: topic})


def adopt_calendar(agency: Agency, event: CalendarAdopted) -> Agency:
    """Add the calendar; the one before holds until its day."""
    calendar = Calendar(frozenset(event.free_days), frozenset(event.extra_dates))
    adopted = AdoptedCalendar(event.valid_from, calendar)
    return msgspec.structs.replace(agency, calendars=(*agency.calendars, adopted))


STAFF = frozenset({Role.AGENCY_HEAD, Role.EMPLOYER_REPRESENTATIVE})
LINE = STAFF | {Role.MANAGER}

LIFECYCLE: Lifecycle[Agency, object] = Lifecycle(
    Agency(),
    [
        law(
            OrganisationRegistered,
            STAFF,
            always,
            organisations.may_register,
            organisations.register,
        ),
        law(
            OrganisationBound,
            STAFF,
            always,
            organisations.may_bind,
            organisations.bind,
        ),
        law(
            OrganisationReleased,
            STAFF,
            always,
            organisations.may_release,
            organisations.release,
        ),
        law(UnitEstablished, LINE, always, units.may_establish, units.establish),
        law(UnitClosed, LINE, always, units.may_close, units.close),
        law(
            AuthorityDelegated,
            LINE,
            always,
            authority.may_delegate,
            authority.delegate,
        ),
        law(
            AuthorityWithdrawn,
            LINE,
            always,
            authority.may_withdraw,
            authority.withdraw,
        ),
        law(TopicAdded, LINE, always, may_add_topic, add_topic),
        law(CalendarAdopted, STAFF, always, may_adopt_calendar, adopt_calendar),
        law(RetentionClassAdopted, STAFF, always, retention.may_adopt, retention.adopt),
        law(correction.EventCorrected, STAFF, always, correction.may_correct, nothing),
        law(correction.EventAnnulled, STAFF, always, correction.may_annul, nothing),
    ],
    in_whole=retention.in_whole,
)
