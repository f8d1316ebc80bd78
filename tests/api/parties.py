"""One issue between the employer, ST and Saco-S, and what tests record in it."""

from typing import Any

import msgspec

from registry.example import example
from tests.front_door import AGENCY, Body, FrontDoor

ST, SACO, SEKO = "st", "saco-s", "seko"
UNION, MANAGER, STAFF = "union_representative", "manager", "employer_representative"
RESTRICTED = {"confidentiality": "restricted"}
CLEARED = {"clearance": "restricted"}


def event(kind: str, role: str, party: str | None = None, /, **fields: Any) -> Body:
    """Return an event on 3 March 2026, by somebody in the role, for the party."""
    actor = {"role": role, "person": f"p-{role}"} | ({"party": party} if party else {})
    return {"kind": f"{kind}.v1", "actor": actor, "occurredOn": "2026-03-03", **fields}


def raised(**fields: Any) -> Body:
    """Return how the issue is raised."""
    stated: Body = {
        "title": "An office",
        "topic": "daily_planning",
        "unit": "sundsvall",
        "stage": "idea",
        "raisedBy": MANAGER,
        "significantChange": "no",
        "individualMatter": "no",
    }
    return event("issue-raised", MANAGER, **(stated | fields))


def informed(*parties: str, **fields: Any) -> Body:
    """Return that parties were informed."""
    return event("information-provided", STAFF, parties=[*parties], **fields)


def said(party: str, text: str, **fields: Any) -> Body:
    """Return that a union gave its perspective."""
    stated: Body = {"perspectiveId": f"of-{party}", "source": "union", "party": party}
    stated |= {"stance": "question", "proposalVersion": 1, "text": text}
    return event("perspective-submitted", UNION, party, **(stated | fields))


def reserved(party: str, text: str) -> Body:
    """Return that a union reserved itself."""
    stated = {"party": party, "position": "reserved", "text": text}
    return event("party-position-recorded", UNION, party, **stated)


def note(party: str, text: str) -> Body:
    """Return that a union kept a note."""
    return event("internal-note-kept", UNION, party, party=party, text=text)


def claim(party: str) -> Body:
    """Return that a union claims confidentiality."""
    return event("confidentiality-claimed", UNION, party, party=party)


def lifted(party: str) -> Body:
    """Return that it lifted its claim."""
    return event("confidentiality-resolved", UNION, party, party=party, how="lifted")


def corrected(target: str, field: str, **fields: Any) -> Body:
    """Return that an event was corrected by the employer."""
    stated = {"target": target, "field": field, "reason": "A slip."}
    return event("event-corrected", MANAGER, **(stated | fields))


def minuted() -> list[Body]:
    """Return that the three sides met, and that each approved minutes of it."""
    here = [
        {"role": MANAGER, "presence": "present"},
        *({"role": UNION, "party": p, "presence": "present"} for p in (ST, SACO)),
        {"role": UNION, "party": SEKO, "presence": "not_summoned"},
    ]
    met = event("meeting-held", "minutes_secretary", forum="lsg", level="lsg")
    unions = {party: ("approver", party) for party in (ST, SACO)}
    sides = {"employer": ("approver", None), **unions}
    approvers = [{"side": side, "person": f"p-{side}"} for side in sides]
    minutes: Body = {"minutesId": "m1", "version": 1}
    drafted = event("minutes-drafted", "minutes_secretary", **minutes)
    drafted |= {"meetingOn": "2026-03-03", "approvers": approvers}
    approved = [
        event("minutes-approved", role, party, side=side, approver=f"p-{side}")
        | minutes
        | {"actor": {"role": role, "person": f"p-{side}"} | _of(party)}
        for side, (role, party) in sides.items()
    ]
    return [met | {"attendance": here}, drafted, *approved]


def _of(party: str | None) -> Body:
    return {"party": party} if party else {}


class Parties(msgspec.Struct):
    """A registry with the issue, and whoever asks about it."""

    door: FrontDoor
    path: str = ""
    ids: list[str] = []

    async def tell(self, *events: Body) -> list[str]:
        """Record events in the issue; return their ids."""
        told = await self.door.record(
            f"{self.path}/events" if self.path else "/issues", *events
        )
        self.path = self.path or f"/{told['stream']}"
        new = [one["eventId"] for one in told["receipts"]]
        self.ids += new
        return new

    async def settled(self) -> None:
        """Return once the readings hold all that is recorded."""
        lists, agency = self.door.desk.lists, AGENCY
        await lists.caught_up(agency, await self.door.head(agency))

    def who(self, *roles: str, **claims: Any) -> str:
        """Return a token, for the issue's unit where nothing else is said."""
        return self.door.token(*roles, **({"units": ["sundsvall"]} | claims))

    def of(self, organisation: str, **claims: Any) -> str:
        """Return the token of an organisation's representative."""
        return self.door.token(UNION, organisation=organisation, **claims)

    async def lines(self, token: str, **asked: Any) -> dict[str, Body]:
        """Return the timeline by event id, as the token's bearer sees it."""
        page = await self.door.get(f"{self.path}/events", token, **asked)
        assert page["_meta"]["totalRecords"] == len(page["events"])
        return {line["eventId"]: line for line in page["events"]}

    async def sees(self, token: str, event_id: str) -> bool:
        """Tell whether an entry is there for the token's bearer, on every path."""
        listed = event_id in await self.lines(token)
        answer = await self.door.ask(f"{self.path}/events/{event_id}", token)
        assert listed == (answer.status_code == 200), answer.text
        return listed


async def parties(door: FrontDoor, **fields: Any) -> Parties:
    """Return the registry with the issue, raised so, and ST and Saco-S informed."""
    door.clock.set("2026-03-03T12:00:00+01:00")
    await door.record("/agency/events", *example()["register"])
    await door.record("/agreements", *example()["agreement"])
    made = Parties(door)
    await made.tell(raised(**fields), informed(ST, SACO))
    return made
