"""What the program shows on a terminal, where its log goes, and what stops it."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeAlias

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

WRONG, REFUSED, FAULT, INTERRUPTED = 1, 2, 3, 130
"""What a command ends with, when it is not 0; see registry/cli.py."""

Command: TypeAlias = Callable[..., int | None]
Faults: TypeAlias = tuple[type[Exception], ...]

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def telling(
    *, refused: Faults, faults: Faults
) -> Callable[[Command], Callable[..., None]]:
    """Return what makes one line of a command's exceptions, and exits by its result."""

    def told(command: Command) -> Callable[..., None]:
        @wraps(command)
        def run(*args: Any, **options: Any) -> None:
            stop_as_by_ctrl_c()
            try:
                sys.exit(command(*args, **options) or 0)
            except (*refused, *faults) as wrong:
                err.print("[red]samverkan:[/]", escape(str(wrong)), soft_wrap=True)
                sys.exit(FAULT if isinstance(wrong, faults) else REFUSED)
            except KeyboardInterrupt:
                sys.exit(INTERRUPTED)

        return run

    return told


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; gives what moves it on."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.advance(task, done)


@contextmanager
def log_apart(file: Path) -> Iterator[None]:
    """Send standard error, of child processes too, to *file* while the block lasts.

    Only where a person looks at it: piped or kept by a supervisor, it stays.
    """
    if not sys.stderr.isatty():
        yield
        return
    sys.stderr.flush()
    shown = os.dup(2)
    with file.open("wb") as log:
        os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(shown, 2)
        os.close(shown)


def stop_as_by_ctrl_c() -> None:
    """Let SIGTERM, and the closing of the terminal, stop this process as Ctrl-C does.

    Python would die of them at once, and leave the embedded PostgreSQL running; as a
    container's first process it would not hear SIGTERM at all.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))


async def leave_stopping_to_the_parent() -> None:
    """Let a serving process be stopped by the SIGTERM of its parent alone.

    A terminal signals the whole group. granian's worker, told by it and by its parent
    at once, may wait for itself for ever.
    """
    if multiprocessing.parent_process() is None:
        return
    for number in (signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().remove_signal_handler(number)
        signal.signal(number, signal.SIG_IGN)
