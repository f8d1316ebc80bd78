"""Everyone who asks, and what exists for them: three tables, a line an asker.

What is said here follows from DOMAIN 2 and decision 14, and from nothing that answered.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.base import Role
from domain.rights import CASE_SYSTEM
from tests.api.happened import (
    BELOW,
    ELSEWHERE,
    FOREIGN,
    HERE,
    HOME,
    NEIGHBOUR,
    PARTIES,
    SACO,
    SEKO,
    ST,
)
from tests.api.world import World
from tests.front_door import AGENCY

Claims = dict[str, Any]
NOBODY = "nobody"
WIDTH = 18
"""Of the column that names who asks."""

RECORD_ONLY, READ_ONLY = "may not read", "may not record"
CLEARED: Claims = {"clearance": "restricted"}


def _in(*units: str) -> Claims:
    return {"units": [*units]}


def _of(organisation: str) -> Claims:
    return {"organisation": organisation}


WHO: Mapping[str, tuple[tuple[str, ...], Claims]] = {
    "agency head": ((Role.AGENCY_HEAD,), CLEARED),
    "employer rep": ((Role.EMPLOYER_REPRESENTATIVE,), CLEARED),
    "manager": ((Role.MANAGER,), CLEARED | _in(HERE)),
    "secretary": ((Role.MINUTES_SECRETARY,), CLEARED | _in(HERE)),
    "approver": ((Role.APPROVER,), CLEARED | _in(HERE)),
    "approver of ST": ((Role.APPROVER,), CLEARED | _in(HERE) | _of(ST)),
    "union": ((Role.UNION_REPRESENTATIVE,), CLEARED | _of(ST)),
    "employee": ((Role.EMPLOYEE,), CLEARED | _in(HERE)),
    "safety rep": ((Role.SAFETY_REPRESENTATIVE,), CLEARED | _in(HERE)),
    "head safety rep": ((Role.HEAD_SAFETY_REPRESENTATIVE,), CLEARED | _in(HERE)),
    "auditor": ((Role.AUDITOR,), CLEARED),
    "facilitator": ((Role.FACILITATOR,), CLEARED | _in(HERE)),
    "case system": ((CASE_SYSTEM,), CLEARED),
    "union of Saco": ((Role.UNION_REPRESENTATIVE,), CLEARED | _of(SACO)),
    "union of Seko": ((Role.UNION_REPRESENTATIVE,), CLEARED | _of(SEKO)),
    "manager elsewhere": ((Role.MANAGER,), CLEARED | _in(ELSEWHERE)),
    "manager below": ((Role.MANAGER,), CLEARED | _in(BELOW)),
    "manager of all": ((Role.MANAGER,), CLEARED | _in("*")),
    "manager of none": ((Role.MANAGER,), CLEARED),
    "employee for ST": ((Role.EMPLOYEE,), CLEARED | _of(ST)),
    "two roles": (
        (Role.MANAGER, Role.UNION_REPRESENTATIVE),
        CLEARED | _in(BELOW) | _of(SEKO),
    ),
    "open agency head": ((Role.AGENCY_HEAD,), {}),
    "open manager": ((Role.MANAGER,), _in(HERE)),
    "open union": ((Role.UNION_REPRESENTATIVE,), _of(ST)),
    "open employee": ((Role.EMPLOYEE,), _in(HERE)),
    "open auditor": ((Role.AUDITOR,), {}),
    "open case system": ((CASE_SYSTEM,), {}),
    "foreign auditor": ((Role.AUDITOR,), CLEARED | {"agency": NEIGHBOUR}),
    "foreign head": ((Role.AGENCY_HEAD,), CLEARED | {"agency": NEIGHBOUR}),
    "foreign union": (
        (Role.UNION_REPRESENTATIVE,),
        CLEARED | _of(ST) | {"agency": NEIGHBOUR},
    ),
    "foreign system": ((CASE_SYSTEM,), CLEARED | {"agency": NEIGHBOUR}),
    "of no agency": ((Role.AUDITOR,), CLEARED | {"agency": "nowhere"}),
    RECORD_ONLY: ((Role.AUDITOR,), CLEARED | {"scope": "samverkan:record"}),
    READ_ONLY: ((CASE_SYSTEM,), CLEARED | {"scope": "samverkan:read"}),
}
"""Everyone who asks, by roles and claims; nobody, who has no token, asks too."""

ISSUES = """
                  shared below apart sealed single foreign
agency head       x      x     x     x      x      -
employer rep      x      x     x     x      x      -
manager           x      x     -     x      x      -
secretary         x      x     -     x      x      -
approver          x      x     -     x      x      -
approver of ST    x      -     -     x      x      -
union             x      -     -     x      x      -
employee          x      x     -     x      x      -
safety rep        x      x     -     x      x      -
head safety rep   x      x     -     x      x      -
auditor           x      x     x     x      x      -
facilitator       -      -     -     -      -      -
case system       x      x     x     x      x      -
union of Saco     x      x     -     x      -      -
union of Seko     -      -     x     -      -      -
manager elsewhere -      -     x     -      -      -
manager below     -      x     -     -      -      -
manager of all    x      x     x     x      x      -
manager of none   -      -     -     -      -      -
employee for ST   -      -     -     -      -      -
two roles         -      x     x     -      -      -
open agency head  x      x     x     -      -      -
open manager      x      x     -     -      -      -
open union        x      -     -     -      -      -
open employee     x      x     -     -      -      -
open auditor      x      x     x     -      -      -
open case system  x      x     x     -      -      -
foreign auditor   -      -     -     -      -      x
foreign head      -      -     -     -      -      x
foreign union     -      -     -     -      -      x
foreign system    -      -     -     -      -      x
of no agency      -      -     -     -      -      -
may not read      x      x     x     x      x      -
may not record    x      x     x     x      x      -
"""
"""Which issues exist for whom; `foreign` is the neighbour's."""

ENTRIES = """
                  note reserved claim secret draft remark clause text
agency head       -    -        x     x      x     x      x      x
employer rep      -    -        x     x      x     x      x      x
manager           -    -        x     x      x     x      x      x
secretary         -    -        x     x      x     x      x      x
approver          -    -        x     x      x     x      x      x
approver of ST    x    -        x     x      x     -      x      x
union             x    -        x     x      x     -      x      x
employee          -    -        x     x      -     -      x      x
safety rep        -    -        x     x      -     -      x      x
head safety rep   -    -        x     x      -     -      x      x
auditor           x    x        x     x      x     x      x      x
facilitator       -    -        -     -      -     -      x      x
case system       -    -        x     x      -     -      x      -
union of Saco     -    x        x     x      x     x      x      x
union of Seko     -    -        -     -      -     -      x      x
manager elsewhere -    -        -     -      -     -      x      x
manager below     -    -        -     -      -     -      x      x
manager of all    -    -        x     x      x     x      x      x
manager of none   -    -        -     -      -     -      x      x
employee for ST   -    -        -     -      -     -      x      x
two roles         -    -        -     -      -     -      x      x
open agency head  -    -        x     -      x     x      -      x
open manager      -    -        x     -      x     x      -      x
open union        x    -        x     -      x     -      -      x
open employee     -    -        -     -      -     -      -      x
open auditor      x    x        -     -      x     x      -      x
open case system  -    -        -     -      -     -      -      -
foreign auditor   -    -        -     -      -     -      x      x
foreign head      -    -        -     -      -     -      x      x
foreign union     -    -        -     -      -     -      x      x
foreign system    -    -        -     -      -     -      x      -
of no agency      -    -        -     -      -     -      -      x
may not read      x    x        x     x      x     x      x      x
may not record    -    -        x     x      -     -      x      -
"""
"""Which guarded entries of `shared` exist for whom. `remark` is a text within one that
is not guarded, `clause` an entry of the agreement; `text`: is any shown at all."""

RIGHTS = """
                  st saco-s seko judged release log
agency head       x  x      x    all    x       -
employer rep      x  x      x    all    x       -
manager           x  x      x    -      x       -
secretary         x  x      x    -      x       -
approver          x  x      x    -      x       -
approver of ST    x  -      -    own    -       -
union             x  -      -    own    -       -
employee          -  -      -    -      -       -
safety rep        -  -      -    -      -       -
head safety rep   -  -      -    -      -       -
auditor           x  x      x    all    x       x
facilitator       -  -      -    -      -       -
case system       x  x      x    all    -       -
union of Saco     -  x      -    own    -       -
union of Seko     -  -      x    own    -       -
manager elsewhere x  x      x    -      x       -
manager below     x  x      x    -      x       -
manager of all    x  x      x    all    x       -
manager of none   x  x      x    -      x       -
employee for ST   -  -      -    -      -       -
two roles         x  x      x    own    x       -
open agency head  x  x      x    all    x       -
open manager      x  x      x    -      x       -
open union        x  -      -    own    -       -
open employee     -  -      -    -      -       -
open auditor      x  x      x    all    x       x
open case system  x  x      x    all    -       -
foreign auditor   x  x      x    all    x       x
foreign head      x  x      x    all    x       -
foreign union     x  -      -    own    -       -
foreign system    x  x      x    all    -       -
of no agency      -  -      -    all    x       x
may not read      x  x      x    all    x       x
may not record    x  x      x    all    -       -
"""
"""Whose history one gets, of the three organisations; the verdicts on the agency, all
or its own; the release of an issue that one sees; the log of unsealing."""

GUARDED: Mapping[str, tuple[str, ...]] = {
    "note": ("note", "noted"),
    "reserved": ("reserved",),
    "claim": ("claim", "given"),
    "secret": ("secret", "decided", "amended"),
    "draft": ("draft",),
}
"""The entries of each column: the note and its correction, the claim and what it
covers, what is restricted and a correction that is."""

CHANGES = {"amended": "raised", "noted": "note"}
"""Which entry each correction is of: each names the other."""

OPEN_ENTRIES = ("raised", "met", "concluded")
"""The entries of `shared` that are not guarded, and tracked all the same."""

ALL = (*PARTIES, FOREIGN)


class Asker(NamedTuple):
    """Who asks, with the line of the table that says what they see."""

    name: str
    sees: Mapping[str, str]

    @property
    def home(self) -> str:
        """How the agency is called that the asker is of."""
        _, claims = WHO.get(self.name, ((), {}))
        names = {AGENCY: HOME, NEIGHBOUR: FOREIGN}
        return names.get(claims.get("agency", AGENCY), "nowhere")

    @property
    def is_machine(self) -> bool:
        """Tell whether it is a case-management system, which records in any issue."""
        roles, _ = WHO.get(self.name, ((), {}))
        return CASE_SYSTEM in roles

    @property
    def issues(self) -> frozenset[str]:
        """The issues that exist for the asker."""
        return frozenset(n for n in ALL if self.sees.get(n) == "x")

    @property
    def entries(self) -> frozenset[str]:
        """The tracked entries that exist for the asker."""
        own = (
            name for column in GUARDED for name in GUARDED[column] if self.is_(column)
        )
        seen = {*own, *(OPEN_ENTRIES if "shared" in self.issues else ())}
        return frozenset(seen | ({"clause"} if self.is_("clause") else set()))

    def is_(self, column: str) -> bool:
        """Tell whether the column is marked."""
        return self.sees.get(column, "-") != "-"

    def token(self, world: World) -> str | None:
        """Return the asker's token, None for nobody."""
        if self.name == NOBODY:
            return None
        if self.name not in world.tokens:
            roles, claims = WHO[self.name]
            world.tokens[self.name] = world.door.token(*roles, **claims)
        return world.tokens[self.name]


def askers() -> dict[str, Asker]:
    """Return everyone who asks, as the tables have them; and nobody."""
    found: dict[str, dict[str, str]] = {NOBODY: {}}
    for table in (ISSUES, ENTRIES, RIGHTS):
        head, *lines = table.strip("\n").splitlines()
        for line in lines:
            name, marks = line[:WIDTH].strip(), line[WIDTH:].split()
            own = dict(zip(head.split(), marks, strict=True))
            found.setdefault(name, {}).update(own)
    return {name: Asker(name, marks) for name, marks in found.items()}
