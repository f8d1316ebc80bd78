"""What a correction or an annulment is aimed at: articles 0.10 and 32.1."""

from typing import Any

import pytest

from domain.base import Actor, Event, Recorded, Role
from domain.confidentiality import ConfidentialityClaimed, FindingRecorded
from domain.correction import CorrectionTargetUnknown, EventCorrected
from domain.exception import ExceptionPositionRecorded
from domain.lifecycle import LIFECYCLE
from domain.meeting import SummonsPeriodWaived
from domain.perspective import PartyPositionRecorded, PerspectiveSubmitted
from domain.raising import IssueRaised
from domain.standing import as_confidential
from tests.given import recorded
from tests.issues import (
    FRAMEWORK,
    admitted,
    annulled,
    at,
    decided,
    demanded,
    dispatched,
    happened,
    held,
    history,
    invoked,
    on,
    raised,
    refused,
    summoned,
)
from tests.worked_example import MANAGER, SEKO, ST, union

OF_ST, OF_SEKO = union(ST), union(SEKO)
SECRETARY = Actor(role=Role.MINUTES_SECRETARY)
PERSPECTIVE: dict[str, Any] = {
    "perspective_id": "p1",
    "source": "union",
    "stance": "oppose",
    "proposal_version": 1,
}
SAID: list[Event] = [
    happened(PerspectiveSubmitted, on(2, 17), party=ST, actor=OF_ST, **PERSPECTIVE),
    happened(
        PartyPositionRecorded, on(2, 17), party=ST, position="disagree", actor=OF_ST
    ),
    happened(SummonsPeriodWaived, on(2, 17), party=ST, how="M 1", actor=OF_ST),
    happened(ExceptionPositionRecorded, on(2, 17), party=ST, position="disputed"),
    demanded(on(2, 17), ST, "12", "union"),
]
"""What ST said for itself."""
BEFORE = [raised(), summoned(on(2, 3), at(2, 17)), invoked(on(2, 10))]


@pytest.mark.parametrize("said", SAID)
def test_no_union_takes_back_what_another_said(said: Event) -> None:
    """0.10: its annulment would speak for that party; its own does not."""
    entries = history(*BEFORE, said)

    refused("0.10", annulled(on(3, 2), "e4", actor=OF_SEKO), entries)
    assert admitted(annulled(on(3, 2), "e4", actor=OF_ST), entries).raised


@pytest.mark.parametrize("said", SAID)
def test_whoever_keeps_the_record_rectifies_it(said: Event) -> None:
    """0.10: the employer's side corrects what it keeps, and both versions stay."""
    entries = history(*BEFORE, said)

    assert admitted(annulled(on(3, 2), "e4", actor=SECRETARY), entries).raised


def test_no_union_takes_back_what_another_raised() -> None:
    """0.10: an issue is the matter of the organisation that raised it."""
    of_st: IssueRaised = raised(raised_by=Role.UNION_REPRESENTATIVE, actor=OF_ST)

    refused("0.10", annulled(on(3, 2), "e1", actor=OF_SEKO), history(of_st))


def test_what_all_did_is_for_all_to_correct() -> None:
    """0.10: a meeting is of no one party; a union may say that it is told wrong."""
    entries = history(*BEFORE, held(on(2, 17)))

    assert admitted(annulled(on(3, 2), "e4", actor=OF_SEKO), entries).raised


OF_THE_EMPLOYER: list[Event] = [
    decided(),
    dispatched(on(2, 3)),
    happened(
        PerspectiveSubmitted,
        on(2, 17),
        actor=Actor(role=Role.EMPLOYEE),
        **(PERSPECTIVE | {"source": "employee"}),
    ),
]
"""What the employer did, and what its staff contributed."""


@pytest.mark.parametrize("said", OF_THE_EMPLOYER)
def test_no_union_takes_back_what_the_employer_keeps(said: Event) -> None:
    """0.10: no decision goes, and no document comes late, because a union says so."""
    entries = history(*BEFORE, said)

    refused("0.10", annulled(on(4, 2), "e4", actor=OF_ST), entries)
    refused("0.10", annulled(on(4, 2), "e1", actor=OF_ST), entries)
    assert admitted(annulled(on(4, 2), "e4", actor=MANAGER), entries).raised


@pytest.mark.parametrize("actor", [OF_ST, MANAGER])
def test_nobody_takes_back_a_finding(actor: Actor) -> None:
    """0.10: neither side undoes what an auditor found; whoever differs adds to it."""
    found = {"by": "audit", "about": "Q1", "verdict": "breach", "ref": "A 1"}
    entries = history(*BEFORE, happened(FindingRecorded, on(3, 9), **found))

    refused("0.10", annulled(on(4, 2), "e4", actor=actor), entries)


@pytest.mark.parametrize("party", [ST, "employer"])
def test_a_claim_is_taken_back_by_whoever_made_it(party: str) -> None:
    """0.10: an annulment would lift it, and neither side lifts the other's."""
    own, other = (OF_ST, MANAGER) if party == ST else (MANAGER, OF_ST)
    claim = happened(ConfidentialityClaimed, on(3, 2), party=party, actor=own)
    entries = history(raised(), claim)

    refused("0.10", annulled(on(3, 3), "e2", actor=other), entries)
    assert not admitted(annulled(on(3, 3), "e2", actor=own), entries).claims


def aimed(unseen: tuple[str, ...]) -> None:
    """Admit an annulment by Seko of a meeting, where *unseen* does not exist for it."""
    entries = history(*BEFORE, held(on(2, 17)))
    (*_, claim) = recorded(annulled(on(3, 2), "e4", actor=OF_SEKO), after=entries)
    LIFECYCLE.admission(entries, FRAMEWORK, unseen).admit(claim)


def test_nothing_is_aimed_at_what_is_not_seen() -> None:
    """32.1: what somebody may not see answers as what is not there."""
    aimed(())
    with pytest.raises(CorrectionTargetUnknown) as refusal:
        aimed(("e4",))

    assert refusal.value.rule == "32.1"


def change(**fields: Any) -> EventCorrected:
    """Return a correction of the first entry."""
    return happened(
        EventCorrected, on(3, 2), target="e1", field="/unit", reason="A slip.", **fields
    )


def restricted(**fields: Any) -> list[Recorded]:
    """Return an issue that is restricted by a provision."""
    provision = "OSL 39:2"
    return recorded(
        raised(confidentiality="restricted", secrecy_provision=provision, **fields)
    )


def test_a_correction_is_restricted_by_the_same_provision() -> None:
    """What it changes is withheld under it, and so is the change."""
    found = as_confidential(change(), restricted())

    assert ("restricted", "OSL 39:2") == (
        found.confidentiality,
        found.secrecy_provision,
    )


def test_or_by_the_one_that_it_states() -> None:
    """A change that says by what it is restricted is taken at its word."""
    found = as_confidential(change(secrecy_provision="OSL 21:1"), restricted())

    assert "OSL 21:1" == found.secrecy_provision
    assert change() == as_confidential(change(), recorded(raised()))
