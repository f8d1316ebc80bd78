"""How a question comes from entries to verdicts: order of times, parties, evidence."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from domain import when
from domain.agreement_state import Framework
from domain.base import Recorded
from domain.questions.answer import Fact, Governing, Value, Verdict
from domain.questions.case import Case, Decided, Moment
from domain.questions.marks import marks
from domain.remembered import remembered


class Finding(msgspec.Struct, frozen=True):
    """What a question found for one party, before it is made a verdict."""

    verdict: Value
    reason: str
    evidence: tuple[Recorded, ...] = ()
    qualifiers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    facts: Mapping[str, object] = {}
    """What its sentence is filled with: names as in JSON, `requestedOn`; days too."""
    about: str | None = None
    """Which of several it is on: a follow-up, minutes, a level."""
    holds_until: datetime | None = None


Judge = Callable[[Case, Decided, str], Finding]


def found(
    verdict: Value, reason: str, evidence: Iterable[Recorded] = (), **rest: Any
) -> Finding:
    """Return a finding; *rest* as the fields of `Finding`."""
    return Finding(verdict, reason, tuple(evidence), **rest)


def timed(entries: Iterable[Recorded], at: Moment, kept: str, broken: str) -> Finding:
    """Return compliant where one of *entries* came before the decision, else breach.

    Where only the same day is known of one, and none came surely before, nobody can
    tell: undeterminable (same_day). The evidence is what the finding rests on; the
    fact `cameOn` the last day on which it came before.
    """
    order = [(e, when.before(e.event.occurred, at.occurred)) for e in entries]
    if before := [entry for entry, earlier in order if earlier]:
        came = max(entry.event.occurred.day for entry in before)
        return found("compliant", kept, evidence=before, facts={"cameOn": came})
    if perhaps := [entry for entry, earlier in order if earlier is None]:
        return same_day(perhaps)
    return found("breach", broken, evidence=[entry for entry, _ in order])


def same_day(evidence: Iterable[Recorded] = ()) -> Finding:
    """Return that nobody can tell the order: the same day, and no hours are known."""
    return found(
        "undeterminable",
        "same_day",
        evidence=evidence,
        qualifiers=("precision",),
        missing=("the time of day",),
    )


def each_decision(question: str, case: Case, judge: Judge) -> list[Verdict]:
    """Return what *judge* finds for each decision and each party that may be owed."""
    decisions = case.decisions()
    if not decisions:
        undecided = found("not_applicable", "no_decision")
        return each_party(question, case, lambda _: undecided)
    return [
        verdict(question, case, judge(case, decided, party), decided, party=party)
        for decided in decisions
        for party in case.parties(decided.moment.occurred.day)
    ]


def of_each_decision(
    question: str, case: Case, judge: Callable[[Case, Decided], Finding]
) -> list[Verdict]:
    """Return what *judge* finds for each decision, whomever it concerns."""
    decisions = case.decisions()
    if not decisions:
        return [verdict(question, case, found("not_applicable", "no_decision"))]
    return [verdict(question, case, judge(case, each), each) for each in decisions]


def each_party(
    question: str, case: Case, judge: Callable[[str], Finding]
) -> list[Verdict]:
    """Return what *judge* finds for each party that may be owed as of the case's time.

    It holds at most until another agreement, or none, governs.
    """
    found = [(party, judge(party)) for party in case.parties(case.today)]
    return [
        verdict(question, case, _until_changed(case, finding, party), party=party)
        for party, finding in found
    ]


def verdict(
    question: str,
    case: Case,
    finding: Finding,
    decided: Decided | None = None,
    *,
    party: str | None = None,
) -> Verdict:
    """Return the verdict: the finding with its evidence in the record's order."""
    evidence = {entry.id: entry for entry in finding.evidence}
    if decided:
        evidence[decided.entry.id] = decided.entry
    own = marks(case, evidence.values(), decided, party)
    on = decided.event.occurred.day if decided else case.today
    return Verdict(
        question=question,
        verdict=finding.verdict,
        reason=finding.reason,
        party=party,
        decision=decided.event.decision_id if decided else None,
        evidence=tuple(sorted(evidence, key=lambda id_: evidence[id_].version)),
        qualifiers=tuple(sorted({*own, *finding.qualifiers}))
        if finding.qualifiers
        else own,
        missing=finding.missing,
        about=finding.about,
        facts=_facts(finding, decided, party),
        agreement=governing(case, party, on) if party else None,
        holds_until=finding.holds_until,
    )


def _facts(
    finding: Finding, decided: Decided | None, party: str | None
) -> dict[str, Fact]:
    """Return what the sentence is filled with: party and day of decision always."""
    facts: dict[str, Any] = {"party": party} if party else {}
    if decided:
        facts["decidedOn"] = decided.event.occurred.day
    facts |= finding.facts
    for name, fact in facts.items():
        if isinstance(fact, date):
            facts[name] = fact.isoformat()
    return facts


def _until_changed(case: Case, finding: Finding, party: str) -> Finding:
    """Return the finding, which holds no longer than what governs the party."""
    day = next_change(case.framework, party, case.today)
    if day is None:
        return finding
    changes, until = when.day_begins(day), finding.holds_until
    first = min(changes, until) if until else changes
    return msgspec.structs.replace(finding, holds_until=first)


@remembered
def next_change(framework: Framework, party: str, on: date) -> date | None:
    """Return the first day after *on* on which something else governs the party."""
    bonds = framework.agency.bonds
    periods = [
        period
        for agreement in framework.agreements.values()
        for period in agreement.periods(party)
    ]
    ends = [bond.bound_until for bond in bonds if bond.bound_until]
    days = [bond.bound_from for bond in bonds]
    days += [day + timedelta(days=1) for day in ends if day < date.max]
    days += [period.since for period in periods]
    days += [period.until for period in periods if period.until]
    return min((day for day in days if day > on), default=None)


@remembered
def governing(case: Case, party: str, on: date) -> Governing | None:
    """Return the agreement version in force for *party* that day, None: MBL itself."""
    version = case.in_force(party, on)
    if version is None:
        return None
    return Governing(agreement=version.agreement, version=version.version)
