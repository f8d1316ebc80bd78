"""The ground of a disposal: retention classes that cover the text, and whose time is
over. Which retention applies is for regulations to say; the register holds it as data.
"""

from collections.abc import Sequence
from datetime import date

from domain.agency_state import RetentionClass
from domain.agreement_state import Framework
from domain.base import Event, Recorded, Refused, Slug, kind
from domain.correction import EventAnnulled, EventCorrected
from domain.issue import Issue
from domain.sealing import withhold


class RetentionUnknown(Refused):
    """There is no retention class {retention_class} in the register. Name one of
    {known}, or record retention-class-adopted.v1 first.
    """

    rule = "36.6"
    sv = """Det finns ingen gallringsklass {retention_class} i registret. Ange någon av
    {known}, eller registrera först retention-class-adopted.v1."""


class RetentionNotInForce(Refused):
    """The retention class {retention_class} is in force from {valid_from}, and this is
    said to have been on {day}. Wait until then, or name another class.
    """

    rule = "36.7"
    sv = """Gallringsklassen {retention_class} gäller från {valid_from}, och detta sägs
    ha varit {day}. Vänta till dess, eller ange en annan klass."""


class KeptForEver(Refused):
    """What belongs to the retention class {retention_class} is kept for ever, by
    {ground}. Leave the text, or name another class that covers it.
    """

    rule = "36.8"
    sv = """Det som hör till gallringsklassen {retention_class} bevaras, enligt
    {ground}. Låt texten vara, eller ange en annan klass som omfattar den."""


class RetentionNotOver(Refused):
    """The retention class {retention_class} keeps the text for {years} years after the
    issue ended, until {due}, and this is said to have been on {day}. Wait until then.
    """

    rule = "36.9"
    sv = """Gallringsklassen {retention_class} bevarar texten i {years} år efter
    ärendets slut, till {due}, och detta sägs ha varit {day}. Vänta till dess."""


class KindNotCovered(Refused):
    """The issue holds sealed text of the kind {kind}, on the topic {topic}, which none
    of the classes {classes} covers. Name a class that does as well.
    """

    rule = "36.10"
    sv = """Ärendet innehåller förseglad text av slaget {kind}, i ämnet {topic}, som
    ingen av klasserna {classes} omfattar. Ange också en klass som gör det."""


def time_is_over(
    event: Event, classes: Sequence[Slug], issue: Issue, framework: Framework
) -> None:
    """36.6–36.9: each class is known and in force, and its years have passed since the
    issue ended.
    """
    day = event.occurred.day
    assert issue.ended_on is not None
    for each in _known(classes, framework):
        found = {"retention_class": each.retention_class, "day": day}
        if day < each.valid_from:
            raise RetentionNotInForce(**found, valid_from=each.valid_from)
        if each.keep_years is None:
            raise KeptForEver(**found, ground=each.ground)
        over = years_after(issue.ended_on, each.keep_years)
        if day < over:
            raise RetentionNotOver(**found, years=each.keep_years, due=over)


def all_is_covered(
    classes: Sequence[Slug], kinds: Sequence[str], issue: Issue, framework: Framework
) -> None:
    """36.10: one of the classes covers each kind of which there is sealed text."""
    known = _known(classes, framework)
    assert issue.topic is not None
    for found in kinds:
        if not any(each.covers(found, issue.topic) for each in known):
            named = ", ".join(sorted(classes))
            raise KindNotCovered(kind=found, topic=issue.topic, classes=named)


def kinds_with_text(
    history: Sequence[Recorded], since: int, apart: tuple[type[Event], ...]
) -> list[str]:
    """Return the kinds of which sealed text was recorded after the version *since*.

    The annulled count too; the text of a correction or annulment goes with what it
    changes. *apart*: events that are not looked for.
    """
    events = {entry.id: entry.event for entry in history}
    found: set[str] = set()
    for entry in history[since:]:
        about = entry.event
        if isinstance(about, EventCorrected | EventAnnulled):
            about = events.get(about.target, about)
        if not isinstance(about, apart) and withhold(entry.event)[1]:
            found.add(unversioned(about))
    return sorted(found)


def unversioned(event: Event | type[Event]) -> str:
    """Return the stored name without its version: `minutes-drafted`."""
    return kind(event).rpartition(".")[0]


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; after 29 February, 1 March.

    Past the last year there is, the last day there is.
    """
    year = day.year + years
    if year > date.max.year:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _known(classes: Sequence[Slug], framework: Framework) -> list[RetentionClass]:
    register = framework.agency.retention
    for each in classes:
        if each not in register:
            known = ", ".join(sorted(register)) or "none"
            raise RetentionUnknown(retention_class=each, known=known)
    return [register[each] for each in classes]
