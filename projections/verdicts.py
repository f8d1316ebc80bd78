"""Verdicts across the agency, as they now stand.

What is not applicable has no row. A row without a party is the whole of a question; a
verdict that is nobody's in particular is part of its whole alone.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

import msgspec

from domain.base import Slug
from domain.decision import Deciding
from domain.questions.answer import Fact, Governing, Verdict
from projections.guarded import guards
from projections.judged import Judged
from projections.reading import IssueRow, Reading, of_issue
from registry.queries import queries

Applicable: TypeAlias = Literal["breach", "undeterminable", "compliant"]
"""The verdicts that have rows."""

WHOLE = ""
"""What stands for the party where a row is the whole of a question."""

UNDECIDED = date.min
"""The day of what nothing was decided about: in PostgreSQL `-infinity`."""

ID_BYTES = 16
"""Of an event's id, as it is kept here."""

_is_uuid = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}").fullmatch


class VerdictRow(IssueRow, frozen=True, kw_only=True):
    """As the table `verdicts`."""

    decided_on: date
    rule_version: int
    place: int
    question: str
    verdict: str
    reason: str
    party: str
    topic: str | None
    qualifiers: tuple[str, ...] | None
    guards: str | None
    """Who may see all that the issue's verdicts rest on, as `guards` has it."""
    body: bytes


class Body(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What else a verdict says, kept small: an array, and ids as bytes."""

    evidence: bytes | tuple[str, ...] = b""
    """UUIDs as one string of bytes, 16 each; other ids as they are."""
    facts: Mapping[str, Fact] = {}
    agreement: str | None = None
    version: str | None = None
    decision: str | None = None
    holds_until: datetime | None = None
    missing: tuple[str, ...] = ()
    about: Slug | None = None
    others: int = 0


_encode = msgspec.msgpack.Encoder().encode
_body = msgspec.msgpack.Decoder(Body).decode


def rows(issue: Judged) -> list[VerdictRow]:
    """Return a row for each whole, and each party's verdict, that applies."""
    raised = issue.raised
    topic = raised.topic if raised else None
    decided = {
        entry.event.decision_id: entry.event.occurred.day
        for entry in issue.standing
        if isinstance(entry.event, Deciding)
    }
    last, held = max(decided.values(), default=UNDECIDED), guards(issue)
    return [
        VerdictRow(
            **of_issue(issue),
            decided_on=decided.get(verdict.decision or "", last),
            rule_version=verdict.rule_version,
            place=place,
            question=verdict.question,
            verdict=verdict.verdict,
            reason=verdict.reason,
            party=verdict.party or WHOLE,
            topic=topic,
            qualifiers=verdict.qualifiers or None,
            guards=held,
            body=_encode(_kept(verdict)),
        )
        for place, verdict in enumerate(_listed(issue))
    ]


def verdict_of(row: Any) -> Verdict:
    """Return the verdict of a row."""
    body = _body(row["body"])
    governing = None
    if body.agreement is not None and body.version is not None:
        governing = Governing(agreement=body.agreement, version=body.version)
    return Verdict(
        question=row["question"],
        rule_version=row["rule_version"],
        verdict=row["verdict"],
        reason=row["reason"],
        party=row["party"] or None,
        decision=body.decision,
        about=body.about,
        evidence=_ids(body.evidence),
        qualifiers=tuple(row["qualifiers"] or ()),
        missing=body.missing,
        facts=body.facts,
        others=body.others,
        agreement=governing,
        holds_until=body.holds_until,
    )


def decided_on(row: Any) -> date | None:
    """Return the day of the decision that a row is about, None without one."""
    day: date = row["decided_on"]
    return None if day == UNDECIDED else day


def _listed(issue: Judged) -> list[Verdict]:
    """Return the verdicts that have a row: by question, the whole first."""
    return [
        verdict
        for answered in issue.answers.values()
        if answered.overall.verdict != "not_applicable"
        for verdict in (
            answered.overall,
            *(each for each in answered.verdicts if each.party),
        )
        if verdict.verdict != "not_applicable"
    ]


def _kept(verdict: Verdict) -> Body:
    governing = verdict.agreement
    return Body(
        evidence=_packed(verdict.evidence),
        facts=verdict.facts,
        agreement=governing.agreement if governing else None,
        version=governing.version if governing else None,
        decision=verdict.decision,
        holds_until=verdict.holds_until,
        missing=verdict.missing,
        about=verdict.about,
        others=verdict.others,
    )


def _packed(ids: tuple[str, ...]) -> bytes | tuple[str, ...]:
    if not all(map(_is_uuid, ids)):
        return ids
    return bytes.fromhex("".join(ids).replace("-", ""))


def _ids(kept: bytes | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(kept, tuple):
        return kept
    digits = kept.hex()
    starts = range(0, len(digits), 2 * ID_BYTES)
    return tuple(_dashed(digits[at : at + 2 * ID_BYTES]) for at in starts)


def _dashed(digits: str) -> str:
    """Return a UUID as it is written; a quarter of the time that uuid.UUID takes."""
    ends = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return "-".join(ends)


READING = Reading(
    "verdicts",
    VerdictRow,
    rows,
    queries("projections", "verdicts.sql"),
    sparse=True,
)
