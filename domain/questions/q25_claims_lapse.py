"""Q25: when a claim over the decision lapses. MBL (1976:580) 64–65 §§ (T12).

Information, never a verdict. The circumstance is the decision. When a party came to
know of it the record cannot tell: on the day of the decision at the earliest, on the
day it was communicated to the party at the latest [REC].
"""

from collections.abc import Sequence
from datetime import date, datetime

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
from domain.questions.demands import of_party
from domain.questions.judging import Finding, each_decision, found
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
        return min(later, key=_order, default=None)


def _order(entry: Recorded) -> tuple[datetime, int]:
    return when.earliest(entry.event.occurred), entry.version


def judge(case: Case) -> list[Verdict]:
    """Return when claims lapse, a decision and party."""
    return each_decision("Q25", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    claim = Claim(case, decided, party)
    if claim.replaced("64"):
        return found("not_applicable", "replaced")
    told = _told(claim)
    ends = claim.within(claim.on, statute.CLAIM_AFTER_EVENT)
    first = claim.within(claim.on, statute.CLAIM_AFTER_KNOWLEDGE)
    latest = min(_last_if_told(claim, told), ends) if told else ends
    facts = {
        "recordedOn": decided.entry.recorded_on,
        "lastOn": first,
        "latestOn": latest,
        "eventEndsOn": ends,
        **({"toldOn": told.event.occurred.day} if told else {}),
    }
    demands = _demands(claim)
    in_time = [each for each in demands if each.event.occurred.day <= latest]
    if in_time:
        finding = _of_claims(claim, in_time, first)
    else:
        finding = _undemanded(claim, (first, latest), [*_one(told), *demands[:1]])
    return msgspec.structs.replace(finding, facts={**facts, **finding.facts})


def _last_if_told(claim: Claim, told: Recorded) -> date:
    """Return the last day for who knew when it was told, never before the decision."""
    knew = max(claim.on, told.event.occurred.day)
    return claim.within(knew, statute.CLAIM_AFTER_KNOWLEDGE)


def _undemanded(
    claim: Claim, lasts: tuple[date, date], shown: list[Recorded]
) -> Finding:
    """Nothing demanded in time: it lapses on the first day, the last, or between."""
    first, latest = lasts
    missing = (_when_known(claim),)
    if claim.case.today <= first:
        finding = _by(claim, first, ("lapses", "lapsed"), shown)
    elif claim.case.today <= latest:
        finding = _by(claim, latest, ("may_have_lapsed", "lapsed"), shown)
    else:
        return found("not_applicable", "lapsed", shown)
    return msgspec.structs.replace(finding, missing=missing)


def _of_claims(claim: Claim, demands: list[Recorded], first: date) -> Finding:
    """Return what became of the first demand that did not end in agreement."""
    each = [(demand, _negotiated(claim, demand)) for demand in demands]
    unsettled = [pair for pair in each if pair[1].reason != "settled"]
    demand, finding = (unsettled or each)[0]
    if demand.event.occurred.day <= first:
        return finding
    missing = (_when_known(claim), *finding.missing)
    return msgspec.structs.replace(finding, missing=missing)


def _when_known(claim: Claim) -> str:
    return f"when {claim.party} came to know of the decision"


def _one(entry: Recorded | None) -> list[Recorded]:
    return [entry] if entry else []


def _told(claim: Claim) -> Recorded | None:
    """Return how the decision was first communicated to the party."""
    told = [
        entry
        for entry, event in claim.case.of(DecisionCommunicated)
        if known_as(claim.case, event.decision_id) == claim.decided.event.decision_id
        and claim.party in event.parties
    ]
    return min(told, key=lambda entry: entry.event.occurred.day, default=None)


def _demands(claim: Claim) -> list[Recorded]:
    """Return the party's demands that surely came after the decision, oldest first.

    Those under 10 §, which are for claims; where there are none, any [REC].
    """
    round_ = claim.decided.moment.round
    after = [
        (entry, event)
        for entry in of_party(claim.case, NegotiationDemanded, claim.party, round_)
        if isinstance(event := entry.event, NegotiationDemanded)
        and event.by == "union"
        and when.before(claim.decided.moment.occurred, event.occurred)
    ]
    general = [entry for entry, event in after if event.basis == "10"]
    return sorted(general or [entry for entry, _ in after], key=_order)


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
