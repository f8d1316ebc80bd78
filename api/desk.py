"""What stands behind the counter, and who stands before it."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency

from api.instants import Times
from domain.rights import Identity
from domain.sight import Sight, sight
from projections.lists import Lists
from registry.clock import Clock
from registry.database import Pool
from registry.journal import Journal
from registry.record import Recorder
from registry.surroundings import AllSurroundings
from registry.unsealing import Unsealer


class Desk(msgspec.Struct, frozen=True):
    """The parts of the registry that handlers ask, put together by `registry.app`."""

    recorder: Recorder
    journal: Journal
    unsealer: Unsealer
    """The one way to sealed text, for `api.texts`."""
    surroundings: AllSurroundings
    lists: Lists
    pool: Pool
    """For readings that have queries of their own."""
    clock: Clock

    def seen(self, times: Times, recorded_at: datetime) -> tuple[datetime, datetime]:
        """Return as-of and known-as-of, each now where it was not asked for.

        What was recorded last, at *recorded_at*, is known now too, even where the clock
        of the machine that recorded it is ahead of this one's.
        """
        now = self.clock()
        return times.as_of or now, times.known_as_of or max(now, recorded_at)


class Reader(msgspec.Struct, frozen=True):
    """Who reads, through which request, and from what."""

    request: Request[Any, Any, Any]
    identity: Identity
    desk: Desk
    sight: Sight

    @property
    def agency(self) -> str:
        """The agency within which everything is read."""
        return self.identity.agency


async def reader(
    request: Request[Any, Any, Any], identity: NamedDependency[Identity]
) -> Reader:
    """Return who reads, and what exists for it: a handler's parameter `reader`."""
    desk: Desk = request.app.state.desk
    if not identity.units:
        return Reader(request, identity, desk, sight(identity, alone))
    surroundings = await desk.surroundings.fresh(identity.agency)
    units_under = surroundings.framework.agency.units_under
    return Reader(request, identity, desk, sight(identity, units_under))


def alone(unit: str) -> tuple[str, ...]:
    """Return the unit: where none is named, nobody need know what is under it."""
    return (unit,)


async def settled(
    reader: NamedDependency[Reader], position_at_least: NamedDependency[int]
) -> Reader:
    """Return who reads once the readings hold the position asked: a `settled`.

    Raises: Behind.
    """
    await reader.desk.lists.caught_up(reader.agency, position_at_least)
    return reader
