"""What a change would break: articles 32.4 and 33.1, what is told of it, its cost."""

import itertools
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import lifecycle
from domain.base import Event, Recorded, Refused
from domain.issue import Issue, stamped
from domain.perspective import PerspectiveSubmitted
from domain.stream import Law, Lifecycle
from tests.given import recorded
from tests.issues import (
    FRAMEWORK,
    Claim,
    annulled,
    at,
    concluded,
    corrected,
    happened,
    held,
    history,
    on,
    raised,
)
from tests.worked_example import ST, union

MET: list[Claim] = [
    raised(),
    (held(at(3, 3)), at(3, 9)),
    (concluded(on(3, 3)), at(3, 9)),
]
MOVED = corrected(
    on(3, 27),
    "e2",
    "/occurredAt",
    "2026-03-03T09:00:00+01:00",
    "2026-03-04T09:00:00+01:00",
)
STRUCK = annulled(on(3, 27), "e2")


def refusal(claim: Event, unseen: tuple[str, ...]) -> Refused:
    """Return why it is refused whoever does not see these."""
    entries = history(*MET)
    (*_, last) = recorded(claim, after=entries)
    with pytest.raises(Refused) as found:
        lifecycle.LIFECYCLE.admission(entries, FRAMEWORK, unseen).admit(last)
    return found.value


@pytest.mark.parametrize(
    ("claim", "rule", "english", "swedish"),
    [
        (
            MOVED,
            "32.4",
            "contradict itself (article 13.2). The consultation is said to be",
            "motsäga sig självt (artikel 13.2). Samverkan sägs vara avslutad",
        ),
        (
            STRUCK,
            "33.1",
            "contradict the record (article 13.1). The consultation is said",
            "motsäga registret (artikel 13.1). Samverkan sägs vara avslutad",
        ),
    ],
)
def test_it_is_told_why(claim: Event, rule: str, english: str, swedish: str) -> None:
    """32.4, 33.1: in the language of whoever asks, throughout."""
    found = refusal(claim, ())

    assert rule == found.rule
    assert english in found.sentence("en")
    assert swedish in found.sentence("sv")


@pytest.mark.parametrize(("claim", "rule"), [(MOVED, "32.4"), (STRUCK, "33.1")])
def test_of_what_is_not_seen_the_article_alone(claim: Event, rule: str) -> None:
    """32.4, 33.1: what an entry holds is not told to whom it is hidden from."""
    found = refusal(claim, ("e3",))

    assert rule == found.rule
    assert found.found | {"article": "13"} == {
        "article": "13", "because_en": "", "because_sv": "",
    }  # fmt: skip
    assert "(article 13." in found.sentence("en")
    assert "(artikel 13." in found.sentence("sv")


def test_nor_what_a_correction_of_it_holds() -> None:
    """33.1: a value that a hidden correction replaced is not told either."""
    levels = ("lsg", "csg", "workplace_meeting")
    changes = [
        corrected(on(3, 27), "e3", "/level", old, new)
        for old, new in itertools.pairwise(levels)
    ]
    entries = history(*MET, *changes)
    (*_, last) = recorded(annulled(on(3, 28), "e4"), after=entries)
    with pytest.raises(Refused) as found:
        lifecycle.LIFECYCLE.admission(entries, FRAMEWORK, ("e5",)).admit(last)

    assert found.value.found == {"article": "32.5", "because_en": "", "because_sv": ""}


def perspective(number: int) -> PerspectiveSubmitted:
    """Return one of many perspectives of ST's."""
    said: dict[str, Any] = {"source": "union", "stance": "support"}
    return happened(
        PerspectiveSubmitted, on(2, 17), perspective_id=f"p{number}", party=ST,
        actor=union(ST), proposal_version=1, **said,
    )  # fmt: skip


def counting(folded: Counter[str]) -> Lifecycle[Any, Any]:
    """Return the law of an issue, which counts what it admits and what it folds."""

    def counted(line: Law[Any, Any]) -> Law[Any, Any]:
        def admit(*given: Any) -> None:
            folded["admitted"] += 1
            line.admit(*given)

        def evolve(*given: Any) -> Any:
            folded["folded"] += 1
            return line.evolve(*given)

        return Law(line.event, line.by, line.during, admit, evolve)

    laws = lifecycle.LIFECYCLE
    return Lifecycle(laws.start, map(counted, laws.laws.values()))


def test_many_corrections_cost_one_fold_each() -> None:
    """32.4: what stands is folded once a correction, and admitted from there on."""
    begun = [raised(), *map(perspective, range(50))]
    entries = recorded(*(stamped(e, Issue(raised=True, round=1)) for e in begun))
    folded: Counter[str] = Counter()
    admission = counting(folded).admission(entries, FRAMEWORK)
    for number in range(30):
        value = ("support", "oppose")
        old, new = value[number % 2], value[1 - number % 2]
        change = corrected(on(3, 2), "e41", "/stance", old, new, actor=union(ST))
        last = recorded(change, after=admission.history)[-1]
        admission.admit(Recorded(last.id, last.version, last.recorded_at, change))

    assert folded == {"folded": 51 + 30 * 51, "admitted": 30 * (1 + 11)}


@given(st.lists(st.tuples(st.integers(1, 14), st.booleans()), max_size=14))
def test_what_is_kept_is_what_stands(steps: list[tuple[int, bool]]) -> None:
    """32.4, 33.1: a request's claims see what a later request would read anew."""
    begun = [raised(), *map(perspective, range(4))]
    entries = recorded(*(stamped(e, Issue(raised=True, round=1)) for e in begun))
    laws = lifecycle.LIFECYCLE
    admission = laws.admission(entries, FRAMEWORK)
    for number, strikes in steps:
        target = f"e{number}"
        stands = {e.id: e.event for e in laws.effective(admission.history)}
        stance = getattr(stands.get(target), "stance", "support")
        other = "oppose" if stance == "support" else "support"
        change: Event = corrected(on(3, 2), target, "/stance", stance, other)
        if strikes:
            change = annulled(on(3, 2), target)
        with suppress(Refused):
            admission.admit(recorded(change, after=admission.history)[-1])

        anew = laws.admission(admission.history, FRAMEWORK)
        assert admission.state == anew.state
        assert admission.standing == anew.standing
