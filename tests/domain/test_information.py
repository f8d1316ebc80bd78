"""Information: article 3."""

from domain.information import InformationProvided
from tests.issues import admitted, happened, history, on, raised, refused
from tests.worked_example import ST


def test_somebody_received_it() -> None:
    """3.1: information to nobody is refused."""
    entries = history(raised())
    refused("3.1", happened(InformationProvided, on(2, 1), parties=()), entries)

    told = happened(InformationProvided, on(2, 1), parties=(ST,))
    assert admitted(told, entries).raised
