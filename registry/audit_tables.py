"""What `samverkan audit` prints: tables for a terminal of 80 columns, CSV and JSON."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime

import msgspec
from rich import box
from rich.markup import escape
from rich.table import Table

from api.exports import cells, csv_lines
from api.verdicts import SHEET, spread
from domain.base import Struct
from domain.questions.answer import GRAVITY, Verdict
from registry.example_tables import COLOURS


class SaidVerdict(Verdict, frozen=True, kw_only=True):
    """A verdict, in one sentence."""

    sentence: str


class Line(Struct, frozen=True, kw_only=True):
    """A verdict, and the issue that it is about: as the API lists it, without links."""

    issue_id: str
    diary_no: str | None = None
    topic: str | None = None
    unit: str | None = None
    decided_on: date | None = None
    judged_at: datetime
    verdict: SaidVerdict


def verdicts_table(lines: Sequence[Line]) -> Table:
    """Return the verdicts as a table: what happened, and below it where to look."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head, width in (("decided", 10), ("on", 3), ("verdict", 14)):
        table.add_column(head, min_width=width, no_wrap=True)
    table.add_column("what happened", overflow="fold", ratio=1)
    for line in lines:
        one = line.verdict
        where = [line.diary_no, line.unit, line.topic, one.party, *one.qualifiers]
        told = " · ".join(escape(each.replace("_", " ")) for each in where if each)
        table.add_row(
            line.decided_on.isoformat() if line.decided_on else "–",
            one.question,
            coloured(one.verdict),
            f"{escape(one.sentence)}\n[dim]{told}\n{line.issue_id}[/]",
        )
    return table


def counts_table(
    asks: Mapping[str, str], counts: Mapping[tuple[str, str], int]
) -> Table:
    """Return how many there are, a row a question."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("on", min_width=3, no_wrap=True)
    table.add_column("question", overflow="fold", ratio=1)
    values = [value for value in GRAVITY if value != "not_applicable"]
    for value in values:
        table.add_column(coloured(value), justify="right", no_wrap=True)
    for number, asked in asks.items():
        found = [counts.get((number, value), 0) for value in values]
        shown = (str(each) if each else "[dim]0[/]" for each in found)
        table.add_row(number, escape(asked), *shown)
    return table


def coloured(verdict: str) -> str:
    """Return a verdict in words and its colour."""
    return f"[{COLOURS.get(verdict, 'dim')}]{verdict.replace('_', ' ')}[/]"


async def csv_of(lines: AsyncIterator[Line]) -> AsyncIterator[str]:
    """Yield the lines as the API's export has them, the names of the columns first."""
    yield csv_lines([SHEET.columns])
    async for line in lines:
        yield csv_lines([cells(SHEET.columns, spread(line))])


async def ndjson_of(lines: AsyncIterator[Line]) -> AsyncIterator[str]:
    """Yield each line as JSON."""
    async for line in lines:
        yield msgspec.json.encode(line).decode() + "\n"
