"""Q14: minutes were kept where they were to be, and approved in time."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from domain.agency_state import EMPLOYER
from domain.agreement_state import Framework
from domain.base import Actor, Answer, Role
from domain.calendar import Term
from domain.consultation import ConsultationPostponed
from domain.correction import Approver
from domain.minutes import MinutesApproved, MinutesDisputed, MinutesDrafted
from domain.negotiation import NegotiationMeetingHeld
from domain.questions.answer import Verdict
from domain.raising import IssueReopened
from tests.agreements import entered, proposed
from tests.frameworks import MBL_ONLY, left, switched, with_numbers, with_terms
from tests.issues import (
    Claim,
    annulled,
    answered,
    at,
    classified,
    concluded,
    decided,
    demanded,
    ended,
    happened,
    held,
    history,
    on,
    raised,
    summoned,
)
from tests.worked_example import (
    APT,
    CSG,
    HEAD,
    LSG,
    MATRIX,
    NUMBERS,
    SACO,
    SEKO,
    ST,
    framework,
    signed,
    union,
)

APPROVED = ("compliant", "approved")
LATE = ("breach", "approved_late")
NOT_YET = ("undeterminable", "not_yet_due")
NO_MINUTES = ("breach", "no_minutes")
NOT_APPROVED = ("breach", "not_approved")
NONE_NEEDED = ("not_applicable", "no_minutes_required")
MET = [summoned(on(2, 20), at(3, 3)), held(at(3, 3))]
"""LSG met on Tuesday 3 March; T15 is ten working days: through Tuesday the 17th."""
BOTH = (EMPLOYER, ST)
DAY = on(3, 6)


def found(
    *claims: Claim, as_of: datetime | None = None, among: Any = None, **fields: Any
) -> list[Verdict]:
    """Return Q14's verdicts on a matter of premises, or what *fields* say."""
    framework: Framework = among or with_terms()
    entries = history(raised(**fields), *claims, among=framework)
    asked = {"as_of": as_of} if as_of else {}
    return list(answered("Q14", entries, among=framework, **asked).verdicts)


def q14(*claims: Claim, **asked: Any) -> tuple[str, str]:
    """Return the verdict and reason where there is but one."""
    (one,) = found(*claims, **asked)
    return one.verdict, one.reason


def drafted(
    version: int = 1,
    sides: Sequence[str] = BOTH,
    id_: str = "m1",
    day: date = DAY,
    of: date | None = None,
) -> Claim:
    """Return that a version of the minutes of 3 March was written."""
    approvers = tuple(Approver(side=side, person=f"p-{side}") for side in sides)
    fields: dict[str, Any] = {"version": version, "meeting_on": of or on(3, 3)}
    return happened(MinutesDrafted, day, minutes_id=id_, approvers=approvers, **fields)


def approved(
    time: date = DAY,
    sides: Sequence[str] = BOTH,
    id_: str = "m1",
    version: int = 1,
    kind: Any = MinutesApproved,
) -> list[Claim]:
    """Return that each side approved, or did something else."""
    more: dict[str, Any] = {} if kind is MinutesApproved else {"reason": "It is wrong."}
    return [
        happened(
            kind,
            time,
            minutes_id=id_,
            version=version,
            side=side,
            approver=f"p-{side}",
            actor=Actor(role=Role.MANAGER) if side == EMPLOYER else union(side),
            **more,
        )
        for side in sides
    ]


def disputed(time: date, version: int = 1) -> list[Claim]:
    """Return that ST did not agree with what was written."""
    return approved(time, (ST,), version=version, kind=MinutesDisputed)


def test_nothing_was_met_on() -> None:
    """Q14: no meeting, no minutes."""
    assert q14() == ("not_applicable", "no_meeting")


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (at(3, 17, 23, 59), APPROVED),
        (on(3, 17), APPROVED),
        (on(3, 6), APPROVED),
        (at(3, 18, 0, 0), LATE),
    ],
)
def test_approved(time: date, expected: tuple[str, str]) -> None:
    """Q14, T15: the last side in time on the last of ten working days."""
    sides = approved(DAY, (EMPLOYER,)) + approved(time, (ST,))

    assert q14(*MET, drafted(), *sides) == expected


def test_told_of_the_days() -> None:
    """Q14: the day met on, the last day and the day of approval are told."""
    (one,) = found(*MET, drafted(), *approved(on(3, 18), (ST, EMPLOYER)))

    assert one.about == "2026-03-03"
    assert dict(one.facts) == {
        "meetingOn": "2026-03-03",
        "dueOn": "2026-03-17",
        "approvedOn": "2026-03-18",
    }
    assert one.evidence == ("e3", "e4", "e5", "e6")


@pytest.mark.parametrize(
    ("as_of", "expected"), [(at(3, 17, 23, 59), NOT_YET), (at(3, 18, 0, 0), NO_MINUTES)]
)
def test_none_drafted(as_of: datetime, expected: tuple[str, str]) -> None:
    """Q14, T15: they may still come through the last day."""
    assert q14(*MET, as_of=as_of) == expected


def test_how_long_they_may_still_come() -> None:
    """Q14, T15: an open term says at which instant it ends, and what is missing."""
    (one,) = found(*MET, as_of=at(3, 4))

    assert one.holds_until == at(3, 18, 0, 0)
    assert one.missing


@pytest.mark.parametrize("sides", [(EMPLOYER,), (ST,)])
def test_one_side_only(sides: Sequence[str]) -> None:
    """Q14: what one side approved is not approved."""
    claims = [*MET, drafted(), *approved(DAY, sides)]

    assert q14(*claims) == NOT_APPROVED
    assert q14(*claims, as_of=at(3, 17)) == NOT_YET


@pytest.mark.parametrize("sides", [(EMPLOYER,), (ST, SACO), ()])
def test_both_sides_are_appointed(sides: Sequence[str]) -> None:
    """Q14: without an approver of either side, nothing approves them."""
    claims = [*MET, drafted(sides=sides), *approved(DAY, sides)]

    assert q14(*claims) == NOT_APPROVED


def test_disputed() -> None:
    """Q14: while a side disputes them nobody can tell, however late it is."""
    mine = approved(DAY, (EMPLOYER,))
    unsettled = ("undeterminable", "disputed")
    claims = [*MET, drafted(), *mine, *disputed(on(3, 9))]

    assert q14(*claims) == unsettled
    assert q14(*claims, as_of=at(3, 10)) == unsettled
    assert q14(*claims, *approved(on(3, 10), (ST,))) == APPROVED
    assert q14(*MET, drafted(), *approved(), *disputed(on(3, 9))) == unsettled


def test_every_side_for_itself() -> None:
    """Q14: no side approves for another, nor settles another's dispute."""
    three = (EMPLOYER, ST, SACO)
    claims = [*MET, drafted(sides=three)]
    others = approved(on(3, 10), (EMPLOYER, SACO))

    assert q14(*claims, *approved(DAY, (EMPLOYER, ST))) == NOT_APPROVED
    assert q14(*claims, *approved(DAY, three)) == APPROVED
    assert q14(*claims, *disputed(on(3, 9)), *others) == ("undeterminable", "disputed")


def test_approved_twice() -> None:
    """Q14: a side that approves again approved no later for that."""
    claims = [*MET, drafted(), *approved(), *approved(on(3, 18), (ST,))]

    assert q14(*claims) == APPROVED


def test_each_day_by_itself() -> None:
    """Q14: every day that was met on has its own minutes; what ends, the last one's."""
    earlier = [summoned(on(2, 3), at(2, 24)), held(at(2, 24))]
    ends = concluded(on(3, 5), minutes_required=True)
    claims = [*earlier, *MET, ends, drafted(), *approved()]

    assert [(one.about, one.reason) for one in found(*claims)] == [
        ("2026-02-24", "no_minutes"),
        ("2026-03-03", "approved"),
    ]
    notes = found(*claims, topic="operational_plan")
    assert [one.reason for one in notes] == ["no_minutes_required", "approved"]


def test_a_new_version() -> None:
    """Q14: a new version is approved anew, and its dispute is its own."""
    first = [*MET, drafted(), *approved()]
    second = drafted(2, day=on(3, 12))

    assert q14(*first, second) == NOT_APPROVED
    assert q14(*first, second, *approved(on(3, 13), version=2)) == APPROVED
    assert q14(*first, second, *approved(on(3, 18), version=2)) == LATE
    settled = [*MET, drafted(), *disputed(DAY), second]
    assert q14(*settled, *approved(on(3, 13), version=2)) == APPROVED


def test_minutes_of_another_day() -> None:
    """Q14: the minutes of another meeting are not this one's."""
    other = drafted(of=on(3, 4))

    assert q14(*MET, other) == NO_MINUTES


def test_annulled_approval() -> None:
    """Q14: an approval that never was approves nothing."""
    taken_back = annulled(on(3, 20), "e6", actor=union(ST))
    claims = [*MET, drafted(), *approved(), taken_back]

    assert q14(*claims) == NOT_APPROVED


@pytest.mark.parametrize(
    ("topic", "level"), [("operational_plan", LSG), ("premises", APT)]
)
def test_notes_or_nothing(topic: str, level: str) -> None:
    """Q14: where the agreement asks for notes, or nothing, no minutes are owed."""
    assert q14(held(on(3, 3), level=level), topic=topic) == NONE_NEEDED


def test_without_an_agreement() -> None:
    """Q14: MBL itself asks for no minutes of a consultation."""
    assert q14(*MET, among=MBL_ONLY) == NONE_NEEDED


def test_asked_for_at_the_end() -> None:
    """Q14: the end of a consultation may ask for minutes that no cell does."""
    ends = concluded(on(3, 3), minutes_required=True)

    assert q14(*MET, ends, topic="operational_plan") == NO_MINUTES
    assert q14(*MET, concluded(on(3, 3)), topic="operational_plan") == NONE_NEEDED


def test_concluded_afterwards() -> None:
    """Q14: what ended after its meeting is in the minutes of that meeting."""
    ends = concluded(on(3, 5), minutes_required=True)
    claims = [*MET, ends, drafted(), *approved()]
    written = [summoned(on(2, 20), at(3, 3)), ends]

    assert q14(*claims, topic="operational_plan") == APPROVED
    assert [one.about for one in found(*written)] == ["2026-03-05"]


def test_only_put_off() -> None:
    """Q14: a meeting that only put the matter off owes none of its own."""
    put_off = happened(
        ConsultationPostponed, on(3, 3), parties=(ST, SACO, SEKO), reason="Late."
    )
    postponed = ("not_applicable", "put_off")

    assert q14(*MET, put_off) == postponed
    assert q14(*MET, put_off, concluded(on(3, 3))) == NO_MINUTES
    later = happened(
        ConsultationPostponed, on(3, 4), parties=(ST, SACO, SEKO), reason="Late."
    )
    assert q14(*MET, later) == NO_MINUTES


def test_a_special_subject() -> None:
    """Q14: a matter that is also one of redundancy is in minutes as that is."""
    assert q14(*MET, topic="operational_plan", redundancy=Answer.YES) == NO_MINUTES


def test_a_level_that_the_agreement_does_not_have() -> None:
    """Q14: at an unknown level, nobody can tell where the cells differ."""
    regional = held(on(3, 3), level="regional")

    assert q14(regional) == ("undeterminable", "level_unknown")
    assert q14(regional, topic="pay_review") == NO_MINUTES
    assert q14(regional, topic="equality") == NONE_NEEDED


def test_no_term() -> None:
    """Q14, T15: without a number, approved is enough and pending is unknown."""
    among = with_numbers(minutes_approval=None)

    assert q14(*MET, drafted(), *approved(on(12, 1)), among=among) == APPROVED
    assert q14(*MET, drafted(), among=among) == ("undeterminable", "no_term")
    assert q14(*MET, among=among) == ("undeterminable", "no_term")


def test_days_of_the_calendar() -> None:
    """Q14, T15: a term in days counts every day."""
    among = with_numbers(minutes_approval=Term(amount=10, unit="days"))

    assert q14(*MET, among=among, as_of=at(3, 13, 23, 59)) == NOT_YET
    assert q14(*MET, among=among, as_of=at(3, 14, 0, 0)) == NO_MINUTES


def test_any_party_in_force_asks() -> None:
    """Q14: one agreement in force that asks is enough; the day's version counts."""
    assert q14(*MET, among=left(ST, on(3, 1))) == NO_MINUTES
    notes = tuple(msgspec.structs.replace(c, documentation="notes") for c in MATRIX)
    assert q14(*MET, among=switched(on(3, 3), matrix=notes)) == NONE_NEEDED
    later = switched(on(3, 4), matrix=notes, numbers=with_numbers_of_rv())
    assert q14(*MET, among=later) == NO_MINUTES


def with_numbers_of_rv() -> Any:
    """Return RV-3's own numbers."""
    return with_terms().agreements["rv"].versions["3"].terms.numbers


def test_two_groups_on_one_day() -> None:
    """Q14: two meetings have two minutes; of which the one is, nobody can tell."""
    both = [*MET, held(at(3, 3, 14), level=CSG)]
    first = [drafted(), *approved()]
    second = [drafted(id_="m2"), *approved(on(3, 18), id_="m2")]

    assert q14(*both) == NO_MINUTES
    assert q14(*both, *first) == ("undeterminable", "which_meeting")
    assert q14(*both, *first, *second) == LATE


TALKS = [demanded(on(2, 24)), ended(on(3, 3))]
NAMED = [demanded(on(2, 24)), ended(on(3, 3), minutes_ref="RV 2026/114-9")]


def test_a_negotiation() -> None:
    """Q14: of a negotiation they are kept where asked for, or where the cell says."""
    assert q14(*TALKS, among=MBL_ONLY) == NONE_NEEDED
    assert q14(classified(), *TALKS) == NO_MINUTES


def test_a_negotiation_whose_minutes_are_named() -> None:
    """Q14: named, and their approval not on record: nobody can tell."""
    (one,) = found(*NAMED, among=MBL_ONLY)

    assert (one.verdict, one.reason) == ("undeterminable", "approval_not_told")
    assert (one.party, one.about) == (ST, "2026-03-03")
    met = [*MET, *NAMED, drafted(), *approved()]
    assert q14(*NAMED, as_of=at(3, 17)) == NOT_YET
    assert ("compliant", "approved") in [
        (each.verdict, each.reason) for each in found(*met, among=MBL_ONLY)
    ]


def test_the_agreement_of_the_negotiation() -> None:
    """Q14: a negotiation is under the agreement of its own day."""
    (one,) = found(*NAMED, among=left(ST, on(3, 4)))

    assert one.agreement is not None
    assert one.agreement.version == "3"


def test_not_raised() -> None:
    """Q14: nobody knows of what topic the meeting was."""
    entries = history(raised(), *MET)[1:]
    (one,) = answered("Q14", entries).verdicts

    assert (one.verdict, one.reason) == ("undeterminable", "not_raised")


def test_every_special_subject() -> None:
    """Q14: what is special in every way is in minutes as the strictest of them."""
    flags = ("contractor_use", "redundancy", "transfer", "individual_matter", "dispute")
    special = dict.fromkeys(flags, Answer.YES)

    assert q14(*MET, topic="economy", **special) == NO_MINUTES
    assert q14(*MET, topic="economy", redundancy=Answer.UNKNOWN) == NONE_NEEDED


def test_ended_after_meetings_of_other_levels_and_rounds() -> None:
    """Q14: what ends it is of the last meeting of its own level and round."""
    notes: dict[str, Any] = {"topic": "operational_plan"}
    above = held(on(3, 4), level=CSG)
    again = happened(IssueReopened, on(3, 6), reason="Again.", new_round=2)
    later = held(on(3, 9))
    first = concluded(on(3, 10), minutes_required=True, round=1)
    second = concluded(on(3, 10), minutes_required=True)

    def asked_of(*claims: Claim) -> list[Any]:
        given = found(*claims, **notes)
        return [one.about for one in given if one.reason == "no_minutes"]

    assert asked_of(*MET, above, first) == ["2026-03-03"]
    assert asked_of(*MET, decided(on(3, 5)), again, later, first) == ["2026-03-03"]
    assert asked_of(*MET, decided(on(3, 5)), again, later, second) == ["2026-03-09"]


def test_a_meeting_and_a_negotiation_on_one_day() -> None:
    """Q14: a negotiation of which no minutes are asked takes none from the meeting."""
    talks = [demanded(on(2, 20), SEKO), ended(on(3, 3), SEKO)]
    both = [drafted(), *approved()]
    given = found(*MET, *talks, *both, among=left(SEKO, on(2, 1)))

    assert [(one.party, one.reason) for one in given] == [
        (None, "approved"),
        (SEKO, "no_minutes_required"),
    ]


def test_two_minutes_of_one_negotiation() -> None:
    """Q14: one of them approved in time is enough for one negotiation."""
    two = [drafted(), *approved(), drafted(id_="m2")]
    late = [*two, *approved(on(3, 18), id_="m2")]
    notes: dict[str, Any] = {"topic": "operational_plan"}

    assert [one.reason for one in found(*MET, *NAMED, *late, **notes)] == [
        "no_minutes_required",
        "approved",
    ]


def test_each_party_by_its_own_version() -> None:
    """Q14, T15: of a negotiation its own party's term, of a meeting the shortest."""
    five = Term(amount=5, unit="working_days")
    numbers = msgspec.structs.replace(NUMBERS, minutes_approval=five)
    among = framework(
        proposed("4", numbers=numbers),
        signed(EMPLOYER, HEAD, version="4"),
        signed(ST, union(ST), version="4"),
        entered("4", on(3, 1)),
    )
    talks = [demanded(on(2, 24), SACO), ended(on(3, 3), SACO)]
    sides = (EMPLOYER, SACO)
    both = [drafted(sides=sides), *approved(on(3, 11), sides)]
    own = found(classified(), *MET, *talks, *both, among=among)

    assert q14(*MET, drafted(), *approved(on(3, 10)), among=among) == APPROVED
    assert q14(*MET, drafted(), *approved(on(3, 11)), among=among) == LATE
    assert [one.facts["dueOn"] for one in own] == ["2026-03-10", "2026-03-17"]


def test_the_same_version_drafted_anew() -> None:
    """Q14: the draft told last is the one to approve."""
    wider = drafted(sides=(EMPLOYER, ST, SACO))

    assert q14(*MET, wider, drafted(), *approved()) == APPROVED


def test_no_term_no_last_day() -> None:
    """Q14, T15: without a term no last day is told."""
    (one,) = found(*MET, among=with_numbers(minutes_approval=None))

    assert "dueOn" not in one.facts


NOBODY = held(at(3, 3), absent=(ST, SACO, SEKO), present=())


def test_no_organisation_came() -> None:
    """Q14: where no organisation came, the employer alone approves."""
    alone: list[Claim] = [summoned(on(2, 20), at(3, 3)), NOBODY]
    mine = [drafted(sides=(EMPLOYER,)), *approved(DAY, (EMPLOYER,))]

    assert q14(*alone, *mine) == APPROVED
    assert q14(*alone, drafted(), *approved(DAY, (EMPLOYER,))) == APPROVED
    assert q14(*alone, drafted(sides=(EMPLOYER,))) == NOT_APPROVED
    assert q14(*alone, drafted(sides=())) == NOT_APPROVED
    late = [drafted(sides=(EMPLOYER,)), *approved(on(3, 18), (EMPLOYER,))]
    assert q14(*alone, *late) == LATE
    assert q14(*MET, *mine) == NOT_APPROVED


def test_a_side_that_did_not_come() -> None:
    """Q14: only those who came approve; somebody of each side that came does."""
    came = [summoned(on(2, 20), at(3, 3)), held(at(3, 3), (SACO,), present=(ST, SEKO))]
    wide = drafted(sides=(EMPLOYER, ST, SACO))
    wrong = drafted(sides=(EMPLOYER, SACO))

    assert q14(*came, wide, *approved()) == APPROVED
    assert q14(*came, wide, *approved(DAY, (EMPLOYER,))) == NOT_APPROVED
    assert q14(*came, wrong, *approved(DAY, (EMPLOYER,))) == NOT_APPROVED


@pytest.mark.parametrize(
    "step",
    [
        happened(NegotiationMeetingHeld, on(3, 3), party=ST),
        ended(on(3, 3), minutes_ref="RV 2026/114-9"),
    ],
)
def test_negotiated_where_no_organisation_came(step: Claim) -> None:
    """Q14: with whom it was negotiated that day, the employer was not alone."""
    claims = [summoned(on(2, 20), at(3, 3)), NOBODY, demanded(on(2, 24)), step]
    mine = [drafted(), *approved(DAY, (EMPLOYER,))]

    assert {one.verdict for one in found(*claims, *mine)} == {"breach"}
    elsewhen = happened(NegotiationMeetingHeld, on(3, 4), party=ST)
    assert q14(*claims[:3], elsewhen, *mine) == APPROVED


def test_a_negotiation_that_never_met() -> None:
    """Q14: of one to which the party did not respond there is nothing to write."""
    silent = ended(on(3, 3), how="party_did_not_respond")
    met = happened(NegotiationMeetingHeld, on(3, 2), party=ST)
    other = happened(NegotiationMeetingHeld, on(3, 2), party=SACO)
    named = ended(on(3, 3), how="party_did_not_respond", minutes_ref="RV 2026/114-9")
    never = ("not_applicable", "never_met")
    talks: list[Claim] = [classified(), demanded(on(2, 24))]

    assert q14(*talks, silent) == never
    assert q14(*talks, ended(on(3, 3))) == NO_MINUTES
    assert q14(*talks, met, silent) == NO_MINUTES
    assert q14(*talks, demanded(on(2, 24), SACO), other, silent) == never
    assert q14(*talks, named) == ("undeterminable", "approval_not_told")
    after = happened(NegotiationMeetingHeld, on(3, 9), party=ST)
    assert q14(*talks, silent, demanded(on(3, 6)), after) == never


def test_a_negotiation_that_never_met_takes_no_minutes() -> None:
    """Q14: the minutes of a meeting the same day are not for it."""
    silent = ended(on(3, 3), SEKO, how="party_did_not_respond")
    claims = [classified(), *MET, demanded(on(2, 20), SEKO), silent, drafted()]

    assert [one.reason for one in found(*claims, *approved())] == [
        "approved",
        "never_met",
    ]


def test_who_came_another_day() -> None:
    """Q14: only those who came that day are asked."""
    earlier = [summoned(on(2, 3), at(2, 24)), held(at(2, 24))]
    mine = [drafted(sides=(EMPLOYER,)), *approved(DAY, (EMPLOYER,))]
    given = found(*earlier, summoned(on(2, 25), at(3, 3)), NOBODY, *mine)

    assert [one.reason for one in given] == ["no_minutes", "approved"]
