"""How a process starts: what is looked at first, the database, the HTTP server.

What an operator can mend is looked at before anything runs, and is one line.
"""

import os
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from functools import partial
from math import ceil
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit

import msgspec

from registry import log
from registry.embedded import embedded_postgres
from registry.settings import HIDDEN, PREFIX, SECRET, SettingRefusedError, Settings
from registry.terminal import out

if TYPE_CHECKING:
    from granian.server.common import AbstractServer

FILE = "_FILE"
"""Ends the name of a variable that names a file where the value stands."""

HEAD_BYTES_MAX = 65_536
"""Bytes of a request before its body that the server reads: twice what is taken (see
`api.bounds`). What is larger is cut off without a word."""

HEADERS_WAIT_MS = 10_000
"""How long the server waits for a request's headers, so that nobody holds it slowly."""

ELSEWHERE = {"SAMVERKAN_AGENCY", "SAMVERKAN_TEST_SERVER"}
"""Variables that others read: registry/persistence.py and the tests."""


def variables(settings: type[Settings]) -> dict[str, str]:
    """Return each variable of the environment that *settings* reads, and its field."""
    names = (field.name for field in msgspec.structs.fields(settings))
    return {PREFIX + name.upper(): name for name in names}


def from_files(environ: Mapping[str, str], settings: type[Settings]) -> dict[str, str]:
    """Return the variables whose values stand in files: `SAMVERKAN_…_FILE`.

    Raises: SettingRefusedError, when a file cannot be read, or where the setting is
    itself a path.
    """
    known = variables(settings)
    _refuse_paths_of_paths(environ, settings)
    named = ((name, environ.get(name + FILE, "")) for name in known)
    return {
        name: _read(name + FILE, Path(path))
        for name, path in named
        if path and name + FILE not in known
    }


def _refuse_paths_of_paths(
    environ: Mapping[str, str], settings: type[Settings]
) -> None:
    """Refuse `_FILE` after what names a file or a folder by itself."""
    for field in msgspec.structs.fields(settings):
        name = PREFIX + field.name.upper()
        if environ.get(name + FILE) and Path in (field.type, *get_args(field.type)):
            raise SettingRefusedError(
                f"{name}{FILE} is set, and {name} is a path by itself. Name the file or"
                f" folder in {name}, and unset {name}{FILE}."
            )


def unknown(environ: Mapping[str, str], settings: type[Settings]) -> list[str]:
    """Return a line for each `SAMVERKAN_` variable that nothing reads."""
    known = variables(settings)
    taken = known.keys() | {name + FILE for name in known} | ELSEWHERE
    lines = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in taken:
            near = get_close_matches(name, known, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            lines.append(f"{name} is set, and nothing reads it.{meant}")
    return lines


def refuse_unwritable(var: Path) -> None:
    """Raise: SettingRefusedError, when nothing can be kept in the folder *var*."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=var):
            pass
    except OSError as fault:
        raise SettingRefusedError(
            f"Nothing can be written in {var.resolve()}: {fault.strerror}. Let this"
            " user write there, or name another folder in SAMVERKAN_VAR."
        ) from None


def refuse_taken(host: str, port: int) -> None:
    """Raise: SettingRefusedError, when nobody can listen at *host* and *port*."""
    bare = host.strip("[]")
    try:
        family, *_, address = socket.getaddrinfo(bare, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        raise SettingRefusedError(
            f"Nothing can listen on {host} port {port}: {fault.strerror}. Stop what"
            f" does, or choose another port: make run PORT={port + 1}, or"
            f" samverkan serve --port {port + 1}."
        ) from None


def refuse_malformed(settings: Settings) -> None:
    """Refuse a database's address that cannot be one, without showing any of it.

    A password that is not escaped may make any part of it the host or the port.
    Raises: SettingRefusedError.
    """
    for name in ("database_url", "owner_url"):
        address = getattr(settings, name)
        if address is not None and not _is_address(address):
            raise SettingRefusedError(
                f"{PREFIX}{name.upper()} is not the address of a database. It must be"
                " postgresql://user:password@host:port/database, with @ / : ? # and %"
                " in the password escaped (%40 %2F %3A %3F %23 %25). What it holds is"
                " not shown."
            )


def refuse_nothing(settings: Settings) -> None:
    """Refuse to begin a registry only to look at it. Raises: SettingRefusedError."""
    if settings.database_url or (settings.var / "postgres" / "PG_VERSION").exists():
        return
    raise SettingRefusedError(
        f"There is no registry in {settings.var.resolve()}. Go where `samverkan serve`"
        " was run, or say in SAMVERKAN_VAR or SAMVERKAN_DATABASE_URL where it is."
    )


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The database's address: as stated, else the embedded PostgreSQL's.

    From there on, what this process and its children write goes to the log as JSON.
    Raises: SettingRefusedError.
    """
    log.configure()
    refuse_malformed(settings)
    if settings.database_url:
        yield settings.database_url
        return
    refuse_unwritable(settings.var)
    folder = settings.var / "postgres"
    if os.geteuid() == 0 and not folder.exists():
        out.print("[dim]PostgreSQL does not run as root: it runs as `pgserver`.[/]")
    with embedded_postgres(folder) as url:
        os.environ["SAMVERKAN_DATABASE_URL"] = url
        os.environ["SAMVERKAN_MAKE_KEYS"] = "true"
        yield url


def server(
    host: str, port: int, workers: int, close_seconds: float
) -> "AbstractServer[Any]":
    """Return the HTTP server; its `serve` returns after Ctrl-C.

    A serving process that has not closed in *close_seconds* and a few is killed.
    It exits, by `SystemExit`, when a serving process has ended by itself.
    """
    from granian.constants import Interfaces, Loops  # noqa: PLC0415
    from granian.http import HTTP1Settings, HTTP2Settings  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    serving = Server(
        "registry.app:create", host, port, factory=True, workers=workers,
        interface=Interfaces.ASGI, loop=Loops.uvloop, log_enabled=False,
        workers_kill_timeout=ceil(close_seconds) + 5,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADERS_WAIT_MS, max_buffer_size=HEAD_BYTES_MAX
        ),
        http2_settings=HTTP2Settings(max_headers_size=HEAD_BYTES_MAX),
    )  # fmt: skip
    # granian would take the closing of its terminal as a wish to begin anew.
    stop = partial(signal.signal, signal.SIGHUP, serving.signal_handler_interrupt)
    serving.on_startup(stop)
    return serving


def _is_address(text: str) -> bool:
    with suppress(ValueError):
        parts = urlsplit(text)
        return parts.scheme in {"postgresql", "postgres"} and parts.port != 0
    return False


def _read(variable: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8"
        # Whoever forgets `_FILE` has put the secret itself in the place of its path.
        secret = variable.removeprefix(PREFIX).removesuffix(FILE).lower() in SECRET
        raise SettingRefusedError(
            f"{variable} names {HIDDEN if secret else path}, which cannot be read:"
            f" {why}. Name a file that user {os.geteuid()} may read, or leave it unset."
        ) from None
