"""For whom one may speak: own party, another, or none; articles 0.10 and its kin."""

from typing import Any

import msgspec
import pytest

from domain import lifecycle
from domain.base import Actor, Event, Refused, Role
from domain.decision import DecisionRevoked
from domain.issue import Issue
from domain.lifecycle import UNION
from domain.raising import IssueWithdrawn
from tests.golden_new import SPECIMENS
from tests.issues import FRAMEWORK, admitted, decided, happened, history, on, raised
from tests.worked_example import HEAD, MANAGER, SEKO, ST, STAFF, union

ANOTHERS = {
    "issue-raised.v1": "0.10",
    "summons-period-waived.v1": "6.1",
    "perspective-submitted.v1": "0.10",
    "party-position-recorded.v1": "9.1",
    "escalation-requested.v1": "0.10",
    "negotiation-demanded.v1": "0.10",
    "negotiation-meeting-held.v1": "0.10",
    "local-negotiation-concluded.v1": "0.10",
    "central-negotiation-requested.v1": "0.10",
    "central-negotiation-waived.v1": "0.10",
    "central-negotiation-concluded.v1": "0.10",
    "contractor-veto-declared.v1": "0.10",
    "veto-lifted.v1": "0.10",
    "exception-position-recorded.v1": "0.10",
    "confidentiality-claimed.v1": "0.10",
    "confidentiality-resolved.v1": "34.2",
    "internal-note-kept.v1": "37.1",
}
"""By kind: the article that refuses what a union says for another."""

JOINT = {
    "event-corrected.v1",
    "event-annulled.v1",
    "minutes-approved.v1",
    "minutes-disputed.v1",
}
"""Of no one party, or of the one that the minutes name (31.1)."""

ISSUE = Issue(raised=True, round=1, claims=frozenset({ST}))


def said(name: str, actor: Actor) -> Event:
    """Return what is said for ST by that actor, without papers that say it too."""
    event = SPECIMENS[lifecycle.LIFECYCLE.kinds[name]]
    own = "raised_by_party" if name == "issue-raised.v1" else "party"
    fields: dict[str, Any] = {own: ST, "actor": actor, "document_refs": ()}
    if name == "party-position-recorded.v1":
        fields["minutes_ref"] = None
    if name == "confidentiality-resolved.v1":
        fields["how"] = "lifted"
    return msgspec.structs.replace(event, **fields)


def article(name: str, actor: Actor) -> str | None:
    """Return the article that refuses it, None if none does."""
    law = lifecycle.LIFECYCLE.laws[lifecycle.LIFECYCLE.kinds[name]]
    try:
        law.admit(said(name, actor), ISSUE, FRAMEWORK)
    except Refused as refusal:
        return refusal.rule
    return None


def test_every_kind_that_a_union_records_is_told_of() -> None:
    """A new kind that unions record says here what stops one from speaking for all."""
    laws = lifecycle.LIFECYCLE
    theirs = {name for name, kind in laws.kinds.items() if laws.laws[kind].by & UNION}

    assert theirs == ANOTHERS.keys() | JOINT


@pytest.mark.parametrize("name", ANOTHERS)
def test_a_union_speaks_for_itself_alone(name: str) -> None:
    """0.10, 6.1, 9.1, 34.2, 37.1: own party or no other."""
    assert article(name, union(SEKO)) == ANOTHERS[name]
    assert article(name, union(ST)) != ANOTHERS[name]


@pytest.mark.parametrize(
    "role",
    [Role.EMPLOYEE, Role.SAFETY_REPRESENTATIVE, Role.HEAD_SAFETY_REPRESENTATIVE],
)
@pytest.mark.parametrize("name", ["issue-raised.v1", "perspective-submitted.v1"])
def test_who_is_of_no_party_speaks_for_none(name: str, role: Role) -> None:
    """0.10: neither an employee nor a safety representative speaks for a union."""
    assert article(name, Actor(role=role)) == "0.10"


@pytest.mark.parametrize(
    "name", ["issue-raised.v1", "negotiation-demanded.v1", "veto-lifted.v1"]
)
def test_the_employer_tells_what_is_its_own_too(name: str) -> None:
    """0.10: what reaches the employer it documents, and from whom (FL 27 §)."""
    assert article(name, MANAGER) != "0.10"


def revoked(actor: Actor) -> DecisionRevoked:
    """Return that the decision was taken back."""
    stated: dict[str, Any] = {"supersedes": "d1", "reason": "Too dear."}
    return happened(DecisionRevoked, on(4, 2), actor=actor, **stated)


def withdrawn(actor: Actor) -> IssueWithdrawn:
    """Return that the issue was taken back."""
    return happened(IssueWithdrawn, on(2, 2), reason="Too dear.", actor=actor)


@pytest.mark.parametrize("actor", [MANAGER, HEAD, STAFF])
def test_what_was_taken_back_is_told_by_any_of_the_employers(actor: Actor) -> None:
    """25.1, 28.1: who decided so is not asked: it is recorded as it happened."""
    decision = history(raised(), decided())

    assert not admitted(revoked(actor), decision).standing_decision()
    assert admitted(withdrawn(actor), history(raised())).ended == "withdrawn"
