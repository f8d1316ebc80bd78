"""The example: a fictional agency's matter, recorded through its own HTTP API.

`samverkan serve --example` records it on first start and prints what the registry
then answers (registry/example_tables.py); nothing is used that a case-management
system could not use too.
"""

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import files
from typing import Any

import httpx
import msgspec

from domain.base import Role
from domain.rights import CASE_SYSTEM

AGENCY = "registerverket"
"""The example's agency, which there is not."""

SYSTEM = "example"
"""The source under which the example is recorded, so that it is recorded once."""

READY_SECONDS_MAX = 60
"""How long the server may take to be ready."""

Mint = Callable[[str], str]
"""Returns a token of the role."""

Step = dict[str, Any]


class ExampleRefusedError(Exception):
    """The registry did not take the example as it stands."""


def example() -> dict[str, Any]:
    """Return the example: `agency`, and the events of `register`, `agreement`, `issue`.

    Each step of the issue has the time at which it would have been recorded.
    """
    text = files("registry").joinpath("example.json").read_text("utf-8")
    whole: dict[str, Any] = json.loads(text)
    return whole


def steps() -> Iterator[tuple[str, Step]]:
    """Yield where each step goes and the step: `agency`, `agreement`, `issue`."""
    whole = example()
    yield "agency", {"events": whole["register"]}
    yield "agreement", {"events": whole["agreement"]}
    yield from (("issue", step) for step in whole["issue"])


class Counter:
    """The HTTP API: a case-management system tells the example, an auditor reads it."""

    def __init__(self, base: str, mint: Mint) -> None:
        """`base` ends in /samverkan/v1."""
        self.base = base
        self._mint = mint
        self._client = httpx.Client(timeout=30)
        self.issue = ""
        self._ids: dict[str, str] = {}

    def wait_until_ready(self) -> None:
        """Return once the server takes requests. Raises: TimeoutError."""
        until = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < until:
            try:
                if self._client.get(f"{self.base}/health/ready").is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise TimeoutError(f"{self.base} was not ready in {READY_SECONDS_MAX} s")

    def get(self, path: str, **parameters: Any) -> Any:
        """Return what the API answers."""
        answer = self._client.get(
            path if path.startswith("http") else self.base + path,
            params=parameters or None,
            headers={"Authorization": f"Bearer {self._mint(Role.AUDITOR)}"},
        )
        return _taken(answer)

    def record(self, number: int, room: str, step: Step) -> int:
        """Record one step; return the last position."""
        said = json.dumps(step["events"])
        for label, event_id in self._ids.items():
            said = said.replace(f"${{{label}}}", event_id)
        source = {"system": SYSTEM, "eventId": f"step-{number}"}
        answer = self._client.post(
            self._address(room),
            json={"events": json.loads(said), "source": source},
            headers={"Authorization": f"Bearer {self._mint(CASE_SYSTEM)}"},
        )
        body = _taken(answer)
        if room == "issue" and not self.issue:
            self.issue = answer.headers["Location"]
        if "as" in step:
            self._ids[step["as"]] = body["receipts"][0]["eventId"]
        return int(body["receipts"][-1]["position"])

    def _address(self, room: str) -> str:
        if room == "issue":
            return f"{self.issue}/events" if self.issue else f"{self.base}/issues"
        paths = {"agency": "/agency/events", "agreement": "/agreements"}
        return self.base + paths[room]


class Told(msgspec.Struct, frozen=True):
    """How much of the example the registry was told."""

    position: int
    """The last position of the journal."""
    steps: int
    """Recordings of the issue that were made, now or at an earlier start."""
    awaited: datetime | None
    """When the next step is to happen; None: all have happened."""


def record_example(counter: Counter, now: datetime) -> Told:
    """Record what of the example has happened by *now*."""
    position = steps_of_issue = 0
    for number, (room, step) in enumerate(steps(), start=1):
        at = datetime.fromisoformat(step["recordedAt"]) if room == "issue" else now
        if at > now:
            return Told(position, steps_of_issue, at)
        position = counter.record(number, room, step)
        steps_of_issue += room == "issue"
    return Told(position, steps_of_issue, None)


def _taken(answer: httpx.Response) -> Any:
    if not answer.is_success:
        problem = answer.json()
        raise ExampleRefusedError(
            f"The registry answered {problem['status']} {problem['title']}:"
            f" {problem['detail']}"
        )
    return answer.json()
