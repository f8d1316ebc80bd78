"""Retention classes in the register: articles R6.1 to R6.3."""

import pytest

from domain import agency
from domain.lifecycle import LIFECYCLE
from domain.retention import KINDS
from tests.disposals import ADOPTED, adopted
from tests.given import given
from tests.issues import annulled, corrected
from tests.worked_example import REGISTER, STAFF


def test_nothing_is_seeded() -> None:
    """R6: which retention applies is not for the registry to say."""
    assert {} == given(agency.LIFECYCLE, *REGISTER).folded().retention


def test_a_class_is_adopted_once() -> None:
    """R6.1: what a disposal rests on is not replaced."""
    given(agency.LIFECYCLE, adopted()).when(adopted(keep_years=1)).refused("R6.1")

    both = given(agency.LIFECYCLE, adopted()).when(adopted("other", None)).admitted()
    assert {"two-years": 2, "other": None} == {
        slug: each.keep_years for slug, each in both.retention.items()
    }


def test_a_slug_is_used_once() -> None:
    """R6.1: an annulled class is not replaced by another of its name."""
    gone = given(agency.LIFECYCLE, adopted(), annulled(ADOPTED, "e1", actor=STAFF))
    gone.when(adopted(keep_years=1)).refused("R6.1")

    assert gone.when(adopted("other", 1)).admitted().retention.keys() == {"other"}


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [("/keepYears", 2, 1), ("/keepYears", 2, 3), ("/validFrom", "2020-01-01", None)],
)
def test_a_class_is_not_corrected(field: str, old: object, new: object) -> None:
    """R6.4: its time stays what it was when it was adopted; it is annulled whole."""
    class_ = given(agency.LIFECYCLE, adopted())
    change = corrected(ADOPTED, "e1", field, old, new, actor=STAFF)
    class_.when(change).refused("R6.4")

    assert not class_.when(annulled(ADOPTED, "e1", actor=STAFF)).admitted().retention


def test_other_entries_of_the_register_are() -> None:
    """R6.4: what disposals do not rest on is corrected as ever."""
    entries = given(agency.LIFECYCLE, *REGISTER)
    change = corrected(ADOPTED, "e1", "/name", REGISTER[0].name, "Fack", actor=STAFF)

    assert entries.when(change).admitted()


def test_its_topics_exist() -> None:
    """R6.2: those of the catalogue, the agency's own too."""
    own = agency.TopicAdded(
        actor=adopted().actor, occurred_on=ADOPTED,
        topic="own", name_sv="Eget", name_en="Own",
    )  # fmt: skip
    named = adopted(topics=("premises", "own"))
    given(agency.LIFECYCLE).when(named).refused("R6.2")

    assert given(agency.LIFECYCLE, own).when(named).admitted().retention


@pytest.mark.parametrize("kind", ["minutes", "minutes-drafted.v1", "unit-established"])
def test_its_kinds_exist(kind: str) -> None:
    """R6.3: those of an issue's events, without their version."""
    given(agency.LIFECYCLE).when(adopted(kinds=(kind,))).refused("R6.3")


def test_kinds_are_those_of_issues() -> None:
    """R6.3: each is one of the law of an issue, and all of these are known."""
    assert len(KINDS) == len(LIFECYCLE.kinds)
    assert given(agency.LIFECYCLE).when(adopted(kinds=tuple(KINDS))).admitted()
