"""The program `samverkan`: serve, project, and what an operator does by hand.

Exit codes: 0 done; 1 done, and something is wrong with what was looked at; 2 refused,
by a setting or an argument; 3 a fault of the machine.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from api.address import BASE
from api.development_issuer import AUDIENCE, DevelopmentIssuer
from api.settings import CounterSettings
from domain.base import Role
from domain.rights import CASE_SYSTEM
from projections.rebuild import Rebuild, UnknownReadingError, named
from registry import log
from registry.app import opened, prepared
from registry.database import MigrationError
from registry.embedded import embedded_postgres
from registry.example import Counter, example, record_example, show_example, utc_now
from registry.settings import SettingRefusedError
from registry.verify import FaultFound, verify

WRONG, REFUSED, FAULT = 1, 2, 3

out = Console()
err = Console(stderr=True)

REFUSALS = (SettingRefusedError, MigrationError, UnknownReadingError)
"""What the operator can mend, told without a trace."""


def told(command: Callable[..., int | None]) -> Callable[..., None]:
    """Return *command* so that its refusals are one line and its result the exit."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            sys.exit(command(*args, **options) or 0)
        except REFUSALS as refused:
            err.print(f"[red]samverkan:[/] {refused}", highlight=False)
            sys.exit(REFUSED)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A registry that can tell whether the unions were consulted before the decision.

    Settings are variables of the environment, SAMVERKAN_…; docs/operations.md lists
    them. Without SAMVERKAN_DATABASE_URL an embedded PostgreSQL keeps all in ./var.
    """


@main.command()
@click.option("--host", default=None, help="Address to listen on. [127.0.0.1]")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Serving processes.")
@click.option(
    "--example",
    "with_example",
    is_flag=True,
    help="Record the example agency's matter on first start, and print it.",
)
@told
def serve(host: str | None, port: int, workers: int, *, with_example: bool) -> None:
    """Serve the HTTP API, and keep the readings, until Ctrl-C."""
    from granian.constants import Interfaces, Loops  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    if with_example:
        os.environ.setdefault("SAMVERKAN_DEVELOPMENT_ISSUER", "true")
    if host:
        os.environ["SAMVERKAN_HOST"] = host
    settings = CounterSettings.from_environment(os.environ)
    with database(settings) as url:
        os.environ["SAMVERKAN_DATABASE_URL"] = url
        asyncio.run(prepared(url, settings.owner_url))
        base = f"http://{settings.host}:{port}{BASE}"
        err.print(f"The registry serves [bold]{base}[/] until Ctrl-C.")
        if with_example:
            given = (settings, base)
            threading.Thread(target=_example, args=given, daemon=True).start()
        Server(
            "registry.app:create", settings.host, port, factory=True, workers=workers,
            interface=Interfaces.ASGI, loop=Loops.uvloop, log_enabled=False,
        ).serve()  # fmt: skip


@main.command()
@told
def project() -> None:
    """Keep the readings of every agency, apart from the servers, until Ctrl-C."""

    async def run(url: str, settings: CounterSettings) -> None:
        await prepared(url, settings.owner_url)
        async with opened(settings, url) as parts:
            await parts.projector.run()

    log.configure()
    _with_database(run)


@main.command()
@told
def migrate() -> None:
    """Bring the database up to this program: migrations, and readings that are new."""

    async def run(url: str, settings: CounterSettings) -> None:
        applied = await prepared(url, settings.owner_url)
        out.print(f"applied: {', '.join(applied) or 'nothing was pending'}")

    _with_database(run)


@main.command()
@click.argument("readings", nargs=-1)
@told
def rebuild(readings: tuple[str, ...]) -> None:
    """Write READINGS (all, if none is named) anew from the journal, then swap them in.

    Readers see the old rows until then; the projector goes on meanwhile.
    """

    async def run(url: str, settings: CounterSettings) -> None:
        chosen = named(readings)
        async with opened(settings, url) as parts:
            total = 0
            for agency in await parts.journal.agencies():
                total += await parts.lists.issues_recorded(agency)
            with bar("issues", total) as advance:
                work = Rebuild(parts.journal, chosen, advance)
                await work.run(settings.owner_url or url)
        out.print(f"rebuilt: {', '.join(r.name for r in chosen)}, {total} issues")

    _with_database(run)


@main.command("replay-parked")
@click.option("--agency", default=None, help="Only this agency's.")
@told
def replay_parked(agency: str | None) -> int:
    """Take up again the streams whose rows could not be made. Exit 1 if some remain."""

    async def run(url: str, settings: CounterSettings) -> int:
        async with opened(settings, url) as parts:
            tried, remain = await parts.projector.replay_parked(agency)
        out.print(f"{tried} tried, {remain} still parked")
        return WRONG if remain else 0

    return _with_database(run)


@main.command("verify")
@click.option("--agency", default=None, help="Only this agency's journal.")
@told
def verify_journal(agency: str | None) -> int:
    """Hash every entry anew and check order and density. Exit 1 at the first fault."""

    async def run(url: str, settings: CounterSettings) -> int:
        async with opened(settings, url) as parts:
            agencies = [agency] if agency else await parts.journal.agencies()
            faults: dict[str, FaultFound | None] = {}
            heads = {each: await parts.journal.head(each) for each in agencies}
            with bar("entries", sum(heads.values())) as advance:
                for each in agencies:
                    faults[each] = await verify(parts.journal, each, advance)
        out.print(_verified(heads, faults))
        return WRONG if any(faults.values()) else 0

    return _with_database(run)


@main.command()
@click.option("--agency", required=True, help="The agency for which it speaks.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([*(role.value for role in Role), CASE_SYSTEM]),
    help="A role it has; may be repeated.",
)
@click.option("--organisation", default=None, help="A union representative's union.")
@click.option("--person", default="p-1", show_default=True, help="`sub`, a pseudonym.")
@told
def token(
    agency: str, roles: tuple[str, ...], organisation: str | None, person: str
) -> None:
    """Print a token of the development issuer, valid for some minutes.

    Only a registry on this machine that has the issuer switched on takes it.
    """
    settings = CounterSettings.from_environment(os.environ)
    claims: dict[str, Any] = {"organisation": organisation} if organisation else {}
    issuer = DevelopmentIssuer(settings.var, settings.token_seconds_max)
    print(issuer.mint(agency, person, roles, **claims))  # noqa: T201 – for a shell
    err.print(f"for {AUDIENCE}, {settings.token_seconds_max} s", style="dim")


@contextmanager
def database(settings: CounterSettings) -> Iterator[str]:
    """The database's address: as stated, else the embedded PostgreSQL's."""
    if settings.database_url:
        yield settings.database_url
        return
    with embedded_postgres(settings.var / "postgres") as url:
        yield url


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; gives what moves it on."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.advance(task, done)


def _with_database(run: Callable[..., Any]) -> int:
    settings = CounterSettings.from_environment(os.environ)
    with database(settings) as url:
        try:
            return asyncio.run(run(url, settings)) or 0
        except KeyboardInterrupt:
            return 0


def _verified(heads: dict[str, int], faults: dict[str, FaultFound | None]) -> Table:
    table = Table("agency", "entries", "found")
    for agency, head in heads.items():
        fault = faults[agency]
        found = f"[red]position {fault.position}: {fault.what}" if fault else "whole"
        table.add_row(agency, str(head), found)
    return table


def _example(settings: CounterSettings, base: str) -> None:
    """Record the example through the server's own API, and print what it answers."""
    agency = example()["agency"]
    issuer = DevelopmentIssuer(settings.var, settings.token_seconds_max)
    counter = Counter(base, lambda: issuer.mint(agency, "p-system", [CASE_SYSTEM]))
    counter.wait_until_ready()
    position = record_example(counter, utc_now())
    show_example(counter, position, out)
    out.print(f"\nThe contract: [link]{base}/openapi.json[/]; the rules: {base}/rules")
    out.print("Try it, in another terminal:\n")
    ask = f"TOKEN=$(.venv/bin/samverkan token --agency {agency} --role auditor)"
    out.print(ask, style="bold", soft_wrap=True, highlight=False)
    ask = f'curl -s -H "Authorization: Bearer $TOKEN" "{base}/verdicts?question=Q1"'
    out.print(ask + "\n", style="bold", soft_wrap=True, highlight=False)


if __name__ == "__main__":
    main()
