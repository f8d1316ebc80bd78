"""Q24: the collaboration itself is reviewed as often as the agreement says."""

from datetime import date, datetime

import pytest

from domain.agreement import AgreementReviewed
from domain.agreement_state import Framework
from domain.calendar import Term
from domain.questions import QUESTIONS
from domain.questions.agency_wide import answer_agency
from domain.questions.answer import Answered
from domain.questions.q24_collaboration_reviewed import review
from domain.when import day_after, day_begins
from tests.agreements import ALL, acceded, entered, exited, proposed, terminated
from tests.frameworks import MBL_ONLY, switched, with_terms
from tests.issues import LONG_AFTER, answered, at, history, on, raised
from tests.worked_example import (
    ENTERED,
    HEAD,
    ORGANISATIONS,
    SEKO,
    ST,
    STAFF,
    framework,
    signed,
    union,
)

KEPT, LATE = ("compliant", "reviewed_in_time"), ("breach", "review_overdue")
EARLY, NEVER = ("compliant", "not_yet_due"), ("breach", "never_reviewed")
NO_INTERVAL = ("not_applicable", "no_interval")


def reviewed(*days: date) -> Framework:
    """Return RV-3, in force from 2025, reviewed once a year, on these days."""
    events = [
        AgreementReviewed(actor=STAFF, occurred_on=day, agreed_by=("employer", ST))
        for day in days
    ]
    return framework(*events)


def asked(among: Framework, as_of: datetime) -> Answered:
    """Return Q24's answer on the agency."""
    return answer_agency(QUESTIONS["Q24"], [], among, as_of, LONG_AFTER)


def q24(among: Framework, day: date, party: str = ST) -> tuple[str, str]:
    """Return Q24's verdict and reason for the party from the first minute of a day."""
    verdicts = asked(among, day_begins(day)).verdicts
    found = next(one for one in verdicts if one.party == party)
    return found.verdict, found.reason


def test_one_issue_cannot_answer() -> None:
    """Q24: put to an issue it is not applicable, whatever that holds."""
    found = answered("Q24", history(raised()))

    assert {(one.verdict, one.reason) for one in found.verdicts} == {
        ("not_applicable", "asked_of_the_agency")
    }
    assert [one.party for one in found.verdicts] == sorted(ORGANISATIONS)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (ENTERED, EARLY),
        (date(2025, 12, 31), EARLY),
        (on(1, 1), EARLY),
        (on(1, 2), NEVER),
        (on(12, 1), NEVER),
    ],
)
def test_never_reviewed(day: date, expected: tuple[str, str]) -> None:
    """Q24: the interval counts from the entry into force, its last day included."""
    assert q24(reviewed(), day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 6, 1), EARLY),
        (date(2025, 6, 2), KEPT),
        (on(6, 2), KEPT),
        (on(6, 3), LATE),
    ],
)
def test_reviewed_once(day: date, expected: tuple[str, str]) -> None:
    """Q24: and from the last review, which counts from its own day."""
    assert q24(reviewed(date(2025, 6, 2)), day) == expected


def test_reviewed_again() -> None:
    """Q24: the last review counts, however late it was and in whatever order told."""
    among = reviewed(on(4, 7), date(2025, 6, 2))

    assert q24(among, date(2027, 4, 7)) == KEPT
    assert q24(among, date(2027, 4, 8)) == LATE


def test_reviewed_before_the_version_began() -> None:
    """Q24: a version's own interval begins with it, though an earlier was reviewed."""
    among = reviewed(date(2024, 12, 2))

    assert q24(among, on(1, 1)) == KEPT
    assert q24(among, on(1, 2)) == LATE


def test_what_it_says() -> None:
    """Q24: days and agreement are facts; nothing of an issue is evidence."""
    found = asked(reviewed(date(2025, 6, 2)), at(3, 2)).verdicts[-1]

    assert found.party == ST
    assert found.facts == {
        "party": ST,
        "agreement": "rv",
        "version": "3",
        "sinceOn": "2025-01-01",
        "interval": Term(amount=12, unit="months"),
        "reviewedOn": "2025-06-02",
        "dueOn": "2026-06-02",
    }
    assert (found.evidence, found.about) == ((), None)
    assert found.agreement is not None
    assert found.agreement.agreement == "rv"


def test_how_long_it_holds() -> None:
    """Q24: until the day after it is due, or until the next review on record."""
    among = reviewed(date(2025, 6, 2), on(9, 7))

    assert asked(among, at(3, 2)).overall.holds_until == day_after(on(6, 2))
    assert asked(among, at(7, 1)).overall.holds_until == day_begins(on(9, 7))
    assert asked(among, at(9, 7)).overall.verdict == "compliant"
    assert asked(among, at(9, 7)).overall.holds_until == day_after(date(2027, 9, 7))
    assert asked(reviewed(), at(3, 2)).overall.holds_until is None


def test_no_interval() -> None:
    """Q24: not applicable where the agreement sets none."""
    assert q24(with_terms(review_interval=None), on(3, 2)) == NO_INTERVAL


def test_no_agreement() -> None:
    """Q24: not applicable where MBL governs directly."""
    assert q24(MBL_ONLY, on(3, 2)) == ("not_applicable", "no_agreement")
    ended = framework(terminated(on(9, 2), agreed_by=ALL))
    assert q24(ended, on(9, 1)) == NEVER
    assert q24(ended, on(9, 2)) == ("not_applicable", "no_agreement")
    assert asked(ended, at(9, 1)).overall.holds_until == day_begins(on(9, 2))


def test_nobody_is_bound() -> None:
    """Q24: without parties nothing applies."""
    assert asked(Framework(), at(3, 2)).overall.reason == "no_party"


def test_a_party_that_left() -> None:
    """Q24: who left the agreement is owed no review of it; the others are."""
    among = framework(exited(SEKO, on(9, 2), agreed_by=ALL))

    assert q24(among, on(9, 2), SEKO) == ("not_applicable", "no_agreement")
    assert q24(among, on(9, 2)) == NEVER


def test_a_party_that_joined() -> None:
    """Q24: a party that joins later finds the review as due as it was."""
    signatures = [
        signed("employer", HEAD, date(2025, 11, 3), "4"),
        signed(ST, union(ST), date(2025, 11, 3), "4"),
    ]
    among = framework(
        proposed("4"),
        *signatures,
        entered("4", on(3, 9)),
        acceded(SEKO, on(9, 7), "4"),
    )

    assert q24(among, date(2027, 3, 9), SEKO) == EARLY
    assert q24(among, date(2027, 3, 10), SEKO) == NEVER


def test_another_version() -> None:
    """Q24: a version that takes over begins its own interval; who keeps the old one
    keeps its.
    """
    among = switched(on(6, 1), review_interval=Term(amount=6, unit="months"))

    assert q24(among, on(5, 31)) == NEVER
    assert q24(among, on(6, 1)) == EARLY
    assert q24(among, on(12, 1)) == EARLY
    assert q24(among, on(12, 2)) == NEVER


def test_working_days() -> None:
    """Q24: an interval in working days is counted by the calendar."""
    among = with_terms(review_interval=Term(amount=5, unit="working_days"))

    assert q24(among, date(2025, 1, 9)) == EARLY
    assert q24(among, date(2025, 1, 10)) == NEVER


def test_a_version_that_never_was_in_force() -> None:
    """Q24: what was only proposed is not due for review."""
    among = framework(proposed("4"))

    assert review(among, "rv", "4", on(3, 2)) is None
    assert review(among, "rv", "3", on(3, 2)) is not None


def test_the_next_review_on_record() -> None:
    """Q24: of several to come, the first."""
    found = review(reviewed(on(9, 7), on(11, 2)), "rv", "3", on(3, 2))

    assert found is not None
    assert (found.reviewed_on, found.next_on) == (None, on(9, 7))


def test_never_reviewed_on_no_day() -> None:
    """Q24: what never was reviewed has no day of that."""
    assert "reviewedOn" not in asked(reviewed(), at(3, 2)).overall.facts
