"""START HERE: the law of an issue (ärende), one line an event.

Each line says which event it is, who may record it, while what lasts, what else must
hold (else it is refused, by an article of docs/rules.md), and what it changes. What is
unlawful is not refused: it is recorded, and `questions/` judges it.
"""

from domain import (
    classification,
    confidentiality,
    consultation,
    correction,
    decision,
    decision_change,
    disposal,
    disposal_done,
    dispute,
    escalation,
    exception,
    follow_up,
    implementation,
    information,
    internal_note,
    meeting,
    minutes,
    negotiation,
    perspective,
    raising,
    veto,
)
from domain.agreement_state import Framework
from domain.base import Role
from domain.disposal import ended
from domain.issue import Issue, known, new, not_withdrawn, ongoing
from domain.stream import Lifecycle, anything, law, nothing

DECIDERS = frozenset({Role.MANAGER, Role.AGENCY_HEAD})
EMPLOYER = DECIDERS | {Role.EMPLOYER_REPRESENTATIVE}
UNION = frozenset({Role.UNION_REPRESENTATIVE})
SAFETY = frozenset({Role.SAFETY_REPRESENTATIVE, Role.HEAD_SAFETY_REPRESENTATIVE})
ANYONE = EMPLOYER | UNION | SAFETY | {Role.EMPLOYEE}
SECRETARY = EMPLOYER | {Role.MINUTES_SECRETARY}
APPROVER = EMPLOYER | UNION | {Role.APPROVER}
AUDITOR = frozenset({Role.AUDITOR})
PARTIES = EMPLOYER | UNION
DISPOSERS = frozenset({Role.AGENCY_HEAD, Role.EMPLOYER_REPRESENTATIVE})
ITSELF = frozenset({Role.REGISTRY})

# fmt: off
LIFECYCLE: Lifecycle[Issue, Framework] = Lifecycle(Issue(), (
    #   what happened                                who may record while          is refused unless                     changes
    law(raising.IssueRaised,                         ANYONE,    new,           raising.may_raise,                    raising.raise_),
    law(classification.IssueClassified,              EMPLOYER,  ongoing,       classification.may_classify,          nothing),
    law(classification.IssueReclassified,            EMPLOYER,  ongoing,       classification.may_classify,          nothing),
    law(information.InformationProvided,             EMPLOYER,  ongoing,       information.may_inform,               nothing),
    law(meeting.ForumSummoned,                       EMPLOYER,  ongoing,       meeting.may_summon,                   meeting.summon),
    law(meeting.DocumentsDispatched,                 EMPLOYER,  ongoing,       meeting.may_dispatch,                 meeting.dispatch),
    law(meeting.SummonsPeriodWaived,                 UNION,     ongoing,       meeting.may_waive,                    nothing),
    law(meeting.MeetingHeld,                         SECRETARY, ongoing,       meeting.may_meet,                     meeting.meet),
    law(perspective.PerspectiveSubmitted,            ANYONE,    ongoing,       perspective.may_submit,               perspective.submit),
    law(perspective.PartyPositionRecorded,           UNION | SECRETARY, ongoing, perspective.may_take_position,      nothing),
    law(perspective.RiskAssessmentCompleted,         EMPLOYER | SAFETY, ongoing, anything,                           nothing),
    law(perspective.ProposalRevised,                 EMPLOYER,  ongoing,       perspective.may_revise,               perspective.revise),
    law(consultation.ConsultationPostponed,          SECRETARY, ongoing,       consultation.may_postpone,            consultation.postpone),
    law(consultation.ConsultationResumed,            SECRETARY, ongoing,       consultation.may_resume,              consultation.resume),
    law(consultation.ConsultationConcluded,          SECRETARY, ongoing,       consultation.may_conclude,            consultation.conclude),
    law(escalation.EscalationRequested,              UNION,     ongoing,       escalation.may_request,               nothing),
    law(escalation.IssueEscalated,                   EMPLOYER,  ongoing,       escalation.may_escalate,              escalation.escalate),
    law(escalation.EscalationFeedbackGiven,          EMPLOYER,  ongoing,       escalation.may_give_feedback,         nothing),
    law(negotiation.NegotiationDemanded,             PARTIES,   ongoing,       negotiation.may_demand,               negotiation.demand),
    law(negotiation.NegotiationMeetingHeld,          PARTIES,   ongoing,       negotiation.may_negotiate,            nothing),
    law(negotiation.LocalNegotiationConcluded,       PARTIES,   ongoing,       negotiation.may_conclude_locally,     negotiation.conclude_locally),
    law(negotiation.CentralNegotiationRequested,     UNION,     ongoing,       negotiation.may_request_central,      negotiation.request_central),
    law(negotiation.CentralNegotiationWaived,        UNION,     ongoing,       negotiation.may_waive_central,        negotiation.waive_central),
    law(negotiation.CentralNegotiationConcluded,     PARTIES,   ongoing,       negotiation.may_conclude_centrally,   nothing),
    law(veto.ContractorVetoDeclared,                 UNION,     ongoing,       veto.may_veto,                        veto.declare),
    law(veto.VetoLifted,                             PARTIES,   ongoing,       veto.may_lift,                        veto.lift),
    law(exception.ExceptionInvoked,                  DECIDERS,  ongoing,       exception.may_invoke,                 exception.invoke),
    law(exception.ExceptionPositionRecorded,         UNION,     ongoing,       exception.may_respond,                nothing),
    law(decision.DecisionMade,                       EMPLOYER,  not_withdrawn, decision.may_make,                    decision.make),
    law(decision.DecisionCommunicated,               EMPLOYER,  known,         decision.may_communicate,             nothing),
    law(decision.DecisionChanged,                    EMPLOYER,  known,         decision_change.may_change,           decision_change.change),
    law(decision.DecisionRevoked,                    EMPLOYER,  known,         decision_change.may_revoke,           decision_change.revoke),
    law(implementation.ImplementationStarted,        EMPLOYER,  known,         implementation.may_implement,         implementation.start),
    law(implementation.ImplementationHalted,         EMPLOYER,  known,         implementation.may_implement,         nothing),
    law(implementation.ImplementationCompleted,      EMPLOYER,  known,         implementation.may_complete,          nothing),
    law(follow_up.FollowUpScheduled,                 EMPLOYER,  known,         anything,                             follow_up.schedule),
    law(follow_up.FollowUpRescheduled,               EMPLOYER,  known,         follow_up.may_reschedule,             nothing),
    law(follow_up.FollowUpCompleted,                 EMPLOYER,  known,         follow_up.may_complete,               follow_up.complete),
    law(raising.IssueWithdrawn,                      EMPLOYER,  ongoing,       raising.may_withdraw,                 raising.withdraw),
    law(raising.IssueReopened,                       EMPLOYER,  known,         raising.may_reopen,                   raising.reopen),
    law(raising.IssueClosed,                         EMPLOYER,  ongoing,       raising.may_close,                    raising.close),
    law(minutes.MinutesDrafted,                      SECRETARY, known,         anything,                             minutes.draft),
    law(minutes.MinutesApproved,                     APPROVER,  known,         minutes.may_approve,                  minutes.approve),
    law(minutes.MinutesDisputed,                     APPROVER,  known,         minutes.may_approve,                  nothing),
    law(correction.EventCorrected,                   SECRETARY | UNION, known, correction.may_correct,               nothing),
    law(correction.EventAnnulled,                    SECRETARY | UNION, known, correction.may_annul,                 nothing),
    law(confidentiality.ConfidentialityClaimed,      PARTIES,   known,         confidentiality.may_claim,            confidentiality.claim),
    law(confidentiality.ConfidentialityResolved,     PARTIES,   known,         confidentiality.may_resolve,          confidentiality.resolve),
    law(confidentiality.FindingRecorded,             AUDITOR,   known,         confidentiality.may_find,             nothing),
    law(internal_note.InternalNoteKept,              PARTIES,   known,         internal_note.may_keep,               nothing),
    law(disposal.DisposalDecided,                    DISPOSERS, ended,         disposal.may_decide,                  disposal.decide),
    law(disposal.DisposalApproved,                   DISPOSERS, ended,         disposal.may_approve,                 disposal.approve),
    law(disposal_done.SealedTextDisposed,            ITSELF,    ended,         disposal_done.may_dispose,            disposal_done.dispose),
), dispute.disputed, disposal_done.in_whole)
# fmt: on
