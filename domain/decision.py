"""The decision (beslut): made by a manager with authority, never by the group."""

from datetime import date
from typing import Literal

from domain.agreement_state import Framework
from domain.base import (
    Actor,
    Count,
    Organisation,
    Reference,
    Refused,
    Role,
    Slug,
    Struct,
    Text,
)
from domain.issue import Decision, Issue, IssueEvent, changed, known_parties


class Dissent(Struct, frozen=True, kw_only=True):
    """A differing opinion (avvikande mening), FL 30 §."""

    role: Role
    text: Text


class Deciding(IssueEvent, frozen=True, kw_only=True):
    """What FL 31 § and MF 21 § want to know of every decision."""

    decision_id: Slug
    proposal_version: Count
    content_ref: Reference | None = None
    decided_by: Role | None = None
    authority_ref: Reference | None = None
    """The basis of the mandate, in the agency's register of authority."""
    level: Slug | None = None
    """The level at which it was made; the classified one, when left out."""
    rapporteur: Role | None = None
    """Föredragande; may be none where the agency's rules of procedure say so."""
    others_present: tuple[Actor, ...] | None = None
    """Who else took part in the final handling; an empty list says: nobody."""


class DecisionMade(Deciding, frozen=True, kw_only=True, tag="decision-made.v1"):
    """The decision-maker decided."""

    dissent: tuple[Dissent, ...] = ()
    effective_from: date | None = None
    reasons_ref: Reference | None = None
    deviation: Literal["none", "minor", "material", "unknown"] = "unknown"
    """How far it departs from what was consulted on; a person judges that."""
    acknowledged_deviation: Text | None = None
    exception_ref: str | None = None
    """The id of the exception-invoked event on which it rests."""


class DecisionChanged(Deciding, frozen=True, kw_only=True, tag="decision-changed.v1"):
    """A new decision took the place of an earlier one."""

    supersedes: Slug
    change: Literal["correction", "amendment"]
    """A clerical correction (FL 36 §) or an amendment (FL 37 §)."""
    material: bool


class DecisionRevoked(IssueEvent, frozen=True, kw_only=True, tag="decision-revoked.v1"):
    """A decision was taken back."""

    supersedes: Slug
    reason: Text


class Response(Struct, frozen=True, kw_only=True):
    """What became of one perspective or of one party's position."""

    perspective: Slug | None = None
    party: Organisation | None = None
    outcome: Literal["followed", "partly", "not"]
    reason: Text | None = None


class DecisionCommunicated(
    IssueEvent, frozen=True, kw_only=True, tag="decision-communicated.v1"
):
    """The decision was made known, with answers to what had been said."""

    decision_id: Slug
    parties: tuple[Organisation, ...] = ()
    responses: tuple[Response, ...] = ()


class NotADecisionRole(Refused):
    """{role} cannot decide for the employer. Name the manager or agency head who did,
    or record first the delegation (authority-delegated.v1) or the agreement's joint
    body (MBL 32 §).
    """

    rule = "23.1"
    sv = """{role} kan inte besluta för arbetsgivaren. Ange den chef eller
    myndighetschef som beslutade, eller registrera först delegationen
    (authority-delegated.v1) eller avtalets gemensamma organ (32 § MBL)."""


class DecisionTwice(Refused):
    """The decision {decision} is recorded already. Give the new one an id of its own,
    or correct the first (event-corrected.v1).
    """

    rule = "23.2"
    sv = """Beslutet {decision} är redan registrerat. Ge det nya ett eget id, eller
    rätta det första (event-corrected.v1)."""


class DecisionIncomplete(Refused):
    """The decision lacks {missing}. FL 31 § wants its date, content, decision-maker,
    rapporteur and others taking part: add what is missing (an empty `othersPresent`
    says that nobody else did).
    """

    rule = "23.4"
    sv = """Beslutet saknar {missing}. 31 § FL kräver dag, innehåll, beslutsfattare,
    föredragande och övriga som deltog: lägg till det som saknas (tom `othersPresent`
    säger att ingen annan deltog)."""


class NothingDecided(Refused):
    """There is no decision {decision} in this issue. Record decision-made.v1 first."""

    rule = "24.1"
    sv = """Det finns inget beslut {decision} i ärendet. Registrera först
    decision-made.v1."""


def lacking(event: Deciding) -> list[str]:
    """Return what of FL 31 § a decision does not state, but for who presented it."""
    stated = {
        "contentRef": event.content_ref,
        "decidedBy": event.decided_by,
        "othersPresent": event.others_present,
    }
    return [name for name, value in stated.items() if value is None]


def may_make(event: Deciding, issue: Issue, framework: Framework) -> None:
    """23.1, 23.2, 23.4: who decided may decide; it is complete; its id is new."""
    missing = lacking(event)
    if missing or event.decided_by is None:
        raise DecisionIncomplete(missing=", ".join(missing))
    _decides(event.decided_by, framework)
    if event.decision_id in issue.decisions:
        raise DecisionTwice(decision=event.decision_id)


def may_communicate(
    event: DecisionCommunicated, issue: Issue, framework: Framework
) -> None:
    """0.4, 24.1: there is a decision to tell of."""
    known_parties(framework, *event.parties, *(row.party for row in event.responses))
    if event.decision_id not in issue.decisions:
        raise NothingDecided(decision=event.decision_id)


def make(issue: Issue, event: Deciding) -> Issue:
    """Remember the decision."""
    made = Decision(event.occurred, issue.in_round(event), event.proposal_version)
    return changed(issue, decisions={**issue.decisions, event.decision_id: made})


def _decides(role: Role, framework: Framework) -> None:
    """23.1: the role can decide, by itself, by delegation, or as a joint body."""
    joint = role is Role.JOINT_BODY
    if not (framework.has_joint_body() if joint else framework.agency.may_decide(role)):
        raise NotADecisionRole(role=role)
