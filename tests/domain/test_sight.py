"""What each role sees: DOMAIN 2, and decision 14."""

from typing import Any

import pytest

from domain.audience import Audience, Circle, Secrecy
from domain.rights import Identity
from domain.sight import Sight, sight

UNDER = {"north": ("north", "north-1"), "north-1": ("north-1",), "south": ("south",)}
ISSUE = Circle("north-1", frozenset({"st"}))
EMPLOYER = "employer"


def of(*roles: str, **fields: Any) -> Sight:
    """Return what somebody in these roles sees."""
    units = frozenset(fields.pop("units", ()))
    identity = Identity(
        agency="a",
        sub="p",
        client_id="c",
        roles=frozenset(roles),
        units=units,
        **fields,
    )
    return sight(identity, lambda unit: UNDER.get(unit, (unit,)))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (of("agency_head"), True),
        (of("employer_representative"), True),
        (of("auditor"), True),
        (of("case_system"), True),
        (of("facilitator"), False),
        (of("facilitator", units=["*"]), False),
        (of(), False),
        (of("manager"), False),
        (of("manager", units=["north-1"]), True),
        (of("manager", units=["north"]), True),
        (of("manager", units=["south"]), False),
        (of("manager", units=["*"]), True),
        (of("employee", units=["north"]), True),
        (of("safety_representative", units=["north"]), True),
        (of("head_safety_representative", units=["south"]), False),
        (of("minutes_secretary", units=["north"]), True),
        (of("approver", units=["north"]), True),
        (of("approver", units=["north"], organisation="seko"), False),
        (of("approver", organisation="st"), True),
        (of("union_representative", organisation="st"), True),
        (of("union_representative", organisation="seko"), False),
        (of("union_representative", units=["*"], organisation="seko"), False),
        (of("employee", organisation="st"), False),
        (of("manager", "union_representative", units=["south"]), False),
        (
            of("manager", "union_representative", units=["south"], organisation="st"),
            True,
        ),
    ],
)
def test_which_issues_a_role_sees(seen: Sight, *, expected: bool) -> None:
    """By the whole agency, by unit and those below, or by party; never by less."""
    assert expected is seen.sees_issue(ISSUE)


def test_a_unit_above_is_not_seen_from_below() -> None:
    """Who holds a role in the unit below has none above."""
    assert not of("manager", units=["north-1"]).sees_issue(Circle("north"))


@pytest.mark.parametrize("role", ["auditor", "agency_head", "case_system"])
def test_what_is_restricted_needs_a_clearance(role: str) -> None:
    """Whatever the role."""
    closed = Circle("north", restricted=True)

    assert not of(role).sees_issue(closed)
    assert of(role, clearance="restricted").sees_issue(closed)


CLAIMED = Audience(frozenset({"st", EMPLOYER}), Secrecy.CLAIMED)
ST = {"organisation": "st"}
SEKO = {"organisation": "seko", "units": ["north"]}
CLEARED = {"clearance": "restricted"}


@pytest.mark.parametrize(
    ("seen", "own", "claimed", "restricted"),
    [
        (of("union_representative", **ST), True, True, False),
        (of("union_representative", **ST, **CLEARED), True, True, True),
        (of("union_representative", "employee", **SEKO), False, False, False),
        (of("manager"), False, True, False),
        (of("employee"), False, False, False),
        (of("employee", **CLEARED), False, True, True),
        (of("auditor"), True, False, False),
        (of("auditor", **CLEARED), True, True, True),
        (of("auditor", "union_representative", **SEKO), True, False, False),
        (of("case_system", **CLEARED), False, True, True),
    ],
)
def test_which_entries_one_sees(
    seen: Sight, *, own: bool, claimed: bool, restricted: bool
) -> None:
    """ST's own is ST's and the auditor's; what is claimed is for the parties, and for
    a clearance; what is restricted for a clearance alone.
    """
    found = [
        seen.sees_entry(audience)
        for audience in (
            Audience(frozenset({"st"})),
            CLAIMED,
            Audience(None, Secrecy.RESTRICTED),
        )
    ]

    assert seen.sees_entry()
    assert [own, claimed, restricted] == found


def test_own_and_restricted_needs_both() -> None:
    """A clearance makes nobody a party."""
    closed = Audience(frozenset({"st"}), Secrecy.RESTRICTED)

    assert not of("union_representative", **ST).sees_entry(closed)
    assert not of("manager", **CLEARED).sees_entry(closed)
    assert of("union_representative", **ST, **CLEARED).sees_entry(closed)


def test_a_machine_reads_no_text() -> None:
    """But who also has a role of a person does."""
    assert not of("case_system").reads_text
    assert of("case_system", "manager").reads_text
