"""Every path of DOMAIN 3.6 can be recorded: one history a path, admitted and folded."""

from domain.agreement_state import Framework
from domain.base import Recorded, Role
from domain.classification import Classification, IssueReclassified
from domain.consultation import ConsultationPostponed, ConsultationResumed
from domain.correction import Approver
from domain.decision import DecisionChanged
from domain.escalation import (
    EscalationFeedbackGiven,
    EscalationRequested,
    IssueEscalated,
)
from domain.exception import ExceptionInvoked, ExceptionPositionRecorded
from domain.follow_up import FollowUpCompleted, FollowUpRescheduled, FollowUpScheduled
from domain.implementation import ImplementationCompleted, ImplementationStarted
from domain.issue import Issue
from domain.lifecycle import LIFECYCLE
from domain.minutes import MinutesApproved, MinutesDrafted
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    NegotiationMeetingHeld,
)
from domain.perspective import PartyPositionRecorded, ProposalRevised
from domain.raising import IssueReopened, IssueWithdrawn
from domain.veto import ContractorVetoDeclared, VetoLifted
from tests.issues import (
    FRAMEWORK,
    Claim,
    at,
    classified,
    concluded,
    corrected,
    decided,
    demanded,
    dispatched,
    ended,
    happened,
    held,
    history,
    on,
    raised,
    refused,
    summoned,
)
from tests.worked_example import CSG, LSG, SEKO, ST, union

CALLED: list[Claim] = [
    raised(),
    classified(),
    summoned(on(2, 3), at(2, 17)),
    dispatched(on(2, 3)),
    held(at(2, 17)),
]


def folded(*claims: Claim, among: Framework = FRAMEWORK) -> Issue:
    """Return what is remembered of a history that is admitted."""
    return LIFECYCLE.fold(LIFECYCLE.effective(history(*claims, among=among)))


def test_consensus() -> None:
    """Path 1: all agree, and the same is decided; or something else is, knowingly."""
    issue = folded(*CALLED, concluded(on(2, 17)), decided(deviation="material"))

    assert set(issue.conclusions.values()) == {"consensus"}
    assert issue.standing_decision() == "d1"


def test_disagreement() -> None:
    """Path 2: a union disagrees, reserves itself, and the manager decides."""
    reserved = happened(
        PartyPositionRecorded,
        on(2, 17),
        party=SEKO,
        position="reserved",
        actor=union(SEKO),
    )
    issue = folded(*CALLED, concluded(on(2, 17), "disagreement"), reserved, decided())

    assert issue.standing_decision() == "d1"


UP = {"from_level": LSG, "to_level": CSG}


def test_escalation() -> None:
    """Path 3: taken up with its dossier, concluded above, and told below."""
    issue = folded(
        *CALLED,
        concluded(on(2, 17), "disagreement"),
        happened(EscalationRequested, on(2, 19), party=SEKO, **UP),
        happened(IssueEscalated, on(2, 20), dossier=("m-1", "m-2"), **UP),
        summoned(on(2, 20), at(3, 3), level=CSG),
        held(at(3, 3), level=CSG),
        concluded(on(3, 3), level=CSG),
        happened(
            EscalationFeedbackGiven, on(3, 9), forum="lsg", content_ref="RV 2026/9"
        ),
        decided(),
    )

    assert issue.escalated == {1}
    assert issue.conclusions[1, SEKO, CSG] == "consensus"


def test_negotiation_by_subject() -> None:
    """Path 4: redundancy is negotiated, not dealt with in the group."""
    issue = folded(
        raised(topic="redundancy", redundancy="yes"),
        classified(level=CSG),
        demanded(on(2, 3)),
        happened(NegotiationMeetingHeld, on(2, 10), party=ST),
        ended(on(2, 10), how="disagreement_both_agree_end"),
        happened(CentralNegotiationRequested, on(2, 12), party=ST, central_party=SEKO),
        happened(CentralNegotiationConcluded, on(3, 12), party=ST),
        decided(),
    )

    assert issue.negotiations[1, ST].central_requested


def test_negotiation_demanded_by_a_union() -> None:
    """Path 5: the demand is recorded whether a duty arises from it or not."""
    issue = folded(*CALLED, demanded(on(2, 18), basis="12", by="union"), decided())

    assert issue.negotiations[1, ST].local_concluded is None


def test_withdrawn() -> None:
    """Path 6: withdrawn before any decision, and taken up again in a new round."""
    withdrawn = happened(IssueWithdrawn, on(2, 20), reason="Too dear.")
    again = happened(IssueReopened, on(5, 4), reason="Cheaper.", new_round=2)

    assert folded(*CALLED, withdrawn).ended == "withdrawn"
    assert folded(*CALLED, withdrawn, again).round == 2


def test_postponed() -> None:
    """Path 7: put off, resumed and concluded; or decided in between, and judged."""
    put_off = happened(
        ConsultationPostponed,
        on(2, 17),
        parties=(ST,),
        to_date=on(3, 3),
        requested_by=ST,
        reason="Risks.",
    )
    resumed = happened(ConsultationResumed, on(3, 3), parties=(ST,))

    assert folded(*CALLED, put_off, decided(on(2, 20))).postponed == {(1, ST)}
    assert not folded(*CALLED, put_off, resumed, concluded(on(3, 3))).postponed


def test_extraordinary_cause() -> None:
    """Path 8: decided and carried out first, with grounds; consultation afterwards."""
    issue = folded(
        raised(),
        happened(
            ExceptionInvoked,
            on(2, 3),
            cause="extraordinary",
            section="11",
            grounds="Water.",
            decided_by="manager",
            remedial_due=on(2, 10),
        ),
        decided(on(2, 3)),
        happened(ImplementationStarted, on(2, 3)),
        held(on(2, 9)),
        concluded(on(2, 9)),
        happened(ExceptionPositionRecorded, on(2, 9), party=ST, position="accepted"),
    )

    assert issue.excepted
    assert issue.conclusions


def amended(**fields: object) -> DecisionChanged:
    """Return that d2 took the place of d1."""
    stated: dict[str, object] = {
        "decision_id": "d2",
        "supersedes": "d1",
        "proposal_version": 1,
        "content_ref": "RV 2026/9",
        "decided_by": Role.MANAGER,
        "others_present": (),
    }
    return happened(DecisionChanged, on(4, 20), **(stated | fields))


def test_reopened_or_changed() -> None:
    """Path 9: a material change takes a new round; a clerical one does not."""
    reopened = happened(IssueReopened, on(4, 1), reason="More rooms.", new_round=2)
    issue = folded(
        *CALLED,
        concluded(on(2, 17)),
        decided(),
        reopened,
        happened(ProposalRevised, on(4, 2), version=2, material=True),
        held(on(4, 9)),
        concluded(on(4, 9), proposal_version=2),
        amended(change="amendment", material=True, proposal_version=2),
    )

    assert issue.decisions["d2"].round == 2
    slip = amended(change="correction", material=False)
    assert folded(*CALLED, decided(), slip).standing_decision() == "d2"


def with_minutes(*agreed: Approver) -> list[Recorded]:
    """Return a history with minutes approved by both sides and a correction after."""
    approvers = (
        Approver(side="employer", person="p-101"),
        Approver(side=ST, person="p-201"),
    )
    drafted = happened(
        MinutesDrafted,
        on(2, 18),
        minutes_id="m1",
        version=1,
        meeting_on=on(2, 17),
        approvers=approvers,
    )
    said = {"minutes_id": "m1", "version": 1}
    mine = happened(
        MinutesApproved, on(2, 19), side="employer", approver="p-101", **said
    )
    theirs = happened(
        MinutesApproved, on(2, 19), side=ST, approver="p-201", actor=union(ST), **said
    )
    slip = corrected(
        on(2, 24), "e5", "/attendance/3/presence", "present", "absent", agreed_by=agreed
    )
    return history(*CALLED, drafted, mine, theirs, slip)


def test_corrected_after_the_fact() -> None:
    """Path 10: both versions are kept; minutes approved before make it disputed."""
    met = LIFECYCLE.effective(with_minutes())[4]

    assert met.marks == {"corrected", "disputed"}


def test_follow_up_overdue() -> None:
    """Path 11: planned, moved with a reason, and completed long after."""
    issue = folded(
        *CALLED,
        decided(),
        happened(ImplementationStarted, on(5, 4)),
        happened(ImplementationCompleted, on(6, 12)),
        happened(
            FollowUpScheduled,
            on(6, 12),
            follow_up_id="f1",
            due=on(9, 15),
            responsible="manager",
        ),
        happened(
            FollowUpRescheduled,
            on(9, 14),
            follow_up_id="f1",
            due=on(9, 18),
            reason="Illness.",
        ),
        happened(FollowUpCompleted, on(11, 2), follow_up_id="f1", result="As meant."),
    )

    assert issue.followed_up


def test_outside_the_mandate() -> None:
    """Path 12: the matter goes back to the level that may decide it."""
    tracks = (Classification(party=ST, track="consultation", level=CSG),)
    moved = happened(IssueReclassified, on(2, 1), parties=tracks, reason="authority")

    assert folded(raised(), classified(), moved).raised


def test_veto() -> None:
    """Path 13: declared after negotiation under 38 §; a decision is recorded still."""
    issue = folded(
        raised(topic="contractors", contractor_use="yes"),
        demanded(on(2, 3), basis="38"),
        ended(on(2, 10), how="disagreement_both_agree_end"),
        happened(
            ContractorVetoDeclared, on(2, 12), party=ST, ground="Law.", procurement=True
        ),
        decided(),
    )

    assert issue.vetoes == {ST}
    assert issue.standing_decision()
    lifted = happened(VetoLifted, on(2, 13), party=ST)
    refused("20.2", lifted, history(raised()))


def test_raised_and_never_taken_up() -> None:
    """Path 14: a safety representative's issue stays as it was raised."""
    issue = folded(raised(raised_by=Role.SAFETY_REPRESENTATIVE))

    assert issue == Issue(raised=True, topic="premises", round=1)


def test_decided_without_consultation() -> None:
    """What is unlawful is recorded: decided by nobody's leave, carried out too soon."""
    issue = folded(raised(), happened_early(), decided())

    assert issue.started


def happened_early() -> ImplementationStarted:
    """Return that measures began before any decision, knowingly."""
    return happened(
        ImplementationStarted, on(2, 1), acknowledged_deviation="The roof leaked."
    )
