"""The Swedish working-day calendar, and how a number of days is counted (T1c, T2)."""

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Literal

import holidays
import msgspec
from msgspec import Meta

from domain.base import Struct

FreeDay = Literal["midsummer_eve", "christmas_eve", "new_years_eve"]
"""An eve that is no public holiday but that a calendar may hold free."""

EVES: frozenset[FreeDay] = frozenset(
    {"midsummer_eve", "christmas_eve", "new_years_eve"}
)
"""T2: midsommarafton, julafton, nyårsafton, where nothing else has been adopted."""

TimeUnit = Literal["working_days", "days", "weeks", "months", "years"]

Counting = Literal["whole_days_between", "day_offset"]
"""T1c: the days strictly between two days, or from the first (not counted) to the
second (counted)."""

HORIZON = range(1950, 2200)
"""The years of which public holidays are known; beyond them only eves, weekends
and extra dates are free."""

FRIDAY = 4

DEADLINES_KEPT = 65_536
"""How many deadlines are kept, by calendar, first day and term."""


class Term(Struct, frozen=True, kw_only=True):
    """A length of time as an Act or an agreement states it: number, unit, counting."""

    amount: Annotated[int, Meta(ge=1, le=1000)]
    unit: TimeUnit
    counting: Counting | None = None
    """Needed where time is measured between two days (T1); else of no effect."""


class Calendar(msgspec.Struct, frozen=True, cache_hash=True):
    """Which days are worked: not weekends, public holidays or the free days given."""

    free_days: frozenset[FreeDay] = EVES
    extra_dates: frozenset[date] = frozenset()
    """Further days off, by date."""

    def is_working_day(self, day: date) -> bool:
        """Tell whether *day* is worked."""
        return _is_weekday(day) and day.toordinal() not in self._off(day.year)

    def working_days(self, after: date, through: date) -> int:
        """Return how many days are worked from *after* (excluded) to *through*."""
        if through <= after:
            return 0
        worked = _weekdays_through(through) - _weekdays_through(after)
        for year in range(after.year, through.year + 1):
            off = self._off(year)
            worked -= bisect_right(off, through.toordinal())
            worked += bisect_right(off, after.toordinal())
        return worked

    def add_working_days(self, day: date, amount: int) -> date:
        """Return the *amount*-th working day after *day*; before it, when negative."""
        step = timedelta(days=1 if amount > 0 else -1)
        left = abs(amount)
        while left and date.min < day < date.max:
            day += step
            left -= self.is_working_day(day)
        return day

    def days_between(self, first: date, second: date, term: Term) -> int:
        """Return the time from *first* to *second* in the unit and counting of *term*.

        Without a counting, as `day_offset`. Whole weeks, months and years; never
        below 0.
        """
        if term.counting == "whole_days_between":
            second = _plus(second, -1)
        days = max((second - first).days, 0)
        match term.unit:
            case "working_days":
                return self.working_days(first, second)
            case "days":
                return days
            case "weeks":
                return days // 7
            case "months":
                return _months_between(first, second)
            case "years":
                return _months_between(first, second) // 12

    @lru_cache(maxsize=DEADLINES_KEPT)  # noqa: B019 – calendars are few, and live long
    def deadline(self, start: date, term: Term) -> date:
        """Return the last day that is in time for what is due within *term* of *start*.

        Days, weeks and months are those of the calendar: a deadline is not moved
        because it falls on a day off. The last day of a month stays within its month.
        """
        match term.unit:
            case "working_days":
                return self.add_working_days(start, term.amount)
            case "days":
                return _plus(start, term.amount)
            case "weeks":
                return _plus(start, 7 * term.amount)
            case "months":
                return _plus_months(start, term.amount)
            case "years":
                return _plus_months(start, 12 * term.amount)

    def earliest(self, first: date, term: Term) -> date:
        """Return the first day that lies the whole *term* after *first*, as counted."""
        end = self.deadline(first, term)
        if term.counting == "whole_days_between":
            end = _plus(end, 1)
        return end

    def _off(self, year: int) -> tuple[int, ...]:
        return _weekdays_off(year, self.free_days, self.extra_dates)


@lru_cache(maxsize=4096)
def _weekdays_off(
    year: int, free_days: frozenset[FreeDay], extra_dates: frozenset[date]
) -> tuple[int, ...]:
    """Return the ordinals of Monday-to-Friday days off in *year*, in order."""
    public = _public_holidays(year) if year in HORIZON else ()
    eves = [_eve(name, year) for name in free_days]
    extra = [day for day in extra_dates if day.year == year]
    off = {day.toordinal() for day in (*public, *eves, *extra) if _is_weekday(day)}
    return tuple(sorted(off))


def _public_holidays(year: int) -> tuple[date, ...]:
    # The library counts every Sunday a holiday unless told not to.
    return tuple(holidays.country_holidays("SE", years=year, include_sundays=False))


def _eve(name: FreeDay, year: int) -> date:
    match name:
        case "midsummer_eve":  # the Friday of 19 to 25 June
            return next(
                day
                for day in (date(year, 6, number) for number in range(19, 26))
                if day.weekday() == FRIDAY
            )
        case "christmas_eve":
            return date(year, 12, 24)
        case "new_years_eve":
            return date(year, 12, 31)


def _is_weekday(day: date) -> bool:
    return day.weekday() <= FRIDAY


def _weekdays_through(day: date) -> int:
    """Return the days Monday to Friday from 0001-01-01, a Monday, through *day*."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)


def _plus(day: date, days: int) -> date:
    """Return *day* moved by *days*, or the last day there is a date for."""
    ordinal = min(max(day.toordinal() + days, 1), date.max.toordinal())
    return date.fromordinal(ordinal)


def _plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months_between(first: date, second: date) -> int:
    months = (second.year - first.year) * 12 + second.month - first.month
    return max(months - (_plus_months(first, max(months, 0)) > second), 0)
