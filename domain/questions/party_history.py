"""What one party said in an issue, and what became of it (Q21)."""

from collections.abc import Mapping
from datetime import date

import msgspec

from domain import when
from domain.base import Organisation, Recorded
from domain.consultation import ConsultationConcluded
from domain.decision import DecisionCommunicated
from domain.named import named
from domain.perspective import PartyPositionRecorded, PerspectiveSubmitted
from domain.questions import duty, occasions
from domain.questions.case import Case, latest

NOTHING_OWED = ("none", "direct_dialogue")
"""Duties that are done without turning to the party."""

SILENT = (None, "no_position", "absent_duly_summoned", "declined")
"""Positions and outcomes that say nothing."""

Answers = Mapping[tuple[str, str], str]
"""What was answered last, `followed`, `partly` or `not`: to a `perspective`, by its id,
or to the position of a `party`."""


class PartyHistory(msgspec.Struct, frozen=True, kw_only=True):
    """One party's part in an issue, from what was raised to how it was answered."""

    party: Organisation
    raised_on: date | None
    first_occasion_on: date | None
    """The first day on which it could say something."""
    decided_on: date | None
    """The day of the last decision, clerical corrections aside."""
    lead_days: int | None
    """Calendar days from raised to decided; below 0: decided before it was raised."""
    outcome: str | None
    """How consultation with it last ended."""
    position: str | None
    """The position that it last took."""
    followed: int
    """Of its perspectives and its position, how many were followed."""
    partly: int
    not_followed: int
    unanswered: int
    evidence: tuple[Recorded, ...]
    """What it said, the last conclusion for it, and the answers."""
    left_out: bool = False
    """Something was owed to it before a decision, or it is not known whether, and
    nothing on record has turned to it or comes from it."""

    @property
    def is_silent(self) -> bool:
        """Tell whether it has said nothing: no perspective, position or outcome."""
        said = self.followed + self.partly + self.not_followed + self.unanswered
        return not said and self.outcome in SILENT and self.position in SILENT


def party_histories(case: Case) -> list[PartyHistory]:
    """Return the history of each party that the issue has turned to, or that spoke;
    and of each that was left out of a decision.
    """
    concerned = _concerned(case)
    left_out = _owed(case) - concerned
    if not concerned and not left_out:
        return []
    raised, decisions = case.raised(), case.decisions()
    last = latest(decided.entry for decided in decisions)
    raised_on = raised.occurred.day if raised else None
    decided_on = last.event.occurred.day if last else None
    lead = (decided_on - raised_on).days if decided_on and raised_on else None
    answers = _answers(case)
    days = (raised_on, decided_on, lead)
    heard = (_history(case, party, answers, days) for party in concerned)
    others = (
        msgspec.structs.replace(_history(case, party, answers, days), left_out=True)
        for party in left_out
    )
    return sorted([*heard, *others], key=lambda history: history.party)


def _history(
    case: Case,
    party: str,
    answers: Answers,
    days: tuple[date | None, date | None, int | None],
) -> PartyHistory:
    said, concluded, position = _said(case, party)
    subjects = [("perspective", id_) for id_ in said]
    taken = getattr(position.event, "position", None) if position else None
    if taken not in SILENT or ("party", party) in answers:
        subjects.append(("party", party))
    found_ = [answers.get(subject) for subject in subjects]
    told = [e for e, event in case.of(DecisionCommunicated) if _speaks(event, subjects)]
    shown = [*said.values(), concluded, position, *told]
    spoke = occasions.spoke(case, party)
    return PartyHistory(
        party=party,
        raised_on=days[0],
        first_occasion_on=occasions.first(spoke).since.day if spoke else None,
        decided_on=days[1],
        lead_days=days[2],
        outcome=_outcome(concluded, party),
        position=taken,
        followed=found_.count("followed"),
        partly=found_.count("partly"),
        not_followed=found_.count("not"),
        unanswered=found_.count(None),
        evidence=tuple(entry for entry in shown if entry),
    )


def _said(
    case: Case, party: str
) -> tuple[dict[str, Recorded], Recorded | None, Recorded | None]:
    """Return its perspectives by id, its last conclusion, and its last position."""
    perspectives = {
        event.perspective_id: entry
        for entry, event in case.of(PerspectiveSubmitted)
        if event.party == party
    }
    concluded = latest(
        entry
        for entry, event in case.of(ConsultationConcluded)
        if any(row.party == party for row in event.outcomes)
    )
    position = latest(
        entry for entry, event in case.of(PartyPositionRecorded) if event.party == party
    )
    return perspectives, concluded, position


def _outcome(concluded: Recorded | None, party: str) -> str | None:
    event = concluded.event if concluded else None
    if not isinstance(event, ConsultationConcluded):
        return None
    return next(row.outcome for row in event.outcomes if row.party == party)


def _answers(case: Case) -> Answers:
    """Return the answers, the last one where there are several to the same."""
    told = sorted(
        case.of(DecisionCommunicated),
        key=lambda one: (when.earliest(one[1].occurred), one[0].version),
    )
    return {
        _subject(row.perspective, row.party): row.outcome
        for _, event in told
        for row in event.responses
    }


def _subject(perspective: str | None, party: str | None) -> tuple[str, str]:
    return ("perspective", perspective) if perspective else ("party", party or "")


def _speaks(event: DecisionCommunicated, subjects: list[tuple[str, str]]) -> bool:
    rows = event.responses
    return any(_subject(row.perspective, row.party) in subjects for row in rows)


def _concerned(case: Case) -> set[Organisation]:
    """Return whom the issue has turned to, and who spoke in it."""
    return {party for entry in case.entries for party in named(entry.event)}


def _owed(case: Case) -> set[Organisation]:
    """Return to whom something was owed before a decision, or perhaps was."""
    return {
        party
        for decided in case.decisions()
        for party in case.parties(decided.moment.occurred.day)
        if duty.owed(case, party, decided.moment).mode not in NOTHING_OWED
    }
