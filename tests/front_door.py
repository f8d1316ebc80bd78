"""The registry through its own front door: the real application over a real database.

Only the clock is set by the test; the tokens are the development issuer's.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psycopg

from api.address import BASE
from api.application import Application
from api.desk import Desk
from api.development_issuer import DevelopmentIssuer, development_issuer
from api.settings import CounterSettings
from domain.base import Event
from domain.rights import CASE_SYSTEM
from registry.app import counter

AGENCY = "registerverket"
ORIGIN = "http://testserver"

Body = dict[str, Any]


class SetClock:
    """A clock that stands where the test sets it."""

    def __init__(self, now: str = "2026-10-01T12:00:00+02:00") -> None:
        self.set(now)

    def __call__(self) -> datetime:
        """Return where it stands, UTC."""
        return self.now

    def set(self, now: str) -> None:
        """Set it; *now* has an offset."""
        self.now = datetime.fromisoformat(now).astimezone(UTC)


class FrontDoor:
    """A client of the registry, its tokens and its clock."""

    def __init__(
        self,
        app: Application,
        client: httpx.AsyncClient,
        issuer: DevelopmentIssuer,
        clock: SetClock,
        url: str,
    ) -> None:
        self.app = app
        self.client = client
        self.issuer = issuer
        self.clock = clock
        self.url = url
        self._numbers = count(1)

    @property
    def desk(self) -> Desk:
        """What stands behind the counter."""
        desk: Desk = self.app.state.desk
        return desk

    def token(
        self, *roles: str, agency: str = AGENCY, person: str = "p-1", **claims: Any
    ) -> str:
        """Return a token of these roles, of a case-management system without any."""
        return self.issuer.mint(agency, person, roles or (CASE_SYSTEM,), **claims)

    def headers(self, token: str | None = None, **stated: str) -> dict[str, str]:
        """Return the headers of a request; `If_Match` is sent as `If-Match`."""
        more = {name.replace("_", "-"): text for name, text in stated.items()}
        return {"Authorization": f"Bearer {token or self.token()}", **more}

    async def ask(
        self, path: str, token: str | None = None, **parameters: Any
    ) -> httpx.Response:
        """Return the answer to GET, whatever it is."""
        return await self.client.get(
            path, params=parameters or None, headers=self.headers(token)
        )

    async def get(self, path: str, token: str | None = None, **parameters: Any) -> Any:
        """Return what GET answers; fail unless that is 200."""
        answer = await self.ask(path, token, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(
        self, path: str, body: Any, token: str | None = None, **headers: str
    ) -> httpx.Response:
        """Return the answer to POST, whatever it is."""
        stated = self.headers(token, **headers)
        return await self.client.post(path, json=body, headers=stated)

    async def record(
        self, path: str, *events: Event | Body, token: str | None = None
    ) -> Body:
        """Record the events as a machine does; fail unless they are taken."""
        body = {"events": jsons(events), "source": self.source()}
        answer = await self.post(path, body, token)
        assert answer.status_code == 201, answer.text
        receipts: Body = answer.json()
        return receipts

    def forget_keys(self) -> None:
        """Let the process forget the keys that it has unwrapped, as a new one would."""
        self.desk.unsealer._keys._kept.clear()  # noqa: SLF001 - nobody else need

    def source(self) -> Body:
        """Return a source that was not used before."""
        return {"system": "tests", "eventId": f"request-{next(self._numbers)}"}

    async def head(self, agency: str = AGENCY) -> int:
        """Return the last position of the agency's journal."""
        return await self.desk.journal.head(agency)

    async def settled(self, path: str, **parameters: Any) -> Any:
        """Return what GET answers once the readings hold all that is recorded."""
        return await self.get(path, position=await self.head(), **parameters)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that the superuser executes."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


@asynccontextmanager
async def front_door(
    url: str, var: Path, clock: SetClock | None = None, **stated: Any
) -> AsyncIterator[FrontDoor]:
    """A registry over the prepared database at *url*; *stated* are settings."""
    settings = CounterSettings(
        **{
            "database_url": url,
            "var": var,
            "make_keys": True,
            "development_issuer": True,
            "poll_seconds": 0.02,
            "requests_per_minute": 1_000_000,
            "failed_per_minute": 1_000_000,
            **stated,
        }
    )
    clock = clock or SetClock()
    issuer = development_issuer(settings)
    assert issuer is not None
    app = counter(settings, url, clock)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    address = ORIGIN + BASE
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=transport, base_url=address, timeout=30) as client,
    ):
        yield FrontDoor(app, client, issuer, clock, url)


def jsons(events: Sequence[Event | Body]) -> list[Body]:
    """Return the events as JSON, each with the pseudonym of whoever did it."""
    bodies: list[Body] = msgspec.json.decode(msgspec.json.encode(events))
    return [
        {**body, "actor": {"person": f"p-{body['actor']['role']}", **body["actor"]}}
        for body in bodies
    ]
