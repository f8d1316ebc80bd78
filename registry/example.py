"""The example: a fictional agency's matter, recorded through its own HTTP API.

`samverkan serve --example` records it on first start and prints what the registry
then answers; it uses nothing that a case-management system could not use too.
"""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

SYSTEM = "example"
"""The source under which the example is recorded, so that it is recorded once."""

READY_SECONDS_MAX = 60
"""How long the server may take to be ready."""

Mint = Callable[[], str]
"""Returns a token that may record and read."""

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
    """The HTTP API as the example's case-management system uses it."""

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
            headers={"Authorization": f"Bearer {self._mint()}"},
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
            headers={"Authorization": f"Bearer {self._mint()}"},
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


def record_example(counter: Counter, now: datetime) -> int:
    """Record what of the example has happened by *now*; return the last position."""
    position = 0
    for number, (room, step) in enumerate(steps(), start=1):
        at = step.get("recordedAt")
        if at is None or datetime.fromisoformat(at) <= now:
            position = counter.record(number, room, step)
    return position


def show_example(counter: Counter, position: int, console: Console) -> None:
    """Print the issue's timeline and its verdicts as tables."""
    issue = counter.get(counter.issue, position=position)
    timeline = counter.get(f"{counter.issue}/events", limit=200)
    verdicts = counter.get(f"{counter.issue}/verdicts")
    console.print(timeline_table(issue["title"], timeline["events"]))
    console.print(verdict_table(verdicts["answers"], counter.get("/questions")))
    if _late(verdicts["answers"]):
        console.print(
            "All of it was recorded just now, long after it happened: hence"
            " [italic]late recorded[/] beside each verdict."
        )


def timeline_table(title: str, events: list[dict[str, Any]]) -> Table:
    """Return the timeline as a table, a row an event."""
    table = Table(title=f"{title}: the timeline", title_justify="left")
    for heading in ("occurred", "what", "by", "marks"):
        table.add_column(heading)
    for line in events:
        event = line["event"]
        actor = event["actor"].get("party") or event["actor"]["role"]
        occurred = event.get("occurredOn") or event["occurredAt"][:16]
        kind = line["kind"].removesuffix(".v1").replace("-", " ")
        marks = " ".join(line.get("marks", ()))
        table.add_row(occurred, kind, actor.replace("_", " "), marks)
    return table


def verdict_table(answers: list[dict[str, Any]], questions: Any) -> Table:
    """Return the verdicts as a table, a row a question and party."""
    asks = {q["question"]: q["asks"]["en"] for q in questions["questions"]}
    table = Table(title="How it is judged now", title_justify="left")
    for heading in ("question", "party", "verdict", "because", "agreement", "marks"):
        table.add_column(heading)
    for answered in answers:
        whole = answered["overall"]
        number = whole["question"]
        table.add_section()
        table.add_row(f"{number} {asks[number]}", "all", *_cells(whole))
        for verdict in answered["parties"]:
            table.add_row("", verdict["party"], *_cells(verdict))
    return table


def _cells(verdict: dict[str, Any]) -> tuple[str, str, str, str]:
    colours = {"compliant": "green", "breach": "red", "undeterminable": "yellow"}
    colour = colours.get(verdict["verdict"], "dim")
    word = verdict["verdict"].replace("_", " ")
    governing = verdict.get("agreement")
    agreement = f"{governing['agreement']} {governing['version']}" if governing else ""
    marks = " ".join(verdict.get("qualifiers", ())).replace("_", " ")
    reason = verdict["reason"].replace("_", " ")
    return f"[{colour}]{word}[/]", reason, agreement, marks


def _late(answers: list[dict[str, Any]]) -> bool:
    return any("late_recorded" in a["overall"].get("qualifiers", ()) for a in answers)


def _taken(answer: httpx.Response) -> Any:
    if not answer.is_success:
        raise ExampleRefusedError(f"{answer.request.url}: {answer.text}")
    return answer.json()


def utc_now() -> datetime:
    """Return the time by which the example's steps are known to have happened."""
    return datetime.now(UTC)
