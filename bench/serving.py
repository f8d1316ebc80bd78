"""A server of the registry in a process of its own, and a client that keeps its
connection: as light as one can be, so that what is measured is the server.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from api.address import BASE
from api.development_issuer import DevelopmentIssuer
from bench.agency import AGENCY
from bench.apart import peak_mb
from domain.rights import CASE_SYSTEM

READY_SECONDS_MAX = 60
CHUNK = 65_536
OK, CREATED = 200, 201
JSON = {"Content-Type": "application/json"}
SERVE = (sys.executable, "-m", "registry", "serve", "--port")


class NotAnsweredError(Exception):
    """The server answered something else than 200."""


class Answer(NamedTuple):
    """How long an answer took, and how large it was."""

    seconds: float
    size: int
    lines: int


class Client:
    """Asks the server, one question at a time."""

    def __init__(self, port: int, pid: int, issuer: DevelopmentIssuer) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=300)
        self._pid = pid
        self._issuer = issuer
        self._token = ""

    def anew(self, role: str = CASE_SYSTEM, **claims: Any) -> None:
        """Get a new token: it lives for minutes only."""
        stated = claims or {"clearance": "restricted"}
        self._token = self._issuer.mint(AGENCY, "p-1", [role], **stated)

    def post(self, path: str, body: bytes) -> float:
        """Return how long POST took, in seconds; it must be 201."""
        begun = time.perf_counter()
        stated = {"Authorization": f"Bearer {self._token}", **JSON}
        self._connection.request("POST", BASE + path, body, stated)
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status != CREATED:
            raise NotAnsweredError(f"POST {path}: {answer.status} {told!r}")
        return time.perf_counter() - begun

    def json(self, path: str) -> Any:
        """Return what GET answers."""
        stated = {"Authorization": f"Bearer {self._token}"}
        self._connection.request("GET", BASE + path, headers=stated)
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status != OK:
            raise NotAnsweredError(f"GET {path}: {answer.status} {told!r}")
        return json.loads(told)

    def get(self, path: str, **headers: str) -> Answer:
        """Return what GET took, up to the last byte; it must be 200."""
        begun = time.perf_counter()
        stated = {"Authorization": f"Bearer {self._token}", **headers}
        self._connection.request("GET", BASE + path, headers=stated)
        answer = self._connection.getresponse()
        if answer.status != OK:
            raise NotAnsweredError(f"GET {path}: {answer.status} {answer.read()!r}")
        size = lines = 0
        while chunk := answer.read(CHUNK):
            size += len(chunk)
            lines += chunk.count(b"\n")
        return Answer(time.perf_counter() - begun, size, lines)

    def peak_mb(self) -> float:
        """Return the most memory that a process of the server ever had."""
        family = psutil.Process(self._pid).children(recursive=True)
        return max(peak_mb(each.pid) for each in family)

    def close(self) -> None:
        """Leave."""
        self._connection.close()


@contextmanager
def serving(url: str, var: Path, program: Sequence[str] = SERVE) -> Iterator[Client]:
    """A server over the database, which keeps no readings itself; *program* starts it,
    told its port last.
    """
    port = _free_port()
    environ = {
        **os.environ,
        "SAMVERKAN_DATABASE_URL": url,
        "SAMVERKAN_VAR": str(var),
        "SAMVERKAN_KEYS_FILE": str(var / "keys.json"),
        "SAMVERKAN_DEVELOPMENT_ISSUER": "true",
        "SAMVERKAN_PROJECTOR": "false",
        "SAMVERKAN_REQUESTS_PER_MINUTE": "10000000",
        "SAMVERKAN_ANY_LOGIN": "true",
    }
    command = [*program, str(port)]
    with (var / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            _wait(port, process)
            client = Client(port, process.pid, DevelopmentIssuer(var))
            client.anew()
            yield client
            client.close()
        except BaseException:
            faults = (var / "server.log").read_text().splitlines()
            print(*(line for line in faults if '"level":"error"' in line), sep="\n")
            raise
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", f"{BASE}/health/ready")
            if connection.getresponse().status == OK:
                return
        time.sleep(0.1)
    raise RuntimeError("The server was not ready; its log is in its folder.")
