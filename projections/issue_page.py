"""The issue page: one row an issue, for the list and for the page itself.

Its facts are in the open; the title stays sealed, and goes along as the entry that
holds it, to be unsealed for whoever may read it.
"""

from datetime import date, datetime

import msgspec

from domain.base import Organisation, Slug, Struct
from domain.classification import Classification, Classifying
from domain.decision import Deciding
from domain.follow_up import FollowUpRescheduled, FollowUpScheduled
from domain.stages import ENDED, Stage
from projections import held
from projections.guarded import encoded
from projections.judged import Judged
from projections.reading import IssueRow, Reading, of_issue
from registry.queries import queries


class DecisionLine(Struct, frozen=True, kw_only=True):
    """A decision on the page."""

    decision_id: Slug
    proposal_version: int
    round: int
    decided_on: date
    stands: bool


class FollowUpLine(Struct, frozen=True, kw_only=True):
    """A follow-up on the page."""

    follow_up_id: Slug
    due: date


class VerdictLine(Struct, frozen=True, kw_only=True):
    """The whole answer to one question, as it now stands."""

    question: str
    verdict: str
    reason: str


class IssuePage(Struct, frozen=True, kw_only=True):
    """An issue in the open: no title, no name, no text."""

    issue_id: str
    version: int
    stage: Stage
    is_open: bool
    round: int
    proposal_version: int
    topic: Slug | None = None
    unit: Slug | None = None
    diary_no: str | None = None
    raised_on: date | None = None
    organisations: tuple[Organisation, ...] = ()
    """Organisations that are classified, summoned or otherwise a party to it."""
    classifications: tuple[Classification, ...] = ()
    """The latest of each party."""
    decisions: tuple[DecisionLine, ...] = ()
    follow_ups: tuple[FollowUpLine, ...] = ()
    verdicts: tuple[VerdictLine, ...] = ()


class IssuePageRow(IssueRow, frozen=True, kw_only=True):
    """As the table `issue_page`."""

    version: int
    position: int
    stage: str
    is_open: bool
    topic: str | None
    organisations: tuple[str, ...]
    guarded: bytes | None
    """The entries that not everyone who sees the issue may see, as `guarded` reads."""
    answers: tuple[str, ...]
    """What each question is answered on the whole: `Q1 breach`."""
    diary_no: str | None
    diary_entry: str | None
    """The id of the entry that holds it, where not everyone may see that."""
    found_no: str | None
    """The diary number as everyone may see it."""
    raised_on: date | None
    decided_on: date | None
    last_recorded: datetime
    judged_at: datetime
    holds_until: datetime | None
    """The first instant at which a verdict may change with no new entry."""
    words: str
    """What a search finds it by: diary number, and names of topic, unit and parties."""
    page: bytes
    title_entry: bytes | None


def rows(issue: Judged) -> list[IssuePageRow]:
    """Return the one row."""
    page, last = issue_page(issue), issue.kept[-1].stored
    decided = [line.decided_on for line in page.decisions]
    return [
        IssuePageRow(
            **of_issue(issue),
            version=last.version,
            position=last.position,
            stage=page.stage,
            is_open=page.is_open,
            topic=page.topic,
            organisations=page.organisations,
            guarded=encoded(issue.audiences),
            answers=tuple(f"{v.question} {v.verdict}" for v in page.verdicts),
            diary_no=page.diary_no,
            diary_entry=held.diary_entry(issue),
            found_no=held.found_no(issue),
            raised_on=page.raised_on,
            decided_on=max(decided, default=None),
            last_recorded=last.recorded_at,
            judged_at=issue.judged_at,
            holds_until=_holds_until(issue),
            words=_words(issue, page),
            page=msgspec.json.encode(page),
            title_entry=held.title_entry(issue),
        )
    ]


def issue_page(issue: Judged) -> IssuePage:
    """Return the page of the issue."""
    raised, latest = issue.raised, _classifications(issue)
    return IssuePage(
        issue_id=issue.issue_id,
        version=issue.kept[-1].stored.version,
        stage=issue.stage,
        is_open=issue.stage not in ENDED,
        round=max(issue.issue.round, 1),
        proposal_version=issue.issue.proposal,
        topic=raised.topic if raised else None,
        unit=raised.unit if raised else None,
        diary_no=raised.diary_no if raised else None,
        raised_on=raised.occurred.day if raised else None,
        organisations=_organisations(issue, latest),
        classifications=tuple(latest.values()),
        decisions=_decisions(issue),
        follow_ups=_follow_ups(issue),
        verdicts=tuple(
            VerdictLine(
                question=number,
                verdict=answered.overall.verdict,
                reason=answered.overall.reason,
            )
            for number, answered in issue.answers.items()
        ),
    )


def _holds_until(issue: Judged) -> datetime | None:
    wholes = (answered.overall for answered in issue.answers.values())
    return min((each.holds_until for each in wholes if each.holds_until), default=None)


def _words(issue: Judged, page: IssuePage) -> str:
    """Return names from the register and the diary number; nothing that is sealed."""
    agency = issue.case.framework.agency
    topic = agency.topics.get(page.topic or "")
    unit = agency.unit(page.unit or "")
    names = {bond.organisation: bond.name for bond in agency.bonds}
    words = [held.found_no(issue), page.topic, page.unit]
    words += [unit.name] if unit else []
    words += [topic.name_sv, topic.name_en] if topic else []
    words += [f"{each} {names.get(each, '')}" for each in page.organisations]
    return " ".join(word for word in words if word)


def _classifications(issue: Judged) -> dict[str, Classification]:
    return {
        choice.party: choice
        for entry in issue.standing
        if isinstance(entry.event, Classifying)
        for choice in entry.event.parties
    }


def _organisations(issue: Judged, latest: dict[str, Classification]) -> tuple[str, ...]:
    seats = issue.issue.summoned | issue.issue.present | {*issue.issue.negotiations}
    return tuple(sorted({*latest, *(party for _, party in seats)}))


def _decisions(issue: Judged) -> tuple[DecisionLine, ...]:
    return tuple(
        DecisionLine(
            decision_id=entry.event.decision_id,
            proposal_version=entry.event.proposal_version,
            round=entry.event.round or 1,
            decided_on=entry.event.occurred.day,
            stands=issue.issue.decisions[entry.event.decision_id].standing,
        )
        for entry in issue.standing
        if isinstance(entry.event, Deciding)
    )


def _follow_ups(issue: Judged) -> tuple[FollowUpLine, ...]:
    due = {
        entry.event.follow_up_id: entry.event.due
        for entry in issue.standing
        if isinstance(entry.event, FollowUpScheduled | FollowUpRescheduled)
    }
    return tuple(FollowUpLine(follow_up_id=i, due=day) for i, day in due.items())


READING = Reading(
    "issue_page", IssuePageRow, rows, queries("projections", "issue_page.sql")
)
