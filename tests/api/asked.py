"""What an asker of the matrix may see, what was answered, and what leaked."""

import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

import httpx
from msgspec import json

from tests.api.askers import (
    ALL,
    CHANGES,
    GUARDED,
    NOBODY,
    READ_ONLY,
    RECORD_ONLY,
    WHO,
    Asker,
)
from tests.api.happened import ABSENT, FOREIGN, HOME, PARTIES, SACO, SEKO, ST, mark
from tests.api.matrix import ROUTES, Part, Row
from tests.api.world import World

UNIONS = (ST, SACO, SEKO, "no-union")
CHANGING = ("date", "traceparent", "ratelimit", "ratelimit-policy")
"""Headers that say when, in which trace and how often it was asked."""

_TRACE = re.compile(r"\b[0-9a-f]{32}\b")


class Question(NamedTuple):
    """One request, what it is about, and what the route shows of that."""

    method: str
    path: str
    part: Part
    issue: str | None = None
    entry: str | None = None
    organisation: str | None = None
    agreement: str | None = None
    accept: str = "*/*"
    body: Any = None

    @property
    def name(self) -> str:
        """How a failure calls it."""
        about = self.entry or self.issue or self.organisation or self.agreement or ""
        return f"{self.path} {about} {self.accept}".removesuffix(" */*")


class Shown(NamedTuple):
    """What an answer is, and what it holds by name."""

    status: str
    issues: frozenset[str]
    entries: frozenset[str]

    def __str__(self) -> str:
        """Return it on one line."""
        names = (" ".join(sorted(each)) or "-" for each in (self.issues, self.entries))
        return " | ".join((self.status, *names))


def questions(world: World, route: str) -> Iterator[Question]:
    """Yield what is asked of a route: each address, with each query."""
    row = ROUTES[route]
    method, template = route.split()
    for query, part in row.parts.items():
        accept = query.removeprefix("Accept=") if "Accept=" in query else "*/*"
        asked = "" if "Accept=" in query or not query else f"?{query}"
        for about, path in _addresses(world, template, part):
            yield Question(
                method, path + asked, part, **about, accept=accept, body=row.body
            )


def _addresses(
    world: World, template: str, part: Part
) -> Iterator[tuple[dict[str, str], str]]:
    if "{organisation}" in template:
        for each in UNIONS:
            yield {"organisation": each}, template.replace("{organisation}", each)
    elif "{agreementId}" in template:
        for each in (HOME, FOREIGN, ABSENT):
            yield (
                {"agreement": each},
                template.replace("{agreementId}", mark(each, "rv")),
            )
    elif "{eventId}" in template:
        for name in part.entries:
            here = template.replace("{issueId}", world.id_of("shared"))
            about = {"issue": "shared", "entry": name}
            yield about, here.replace("{eventId}", world.entries[name])
    elif "{issueId}" in template:
        for name in (*ALL, ABSENT):
            yield {"issue": name}, template.replace("{issueId}", world.id_of(name))
    else:
        yield {}, template


async def wrongs(world: World, route: str, asker: Asker) -> AsyncIterator[str]:
    """Yield what the route answers the asker otherwise than the table has it, and what
    leaks.
    """
    row = ROUTES[route]
    for one in questions(world, route):
        answer = await ask(world, asker, one)
        wanted, found = expected(row, asker, one), shown(world, answer)
        if wanted != found:
            yield f"{one.name} to {asker.name}: needed {wanted}, found {found}"
        if leaks := leaked(world, asker, row, answer):
            yield f"{one.name} to {asker.name}: leaked {sorted(leaks)}"


def expected(row: Row, asker: Asker, one: Question) -> Shown:
    """Return what the answer must be, by the table."""
    status = _status(row, asker, one)
    if not status.startswith("200"):
        return Shown(status, frozenset(), frozenset())
    issues = frozenset(one.part.issues) & asker.issues
    if one.issue:
        issues &= {one.issue}
    organisation = one.organisation or _own_alone(row, asker)
    if organisation:
        issues &= concerned(organisation)
    entries = frozenset(one.part.entries) & asker.entries
    if one.issue not in (None, "shared"):
        entries = frozenset()
    if one.entry:
        entries &= {one.entry} | _beside(one.entry)
    if one.part.alone and not entries:
        issues = frozenset()
    return Shown(status, issues, entries)


def concerned(organisation: str) -> frozenset[str]:
    """Return the issues to which the organisation is a party, of either agency."""
    own = {name for name, parties in PARTIES.items() if organisation in parties}
    return frozenset(own | ({FOREIGN} if organisation in (ST, SACO) else set()))


def _own_alone(row: Row, asker: Asker) -> str | None:
    """Return the organisation whose verdicts alone the asker gets on the agency."""
    own = row.needs == "judged" and asker.sees["judged"] == "own"
    organisation: str | None = WHO[asker.name][1]["organisation"] if own else None
    return organisation


def _beside(entry: str) -> set[str]:
    """Return what the entry corrects, and what corrects it."""
    changed = CHANGES.items()
    return {new for new, old in changed if old == entry} | {
        old for new, old in changed if new == entry
    }


def _status(row: Row, asker: Asker, one: Question) -> str:
    """Return status and reason, in the order in which a request is looked at."""
    reading = one.method == "GET"
    if row.needs == "nothing":
        return "200"
    if asker.name == NOBODY:
        return "401 token-missing"
    scopeless = RECORD_ONLY if reading else READ_ONLY
    if asker.name == scopeless:
        return "403 scope-missing"
    return _seeing(row, asker, one, reading=reading)


def _seeing(row: Row, asker: Asker, one: Question, *, reading: bool) -> str:
    if row.needs in ("judged", "log", "release") and not asker.is_(row.needs):
        return "403 role-missing"
    anywhere = asker.is_machine and not reading
    if (one.issue and one.issue not in asker.issues and not anywhere) or (
        reading and not _exists(asker, one)
    ):
        return "404 record-unknown"
    return "200" if reading else "403 0.6"


def _exists(asker: Asker, one: Question) -> bool:
    """Tell whether what else the address names exists for the asker."""
    if one.organisation:
        return asker.is_(one.organisation)
    if one.entry:
        return one.entry in asker.entries
    if one.agreement:
        return one.agreement == asker.home
    return one.path != "/agency/events" or asker.home != "nowhere"


async def ask(world: World, asker: Asker, one: Question) -> httpx.Response:
    """Return the answer to the question."""
    headers = {"Accept": one.accept}
    if token := asker.token(world):
        headers["Authorization"] = f"Bearer {token}"
    client = world.door.client
    answer = await client.request(one.method, one.path, headers=headers, json=one.body)
    digest = hashlib.sha256(answer.content).hexdigest()
    world.tags[asker.name, one.name] = answer.headers.get("etag", ""), digest
    return answer


def shown(world: World, answer: httpx.Response) -> Shown:
    """Return what the answer is and holds: what was only asked with does not count."""
    status = str(answer.status_code)
    if answer.is_error:
        return Shown(f"{status} {_reason(answer)}", frozenset(), frozenset())
    held = text_of(answer)
    return Shown(
        status,
        frozenset(n for n, id_ in world.issues.items() if id_ in held),
        frozenset(_plain(n) for n, id_ in world.entries.items() if id_ in held),
    )


def _plain(entry: str) -> str:
    return "clause" if entry.endswith("clause") else entry


def _reason(answer: httpx.Response) -> str:
    return str(json.decode(answer.content)["type"]).rpartition("#")[2]


def text_of(answer: httpx.Response) -> str:
    """Return all that was answered, headers too."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n\n{answer.text}"


def leaked(world: World, asker: Asker, row: Row, answer: httpx.Response) -> set[str]:
    """Return what the answer holds that does not exist for the asker.

    What the asker sent itself is no leak: that nothing more is said of it is told by
    comparing with the answer for what does not exist.
    """
    text, sent = text_of(answer), unquote_plus(str(answer.request.url))
    return {
        each
        for each in forbidden(world, asker, row)
        if each in text and each not in sent
    }


def forbidden(world: World, asker: Asker, row: Row) -> Iterator[str]:
    """Yield every text and id that must not reach the asker."""
    for name in {*ALL} - asker.issues:
        yield from (mark(name), world.issues[name], *world.inside[name])
    names = {name for names in GUARDED.values() for name in names}
    for name in names - asker.entries:
        yield from (mark(name), world.entries[name])
    for name in row.never:
        yield mark(name)
    if not (asker.is_("remark") and "shared" in asker.issues):
        yield mark("remark")
    for agency in (HOME, FOREIGN):
        if asker.home != agency:
            yield mark(agency)
        if asker.home != agency or not asker.is_("clause"):
            yield from (mark(f"{agency}clause"), world.entries[f"{agency}clause"])
    if not asker.is_("text"):
        told = (*ALL, *names, "remark", "homeclause", "foreignclause")
        yield from (mark(name, "text") for name in told)


def alike(answer: httpx.Response, asked: str) -> tuple[int, dict[str, str], str]:
    """Return an answer but for what it was asked about, and when."""

    def plain(text: str) -> str:
        return _TRACE.sub("TRACE", text.replace(asked, "ID"))

    headers = {n: plain(v) for n, v in answer.headers.items() if n not in CHANGING}
    return answer.status_code, headers, plain(answer.text)
