"""Negotiation, local and central: articles 17, 18 and 19."""

from datetime import date

import pytest

from domain.base import Event
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    CentralNegotiationWaived,
    NegotiationMeetingHeld,
)
from tests.issues import (
    admitted,
    at,
    demanded,
    ended,
    happened,
    history,
    on,
    raised,
    refused,
)
from tests.worked_example import SACO, ST

DISAGREED = "disagreement_both_agree_end"
RAISED = history(raised())
DEMANDED = history(raised(), demanded(at(3, 2)))
ENDED = history(raised(), demanded(on(3, 2)), ended(at(3, 9), how=DISAGREED))
WAIVED = happened(CentralNegotiationWaived, on(3, 10), party=ST)


def requested(time: date) -> Event:
    """Return that ST asked for central negotiation."""
    return happened(CentralNegotiationRequested, time, party=ST)


def central(time: date) -> Event:
    """Return that the central negotiation ended."""
    return happened(CentralNegotiationConcluded, time, party=ST)


def test_one_open_negotiation_a_party() -> None:
    """17.1: a demand waits until the negotiation that is going on has ended."""
    refused("17.1", demanded(on(3, 3)), DEMANDED)

    assert admitted(demanded(on(3, 3), SACO), DEMANDED)
    assert admitted(demanded(on(3, 10)), ENDED)


@pytest.mark.parametrize("time", [on(3, 1), at(3, 2, 8, 59)])
def test_it_does_not_end_before_it_was_demanded(time: date) -> None:
    """18.1: a meeting or an end before the demand contradicts it."""
    refused("18.1", ended(time), DEMANDED)
    refused("18.1", happened(NegotiationMeetingHeld, time, party=ST), DEMANDED)


@pytest.mark.parametrize("time", [on(3, 2), at(3, 2)])
def test_it_ends_the_minute_it_was_demanded(time: date) -> None:
    """18.1: the same minute, or day, does not."""
    assert admitted(ended(time), DEMANDED).negotiations[1, ST].local_concluded


def test_nothing_ends_that_was_not_demanded() -> None:
    """18.1: without any demand there is no negotiation to end."""
    refused("18.1", ended(on(3, 9)), RAISED)


def test_a_withdrawal_is_in_writing() -> None:
    """18.2: who leaves the negotiation does so by a document (MBL 16 §)."""
    refused("18.2", ended(on(3, 9), how="written_withdrawal"), DEMANDED)

    written = ended(on(3, 9), how="written_withdrawal", withdrawal_ref="RV 2026/115")
    assert admitted(written, DEMANDED)


def test_central_comes_after_local() -> None:
    """19.1: central negotiation is asked for once the local one has ended."""
    refused("19.1", requested(on(3, 9)), DEMANDED)
    refused("19.1", requested(at(3, 9, 8, 59)), ENDED)

    assert admitted(requested(at(3, 9)), ENDED).negotiations[1, ST].central_requested


def test_central_ends_after_it_was_asked_for() -> None:
    """19.2: it does not end before the request, or without one."""
    refused("19.2", central(on(3, 12)), ENDED)
    asked = history(*(e.event for e in ENDED), requested(on(3, 11)))
    refused("19.2", central(on(3, 10)), asked)

    assert admitted(central(on(3, 11)), asked)


def test_who_waived_does_not_ask() -> None:
    """19.3: a declared waiver stands until annulled."""
    waived = history(*(e.event for e in ENDED), WAIVED)
    refused("19.3", requested(on(3, 11)), waived)

    assert admitted(requested(on(3, 11)), ENDED)


def test_a_new_negotiation_has_no_waiver() -> None:
    """19.3: a waiver is of one negotiation, not of the next."""
    again = [demanded(on(3, 12)), ended(on(3, 16), how=DISAGREED)]
    entries = history(*(e.event for e in ENDED), WAIVED, *again)

    assert admitted(requested(on(3, 17)), entries)


SIDE = [demanded(on(3, 12), basis="10", by="union"), ended(on(3, 16))]
"""Another negotiation with ST, on something else."""


def test_a_later_negotiation_undoes_nothing() -> None:
    """19.1, 19.2: what the first allowed to be asked for, and what was, stands while
    another goes on and when that has ended.
    """
    both = [raised(), demanded(on(3, 2)), ended(on(3, 9), how=DISAGREED)]

    assert admitted(requested(on(3, 13)), history(*both, SIDE[0]))
    asked = history(*both, requested(on(3, 11)), *SIDE)
    assert admitted(central(on(3, 20)), asked)
    refused("17.1", demanded(on(3, 13)), history(*both, SIDE[0]))


def test_an_earlier_negotiation_told_later() -> None:
    """18.1, 19.1: its steps are measured by its own demand and end, not by those that
    were told first.
    """
    told_first = [raised(), demanded(on(3, 10)), ended(on(3, 16), how=DISAGREED)]
    earlier = history(*told_first, demanded(on(2, 2)))

    assert admitted(ended(on(2, 9), how=DISAGREED), earlier)
    both = history(*told_first, demanded(on(2, 2)), ended(on(2, 9), how=DISAGREED))
    assert admitted(requested(on(2, 9)), both)
    refused("19.1", requested(on(2, 8)), both)
