"""Q4: each party was called, and sent the documents, in time."""

from datetime import date
from typing import Any

import pytest

from domain.agreement_state import Framework
from domain.base import Answer, Document, Event, Recorded
from domain.calendar import Term
from domain.consultation import ConsultationPostponed
from domain.escalation import IssueEscalated
from domain.meeting import SummonsPeriodWaived
from domain.perspective import ProposalRevised
from domain.questions.answer import Verdict
from domain.raising import IssueReopened
from domain.when import day_begins
from tests.frameworks import MBL_ONLY, left, matrix, switched, with_numbers, with_terms
from tests.issues import (
    FRAMEWORK,
    LONG_AFTER,
    Claim,
    annulled,
    answered,
    at,
    classified,
    concluded,
    corrected,
    decided,
    demanded,
    dispatched,
    happened,
    held,
    history,
    invoked,
    on,
    raised,
    summoned,
)
from tests.worked_example import APT, CSG, LSG, NUMBERS, SACO, SEKO, ST

NO_T1 = with_numbers(documents_before_meeting=None)
IN_TIME = ("compliant", "sent_in_time")
LATE = ("breach", "sent_late")
WAIVED = ("compliant", "waived")
NOT_SUMMONED = ("breach", "not_summoned")
NEVER_SUMMONED = ("breach", "never_summoned")
NOT_CONCLUDED = ("not_applicable", "not_concluded")
NO_DOCUMENTS = ("undeterminable", "documents_unrecorded")
MET = at(3, 12)
"""Thursday 12 March; six whole working days before it lies Tuesday the 3rd."""
MET_ON = on(3, 12)
SENT_ON = on(3, 3)
BASE: list[Claim] = [raised(), classified()]


def called(day: date = SENT_ON, **fields: Any) -> Event:
    """Return that all were summoned to the meeting of 12 March."""
    return summoned(day, **({"to": MET} | fields))


def sent(day: date = SENT_ON, **fields: Any) -> Event:
    """Return that all were sent the documents of the meeting of 12 March."""
    return dispatched(day, **({"meeting_on": MET_ON} | fields))


def waived(day: date, party: str = ST) -> Event:
    """Return that the party did not insist on its time."""
    return happened(SummonsPeriodWaived, day, party=party, how="m-1")


def put_off(day: date, to: date | None = None, parties: Any = (ST,)) -> Event:
    """Return that the consultation was put off."""
    fields = {"parties": parties, "to_date": to, "reason": "Not ready."}
    return happened(ConsultationPostponed, day, **fields)


def found(
    entries: list[Recorded], party: str = ST, among: Framework = FRAMEWORK, **asked: Any
) -> list[Verdict]:
    """Return Q4's verdicts for the party."""
    verdicts = answered("Q4", entries, among=among, **asked).verdicts
    return [each for each in verdicts if each.party == party]


def q4(*claims: Claim, among: Framework = FRAMEWORK, party: str = ST) -> Any:
    """Return Q4's only verdict and reason for the party, after *claims*."""
    entries = history(*BASE, *claims, among=among)
    (only,) = found(entries, party, among)
    return only.verdict, only.reason


HELD: list[Claim] = [held(MET), concluded(MET_ON)]
DONE: list[Claim] = [*HELD, decided()]


def test_in_time() -> None:
    """Q4: summons and documents six whole working days before, with what shows it."""
    (only,) = found(history(*BASE, called(), sent(), *DONE))

    assert (only.verdict, only.reason) == IN_TIME
    assert (only.about, only.evidence) == (LSG, ("e3", "e4", "e6", "e7"))
    assert (only.qualifiers, only.missing) == ((), ())
    assert only.facts == {
        "party": ST,
        "decidedOn": "2026-03-25",
        "level": LSG,
        "concludedOn": "2026-03-12",
        "meetingOn": "2026-03-12",
        "sentOn": "2026-03-03",
        "days": 6,
        "needed": NUMBERS.documents_before_meeting,
    }


@pytest.mark.parametrize(
    ("summons", "documents", "expected"),
    [
        (on(3, 3), on(3, 3), IN_TIME),
        (on(3, 2), on(3, 3), IN_TIME),
        (on(3, 3), on(3, 4), LATE),
        (on(3, 4), on(3, 3), LATE),
        (at(3, 3, 23, 59), at(3, 3, 23, 59), IN_TIME),
        (at(3, 4, 0, 0), at(3, 3, 23, 59), LATE),
    ],
)
def test_the_later_of_the_two(
    summons: date, documents: date, expected: tuple[str, str]
) -> None:
    """Q4, T1: the later of summons and documents counts, by its day."""
    assert q4(called(summons), sent(documents), *DONE) == expected


def test_what_a_breach_shows() -> None:
    """Q4, T1: one day too few, counted and shown."""
    (only,) = found(history(*BASE, called(), sent(on(3, 4)), *DONE))

    assert (only.verdict, only.reason) == LATE
    assert only.evidence == ("e3", "e4", "e6", "e7")
    assert (only.facts["days"], only.facts["sentOn"]) == (5, "2026-03-04")


@pytest.mark.parametrize(
    ("term", "last"),
    [
        (Term(amount=6, unit="working_days", counting="day_offset"), on(3, 4)),
        (Term(amount=6, unit="days", counting="whole_days_between"), on(3, 5)),
        (Term(amount=1, unit="weeks", counting="day_offset"), on(3, 5)),
    ],
)
def test_as_the_agreement_counts(term: Term, last: date) -> None:
    """Q4, T1c: unit and counting are the agreement's."""
    among = with_numbers(documents_before_meeting=term)
    day_after = date.fromordinal(last.toordinal() + 1)

    assert q4(called(last), sent(last), *DONE, among=among) == IN_TIME
    assert q4(called(last), sent(day_after), *DONE, among=among) == LATE


def test_each_party_by_itself() -> None:
    """Q4: who was sent it late is wronged, the others are not."""
    some = (ST, SACO)
    claims = [called(), sent(parties=some), sent(on(3, 6), parties=(SEKO,)), *DONE]

    assert q4(*claims) == IN_TIME
    assert q4(*claims, party=SACO) == IN_TIME
    assert q4(*claims, party=SEKO) == LATE


def test_documents_on_another_version() -> None:
    """Q4: documents on a version that was not concluded on are none."""
    revised = happened(ProposalRevised, on(3, 4), version=2, material=True)
    ends = [held(MET), concluded(MET_ON, proposal_version=2)]
    claims = [called(), sent(), revised, *ends]

    assert q4(*claims, decided(proposal_version=2)) == NO_DOCUMENTS
    late = sent(on(3, 9), proposal_version=2)
    assert q4(called(), sent(), revised, late, *ends, decided(proposal_version=2)) == (
        LATE
    )


def test_no_documents_on_record() -> None:
    """Q4: without them nobody can tell, unless the summons alone was too late."""
    (only,) = found(history(*BASE, called(), *DONE))

    assert (only.verdict, only.reason) == NO_DOCUMENTS
    assert only.missing == ("when documents were dispatched to st",)
    assert q4(called(on(3, 4)), *DONE) == LATE


def test_waived() -> None:
    """Q4: who did not insist on its time was not wronged; the others were."""
    claims = [called(), sent(on(3, 6)), waived(on(3, 9)), *DONE]
    (only,) = found(history(*BASE, *claims))

    assert (only.verdict, only.reason) == WAIVED
    assert only.qualifiers == ("waived",)
    assert "e5" in only.evidence
    assert q4(*claims, party=SACO) == LATE


def test_waived_without_need() -> None:
    """Q4: a waiver of what was in time says nothing; one without documents does."""
    assert q4(called(), sent(), waived(on(3, 9)), *DONE) == IN_TIME
    assert q4(called(), waived(on(3, 9)), *DONE) == WAIVED


def test_a_waiver_from_before_the_summons() -> None:
    """Q4: a waiver of an earlier meeting's time is none of this one's."""
    early = waived(on(3, 2))

    assert q4(early, called(), sent(on(3, 6)), *DONE) == LATE
    same_day = waived(on(3, 3))
    assert q4(same_day, called(), sent(on(3, 6)), *DONE) == WAIVED


def test_a_waiver_of_another_round() -> None:
    """Q4: nor is the first round's waiver one in the second."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    first = [called(), sent(), *DONE]
    to = at(4, 16)
    second = [
        again,
        waived(on(4, 9)),
        summoned(on(4, 9), to=to),
        dispatched(on(4, 9), meeting_on=on(4, 16)),
        held(to),
        concluded(on(4, 16)),
        decided(on(5, 4), decision_id="d2"),
    ]
    entries = history(*BASE, *first, *second)
    verdicts = {each.decision: each.reason for each in found(entries)}

    assert verdicts == {"d1": "sent_in_time", "d2": "waived"}
    before = [*first, waived(on(3, 26)), again, *second[2:]]
    verdicts = {v.decision: v.reason for v in found(history(*BASE, *before))}
    assert verdicts == {"d1": "sent_in_time", "d2": "sent_late"}


FIRST: list[Claim] = [
    summoned(on(2, 26), to=at(3, 3)),
    dispatched(on(2, 26), meeting_on=on(3, 3)),
    held(at(3, 3)),
]
"""An earlier meeting, with only two whole working days to prepare."""


def test_put_off_and_put_right() -> None:
    """Q4: too late for the first meeting, in time for the one that concluded."""
    off = put_off(at(3, 3, 10))
    (only,) = found(history(*BASE, *FIRST, off, called(), sent(), *DONE))

    assert (only.verdict, only.reason) == IN_TIME
    assert only.qualifiers == ("cured",)
    assert "e5" in only.evidence


def test_put_off_but_late_again() -> None:
    """Q4: putting it off cures nothing if the later meeting came too soon."""
    off = put_off(at(3, 3, 10))

    assert q4(*FIRST, off, called(on(3, 4)), sent(on(3, 4)), *DONE) == LATE


def test_not_cured_what_was_not_wrong() -> None:
    """Q4: an earlier meeting in time, or of another level, leaves no mark."""
    early: list[Claim] = [
        summoned(on(2, 20), to=at(3, 3)),
        dispatched(on(2, 20), meeting_on=on(3, 3)),
        held(at(3, 3)),
    ]
    elsewhere: list[Claim] = [
        summoned(on(2, 26), to=at(3, 3), level=CSG),
        held(at(3, 3), level=CSG),
    ]
    over = [called(), sent(), *DONE]
    waiver = waived(at(3, 3, 8))

    uncalled: list[Claim] = [held(at(3, 3), not_summoned=(ST,))]
    for before in (early, elsewhere, uncalled, [*FIRST[:2], waiver, FIRST[2]]):
        (only,) = found(history(*BASE, *before, *over))
        assert (only.reason, only.qualifiers) == ("sent_in_time", ())


def test_the_earlier_meeting_on_an_earlier_version() -> None:
    """Q4: the earlier meeting is measured by the version that then stood."""
    revised = happened(ProposalRevised, on(3, 3), version=2, material=True)
    first = [summoned(on(2, 20), to=at(3, 3)), *FIRST[1:]]
    papers = sent(proposal_version=2)
    end = concluded(MET_ON, proposal_version=2)
    claims = [*first, revised, called(), papers, held(MET), end]
    (only,) = found(history(*BASE, *claims, decided(proposal_version=2)))

    assert (only.reason, only.qualifiers) == ("sent_in_time", ("cured",))


def test_the_last_of_several_earlier_versions() -> None:
    """Q4: of several revisions before that meeting, the last one stood."""
    revisions = [
        happened(ProposalRevised, on(2, 18 + version), version=version, material=True)
        for version in (2, 3)
    ]
    papers = dispatched(on(2, 26), meeting_on=on(3, 3), proposal_version=3)
    first = [summoned(on(2, 20), to=at(3, 3)), *revisions, papers, FIRST[2]]
    ends = [held(MET), concluded(MET_ON, proposal_version=3)]
    claims = [*first, called(), sent(proposal_version=3), *ends]
    (only,) = found(history(*BASE, *claims, decided(proposal_version=3)))

    assert (only.reason, only.qualifiers) == ("sent_in_time", ("cured",))


def test_the_meeting_that_concluded() -> None:
    """Q4: the last of that level, held by then; else the last one summoned to."""
    above = held(at(3, 13), level=CSG)
    later = [held(MET), above, concluded(on(3, 13)), decided()]
    (only,) = found(history(*BASE, called(), sent(), *later))
    next_one = called(on(3, 4), to=at(3, 20))
    calls = [called(on(2, 20), to=at(3, 3)), called(), sent(), next_one]
    (unheld,) = found(history(*BASE, *calls, concluded(on(3, 13)), decided()))

    assert only.facts["meetingOn"] == unheld.facts["meetingOn"] == "2026-03-12"
    assert only.reason == unheld.reason == "sent_in_time"
    assert unheld.facts["concludedOn"] == "2026-03-13"


def test_put_off_to_the_very_day() -> None:
    """Q4: who was told of the later day when it was put off was called to it."""
    papers = dispatched(on(3, 3), meeting_on=MET_ON)
    told = put_off(at(3, 3, 10), to=MET_ON)

    assert q4(*FIRST, told, papers, *DONE) == IN_TIME
    other_day = put_off(at(3, 3, 10), to=on(3, 13))
    assert q4(*FIRST, other_day, papers, *DONE) == NOT_SUMMONED
    others = put_off(at(3, 3, 10), to=MET_ON, parties=(SACO,))
    assert q4(*FIRST, others, papers, *DONE) == NOT_SUMMONED
    too_late = put_off(on(3, 12), to=MET_ON)
    assert q4(*FIRST, too_late, papers, *DONE) == NOT_SUMMONED


def test_a_written_round() -> None:
    """Q4: documents that open a written round call the parties to it."""
    opened = dispatched(on(3, 3), written_round=True)

    assert q4(opened, concluded(MET_ON), decided()) == IN_TIME
    late = dispatched(on(3, 4), written_round=True)
    assert q4(late, concluded(MET_ON), decided()) == LATE
    assert q4(late, waived(on(3, 5)), concluded(MET_ON), decided()) == WAIVED


def test_not_summoned() -> None:
    """Q4: present and concluded with, but never summoned."""
    claims = [called(parties=(SACO, SEKO)), sent(), *DONE]
    (only,) = found(history(*BASE, *claims))

    assert (only.verdict, only.reason) == NOT_SUMMONED
    assert only.facts["meetingOn"] == "2026-03-12"
    assert only.evidence == ("e4", "e6", "e7")
    assert q4(*claims, party=SACO) == IN_TIME


def test_not_summoned_to_this_meeting() -> None:
    """Q4: a summons of another level, round or earlier meeting does not do."""
    assert q4(*FIRST, sent(), *DONE) == NOT_SUMMONED
    assert q4(called(level=CSG), sent(), *DONE) == NOT_SUMMONED


def test_not_summoned_without_a_number() -> None:
    """Q4: to be called is owed whether the agreement sets T1 or not."""
    claims = [called(parties=(SACO,)), *DONE]

    assert q4(*claims, among=NO_T1) == NOT_SUMMONED


def test_the_meeting_was_moved() -> None:
    """Q4: summoned to a day on which nobody met, nobody can tell of the new day."""
    other = called(to=at(3, 11))
    (only,) = found(history(*BASE, other, sent(), *DONE))

    assert (only.verdict, only.reason) == ("undeterminable", "meeting_moved")
    assert only.missing == ("a summons of st to the meeting that was held",)
    assert "e3" in only.evidence
    later = called(on(3, 13), to=at(3, 20))
    assert q4(held(MET), later, concluded(MET_ON), decided()) == NOT_SUMMONED
    same_day = called(on(3, 12), to=at(3, 20))
    assert q4(held(MET), same_day, concluded(MET_ON), decided()) == (
        "undeterminable",
        "meeting_moved",
    )


def test_the_summons_of_others_was_moved() -> None:
    """Q4: a moved summons of Saco-S, or to another level, is none of ST's."""
    others = called(to=at(3, 11), parties=(SACO,))
    above = called(to=at(3, 11), level=CSG)

    assert q4(others, sent(), *DONE) == NOT_SUMMONED
    assert q4(above, sent(), *DONE) == NOT_SUMMONED


def test_what_the_first_round_left() -> None:
    """Q4: neither its meeting, its putting off, its summons nor its waiver serves."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    first = [called(), sent(), put_off(on(3, 12), to=on(4, 16)), *DONE]
    moved = called(on(3, 16), to=at(4, 15))
    late = decided(on(5, 4), decision_id="d2")
    unsummoned = [held(at(4, 16)), concluded(on(4, 16)), late]
    written = dispatched(on(4, 9), written_round=True)
    waiver = happened(SummonsPeriodWaived, on(4, 9), party=ST, how="m", round=1)
    in_writing = [waiver, written, concluded(on(4, 16)), late]

    for second, reason in ((unsummoned, "not_summoned"), (in_writing, "sent_late")):
        entries = history(*BASE, *first, moved, again, *second)
        assert found(entries)[-1].reason == reason
        assert found(entries)[-1].facts["meetingOn"] == "2026-04-16"


def test_not_summoned_and_nothing_owed() -> None:
    """Q4: not applicable where negotiation was owed; unknown, undeterminable."""
    negotiate = with_terms(matrix=matrix("premises", "negotiation"))
    loose = [raised(significant_change=Answer.UNKNOWN), classified()]
    entries = history(*loose, *DONE, among=MBL_ONLY)
    (unknown,) = found(entries, among=MBL_ONLY)

    assert q4(*DONE, among=negotiate) == ("not_applicable", "no_consultation_owed")
    assert unknown.verdict == "undeterminable"
    assert unknown.missing == ("significant_change",)


def test_no_number() -> None:
    """Q4: the agreement sets no T1: not applicable, with the days shown."""
    (only,) = found(history(*BASE, called(), sent(on(3, 9)), *DONE), among=NO_T1)

    assert (only.verdict, only.reason) == ("not_applicable", "no_number")
    assert (only.facts["workingDays"], only.facts["sentOn"]) == (2, "2026-03-09")
    assert "needed" not in only.facts
    assert q4(called(), *DONE, among=NO_T1) == ("not_applicable", "no_number")


def test_sent_on_the_day_of_the_meeting() -> None:
    """Q4: no day lies between, and none less than none."""
    entries = history(*BASE, called(on(3, 11)), sent(on(3, 12)), *DONE)
    (counted,) = found(entries)
    (shown,) = found(entries, among=NO_T1)

    assert (counted.facts["days"], shown.facts["workingDays"]) == (0, 0)


def test_after_the_decision_under_an_exception() -> None:
    """Q4: for the consultation still owed afterwards no time is set."""
    first = [decided(on(3, 10)), invoked(on(3, 10))]
    remedy = [called(on(3, 11)), sent(on(3, 11)), *HELD]
    (only,) = found(history(*BASE, *first, *remedy))

    assert (only.verdict, only.reason) == ("not_applicable", "remedial")
    assert (only.about, only.facts["days"]) == (LSG, 0)
    assert q4(*first[:1], *remedy) == NOT_CONCLUDED


def test_late_before_the_decision_though_an_exception_was_invoked() -> None:
    """Q4: what came before the decision is measured all the same."""
    claims = [called(on(3, 11)), sent(on(3, 11)), *HELD]

    assert q4(*claims, decided(), invoked(on(3, 25))) == LATE


def test_each_conclusion() -> None:
    """Q4: a verdict for each level on which the decision rests."""
    up = {"from_level": LSG, "to_level": CSG, "dossier": ("m-1",)}
    above = [
        happened(IssueEscalated, on(3, 13), **up),
        summoned(on(3, 16), to=at(3, 19), level=CSG),
        dispatched(on(3, 16), meeting_on=on(3, 19)),
        held(at(3, 19), level=CSG),
        concluded(on(3, 19), level=CSG),
    ]
    ends = [held(MET), concluded(MET_ON, "disagreement")]
    entries = history(*BASE, called(), sent(), *ends, *above, decided())
    verdicts = {each.about: each.verdict for each in found(entries)}

    assert verdicts == {LSG: "compliant", CSG: "breach"}
    assert answered("Q4", entries).overall.verdict == "breach"


def test_before_any_decision() -> None:
    """Q4: seen as soon as it is concluded; until then not applicable."""
    before = history(*BASE, called(), sent(on(3, 9)), held(MET))
    entries = history(*BASE, called(), sent(on(3, 9)), *HELD)
    (early,) = found(before)
    (only,) = found(entries)

    assert (early.verdict, early.reason) == ("not_applicable", "no_decision")
    assert (only.verdict, only.reason) == LATE
    assert (only.about, only.decision, only.holds_until) == (LSG, None, None)


def test_how_long_it_holds_undecided() -> None:
    """Q4: undecided, it holds until something else governs the party."""
    among = left(ST, on(6, 1))
    entries = history(*BASE, called(), sent(), *HELD, among=among)
    (only,) = found(entries, among=among, as_of=at(3, 13))

    assert only.holds_until == day_begins(on(6, 1))


@pytest.mark.parametrize(
    ("meeting", "decision", "expected"),
    [
        (at(3, 12, 10, 0), at(3, 12, 10, 1), NEVER_SUMMONED),
        (at(3, 12, 10, 0), at(3, 12, 10, 0), NOT_CONCLUDED),
        (on(3, 12), on(3, 12), ("undeterminable", "same_day")),
        (on(3, 13), on(3, 12), NOT_CONCLUDED),
    ],
)
def test_others_were_met(
    meeting: date, decision: date, expected: tuple[str, str]
) -> None:
    """Q4: a meeting for others before the decision, to which one was never called."""
    others = held(meeting, not_summoned=(ST,), present=(SACO, SEKO))

    assert q4(others, decided(decision)) == expected


def test_never_summoned_shows_the_meeting() -> None:
    """Q4: the breach rests on the meeting that was held for others."""
    others = held(MET, not_summoned=(ST,), present=(SACO, SEKO))
    (only,) = found(history(*BASE, others, decided()))

    assert only.evidence == ("e3", "e4")
    assert only.facts["meetingOn"] == "2026-03-12"
    assert q4(others, decided(), party=SACO) == NOT_CONCLUDED


def test_nothing_held() -> None:
    """Q4: where nobody was met, Q1 speaks."""
    nobody = held(MET, not_summoned=(ST, SACO, SEKO), present=())

    assert q4(decided()) == NOT_CONCLUDED
    assert q4(nobody, decided()) == NOT_CONCLUDED


def test_called_in_another_way() -> None:
    """Q4: who was summoned, or called to negotiation, was not left out of it."""
    others = held(MET, not_summoned=(ST,), present=(SACO, SEKO))

    assert q4(called(), others, decided()) == NOT_CONCLUDED
    assert q4(demanded(on(3, 2)), others, decided()) == NOT_CONCLUDED


def test_never_summoned_and_nothing_owed() -> None:
    """Q4: no consultation owed, no breach; not known, undeterminable."""
    others = held(MET, not_summoned=(ST,), present=(SACO, SEKO))
    loose = [raised(significant_change=Answer.UNKNOWN), classified()]
    entries = history(*loose, others, decided(), among=MBL_ONLY)
    (unknown,) = found(entries, among=MBL_ONLY)

    assert q4(others, decided(), among=left(ST, on(3, 1))) == (
        "not_applicable",
        "no_consultation_owed",
    )
    assert unknown.verdict == "undeterminable"


def test_a_meeting_of_another_round() -> None:
    """Q4: the first round's meeting is none of the second's."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    others = held(MET, not_summoned=(ST,), present=(SACO, SEKO))
    late = decided(on(5, 4), decision_id="d2")
    entries = history(*BASE, others, decided(), again, late)
    verdicts = {each.decision: each.reason for each in found(entries)}

    assert verdicts == {"d1": "never_summoned", "d2": "not_concluded"}


def test_a_meeting_of_the_staff() -> None:
    """Q4: a workplace meeting is no meeting with organisations."""
    staff = held(MET, level=APT, present=())

    assert q4(staff, decided()) == NOT_CONCLUDED


def test_concluded_on_the_day_of_the_decision() -> None:
    """Q4: what may have come first is measured; what came after is not."""
    sends = [called(), sent()]

    assert q4(*sends, held(MET), concluded(MET_ON), decided(MET_ON)) == IN_TIME
    late = [held(MET), concluded(on(3, 13)), decided(MET_ON)]
    assert q4(*sends, *late) == NOT_CONCLUDED
    same = [held(MET), concluded(at(3, 12, 10)), decided(at(3, 12, 10))]
    assert q4(*sends, *same) == NOT_CONCLUDED
    unsummoned = [held(MET), concluded(MET_ON)]
    assert q4(*unsummoned, decided(MET_ON)) == ("undeterminable", "same_day")
    assert q4(*unsummoned, decided(on(3, 13))) == NOT_SUMMONED
    surely = [held(MET), concluded(at(3, 12, 9)), decided(at(3, 12, 10))]
    assert q4(*surely) == NOT_SUMMONED


def test_the_version_in_force_on_the_day_of_the_meeting() -> None:
    """Q4: T1 as it was on the day of the meeting, whatever came after."""
    numbers = with_numbers(documents_before_meeting=None)
    other = numbers.agreements["rv"].versions["3"].terms.numbers
    terms = FRAMEWORK.agreements["rv"].versions["3"].terms
    changes: Any = {"numbers": other, "matrix": terms.matrix, "levels": terms.levels}
    claims = [called(), sent(on(3, 9)), *DONE]

    assert q4(*claims, among=switched(on(3, 13), **changes)) == LATE
    expected = ("not_applicable", "no_number")
    assert q4(*claims, among=switched(on(3, 12), **changes)) == expected


def test_corrected_and_annulled() -> None:
    """Q4: a corrected day moves the verdict; an annulled dispatch takes it away."""
    claims = [called(), sent(on(3, 4)), *DONE]
    moved = corrected(on(3, 27), "e4", "/occurredOn", "2026-03-04", "2026-03-03")

    assert q4(*claims, moved) == IN_TIME
    (only,) = found(history(*BASE, *claims, moved))
    assert "corrected" in only.qualifiers
    assert q4(*claims, annulled(on(3, 27), "e4")) == NO_DOCUMENTS


def test_told_late() -> None:
    """Q4: it goes by when it was sent; that it was told late is marked."""
    papers = (sent(), at(4, 20))
    entries = history(*BASE, called(), *DONE, papers)
    (only,) = found(entries)
    (before,) = found(entries, known_as_of=at(4, 19))

    assert (only.verdict, only.reason) == IN_TIME
    assert "late_recorded" in only.qualifiers
    assert (before.verdict, before.reason) == NO_DOCUMENTS


def test_an_issue_that_is_annulled() -> None:
    """Q4: with nothing left of how it was raised, it still has an answer."""
    entries = history(*BASE, called(), sent(), *DONE)
    whole = answered("Q4", entries[1:], as_of=LONG_AFTER)

    assert whole.overall.verdict == "compliant"


def test_others_were_met_in_the_second_round() -> None:
    """Q4: and whoever was not called to that, was left out of that."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    others = held(at(4, 9), not_summoned=(ST,), present=(SACO, SEKO))
    late = decided(on(5, 4), decision_id="d2")
    entries = history(*BASE, decided(), again, others, late)
    verdicts = {each.decision: each.reason for each in found(entries)}

    assert verdicts == {"d1": "not_concluded", "d2": "never_summoned"}


def test_put_off_in_the_second_round() -> None:
    """Q4: to the very day, that stands in place of a summons there."""
    again = happened(IssueReopened, on(4, 1), reason="Again.", new_round=2)
    moved = [put_off(on(4, 7), to=on(4, 16)), held(at(4, 16)), concluded(on(4, 16))]
    papers = dispatched(on(4, 7), meeting_on=on(4, 16))
    late = decided(on(5, 4), decision_id="d2")
    start = held(at(4, 2))
    entries = history(*BASE, decided(), again, start, papers, *moved, late)

    assert found(entries)[-1].reason == "sent_in_time"


def test_it_is_not_cured_by_itself() -> None:
    """Q4: the meeting that concluded is none of the earlier ones."""
    change = happened(ProposalRevised, MET_ON, version=2, material=True)
    papers = [sent(), sent(on(3, 11)), sent(proposal_version=2)]
    end = concluded(MET_ON, proposal_version=2)
    claims = [called(), *papers[:2], change, papers[2], held(MET), end]
    (only,) = found(history(*BASE, *claims, decided(proposal_version=2)))

    assert only.reason == "sent_in_time"
    assert "cured" not in only.qualifiers


def test_sent_again() -> None:
    """Q4: a reminder, or the same papers again, takes nothing from who was in time."""
    paper = Document(ref="RV 2026/114-3")
    again = [called(on(3, 11)), sent(on(3, 11))]

    assert q4(called(), sent(), *again, *DONE) == IN_TIME
    named = sent(document_refs=(paper,))
    same = sent(on(3, 11), document_refs=(paper,))
    assert q4(called(), named, same, *DONE) == IN_TIME


def test_documents_added() -> None:
    """Q4: papers not named before, and too late, may have been needed to prepare."""
    one, two = (Document(ref=f"RV 2026/114-{n}") for n in (3, 4))
    first = sent(on(3, 2), document_refs=(one,))
    in_time = sent(document_refs=(one, two))
    late = sent(on(3, 4), document_refs=(two,))
    (only,) = found(history(*BASE, called(), first, late, *DONE))

    assert (only.verdict, only.reason) == ("undeterminable", "documents_added")
    assert only.evidence == ("e3", "e4", "e5", "e7", "e8")
    assert only.missing == ("whether what was added was needed to prepare",)
    assert only.facts["addedOn"] == "2026-03-04"
    assert q4(called(), first, in_time, *DONE) == IN_TIME
    assert q4(called(), first, in_time, late, *DONE) == IN_TIME
    assert q4(called(), first, late, waived(on(3, 5)), *DONE) == WAIVED
    assert q4(called(on(3, 4)), first, late, *DONE) == LATE


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (on(3, 11), WAIVED),
        (on(3, 12), WAIVED),
        (on(3, 16), WAIVED),
        (on(3, 17), LATE),
    ],
)
def test_a_waiver_through_the_conclusion(day: date, expected: tuple[str, str]) -> None:
    """Q4: after the meeting it counts through the day it concluded, not later."""
    ends = [held(MET), concluded(on(3, 16))]
    claims = [called(on(3, 6)), sent(on(3, 6)), *ends]
    if day <= on(3, 16):
        claims = [*claims[:2], waived(day), *ends]
    else:
        claims.append(waived(day))

    assert q4(*claims, decided()) == expected


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        (on(3, 9), {LSG: "waived", CSG: "sent_late"}),
        (at(3, 12, 8), {LSG: "waived", CSG: "sent_late"}),
        (on(3, 16), {LSG: "sent_late", CSG: "waived"}),
        (on(3, 19), {LSG: "sent_late", CSG: "waived"}),
    ],
)
def test_a_waiver_for_another_level(day: date, reasons: dict[str, str]) -> None:
    """Q4: it is for the next meeting, below or above."""
    up = {"from_level": LSG, "to_level": CSG, "dossier": ("m-1",)}
    below = [called(on(3, 9)), sent(on(3, 9))]
    ends = [held(MET), concluded(MET_ON, "disagreement")]
    above = [
        happened(IssueEscalated, on(3, 13), **up),
        summoned(on(3, 9), to=at(3, 19), level=CSG),
        dispatched(on(3, 16), meeting_on=on(3, 19)),
    ]
    last = [held(at(3, 19), level=CSG), concluded(on(3, 19), level=CSG), decided()]
    claims = [*below, above[1], waived(day), *ends, above[0], above[2], *last]
    entries = history(*BASE, *claims)

    assert {each.about: each.reason for each in found(entries)} == reasons
