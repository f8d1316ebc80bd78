"""The numbers and limits that an Act sets: dated values, each with its section.

An agreement sets its own numbers (domain/agreement_terms.py); none of them is here.
The wording read is that of MBL, lag (1976:580) om medbestämmande i arbetslivet,
through SFS 2021:1114. A changed Act is a new value with its first day; a value whose
`since` is the first of all days has not been seen to have had another before it.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from domain.calendar import Term


class Provision(msgspec.Struct, frozen=True, kw_only=True):
    """A number as an Act sets it."""

    section: str
    term: Term
    since: date = date.min
    """The first day on which the Act said so."""


def on(provisions: Sequence[Provision], day: date) -> Provision:
    """Return the provision in force that day; *provisions* oldest first."""
    return next(each for each in reversed(provisions) if each.since <= day)


def _unchanged(section: str, term: Term) -> tuple[Provision, ...]:
    return (Provision(section=section, term=term),)


NEGOTIATION_MEETING_LOCAL = _unchanged(
    "MBL (1976:580) 16 §", Term(amount=2, unit="weeks")
)
"""T8: from receipt of the demand to the meeting, where the counterpart is a single
employer or a local organisation. Not for 11–13 §§, and not where otherwise agreed."""

NEGOTIATION_MEETING_OTHER = _unchanged(
    "MBL (1976:580) 16 §", Term(amount=3, unit="weeks")
)
"""T8: the same, with any other counterpart."""

WITHDRAWAL_IN_WRITING = "MBL (1976:580) 16 §"
"""T9: a party that has done its duty ends a negotiation by written notice
(frånträde), where the parties do not agree that it is over."""

CONFIDENTIALITY_SUIT = _unchanged("MBL (1976:580) 21 §", Term(amount=10, unit="days"))
"""T11: from the end of the negotiation on confidentiality (tystnadsplikt) to a suit."""

CLAIM_AFTER_KNOWLEDGE = _unchanged("MBL (1976:580) 64 §", Term(amount=4, unit="months"))
"""T12: from knowledge of the circumstance to a demand for negotiation."""

CLAIM_AFTER_EVENT = _unchanged("MBL (1976:580) 64 §", Term(amount=2, unit="years"))
"""T12: from the circumstance itself; the earlier of the two limits counts."""

CLAIM_CENTRAL_AFTER_LOCAL = _unchanged(
    "MBL (1976:580) 64 §", Term(amount=2, unit="months")
)
"""T12: from the end of the local negotiation to a demand for the central one."""

SUIT_AFTER_NEGOTIATION = _unchanged(
    "MBL (1976:580) 65 §", Term(amount=3, unit="months")
)
"""T12: from the end of the negotiation to a suit."""

REPLACEABLE_SECTIONS: tuple[str, ...] = (
    "11", "12", "14", "19", "20.1", "21", "22", "28", "29.3", "33", "34", "35", "36",
    "37", "38", "39", "40", "43.2", "64", "65",
)  # fmt: skip
"""MBL 4 §: what a collective agreement may put another order in place of. `20.1` is
the first paragraph of 20 §, `29.3` the third sentence of 29 §, `43.2` the second
paragraph of 43 §. So not 10, 13, 15, 16, 17 or 18 §§."""
