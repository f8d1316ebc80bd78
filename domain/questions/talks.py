"""Which negotiation with a party is looked at: the one that stands for what was owed.

Of the demands before the decision, the last of those that weigh most (`demands`).
"""

from collections.abc import Callable, Iterable

import msgspec

from domain import when
from domain.base import Recorded
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    NegotiationDemanded,
    WithParty,
)
from domain.perspective import ProposalRevised
from domain.questions.case import Case, Moment, follows, latest
from domain.questions.demands import BESIDE, HOLDING, of_party, weight, weights
from domain.questions.judging import Finding, found, same_day

CENTRAL = (CentralNegotiationConcluded, CentralNegotiationRequested)


class Talks(msgspec.Struct, frozen=True):
    """The negotiation with a party that stands for what was owed first."""

    case: Case
    at: Moment
    party: str
    demand: Recorded | None
    weight: int = HOLDING
    """What its demand weighs."""
    loosely: bool = False
    """Central steps that were recorded after another demand are taken for its own."""

    def of(self, kind: type[WithParty], after: Recorded | None) -> list[Recorded]:
        """Return its steps of that kind that came after another, in time's order.

        None that belongs to a demand of less weight.
        """
        steps = of_party(self.case, kind, self.party, self.at.round)
        found = [
            step
            for step in steps
            if (after is None or follows(step, after))
            and (self.loosely_its_own(step) or self._own(step))
        ]
        key = lambda e: (when.earliest(e.event.occurred), e.version)  # noqa: E731
        return sorted(found, key=key)

    def loosely_its_own(self, step: Recorded) -> bool:
        """Tell whether a central step may be its own, whatever was demanded since."""
        return self.loosely and isinstance(step.event, CENTRAL)

    def _own(self, step: Recorded) -> bool:
        return weight(self.case, self.at, step) >= self.weight


def proposal_at(case: Case, concluded: Recorded) -> int:
    """Return the version of the proposal that stood when a negotiation ended."""
    revised = (
        event.version
        for entry, event in case.of(ProposalRevised)
        if follows(concluded, entry)
    )
    return max(revised, default=1)


def whichever(
    case: Case, at: Moment, party: str, judge: Callable[[Talks], Finding]
) -> Finding:
    """Judge the negotiation last demanded, of those that stand for what was owed.

    A demand of which only the same day as the decision is known may have come before
    it or not, and must not matter.
    """
    demands = of_party(case, NegotiationDemanded, party, at.round)
    order = [(e, when.before(e.event.occurred, at.occurred)) for e in demands]
    sure = _standing(case, at, party, [e for e, before in order if before])
    perhaps = _standing(
        case, at, party, [e for e, before in order if before is not False]
    )
    surely = _read(sure, judge)
    if perhaps.demand is sure.demand:
        return surely
    otherwise = _read(perhaps, judge)
    if surely.verdict == otherwise.verdict:
        return surely
    return same_day([*surely.evidence, *otherwise.evidence])


def _standing(case: Case, at: Moment, party: str, demands: list[Recorded]) -> Talks:
    """Return the negotiation demanded last of those that weigh most."""
    weigh = weights(case, at, party)
    most = max((weigh[demand.id] for demand in demands), default=HOLDING)
    last = latest(demand for demand in demands if weigh[demand.id] == most)
    return Talks(case, at, party, last, most)


def _read(talks: Talks, judge: Callable[[Talks], Finding]) -> Finding:
    """Judge one negotiation: with its demand as evidence, and no more than it shows.

    That it was demanded under 10 § does not tell on what; nor does the record tell to
    which of two negotiations a central step belongs.
    """
    finding = judge(talks)
    if talks.demand is None:
        return finding
    if any(each < talks.weight for each in _weighed(talks)):
        loosely = judge(msgspec.structs.replace(talks, loosely=True))
        if loosely.verdict != finding.verdict:
            missing = ("to which negotiation the central one belongs",)
            evidence = (*finding.evidence, *loosely.evidence)
            finding = found(
                "undeterminable", "which_negotiation", evidence, missing=missing
            )
    if talks.weight == BESIDE and finding.verdict == "compliant":
        missing = ("whether the negotiation under 10 § was on what was decided",)
        finding = found(
            "undeterminable", "only_under_10", finding.evidence, missing=missing
        )
    evidence = (talks.demand, *finding.evidence)
    return msgspec.structs.replace(finding, evidence=evidence)


def _weighed(talks: Talks) -> Iterable[int]:
    return weights(talks.case, talks.at, talks.party).values()
