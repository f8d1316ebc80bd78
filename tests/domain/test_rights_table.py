"""Who may record which kind: the whole table, as DOMAIN 2 and decision 17 have it.

A row a kind, a column a role: x where somebody in that role may record it. The last
column is a case-management system, on behalf of whoever may.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from domain import agency, agreement, lifecycle
from domain.base import Actor, Event, Refused, Role
from domain.rights import CASE_SYSTEM, HOLDABLE, WHOLE_AGENCY, Identity, may_record
from domain.stream import Lifecycle
from tests.golden_new import SPECIMENS
from tests.worked_example import ST, register

ROLES = {
    "man": Role.MANAGER,
    "hea": Role.AGENCY_HEAD,
    "rep": Role.EMPLOYER_REPRESENTATIVE,
    "uni": Role.UNION_REPRESENTATIVE,
    "emp": Role.EMPLOYEE,
    "saf": Role.SAFETY_REPRESENTATIVE,
    "hsr": Role.HEAD_SAFETY_REPRESENTATIVE,
    "sec": Role.MINUTES_SECRETARY,
    "app": Role.APPROVER,
    "aud": Role.AUDITOR,
    "fac": Role.FACILITATOR,
    "sys": CASE_SYSTEM,
}

LAWS: dict[str, Lifecycle[Any, Any]] = {
    "issue": lifecycle.LIFECYCLE,
    "agreement": agreement.LIFECYCLE,
    "agency": agency.LIFECYCLE,
}

TABLE = {
    "issue": """
                                         man hea rep uni emp saf hsr sec app aud fac sys
issue-raised.v1                          x   x   x   x   x   x   x   -   -   -   -   x
issue-classified.v1                      x   x   x   -   -   -   -   -   -   -   -   x
issue-reclassified.v1                    x   x   x   -   -   -   -   -   -   -   -   x
information-provided.v1                  x   x   x   -   -   -   -   -   -   -   -   x
forum-summoned.v1                        x   x   x   -   -   -   -   -   -   -   -   x
documents-dispatched.v1                  x   x   x   -   -   -   -   -   -   -   -   x
summons-period-waived.v1                 -   -   -   x   -   -   -   -   -   -   -   x
meeting-held.v1                          x   x   x   -   -   -   -   x   -   -   -   x
perspective-submitted.v1                 x   x   x   x   x   x   x   -   -   -   -   x
party-position-recorded.v1               x   x   x   x   -   -   -   x   -   -   -   x
risk-assessment-completed.v1             x   x   x   -   -   x   x   -   -   -   -   x
proposal-revised.v1                      x   x   x   -   -   -   -   -   -   -   -   x
consultation-postponed.v1                x   x   x   -   -   -   -   x   -   -   -   x
consultation-resumed.v1                  x   x   x   -   -   -   -   x   -   -   -   x
consultation-concluded.v1                x   x   x   -   -   -   -   x   -   -   -   x
escalation-requested.v1                  -   -   -   x   -   -   -   -   -   -   -   x
issue-escalated.v1                       x   x   x   -   -   -   -   -   -   -   -   x
escalation-feedback-given.v1             x   x   x   -   -   -   -   -   -   -   -   x
negotiation-demanded.v1                  x   x   x   x   -   -   -   -   -   -   -   x
negotiation-meeting-held.v1              x   x   x   x   -   -   -   -   -   -   -   x
local-negotiation-concluded.v1           x   x   x   x   -   -   -   -   -   -   -   x
central-negotiation-requested.v1         -   -   -   x   -   -   -   -   -   -   -   x
central-negotiation-waived.v1            -   -   -   x   -   -   -   -   -   -   -   x
central-negotiation-concluded.v1         x   x   x   x   -   -   -   -   -   -   -   x
contractor-veto-declared.v1              -   -   -   x   -   -   -   -   -   -   -   x
veto-lifted.v1                           x   x   x   x   -   -   -   -   -   -   -   x
exception-invoked.v1                     x   x   -   -   -   -   -   -   -   -   -   x
exception-position-recorded.v1           -   -   -   x   -   -   -   -   -   -   -   x
decision-made.v1                         x   x   x   -   -   -   -   -   -   -   -   x
decision-communicated.v1                 x   x   x   -   -   -   -   -   -   -   -   x
decision-changed.v1                      x   x   x   -   -   -   -   -   -   -   -   x
decision-revoked.v1                      x   x   x   -   -   -   -   -   -   -   -   x
implementation-started.v1                x   x   x   -   -   -   -   -   -   -   -   x
implementation-halted.v1                 x   x   x   -   -   -   -   -   -   -   -   x
implementation-completed.v1              x   x   x   -   -   -   -   -   -   -   -   x
follow-up-scheduled.v1                   x   x   x   -   -   -   -   -   -   -   -   x
follow-up-rescheduled.v1                 x   x   x   -   -   -   -   -   -   -   -   x
follow-up-completed.v1                   x   x   x   -   -   -   -   -   -   -   -   x
issue-withdrawn.v1                       x   x   x   -   -   -   -   -   -   -   -   x
issue-reopened.v1                        x   x   x   -   -   -   -   -   -   -   -   x
issue-closed.v1                          x   x   x   -   -   -   -   -   -   -   -   x
minutes-drafted.v1                       x   x   x   -   -   -   -   x   -   -   -   x
minutes-approved.v1                      x   x   x   x   -   -   -   -   x   -   -   x
minutes-disputed.v1                      x   x   x   x   -   -   -   -   x   -   -   x
event-corrected.v1                       x   x   x   x   -   -   -   x   -   -   -   x
event-annulled.v1                        x   x   x   x   -   -   -   x   -   -   -   x
confidentiality-claimed.v1               x   x   x   x   -   -   -   -   -   -   -   x
confidentiality-resolved.v1              x   x   x   x   -   -   -   -   -   -   -   x
finding-recorded.v1                      -   -   -   -   -   -   -   -   -   x   -   x
internal-note-kept.v1                    x   x   x   x   -   -   -   -   -   -   -   x
disposal-decided.v1                      -   x   x   -   -   -   -   -   -   -   -   -
disposal-approved.v1                     -   x   x   -   -   -   -   -   -   -   -   -
sealed-text-disposed.v1                  -   -   -   -   -   -   -   -   -   -   -   -
""",
    "agreement": """
                                         man hea rep uni emp saf hsr sec app aud fac sys
agreement-drafted.v1                     x   x   x   x   -   -   -   -   -   -   -   x
agreement-version-proposed.v1            x   x   x   x   -   -   -   -   -   -   -   x
party-signed.v1                          x   x   x   x   -   -   -   -   -   -   -   x
agreement-version-entered-into-force.v1  x   x   x   -   -   -   -   -   -   -   -   x
party-acceded.v1                         x   x   x   x   -   -   -   -   -   -   -   x
notice-given.v1                          x   x   x   x   -   -   -   -   -   -   -   x
party-exited.v1                          x   x   x   x   -   -   -   -   -   -   -   x
agreement-terminated.v1                  x   x   x   x   -   -   -   -   -   -   -   x
agreement-superseded.v1                  x   x   x   -   -   -   -   -   -   -   -   x
interpretation-agreed.v1                 x   x   x   x   -   -   -   -   -   -   -   x
agreement-reviewed.v1                    x   x   x   x   -   -   -   -   -   -   -   x
event-corrected.v1                       x   x   x   x   -   -   -   -   -   -   -   x
event-annulled.v1                        x   x   x   x   -   -   -   -   -   -   -   x
""",
    "agency": """
                                         man hea rep uni emp saf hsr sec app aud fac sys
organisation-registered.v1               -   x   x   -   -   -   -   -   -   -   -   x
organisation-bound.v1                    -   x   x   -   -   -   -   -   -   -   -   x
organisation-released.v1                 -   x   x   -   -   -   -   -   -   -   -   x
unit-established.v1                      x   x   x   -   -   -   -   -   -   -   -   x
unit-closed.v1                           x   x   x   -   -   -   -   -   -   -   -   x
authority-delegated.v1                   x   x   x   -   -   -   -   -   -   -   -   x
authority-withdrawn.v1                   x   x   x   -   -   -   -   -   -   -   -   x
topic-added.v1                           x   x   x   -   -   -   -   -   -   -   -   x
calendar-adopted.v1                      -   x   x   -   -   -   -   -   -   -   -   x
retention-class-adopted.v1               -   x   x   -   -   -   -   -   -   -   -   x
event-corrected.v1                       -   x   x   -   -   -   -   -   -   -   -   x
event-annulled.v1                        -   x   x   -   -   -   -   -   -   -   -   x
""",
}

REGISTER = register()


def rows() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Return every row: its stream, its kind, and what stands under each role."""
    for stream, table in TABLE.items():
        head, *lines = table.strip().splitlines()
        for line in lines:
            kind, *marks = line.split()
            yield stream, kind, dict(zip(head.split(), marks, strict=True))


def by_role(role: str, event: Event, by: frozenset[Role]) -> str:
    """Return x if somebody in that role may record the event, in person or by it."""
    machine = role == CASE_SYSTEM
    asking = Identity(
        agency="registerverket",
        sub="p-101",
        client_id="web",
        roles=frozenset({role}),
        organisation=ST if role == Role.UNION_REPRESENTATIVE else None,
        units=frozenset({WHOLE_AGENCY}),
    )
    for acting in sorted(by) if machine else [Role(role)]:
        party = ST if acting is Role.UNION_REPRESENTATIVE else None
        actor = Actor(role=acting, party=party, person="p-101")
        claimed = msgspec.structs.replace(event, actor=actor)
        try:
            may_record(asking, claimed, by, sourced=machine, register=REGISTER)
        except Refused:
            return "-"
    return "x"


def test_every_kind_has_its_row() -> None:
    """A new kind says here who may record it; one that is gone says nothing."""
    stated = {stream: [k for s, k, _ in rows() if s == stream] for stream in TABLE}

    assert {stream: list(laws.kinds) for stream, laws in LAWS.items()} == stated


def test_every_role_has_its_column() -> None:
    """A new role that somebody can hold says here what it may record."""
    assert set(ROLES.values()) == HOLDABLE
    assert {tuple(marks) for _, _, marks in rows()} == {tuple(ROLES)}


@pytest.mark.parametrize(("stream", "kind", "marks"), list(rows()))
def test_who_may_record(stream: str, kind: str, marks: dict[str, str]) -> None:
    """0.6, 0.12: the roles of its row record the kind, and nobody else does."""
    laws = LAWS[stream]
    event = SPECIMENS[laws.kinds[kind]]
    by = laws.laws[laws.kinds[kind]].by
    found = {short: by_role(role, event, by) for short, role in ROLES.items()}

    assert marks == found


def test_a_system_never_decides() -> None:
    """A case-management system is no role in which anything is done or decided."""
    assert CASE_SYSTEM not in set(Role)


def test_nobody_acts_as_the_registry_or_the_joint_body() -> None:
    """What the registry does itself, and what a body does, no token can claim."""
    assert {Role.REGISTRY, Role.JOINT_BODY}.isdisjoint(HOLDABLE)
