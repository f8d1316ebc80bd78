"""What the example's registry answers, as tables that fit a terminal of 80 columns."""

from datetime import datetime
from threading import Event
from typing import Any, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from registry.clock import now
from registry.example import (
    AGENCY,
    Counter,
    ExampleRefusedError,
    Told,
    example,
    record_example,
)
from registry.terminal import out

PORT = 8000
"""The port of `make run`, where none is stated."""

SWEDEN = ZoneInfo("Europe/Stockholm")

COLOURS = {"compliant": "green", "breach": "red", "undeterminable": "yellow"}

LATE = {"late_recorded": " *"}

Answer = dict[str, Any]


class Stoppable(Protocol):
    """A server that can be told to stop."""

    interrupt_signal: bool

    def signal_handler_interrupt(self) -> None:
        """Stop as by Ctrl-C."""
        ...


def tell(counter: Counter, serving: Stoppable, failed: Event) -> None:
    """Record the example and print what the registry answers; stop it if that fails."""
    why = "the program itself is at fault; its log says where"
    try:
        counter.wait_until_ready()
        show_example(counter, record_example(counter, now()), out)
        out.print(try_it(counter.base), soft_wrap=True)
        why = ""
    except (ExampleRefusedError, TimeoutError, httpx.HTTPError) as fault:
        why = str(fault)
    finally:
        if why and not serving.interrupt_signal:
            out.print("The example could not be shown:", escape(why))
            failed.set()
            serving.signal_handler_interrupt()


def show_example(counter: Counter, told: Told, console: Console) -> None:
    """Print how much was told, the issue's timeline and its verdicts."""
    console.print(told_so_far(told))
    if not told.steps:
        return
    issue = counter.get(counter.issue, position=told.position)
    events = counter.get(f"{counter.issue}/events", limit=200)["events"]
    answers = counter.get(f"{counter.issue}/verdicts")["answers"]
    asks = {q["question"]: q["asks"] for q in counter.get("/questions")["questions"]}
    console.print(f"\n[bold]{issue['title']}[/] · {issue['diaryNo']}: the timeline")
    console.print(timeline_table(events))
    console.print("[bold]How it is judged now[/]")
    for answer in answers:
        if answer["overall"]["verdict"] != "not_applicable":
            console.print(f"\n{_asked(answer, asks)}")
            console.print(Padding(verdict_table(answer["overall"]), (0, 0, 0, 6)))
    console.print("\n[bold]What does not apply, or informs[/]\n")
    for answer in answers:
        if answer["overall"]["verdict"] == "not_applicable":
            console.print(_asked(answer, asks))
            sentence = Padding(escape(answer["overall"]["sentence"]), (0, 0, 0, 6))
            console.print(sentence, style="dim")
    if any("late_recorded" in a["overall"].get("qualifiers", ()) for a in answers):
        console.print(
            "\n[dim]* recorded late: this machine was told long after it happened.[/]"
        )


def try_it(base: str) -> str:
    """Return where to read on, and a request to paste in another terminal."""
    port = urlsplit(base).port
    again = "make run" if port == PORT else f"make run PORT={port}"
    return f"""
The contract:   {base}/openapi.json
The articles:   {base}/rules

Ask it yourself, from this folder in another terminal:

[bold]curl -s -H "Authorization: Bearer $(.venv/bin/samverkan token \\
    --agency {AGENCY} --role auditor)" \\
  "{base}/verdicts?question=Q1" \\
  | python3 -m json.tool[/]

Ctrl-C stops the registry. `{again}` starts it again
with what it has recorded.
"""


def told_so_far(told: Told) -> str:
    """Return how much of the example has happened by the server's clock."""
    whole = len(example()["issue"])
    if told.awaited is None:
        return f"The example is recorded: all {whole} steps of its issue."
    awaited = told.awaited.date().isoformat()
    return (
        f"By this machine's clock, {told.steps} of the {whole} steps of the example's"
        f" issue have happened, and are recorded. The next one is of {awaited}."
    )


def timeline_table(events: list[Answer]) -> Table:
    """Return the timeline as a table, a row an event, in the time of Sweden."""
    table = Table("day", "time", "what", "by", box=box.SIMPLE_HEAD, pad_edge=False)
    for line in events:
        event = line["event"]
        marks = f" [yellow]({', '.join(line['marks'])})[/]" if line.get("marks") else ""
        table.add_row(*_occurred(event), _kind(line["kind"]) + marks, _actor(event))
    return table


def verdict_table(whole: Answer) -> Table:
    """Return the whole of one question: the verdict, and why in one sentence."""
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=14, vertical="top")
    table.add_column()
    marks = "".join(
        LATE.get(mark, f" ({_plain(mark)})") for mark in whole.get("qualifiers", ())
    )
    verdict = f"[{COLOURS[whole['verdict']]}]{_plain(whole['verdict'])}[/]"
    table.add_row(verdict, escape(whole["sentence"] + marks))
    return table


def _asked(answer: Answer, asks: dict[str, dict[str, str]]) -> str:
    number = answer["overall"]["question"]
    return f"[bold]{number:>4}[/]  {asks[number]['en']}"


def _occurred(event: Answer) -> tuple[str, str]:
    if "occurredOn" in event:
        return event["occurredOn"], ""
    at = datetime.fromisoformat(event["occurredAt"]).astimezone(SWEDEN)
    return f"{at:%Y-%m-%d}", f"{at:%H:%M}"


def _actor(event: Answer) -> str:
    return str(event["actor"].get("party") or _plain(event["actor"]["role"]))


def _kind(stored_name: str) -> str:
    return stored_name.rpartition(".")[0].replace("-", " ")


def _plain(word: str) -> str:
    return word.replace("_", " ")
