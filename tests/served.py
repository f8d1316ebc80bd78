"""A server as an operator starts it: a process of its own, with a login of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg

from api.address import BASE
from api.development_issuer import DevelopmentIssuer
from tests.front_door import AGENCY

LOGIN = "login_of_a_server"
PASSWORD = "planted-password-7f3a"


def environment(**stated: str) -> dict[str, str]:
    """Return the environment of a program with these settings alone."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SAMVERKAN_")}
    return kept | {f"SAMVERKAN_{name}": text for name, text in stated.items()}


def free_port() -> str:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


class Served:
    """The program, serving until it is stopped, and all that it says."""

    def __init__(self, url: str, folder: Path, **stated: str) -> None:
        self.issuer = DevelopmentIssuer(folder)
        self.output = folder / "output"
        self.port = int(free_port())
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}{BASE}", timeout=30
        )
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "registry", "serve", "--port", str(self.port)],
                env=environment(
                    DATABASE_URL=url,
                    VAR=str(folder),
                    DEVELOPMENT_ISSUER="true",
                    CLOSE_SECONDS="2",
                    **stated,
                ),
                stdout=output,
                stderr=output,
            )
        self.token = self.issuer.mint(AGENCY, "p-planted", ["manager"])
        self.own = {"Authorization": f"Bearer {self.token}"}

    def wait(self) -> None:
        """Wait until it can take requests."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                if self.client.get("/health/ready").status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(self.output.read_text())

    def stop(self) -> str:
        """Stop it; all that it said."""
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        return self.output.read_text("utf-8", "replace")


@contextmanager
def login(owner_url: str) -> Iterator[str]:
    """A login that may what a server may, with a password; gives its address."""
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(
            f"CREATE ROLE {LOGIN} LOGIN PASSWORD '{PASSWORD}' IN ROLE samverkan_writer"
        )
        try:
            yield urlunsplit(parts._replace(netloc=f"{LOGIN}:{PASSWORD}@{host}"))
        finally:
            connection.execute(f"DROP ROLE {LOGIN}")
