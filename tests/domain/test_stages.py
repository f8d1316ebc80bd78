"""How far an issue has come, in one word."""

from domain.lifecycle import LIFECYCLE
from domain.stages import ENDED, Stage, stage
from tests.issues import (
    Claim,
    annulled,
    at,
    classified,
    concluded,
    decided,
    held,
    history,
    on,
    raised,
    summoned,
)

WAY: list[tuple[Claim, Stage]] = [
    (raised(), Stage.RAISED),
    (classified(), Stage.CLASSIFIED),
    (summoned(on(2, 3), at(3, 3)), Stage.SCHEDULED),
    (held(at(3, 3)), Stage.IN_CONSULTATION),
    (concluded(on(3, 3)), Stage.CONSULTATION_CONCLUDED),
    (decided(on(3, 25)), Stage.DECIDED),
]


def found(*claims: Claim) -> Stage:
    """Return the stage of the history."""
    return stage(LIFECYCLE.effective(history(*claims)))


def test_each_step_of_the_way_has_its_stage() -> None:
    """The stages of the normal order, one event after the other."""
    claims = [claim for claim, _ in WAY]

    assert [expected for _, expected in WAY] == [
        found(*claims[: length + 1]) for length in range(len(WAY))
    ]


def test_a_late_meeting_does_not_undo_a_decision() -> None:
    """Procedure after the decision is recorded, and the issue stays decided."""
    claims = [claim for claim, _ in WAY]

    assert found(*claims, held(at(3, 26))) is Stage.DECIDED


def test_an_issue_whose_raising_was_annulled_is_none() -> None:
    """Nothing is left that could be open."""
    assert found(raised(), annulled(on(2, 1), "e1")) is Stage.ANNULLED
    assert Stage.ANNULLED in ENDED
