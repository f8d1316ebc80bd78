"""When something happened: to the minute or to the day, and what came before what."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

STOCKHOLM = ZoneInfo("Europe/Stockholm")
"""The zone in which an instant has its date (DOMAIN 3.1)."""


DAYS_KEPT = 4096
"""How many days' first instants are kept: some eleven years of them."""


class When(msgspec.Struct, frozen=True, cache_hash=True):
    """A time as it was stated: a day in Stockholm, and the minute where it is known."""

    day: date
    minute: datetime | None = None
    """UTC, whole minutes; None when only the day was stated."""


def at(instant: datetime) -> When:
    """Return *instant* (any offset) to the minute."""
    minute = instant.astimezone(UTC).replace(second=0, microsecond=0)
    return When(day_of(instant), minute)


def on(day: date) -> When:
    """Return *day*, of which no hour is known."""
    return When(day)


def day_of(instant: datetime) -> date:
    """Return the date that *instant* has in Stockholm."""
    return instant.astimezone(STOCKHOLM).date()


def before(first: When, second: When) -> bool | None:
    """Tell whether *first* came before *second*; None when the record cannot tell.

    The same minute is not before. The same day, where either is known to the day
    only, cannot be told (DOMAIN 5: undeterminable, same_day).
    """
    if first.minute and second.minute:
        return first.minute < second.minute
    if first.day != second.day:
        return first.day < second.day
    return None


def first(known: When | None, other: When) -> When:
    """Return the earlier of two times, the known one where nobody can tell."""
    return other if known is None or before(other, known) else known


@lru_cache(maxsize=DAYS_KEPT)
def day_begins(day: date) -> datetime:
    """Return the first instant of *day* in Stockholm, in UTC."""
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def day_after(day: date) -> datetime:
    """Return the first instant that is no longer *day* in Stockholm, in UTC."""
    return day_begins(day + timedelta(days=1))


def day_ends(day: date) -> datetime:
    """Return the last instant of *day* in Stockholm, in UTC."""
    return day_after(day) - timedelta(microseconds=1)


def latest(when: When) -> datetime:
    """Return the last instant at which *when* can have been, in UTC."""
    if when.minute:
        return when.minute + timedelta(minutes=1) - timedelta(microseconds=1)
    return day_ends(when.day)


def earliest(when: When) -> datetime:
    """Return the first instant at which *when* can have been, in UTC."""
    if when.minute:
        return when.minute
    return day_begins(when.day)
