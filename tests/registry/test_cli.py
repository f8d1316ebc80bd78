"""The program `samverkan`, run as an operator runs it; exit codes mean something."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from api.development_issuer import DevelopmentIssuer
from api.issuers import Issuer
from api.tokens import TokenVerifier
from domain.rights import Identity
from registry.app import opened
from registry.settings import Settings
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import new_issue, surround, tell_example

COMMANDS = [
    "serve",
    "project",
    "migrate",
    "rebuild",
    "replay-parked",
    "verify",
    "audit",
    "dispose",
    "rotate-keys",
    "token",
]


class Ran:
    """What a command printed, and how it ended."""

    def __init__(self, process: "subprocess.CompletedProcess[str]") -> None:
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr


class Program:
    """`samverkan` with the settings of one registry."""

    def __init__(self, url: str, var: Path) -> None:
        self.url = url
        self.var = var

    def run(self, *arguments: str, **settings: str) -> Ran:
        """Run it to its end."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SAMVERKAN_")}
        stated = {
            "SAMVERKAN_DATABASE_URL": self.url,
            "SAMVERKAN_VAR": str(self.var),
            "SAMVERKAN_MAKE_KEYS": "true",
            "COLUMNS": "200",
            **settings,
        }
        process = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "registry", *arguments],
            capture_output=True,
            text=True,
            env=kept | stated,
            timeout=60,
            check=False,
        )
        return Ran(process)

    def tell(self) -> None:
        """Record and project the worked example, as a server would have."""
        asyncio.run(self._tell())

    async def _tell(self) -> None:
        clock = SetClock()
        settings = Settings(make_keys=True, var=self.var)
        async with opened(settings, self.url, clock) as parts:
            await surround(parts, clock)
            await tell_example(parts, clock, new_issue())
            await parts.projector.catch_up(AGENCY)

    def sql(self, *statements: str) -> None:
        """Execute as the superuser."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(name="samverkan")
def _samverkan(database_url: str, tmp_path: Path) -> Program:
    return Program(database_url, tmp_path)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_tells_how_it_is_used(samverkan: Program, command: str) -> None:
    """With --help, without a database."""
    arguments = [command, "--help"] if command else ["--help"]
    ran = samverkan.run(*arguments, SAMVERKAN_DATABASE_URL="postgresql://nowhere/x")

    assert (0, "") == (ran.code, ran.err)
    assert "Usage:" in ran.out
    assert command or all(name in ran.out for name in COMMANDS)


def test_a_database_is_brought_up_to_the_program(
    empty_database_url: str, tmp_path: Path
) -> None:
    """All migrations the first time, none the second."""
    samverkan = Program(empty_database_url, tmp_path)
    first, again = samverkan.run("migrate"), samverkan.run("migrate")

    assert (0, 0) == (first.code, again.code), first.err
    assert "0001_journal.sql" in first.out
    assert "nothing was pending" in again.out


def test_readings_are_rebuilt(samverkan: Program) -> None:
    """All of them, or those that are named."""
    samverkan.tell()
    samverkan.sql("DELETE FROM readings.issue_page", "DELETE FROM readings.timeline")
    every, one = samverkan.run("rebuild"), samverkan.run("rebuild", "timeline")

    assert (0, 0) == (every.code, one.code), every.err
    assert "rebuilt: issue_page, timeline, verdicts, " in every.out
    assert "agreements_in_force, 1 issues" in every.out
    assert "rebuilt: timeline, 1 issues" in one.out
    with psycopg.connect(samverkan.url) as connection:
        rows = connection.execute("SELECT count(*) FROM readings.timeline").fetchone()
    assert (41,) == rows


def test_an_unknown_reading_is_refused(samverkan: Program) -> None:
    """Exit 2, naming those that are."""
    ran = samverkan.run("rebuild", "issues")

    assert 2 == ran.code
    assert "issue_page, timeline, verdicts" in ran.err
    assert "Traceback" not in ran.err


def test_a_whole_journal_is_verified(samverkan: Program) -> None:
    """Exit 0, and how many entries were looked at."""
    samverkan.tell()
    ran = samverkan.run("verify")

    assert 0 == ran.code, ran.err
    assert "whole" in ran.out
    assert "55" in ran.out


def test_an_agency_that_is_not_there_is_not_whole(samverkan: Program) -> None:
    """Exit 2: a misspelt name passes no audit."""
    samverkan.tell()
    ran = samverkan.run("verify", "--agency", "registreverket")

    assert 2 == ran.code
    assert "registreverket" in ran.err
    assert "whole" not in ran.out


@pytest.mark.parametrize("command", ["verify", "rebuild", "replay-parked"])
def test_nothing_is_begun_only_to_be_looked_at(command: str, tmp_path: Path) -> None:
    """Exit 2 in a folder without a registry, and none is made there."""
    program = Program("", tmp_path)
    ran = program.run(command)

    assert 2 == ran.code
    assert "There is no registry in" in ran.err
    assert [] == [*tmp_path.iterdir()]


@pytest.mark.parametrize("command", ["verify", "rebuild", "migrate", "replay-parked"])
def test_a_database_that_is_away_is_a_fault_of_the_machine(
    command: str, tmp_path: Path
) -> None:
    """Exit 3 in one line: not the exit of a damaged journal."""
    nowhere = "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2"
    ran = Program(nowhere, tmp_path).run(command)

    assert 3 == ran.code, ran.err
    assert "Traceback" not in ran.err


def test_a_unions_token_names_the_union(samverkan: Program) -> None:
    """Exit 2 without one: nothing could be recorded with it."""
    asked = ("token", "--agency", AGENCY, "--role", "union_representative")

    assert 2 == samverkan.run(*asked).code
    assert 0 == samverkan.run(*asked, "--organisation", "st").code


def test_a_tampered_journal_is_told_of(samverkan: Program) -> None:
    """Exit 1, naming agency and position."""
    samverkan.tell()
    samverkan.sql(
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "UPDATE journal SET entry = set_byte(entry, 40, 65) WHERE position = 20",
    )
    ran = samverkan.run("verify", "--agency", AGENCY)

    assert 1 == ran.code
    assert AGENCY in ran.out
    assert "position 20" in ran.out


def test_what_stays_parked_is_told_of(samverkan: Program) -> None:
    """Exit 1 while some remain, 0 when none does."""
    samverkan.tell()
    none = samverkan.run("replay-parked")
    samverkan.sql(
        f"INSERT INTO parked (agency, stream_id, reason)"  # noqa: S608 - made up
        f" VALUES ('{AGENCY}', 'issues/nothing', 'poison')"
    )
    some = samverkan.run("replay-parked", "--agency", AGENCY)

    assert (0, 1) == (none.code, some.code), some.err
    assert "0 tried, 0 still parked" in none.out
    assert "1 tried, 1 still parked" in some.out


def test_a_token_is_printed_for_a_shell(samverkan: Program) -> None:
    """Alone on standard output, and this machine's registry takes it."""
    ran = samverkan.run(
        "token", "--agency", AGENCY, "--role", "union_representative",
        "--role", "safety_representative", "--organisation", "seko",
    )  # fmt: skip
    identity = identified(samverkan, ran.out)

    assert (0, "") == (ran.code, ran.err)
    assert (AGENCY, "seko") == (identity.agency, identity.organisation)
    assert {"union_representative", "safety_representative"} == identity.roles
    assert ({"*"}, "open") == (identity.units, identity.clearance)
    assert {"samverkan:record", "samverkan:read"} == identity.scopes


def test_a_token_may_be_of_units_clearance_and_scope(samverkan: Program) -> None:
    """Each as stated."""
    ran = samverkan.run(
        "token", "--agency", AGENCY, "--role", "manager", "--unit", "sundsvall",
        "--unit", "kiruna", "--clearance", "restricted", "--scope", "samverkan:read",
    )  # fmt: skip
    identity = identified(samverkan, ran.out)

    assert {"sundsvall", "kiruna"} == identity.units
    assert ("restricted", {"samverkan:read"}) == (identity.clearance, identity.scopes)


def identified(samverkan: Program, printed: str) -> Identity:
    """Return who this machine's registry takes the printed token to speak of."""
    issuer = DevelopmentIssuer(samverkan.var)
    trusted: list[tuple[Issuer, DevelopmentIssuer]] = [(issuer.line, issuer)]
    return asyncio.run(TokenVerifier(trusted, 0).identify(printed.strip())).identity


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        (["token", "--agency", AGENCY], {}),
        (["token", "--agency", AGENCY, "--role", "king"], {}),
        (["token", "--agency", AGENCY, "--role", "joint_body"], {}),
        (["token", "--agency", AGENCY, "--role", "union_representative"], {}),
        (["verify", "--nothing"], {}),
        (["dream"], {}),
        (["verify"], {"SAMVERKAN_READ_CONNECTIONS": "many"}),
        (
            ["serve"],
            {"SAMVERKAN_HOST": "192.0.2.1", "SAMVERKAN_DEVELOPMENT_ISSUER": "1"},
        ),
        (["serve"], {"SAMVERKAN_KEYS": "{"}),
    ],
)
def test_what_is_not_understood_is_refused(
    samverkan: Program, arguments: list[str], settings: dict[str, str]
) -> None:
    """Exit 2 and a sentence, not a trace."""
    ran = samverkan.run(*arguments, **settings)

    assert 2 == ran.code, ran.err
    assert ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", ["migrate", "serve"])
def test_a_database_that_is_away_is_a_fault(samverkan: Program, command: str) -> None:
    """Exit 3: the operator's database, not his argument, is what is wrong."""
    away = "postgresql://nobody@127.0.0.1:1/nothing"
    ran = samverkan.run(command, SAMVERKAN_DATABASE_URL=away)

    assert 3 == ran.code, ran.err
    assert "SAMVERKAN_DATABASE_URL" in ran.err
    assert "Traceback" not in ran.err
