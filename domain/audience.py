"""Whom an issue and its entries are for: worked out from the history, whoever asks.

`sight` tells what somebody sees of it. The facts that carry the verdicts (stage, days,
who was consulted, how it is judged) are the open part of an issue that one may see;
guarded is the entry itself: its line, its text, its documents, its address.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType

import msgspec

from domain.agency_state import EMPLOYER
from domain.approvals import Approvals
from domain.base import Answer, Event, Organisation, Recorded, Slug
from domain.claimed import claimed
from domain.correction import EventAnnulled, EventCorrected, annulled
from domain.drafts import about, sides_of_draft
from domain.forms import ever, forms
from domain.named import named
from domain.pointers import overlap
from domain.raising import IssueRaised


class Secrecy(IntEnum):
    """How much of a grant is needed, whoever it is for."""

    OPEN = 0
    CLAIMED = 1
    """A party claims a duty of confidentiality (MBL 21 §): for the parties, and for a
    clearance."""
    RESTRICTED = 2
    """For a clearance alone."""


class Audience(msgspec.Struct, frozen=True):
    """Who may see an entry, among those who may see its issue."""

    sides: frozenset[str] | None = None
    """`employer` and organisations: they and the auditor alone. None: everyone. Of what
    is claimed: those who see it without a clearance; with one, others do too."""
    secrecy: Secrecy = Secrecy.OPEN


EVERYONE = Audience()

CONFIDENTIALITY = ("confidentiality", "/confidentiality")
INDIVIDUAL_MATTER = ("individual_matter", "/individualMatter")

Audiences = Mapping[str, Audience]
"""The audience of each entry, by event id, that is not for everyone."""


class Circle(msgspec.Struct, frozen=True):
    """Whom an issue concerns: what decides who may see it at all."""

    unit: Slug | None = None
    parties: frozenset[Organisation] = frozenset()
    """Those that it turned to or that spoke in it, and those left out of it."""
    restricted: bool = False
    """It was raised as restricted, or is one person's matter (DOMAIN 8)."""


def circle(
    history: Sequence[Recorded],
    standing: Sequence[Recorded],
    parties: Iterable[Organisation] = (),
) -> Circle:
    """Return the circle of an issue by how it was raised, and its parties.

    Those named in what was annulled are its parties too, and what once restricted it
    does so until a correction that stands opens it.
    """
    every = frozenset(parties)
    raised: dict[str, IssueRaised] = {}
    for id_, versions in forms(history, standing).items():
        every = every.union(*(named(event) for event in versions))
        if isinstance(versions[-1], IssueRaised):
            raised[id_] = versions[-1]
    if not raised:
        return Circle(parties=every, restricted=True)
    alone = ever(history, standing, INDIVIDUAL_MATTER, Answer.YES)
    closed = (_restricted(history, standing) | alone) & raised.keys()
    stands = (e.event for e in standing if isinstance(e.event, IssueRaised))
    unit = next(stands, [*raised.values()][-1]).unit
    return Circle(unit, every, restricted=bool(closed))


def audiences(
    history: Sequence[Recorded], standing: Sequence[Recorded], own: Circle
) -> Audiences:
    """Return the audience of each entry of an issue that is not for everyone.

    *history* is all that is recorded, oldest first; *standing* what stands of it. What
    is about another entry (a correction, an annulment, a finding) is for nobody for
    whom that is not.
    """
    found = _each_by_itself(history, standing, own)
    events = {entry.id: entry.event for entry in history}
    _annulled_unseen(found, events, annulled(history))
    before: dict[str, list[tuple[str, Audience]]] = {}
    for id_, event in events.items():
        found[id_] = _both(found[id_], found.get(about(event) or "", EVERYONE))
        if isinstance(event, EventCorrected):
            earlier = before.setdefault(event.target, [])
            for field, audience in earlier:
                if overlap(field, event.field):
                    found[id_] = _both(found[id_], audience)
            earlier.append((event.field, found[id_]))
    guarded = {id_: each for id_, each in found.items() if each != EVERYONE}
    return MappingProxyType(guarded)


def _each_by_itself(
    history: Sequence[Recorded], standing: Sequence[Recorded], own: Circle
) -> dict[str, Audience]:
    """Return the audience of each entry by what it is.

    What is still a draft is for fewer than a claim would leave it to.
    """
    sides, approvals = own.parties | {EMPLOYER}, Approvals.of(standing)
    covered, closed = claimed(history, standing), _restricted(history, standing)
    found: dict[str, Audience] = {}
    for id_, versions in forms(history, standing).items():
        drafted = [sides_of_draft(event, sides, approvals) for event in versions]
        is_claimed = id_ in covered and not any(each is not None for each in drafted)
        found[id_] = Audience(sides, Secrecy.CLAIMED) if is_claimed else EVERYONE
        secrecy = Secrecy.RESTRICTED if id_ in closed else Secrecy.OPEN
        for each in drafted:
            found[id_] = _both(found[id_], Audience(each, secrecy))
    return found


def _restricted(
    history: Sequence[Recorded], standing: Sequence[Recorded]
) -> frozenset[str]:
    return ever(history, standing, CONFIDENTIALITY, "restricted")


def _annulled_unseen(
    found: dict[str, Audience], events: Mapping[str, Event], gone: set[str]
) -> None:
    """Let nobody see as standing what was annulled by what he may not see."""
    for id_, event in reversed([*events.items()]):
        if isinstance(event, EventAnnulled) and id_ not in gone:
            target = found.get(event.target, EVERYONE)
            found[event.target] = _both(target, found[id_])


def _both(one: Audience, other: Audience) -> Audience:
    """Return the audience that is of both."""
    if one.sides is None or other.sides is None:
        sides = other.sides if one.sides is None else one.sides
    else:
        sides = one.sides & other.sides
    return Audience(sides, max(one.secrecy, other.secrecy))
