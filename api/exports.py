"""Exports: all of a list at once, as CSV or as lines of JSON.

`Accept` decides: `text/csv` or `application/x-ndjson` instead of `application/json`.
What was read is sent before more is read, so an export of any length takes the memory
of one part, and no connection to the database waits for a slow client.
"""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from litestar import Request
from litestar.response import Stream

from api.entrance import JSON, preferred_media
from api.parameters import parameter_refused
from domain.base import Struct

CSV = "text/csv"
NDJSON = "application/x-ndjson"

PRODUCES = (JSON, CSV, NDJSON)
"""What a list that can be exported answers with; the first unless another is asked."""

SECONDS_MAX = 600.0
"""How long an export may take; then it breaks off, visibly, without its end."""

TURN = 100
"""Rows that are encoded before others have their turn."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula.

From: https://owasp.org/www-community/attacks/CSV_Injection
"""

Cells: TypeAlias = Mapping[str, Any]
"""A row of CSV, by column."""

Parts: TypeAlias = AsyncIterator[Iterable[Struct]]
"""The rows of an export, so many at a time."""


class ExportTooLongError(Exception):
    """An export took longer than it may: the rest is not sent."""


class Sheet(msgspec.Struct, frozen=True):
    """How a list is laid out as CSV."""

    name: str
    """Of the file."""
    columns: tuple[str, ...]
    cells: Callable[[Any], Cells]


def asked_media(request: Request[Any, Any, Any]) -> str:
    """Return whether a page or an export is asked for: a parameter `media`.

    Raises: ParameterRefused, for a page of an export.
    """
    media = preferred_media(request.headers.get("accept", ""), PRODUCES)
    for name in ("page", "limit"):
        if media != JSON and name in request.query_params:
            value = request.query_params[name]
            raise parameter_refused(request, name, value, "unpaged")
    return media


async def exported(media: str, sheet: Sheet, parts: Parts) -> Stream:
    """Return all rows as a stream of *media*.

    The first part is read before the answer begins, so that a fault is told as one.
    """
    first = await _next(parts)
    kind, suffix = (
        ("text/csv; header=present", "csv") if media == CSV else (NDJSON, "ndjson")
    )
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'attachment; filename="{sheet.name}.{suffix}"',
        "Vary": "Accept, Accept-Language",
    }
    rows = _turns(first, parts)
    stream = _csv(sheet, rows) if media == CSV else _ndjson(rows)
    return Stream(stream, media_type=kind, headers=headers)


async def _turns(first: Iterable[Struct], parts: Parts) -> AsyncIterator[list[Struct]]:
    """Yield a few rows at a time, and let others have their turn in between.

    Raises: ExportTooLongError.
    """
    clock = asyncio.get_running_loop().time
    until, part = clock() + SECONDS_MAX, [*first]
    while part:
        for start in range(0, len(part), TURN):
            yield part[start : start + TURN]
            await asyncio.sleep(0)
            if clock() > until:
                raise ExportTooLongError
        part = [*await _next(parts)]


async def _next(parts: Parts) -> Iterable[Struct]:
    """Return the next part, an empty one at the end.

    `anext` with a default ends in a SystemError now and then (CPython 3.11).
    """
    async for part in parts:
        return part
    return ()


async def _csv(sheet: Sheet, rows: AsyncIterator[list[Struct]]) -> AsyncIterator[bytes]:
    yield csv_lines([sheet.columns]).encode()
    async for few in rows:
        rows_of_csv = (cells(sheet.columns, sheet.cells(row)) for row in few)
        yield csv_lines(rows_of_csv).encode()


async def _ndjson(rows: AsyncIterator[list[Struct]]) -> AsyncIterator[bytes]:
    async for few in rows:
        yield msgspec.json.Encoder().encode_lines(few)


def written(media: str, sheet: Sheet, rows: Iterable[Struct]) -> str:
    """Return a few rows as an export of them all would have them."""
    if media == CSV:
        table = (cells(sheet.columns, sheet.cells(row)) for row in rows)
        return csv_lines([sheet.columns, *table])
    return msgspec.json.Encoder().encode_lines([*rows]).decode()


def csv_lines(rows: Iterable[Iterable[str]]) -> str:
    """Return the rows as lines of CSV (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def cells(columns: Iterable[str], row: Cells) -> Iterator[str]:
    """Return a row's cells, in the order of the columns."""
    return (cell(row.get(name)) for name in columns)


def cell(value: Any) -> str:
    """Return a value as text: a list parted by `; `, nothing for None.

    What a spreadsheet would take for a formula has an apostrophe before it. Slugs, days
    and numbers are none, but names of organisations are the agency's own.
    """
    match value:
        case None:
            return ""
        case list() | tuple():
            text = "; ".join(str(each) for each in value)
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
