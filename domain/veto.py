"""The union's veto against a contractor (facklig vetorätt, MBL 38–40 §§)."""

from domain.agreement_state import Framework
from domain.base import Reference, Refused, Text
from domain.issue import Issue, changed, speaking_for
from domain.negotiation import WithParty


class ContractorVetoDeclared(
    WithParty, frozen=True, kw_only=True, tag="contractor-veto-declared.v1"
):
    """The central organisation declared against the measure (MBL 39 §)."""

    ground: Text
    procurement: bool


class VetoLifted(WithParty, frozen=True, kw_only=True, tag="veto-lifted.v1"):
    """The declaration no longer stands, by agreement or judgment."""

    ref: Reference | None = None


class NoContractorNegotiation(Refused):
    """A veto presupposes a negotiation under 38 § and none is demanded in this issue.
    Record negotiation-demanded.v1 with basis 38 first.
    """

    rule = "20.1"
    sv = """Ett veto förutsätter förhandling enligt 38 § och ingen är påkallad i
    ärendet. Registrera först negotiation-demanded.v1 med basis 38."""


class NoVetoToLift(Refused):
    """There is no veto by {party} to lift. Record contractor-veto-declared.v1 first."""

    rule = "20.2"
    sv = """Det finns inget veto från {party} att häva. Registrera först
    contractor-veto-declared.v1."""


def may_veto(event: ContractorVetoDeclared, issue: Issue, framework: Framework) -> None:
    """0.4, 0.10, 20.1: the declaration follows a negotiation under 38 §."""
    speaking_for(event, framework, event.party)
    if not issue.contractor_negotiation:
        raise NoContractorNegotiation


def may_lift(event: VetoLifted, issue: Issue, framework: Framework) -> None:
    """0.4, 0.10, 20.2: only a veto that stands is lifted."""
    speaking_for(event, framework, event.party)
    if event.party not in issue.vetoes:
        raise NoVetoToLift(party=event.party)


def declare(issue: Issue, event: ContractorVetoDeclared) -> Issue:
    """Remember that it stands."""
    return changed(issue, vetoes=issue.vetoes | {event.party})


def lift(issue: Issue, event: VetoLifted) -> Issue:
    """Forget it."""
    return changed(issue, vetoes=issue.vetoes - {event.party})
