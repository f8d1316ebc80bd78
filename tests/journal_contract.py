"""What every journal does, whatever it is kept in.

A test module that has a fixture `journal` takes it all in with
`from tests.journal_contract import *`.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise

import anyio
import pytest

from registry.journal import (
    Appended,
    Command,
    Guard,
    Journal,
    KeyReused,
    NewEntry,
    Outpaced,
    Stored,
    Submission,
    Submitted,
)

AGENCY = "kammarkollegiet"
NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


def entry(text: str = "{}", kind: str = "decision-made.v1") -> NewEntry:
    """An entry that holds the text."""
    body = text.encode()
    return NewEntry(kind, body, hashlib.sha256(b"\0" + body).digest(), NOON)


def command(
    stream_id: str,
    expected_version: int = 0,
    *,
    entries: int = 1,
    guards: tuple[Guard, ...] = (),
    key: Submission | None = None,
) -> Command:
    """A command of that many entries, each of which holds its own place."""
    texts = [
        f'{{"n":"{stream_id}/{expected_version + n + 1}"}}' for n in range(entries)
    ]
    made = tuple(entry(text) for text in texts)
    return Command(stream_id, expected_version, made, guards, key)


def key(event_id: str, fingerprint: bytes = b"print") -> Submission:
    """A submission key of one system."""
    return Submission("platina", event_id, fingerprint)


async def take(pages: AsyncIterator[list[Stored]], count: int) -> list[Stored]:
    """The first entries of a following, at least that many, within five seconds."""
    taken: list[Stored] = []
    with anyio.fail_after(5):
        async for page in pages:
            taken += page
            if len(taken) >= count:
                break
    return taken


async def test_an_entry_is_read_back_as_it_was_written(journal: Journal) -> None:
    """The exact bytes, hash, kind and instant come back, with position and version."""
    written = entry('{"å":"\\u0000 \U0001f408"}')

    appended = await journal.append(AGENCY, Command("issue-1", 0, (written,)))

    assert Appended(1, 1, 1, replayed=False) == appended
    assert [
        Stored(1, "issue-1", 1, written.kind, written.entry, written.leaf_hash, NOON)
    ] == await journal.read(AGENCY, 0)


async def test_a_command_of_many_entries_is_numbered_in_its_order(
    journal: Journal,
) -> None:
    """100 entries take 100 positions and 100 versions, one after the other."""
    await journal.append(AGENCY, command("issue-1"))

    appended = await journal.append(AGENCY, command("issue-1", 1, entries=100))

    stored = await journal.read_stream(AGENCY, "issue-1", 1)
    assert Appended(2, 101, 101, replayed=False) == appended
    assert [(n, n) for n in range(2, 102)] == [(s.position, s.version) for s in stored]
    assert stored[-1].entry == b'{"n":"issue-1/101"}'


async def test_a_command_has_one_to_a_hundred_entries(journal: Journal) -> None:
    """An empty command, and one of 101 entries, cannot be made."""
    with pytest.raises(ValueError, match="1 to 100 entries"):
        command("issue-1", entries=0)
    with pytest.raises(ValueError, match="this one has 101"):
        command("issue-1", entries=101)
    assert await journal.head(AGENCY) == 0


async def test_an_outpaced_command_writes_nothing(journal: Journal) -> None:
    """It says what was expected and what was found; no position is used up."""
    await journal.append(AGENCY, command("issue-1", entries=2))

    with pytest.raises(Outpaced) as refusal:
        await journal.append(AGENCY, command("issue-1", 1))

    fault = refusal.value
    assert (fault.stream_id, fault.expected, fault.found) == ("issue-1", 1, 2)
    assert await journal.head(AGENCY) == 2


async def test_a_command_ahead_of_its_stream_is_outpaced_too(journal: Journal) -> None:
    """A version that the stream has not reached leaves no hole in it."""
    with pytest.raises(Outpaced) as refusal:
        await journal.append(AGENCY, command("issue-1", 7))

    assert (refusal.value.expected, refusal.value.found) == (7, 0)


async def test_a_guard_that_holds_lets_the_command_through(journal: Journal) -> None:
    """The agreement still stands at the version that was read, or still is not."""
    await journal.append(AGENCY, command("agreement-1", entries=3))
    guards = (Guard("agreement-1", 3), Guard("agreement-2", 0))

    appended = await journal.append(AGENCY, command("issue-1", guards=guards))

    assert appended.last_position == 4


async def test_a_guard_that_fails_stops_the_command(journal: Journal) -> None:
    """It names the stream that moved, not the one that would have been written."""
    await journal.append(AGENCY, command("agreement-1", entries=3))
    guards = (Guard("agreement-2", 0), Guard("agreement-1", 2))

    with pytest.raises(Outpaced) as refusal:
        await journal.append(AGENCY, command("issue-1", guards=guards))

    fault = refusal.value
    assert (fault.stream_id, fault.expected, fault.found) == ("agreement-1", 2, 3)
    assert await journal.read_stream(AGENCY, "issue-1") == []


async def test_a_guard_may_count_the_streams_of_a_room(journal: Journal) -> None:
    """Of two that each rest on there being no other, the second is told."""
    alone = (Guard("agreements/", 0),)
    await journal.append(AGENCY, command("agreements/a", entries=2, guards=alone))

    with pytest.raises(Outpaced) as refusal:
        await journal.append(AGENCY, command("agreements/b", guards=alone))

    fault = refusal.value
    assert (fault.stream_id, fault.expected, fault.found) == ("agreements/", 0, 1)
    second = command("agreements/b", guards=(Guard("agreements/", 1),))
    assert (await journal.append(AGENCY, second)).version == 1


async def test_of_many_that_rest_on_an_empty_room_one_gets_in(journal: Journal) -> None:
    """Also when they come in the same instant."""
    alone = (Guard("agreements/", 0),)
    names = [f"agreements/a{number}" for number in range(20)]
    answers = await asyncio.gather(
        *(journal.append(AGENCY, command(name, guards=alone)) for name in names),
        return_exceptions=True,
    )

    assert 1 == sum(isinstance(answer, Appended) for answer in answers)
    assert 1 == len(await journal.streams(AGENCY, "agreements/"))


async def test_the_same_submission_again_gets_the_same_answer(journal: Journal) -> None:
    """Also when its stream has moved on since."""
    first = await journal.append(AGENCY, command("issue-1", entries=2, key=key("a")))
    await journal.append(AGENCY, command("issue-1", 2))

    again = await journal.append(AGENCY, command("issue-1", entries=2, key=key("a")))

    assert Appended(1, 2, 2, replayed=False) == first
    assert Appended(1, 2, 2, replayed=True) == again
    assert await journal.head(AGENCY) == 3


async def test_a_key_used_for_something_else_is_refused(journal: Journal) -> None:
    """Another fingerprint under the same key writes nothing."""
    await journal.append(AGENCY, command("issue-1", key=key("a")))

    with pytest.raises(KeyReused) as refusal:
        await journal.append(AGENCY, command("issue-2", key=key("a", b"other")))

    assert (refusal.value.system, refusal.value.event_id) == ("platina", "a")
    assert await journal.head(AGENCY) == 1


async def test_an_outpaced_submission_keeps_its_key_unused(journal: Journal) -> None:
    """The key of a refused command may be used once the command is put right."""
    await journal.append(AGENCY, command("issue-1"))
    with pytest.raises(Outpaced):
        await journal.append(AGENCY, command("issue-1", key=key("a")))

    await journal.append(AGENCY, command("issue-1", 1, key=key("a")))

    assert await journal.submitted(AGENCY, "platina", "a") == Submitted(b"print", 2, 2)


async def test_an_unknown_key_was_not_submitted(journal: Journal) -> None:
    """Nor is one system's key another's, or one agency's another's."""
    await journal.append(AGENCY, command("issue-1", key=key("a")))

    assert await journal.submitted(AGENCY, "platina", "b") is None
    assert await journal.submitted(AGENCY, "w3d3", "a") is None
    assert await journal.submitted("skatteverket", "platina", "a") is None


async def test_agencies_do_not_know_of_each_other(journal: Journal) -> None:
    """Each has its own positions, streams and keys; they are listed by name."""
    await journal.append("skatteverket", command("issue-1", entries=2, key=key("a")))

    await journal.append(AGENCY, command("issue-1", key=key("a")))

    assert await journal.agencies() == [AGENCY, "skatteverket"]
    assert (await journal.head(AGENCY), await journal.head("skatteverket")) == (1, 2)
    assert len(await journal.read_stream("skatteverket", "issue-1")) == 2


async def test_an_unknown_agency_is_empty(journal: Journal) -> None:
    """Asking for it is no fault, and does not make it known."""
    assert await journal.head("okänd") == 0
    assert await journal.read(AGENCY, 0) == []
    assert await journal.read_stream(AGENCY, "issue-1") == []
    assert await journal.agencies() == []


@pytest.mark.parametrize("agency", ["", "a", "Skatteverket", "skatte verket", "å" * 5])
async def test_a_malformed_agency_is_refused(journal: Journal, agency: str) -> None:
    """An agency is 2 to 32 of a-z, 0-9 and hyphen."""
    with pytest.raises(ValueError, match="no agency"):
        await journal.append(agency, command("issue-1"))


async def test_reading_is_paged_by_position(journal: Journal) -> None:
    """After a position, at most so many, oldest first."""
    await journal.append(AGENCY, command("issue-1", entries=5))

    page = await journal.read(AGENCY, 1, limit=3)

    assert [s.position for s in page] == [2, 3, 4]


async def test_the_streams_of_a_room_are_listed_by_id(journal: Journal) -> None:
    """With their versions, a page at a time; other rooms and agencies are not."""
    for stream_id in ("issues/2", "issues/10", "issues/1", "agreements/1", "agency"):
        await journal.append(AGENCY, command(stream_id, entries=2))
    await journal.append("skatteverket", command("issues/3"))

    first = await journal.streams(AGENCY, "issues/", limit=2)
    rest = await journal.streams(AGENCY, "issues/", after=first[-1].stream_id)

    assert [s.stream_id for s in first + rest] == ["issues/1", "issues/10", "issues/2"]
    assert {s.version for s in first + rest} == {2}


async def test_of_many_at_one_version_exactly_one_wins(journal: Journal) -> None:
    """Twenty write after the same version at once; nineteen are outpaced."""
    answers = await asyncio.gather(
        *(journal.append(AGENCY, command("issue-1")) for _ in range(20)),
        return_exceptions=True,
    )

    assert sum(isinstance(a, Appended) for a in answers) == 1
    assert sum(isinstance(a, Outpaced) for a in answers) == 19


async def test_double_submissions_leave_one_winner_each(journal: Journal) -> None:
    """400 submissions of 200 keys at once: 200 are written, 200 get their answers."""
    commands = [command(f"issue-{n}", key=key(str(n))) for n in range(200)] * 2

    answers = await asyncio.gather(*(journal.append(AGENCY, c) for c in commands))

    assert await journal.head(AGENCY) == 200
    assert sum(not a.replayed for a in answers) == 200
    assert [a.first_position for a in answers[:200]] == [
        a.first_position for a in answers[200:]
    ]


async def test_a_guard_and_what_it_guards_never_both_pass(journal: Journal) -> None:
    """Whichever is first, the journal shows an order in which the guard held."""
    guarded = command("issue-1", guards=(Guard("agreement-1", 0),))

    guarded_answer, _ = await asyncio.gather(
        journal.append(AGENCY, guarded),
        journal.append(AGENCY, command("agreement-1")),
        return_exceptions=True,
    )

    order = [s.stream_id for s in await journal.read(AGENCY, 0)]
    if isinstance(guarded_answer, Outpaced):
        assert order == ["agreement-1"]
    else:
        assert order == ["issue-1", "agreement-1"]


async def test_positions_have_no_gap_when_some_commands_lose(journal: Journal) -> None:
    """Losers in the midst of winners use up no position."""
    mixed = [command(f"issue-{n}", n % 3 and 9, entries=2) for n in range(60)]

    await asyncio.gather(
        *(journal.append(AGENCY, c) for c in mixed), return_exceptions=True
    )

    positions = [s.position for s in await journal.read(AGENCY, 0)]
    assert positions == list(range(1, 41))


async def test_a_follower_gets_the_old_and_then_the_new(journal: Journal) -> None:
    """It begins after the position it names and goes on as entries come."""
    await journal.append(AGENCY, command("issue-1", entries=3))
    following = asyncio.create_task(take(journal.follow(AGENCY, 1), 5))
    await asyncio.sleep(0.05)

    await journal.append(AGENCY, command("issue-1", 3, entries=3))

    assert [s.position for s in await following] == [2, 3, 4, 5, 6]


async def test_a_follower_may_come_before_the_first_entry(journal: Journal) -> None:
    """Following an agency that has written nothing waits for it."""
    following = asyncio.create_task(take(journal.follow(AGENCY, 0), 1))
    await asyncio.sleep(0.05)

    await journal.append("skatteverket", command("issue-1"))
    await journal.append(AGENCY, command("issue-2"))

    assert [s.stream_id for s in await following] == ["issue-2"]


async def test_a_follower_never_skips_or_repeats(journal: Journal) -> None:
    """3 000 entries by thirty writers are followed one by one, in order."""

    async def write(writer: int) -> None:
        for n in range(10):
            await journal.append(AGENCY, command(f"issue-{writer}", n * 10, entries=10))

    following = asyncio.create_task(take(journal.follow(AGENCY, 0), 3_000))
    await asyncio.gather(*(write(n) for n in range(30)))

    stored = await following
    assert len(stored) == 3_000
    assert all(b.position == a.position + 1 for a, b in pairwise(stored))
