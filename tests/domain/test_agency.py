"""The register's articles R1–R5, and what it answers about a day."""

from datetime import date
from typing import Any

import pytest

from domain import agency
from domain.agency_authority import AuthorityDelegated, AuthorityWithdrawn
from domain.agency_organisations import OrganisationBound, OrganisationReleased
from domain.agency_units import UnitClosed, UnitEstablished
from domain.base import Event, Role
from domain.calendar import Calendar
from domain.correction import EventAnnulled, EventCorrected
from tests.given import Given, given
from tests.worked_example import HEAD, REGISTER, ST, STAFF, UNIT, register

START = date(2020, 1, 1)
LATER = date(2022, 6, 30)
NEW = date(2022, 7, 1)


def bound(organisation: str = "ofr", **fields: Any) -> OrganisationBound:
    """Return that the organisation is bound, from 2020 unless said otherwise."""
    stated: dict[str, Any] = {
        "name": "OFR",
        "bound_from": START,
        "occurred_on": START,
    } | fields
    return OrganisationBound(actor=STAFF, organisation=organisation, **stated)


def released(organisation: str = "ofr", until: date = LATER) -> OrganisationReleased:
    """Return that nothing binds the organisation after that day."""
    return OrganisationReleased(
        actor=STAFF, occurred_on=LATER, organisation=organisation, bound_until=until
    )


def unit(slug: str, parent: str | None = None) -> UnitEstablished:
    """Return that the unit exists from 2020."""
    return UnitEstablished(
        actor=STAFF,
        occurred_on=START,
        unit=slug,
        name=slug.upper(),
        parent=parent,
        established_from=START,
    )


def closed(slug: str, day: date = LATER) -> UnitClosed:
    """Return that the unit is no more."""
    return UnitClosed(actor=STAFF, occurred_on=LATER, unit=slug, closed_from=day)


def delegated(ref: str = "d-1", **fields: Any) -> AuthorityDelegated:
    """Return a delegation to managers from 2020, of everything unless said."""
    stated: dict[str, Any] = {
        "role": Role.MANAGER,
        "level": "lsg",
        "valid_from": START,
    } | fields
    return AuthorityDelegated(
        actor=HEAD, occurred_on=START, authority_ref=ref, **stated
    )


def withdrawn(ref: str = "d-1", day: date = NEW) -> AuthorityWithdrawn:
    """Return that the delegation was taken back."""
    return AuthorityWithdrawn(
        actor=HEAD, occurred_on=LATER, authority_ref=ref, withdrawn_from=day
    )


def topic(slug: str) -> agency.TopicAdded:
    """Return a topic of the agency's own."""
    return agency.TopicAdded(
        actor=STAFF, occurred_on=START, topic=slug, name_sv="Arkiv", name_en="Archive"
    )


def calendar(**fields: Any) -> agency.CalendarAdopted:
    """Return a calendar adopted from 2020."""
    stated: dict[str, Any] = {"valid_from": START} | fields
    return agency.CalendarAdopted(actor=STAFF, occurred_on=START, **stated)


def history(*events: Event) -> Given[agency.Agency, object]:
    """Return a register with those events."""
    return given(agency.LIFECYCLE, *events)


def test_bound_twice_at_once() -> None:
    """R1.1: an organisation that is bound cannot be bound again."""
    history(bound()).when(bound(bound_from=LATER)).refused("R1.1")


def test_bound_within_an_earlier_period() -> None:
    """R1.1: the last day of an earlier period counts as bound."""
    history(bound(), released()).when(bound(bound_from=LATER)).refused("R1.1")


def test_bound_again_afterwards() -> None:
    """R1.1: a released organisation may be bound anew from the day after."""
    register = history(bound(), released()).when(bound(bound_from=NEW)).admitted()

    assert register.is_bound("ofr", LATER)
    assert register.is_bound("ofr", NEW)


def test_released_without_being_bound() -> None:
    """R1.2: what is not bound cannot be released."""
    history().when(released()).refused("R1.2")


def test_released_twice() -> None:
    """R1.2: once released, it is not bound any more."""
    history(bound(), released()).when(released()).refused("R1.2")


def test_released_before_bound() -> None:
    """R1.3: the last day bound is no earlier than the first."""
    history(bound()).when(released(until=date(2019, 12, 31))).refused("R1.3")


def test_released_the_first_day() -> None:
    """R1.3: bound for a single day is bound."""
    register = history(bound()).when(released(until=START)).admitted()

    assert register.is_bound("ofr", START)
    assert not register.is_bound("ofr", date(2020, 1, 2))


def test_an_organisation_is_registered_once() -> None:
    """R1.5: an organisation that is known cannot be registered again."""
    registered = agency.OrganisationRegistered(
        actor=STAFF, occurred_on=START, organisation="seko", name="Seko"
    )

    assert history(registered).when(registered).refused("R1.5")
    assert history(bound(organisation="seko")).when(registered).refused("R1.5")


def test_a_registered_organisation_is_known_and_not_bound() -> None:
    """R1.5: being registered makes a party known (MBL 13 §), it binds nobody."""
    registered = agency.OrganisationRegistered(
        actor=STAFF, occurred_on=START, organisation="seko", name="Seko"
    )

    folded = history().when(registered).admitted()

    assert folded.knows("seko")
    assert not folded.is_bound("seko", START)


def test_no_organisation_is_registered_as_the_employer() -> None:
    """R1.4: the employer's slug is its own."""
    registered = agency.OrganisationRegistered(
        actor=STAFF, occurred_on=START, organisation="employer", name="E"
    )

    history().when(registered).refused("R1.4")


def test_an_organisation_is_not_the_employer() -> None:
    """R1.4: `employer` names the other side."""
    history().when(bound("employer")).refused("R1.4")


def test_the_days_bound_include_the_last() -> None:
    """R1: who is bound is asked of a day, first and last included."""
    register = history(bound(), released()).folded()

    assert frozenset() == register.bound(date(2019, 12, 31))
    assert frozenset({"ofr"}) == register.bound(START)
    assert frozenset({"ofr"}) == register.bound(LATER)
    assert frozenset() == register.bound(NEW)
    assert register.knows("ofr")
    assert not register.knows("seko")


def test_a_central_organisation_comes_after_its_local() -> None:
    """R1: the duty is owed to the local organisation first (MBL 14 §)."""
    central = bound("st-central", level="central")
    local = bound("st", central="st-central")

    assert frozenset({"st-central"}) == history(central).folded().bound(START)
    assert frozenset({"st"}) == history(central, local).folded().bound(START)
    assert history(central, local).folded().is_bound("st-central", START)


def test_unit_established_twice() -> None:
    """R2.1: a slug stands for one unit for ever."""
    history(unit("a"), closed("a")).when(unit("a")).refused("R2.1")


def test_unit_under_an_unknown_one() -> None:
    """R2.2: the unit above is recorded first."""
    history().when(unit("b", parent="a")).refused("R2.2")


def test_unit_under_itself() -> None:
    """R2.2: a unit is not above itself."""
    history().when(unit("a", parent="a")).refused("R2.2")


def test_unknown_unit_closed() -> None:
    """R2.3: only a unit that exists can be closed."""
    history().when(closed("a")).refused("R2.3")


def test_unit_closed_twice() -> None:
    """R2.4: a closed unit cannot be closed again."""
    history(unit("a"), closed("a")).when(closed("a")).refused("R2.4")


def test_unit_closed_before_it_existed() -> None:
    """R2.5: a unit ends no earlier than it begins."""
    history(unit("a")).when(closed("a", date(2019, 12, 31))).refused("R2.5")


def test_unit_closed_the_day_it_began() -> None:
    """R2.5: a unit may end on its first day."""
    history(unit("a")).when(closed("a", START)).admitted()


def test_units_under_a_unit() -> None:
    """R2: a unit's units are itself and all below, at any depth."""
    units = (unit("a"), unit("b", "a"), unit("c", "b"), unit("d"), closed("b"))
    register = history(*units).folded()

    assert frozenset("abc") == register.units_under("a")
    assert frozenset("d") == register.units_under("d")
    assert register.unit("e") is None


def test_authority_delegated_twice() -> None:
    """R3.1: a reference stands for one authority for ever."""
    history(delegated(), withdrawn()).when(delegated()).refused("R3.1")


def test_unknown_authority_withdrawn() -> None:
    """R3.2: only an authority that was delegated can be withdrawn."""
    history().when(withdrawn()).refused("R3.2")


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ([], delegated(valid_until=date(2019, 12, 31))),
        ([delegated()], withdrawn(day=date(2019, 12, 31))),
    ],
)
def test_authority_ends_before_it_starts(before: list[Event], event: Event) -> None:
    """R3.3: an authority ends no earlier than it begins."""
    history(*before).when(event).refused("R3.3")


def test_authority_for_one_day_or_none() -> None:
    """R3.3: an authority may end on its first day, or be withdrawn from it."""
    day = history().when(delegated(valid_until=START)).admitted().authority("d-1")
    none = history(delegated()).when(withdrawn(day=START)).admitted().authority("d-1")

    assert day is not None
    assert none is not None
    assert day.is_valid(START)
    assert not none.is_valid(START)


def test_authority_withdrawn_twice() -> None:
    """R3.4: what is withdrawn cannot be withdrawn again."""
    history(delegated(), withdrawn()).when(withdrawn()).refused("R3.4")


def test_authority_for_a_union() -> None:
    """R3.5: the decision is the employer's."""
    history().when(delegated(role=Role.UNION_REPRESENTATIVE)).refused("R3.5")


def test_authority_over_an_unknown_unit() -> None:
    """R2.3: an authority names units of the register."""
    history().when(delegated(units=("a",))).refused("R2.3")


def test_authority_over_an_unknown_topic() -> None:
    """R4.2: an authority names topics of the catalogue."""
    history().when(delegated(topics=("archive",))).refused("R4.2")


def test_authority_covers_its_topics_units_and_days() -> None:
    """R3: an authority covers what it names, with units added below it since."""
    narrow = delegated(topics=("premises",), units=("a",), valid_until=LATER)
    register = history(unit("a"), narrow, unit("b", "a"), unit("c")).folded()
    authority = register.authority("d-1")

    assert authority is not None
    assert authority.covers("premises", "b", START)
    assert authority.covers("premises", "a", LATER)
    assert not authority.covers("premises", "a", NEW)
    assert not authority.covers("premises", "c", START)
    assert not authority.covers("equality", "a", START)


def test_authority_of_everything_until_withdrawn() -> None:
    """R3: without topics and units everything, to the day before withdrawal."""
    authority = history(delegated(), withdrawn()).folded().authority("d-1")

    assert authority is not None
    assert authority.covers("premises", "anywhere", LATER)
    assert not authority.covers("premises", "anywhere", NEW)
    assert history().folded().authority("d-1") is None


def test_who_may_decide() -> None:
    """R3: managers decide, and specialists if something was ever delegated to them."""
    empty = history().folded()
    specialist = delegated(role=Role.EMPLOYER_REPRESENTATIVE)

    assert empty.may_decide(Role.MANAGER)
    assert empty.may_decide(Role.AGENCY_HEAD)
    assert not empty.may_decide(Role.EMPLOYER_REPRESENTATIVE)
    assert not empty.may_decide(Role.UNION_REPRESENTATIVE)
    assert history(specialist).folded().may_decide(Role.EMPLOYER_REPRESENTATIVE)


@pytest.mark.parametrize("slug", ["premises", "archive"])
def test_topic_added_twice(slug: str) -> None:
    """R4.1: a topic of the catalogue, built in or added, is not added again."""
    history(topic("archive")).when(topic(slug)).refused("R4.1")


def test_topic_added() -> None:
    """R4.1: the catalogue grows by the agency's own topics."""
    register = history().when(topic("archive")).admitted()

    assert "archive" in register.topics
    assert "premises" in register.topics


def test_calendar_adopted_twice_from_a_day() -> None:
    """R5.1: from one day one calendar holds."""
    history(calendar()).when(calendar(free_days=("christmas_eve",))).refused("R5.1")


def test_calendar_of_a_day() -> None:
    """R5: the calendar adopted latest by then; before any, all three eves are off."""
    register = history(
        calendar(valid_from=NEW, extra_dates=(date(2023, 5, 19),)), calendar()
    ).folded()

    assert Calendar() == register.calendar(date(2019, 12, 31))
    assert Calendar(frozenset()) == register.calendar(LATER)
    assert not register.calendar(NEW).is_working_day(date(2023, 5, 19))


def test_a_correction_that_would_contradict() -> None:
    """32.4: the register is read again with the correction, and must still hold."""
    correction = EventCorrected(
        actor=STAFF,
        occurred_on=LATER,
        target="e1",
        field="/boundFrom",
        old="2020-01-01",
        new="2023-01-01",
        reason="wrong year",
    )

    history(bound(), released()).when(correction).refused("32.4")


def test_an_annulment_that_others_depend_on() -> None:
    """33.1: a unit that has units under it is not annulled."""
    annulment = EventAnnulled(
        actor=STAFF, occurred_on=LATER, target="e1", reason="never existed"
    )

    history(unit("a"), unit("b", "a")).when(annulment).refused("33.1")


def test_a_corrected_name() -> None:
    """32: a correction holds for everything that is read afterwards."""
    correction = EventCorrected(
        actor=STAFF,
        occurred_on=LATER,
        target="e1",
        field="/boundFrom",
        old="2020-01-01",
        new="2021-01-01",
        reason="wrong year",
    )
    register = history(bound(), released()).when(correction).admitted()

    assert not register.is_bound("ofr", START)


def test_the_register_of_the_worked_example() -> None:
    """R: the fictional agency's register is admitted as it stands."""
    found = register()
    authority = found.authority("delegation-2025.regional-manager")

    assert len(REGISTER) == 7
    assert frozenset({"st", "saco-s", "seko"}) == found.bound(date(2026, 3, 25))
    assert found.is_bound(ST, date(2015, 1, 1))
    assert authority is not None
    assert authority.covers("premises", UNIT, date(2026, 3, 25))
