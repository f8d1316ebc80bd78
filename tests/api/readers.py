"""An issue with text in it, and those who read it."""

from datetime import timedelta
from typing import Any

from registry.example import example
from tests.api.test_bad_input import RAISED, perspective
from tests.front_door import Body, FrontDoor

SAID = "What Anna said."


class Read:
    """A registry with an issue of two entries, and who reads it."""

    def __init__(self, door: FrontDoor) -> None:
        self.door = door
        self.path = ""

    async def begin(self) -> None:
        """Record the register, and an issue in which somebody said something."""
        await self.door.record("/agency/events", *example()["register"])
        recorded = await self.door.record("/issues", RAISED)
        self.path = f"/{recorded['stream']}"
        await self.door.record(f"{self.path}/events", perspective(text=SAID))

    @property
    def issue_id(self) -> str:
        """The issue's id."""
        return self.path.removeprefix("/issues/")

    def auditor(self, **claims: Any) -> str:
        """Return an auditor's token, cleared unless said."""
        return self.door.token("auditor", **{"clearance": "restricted"} | claims)

    def staff(self, **claims: Any) -> str:
        """Return the token of somebody who sees the whole agency's issues."""
        return self.door.token("employer_representative", person="p-20", **claims)

    async def settle(self) -> None:
        """Return once the readings hold all that is recorded."""
        head = await self.door.head()
        await self.door.get("/issues", self.auditor(), position=head)

    async def get(self, path: str, token: str | None = None, **parameters: Any) -> Any:
        """Return what is shown, a minute after what was asked last."""
        self.door.clock.now += timedelta(minutes=1)
        await self.settle()
        return await self.door.get(path, token or self.staff(), **parameters)

    async def log(self, token: str | None = None, **wanted: Any) -> list[Body]:
        """Return the read log as an auditor sees it."""
        await self.settle()
        page = await self.door.get("/unsealings", token or self.auditor(), **wanted)
        rows: list[Body] = page["unsealings"]
        return rows

    def written(self) -> int:
        """Return how many rows the read log has."""
        ((number,),) = self.door.sql("SELECT count(*) FROM unsealing")
        return int(number)


async def begun(door: FrontDoor) -> Read:
    """Return the issue, not read by anybody yet."""
    read = Read(door)
    await read.begin()
    return read
