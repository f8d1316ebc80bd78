"""Q19: every party is informed at least as often as its agreement says."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from domain import agency
from domain.agreement_state import Framework
from domain.base import Recorded
from domain.calendar import Term
from domain.information import InformationProvided
from domain.minutes import Approver, MinutesApproved, MinutesDrafted
from domain.questions import QUESTIONS
from domain.questions.agency_wide import answer_agency
from domain.questions.answer import Answered
from domain.when import day_after, day_begins
from tests.frameworks import MBL_ONLY, left, switched, with_numbers, with_terms
from tests.issues import (
    FRAMEWORK,
    LONG_AFTER,
    Claim,
    annulled,
    answered,
    at,
    classified,
    corrected,
    happened,
    held,
    history,
    on,
    raised,
)
from tests.worked_example import NUMBERS, ORGANISATIONS, SACO, SEKO, ST, STAFF, union

QUARTERLY = Term(amount=3, unit="months")
OFTEN = with_numbers(information_every=QUARTERLY)
SINCE = date(2026, 1, 1)
"""The first day of the agreement of these tests."""
KEPT, LATE = ("compliant", "informed_in_time"), ("breach", "overdue")
GAP, EARLY = ("breach", "gap"), ("compliant", "not_yet_due")
NO_PERIOD = ("undeterminable", "no_period")
DISPUTED = ("undeterminable", "correction_disputed")


def this_year(**numbers: Any) -> Framework:
    """Return RV-4 with those numbers, in force from the first day of 2026."""
    return switched(SINCE, numbers=msgspec.structs.replace(NUMBERS, **numbers))


AMONG = this_year(information_every=QUARTERLY)


def told(
    day: date, parties: Sequence[str] = (ST,), *more: Claim, **fields: Any
) -> list[Recorded]:
    """Return the history of an issue in which the parties were informed that day."""
    event = happened(InformationProvided, day, parties=tuple(parties), **fields)
    entries = history(raised(date(2025, 11, 3)), event, *more)
    return [msgspec.structs.replace(entry, id=f"{entry.id}-{day}") for entry in entries]


def asked(
    *histories: Sequence[Recorded],
    as_of: datetime,
    among: Framework = AMONG,
    known: datetime = LONG_AFTER,
) -> Answered:
    """Return Q19's answer on the agency."""
    return answer_agency(QUESTIONS["Q19"], histories, among, as_of, known)


def q19(
    *histories: Sequence[Recorded],
    as_of: datetime,
    among: Framework = AMONG,
    party: str = ST,
) -> tuple[str, str]:
    """Return Q19's verdict and reason for the party."""
    verdicts = asked(*histories, as_of=as_of, among=among).verdicts
    found = next(one for one in verdicts if one.party == party)
    return found.verdict, found.reason


def test_one_issue_cannot_answer() -> None:
    """Q19: put to an issue it is not applicable, and shows what that issue holds."""
    entries = told(on(2, 2), (ST, SACO))
    found = answered("Q19", entries)

    assert {(one.verdict, one.reason) for one in found.verdicts} == {
        ("not_applicable", "asked_of_the_agency")
    }
    shown = {one.party: one.evidence for one in found.verdicts}
    assert shown == {ST: ("e2-2026-02-02",), SACO: ("e2-2026-02-02",), SEKO: ()}


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 31), EARLY), (on(4, 1), EARLY), (on(4, 2), LATE)]
)
def test_before_the_first(day: date, expected: tuple[str, str]) -> None:
    """Q19: the period counts from the version's first day, its last day included."""
    as_of = day_begins(day)

    assert q19(as_of=as_of) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(on(5, 1), KEPT), (on(5, 2), KEPT), (on(5, 3), LATE)]
)
def test_since_the_last(day: date, expected: tuple[str, str]) -> None:
    """Q19: from the last occasion the next falls due on the same day of the month."""
    assert q19(told(on(2, 2)), as_of=day_begins(day)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (on(4, 1), on(7, 1), KEPT),
        (on(4, 1), on(7, 2), GAP),
        (on(4, 2), on(7, 2), GAP),
        (on(2, 2), on(5, 2), KEPT),
        (on(2, 2), on(5, 3), GAP),
    ],
)
def test_between_two(first: date, second: date, expected: tuple[str, str]) -> None:
    """Q19: no time between two occasions, or before the first, is too long."""
    histories = [told(second), told(first)]

    assert q19(*histories, as_of=day_begins(second)) == expected


def test_the_gap_is_named() -> None:
    """Q19: a breach names the last gap, and shows the occasions around it."""
    days = [on(2, 2), on(6, 1), on(6, 8)]
    found = asked(*(told(day) for day in days), as_of=at(6, 9)).verdicts[-1]

    assert (found.party, found.verdict) == (ST, "breach")
    assert found.facts["gapFromOn"] == "2026-02-02"
    assert found.facts["gapToOn"] == "2026-06-01"
    assert (found.facts["gaps"], found.facts["count"]) == (1, 3)
    assert found.evidence == ("e2-2026-02-02", "e2-2026-06-01")
    assert found.holds_until == day_after(on(9, 8))


def test_the_last_of_several_gaps_is_named() -> None:
    """Q19: with two gaps the later one is named, and both are counted."""
    found = asked(told(on(4, 2)), told(on(7, 3)), as_of=at(7, 4)).verdicts[-1]

    assert found.facts["gapFromOn"] == "2026-04-02"
    assert found.facts["gaps"] == 2


def test_what_is_overdue_is_named() -> None:
    """Q19: a breach says since when and which occasion was the last."""
    found = asked(told(on(2, 2)), told(on(3, 2)), as_of=at(9, 9)).verdicts[-1]

    assert found.evidence == ("e2-2026-03-02",)
    more = asked(told(on(1, 9)), told(on(2, 2)), told(on(3, 2)), as_of=at(9, 9))
    assert more.verdicts[-1].evidence == found.evidence
    assert (found.facts["lastOn"], found.facts["dueOn"]) == ("2026-03-02", "2026-06-02")
    assert found.holds_until is None


def test_how_long_it_holds() -> None:
    """Q19: until the day after the next is due, all occasions being its evidence."""
    found = asked(told(on(3, 2)), told(on(2, 2)), as_of=at(3, 9)).verdicts[-1]

    assert found.evidence == ("e2-2026-02-02", "e2-2026-03-02")
    assert found.holds_until == day_after(on(6, 2))


def test_each_party_by_itself() -> None:
    """Q19: information to one party is none to another."""
    found = asked(told(on(2, 2), (ST, SEKO)), as_of=at(4, 9))

    assert {one.party: one.reason for one in found.verdicts} == {
        ST: "informed_in_time",
        SEKO: "informed_in_time",
        SACO: "overdue",
    }
    assert (found.overall.verdict, found.overall.facts["party"]) == ("breach", (SACO,))


def test_before_the_agreement() -> None:
    """Q19: what was told before the version began does not count."""
    assert q19(told(date(2025, 12, 31)), as_of=at(4, 2)) == LATE
    assert q19(told(SINCE), as_of=at(4, 2)) == LATE
    assert q19(told(on(1, 2)), as_of=at(4, 2)) == KEPT
    assert q19(told(date(2025, 12, 31)), as_of=at(2, 2)) == EARLY
    assert q19(told(SINCE), as_of=at(2, 2)) == KEPT


def test_working_days() -> None:
    """Q19: a period in working days is counted by the calendar."""
    five = this_year(information_every=Term(amount=5, unit="working_days"))
    first = [told(on(1, 8)), told(on(1, 15)), told(on(1, 22))]

    assert q19(*first, as_of=day_begins(on(1, 29)), among=five) == KEPT
    assert q19(*first, as_of=day_begins(on(1, 30)), among=five) == LATE


@pytest.mark.parametrize("among", [MBL_ONLY, FRAMEWORK, left(ST, on(6, 1))])
def test_no_period(among: Framework) -> None:
    """Q19: without a period nobody can tell; the dates are listed."""
    found = asked(told(on(2, 2)), told(on(5, 4)), as_of=at(9, 9), among=among).verdicts[
        -1
    ]

    assert (found.verdict, found.reason) == NO_PERIOD
    assert found.missing == ("how often the party is to be informed",)
    assert len(found.evidence) == found.facts["count"] == 2
    assert found.facts["firstOn"] == "2026-02-02"
    assert found.facts["lastOn"] == "2026-05-04"


def test_left_in_between() -> None:
    """Q19: a party that leaves the agreement has no period from that day."""
    terms = AMONG.agreements["rv"]
    gone = msgspec.structs.replace(terms, exits={ST: (on(6, 1),)})
    among = Framework(agency=AMONG.agency, agreements={"rv": gone})
    before = asked(told(on(4, 1)), as_of=at(5, 31), among=among).verdicts[-1]

    assert (before.verdict, before.reason) == KEPT
    assert before.holds_until == day_begins(on(6, 1))
    assert q19(told(on(4, 1)), as_of=at(6, 1), among=among) == NO_PERIOD


def test_another_version_in_between() -> None:
    """Q19: another version begins another count."""
    found = q19(told(on(2, 2)), as_of=at(4, 1), among=this_year())

    assert found == NO_PERIOD
    later = switched(
        on(6, 1), numbers=OFTEN.agreements["rv"].versions["3"].terms.numbers
    )
    assert q19(told(on(2, 2)), as_of=at(9, 1), among=later) == EARLY
    assert q19(told(on(2, 2)), as_of=at(9, 2), among=later) == LATE


def test_not_bound() -> None:
    """Q19: nothing is owed to a party that is not bound, though it was informed."""
    released = agency.OrganisationReleased(
        actor=STAFF, occurred_on=on(5, 4), organisation=ST, bound_until=on(5, 31)
    )
    register = agency.LIFECYCLE.laws[type(released)].evolve(AMONG.agency, released)
    among = Framework(agency=register, agreements=AMONG.agreements)

    assert q19(told(on(4, 1)), as_of=at(5, 31), among=among) == KEPT
    found = asked(told(on(4, 1)), as_of=at(6, 1), among=among).verdicts
    assert {one.party: one.reason for one in found}[ST] == "not_bound"
    assert len(found) == 3


def test_nobody_was_informed_and_nobody_is_bound() -> None:
    """Q19: without parties nothing applies."""
    found = asked(as_of=at(5, 4), among=Framework())

    assert (found.overall.verdict, found.overall.reason) == (
        "not_applicable",
        "no_party",
    )


def test_a_version_of_some_units() -> None:
    """Q19: where it governs only some units, nobody can tell which each occasion was
    for; the rest of the agency has no period.
    """
    numbers = msgspec.structs.replace(NUMBERS, information_every=QUARTERLY)
    among = with_terms(numbers=numbers, units=("sundsvall",))
    found = asked(told(on(4, 1)), as_of=at(5, 4), among=among).verdicts
    of_st = {one.about: (one.verdict, one.reason) for one in found if one.party == ST}

    assert of_st == {None: NO_PERIOD, "rv": ("undeterminable", "limited_to_units")}


def test_a_version_of_the_topmost_unit() -> None:
    """Q19: a version that governs every unit is one for the whole agency."""
    numbers = msgspec.structs.replace(NUMBERS, information_every=QUARTERLY)
    among = switched(SINCE, numbers=numbers, units=("head-office",))

    assert q19(told(on(4, 1)), as_of=at(5, 4), among=among) == KEPT


def test_a_unit_that_closes() -> None:
    """Q19: a closed unit is governed by nothing, from its last day on."""
    numbers = msgspec.structs.replace(NUMBERS, information_every=QUARTERLY)
    among = switched(SINCE, numbers=numbers, units=("sundsvall",))
    office = msgspec.structs.replace(
        among.agency.units["head-office"], closed_from=on(5, 4)
    )
    units = {**among.agency.units, "head-office": office}
    closing = msgspec.structs.replace(
        among, agency=msgspec.structs.replace(among.agency, units=units)
    )
    before = asked(told(on(4, 1)), as_of=at(5, 3), among=closing).verdicts

    assert {one.holds_until for one in before} == {day_begins(on(5, 4))}
    assert len([one for one in before if one.party == ST]) == 2
    after = asked(told(on(4, 1)), as_of=at(5, 4), among=closing).verdicts[-1]
    assert (after.verdict, after.reason) == KEPT
    assert after.about is None
    assert after.holds_until == day_after(on(7, 1))


def test_as_known_and_as_of() -> None:
    """Q19: only what had occurred, and only what was recorded, counts."""
    late = told(on(2, 2))
    late[1] = msgspec.structs.replace(late[1], recorded_at=at(6, 1))
    found = asked(late, as_of=at(5, 2), known=at(5, 2)).verdicts[-1]

    assert found.reason == "overdue"
    assert asked(late, as_of=at(5, 2)).verdicts[-1].qualifiers == ("late_recorded",)
    assert asked(late, as_of=at(5, 2), known=at(6, 1)).verdicts[-1].reason == KEPT[1]
    early = asked(told(on(2, 2)), as_of=at(2, 1)).verdicts[-1]
    assert (early.verdict, early.reason) == EARLY
    assert early.holds_until == day_begins(on(2, 2))


def test_annulled_and_corrected() -> None:
    """Q19: what was annulled does not count, what was corrected as corrected."""
    gone = told(on(4, 1), (ST,), annulled(on(4, 3), "e2"))
    gone = history(*(e.event for e in gone))

    assert q19(gone, as_of=at(5, 4)) == LATE
    moved = history(
        raised(SINCE),
        happened(InformationProvided, on(4, 1), parties=(ST,)),
        corrected(on(4, 3), "e2", "/occurredOn", "2026-04-01", "2026-02-01"),
    )
    assert q19(moved, as_of=at(5, 1)) == KEPT
    assert q19(moved, as_of=at(5, 2)) == LATE


APPROVERS = (
    Approver(side="employer", person="p-101"),
    Approver(side=ST, person="p-201"),
)


def minutes(day: date) -> list[Claim]:
    """Return minutes of that day, approved by both sides."""
    said = {"minutes_id": "m1", "version": 1, "meeting_on": day}
    own = {"minutes_id": "m1", "version": 1}
    return [
        happened(MinutesDrafted, day, approvers=APPROVERS, **said),
        happened(MinutesApproved, day, side="employer", approver="p-101", **own),
        happened(
            MinutesApproved, day, side=ST, approver="p-201", actor=union(ST), **own
        ),
    ]


def disputed(*changes: Claim) -> list[Recorded]:
    """Return an issue with information on the day of approved minutes, told later,
    and then changed.
    """
    return history(
        raised(SINCE),
        classified(SINCE),
        held(on(3, 2)),
        (happened(InformationProvided, on(3, 2), parties=(ST,)), at(3, 8)),
        *minutes(on(3, 2)),
        *changes,
    )


MOVED = corrected(on(3, 9), "e4", "/occurredOn", "2026-03-02", "2026-02-16")


def test_a_disputed_correction() -> None:
    """Q19: where it matters whether a disputed correction holds, nobody can tell."""
    entries = disputed(MOVED)

    assert q19(entries, as_of=at(5, 16)) == KEPT
    assert q19(entries, as_of=at(5, 17)) == DISPUTED
    assert q19(entries, as_of=at(6, 2)) == DISPUTED
    assert q19(entries, as_of=at(6, 3)) == LATE


def test_a_disputed_annulment() -> None:
    """Q19: and so for an annulment: taken it is a breach, not taken it is none."""
    entries = disputed(annulled(on(3, 9), "e4"))

    assert q19(entries, as_of=at(4, 1)) in (EARLY, KEPT)
    assert q19(entries, as_of=at(4, 2)) == DISPUTED
    assert q19(entries, as_of=at(6, 2)) == DISPUTED
    assert q19(entries, as_of=at(6, 3)) == LATE


def test_a_disputed_verdict_says_what_is_missing() -> None:
    """Q19: it is marked as disputed, and asks for the approvers' agreement."""
    found = asked(disputed(MOVED), as_of=at(5, 17)).verdicts[-1]

    assert "disputed" in found.qualifiers
    assert "agreement of all concerned on the correction" in found.missing


def test_too_many_disputes() -> None:
    """Q19: with more disputed corrections than can be looked at, nobody can tell."""
    fields = [f"/attendance/{row}/recused" for row in range(4)]
    slips = [corrected(on(4, 1), "e3", field, None, new=True) for field in fields]
    forum = corrected(on(4, 1), "e3", "/forum", "group", "lsg")
    topic = corrected(on(4, 1), "e4", "/topic", None, "economy")

    assert q19(disputed(*slips, forum), as_of=at(5, 4)) == KEPT
    assert q19(disputed(*slips, MOVED), as_of=at(5, 17)) == DISPUTED
    assert q19(disputed(*slips, forum, topic), as_of=at(5, 4)) == DISPUTED


def test_too_many_ways_to_read_it_all() -> None:
    """Q19: five issues in dispute can be read in 32 ways, six in too many."""
    five = [disputed(MOVED) for _ in range(5)]

    assert q19(*five, as_of=at(5, 16)) == KEPT
    assert q19(*five, disputed(MOVED), as_of=at(5, 16)) == DISPUTED


def test_how_long_it_holds_in_dispute() -> None:
    """Q19: no longer than by any way to read it."""
    later = corrected(on(3, 9), "e4", "/occurredOn", "2026-03-02", "2026-03-06")
    found = asked(disputed(later), as_of=at(5, 16)).verdicts[-1]

    assert (found.verdict, found.reason) == KEPT
    assert found.facts["dueOn"] == "2026-06-06"
    assert found.holds_until == day_after(on(6, 2))


def test_what_stands_for_both_readings_counts() -> None:
    """Q19: a disputed correction of something else leaves the occasion as it is."""
    fixed = corrected(on(3, 9), "e4", "/topic", None, "economy")

    assert q19(disputed(fixed), as_of=at(6, 2)) == KEPT


def test_all_three_organisations_are_asked_for() -> None:
    """Q19: the parties are those bound that day."""
    found = asked(as_of=at(2, 2)).verdicts

    assert [one.party for one in found] == sorted(ORGANISATIONS)


def test_how_often_is_told() -> None:
    """Q19: none at first; what is still to come is not counted, and ends the answer."""
    to_come = [told(on(3, 2)), told(on(2, 2))]
    found = asked(*to_come, as_of=at(1, 15)).verdicts[-1]

    assert found.facts["count"] == 0
    assert found.holds_until == day_begins(on(2, 2))
