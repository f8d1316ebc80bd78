"""Implementation (genomförande): what was decided is carried out, or halted."""

from domain import when
from domain.agreement_state import Framework
from domain.base import Refused, Text
from domain.issue import Issue, IssueEvent, changed


class Implementing(IssueEvent, frozen=True, kw_only=True):
    """A step of carrying out the decision."""

    measures: tuple[Text, ...] = ()
    acknowledged_deviation: Text | None = None
    """Why there was a measure without a decision, where that is known and said."""


class ImplementationStarted(
    Implementing, frozen=True, kw_only=True, tag="implementation-started.v1"
):
    """Measures began."""


class ImplementationHalted(
    Implementing, frozen=True, kw_only=True, tag="implementation-halted.v1"
):
    """Measures were stopped."""


class ImplementationCompleted(
    Implementing, frozen=True, kw_only=True, tag="implementation-completed.v1"
):
    """All measures were done."""


class CompletedBeforeStarted(Refused):
    """The implementation is said to be completed {completed}, before it started,
    {started}. Mend one of the two times.
    """

    rule = "26.1"
    sv = """Genomförandet sägs vara klart {completed}, innan det började {started}.
    Rätta en av tiderna."""


class NothingToImplement(Refused):
    """There is neither a decision nor an exception to carry out. Record
    decision-made.v1 first, or say in `acknowledgedDeviation` why there was none.
    """

    rule = "26.2"
    sv = """Det finns varken beslut eller undantag att genomföra. Registrera först
    decision-made.v1, eller ange i `acknowledgedDeviation` varför det saknas."""


def may_implement(event: Implementing, issue: Issue, _: Framework) -> None:
    """26.2: there is something to carry out, or it is said that there is not."""
    acknowledged = (event.acknowledged_deviation or "").strip()
    if not issue.decisions and not issue.excepted and not acknowledged:
        raise NothingToImplement


def may_complete(
    event: ImplementationCompleted, issue: Issue, framework: Framework
) -> None:
    """26.1, 26.2: the end is not before the beginning."""
    if issue.started and when.before(event.occurred, issue.started):
        raise CompletedBeforeStarted(
            completed=event.occurred.minute or event.occurred.day,
            started=issue.started.minute or issue.started.day,
        )
    may_implement(event, issue, framework)


def start(issue: Issue, event: ImplementationStarted) -> Issue:
    """Remember the earliest start."""
    earlier = issue.started and not when.before(event.occurred, issue.started)
    return issue if earlier else changed(issue, started=event.occurred)
