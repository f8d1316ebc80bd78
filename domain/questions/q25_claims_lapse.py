"""Q25: when a claim over the decision lapses. MBL (1976:580) 64–65 §§ (T12).

Information, never a verdict. The circumstance is the decision. When a party came to
know of it the record cannot tell: the earliest day it may have is taken [REC], the
day the decision was communicated to it, else the day the decision was recorded here.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from domain import statute, when
from domain.base import Recorded
from domain.decision import DecisionCommunicated
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    CentralNegotiationWaived,
    LocalNegotiationConcluded,
    NegotiationDemanded,
    WithParty,
)
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided, follows
from domain.questions.judging import Finding, each_decision, found
from domain.questions.negotiated import of_party
from domain.questions.standing_decisions import known_as

ON_WHAT = "whether the negotiation was on a claim"


class Claim(msgspec.Struct, frozen=True):
    """What a party may claim over a decision, and what it has done about it."""

    case: Case
    decided: Decided
    party: str

    @property
    def on(self) -> date:
        """The day of the circumstance: of the decision."""
        return self.decided.moment.occurred.day

    def replaced(self, section: str) -> bool:
        """Tell whether the party's agreement that day stands in place of a section."""
        case = self.case
        return case.framework.mbl_replaced(self.party, case.unit, self.on, section)

    def within(self, since: date, provisions: Sequence[statute.Provision]) -> date:
        """Return the last day within the Act's time from that day."""
        term = statute.on(provisions, self.on).term
        return self.case.calendar(self.party, since).deadline(since, term)

    def first(self, kind: type[WithParty], after: Recorded) -> Recorded | None:
        """Return the first step of that kind after another, None if there is none."""
        steps = of_party(self.case, kind, self.party, self.decided.moment.round)
        later = [step for step in steps if follows(step, after)]
        key = lambda step: (when.earliest(step.event.occurred), step.version)  # noqa: E731
        return min(later, key=key, default=None)


def judge(case: Case) -> list[Verdict]:
    """Return when claims lapse, a decision and party."""
    return each_decision("Q25", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    claim = Claim(case, decided, party)
    if claim.replaced("64"):
        return found("not_applicable", "replaced")
    told = _told(claim)
    known = max(
        claim.on, told.event.occurred.day if told else decided.entry.recorded_on
    )
    by_knowledge = claim.within(known, statute.CLAIM_AFTER_KNOWLEDGE)
    by_event = claim.within(claim.on, statute.CLAIM_AFTER_EVENT)
    facts = {
        "knownOn": known,
        "knowledgeEndsOn": by_knowledge,
        "eventEndsOn": by_event,
        "lastOn": min(by_knowledge, by_event),
    }
    demand, shown = _demand(claim), [told] if told else []
    unknown = f"when {party} came to know of the decision"
    if demand is None or demand.event.occurred.day > facts["lastOn"]:
        shown += [demand] if demand else []
        finding = _by(claim, facts["lastOn"], ("lapses", "lapsed"), shown)
    else:
        finding = _negotiated(claim, demand)
    return msgspec.structs.replace(
        finding, missing=(unknown, *finding.missing), facts={**facts, **finding.facts}
    )


def _told(claim: Claim) -> Recorded | None:
    """Return how the decision was first communicated to the party."""
    told = [
        entry
        for entry, event in claim.case.of(DecisionCommunicated)
        if known_as(claim.case, event.decision_id) == claim.decided.event.decision_id
        and claim.party in event.parties
    ]
    return min(told, key=lambda entry: entry.event.occurred.day, default=None)


def _demand(claim: Claim) -> Recorded | None:
    """Return the party's first demand that surely came after the decision."""
    round_ = claim.decided.moment.round
    demands = [
        entry
        for entry in of_party(claim.case, NegotiationDemanded, claim.party, round_)
        if getattr(entry.event, "by", None) == "union"
        and when.before(claim.decided.moment.occurred, entry.event.occurred)
    ]
    return min(demands, key=lambda entry: entry.event.occurred.day, default=None)


def _by(
    claim: Claim, last: date, reasons: tuple[str, str], shown: list[Recorded]
) -> Finding:
    """Return the first reason through the last day, the second from the day after."""
    if claim.case.today > last:
        return found("not_applicable", reasons[1], shown)
    until = when.day_after(last)
    return found("not_applicable", reasons[0], shown, holds_until=until)


def _negotiated(claim: Claim, demand: Recorded) -> Finding:
    """Demanded in time: locally, then centrally, then before the court."""
    ended = claim.first(LocalNegotiationConcluded, demand)
    facts = {"demandedOn": demand.event.occurred.day}
    if ended is None:
        finding = found("not_applicable", "negotiating", [demand])
    elif getattr(ended.event, "how", None) == "agreement":
        finding = found("not_applicable", "settled", [demand, ended])
    elif claim.first(CentralNegotiationWaived, ended):
        finding = _suit(claim, ended, [demand, ended])
    else:
        finding = _central(claim, ended, demand)
    return msgspec.structs.replace(
        finding,
        missing=(ON_WHAT, *finding.missing),
        facts={**facts, **finding.facts},
    )


def _central(claim: Claim, ended: Recorded, demand: Recorded) -> Finding:
    """Ended locally in disagreement: central negotiation is demanded in its time."""
    day = ended.event.occurred.day
    last = claim.within(day, statute.CLAIM_CENTRAL_AFTER_LOCAL)
    facts = {"endedOn": day, "centralOn": last}
    requested = claim.first(CentralNegotiationRequested, ended)
    shown = [demand, ended, *([requested] if requested else [])]
    if requested is None or requested.event.occurred.day > last:
        finding = _by(claim, last, ("central_lapses", "central_lapsed"), shown)
        return msgspec.structs.replace(finding, facts=facts)
    concluded = claim.first(CentralNegotiationConcluded, requested)
    if concluded is None:
        return found("not_applicable", "negotiating", shown, facts=facts)
    if getattr(concluded.event, "outcome", None) == "agreement":
        return found("not_applicable", "settled", [*shown, concluded], facts=facts)
    finding = _suit(claim, concluded, [*shown, concluded])
    return msgspec.structs.replace(finding, facts={**facts, **finding.facts})


def _suit(claim: Claim, ended: Recorded, shown: list[Recorded]) -> Finding:
    """Negotiated to the end: a suit is brought in its time."""
    if claim.replaced("65"):
        return found("not_applicable", "replaced", shown)
    day = ended.event.occurred.day
    last = claim.within(day, statute.SUIT_AFTER_NEGOTIATION)
    finding = _by(claim, last, ("suit_lapses", "suit_lapsed"), shown)
    return msgspec.structs.replace(
        finding,
        facts={"negotiatedOn": day, "suitOn": last},
        missing=("whether a suit was brought",),
    )


QUESTION = Question(
    number="Q25",
    claim="claims_lapse",
    asks={
        "en": "When do claims for damages over the decision lapse?",
        "sv": "När preskriberas krav på skadestånd för beslutet?",
    },
    judge=judge,
    listed=False,
)
