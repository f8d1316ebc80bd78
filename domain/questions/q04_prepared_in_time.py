"""Q4: each party was called, and had its time to prepare, before it concluded. T1.

The number is the agreement's (documents before the meeting); MBL (1976:580) sets none.
A verdict for each conclusion that a decision rests on, or that stands undecided.
"""

import msgspec

from domain import when
from domain.base import Recorded
from domain.consultation import ConsultationConcluded
from domain.meeting import MeetingHeld
from domain.questions import duty, occasions
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided, Moment
from domain.questions.judging import (
    Finding,
    found,
    next_change,
    same_day,
    timed,
    verdict,
)
from domain.questions.prepared import (
    Prepared,
    earlier_meetings,
    moved_from,
    prepared,
)
from domain.questions.q11_exception_upheld import invoked_for

Conclusion = tuple[Recorded, ConsultationConcluded]


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision, party and conclusion; undecided: as of now."""
    if decisions := case.decisions():
        return [
            verdict("Q4", case, finding, decided, party=party)
            for decided in decisions
            for party in case.parties(decided.moment.occurred.day)
            for finding in _before(case, decided, party)
        ]
    return [
        msgspec.structs.replace(
            verdict("Q4", case, finding, party=party),
            holds_until=when.day_begins(changes) if changes else None,
        )
        for party in case.parties(case.today)
        for changes in [next_change(case.framework, party, case.today)]
        for finding in _so_far(case, party)
    ]


def _so_far(case: Case, party: str) -> list[Finding]:
    """Before any decision: what has been concluded for the party in the round."""
    standing = _conclusions(case, case.now, party)
    if not standing:
        return [found("not_applicable", "no_decision")]
    return [_judged(case, each, case.now, party) for each in standing]


def _before(case: Case, decided: Decided, party: str) -> list[Finding]:
    """What the decision rests on; else what was held after it under an exception."""
    at = decided.moment
    conclusions = _conclusions(case, at, party)
    rests_on = [each for each in conclusions if _earlier(each[0], at) is not False]
    if rests_on:
        return [_sure(_judged(case, each, at, party), each, at) for each in rests_on]
    if conclusions and invoked_for(case, decided):
        return [_remedial(case, each, party) for each in conclusions]
    return [_left_out(case, at, party)]


def _sure(finding: Finding, conclusion: Conclusion, at: Moment) -> Finding:
    """Return *finding*; a breach only if it surely concluded before the decision."""
    if finding.verdict != "breach" or _earlier(conclusion[0], at):
        return finding
    return msgspec.structs.replace(
        same_day(finding.evidence), about=finding.about, facts=finding.facts
    )


def _conclusions(case: Case, at: Moment, party: str) -> list[Conclusion]:
    return [(entry, event) for entry, event, _ in duty.conclusions(case, party, at)]


def _earlier(entry: Recorded, at: Moment) -> bool | None:
    return when.before(entry.event.occurred, at.occurred)


def _judged(case: Case, conclusion: Conclusion, at: Moment, party: str) -> Finding:
    """Called at all, then T1, then whether it was waived or put right later."""
    entry, concluded = conclusion
    sent = prepared(case, concluded, party)
    if sent.called is None:
        finding = _not_called(case, concluded, at, party)
    elif sent.term is None:
        finding = found("not_applicable", "no_number")
    else:
        finding = _timely(case, concluded, party, sent)
    return _shown(finding, entry, concluded, sent)


def _shown(
    finding: Finding, entry: Recorded, concluded: ConsultationConcluded, sent: Prepared
) -> Finding:
    """Return *finding* on that level, with what was sent as evidence and facts."""
    facts = {"level": concluded.level, "concludedOn": concluded.occurred.day}
    return msgspec.structs.replace(
        finding,
        evidence=(*sent.entries, *finding.evidence, entry),
        facts=facts | dict(sent.facts) | dict(finding.facts),
        about=concluded.level,
    )


def _not_called(
    case: Case, concluded: ConsultationConcluded, at: Moment, party: str
) -> Finding:
    """No summons to the meeting that concluded: a breach where consultation is owed.

    A summons to a day on which nobody met may have been to a meeting that was moved.
    """
    owed = duty.owed(case, party, at)
    if owed.mode not in ("consultation", "undeterminable"):
        return found("not_applicable", "no_consultation_owed", missing=owed.missing)
    if summons := moved_from(case, concluded, party):
        missing = (f"a summons of {party} to the meeting that was held",)
        return found("undeterminable", "meeting_moved", [summons], missing=missing)
    if owed.mode == "undeterminable":
        return found("undeterminable", owed.reason, missing=owed.missing)
    return found("breach", "not_summoned")


def _timely(
    case: Case, concluded: ConsultationConcluded, party: str, sent: Prepared
) -> Finding:
    """Return what T1 says of it; a waiver makes good what is late or not on record."""
    if sent.waiver and (sent.too_late or sent.documents is None or sent.added):
        return found("compliant", "waived", [sent.waiver], qualifiers=("waived",))
    if sent.too_late:
        return found("breach", "sent_late")
    if sent.documents is None:
        missing = (f"when documents were dispatched to {party}",)
        return found("undeterminable", "documents_unrecorded", missing=missing)
    if sent.added:
        return _with_more(sent.added)
    late_before = [
        meeting
        for meeting, as_concluded in earlier_meetings(case, concluded)
        if _was_late(prepared(case, as_concluded, party))
    ]
    qualifiers = ("cured",) if late_before else ()
    return found("compliant", "sent_in_time", late_before, qualifiers=qualifiers)


def _with_more(added: Recorded) -> Finding:
    """More was sent too late: nobody can tell whether it was needed to prepare."""
    return found(
        "undeterminable",
        "documents_added",
        [added],
        missing=("whether what was added was needed to prepare",),
        facts={"addedOn": added.event.occurred.day},
    )


def _was_late(sent: Prepared) -> bool:
    return sent.too_late and sent.waiver is None


def _remedial(case: Case, conclusion: Conclusion, party: str) -> Finding:
    """Held after the decision, under an exception: no time to prepare is set for it."""
    entry, concluded = conclusion
    sent = prepared(case, concluded, party)
    return _shown(found("not_applicable", "remedial"), entry, concluded, sent)


def _left_out(case: Case, at: Moment, party: str) -> Finding:
    """Nothing concluded: a breach if others were met and the party was not called."""
    met = _met_others(case, at, party)
    if not met or _was_called(case, at, party):
        return found("not_applicable", "not_concluded")
    owed = duty.owed(case, party, at)
    if owed.mode == "undeterminable":
        return found("undeterminable", owed.reason, met, missing=owed.missing)
    if owed.mode != "consultation":
        return found("not_applicable", "no_consultation_owed", missing=owed.missing)
    finding = timed(met, at, "never_summoned", "never_summoned")
    if finding.verdict == "undeterminable":
        return finding
    first = finding.evidence[0].event.occurred.day
    return found(
        "breach", "never_summoned", finding.evidence, facts={"meetingOn": first}
    )


def _met_others(case: Case, at: Moment, party: str) -> list[Recorded]:
    """Return the meetings of the round with other organisations, not after."""
    return [
        entry
        for entry, event in case.of(MeetingHeld)
        if (event.round or 1) == at.round
        and _earlier(entry, at) is not False
        and any(
            row.party not in (None, party) and row.presence != "not_summoned"
            for row in event.attendance
        )
    ]


def _was_called(case: Case, at: Moment, party: str) -> bool:
    return any(call.round == at.round for call in occasions.calls(case, party))


QUESTION = Question(
    number="Q4",
    claim="prepared_in_time",
    asks={
        "en": "Was each party called, and sent the documents, in time?",
        "sv": "Kallades varje part och fick handlingarna i tid?",
    },
    judge=judge,
)
