"""The disagreements of a party, and its right to have them taken to the level above.

Part of Q6: by the agreement that governed the party on the day it disagreed.
"""

from datetime import date, datetime

import msgspec

from domain import when
from domain.agreement_state import InForce
from domain.agreement_terms import Terms
from domain.base import Recorded
from domain.consultation import ConsultationConcluded
from domain.escalation import EscalationRequested
from domain.questions.case import Case, Moment, not_after


class Disagreement(msgspec.Struct, frozen=True):
    """A consultation that ended in disagreement for a party, and its way up."""

    case: Case
    at: Moment
    """The decision before which it came."""
    party: str
    entry: Recorded
    level: str
    terms: Terms

    @property
    def above(self) -> str | None:
        """The level next above; None: there is none, or the agreement has no way up."""
        rung = self.terms.level(self.level)
        return rung.above if rung and rung.escalation_allowed else None

    @property
    def last_day(self) -> date | None:
        """The last day in time for a request (T6); None: the agreement sets no time."""
        term = self.terms.numbers.escalation_request
        day = self.entry.event.occurred.day
        if term is None:
            return None
        return self.case.calendar(self.party, day).deadline(day, term)

    @property
    def requests(self) -> list[Recorded]:
        """What the party asked for, in time or not."""
        return [
            entry
            for entry, event in self.case.of(EscalationRequested)
            if event.party == self.party
            and (event.round or 1) == self.at.round
            and event.from_level == self.level
        ]

    def in_time(self) -> list[Recorded]:
        """Return the requests through the last day; without one, by the decision."""
        last, asked = self.last_day, self.requests
        if last is None:
            pairs = [(entry, entry.event) for entry in asked]
            return [entry for entry, _ in not_after(pairs, self.at.occurred)]
        return [entry for entry in asked if entry.event.occurred.day <= last]

    def closes(self) -> datetime | None:
        """Return when the time to ask is out; None if there is none or it is over.

        No decision that can be seen comes after an instant at which it is open still.
        """
        closes = when.day_after(self.last_day) if self.last_day else None
        return closes if closes and self.case.as_of < closes else None


def disagreements(case: Case, at: Moment, party: str) -> list[Disagreement]:
    """Return the conclusions in the round in which the party disagreed, by *at*.

    Those too of which only the same day is known.
    """
    return [
        Disagreement(case, at, party, entry, event.level, _terms(governing))
        for entry, event in not_after(case.of(ConsultationConcluded), at.occurred)
        if (event.round or 1) == at.round and _disagreed(event, party)
        for governing in [case.in_force(party, event.occurred.day)]
    ]


def _terms(governing: InForce | None) -> Terms:
    return governing.terms if governing else Terms()


def _disagreed(event: ConsultationConcluded, party: str) -> bool:
    return any(
        outcome.party == party and outcome.outcome == "disagreement"
        for outcome in event.outcomes
    )
