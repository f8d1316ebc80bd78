"""Disposal: articles 36.1 to 36.16."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.base import Actor, Event, Recorded, Role, kind
from domain.disposal_done import disposed_until, due
from domain.disposal_ground import years_after
from domain.follow_up import FollowUpScheduled
from domain.internal_note import InternalNoteKept
from domain.lifecycle import DISPOSERS, LIFECYCLE
from domain.raising import IssueClosed, IssueReopened
from tests.disposals import (
    FIRST,
    SECOND,
    TWO_YEARS_LATER,
    WITHDRAWN_ON,
    adopted,
    among,
    approved,
    disposal,
    disposed,
    withdrawn,
)
from tests.issues import (
    admitted,
    annulled,
    at,
    corrected,
    happened,
    history,
    on,
    raised,
)
from tests.issues import refused as refused_among
from tests.worked_example import framework

AMONG = among()
DAY_BEFORE = TWO_YEARS_LATER - timedelta(days=1)
BEGUN = (raised(), withdrawn())


GONE = (disposal(), approved(), disposed())


def noted(time: date) -> InternalNoteKept:
    """Return a note of the employer's own."""
    return happened(
        InternalNoteKept, time, actor=SECOND, party="employer", text="Ours alone."
    )


def told(*events: Event) -> list[Recorded]:
    """Return the entries of an issue that was withdrawn, and what followed."""
    return history(*BEGUN, *events, among=AMONG)


def refused(rule: str, claim: Event, *events: Event) -> str:
    """Fail unless the claim is refused by *rule* after these; return the sentence."""
    return refused_among(rule, claim, told(*events), AMONG).sentence()


def reopened(time: date, new_round: int = 2) -> IssueReopened:
    """Return that the matter goes on."""
    return happened(IssueReopened, time, reason="Anew.", new_round=new_round)


def planned(time: date) -> FollowUpScheduled:
    """Return a follow-up with sealed text, recorded after the issue ended."""
    return happened(
        FollowUpScheduled, time, follow_up_id="f1", due=on(9, 15),
        responsible=Role.MANAGER, criteria="Is it quieter?",
    )  # fmt: skip


def test_decided_approved_and_carried_out() -> None:
    """36: after two years, by two persons, the sealed text is disposed of."""
    entries = told(disposal(), approved(), disposed())
    waiting = LIFECYCLE.fold(told(disposal(), approved()))

    assert due(waiting) == "g1"
    assert due(LIFECYCLE.fold(entries)) is None
    assert disposed_until(entries) == 5
    assert disposed_until(entries[:-1]) == 0


@pytest.mark.parametrize("claim", [disposal(), approved(), disposed()])
def test_an_open_issue_keeps_its_text(claim: Event) -> None:
    """36.1: what is neither closed nor withdrawn is disposed of by nobody."""
    refused_among("36.1", claim, history(raised(), among=AMONG), AMONG)


def test_a_disposal_is_for_an_issue() -> None:
    """0.1: there is one."""
    refused_among("0.1", disposal(), [], AMONG)


def test_whoever_decides_is_a_person() -> None:
    """36.2: decision and approval state who it is, in person."""
    nobody = Actor(role=Role.AGENCY_HEAD)
    refused("36.2", disposal(actor=nobody))
    refused("36.2", approved(actor=nobody), disposal())


def test_who_decides() -> None:
    """36: the head of the agency and the employer's representatives; nobody else."""
    assert {Role.AGENCY_HEAD, Role.EMPLOYER_REPRESENTATIVE} == DISPOSERS
    assert {Role.REGISTRY} == LIFECYCLE.laws[type(disposed())].by


def test_a_decision_has_an_id_of_its_own() -> None:
    """36.3: another round's decision has another id."""
    later = TWO_YEARS_LATER + timedelta(days=900)
    again = (reopened(TWO_YEARS_LATER), withdrawn(TWO_YEARS_LATER))
    refused("36.3", disposal(later), disposal(), *again)

    assert admitted(disposal(later, disposal_id="g2"), told(disposal(), *again), AMONG)


def test_one_decision_at_a_time() -> None:
    """36.4: while one stands, another is not needed; once annulled, it is."""
    other = disposal(disposal_id="g2")
    refused("36.4", other, disposal())

    stopped = told(disposal(), annulled(TWO_YEARS_LATER, "e3"))
    assert ["g2"] == [*admitted(other, stopped, AMONG).disposals]


@pytest.mark.parametrize("since", [(), (noted(TWO_YEARS_LATER),)])
def test_what_is_disposed_of_is(since: tuple[Event, ...]) -> None:
    """36.5: it is decided on once, while there is nothing new; a note tells nobody that
    there is.
    """
    refused("36.5", disposal(disposal_id="g2"), *GONE, *since)


def test_text_that_came_later_is_disposed_of_too() -> None:
    """36.5: what a correction says goes when its time is over, in the same round."""
    mended = corrected(TWO_YEARS_LATER, "e1", "/topic", "premises", "economy")
    refused("36.9", disposal(date(2030, 3, 1), disposal_id="g2"), *GONE, mended)

    second = disposal(date(2030, 3, 2), disposal_id="g2")
    assert due(admitted(second, told(*GONE, mended), AMONG)) is None
    again = told(*GONE, mended, second, approved(date(2030, 3, 2), disposal_id="g2"))
    assert due(LIFECYCLE.fold(LIFECYCLE.effective(again))) == "g2"
    assert admitted(disposed(date(2030, 3, 2), "g2"), again, AMONG)


def test_the_class_is_in_the_register() -> None:
    """36.6: no class, no ground; the refusal names those there are."""
    sentence = refused("36.6", disposal(classes=("two-years", "other")))
    refused_among("36.6", disposal(), told(), among(adopted("x")))

    assert "class other" in sentence
    assert "one of two-years" in sentence


def test_a_register_without_classes() -> None:
    """36.6: where there is none to name, the refusal says what comes first."""
    refusal = refused_among("36.6", disposal(), told(), framework())

    assert "which has none at all" in refusal.sentence()
    assert "inte har någon alls" in refusal.sentence("sv")


def test_the_class_is_in_force() -> None:
    """36.7: one that is adopted for a day to come grounds nothing before it."""
    later = among(adopted(valid_from=TWO_YEARS_LATER))
    refused_among("36.7", disposal(DAY_BEFORE), told(), later)

    assert admitted(disposal(), told(), later)


def test_what_is_kept_for_ever() -> None:
    """36.8: any class named that keeps for ever is enough to keep."""
    kept = among(adopted(), adopted("kept", None))

    refused_among("36.8", disposal(classes=("two-years", "kept")), told(), kept)


def test_the_years_are_over() -> None:
    """36.9: two years from the day of withdrawal, not a day less, for every class."""
    refused("36.9", disposal(DAY_BEFORE))
    three = among(adopted(), adopted("three", 3))
    refused_among("36.9", disposal(classes=("two-years", "three")), told(), three)

    assert admitted(disposal(), told(), AMONG)


def test_no_stated_day_is_the_ground_alone() -> None:
    """36.9: an end of long ago that was recorded now keeps the text from now on."""
    ended = (withdrawn(date(2026, 1, 27)), at(3, 1, 12))
    entries = history(raised(), ended, among=AMONG)
    refused_among("36.9", disposal(DAY_BEFORE), entries, AMONG)
    refused_among("36.9", disposal(date(2028, 1, 27)), entries, AMONG)

    assert admitted(disposal(), entries, AMONG)


def test_nor_is_a_day_that_is_corrected() -> None:
    """36.9: a correction is text, and the years begin when it was recorded."""
    was, now = "2026-03-01T09:00:00+01:00", "2026-02-01T09:00:00+01:00"
    moved = corrected(at(5, 1), "e2", "/occurredAt", was, now)
    refused("36.9", disposal(), moved)

    assert admitted(disposal(date(2028, 5, 1)), told(moved), AMONG)


def test_an_end_that_is_closed_without_a_word() -> None:
    """36.9: the day on which the closing was recorded counts, though it has no text."""
    closed = (happened(IssueClosed, on(2, 1)), at(6, 1))
    entries = history(raised(), closed, among=AMONG)
    refused_among("36.9", disposal(), entries, AMONG)

    assert admitted(disposal(date(2028, 6, 1)), entries, AMONG)


def test_a_note_sets_no_time() -> None:
    """36.9: else it would tell that it is there."""
    assert admitted(disposal(), told(noted(on(6, 1))), AMONG)


def test_nor_does_the_decision_itself() -> None:
    """36.9: its reason, and why one was annulled, are no text to keep."""
    said = disposal(reason="The shelves are full.")
    entries = told(said, annulled(TWO_YEARS_LATER, "e3"))

    assert admitted(disposal(disposal_id="g2"), entries, AMONG)


def test_years_from_the_day_it_ended_last() -> None:
    """36.9: the years begin anew when the issue has gone on."""
    again = (reopened(on(6, 1)), withdrawn(on(7, 1)))
    refused("36.9", disposal(), *again)

    assert admitted(disposal(date(2028, 7, 1)), told(*again), AMONG)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (WITHDRAWN_ON, 10_000, date.max),
    ],
)
def test_the_same_day_years_later(day: date, years: int, expected: date) -> None:
    """36.9: after 29 February comes 1 March, and nothing is after the last day."""
    assert expected == years_after(day, years)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kinds": ("issue-raised", "internal-note-kept")}, "issue-withdrawn"),
        ({"kinds": ("issue-withdrawn", "internal-note-kept")}, "issue-raised"),
        ({"kinds": ("issue-raised", "issue-withdrawn")}, "internal-note-kept"),
        ({"topics": ("redundancy",)}, "internal-note-kept"),
    ],
)
def test_all_text_is_covered(fields: dict[str, Any], named: str) -> None:
    """36.10: by kind and topic; whether there are internal notes, nobody is told."""
    narrow = among(adopted(**fields))
    refusal = refused_among("36.10", disposal(), told(), narrow)

    assert named == refusal.found["kind"]


def test_classes_cover_it_together() -> None:
    """36.10: one has some kinds, another the rest."""
    one = adopted(kinds=("issue-raised", "internal-note-kept"), topics=("premises",))
    other = adopted("rest", 1, kinds=("issue-withdrawn",))
    both = disposal(classes=("two-years", "rest"))

    assert admitted(both, told(), among(one, other))


def test_annulled_text_is_text() -> None:
    """36.10: what was annulled or corrected is sealed still, and goes with its kind."""
    kinds = ("issue-raised", "issue-withdrawn", "internal-note-kept")
    narrow = among(adopted(kinds=kinds))
    made = (planned(on(3, 2)), annulled(on(3, 3), "e3"))
    mended = corrected(on(3, 3), "e1", "/topic", "premises", "economy")
    later = disposal(date(2028, 3, 4))
    refusal = refused_among("36.10", later, told(*made), narrow)

    assert "follow-up-scheduled" == refusal.found["kind"]
    assert admitted(later, told(mended), narrow)


def test_text_that_came_after_the_decision() -> None:
    """36.10: what the decision did not cover when it was made stops it later, too."""
    kinds = ("issue-raised", "issue-withdrawn", "internal-note-kept")
    narrow = among(adopted(kinds=kinds))
    entries = told(disposal(), approved(), planned(TWO_YEARS_LATER))

    refused_among("36.9", disposed(), entries, narrow)
    refused_among("36.10", disposed(date(2030, 3, 2)), entries, narrow)


def test_what_is_gone_needs_no_class() -> None:
    """36.10: a later disposal covers what was recorded since the one before."""
    again = (reopened(TWO_YEARS_LATER), withdrawn(TWO_YEARS_LATER))
    entries = told(disposal(), approved(), disposed(), *again)
    kinds = ("issue-reopened", "issue-withdrawn", "internal-note-kept")
    second = disposal(date(2030, 3, 2), disposal_id="g2")

    assert admitted(second, entries, among(adopted(kinds=kinds)))


def test_its_own_reason_needs_no_class() -> None:
    """36.10: why it was decided goes with the rest; the ground stays."""
    kinds = ("issue-raised", "issue-withdrawn", "internal-note-kept")
    narrow = among(adopted(kinds=kinds))
    entries = told(disposal(reason="The shelves are full."), approved())

    assert admitted(disposed(), entries, narrow)


def test_only_a_decision_that_stands_is_approved_or_carried_out() -> None:
    """36.11: not one that is unknown, annulled, carried out, or of an earlier round."""
    refused("36.11", approved())
    refused("36.11", disposed())
    refused("36.11", approved(), disposal(), annulled(TWO_YEARS_LATER, "e3"))
    refused("36.11", disposed(), disposal(), approved(), disposed())
    again = (reopened(TWO_YEARS_LATER), withdrawn(TWO_YEARS_LATER))
    refused("36.11", disposed(date(2030, 3, 1)), disposal(), approved(), *again)


def test_once_is_enough() -> None:
    """36.12: what is approved is not approved again, by anybody."""
    third = Actor(role=Role.AGENCY_HEAD, person="p-3")

    refused("36.12", approved(actor=third), disposal(), approved())


def test_two_persons() -> None:
    """36.13: whoever decided approves nothing, in whatever role."""
    same = Actor(role=Role.EMPLOYER_REPRESENTATIVE, person="p-1")
    refused("36.13", approved(actor=same), disposal())
    refused("36.13", approved(actor=FIRST), disposal())

    assert admitted(approved(), told(disposal()), AMONG)


def test_nothing_is_carried_out_by_one() -> None:
    """36.14: without the second person it is not."""
    refused("36.14", disposed(), disposal())


def test_the_waiting_time() -> None:
    """36.15: from the day stated on, not the day before."""
    waits = (disposal(dispose_from=date(2028, 6, 1)), approved())
    refused("36.15", disposed(date(2028, 5, 31)), *waits)

    assert admitted(disposed(date(2028, 6, 1)), told(*waits), AMONG)


@pytest.mark.parametrize(
    ("target", "field", "old", "new"),
    [
        ("e3", "/actor/person", "p-1", "p-9"),
        ("e3", "/classes/0", "two-years", "other"),
        ("e4", "/actor/person", "p-2", "p-9"),
        ("e5", "/disposalId", "g1", "g2"),
    ],
)
def test_what_two_stood_for_is_not_corrected(
    target: str, field: str, old: str, new: str
) -> None:
    """36.16: nobody puts another name, class or day into a decision on disposal."""
    change = corrected(TWO_YEARS_LATER, target, field, old, new)

    refused("36.16", change, disposal(), approved(), disposed())


def test_what_is_gone_cannot_be_undone() -> None:
    """36.16, 33.1: once carried out, neither it nor what it rests on is annulled."""
    events = (disposal(), approved(), disposed())
    refused("36.16", annulled(TWO_YEARS_LATER, "e5"), *events)
    for target in ("e2", "e3", "e4"):
        sentence = refused("33.1", annulled(TWO_YEARS_LATER, target), *events)
        assert "reopen the issue instead" in sentence


def test_until_then_it_can_be_stopped() -> None:
    """33.1: the approval is annulled, then the decision; nothing is due any more."""
    both = (annulled(TWO_YEARS_LATER, "e4"), annulled(TWO_YEARS_LATER, "e3"))
    refused("33.1", both[1], disposal(), approved())
    entries = told(disposal(), approved(), *both)

    assert due(LIFECYCLE.fold(LIFECYCLE.effective(entries))) is None
    assert not LIFECYCLE.fold(LIFECYCLE.effective(entries)).disposals


def test_an_issue_that_goes_on_falls_out() -> None:
    """36.11: reopened before it is carried out, the decision is none any more."""
    entries = told(disposal(), approved(), reopened(TWO_YEARS_LATER))

    assert due(LIFECYCLE.fold(entries)) is None


def test_a_class_that_is_gone_stops_it() -> None:
    """36.6: the ground is looked at again when it is carried out."""
    entries = told(disposal(), approved())

    refused_among("36.6", disposed(), entries, among(adopted("x")))


def test_notes_are_internal() -> None:
    """36.10: an internal note changes nothing of what is asked for."""
    note = noted(on(2, 1))
    kinds = ("issue-raised", "issue-withdrawn")
    narrow = among(adopted(kinds=kinds))
    with_note = history(raised(), note, withdrawn(), among=AMONG)
    found = [
        refused_among("36.10", disposal(), entries, narrow).sentence()
        for entries in (told(), with_note)
    ]

    assert found[0] == found[1]
    assert kind(note) == "internal-note-kept.v1"
