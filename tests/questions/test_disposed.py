"""What no question looks at: decisions on disposal, and what became of them."""

from datetime import date, datetime, timedelta

import pytest

from domain.base import Recorded
from domain.lifecycle import LIFECYCLE
from domain.questions import QUESTIONS
from domain.raising import IssueClosed
from domain.stages import Stage, stage
from domain.when import STOCKHOLM
from tests.disposals import among, approved, disposal, disposed
from tests.issues import (
    Claim,
    annulled,
    answered,
    classified,
    concluded,
    decided,
    happened,
    held,
    history,
    on,
    raised,
)

LONG_SINCE = date(2028, 11, 1)
"""So long before it is recorded that Q18 would tell of it."""
RECORDED = datetime(2028, 12, 1, 12, tzinfo=STOCKHOLM)
AS_OF = RECORDED + timedelta(days=9)
BEGUN: tuple[Claim, ...] = (
    raised(),
    classified(),
    held(on(3, 3)),
    concluded(on(3, 3)),
    decided(),
    happened(IssueClosed, date(2026, 10, 2), follow_up_waived_because="Enough."),
)

CARRIED_OUT: tuple[Claim, ...] = (
    (disposal(LONG_SINCE), RECORDED),
    (approved(LONG_SINCE), RECORDED),
    (disposed(LONG_SINCE), RECORDED),
)
TAKEN_BACK: tuple[Claim, ...] = (
    *CARRIED_OUT[:2],
    (annulled(LONG_SINCE, "e8"), RECORDED),
    (annulled(LONG_SINCE, "e7"), RECORDED),
)


def entries(*more: Claim) -> list[Recorded]:
    """Return a matter that was decided and closed, and what was recorded late."""
    return history(*BEGUN, *more, among=among())


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("more", [CARRIED_OUT, TAKEN_BACK])
def test_no_question_looks_at_a_disposal(
    question: str, more: tuple[Claim, ...]
) -> None:
    """36: verdict, reason, evidence, facts and how long it holds are as without it."""
    known = {"as_of": AS_OF, "known_as_of": AS_OF}

    assert answered(question, entries(), **known) == answered(
        question, entries(*more), **known
    )


def test_the_stage_is_as_before() -> None:
    """36: the issue is closed, whatever is disposed of."""
    assert Stage.CLOSED == stage(LIFECYCLE.effective(entries(*CARRIED_OUT)))
    assert Stage.CLOSED == stage(LIFECYCLE.effective(entries(*TAKEN_BACK)))
