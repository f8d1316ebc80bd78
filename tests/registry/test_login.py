"""A server starts only with a login that row-level security binds."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import structlog

from registry.login import DatabaseAwayError, refuse_unbound
from registry.settings import SettingRefusedError, Settings
from tests.served import environment, free_port

NAME = "login_of_a_test"
GROUP = "group_of_a_test"


@contextmanager
def login(url: str, *statements: str) -> Iterator[str]:
    """A login and a group, by these statements; gives the login's address."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in (f"CREATE ROLE {GROUP}", *statements):
            connection.execute(statement)
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        try:
            yield urlunsplit(parts._replace(netloc=f"{NAME}@{host}"))
        finally:
            connection.execute(f"REASSIGN OWNED BY {NAME}, {GROUP} TO CURRENT_USER")
            connection.execute(f"DROP OWNED BY {NAME}, {GROUP}")
            connection.execute(f"DROP ROLE {NAME}, {GROUP}")


MEMBER = f"CREATE ROLE {NAME} LOGIN IN ROLE samverkan_writer"
UNBOUND = {
    "is a superuser": [(f"{MEMBER} SUPERUSER",)],
    "has BYPASSRLS": [
        (f"{MEMBER} BYPASSRLS",),
        (MEMBER, f"ALTER ROLE {GROUP} BYPASSRLS", f"GRANT {GROUP} TO {NAME}"),
    ],
    "owns the tables": [
        (MEMBER, f"ALTER TABLE journal OWNER TO {NAME}"),
        (MEMBER, f"ALTER TABLE readings.verdicts OWNER TO {NAME}"),
        (
            MEMBER,
            f"GRANT {GROUP} TO {NAME}",
            f"ALTER TABLE parked OWNER TO {GROUP}",
        ),
    ],
}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("what", "statements"),
    [(what, each) for what, every in UNBOUND.items() for each in every],
)
async def test_a_login_that_could_see_every_agency_is_refused(
    database_url: str, what: str, statements: tuple[str, ...]
) -> None:
    """Also where it could only become one that does; with what to do instead."""
    with login(database_url, *statements) as url:
        settings = Settings(database_url=url)
        with pytest.raises(SettingRefusedError) as refusal:
            await refuse_unbound(settings, url)

    assert f"The login of SAMVERKAN_DATABASE_URL {what}," in str(refusal.value)
    assert "SAMVERKAN_ANY_LOGIN" in str(refusal.value)
    assert NAME not in str(refusal.value)


@pytest.mark.anyio
async def test_the_login_that_is_documented_is_let_through(database_url: str) -> None:
    """A member of samverkan_writer that owns nothing; nothing is said."""
    with login(database_url, MEMBER) as url, structlog.testing.capture_logs() as lines:
        await refuse_unbound(Settings(database_url=url), url)

    assert [] == lines


@pytest.mark.anyio
async def test_the_switch_lets_any_login_through_and_says_so(database_url: str) -> None:
    """A line in the log at each start."""
    settings = Settings(database_url=database_url, any_login=True)
    with structlog.testing.capture_logs() as lines:
        await refuse_unbound(settings, database_url)

    assert ["any_login"] == [line["event"] for line in lines]
    assert "is a superuser" == lines[0]["login"]


@pytest.mark.anyio
async def test_the_embedded_database_is_exempt(database_url: str) -> None:
    """Nobody stated a login, and nobody else can reach it."""
    with structlog.testing.capture_logs() as lines:
        await refuse_unbound(Settings(), database_url)

    assert [] == lines


@pytest.mark.anyio
async def test_a_database_that_lets_nobody_in_is_told_of(tmp_path: Path) -> None:
    """As elsewhere, in one line."""
    url = f"postgresql://nobody@/none?host={tmp_path}"

    with pytest.raises(DatabaseAwayError, match="does not let the registry in"):
        await refuse_unbound(Settings(database_url=url), url)


@pytest.mark.parametrize("command", [("serve", "--port", free_port()), ("project",)])
def test_no_server_starts_with_such_a_login(
    database_url: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Exit 2 before anything is served or projected, in one line."""
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "registry", *command],
        capture_output=True,
        text=True,
        env=environment(DATABASE_URL=database_url, VAR=str(tmp_path), MAKE_KEYS="true"),
        timeout=60,
        check=False,
    )

    assert 2 == ran.returncode, ran.stderr
    assert "The login of SAMVERKAN_DATABASE_URL is a superuser" in ran.stderr
    assert "Traceback" not in ran.stderr
