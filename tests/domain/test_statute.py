"""The numbers of the Act, and how a changed Act leaves older days alone."""

from datetime import date

import pytest

from domain import statute
from domain.calendar import Calendar, Term
from domain.statute import Provision


@pytest.mark.parametrize(
    ("provisions", "section", "start", "last"),
    [
        (statute.NEGOTIATION_MEETING_LOCAL, "16", date(2026, 3, 3), date(2026, 3, 17)),
        (statute.NEGOTIATION_MEETING_OTHER, "16", date(2026, 3, 3), date(2026, 3, 24)),
        (statute.CONFIDENTIALITY_SUIT, "21", date(2026, 3, 3), date(2026, 3, 13)),
        (statute.CLAIM_AFTER_KNOWLEDGE, "64", date(2026, 3, 3), date(2026, 7, 3)),
        (statute.CLAIM_AFTER_EVENT, "64", date(2026, 3, 3), date(2028, 3, 3)),
        (statute.CLAIM_CENTRAL_AFTER_LOCAL, "64", date(2026, 3, 3), date(2026, 5, 3)),
        (statute.SUIT_AFTER_NEGOTIATION, "65", date(2026, 3, 3), date(2026, 6, 3)),
    ],
)
def test_each_number_has_its_section(
    provisions: tuple[Provision, ...], section: str, start: date, last: date
) -> None:
    """T8, T11, T12: each number of MBL, with its section, as a last day in time."""
    provision = statute.on(provisions, start)

    assert f"MBL (1976:580) {section} §" == provision.section
    assert last == Calendar().deadline(start, provision.term)


def test_a_changed_act_leaves_older_days_alone() -> None:
    """T8: the number in force on the day counts, from its own first day."""
    old = Provision(section="1 §", term=Term(amount=2, unit="weeks"))
    new = Provision(
        section="1 §", term=Term(amount=3, unit="weeks"), since=date(2030, 1, 1)
    )

    assert old == statute.on((old, new), date(2029, 12, 31))
    assert new == statute.on((old, new), date(2030, 1, 1))


def test_sections_that_stay_whatever_is_agreed() -> None:
    """A1.5: 10, 13 and 15–18 §§ of MBL are not for an agreement to replace."""
    kept = {"10", "13", "15", "16", "17", "18"}

    assert kept.isdisjoint(statute.REPLACEABLE_SECTIONS)
