"""Verdicts across the agency, as they now stand; `holdsUntil` says when to look again.

What is not applicable to a party needs no row; the whole of each question has one.
"""

from datetime import date, datetime

import msgspec

from domain.decision import Deciding
from domain.questions.answer import Verdict
from projections.judged import Judged
from projections.reading import Reading, Row
from registry.queries import queries


class VerdictRow(Row, frozen=True, kw_only=True):
    """As the table `verdicts`."""

    issue_id: str
    question: str
    decision: str | None
    party: str | None
    verdict: str
    reason: str
    qualifiers: tuple[str, ...]
    topic: str | None
    unit: str | None
    decided_on: date | None
    agreement: str | None
    agreement_version: str | None
    rule_version: int
    holds_until: datetime | None
    judged_at: datetime
    body: bytes


def rows(issue: Judged) -> list[VerdictRow]:
    """Return a row for each whole, and for each party's verdict that applies."""
    decided = {
        entry.event.decision_id: entry.event.occurred.day
        for entry in issue.standing
        if isinstance(entry.event, Deciding)
    }
    last = max(decided.values(), default=None)
    return [
        _row(issue, verdict, decided.get(verdict.decision or "", last))
        for answered in issue.answers.values()
        for verdict in (answered.overall, *answered.verdicts)
        if verdict.party is None or verdict.verdict != "not_applicable"
    ]


def _row(issue: Judged, verdict: Verdict, decided_on: date | None) -> VerdictRow:
    raised, governing = issue.raised, verdict.agreement
    return VerdictRow(
        agency=issue.agency,
        issue_id=issue.issue_id,
        question=verdict.question,
        decision=verdict.decision,
        party=verdict.party,
        verdict=verdict.verdict,
        reason=verdict.reason,
        qualifiers=verdict.qualifiers,
        topic=raised.topic if raised else None,
        unit=raised.unit if raised else None,
        decided_on=decided_on,
        agreement=governing.agreement if governing else None,
        agreement_version=governing.version if governing else None,
        rule_version=verdict.rule_version,
        holds_until=verdict.holds_until,
        judged_at=issue.judged_at,
        body=msgspec.json.encode(verdict),
    )


READING = Reading("verdicts", VerdictRow, rows, queries("projections", "verdicts.sql"))
