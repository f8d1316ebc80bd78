"""The containers: their variables are known, and their commands run a registry."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import yaml
from click.testing import CliRunner

from api.address import BASE
from api.development_issuer import AUDIENCE, NAME, DevelopmentIssuer
from api.settings import CounterSettings
from registry.cli import main
from registry.example import AGENCY, Counter, steps
from registry.starting import from_files, unknown

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
OURS = ["migrate", "api", "projector"]

APP = "samverkan_app"
PASSWORD = "not-asked-for-here"


def environment(service: str) -> dict[str, str]:
    """Return the variables that the service is given."""
    stated: dict[str, str] = COMPOSE["services"][service]["environment"]
    return stated


def instructions(word: str) -> list[str]:
    """Return what follows the word in each such line of the Dockerfile."""
    return re.findall(rf"^{word} +(.+)$", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_a_setting(service: str) -> None:
    """A variable that nothing reads would be a promise that nobody keeps."""
    assert unknown(environment(service), CounterSettings) == []
    assert all(isinstance(text, str) for text in environment(service).values())


@pytest.mark.parametrize("service", [*OURS, "postgres"])
def test_every_file_that_is_named_is_mounted(service: str) -> None:
    """A secret or configuration is declared, mounted, and named where it lies."""
    stated = COMPOSE["services"][service]
    secrets = {f"/run/secrets/{name}" for name in stated.get("secrets", [])}
    configs = {config["target"] for config in stated.get("configs", [])}
    named = {text for text in environment(service).values() if text.startswith("/")}

    assert named <= secrets | configs
    assert set(stated.get("secrets", [])) <= COMPOSE["secrets"].keys()
    assert {c["source"] for c in stated.get("configs", [])} <= COMPOSE["configs"].keys()


@pytest.mark.parametrize("service", OURS)
def test_every_command_is_one_of_the_program(service: str) -> None:
    """The image's entry point takes each service's command."""
    name, *options = COMPOSE["services"][service]["command"]
    answer = CliRunner().invoke(main, [name, *options, "--help"])

    assert instructions("ENTRYPOINT") == ['["samverkan"]']
    assert answer.exit_code == 0


def test_health_is_asked_where_it_is_answered() -> None:
    """The check of the api asks /health/ready on the port that is exposed."""
    check = COMPOSE["services"]["api"]["healthcheck"]["test"][-1]
    port = instructions("EXPOSE")[0]

    assert f"http://127.0.0.1:{port}{BASE}/health/ready" in check
    assert COMPOSE["services"]["api"]["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_the_image_holds_what_is_pinned_and_runs_as_nobody_in_particular() -> None:
    """Hashes are required, no tool of development comes along, and no root."""
    installed = [line for line in instructions("RUN") if "pip install" in line]
    copied = [source for line in instructions("COPY") for source in line.split()[:-1]]

    assert "--require-hashes --requirement requirements.txt" in installed[0]
    assert "--no-deps" in installed[1]
    assert "requirements-dev" not in DOCKERFILE
    assert "://" not in DOCKERFILE
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert DOCKERFILE.rindex("\nUSER 10001") > DOCKERFILE.rindex("\nRUN")


def test_an_unreadable_secret_is_refused_by_name(tmp_path: Path) -> None:
    """A file's value counts as the variable's, and a missing file is told of."""
    (tmp_path / "url").write_text("postgresql://here\n")
    read = {"SAMVERKAN_DATABASE_URL_FILE": str(tmp_path / "url")}
    missing = {"SAMVERKAN_OWNER_URL_FILE": str(tmp_path / "none")}

    assert from_files(read, CounterSettings) == {
        "SAMVERKAN_DATABASE_URL": "postgresql://here"
    }
    with pytest.raises(ValueError, match="SAMVERKAN_OWNER_URL_FILE names"):
        from_files(missing, CounterSettings)


@pytest.mark.parametrize("name", ["ISSUERS", "VAR", "KEYS_FILE"])
def test_a_file_does_not_name_a_path(name: str) -> None:
    """What is a path by itself is refused with `_FILE` after it, by name."""
    stated = {f"SAMVERKAN_{name}_FILE": "/run/secrets/one"}

    with pytest.raises(ValueError, match=f"SAMVERKAN_{name} is a path by itself"):
        from_files(stated, CounterSettings)


def test_the_services_record_and_list_an_issue(
    empty_database_url: str, tmp_path: Path
) -> None:
    """migrate, api and projector, each as its own process and with its own login."""
    issuer = DevelopmentIssuer(tmp_path)
    with ExitStack() as stack:
        jwks = stack.enter_context(serving_keys(issuer))
        stack.enter_context(app_login(empty_database_url))
        place_files(tmp_path, empty_database_url, jwks)
        assert start("migrate", tmp_path).wait(timeout=60) == 0
        port = free_port()
        stack.enter_context(running("projector", tmp_path))
        stack.enter_context(running("api", tmp_path, "--port", str(port)))
        base = f"http://127.0.0.1:{port}{BASE}"
        counter = Counter(base, lambda role: issuer.mint(AGENCY, role, [role]))
        counter.wait_until_ready()
        position = record(counter)

        listed = counter.get("/issues", position=position)["issues"]

    assert [issue["diaryNo"] for issue in listed] == ["RV 2026/114"]


def record(counter: Counter) -> int:
    """Record the register, the agreement and the issue's beginning."""
    for number, (room, step) in enumerate(steps(), start=1):
        position = counter.record(number, room, step)
        if room == "issue":
            return position
    raise AssertionError


def place_files(folder: Path, owner_url: str, jwks: str) -> None:
    """Write the files of secrets/ as docs/operations.md says."""
    line = {"issuer": NAME, "audience": AUDIENCE, "jwksUri": jwks, "agencies": [AGENCY]}
    keys = {AGENCY: {"current": "1", "keys": {"1": "A" * 43 + "="}}}
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    app_url = urlunsplit(parts._replace(netloc=f"{APP}:{PASSWORD}@{host}"))
    texts = {
        "owner_url": owner_url,
        "app_url": app_url,
        "keys": json.dumps(keys),
        "issuers.json": json.dumps([line]),
    }
    for name, text in texts.items():
        (folder / name).write_text(text)


def start(service: str, folder: Path, *options: str) -> "subprocess.Popen[str]":
    """Start the service's command, with its variables and the files of *folder*."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SAMVERKAN_")}
    stated = {
        name: re.sub(r"^/(run/secrets|etc/samverkan)/", f"{folder}/", text)
        for name, text in environment(service).items()
    }
    command = [
        sys.executable,
        "-m",
        "registry",
        *COMPOSE["services"][service]["command"],
    ]
    return subprocess.Popen(  # noqa: S603
        [*command, *options],
        env=inherited | stated,
        cwd=ROOT,
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def running(service: str, folder: Path, *options: str) -> Iterator[None]:
    """The service, for the length of a block; it must stop by SIGTERM, as in Docker."""
    process = start(service, folder, *options)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0


@contextmanager
def serving_keys(issuer: DevelopmentIssuer) -> Iterator[str]:
    """The address where the issuer's public keys are."""
    document = json.dumps(issuer.jwks()).encode()
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering(document))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/jwks.json"
    finally:
        server.shutdown()
        server.server_close()


def answering(document: bytes) -> Callable[..., BaseHTTPRequestHandler]:
    """Return what answers every request with the document."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, *_: object) -> None:
            pass

    return Answer


@contextmanager
def app_login(owner_url: str) -> Iterator[None]:
    """The login of api and projector, made by the script of compose.yaml."""
    script = COMPOSE["configs"]["roles"]["content"]
    [statement] = re.findall(rf"^CREATE ROLE {APP} .+;$", script, re.MULTILINE)
    sql = statement.replace(":'word'", f"'{PASSWORD}'")
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(
            "DO $$ BEGIN CREATE ROLE samverkan_writer NOLOGIN;"
            " EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        connection.execute(sql)
        try:
            yield
        finally:
            connection.execute(f"DROP ROLE {APP}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
