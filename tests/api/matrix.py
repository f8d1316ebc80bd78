"""The table of routes: what each shows to whoever sees everything.

An answer holds the part of it that exists for the asker (tests/api/askers.py), and not
a byte of anything else.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.base import Role
from tests.api.askers import ALL, GUARDED, OPEN_ENTRIES
from tests.api.happened import (
    ELSEWHERE,
    FIRST_READER,
    FOREIGN,
    HERE,
    HIDDEN_STILL,
    event,
    mark,
)

EVERY_ENTRY = (*OPEN_ENTRIES, *(name for names in GUARDED.values() for name in names))
BEFORE_THE_CLAIM = (*OPEN_ENTRIES, "given", "secret", "decided", "reserved")
EVIDENCE = (*BEFORE_THE_CLAIM, "amended")
"""What the verdicts on `shared` rest on: what was done, what was said, what changed."""

CLAUSE = ("clause",)
UNMADE = "sealed-text-disposed.v1"
"""A kind that nobody may record: nothing changes by asking."""


class Part(NamedTuple):
    """What one question to a route shows to whoever sees everything."""

    issues: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    alone: bool = False
    """Whether an issue is there for its entries' sake alone, those that are named."""


class Row(NamedTuple):
    """A route: whose it is, and what it shows, question by question."""

    parts: Mapping[str, Part]
    """By query, `?` left out; `Accept=…` is sent as a header."""
    needs: str = "token"
    """`token`, or `nothing`; or the column of the right that it needs."""
    body: Any = None
    """What is posted."""
    never: tuple[str, ...] = ()
    """What is shown to nobody at all."""


def of(*names: str, entries: tuple[str, ...] = ()) -> Part:
    """Return a part that shows these issues, and these entries."""
    return Part(names, entries)


def shows(*issues: str, entries: tuple[str, ...] = (), **more: Any) -> Row:
    """Return a route that is asked without a query alone."""
    return Row({"": Part(issues, entries)}, **more)


def posted(kind: str) -> Any:
    """Return a body that is refused to everyone, once the address is found."""
    return {"events": [event(kind, Role.REGISTRY, "2026-02-01") | {"disposalId": "g"}]}


def raised_by_registry() -> Any:
    """Return an issue as nobody may raise it."""
    made = event("issue-raised", Role.REGISTRY, title="t", topic="daily_planning")
    return {"events": [made | {"unit": HERE, "stage": "idea", "raisedBy": "manager"}]}


def drafted_by_registry() -> Any:
    """Return an agreement as nobody may draft it."""
    made = event("agreement-drafted", Role.REGISTRY, agreement="rv-9", name="n")
    return {"events": [made]}


def ended_by_registry() -> Any:
    """Return the end of an agreement as nobody may record it."""
    made = event("agreement-terminated", Role.REGISTRY, effective="2026-03-01")
    return {"events": [made]}


def closed_by_registry() -> Any:
    """Return a change of the register as nobody may record it."""
    made = event("unit-closed", Role.REGISTRY, unit=HERE, closedFrom="2026-03-01")
    return {"events": [made]}


ROUTES: Mapping[str, Row] = {
    # open to anyone
    "GET /api-info": shows(needs="nothing"),
    "GET /health/live": shows(needs="nothing"),
    "GET /health/ready": shows(needs="nothing"),
    "GET /metrics": shows(needs="nothing"),
    "GET /rules": shows(needs="nothing"),
    "GET /.well-known/jwks.json": shows(needs="nothing"),
    # of the agency, whoever is there
    "GET /questions": shows(),
    "GET /event-kinds": shows(),
    "GET /agency": shows(),
    "GET /agency/events": shows(),
    "GET /agreements": shows(),
    "GET /agreements/{agreementId}": shows(),
    "GET /agreements/{agreementId}/events": shows(entries=CLAUSE),
    "GET /agreements-in-force": shows(),
    "GET /reviews-due": shows(),
    # lists of what is in issues
    "GET /issues": Row(
        {
            "": of(*ALL),
            "limit=200": of(*ALL),
            f"unit={ELSEWHERE}": of("apart"),
            "organisation=st": of("shared", "sealed", "single", FOREIGN),
            "topic=daily_planning&open=true": of(*ALL),
            "question=Q13&verdict=breach": of(*ALL),
            f"diaryNo={mark('sealed', 'diary')}": of("sealed"),
            f"q={mark('single', 'diary')}": of("single"),
            "q=sundsvall": of("shared", "below", "sealed", "single", FOREIGN),
        }
    ),
    "GET /verdicts": Row(
        {
            "limit=200": of(*ALL, entries=("raised", "decided")),
            "limit=200&party=saco-s": of(*ALL, entries=("raised", "decided")),
            "Accept=text/csv": of(*ALL, entries=("raised", "decided")),
            "Accept=application/x-ndjson": of(*ALL, entries=("raised", "decided")),
        }
    ),
    "GET /verdicts/counts": shows(),
    "GET /timelines": Row(
        {
            "limit=200": of(*ALL, entries=EVERY_ENTRY),
            "kind=internal-note-kept.v1": Part(
                ("shared",), GUARDED["note"], alone=True
            ),
            "party=saco-s": Part(("shared",), ("secret", "reserved"), alone=True),
            f"limit=200&unit={HERE}": of(
                *("shared", "sealed", "single", FOREIGN), entries=EVERY_ENTRY
            ),
        }
    ),
    "GET /follow-ups": shows(*ALL),
    "GET /raised-matters": shows(*ALL),
    "GET /organisations/{organisation}/history": shows(*ALL, needs="history"),
    "GET /agency/verdicts": shows(*ALL, needs="judged"),
    "GET /unsealings": Row(
        {f"limit=200&sub={FIRST_READER}": of(*ALL), "sub=nobody": of()}, needs="log"
    ),
    # one issue
    "GET /issues/{issueId}": shows(*ALL),
    "GET /issues/{issueId}/events": Row(
        {
            "limit=200": of(*ALL, entries=EVERY_ENTRY),
            f"limit=200&knownAsOf={HIDDEN_STILL}": of(*ALL, entries=BEFORE_THE_CLAIM),
            f"limit=200&asOf={HIDDEN_STILL}": of(*ALL, entries=EVIDENCE),
        }
    ),
    "GET /issues/{issueId}/events/{eventId}": Row(
        {
            "": of(*ALL, entries=EVERY_ENTRY),
            f"knownAsOf={HIDDEN_STILL}": of(*ALL, entries=BEFORE_THE_CLAIM),
        }
    ),
    "GET /issues/{issueId}/verdicts": shows(*ALL, entries=EVIDENCE),
    "GET /issues/{issueId}/readiness": shows(*ALL, entries=("decided",)),
    "GET /issues/{issueId}/public": shows(
        *ALL,
        entries=OPEN_ENTRIES,
        needs="release",
        never=(*EVERY_ENTRY[len(OPEN_ENTRIES) :], "remark"),
    ),
    # recording
    "POST /issues": shows(body=raised_by_registry()),
    "POST /issues/{issueId}/events": shows(*ALL, body=posted("sealed-text-disposed")),
    "POST /agreements": shows(body=drafted_by_registry()),
    "POST /agreements/{agreementId}/events": shows(body=ended_by_registry()),
    "POST /agency/events": shows(body=closed_by_registry()),
}
