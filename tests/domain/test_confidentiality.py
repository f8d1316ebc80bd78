"""Confidentiality and findings: article 34."""

import pytest

from domain.base import Actor
from domain.confidentiality import (
    ConfidentialityClaimed,
    ConfidentialityResolved,
    FindingRecorded,
)
from tests.issues import admitted, happened, history, on, raised, refused
from tests.worked_example import MANAGER, SEKO, ST, union


@pytest.mark.parametrize("party", [ST, "employer"])
def test_only_a_claim_is_settled(party: str) -> None:
    """34.1: what was not claimed, or is settled already, is not settled."""
    claimed = happened(ConfidentialityClaimed, on(3, 2), party=party, ground="Law.")
    settled = happened(ConfidentialityResolved, on(3, 9), party=party, how="negotiated")
    refused("34.1", settled, history(raised()))
    refused("34.1", settled, history(raised(), claimed, settled))

    assert not admitted(settled, history(raised(), claimed)).claims


@pytest.mark.parametrize(("party", "other"), [(ST, MANAGER), ("employer", union(ST))])
def test_nobody_lifts_the_claim_of_another(party: str, other: Actor) -> None:
    """34.2: only who gave it lifts it; that it was settled, both sides may tell."""
    own = union(ST) if party == ST else MANAGER
    claimed = happened(ConfidentialityClaimed, on(3, 2), party=party, actor=own)
    entries = history(raised(), claimed)

    def settled(how: str, actor: Actor) -> ConfidentialityResolved:
        return happened(
            ConfidentialityResolved, on(3, 9), party=party, how=how, actor=actor
        )

    refused("34.2", settled("lifted", other), entries)
    assert not admitted(settled("lifted", own), entries).claims
    assert not admitted(settled("court", other), entries).claims


@pytest.mark.parametrize("party", [SEKO, "employer"])
def test_no_union_claims_for_another(party: str) -> None:
    """0.10: neither for another union nor for the employer."""
    claim = happened(ConfidentialityClaimed, on(3, 2), party=party, actor=union(ST))

    refused("0.10", claim, history(raised()))


def test_a_claim_is_of_a_known_party() -> None:
    """0.4: an organisation that nobody knows claims nothing."""
    claim = happened(ConfidentialityClaimed, on(3, 2), party="nobody")

    refused("0.4", claim, history(raised()))


def test_a_finding_is_always_recorded() -> None:
    """34: who judges may find something of any issue, ended or not."""
    finding = happened(
        FindingRecorded, on(3, 9), by="audit", about="Q1", verdict="breach", ref="A 1"
    )

    assert admitted(finding, history(raised())).raised


def test_whom_a_finding_binds() -> None:
    """0.4: an organisation that it names stands in the agency's register."""
    stated = {"by": "court", "about": "Q11", "verdict": "compliant", "ref": "AD 1"}
    named = happened(FindingRecorded, on(3, 9), parties=(ST,), **stated)
    strange = happened(FindingRecorded, on(3, 9), parties=("nobody",), **stated)

    assert admitted(named, history(raised())).raised
    refused("0.4", strange, history(raised()))
