"""Work done in a process of its own, and what it took: time, processor, memory."""

import multiprocessing
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import psutil

SPAWN = multiprocessing.get_context("spawn")


class Took(NamedTuple):
    """What some work took."""

    done: Any
    """What it returned."""
    wall_s: float
    cpu_s: float
    """Of the process itself, all its threads; PostgreSQL's is another process."""
    peak_mb: float
    """The most memory that was resident, in millions of bytes."""


def apart(work: Callable[..., Any], *given: Any) -> Took:
    """Return what the work returned and took, in a fresh process."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_work, args=(theirs, work, given))
    process.start()
    theirs.close()
    try:
        took: Took = ours.recv()
    finally:
        process.join()
    return took


def peak_mb(pid: int) -> float:
    """Return the most memory that the process ever had resident."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():  # not Linux: what it has now
        return float(psutil.Process(pid).memory_info().rss) / 1e6
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
    assert found
    return int(found[1]) * 1024 / 1e6


def _work(pipe: Any, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    done = work(*given)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    pipe.send(
        Took(done, wall, cpu, peak_mb(multiprocessing.current_process().pid or 0))
    )
