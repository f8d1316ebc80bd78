"""The veto against a contractor: article 20."""

from domain.veto import ContractorVetoDeclared, VetoLifted
from tests.issues import admitted, demanded, happened, history, on, raised, refused
from tests.worked_example import SEKO, ST

VETO = happened(
    ContractorVetoDeclared, on(3, 9), party=ST, ground="Law.", procurement=True
)


def test_a_veto_follows_a_negotiation_under_38() -> None:
    """20.1: without a negotiation under 38 § there is no veto (MBL 39 §)."""
    refused("20.1", VETO, history(raised(), demanded(on(3, 2), basis="11")))

    assert admitted(VETO, history(raised(), demanded(on(3, 2), basis="38"))).vetoes


def test_only_a_veto_that_stands_is_lifted() -> None:
    """20.2: another party's veto, or none, cannot be lifted."""
    entries = history(raised(), demanded(on(3, 2), basis="38"), VETO)
    lifted = happened(VetoLifted, on(3, 12), party=ST)
    refused("20.2", happened(VetoLifted, on(3, 12), party=SEKO), entries)

    assert not admitted(lifted, entries).vetoes
    refused("20.2", lifted, history(*(e.event for e in entries), lifted))
