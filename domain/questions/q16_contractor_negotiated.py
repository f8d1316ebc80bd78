"""Q16: the use of a contractor was negotiated first. MBL (1976:580) 38–40 §§.

For each party: under 38 § where it holds, else by what the agreement has in its place;
and no veto stood when it was decided.
"""

import msgspec

from domain import when
from domain.base import Answer, Recorded
from domain.classification import Classifying
from domain.negotiation import LocalNegotiationConcluded, NegotiationDemanded
from domain.perspective import PartyPositionRecorded
from domain.questions import duty
from domain.questions.answer import GRAVITY, Question, Verdict
from domain.questions.case import Case, Decided, Moment, follows, latest, not_after
from domain.questions.cleared import cleared
from domain.questions.demands import of_party
from domain.questions.duty import Owed
from domain.questions.judging import Finding, each_decision, found
from domain.questions.q11_exception_upheld import or_exception
from domain.questions.vetoed import Measure, vetoed
from domain.raising import IssueRaised

CONTRACTORS = "contractors"
"""The topic that is one of contractors, where the flag is not known (as in `mode`)."""

EXEMPTIONS = frozenset({"short_term", "special_expertise", "accepted_before"})
"""Reasons of a classification with track `none` that claim 38 § second paragraph."""


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q16", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    raised = case.of(IssueRaised)
    if not raised:
        missing = ("how the issue was raised",)
        return found("undeterminable", "not_raised", missing=missing)
    (entry, event), *_ = raised
    at = decided.moment
    veto = vetoed(Measure(case, at.occurred, at.round, decided))
    if event.contractor_use is Answer.NO and veto is None:
        return found("not_applicable", "no_contractor")
    if not case.framework.agency.is_bound(party, at.occurred.day):
        return found("not_applicable", "not_bound")
    if veto and veto.verdict == "breach":
        return veto
    unknown = event.contractor_use is Answer.UNKNOWN and event.topic != CONTRACTORS
    if unknown and veto is None:
        missing = ("contractor_use",)
        return found("undeterminable", "contractor_unknown", [entry], missing=missing)
    finding = _negotiated(case, decided, party)
    both = [finding] if veto is None else [finding, veto]
    return min(both, key=lambda each: GRAVITY.index(each.verdict))


def _negotiated(case: Case, decided: Decided, party: str) -> Finding:
    """What was owed was done, or was not owed by the second paragraph, or excepted.

    Where 38 § holds, that is negotiation. A consultation under an agreement that held
    earlier still counts, as in Q1.
    """
    at = decided.moment
    owed = duty.owed(case, party, at)
    replaced = case.framework.mbl_replaced(party, case.unit, at.occurred.day, "38")
    by_the_act = not (replaced or owed.carried)
    if by_the_act:
        owed = Owed("negotiation", "contractor", owed.missing, owed.because)
    finding = cleared(case, at, party, owed)
    if finding.verdict == "compliant" and by_the_act:
        finding = _under_38(case, at, party, finding)
    if finding.verdict in ("compliant", "not_applicable"):
        return finding
    claim = _exempted(case, at, party)
    return claim or or_exception(finding, case, decided, party, owed)


def _under_38(case: Case, at: Moment, party: str, finding: Finding) -> Finding:
    """Return the finding if some negotiation under 38 § ended first.

    Of one under another section the record does not say that it was on the contractor.
    """
    demands = [
        entry
        for entry, demand in case.of(NegotiationDemanded)
        if demand.party == party
        and demand.basis == "38"
        and (demand.round or 1) == at.round
    ]
    ended = of_party(case, LocalNegotiationConcluded, party, at.round)
    if any(
        follows(end, demand) and when.before(end.event.occurred, at.occurred)
        for demand in demands
        for end in ended
    ):
        return msgspec.structs.replace(finding, evidence=(*demands, *finding.evidence))
    missing = ("whether the negotiation was on the contractor (38 §)",)
    return found("undeterminable", "other_section", finding.evidence, missing=missing)


def _exempted(case: Case, at: Moment, party: str) -> Finding | None:
    """Return what is known of a claim that nothing was owed (38 § second paragraph).

    Not of a party that has itself demanded the negotiation. The record alone cannot
    prove the claim; that the party agreed since settles it.
    """
    claim = _claim(case, at, party)
    if claim is None or _asked(case, at, party):
        return None
    position = latest(
        entry
        for entry, event in case.of(PartyPositionRecorded)
        if event.party == party
        and (event.round or 1) == at.round
        and follows(entry, claim)
    )
    said = [position] if position else []
    if position and getattr(position.event, "position", None) == "agree":
        facts = {"acceptedOn": position.event.occurred.day}
        return found(
            "not_applicable", "exemption_accepted", [claim, *said], facts=facts
        )
    missing = (f"acceptance by {party} that no negotiation was needed",)
    return found("undeterminable", "exemption_claimed", [claim, *said], missing=missing)


def _claim(case: Case, at: Moment, party: str) -> Recorded | None:
    """Return the last classification of the party, if it claims an exemption."""
    told = not_after(case.of(Classifying), at.occurred)
    last = latest(
        entry
        for entry, event in told
        if any(choice.party == party for choice in event.parties)
    )
    if last is None or not isinstance(last.event, Classifying):
        return None
    claimed = any(
        choice.party == party and choice.track == "none" and choice.reason in EXEMPTIONS
        for choice in last.event.parties
    )
    return last if claimed else None


def _asked(case: Case, at: Moment, party: str) -> bool:
    """Tell whether the party demanded negotiation under 38 § before, or that day."""
    return any(
        demand.party == party
        and demand.by == "union"
        and demand.basis == "38"
        and (demand.round or 1) == at.round
        for _, demand in not_after(case.of(NegotiationDemanded), at.occurred)
    )


QUESTION = Question(
    number="Q16",
    claim="contractor_negotiated",
    asks={
        "en": "Was the use of a contractor negotiated first?",
        "sv": "Förhandlades anlitandet av entreprenör först?",
    },
    judge=judge,
)
