"""Who an issue and its entries are for: worked out from the history, for no one yet.

`sight` tells what somebody sees of it. The facts that carry the verdicts (stage, days,
who was consulted, how it is judged) are the open part of an issue that one may see;
guarded is the entry itself: its line, its text, its documents, its address.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType

import msgspec

from domain.agency_state import EMPLOYER
from domain.base import Answer, Event, Organisation, Recorded, Slug
from domain.claimed import claimed
from domain.confidentiality import FindingRecorded
from domain.correction import EventAnnulled, EventCorrected, annulled
from domain.drafts import Approvals, sides_of_draft
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
    """`employer` and organisations; with the auditor, nobody else. None: everyone. Of
    what is claimed: whom it is for without a clearance."""
    secrecy: Secrecy = Secrecy.OPEN


EVERYONE = Audience()

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

    Where the raising was annulled, by how it was recorded.
    """
    events = (entry.event for entry in (*standing, *history))
    raised = next((e for e in events if isinstance(e, IssueRaised)), None)
    if raised is None:
        return Circle(parties=frozenset(parties), restricted=True)
    alone = raised.individual_matter is Answer.YES
    restricted = raised.confidentiality == "restricted" or alone
    return Circle(raised.unit, frozenset(parties), restricted)


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
        found[id_] = _both(found[id_], found.get(_about(event) or "", EVERYONE))
        if isinstance(event, EventCorrected):
            earlier = before.setdefault(event.target, [])
            for field, audience in earlier:
                if overlap(field, event.field):
                    found[id_] = _both(found[id_], audience)
            earlier.append((event.field, found[id_]))
    guarded = {id_: each for id_, each in found.items() if each != EVERYONE}
    return MappingProxyType(guarded)


def overlap(one: str, other: str) -> bool:
    """Tell whether one of two JSON pointers leads to the other's place or into it."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _each_by_itself(
    history: Sequence[Recorded], standing: Sequence[Recorded], own: Circle
) -> dict[str, Audience]:
    """Return the audience of each entry by what it is, as it now stands.

    What is still a draft is for fewer than a claim would leave it to.
    """
    sides, approvals = own.parties | {EMPLOYER}, Approvals.of(standing)
    covered, now = claimed(standing), {entry.id: entry.event for entry in standing}
    found: dict[str, Audience] = {}
    for entry in history:
        event = now.get(entry.id, entry.event)
        drafted = sides_of_draft(event, sides, approvals)
        is_claimed = entry.id in covered and drafted is None
        restricted = event.confidentiality == "restricted"
        secrecy = Secrecy.CLAIMED if is_claimed else Secrecy.OPEN
        found[entry.id] = Audience(
            sides if is_claimed else drafted,
            Secrecy.RESTRICTED if restricted else secrecy,
        )
    return found


def _annulled_unseen(
    found: dict[str, Audience], events: Mapping[str, Event], gone: set[str]
) -> None:
    """Let nobody see as standing what was annulled by what he may not see."""
    for id_, event in reversed([*events.items()]):
        if isinstance(event, EventAnnulled) and id_ not in gone:
            target = found.get(event.target, EVERYONE)
            found[event.target] = _both(target, found[id_])


def _about(event: Event) -> str | None:
    """Return the id of the entry that the event is about."""
    match event:
        case EventCorrected() | EventAnnulled():
            return event.target
        case FindingRecorded():
            return event.about
        case _:
            return None


def _both(one: Audience, other: Audience) -> Audience:
    """Return the audience that is of both."""
    if one.sides is None or other.sides is None:
        sides = other.sides if one.sides is None else one.sides
    else:
        sides = one.sides & other.sides
    return Audience(sides, max(one.secrecy, other.secrecy))
