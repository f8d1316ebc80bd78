"""What of one issue exists for whom: its timeline, its entries, what changed them."""

from typing import Any

import pytest

from domain.base import WITHHELD
from tests.api.parties import (
    CLEARED,
    MANAGER,
    RESTRICTED,
    SACO,
    SEKO,
    ST,
    UNION,
    Parties,
    claim,
    corrected,
    event,
    lifted,
    minuted,
    note,
    parties,
    reserved,
    said,
)
from tests.front_door import Body, FrontDoor

pytestmark = pytest.mark.anyio

NOWHERE = "/issues/01a20018-44df-7bca-bc5b-c1f1757e2339"
ROOMS = ("", "/events", "/verdicts", "/readiness")


@pytest.fixture(name="told")
async def _told(registry: FrontDoor) -> Parties:
    return await parties(registry)


def without(problem: Body) -> Body:
    """Return the problem without what is the request's own."""
    return {name: each for name, each in problem.items() if name != "instance"}


async def answers(told: Parties, token: str) -> set[int]:
    """Return the status of every room of the issue; each 404 as of no issue at all."""
    found: set[int] = set()
    await told.settled()
    for room in ROOMS:
        answer = await told.door.ask(told.path + room, token)
        nothing = await told.door.ask(NOWHERE + room, token)
        found.add(answer.status_code)
        if answer.status_code == 404:
            assert without(nothing.json()) == without(answer.json())
    return found


@pytest.mark.parametrize(
    ("roles", "claims", "status"),
    [
        ((UNION,), {"organisation": ST}, 200),
        ((UNION,), {"organisation": SEKO}, 404),
        ((UNION,), {"organisation": SEKO, "units": ["sundsvall"]}, 404),
        ((MANAGER,), {"units": ["sundsvall"]}, 200),
        ((MANAGER,), {"units": ["head-office"]}, 200),
        ((MANAGER,), {"units": ["lulea"]}, 404),
        ((MANAGER,), {}, 404),
        ((MANAGER, UNION), {"units": ["lulea"], "organisation": ST}, 200),
        (("employee",), {"units": ["sundsvall"]}, 200),
        (("facilitator",), {"units": ["*"]}, 404),
        (("auditor",), {}, 200),
    ],
)
async def test_an_issue_is_there_or_not_in_every_room(
    told: Parties, roles: tuple[str, ...], claims: dict[str, Any], status: int
) -> None:
    """By unit, those above it, or party: else as one that was never recorded."""
    assert {status} == await answers(told, told.door.token(*roles, **claims))


@pytest.mark.parametrize(
    "fields", [RESTRICTED, {"individualMatter": "yes"}], ids=["restricted", "of one"]
)
async def test_a_restricted_issue_is_for_a_clearance(
    registry: FrontDoor, fields: dict[str, Any]
) -> None:
    """Of the parties too, and of auditors."""
    told = await parties(registry, **fields)

    assert {404} == await answers(told, told.of(ST))
    assert {404} == await answers(told, told.who("auditor"))
    assert {200} == await answers(told, told.of(ST, **CLEARED))


async def test_who_was_left_out_is_a_party(registry: FrontDoor) -> None:
    """Something was owed to Seko before the decision, and nobody had turned to it."""
    told = await parties(registry, topic="premises", significantChange="yes")
    before = await answers(told, told.of(SEKO))
    decided = {"decisionId": "d1", "proposalVersion": 1, "contentRef": "RV 1"}
    decided |= {"decidedBy": MANAGER, "othersPresent": []}
    await told.tell(event("decision-made", MANAGER, **decided))

    assert {404} == before
    assert {200} == await answers(told, told.of(SEKO))


async def test_a_note_is_its_partys(told: Parties) -> None:
    """And the auditor's; no other union's, and not the employer's."""
    (kept,) = await told.tell(note(ST, "Hold out."))

    assert await told.sees(told.of(ST), kept)
    assert await told.sees(told.who("auditor"), kept)
    assert not await told.sees(told.of(SACO, **CLEARED), kept)
    assert not await told.sees(told.who(MANAGER, **CLEARED), kept)


async def test_a_reservation_is_shown_once_it_is_minuted(told: Parties) -> None:
    """Before, to its party alone; then to all who see the issue."""
    (kept,) = await told.tell(reserved(ST, "Not so."))
    before = [await told.sees(told.of(each), kept) for each in (ST, SACO)]
    await told.tell(*minuted())
    after = [await told.sees(told.of(each), kept) for each in (ST, SACO)]

    assert [True, False] == before
    assert [True, True] == after


async def test_draft_minutes_are_for_the_parties(told: Parties) -> None:
    """Until every side has approved, no employee has them."""
    met, drafted, first, *others = minuted()
    _, draft, one = await told.tell(met, drafted, first)
    before = [await told.sees(told.who("employee"), each) for each in (draft, one)]
    assert await told.sees(told.of(SACO), draft)
    *_, other = await told.tell(*others)

    assert [False, False] == before
    assert await told.sees(told.who("employee"), draft)
    assert await told.sees(told.who("employee"), other)


async def test_what_is_claimed_is_for_the_parties(told: Parties) -> None:
    """With a clearance for others; to everyone once it is lifted, and not before."""
    (given,) = await told.tell(said(ST, "A secret of ours."))
    (made,) = await told.tell(claim(ST))

    for each in (given, made):
        assert await told.sees(told.of(SACO), each)
        assert await told.sees(told.who(MANAGER), each)
        assert await told.sees(told.who("employee", **CLEARED), each)
        assert not await told.sees(told.who("employee"), each)
        assert not await told.sees(told.who("auditor"), each)
    await told.tell(lifted(ST))
    assert await told.sees(told.who("employee"), given)


async def test_what_is_claimed_is_not_for_a_union_outside(told: Parties) -> None:
    """Who sees the issue as an employee is no party to it by another role."""
    (given, _) = await told.tell(said(ST, "A secret of ours."), claim(ST))
    both = told.who("employee", UNION, organisation=SEKO)

    assert not await told.sees(both, given)


async def test_earlier_times_show_no_more(told: Parties) -> None:
    """What is claimed now was open then; it is asked for now."""
    (given,) = await told.tell(said(ST, "A secret of ours."))
    told.door.clock.set("2026-03-05T12:00:00+01:00")
    await told.tell(claim(ST))
    then = {"knownAsOf": "2026-03-04", "asOf": "2026-03-04"}

    assert given in await told.lines(told.of(SACO), **then)
    assert given not in await told.lines(told.who("employee"), **then)


async def test_a_remark_is_its_partys_until_it_is_minuted(told: Parties) -> None:
    """The entry is open, the text is not: for the party and whoever recorded it."""
    outcomes = [
        {"party": ST, "outcome": "disagreement", "remark": "Too few rooms."},
        {"party": SACO, "outcome": "consensus"},
    ]
    conclusion = event("consultation-concluded", "minutes_secretary", level="lsg")
    conclusion |= {"outcomes": outcomes, "proposalVersion": 1}
    met, *rest = minuted()
    _, ended = await told.tell(met, conclusion)

    async def remark(token: str) -> tuple[str, str | None]:
        line = (await told.lines(token))[ended]
        return line["event"]["outcomes"][0]["remark"], line.get("text")

    assert ("Too few rooms.", None) == await remark(told.of(ST))
    assert ("Too few rooms.", None) == await remark(told.who(MANAGER))
    assert ("Too few rooms.", None) == await remark(told.who("auditor"))
    assert (WITHHELD, "withheld") == await remark(told.of(SACO))
    await told.tell(*rest)
    assert ("Too few rooms.", None) == await remark(told.of(SACO))


# Corrections that are hidden


async def test_a_corrected_row_keeps_its_text_for_whom_it_is(told: Parties) -> None:
    """32.5: a corrector states the mark that it sees, and everybody reads on."""
    told.door.clock.set("2026-03-05T12:00:00+01:00")
    row = {"party": SACO, "outcome": "disagreement"}
    conclusion = event("consultation-concluded", "minutes_secretary", level="lsg")
    conclusion |= {"outcomes": [row | {"remark": "Too few."}], "proposalVersion": 1}
    _, ended = await told.tell(minuted()[0], conclusion)
    sealed = row | {"remark": WITHHELD}
    mended = sealed | {"outcome": "no_position"}
    await told.tell(corrected(ended, "/outcomes/0", old=sealed, new=mended))

    async def outcome(token: str) -> Body:
        (shown,) = (await told.lines(token))[ended]["event"]["outcomes"]
        return dict(shown)

    assert mended == await outcome(told.of(ST))
    assert mended | {"remark": "Too few."} == await outcome(told.of(SACO))
    for token in (told.who("employee"), told.who("auditor"), told.door.token()):
        assert "no_position" == (await outcome(token))["outcome"]


async def test_a_remark_stays_its_partys_when_its_correction_is_annulled(
    told: Parties,
) -> None:
    """33: neither what it said nor why is told to others."""
    outcomes = [{"party": SACO, "outcome": "disagreement"}]
    conclusion = event("consultation-concluded", "minutes_secretary", level="lsg")
    conclusion |= {"outcomes": outcomes, "proposalVersion": 1}
    _, ended = await told.tell(minuted()[0], conclusion)
    stated = {"newText": "Too few.", "reason": "They said: too few."}
    (change,) = await told.tell(corrected(ended, "/outcomes/0/remark", **stated))
    await told.tell(event("event-annulled", MANAGER, target=change, reason="No."))

    for token, text in ((told.of(SACO), "Too few."), (told.of(ST), WITHHELD)):
        shown = (await told.lines(token))[change]["event"]
        assert text == shown["newText"]
        assert (text == WITHHELD) == (shown["reason"] == WITHHELD)


async def test_who_took_part_sees_what_became_of_it(told: Parties) -> None:
    """33: also where its only part in the issue is annulled."""
    (given,) = await told.tell(said(SEKO, "And we?"))
    await told.tell(event("event-annulled", MANAGER, target=given, reason="No."))

    assert {200} == await answers(told, told.of(SEKO))
    assert await told.sees(told.of(SEKO), given)


async def seen_lines(told: Parties, event_id: str) -> tuple[Body, Body]:
    """Return the line of an entry for a manager without a clearance, and with one."""
    lines = [await told.lines(told.who(MANAGER, **claims)) for claims in ({}, CLEARED)]
    return lines[0][event_id], lines[1][event_id]


async def test_a_hidden_correction_of_text_leaves_a_mark(told: Parties) -> None:
    """Neither what stood nor what stands is told, nor that anything changed."""
    first = told.ids[0]
    (change,) = await told.tell(
        corrected(first, "/title", newText="Of one person", **RESTRICTED)
    )

    openly, cleared = await seen_lines(told, first)

    assert WITHHELD == openly["event"]["title"]
    assert "withheld" == openly["text"]
    assert not {"recordedAs", "marks", "changedBy"} & openly.keys()
    assert "Of one person" == cleared["event"]["title"]
    assert [change] == cleared["changedBy"]
    assert not await told.sees(told.who(MANAGER), change)


async def test_a_hidden_correction_of_a_fact_leaves_a_mark(told: Parties) -> None:
    """The rest of the entry stays as it is."""
    first = told.ids[0]
    await told.tell(
        corrected(first, "/diaryNo", old=None, new="RV 2026/9", **RESTRICTED),
        corrected(first, "/stage", old="idea", new="investigation"),
    )

    openly, cleared = await seen_lines(told, first)

    assert "RV 2026/9" == cleared["event"]["diaryNo"]
    assert WITHHELD == openly["event"]["diaryNo"]
    assert "investigation" == openly["event"]["stage"]
    assert "idea" == openly["recordedAs"]["stage"]
    assert ["corrected"] == openly["marks"]
    assert told.ids[-1:] == openly["changedBy"]


async def test_nobody_corrects_a_value_he_may_not_see(told: Parties) -> None:
    """32.5: and is not told it; with the value guessed right, no less."""
    first = told.ids[0]
    await told.tell(corrected(first, "/diaryNo", old=None, new="RV 9", **RESTRICTED))
    tries = [
        corrected(first, "/diaryNo", old=old, new="RV 10") for old in (None, "RV 9")
    ]
    manager = {"actor": {"role": MANAGER, "person": "p-1"}}
    for one in tries:
        body = {"events": [one | manager]}
        answer = await told.door.post(f"{told.path}/events", body, told.who(MANAGER))

        assert 409 == answer.status_code
        assert answer.json()["type"].endswith("#32.5")
        assert f"holds {WITHHELD}" in answer.json()["detail"]
    body = {"events": [tries[1] | manager]}
    token = told.who(MANAGER, **CLEARED)
    cleared = await told.door.post(f"{told.path}/events", body, token)
    assert 201 == cleared.status_code, cleared.text


async def test_a_hidden_correction_is_hidden_at_every_time(told: Parties) -> None:
    """As known before it, the value is withheld all the same."""
    first = told.ids[0]
    told.door.clock.set("2026-03-05T12:00:00+01:00")
    await told.tell(corrected(first, "/title", newText="Of one person", **RESTRICTED))

    lines = await told.lines(told.who(MANAGER), knownAsOf="2026-03-04")

    assert WITHHELD == lines[first]["event"]["title"]


async def test_a_hidden_annulment_takes_its_entry_along(told: Parties) -> None:
    """What does not stand is not shown as if it did."""
    (given,) = await told.tell(said(ST, "No."))
    gone = event("event-annulled", MANAGER, target=given, reason="A slip.")
    await told.tell(gone | RESTRICTED)

    assert not await told.sees(told.of(ST), given)
    assert await told.sees(told.of(ST, **CLEARED), given)


async def test_a_correction_of_what_is_hidden_is_hidden(told: Parties) -> None:
    """A note's is its party's, a claimed entry's is the parties'."""
    kept, given = await told.tell(note(ST, "Hold out."), said(SACO, "A secret."))
    union = {"role": UNION, "party": ST, "person": "p-1"}
    of_note = corrected(kept, "/text", newText="Give in.") | {"actor": union}
    _, one, other = await told.tell(
        claim(SACO), of_note, corrected(given, "/stance", old="question", new="oppose")
    )

    assert await told.sees(told.of(ST), one)
    assert not await told.sees(told.of(SACO), one)
    assert await told.sees(told.of(SACO), other)
    assert not await told.sees(told.who("employee"), other)


async def test_what_differs_has_another_tag(told: Parties) -> None:
    """Whoever holds another's answer is sent his own."""
    await told.tell(note(ST, "Hold out."))
    path = f"{told.path}/events"
    tags = {
        each: (await told.door.ask(path, told.of(each))).headers["etag"]
        for each in (ST, SACO)
    }
    headers = told.door.headers(told.of(SACO), If_None_Match=tags[ST])

    assert tags[ST] != tags[SACO]
    assert 200 == (await told.door.client.get(path, headers=headers)).status_code


async def test_a_restricted_clause_is_for_a_clearance(told: Parties) -> None:
    """Agreements are everyone's, but for what is restricted there."""
    path = "/agreements/rv/events"
    clause = event(
        "interpretation-agreed",
        "employer_representative",
        version="3",
        clause="c1",
        text="Of one person.",
        agreedBy=["employer", ST],
        **RESTRICTED,
    )
    made = await told.door.record(path, clause)
    event_id = made["receipts"][0]["eventId"]
    pages = [
        await told.door.get(path, told.who("employee", **claims))
        for claims in ({}, CLEARED)
    ]

    openly, cleared = [{e["eventId"] for e in page["events"]} for page in pages]
    assert {event_id} == cleared - openly
    assert pages[0]["_meta"]["totalRecords"] == len(openly)
