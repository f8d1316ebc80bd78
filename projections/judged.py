"""An issue as readings see it: its history, what stands of it, and the answers.

Worked out once for all readings of an issue. Pure: the time is an argument.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

import msgspec

from domain.audience import Audiences, Circle, audiences, circle
from domain.base import Recorded
from domain.issue import Issue
from domain.lifecycle import LIFECYCLE
from domain.questions import QUESTIONS
from domain.questions.answer import Answered, answers, look
from domain.questions.case import Case
from domain.questions.party_history import PartyHistory, party_histories
from domain.raising import IssueRaised
from domain.stages import Stage, stage
from registry.entry import Envelope, event, read
from registry.journal import Stored
from registry.surroundings import ISSUES, Surroundings

LISTED = tuple(question for question in QUESTIONS.values() if question.listed)
"""The questions of which verdicts stand in lists."""


class Kept(msgspec.Struct, frozen=True):
    """An entry in the journal, as bytes, as envelope and as the domain knows it."""

    stored: Stored
    envelope: Envelope
    recorded: Recorded


class Judged(msgspec.Struct, frozen=True, dict=True):
    """All that the rows of one issue are made of."""

    agency: str
    issue_id: str
    kept: tuple[Kept, ...]
    standing: tuple[Recorded, ...]
    issue: Issue
    stage: Stage
    case: Case
    """As questions see it, at the time when it was judged."""
    answers: Mapping[str, Answered]
    """By question number."""
    judged_at: datetime

    @cached_property
    def raised(self) -> IssueRaised | None:
        """How it was raised, as it now stands; None if that was annulled."""
        events = (entry.event for entry in self.standing)
        return next((e for e in events if isinstance(e, IssueRaised)), None)

    @cached_property
    def histories(self) -> list[PartyHistory]:
        """The history of each party that it concerns, or that was left out of it."""
        return party_histories(self.case)

    @cached_property
    def circle(self) -> Circle:
        """Whom it concerns."""
        history = [entry.recorded for entry in self.kept]
        return circle(history, self.standing, (each.party for each in self.histories))

    @cached_property
    def audiences(self) -> Audiences:
        """Who may see its entries, of those that not everyone may see."""
        history = [entry.recorded for entry in self.kept]
        return audiences(history, self.standing, self.circle)


def kept(stored: Stored) -> Kept:
    """Return the entry, decoded."""
    envelope = read(stored.entry)
    entry = Recorded(envelope.id, stored.version, stored.recorded_at, event(envelope))
    return Kept(stored, envelope, entry)


def judged(
    agency: str,
    stream: str,
    history: Sequence[Stored],
    surroundings: Surroundings,
    now: datetime,
) -> Judged:
    """Return the issue in that stream, every question answered as of *now*.

    All that is recorded is known, also what another machine's clock put ahead of *now*.
    """
    entries = tuple(kept(stored) for stored in history)
    known = max(now, history[-1].recorded_at)
    recorded = [entry.recorded for entry in entries]
    standing = LIFECYCLE.effective(recorded)
    looked = look(recorded, surroundings.framework, now, known)
    return Judged(
        agency=agency,
        issue_id=stream.removeprefix(ISSUES),
        kept=entries,
        standing=tuple(standing),
        issue=LIFECYCLE.fold(standing),
        stage=stage(standing),
        case=looked.case,
        answers=answers(LISTED, looked),
        judged_at=now,
    )
