"""Q24: the collaboration itself is reviewed (avstämning) as often as agreed.

The local agreement (`reviewInterval`); [PR-AVST], [PR-ABC]. Asked of the agency as a
whole. Reviews stand in the streams of agreements, so their days are given as facts.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from domain import when
from domain.agreement_state import Agreement, Framework
from domain.base import Organisation, Slug
from domain.calendar import Term
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case
from domain.questions.judging import Finding, found
from domain.questions.of_the_agency import (
    Governed,
    elsewhere,
    governing,
    of_the_agency,
)


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """When the collaboration under a version of an agreement is to be reviewed next."""

    agreement: Slug
    version: Slug
    since: date
    """The first day on which the version was in force for anybody."""
    interval: Term
    reviewed_on: date | None
    """The last review, under this version or an earlier one; None: never."""
    due_on: date
    next_on: date | None
    """The first review after the day asked about, as far as it is on record."""


class ReviewDue(msgspec.Struct, frozen=True, kw_only=True):
    """A review that is due, of whatever day, and the parties that wait for it."""

    review: Review
    parties: tuple[Organisation, ...]


def reviews_due(framework: Framework, on: date) -> list[ReviewDue]:
    """Return the next review under each version that governs somebody that day, the
    first due on top.
    """
    waiting: dict[tuple[Slug, Slug], list[Organisation]] = {}
    for party in sorted(framework.agency.bound(on)):
        for governed in governing(framework, party, on):
            if governed.version:
                waiting.setdefault(governed.version.named, []).append(party)
    found_ = [
        ReviewDue(review=due, parties=tuple(parties))
        for (agreement, version), parties in waiting.items()
        if (due := review(framework, agreement, version, on))
    ]
    return sorted(found_, key=lambda one: (one.review.due_on, one.review.agreement))


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a party, and a version that governs it."""
    if not case.whole_agency:
        return elsewhere("Q24", case, lambda _: [])
    return of_the_agency("Q24", case, _judge)


def review(
    framework: Framework, agreement: Slug, version: Slug, on: date
) -> Review | None:
    """Return the review that is due as of that day; None: the version sets no interval.

    Counted from the last review, or from the version's first day in force where that
    is later [REC]: what was reviewed before it began was another agreement.
    """
    found_ = framework.agreements[agreement]
    interval = found_.versions[version].terms.review_interval
    since = _first_day(found_, version)
    if interval is None or since is None:
        return None
    reviewed = max((day for day in found_.reviews if day <= on), default=None)
    start = max(since, reviewed) if reviewed else since
    return Review(
        agreement=agreement,
        version=version,
        since=since,
        interval=interval,
        reviewed_on=reviewed,
        due_on=framework.calendar(None, None, start).deadline(start, interval),
        next_on=min((day for day in found_.reviews if day > on), default=None),
    )


def _judge(case: Case, governed: Governed) -> Finding:
    version, today = governed.version, case.today
    if version is None:
        return found("not_applicable", "no_agreement")
    due = review(case.framework, version.agreement, version.version, today)
    if due is None:
        facts: Mapping[str, object] = {"agreement": version.agreement}
        return found("not_applicable", "no_interval", facts=facts)
    finding = _due(due, today)
    next_ = when.day_begins(due.next_on) if due.next_on else None
    until = [moment for moment in (finding.holds_until, next_) if moment]
    return msgspec.structs.replace(
        finding, facts=_facts(due), holds_until=min(until, default=None)
    )


def _due(due: Review, today: date) -> Finding:
    if today > due.due_on:
        reason = "review_overdue" if due.reviewed_on else "never_reviewed"
        return found("breach", reason)
    reason = "reviewed_in_time" if due.reviewed_on else "not_yet_due"
    return found("compliant", reason, holds_until=when.day_after(due.due_on))


def _facts(due: Review) -> dict[str, object]:
    facts: dict[str, object] = {
        "agreement": due.agreement,
        "version": due.version,
        "sinceOn": due.since,
        "interval": due.interval,
        "dueOn": due.due_on,
    }
    return facts | ({"reviewedOn": due.reviewed_on} if due.reviewed_on else {})


def _first_day(agreement: Agreement, version: Slug) -> date | None:
    """Return the first day on which the version was in force for any side."""
    found_ = agreement.versions[version]
    return min(
        (
            period.since
            for party in found_.joined
            for period in agreement.periods(party)
            if period.version.version == version
        ),
        default=None,
    )


QUESTION = Question(
    number="Q24",
    claim="collaboration_reviewed",
    asks={
        "en": "Is the collaboration itself reviewed as often as the agreement says?",
        "sv": "Stäms själva samverkan av så ofta som avtalet anger?",
    },
    judge=judge,
    listed=False,
)
