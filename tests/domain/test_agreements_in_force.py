"""Which version of which agreement holds for a party, a unit and a day."""

from datetime import date
from typing import Any

import pytest

from domain import agreement
from domain.agreement import Cell, Framework, Term
from domain.base import Event
from domain.correction import EventAnnulled, EventCorrected
from tests.agreements import (
    ALL,
    AUTUMN,
    REGISTERED,
    SPRING,
    acceded,
    entered,
    exited,
    governing,
    history,
    notice,
    other,
    proposed,
    rv3,
    superseded,
    terminated,
)
from tests.worked_example import (
    AGREEMENT_RV3,
    CSG,
    ENTERED,
    HEAD,
    LSG,
    SACO,
    SEKO,
    SIGNED,
    ST,
    STAFF,
    TERMS,
    UNIT,
    framework,
    signed,
    union,
)


def test_in_force_from_its_day_for_those_who_signed() -> None:
    """A2: the worked example's RV-3 holds from 1 January 2025."""
    found = framework().in_force(ST, UNIT, ENTERED)

    assert found is not None
    assert (found.named, found.since, found.terms) == (("rv", "3"), ENTERED, TERMS)
    assert governing(framework(), ST, date(2024, 12, 31)) is None
    assert governing(framework(), "lr", ENTERED) is None


def test_an_exit_holds_from_its_day_for_its_party() -> None:
    """A3: the party that left has MBL instead; the others keep the agreement."""
    among = framework(notice(), exited())

    assert governing(among, SEKO, date(2026, 9, 1)) == ("rv", "3")
    assert governing(among, SEKO, AUTUMN) is None
    assert governing(among, ST, AUTUMN) == ("rv", "3")


def test_a_termination_holds_for_all() -> None:
    """A3: from the day the agreement ended, MBL applies to every party."""
    among = framework(notice(), terminated())

    assert governing(among, ST, date(2026, 9, 1)) == ("rv", "3")
    assert governing(among, ST, AUTUMN) is None
    assert among.was_party(ST, UNIT)


def test_a_party_that_comes_back() -> None:
    """A2: both memberships of the same version stand, and the gap between them."""
    back = date(2026, 10, 1)
    among = framework(notice(), exited(), acceded(SEKO, back))

    assert governing(among, SEKO, date(2026, 9, 1)) == ("rv", "3")
    assert governing(among, SEKO, date(2026, 9, 30)) is None
    assert governing(among, SEKO, back) == ("rv", "3")


def test_a_party_that_comes_back_the_day_it_leaves() -> None:
    """A2.4: the first day without it may be the first day with it again."""
    among = framework(notice(), exited(), acceded(SEKO, AUTUMN))

    assert governing(among, SEKO, AUTUMN) == ("rv", "3")


def test_a_party_that_comes_back_before_it_has_left() -> None:
    """A2.4: until it has left it is bound still."""
    early = acceded(SEKO, date(2026, 9, 1))

    rv3(notice(), exited()).when(early).refused("A2.4")


def test_a_party_that_accedes_later() -> None:
    """A2: for who joins later the version holds from that day."""
    unsigned = [e for e in AGREEMENT_RV3 if getattr(e, "party", "") != SEKO]
    joined = history(*unsigned, acceded(SEKO, SPRING)).folded()
    among = Framework(agency=REGISTERED.agency, agreements={"rv": joined})

    assert governing(among, SEKO, date(2026, 3, 1)) is None
    assert governing(among, SEKO, SPRING) == ("rv", "3")
    assert governing(among, ST, ENTERED) == ("rv", "3")


def test_a_new_version_takes_over_for_those_who_signed_it() -> None:
    """A2: who has not signed the new version stays with the old one."""
    among = framework(
        proposed("4"),
        signed("employer", HEAD, SPRING, "4"),
        signed(ST, union(ST), SPRING, "4"),
        entered("4", AUTUMN),
    )

    assert governing(among, ST, date(2026, 9, 1)) == ("rv", "3")
    assert governing(among, ST, AUTUMN) == ("rv", "4")
    assert governing(among, SEKO, AUTUMN) == ("rv", "3")


def test_a_version_binds_no_earlier_than_the_employer_signed() -> None:
    """A2: entering into force backwards in time binds nobody before signature."""
    among = framework(
        proposed("4"),
        signed("employer", HEAD, AUTUMN, "4"),
        signed(ST, union(ST), SPRING, "4"),
        entered("4", SPRING),
    )

    assert governing(among, ST, date(2026, 9, 1)) == ("rv", "3")
    assert governing(among, ST, AUTUMN) == ("rv", "4")


def test_superseded_for_everybody() -> None:
    """A3: the agreement that was superseded holds for nobody from that day."""
    known = Framework(
        agency=REGISTERED.agency, agreements={"rv-new": agreement.Agreement()}
    )
    old = history(*AGREEMENT_RV3, superseded(), among=known).folded()
    among = Framework(agency=REGISTERED.agency, agreements={"rv": old})

    assert governing(among, SACO, date(2026, 9, 1)) == ("rv", "3")
    assert governing(among, SACO, AUTUMN) is None


def taken_over(*more: Event, **changes: Any) -> Framework:
    """Return RV-3, and ST's new agreement that names it as superseded from spring."""
    among = framework()
    new = history(
        *other(entered("1", SPRING), supersedes=("rv",), **changes), *more, among=among
    ).folded()
    both = {**among.agreements, "rv-new": new}
    return Framework(agency=among.agency, agreements=both)


def test_what_was_superseded_does_not_come_back() -> None:
    """A2.7: when the new agreement ends, MBL applies and not the old agreement."""
    among = taken_over(notice(ST), exited(ST))

    assert governing(among, ST, date(2026, 9, 1)) == ("rv-new", "1")
    assert governing(among, ST, AUTUMN) is None


def test_superseded_where_the_other_holds_only() -> None:
    """A2.7: in units that the new agreement leaves out, the old one stays."""
    among = taken_over(units=(UNIT,))
    elsewhere = among.in_force(ST, "head-office", SPRING)

    assert governing(among, ST, SPRING) == ("rv-new", "1")
    assert elsewhere is not None
    assert elsewhere.named == ("rv", "3")


def test_superseded_for_one_party() -> None:
    """A3: another agreement may take over for some of the parties only."""
    known = Framework(
        agency=REGISTERED.agency, agreements={"rv-new": agreement.Agreement()}
    )
    old = history(*AGREEMENT_RV3, superseded(parties=(ST,)), among=known).folded()
    among = Framework(agency=REGISTERED.agency, agreements={"rv": old})

    assert governing(among, ST, AUTUMN) is None
    assert governing(among, SACO, AUTUMN) == ("rv", "3")


def test_the_cell_of_a_topic_at_a_level() -> None:
    """A1: the matrix has one cell, or none, for a topic at a level."""
    found = framework().in_force(ST, UNIT, SPRING)

    assert found is not None
    assert found.terms.cell("work_environment", CSG) == Cell(
        topic="work_environment",
        level=CSG,
        mode="consultation",
        documentation="minutes",
        safety_committee=True,
    )
    assert found.terms.cell("pay_review", LSG) is None


def test_levels_of_what_governs() -> None:
    """A1: the ladder goes from the workplace by LSG to CSG."""
    among = framework()

    assert among.level_above(ST, UNIT, SPRING, LSG) == CSG
    assert among.level_above(ST, UNIT, SPRING, CSG) is None
    assert among.level_above("lr", UNIT, SPRING, LSG) is None
    assert among.is_higher(CSG, "workplace_meeting")
    assert not among.is_higher(LSG, LSG)
    assert not among.is_higher(LSG, CSG)


def test_sections_replaced_for_a_party() -> None:
    """A1.5: what is replaced is asked of a party, a unit and a day."""
    among = framework(notice(), exited())

    assert among.mbl_replaced(ST, UNIT, AUTUMN, "38")
    assert not among.mbl_replaced(ST, UNIT, AUTUMN, "39")
    assert not among.mbl_replaced(SEKO, UNIT, AUTUMN, "38")


@pytest.mark.parametrize(("free", "worked"), [(None, False), ((), True)])
def test_the_agreements_own_eves(free: tuple[()] | None, *, worked: bool) -> None:
    """T2: days are counted by the agreement's eves if it states any, else T2's."""
    claims = other(entered("1", SPRING), free_days=free)
    alone = Framework(
        agency=REGISTERED.agency, agreements={"rv-new": history(*claims).folded()}
    )
    eve = date(2026, 6, 19)

    assert worked is alone.calendar(ST, UNIT, eve).is_working_day(eve)
    assert not alone.calendar(SACO, UNIT, eve).is_working_day(eve)
    assert not alone.calendar(None, None, eve).is_working_day(eve)


def test_a_joint_body_that_decides() -> None:
    """A1: whether any version gives a joint body decisions (MBL 32 §)."""
    assert not framework().has_joint_body()
    assert framework(proposed(joint_decision_body=CSG)).has_joint_body()


def test_versions_are_known_for_ever() -> None:
    """A1.4: a version can be cited, in force or not."""
    among = framework(proposed("4"))

    assert among.version("rv", "4") is not None
    assert among.version("rv", "5") is None
    assert among.version("other", "3") is None


def test_an_annulled_signature() -> None:
    """33.1: the only union's signature bears the entry into force."""
    events = [*AGREEMENT_RV3[:3], AGREEMENT_RV3[3], AGREEMENT_RV3[-1]]
    annulment = EventAnnulled(
        actor=STAFF, occurred_on=SPRING, target="e4", reason="signed for another"
    )

    history(*events).when(annulment).refused("33.1")
    rv3().when(annulment).admitted()


def test_a_corrected_number() -> None:
    """32: a number that was recorded wrongly is corrected where it stands."""
    correction = EventCorrected(
        actor=STAFF,
        occurred_on=SPRING,
        target="e2",
        field="/terms/numbers/escalationRequest/amount",
        old=5,
        new=7,
        reason="misread",
    )
    corrected = rv3().when(correction).admitted()
    term = corrected.versions["3"].terms.numbers.escalation_request

    assert Term(amount=7, unit="working_days") == term


def test_the_worked_example_was_signed_before_it_held() -> None:
    """A2.5: RV-3 has the employer's and three organisations' signatures."""
    assert framework().agreements["rv"].sides(SIGNED) == frozenset(ALL)
