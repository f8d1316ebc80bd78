"""Whether a negotiation was completed before a decision: MBL (1976:580) 11, 14, 16 §§.

Locally always; centrally too, where the party disagreed and asked for it in time. The
term (T7) is the agreement's own; no Act sets one.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from domain import when
from domain.agreement_state import InForce
from domain.base import Recorded
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    CentralNegotiationWaived,
    LocalNegotiationConcluded,
    NegotiationDemanded,
    WithParty,
)
from domain.perspective import ProposalRevised
from domain.questions.answer import GRAVITY, Value
from domain.questions.case import Case, Moment, follows, latest, not_after
from domain.questions.duty import Owed
from domain.questions.judging import Finding, found, same_day, timed
from domain.remembered import remembered

BY_THE_ACT = ("topic_missing", "union_demand")
"""Reasons of a duty that MBL itself sets, beside what the agreement deals with."""


class Talks(msgspec.Struct, frozen=True):
    """The negotiation with a party that was demanded last before the decision."""

    case: Case
    at: Moment
    party: str
    demand: Recorded | None

    def of(self, kind: type[WithParty], after: Recorded | None) -> list[Recorded]:
        """Return its steps of that kind that came after another, in time's order."""
        steps = of_party(self.case, kind, self.party, self.at.round)
        found = [e for e in steps if after is None or follows(e, after)]
        key = lambda e: (when.earliest(e.event.occurred), e.version)  # noqa: E731
        return sorted(found, key=key)


@remembered
def negotiated(case: Case, at: Moment, party: str, owed: Owed) -> Finding:
    """Return whether the negotiation owed to *party* was completed first."""
    return _whichever(case, at, party, lambda talks: _completed(talks, owed))


@remembered
def locally(case: Case, at: Moment, party: str) -> Finding:
    """Return whether the local negotiation with *party* was completed first."""
    return _whichever(case, at, party, _locally)


def of_party(
    case: Case, kind: type[WithParty], party: str, round_: int
) -> list[Recorded]:
    """Return the entries of a kind for the party in the round, in recorded order."""
    return [
        entry
        for entry, event in case.of(kind)
        if event.party == party and (event.round or 1) == round_
    ]


def _whichever(
    case: Case, at: Moment, party: str, judge: Callable[[Talks], Finding]
) -> Finding:
    """Judge the negotiation last demanded; a demand of which only the same day as the
    decision is known may have come before it or not, and must not matter.
    """
    demands = of_party(case, NegotiationDemanded, party, at.round)
    order = [(e, when.before(e.event.occurred, at.occurred)) for e in demands]
    sure = latest(e for e, before in order if before)
    perhaps = latest(e for e, before in order if before is not False)
    surely = judge(Talks(case, at, party, sure))
    otherwise = judge(Talks(case, at, party, perhaps))
    if surely.verdict == otherwise.verdict:
        return surely
    evidence = (*surely.evidence, *otherwise.evidence)
    return same_day([*evidence, *([perhaps] if perhaps else [])])


def _locally(talks: Talks) -> Finding:
    """The latest negotiation ended before the decision, on the same proposal."""
    ended = talks.of(LocalNegotiationConcluded, after=talks.demand)
    finding = timed(ended, talks.at, "concluded_before", "not_concluded_before")
    if finding.verdict != "compliant":
        return finding
    last = finding.evidence[-1]
    stood = proposal_at(talks.case, last)
    if talks.case.same_proposal(stood, talks.at.proposal_version):
        return finding
    missing = (f"whether proposal {talks.at.proposal_version} was negotiated",)
    return _after(last, "undeterminable", "another_proposal", missing=missing)


def proposal_at(case: Case, concluded: Recorded) -> int:
    """Return the version of the proposal that stood when a negotiation ended."""
    revised = (
        event.version
        for entry, event in case.of(ProposalRevised)
        if follows(concluded, entry)
    )
    return max(revised, default=1)


def _completed(talks: Talks, owed: Owed) -> Finding:
    local = _locally(talks)
    if local.verdict != "compliant":
        return local
    last = local.evidence[-1]
    assert isinstance(last.event, LocalNegotiationConcluded)
    if last.event.how in ("agreement", "party_did_not_respond"):
        return local
    governing = talks.case.in_force(talks.party, talks.at.occurred.day)
    if _replaced(governing, owed):
        return _after(last, "compliant", "local_suffices")
    return _centrally(talks, last, governing)


def _replaced(governing: InForce | None, owed: Owed) -> bool:
    """Tell whether the agreement stands in place of 14 § for the party and matter.

    What MBL itself makes a matter of negotiation keeps MBL's own order [REC].
    """
    if governing is None or "14" not in governing.terms.replaces_mbl:
        return False
    by_38 = owed.reason == "contractor" and "38" not in governing.terms.replaces_mbl
    return not (by_38 or owed.reason in BY_THE_ACT)


def _centrally(talks: Talks, local: Recorded, governing: InForce | None) -> Finding:
    """The party disagreed locally: what became of its right to central negotiation."""
    decided, ended = talks.at.occurred, local.event.occurred.day
    asked = talks.of(CentralNegotiationRequested, after=local)
    waived = talks.of(CentralNegotiationWaived, after=talks.demand)
    term = governing.terms.numbers.central_negotiation_request if governing else None
    by_then = [e for e, _ in not_after([(e, e.event) for e in asked], decided)]
    deadline = None
    if term is not None:
        deadline = talks.case.calendar(talks.party, ended).deadline(ended, term)
        asked_in_time = [e for e in asked if e.event.occurred.day <= deadline]
        in_time = [e for e in by_then if e in asked_in_time] or asked_in_time[:1]
    else:
        in_time = by_then
    if in_time:
        return _central_first(talks, local, in_time[-1])
    if waived:
        facts = {"cameOn": waived[-1].event.occurred.day}
        return found("compliant", "central_waived", [local, *waived], facts=facts)
    if governing is None or deadline is None:
        missing = ("the term for requesting central negotiation (T7)",)
        return _after(local, "undeterminable", "no_term", missing=missing)
    if decided.day > deadline:
        late = found("compliant", "not_requested_in_time", evidence=[local, *asked])
        return msgspec.structs.replace(late, facts={"windowClosesOn": deadline})
    return _inside_window(talks.case, governing, local, deadline)


def _after(local: Recorded, verdict: Value, reason: str, **rest: Any) -> Finding:
    """Return a finding on the local negotiation and the day on which it ended."""
    facts = {"endedOn": local.event.occurred.day, **rest.pop("facts", {})}
    return found(verdict, reason, [local], facts=facts, **rest)


def _central_first(talks: Talks, local: Recorded, request: Recorded) -> Finding:
    """Requested in time: the central negotiation comes before the decision.

    So does a waiver of it, if the party gave up what it had asked for.
    """
    ended = talks.of(CentralNegotiationConcluded, after=request)
    given_up = talks.of(CentralNegotiationWaived, after=request)
    ways = (
        timed(ended, talks.at, "central_before", "central_not_concluded_before"),
        timed(given_up, talks.at, "central_waived", "central_not_concluded_before"),
    )
    finding = max(ways, key=lambda way: GRAVITY.index(way.verdict))
    evidence = [local, request, *finding.evidence]
    facts = {**finding.facts, "requestedOn": request.event.occurred.day}
    return msgspec.structs.replace(finding, evidence=tuple(evidence), facts=facts)


def _inside_window(
    case: Case, governing: InForce, local: Recorded, deadline: date
) -> Finding:
    """Decided while a request could still come, and none has come."""
    facts, closes = {"windowClosesOn": deadline}, when.day_after(deadline)
    if governing.terms.numbers.waiting_is_a_duty:
        return _after(local, "breach", "decided_in_window", facts=facts)
    if case.as_of < closes:
        return _after(
            local,
            "undeterminable",
            "window_open",
            missing=("whether central negotiation is requested in time",),
            holds_until=closes,
            facts=facts,
        )
    return _after(local, "compliant", "decided_in_window", facts=facts)
