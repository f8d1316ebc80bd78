"""Who may record what: articles 0.6 to 0.9 and 0.11 to 0.13."""

from typing import Any

import pytest

from domain.base import Actor, Event, Refused, Role
from domain.disposal import DisposalApproved, DisposalDecided
from domain.lifecycle import LIFECYCLE
from domain.perspective import PerspectiveSubmitted
from domain.rights import (
    CASE_SYSTEM,
    WHOLE_AGENCY,
    Identity,
    as_oneself,
    is_for,
    may_record,
)
from tests.issues import decided, demanded, happened, held, on, raised
from tests.worked_example import SEKO, ST, UNIT, register, union


def identity(*roles: str, **fields: Any) -> Identity:
    """Return who asks: person p-101 with these roles, through the front page."""
    stated: dict[str, Any] = {"agency": "registerverket", "sub": "p-101"}
    stated["units"] = frozenset(fields.pop("units", ()))
    return Identity(client_id="web", roles=frozenset(roles), **(stated | fields))


MANAGER = identity("manager")
SYSTEM = identity(CASE_SYSTEM, sub="s-1")
REGISTER = register()
OF_ST = identity("union_representative", sub="p-201", organisation=ST)


def allowed(who: Identity, event: Event, *, sourced: bool = False) -> str | None:
    """Return the article that refuses the recording, None if it is allowed."""
    try:
        recorded(who, event, sourced=sourced)
    except Refused as refusal:
        return refusal.rule
    return None


def recorded(who: Identity, event: Event, *, sourced: bool = False) -> None:
    """Return if the recording is allowed. Raises: Refused."""
    by = LIFECYCLE.laws[type(event)].by
    may_record(who, event, by, sourced=sourced, register=REGISTER)


def refusal_of(who: Identity, event: Event) -> Refused:
    """Return what refuses the recording."""
    with pytest.raises(Refused) as refusal:
        recorded(who, event)
    return refusal.value


def said(actor: Actor) -> PerspectiveSubmitted:
    """Return a perspective, by somebody."""
    return happened(
        PerspectiveSubmitted,
        on(2, 17),
        actor=actor,
        perspective_id="p1",
        source="employee",
        stance="neutral",
        proposal_version=1,
    )


def test_a_role_that_records_the_kind() -> None:
    """0.6: a decision is not for a union to record, a manager's is."""
    assert allowed(OF_ST, decided(actor=union(ST))) == "0.6"
    assert allowed(MANAGER, decided(actor=Actor(role=Role.MANAGER))) is None


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FACILITATOR, Role.EMPLOYEE])
def test_who_decides_nothing(role: Role) -> None:
    """0.6: nor for those who only read, help or contribute."""
    assert allowed(identity(role), decided(actor=Actor(role=role))) == "0.6"


@pytest.mark.parametrize(
    "actor",
    [
        Actor(role=Role.AGENCY_HEAD),
        Actor(role=Role.MANAGER, person="p-102"),
    ],
)
def test_oneself(actor: Actor) -> None:
    """0.7: another role or person than the token's is not oneself."""
    assert allowed(MANAGER, decided(actor=actor)) == "0.7"


def test_oneself_by_name() -> None:
    """0.7: one's own role and person are."""
    mine = Actor(role=Role.MANAGER, person="p-101")

    assert allowed(MANAGER, decided(actor=mine)) is None


@pytest.mark.parametrize(
    ("who", "actor", "party", "person"),
    [
        (MANAGER, Actor(role=Role.MANAGER), None, "p-101"),
        (MANAGER, Actor(role=Role.MANAGER, person="p-102"), None, "p-102"),
        (OF_ST, Actor(role=Role.UNION_REPRESENTATIVE), ST, "p-201"),
        (OF_ST, Actor(role=Role.APPROVER), ST, "p-201"),
        (OF_ST, Actor(role=Role.EMPLOYEE), None, "p-201"),
        (OF_ST, union(SEKO), SEKO, "p-201"),
        (SYSTEM, Actor(role=Role.MANAGER), None, None),
        (MANAGER, Actor(role=Role.REGISTRY), None, None),
    ],
)
def test_who_names_nobody_is_named(
    who: Identity, actor: Actor, party: str | None, person: str | None
) -> None:
    """0.7: by the token, and what is named already stays: it is looked at after."""
    named = as_oneself(who, said(actor))

    assert said(Actor(role=actor.role, party=party, person=person)) == named


def test_another_union() -> None:
    """0.7: a representative of ST cannot act as one of Seko."""
    assert allowed(OF_ST, demanded(on(3, 2), SEKO, actor=union(SEKO))) == "0.7"
    assert allowed(OF_ST, demanded(on(3, 2), ST, actor=union(ST))) is None


@pytest.mark.parametrize(
    ("person", "sourced", "rule"),
    [("p-101", True, None), (None, True, "0.8"), ("p-101", False, "0.8")],
)
def test_a_system_records_for_somebody(
    person: str | None, *, sourced: bool, rule: str | None
) -> None:
    """0.8: a case system names the person, and its request."""
    event = decided(actor=Actor(role=Role.MANAGER, person=person))

    assert rule == allowed(SYSTEM, event, sourced=sourced)


def test_a_system_records_for_those_who_may() -> None:
    """0.6: what a person may not record, a system may not record for that person."""
    event = decided(actor=Actor(role=Role.EMPLOYEE, person="p-301"))

    assert allowed(SYSTEM, event, sourced=True) == "0.6"


def test_a_representative_represents_somebody() -> None:
    """0.9: a union representative names the organisation."""
    nobody = Actor(role=Role.UNION_REPRESENTATIVE)

    assert allowed(OF_ST, said(nobody)) == "0.9"
    assert allowed(OF_ST, said(union(ST))) is None


BOUND = ["manager", "employee", "safety_representative", "head_safety_representative"]


def raises(role: str, *units: str) -> str | None:
    """Return the article that refuses the role of these units an issue in UNIT."""
    issue = raised(raised_by=Role(role), actor=Actor(role=Role(role)))
    return allowed(identity(role, units=units), issue)


@pytest.mark.parametrize("role", BOUND)
@pytest.mark.parametrize(
    ("units", "article"),
    [
        ((UNIT,), None),
        (("head-office",), None),
        ((WHOLE_AGENCY,), None),
        (("elsewhere", UNIT), None),
        (("elsewhere",), "0.11"),
        ((), "0.11"),
    ],
)
def test_one_raises_in_ones_own_units(
    role: str, units: tuple[str, ...], article: str | None
) -> None:
    """0.11: own unit, or one below it, or the whole agency; no other, and not none."""
    assert article == raises(role, *units)


def test_units_above_are_not_ones_own() -> None:
    """0.11: who has a role in a region does not have it at the head office."""
    above = raised(unit="head-office", actor=Actor(role=Role.MANAGER))

    assert allowed(identity("manager", units=[UNIT]), above) == "0.11"


@pytest.mark.parametrize("role", ["agency_head", "employer_representative"])
def test_some_roles_are_of_the_whole_agency(role: str) -> None:
    """0.11: the head and the employer's staff raise in any unit."""
    assert raises(role) is None


def test_a_union_raises_in_any_unit() -> None:
    """0.11: an organisation is a party wherever its members are."""
    assert allowed(OF_ST, raised(actor=union(ST))) is None


def test_a_system_raises_for_whoever_it_names() -> None:
    """0.11: the agency's own system answers for where that person belongs."""
    person = Actor(role=Role.EMPLOYEE, person="p-301")
    issue = raised(raised_by=Role.EMPLOYEE, actor=person)

    assert allowed(SYSTEM, issue, sourced=True) is None


def test_what_follows_is_not_bound_to_a_unit() -> None:
    """0.11: whoever sees an issue records in it; only raising asks for the unit."""
    assert allowed(MANAGER, held(on(2, 17))) is None


STAFF = identity("employer_representative")
DISPOSALS = [
    happened(
        DisposalDecided,
        on(9, 1),
        disposal_id="g1",
        classes=("c1",),
        actor=Actor(role=Role.EMPLOYER_REPRESENTATIVE, person="p-101"),
    ),
    happened(
        DisposalApproved,
        on(9, 1),
        disposal_id="g1",
        actor=Actor(role=Role.EMPLOYER_REPRESENTATIVE, person="p-101"),
    ),
]


@pytest.mark.parametrize("event", DISPOSALS)
def test_in_person(event: Event) -> None:
    """0.12: what two persons answer for, each records with a token of their own."""
    both = identity(CASE_SYSTEM, "employer_representative")

    assert allowed(STAFF, event) is None
    assert allowed(SYSTEM, event, sourced=True) == "0.12"
    assert allowed(both, event, sourced=True) == "0.12"


@pytest.mark.parametrize("person", [None, "p-102"])
def test_the_person_is_the_one_who_asks(person: str | None) -> None:
    """0.12: the event names the person of the token, neither nobody nor another."""
    assert allowed(STAFF, by_staff(person)) == "0.12"


def by_staff(person: str | None) -> DisposalApproved:
    """Return an approval of a disposal, by that person."""
    actor = Actor(role=Role.EMPLOYER_REPRESENTATIVE, person=person)
    return happened(DisposalApproved, on(9, 1), disposal_id="g1", actor=actor)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_both_persons_are_named(language: str) -> None:
    """0.7, 0.12: who is named and who asks, by their ids; or that nobody is named."""
    other = refusal_of(MANAGER, decided(actor=Actor(role=Role.MANAGER, person="m-9")))
    nobody = refusal_of(STAFF, by_staff(None))

    assert "manager (m-9)" in other.sentence(language)
    assert "manager (p-101)" in other.sentence(language)
    assert "`actor.person` is – (–: absent)" in nobody.sentence()
    assert "p-101" in nobody.sentence(language)


@pytest.mark.parametrize(
    "role", [Role.MANAGER, Role.AGENCY_HEAD, Role.SAFETY_REPRESENTATIVE]
)
def test_who_acts_for_no_organisation_names_none(role: Role) -> None:
    """0.13: through a system no manager becomes a union's, to approve or waive."""
    event = said(Actor(role=role, party=ST, person="p-101"))

    assert allowed(SYSTEM, event, sourced=True) == "0.13"


def test_what_is_offered_is_what_may_be_recorded() -> None:
    """0.12: a system is offered all but what is done in person."""
    by = LIFECYCLE.laws[DisposalDecided].by

    assert is_for(SYSTEM, type(decided()), LIFECYCLE.laws[type(decided())].by)
    assert not is_for(SYSTEM, DisposalDecided, by)
    assert is_for(STAFF, DisposalDecided, by)
    assert not is_for(MANAGER, DisposalDecided, by)
