"""Who may record what: articles 0.6 to 0.9."""

from typing import Any

import pytest

from domain.base import Actor, Event, Refused, Role
from domain.lifecycle import LIFECYCLE
from domain.perspective import PerspectiveSubmitted
from domain.rights import CASE_SYSTEM, Identity, may_record
from tests.issues import decided, demanded, happened, on
from tests.worked_example import SEKO, ST, union


def identity(*roles: str, **fields: Any) -> Identity:
    """Return who asks: person p-101 with these roles, through the front page."""
    stated: dict[str, Any] = {"agency": "registerverket", "sub": "p-101"}
    return Identity(client_id="web", roles=frozenset(roles), **(stated | fields))


MANAGER = identity("manager")
SYSTEM = identity(CASE_SYSTEM, sub="s-1")
OF_ST = identity("union_representative", sub="p-201", organisation=ST)


def allowed(who: Identity, event: Event, *, sourced: bool = False) -> str | None:
    """Return the article that refuses the recording, None if it is allowed."""
    by = LIFECYCLE.laws[type(event)].by
    try:
        may_record(who, event, by, sourced=sourced)
    except Refused as refusal:
        return refusal.rule
    return None


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
        Actor(role=Role.MANAGER, party=ST),
    ],
)
def test_oneself(actor: Actor) -> None:
    """0.7: another role, person or organisation than the token's is not oneself."""
    assert allowed(MANAGER, decided(actor=actor)) == "0.7"


def test_oneself_by_name() -> None:
    """0.7: one's own role and person are."""
    mine = Actor(role=Role.MANAGER, person="p-101")

    assert allowed(MANAGER, decided(actor=mine)) is None


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
