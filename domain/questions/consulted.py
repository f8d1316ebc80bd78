"""Whether a party was consulted, informed or met before a decision (Q1)."""

import msgspec

from domain import when
from domain.base import Recorded
from domain.consultation import (
    ConsultationConcluded,
    ConsultationPostponed,
    ConsultationResumed,
)
from domain.information import InformationProvided
from domain.meeting import MeetingHeld
from domain.questions import notice
from domain.questions.case import Case, Moment, follows
from domain.questions.duty import Owed, conclusions
from domain.questions.judging import Finding, found, same_day, timed
from domain.remembered import remembered


@remembered
def consulted(case: Case, at: Moment, party: str, owed: Owed) -> Finding:
    """A conclusion for the party, on the same proposal, before the decision."""
    counted: list[Recorded] = []
    doubtful: list[Recorded] = []
    others: list[Recorded] = []
    shown: dict[str, notice.Heard] = {}
    for entry, event, outcome in conclusions(case, party, at):
        heard = notice.heard(case, event, outcome)
        shown[entry.id] = heard
        if owed.carried and entry not in owed.carried:
            heard = notice.Heard(counts=False)
        pool = {True: counted, None: doubtful, False: others}[heard.counts]
        pool.append(entry)
    finding = timed(counted, at, "concluded_before", "not_concluded_before")
    if finding.verdict == "breach":
        return _not_heard(doubtful, others, finding, at, party)
    finding = _with_notice(finding, shown)
    if case.level(party, at) is None:
        missing = ("the level at which it was decided",)
        return found(
            "undeterminable",
            "level_unknown",
            evidence=finding.evidence,
            missing=missing,
        )
    return _unless_postponed(finding, case, at, party)


def informed(case: Case, at: Moment, party: str) -> Finding:
    """Information was given to the party in the round, before the decision."""
    given = [
        entry
        for entry, event in case.of(InformationProvided)
        if party in event.parties and (event.round or 1) == at.round
    ]
    return timed(given, at, "informed_before", "not_informed_before")


def spoken_with(case: Case, at: Moment, party: str) -> Finding:
    """The matter was up at a meeting of the employees in the round, before."""
    governing = case.in_force(party, at.occurred.day)
    rungs = governing.terms.levels if governing else ()
    forums = {rung.name for rung in rungs if rung.employee_forum}
    held = [
        entry
        for entry, event in case.of(MeetingHeld)
        if event.level in forums and (event.round or 1) == at.round
    ]
    return timed(held, at, "met_before", "not_met_before")


def _not_heard(
    doubtful: list[Recorded],
    others: list[Recorded],
    finding: Finding,
    at: Moment,
    party: str,
) -> Finding:
    """Nothing that counts came before: a breach, unless an absence may still count."""
    if any(when.before(e.event.occurred, at.occurred) is not False for e in doubtful):
        missing = (f"when documents were dispatched to {party}",)
        return found(
            "undeterminable", "absence_unverified", evidence=doubtful, missing=missing
        )
    evidence = (*finding.evidence, *doubtful, *others)
    return found("breach", finding.reason, evidence=evidence)


def _with_notice(finding: Finding, shown: dict[str, notice.Heard]) -> Finding:
    """Add the summons, documents and waiver that an absence rests on."""
    heard = [shown[entry.id] for entry in finding.evidence]
    evidence = (e for each in heard for e in each.evidence)
    marks = (mark for each in heard for mark in each.qualifiers)
    return msgspec.structs.replace(
        finding,
        evidence=(*finding.evidence, *evidence),
        qualifiers=(*finding.qualifiers, *marks),
    )


def _unless_postponed(finding: Finding, case: Case, at: Moment, party: str) -> Finding:
    """Put off again and not resumed, it is not complete (DOMAIN 3.6, path 7).

    Where only the same day is known of resuming and deciding, nobody can tell.
    """
    put_off = [
        (entry, _taken_up(case, entry, party, at))
        for entry, event in case.of(ConsultationPostponed)
        if party in event.parties and (event.round or 1) == at.round
    ]
    open_ones = [entry for entry, taken_up in put_off if taken_up is False]
    open_still = timed(open_ones, at, "postponed", "not_postponed")
    perhaps = [entry for entry, taken_up in put_off if taken_up is None]
    if open_still.verdict == "breach" and perhaps:
        return same_day(perhaps)
    if open_still.verdict == "compliant":
        evidence = [*finding.evidence, *open_still.evidence]
        facts = {"postponedOn": open_still.facts["cameOn"]}
        return found("breach", "postponed", evidence=evidence, facts=facts)
    return finding if open_still.verdict == "breach" else open_still


def _taken_up(case: Case, put_off: Recorded, party: str, at: Moment) -> bool | None:
    """Tell whether the consultation went on, or ended, before the decision.

    None: on the same day, and no hours tell.
    """
    later = [
        *(e for e, event in case.of(ConsultationResumed) if party in event.parties),
        *(
            e
            for e, event in case.of(ConsultationConcluded)
            if any(outcome.party == party for outcome in event.outcomes)
        ),
    ]
    order = [
        when.before(entry.event.occurred, at.occurred)
        for entry in later
        if follows(entry, put_off)
    ]
    return True if True in order else None if None in order else False
