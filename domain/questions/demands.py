"""Which demand a negotiation stands for: MBL (1976:580) 10–12, 38 §§ (DOMAIN 3.6:5).

Only some demands hold a decision up: the employer's, and those of a union that are
founded. A claim for damages (10, 64 §§) is negotiated beside, and is nobody's duty to
finish before a decision.
"""

from domain import when
from domain.base import Recorded
from domain.negotiation import NegotiationDemanded, WithParty
from domain.questions.case import Case, Moment
from domain.raising import IssueRaised
from domain.remembered import remembered

DEMAND_SECTIONS = ("11", "12", "38")
"""The sections whose duty stands before the decision; 10 § does not hold it up."""

BESIDE, UNFOUNDED, HOLDING = range(3)
"""What a demand weighs: under 10 §, from which no duty arose, what holds it up."""


def of_party(
    case: Case, kind: type[WithParty], party: str, round_: int
) -> list[Recorded]:
    """Return the entries of a kind for the party in the round, in recorded order."""
    return [
        entry
        for entry, event in case.of(kind)
        if event.party == party and (event.round or 1) == round_
    ]


def founds(
    case: Case, raised: IssueRaised, demand: NegotiationDemanded, at: Moment
) -> bool:
    """Tell whether a duty arises from a union's demand (DOMAIN 3.6, path 5).

    By what governed when it was made or when it was decided: joining an agreement does
    not end a negotiation that was demanded before.
    """
    return any(
        _founds_on(case, raised, demand, day) for day in (demand.occurred, at.occurred)
    )


def _founds_on(
    case: Case, raised: IssueRaised, demand: NegotiationDemanded, on: when.When
) -> bool:
    governing = case.framework.in_force(demand.party, raised.unit, on.day)
    if governing and governing.terms.withdrawal_from_consultation_allowed:
        return demand.basis != "10"
    replaced = governing.terms.replaces_mbl if governing else ()
    return demand.basis in DEMAND_SECTIONS and demand.basis not in replaced


@remembered
def weights(case: Case, at: Moment, party: str) -> dict[str, int]:
    """Return what each demand of the round weighs, by the id of its entry."""
    raised = case.raised()
    found = {}
    for entry in of_party(case, NegotiationDemanded, party, at.round):
        demand = entry.event
        assert isinstance(demand, NegotiationDemanded)
        holds = demand.by == "employer" or (raised and founds(case, raised, demand, at))
        of_a_duty = HOLDING if holds else UNFOUNDED
        found[entry.id] = BESIDE if demand.basis == "10" else of_a_duty
    return found


def belongs_to(case: Case, step: Recorded, round_: int) -> Recorded | None:
    """Return the demand whose negotiation a step belongs to: the last one recorded
    before it, as only one is open at a time (17.1).
    """
    event = step.event
    assert isinstance(event, WithParty)
    asked = of_party(case, NegotiationDemanded, event.party, round_)
    before = (demand for demand in asked if demand.version < step.version)
    return max(before, key=lambda demand: demand.version, default=None)


def weight(case: Case, at: Moment, step: Recorded) -> int:
    """Return what the demand weighs that a step belongs to; without any, the most."""
    event = step.event
    assert isinstance(event, WithParty)
    demand = belongs_to(case, step, at.round)
    return weights(case, at, event.party)[demand.id] if demand else HOLDING
