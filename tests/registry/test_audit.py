"""`samverkan audit`, run as an auditor runs it."""

import csv
import io
import json
from collections.abc import Iterator

import pytest

from tests.conftest import new_database
from tests.front_door import AGENCY
from tests.registry.test_cli import Program

ISSUE = "RV 2026/114"


@pytest.fixture(scope="module", name="samverkan")
def _samverkan(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    """A registry that holds the worked example, which the tests only read."""
    with new_database(postgres, template=template) as url:
        program = Program(url, tmp_path_factory.mktemp("audit"))
        program.tell()
        yield program


def test_what_is_compliant_passes(samverkan: Program) -> None:
    """Exit 0; day, question, verdict, sentence and the matter, within 80 columns."""
    ran = samverkan.run(
        "audit", "--agency", AGENCY, "--question", "Q1", "--unit", "sundsvall",
        COLUMNS="80",
    )  # fmt: skip

    assert 0 == ran.code, ran.err
    assert max(len(line) for line in ran.out.splitlines()) <= 80
    for text in ("2026-03-25", "Q1", "compliant", "17 March 2026", ISSUE):
        assert text in " ".join(ran.out.split())


def test_a_breach_is_told_of(samverkan: Program) -> None:
    """Exit 1, also where it is not among what is shown; in Swedish if so asked."""
    stated = ("audit", "--agency", AGENCY, "--verdict", "breach")
    swedish = samverkan.run(*stated, "--language", "sv")
    cut = samverkan.run("audit", "--agency", AGENCY, "--limit", "1")

    assert (1, 1) == (swedish.code, cut.code), swedish.err
    assert "Uppföljningen" in swedish.out
    assert "of which 1 are shown" in cut.out
    assert "breach" not in cut.out


def test_they_can_be_counted(samverkan: Program) -> None:
    """A row a question, in the order of their numbers."""
    ran = samverkan.run("audit", "--agency", AGENCY, "--counts")
    numbers = [line.split()[0] for line in ran.out.splitlines() if " Q" in line[:3]]

    assert 1 == ran.code
    assert numbers == sorted(numbers, key=lambda number: int(number[1:]))
    assert "Did consultation come before the decision?" in ran.out


def test_a_spreadsheet_can_read_them(samverkan: Program) -> None:
    """CSV on standard output, and the lines of JSON say the same."""
    stated = ("audit", "--agency", AGENCY, "--party", "st")
    table = samverkan.run(*stated, "--as", "csv")
    lines = samverkan.run(*stated, "--as", "ndjson").out.splitlines()
    rows = [*csv.DictReader(io.StringIO(table.out, newline=""))]

    assert len(rows) > 5
    assert [
        (each["issueId"], each["diaryNo"], each["verdict"]["sentence"])
        for each in map(json.loads, lines)
    ] == [(row["issueId"], row["diaryNo"], row["sentence"]) for row in rows]
    assert {"st"} == {row["party"] for row in rows}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--agency", "registreverket"], "Those there are: registerverket"),
        (["--agency", AGENCY, "--question", "Q99"], "is not one of 'Q1'"),
        (["--agency", AGENCY, "--party", "steko"], "Those there are: saco-s, seko, st"),
        (["--agency", AGENCY, "--unit", "sundsval"], "head-office, sundsvall"),
        (["--agency", AGENCY, "--topic", "premise"], "premises"),
        (["--agency", AGENCY, "--from", "March"], "does not match the format"),
        (["--agency", AGENCY, "--qualifier", "late"], "late_recorded"),
        (["--agency", AGENCY, "--rule-version", "0"], "x>=1"),
        (["--agency", AGENCY, "--question", "Q24"], "/samverkan/v1/agency/verdicts"),
        (
            ["--agency", AGENCY, "--from", "2026-03-02", "--to", "2026-03-01"],
            "the last day comes before the first",
        ),
    ],
)
def test_a_misspelt_name_passes_no_audit(
    samverkan: Program, arguments: list[str], told: str
) -> None:
    """Exit 2, and what there is instead: nothing found would look like no breach."""
    ran = samverkan.run("audit", *arguments)

    assert 2 == ran.code
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_a_known_name_without_a_verdict_passes(samverkan: Program) -> None:
    """Exit 0: nothing was decided there."""
    ran = samverkan.run("audit", "--agency", AGENCY, "--unit", "head-office")

    assert 0 == ran.code, ran.err
    assert "verdicts: 0" in ran.out


def test_a_party_is_told_what_its_list_does_not_hold(samverkan: Program) -> None:
    """On standard error: what is of the matter as such; nothing where it is not asked.

    Nothing else stands there: the answer is not preceded by a log.
    """
    stated = ("audit", "--agency", AGENCY, "--party", "st")
    everything = samverkan.run(*stated, "--verdict", "breach")
    one = samverkan.run(*stated, "--question", "Q1")
    whole = samverkan.run("audit", "--agency", AGENCY, "--question", "Q1")

    told = "Q8, Q10, Q13, Q14, Q15: of the matter as such. Ask without --party."
    assert told == " ".join(everything.err.split())
    assert ("", "") == (one.err, whole.err)


def test_only_what_is_listed_is_counted(samverkan: Program) -> None:
    """No row of noughts for a question that no list answers."""
    ran = samverkan.run("audit", "--agency", AGENCY, "--counts")
    numbers = {line.split()[0] for line in ran.out.splitlines() if " Q" in line[:3]}

    assert not numbers & {"Q17", "Q18", "Q19", "Q21", "Q22", "Q24", "Q25"}
    assert {"Q1", "Q23"} <= numbers


def test_readings_that_lag_are_brought_up_first(samverkan: Program) -> None:
    """Nobody need serve: what the journal holds is judged before it is listed."""
    samverkan.sql(
        "UPDATE projection SET position = 0",
        "DELETE FROM readings.verdicts",
        "DELETE FROM readings.issue_page",
    )
    ran = samverkan.run("audit", "--agency", AGENCY, "--question", "Q1")

    assert 0 == ran.code, ran.err
    assert "verdicts: 1" in ran.out
