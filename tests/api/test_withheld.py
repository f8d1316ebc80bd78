"""Nothing that is told rests on what one may not see, in evidence or not.

Who is told the same with an entry that is hidden and without it, learns nothing of it.
"""

from typing import Any

import pytest

from tests.api.parties import (
    CLEARED,
    MANAGER,
    RESTRICTED,
    SACO,
    ST,
    STAFF,
    Parties,
    corrected,
    event,
    informed,
    note,
    parties,
    reserved,
    said,
)
from tests.front_door import Body, FrontDoor
from tests.stories.conftest import Told

pytestmark = pytest.mark.anyio

DECIDED: Body = event(
    *("decision-made", MANAGER),
    decisionId="d1",
    proposalVersion=1,
    contentRef="RV-1",
    decidedBy=MANAGER,
    level="workplace_meeting",
    othersPresent=[],
    deviation="material",
) | {"occurredOn": "2026-03-10"}
DISPATCHED: Body = event(
    "documents-dispatched", STAFF, parties=[ST, SACO], proposalVersion=1, **RESTRICTED
) | {"occurredOn": "2026-02-23"}
MORE: Body = {"occurredOn": "2026-02-20", **RESTRICTED}
HOLDS: Body = {"question": "Q17", "asOf": "2026-03-04T00:00:00Z"}


async def begun(door: FrontDoor, **fields: Any) -> Parties:
    """Return the issue of 3 March, and let it be 20 March."""
    told = await parties(door, **fields)
    door.clock.set("2026-03-20T12:00:00+01:00")
    return told


async def verdicts(told: Parties, token: str, **asked: Any) -> list[Body]:
    """Return every verdict on the issue, those of the whole too."""
    page = await told.door.get(f"{told.path}/verdicts", token, **asked)
    return [v for a in page["answers"] for v in (a["overall"], *a["verdicts"])]


async def listed(told: Parties, token: str, **asked: Any) -> list[Body]:
    """Return the verdicts of the list, and assert that as many are counted."""
    await told.settled()
    page = await told.door.get("/verdicts", token, limit=200, **asked)
    counts = await told.door.get("/verdicts/counts", token, **asked)
    values = ("breach", "undeterminable", "compliant")
    rows: list[Body] = page["verdicts"]
    assert len(rows) == sum(each[v] for each in counts["counts"] for v in values)
    return rows


async def test_facts_tell_of_no_hidden_entry(registry: FrontDoor) -> None:
    """Not by a day of Q21 either, which has it not in evidence."""
    told = await begun(registry)
    *_, decided = await told.tell(DISPATCHED, DECIDED)
    everything = await verdicts(told, told.who("employee", **CLEARED))
    less = await verdicts(told, told.who("employee"))
    of_st = [v for v in less if (v["question"], v.get("party")) == ("Q21", ST)]

    assert "2026-02-23" in str(everything)
    assert "2026-02-23" not in str(less)
    assert [True] == [v.get("withheld") for v in of_st]
    assert decided in str(less)
    for one, other in zip(everything, less, strict=True):
        assert (one["verdict"], one["reason"]) == (other["verdict"], other["reason"])


async def test_what_comes_out_the_same_is_told_whole(registry: FrontDoor) -> None:
    """A hidden entry that a verdict does not rest on takes nothing from it."""
    told = await begun(registry)
    await told.tell(DECIDED, said(SACO, "No.", **RESTRICTED))
    everything = await verdicts(told, told.who("employee", **CLEARED), question="Q8")
    less = await verdicts(told, told.who("employee"), question="Q8")

    assert everything == less
    assert less[0]["facts"]


async def test_until_when_tells_of_no_hidden_entry(registry: FrontDoor) -> None:
    """That something happens later is told by no time at which a verdict may change."""
    told = await begun(registry)
    told.door.clock.set("2026-05-01T12:00:00+02:00")
    later = {"occurredOn": "2026-03-19"}
    await told.tell(reserved(SACO, "Not so.") | later)
    own = await verdicts(told, told.of(SACO), **HOLDS)
    others = await verdicts(told, told.who("employee"), **HOLDS)

    assert "2026-03-18T23:00:00Z" == own[0]["holdsUntil"]
    assert all("holdsUntil" not in each for each in others)


async def test_a_note_withholds_nothing(registry: FrontDoor) -> None:
    """No question sees it: neither in the issue nor in a list."""
    told = await begun(registry)
    await told.tell(DECIDED, note(ST, "Hold out."))
    own, others = [await verdicts(told, told.of(each)) for each in (ST, SACO)]
    rows = await listed(told, told.of(SACO))

    assert own == others
    assert "withheld" not in str(others)
    assert rows
    assert "withheld" not in str(rows)


async def test_readiness_tells_no_hidden_time(registry: FrontDoor) -> None:
    """From when it may be decided rests on a summons that is for the cleared alone."""
    told = Told(registry)
    await told.tell(until="2026-01-29")
    registry.clock.set("2026-02-12T12:00:00+01:00")
    meeting = {"forum": "lsg", "level": "lsg", "parties": [ST, SACO, "seko"]}
    meeting |= {"meetingAt": "2026-03-27T09:00:00+01:00"}
    summoned = event("forum-summoned", STAFF, **meeting, **RESTRICTED)
    await registry.record(
        f"{told.issue}/events", summoned | {"occurredOn": "2026-02-12"}
    )
    path = f"{told.issue}/readiness"
    cleared, others = [
        await registry.get(path, registry.token(STAFF, **claims))
        for claims in (CLEARED, {})
    ]

    assert "2026-03-27T08:00:00Z" == cleared["lawfulFrom"]
    assert "2026-03-27" not in str(others)
    assert "lawfulFrom" not in others
    assert "no" == cleared["mayDecide"] == others["mayDecide"]


# Lists


async def test_in_a_list_all_of_the_issue_is_withheld(registry: FrontDoor) -> None:
    """Whoever may not see all of it is told what was judged, and no more."""
    told = await begun(registry)
    await told.tell(DISPATCHED, DECIDED)
    cleared = await listed(told, told.who("employee", **CLEARED))
    others = await listed(told, told.who("employee"))

    assert cleared
    for one, other in zip(cleared, others, strict=True):
        whole, part = one["verdict"], other["verdict"]
        assert (whole["verdict"], whole["reason"]) == (part["verdict"], part["reason"])
        assert "withheld" not in whole
        assert part["withheld"]
        assert part.keys().isdisjoint({"facts", "qualifiers", "missing", "holdsUntil"})


async def test_no_qualifier_is_found_that_is_withheld(registry: FrontDoor) -> None:
    """That a decision was corrected is not told by asking for what was."""
    told = await begun(registry)
    (decided,) = await told.tell(DECIDED)
    late = await listed(told, told.who("employee"), qualifier="late_recorded")
    change = {"old": "2026-03-10", "new": "2026-03-06", **RESTRICTED}
    await told.tell(corrected(decided, "/occurredOn", **change))

    assert late
    for qualifier in ("corrected", "late_recorded"):
        asked = {"qualifier": qualifier}
        assert await listed(told, told.who("employee", **CLEARED), **asked)
        assert not await listed(told, told.who("employee"), **asked)
    assert "corrected" not in str(await verdicts(told, told.who("employee")))


async def test_a_qualifier_is_found_where_all_is_one_s_own(
    registry: FrontDoor,
) -> None:
    """A reservation that is not minuted yet hides nothing from its party."""
    told = await begun(registry)
    await told.tell(DECIDED, reserved(SACO, "Not so."))

    for token, found in (
        (told.of(SACO), True),
        (told.who("auditor"), True),
        (told.of(ST), False),
        (told.who(MANAGER, **CLEARED), False),
    ):
        assert found == bool(await listed(told, token, qualifier="late_recorded"))


# The diary number


@pytest.fixture(name="renumbered")
async def _renumbered(registry: FrontDoor) -> Parties:
    """An issue whose diary number was corrected, for the cleared alone."""
    told = await begun(registry, diaryNo="RV-old")
    await told.tell(DECIDED)
    change = {"old": "RV-old", "new": "RV-new", **RESTRICTED}
    await told.tell(corrected(told.ids[0], "/diaryNo", **change))
    await told.settled()
    return told


async def test_a_hidden_diary_number_is_on_no_page(renumbered: Parties) -> None:
    """It is treated as the title is: on the issue's page, in a list, in an export."""
    for token, number in (
        (renumbered.who("employee", **CLEARED), "RV-new"),
        (renumbered.who("employee"), None),
    ):
        page = await renumbered.door.get(renumbered.path, token)
        (line,) = (await renumbered.door.get("/issues", token))["issues"]
        rows = await listed(renumbered, token)

        assert [number, number] == [page.get("diaryNo"), line.get("diaryNo")]
        assert {number} == {row.get("diaryNo") for row in rows}


async def test_an_issue_is_found_by_the_number_that_is_open(
    renumbered: Parties,
) -> None:
    """By the hidden one nobody finds it: whoever does would have guessed right."""
    for name in ("diaryNo", "q"):
        found = [
            len(
                (await renumbered.door.get("/issues", token, **{name: number}))[
                    "issues"
                ]
            )
            for token in (renumbered.who("employee"), renumbered.door.token())
            for number in ("RV-old", "RV-new")
        ]
        assert [1, 0, 1, 0] == found


async def test_a_number_that_everyone_sees_is_found(registry: FrontDoor) -> None:
    """Where its correction is open, by the new one alone."""
    told = await begun(registry, diaryNo="RV-old")
    await told.tell(corrected(told.ids[0], "/diaryNo", old="RV-old", new="RV-new"))
    await told.settled()
    token = told.who("employee")
    (line,) = (await told.door.get("/issues", token, diaryNo="RV-new"))["issues"]

    assert "RV-new" == line["diaryNo"]
    assert not (await told.door.get("/issues", token, diaryNo="RV-old"))["issues"]


# The agency as a whole


async def test_the_agency_is_judged_openly_too(registry: FrontDoor) -> None:
    """An occasion of information that is hidden from ST changes no fact it is told."""
    told = await begun(registry)
    await told.tell(informed(ST, **RESTRICTED) | MORE)
    await told.settled()
    asked = {"question": "Q19", "asOf": "2026-02-25T00:00:00Z"}
    whole, part = [
        (await told.door.get("/agency/verdicts", told.of(ST, **claims), **asked))
        for claims in (CLEARED, {})
    ]

    assert "2026-02-20" in str(whole)
    assert "2026-02-20" not in str(part)
    assert part["answers"][0]["overall"]["withheld"]
