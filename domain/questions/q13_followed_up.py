"""Q13: decisions are followed up when it was planned. The local agreement (T18); [S1].

A verdict for each follow-up, and for each decision that lacks the follow-up that an
agreement in force for any of the parties asks for. It is a manager's duty to all of
them, so it is judged for none in particular.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain import when
from domain.base import Recorded
from domain.questions.answer import Question, Value, Verdict
from domain.questions.any_agreement import last_day, versions
from domain.questions.case import Case, Decided, follows
from domain.questions.judging import Finding, found, verdict
from domain.questions.planned import FollowUp, decided_by, follow_ups, waivers
from domain.questions.standing_decisions import ended, revocation


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a follow-up, and one a decision without the one it needs."""
    planned = [verdict("Q13", case, _planned(case, each)) for each in follow_ups(case)]
    lacking = [
        verdict("Q13", case, finding, decided)
        for decided in case.decisions()
        if (finding := _lacking(case, decided))
    ]
    nothing = found("not_applicable", "no_decision")
    return [*planned, *lacking] or [verdict("Q13", case, nothing)]


def _planned(case: Case, each: FollowUp) -> Finding:
    """One follow-up, by the day on which it was due."""
    due = each.due
    if due is None:
        return _unplanned(case, each)
    open_still = not each.done and not each.given_up
    if open_still and due >= case.today:
        return _to_come(each, when.day_after(due))
    if not decided_by(case, due):
        return _told(each, "not_applicable", "due_before_decision")
    return _passed(case, each, due)


def _passed(case: Case, each: FollowUp, due: date) -> Finding:
    """It was done or given up, or its day has passed."""
    done = _day(each.done)
    if done and done > due:
        return _told(each, "breach", "late", days=(done - due).days)
    if each.missed and (done or each.given_up):
        return _missed(each)
    if done:
        return _told(each, "compliant", "completed")
    if each.given_up_how:
        return _told(each, "not_applicable", each.given_up_how)
    days, until = (case.today - due).days, when.day_after(case.today)
    return _told(each, "breach", "overdue", holds_until=until, days=days)


def _unplanned(case: Case, each: FollowUp) -> Finding:
    """It was done without any plan: in no way late."""
    done = _day(each.done)
    if done is None or not decided_by(case, done):
        return _told(each, "not_applicable", "no_decision")
    return _told(each, "compliant", "unplanned")


def _to_come(each: FollowUp, until: Any) -> Finding:
    """Its day has not passed; but one that it had before may have."""
    if each.missed:
        return _missed(each, holds_until=until)
    return _told(each, "not_applicable", "not_yet_due", holds_until=until)


def _missed(each: FollowUp, **rest: Any) -> Finding:
    """It was moved or given up only once its day had passed."""
    assert each.missed is not None
    due, changed = each.missed.due, each.missed.change.event.occurred.day
    days = (changed - due).days
    facts = {"missedOn": due, "changedOn": changed, "days": days}
    return _told(each, "breach", "missed", **rest, **facts)


def _told(
    each: FollowUp,
    value: Value,
    reason: str,
    *,
    holds_until: Any = None,
    **facts: object,
) -> Finding:
    days = {
        "dueOn": each.due,
        "completedOn": _day(each.done),
        "givenUpOn": _day(each.given_up),
    }
    known = {name: day for name, day in days.items() if day}
    return found(
        value,
        reason,
        each.entries,
        about=each.follow_up_id,
        facts={"followUp": each.follow_up_id, **known, **facts},
        holds_until=holds_until,
    )


def _day(entry: Recorded | None) -> date | None:
    return entry.event.occurred.day if entry else None


def _lacking(case: Case, decided: Decided) -> Finding | None:
    """One decision: whether it lacks a follow-up that an agreement asks for.

    None where its own follow-ups answer, and for one that an amendment took over.
    """
    day = decided.moment.occurred.day
    last = last_day(case, day, lambda numbers: numbers.follow_up)
    serving = [each for each in follow_ups(case) if _serves(each, decided)]
    if any(_within(each, last) for each in serving):
        return None
    if given_up := _given_up(case, decided, last):
        return given_up
    if decided.event.decision_id in ended(case):
        return None
    required = any(v.terms.numbers.follow_up_required for _, v in versions(case, day))
    if last is None and not required:
        return None if serving else found("not_applicable", "not_required")
    return _unserved(case, serving, last, at_once=required)


def _serves(each: FollowUp, decided: Decided) -> bool:
    """Tell whether a follow-up may be this decision's: of its round or a later one,
    and neither due nor done before it.
    """
    made = decided.moment.occurred
    if each.due is not None and each.due < made.day:
        return False
    done = each.done and when.before(each.done.event.occurred, made)
    return each.round >= decided.moment.round and not done


def _within(each: FollowUp, last: date | None) -> bool:
    """Tell whether it was planned for, or done by, the last day (T18), if any."""
    days = (each.due, _day(each.done))
    return last is None or any(day <= last for day in days if day)


def _given_up(case: Case, decided: Decided, last: date | None) -> Finding | None:
    """Revoked, or closed with a reason instead, before a last day had passed."""
    revoked = revocation(case, decided.event.decision_id)
    closed = (entry for entry in waivers(case) if follows(entry, decided.entry))
    for reason, ends in (("revoked", [revoked]), ("waived", closed)):
        for entry in _entries(ends):
            day = entry.event.occurred.day
            if last is None or day <= last:
                facts = {"givenUpOn": day}
                return found("not_applicable", reason, [entry], facts=facts)
    return None


def _entries(entries: Iterable[Recorded | None]) -> Iterable[Recorded]:
    return (entry for entry in entries if entry)


def _unserved(
    case: Case, serving: list[FollowUp], last: date | None, *, at_once: bool
) -> Finding:
    """It has none, or none by the last day: that may still come, or is a breach.

    Where the agreement wants one scheduled for every decision, it is so at once.
    """
    reason = "after_term" if serving else "none_scheduled"
    evidence = [entry for each in serving for entry in each.entries]
    facts = {"latestOn": last} if last else {}
    if last is None or case.today > last or (at_once and not serving):
        return found("breach", reason, evidence, facts=facts)
    missing = ("a follow-up by the last day",)
    until = when.day_after(last)
    return found(
        "undeterminable",
        reason,
        evidence,
        facts=facts,
        missing=missing,
        holds_until=until,
    )


QUESTION = Question(
    number="Q13",
    claim="followed_up",
    asks={
        "en": "Was the decision followed up when it was to be?",
        "sv": "Följdes beslutet upp när det skulle?",
    },
    judge=judge,
)
