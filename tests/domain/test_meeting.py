"""Summons, documents, waivers and meetings: articles 4, 6 and 7."""

from datetime import date

import pytest

from domain.base import Actor, Role
from domain.meeting import Attendance, SummonsPeriodWaived
from tests.issues import (
    admitted,
    at,
    dispatched,
    happened,
    held,
    history,
    on,
    raised,
    refused,
    summoned,
)
from tests.worked_example import APT, SACO, SEKO, ST, union

RAISED = history(raised())
SUMMONED = history(raised(), summoned(on(2, 3), at(2, 17)))
MANAGER = Attendance(role=Role.MANAGER, presence="present")


@pytest.mark.parametrize("sent", [on(2, 18), at(2, 17, 9), at(2, 17, 10)])
def test_a_summons_comes_before_its_meeting(sent: date) -> None:
    """4.1: not after the meeting, nor in the same minute."""
    refused("4.1", summoned(sent, at(2, 17, 9)), RAISED)


@pytest.mark.parametrize("sent", [at(2, 17, 8, 59), on(2, 17)])
def test_a_summons_on_the_day_may_have_come_before(sent: date) -> None:
    """4.1: the minute before is before, and the same day may have been."""
    assert admitted(summoned(sent, at(2, 17, 9)), RAISED).summoned


def waived(party: str, actor: Actor) -> SummonsPeriodWaived:
    """Return that the party's time was waived by somebody."""
    return happened(SummonsPeriodWaived, on(2, 4), party=party, how="m-1", actor=actor)


def test_a_party_waives_its_own_time() -> None:
    """6.1: one union cannot waive another's time to prepare."""
    refused("6.1", waived(SEKO, union(ST)), SUMMONED)

    assert admitted(waived(SEKO, union(SEKO)), SUMMONED).raised


def test_the_employer_waives_no_ones_time() -> None:
    """6.1: nor can the employer."""
    refused("6.1", waived(SEKO, Actor(role=Role.MANAGER)), SUMMONED)


@pytest.mark.parametrize(
    "employer",
    [
        (),
        (Attendance(role=Role.MANAGER, presence="absent"),),
        (Attendance(role=Role.MINUTES_SECRETARY, presence="present"),),
    ],
)
def test_the_employer_is_present(employer: tuple[Attendance, ...]) -> None:
    """7.1: without anybody from the employer it was no meeting of the parties."""
    unions = held(on(2, 17)).attendance[1:]
    refused("7.1", held(on(2, 17), attendance=(*employer, *unions)), SUMMONED)

    assert admitted(held(on(2, 17), attendance=(MANAGER, *unions)), SUMMONED)


def test_every_party_is_accounted_for() -> None:
    """7.2: a party to which a duty is owed is listed, there or not."""
    refused("7.2", held(on(2, 17), present=(ST, SACO)), SUMMONED)

    listed = held(on(2, 17), present=(ST, SACO), not_summoned=(SEKO,))
    assert admitted(listed, RAISED).present == {(1, ST), (1, SACO)}


def test_no_party_at_a_workplace_meeting() -> None:
    """7.2: at a workplace meeting no union is a party."""
    assert admitted(held(on(2, 17), present=(), level=APT), RAISED).first_occasion


@pytest.mark.parametrize("presence", ["absent", "absent_excused", "declined"])
def test_who_was_not_summoned_was_not_absent(presence: str) -> None:
    """7.3: absent or declining is only who was summoned in the round."""
    rows = held(on(2, 17), present=(ST, SACO)).attendance
    seko = Attendance(role=Role.UNION_REPRESENTATIVE, party=SEKO, presence=presence)
    meeting = held(on(2, 17), attendance=(*rows, seko))
    others = history(raised(), summoned(on(2, 3), at(2, 17), (ST, SACO)))
    refused("7.3", meeting, others)

    assert admitted(meeting, SUMMONED).present == {(1, ST), (1, SACO)}


def test_a_written_round_summons_too() -> None:
    """7.3: who got documents in a written round was called."""
    written = dispatched(on(2, 3), written_round=True)

    assert admitted(
        held(on(2, 17), (SEKO,), present=(ST, SACO)), history(raised(), written)
    )
