"""Plausible negotiations: by subject, by demand, locally and centrally, and a veto."""

from typing import Any

from bench import agency
from bench.outcomes import informed
from bench.scenes import WRONG
from bench.story import Story
from domain.agency_state import EMPLOYER
from domain.base import Actor, Answer
from domain.confidentiality import ConfidentialityClaimed, ConfidentialityResolved
from domain.internal_note import InternalNoteKept
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    CentralNegotiationWaived,
    LocalNegotiationConcluded,
    NegotiationDemanded,
    NegotiationMeetingHeld,
)
from domain.veto import ContractorVetoDeclared, VetoLifted


def negotiated(s: Story, basis: str = "11", *, central: bool = False) -> None:
    """The employer negotiates with each party; *central*: the first goes further."""
    demanded(s, s.parties, agency.STAFF, basis)
    s.later(3, 6)
    met(s, s.parties)
    first = s.parties[0]
    if s.often(3 * WRONG):
        secret(s, first)
    how = dict.fromkeys(s.parties, "agreement")
    if central:
        how[first] = "disagreement_both_agree_end"
    ended(s, how)
    s.later(1, 3)
    if central:
        centrally(s, first)
    elif s.often(0.3):
        s.tell(s.event(CentralNegotiationWaived, agency.union(first), party=first))


def secret(s: Story, party: str) -> None:
    """The employer wants what it tells to be kept secret, and they agree on that.

    The organisation keeps a note of its own on what it may not tell.
    """
    claimed = {"party": EMPLOYER, "ground": s.text()}
    s.tell(s.event(ConfidentialityClaimed, agency.STAFF, **claimed))
    noted = {"party": party, "text": s.text()}
    s.tell(s.event(InternalNoteKept, agency.union(party), **noted))
    settled = {"party": EMPLOYER, "how": "negotiated"}
    s.tell(s.later(1).event(ConfidentialityResolved, agency.STAFF, **settled))


def demanded(s: Story, parties: tuple[str, ...], by: Actor, basis: str) -> None:
    """Negotiation is demanded, by the employer or by a union."""
    side = "union" if by.party else "employer"
    said: dict[str, Any] = {"basis": basis, "by": side, "written": True}
    s.tell(*(s.event(NegotiationDemanded, by, party=each, **said) for each in parties))


def met(s: Story, parties: tuple[str, ...]) -> None:
    """They meet to negotiate."""
    kind = NegotiationMeetingHeld
    s.tell(*(s.event(kind, agency.STAFF, party=party) for party in parties))


def ended(s: Story, how: dict[str, str]) -> None:
    """The local negotiations end."""
    reference = s.reference()
    s.tell(
        *(
            s.event(
                LocalNegotiationConcluded,
                agency.STAFF,
                party=party,
                how=end,
                minutes_ref=reference,
            )
            for party, end in how.items()
        )
    )


def centrally(s: Story, party: str) -> None:
    """The party asks for central negotiation, mostly in time, and it is held."""
    s.later(6, 9) if s.often(0.1) else s.later(0, 2)
    by = agency.union(party)
    s.tell(s.event(CentralNegotiationRequested, by, party=party))
    if s.often(WRONG):
        return
    s.later(10, 25)
    s.tell(
        s.event(
            CentralNegotiationConcluded,
            agency.STAFF,
            party=party,
            outcome="agreement" if s.often(0.6) else "disagreement",
            minutes_ref=s.reference(),
        )
    )


def with_outsider(s: Story) -> None:
    """The organisation that is no party to the agreement gets what the Act gives it."""
    if agency.LEAVING in s.parties or s.often(3 * WRONG):
        return
    if s.matter.significant is Answer.NO:
        informed(s, (agency.LEAVING,))
        return
    demanded(s, (agency.LEAVING,), agency.STAFF, "11")
    s.later(1, 4)
    met(s, (agency.LEAVING,))
    ended(s, {agency.LEAVING: "agreement"})


def vetoed(s: Story) -> None:
    """A union stops the use of a contractor, and sometimes lets it go on after all."""
    party = s.parties[-1]
    by = agency.union(party)
    s.tell(
        s.event(
            ContractorVetoDeclared, by, party=party, ground=s.text(), procurement=True
        )
    )
    if s.often(0.6):
        s.tell(s.later(5, 15).event(VetoLifted, by, party=party, ref=s.reference()))
