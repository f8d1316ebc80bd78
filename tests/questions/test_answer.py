"""The general rules of DOMAIN 5: the whole, what is seen, and what marks a verdict."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from domain.correction import Approver, EventAnnulled
from domain.implementation import ImplementationStarted
from domain.minutes import MinutesApproved, MinutesDrafted
from domain.questions import QUESTIONS
from domain.questions.answer import DISPUTES_MAX, GRAVITY, Verdict, overall
from domain.questions.case import as_seen, follows
from domain.questions.marks import marks as found_marks
from domain.when import day_begins, latest
from tests.frameworks import switched, with_terms
from tests.issues import (
    CLASSIFIED_ON,
    FRAMEWORK,
    LONG_AFTER,
    Claim,
    answered,
    at,
    classified,
    concluded,
    corrected,
    decided,
    demanded,
    ended,
    happened,
    held,
    history,
    judged,
    on,
    raised,
    verdict,
)
from tests.worked_example import CSG, SACO, SEKO, ST, UNIT, union

START: list[Claim] = [raised(), classified(), held(at(3, 3)), concluded(on(3, 3))]
DECIDED: list[Claim] = [*START, decided(on(3, 25))]
BEFORE = ("compliant", "concluded_before")


def found(value: str, **fields: object) -> Verdict:
    """Return a verdict of that value."""
    return Verdict(question="Q1", verdict=value, reason=value, **fields)


@pytest.mark.parametrize("pair", list(product(GRAVITY, GRAVITY)))
def test_the_gravest_prevails(pair: tuple[str, str]) -> None:
    """Q: a breach over what is not known, over compliant, over not applicable."""
    gravest = min(pair, key=GRAVITY.index)

    assert gravest == overall(QUESTIONS["Q1"], [found(value) for value in pair]).verdict


def test_the_whole_of_nothing() -> None:
    """Q: without any party there is nothing to apply it to."""
    assert overall(QUESTIONS["Q1"], []).verdict == "not_applicable"


def test_what_the_whole_rests_on() -> None:
    """Q: the evidence of those that decide it, the marks and time limits of all."""
    verdicts = [
        found("compliant", evidence=("a",), qualifiers=("waived",)),
        found("breach", evidence=("b", "c"), missing=("x",), holds_until=at(3, 9)),
        found("breach", evidence=("c", "d"), holds_until=at(3, 8)),
    ]
    whole = overall(QUESTIONS["Q1"], verdicts)

    assert whole.evidence == ("b", "c", "d")
    assert (whole.qualifiers, whole.missing) == (("waived",), ("x",))
    assert whole.holds_until == at(3, 8)


def test_parties_are_added_up() -> None:
    """Q: one organisation forgotten is a breach of the whole."""
    entries = history(*START[:3], concluded(on(3, 3), parties=(ST, SACO)), decided())
    answer = answered("Q1", entries)

    assert answer.overall.verdict == "breach"
    assert answer.overall.evidence == ("e5",)
    assert [v.party for v in answer.verdicts] == [SACO, SEKO, ST]


# Late


@pytest.mark.parametrize(
    ("recorded", "marks"),
    [
        (at(3, 10, 23, 59), ()),
        (at(3, 11, 0, 0), ("late_recorded",)),
        (at(3, 12), ("late_recorded",)),
    ],
)
def test_recorded_late(recorded: datetime, marks: tuple[str, ...]) -> None:
    """Q: more than five working days after it occurred is late; five are not."""
    entries = history(*START[:3], (concluded(on(3, 3)), recorded), decided())

    assert judged("Q1", entries).qualifiers == marks


@pytest.mark.parametrize(
    ("recorded", "marks"), [(at(3, 5, 9, 0), ()), (at(3, 5, 9, 1), ("late_recorded",))]
)
def test_recorded_after_the_decision(
    recorded: datetime, marks: tuple[str, ...]
) -> None:
    """Q: what was recorded only once the decision was made is late, however soon."""
    told = (concluded(at(3, 3)), recorded)
    entries = history(*START[:3], told, (decided(at(3, 5)), at(3, 5, 10)))

    assert judged("Q1", entries).qualifiers == marks


@pytest.mark.parametrize(
    ("started", "marks"),
    [
        (at(3, 25, 10), ("late_recorded",)),
        (at(3, 25, 12), ("late_recorded",)),
        (at(3, 25, 12, 1), ()),
    ],
)
def test_what_came_after_the_decision_is_not_late(
    started: datetime, marks: tuple[str, ...]
) -> None:
    """Q: what came after the decision could not be recorded before it."""
    begun = (happened(ImplementationStarted, started), at(3, 25, 14))
    entries = history(*START, (decided(at(3, 25, 12)), at(3, 25, 13)), begun)

    case = as_seen(entries, FRAMEWORK, LONG_AFTER)
    assert marks == found_marks(case, entries[-1:], case.decisions()[0], ST)


def test_a_decision_recorded_late() -> None:
    """Q: so is a decision that is recorded more than five working days after."""
    entries = history(*START, (decided(on(3, 25)), at(4, 2)))

    assert judged("Q1", entries).qualifiers == ("late_recorded",)


def test_working_days_are_counted() -> None:
    """Q: Good Friday and Easter Monday are no working days."""
    entries = history(*START, (decided(on(4, 1)), at(4, 10)))
    later = history(*START, (decided(on(4, 1)), at(4, 13)))

    assert judged("Q1", entries).qualifiers == ()
    assert judged("Q1", later).qualifiers == ("late_recorded",)


# As of, and as known


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_before_the_first_entry(question: str) -> None:
    """Q: as of a time before anything had occurred, nothing applies."""
    found = answered(question, history(*DECIDED), as_of=at(1, 25, 23, 59))

    assert found.overall.verdict == "not_applicable"


def test_as_of_and_as_known() -> None:
    """Q: what had occurred by a date, and what was recorded by it, are two things."""
    entries = history(*START, (decided(on(3, 25)), at(3, 30)))

    assert verdict("Q1", entries, as_of=at(3, 26))[0] == "compliant"
    assert verdict("Q1", entries, known_as_of=at(3, 26))[0] == "not_applicable"
    assert verdict("Q1", entries, as_of=at(3, 24))[0] == "not_applicable"


def test_a_day_is_seen_as_soon_as_it_begins() -> None:
    """Q: what is known to the day is seen from its first minute on."""
    entries = history(*DECIDED)

    assert verdict("Q1", entries, as_of=at(3, 25, 0, 0))[0] == "compliant"
    assert verdict("Q1", entries, as_of=at(3, 24, 23, 59))[0] == "not_applicable"


def test_until_what_is_recorded_has_occurred() -> None:
    """Q: a verdict holds no longer than until the next recorded event occurs.

    A client's clock may be ahead: what it recorded is seen a minute later.
    """
    ahead = (decided(at(3, 25, 9, 1)), at(3, 25, 9, 0))
    found = judged("Q1", history(*START, ahead), as_of=at(3, 25, 9, 0))

    assert (found.verdict, found.holds_until) == ("not_applicable", at(3, 25, 9, 1))


# Disputed corrections

APPROVERS = (
    Approver(side="employer", person="p-101"),
    Approver(side=ST, person="p-201"),
)


def minutes(day: int) -> list[Claim]:
    """Return that the minutes of that day in March were approved by both."""
    own = {"minutes_id": f"m{day}", "version": 1}
    drafted = happened(
        MinutesDrafted,
        on(3, day + 1),
        meeting_on=on(3, day),
        approvers=APPROVERS,
        **own,
    )
    mine = happened(
        MinutesApproved, on(3, day + 1), side="employer", approver="p-101", **own
    )
    theirs = happened(
        MinutesApproved,
        on(3, day + 1),
        side=ST,
        approver="p-201",
        actor=union(ST),
        **own,
    )
    return [drafted, mine, theirs]


def moved(target: str, was: str, to: str, *agreed: Approver) -> Claim:
    """Return that an event was on another day."""
    return corrected(on(4, 1), target, "/occurredOn", was, to, agreed_by=agreed)


TOLD_LATE: list[Claim] = [
    *START[:3],
    (concluded(on(3, 3)), at(3, 30)),
    *minutes(3),
    (decided(on(3, 25)), at(3, 30)),
]


def test_a_disputed_correction_that_decides() -> None:
    """Q: where it would change the verdict, nobody can tell."""
    entries = history(*TOLD_LATE, moved("e4", "2026-03-03", "2026-03-26"))
    found = judged("Q1", entries)

    assert (found.verdict, found.reason) == ("undeterminable", "correction_disputed")
    assert "disputed" in found.qualifiers
    assert found.missing[-1] == "agreement of all concerned on the correction"


def test_a_disputed_correction_the_other_way() -> None:
    """Q: nor where it would make a breach compliant."""
    claims = [
        *START[:3],
        (concluded(on(3, 26)), at(3, 30)),
        (held(at(3, 26)), at(3, 30)),
        *minutes(26),
        (decided(on(3, 25)), at(3, 30)),
    ]
    entries = history(*claims, moved("e4", "2026-03-26", "2026-03-03"))

    assert verdict("Q1", entries) == ("undeterminable", "correction_disputed")


def test_a_correction_on_which_all_agree() -> None:
    """Q: where every approver agreed it holds."""
    entries = history(*TOLD_LATE, moved("e4", "2026-03-03", "2026-03-26", *APPROVERS))

    assert verdict("Q1", entries) == ("breach", "not_concluded_before")


def test_a_disputed_correction_that_decides_nothing() -> None:
    """Q: where the verdict is the same either way, the dispute is only marked."""
    entries = history(*TOLD_LATE, moved("e4", "2026-03-03", "2026-03-04"))
    found = judged("Q1", entries)

    assert (found.verdict, found.reason) == BEFORE
    assert "disputed" in found.qualifiers


def test_a_disputed_correction_out_of_sight() -> None:
    """Q: nor does it matter that it moves the event beyond the date asked about."""
    entries = history(*TOLD_LATE, moved("e4", "2026-03-03", "2026-03-28"))

    assert verdict("Q1", entries, as_of=at(3, 26))[0] == "undeterminable"


def test_disputed_corrections_that_outweigh_each_other() -> None:
    """Q: both taken it is compliant, neither taken too; one alone it is not."""
    claims = [
        *START[:3],
        (concluded(on(3, 3)), at(4, 1)),
        *minutes(3),
        (held(at(3, 25)), at(4, 1)),
        *minutes(25),
        (decided(on(3, 25)), at(4, 1)),
        moved("e4", "2026-03-03", "2026-03-26"),
        moved("e12", "2026-03-25", "2026-03-28"),
    ]
    entries = history(*claims)

    assert verdict("Q1", entries) == ("undeterminable", "correction_disputed")


def struck(target: str, *agreed: Approver) -> Claim:
    """Return that an event was annulled."""
    own = {"target": target, "reason": "It was not so."}
    return happened(EventAnnulled, on(4, 1), agreed_by=agreed, **own)


def test_a_disputed_annulment_that_decides() -> None:
    """Q: what stands in approved minutes is not annulled by one side alone."""
    entries = history(*TOLD_LATE, struck("e4"))

    assert verdict("Q1", entries) == ("undeterminable", "correction_disputed")


def test_an_annulment_on_which_all_agree() -> None:
    """Q: where every approver agreed to it, the event no longer counts."""
    entries = history(*TOLD_LATE, struck("e4", *APPROVERS))

    assert verdict("Q1", entries) == ("breach", "not_concluded_before")


def test_an_annulment_that_was_itself_annulled() -> None:
    """Q: a dispute that has been taken back decides nothing."""
    entries = history(*TOLD_LATE, struck("e4"), struck("e9"))

    assert verdict("Q1", entries) == BEFORE


def test_too_many_disputed_corrections() -> None:
    """Q: beyond what can be gone through one by one, nobody can tell."""
    fields = [f"/attendance/{row}/recused" for row in range(4)]
    slips = [corrected(on(4, 1), "e3", field, None, new=True) for field in fields]
    forum = corrected(on(4, 1), "e3", "/forum", "group", "lsg")
    level = corrected(on(4, 1), "e4", "/minutesRequired", None, new=True)
    few = history(*TOLD_LATE, *slips, forum)
    many = history(*TOLD_LATE, *slips, forum, level)

    assert DISPUTES_MAX == 5
    assert verdict("Q1", few) == BEFORE
    assert verdict("Q1", many) == ("undeterminable", "correction_disputed")


def test_questions_have_their_words() -> None:
    """Q: every question says in both languages what it asks."""
    assert list(QUESTIONS) == [f"Q{number}" for number in range(1, 26)]
    for question in QUESTIONS.values():
        assert set(question.asks) == {"en", "sv"}
        assert all(text.endswith("?") for text in question.asks.values())


def test_the_evidence_is_in_order() -> None:
    """Q: what a verdict rests on stands in the order of the record."""
    start = [raised(topic="redundancy", redundancy="yes"), classified(level=CSG)]
    talks = [demanded(on(3, 2)), ended(on(3, 9))]
    entries = history(*start, decided(on(3, 25)), *talks)

    assert judged("Q7", entries).evidence == ("e3", "e4", "e5")


def test_known_from_the_very_instant() -> None:
    """Q: what was recorded at the instant asked about was known then."""
    told = at(3, 27, 10)
    entries = history(*START[:3], decided(on(3, 25)), (concluded(on(3, 3)), told))

    assert verdict("Q1", entries, known_as_of=told) == BEFORE


def test_what_follows_what() -> None:
    """Q: by time where that tells, else as recorded; nothing follows itself."""
    first = [*START[:2], demanded(at(3, 9, 9)), demanded(at(3, 3, 9), SACO)]
    *_, late, early = history(*first)
    *_, one, other = history(*START[:2], demanded(on(3, 3)), demanded(on(3, 3), SACO))

    assert follows(late, early)
    assert not follows(early, late)
    assert follows(other, one)
    assert not follows(one, other)
    assert not follows(one, one)


def test_what_is_said_of_several_parties() -> None:
    """Q: those of whom the very same is said, for the same reason, are named."""
    same = [
        found("breach", party=party, facts={"party": party, "days": 3})
        for party in (ST, SACO)
    ]
    other = found("breach", party=SEKO, facts={"party": SEKO, "days": 4})
    elsewise = Verdict(
        question="Q1",
        verdict="breach",
        reason="other",
        party=SEKO,
        facts={"party": SEKO, "days": 3},
    )
    nobody = found("breach", facts={"days": 3})

    for odd in (other, elsewise, nobody):
        whole = overall(QUESTIONS["Q1"], [*same, odd])
        assert (whole.facts["party"], whole.others) == ((ST, SACO), 1)
    assert overall(QUESTIONS["Q1"], same).others == 0


def test_the_first_that_is_to_come() -> None:
    """Q: what begins at that instant is seen; of what is to come the first is told."""
    entries = history(*START)
    now = as_seen(entries, FRAMEWORK, day_begins(CLASSIFIED_ON))

    assert len(now.entries) == 2
    assert now.unseen_until == day_begins(on(3, 3))
    assert as_seen(entries, FRAMEWORK, at(2, 1)).unseen_until == day_begins(on(3, 3))
    assert as_seen(entries, FRAMEWORK, at(1, 1)).unseen_until == day_begins(on(1, 26))


def test_the_agreement_is_that_of_the_decision() -> None:
    """Q: what governed when it was decided, whatever governs when it is asked."""
    among = switched(on(7, 1))
    then = judged("Q1", history(*DECIDED, among=among), among=among).agreement

    assert then is not None
    assert then.version == "3"


def test_an_agreement_for_some_units() -> None:
    """Q: it governs what was raised in one of them."""
    among = with_terms(units=(UNIT,))

    assert verdict("Q17", history(*START), among=among)[1] == "agreement"


def test_recorded_at_the_last_instant_of_the_decision() -> None:
    """Q: what was told by the last instant of the decision's minute was told by it."""
    made = decided(at(3, 25))
    last = latest(made.occurred)
    entries = history(*START[:3], (concluded(at(3, 24)), last), made)
    later = history(
        *START[:3], (concluded(at(3, 24)), last + timedelta(seconds=1)), made
    )

    assert judged("Q1", entries).qualifiers == ()
    assert judged("Q1", later).qualifiers == ("late_recorded",)
