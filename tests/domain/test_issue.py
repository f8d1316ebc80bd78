"""What holds of every event of an issue: articles 0.1–0.5 and 0.10."""

import msgspec
import pytest

from domain.base import Event, Recorded
from domain.exception import ExceptionInvoked, ExceptionPositionRecorded
from domain.information import InformationProvided
from domain.negotiation import CentralNegotiationWaived, LocalNegotiationConcluded
from domain.perspective import PerspectiveSubmitted
from domain.raising import IssueClosed, IssueReopened, IssueWithdrawn
from domain.stream import CLOCK_LEEWAY
from tests.issues import (
    admitted,
    annulled,
    at,
    classified,
    concluded,
    decided,
    demanded,
    ended,
    happened,
    held,
    history,
    on,
    raised,
    refused,
    summoned,
)
from tests.worked_example import ORGANISATIONS, SEKO, ST, union

RAISED = history(raised())
WITHDRAWN = history(raised(), happened(IssueWithdrawn, on(2, 1), reason="No need."))
CLOSED = history(raised(), happened(IssueClosed, on(2, 1)))


def test_nothing_comes_before_it_is_raised() -> None:
    """0.1: an event of an issue that was never raised is refused."""
    refused("0.1", classified(), [])

    assert admitted(classified(), RAISED).raised


@pytest.mark.parametrize("claim", [decided(), annulled(on(3, 1), "e1")])
def test_neither_decision_nor_correction_comes_before_it_is_raised(
    claim: Event,
) -> None:
    """0.1: nor may a decision or an annulment come first."""
    refused("0.1", claim, [])


def test_the_future_is_not_recorded() -> None:
    """0.2: what is said to occur later than a clock's leeway from now is refused."""
    now = at(1, 26, 12)
    late = raised(now + CLOCK_LEEWAY * 2)
    refused("0.2", (late, now), [])

    assert admitted((raised(now + CLOCK_LEEWAY), now), []).raised


def test_today_is_not_the_future() -> None:
    """0.2: a day has begun at its first minute, and tomorrow has not."""
    now = at(1, 26, 0, 1)
    refused("0.2", (raised(on(1, 27)), now), [])

    assert admitted((raised(on(1, 26)), now), []).raised


@pytest.mark.parametrize("entries", [WITHDRAWN, CLOSED])
def test_an_ended_issue_stands_still(entries: list[Recorded]) -> None:
    """0.3: the procedure of a withdrawn or closed issue goes on only once reopened."""
    refused("0.3", classified(on(2, 2)), entries)
    reopened = happened(IssueReopened, on(2, 2), reason="Again.", new_round=2)
    again = history(*[entry.event for entry in entries], reopened)

    assert admitted(classified(on(2, 3)), again).ended is None


def test_no_decision_in_a_withdrawn_issue() -> None:
    """0.3: a withdrawn issue is not decided; a closed one may turn out to have been."""
    refused("0.3", decided(), WITHDRAWN)

    assert admitted(decided(), CLOSED).decisions


PROCEDURE = [
    summoned(on(4, 1), at(4, 9)),
    held(on(4, 9)),
    concluded(on(4, 9)),
    demanded(on(4, 9)),
    ended(on(4, 10)),
]


def test_the_procedure_stays_open_after_a_decision() -> None:
    """0.3: consultation held afterwards is recorded: only withdrawn or closed stops."""
    entries = history(raised(), decided(), *PROCEDURE)

    assert len(entries) == 7


@pytest.mark.parametrize("claim", PROCEDURE)
def test_the_procedure_stops_when_closed(claim: Event) -> None:
    """0.3: each of those is refused once the issue is closed."""
    refused("0.3", claim, CLOSED)


@pytest.mark.parametrize(
    "claim",
    [
        happened(InformationProvided, on(2, 1), parties=(ST, "nobody")),
        summoned(on(2, 1), at(2, 9), (ST, "nobody")),
        demanded(on(2, 1), "nobody"),
        classified(parties=("nobody",)),
    ],
)
def test_parties_are_in_the_register(claim: Event) -> None:
    """0.4: an organisation that is not in the register is refused."""
    found = refused("0.4", claim, RAISED)

    assert found.found == {"party": "nobody"}


def test_a_registered_party_is_known() -> None:
    """0.4: one that is, is not."""
    told = happened(InformationProvided, on(2, 1), parties=ORGANISATIONS)

    assert admitted(told, RAISED).raised


def test_a_round_that_has_not_begun() -> None:
    """0.5: an event of a round that has not begun is refused."""
    refused("0.5", classified(round=2), RAISED)

    assert admitted(classified(round=1), RAISED).round == 1


def test_an_earlier_round() -> None:
    """0.5: what was forgotten of an earlier round can be told later."""
    reopened = happened(IssueReopened, on(2, 2), reason="Again.", new_round=2)
    events = [e.event for e in WITHDRAWN]

    assert admitted(summoned(on(1, 27), at(2, 9), round=1), history(*events, reopened))


SPEAKING = [
    happened(ExceptionPositionRecorded, on(3, 26), party=SEKO, position="accepted"),
    happened(CentralNegotiationWaived, on(3, 26), party=SEKO),
    demanded(on(3, 26), SEKO, "12", "union"),
    ended(on(3, 26), SEKO, actor=union(SEKO)),
    happened(
        PerspectiveSubmitted,
        on(3, 26),
        actor=union(SEKO),
        perspective_id="p1",
        source="union",
        party=SEKO,
        stance="neutral",
        proposal_version=1,
    ),
]


@pytest.mark.parametrize("claim", SPEAKING)
def test_a_union_speaks_for_itself_only(claim: Event) -> None:
    """0.10: ST's representative cannot accept, waive or conclude for Seko."""
    invoked = happened(
        ExceptionInvoked,
        on(3, 1),
        cause="extraordinary",
        section="11",
        grounds="Water.",
        decided_by="manager",
    )
    before = (
        [demanded(on(3, 1), SEKO)]
        if isinstance(claim, LocalNegotiationConcluded)
        else []
    )
    entries = history(raised(), *before, invoked)
    another = msgspec.structs.replace(claim, actor=union(ST))
    refused("0.10", another, entries)

    assert admitted(claim, entries)


def test_the_employer_concludes_for_both() -> None:
    """0.10: the employer may record what a union did in a negotiation."""
    entries = history(raised(), demanded(on(3, 1), SEKO))

    assert admitted(ended(on(3, 2), SEKO), entries)
