"""The working-day calendar, against the almanac and against its own laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import EVES, Calendar, Term

CALENDAR = Calendar()
WHOLE_DAYS = Term(amount=6, unit="working_days", counting="whole_days_between")
OFFSET = Term(amount=6, unit="working_days", counting="day_offset")
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
AMOUNTS = st.integers(min_value=1, max_value=60)


def day(month: int, number: int, year: int = 2026) -> date:
    """Return a day of the year in which the worked example takes place."""
    return date(year, month, number)


@pytest.mark.parametrize(
    ("dispatched", "meeting", "days"),
    [
        (day(2, 3), day(2, 17), 9),
        (day(2, 20), day(3, 3), 6),
        (day(3, 6), day(3, 17), 6),
    ],
)
def test_whole_days_of_the_worked_example(
    dispatched: date, meeting: date, days: int
) -> None:
    """T1: the working days strictly between dispatch and meeting."""
    assert days == CALENDAR.days_between(dispatched, meeting, WHOLE_DAYS)


def test_friday_to_the_second_tuesday_is_six_whole_days() -> None:
    """T1c: documents on a Friday leave six whole working days to Tuesday week."""
    friday, tuesday = day(9, 4), day(9, 15)
    counted = [CALENDAR.days_between(friday, tuesday, t) for t in (WHOLE_DAYS, OFFSET)]
    whole_days, offset = 6, 7

    assert [whole_days, offset] == counted


def test_escalation_within_five_working_days() -> None:
    """T6: five working days from 3 March end on 10 March."""
    term = Term(amount=5, unit="working_days")

    assert day(3, 10) == CALENDAR.deadline(day(3, 3), term)


def test_feedback_within_seven_days() -> None:
    """T5: seven days from 17 March end on 24 March."""
    assert day(3, 24) == CALENDAR.deadline(day(3, 17), Term(amount=7, unit="days"))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        (day(1, 31), 1, "months", day(2, 28)),
        (day(12, 31), 2, "months", date(2027, 2, 28)),
        (day(3, 3), 2, "weeks", day(3, 17)),
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(9999, 12, 1), 3, "months", date.max),
        (date(9999, 12, 1), 1000, "days", date.max),
        (date(9999, 12, 1), 1000, "working_days", date.max),
    ],
)
def test_calendar_units_stay_in_their_month(
    start: date, amount: int, unit: str, end: date
) -> None:
    """T2: a month ends at the latest with its last day, and time with its last."""
    term = Term(amount=amount, unit=unit)  # type: ignore[arg-type]

    assert end == CALENDAR.deadline(start, term)


@pytest.mark.parametrize(
    "holiday",
    [
        day(1, 1),
        day(1, 6),
        day(4, 3),
        day(4, 6),
        day(5, 1),
        day(5, 14),
        date(2025, 6, 6),
        day(12, 25),
    ],
)
def test_public_holidays_are_off(holiday: date) -> None:
    """T2: a public holiday (allmän helgdag) on a weekday is no working day."""
    assert holiday.weekday() < 5
    assert not CALENDAR.is_working_day(holiday)


def test_saturdays_and_sundays_are_off() -> None:
    """T2: a weekend is no working day, whatever else."""
    assert not Calendar(frozenset()).is_working_day(day(3, 7))
    assert not Calendar(frozenset()).is_working_day(day(3, 8))


def test_eves_are_off_only_where_the_list_gives_them() -> None:
    """T2: midsommarafton, julafton and nyårsafton are off if the calendar says so."""
    eves = [day(6, 19), day(12, 24), day(12, 31)]

    assert not any(CALENDAR.is_working_day(eve) for eve in eves)
    assert all(Calendar(frozenset()).is_working_day(eve) for eve in eves)


def test_extra_dates_are_off() -> None:
    """T2: a further day off counts like a holiday."""
    calendar = Calendar(EVES, frozenset({day(5, 15)}))

    assert not calendar.is_working_day(day(5, 15))
    assert day(5, 18) == calendar.add_working_days(day(5, 13), 1)


@pytest.mark.parametrize(
    ("first", "second", "unit", "counting", "between"),
    [
        (day(3, 3), day(3, 3), "working_days", "day_offset", 0),
        (day(3, 5), day(3, 3), "working_days", "whole_days_between", 0),
        (day(3, 3), day(3, 10), "days", "whole_days_between", 6),
        (day(3, 3), day(3, 17), "weeks", "day_offset", 2),
        (day(3, 3), day(3, 17), "weeks", "whole_days_between", 1),
        (day(1, 31), day(2, 28), "months", None, 1),
        (day(1, 31), day(2, 27), "months", None, 0),
        (day(3, 3), date(2028, 3, 2), "years", None, 1),
        (day(3, 3), date(2025, 3, 2), "months", None, 0),
    ],
)
def test_time_between_in_every_unit(
    first: date, second: date, unit: str, counting: str | None, between: int
) -> None:
    """T1c: whole units are counted, and never below nought."""
    term = Term(amount=1, unit=unit, counting=counting)  # type: ignore[arg-type]

    assert between == CALENDAR.days_between(first, second, term)


@given(DAYS, AMOUNTS)
def test_the_nth_working_day_is_n_away(start: date, amount: int) -> None:
    """T1c: adding and counting working days undo each other, in both countings."""
    end = CALENDAR.add_working_days(start, amount)

    assert CALENDAR.is_working_day(end)
    assert amount == CALENDAR.working_days(start, end)
    assert amount - 1 == CALENDAR.days_between(start, end, WHOLE_DAYS)
    assert start <= CALENDAR.add_working_days(end, -amount) or not (
        CALENDAR.is_working_day(start)
    )


@given(DAYS, st.integers(min_value=0, max_value=400))
def test_counting_by_year_equals_counting_by_day(start: date, span: int) -> None:
    """T2: the quick count agrees with looking at each day."""
    end = start + timedelta(days=span)
    each = sum(
        CALENDAR.is_working_day(start + timedelta(days=n)) for n in range(1, span + 1)
    )

    assert each == CALENDAR.working_days(start, end)


@given(DAYS, AMOUNTS, st.sampled_from([WHOLE_DAYS, OFFSET]))
def test_the_earliest_day_is_the_first_that_suffices(
    start: date, amount: int, counted: Term
) -> None:
    """T1: the earliest meeting day leaves enough days, and the day before does not."""
    term = Term(amount=amount, unit="working_days", counting=counted.counting)
    earliest = CALENDAR.earliest(start, term)
    before = earliest - timedelta(days=1)

    assert amount <= CALENDAR.days_between(start, earliest, term)
    assert amount > CALENDAR.days_between(start, before, term)


@settings(max_examples=20)
@given(st.dates())
def test_any_date_has_an_answer(start: date) -> None:
    """T2: a date beyond the almanac only lacks its holidays."""
    assert CALENDAR.working_days(start, date.max) >= 0
    assert start <= CALENDAR.deadline(start, Term(amount=1000, unit="years"))
