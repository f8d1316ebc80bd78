"""Q3: the matter was raised early enough to be influenced. MBL (1976:580) 11 §.

For each party to be consulted or negotiated with: while the proposal was still open,
and with the lead time that the agreement sets, if it sets one.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from domain import when
from domain.base import Recorded
from domain.perspective import ProposalRevised
from domain.questions import duty, occasions
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided, Moment
from domain.questions.judging import Finding, each_decision, found
from domain.questions.occasions import Occasion
from domain.questions.q11_exception_upheld import or_exception
from domain.raising import IssueRaised

RAISED_LATE: Mapping[str, str] = MappingProxyType(
    {"final_proposal": "raised_as_final", "decided": "raised_as_decided"}
)
"""The stages at which nothing was left to influence, and the reason each gives."""


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q3", case, _judge)


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    owed = duty.owed(case, party, decided.moment)
    missing = owed.missing
    if owed.mode == "undeterminable":
        return found("undeterminable", owed.reason, owed.because, missing=missing)
    if owed.mode not in ("consultation", "negotiation"):
        return found("not_applicable", "no_consultation_owed", missing=missing)
    finding = _raised_early(case, decided.moment, party)
    return or_exception(finding, case, decided, party, owed)


def _raised_early(case: Case, at: Moment, party: str) -> Finding:
    """The stage, an occasion before the decision, one before the proposal was final,
    and the lead time, in that order; a stage that is not known excuses none of them.
    """
    raising, raised = case.of(IssueRaised)[0]
    had = occasions.spoke(case, party)
    of_round = [o for o in had if o.round == at.round]
    start = _start(of_round, at)
    finding = _by_stage(raising, raised, at)
    if start is None:
        late = occasions.ordered(of_round, at.occurred, "raised_early", "no_occasion")
        finding = finding or late
    else:
        finding = (
            finding
            or _too_late(case, party, at, had, start)
            or _too_short(case, party, at, start)
            or _if_known(raised, at, (raising, start.entry))
        )
    facts = {"raisedOn": raised.occurred.day} | _lead(case, party, at, start)
    return msgspec.structs.replace(finding, facts=facts | dict(finding.facts))


def _start(of_round: list[Occasion], at: Moment) -> Occasion | None:
    """Return the first occasion that surely came before the decision."""
    earlier = [o for o in of_round if when.before(o.since, at.occurred)]
    return occasions.first(earlier) if earlier else None


def _by_stage(raising: Recorded, raised: IssueRaised, at: Moment) -> Finding | None:
    """Return a breach if it was raised, in this round, as good as decided."""
    reason = RAISED_LATE.get(raised.stage)
    return found("breach", reason, [raising]) if reason and at.round == 1 else None


def _if_known(
    raised: IssueRaised, at: Moment, evidence: tuple[Recorded, ...]
) -> Finding:
    """Return compliant, unless it is not known how far the employer had come.

    How far it had come when a later round began, the record does not say: what was
    raised early stays so; what was raised late may have been opened again [REC].
    """
    if raised.stage == "unknown" or raised.stage in RAISED_LATE:
        missing = (f"how far the proposal had come in round {at.round}",)
        return found("undeterminable", "stage_unknown", evidence, missing=missing)
    return found("compliant", "raised_early", evidence)


def _too_late(
    case: Case, party: str, at: Moment, had: list[Occasion], start: Occasion
) -> Finding | None:
    """Return what is wrong if no occasion came before the last material revision of
    what was decided; None if nothing is.
    """
    final = _final(case, party, at)
    if final is None:
        return None
    limit = final.event.occurred
    open_still = occasions.ordered(had, limit, "raised_early", "proposal_final")
    if open_still.verdict == "compliant":
        return None
    return msgspec.structs.replace(
        open_still, evidence=(final, start.entry), facts={"finalOn": limit.day}
    )


def _final(case: Case, party: str, at: Moment) -> Recorded | None:
    """Return the material revision that made the proposal what was decided on.

    None: there was none, or the party came to be bound only after it [REC].
    """
    revised = [
        (event.version, entry)
        for entry, event in case.of(ProposalRevised)
        if event.material and event.version <= at.proposal_version
    ]
    if not revised:
        return None
    final = max(revised, key=lambda each: each[0])[1]
    agency, then = case.framework.agency, final.event.occurred.day
    joined_since = agency.is_bound(party, at.occurred.day)
    return None if joined_since and not agency.is_bound(party, then) else final


def _too_short(case: Case, party: str, at: Moment, start: Occasion) -> Finding | None:
    """Return a breach if less than the agreement's lead time came before."""
    on = at.occurred.day
    governing = case.in_force(party, on)
    term = governing.terms.numbers.lead_time if governing else None
    if term is None:
        return None
    days = case.calendar(party, on).days_between(start.since.day, on, term)
    if days >= term.amount:
        return None
    return found("breach", "lead_time_short", [start.entry], facts={"needed": term})


def _lead(
    case: Case, party: str, at: Moment, start: Occasion | None
) -> dict[str, object]:
    """Return the first occasion, and the working days from it to the decision."""
    if start is None:
        return {}
    on, since = at.occurred.day, start.since.day
    days = case.calendar(party, on).working_days(since, on)
    return {"firstOn": since, "leadWorkingDays": days}


QUESTION = Question(
    number="Q3",
    claim="raised_early",
    asks={
        "en": "Was the matter raised early enough to be influenced?",
        "sv": "Väcktes frågan så tidigt att den gick att påverka?",
    },
    judge=judge,
)
