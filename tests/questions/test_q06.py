"""Q6: a disagreement was taken to the level above before the decision."""

from datetime import date
from typing import Any

import pytest

from domain.agreement_state import Framework
from domain.agreement_terms import Level
from domain.base import Event, Recorded
from domain.calendar import Term
from domain.escalation import EscalationRequested, IssueEscalated
from domain.perspective import ProposalRevised
from domain.questions.case import as_seen
from domain.questions.escalated import escalated
from domain.raising import IssueReopened
from domain.when import day_after
from tests.frameworks import MBL_ONLY, left, switched, with_numbers, with_terms
from tests.issues import (
    FRAMEWORK,
    LONG_AFTER,
    Claim,
    annulled,
    at,
    classified,
    concluded,
    corrected,
    decided,
    dispatched,
    happened,
    held,
    history,
    invoked,
    judged,
    on,
    raised,
    summoned,
    verdict,
)
from tests.worked_example import APT, CSG, LSG, SACO, SEKO, ST, TERMS

TOP = "agency"
THREE_LEVELS = (
    Level(name=APT, above=LSG, employee_forum=True),
    Level(name=LSG, above=CSG),
    Level(name=CSG, above=TOP),
    Level(name=TOP),
)
TALLER = with_terms(levels=THREE_LEVELS)
"""RV-3 with one more level on top."""
NO_T6 = with_numbers(escalation_request=None)
AUTOMATIC = with_terms(escalation_automatic=True)

ABOVE = ("compliant", "concluded_above")
PENDING = ("breach", "escalation_pending")
WINDOW = ("undeterminable", "window_open")
SAME_DAY = ("undeterminable", "same_day")
NOT_ASKED = ("not_applicable", "not_requested")
ASKED_LATE = ("not_applicable", "requested_late")
NO_DISAGREEMENT = ("not_applicable", "no_disagreement")
NO_LEVEL = ("not_applicable", "no_level_above")


DISAGREED_ON = on(3, 3)


def disagreed(day: date = DISAGREED_ON, level: str = LSG, **fields: Any) -> Event:
    """Return that ST disagreed; on Tuesday 3 March, so T6 ends on Tuesday the 10th."""
    fields = {"parties": (ST,)} | fields
    return concluded(day, "disagreement", level=level, **fields)


def asked(day: date, from_level: str = LSG, to_level: str = CSG) -> Event:
    """Return that ST asked for the matter to go up."""
    fields = {"party": ST, "from_level": from_level, "to_level": to_level}
    return happened(EscalationRequested, day, **fields)


def went_up(day: date, from_level: str = LSG, to_level: str = CSG) -> Event:
    """Return that the matter went up with its dossier."""
    fields = {"from_level": from_level, "to_level": to_level, "dossier": ("m-1",)}
    return happened(IssueEscalated, day, **fields)


def settled(day: date, level: str = CSG, outcome: str = "consensus") -> Event:
    """Return that the consultation with ST ended at the level above."""
    return concluded(day, outcome, parties=(ST,), level=level)


BASE: list[Claim] = [raised(), classified(), held(on(3, 3))]
UP = [asked(on(3, 5)), went_up(on(3, 6))]


def told(*claims: Claim, among: Framework = FRAMEWORK) -> list[Recorded]:
    """Return the history in which ST disagreed on 3 March."""
    return history(*BASE, disagreed(), *claims, among=among)


def q6(
    *claims: Claim, among: Framework = FRAMEWORK, as_of: Any = LONG_AFTER
) -> tuple[str, str]:
    """Return Q6's verdict and reason for ST, who disagreed on 3 March."""
    return verdict("Q6", told(*claims, among=among), among=among, as_of=as_of)


def test_escalated_and_concluded() -> None:
    """Q6: asked for in time and concluded above before the decision."""
    entries = told(*UP, settled(on(3, 17)), decided())
    found = judged("Q6", entries)

    assert (found.verdict, found.reason) == ABOVE
    assert found.evidence == ("e4", "e5", "e6", "e7", "e8")
    assert (found.qualifiers, found.missing, found.holds_until) == ((), (), None)
    assert found.facts == {
        "party": ST,
        "decidedOn": "2026-03-25",
        "disagreedOn": "2026-03-03",
        "level": LSG,
        "above": CSG,
        "concludedOn": "2026-03-17",
    }


def test_only_who_disagreed() -> None:
    """Q6: not applicable for those who agreed, and without any decision."""
    others = concluded(on(3, 3), parties=(SACO,))
    entries = told(others, *UP, decided(on(3, 9)))

    assert verdict("Q6", entries) == PENDING
    assert verdict("Q6", entries, SACO) == NO_DISAGREEMENT
    assert verdict("Q6", entries, SEKO) == NO_DISAGREEMENT
    assert q6(*UP) == ("not_applicable", "no_decision")


@pytest.mark.parametrize("outcome", ["no_position", "declined", "consensus"])
def test_no_other_outcome_is_a_disagreement(outcome: str) -> None:
    """Q6: who took no position, or declined, has not disagreed."""
    entries = history(*BASE, concluded(on(3, 3), outcome), decided())

    assert verdict("Q6", entries) == NO_DISAGREEMENT


def test_decided_while_it_was_pending() -> None:
    """Q6: decided before the level above had concluded is a breach that shows why."""
    entries = told(*UP, decided(on(3, 9)), settled(on(3, 17)))
    found = judged("Q6", entries)

    assert (found.verdict, found.reason) == PENDING
    assert found.evidence == ("e4", "e5", "e7")
    assert found.facts["requestedOn"] == "2026-03-05"
    assert found.facts["above"] == CSG
    assert q6(*UP, decided()) == PENDING


@pytest.mark.parametrize(
    ("above", "decision", "expected"),
    [
        (at(3, 17, 10, 0), at(3, 17, 10, 1), ABOVE),
        (at(3, 17, 10, 0), at(3, 17, 10, 0), PENDING),
        (on(3, 17), on(3, 17), SAME_DAY),
        (on(3, 17), at(3, 17, 10, 0), SAME_DAY),
        (on(3, 18), on(3, 17), PENDING),
        (on(3, 16), on(3, 17), ABOVE),
    ],
)
def test_the_order_of_times(
    above: date, decision: date, expected: tuple[str, str]
) -> None:
    """Q6: the level above concludes before the decision, to the minute."""
    claims = [*UP, settled(above), decided(decision)]

    assert q6(*claims) == expected


def test_the_same_day_says_what_is_missing() -> None:
    """Q6: of the same day only, the time of day is missing."""
    found = judged("Q6", told(*UP, settled(on(3, 17)), decided(on(3, 17))))

    assert found.missing == ("the time of day",)
    assert "precision" in found.qualifiers
    assert found.evidence == ("e4", "e7", "e8")


@pytest.mark.parametrize(
    ("day", "expected"),
    [(9, PENDING), (10, PENDING), (11, ASKED_LATE), (12, ASKED_LATE)],
)
def test_the_last_day_to_ask(day: int, expected: tuple[str, str]) -> None:
    """Q6, T6: five working days from Tuesday the 3rd: Tuesday the 10th is in time."""
    assert q6(asked(on(3, day)), decided()) == expected


def test_asked_after_the_decision_but_in_time() -> None:
    """Q6, T6: decided inside the window, a request in time makes it a breach."""
    assert q6(decided(on(3, 4)), asked(on(3, 10))) == PENDING
    assert q6(asked(on(3, 9)), decided(on(3, 9))) == PENDING
    assert q6(decided(on(3, 4)), asked(on(3, 11))) == ASKED_LATE


def test_asked_twice() -> None:
    """Q6, T6: one request in time is enough, whatever came after."""
    assert q6(asked(on(3, 12)), asked(on(3, 10)), decided()) == PENDING


@pytest.mark.parametrize("day", [4, 9, 10])
def test_the_window_while_it_is_open(day: int) -> None:
    """Q6, T6: decided inside the window, nobody can tell until it has closed."""
    claim = decided(on(3, day))

    assert q6(claim, as_of=at(3, 10, 23, 59)) == WINDOW
    assert q6(claim, as_of=at(3, 11, 0, 0)) == NOT_ASKED


def test_how_long_an_open_window_holds() -> None:
    """Q6, T6: the open window says when it closes; closed, it says nothing more."""
    entries = told(decided(on(3, 9)))
    open_still = judged("Q6", entries, as_of=at(3, 9, 20))
    closed = judged("Q6", entries, as_of=at(3, 11))

    assert open_still.holds_until == day_after(on(3, 10))
    assert open_still.facts["windowClosesOn"] == "2026-03-10"
    assert open_still.missing == ("whether st asks for escalation in time",)
    assert closed.holds_until is None


def test_decided_after_the_window() -> None:
    """Q6, T6: nobody asked, so nothing held the decision up."""
    assert q6(decided(on(3, 11)), as_of=at(3, 11)) == NOT_ASKED


def test_the_window_in_days_of_the_calendar() -> None:
    """Q6, T6: the unit is the agreement's; five days end on Sunday the 8th."""
    among = with_numbers(escalation_request=Term(amount=5, unit="days"))

    assert q6(asked(on(3, 8)), decided(), among=among) == PENDING
    assert q6(asked(on(3, 9)), decided(), among=among) == ASKED_LATE


def test_asked_late_says_so() -> None:
    """Q6: a late request is evidence, with its day and the last one."""
    found = judged("Q6", told(asked(on(3, 11)), decided()))

    assert found.evidence == ("e4", "e5", "e6")
    assert found.facts["requestedOn"] == "2026-03-11"
    assert found.facts["windowClosesOn"] == "2026-03-10"


def test_no_term_to_ask() -> None:
    """Q6: without T6 a request by the decision counts, and none holds it up after."""
    after = ("not_applicable", "requested_after")

    assert q6(asked(on(3, 24)), decided(), among=NO_T6) == PENDING
    assert q6(asked(on(3, 25)), decided(), among=NO_T6) == SAME_DAY
    assert q6(asked(on(3, 26)), decided(), among=NO_T6) == after
    assert q6(decided(on(3, 4)), among=NO_T6, as_of=at(3, 5)) == NOT_ASKED
    settled_above = [*UP, settled(on(3, 17)), decided()]
    assert q6(*settled_above, among=NO_T6) == ABOVE


def test_no_term_and_the_same_minute() -> None:
    """Q6: without T6, a request in the very minute of the decision is not by it."""
    claims = [asked(at(3, 25, 9, 0)), decided(at(3, 25, 9, 0))]

    assert q6(*claims, among=NO_T6) == ("not_applicable", "requested_after")
    earlier = [asked(at(3, 25, 8, 59)), decided(at(3, 25, 9, 0))]
    assert q6(*earlier, among=NO_T6) == PENDING


def test_automatic() -> None:
    """Q6: where the agreement moves it up by itself, nobody needs to ask."""
    pending = ("breach", "automatic_pending")

    assert q6(decided(on(3, 4)), among=AUTOMATIC) == pending
    assert q6(decided(), among=AUTOMATIC) == pending
    settled_above = [went_up(on(3, 6)), settled(on(3, 17)), decided()]
    assert q6(*settled_above, among=AUTOMATIC) == ABOVE


def test_no_way_up() -> None:
    """Q6: nothing to ask for at the top, without an agreement, or where barred."""
    levels = (Level(name=LSG, above=CSG, escalation_allowed=False), Level(name=CSG))
    barred = with_terms(levels=levels)
    top = history(*BASE, disagreed(level=CSG), decided())

    assert verdict("Q6", top) == NO_LEVEL
    assert verdict("Q6", told(decided()), among=MBL_ONLY) == NO_LEVEL
    assert q6(decided(), among=barred) == ("not_applicable", "escalation_not_allowed")


def test_a_level_that_the_agreement_does_not_have() -> None:
    """Q6: from a level of no ladder there is no way up."""
    entries = history(*BASE, disagreed(level="elsewhere"), decided())

    assert verdict("Q6", entries) == NO_LEVEL


def test_concluded_above_without_a_timely_request() -> None:
    """Q6: what was concluded above came first, however it got there."""
    rest = [settled(on(3, 17)), decided()]

    assert q6(went_up(on(3, 6)), *rest) == ABOVE
    assert q6(asked(on(3, 12)), went_up(on(3, 12)), *rest) == ABOVE


def test_no_escalation_on_record() -> None:
    """Q6: without the escalation nobody can tell how the level above came to it."""
    rest = [settled(on(3, 17)), decided()]
    unknown = ("undeterminable", "escalation_unrecorded")
    found = judged("Q6", told(asked(on(3, 5)), *rest))

    assert (found.verdict, found.reason) == unknown
    assert found.missing == ("how the matter came from lsg to the level above",)
    assert q6(went_up(on(3, 18)), *rest) == unknown
    assert q6(went_up(on(3, 17)), *rest) == ABOVE


def test_escalated_for_another_level() -> None:
    """Q6: an escalation to the top explains nothing of the level between."""
    claims = [asked(on(3, 5)), went_up(on(3, 6), to_level=TOP), settled(on(3, 17))]

    assert q6(*claims, decided(), among=TALLER) == (
        "undeterminable",
        "escalation_unrecorded",
    )
    skipped = [*claims[:2], settled(on(3, 17), TOP), decided()]
    assert q6(*skipped, among=TALLER) == ABOVE


def test_concluded_below_is_not_above() -> None:
    """Q6: only a level above counts."""
    below = concluded(on(3, 17), level=APT, parties=(ST,))

    assert q6(*UP, below, decided()) == PENDING


def test_concluded_above_for_others() -> None:
    """Q6: what the level above concluded with Saco-S it did not conclude with ST."""
    others = concluded(on(3, 17), level=CSG, parties=(SACO,))

    assert q6(*UP, others, decided()) == PENDING


def test_absence_above() -> None:
    """Q6: an absence counts above as it does in Q1."""
    absent = settled(on(3, 17), outcome="absent_duly_summoned")
    call = summoned(on(3, 6), to=at(3, 17), level=CSG)
    papers = dispatched(on(3, 6), meeting_on=on(3, 17))
    late = summoned(on(3, 9), to=at(3, 17), level=CSG)

    assert q6(*UP, call, papers, absent, decided()) == ABOVE
    assert q6(*UP, late, papers, absent, decided()) == PENDING
    unknown = ("undeterminable", "absence_unverified")
    assert q6(*UP, call, absent, decided()) == unknown
    assert q6(*UP, call, absent, decided(on(3, 16))) == PENDING
    found = judged("Q6", told(*UP, call, absent, decided()))
    assert found.missing == ("when documents were dispatched to st",)


AGAIN = [*UP, settled(on(3, 17), outcome="disagreement")]
"""ST disagreed at CSG too, on Tuesday 17 March: T6 ends on Tuesday the 24th."""


def test_disagreed_again_with_a_level_left() -> None:
    """Q6: where there is still a level above, the same again; the gravest prevails."""
    higher = [asked(on(3, 19), CSG, TOP), went_up(on(3, 20), CSG, TOP)]

    assert q6(*AGAIN, decided()) == ABOVE
    assert q6(*AGAIN, decided(), among=TALLER) == ABOVE
    assert q6(*AGAIN, *higher, decided(), among=TALLER) == PENDING
    assert (
        q6(*AGAIN, *higher, settled(on(3, 24), TOP), decided(), among=TALLER) == ABOVE
    )
    open_still = [*AGAIN, decided(on(3, 23))]
    assert q6(*open_still, among=TALLER, as_of=at(3, 24)) == WINDOW
    found = judged("Q6", told(*AGAIN, *higher, decided(), among=TALLER), among=TALLER)
    assert (found.facts["level"], found.facts["above"]) == (CSG, TOP)


def test_the_request_of_another_level() -> None:
    """Q6: asking from CSG is not asking from LSG."""
    claims = [*AGAIN, asked(on(3, 19), CSG, TOP), decided(on(3, 20))]
    found = judged("Q6", told(*claims, among=TALLER), among=TALLER)

    assert found.facts["requestedOn"] == "2026-03-19"


def test_the_request_of_another_party() -> None:
    """Q6: what Saco-S asked for, ST did not."""
    both = disagreed(parties=(ST, SACO))
    fields = {"party": SACO, "from_level": LSG, "to_level": CSG}
    other = happened(EscalationRequested, on(3, 5), **fields)
    entries = history(*BASE, both, other, decided())

    assert verdict("Q6", entries) == NOT_ASKED
    assert verdict("Q6", entries, SACO) == PENDING


def test_another_round() -> None:
    """Q6: a disagreement of the first round is none of the second."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    late = decided(on(5, 4), decision_id="d2")

    assert q6(*UP, settled(on(3, 17)), decided(), again, late) == NO_DISAGREEMENT


def test_the_first_rounds_steps_in_the_second() -> None:
    """Q6: nor do the first round's request, escalation and conclusion serve it."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    second = [again, held(on(4, 8)), disagreed(on(4, 8))]
    first = [*UP, settled(on(3, 17)), decided(), *second]
    late = decided(on(5, 4), decision_id="d2")

    assert q6(*first, late) == NOT_ASKED
    up = asked(on(4, 9))
    assert q6(*first, up, settled(on(4, 20)), late) == (
        "undeterminable",
        "escalation_unrecorded",
    )
    assert q6(*first, up, late) == PENDING


@pytest.mark.parametrize(
    ("disagreement", "decision", "expected"),
    [
        (at(3, 3, 10, 0), at(3, 3, 10, 1), PENDING),
        (at(3, 3, 10, 0), at(3, 3, 10, 0), NO_DISAGREEMENT),
        (on(3, 3), on(3, 3), SAME_DAY),
        (on(3, 4), on(3, 3), NO_DISAGREEMENT),
    ],
)
def test_disagreed_before_the_decision(
    disagreement: date, decision: date, expected: tuple[str, str]
) -> None:
    """Q6: a disagreement after the decision could not be taken up before it."""
    claims = [disagreed(disagreement), asked(on(3, 5)), decided(decision)]
    entries = history(*BASE[:2], held(on(3, 3)), *claims)

    assert verdict("Q6", entries) == expected


def test_disagreed_on_the_day_of_the_decision() -> None:
    """Q6: if nothing was asked for, it does not matter which came first, later."""
    entries = history(*BASE, disagreed(), decided(on(3, 3)))
    before = judged("Q6", entries, as_of=at(3, 10, 23, 59))

    assert (before.verdict, before.reason) == SAME_DAY
    assert before.holds_until == day_after(on(3, 10))
    assert "precision" in before.qualifiers
    assert before.missing == ("the time of day",)
    assert verdict("Q6", entries, as_of=at(3, 11)) == NOT_ASKED


def test_recorded_late_but_occurred_before() -> None:
    """Q6: it goes by when things occurred; that it was told late is marked."""
    above = settled(on(3, 17))
    entries = history(*BASE, disagreed(), *UP, decided(), (above, at(4, 30)))
    found = judged("Q6", entries)

    assert (found.verdict, found.reason) == ABOVE
    assert "late_recorded" in found.qualifiers
    assert verdict("Q6", entries, known_as_of=at(4, 29)) == PENDING


def test_corrected_and_annulled() -> None:
    """Q6: a corrected day moves the verdict, an annulled conclusion takes it away."""
    claims = [*UP, settled(on(3, 26)), decided()]
    moved = corrected(on(3, 27), "e7", "/occurredOn", "2026-03-26", "2026-03-24")

    assert q6(*claims) == PENDING
    assert q6(*claims, moved) == ABOVE
    assert q6(*claims, moved, annulled(on(3, 28), "e7")) == PENDING
    asked_only = [asked(on(3, 5)), decided(on(3, 9))]
    assert q6(*asked_only, annulled(on(3, 27), "e5")) == NOT_ASKED


def test_exception() -> None:
    """Q6: where cause to decide first was invoked, Q11 answers."""
    claims = [*UP, decided(on(3, 9)), invoked(on(3, 9))]

    assert q6(*claims, as_of=at(3, 10)) == ("undeterminable", "remedy_due")
    assert q6(*claims) == ("breach", "not_remedied_in_time")
    assert q6(*UP, settled(on(3, 6)), *claims[2:]) == ABOVE


def test_who_left_the_agreement_after_it_disagreed() -> None:
    """Q6: by what governed on the day of the disagreement, also after an exit."""
    claims = [asked(on(3, 5)), decided()]

    assert q6(*claims, among=left(ST, on(3, 4))) == PENDING
    assert q6(*claims, among=left(ST, on(3, 3))) == NO_LEVEL


def test_a_version_that_changed() -> None:
    """Q6: another version's ladder and term do not reach back."""
    fields = {"numbers": NO_T6.agreements["rv"].versions["3"].terms.numbers}
    among = switched(on(3, 4), **fields, levels=TERMS.levels)

    assert q6(asked(on(3, 11)), decided(), among=among) == ASKED_LATE
    since = switched(on(3, 3), **fields, levels=TERMS.levels)
    assert q6(asked(on(3, 11)), decided(), among=since) == PENDING


def test_another_proposal_is_still_a_disagreement() -> None:
    """Q6: a revision after it does not end the way up."""
    revised = happened(ProposalRevised, on(3, 4), version=2, material=True)

    assert q6(revised, asked(on(3, 5)), decided(proposal_version=2)) == PENDING


def closing(*claims: Claim, as_of: Any, among: Framework = FRAMEWORK) -> Any:
    """Return when ST's window closes, if it were decided then."""
    case = as_seen(told(*claims, among=among), among, as_of)
    finding = escalated(case, case.now, ST)
    return finding.holds_until if finding.reason == "window_open" else None


def test_when_the_window_closes() -> None:
    """Q6: an open window closes when its last day has ended."""
    closes = day_after(on(3, 10))

    assert closing(as_of=at(3, 4)) == closes
    assert closing(as_of=at(3, 10, 23, 59)) == closes
    assert closing(as_of=at(3, 11, 0, 0)) is None
    assert closing(*AGAIN, as_of=at(3, 18), among=TALLER) == day_after(on(3, 24))


def test_when_no_window_is_open() -> None:
    """Q6: none where it was asked for, needs no asking, or leads nowhere."""
    assert closing(asked(on(3, 4)), as_of=at(3, 5)) is None
    assert closing(as_of=at(3, 5), among=AUTOMATIC) is None
    assert closing(as_of=at(3, 5), among=NO_T6) is None
    assert closing(as_of=at(3, 5), among=MBL_ONLY) is None
    up = [went_up(on(3, 4)), settled(on(3, 5))]
    assert closing(*up, as_of=at(3, 6)) is None


def test_escalated_in_the_second_round() -> None:
    """Q6: what went up in the second round was taken up in it."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    up = [held(on(4, 8)), disagreed(on(4, 8)), went_up(on(4, 10)), settled(on(4, 20))]
    late = decided(on(5, 4), decision_id="d2")

    assert q6(decided(), again, *up, late) == ABOVE


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        (on(3, 3), on(3, 4), PENDING),
        (at(3, 3, 9), at(3, 3, 9), PENDING),
        (at(3, 3, 10), at(3, 3, 9), ABOVE),
        (on(3, 3), on(3, 3), SAME_DAY),
        (on(3, 4), on(3, 3), ABOVE),
    ],
)
def test_concluded_above_before_it_disagreed(
    above: date, below: date, expected: tuple[str, str]
) -> None:
    """Q6: what was concluded above before is no answer to a disagreement after it."""
    others = concluded(on(2, 10), "disagreement", parties=(SEKO,))
    first = [raised(), classified(), held(on(2, 10)), others]
    up = happened(
        EscalationRequested, on(2, 11), party=SEKO, from_level=LSG, to_level=CSG
    )
    late = [disagreed(below), asked(on(3, 5)), decided()]
    early = went_up(on(2, 11))

    entries = history(*first, up, early, settled(above), went_up(below), *late)
    assert verdict("Q6", entries) == expected
