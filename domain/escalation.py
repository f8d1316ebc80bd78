"""Escalation (lyft till nästa nivå): the ladder of levels, and what comes back down."""

from domain.agreement_state import Framework
from domain.base import Organisation, Reference, Refused, Slug
from domain.issue import Issue, IssueEvent, changed, speaking_for


class EscalationRequested(
    IssueEvent, frozen=True, kw_only=True, tag="escalation-requested.v1"
):
    """A party asked for the matter to go to a higher level."""

    party: Organisation
    from_level: Slug
    to_level: Slug


class IssueEscalated(IssueEvent, frozen=True, kw_only=True, tag="issue-escalated.v1"):
    """The matter went to a higher level with its dossier."""

    from_level: Slug
    to_level: Slug
    dossier: tuple[Reference, ...]
    """The extract of the minutes and all annexes from both sides."""


class EscalationFeedbackGiven(
    IssueEvent, frozen=True, kw_only=True, tag="escalation-feedback-given.v1"
):
    """The lower forum was told how it went above."""

    forum: Slug
    content_ref: Reference


class NothingToEscalate(Refused):
    """There is no conclusion with disagreement at level {level} in round {round} for
    {party}. Escalation follows a disagreement: record that conclusion first.
    """

    rule = "14.1"
    sv = """Det finns inget avslut i oenighet på nivå {level} i omgång {round} för
    {party}. Lyftet följer på oenighet: registrera avslutet först."""


class NoHigherLevel(Refused):
    """{to} is not above {from_} in any agreement's levels. Name a higher level."""

    rule = "14.2"
    sv = "{to} ligger inte över {from_} i något avtals nivåer. Ange en högre nivå."


class DossierEmpty(Refused):
    """The matter was escalated with an empty dossier. Name the extract of the minutes
    and the annexes of both sides.
    """

    rule = "15.1"
    sv = """Frågan lyftes utan underlag. Ange protokollsutdraget och bilagorna från båda
    sidor."""


class NotEscalated(Refused):
    """There is nothing to give feedback on: the issue was not escalated. Record
    issue-escalated.v1 first.
    """

    rule = "16.1"
    sv = """Det finns inget att återkoppla: ärendet har inte lyfts. Registrera först
    issue-escalated.v1."""


def may_request(event: EscalationRequested, issue: Issue, framework: Framework) -> None:
    """0.4, 0.10, 14.1, 14.2: the party disagreed below; there is a level above."""
    speaking_for(event, framework, event.party)
    key = (issue.in_round(event), event.party, event.from_level)
    if issue.conclusions.get(key) != "disagreement":
        raise NothingToEscalate(party=event.party, level=event.from_level, round=key[0])
    _above(event.from_level, event.to_level, framework)


def may_escalate(event: IssueEscalated, issue: Issue, framework: Framework) -> None:
    """14.1, 14.2, 15.1: some party disagreed, and the dossier goes along."""
    round_ = issue.in_round(event)
    if not any(
        (key[0], key[2]) == (round_, event.from_level) and outcome == "disagreement"
        for key, outcome in issue.conclusions.items()
    ):
        raise NothingToEscalate(party="any party", level=event.from_level, round=round_)
    _above(event.from_level, event.to_level, framework)
    if not event.dossier:
        raise DossierEmpty


def may_give_feedback(
    event: EscalationFeedbackGiven, issue: Issue, _: Framework
) -> None:
    """16.1: feedback follows an escalation."""
    if issue.in_round(event) not in issue.escalated:
        raise NotEscalated


def escalate(issue: Issue, event: IssueEscalated) -> Issue:
    """Remember that the round went up."""
    return changed(issue, escalated=issue.escalated | {issue.in_round(event)})


def _above(below: str, above: str, framework: Framework) -> None:
    """14.2: some agreement's ladder has *above* over *below*."""
    if not framework.is_higher(above, below):
        raise NoHigherLevel(to=above, from_=below)
