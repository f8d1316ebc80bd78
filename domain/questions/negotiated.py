"""Whether a negotiation was completed before a decision: MBL (1976:580) 11, 14, 16 §§.

Locally always; centrally too, where the party disagreed and asked for it in time. The
term (T7) is the agreement's own; no Act sets one.
"""

from domain.agreement_state import InForce
from domain.base import Recorded
from domain.negotiation import LocalNegotiationConcluded, NegotiationMeetingHeld
from domain.questions.case import Case, Moment, follows
from domain.questions.central import centrally, on_local
from domain.questions.demands import of_party
from domain.questions.duty import Owed
from domain.questions.judging import Finding, timed
from domain.questions.talks import Talks, proposal_at, whichever
from domain.remembered import remembered

BY_THE_ACT = ("topic_missing", "union_demand")
"""Reasons of a duty that MBL itself sets, beside what the agreement deals with."""


BY_BOTH = ("agreement", "disagreement_both_agree_end")
"""Ends of a negotiation that both sides have told of."""


@remembered
def negotiated(case: Case, at: Moment, party: str, owed: Owed) -> Finding:
    """Return whether the negotiation owed to *party* was completed first."""
    return whichever(case, at, party, lambda talks: _completed(talks, owed))


@remembered
def locally(case: Case, at: Moment, party: str) -> Finding:
    """Return whether the local negotiation with *party* was completed first."""
    return whichever(case, at, party, _locally)


def _locally(talks: Talks) -> Finding:
    """The latest negotiation ended before the decision, on the same proposal."""
    finding = _ended(talks)
    if finding.verdict != "compliant":
        return finding
    return _unless_unmet(talks, finding.evidence[-1], finding)


def _ended(talks: Talks) -> Finding:
    ended = talks.of(LocalNegotiationConcluded, after=talks.demand)
    finding = timed(ended, talks.at, "concluded_before", "not_concluded_before")
    if finding.verdict != "compliant":
        return finding
    last = finding.evidence[-1]
    stood = proposal_at(talks.case, last)
    if talks.case.same_proposal(stood, talks.at.proposal_version):
        return finding
    missing = (f"whether proposal {talks.at.proposal_version} was negotiated",)
    return on_local(last, "undeterminable", "another_proposal", missing=missing)


def _unless_unmet(talks: Talks, local: Recorded, finding: Finding) -> Finding:
    """Return the finding, which no end by one side alone makes compliant, if nothing
    shows that they had met, or that the other had been called.
    """
    if finding.verdict != "compliant" or met(talks.case, local, talks.demand):
        return finding
    missing = (f"that {talks.party} was called to negotiate, and had its time",)
    return on_local(local, "undeterminable", "no_meeting_held", missing=missing)


def met(case: Case, local: Recorded, demand: Recorded | None) -> bool:
    """Tell whether a negotiation that ended was one: MBL 15, 16 §§.

    A central one was. A local one was where both sides say how it ended. Where one
    withdrew or did not respond, a meeting, though the other stayed away, stands
    between demand and end (T9, T10).
    """
    event = local.event
    if not isinstance(event, LocalNegotiationConcluded) or event.how in BY_BOTH:
        return True
    meetings = of_party(case, NegotiationMeetingHeld, event.party, event.round or 1)
    return any(
        (demand is None or follows(meeting, demand)) and follows(local, meeting)
        for meeting in meetings
    )


def _completed(talks: Talks, owed: Owed) -> Finding:
    local = _ended(talks)
    if local.verdict != "compliant":
        return local
    last = local.evidence[-1]
    return _unless_unmet(talks, last, _first(talks, owed, last, local))


def _first(talks: Talks, owed: Owed, last: Recorded, local: Finding) -> Finding:
    """It ended locally first: what else had to come before the decision."""
    assert isinstance(last.event, LocalNegotiationConcluded)
    if last.event.how in ("agreement", "party_did_not_respond"):
        return local
    governing = talks.case.in_force(talks.party, talks.at.occurred.day)
    if _replaced(governing, owed):
        return on_local(last, "compliant", "local_suffices")
    return centrally(talks, last, governing)


def _replaced(governing: InForce | None, owed: Owed) -> bool:
    """Tell whether the agreement stands in place of 14 § for the party and matter.

    What MBL itself makes a matter of negotiation keeps MBL's own order [REC].
    """
    if governing is None or "14" not in governing.terms.replaces_mbl:
        return False
    by_38 = owed.reason == "contractor" and "38" not in governing.terms.replaces_mbl
    return not (by_38 or owed.reason in BY_THE_ACT)
