"""A reading: a table whose rows are a pure function of one stream's history.

Why: lists and look-ups that the journal cannot answer quickly. How: the projector
replaces a stream's rows whenever an entry of it arrives, and a rebuild does the same
for all streams, so the two agree by construction. When: within a poll of the entry.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from projections.judged import Judged
from registry.surroundings import Surroundings


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row; its fields are the table's columns, in order."""

    agency: str


class IssueRow(Row, frozen=True, kw_only=True):
    """A row of an issue, and what tells `sees_issue` who may see it."""

    issue_id: str
    unit: str | None
    """In which it was raised, also where that was annulled."""
    parties: tuple[str, ...]
    """Those that may see it as a party."""
    restricted: bool


def of_issue(issue: Judged) -> dict[str, Any]:
    """Return the fields that every row of the issue has, by name."""
    circle = issue.circle
    return {
        "agency": issue.agency,
        "issue_id": issue.issue_id,
        "unit": circle.unit,
        "parties": tuple(sorted(circle.parties)),
        "restricted": circle.restricted,
    }


class Reading(msgspec.Struct, frozen=True):
    """A table of issues' rows."""

    name: str
    row: type[IssueRow]
    rows: Callable[[Judged], Sequence[IssueRow]]
    sql: Mapping[str, str]
    """`create` makes the table, with the index that `erase` ($1 agency, $2 issue ids)
    needs. Where there are, `index` makes the others, and `vacuum` readies the planner:
    a rebuild does both when the table is full. `restrict` takes what `erase` does.
    """
    sparse: bool = False
    """Whether an issue may have no row at all."""


class AgencyReading(msgspec.Struct, frozen=True):
    """A table of rows that follow from an agency's surroundings as a whole."""

    name: str
    row: type[Row]
    rows: Callable[[str, Surroundings], Sequence[Row]]
    sql: Mapping[str, str]
    """`create` as above; `erase` takes ($1 agency)."""


def columns(row: type[Row]) -> tuple[str, ...]:
    """Return the names of the table's columns."""
    return row.__struct_fields__


def records(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Return the rows as COPY takes them."""
    return [msgspec.structs.astuple(row) for row in rows]
