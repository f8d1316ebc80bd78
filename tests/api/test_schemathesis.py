"""The served registry obeys its own specification, by schemathesis, in all phases, for
whoever may ask.

A few cases of each kind are tried here, most roles asking in turn; SAMVERKAN_FUZZ=200
tries that many of each in every role, and every body of issues and agreements that the
coverage phase can think of.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from api.address import BASE
from api.development_issuer import DevelopmentIssuer
from domain.base import Role
from domain.rights import CASE_SYSTEM, HOLDABLE
from registry.clock import now
from registry.example import Counter, record_example
from tests.conftest import new_database
from tests.front_door import AGENCY

FUZZ = os.environ.get("SAMVERKAN_FUZZ")
EXAMPLES = FUZZ or "3"
ROOT = Path(__file__).parents[2]
DAY = 86_400

CONFIGURATION = """
hooks = "tests.api.fuzzing_hooks"
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503"]
[checks.positive_data_acceptance]
expected-statuses = [
    "2xx", "304", "401", "403", "404", "409", "412", "422", "429", "503"
]
"""
"""503 is what a position that never comes is answered with; 412 a stale `If-Match`."""

STATED = ("--phases", "examples,coverage")
INVENTED = (
    "--phases", "fuzzing,stateful", "--exclude-checks", "positive_data_acceptance",
)  # fmt: skip
"""What is invented may be well-formed and yet wrong: a known-as-of that is to come."""

TOKENS = "SAMVERKAN_FUZZ_TOKENS"
"""Where the hooks find the tokens to be used in turn."""

ISSUES = ("/issues", "/issues/{issueId}/events")
AGREEMENTS = ("/agreements", "/agreements/{agreementId}/events")
SMALL = {
    CASE_SYSTEM: [
        part for path in (*ISSUES, *AGREEMENTS) for part in ("--exclude-path", path)
    ],
    Role.AUDITOR: ["--include-method", "GET"],
}
"""Without SAMVERKAN_FUZZ: the bodies left out have ten thousand cases of coverage. The
roles that are here are tried phase by phase all the same: one records, one reads."""

IN_TURN = (
    "--phases", "examples,fuzzing",
    "--exclude-checks", "positive_data_acceptance,ignored_auth",
)  # fmt: skip
"""Each request in the next role: then it is not the stated token that lets it in."""

CLAIMS: dict[str, dict[str, Any]] = {
    Role.UNION_REPRESENTATIVE: {"organisation": "st"},
    Role.APPROVER: {"units": ["sundsvall"]},
    Role.MANAGER: {"units": ["*"], "clearance": "restricted"},
    Role.EMPLOYEE: {"units": ["sundsvall"]},
}
"""What a token of the role states besides."""


class Served:
    """The registry, served as an operator serves it."""

    def __init__(self, url: str, var: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}{BASE}"
        self.issuer = DevelopmentIssuer(var, DAY)
        self.var = var
        self.environment = {
            "SAMVERKAN_DATABASE_URL": url,
            "SAMVERKAN_VAR": str(var),
            "SAMVERKAN_MAKE_KEYS": "true",
            "SAMVERKAN_DEVELOPMENT_ISSUER": "true",
            "SAMVERKAN_TOKEN_SECONDS_MAX": str(DAY),
            "SAMVERKAN_REQUESTS_PER_MINUTE": "1000000",
            "SAMVERKAN_FAILED_PER_MINUTE": "1000000",
        }

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the server, and let the log go."""
        granian = Path(sys.executable).with_name("granian")
        return subprocess.Popen(  # noqa: S603 - our own server
            [
                granian, "--interface", "asgi", "--factory", "--port", str(self.port),
                "tests.api.fuzzed:create",
            ],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def tell(self) -> None:
        """Record the worked example, so that there is something to ask about."""
        mint = self.issuer.mint
        counter = Counter(self.address, lambda role: mint(AGENCY, role, [role]))
        counter.wait_until_ready()
        record_example(counter, now())

    def token(self, role: str) -> str:
        """Return a token of the role."""
        return self.issuer.mint(AGENCY, "p-1", [role], **CLAIMS.get(role, {}))

    def stated(self, role: str) -> list[str]:
        """Return how the role's token is stated for every request."""
        return ["--header", f"Authorization: Bearer {self.token(role)}"]

    def fuzz(
        self, role: str, *arguments: str, tokens: Sequence[str] = ()
    ) -> "subprocess.CompletedProcess[str]":
        """Run schemathesis in that role, or with *tokens* in turn; what it prints."""
        configuration = self.var / "schemathesis.toml"
        configuration.write_text(CONFIGURATION)
        schemathesis = Path(sys.executable).with_name("schemathesis")
        return subprocess.run(  # noqa: S603 - a tool of ours
            [
                schemathesis, "--config-file", configuration, "run",
                f"{self.address}/openapi.json", "--url", self.address,
                *([] if tokens else self.stated(role)), "--checks", "all",
                "--max-examples", EXAMPLES, "--seed", "1", "--warnings", "off",
                "--continue-on-failure", "--no-color",
                "--generation-allow-x00", "false", "--generation-codec", "utf-8",
                *arguments,
            ],
            cwd=self.var,
            env={**os.environ, "PYTHONPATH": str(ROOT), TOKENS: " ".join(tokens)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip


@pytest.fixture(scope="module", name="served")
def _served(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    with new_database(postgres, template=template) as url:
        served = Served(url, tmp_path_factory.mktemp("served"))
        process = served.start()
        try:
            served.tell()
            yield served
        finally:
            process.terminate()
            process.wait(10)


@pytest.mark.timeout(0 if FUZZ else 120)
@pytest.mark.parametrize("role", sorted(HOLDABLE) if FUZZ else sorted(SMALL))
def test_what_the_specification_states_is_so(served: Served, role: str) -> None:
    """Its examples, and every border of what it allows and forbids."""
    ran = served.fuzz(role, *STATED, *([] if FUZZ else SMALL[role]))

    assert 0 == ran.returncode, ran.stdout[-5_000:]


@pytest.mark.timeout(0 if FUZZ else 120)
@pytest.mark.parametrize("role", sorted(HOLDABLE) if FUZZ else sorted(SMALL))
def test_nothing_that_is_invented_breaks_it(served: Served, role: str) -> None:
    """Made-up requests, and made-up rows of them, each upon what the last answered."""
    ran = served.fuzz(role, *INVENTED)

    assert 0 == ran.returncode, ran.stdout[-5_000:]


@pytest.mark.skipif(bool(FUZZ), reason="every role is tried by itself")
@pytest.mark.timeout(120)
def test_nothing_breaks_it_in_any_role(served: Served) -> None:
    """The examples and what is made up, each request in the next role."""
    tokens = [served.token(role) for role in sorted(HOLDABLE)]
    ran = served.fuzz(CASE_SYSTEM, *IN_TURN, tokens=tokens)

    assert 0 == ran.returncode, ran.stdout[-5_000:]
