"""What `make run` prints: every question, each with why, on a narrow terminal."""

import io
from typing import Any

import pytest
from rich.console import Console

from domain.base import Role
from domain.questions import QUESTIONS
from registry.example import Told
from registry.example_tables import show_example, try_it
from tests.stories.conftest import Told as Recorded
from tests.stories.conftest import told  # noqa: F401 - a fixture

pytestmark = pytest.mark.anyio


class Answers:
    """A counter that gives what the registry had answered."""

    issue = "/issue"

    def __init__(self, answers: dict[str, Any]) -> None:
        self._answers = answers

    def get(self, path: str, **_: Any) -> Any:
        """Return the answer to GET."""
        return self._answers[path]


async def answers(told: Recorded) -> Answers:  # noqa: F811 - the fixture
    """Return what is asked for while the example is shown."""
    paths = {
        "/issue": told.issue,
        "/issue/events": f"{told.issue}/events?limit=200",
        "/issue/verdicts": f"{told.issue}/verdicts",
        "/questions": "/questions",
    }
    reader = told.door.token(Role.AUDITOR)
    return Answers({n: await told.door.get(p, reader) for n, p in paths.items()})


async def test_every_question_is_shown(told: Recorded) -> None:  # noqa: F811
    """The whole of each, those too that are of no single party, with its sentence."""
    counter = await answers(told)
    shown = io.StringIO()
    console = Console(file=shown, width=80)

    show_example(counter, Told(steps=21, position=0, awaited=None), console)  # type: ignore[arg-type]
    printed = shown.getvalue()
    assert all(f" {number} " in printed for number in QUESTIONS)
    assert "breach" in printed
    assert "14" in printed
    assert max(len(line) for line in printed.splitlines()) <= 80


@pytest.mark.parametrize(
    ("port", "command"), [(8000, "`make run`"), (8123, "`make run PORT=8123`")]
)
def test_it_says_how_to_start_it_again(port: int, command: str) -> None:
    """By the command that leads to the same address."""
    assert command in try_it(f"http://127.0.0.1:{port}/samverkan/v1")
