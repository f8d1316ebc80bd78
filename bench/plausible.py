"""A plausible agency: its issues, told by chance as a seed decides, in order of time.

The same seed and number of issues give the same entries, to the byte.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from heapq import heappop, heappush, merge
from itertools import count, groupby
from random import Random

from bench import agency, terms
from bench.paths import PATHS, Path
from bench.story import Matter, Story, after, uuid7
from domain.base import Answer, Recorded
from registry.surroundings import ISSUES

DAYS = 7 * 157
"""From the first day on which an issue is raised to the last."""

Told = tuple[datetime, str, list[Recorded]]
"""When it was recorded, in which issue, and what."""


def issues(number: int, seed: int) -> Iterator[Story]:
    """Yield so many issues, in the order in which they began."""
    for index in range(number):
        chance = Random(f"{seed}/{index}")  # noqa: S311 - chance, not secrecy
        day = agency.BEGIN + timedelta(days=index * DAYS // number)
        path = chance.choices(PATHS, [path.share for path in PATHS])[0]
        yield story(chance, path, after(day, 1), index)


def story(chance: Random, path: Path, began: date, index: int) -> Story:
    """Return an issue that goes that way; units and topics take turns."""
    topic = path.topics[index % len(path.topics)]
    unit = agency.UNITS[index % len(agency.UNITS)]
    everywhere = unit == agency.HEAD_OFFICE or topic in terms.NEGOTIATED
    matter = Matter(
        topic=topic,
        unit=unit,
        level=terms.CSG if everywhere else terms.LSG,
        significant=chance.choices(tuple(Answer), (12, 7, 1))[0],
        work_environment=chance.choice((Answer.YES, Answer.NO)),
    )
    told = Story(chance, matter, began)
    path.tell(told)
    return told


def in_order(stories: Iterator[Story]) -> Iterator[Told]:
    """Yield what was recorded by END, of all issues, in the order of recording.

    Only issues that have begun and are not over are in memory.
    """
    waiting: list[tuple[datetime, int, Told]] = []
    numbers = count()
    for each in stories:
        while waiting and waiting[0][0] < each.began:
            yield heappop(waiting)[2]
        for entries in each.told:
            at = entries[0].recorded_at
            if at <= agency.END:
                told = at, ISSUES + each.id, entries
                heappush(waiting, (at, next(numbers), told))
    while waiting:
        yield heappop(waiting)[2]


def surroundings() -> Iterator[Told]:
    """Yield what was recorded in the register and the agreement, in order."""
    versions: Counter[str] = Counter()
    chance = Random(0)  # noqa: S311 - as above
    for (at, stream), told in groupby(agency.surroundings(), lambda each: each[:2]):
        entries = []
        for _, _, event in told:
            versions[stream] += 1
            id_ = uuid7(chance, at)
            entries.append(Recorded(id_, versions[stream], at, event))
        yield at, stream, entries


def all_of_it(number: int, seed: int) -> Iterator[Told]:
    """Yield all that was recorded of the agency and so many issues, in order."""
    told = in_order(issues(number, seed))
    return merge(surroundings(), told, key=lambda each: each[0])
