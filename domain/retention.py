"""Retention classes (gallringsklasser): what an agency may destroy, when, by which
regulation. None is seeded; without one nothing can be disposed of.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from domain.agency_state import Agency, RetentionClass
from domain.base import Count, Event, Recorded, Reference, Refused, Slug
from domain.correction import EventCorrected
from domain.disposal_ground import unversioned
from domain.lifecycle import LIFECYCLE

KINDS = frozenset(unversioned(event) for event in LIFECYCLE.laws)
"""The kinds of an issue's events, without their versions."""


class RetentionClassAdopted(
    Event, frozen=True, kw_only=True, tag="retention-class-adopted.v1"
):
    """The agency keeps certain text for a time, or for ever, by a regulation."""

    retention_class: Slug
    ground: Reference
    """The regulation or decision, as an RA-FS or a diary number."""
    topics: tuple[Slug, ...] = ()
    """The topics of the issues whose text it covers; none named: all."""
    kinds: tuple[Slug, ...] = ()
    """The kinds of events whose text it covers, as `minutes-drafted`; none: all."""
    keep_years: Count | None = None
    """How many years after the issue ended; left out: for ever."""
    valid_from: date


class RetentionClassExists(Refused):
    """There is a retention class {retention_class} already, or there was before it was
    annulled, by {ground}. Choose another slug: what a disposal rests on is not
    replaced.
    """

    rule = "R6.1"
    sv = """Det finns redan en gallringsklass {retention_class}, eller fanns innan den
    makulerades, enligt {ground}. Välj en annan beteckning: det som en gallring vilar på
    byts inte ut."""


class RetentionTopicUnknown(Refused):
    """The retention class names the topic {topic}, which is not in the catalogue.
    Record topic-added.v1 first, or name one that is there.
    """

    rule = "R6.2"
    sv = """Gallringsklassen anger ämnet {topic}, som inte finns i katalogen. Registrera
    först topic-added.v1, eller ange ett som finns."""


class RetentionKindUnknown(Refused):
    """The retention class names the kind {kind}, and no event of an issue is so called.
    Name kinds as /event-kinds does, without `.v1`: minutes-drafted.
    """

    rule = "R6.3"
    sv = """Gallringsklassen anger slaget {kind}, och ingen händelse i ett ärende heter
    så. Ange slag som /event-kinds gör, utan `.v1`: minutes-drafted."""


class RetentionClassFixed(Refused):
    """A retention class is not corrected: what a disposal rests on is not changed
    afterwards. Annul it (event-annulled.v1) and adopt the right one under another slug.
    """

    rule = "R6.4"
    sv = """En gallringsklass rättas inte: det som en gallring vilar på ändras inte i
    efterhand. Makulera den (event-annulled.v1) och anta den rätta med en annan
    beteckning."""


def in_whole(event: Event, history: Sequence[Recorded], _: Agency, __: object) -> None:
    """R6.1, R6.4: a class is adopted once, the annulled too, and never corrected."""
    for entry in history:
        earlier = entry.event
        if not isinstance(earlier, RetentionClassAdopted):
            continue
        match event:
            case EventCorrected(target=target) if target == entry.id:
                raise RetentionClassFixed
            case RetentionClassAdopted(retention_class=earlier.retention_class):
                raise RetentionClassExists(
                    retention_class=earlier.retention_class, ground=earlier.ground
                )


def may_adopt(event: RetentionClassAdopted, agency: Agency, _: object) -> None:
    """R6.2, R6.3: its topics and kinds exist. That it is new: `in_whole`."""
    for topic in event.topics:
        if topic not in agency.topics:
            raise RetentionTopicUnknown(topic=topic)
    for named in event.kinds:
        if named not in KINDS:
            raise RetentionKindUnknown(kind=named)


def adopt(agency: Agency, event: RetentionClassAdopted) -> Agency:
    """Add the class to the register."""
    adopted = RetentionClass(
        retention_class=event.retention_class,
        ground=event.ground,
        topics=frozenset(event.topics),
        kinds=frozenset(event.kinds),
        keep_years=event.keep_years,
        valid_from=event.valid_from,
    )
    retention = {**agency.retention, adopted.retention_class: adopted}
    return msgspec.structs.replace(agency, retention=retention)
