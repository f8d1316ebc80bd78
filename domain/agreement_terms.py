"""What a version of a local agreement (samverkansavtal) says: numbers, matrix, levels.

Every number belongs to a version. None means that the agreement sets no such number,
and then there is none: nothing is put in its place.
"""

from collections.abc import Iterator
from typing import Literal

from domain.base import Organisation, Reference, Slug, Struct, Text
from domain.calendar import FreeDay, Term

Side = Organisation
"""A side of the agreement: an organisation's slug, or `employer`."""

Mode = Literal["consultation", "negotiation", "information", "direct_dialogue", "none"]
"""How a matter is dealt with before it is decided."""

Documentation = Literal["none", "notes", "minutes"]
"""What is written at the meeting: nothing, notes (minnesanteckningar), or minutes
(protokoll), which both sides approve."""


class Numbers(Struct, frozen=True, kw_only=True):
    """The numbers that the agreement sets."""

    documents_before_meeting: Term | None = None
    """T1: from dispatch of summons and documents to the meeting, with its counting."""
    meeting_every: Term | None = None
    """T3: at most between two meetings of a collaboration group."""
    workplace_meeting_every: Term | None = None
    """T3: at most between two workplace meetings (arbetsplatsträffar)."""
    information_every: Term | None = None
    """MBL 19 §: at most between two occasions of information to a party."""
    escalated_handled_at: Literal["next_meeting"] | None = None
    """T4: when the higher group takes up what was escalated to it."""
    feedback_after_escalation: Term | None = None
    """T5: from the higher group's meeting to the answer to the lower."""
    escalation_request: Term | None = None
    """T6: from the conclusion in disagreement to a request for escalation."""
    central_negotiation_request: Term | None = None
    """T7: from the end of local negotiation to a request for central (MBL 14 §)."""
    waiting_is_a_duty: bool = False
    """T7: the employer has to wait out that term even if nothing is requested."""
    silence_counts: bool = True
    """T10: the duty is fulfilled towards a duly summoned party that stays silent."""
    safety_request_answer: Term | None = None
    """T13: from a safety representative's request to the answer (AML 6:6a)."""
    raised_taken_up: Term | None = None
    """Q23: from an issue raised by staff or a union until it is taken up."""
    minutes_approval: Term | None = None
    """T15: from the meeting to the approval of its minutes by all sides."""
    notice: Term | None = None
    """T16: from notice (uppsägning) to the day a party leaves."""
    remedial_consultation: Term | None = None
    """T17: from a decision under an exception to the consultation still owed."""
    follow_up: Term | None = None
    """T18: from a decision to its follow-up, at the latest."""
    follow_up_required: bool = False
    """T18: a follow-up has to be scheduled for every decision."""
    reasons_given: Term | None = None
    """Q20: from a decision to the answer to each perspective and position."""
    reasons_required: bool = False
    """Q20: every perspective and position has to be answered."""
    lead_time: Term | None = None
    """Q3: from the first occasion to influence to the decision, at the least."""


class Cell(Struct, frozen=True, kw_only=True):
    """One place in the scope matrix: how a topic is dealt with at a level."""

    topic: Slug
    level: Slug
    mode: Mode
    documentation: Documentation = "none"
    safety_committee: bool = False
    """The forum acts as safety committee (skyddskommitté) in this (AML 6:9a)."""


class Level(Struct, frozen=True, kw_only=True):
    """A rung of the ladder of levels (samverkanstrappan)."""

    name: Slug
    above: Slug | None = None
    """The level next above; none for the highest."""
    escalation_allowed: bool = True
    """Whether a party may take an issue from here to the level above."""
    employee_forum: bool = False
    """A forum of employees and their manager, where no organisation is a party."""


class Clause(Struct, frozen=True, kw_only=True):
    """A clause that others refer to; its wording is sealed."""

    clause: Slug
    type: Literal[
        "purpose", "dispute_handling", "withdrawal", "roles", "support", "other"
    ]
    """`dispute_handling`: what is done when the collaboration does not work."""
    text: Text | None = None


class Terms(Struct, frozen=True, kw_only=True):
    """The whole content of a version, as proposed and signed."""

    replaces_mbl: tuple[str, ...] = ()
    """The sections of MBL that the agreement stands in place of: `11`, `20.1`, `38`."""
    numbers: Numbers = Numbers()
    levels: tuple[Level, ...] = ()
    matrix: tuple[Cell, ...] = ()
    escalation_automatic: bool = False
    """Disagreement moves the issue up without any request."""
    withdrawal_from_consultation_allowed: bool = False
    """A party may take an issue out (lyfta ur) and demand negotiation instead."""
    collective_agreement: bool = True
    """It has the form of a collective agreement (MBL 23 §)."""
    safety_committee_body: Slug | None = None
    """The level whose group is the safety committee (AML 6:9a)."""
    joint_decision_body: Slug | None = None
    """The level whose group may itself decide (MBL 32 §)."""
    review_interval: Term | None = None
    """At most between two reviews of the collaboration itself (avstämning)."""
    units: tuple[Slug, ...] = ()
    """Where it holds, with the units below. Empty: in the whole agency."""
    supersedes: tuple[Slug, ...] = ()
    """The agreements it takes the place of, for its parties."""
    free_days: tuple[FreeDay, ...] | None = None
    """The eves that are free when its days are counted; None: as the agency counts."""
    clauses: tuple[Clause, ...] = ()
    text_ref: Reference | None = None

    def cell(self, topic: Slug, level: Slug) -> Cell | None:
        """Return the cell for the topic at the level."""
        return next((c for c in self.cells(topic) if c.level == level), None)

    def cells(self, topic: Slug) -> tuple[Cell, ...]:
        """Return the cells of the topic, in the order of the matrix."""
        return tuple(cell for cell in self.matrix if cell.topic == topic)

    def level(self, name: Slug) -> Level | None:
        """Return the level of that name."""
        return next((level for level in self.levels if level.name == name), None)

    def above(self, name: Slug) -> Slug | None:
        """Return the name of the level next above; None at the top or if unknown."""
        level = self.level(name)
        return level.above if level else None

    def is_higher(self, higher: Slug, lower: Slug) -> bool:
        """Tell whether *higher* stands somewhere above *lower*; not if the same."""
        return higher in self.way_up(lower)

    def way_up(self, name: Slug) -> Iterator[Slug]:
        """Yield the levels above *name*, nearest first; stop where it turns back."""
        passed = {name}
        while (above := self.above(name)) is not None and above not in passed:
            yield above
            passed.add(above)
            name = above
