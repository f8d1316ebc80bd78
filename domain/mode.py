"""How a matter is to be dealt with towards a party on a day (DOMAIN 4.4, a–d)."""

from datetime import date
from typing import Literal

import msgspec

from domain.agreement_state import Framework, InForce
from domain.agreement_terms import Cell, Documentation, Mode
from domain.base import Answer, Organisation, Slug

Reason = Literal[
    "matrix",
    "topic_missing",
    "level_unknown",
    "not_party",
    "agreement_not_in_force",
    "contractor",
    "redundancy",
    "transfer",
    "individual",
    "dispute",
    "specially_concerned",
    "not_bound",
]
"""Why the mode is what it is.

`matrix`: the cell of the topic. `topic_missing`: an agreement is in force but has no
cell for the topic at the level, so MBL applies. `level_unknown`: the level of decision
is not stated, or the agreement has none by that name, and the cells differ.
`not_party`: the party has never signed what holds here. `agreement_not_in_force`: it
has, but not that day. `contractor` to `dispute`: a special subject of the matter.
`specially_concerned`, `not_bound`: MBL 13 §, yes or no.
"""

STRICTNESS: dict[str, int] = {
    "none": 0,
    "direct_dialogue": 1,
    "information": 2,
    "consultation": 3,
    "undeterminable": 4,
    "negotiation": 5,
}
"""What is not known may turn out to be negotiation, so it yields to nothing less."""

PAPERS: tuple[Documentation, ...] = ("none", "notes", "minutes")
"""The kinds of documentation, least first."""

FLOOR = STRICTNESS["consultation"]
"""What directives 98/59 and 2001/23 demand at the least."""


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What an issue is about, as far as the mode depends on it."""

    topic: Slug
    unit: Slug
    level: Slug | None = None
    """The level at which it is decided."""
    significant_change: Answer = Answer.UNKNOWN
    """A more important change (viktigare förändring), MBL 11 §."""
    contractor_use: Answer = Answer.UNKNOWN
    redundancy: Answer = Answer.UNKNOWN
    transfer: Answer = Answer.UNKNOWN
    individual_matter: Answer = Answer.UNKNOWN
    dispute: Answer = Answer.UNKNOWN
    specially_concerns: frozenset[Organisation] = frozenset()
    """Organisations without collective agreement whose members it specially
    concerns (MBL 13 §)."""


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """How the matter is to be dealt with towards one party, and why."""

    mode: Mode | Literal["undeterminable"]
    reason: Reason
    agreement: tuple[Slug, Slug] | None = None
    """The agreement and its version in force; None: MBL directly."""
    documentation: Documentation | None = None
    """As the cell says; None where no cell does."""
    missing: tuple[str, ...] = ()
    """Facts not known that would decide the mode, or could make it stricter."""


class Special(msgspec.Struct, frozen=True):
    """A subject that has its own row in a matrix, whatever the matter's topic is."""

    topic: Slug
    flag: str
    """The field of `Matter` that says so."""
    reason: Reason
    floor: bool = False
    """A directive demands consultation at the least (MBL 4 §)."""


UNDER_AN_ACT = (
    Special("redundancy", "redundancy", "redundancy", floor=True),
    Special("business_transfer", "transfer", "transfer", floor=True),
    Special("contractors", "contractor_use", "contractor"),
)
"""Subjects of which an Act speaks: not knowing whether it is one is worth saying."""

SPECIALS = (
    *UNDER_AN_ACT,
    Special("individual_case", "individual_matter", "individual"),
    Special("dispute", "dispute", "dispute"),
)


def mode(matter: Matter, party: Organisation, on: date, framework: Framework) -> Duty:
    """Return how *matter* is to be dealt with towards *party* on that day.

    (a) A party that no collective agreement binds is owed negotiation if the matter
    specially concerns its members (MBL 13 §), else nothing. (b) Under an agreement in
    force, the cell at the level of decision. (c) Where it has none, MBL: negotiation
    on a significant change (11 §), else information (19 §). (d) Without an agreement
    the same, and negotiation on the use of contractors (38 §).

    A special subject of the matter (redundancy, transfer, contractors, an individual
    case, a dispute) is dealt with at least as its own cell says: of the two, the
    stricter [REC]. The use of contractors where 38 § is not replaced is negotiated.
    Redundancy and transfer are at least consulted on, and negotiated where no cell
    says how [REC, on MBL 4, 11 and 15 §§]. A flag that is not known changes nothing,
    but stands in `missing` if it could make the mode stricter.
    """
    if not framework.agency.is_bound(party, on):
        return _unbound(matter, party)
    found = framework.in_force(party, matter.unit, on)
    signed = framework.was_party(party, matter.unit)
    without: Reason = "agreement_not_in_force" if signed else "not_party"
    duty = _owed(matter, found, without)
    unknown = tuple(
        special.flag
        for special in UNDER_AN_ACT
        if getattr(matter, special.flag) is Answer.UNKNOWN
        and _is_stricter(_owed(_if_so(matter, special), found, without), duty)
    )
    return msgspec.structs.replace(duty, missing=(*duty.missing, *unknown))


def _owed(matter: Matter, found: InForce | None, without: Reason) -> Duty:
    """Return what a bound party is owed; *without* tells why nothing is in force."""
    base = _by_matrix(matter, found) if found else _by_act(matter, without)
    duties = [base, *(_special(each, matter, found) for each in SPECIALS)]
    return _strictest([duty for duty in duties if duty is not None])


def _if_so(matter: Matter, special: Special) -> Matter:
    return msgspec.structs.replace(matter, **{special.flag: Answer.YES})


def _unbound(matter: Matter, party: Organisation) -> Duty:
    if party in matter.specially_concerns:
        return Duty(mode="negotiation", reason="specially_concerned")
    return Duty(mode="none", reason="not_bound")


def _by_act(matter: Matter, reason: Reason, found: InForce | None = None) -> Duty:
    """MBL 11 and 19 §§: negotiation on a significant change, else information."""
    agreement = found.named if found else None
    match matter.significant_change:
        case Answer.YES:
            return Duty(mode="negotiation", reason=reason, agreement=agreement)
        case Answer.NO:
            return Duty(mode="information", reason=reason, agreement=agreement)
        case Answer.UNKNOWN:
            return Duty(
                mode="undeterminable",
                reason=reason,
                agreement=agreement,
                missing=("significant_change",),
            )


def _by_matrix(matter: Matter, found: InForce) -> Duty:
    by_cell = _by_cell(matter.topic, matter.level, found)
    return by_cell or _by_act(matter, "topic_missing", found)


def _by_cell(topic: Slug, level: Slug | None, found: InForce) -> Duty | None:
    """Return what the cell says; with no level, what the topic's cells all say."""
    cells = found.terms.cells(topic)
    if level is not None and found.terms.level(level) is not None:
        cells = tuple(cell for cell in cells if cell.level == level)
    modes = {cell.mode for cell in cells}
    if len(modes) > 1:
        return Duty(
            mode="undeterminable",
            reason="level_unknown",
            agreement=found.named,
            missing=("level",),
        )
    return _as_cell(cells[0], "matrix", found) if cells else None


def _as_cell(cell: Cell, reason: Reason, found: InForce) -> Duty:
    return Duty(
        mode=cell.mode,
        reason=reason,
        agreement=found.named,
        documentation=cell.documentation,
    )


def _special(special: Special, matter: Matter, found: InForce | None) -> Duty | None:
    """Return what the special subject asks for; None if it is not one, or no more."""
    flag = getattr(matter, special.flag)
    if flag is Answer.NO or (flag is Answer.UNKNOWN and matter.topic != special.topic):
        return None
    by_contractors = special.flag == "contractor_use" and not _replaced("38", found)
    if by_contractors or (found is None and special.floor):
        agreement = found.named if found else None
        return Duty(mode="negotiation", reason=special.reason, agreement=agreement)
    if found is None:
        return None
    duty = _by_cell(special.topic, matter.level, found)
    if special.floor and (duty is None or STRICTNESS[duty.mode] < FLOOR):
        duty = _at_least_consulted(special, found)
    if duty is None or duty.mode == "undeterminable":
        return duty
    return msgspec.structs.replace(duty, reason=special.reason)


def _at_least_consulted(special: Special, found: InForce) -> Duty:
    """Return the strictest cell of a topic with a floor; without any, negotiation.

    A1.10 sees to it that the strictest is consultation at the least.
    """
    cells = found.terms.cells(special.topic)
    strictest = max(cells, key=lambda cell: STRICTNESS[cell.mode], default=None)
    if strictest is None:
        return Duty(mode="negotiation", reason=special.reason, agreement=found.named)
    return _as_cell(strictest, special.reason, found)


def _replaced(section: str, found: InForce | None) -> bool:
    return found is not None and section in found.terms.replaces_mbl


def _strictest(duties: list[Duty]) -> Duty:
    """Return the strictest, the first of equals, with the most documentation."""
    strictest = max(duties, key=lambda duty: STRICTNESS[duty.mode])
    papers = [duty.documentation for duty in duties if duty.documentation is not None]
    most = max(papers, key=PAPERS.index, default=None)
    return msgspec.structs.replace(strictest, documentation=most)


def _is_stricter(one: Duty, other: Duty) -> bool:
    return STRICTNESS[one.mode] > STRICTNESS[other.mode]
