"""What the record says of one claim, for one party or for all: a verdict."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias

from domain.base import Organisation, Slug, Struct
from domain.calendar import Term

Value = Literal["compliant", "breach", "not_applicable", "undeterminable"]

Fact: TypeAlias = int | str | Term | tuple[str, ...]
"""What a sentence is filled with: a number, a name, a day as `2026-03-03`, a term;
several organisations, or several questions."""

GRAVITY: tuple[Value, ...] = ("breach", "undeterminable", "compliant", "not_applicable")
"""The order in which one verdict prevails over the others."""


class Governing(Struct, frozen=True, kw_only=True):
    """The agreement version that governed for a party."""

    agreement: str
    version: str


class Verdict(Struct, frozen=True, kw_only=True):
    """What the record says of one claim, for one party or for all."""

    question: str
    rule_version: int = 1
    verdict: Value
    reason: str
    """Why, in one word of the articles: `concluded_before`, `same_day` …"""
    party: Organisation | None = None
    """None: it is not owed to one party, or it is the whole."""
    decision: str | None = None
    about: Slug | None = None
    """What else it is on, where there may be several: a follow-up, minutes, a level."""
    evidence: tuple[str, ...] = ()
    """Ids of the events on which it rests, in the order of the record."""
    qualifiers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """The facts that were not known, or not there."""
    facts: Mapping[str, Fact] = {}
    """What its sentence is filled with, by name. Of names ending in `On`: days."""
    others: int = 0
    """Of a whole: how many verdicts of the same kind its facts do not speak of."""
    agreement: Governing | None = None
    holds_until: datetime | None = None
    """The first instant at which it may change with no new entry; None: never."""
