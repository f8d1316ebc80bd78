"""Corrections and annulments: articles 32 and 33, and what stands after them."""

import msgspec
import pytest

from domain import agency
from domain.agreement_state import Framework
from domain.base import WITHHELD, Recorded, Role
from domain.correction import Approver
from domain.decision import DecisionCommunicated, Response
from domain.lifecycle import LIFECYCLE
from domain.minutes import MinutesApproved, MinutesDrafted
from domain.perspective import PerspectiveSubmitted
from domain.raising import IssueReopened
from domain.sealing import withhold
from tests.issues import (
    Claim,
    admitted,
    annulled,
    at,
    classified,
    concluded,
    corrected,
    decided,
    demanded,
    ended,
    happened,
    held,
    history,
    on,
    raised,
    refused,
    summoned,
)
from tests.worked_example import (
    SACO,
    SEKO,
    ST,
    STAFF,
    bound,
    framework,
    register,
    union,
)

MET: list[Claim] = [
    raised(),
    summoned(on(2, 3), at(3, 3)),
    held(at(3, 3), present=(ST, SACO), absent=(SEKO,)),
    concluded(on(3, 3)),
]
ENTRIES = history(*MET)
PRESENCE = "/attendance/3/presence"
WAS_THERE = corrected(on(3, 27), "e3", PRESENCE, "absent", "present")
ALL = [("employer", "p-101"), (ST, "p-201"), (SACO, "p-202")]
APPROVERS = tuple(Approver(side=side, person=person) for side, person in ALL)


def minutes(approvers: tuple[Approver, ...] = APPROVERS) -> list[Claim]:
    """Return that minutes of 3 March were drafted and approved by those."""
    drafted = happened(
        MinutesDrafted,
        on(3, 4),
        minutes_id="m1",
        version=1,
        meeting_on=on(3, 3),
        approvers=APPROVERS,
    )
    return [drafted, *(_approved(row) for row in approvers)]


def _approved(row: Approver) -> MinutesApproved:
    own = {} if row.side == "employer" else {"actor": union(row.side)}
    return happened(
        MinutesApproved,
        on(3, 6),
        minutes_id="m1",
        version=1,
        side=row.side,
        approver=row.person,
        **own,
    )


def stands(entries: list[Recorded], id_: str) -> Recorded:
    """Return the entry as it stands."""
    return next(e for e in LIFECYCLE.effective(entries) if e.id == id_)


def test_a_known_event_is_corrected_or_annulled() -> None:
    """32.1: the target is an event of this record."""
    refused("32.1", corrected(on(3, 27), "e9", PRESENCE, "absent", "present"), ENTRIES)
    refused("32.1", annulled(on(3, 27), "e9"), ENTRIES)

    assert admitted(WAS_THERE, ENTRIES).presence[on(3, 3)] == {
        "employer",
        ST,
        SACO,
        SEKO,
    }


def test_both_versions_are_kept() -> None:
    """32: the record has the old value and the new, and marks what was corrected."""
    entries = history(*MET, WAS_THERE)

    assert entries[2].event.attendance[3].presence == "absent"
    assert stands(entries, "e3").event.attendance[3].presence == "present"
    assert stands(entries, "e3").marks == {"corrected"}


def test_an_annulled_event_is_not_corrected() -> None:
    """32.2: what was annulled is recorded anew, not corrected or annulled again."""
    entries = history(*MET, annulled(on(3, 27), "e4"))
    refused("32.2", corrected(on(3, 28), "e4", "/level", "lsg", "csg"), entries)
    refused("32.2", annulled(on(3, 28), "e4"), entries)

    assert admitted(concluded(on(3, 3)), entries).conclusions


@pytest.mark.parametrize("field", ["/kind", "/round", "/id", "/version", "/issueId"])
def test_what_makes_it_itself_stays(field: str) -> None:
    """32.3: another kind, round or id would be another event."""
    refused("32.3", corrected(on(3, 27), "e4", field, None, "x"), ENTRIES)


def test_a_correction_is_not_corrected() -> None:
    """32.3: nor is a correction: annul it, and correct again."""
    entries = history(*MET, WAS_THERE)
    refused("32.3", corrected(on(3, 28), "e5", "/new", "present", "absent"), entries)

    assert admitted(annulled(on(3, 28), "e5"), entries)


TOLD_LATE = history(
    *MET[:2],
    (held(at(3, 3), absent=(), present=(ST, SACO, SEKO)), at(3, 9)),
    (concluded(on(3, 3)), at(3, 9)),
)


def moved(to: str) -> Claim:
    """Return that the meeting of 3 March was at another time."""
    return corrected(on(3, 27), "e3", "/occurredAt", "2026-03-03T09:00:00+01:00", to)


def test_a_correction_that_breaks_a_later_event() -> None:
    """32.4: with the meeting moved a day, the conclusion would come before it."""
    found = refused("32.4", moved("2026-03-04T09:00:00+01:00"), TOLD_LATE)

    assert found.found["article"] == "13.2"


def test_a_correction_that_breaks_nothing() -> None:
    """32.4: moved by an hour, it would not."""
    assert admitted(moved("2026-03-03T10:00:00+01:00"), TOLD_LATE).conclusions


def test_a_correction_into_what_was_then_the_future() -> None:
    """32.4: what was recorded cannot have occurred after that."""
    found = refused("32.4", moved("2026-03-10T09:00:00+01:00"), TOLD_LATE)

    assert found.found["article"] == "0.2"


def test_what_it_held_is_stated() -> None:
    """32.5: the old value is what the record holds now."""
    wrong = corrected(on(3, 27), "e3", PRESENCE, "declined", "present")
    found = refused("32.5", wrong, ENTRIES)

    assert found.found["found"] == "absent"
    refused("32.5", WAS_THERE, history(*MET, WAS_THERE))


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        (PRESENCE, "absent", "asleep"),
        ("/attendance/9/presence", None, "present"),
        ("/attendance/x/presence", None, "present"),
        ("/attendance/-1/presence", "absent", "present"),
        ("/attendance/-", None, {}),
        ("/nothing", None, "x"),
        ("attendance", None, ()),
        ("", None, None),
        ("/level/x", None, "x"),
        ("/occurredAt", "2026-03-03T09:00:00+01:00", None),
    ],
)
def test_a_correction_leaves_an_event(field: str, old: object, new: object) -> None:
    """32.6: what comes out is still an event of its kind."""
    refused("32.6", corrected(on(3, 27), "e3", field, old, new), ENTRIES)


def told() -> DecisionCommunicated:
    """Return the decision communicated, its reasons withheld as the journal does."""
    event = happened(
        DecisionCommunicated,
        on(3, 26),
        decision_id="d1",
        responses=(Response(perspective="p1", outcome="not", reason="Too dear."),),
    )
    return msgspec.convert(withhold(event)[0], DecisionCommunicated)


TOLD = history(raised(), decided(), told())


def test_sealed_text_is_corrected_as_text() -> None:
    """32.6: sealed text goes in `newText`, and no other value does."""
    where = "/responses/0/reason"
    refused("32.6", corrected(on(4, 1), "e3", where, WITHHELD, "Too cold."), TOLD)
    text = corrected(on(4, 1), "e3", "/responses/0/outcome", None, None, new_text="x")
    refused("32.6", text, TOLD)

    mended = corrected(on(4, 1), "e3", where, None, None, new_text="Too cold.")
    assert admitted(mended, TOLD)


@pytest.mark.parametrize("stated", [{"old": "Anna"}, {"new": "Anna"}])
def test_sealed_text_is_not_said_in_the_open_too(stated: dict[str, str]) -> None:
    """32.6: beside `newText`, `old` and `new` would stand in the facts for ever."""
    where = "/responses/0/reason"
    text = corrected(on(4, 1), "e3", where, None, None, new_text="Too cold.")
    beside = msgspec.structs.replace(text, **stated)

    admitted(text, TOLD)
    refused("32.6", beside, TOLD)


def test_sealed_text_is_not_put_in_the_open() -> None:
    """32.6: nor does a correction of the whole answer carry its reason in the open."""
    old = {"perspective": "p1", "outcome": "not", "reason": WITHHELD}
    bare = corrected(on(4, 1), "e3", "/responses/0", old, old | {"reason": "A name."})
    refused("32.6", bare, TOLD)

    sealed = corrected(on(4, 1), "e3", "/responses/0", old, old | {"outcome": "partly"})
    assert admitted(sealed, TOLD)


def test_a_day_becomes_a_minute() -> None:
    """32: a time known to the day can be corrected to the minute, and back."""
    minute = "2026-03-03T10:00:00+01:00"
    entries = history(*MET, corrected(on(3, 27), "e4", "/occurredAt", None, minute))
    found = stands(entries, "e4").event

    assert (found.occurred_at, found.occurred_on) == (at(3, 3, 10), None)
    back = corrected(on(3, 28), "e4", "/occurredOn", None, "2026-03-03")
    again = history(*[e.event for e in entries], back)
    assert stands(again, "e4").event.occurred_on == on(3, 3)


def test_an_annulment_on_which_a_later_event_depends() -> None:
    """33.1: without the meeting and summons there was nothing to conclude."""
    entries = history(raised(), held(on(3, 3)), concluded(on(3, 3)))
    found = refused("33.1", annulled(on(3, 27), "e2"), entries)

    assert found.found["article"] == "13.1"
    without = history(
        raised(), held(on(3, 3)), concluded(on(3, 3)), annulled(on(3, 27), "e3")
    )
    assert not admitted(annulled(on(3, 28), "e2"), without).present


def test_an_annulment_on_which_a_correction_depends() -> None:
    """33.1: the second correction says what the first made it say."""
    first = corrected(on(3, 27), "e4", "/level", "lsg", "csg")
    second = corrected(on(3, 28), "e4", "/level", "csg", "workplace_meeting")
    entries = history(*MET, first, second)
    found = refused("33.1", annulled(on(3, 29), "e5"), entries)

    assert found.found["article"] == "32.5"
    assert admitted(annulled(on(3, 29), "e6"), entries)


def test_an_annulled_negotiation() -> None:
    """33.1: a demand stays as long as its end does."""
    entries = history(raised(), demanded(on(3, 2)), ended(on(3, 9)))
    refused("33.1", annulled(on(3, 10), "e2"), entries)


def test_an_annulled_decision() -> None:
    """33.1: a round that began because of a decision keeps it."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    refused("33.1", annulled(on(4, 2), "e2"), history(raised(), decided(), again))


def test_an_annulment_is_annulled() -> None:
    """33: then the event stands again."""
    gone = history(*MET, annulled(on(3, 27), "e4"))
    entries = history(*[e.event for e in gone], annulled(on(3, 28), "e5"))

    assert "e4" not in {e.id for e in LIFECYCLE.effective(gone)}
    assert stands(entries, "e4")
    refused("13.3", concluded(on(3, 3)), entries)


def test_the_first_event_is_annulled_last() -> None:
    """33.1: everything depends on the issue's having been raised."""
    refused("33.1", annulled(on(3, 27), "e1"), history(raised(), classified()))

    assert not admitted(annulled(on(3, 27), "e1"), history(raised())).raised


def test_approved_minutes_are_changed_by_all() -> None:
    """32: once approved, what minutes cover is changed by all or disputed."""
    one = corrected(
        on(3, 27), "e3", PRESENCE, "absent", "present", agreed_by=APPROVERS[:2]
    )
    whole = corrected(
        on(3, 27), "e3", PRESENCE, "absent", "present", agreed_by=APPROVERS
    )

    assert stands(history(*MET, *minutes(), one), "e3").marks == {
        "corrected",
        "disputed",
    }
    assert stands(history(*MET, *minutes(), whole), "e3").marks == {"corrected"}


def test_minutes_not_approved_by_all_are_not_approved() -> None:
    """32: before the last side has approved, a correction needs nobody's agreement."""
    entries = history(*MET, *minutes(APPROVERS[:2]), WAS_THERE)

    assert stands(entries, "e3").marks == {"corrected"}


def test_what_minutes_do_not_cover_is_not_in_dispute() -> None:
    """32: minutes cover what occurred on the day of their meeting."""
    other = corrected(on(3, 27), "e2", "/forum", "group", "lsg")
    entries = history(*MET, *minutes(), other)

    assert stands(entries, "e2").marks == {"corrected"}


def test_annulled_approvals_do_not_count() -> None:
    """32: minutes whose approval was annulled are not approved."""
    taken_back = annulled(on(3, 26), "e8", actor=union(SACO))
    entries = history(*MET, *minutes(), taken_back, WAS_THERE)

    assert stands(entries, "e3").marks == {"corrected"}


def test_a_later_agreement_settles_the_dispute() -> None:
    """32: a correction of the same field that all agree on ends the dispute."""
    settled = corrected(
        on(3, 28), "e3", PRESENCE, "present", "absent_excused", agreed_by=APPROVERS
    )
    entries = history(*MET, *minutes(), WAS_THERE, settled)

    assert stands(entries, "e3").marks == {"corrected"}
    assert not LIFECYCLE.disputes(entries)


def test_the_disputed_value_may_be_left_out() -> None:
    """32: both readings can be had: with the disputed value and without."""
    entries = history(*MET, *minutes(), WAS_THERE)
    (disputed,) = LIFECYCLE.disputes(entries)
    without = LIFECYCLE.effective(entries, without=(disputed,))

    assert disputed == "e9"
    assert without[2].event.attendance[3].presence == "absent"
    assert without[2].marks == {"corrected", "disputed"}


def test_a_correction_upon_a_disputed_one_can_be_read_without_it() -> None:
    """32: leaving out the first correction never makes the second one fail."""
    row = {"role": Role.MANAGER, "presence": "present"}
    longer = corrected(on(3, 27), "e3", "/attendance", _rows(), [*_rows(), row])
    upon = corrected(on(3, 28), "e3", "/attendance/4/presence", "present", "declined")
    entries = history(*MET, *minutes(), longer, upon)
    without = LIFECYCLE.effective(entries, without=("e9",))

    assert len(without[2].event.attendance) == 4
    assert stands(entries, "e3").event.attendance[4].presence == "declined"


def _rows() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = msgspec.to_builtins(ENTRIES[2].event)["attendance"]
    return rows


def test_a_register_that_changed_since_blocks_no_correction() -> None:
    """32.4: what the register learnt later is not the correction's doing."""
    late = agency.OrganisationBound(
        actor=STAFF,
        occurred_on=on(3, 20),
        organisation="newcomer",
        name="Newcomer",
        bound_from=on(1, 1),
    )
    assert bound
    among = framework(also=register(late))

    refused("7.2", held(on(3, 10)), ENTRIES, among)
    assert admitted(WAS_THERE, ENTRIES, among).present


def test_a_perspective_is_annulled_only_where_nothing_came_of_it() -> None:
    """33.1: what moved the proposal stays."""
    said = happened(
        PerspectiveSubmitted,
        on(2, 17),
        perspective_id="p1",
        source="employee_group",
        stance="neutral",
        proposal_version=1,
    )

    assert not admitted(annulled(on(2, 18), "e2"), history(raised(), said)).perspectives


def test_the_framework_is_the_same() -> None:
    """32: what surrounds the issue is looked at as it is when the claim comes."""
    refused(
        "32.4", corrected(on(3, 27), "e1", "/topic", "premises", "parking"), ENTRIES
    )

    assert isinstance(framework(), Framework)
