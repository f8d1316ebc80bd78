"""What a correction makes of an event, its text unsealed or not: article 32."""

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import WITHHELD, Event, Recorded, Refused
from domain.consultation import ConsultationConcluded, Outcome
from domain.lifecycle import LIFECYCLE
from domain.sealing import withhold
from tests.given import recorded
from tests.issues import (
    FRAMEWORK,
    annulled,
    at,
    corrected,
    happened,
    held,
    history,
    on,
    raised,
    refused,
    summoned,
)
from tests.worked_example import SACO, SEKO, ST

REMARKED = (
    Outcome(party=ST, outcome="consensus", remark="Rooms that are quiet."),
    Outcome(party=SACO, outcome="disagreement", remark="Too few rooms."),
    Outcome(party=SEKO, outcome="no_position"),
)
CONCLUDED = happened(
    ConsultationConcluded,
    on(3, 3),
    level="lsg",
    proposal_version=1,
    outcomes=REMARKED,
)
MET = history(
    raised(),
    summoned(on(2, 3), at(3, 3)),
    held(at(3, 3), present=(ST, SACO, SEKO)),
    CONCLUDED,
)
OF_SACO = {"party": SACO, "outcome": "disagreement", "remark": WITHHELD}
OF_SEKO = {"party": SEKO, "outcome": "no_position"}


def facts(entry: Recorded) -> Recorded:
    """Return the entry as it is kept in the open."""
    sealed = msgspec.convert(withhold(entry.event)[0], type(entry.event))
    return msgspec.structs.replace(entry, event=sealed)


def change(field: str, old: object, new: object, **fields: Any) -> Event:
    """Return a correction of the conclusion."""
    return corrected(on(3, 5), "e4", field, old, new, **fields)


def concluded(*changes: Event) -> tuple[Outcome, ...]:
    """Return the outcomes that stand once the corrections are read with all text."""
    (event,) = [
        entry.event
        for entry in LIFECYCLE.effective(recorded(*changes, after=MET))
        if isinstance(entry.event, ConsultationConcluded)
    ]
    return event.outcomes


def test_a_row_is_corrected_by_who_does_not_read_its_text() -> None:
    """32.5: its mark is stated for it, and the text stays where it was."""
    mend = change("/outcomes/1", OF_SACO, OF_SACO | {"outcome": "no_position"})
    sealed = [facts(entry) for entry in MET]
    LIFECYCLE.admit(recorded(mend, after=sealed)[-1], sealed, FRAMEWORK)
    given_ = msgspec.json.encode(mend)

    found = concluded(mend)[1]

    assert ("no_position", "Too few rooms.") == (found.outcome, found.remark)
    assert given_ == msgspec.json.encode(mend)


def test_text_that_is_corrected_and_cannot_be_read_is_not_the_old_text() -> None:
    """32: a correction whose text is away leaves its mark."""
    mend = change("/outcomes/1/remark", None, None, new_text=WITHHELD)

    assert WITHHELD == concluded(mend)[1].remark


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("/outcomes/1", OF_SACO | {"remark": "Too few rooms."}, OF_SACO),
        ("/outcomes/1", OF_SACO, OF_SACO | {"remark": "Too few rooms."}),
        ("/outcomes/2", OF_SEKO, OF_SEKO | {"remark": WITHHELD}),
        (
            "/outcomes",
            [row.party for row in REMARKED],
            [OF_SACO | {"remark": WITHHELD}],
        ),
        ("/outcomes/01/outcome", "disagreement", "no_position"),
    ],
)
def test_no_text_is_bared_or_made_up(
    field: str, old: object, new: object, *, sealed: bool
) -> None:
    """32.5, 32.6: nor moved to another row, whether the record has its text or not."""
    entries = [facts(entry) for entry in MET] if sealed else MET
    rule = "32.5" if field == "/outcomes" else "32.6"

    found = refused(rule, change(field, old, new), entries)

    assert "Too few rooms." not in found.sentence()


def test_a_row_with_text_keeps_its_place_in_a_list() -> None:
    """32.6: else what one party said would be told as another's."""
    rows = withhold(MET[3].event)[0]["outcomes"]

    refused("32.6", change("/outcomes", rows, [rows[1], rows[0], rows[2]]), MET)


def test_what_is_found_is_quoted_without_text() -> None:
    """32.5: whoever is told what the field holds may not be one who reads it."""
    wrong = OF_SACO | {"outcome": "consensus"}

    found = refused("32.5", change("/outcomes/1", wrong, OF_SACO), MET)

    assert WITHHELD in found.sentence()
    assert "Too few rooms." not in found.sentence()


def test_what_is_restricted_is_not_quoted() -> None:
    """32.5: a case system records where it has no clearance."""
    mend = change("/level", "lsg", "secret-level", confidentiality="restricted")
    entries = recorded(mend, after=MET)

    found = refused("32.5", change("/level", "lsg", "csg"), entries)

    assert WITHHELD == found.found["found"]


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [("/level", "csg", "rsg"), ("/nowhere", None, 1), ("/outcomes/9", None, OF_SEKO)],
)
def test_what_was_recorded_is_read(field: str, old: object, new: object) -> None:
    """32: also what would not be admitted today; it changes what it can."""
    found = LIFECYCLE.effective(recorded(change(field, old, new), after=MET))

    assert 4 == len(found)


@st.composite
def changes(draw: st.DrawFn) -> list[Recorded]:
    """Return a history with changes that were admitted by its facts alone."""
    entries = [facts(entry) for entry in MET]
    whole = list(MET)
    for _ in range(draw(st.integers(1, 6))):
        standing = {entry.id: entry.event for entry in LIFECYCLE.effective(entries)}
        claim = draw(_change(standing.get("e4"), [entry.id for entry in entries[3:]]))
        told = recorded(claim, after=whole)[-1]
        with suppress(Refused):
            LIFECYCLE.admit(facts(told), entries, FRAMEWORK)
            entries.append(facts(told))
            whole.append(told)
    return whole


@st.composite
def _change(draw: st.DrawFn, now: Event | None, ids: list[str]) -> Event:
    remark = draw(st.sampled_from(["", "Another.", "A third."]))
    place = draw(st.integers(0, 2))
    sort = draw(st.sampled_from(["text", "row", "rows", "annul", "annul last"]))
    if sort == "text" or not isinstance(now, ConsultationConcluded):
        field = f"/outcomes/{place}/remark"
        return change(field, None, None, new_text=remark)
    if sort.startswith("annul"):
        target = ids[-1] if sort == "annul last" else draw(st.sampled_from(ids))
        return annulled(on(3, 6), target)
    rows = withhold(now)[0]["outcomes"]
    place = min(place, len(rows) - 1)
    outcome = draw(st.sampled_from(["consensus", "no_position", "declined"]))
    mended = {**rows[place], "outcome": outcome}
    if draw(st.booleans()):
        mended.pop("remark", None)
    if sort == "row":
        return change(f"/outcomes/{place}", rows[place], mended)
    return change("/outcomes", rows, [*rows[:place], mended, *rows[place + 1 :]])


@given(changes(), st.sets(st.integers(3, 9)))
def test_nothing_is_refused_when_it_is_read(
    whole: list[Recorded], closed: set[int]
) -> None:
    """32, 33: what was admitted by its facts stands so, whatever text is unsealed."""
    sealed = [facts(entry) for entry in whole]
    some = [
        facts(entry) if index in closed else entry for index, entry in enumerate(whole)
    ]
    before = msgspec.json.encode([entry.event for entry in whole])

    stands = LIFECYCLE.effective(sealed)
    read = LIFECYCLE.effective(some)

    assert stands == [facts(entry) for entry in read]
    assert before == msgspec.json.encode([entry.event for entry in whole])
