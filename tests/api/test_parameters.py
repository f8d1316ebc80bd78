"""A parameter that would narrow nothing is refused, never passed over."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api import filters
from domain.questions import QUESTIONS
from tests.api.test_bad_input import RAISED, problem
from tests.conftest import new_database
from tests.front_door import FrontDoor, front_door

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module", name="door")
async def _door(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FrontDoor]:
    with new_database(postgres, template=template) as url:
        async with front_door(url, tmp_path_factory.mktemp("parameters")) as door:
            yield door


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/issues", "asOf"),
        ("/issues", "Stage"),
        ("/agency", "asOf"),
        ("/agency", "stage"),
        ("/questions", "question"),
        ("/event-kinds", "kind"),
        ("/verdicts", "knownAsOf"),
        ("/timelines", "question"),
        ("/agreements", "asOf"),
        ("/agreements-in-force", "page"),
        ("/api-info", "x"),
        ("/rules", "rule"),
    ],
)
async def test_an_unknown_parameter_is_refused(
    door: FrontDoor, path: str, name: str
) -> None:
    """400, on whichever route, naming it."""
    found = problem(await door.ask(path, **{name: "2026-03-01"}), 400)

    assert [name] == [fault["parameter"] for fault in found["errors"]]


async def test_those_that_exist_are_named(door: FrontDoor) -> None:
    """Each unknown one is answered with all that the route knows, and no other."""
    answer = await door.client.get("/agency?a=1&b=2&a=3", headers=door.headers())
    asked = await door.client.get("/questions?a=1", headers=door.headers())

    faults = problem(answer, 400)["errors"]
    assert ["a", "b"] == [fault["parameter"] for fault in faults]
    assert faults[0]["detail"].endswith("Those that exist: knownAsOf.")
    assert problem(asked, 400)["errors"][0]["detail"].endswith("exist: none.")


async def test_an_unknown_parameter_is_refused_of_a_recording_too(
    door: FrontDoor,
) -> None:
    """POST /issues takes none, and records nothing where one is stated."""
    body = {"events": [RAISED], "source": door.source()}
    answer = await door.post("/issues?dryRun=true", body)

    problem(answer, 400)
    assert 0 == await door.head()


async def test_options_names_the_methods_whatever_is_asked(door: FrontDoor) -> None:
    """The parameters are those of the other methods."""
    answer = await door.client.options("/issues?stage=idea", headers=door.headers())

    assert 204 == answer.status_code


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("/issues", filters.LISTED),
        ("/verdicts", filters.LISTED),
        ("/verdicts/counts", filters.LISTED),
        ("{issue}/verdicts", tuple(QUESTIONS)),
    ],
)
async def test_an_unknown_question_is_refused(
    door: FrontDoor, path: str, numbers: tuple[str, ...]
) -> None:
    """400 with the questions that there are, in their order."""
    where = path.format(issue="/issues/019bfb08-8c00-7840-8704-736b9bc16046")
    answer = await door.ask(where, question="Q99", **_verdict(path))
    (fault,) = problem(answer, 400)["errors"]

    assert "question" == fault["parameter"]
    assert f"one of {', '.join(numbers)}." in fault["detail"]


@pytest.mark.parametrize(
    ("number", "where"), [*filters.ANSWERED_AT.items()], ids=[*filters.ANSWERED_AT]
)
@pytest.mark.parametrize("path", ["/issues", "/verdicts", "/verdicts/counts"])
async def test_a_question_that_no_list_answers_is_refused(
    door: FrontDoor, path: str, number: str, where: str
) -> None:
    """400 with where it is answered: none found would be taken for no breach."""
    answer = await door.ask(path, question=number, verdict="breach")
    (fault,) = problem(answer, 400)["errors"]

    assert f"{number} is answered at /samverkan/v1{where}." in fault["detail"]


def test_where_each_question_is_answered() -> None:
    """Each in lists, or elsewhere; those of the matter as such are in lists."""
    unlisted = {number for number, each in QUESTIONS.items() if not each.listed}

    assert {*filters.ANSWERED_AT} == unlisted
    assert {*filters.AS_SUCH} <= {*filters.LISTED} == {*QUESTIONS} - unlisted


def test_the_qualifiers_are_those_of_the_rules() -> None:
    """The general rule on marks names each."""
    rules = Path("docs/rules.md").read_text(encoding="utf-8")
    (marks,) = (line for line in rules.splitlines() if line.startswith("7. Marks: "))

    assert {*filters.QUALIFIERS} == {*re.findall("`([a-z_]+)`", marks)}


@pytest.mark.parametrize(
    "asked",
    [
        {"qualifier": "late"},
        {"ruleVersion": "0"},
        {"decidedFrom": "2026-03-02", "decidedTo": "2026-03-01"},
    ],
)
@pytest.mark.parametrize("path", ["/verdicts", "/verdicts/counts"])
async def test_a_filter_that_lets_nothing_through_is_refused(
    door: FrontDoor, path: str, asked: dict[str, str]
) -> None:
    """400: a misspelt qualifier, a version before the first, days in reverse."""
    answer = await door.ask(path, **asked)
    (fault,) = answer.json()["errors"]

    assert 400 == answer.status_code
    assert [*asked][-1] == fault["parameter"]


@pytest.mark.parametrize("path", ["/verdicts", "/issues"])
async def test_one_day_is_a_range(door: FrontDoor, path: str) -> None:
    """Decided from and to the same day is not in reverse; the day before is."""
    one = {"decidedFrom": "2026-03-02", "decidedTo": "2026-03-02"}
    answer = await door.ask(path, **one)
    reverse = await door.ask(path, **(one | {"decidedTo": "2026-03-01"}))

    assert 200 == answer.status_code
    assert 400 == reverse.status_code


async def test_counts_lead_to_what_they_count(door: FrontDoor) -> None:
    """The link to the verdicts keeps every filter."""
    asked = {"question": ["Q1", "Q2"], "party": "st", "decidedFrom": "2026-03-02"}
    answer = await door.ask("/verdicts/counts", **asked)
    href = answer.json()["_links"]["verdicts"]["href"]
    kept = "question=Q1&question=Q2&party=st&decidedFrom=2026-03-02"

    assert href.endswith(f"/samverkan/v1/verdicts?{kept}")


def _verdict(path: str) -> dict[str, Any]:
    return {} if path.endswith("}/verdicts") else {"verdict": "breach"}


async def test_a_question_without_a_verdict_narrows_no_issues(door: FrontDoor) -> None:
    """400: every issue has an answer to it. Verdicts themselves can be so listed."""
    (fault,) = problem(await door.ask("/issues", question="Q1"), 400)["errors"]
    verdicts = await door.ask("/verdicts", question="Q1")

    assert "question" == fault["parameter"]
    assert "`verdict`" in fault["detail"]
    assert 200 == verdicts.status_code


async def test_questions_lead_on(door: FrontDoor) -> None:
    """HYP.05: the list has a link to itself, and to the verdicts."""
    links = (await door.get("/questions"))["_links"]

    assert links["self"]["href"].endswith("/samverkan/v1/questions")
    assert links["verdicts"]["href"].endswith("/samverkan/v1/verdicts")
