"""What was met on, day by day, and what of it is to be put in minutes.

Part of Q14. Minutes (protokoll) are of a meeting day: what the agreement says of a
topic at a level is asked of each party's agreement in force that day.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import msgspec

from domain import when
from domain.agreement_state import InForce
from domain.base import Answer, Organisation, Recorded, Reference
from domain.consultation import ConsultationConcluded, ConsultationPostponed
from domain.meeting import MeetingHeld
from domain.mode import SPECIALS, Matter, mode
from domain.negotiation import LocalNegotiationConcluded, NegotiationMeetingHeld
from domain.questions.any_agreement import in_force
from domain.questions.case import Case, follows
from domain.raising import IssueRaised

Papers = Literal["minutes", "less", "unknown"]
"""What is to be written of a sitting, as far as minutes go."""


class Sitting(msgspec.Struct, frozen=True, kw_only=True):
    """What was met on one day: by the groups, or with one party to negotiate."""

    day: date
    party: Organisation | None = None
    """With whom a negotiation ended; None: meetings of the groups."""
    entries: tuple[Recorded, ...]
    papers: Papers
    minutes_due: int = 0
    """How many minutes there are to be: one for each level that is to have them."""
    minutes_ref: Reference | None = None
    """The minutes that the end of a negotiation names."""
    put_off: bool = False
    """The matter was only put off that day: nothing was concluded."""
    never_met: bool = False
    """The negotiation ended as the party did not respond: there was no meeting."""


def sittings(case: Case) -> list[Sitting]:
    """Return the sittings, earliest first, those of one day by party."""
    found = [*_meetings(case), *_negotiations(case)]
    return sorted(found, key=lambda one: (one.day, one.party or ""))


def _meetings(case: Case) -> Iterator[Sitting]:
    days: dict[date, list[tuple[str, Recorded]]] = {}
    for entry, held in case.of(MeetingHeld):
        days.setdefault(held.occurred.day, []).append((held.level, entry))
    for entry, concluded in case.of(ConsultationConcluded):
        days.setdefault(_met_on(case, concluded), []).append((concluded.level, entry))
    for day, pairs in days.items():
        levels = dict.fromkeys(level for level, _ in pairs)
        found = [
            _of_level(case, level, day, [entry for of, entry in pairs if of == level])
            for level in levels
        ]
        yield Sitting(
            day=day,
            entries=tuple(entry for _, entry in pairs),
            papers=_most(found),
            minutes_due=found.count("minutes"),
            put_off=_put_off(case, day, [entry for _, entry in pairs]),
        )


def _of_level(case: Case, level: str, day: date, entries: list[Recorded]) -> Papers:
    """Return what is asked of one level's meeting: minutes, where its end says so."""
    ends = (entry.event for entry in entries)
    if any(isinstance(e, ConsultationConcluded) and e.minutes_required for e in ends):
        return "minutes"
    return _papers(case, level, day)


def _negotiations(case: Case) -> Iterator[Sitting]:
    """The minutes of a negotiation are kept on a party's request (MBL 16 §), which is
    known by their being named; or always, where the agreement says so of the topic.
    """
    ends: dict[tuple[date, Organisation], list[Recorded]] = {}
    refs: dict[tuple[date, Organisation], Reference | None] = {}
    for entry, ended in case.of(LocalNegotiationConcluded):
        key = (ended.occurred.day, ended.party)
        ends.setdefault(key, []).append(entry)
        refs[key] = refs.get(key) or ended.minutes_ref
    for (day, party), entries in ends.items():
        classified = case.classified(party, when.on(day))
        level = classified.level if classified else None
        ref = refs[day, party]
        never_met = not ref and _never_met(case, party, entries)
        papers = "minutes" if ref else _papers(case, level, day, party)
        yield Sitting(
            day=day,
            party=party,
            entries=tuple(entries),
            papers=papers,
            minutes_due=1 if papers == "minutes" and not never_met else 0,
            minutes_ref=ref,
            never_met=never_met,
        )


def _never_met(case: Case, party: Organisation, ends: list[Recorded]) -> bool:
    """Tell whether a negotiation ended without any meeting, as nobody responded."""
    silent = all(
        isinstance(end.event, LocalNegotiationConcluded)
        and end.event.how == "party_did_not_respond"
        for end in ends
    )
    return silent and not any(
        held.party == party and any(follows(end, met) for end in ends)
        for met, held in case.of(NegotiationMeetingHeld)
    )


def _met_on(case: Case, concluded: ConsultationConcluded) -> date:
    """Return the day of the last meeting at its level and round; else its own."""
    days = (
        held.occurred.day
        for _, held in case.of(MeetingHeld)
        if held.level == concluded.level
        and (held.round or 1) == (concluded.round or 1)
        and held.occurred.day <= concluded.occurred.day
    )
    return max(days, default=concluded.occurred.day)


def _put_off(case: Case, day: date, entries: list[Recorded]) -> bool:
    """Tell whether nothing more was done that day than to put the matter off."""
    if any(isinstance(entry.event, ConsultationConcluded) for entry in entries):
        return False
    postponed = case.of(ConsultationPostponed)
    return any(event.occurred.day == day for _, event in postponed)


def _papers(
    case: Case, level: str | None, day: date, party: Organisation | None = None
) -> Papers:
    """Return what the cells say, of one party's agreement or of any party's."""
    raised = case.raised()
    if raised is None:
        return "unknown"
    asked = in_force(case, day)
    if party:
        own = case.in_force(party, day)
        asked = ((party, own),) if own else asked[:0]
    return _most(_of_version(case, raised, each, level, day) for each in asked)


def _most(found: Iterable[Papers]) -> Papers:
    """Return minutes where any asks for them, unknown where any may."""
    asked = set(found)
    ranked: tuple[Papers, ...] = ("minutes", "unknown")
    return next((papers for papers in ranked if papers in asked), "less")


def _of_version(
    case: Case,
    raised: IssueRaised,
    governed: tuple[Organisation, InForce],
    level: str | None,
    day: date,
) -> Papers:
    """Return what a party's agreement says; unknown where the level decides it."""
    party, version = governed
    placed = level is not None and version.terms.level(level) is not None
    cells = version.terms.cells(raised.topic)
    said = {cell.documentation for cell in cells if not placed or cell.level == level}
    if not placed and len(said) > 1 and "minutes" in said:
        return "unknown"
    if all(getattr(raised, each.flag) is Answer.NO for each in SPECIALS):
        return "minutes" if "minutes" in said else "less"
    duty = mode(_matter(raised, level), party, day, case.framework)
    return "minutes" if duty.documentation == "minutes" else "less"


def _matter(raised: IssueRaised, level: str | None) -> Matter:
    return Matter(
        topic=raised.topic,
        unit=raised.unit,
        level=level,
        significant_change=raised.significant_change,
        contractor_use=raised.contractor_use,
        redundancy=raised.redundancy,
        transfer=raised.transfer,
        individual_matter=raised.individual_matter,
        dispute=raised.dispute,
    )
