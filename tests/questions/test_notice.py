"""T1: which meeting concluded, and which waiver was for it."""

from datetime import date, datetime

import pytest

from domain.meeting import SummonsPeriodWaived
from tests.issues import (
    Claim,
    annulled,
    at,
    classified,
    concluded,
    decided,
    dispatched,
    happened,
    held,
    history,
    judged,
    on,
    raised,
    summoned,
    verdict,
)
from tests.worked_example import ST

BASE: list[Claim] = [raised(), classified()]


def waived(day: date) -> Claim:
    """Return that ST did not insist on its time."""
    return happened(SummonsPeriodWaived, day, party=ST, how="m-1")


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (on(3, 4), "sent_late"),
        (on(3, 6), "waived"),
        (on(3, 9), "waived"),
    ],
)
def test_a_waiver_is_for_the_next_meeting(day: date, reason: str) -> None:
    """Q4: given before a meeting between, it was for that one; on its day or after it,
    for the meeting that concluded.
    """
    claims = [
        summoned(on(3, 2), to=at(3, 6)),
        summoned(on(3, 2), to=at(3, 12)),
        dispatched(on(3, 4), meeting_on=on(3, 12)),
        waived(day),
        held(at(3, 6)),
        held(at(3, 12)),
        concluded(on(3, 12)),
        decided(),
    ]
    entries = history(*BASE, *sorted(claims, key=_day))

    assert judged("Q4", entries).reason == reason


def _day(claim: Claim) -> datetime:
    assert not isinstance(claim, tuple)
    return datetime.combine(claim.occurred.day, datetime.min.time())


def test_an_annulled_meeting_leaves_its_day() -> None:
    """Q4: where the meeting that concluded is annulled, the summons to that day still
    tells the day; an earlier meeting that was prepared in time does not stand in.
    """
    claims = [
        summoned(on(2, 3), to=at(2, 17)),
        dispatched(on(2, 3), meeting_on=on(2, 17)),
        held(at(2, 17)),
        summoned(on(2, 27), to=at(3, 3)),
        held(at(3, 3)),
        concluded(on(3, 3)),
        decided(),
        annulled(on(3, 27), "e7"),
    ]
    entries = history(*BASE, *claims)

    assert verdict("Q4", entries) == ("breach", "sent_late")
    assert judged("Q4", entries).facts["meetingOn"] == "2026-03-03"
