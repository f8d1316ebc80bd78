"""Confidentiality and findings: article 34."""

import pytest

from domain.confidentiality import (
    ConfidentialityClaimed,
    ConfidentialityResolved,
    FindingRecorded,
)
from tests.issues import admitted, happened, history, on, raised, refused
from tests.worked_example import ST


@pytest.mark.parametrize("party", [ST, "employer"])
def test_only_a_claim_is_settled(party: str) -> None:
    """34.1: what was not claimed, or is settled already, is not settled."""
    claimed = happened(ConfidentialityClaimed, on(3, 2), party=party, ground="Law.")
    settled = happened(ConfidentialityResolved, on(3, 9), party=party, how="negotiated")
    refused("34.1", settled, history(raised()))
    refused("34.1", settled, history(raised(), claimed, settled))

    assert not admitted(settled, history(raised(), claimed)).claims


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
