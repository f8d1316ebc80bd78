"""Postponed, resumed, concluded: articles 12 and 13."""

from collections.abc import Sequence
from datetime import date

import pytest

from domain.consultation import ConsultationPostponed, ConsultationResumed
from domain.raising import IssueReopened
from tests.issues import (
    admitted,
    at,
    concluded,
    decided,
    dispatched,
    happened,
    held,
    history,
    on,
    raised,
    refused,
    summoned,
)
from tests.worked_example import CSG, SACO, SEKO, ST

RAISED = history(raised())
SUMMONED = history(raised(), summoned(on(2, 3), at(2, 17), (ST, SACO)))
MET = history(
    raised(),
    summoned(on(2, 3), at(2, 17), (ST, SACO)),
    held(at(2, 17), present=(ST,), absent=(SACO,), not_summoned=(SEKO,)),
)


def postponed(parties: Sequence[str] = (ST,)) -> ConsultationPostponed:
    """Return that consultation was put off."""
    return happened(ConsultationPostponed, on(2, 17), parties=parties, reason="Risks.")


def resumed(parties: Sequence[str] = (ST,)) -> ConsultationResumed:
    """Return that it went on."""
    return happened(ConsultationResumed, on(3, 3), parties=parties)


def test_only_what_goes_on_is_put_off() -> None:
    """12.1: a party neither summoned nor present is not in consultation."""
    refused("12.1", postponed((ST, SEKO)), SUMMONED)

    assert admitted(postponed((ST, SACO)), SUMMONED).postponed == {(1, ST), (1, SACO)}


def test_only_what_was_put_off_is_resumed() -> None:
    """12.2: what was not postponed is not resumed."""
    entries = history(*(e.event for e in SUMMONED), postponed((ST,)))
    refused("12.2", resumed((SACO,)), entries)

    assert not admitted(resumed((ST,)), entries).postponed


def test_it_is_resumed_once() -> None:
    """12.2: nor is what has been resumed."""
    refused(
        "12.2", resumed(), history(*(e.event for e in SUMMONED), postponed(), resumed())
    )


def test_a_conclusion_needs_a_party_that_was_called() -> None:
    """13.1: neither summoned nor present, a party cannot have been consulted."""
    refused("13.1", concluded(on(2, 17), parties=(ST, SEKO)), MET)

    assert admitted(concluded(on(2, 17), parties=(ST, SACO)), MET).conclusions


def test_presence_is_enough() -> None:
    """13.1: who came without a summons was there."""
    entries = history(raised(), held(on(2, 17)))

    assert admitted(concluded(on(2, 17), parties=(SEKO,)), entries).conclusions


def test_a_summons_of_another_round_is_not() -> None:
    """13.1: what was called in the first round is not called in the second."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    entries = history(*(e.event for e in MET), decided(), again)
    refused("13.1", concluded(on(4, 2), parties=(ST,)), entries)


@pytest.mark.parametrize("time", [on(2, 16), at(2, 17, 8, 59)])
def test_a_conclusion_does_not_come_before_the_first_meeting(time: date) -> None:
    """13.2: it does not end before it began."""
    refused("13.2", concluded(time, parties=(ST,)), MET)


@pytest.mark.parametrize("time", [on(2, 17), at(2, 17), at(2, 17, 9, 1)])
def test_a_conclusion_at_the_first_meeting(time: date) -> None:
    """13.2: the same minute, or the same day, is not before."""
    assert admitted(concluded(time, parties=(ST,)), MET).conclusions


def test_nor_before_the_meeting_that_was_summoned_to() -> None:
    """13.2: where no meeting is recorded, the one summoned to counts."""
    refused("13.2", concluded(on(2, 16), parties=(ST,)), SUMMONED)

    assert admitted(concluded(on(2, 17), parties=(ST,)), SUMMONED).conclusions


def test_nor_before_a_written_round() -> None:
    """13.2: a consultation in writing begins when the documents are sent."""
    entries = history(raised(), dispatched(on(2, 3), written_round=True))
    refused("13.2", concluded(on(2, 2)), entries)

    assert admitted(concluded(on(2, 3)), entries).conclusions


def test_a_second_conclusion_contradicts_the_first() -> None:
    """13.3: once a party, round and level."""
    entries = history(*(e.event for e in MET), concluded(on(2, 17), parties=(ST,)))
    refused("13.3", concluded(on(2, 18), "disagreement", (ST,)), entries)

    assert admitted(concluded(on(2, 18), parties=(SACO,)), entries).conclusions
    assert admitted(concluded(on(2, 18), parties=(ST,), level=CSG), entries)


def test_a_party_is_named_once_in_a_conclusion() -> None:
    """13.3: nor twice in the same one."""
    refused("13.3", concluded(on(2, 17), parties=(ST, ST)), MET)
