"""`python -m bench`: the figures, each table beside a floor and a peer in the same run.

A table is a module of this folder with `TITLE` and `tables(quick)`, which measures and
yields what is to be printed. Nothing else is needed to add one. What it can be told
besides (`--issues`, `--seed`) it names in `SIZES`.
"""

import argparse
import importlib
import os
import platform
from pathlib import Path
from types import ModuleType

from rich.console import Console


def modules() -> dict[str, ModuleType]:
    """Every table of the folder, by its name."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    found = {name: importlib.import_module(f"bench.{name}") for name in names}
    return {name: module for name, module in found.items() if hasattr(module, "TITLE")}


def main() -> None:
    """Measure what was asked for, or all."""
    found = modules()
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "tables", nargs="*", metavar="TABLE", help=f"{', '.join(found)}"
    )
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--issues", type=int, help="of the plausible agency [100000]")
    parser.add_argument("--seed", type=int, help="of the plausible agency [1]")
    arguments = parser.parse_args()
    if unknown := set(arguments.tables) - set(found):
        parser.error(
            f"no such table: {', '.join(unknown)}; there are {', '.join(found)}"
        )

    console = Console(width=120)
    console.print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}"
    )
    for name in arguments.tables or found:
        console.rule(found[name].TITLE)
        told = {
            size: getattr(arguments, size) for size in getattr(found[name], "SIZES", ())
        }
        given = {size: value for size, value in told.items() if value is not None}
        for table in found[name].tables(quick=arguments.quick, **given):
            console.print(table)


if __name__ == "__main__":
    main()
