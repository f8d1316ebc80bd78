"""The plausible agency of the bench is lawful to record, whole, and always the same."""

from datetime import UTC, datetime
from random import Random

import pytest

from bench import agency
from bench.agency import AGENCY, END, UNITS
from bench.filling import TOLD_BY
from bench.paths import PATHS, Path
from bench.plausible import all_of_it, issues, story, surroundings
from bench.story import Story, after
from bench.terms import CONSULTED, NEGOTIATED
from domain.agreement_state import Framework
from domain.base import Recorded
from domain.disposal import DisposalApproved, DisposalDecided
from domain.disposal_done import SealedTextDisposed
from domain.issue import IssueEvent, stamped
from domain.lifecycle import LIFECYCLE
from domain.questions import QUESTIONS
from domain.questions.answer import answer
from registry import entry
from registry.entry import Written
from registry.laws import lifecycle_of
from registry.surroundings import ISSUES, REGISTER, Surroundings

FOUNDED = datetime(2015, 1, 1, tzinfo=UTC)
UNTOLD = {DisposalDecided, DisposalApproved, SealedTextDisposed}
"""Of which no issue of the agency tells."""

HISTORIES = 12
"""Of each path that are looked at."""


@pytest.fixture(scope="module")
def frameworks() -> list[tuple[datetime, Framework]]:
    """What surrounds the issues from each time on, every event of it admitted."""
    histories: dict[str, list[Recorded]] = {}
    found = [(FOUNDED, Framework())]
    for at, stream, entries in surroundings():
        history = histories.setdefault(stream, [])
        laws = lifecycle_of(stream)
        for each in entries:
            laws.admit(each, history, found[-1][1])
            history.append(each)
            others = {s.rpartition("/")[2]: h for s, h in histories.items()}
            register = others.pop(REGISTER)
            found.append((at, Surroundings.of(register, others).framework))
    return found[1:]


def known(frameworks: list[tuple[datetime, Framework]], at: datetime) -> Framework:
    """Return the surroundings as they were recorded by then."""
    return [framework for since, framework in frameworks if since <= at][-1]


def told(path: Path, number: int) -> Story:
    """Return an issue that goes that way, early or late in the three years."""
    chance = Random(f"{path.tell.__name__}/{number}")  # noqa: S311 - chance
    began = after(agency.BEGIN, 1 + number * 755 // HISTORIES)
    return story(chance, path, began, number)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.tell.__name__)
def test_every_path_is_admissible(
    path: Path, frameworks: list[tuple[datetime, Framework]]
) -> None:
    """Event by event, each in its round, against what was in force when it came."""
    for number in range(HISTORIES):
        history: list[Recorded] = []
        for each in told(path, number).entries():
            framework = known(frameworks, each.recorded_at)
            admission = LIFECYCLE.admission(history, framework)
            if isinstance(each.event, IssueEvent):
                assert stamped(each.event, admission.state) == each.event
            assert entry.normalised(each.event) == each.event

            admission.admit(each)
            history.append(each)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.tell.__name__)
def test_an_entry_is_read_back_as_it_was_told(path: Path) -> None:
    """As the journal's bytes, its text sealed."""
    for each in told(path, 1).entries():
        place = entry.placed(each.event, AGENCY, ISSUES + "x", each.version)
        by = Written(id=each.id, recorded_at=each.recorded_at, recorded_by=TOLD_BY)
        cipher = NoCipher()
        made = entry.write(each.event, place, by, cipher, b"0" * 12)

        assert entry.unsealed(entry.read(made.entry), cipher) == each.event


def test_the_same_seed_tells_the_same() -> None:
    """To the last id, and another seed tells something else."""
    first, again, other = (list(all_of_it(40, seed)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_it_is_told_in_order_up_to_the_end() -> None:
    """Across all issues, and nothing after END; each stream without a gap."""
    times, versions = [], dict[str, int]()
    for at, stream, entries in all_of_it(300, 1):
        times.append(at)
        for each in entries:
            assert versions.get(stream, 0) + 1 == each.version
            versions[stream] = each.version

    assert sorted(times) == times
    assert times[-1] <= END


def test_it_is_of_plausible_size_and_variety() -> None:
    """Some twenty entries an issue, every kind but those of disposal, every unit
    and topic, and late recordings.
    """
    stories = list(issues(2_000, 1))
    sizes = [len(each.entries()) for each in stories]
    topics = {each.matter.topic for each in stories}
    late = [
        each
        for some in stories
        for each in some.entries()
        if (each.recorded_at.date() - each.event.occurred.day).days > 7
    ]

    kinds = {type(e.event) for each in stories for e in each.entries()}

    assert {*LIFECYCLE.laws} - UNTOLD == kinds
    assert 19 <= sum(sizes) / len(sizes) <= 23
    assert set(UNITS) == {each.matter.unit for each in stories}
    assert {*CONSULTED, *NEGOTIATED} < topics
    assert 0.02 < len(late) / sum(sizes) < 0.3


def test_it_is_neither_all_lawful_nor_all_a_breach(
    frameworks: list[tuple[datetime, Framework]],
) -> None:
    """Q1 is answered in all four ways across some issues."""
    found = {
        answer(
            QUESTIONS["Q1"], each.entries(), frameworks[-1][1], END, END
        ).overall.verdict
        for each in issues(1_000, 1)
    }

    assert {"compliant", "breach", "not_applicable", "undeterminable"} == found


class NoCipher:
    """A cipher that hides nothing."""

    def encrypt(self, nonce: bytes, data: bytes, aad: bytes | None) -> bytes:
        """Return the text as it is, with what it is bound to."""
        return nonce + (aad or b"") + data

    def decrypt(self, nonce: bytes, data: bytes, aad: bytes | None) -> bytes:
        """Return the text, which must be bound to the same."""
        bound = nonce + (aad or b"")
        assert data.startswith(bound)
        return data.removeprefix(bound)
