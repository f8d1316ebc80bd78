"""One plausible issue as it goes on: its entries, with ids, times and versions.

What is told is told on `day`, and recorded that afternoon or, now and then, weeks late.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple, TypeVar

from bench import agency
from domain.base import Actor, Answer, Event, Recorded, Role
from domain.calendar import Calendar
from domain.issue import IssueEvent

E = TypeVar("E", bound=Event)

SECRETARY = Actor(role=Role.MINUTES_SECRETARY, person="p-103")
SAFETY = Actor(role=Role.SAFETY_REPRESENTATIVE, person="p-104")
AUDITOR = Actor(role=Role.AUDITOR, person="p-105")
EMPLOYEE = Actor(role=Role.EMPLOYEE, person="p-301")

LATE = 0.05
"""The share of recordings that are made weeks late."""

TEXTS = (
    "There must be rooms for work that needs concentration.",
    "The service hours must not be shortened by the change.",
    "It is not shown how the work is to be shared while the posts are vacant.",
    "We would like to try it in one section before all are bound by it.",
    "The costs are estimated without the overtime that the change will need.",
    "It follows the plan that was agreed on in the spring; nothing was added to it.",
)

CALENDAR = Calendar()


class Matter(NamedTuple):
    """What an issue is about."""

    topic: str
    unit: str
    level: str
    significant: Answer
    work_environment: Answer


class Story:
    """An issue: what is told of it, and where it stands."""

    def __init__(self, chance: Random, matter: Matter, began: date) -> None:
        self.chance = chance
        self.matter = matter
        self.began = _afternoon(began)
        self.day = began
        self.id = uuid7(chance, self.began)
        self.parties = agency.parties(began)
        self.round = 1
        self.proposal = 1
        self.perspectives: list[str] = []
        self.decisions: list[str] = []
        self.follow_ups: list[str] = []
        self.meetings = 0
        self.told: list[list[Recorded]] = []
        """What was recorded at once, oldest first."""
        self._version = 0
        self._last = self.began

    def often(self, share: float) -> bool:
        """Tell whether it comes to pass, with that probability."""
        return self.chance.random() < share

    def later(self, low: int, high: int = 0) -> "Story":
        """Let so many working days pass."""
        days = self.chance.randint(low, max(low, high))
        self.day = after(self.day, days)
        return self

    def event(self, kind: type[E], actor: Actor, /, **fields: Any) -> E:
        """Return what happened on the day, in the round that stands."""
        if "occurred_at" not in fields:
            fields.setdefault("occurred_on", self.day)
        if issubclass(kind, IssueEvent):
            fields.setdefault("round", self.round)
        return kind(actor=actor, **fields)

    def tell(self, *events: Event) -> list[Recorded]:
        """Record the events at once."""
        recorded_at = _afternoon(self.day) + timedelta(
            seconds=self.chance.randrange(7200),
            microseconds=self.chance.randrange(10**6),
        )
        if self.often(LATE):
            recorded_at += timedelta(days=self.chance.randint(8, 30))
        self._last = max(self._last, recorded_at)
        entries = [self._entry(event) for event in events]
        self.told.append(entries)
        return entries

    def minute(self, hour: int = 8) -> datetime:
        """Return a minute of the day, at that hour in UTC."""
        return datetime.combine(self.day, time(hour), UTC)

    def text(self) -> str:
        """Return what somebody might say."""
        return self.chance.choice(TEXTS)

    def reference(self) -> str:
        """Return a document of the matter."""
        return f"EV {self.day.year}/{self._version + 1}-{self.chance.randrange(10**5)}"

    def entries(self) -> list[Recorded]:
        """Return all that was told, oldest first."""
        return [entry for some in self.told for entry in some]

    def _entry(self, event: Event) -> Recorded:
        self._version += 1
        id_ = uuid7(self.chance, self._last)
        return Recorded(id_, self._version, self._last, event)


@cache
def after(day: date, working_days: int) -> date:
    """Return the day so many working days after; before it, when negative."""
    return CALENDAR.add_working_days(day, working_days) if working_days else day


def uuid7(chance: Random, at: datetime) -> str:
    """Return an id as the registry makes it, by *chance* instead of by secrecy."""
    milliseconds = int(at.timestamp() * 1000)
    bits = chance.getrandbits(74)
    value = milliseconds << 80 | 0x7 << 76 | (bits >> 62) << 64
    digits = f"{value | 0b10 << 62 | bits & (2**62 - 1):032x}"
    parts = digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]
    return "-".join(parts)


def _afternoon(day: date) -> datetime:
    return datetime.combine(day, time(15), UTC)
