"""What happens at two agencies with three unions, for the matrix of who may see what.

Each issue and each guarded entry has a name, and all that is told of it (texts, diary
numbers, slugs) begins with `xq-<name>-`: so whatever leaks can be found by its bytes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from registry.example import example
from tests.front_door import Body

NEIGHBOUR = "grannverket"
ST, SACO, SEKO = "st", "saco-s", "seko"
HERE, BELOW, ELSEWHERE = "sundsvall", "sundsvall-desk", "lulea"

FIRST, THEN, TODAY = (
    "2026-03-01T12:00:00+01:00",
    "2026-04-01T12:00:00+02:00",
    "2026-10-01T12:00:00+02:00",
)
"""When the issues began, when what is guarded was recorded, and what day it is."""

HIDDEN_STILL = "2026-03-10T12:00:00Z"
"""A time at which the entries to be claimed were known, and the claim not yet."""

PARTIES: Mapping[str, tuple[str, ...]] = {
    "shared": (ST, SACO),
    "below": (SACO,),
    "apart": (SEKO,),
    "sealed": (ST, SACO),
    "single": (ST,),
}
"""The issues of the first agency, and the organisations that are parties to each."""

UNIT = {"below": BELOW, "apart": ELSEWHERE}
RAISER = {"below": "safety_representative", "sealed": "employee"}
FIRST_READER = "first-reader"
"""An auditor of each agency, whose reading stands in its log."""

HOME, FOREIGN, ABSENT = "home", "foreign", "absent"
"""How the agencies are called here; the neighbour's issue is called as it is."""


def mark(name: str, what: str = "") -> str:
    """Return how all begins that is told of what is so called."""
    return f"xq-{name}-{what}"


def event(
    kind: str,
    role: str,
    day: str = "2026-02-01",
    own: str | None = None,
    /,
    **more: Any,
) -> Body:
    """Return an event as JSON, by somebody in that role, for that organisation."""
    actor = {"role": role, "person": f"p-{role}"} | ({"party": own} if own else {})
    return {"kind": f"{kind}.v1", "actor": actor, "occurredOn": day, **more}


def raised(name: str) -> Body:
    """Return how an issue is raised: by a union if it is not said otherwise."""
    union = "union_representative"
    role, parties = RAISER.get(name, union), PARTIES.get(name, (ST,))
    more: Body = {"confidentiality": "restricted"} if name == "sealed" else {}
    return event(
        "issue-raised",
        role,
        "2026-02-01",
        parties[0] if role == union else None,
        title=mark(name, "text"),
        topic="daily_planning",
        unit=UNIT.get(name, HERE),
        stage="idea",
        raisedBy=role,
        diaryNo=mark(name, "diary"),
        significantChange="no",
        individualMatter="yes" if name == "single" else "no",
        **more,
    )


def story(name: str) -> list[Body]:
    """Return what happened in an issue: it has a row in every list."""
    parties = PARTIES.get(name, (ST, SACO))
    track = {"track": "consultation", "level": "lsg"}
    staff, manager = "employer_representative", "manager"
    return [
        raised(name),
        event(
            "issue-classified", staff, parties=[{"party": p} | track for p in parties]
        ),
        event("information-provided", staff, parties=[*parties]),
        event(
            "forum-summoned",
            staff,
            forum=mark(name, "forum"),
            level="lsg",
            meetingAt="2026-02-03T09:00:00+01:00",
            parties=[*parties],
            item=mark(name, "text"),
        ),
        event(
            "decision-made",
            manager,
            "2026-02-20",
            decisionId=mark(name, "decision"),
            proposalVersion=1,
            contentRef=mark("decided" if name == "shared" else name, "ref"),
            confidentiality="restricted" if name == "shared" else "open",
            decidedBy=manager,
            level="workplace_meeting",
            othersPresent=[],
        ),
        event(
            "follow-up-scheduled",
            manager,
            "2026-02-20",
            followUpId=mark(name, "followup"),
            due="2026-05-01",
            responsible=manager,
            criteria=mark(name, "text"),
        ),
    ]


def given_first() -> dict[str, Body]:
    """Return what the parties gave in `shared`, by name, before anything is claimed."""
    union, secretary = "union_representative", "minutes_secretary"
    return {
        "met": event(
            "meeting-held",
            secretary,
            "2026-02-03",
            forum=mark("shared", "forum"),
            level="lsg",
            attendance=[
                {"role": "manager", "presence": "present"},
                {"role": union, "party": ST, "presence": "present"},
                {"role": union, "party": SACO, "presence": "present"},
                {"role": union, "party": SEKO, "presence": "not_summoned"},
            ],
        ),
        "given": _perspective("given", ST),
        "secret": _perspective("secret", SACO) | {"confidentiality": "restricted"},
        "reserved": event(
            "party-position-recorded",
            union,
            "2026-02-03",
            SACO,
            party=SACO,
            position="reserved",
            text=mark("reserved", "text"),
            textRef=mark("reserved", "ref"),
        ),
        "concluded": event(
            "consultation-concluded",
            secretary,
            "2026-02-03",
            level="lsg",
            proposalVersion=1,
            outcomes=[
                {"party": ST, "outcome": "consensus"},
                {
                    "party": SACO,
                    "outcome": "disagreement",
                    "remark": mark("remark", "text"),
                },
            ],
        ),
    }


def guarded_later(ids: Mapping[str, str]) -> dict[str, Body]:
    """Return what is recorded in `shared` afterwards, by name, upon what has *ids*."""
    union, day = "union_representative", "2026-03-25"
    approvers = [
        {"side": side, "person": mark("draft", "person")}
        for side in ("employer", ST, SACO)
    ]
    return {
        "claim": event(
            "confidentiality-claimed",
            union,
            day,
            ST,
            party=ST,
            ground=mark("claim", "text"),
        ),
        "note": event(
            "internal-note-kept", union, day, ST, party=ST, text=mark("note", "text")
        ),
        "draft": event(
            "minutes-drafted",
            "minutes_secretary",
            day,
            minutesId=mark("draft", "minutes"),
            version=1,
            meetingOn="2026-02-03",
            approvers=approvers,
            textRef=mark("draft", "ref"),
        ),
        "amended": _corrected(ids["raised"], "/title", "amended")
        | {"confidentiality": "restricted"},
    }


def note_changed(ids: Mapping[str, str]) -> Body:
    """Return the correction of the note, by whoever kept it."""
    return _corrected(ids["note"], "/text", "noted", "union_representative", ST)


def register(name: str) -> Sequence[Body]:
    """Return the register of the agency so called: unions, and units under units."""
    staff, day = "employer_representative", "2015-01-01"
    units = {"head-office": None, HERE: "head-office", ELSEWHERE: "head-office"}
    units[BELOW] = HERE
    return [
        *(
            event(
                "organisation-bound",
                staff,
                day,
                organisation=each,
                name=mark(name, each),
                boundFrom=day,
            )
            for each in (ST, SACO, SEKO)
        ),
        *(
            event(
                "unit-established",
                staff,
                day,
                unit=unit,
                name=mark(name, unit),
                establishedFrom=day,
                **({"parent": parent} if parent else {}),
            )
            for unit, parent in units.items()
        ),
    ]


def agreement(name: str) -> Sequence[Body]:
    """Return its agreement, and how a clause is understood: that is restricted."""
    drafted, *rest = example()["agreement"]
    own = {"agreement": mark(name, "rv"), "name": mark(name, "agreement")}
    clause = event(
        "interpretation-agreed",
        "employer_representative",
        "2025-03-01",
        version="3",
        clause=mark(f"{name}clause", "slug"),
        text=mark(f"{name}clause", "text"),
        agreedBy=["employer", ST, SACO, SEKO],
        confidentiality="restricted",
    )
    return [drafted | own | {"diaryNo": mark(name, "diary")}, *rest, clause]


def _perspective(name: str, party: str) -> Body:
    return event(
        "perspective-submitted",
        "union_representative",
        "2026-02-03",
        party,
        perspectiveId=mark(name, "perspective"),
        source="union",
        party=party,
        stance="oppose",
        proposalVersion=1,
        text=mark(name, "text"),
        contentRef=mark(name, "ref"),
    )


def _corrected(
    target: str,
    field: str,
    name: str,
    role: str = "minutes_secretary",
    party: str | None = None,
) -> Body:
    return event(
        "event-corrected",
        role,
        "2026-03-26",
        party,
        target=target,
        field=field,
        newText=mark(name, "text"),
        reason=mark(name, "text"),
    )
