"""What holds of every question on every admissible history: property tests."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.agreement_state import Framework
from domain.agreement_terms import Numbers
from domain.base import Actor, Answer, Event, Recorded, Refused, Role
from domain.calendar import Term
from domain.issue import IssueEvent, stamped
from domain.lifecycle import LIFECYCLE, UNION
from domain.questions import QUESTIONS
from domain.questions.answer import Answered, answer
from domain.when import earliest, latest
from tests import issues
from tests.frameworks import MBL_ONLY, left, matrix, switched, with_numbers, with_terms
from tests.issues import FRAMEWORK, LONG_AFTER, on
from tests.strategies import days, events, minutes
from tests.worked_example import APT, CSG, LSG, ORGANISATIONS, SEKO, UNIT, union

LEVELS = st.sampled_from([LSG, LSG, CSG, APT])
PARTIES = st.sampled_from(ORGANISATIONS)
NUMBERED = st.integers(1, 3)
DAYS = Term(amount=5, unit="working_days")

CHOSEN = {
    "party": PARTIES,
    "parties": st.lists(PARTIES, min_size=1, max_size=3, unique=True).map(tuple),
    "level": LEVELS,
    "from_level": st.just(LSG),
    "to_level": st.just(CSG),
    "topic": st.sampled_from(
        ["premises", "premises", "redundancy", "economy", "daily_planning"]
    ),
    "unit": st.just(UNIT),
    "proposal_version": st.sampled_from([1, 1, 1, 2]),
    "version": st.just(2),
    "round": st.none(),
    "decision_id": st.sampled_from(["d1", "d2", "d3"]),
    "supersedes": st.sampled_from(["d1", "d2"]),
    "decided_by": st.just(Role.MANAGER),
    "others_present*": st.just(()),
    "content_ref": st.just("RV 1"),
    "target": st.integers(1, 12).map(lambda number: f"e{number}"),
    "field": st.sampled_from(["/occurredOn", "/level", "/proposalVersion", "/party"]),
    "old": st.sampled_from([LSG, CSG, 1, None, *ORGANISATIONS]),
    "new": st.sampled_from([CSG, LSG, 2, "2026-03-03", *ORGANISATIONS]),
    "dossier": st.just(("m-1",)),
    "new_round": st.just(2),
    "basis": st.sampled_from(["11", "12", "38"]),
    "meeting_at": st.just(LONG_AFTER - timedelta(days=180)),
    "because_of": st.just(()),
    "approvers*": st.just(()),
    "raised_by_party": st.none(),
    **dict.fromkeys(
        ("title", "reason", "grounds", "item", "remark", "text"), st.just("Said.")
    ),
    **dict.fromkeys(("document_refs*", "measures", "dissent*"), st.just(())),
}
"""What fields hold, so that histories are admitted often and parties meet."""

FRAMEWORKS = st.sampled_from(
    [
        FRAMEWORK,
        MBL_ONLY,
        Framework(),
        left(SEKO, on(6, 1)),
        switched(on(6, 1), matrix=matrix("premises", "negotiation")),
        with_terms(replaces_mbl=("11",)),
        with_terms(matrix=(), withdrawal_from_consultation_allowed=True),
        with_numbers(waiting_is_a_duty=True, central_negotiation_request=DAYS),
        with_terms(numbers=Numbers()),
    ]
)

PROCEDURE = [
    "meeting-held.v1",
    "forum-summoned.v1",
    "documents-dispatched.v1",
    "consultation-concluded.v1",
    "consultation-postponed.v1",
    "consultation-resumed.v1",
    "negotiation-demanded.v1",
    "local-negotiation-concluded.v1",
    "central-negotiation-requested.v1",
    "central-negotiation-waived.v1",
    "central-negotiation-concluded.v1",
    "information-provided.v1",
    "exception-invoked.v1",
    "exception-position-recorded.v1",
    "decision-made.v1",
    "decision-made.v1",
    "decision-changed.v1",
    "proposal-revised.v1",
    "issue-reclassified.v1",
    "issue-escalated.v1",
    "issue-reopened.v1",
    "finding-recorded.v1",
    "event-corrected.v1",
    "event-corrected.v1",
    "event-annulled.v1",
]
"""The kinds of which verdicts speak; some twice, so that they come often."""


def _ways(kind: type[Event]) -> st.SearchStrategy[Event]:
    """Return events of that kind, by the manager or by a union of its own party."""
    if not LIFECYCLE.laws[kind].by <= UNION:
        return events(kind, CHOSEN, Actor(role=Role.MANAGER))
    own = [
        events(kind, {**CHOSEN, "party": st.just(party)}, union(party))
        for party in ORGANISATIONS
    ]
    return st.one_of(own)


TIMES = st.one_of(days, minutes)
ANSWERS = st.sampled_from(Answer)
RAISED = st.builds(
    issues.raised,
    st.just(on(1, 5)),
    topic=CHOSEN["topic"],
    significant_change=ANSWERS,
    redundancy=st.sampled_from([Answer.NO, Answer.NO, Answer.YES, Answer.UNKNOWN]),
)
LIKELY: list[st.SearchStrategy[Event]] = [
    st.builds(issues.classified, TIMES, LEVELS),
    st.builds(issues.held, TIMES, level=LEVELS),
    st.builds(
        issues.concluded,
        st.one_of(st.dates(on(1, 8), on(4, 30)), TIMES),
        st.sampled_from(["consensus", "disagreement", "absent_duly_summoned"]),
        level=LEVELS,
        proposal_version=CHOSEN["proposal_version"],
    ),
    st.builds(issues.decided, TIMES, decision_id=CHOSEN["decision_id"]),
    st.builds(issues.demanded, TIMES, PARTIES, st.sampled_from(["11", "12"])),
    st.builds(issues.ended, TIMES, PARTIES),
    st.builds(issues.invoked, TIMES, st.sampled_from(["extraordinary", "special"])),
]
"""What makes up a matter, as it is commonly told."""
WAYS = st.one_of(
    *LIKELY, *LIKELY, *(_ways(LIFECYCLE.kinds[name]) for name in PROCEDURE)
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Recorded], Framework]:
    """Return a history that is admitted, and its surroundings."""
    among = draw(FRAMEWORKS)
    entries: list[Recorded] = []
    told = draw(st.lists(st.tuples(WAYS, st.integers(1, 20)), min_size=4, max_size=14))
    start = [draw(RAISED), issues.classified(on(1, 6)), issues.held(on(1, 8))]
    last = issues.decided(draw(TIMES), decision_id="d3")
    for event, waited in [*((event, 0) for event in start), *told, (last, 3)]:
        _tried(event, waited, entries, among)
    return entries, among


def _tried(
    event: Event, waited: int, entries: list[Recorded], among: Framework
) -> None:
    """Add the event if it is admitted; it was told some days after it occurred."""
    told = latest(event.occurred) + timedelta(days=waited)
    told = max(told, entries[-1].recorded_at) if entries else told
    try:
        if isinstance(event, IssueEvent):
            event = stamped(event, LIFECYCLE.fold(LIFECYCLE.effective(entries)))
        version = len(entries) + 1
        entry = Recorded(f"e{version}", version, told, event)
        LIFECYCLE.admit(entry, entries, among)
    except Refused:
        return
    entries.append(entry)


FAST = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def all_answers(
    entries: list[Recorded], among: Framework, when: tuple[object, object]
) -> dict[str, Answered]:
    """Return every question's answer."""
    as_of, known = when
    return {
        number: answer(question, entries, among, as_of, known)
        for number, question in QUESTIONS.items()
    }


@given(histories())
@FAST
def test_no_question_raises(case: tuple[list[Recorded], Framework]) -> None:
    """Q: whatever was admitted, as of any time, every question has an answer."""
    entries, among = case
    times = {LONG_AFTER, *(e.recorded_at for e in entries)}
    for time in times:
        answers = all_answers(entries, among, (time, LONG_AFTER))

        assert all(found.overall.reason for found in answers.values())


@given(histories(), st.data())
@FAST
def test_what_is_recorded_later_changes_no_earlier_answer(
    case: tuple[list[Recorded], Framework], data: st.DataObject
) -> None:
    """Q: as known at a time, only what was recorded by then counts."""
    entries, among = case
    if not entries:
        return
    cut = data.draw(st.integers(0, len(entries) - 1))
    known = entries[cut].recorded_at
    earlier = [entry for entry in entries if entry.recorded_at <= known]

    assert all_answers(entries, among, (LONG_AFTER, known)) == all_answers(
        earlier, among, (LONG_AFTER, known)
    )


@given(histories())
@FAST
def test_before_everything_nothing_applies(
    case: tuple[list[Recorded], Framework],
) -> None:
    """Q: as of a time before the first of it, nothing applies."""
    entries, among = case
    standing = LIFECYCLE.effective(entries)
    if not standing:
        return
    first = min(earliest(entry.event.occurred) for entry in standing)
    before = first - timedelta(minutes=1)
    disputed = LIFECYCLE.disputes(entries)
    if disputed:
        return

    for found in all_answers(entries, among, (before, LONG_AFTER)).values():
        assert found.overall.verdict == "not_applicable"


@given(histories())
@FAST
def test_a_verdict_holds_as_long_as_it_says(
    case: tuple[list[Recorded], Framework],
) -> None:
    """Q: with no new entry, no verdict changes before the instant it names."""
    entries, among = case
    if not entries:
        return
    now = entries[-1].recorded_at
    for number, question in QUESTIONS.items():
        first = answer(question, entries, among, now, LONG_AFTER).overall
        until = first.holds_until or LONG_AFTER + timedelta(days=900)
        later = answer(
            question, entries, among, until - timedelta(microseconds=1), LONG_AFTER
        )

        assert (number, later.overall.verdict) == (number, first.verdict)
        assert later.overall.reason == first.reason


@given(histories())
@FAST
def test_nothing_is_compliant_without_evidence(
    case: tuple[list[Recorded], Framework],
) -> None:
    """Q1: a compliant verdict shows what came first, besides the decision."""
    entries, among = case
    found = answer(QUESTIONS["Q1"], entries, among, LONG_AFTER, LONG_AFTER)
    ids = {e.id for e in LIFECYCLE.effective(entries)}
    for one in found.verdicts:
        if one.verdict == "compliant":
            assert len(one.evidence) > 1
        assert set(one.evidence) <= ids


def test_the_histories_are_not_trivial() -> None:
    """Q: the histories of these tests hold decisions, some compliant and some not."""
    seen: set[str] = set()

    @given(histories())
    @settings(FAST, max_examples=300, database=None, derandomize=True)
    def look(case: tuple[list[Recorded], Framework]) -> None:
        entries, among = case
        for number, found in all_answers(
            entries, among, (LONG_AFTER, LONG_AFTER)
        ).items():
            seen.update(f"{number} {one.verdict}" for one in found.verdicts)

    look()

    assert {"Q1 breach", "Q1 compliant", "Q1 undeterminable", "Q2 breach"} <= seen
    assert {"Q7 breach", "Q11 breach", "Q11 undeterminable"} <= seen
