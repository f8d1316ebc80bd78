"""Q22: whether it may be decided now, what is missing, and from when it may."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.agency import AuthorityDelegated
from domain.agreement_state import Framework
from domain.base import Answer, Document, Recorded, Role
from domain.consultation import ConsultationPostponed, ConsultationResumed
from domain.decision import DecisionCommunicated, DecisionRevoked
from domain.escalation import EscalationRequested, IssueEscalated
from domain.implementation import ImplementationStarted
from domain.meeting import SummonsPeriodWaived
from domain.perspective import ProposalRevised
from domain.questions.answer import Verdict
from domain.questions.case import as_seen
from domain.questions.earliest import lawful_from
from domain.questions.q22_may_decide import ASKED, QUESTION
from domain.questions.wanting import WANTING, wanting
from domain.raising import IssueReopened, IssueWithdrawn
from domain.when import day_after
from tests.frameworks import MBL_ONLY, matrix, with_numbers, with_terms
from tests.issues import (
    FRAMEWORK,
    Claim,
    annulled,
    answered,
    at,
    classified,
    concluded,
    decided,
    demanded,
    dispatched,
    ended,
    happened,
    held,
    history,
    invoked,
    on,
    raised,
    summoned,
)
from tests.worked_example import (
    CSG,
    HEAD,
    LSG,
    ORGANISATIONS,
    SACO,
    SEKO,
    ST,
    UNIT,
    register,
)

NOW = at(3, 25, 12)
"""Wednesday 25 March 2026."""
PREPARED: list[Claim] = [
    raised(affects_work_environment=Answer.NO),
    classified(),
    summoned(on(2, 3), to=at(3, 3)),
    dispatched(on(2, 3), meeting_on=on(3, 3)),
]
MET: list[Claim] = [*PREPARED, held(on(3, 3))]
READY: list[Claim] = [*MET, concluded(on(3, 3))]


def q22(
    *claims: Claim, as_of: datetime = NOW, among: Framework = FRAMEWORK
) -> list[Verdict]:
    """Return what is said to a manager who asks at that time."""
    return list(_asked(history(*claims, among=among), as_of, among).verdicts)


def _asked(entries: list[Recorded], as_of: datetime, among: Framework) -> Any:
    return answered("Q22", entries, as_of=as_of, among=among)


def of(party: str | None, said: list[Verdict]) -> Verdict:
    """Return what is said of the party, or of the matter as such."""
    return next(each for each in said if each.party == party)


def test_it_is_about_what_has_not_happened() -> None:
    """Q22: its verdicts stand in no list."""
    assert not QUESTION.listed


def test_it_may_be_decided() -> None:
    """Q22: compliant for each party and for the matter, with what it rests on."""
    said = q22(*READY)

    assert {each.party for each in said} == {*ORGANISATIONS, None}
    assert {(each.verdict, each.reason) for each in said} == {
        ("compliant", "may_decide")
    }
    assert "e6" in of(ST, said).evidence
    assert all("(now)" not in each.evidence for each in said)
    assert all(each.decision is None for each in said)


def test_not_consulted() -> None:
    """Q22: a breach where Q1 would be one, with the day from which it may be: six
    whole working days from today and the meeting (T1).
    """
    found = of(ST, q22(raised(affects_work_environment=Answer.NO), classified()))

    assert (found.verdict, found.reason) == ("breach", "not_yet")
    assert "Q1" in found.facts["questions"]  # type: ignore[operator]
    assert found.facts["lawfulFromOn"] == "2026-04-03"


def test_summoned_to_a_meeting_to_come() -> None:
    """Q22: where the parties are summoned, that meeting is when."""
    ahead = summoned(on(3, 16), to=at(4, 14))
    found = of(ST, q22(*PREPARED[:2], ahead))

    assert found.facts["lawfulFromOn"] == "2026-04-14"


def test_a_meeting_of_today_that_is_over_is_not_to_come() -> None:
    """Q22: a meeting at this very minute, or before, is no meeting to come."""
    found = of(ST, q22(*PREPARED[:2], summoned(on(3, 16), to=NOW)))

    assert found.facts["lawfulFromOn"] == "2026-04-03"


def test_another_party_s_summons_is_not_its_own() -> None:
    """Q22: a party that is not summoned has its own time to prepare."""
    ahead = summoned(on(3, 16), to=at(4, 14), parties=[SACO])
    said = q22(*PREPARED[:2], ahead)

    assert of(SACO, said).facts["lawfulFromOn"] == "2026-04-14"
    assert of(ST, said).facts["lawfulFromOn"] == "2026-04-03"


def test_no_time_to_prepare_is_agreed() -> None:
    """Q22: without T1 no rule sets a day."""
    among = with_numbers(documents_before_meeting=None)
    found = of(ST, q22(*PREPARED[:2], among=among))

    assert found.verdict == "breach"
    assert "lawfulFromOn" not in found.facts


def test_concluded_today() -> None:
    """Q22: concluded today and no hour known, it cannot be told: tomorrow it can."""
    claims = [*MET, concluded(on(3, 25))]
    found = of(ST, q22(*claims))
    tomorrow = of(ST, q22(*claims, as_of=at(3, 26, 0, 0)))

    assert (found.verdict, found.reason) == ("undeterminable", "not_known")
    assert "the time of day" in found.missing
    assert found.facts["lawfulFromOn"] == "2026-03-26"
    assert found.holds_until == at(3, 26, 0, 0)
    assert tomorrow.verdict == "compliant"


def test_concluded_this_minute() -> None:
    """Q22: what was concluded this very minute is not before; a minute later it is."""
    claims = [*MET, concluded(NOW)]
    found = of(ST, q22(*claims, as_of=NOW + timedelta(seconds=30)))
    later = of(ST, q22(*claims, as_of=NOW + timedelta(minutes=1)))

    assert found.verdict == "breach"
    assert found.holds_until == NOW + timedelta(minutes=1)
    assert later.verdict == "compliant"


def test_it_holds_at_most_through_the_day() -> None:
    """Q22: rules count days, so by midnight it is asked anew."""
    assert of(ST, q22(*READY)).holds_until == at(3, 26, 0, 0)


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [(at(3, 10, 23, 59), "undeterminable"), (at(3, 11, 0, 0), "compliant")],
)
def test_escalation_may_still_be_asked_for(as_of: datetime, verdict: str) -> None:
    """Q22: after disagreement the window of T6, five working days, is waited out."""
    claims = [*MET, concluded(on(3, 3), "disagreement")]
    found = of(ST, q22(*claims, as_of=as_of))

    assert found.verdict == verdict
    if verdict != "compliant":
        assert "Q6" in found.facts["questions"]  # type: ignore[operator]
        assert found.facts["lawfulFromOn"] == "2026-03-11"


def test_central_negotiation_may_still_be_asked_for() -> None:
    """Q22: so is the window of T7 after a local negotiation."""
    among = with_terms(replaces_mbl=("11", "12", "19", "38"))
    claims = [
        raised(
            topic="redundancy",
            redundancy=Answer.YES,
            affects_work_environment=Answer.NO,
        ),
        classified(level=CSG),
        demanded(on(3, 2)),
        ended(on(3, 19), how="disagreement_both_agree_end"),
    ]
    found = of(ST, q22(*claims, among=among))

    assert found.verdict == "undeterminable"
    assert "Q7" in found.facts["questions"]  # type: ignore[operator]
    assert found.facts["lawfulFromOn"] == "2026-03-27"


def test_waiting_may_be_a_duty() -> None:
    """Q22: where waiting is a duty, deciding in the window would be a breach."""
    among = with_terms(
        replaces_mbl=("11", "12", "19", "38"),
        numbers=with_numbers(waiting_is_a_duty=True)
        .agreements["rv"]
        .versions["3"]
        .terms.numbers,
    )
    claims = [
        raised(
            topic="redundancy",
            redundancy=Answer.YES,
            affects_work_environment=Answer.NO,
        ),
        classified(level=CSG),
        demanded(on(3, 2)),
        ended(on(3, 19), how="disagreement_both_agree_end"),
    ]
    found = of(ST, q22(*claims, among=among))

    assert (found.verdict, found.reason) == ("breach", "not_yet")
    assert found.facts["lawfulFromOn"] == "2026-03-27"


def test_the_risks_are_not_assessed() -> None:
    """Q22: what is owed to no single party is said of the matter; no rule says when."""
    claims = [raised(affects_work_environment=Answer.YES), *READY[1:]]
    found = of(None, q22(*claims))

    assert (found.verdict, found.facts["questions"]) == ("breach", ("Q15",))
    assert "lawfulFromOn" not in found.facts


def test_what_is_missing_is_named() -> None:
    """Q22: what is not there for each party and for the matter, beside the unknown."""
    started = raised(affects_work_environment=Answer.YES)
    found = {one.party: one.missing for one in q22(started, classified())}
    level = {one.party: one.missing for one in q22(started)}

    assert f"consultation with {ST}" in found[ST]
    assert f"a summons of {ST}" in found[ST]
    assert not any(SEKO in each for each in found[ST])
    assert "a risk assessment" in found[None]
    assert "level" in level[ST]
    assert not any("authority" in each for each in level[None])


def test_what_is_unknown_stands_beside_what_is_not_there() -> None:
    """Q22: `unknown` only beside a breach; alone it is what the answer is about."""
    alone = history(*PREPARED, concluded(on(3, 25)))
    found = answered("Q22", alone, as_of=NOW).overall

    assert found.verdict == "undeterminable"
    assert "unknown" not in found.facts


@pytest.mark.parametrize("number", ASKED)
def test_each_question_has_its_words(number: str) -> None:
    """Q22: whichever breach is in the way, what is missing is said, of its party."""
    breach = Verdict(
        question=number, verdict="breach", reason="any", party=ST, missing=("more",)
    )
    unsure = msgspec.structs.replace(breach, verdict="undeterminable")

    assert wanting(breach) == (WANTING[number].format(party=ST), "more")
    assert wanting(unsure) == ("more",)


@pytest.mark.parametrize("key", sorted(key for key in WANTING if " " in key))
def test_some_reasons_have_words_of_their_own(key: str) -> None:
    """Q22: where another thing is missing than the question's own."""
    number, reason = key.split()
    breach = Verdict(question=number, verdict="breach", reason=reason, party=ST)

    assert wanting(breach) == (WANTING[key].format(party=ST),)
    assert f"`{reason}`" in Path("docs/rules.md").read_text(encoding="utf-8")


def test_nobody_is_known_to_have_the_right_to_decide() -> None:
    """Q22: an authority for the topic must be in the register, else it is not known."""
    claims = [
        raised(topic="equality", affects_work_environment=Answer.NO),
        *READY[1:],
    ]
    found = of(None, q22(*claims))

    assert (found.verdict, found.reason) == ("undeterminable", "not_known")
    assert "Q8" in found.facts["questions"]  # type: ignore[operator]


def test_another_level_s_authority_does_not_do() -> None:
    """Q22: the manager of the region has no right to decide what is the agency's."""
    claims = [
        READY[0],
        classified(level=CSG),
        summoned(on(2, 3), to=at(3, 3), level=CSG),
        dispatched(on(2, 3), meeting_on=on(3, 3)),
        held(on(3, 3), level=CSG),
        concluded(on(3, 3), level=CSG),
    ]

    assert of(ST, q22(*claims)).verdict == "compliant"
    assert of(None, q22(*claims)).verdict == "undeterminable"


def test_decided_already() -> None:
    """Q22: not applicable once it is decided; applicable when that is revoked."""
    claims = [*READY, decided(on(3, 10))]
    revoked = happened(DecisionRevoked, on(3, 12), supersedes="d1", reason="Anew.")
    found = of(None, q22(*claims))

    assert (found.verdict, found.reason) == ("not_applicable", "decided")
    assert of(ST, q22(*claims, revoked)).verdict == "compliant"


def test_a_decision_that_was_annulled_is_none() -> None:
    """Q22: an annulled decision was never made."""
    assert of(ST, q22(*READY, decided(on(3, 10)), annulled(on(3, 11), "e7"))).verdict


def test_reopened() -> None:
    """Q22: after reopening, what was concluded in the first round does not suffice."""
    again = happened(IssueReopened, on(3, 16), reason="Anew.", new_round=2)
    found = of(ST, q22(*READY, decided(on(3, 10)), again))

    assert found.verdict == "breach"
    assert "Q1" in found.facts["questions"]  # type: ignore[operator]


def test_withdrawn() -> None:
    """Q22: nothing is decided in what was withdrawn."""
    gone = happened(IssueWithdrawn, on(3, 10), reason="No longer wanted.")
    found = of(None, q22(*READY, gone))

    assert (found.verdict, found.reason) == ("not_applicable", "ended")


def test_not_raised() -> None:
    """Q22: as of a time before it was raised there is nothing to decide."""
    found = of(None, q22(*READY, as_of=at(1, 25)))

    assert (found.verdict, found.reason) == ("not_applicable", "not_raised")


def test_without_any_agreement() -> None:
    """Q22: where MBL applies directly negotiation is owed and missing."""
    found = of(ST, q22(*READY, among=MBL_ONLY))

    assert found.verdict == "breach"
    assert {"Q1", "Q7"} <= set(found.facts["questions"])  # type: ignore[arg-type]


def test_the_gravest_in_the_way_is_said() -> None:
    """Q22: a breach, where something else is only not known."""
    found = of(None, q22(raised(topic="equality", affects_work_environment=Answer.YES)))

    assert (found.verdict, found.reason) == ("breach", "not_yet")
    assert found.facts["questions"] == ("Q15",)
    assert found.facts["unknown"] == ("Q8",)


def test_the_first_of_two_meetings_to_come() -> None:
    """Q22: the first meeting will do, and in a later round that round's own."""
    ahead = [summoned(on(3, 16), to=at(4, day)) for day in (14, 20)]
    again = happened(IssueReopened, on(3, 16), reason="Anew.", new_round=2)
    later = summoned(on(3, 17), to=at(4, 14))
    second = of(ST, q22(*READY, decided(on(3, 10)), again, later))

    assert of(ST, q22(*PREPARED[:2], *ahead)).facts["lawfulFromOn"] == "2026-04-14"
    assert second.facts["lawfulFromOn"] == "2026-04-14"


def test_the_last_that_is_in_the_way_tells_from_when() -> None:
    """Q22: where several rules set a time, all of them have to have passed."""
    days = ("2026-04-10", "2026-04-01")
    said = [
        Verdict(
            question="Q7",
            verdict="undeterminable",
            reason="window_open",
            facts={"windowClosesOn": day},
        )
        for day in days
    ]
    case = as_seen(history(*READY), FRAMEWORK, NOW)

    assert lawful_from(case, said) == day_after(on(4, 10))


def test_by_the_role_that_has_the_right() -> None:
    """Q22: as decided by whom the authority is for, whoever that is."""
    head = AuthorityDelegated(
        actor=HEAD,
        occurred_on=on(1, 2),
        authority_ref="delegation-2026.head",
        role=Role.AGENCY_HEAD,
        level=CSG,
        topics=("premises",),
        units=(UNIT,),
        valid_from=on(1, 2),
    )
    among = msgspec.structs.replace(FRAMEWORK, agency=register(head))
    claims = [
        READY[0],
        classified(level=CSG),
        held(on(3, 3), level=CSG),
        concluded(on(3, 3), level=CSG),
    ]

    assert of(None, q22(*claims, among=among)).verdict == "compliant"


def test_decided_on_what_the_proposal_became() -> None:
    """Q22: on the last version, which nobody was consulted on."""
    changes = [
        happened(ProposalRevised, on(3, day), version=version, material=True)
        for version, day in ((2, 10), (3, 11))
    ]
    again = [held(on(3, 12)), concluded(on(3, 12), proposal_version=2)]
    found = of(ST, q22(*MET, *changes, *again))

    assert "Q1" in found.facts["questions"]  # type: ignore[operator]


CALM = raised(affects_work_environment=Answer.NO)
CALLED: list[Claim] = [CALM, classified()]


def lawful(*claims: Claim, as_of: datetime, among: Framework = FRAMEWORK) -> object:
    """Return from which day ST's part of it can be lawful, None where no rule says."""
    entries = history(*claims, among=among)
    found = of(ST, list(_asked(entries, as_of, among).verdicts))
    return found.facts.get("lawfulFromOn")


def test_carried_out_first_is_not_decided() -> None:
    """Q22: what is carried out under an exception is still to be decided (path 8)."""
    begun = happened(ImplementationStarted, on(3, 1))
    found = of(ST, q22(*CALLED, invoked(on(3, 1)), begun))

    assert found.reason != "decided"


def test_told_after_it_was_revoked() -> None:
    """Q22: a communication told once the decision was revoked brings it not back."""
    revoked = happened(DecisionRevoked, on(3, 3), supersedes="d1", reason="Anew.")
    told = happened(
        DecisionCommunicated, on(3, 2), decision_id="d1", parties=ORGANISATIONS
    )
    found = of(ST, q22(*CALLED, decided(on(3, 1)), revoked, told))

    assert (found.verdict, found.reason) == ("breach", "not_yet")


def test_one_of_two_decisions_is_revoked() -> None:
    """Q22: while another decision of the round stands it is decided, by that one."""
    second = decided(on(3, 11), decision_id="d2")
    revoked = happened(DecisionRevoked, on(3, 12), supersedes="d1", reason="Anew.")
    found = of(None, q22(*READY, decided(on(3, 10)), second, revoked))

    assert (found.reason, found.evidence) == ("decided", ("e8",))


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [(at(3, 11), "2026-03-11"), (at(3, 10), "2026-03-12")],
)
def test_summoned_with_or_without_time_to_prepare(
    meeting: datetime, expected: str
) -> None:
    """Q22, T1: six whole days from the summons the meeting is when; with five a
    decision would be a breach of Q4, so a meeting is called anew from today.
    """
    sent = [summoned(on(3, 2), to=meeting), dispatched(on(3, 2))]

    assert lawful(*CALLED, *sent, as_of=at(3, 3, 12)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(at(3, 2, 12), "2026-03-11"), (at(3, 3, 12), "2026-03-12")],
)
def test_documents_are_sent_today(asked: datetime, expected: str) -> None:
    """Q22, T1: what has not been sent can be sent today, if that is still in time."""
    called = summoned(on(3, 2), to=at(3, 11))

    assert lawful(*CALLED, called, as_of=asked) == expected


def test_a_waiver_makes_a_late_summons_good() -> None:
    """Q22: who waived its time to prepare meets as summoned; the others do not."""
    sent = [summoned(on(3, 2), to=at(3, 4)), dispatched(on(3, 2))]
    waived = happened(SummonsPeriodWaived, on(3, 3), party=ST, how="mail")
    said = q22(*CALLED, *sent, waived, as_of=at(3, 3, 12))

    assert of(ST, said).facts["lawfulFromOn"] == "2026-03-04"
    assert of(SACO, said).facts["lawfulFromOn"] == "2026-03-12"


def test_no_number_for_the_time_to_prepare() -> None:
    """Q22: without T1 a meeting to come is when, however short the notice."""
    sent = summoned(on(3, 2), to=at(3, 4))
    among = with_numbers(documents_before_meeting=None)

    assert lawful(*CALLED, sent, as_of=at(3, 3, 12), among=among) == "2026-03-04"


def test_a_meeting_of_another_level() -> None:
    """Q22: a meeting above is no use before the matter has been taken there."""
    above = summoned(on(3, 2), to=at(3, 25), level=CSG)
    up = happened(
        IssueEscalated, on(3, 4), from_level=LSG, to_level=CSG, dossier=("x",)
    )
    revised = happened(ProposalRevised, on(3, 4), version=2, material=True)
    anew = [*MET, concluded(on(3, 3), "disagreement"), above, revised]

    assert lawful(*CALLED, above, as_of=at(3, 3, 12)) == "2026-03-12"
    assert lawful(*anew, as_of=at(3, 4, 12)) == "2026-03-13"
    assert lawful(*anew, up, as_of=at(3, 4, 12)) == "2026-03-25"


def test_the_level_above_is_waited_for() -> None:
    """Q22, T4: asked for in time, its next meeting is when; not called yet, with T1."""
    asked = happened(
        EscalationRequested, on(3, 4), party=ST, from_level=LSG, to_level=CSG
    )
    start = [*MET, concluded(on(3, 3), "disagreement"), asked]
    again = summoned(on(3, 4), to=at(3, 16))
    above = summoned(on(3, 4), to=at(3, 17), level=CSG)

    assert lawful(*start, as_of=at(3, 4, 12)) == "2026-03-13"
    assert lawful(*start, again, as_of=at(3, 4, 12)) == "2026-03-13"
    assert lawful(*start, again, above, as_of=at(3, 4, 12)) == "2026-03-17"


def test_put_off_to_a_day() -> None:
    """Q22: a consultation put off goes on that day, of the last day it was put off to;
    the day itself is not over, and when it is, it is called anew.
    """
    first, last = (
        happened(
            ConsultationPostponed,
            on(3, day),
            parties=ORGANISATIONS,
            to_date=on(3, to),
            reason="Not ready.",
        )
        for day, to in ((3, 20), (4, 17))
    )
    start = [*PREPARED[:3], dispatched(on(2, 3)), held(on(3, 3)), first, last]

    assert lawful(*start, as_of=at(3, 4, 12)) == "2026-03-17"
    assert lawful(*start, as_of=at(3, 17, 12)) == "2026-03-17"
    assert lawful(*start, as_of=at(3, 18, 12)) == "2026-03-27"


def test_an_absence_that_does_not_count() -> None:
    """Q22: who stayed away, called too late, is met anew with its time to prepare;
    who came is not, and no time mends that.
    """
    late = [summoned(on(2, 27), to=at(3, 3)), dispatched(on(2, 27))]
    there = [SACO, SEKO]
    met = [
        held(on(3, 3), absent=(ST,), present=there),
        concluded(on(3, 3), parties=there),
        concluded(on(3, 3), "absent_duly_summoned", parties=(ST,)),
    ]
    said = q22(*CALLED, *late, *met, as_of=at(3, 4, 12))

    assert of(ST, said).facts["lawfulFromOn"] == "2026-03-13"
    assert of(SACO, said).facts["questions"] == ("Q4",)
    assert "lawfulFromOn" not in of(SACO, said).facts


def test_resumed_and_not_concluded() -> None:
    """Q22: what was concluded, put off and resumed goes on in a meeting."""
    put_off = happened(
        ConsultationPostponed, on(3, 4), parties=ORGANISATIONS, reason="Not ready."
    )
    resumed = happened(ConsultationResumed, on(3, 10), parties=ORGANISATIONS)
    start = [*READY, put_off]

    assert lawful(*start, as_of=at(3, 11, 12)) == "2026-03-20"
    assert lawful(*start, resumed, as_of=at(3, 11, 12)) == "2026-03-20"


def test_more_documents_sent_too_late() -> None:
    """Q22: a meeting for which more was sent too late is not one called in time."""
    more = Document(ref="d2", sha256="0" * 64)
    sent = [
        summoned(on(2, 18), to=at(3, 3)),
        dispatched(on(2, 18)),
        dispatched(on(2, 27), document_refs=(more,)),
    ]

    assert lawful(*CALLED, *sent[:2], as_of=at(3, 2, 12)) == "2026-03-03"
    assert lawful(*CALLED, *sent, as_of=at(3, 2, 12)) == "2026-03-11"


def instant(*claims: Claim, as_of: datetime) -> datetime | None:
    """Return the very instant from which ST's consultation can be done."""
    said = Verdict(
        question="Q1", verdict="breach", reason="not_concluded_before", party=ST
    )
    return lawful_from(as_seen(history(*claims), FRAMEWORK, as_of), [said])


def test_the_hour_of_the_meeting() -> None:
    """Q22: the hour, if it is known: of a meeting that lies ahead by a minute, or for
    which documents sent today are just in time; not of one that begins this minute.
    """
    called = [*CALLED, summoned(on(3, 2), to=at(3, 11))]

    assert instant(*called, as_of=at(3, 2, 12)) == at(3, 11)
    assert instant(*PREPARED, as_of=at(3, 3, 8, 59)) == at(3, 3)
    assert instant(*PREPARED, as_of=at(3, 3, 9)) == at(3, 12, 0)


def test_the_hour_it_was_put_off_to_is_not_known() -> None:
    """Q22: put off to a day, it can be from that day's first instant; on the day
    itself from now; of the party's own putting off, and of this round's.
    """
    own, others, first_round = (
        happened(
            ConsultationPostponed,
            on(3, day),
            parties=parties,
            to_date=on(3, to),
            round=round_,
            reason="Not ready.",
        )
        for day, parties, to, round_ in (
            (3, (ST,), 17, None),
            (4, (SACO,), 20, None),
            (11, (ST,), 24, 1),
        )
    )
    start = [*PREPARED[:3], dispatched(on(2, 3)), held(on(3, 3)), own, others]
    again = happened(IssueReopened, on(3, 10), reason="Anew.", new_round=2)
    second = [
        summoned(on(3, 10), to=at(3, 19)),
        dispatched(on(3, 10)),
        happened(
            ConsultationPostponed,
            on(3, 10),
            parties=(ST,),
            to_date=on(3, 23),
            reason="Not ready.",
        ),
    ]
    anew = [*start, decided(on(3, 9)), again, *second, first_round]

    assert instant(*start, as_of=at(3, 16, 12)) == at(3, 17, 0)
    assert instant(*start, as_of=at(3, 17, 12)) == at(3, 17, 12)
    assert instant(*anew, as_of=at(3, 20, 12)) == at(3, 23, 0)


def test_the_level_above_takes_it_up_by_itself() -> None:
    """Q22: where a disagreement goes up without a request, its next meeting is when."""
    among = with_terms(escalation_automatic=True)
    start = [*MET, concluded(on(3, 3), "disagreement")]
    above = [summoned(on(3, 4), to=at(3, 17), level=CSG), dispatched(on(3, 4))]

    assert lawful(*start, *above, as_of=at(3, 12), among=among) == "2026-03-17"


def test_a_negotiation_has_no_day() -> None:
    """Q22: where negotiation is owed a meeting of the group mends nothing."""
    among = with_terms(matrix=matrix("premises", "negotiation"))
    ahead = summoned(on(3, 2), to=at(3, 25))

    assert lawful(*CALLED, ahead, as_of=at(3, 3, 12), among=among) is None


@pytest.mark.parametrize(
    ("as_of", "until"),
    [
        (at(3, 3, 8, 30), at(3, 3, 9, 0)),
        (at(3, 3, 9, 0), at(3, 3, 9, 1)),
        (at(3, 3, 9, 1), at(3, 4, 0, 0)),
    ],
)
def test_it_holds_until_a_meeting_begins(as_of: datetime, until: datetime) -> None:
    """Q22: at the meeting it is no longer to come, a minute later it has begun."""
    assert of(ST, q22(*PREPARED, as_of=as_of)).holds_until == until
