"""Minutes and their approval: article 31."""

from typing import Any

import pytest

from domain.base import Actor, Role
from domain.correction import Approver
from domain.minutes import MinutesApproved, MinutesDisputed, MinutesDrafted, OnMinutes
from tests.issues import (
    admitted,
    at,
    happened,
    held,
    history,
    on,
    raised,
    refused,
    summoned,
)
from tests.worked_example import SACO, SEKO, ST, union

MANAGER = Actor(role=Role.MANAGER)
APPROVERS = (
    Approver(side="employer", person="p-101"),
    Approver(side=ST, person="p-201"),
    Approver(side=SEKO, person="p-203"),
)
HELD = [
    raised(),
    summoned(on(2, 3), at(3, 3)),
    held(on(3, 3), absent=(SEKO,), present=(ST, SACO)),
]


def drafted(version: int = 1) -> MinutesDrafted:
    """Return that a version of the minutes of 3 March was written."""
    return happened(
        MinutesDrafted,
        on(3, 4),
        minutes_id="m1",
        version=version,
        meeting_on=on(3, 3),
        approvers=APPROVERS,
    )


def approved(**fields: Any) -> MinutesApproved:
    """Return that ST approved version 1."""
    stated: dict[str, Any] = {
        "minutes_id": "m1",
        "version": 1,
        "side": ST,
        "approver": "p-201",
        "actor": union(ST),
    }
    return happened(MinutesApproved, on(3, 6), **(stated | fields))


DRAFTED = history(*HELD, drafted())


@pytest.mark.parametrize(
    "fields",
    [
        {"approver": "p-999"},
        {"approver": "p-101"},
        {"side": SACO, "actor": union(SACO)},
        {"side": SEKO, "approver": "p-203", "actor": union(SEKO)},
    ],
)
def test_an_appointed_approver_of_a_side_that_was_there(fields: dict[str, Any]) -> None:
    """31.1: somebody else, somebody of another side, or of an absent side, is none."""
    refused("31.1", approved(**fields), DRAFTED)

    assert admitted(approved(), DRAFTED).minutes["m1"].approved == {ST}


@pytest.mark.parametrize(
    "actor",
    [union(SACO), MANAGER, Actor(role=Role.APPROVER, party=ST, person="p-999")],
)
def test_nobody_approves_for_another_side(actor: Actor) -> None:
    """31.1: the approval is recorded by the approver itself (DOMAIN 2)."""
    refused("31.1", approved(actor=actor), DRAFTED)

    itself = Actor(role=Role.APPROVER, party=ST, person="p-201")
    assert admitted(approved(actor=itself), DRAFTED)


def test_the_employer_approves_for_itself() -> None:
    """31.1: the employer's approver is of the employer's side."""
    employer = approved(side="employer", approver="p-101", actor=MANAGER)

    assert admitted(employer, DRAFTED).minutes["m1"].approved == {"employer"}


def test_the_version_exists() -> None:
    """31.2: what is approved or disputed is the latest version of known minutes."""
    refused("31.2", approved(minutes_id="m2"), DRAFTED)
    refused("31.2", approved(version=2), DRAFTED)
    second = history(*HELD, drafted(), drafted(2))
    refused("31.2", approved(version=1), second)

    assert admitted(approved(version=2), second)


def test_a_new_version_begins_without_approvals() -> None:
    """31.2: approval of one version is not approval of the next."""
    assert (
        not admitted(drafted(2), history(*HELD, drafted(), approved()))
        .minutes["m1"]
        .approved
    )


def test_to_dispute_is_for_approvers_too() -> None:
    """31.1: only an approver of a side that was there disputes the minutes."""
    stated = {name: getattr(approved(), name) for name in OnMinutes.__struct_fields__}
    disputed = MinutesDisputed(**stated, reason="I said no.")
    refused(
        "31.1", MinutesDisputed(**stated | {"approver": "p-9"}, reason="No."), DRAFTED
    )

    assert admitted(disputed, DRAFTED)
