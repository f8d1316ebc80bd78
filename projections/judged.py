"""An issue as readings see it: its history, what stands of it, and the answers.

Worked out once for all readings of an issue. Pure: the time is an argument.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.agreement_state import Framework
from domain.base import Recorded
from domain.issue import Issue
from domain.lifecycle import LIFECYCLE
from domain.questions import QUESTIONS
from domain.questions.answer import Answered, answers
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


class Judged(msgspec.Struct, frozen=True):
    """All that the rows of one issue are made of."""

    agency: str
    issue_id: str
    kept: tuple[Kept, ...]
    standing: tuple[Recorded, ...]
    issue: Issue
    stage: Stage
    answers: Mapping[str, Answered]
    """By question number."""
    framework: Framework
    """The surroundings, as they stood when it was judged."""
    judged_at: datetime

    @property
    def raised(self) -> IssueRaised | None:
        """How it was raised, as it now stands; None if that was annulled."""
        events = (entry.event for entry in self.standing)
        return next((e for e in events if isinstance(e, IssueRaised)), None)


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
    framework = surroundings.framework
    return Judged(
        agency=agency,
        issue_id=stream.removeprefix(ISSUES),
        kept=entries,
        standing=tuple(standing),
        issue=LIFECYCLE.fold(standing),
        stage=stage(standing),
        answers=answers(LISTED, recorded, framework, now, known),
        framework=framework,
        judged_at=now,
    )
