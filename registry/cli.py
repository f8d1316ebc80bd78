"""The program `samverkan`: serve, project, and what an operator does by hand.

Exit codes: 0 done; 1 done, and something is wrong with what was looked at; 2 refused,
by a setting or an argument; 3 a fault of the machine.
"""

import asyncio
import os
import sys
import threading
from contextlib import nullcontext, suppress
from typing import Any

import click

from api.address import BASE
from api.development_issuer import AUDIENCE, DevelopmentIssuer
from domain.base import Role
from domain.rights import HOLDABLE
from projections.rebuild import (
    CountsDifferError,
    Rebuild,
    RebuildUnderWayError,
    UnknownReadingError,
    named,
)
from registry.app import checked, opened, prepared, settled
from registry.audit import audit
from registry.cli_keys import dispose, rotate_keys
from registry.database import MigrationError
from registry.example import AGENCY, Counter
from registry.example_tables import tell
from registry.login import DatabaseAwayError, refuse_unbound
from registry.running import with_database
from registry.settings import SettingRefusedError, Settings
from registry.starting import (
    database,
    refuse_taken,
    refuse_unwritable,
    server,
)
from registry.terminal import FAULT, WRONG, bar, err, log_apart, out, telling
from registry.verify import FaultFound, UnknownAgencyError, verified, verify

told = telling(
    refused=(
        SettingRefusedError,
        MigrationError,
        UnknownReadingError,
        UnknownAgencyError,
        CountsDifferError,
        RebuildUnderWayError,
    ),
    faults=(DatabaseAwayError,),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A registry that can tell whether the unions were consulted before the decision.

    Settings are variables of the environment, SAMVERKAN_…; docs/operations.md lists
    them. Without SAMVERKAN_DATABASE_URL an embedded PostgreSQL keeps all in ./var.
    """


@main.command()
@click.option("--host", default=None, help="Address to listen on. [127.0.0.1]")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65_535),
    help="Port to listen on.",
)
@click.option("--workers", default=1, show_default=True, help="Serving processes.")
@click.option(
    "--example",
    "with_example",
    is_flag=True,
    help="Record the example agency's matter on first start, and print it.",
)
@told
def serve(host: str | None, port: int, workers: int, *, with_example: bool) -> int:
    """Serve the HTTP API, and keep the readings, until Ctrl-C."""
    if with_example:
        os.environ.setdefault("SAMVERKAN_DEVELOPMENT_ISSUER", "true")
    if host:
        os.environ["SAMVERKAN_HOST"] = host
    settings = settled()
    issuer = checked(settings)
    if with_example and issuer is None:
        raise SettingRefusedError(
            "The example needs SAMVERKAN_DEVELOPMENT_ISSUER: set it to true, or leave"
            " it unset."
        )
    refuse_taken(settings.host, port)
    failed = threading.Event()
    apart = log_apart(settings.var / "registry.log") if with_example else nullcontext()
    with apart, database(settings) as url:
        asyncio.run(prepared(url, settings.owner_url))
        asyncio.run(refuse_unbound(settings, url))
        serving = server(settings.host, port, workers, settings.close_seconds)
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        base = f"http://{shown}:{port}{BASE}"
        out.print(f"The registry serves [bold]{base}[/] until Ctrl-C.")
        if issuer and with_example:
            counter = Counter(base, lambda role: issuer.mint(AGENCY, role, [role]))
            given = (counter, serving, failed)
            threading.Thread(target=tell, args=given, daemon=True).start()
        try:
            serving.serve()
        except SystemExit:
            out.print("The registry stopped by itself; its log says why.")
            failed.set()
    return FAULT if failed.is_set() else 0


@main.command()
@told
def project() -> None:
    """Keep the readings of every agency, apart from the servers, until Ctrl-C."""

    async def run(url: str, settings: Settings) -> None:
        await refuse_unbound(settings, url)
        async with opened(settings, url) as parts:
            await parts.projector.run()

    with suppress(KeyboardInterrupt):
        with_database(run)


@main.command()
@told
def migrate() -> None:
    """Bring the database up to this program: migrations, and readings that are new."""
    settings = settled()
    with database(settings) as url:
        applied = asyncio.run(prepared(url, settings.owner_url))
    out.print(f"applied: {', '.join(applied) or 'nothing was pending'}")


@main.command()
@click.argument("readings", nargs=-1)
@told
def rebuild(readings: tuple[str, ...]) -> None:
    """Write READINGS (all, if none is named) anew from the journal, then swap them in.

    Readers see the old rows until then; the projector goes on meanwhile.
    """

    async def run(url: str, settings: Settings) -> None:
        chosen = named(readings)
        async with opened(settings, url) as parts:
            total = 0
            for agency in await parts.journal.agencies():
                total += await parts.lists.issues_recorded(agency)
            with bar("issues", total) as advance:
                work = Rebuild(parts.journal, chosen, advance)
                await work.run(settings.owner_url or url)
        out.print(f"rebuilt: {', '.join(r.name for r in chosen)}, {total} issues")

    with_database(run, anew=False)


@main.command("replay-parked")
@click.option("--agency", default=None, help="Only this agency's.")
@told
def replay_parked(agency: str | None) -> int:
    """Take up again the streams whose rows could not be made. Exit 1 if some remain."""

    async def run(url: str, settings: Settings) -> int:
        async with opened(settings, url) as parts:
            tried, remain = await parts.projector.replay_parked(agency)
        out.print(f"{tried} tried, {remain} still parked")
        return WRONG if remain else 0

    return with_database(run, anew=False)


@main.command("verify")
@click.option("--agency", default=None, help="Only this agency's journal.")
@told
def verify_journal(agency: str | None) -> int:
    """Hash every entry anew and check order and density. Exit 1 at the first fault."""

    async def run(url: str, settings: Settings) -> int:
        async with opened(settings, url) as parts:
            agencies = [agency] if agency else await parts.journal.agencies()
            faults: dict[str, FaultFound | None] = {}
            heads = {each: await parts.journal.head(each) for each in agencies}
            if agency and not heads[agency]:
                raise UnknownAgencyError(agency, await parts.journal.agencies())
            with bar("entries", sum(heads.values())) as advance:
                for each in agencies:
                    faults[each] = await verify(parts.journal, each, advance)
        out.print(verified(heads, faults))
        return WRONG if any(faults.values()) else 0

    return with_database(run, anew=False)


@main.command()
@click.option("--agency", required=True, help="The agency for which it speaks.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([str(role) for role in sorted(HOLDABLE)]),
    help="A role it has; may be repeated.",
)
@click.option("--organisation", default=None, help="A union representative's union.")
@click.option("--unit", "units", multiple=True, default=["*"], help="One; may recur.")
@click.option("--clearance", default="open", type=click.Choice(["open", "restricted"]))
@click.option("--scope", default=None, help="[samverkan:record samverkan:read]")
@click.option("--person", default="p-1", show_default=True, help="`sub`, a pseudonym.")
@told
def token(agency: str, roles: tuple[str, ...], person: str, **claims: Any) -> None:
    """Print a token of the development issuer, valid for some minutes.

    Only a registry on this machine that has the issuer switched on takes it. Without
    --unit it is for the whole agency.
    """
    settings = settled()
    refuse_unwritable(settings.var)
    if Role.UNION_REPRESENTATIVE in roles and not claims["organisation"]:
        raise SettingRefusedError(
            "A union representative acts for an organisation: add --organisation."
        )
    stated = {name: value for name, value in claims.items() if value is not None}
    issuer = DevelopmentIssuer(settings.var, settings.token_seconds_max)
    print(issuer.mint(agency, person, roles, **stated))  # noqa: T201 – for a shell
    if sys.stdout.isatty():
        err.print(f"[dim]for {AUDIENCE}, {settings.token_seconds_max} s[/]")


main.add_command(audit)
main.add_command(dispose)
main.add_command(rotate_keys)

if __name__ == "__main__":
    main()
