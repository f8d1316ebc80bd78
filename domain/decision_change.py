"""A decision changed or taken back, FL 36–37 §§: when a change needs a new round."""

import msgspec

from domain.agreement_state import Framework
from domain.base import Refused
from domain.decision import (
    DecisionChanged,
    DecisionRevoked,
    make,
    may_make,
)
from domain.issue import Decision, Issue, changed


class SupersededUnknown(Refused):
    """There is no decision {decision} to change or revoke. Name one of: {decisions}."""

    rule = "25.1"
    sv = """Det finns inget beslut {decision} att ändra eller upphäva. Ange ett av:
    {decisions}."""


class SupersededAlready(Refused):
    """The decision {decision} no longer stands: it was changed or revoked. Name the
    one that stands now, {standing}.
    """

    rule = "25.2"
    sv = """Beslutet {decision} gäller inte längre: det är ändrat eller upphävt. Ange
    det som gäller nu, {standing}."""


class MaterialOnSameProposal(Refused):
    """A material change cannot rest on version {version}, on which {decision} rested.
    Record proposal-revised.v1 first and name the new version.
    """

    rule = "25.3"
    sv = """En ändring i sak kan inte vila på version {version}, som {decision} vilade
    på. Registrera först proposal-revised.v1 och ange den nya versionen."""


class MaterialCorrection(Refused):
    """A correction under FL 36 § is clerical and cannot be material. Record it as an
    amendment (FL 37 §), or as not material.
    """

    rule = "25.4"
    sv = """En rättelse enligt 36 § FL är av skrivfel och kan inte vara i sak.
    Registrera den som ändring (37 § FL), eller som ej i sak."""


def may_change(event: DecisionChanged, issue: Issue, framework: Framework) -> None:
    """25.1–25.4, then as a decision: a material change needs a new proposal."""
    superseded = _standing(event.supersedes, issue)
    same = event.proposal_version == superseded.proposal_version
    if event.material and event.change == "correction":
        raise MaterialCorrection
    if event.material and same:
        raise MaterialOnSameProposal(
            version=event.proposal_version, decision=event.supersedes
        )
    may_make(event, issue, framework)


def may_revoke(event: DecisionRevoked, issue: Issue, _: Framework) -> None:
    """25.1, 25.2: only a decision that stands is revoked."""
    _standing(event.supersedes, issue)


def change(issue: Issue, event: DecisionChanged) -> Issue:
    """Remember that the new one stands and the old one does not.

    A clerical correction leaves the decision as old as it was.
    """
    made = make(_superseded(issue, event.supersedes), event)
    if event.change == "amendment":
        return made
    old, new = issue.decisions[event.supersedes], made.decisions[event.decision_id]
    dated = msgspec.structs.replace(new, made=old.made)
    return changed(made, decisions={**made.decisions, event.decision_id: dated})


def revoke(issue: Issue, event: DecisionRevoked) -> Issue:
    """Remember that it no longer stands."""
    return _superseded(issue, event.supersedes)


def _standing(decision: str, issue: Issue) -> Decision:
    """25.1, 25.2: return the decision, which stands."""
    known = issue.decisions.get(decision)
    if known is None:
        decisions = ", ".join(issue.decisions) or "none is recorded"
        raise SupersededUnknown(decision=decision, decisions=decisions)
    if not known.standing:
        standing = issue.standing_decision() or "none"
        raise SupersededAlready(decision=decision, standing=standing)
    return known


def _superseded(issue: Issue, decision: str) -> Issue:
    old = issue.decisions[decision]
    no_longer = Decision(old.made, old.round, old.proposal_version, standing=False)
    return changed(issue, decisions={**issue.decisions, decision: no_longer})
