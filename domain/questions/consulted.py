"""Whether a party was consulted, informed or met before a decision (Q1)."""

from collections.abc import Mapping

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
from domain.questions.answer import GRAVITY
from domain.questions.case import Case, Moment, follows
from domain.questions.duty import Owed, conclusions
from domain.questions.judging import Finding, found, same_day, timed
from domain.remembered import remembered

Told = tuple[Mapping[bool | None, list[Recorded]], Mapping[str, notice.Heard]]
"""The conclusions by whether they count, and of each what shows that."""


@remembered
def consulted(case: Case, at: Moment, party: str, owed: Owed) -> Finding:
    """A conclusion for the party, on the same proposal, before the decision."""
    shown: dict[str, notice.Heard] = {}
    pools: dict[bool | None, list[Recorded]] = {True: [], None: [], False: []}
    for entry, event, outcome in conclusions(case, party, at):
        heard = shown[entry.id] = notice.heard(case, event, outcome)
        carried = not owed.carried or entry in owed.carried
        pools[heard.counts if carried else False].append(entry)
    finding = timed(pools[True], at, "concluded_before", "not_concluded_before")
    if finding.verdict == "breach":
        return _not_heard(case, at, party, (pools, shown))
    finding = _with_notice(finding, shown)
    if case.level(party, at) is None:
        missing = ("the level at which it was decided",)
        return found(
            "undeterminable",
            "level_unknown",
            evidence=finding.evidence,
            missing=missing,
        )
    return _unless_postponed(finding, case, at, party, pools[True])


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


def _not_heard(case: Case, at: Moment, party: str, told: Told) -> Finding:
    """Nothing that counts came before: a breach, unless an absence may still count.

    What was concluded in the round and does not count is shown.
    """
    pools, shown = told
    if _not_after(pools[None], at):
        missing = (f"when documents were dispatched to {party}",)
        finding = found(
            "undeterminable", "absence_unverified", pools[None], missing=missing
        )
        return _with_notice(finding, shown)
    absent = [e for e in pools[False] if shown[e.id].counts is False]
    if away := [e for e in absent if when.before(e.event.occurred, at.occurred)]:
        last = max(entry.event.occurred.day for entry in away)
        facts = {"concludedOn": last}
        finding = found("breach", "absence_not_counted", absent, facts=facts)
        return _with_notice(finding, shown)
    concluded = [
        entry
        for entry, event in case.of(ConsultationConcluded)
        if (event.round or 1) == at.round
        and any(outcome.party == party for outcome in event.outcomes)
    ]
    return found("breach", "not_concluded_before", concluded)


def _not_after(entries: list[Recorded], at: Moment) -> bool:
    return any(
        when.before(entry.event.occurred, at.occurred) is not False for entry in entries
    )


def _with_notice(finding: Finding, shown: Mapping[str, notice.Heard]) -> Finding:
    """Add the summons, documents and waiver that an absence rests on."""
    heard = [shown[entry.id] for entry in finding.evidence if entry.id in shown]
    evidence = (e for each in heard for e in each.evidence)
    marks = (mark for each in heard for mark in each.qualifiers)
    return msgspec.structs.replace(
        finding,
        evidence=(*finding.evidence, *evidence),
        qualifiers=(*finding.qualifiers, *marks),
    )


def _unless_postponed(
    finding: Finding, case: Case, at: Moment, party: str, counted: list[Recorded]
) -> Finding:
    """Put off again, it is not complete before it is concluded again (path 7)."""
    if finding.verdict != "compliant":
        return finding
    each = [
        _unless_ended(case, at, party, entry, counted)
        for entry, event in case.of(ConsultationPostponed)
        if party in event.parties and (event.round or 1) == at.round
    ]
    worse = [one for one in each if one.verdict != "compliant"]
    if not worse:
        return finding
    last = min(worse, key=lambda one: GRAVITY.index(one.verdict))
    return msgspec.structs.replace(last, evidence=(*finding.evidence, *last.evidence))


def _unless_ended(
    case: Case, at: Moment, party: str, put_off: Recorded, counted: list[Recorded]
) -> Finding:
    """Return whether the party's consultation ended after it was put off, in time.

    Resumed only, it goes on: how it ended the record does not say [REC].
    """
    complete = found("compliant", "concluded_before")
    earlier = when.before(put_off.event.occurred, at.occurred)
    ended = [_ended_after(put_off, entry, at) for entry in counted]
    if earlier is False or True in ended:
        return complete
    if earlier is None or None in ended:
        return same_day([put_off])
    resumed = [
        entry
        for entry, event in case.of(ConsultationResumed)
        if party in event.parties and follows(entry, put_off)
    ]
    facts = {"postponedOn": put_off.event.occurred.day}
    gone_on = timed(resumed, at, "resumed", "postponed")
    if gone_on.verdict == "undeterminable":
        return msgspec.structs.replace(gone_on, evidence=(put_off, *gone_on.evidence))
    if gone_on.verdict == "breach":
        return found("breach", "postponed", [put_off], facts=facts)
    return found(
        "undeterminable",
        "not_concluded_again",
        [put_off, *gone_on.evidence],
        missing=(f"how the consultation with {party} that was resumed ended",),
        facts=facts | {"resumedOn": gone_on.facts["cameOn"]},
    )


def _ended_after(put_off: Recorded, ended: Recorded, at: Moment) -> bool | None:
    """Tell whether it *ended* between; None: on one of the days, and no hours tell."""
    occurred = ended.event.occurred
    order = {
        when.before(put_off.event.occurred, occurred),
        when.before(occurred, at.occurred),
    }
    return False if False in order else None if None in order else True
