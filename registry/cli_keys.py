"""The commands `samverkan dispose` and `samverkan rotate-keys`, for an operator alone.

There is no way to them over HTTP: what is decided is recorded there, by two persons.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import click

from registry import keys as keys_kept
from registry.agency_keys import AgencyKeyMissingError
from registry.app import Parts, opened
from registry.database import MigrationError, Pool, connect, open_pool
from registry.disposal import DISPOSER, SQL, Disposer, Found, awaited
from registry.login import DatabaseAwayError
from registry.rotation import RotationUnderWayError, ahead, rotate
from registry.running import with_database
from registry.settings import SettingRefusedError, Settings
from registry.surroundings import ISSUES
from registry.terminal import WRONG, bar, err, out, telling
from registry.verify import UnknownAgencyError

MARGIN_SECONDS = 1.0
"""Added to the time for which a process keeps a key, as it begins a little later."""


class RoleMissingError(Exception):
    """The login may not act in the role that takes keys away."""


told = telling(
    refused=(
        SettingRefusedError,
        MigrationError,
        UnknownAgencyError,
        AgencyKeyMissingError,
        RotationUnderWayError,
        RoleMissingError,
    ),
    faults=(DatabaseAwayError,),
)


@click.command()
@click.option("--agency", default=None, help="Only this agency's issues.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done; do nothing.")
@told
def dispose(agency: str | None, *, dry_run: bool) -> int:
    """Destroy the sealed text whose disposal (gallring) is decided, approved and due.

    Run it every day. Exit 1 if something is left for another run, or for a person.
    """

    async def run(url: str, settings: Settings) -> int:
        owner = settings.owner_url or url
        async with opened(settings, url) as parts, _disposing(owner) as pool:
            found = await disposed(parts, pool, agency, dry_run=dry_run)
        if any(each.state in ("disposed", "destroyed") for each in found):
            await _let_go(owner)
        for line in _lines(found) or ["nothing to dispose of"]:
            out.print(line, markup=False, soft_wrap=True)
        return WRONG if any(each.is_wrong for each in found) else 0

    return with_database(run, anew=False)


async def disposed(
    parts: Parts, pool: Pool, agency: str | None, *, dry_run: bool
) -> list[Found]:
    """Return what became of every stream with a disposal, agency by agency.

    *pool* is of the role DISPOSER. Raises: UnknownAgencyError.
    """
    agencies = await parts.journal.agencies()
    if agency and agency not in agencies:
        raise UnknownAgencyError(agency, agencies)
    work = Disposer(
        parts.journal,
        parts.keys,
        parts.surroundings,
        parts.recorder,
        parts.clock,
        pool,
    )
    found: list[Found] = []
    for each in [agency] if agency else agencies:
        streams = [stream async for stream in awaited(parts.pool, each)]
        with bar(f"issues of {each}", len(streams)) as advance:
            for stream in streams:
                act = work.look if dry_run else work.dispose
                found += filter(None, [await act(each, stream)])
                advance(1)
    if any(each.state in ("disposed", "destroyed") for each in found):
        await asyncio.sleep(keys_kept.KEPT_SECONDS + MARGIN_SECONDS)
    return found


@click.command("rotate-keys")
@click.option("--agency", required=True, help="The agency whose key is changed.")
@click.option(
    "--destroy-old",
    is_flag=True,
    help="Then take the old keys out of the file, for ever.",
)
@told
def rotate_keys(agency: str, *, destroy_old: bool) -> int:
    """Make a new key for an agency, and wrap all its data keys by it.

    May be stopped and run again at any time; the servers go on. Exit 1 if a data key
    does not open: the old key that it names is not destroyed.
    """

    async def run(url: str, settings: Settings) -> int:
        file = keys_file(settings)
        async with _disposing(settings.owner_url or url) as pool:
            with bar("data keys", await ahead(pool, file, agency)) as advance:
                done = await rotate(
                    pool, file, agency, advance, destroy_old=destroy_old
                )
        out.print(f"in use: key {done.current}; wrapped anew: {done.rewrapped}")
        if done.destroyed:
            out.print(f"destroyed: key {', '.join(done.destroyed)}")
        for stream in done.stuck:
            err.print(f"[yellow]samverkan:[/] the data key of {stream} does not open.")
        if destroy_old and done.spared:
            out.print(f"left for those that do not open: key {', '.join(done.spared)}")
        return WRONG if done.stuck else 0

    return with_database(run, anew=False)


def keys_file(settings: Settings) -> Path:
    """Return the file of the agencies' keys. Raises: SettingRefusedError."""
    if settings.keys is not None:
        raise SettingRefusedError(
            "SAMVERKAN_KEYS holds the keys themselves, and the environment cannot be"
            " changed from here. Put them in a file, named in SAMVERKAN_KEYS_FILE."
        )
    file = settings.keys_file or settings.var / "keys.json"
    if not file.exists():
        raise SettingRefusedError(
            f"There is no file {file} with the agencies' keys. Name it in"
            " SAMVERKAN_KEYS_FILE."
        )
    return file


@asynccontextmanager
async def _disposing(url: str) -> AsyncIterator[Pool]:
    """Connections in the role that may take keys away. Raises: RoleMissingError."""
    try:
        async with open_pool(url, size=2, role=DISPOSER) as pool:
            yield pool
    except asyncpg.InsufficientPrivilegeError:
        raise RoleMissingError(
            f"This login may not act as {DISPOSER}. Let the owner GRANT it the role, or"
            " state one that has it in SAMVERKAN_OWNER_URL."
        ) from None


async def _let_go(url: str) -> None:
    """Have the database let go of the rows that were deleted, where the login may."""
    connection = await connect(url, role=None)
    try:
        await connection.execute(SQL["vacuum"])
    finally:
        await connection.close()


def _lines(found: list[Found]) -> list[str]:
    """Return agency, issue, state and decision of each; below it why, if it is told.

    No table: an id is never cut, however narrow the terminal or the pipe is.
    """
    lines = []
    for each in found:
        issue = each.stream.removeprefix(ISSUES)
        decision = each.disposal or "–"
        lines.append(f"{each.agency}  {issue}  {each.state:<9}  {decision}")
        lines += [f"    {each.why}"] if each.why else []
    return lines
