"""Drafts, and texts of one side's own: DOMAIN 10 question 10; TF 2:12."""

from datetime import date
from typing import Any

import pytest

from domain.approvals import Approvals
from domain.base import Event, Role
from domain.confidentiality import FindingRecorded
from domain.correction import Approver
from domain.drafts import drafts, sides_of_draft
from domain.internal_note import InternalNoteKept
from domain.lifecycle import LIFECYCLE
from domain.meeting import Attendance, MeetingHeld
from domain.minutes import MinutesApproved, MinutesDrafted
from domain.perspective import PartyPositionRecorded
from tests.given import recorded
from tests.issues import annulled, corrected, happened, on, raised
from tests.worked_example import MANAGER, SACO, ST, STAFF, union

PARTIES = frozenset({ST, SACO, "employer"})
MET = on(3, 3)
SIDES = ("employer", ST)


def drafted(
    met: date = MET, version: int = 1, sides: tuple[str, ...] = SIDES
) -> MinutesDrafted:
    """Return that the minutes of that day were written, for the sides to approve."""
    return happened(
        MinutesDrafted,
        met,
        minutes_id=f"m{met.day}",
        version=version,
        meeting_on=met,
        approvers=[Approver(side=side, person=f"p-{side}") for side in sides],
    )


def approved(
    day: date, met: date = MET, sides: tuple[str, ...] = SIDES, version: int = 1
) -> list[Event]:
    """Return that these sides approved the minutes of a meeting."""
    return [
        happened(
            MinutesApproved,
            day,
            minutes_id=f"m{met.day}",
            version=version,
            side=side,
            approver=f"p-{side}",
        )
        for side in sides
    ]


def reserved(day: date = MET, **fields: Any) -> PartyPositionRecorded:
    """Return ST's reservation."""
    stated: dict[str, Any] = {"actor": union(ST), "party": ST, "position": "reserved"}
    return happened(PartyPositionRecorded, day, **(stated | fields))


def met(*parties: str, day: date = MET) -> MeetingHeld:
    """Return that the manager met these organisations."""
    rows = [
        Attendance(role=Role.MANAGER, presence="present"),
        *(
            Attendance(role=Role.UNION_REPRESENTATIVE, party=party, presence="present")
            for party in parties
        ),
    ]
    return happened(MeetingHeld, day, forum="lsg", level="lsg", attendance=rows)


def held(*events: Event, day: date = MET, party: str = ST) -> bool:
    """Tell whether approved minutes hold what the party said that day."""
    return Approvals.of(recorded(*events)).hold(day, party)


def test_minutes_hold_once_every_side_has_approved() -> None:
    """31: one side is not enough."""
    assert not held(raised())
    assert not held(drafted())
    assert not held(drafted(), *approved(on(3, 6), sides=(ST,)))
    assert held(drafted(), *approved(on(3, 6)))


def test_minutes_that_a_party_is_not_to_approve_hold_nothing_of_it() -> None:
    """31: the employer's and ST's say nothing for Saco-S, there or not."""
    minutes = [drafted(), *approved(on(3, 6))]

    assert not held(*minutes, party=SACO)
    assert not held(met(ST, SACO), *minutes, party=SACO)
    assert held(met(ST), *minutes)


def test_every_side_that_was_there_approves() -> None:
    """31: minutes without one of those who were there hold nothing of the others."""
    assert not held(met(ST, SACO), drafted(), *approved(on(3, 6)))


def test_what_was_said_at_a_meeting_stands_in_its_minutes() -> None:
    """31: no other meeting's count as long as there are none of it."""
    next_ = on(3, 17)
    minutes = [met(ST, day=next_), drafted(next_), *approved(on(3, 24), next_)]

    assert not held(met(ST), *minutes)
    assert held(met(SACO), *minutes)


def test_an_approved_version_stays_approved() -> None:
    """A new draft begins anew, for itself."""
    assert held(drafted(), *approved(on(3, 6)), drafted(version=2))


def test_minutes_that_were_approved_before_hold_nothing_later() -> None:
    """What was said afterwards stands in the minutes of the next meeting."""
    first = [drafted(), *approved(on(3, 6))]
    next_ = on(3, 17)

    assert held(*first, day=on(3, 6))
    assert not held(*first, day=on(3, 10))
    assert not held(*first, drafted(next_), day=on(3, 10))
    assert held(*first, drafted(next_), *approved(on(3, 24), next_), day=on(3, 10))


def test_another_meetings_minutes_hold_nothing_of_this() -> None:
    """Those of the next do not count as long as these are not approved."""
    next_ = on(3, 17)

    assert not held(drafted(), drafted(next_), *approved(on(3, 24), next_))


@pytest.mark.parametrize(
    ("event", "sides"),
    [
        (reserved(), {ST}),
        (reserved(actor=STAFF, minutes_ref="RV 7"), {ST, "employer"}),
        (reserved(position="disagree"), None),
        (happened(InternalNoteKept, MET, party="employer", text="Wait."), {"employer"}),
        (drafted(), PARTIES),
    ],
)
def test_for_whom_a_draft_is(event: Event, sides: set[str] | None) -> None:
    """9, 31, 37: its party and whoever recorded it, until it is minuted."""
    assert sides == sides_of_draft(event, PARTIES, Approvals.of([]))


def test_a_minuted_reservation_is_no_draft() -> None:
    """DOMAIN 10, question 10: then it is shown to the other unions too."""
    approvals = Approvals.of(recorded(drafted(), *approved(on(3, 6))))

    assert sides_of_draft(reserved(), PARTIES, approvals) is None


def test_what_changes_a_draft_is_a_draft() -> None:
    """TF 2:12: a release leaves out both."""
    note = happened(
        InternalNoteKept, MET, actor=MANAGER, party="employer", text="Wait."
    )
    history = recorded(raised(), note, annulled(on(3, 4), "e2"), reserved())

    assert {"e2", "e3", "e4"} == drafts(history, history)


def test_a_finding_about_a_draft_is_a_draft() -> None:
    """35: it would tell of it; one about a question tells of none."""
    fields: dict[str, Any] = {"by": "audit", "verdict": "breach", "ref": "R 1"}
    about_it = happened(FindingRecorded, on(3, 4), about="e2", **fields)
    about_q = happened(FindingRecorded, on(3, 4), about="Q1", **fields)
    history = recorded(raised(), reserved(), about_it, about_q)

    assert {"e2", "e3"} == drafts(history, history)


def test_an_annulled_draft_is_a_draft() -> None:
    """TF 2:12: also one that only a correction made a reservation."""
    change = corrected(on(3, 4), "e1", "/position", "agree", "reserved")
    history = recorded(reserved(position="agree"), change, annulled(on(3, 5), "e1"))

    assert {"e1", "e2", "e3"} == drafts(history, LIFECYCLE.effective(history))
