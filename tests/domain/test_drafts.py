"""Drafts, and texts of one side's own: DOMAIN 10 question 10; TF 2:12."""

from datetime import date
from typing import Any

import pytest

from domain.base import Event
from domain.consultation import ConsultationConcluded, Outcome
from domain.correction import Approver
from domain.drafts import Approvals, drafts, own_texts, sides_of_draft
from domain.internal_note import InternalNoteKept
from domain.minutes import MinutesApproved, MinutesDisputed, MinutesDrafted
from domain.perspective import PartyPositionRecorded
from tests.given import recorded
from tests.issues import annulled, corrected, happened, on, raised
from tests.worked_example import MANAGER, SACO, ST, STAFF, union

PARTIES = frozenset({ST, SACO, "employer"})
MET = on(3, 3)
SIDES = ("employer", ST)


def drafted(met: date = MET, version: int = 1) -> MinutesDrafted:
    """Return that the minutes of that day were written, for two sides to approve."""
    return happened(
        MinutesDrafted,
        met,
        minutes_id=f"m{met.day}",
        version=version,
        meeting_on=met,
        approvers=[Approver(side=side, person=f"p-{side}") for side in SIDES],
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


def held(*events: Event, day: date = MET) -> bool:
    """Tell whether approved minutes hold what was said that day."""
    return Approvals.of(recorded(*events)).hold(day)


def test_minutes_hold_once_every_side_has_approved() -> None:
    """31: one side is not enough."""
    assert not held(raised())
    assert not held(drafted())
    assert not held(drafted(), *approved(on(3, 6), sides=(ST,)))
    assert held(drafted(), *approved(on(3, 6)))


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


def remarked(**fields: Any) -> ConsultationConcluded:
    """Return a conclusion with a remark of ST's, and none of Saco-S's."""
    outcomes = (
        Outcome(party=SACO, outcome="consensus"),
        Outcome(party=ST, outcome="disagreement", remark="The rooms are too few."),
    )
    return happened(
        ConsultationConcluded,
        MET,
        level="lsg",
        proposal_version=1,
        outcomes=outcomes,
        **fields,
    )


def test_a_remark_is_its_partys_until_it_is_minuted() -> None:
    """13: and the side's that recorded it; what corrects it too."""
    change = corrected(
        on(3, 4), "e1", "/outcomes/1/remark", None, None, new_text="Much too few."
    )
    open_ = recorded(remarked(), change)
    closed = recorded(remarked(), change, drafted(), *approved(on(3, 6)))
    sides = frozenset({ST, "employer"})

    assert {
        "e1": {"/outcomes/1/remark": sides},
        "e2": {"/oldText": sides, "/newText": sides},
    } == own_texts(open_, open_)
    assert {} == own_texts(closed, closed)


def test_why_minutes_are_disputed_is_between_two() -> None:
    """31: whoever disputes them, and the employer, as long as they are a draft."""
    disputed = happened(
        MinutesDisputed,
        on(3, 5),
        minutes_id="m3",
        version=1,
        side=ST,
        approver="p-st",
        reason="I said no such thing.",
    )
    history = recorded(drafted(), disputed)

    assert {"e2": {"/reason": {ST, "employer"}}} == own_texts(history, history)


def test_what_changes_a_draft_is_a_draft() -> None:
    """TF 2:12: a release leaves out both."""
    note = happened(
        InternalNoteKept, MET, actor=MANAGER, party="employer", text="Wait."
    )
    history = recorded(raised(), note, annulled(on(3, 4), "e2"), reserved())

    assert {"e2", "e3", "e4"} == drafts(history, history)
