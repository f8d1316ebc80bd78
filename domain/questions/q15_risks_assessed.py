"""Q15: the risks were assessed before the decision, with a safety representative.

AML (1977:1160) 6:4, 6:9, 6:9a; AFS 2023:1 (T14: when changes are planned, before they
are made). A matter of the safety committee is dealt with in the body that is one.
"""

import msgspec

from domain import when
from domain.base import Answer, Recorded
from domain.implementation import ImplementationStarted
from domain.perspective import RiskAssessmentCompleted
from domain.questions.answer import GRAVITY, Question, Verdict
from domain.questions.case import Case, Decided, Moment
from domain.questions.judging import Finding, found, of_each_decision, same_day
from domain.questions.safety_committee import in_committee

INVITED = ("participated", "invited_absent", "none_appointed")
"""With whom nothing is missing: there was nobody to invite, or somebody was."""


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision."""
    return of_each_decision("Q15", case, _judge)


def _judge(case: Case, decided: Decided) -> Finding:
    """The assessment; and, of what a safety committee is to deal with, that it did."""
    raised = case.raised()
    if raised is None:
        missing = ("how the issue was raised",)
        return found("undeterminable", "not_raised", missing=missing)
    assessed = _by_flag(case, decided, raised.affects_work_environment)
    committee = in_committee(case, decided.moment, raised.topic)
    return min([assessed, *([committee] if committee else [])], key=_gravity)


def _by_flag(case: Case, decided: Decided, affects: Answer) -> Finding:
    match affects:
        case Answer.NO:
            return found("not_applicable", "not_affected")
        case Answer.UNKNOWN:
            missing = ("affects_work_environment",)
            reason = "work_environment_unknown"
            return found("undeterminable", reason, missing=missing)
        case Answer.YES:
            return _assessed(case, decided.moment)


def _assessed(case: Case, at: Moment) -> Finding:
    """The assessment that says most for the employer: one more makes it no worse."""
    starts = [
        entry
        for entry, event in case.of(ImplementationStarted)
        if (event.round or 1) == at.round
    ]
    findings = [
        _one(entry, event, at, starts)
        for entry, event in case.of(RiskAssessmentCompleted)
        if (event.round or 1) <= at.round
    ]
    best = max(findings, key=_gravity, default=None)
    return best or found("breach", "not_assessed")


def _one(
    entry: Recorded, event: RiskAssessmentCompleted, at: Moment, starts: list[Recorded]
) -> Finding:
    """One assessment: with whom, when, and what it led to."""
    finding = _when(entry, event, at, starts)
    if event.safety_representative not in INVITED and finding.verdict != "breach":
        finding = found("breach", "not_invited", [entry])
    elif finding.verdict == "compliant" and event.serious and not event.action_plan_ref:
        missing = ("an action plan, or that measures were taken at once",)
        finding = found("undeterminable", "no_action_plan", [entry], missing=missing)
    facts = {"assessedOn": event.occurred.day}
    return msgspec.structs.replace(finding, facts=facts)


def _when(
    entry: Recorded, event: RiskAssessmentCompleted, at: Moment, starts: list[Recorded]
) -> Finding:
    """Before the decision and any measure; or, in a weaker sense, the measures."""
    if (event.round or 1) < at.round:
        missing = ("whether the assessment holds for the new round",)
        return found("undeterminable", "earlier_round", [entry], missing=missing)
    order = [(e, when.before(event.occurred, e.event.occurred)) for e in starts]
    if begun := [start for start, before in order if before is False]:
        return found("breach", "assessed_after_start", [entry, *begun])
    unstarted = all(before for _, before in order)
    first = when.before(event.occurred, at.occurred)
    if first is False and unstarted:
        missing = ("whether the assessment could wait for the decision",)
        reason = "before_implementation"
        return found("undeterminable", reason, [entry], missing=missing)
    if not (first and unstarted):
        return same_day([entry])
    return found("compliant", "assessed_before", [entry])


def _gravity(finding: Finding) -> int:
    return GRAVITY.index(finding.verdict)


QUESTION = Question(
    number="Q15",
    claim="risks_assessed",
    asks={
        "en": "Were the risks assessed before the decision, with a safety"
        " representative?",
        "sv": "Bedömdes riskerna före beslutet, med skyddsombudet?",
    },
    judge=judge,
)
