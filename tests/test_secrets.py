"""A server never says what it must keep to itself, whatever goes wrong."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from registry.app import agency_keys, prepared
from registry.login import DatabaseAwayError
from registry.settings import SettingRefusedError, Settings
from registry.starting import refuse_malformed
from tests.front_door import AGENCY
from tests.served import LOGIN, PASSWORD, Served, environment, free_port, login

NOWHERE = "postgresql://nobody@127.0.0.1:9/none"
KEY = b"planted-agency-key-of-32-bytes!!"
KEY_TEXT = base64.b64encode(KEY).decode()
PLANTED = "planted-words-91c2"
KEYS = json.dumps({AGENCY: {"current": "1", "keys": {"1": KEY_TEXT}}})

MALFORMED_URLS = [
    f"postgresql://me:{PASSWORD}",
    f"postgresql://me:a/{PASSWORD}@host/db",
    f"postgresql://me:[{PASSWORD}@host/db",
    f"postgresql://me:x@host:{PASSWORD}/db",
    f"mysql://me:{PASSWORD}@host/db",
    PASSWORD,
    f"postgresql://me:x@127.0.0.1:9/db?sslmode={PASSWORD}",
    f"postgresql://me:x@127.0.0.1:9/db?port={PASSWORD}",
    f"postgresql://me:x@127.0.0.1:9/db?target_session_attrs={PASSWORD}",
    f"postgresql://me:{PASSWORD}@127.0.0.1:9/db",
    f"postgresql://me:{PASSWORD}@no-such-host.invalid/db",
]
MALFORMED_KEYS = [
    KEYS[:-4],
    f'"{KEY_TEXT}"',
    json.dumps({AGENCY: {"current": "1", "keys": {"1": KEY_TEXT + "!"}}}),
    json.dumps({AGENCY: {"current": "1", "keys": {"1": KEY_TEXT + "AAAA"}}}),
    json.dumps({AGENCY: {"current": "1", KEY_TEXT: {"1": KEY_TEXT}}}),
    json.dumps({AGENCY: {"current": KEY_TEXT, "keys": {"1": KEY_TEXT}}}),
    json.dumps({AGENCY: KEY_TEXT}),
]


def forms() -> list[str]:
    """Return each secret as it is, and in the forms that a program could give it."""
    return [
        PASSWORD,
        KEY.decode(),
        KEY.hex(),
        KEY_TEXT,
        KEY_TEXT.rstrip("="),
        base64.urlsafe_b64encode(KEY).decode(),
        base64.b64encode(PASSWORD.encode()).decode().rstrip("="),
    ]


def run(*arguments: str, **stated: str) -> "subprocess.CompletedProcess[str]":
    """Run the program to its end, where the settings hold it up."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "registry", *arguments],
        capture_output=True,
        text=True,
        env=environment(**stated),
        timeout=60,
        check=False,
    )


async def begun(settings: Settings) -> None:
    """Go as far as a command goes before it needs its database."""
    refuse_malformed(settings)
    await prepared(str(settings.database_url), settings.owner_url)


@pytest.mark.anyio
@pytest.mark.parametrize("url", MALFORMED_URLS)
@pytest.mark.parametrize("owner", [True, False])
async def test_a_malformed_address_is_not_repeated(url: str, *, owner: bool) -> None:
    """Refused, or away: none of its text is told."""
    field = "owner_url" if owner else "database_url"
    with pytest.raises((SettingRefusedError, DatabaseAwayError)) as told:
        await begun(Settings(**{"database_url": NOWHERE, field: url}))  # type: ignore[arg-type]

    assert f"SAMVERKAN_{field.upper()}" in str(told.value)
    assert "planted" not in str(told.value)


@pytest.mark.parametrize("keys", MALFORMED_KEYS)
@pytest.mark.parametrize("of", ["keys", "keys_file", "var"])
def test_malformed_keys_are_not_repeated(tmp_path: Path, of: str, keys: str) -> None:
    """From the environment or a file: where they stand is said, not what."""
    (tmp_path / "keys.json").write_text(keys)
    every = {"keys": keys, "keys_file": tmp_path / "keys.json", "var": tmp_path}
    with pytest.raises(SettingRefusedError) as told:
        agency_keys(Settings(**{of: every[of]}))  # type: ignore[arg-type]

    assert [form for form in forms() if form in str(told.value)] == []
    assert "cannot be read" in str(told.value)


@pytest.mark.parametrize(
    "stated",
    [
        {"DATABASE_URL": MALFORMED_URLS[0]},
        {"DATABASE_URL": MALFORMED_URLS[3]},
        {"DATABASE_URL": MALFORMED_URLS[-4]},
        {"DATABASE_URL_FILE": MALFORMED_URLS[-2]},
        {"KEYS": MALFORMED_KEYS[0]},
        {"KEYS": MALFORMED_KEYS[4]},
        {"KEYS_FILE": KEYS},
    ],
)
def test_a_server_that_cannot_start_keeps_its_secrets(
    tmp_path: Path, stated: dict[str, str]
) -> None:
    """One line on standard error, also where the secret stands instead of a path."""
    own = {} if "DATABASE_URL_FILE" in stated else {"DATABASE_URL": NOWHERE}
    ran = run("serve", "--port", free_port(), **{**own, "VAR": str(tmp_path), **stated})
    said = ran.stdout + ran.stderr

    assert ran.returncode in {2, 3}
    assert f"SAMVERKAN_{next(iter(stated))}" in ran.stderr
    assert [form for form in forms() if form in said] == []
    assert "Traceback" not in ran.stderr


def provoke(served: Served) -> list[int]:
    """Return the statuses of what cannot be answered as asked."""
    body = {"events": [{"kind": PLANTED, "subject": PLANTED}]}
    bad = {"Authorization": f"Bearer {PLANTED}.{PLANTED}.{PLANTED}"}
    tampered = {"Authorization": f"Bearer {served.token[:-8]}{PLANTED}"}
    return [
        answer.status_code
        for answer in (
            served.client.get("/issues", headers=bad),
            served.client.get("/issues", headers=tampered),
            served.client.get(f"/issues?q={PLANTED}&page=0", headers=served.own),
            served.client.get(f"/{PLANTED}", headers=served.own),
            served.client.get(f"/issues/{PLANTED}", headers=served.own),
            served.client.post("/issues", json=body, headers=served.own),
            served.client.post(
                "/issues",
                json={"events": []},
                headers={**served.own, "Idempotency-Key": PLANTED},
            ),
            served.client.get("/issues", headers=served.own),
        )
    ]


def shut_out(owner_url: str) -> None:
    """Let the login in no more, and break its connections."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {LOGIN} NOLOGIN")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
            [LOGIN],
        )


def test_a_server_in_trouble_keeps_its_secrets(
    database_url: str, tmp_path: Path
) -> None:
    """Neither password, key nor token, nor what was asked and sent, is in what it
    says: with bad requests, and with a database that shuts it out.
    """
    with login(database_url) as url:
        served = Served(url, tmp_path, KEYS=KEYS, MAKE_KEYS="false")
        try:
            served.wait()
            refused = provoke(served)
            shut_out(database_url)
            failed = provoke(served)
        finally:
            said = served.stop()

    assert [401, 401, 400, 404] == refused[:4]
    assert 500 == failed[-1]
    assert [form for form in forms() if form in said] == []
    assert PLANTED not in said
    assert "p-planted" not in said
    signature = served.token.rpartition(".")[2]
    assert signature not in said
    pem = (tmp_path / "development-issuer.pem").read_text().splitlines()
    assert [line for line in pem if line in said] == []
    assert '"event":"denied"' in said
    assert '"event":"fault"' in said
