"""Whether a party's disagreement was taken to the level above before a decision (Q6).

The way up, then what came of it above, then whether it was asked for in time (T6).
"""

import msgspec

from domain import when
from domain.base import Recorded
from domain.consultation import ConsultationConcluded, Outcome
from domain.escalation import IssueEscalated
from domain.questions import notice
from domain.questions.answer import GRAVITY
from domain.questions.case import Case, Moment, not_after
from domain.questions.disagreement import Disagreement, disagreements
from domain.questions.judging import Finding, found, same_day, timed


def escalated(case: Case, at: Moment, party: str) -> Finding:
    """Return whether each disagreement of the party was taken up first; the gravest."""
    found_each = [
        _unless_later(_judged(each), each) for each in disagreements(case, at, party)
    ]
    if not found_each:
        return found("not_applicable", "no_disagreement")
    return min(found_each, key=lambda finding: GRAVITY.index(finding.verdict))


def _unless_later(finding: Finding, disagreement: Disagreement) -> Finding:
    """Return *finding* if the disagreement surely came before the decision.

    If only the same day is known, nobody can tell whether it was to be taken up.
    """
    occurred = disagreement.entry.event.occurred
    sure = when.before(occurred, disagreement.at.occurred)
    if sure or finding.verdict == "not_applicable":
        return finding
    return msgspec.structs.replace(
        same_day((disagreement.entry,)), holds_until=finding.holds_until
    )


def _judged(disagreement: Disagreement) -> Finding:
    """The way up, then what came of it above, then whether it was asked for."""
    case, level, above = disagreement.case, disagreement.level, disagreement.above
    facts: dict[str, object] = {
        "disagreedOn": disagreement.entry.event.occurred.day,
        "level": level,
    }
    if above is None:
        rung = disagreement.terms.level(level)
        reason = "escalation_not_allowed" if rung and rung.above else "no_level_above"
        finding = found("not_applicable", reason)
    else:
        facts["above"] = above
        finding = _above(case, disagreement) or _asked(disagreement)
    return msgspec.structs.replace(
        finding,
        evidence=(disagreement.entry, *finding.evidence),
        facts=facts | dict(finding.facts),
    )


def _above(case: Case, disagreement: Disagreement) -> Finding | None:
    """Return what the level above concluded before the decision; None: nothing.

    However it came there: asked for in time, late, or by the employer itself [REC].
    """
    counted: list[Recorded] = []
    doubtful: list[Recorded] = []
    unordered: list[Recorded] = []
    for entry, event, outcome in _conclusions_above(disagreement):
        heard = notice.heard(case, event, outcome).counts
        if heard and _after(disagreement, entry) is None:
            unordered.append(entry)
        elif heard is not False:
            (counted if heard else doubtful).append(entry)
    finding = timed(counted, disagreement.at, "concluded_above", "escalation_pending")
    if finding.verdict == "breach":
        perhaps = timed(unordered, disagreement.at, "perhaps", "later")
        if perhaps.verdict != "breach":
            return same_day(perhaps.evidence)
    if finding.verdict == "undeterminable":
        return finding
    if finding.verdict == "compliant":
        return _recorded(disagreement, finding)
    if timed(doubtful, disagreement.at, "doubtful", "later").verdict == "breach":
        return None
    missing = (f"when documents were dispatched to {disagreement.party}",)
    return found("undeterminable", "absence_unverified", doubtful, missing=missing)


def _conclusions_above(
    disagreement: Disagreement,
) -> list[tuple[Recorded, ConsultationConcluded, Outcome]]:
    """Return what was concluded for the party in the round at any level above, when it
    had disagreed or perhaps had.
    """
    return [
        (entry, event, outcome)
        for entry, event in disagreement.case.of(ConsultationConcluded)
        for outcome in event.outcomes
        if outcome.party == disagreement.party
        and (event.round or 1) == disagreement.at.round
        and disagreement.terms.is_higher(event.level, disagreement.level)
        and _after(disagreement, entry) is not False
    ]


def _after(disagreement: Disagreement, entry: Recorded) -> bool | None:
    return when.before(disagreement.entry.event.occurred, entry.event.occurred)


def _recorded(disagreement: Disagreement, finding: Finding) -> Finding:
    """Return *finding* with the escalation that led to what was concluded above.

    The level above may have taken the matter up on its own: without an escalation on
    record nobody can tell [REC].
    """
    for entry in finding.evidence:
        if steps := _steps(disagreement, entry):
            evidence = (*disagreement.requests, *steps, entry)
            return found(
                "compliant",
                finding.reason,
                evidence,
                facts=_reached(entry),
            )
    entry = finding.evidence[0]
    missing = (f"how the matter came from {disagreement.level} to the level above",)
    facts = _reached(entry)
    return found(
        "undeterminable", "escalation_unrecorded", [entry], missing=missing, facts=facts
    )


def _steps(disagreement: Disagreement, concluded: Recorded) -> list[Recorded]:
    """Return the escalations in the round to the level that concluded, by then."""
    escalations = disagreement.case.of(IssueEscalated)
    return [
        entry
        for entry, event in not_after(escalations, concluded.event.occurred)
        if (event.round or 1) == disagreement.at.round
        and event.to_level == _level(concluded)
        and not when.before(event.occurred, disagreement.entry.event.occurred)
    ]


def _reached(concluded: Recorded) -> dict[str, object]:
    occurred = concluded.event.occurred
    return {"above": _level(concluded), "concludedOn": occurred.day}


def _level(concluded: Recorded) -> str:
    event = concluded.event
    assert isinstance(event, ConsultationConcluded)
    return event.level


def _asked(disagreement: Disagreement) -> Finding:
    """Nothing was concluded above: whether it had to be."""
    in_time, at = disagreement.in_time(), disagreement.at
    if disagreement.terms.escalation_automatic:
        return found("breach", "automatic_pending")
    if in_time and disagreement.last_day is None:
        by_then = timed(in_time, at, "escalation_pending", "requested_after")
        if by_then.verdict == "undeterminable":
            return by_then
    if in_time:
        facts = {"requestedOn": in_time[0].event.occurred.day}
        return found("breach", "escalation_pending", in_time, facts=facts)
    return _not_asked(disagreement)


def _not_asked(disagreement: Disagreement) -> Finding:
    """Not asked for in time: undeterminable while it may still be, else nothing."""
    last, asked = disagreement.last_day, disagreement.requests
    if closes := disagreement.closes():
        return found(
            "undeterminable",
            "window_open",
            missing=(f"whether {disagreement.party} asks for escalation in time",),
            facts={"windowClosesOn": last},
            holds_until=closes,
        )
    if not asked:
        return found("not_applicable", "not_requested")
    facts = {"requestedOn": asked[0].event.occurred.day}
    if last is None:
        return found("not_applicable", "requested_after", asked, facts=facts)
    facts["windowClosesOn"] = last
    return found("not_applicable", "requested_late", asked, facts=facts)
