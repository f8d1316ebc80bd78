"""With which login a server may start: one that the database lets in, and that
row-level security binds.
"""

import asyncpg
import structlog

from registry.database import LOST, connect
from registry.queries import queries
from registry.settings import SettingRefusedError, Settings

SQL = queries("registry", "login.sql")

NO_ENTRY = (
    *LOST,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
"""What asyncpg raises where there is no such database, or none for this login."""

SCHEMAS = ["public", "readings"]
"""Where the tables lie that hold agencies' rows."""


class DatabaseAwayError(Exception):
    """The database does not let the registry in."""

    def __init__(self, fault: BaseException) -> None:
        """*fault* is quoted, unless it is asyncpg's own: that may quote the address."""
        own = isinstance(fault, asyncpg.InterfaceError)
        said = type(fault).__name__ if own else fault or type(fault).__name__
        super().__init__(
            f"The database does not let the registry in: {said}. Check that it runs,"
            " and SAMVERKAN_DATABASE_URL (and SAMVERKAN_OWNER_URL)."
        )


async def refuse_unbound(settings: Settings, url: str) -> None:
    """Refuse to serve with a login that could see every agency's rows.

    The embedded PostgreSQL is exempt. With SAMVERKAN_ANY_LOGIN it is let through, and
    told of in the log.
    Raises: SettingRefusedError, DatabaseAwayError.
    """
    if settings.database_url is None:
        return
    what = await _unbound(url)
    if what is None:
        return
    if settings.any_login:
        structlog.get_logger().warning("any_login", login=what)
        return
    raise SettingRefusedError(
        f"The login of SAMVERKAN_DATABASE_URL {what}, so row-level security would not"
        " keep the agencies apart. State one that is a member of samverkan_writer and"
        ' owns nothing (docs/operations.md, "Roles in the database"), with the owner\'s'
        " in SAMVERKAN_OWNER_URL; or, to try things out, set SAMVERKAN_ANY_LOGIN to"
        " true."
    )


async def _unbound(url: str) -> str | None:
    """Return what makes the login unbound, as the end of a sentence; None if bound."""
    try:
        connection = await connect(url, role=None)
    except NO_ENTRY as fault:
        raise DatabaseAwayError(fault) from fault
    try:
        found = await connection.fetchrow(SQL["login"], SCHEMAS)
    finally:
        await connection.close()
    assert found is not None, "a query without FROM has one row"
    if found["superuser"]:
        return "is a superuser"
    if found["bypassing"]:
        return "has BYPASSRLS"
    return "owns the tables" if found["owning"] else None
