"""The agreement's articles A3 and A4: how it ends, and what is done together."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain import agreement
from domain.agreement import Framework
from domain.base import Event
from tests.agreements import (
    ALL,
    AUTUMN,
    REGISTERED,
    SPRING,
    acceded,
    entered,
    exited,
    history,
    joint,
    notice,
    other,
    rv3,
    superseded,
    terminated,
)
from tests.worked_example import (
    AGREEMENT_RV3,
    HEAD,
    NUMBERS,
    SACO,
    SEKO,
    ST,
    STAFF,
    framework,
)


def test_notice_without_a_document() -> None:
    """A3.1: notice is given in writing."""
    rv3().when(notice(document_refs=())).refused("A3.1")


@pytest.mark.parametrize("event", [notice(ST), exited(ST), superseded(parties=(ST,))])
def test_not_a_party(event: Event) -> None:
    """A3.2: only who is bound gives notice, leaves or is taken over."""
    unsigned = [e for e in AGREEMENT_RV3 if getattr(e, "party", "") != ST]
    among = Framework(
        agency=REGISTERED.agency, agreements={"rv-new": agreement.Agreement()}
    )

    history(*unsigned, among=among).when(event).refused("A3.2")


def test_left_twice() -> None:
    """A3.2: who has left is not bound any more."""
    rv3(notice(), exited()).when(exited()).refused("A3.2")


@pytest.mark.parametrize(
    "event", [exited("employer"), superseded(parties=("employer",))]
)
def test_the_employer_does_not_leave(event: Event) -> None:
    """A3.3: without the employer there is no agreement: it ends."""
    among = Framework(
        agency=REGISTERED.agency, agreements={"rv-new": agreement.Agreement()}
    )

    history(*AGREEMENT_RV3, among=among).when(event).refused("A3.3")


@pytest.mark.parametrize("event", [exited(), terminated()])
def test_an_end_without_notice(event: Event) -> None:
    """A3.4: an end takes notice."""
    rv3().when(event).refused("A3.4")


def test_an_exit_on_the_notice_of_another() -> None:
    """A3.4: a party leaves on its own notice or the employer's, not a third's."""
    rv3(notice(SACO)).when(exited()).refused("A3.4")
    rv3(notice("employer", actor=HEAD)).when(exited()).admitted()


@pytest.mark.parametrize("end", [exited, terminated])
def test_the_notice_runs_out_to_the_day(end: Any) -> None:
    """A3.5: six months from 2 March end on 2 September."""
    rv3(notice()).when(end(day=date(2026, 9, 1))).refused("A3.5")
    rv3(notice()).when(end(day=AUTUMN)).admitted()


@pytest.mark.parametrize("end", [exited, terminated])
def test_an_end_that_all_agree_on(end: Any) -> None:
    """A3.4: all sides may agree on any day; all but one may not."""
    rv3().when(end(day=SPRING, agreed_by=ALL[:-1])).refused("A3.4")
    rv3().when(end(day=SPRING, agreed_by=ALL)).admitted()


def test_the_end_of_what_nobody_signed() -> None:
    """A3.4: work on an agreement may end with no agreement, and with no notice."""
    history(*AGREEMENT_RV3[:2]).when(terminated()).admitted()


def test_notice_of_an_earlier_membership() -> None:
    """A3.4: a notice does not outlive the membership that it ended."""
    back = date(2026, 10, 1)
    events = (notice(), exited(), acceded(SEKO, back))

    rv3(*events).when(exited(day=date(2027, 1, 1))).refused("A3.4")


def test_no_agreed_notice_period() -> None:
    """A3.4: where no period is agreed none is made up, but notice is still given."""
    numbers = msgspec.structs.replace(NUMBERS, notice=None)
    claims = other(entered("1", SPRING), numbers=numbers)

    history(*claims).when(exited(ST, SPRING)).refused("A3.4")
    history(*claims, notice(ST)).when(exited(ST, date(2026, 3, 1))).refused("A3.5")
    history(*claims, notice(ST)).when(exited(ST, SPRING)).admitted()


@pytest.mark.parametrize("by", ["rv", "rv-new"])
def test_superseded_by_what_is_unknown(by: str) -> None:
    """A3.6: another agreement takes over, and it is on record."""
    history(*AGREEMENT_RV3, among=framework()).when(superseded(by)).refused("A3.6")


@pytest.mark.parametrize(
    "agreed_by", [(), ("employer",), (ST, SACO), ("employer", "lr")]
)
def test_done_by_one_side(agreed_by: tuple[str, ...]) -> None:
    """A4.1: an interpretation or a review takes both sides of the agreement."""
    review = agreement.AgreementReviewed(
        actor=STAFF, occurred_on=SPRING, agreed_by=agreed_by
    )

    rv3().when(joint(agreed_by)).refused("A4.1")
    rv3().when(review).refused("A4.1")


def test_done_together() -> None:
    """A4.1: the employer and one organisation suffice; a review's day is kept."""
    review = agreement.AgreementReviewed(
        actor=STAFF, occurred_on=SPRING, agreed_by=("employer", ST)
    )
    reviewed = rv3(joint(("employer", ST))).when(review).admitted()

    assert reviewed.reviews == (SPRING,)


def test_a_party_on_its_way_out_still_takes_part() -> None:
    """A4.1: until its last day a party that has given notice is a party."""
    late = joint(("employer", SEKO))
    early = msgspec.structs.replace(late, occurred_on=date(2026, 9, 1))

    rv3(notice(), exited()).when(early).admitted()
    rv3(notice(), exited()).when(late).refused("A4.1")
