"""Q17: which agreement and version governed for the party on that date."""

from datetime import date, datetime

import pytest

from domain import agency
from domain.agreement_state import Framework
from domain.base import Event
from domain.questions.case import as_seen
from domain.questions.judging import each_party, found
from domain.when import day_begins
from tests.agreements import ALL, exited, notice
from tests.frameworks import MBL_ONLY, left, switched
from tests.issues import (
    FRAMEWORK,
    answered,
    at,
    classified,
    history,
    judged,
    on,
    raised,
)
from tests.worked_example import SEKO, ST, STAFF, framework, register

ENTRIES = history(raised(), classified())


def governed(
    party: str, as_of: datetime, among: object = FRAMEWORK
) -> tuple[str, str | None]:
    """Return the reason, and the version where there is one."""
    found = judged("Q17", ENTRIES, party, as_of=as_of, among=among)
    return found.reason, found.agreement.version if found.agreement else None


def test_the_version_in_force() -> None:
    """Q17: information, never a breach."""
    found = answered("Q17", ENTRIES, as_of=at(3, 1))

    assert found.overall.verdict == "not_applicable"
    assert governed(ST, at(3, 1)) == ("agreement", "3")


def test_mbl_directly() -> None:
    """Q17: without an agreement, MBL itself."""
    assert governed(ST, at(3, 1), MBL_ONLY) == ("mbl_directly", None)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (at(3, 1, 23, 59), ("agreement", "3")),
        (at(3, 2, 0, 0), ("mbl_directly", None)),
    ],
)
def test_a_party_that_left(as_of: datetime, expected: tuple[str, str]) -> None:
    """Q17: the exit takes effect at midnight in Stockholm, for that party alone."""
    among = left(SEKO, on(3, 2))

    assert governed(SEKO, as_of, among) == expected
    assert governed(ST, as_of, among) == ("agreement", "3")


@pytest.mark.parametrize(("day", "version"), [(on(3, 1), "3"), (on(3, 2), "4")])
def test_a_version_that_took_over(day: date, version: str) -> None:
    """Q17: the new version governs from its first day."""
    as_of = at(day.month, day.day)

    assert governed(ST, as_of, switched(on(3, 2))) == ("agreement", version)


def test_how_long_it_holds() -> None:
    """Q17: until the next version, or the exit, takes effect without a new entry."""
    among = switched(on(7, 1))
    before = judged("Q17", ENTRIES, as_of=at(3, 1), among=among)
    after = judged("Q17", ENTRIES, as_of=at(7, 1), among=among)

    assert (before.holds_until, after.holds_until) == (at(7, 1, 0, 0), None)


def released(until: date) -> Event:
    """Return that Seko is bound no longer than that day."""
    return agency.OrganisationReleased(
        actor=STAFF, occurred_on=on(1, 2), organisation=SEKO, bound_until=until
    )


def test_a_party_that_is_bound_no_more() -> None:
    """Q17: that its bond ends is known beforehand, to the day."""
    among = framework(also=register(released(on(4, 1))))
    last = judged("Q17", ENTRIES, SEKO, as_of=at(4, 1), among=among)

    assert last.holds_until == at(4, 2, 0, 0)


def test_notice_changes_nothing_yet() -> None:
    """Q17: while notice runs, the agreement governs."""
    assert governed(SEKO, at(5, 4), framework(notice(SEKO))) == ("agreement", "3")


@pytest.mark.parametrize(
    ("day", "first"), [(on(6, 30), on(6, 30)), (on(7, 2), on(7, 1))]
)
def test_what_ends_first(day: date, first: date) -> None:
    """Q17: a finding with a last day of its own holds no longer than what governs."""
    case = as_seen(ENTRIES, switched(on(7, 1)), at(3, 1))
    own = found("undeterminable", "window_open", holds_until=day_begins(day))
    until = {one.holds_until for one in each_party("Q2", case, lambda _: own)}

    assert {day_begins(first)} == until


def test_a_party_that_nothing_binds() -> None:
    """Q17: to one that is only classified, not even MBL's duties are owed."""
    among = Framework(agency=register(released(on(2, 1))))

    assert governed(SEKO, at(3, 1), among) == ("not_bound", None)


def test_the_first_of_two_changes() -> None:
    """Q17: of an exit and the end of the bond, whichever comes first."""
    parted = exited(SEKO, on(5, 1), agreed_by=ALL)
    among = framework(parted, also=register(released(on(9, 1))))
    found_ = judged("Q17", ENTRIES, SEKO, as_of=at(3, 1), among=among)

    assert found_.holds_until == at(5, 1, 0, 0)
