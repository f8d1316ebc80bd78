"""Retention classes in the register: articles R6.1 to R6.3."""

import pytest

from domain import agency
from domain.lifecycle import LIFECYCLE
from domain.retention import KINDS
from tests.disposals import ADOPTED, adopted
from tests.given import given
from tests.worked_example import REGISTER


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
