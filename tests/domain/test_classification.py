"""Classification: article 2, and 0.4."""

import pytest

from domain.classification import Basis, IssueReclassified
from tests.issues import admitted, classified, happened, history, on, raised, refused

RAISED = history(raised())


@pytest.mark.parametrize(("agreement", "version"), [("rv", "9"), ("other", "3")])
def test_the_agreement_version_exists(agreement: str, version: str) -> None:
    """2.2: a basis names an agreement version that exists."""
    missing = Basis(agreement=agreement, version=version)
    refused("2.2", classified(basis=missing), RAISED)

    assert admitted(classified(basis=Basis(agreement="rv", version="3")), RAISED)


@pytest.mark.parametrize("basis", [None, Basis(mbl="11"), Basis(agreement="rv")])
def test_a_basis_need_not_name_a_version(basis: Basis | None) -> None:
    """2.2: a section of MBL, or nothing, is a basis too."""
    assert admitted(classified(basis=basis), RAISED).raised


def test_reclassification_is_the_same() -> None:
    """2.2: so it is when track or level is changed later."""
    choice = classified(basis=Basis(agreement="rv", version="9")).parties
    again = happened(IssueReclassified, on(2, 1), parties=choice, reason="authority")
    refused("2.2", again, RAISED)
