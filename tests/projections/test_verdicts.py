"""What the readings hold of verdicts and entries is all that there is to say."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audience import Circle
from domain.calendar import Term
from domain.questions.answer import Governing, Verdict
from projections import lists
from projections.judged import Judged, judged, kept
from projections.lists import Slice, TimelineFilter, VerdictFilter
from projections.timeline import line_of, lines
from projections.verdicts import (
    READING,
    WHOLE,
    Applicable,
    decided_on,
    rows,
    verdict_of,
)
from registry.app import Parts
from registry.example import example
from registry.surroundings import ISSUES
from tests.front_door import AGENCY, SetClock
from tests.projections.histories import MACHINE, claim, new_issue, tell_example
from tests.projections.looking import EVERYTHING, issues, rebuilt
from tests.raw import raw

pytestmark = pytest.mark.anyio

TEXTS = st.text(min_size=1, max_size=20)
IDS = st.uuids().map(str) | TEXTS | st.sampled_from(["0" * 32, "A" * 36, "0190B7A4"])
FACTS = (
    st.integers(-(2**31), 2**31)
    | TEXTS
    | st.builds(
        Term, amount=st.integers(1, 1000), unit=st.sampled_from(["days", "weeks"])
    )
    | st.lists(st.sampled_from(["st", "saco-s"]), max_size=3).map(tuple)
)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2190, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
VERDICTS = st.builds(
    Verdict,
    question=st.sampled_from(["Q1", "Q13"]),
    rule_version=st.integers(1, 9),
    verdict=st.sampled_from(get_args(Applicable)),
    reason=TEXTS,
    party=st.none() | TEXTS,
    decision=st.none() | TEXTS,
    about=st.none() | st.just("f1"),
    evidence=st.lists(IDS, max_size=4).map(tuple),
    qualifiers=st.lists(TEXTS, max_size=2).map(tuple),
    missing=st.lists(TEXTS, max_size=2).map(tuple),
    facts=st.dictionaries(TEXTS, FACTS, max_size=4),
    agreement=st.none() | st.builds(Governing, agreement=TEXTS, version=TEXTS),
    holds_until=st.none() | MOMENTS,
)


@given(VERDICTS)
def test_a_verdict_comes_out_as_it_went_in(verdict: Verdict) -> None:
    """Whatever it says, of which ids, and whether they are UUIDs or not."""
    issue = one_verdict(verdict)
    whole, *parts = rows(issue)

    assert verdict == verdict_of(msgspec.structs.asdict((parts or [whole])[0]))


def one_verdict(verdict: Verdict) -> Judged:
    """Return an issue of which one question was answered, with that verdict."""
    overall = msgspec.structs.replace(verdict, party=None)
    given_ = {"overall": overall, "verdicts": (verdict,)}
    answered = msgspec.defstruct("Answered", [*given_])(**given_)
    empty: dict[str, Any] = dict.fromkeys(Judged.__struct_fields__)
    stated = {"agency": AGENCY, "issue_id": "1", "standing": ()}
    issue = Judged(**{**empty, **stated, "answers": {verdict.question: answered}})
    vars(issue).update(circle=Circle(), audiences={})
    return issue


async def test_what_is_not_applicable_has_no_row(parts: Parts, clock: SetClock) -> None:
    """Neither the whole nor a party's; and what is nobody's is in the whole alone."""
    issue = await example_judged(parts, clock)
    found = [(row.question, row.party, row.verdict) for row in rows(issue)]
    expected = [
        (number, verdict.party or WHOLE, verdict.verdict)
        for number, answered in issue.answers.items()
        for verdict in (answered.overall, *(v for v in answered.verdicts if v.party))
        if verdict.verdict != "not_applicable"
    ]

    assert expected == found
    assert "Q2" not in {question for question, _, _ in found}
    assert [("Q13", WHOLE, "breach")] == [each for each in found if each[0] == "Q13"]


async def example_judged(parts: Parts, clock: SetClock) -> Judged:
    """Return the worked example, judged at its end."""
    stream = new_issue()
    await tell_example(parts, clock, stream)
    history = await parts.journal.read_stream(AGENCY, stream)
    surroundings = await parts.surroundings.fresh(AGENCY)
    return judged(AGENCY, stream, history, surroundings, clock())


async def test_an_issue_may_have_no_verdict_at_all(
    parts: Parts, clock: SetClock, database_url: str
) -> None:
    """Where nothing applies to anybody; it is in the other readings all the same."""
    clock.set("2026-03-02T12:00:00+01:00")
    identity = msgspec.structs.replace(MACHINE, agency="nobody-bound")
    stream, raised = new_issue(), example()["issue"][0]["events"][0]
    await parts.recorder.record(claim(stream, [raised], identity=identity))
    await parts.projector.catch_up(identity.agency)
    await raw(parts.pool, "DELETE FROM verdicts", agency=identity.agency)
    await rebuilt(parts, database_url)

    assert {stream} == await issues(parts, identity.agency)


async def test_a_line_is_read_from_the_journal_where_nothing_touched_it(
    parts: Parts, clock: SetClock
) -> None:
    """The list shows of each entry what the issue's own timeline shows of it."""
    stream = new_issue()
    await tell_example(parts, clock, stream)
    await parts.projector.catch_up(AGENCY)
    history = await parts.journal.read_stream(AGENCY, stream)
    expected = lines([kept(each) for each in history], {}, (clock(), clock()))
    found = await parts.lists.timeline(
        AGENCY, EVERYTHING, TimelineFilter(), Slice(200, 0)
    )
    stored = [row["line"] for row in found]

    assert sorted(expected, key=by_position) == sorted(
        map(line_of, found), key=by_position
    )
    assert {stream} == {ISSUES + row["issue_id"] for row in found}
    assert 1 == len([line for line in stored if line is not None])


def by_position(line: Any) -> int:
    """Return where the entry stands in the journal."""
    position: int = line.position
    return position


async def test_all_verdicts_are_read_part_by_part(
    parts: Parts, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the list, none twice and none left out, wherever a part ends."""
    for _ in range(3):
        await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    wanted = VerdictFilter(party="st")
    whole = await parts.lists.verdicts(AGENCY, EVERYTHING, wanted, Slice(500, 0))
    found = {}
    for size in (1, 2, 7, len(whole) - 1, len(whole), len(whole) + 1):
        monkeypatch.setattr(lists, "EVERY", size)
        read = [
            part async for part in parts.lists.every_verdict(AGENCY, EVERYTHING, wanted)
        ]
        found[size] = [row for part in read for row in part]

    assert len(whole) > 20
    assert found == dict.fromkeys(found, whole)


async def test_undecided_verdicts_come_last_and_have_no_day(
    parts: Parts, clock: SetClock
) -> None:
    """They are listed, but not by a day on which something was decided."""
    await tell_example(parts, clock, new_issue())
    await tell_example(parts, clock, new_issue(), until="2026-03-24")
    await parts.projector.catch_up(AGENCY)
    row = await parts.lists.verdicts(AGENCY, EVERYTHING, VerdictFilter(), Slice(500, 0))
    days = [decided_on(each) for each in row]
    bounded = [
        await parts.lists.verdicts(
            AGENCY, EVERYTHING, VerdictFilter(**{bound: day}), Slice(500, 0)
        )
        for bound, day in (
            ("decided_from", datetime.min.date()),  # noqa: DTZ901
            ("decided_to", datetime.max.date()),  # noqa: DTZ901
        )
    ]

    assert None in days
    assert days == sorted(days, key=lambda day: (day is None, day))
    assert all(decided_on(each) for rows_ in bounded for each in rows_)


async def test_counts_are_those_of_the_list(parts: Parts, clock: SetClock) -> None:
    """Whatever is filtered: by question and verdict, as many as are listed."""
    for _ in range(2):
        await tell_example(parts, clock, new_issue())
    await parts.projector.catch_up(AGENCY)
    filters: Sequence[VerdictFilter] = (
        VerdictFilter(),
        VerdictFilter(party="seko"),
        VerdictFilter(questions=("Q1", "Q13"), verdicts=("breach", "compliant")),
        VerdictFilter(unit="sundsvall", topic="premises", rule_version=1),
        VerdictFilter(reason="concluded_before"),
        VerdictFilter(qualifier="corrected"),
        VerdictFilter(rule_version=99),
    )
    for wanted in filters:
        listed = await parts.lists.verdicts(AGENCY, EVERYTHING, wanted, Slice(500, 0))
        counted = await parts.lists.verdict_counts(AGENCY, EVERYTHING, wanted)
        pairs = [(row["question"], row["verdict"]) for row in listed]

        expected = {pair: pairs.count(pair) for pair in pairs}
        assert expected == {(r["question"], r["verdict"]): r["count"] for r in counted}


def test_the_reading_may_be_sparse() -> None:
    """A rebuild does not miss an issue in it."""
    assert READING.sparse
