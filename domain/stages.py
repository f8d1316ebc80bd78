"""How far an issue has come: one word, worked out from what stands, never stored."""

from collections.abc import Iterable
from enum import StrEnum

from domain import (
    classification,
    consultation,
    decision,
    escalation,
    follow_up,
    implementation,
    meeting,
    negotiation,
    raising,
)
from domain.base import Event, Recorded


class Stage(StrEnum):
    """The states of DOMAIN 3.2, in their normal order."""

    RAISED = "raised"
    CLASSIFIED = "classified"
    SCHEDULED = "scheduled"
    IN_CONSULTATION = "in_consultation"
    POSTPONED = "postponed"
    CONSULTATION_CONCLUDED = "consultation_concluded"
    IN_NEGOTIATION = "in_negotiation"
    LOCAL_NEGOTIATION_CONCLUDED = "local_negotiation_concluded"
    IN_CENTRAL_NEGOTIATION = "in_central_negotiation"
    NEGOTIATION_CONCLUDED = "negotiation_concluded"
    DECIDED = "decided"
    COMMUNICATED = "communicated"
    IMPLEMENTING = "implementing"
    IMPLEMENTED = "implemented"
    FOLLOWED_UP = "followed_up"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    ANNULLED = "annulled"
    """Not a state of the law: what raised it was annulled, so nothing is left."""


PROCEDURE: dict[type[Event], Stage] = {
    raising.IssueRaised: Stage.RAISED,
    classification.IssueClassified: Stage.CLASSIFIED,
    meeting.ForumSummoned: Stage.SCHEDULED,
    meeting.MeetingHeld: Stage.IN_CONSULTATION,
    consultation.ConsultationPostponed: Stage.POSTPONED,
    consultation.ConsultationResumed: Stage.IN_CONSULTATION,
    consultation.ConsultationConcluded: Stage.CONSULTATION_CONCLUDED,
    escalation.IssueEscalated: Stage.IN_CONSULTATION,
    negotiation.NegotiationDemanded: Stage.IN_NEGOTIATION,
    negotiation.LocalNegotiationConcluded: Stage.LOCAL_NEGOTIATION_CONCLUDED,
    negotiation.CentralNegotiationRequested: Stage.IN_CENTRAL_NEGOTIATION,
    negotiation.CentralNegotiationConcluded: Stage.NEGOTIATION_CONCLUDED,
}
"""What moves an issue that is not decided; after that these move it no more."""

COURSE: dict[type[Event], Stage] = {
    decision.DecisionMade: Stage.DECIDED,
    decision.DecisionChanged: Stage.DECIDED,
    decision.DecisionCommunicated: Stage.COMMUNICATED,
    decision.DecisionRevoked: Stage.REVOKED,
    implementation.ImplementationStarted: Stage.IMPLEMENTING,
    implementation.ImplementationCompleted: Stage.IMPLEMENTED,
    follow_up.FollowUpCompleted: Stage.FOLLOWED_UP,
    raising.IssueWithdrawn: Stage.WITHDRAWN,
    raising.IssueClosed: Stage.CLOSED,
    raising.IssueReopened: Stage.IN_CONSULTATION,
}
"""What moves an issue whether decided or not."""

ENDED = frozenset({Stage.WITHDRAWN, Stage.CLOSED, Stage.ANNULLED})

UNDECIDED = frozenset({*PROCEDURE.values(), Stage.REVOKED, Stage.ANNULLED})
"""The stages from which a step of the procedure moves an issue on."""


def stage(standing: Iterable[Recorded]) -> Stage:
    """Return the stage that the events that stand have led to."""
    now = Stage.ANNULLED
    for event in (entry.event for entry in standing):
        if type(event) in COURSE:
            now = COURSE[type(event)]
        elif type(event) in PROCEDURE and now in UNDECIDED:
            now = PROCEDURE[type(event)]
    return now
