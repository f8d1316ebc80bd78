"""Perspectives, positions and revisions: articles 8, 9 and 11."""

from typing import Any

import pytest

from domain.base import Actor, Role
from domain.perspective import (
    PartyPositionRecorded,
    PerspectiveSubmitted,
    ProposalRevised,
)
from tests.issues import admitted, happened, history, on, raised, refused
from tests.worked_example import SEKO, ST, union

RAISED = history(raised())


def said(id_: str = "p1", **fields: Any) -> PerspectiveSubmitted:
    """Return a perspective from a group of employees."""
    stated: dict[str, Any] = {
        "perspective_id": id_,
        "source": "employee_group",
        "stance": "neutral",
        "proposal_version": 1,
    }
    return happened(PerspectiveSubmitted, on(2, 17), **(stated | fields))


def position(**fields: Any) -> PartyPositionRecorded:
    """Return Seko's position, recorded by itself unless said."""
    stated: dict[str, Any] = {"party": SEKO, "position": "reserved"}
    return happened(PartyPositionRecorded, on(3, 17), **(stated | fields))


def revised(version: int, *because_of: str) -> ProposalRevised:
    """Return that the proposal became another version."""
    return happened(
        ProposalRevised,
        on(2, 19),
        version=version,
        because_of=because_of,
        material=True,
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "employee", "party": ST},
        {"source": "employee_group", "party": ST},
        {"source": "employee", "actor": Actor(role=Role.EMPLOYEE, party=ST)},
    ],
)
def test_the_union_of_an_employee(fields: dict[str, Any]) -> None:
    """8.2: an employee's perspective never names a union, nor does its actor."""
    refused("8.2", said(**fields), RAISED)

    assert admitted(said(actor=Actor(role=Role.EMPLOYEE)), RAISED).perspectives


def test_a_unions_perspective_names_it() -> None:
    """8.2: a union's own perspective does."""
    mine = said(source="union", party=ST, actor=union(ST))

    assert admitted(mine, RAISED).perspectives == {"p1"}


def test_a_perspective_is_recorded_once() -> None:
    """8.3: the id of a perspective stands for one."""
    entries = history(raised(), said("p1"))
    refused("8.3", said("p1"), entries)

    assert admitted(said("p2"), entries).perspectives == {"p1", "p2"}


@pytest.mark.parametrize("actor", [union(ST), Actor(role=Role.MANAGER)])
def test_a_position_is_the_partys_own(actor: Actor) -> None:
    """9.1: another records it only with the minutes that say so."""
    refused("9.1", position(actor=actor), RAISED)

    assert admitted(position(actor=actor, minutes_ref="m-1"), RAISED).raised
    assert admitted(position(actor=union(SEKO)), RAISED).raised


@pytest.mark.parametrize("version", [1, 3])
def test_versions_follow_each_other(version: int) -> None:
    """11.1: the next version is one more than the last."""
    refused("11.1", revised(version), RAISED)

    assert admitted(revised(2), RAISED).proposal == 2


def test_the_cause_of_a_revision_is_recorded() -> None:
    """11.2: a perspective that moved the proposal is on record."""
    entries = history(raised(), said("p1"))
    refused("11.2", revised(2, "p1", "p2"), entries)

    assert admitted(revised(2, "p1"), entries).proposal == 2
