"""Disposal (gallring): two persons decide, on a ground, that sealed text is destroyed.

It is an act of the registry itself, not reality that is reported to it: what lacks its
ground is refused. Who decided what, when, and every verdict stay as they were.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.agreement_state import Framework
from domain.base import Refused, Slug, Text
from domain.disposal_ground import time_is_over
from domain.issue import Disposal, Issue, IssueEvent, changed, known

Classes = Annotated[tuple[Slug, ...], Meta(min_length=1)]


class DisposalDecided(IssueEvent, frozen=True, kw_only=True, tag="disposal-decided.v1"):
    """Somebody decided that the issue's sealed text is to be destroyed."""

    disposal_id: Slug
    classes: Classes
    """The retention classes on which it rests: together they cover all sealed text."""
    dispose_from: date | None = None
    """The first day on which it may be carried out; left out: once it is approved."""
    reason: Text | None = None
    """It is destroyed with the rest; the ground stands in the retention class."""


class DisposalApproved(
    IssueEvent, frozen=True, kw_only=True, tag="disposal-approved.v1"
):
    """A second person approved the decision on disposal."""

    disposal_id: Slug


class IssueNotEnded(Refused):
    """The issue is neither closed nor withdrawn, so its text is still needed. Record
    issue-closed.v1 or issue-withdrawn.v1 first.
    """

    rule = "36.1"
    sv = """Ärendet är varken avslutat eller återkallat, så texten behövs ännu.
    Registrera först issue-closed.v1 eller issue-withdrawn.v1."""


class DisposerUnnamed(Refused):
    """Two different persons stand for a disposal, and this event names none. State
    your own pseudonymous id in `actor.person`.
    """

    rule = "36.2"
    sv = """Två olika personer svarar för en gallring, och händelsen anger ingen. Ange
    ditt eget pseudonyma id i `actor.person`."""


class DisposalExists(Refused):
    """There is a decision on disposal {disposal} here already. Choose another id: each
    decision has its own.
    """

    rule = "36.3"
    sv = """Det finns redan ett gallringsbeslut {disposal} här. Välj en annan
    beteckning: varje beslut har sin egen."""


class DisposalUnderWay(Refused):
    """The decision on disposal {disposal} stands and is not carried out yet. Have it
    approved (disposal-approved.v1), or annul it (event-annulled.v1) first.
    """

    rule = "36.4"
    sv = """Gallringsbeslutet {disposal} gäller och är ännu inte verkställt. Låt det
    godkännas (disposal-approved.v1), eller makulera det först (event-annulled.v1)."""


class DisposedAlready(Refused):
    """The sealed text was disposed of by the decision {disposal}, and none has been
    recorded since. There is nothing left to decide.
    """

    rule = "36.5"
    sv = """Den förseglade texten är gallrad genom beslutet {disposal}, och ingen har
    registrerats sedan dess. Det finns inget kvar att besluta."""


class NoSuchDisposal(Refused):
    """No decision on disposal {disposal} stands here: it was never made, or it was
    annulled or carried out, or the issue was reopened since. Record
    disposal-decided.v1 first.
    """

    rule = "36.11"
    sv = """Inget gallringsbeslut {disposal} gäller här: det har inte fattats, är
    makulerat eller verkställt, eller ärendet har återupptagits sedan dess. Registrera
    först disposal-decided.v1."""


class ApprovedTwice(Refused):
    """The decision on disposal {disposal} is approved already. Once is enough: the
    registry carries it out when its day has come.
    """

    rule = "36.12"
    sv = """Gallringsbeslutet {disposal} är redan godkänt. En gång räcker: registret
    verkställer det när dagen är inne."""


class ApprovedByDecider(Refused):
    """Whoever decided on the disposal {disposal} cannot approve it too. Let another
    person do so.
    """

    rule = "36.13"
    sv = """Den som har fattat gallringsbeslutet {disposal} kan inte också godkänna det.
    Låt en annan person göra det."""


def ended(issue: Issue) -> None:
    """0.1, 36.1: there is an issue, and it was closed or withdrawn."""
    known(issue)
    if not issue.ended:
        raise IssueNotEnded


def may_decide(event: DisposalDecided, issue: Issue, framework: Framework) -> None:
    """36.2–36.4, 36.6–36.9: a person decides, on classes whose time is over.

    That takes the history too: 36.5 and 36.9, `disposal_done.in_whole`.
    """
    _named(event)
    if event.disposal_id in issue.disposals:
        raise DisposalExists(disposal=event.disposal_id)
    for disposal_id, disposal in issue.disposals.items():
        if stands(disposal, issue):
            raise DisposalUnderWay(disposal=disposal_id)
    assert issue.ended_on is not None
    time_is_over(event, event.classes, issue.ended_on, framework)


def may_approve(event: DisposalApproved, issue: Issue, _: Framework) -> None:
    """36.2, 36.11–36.13: another person than the one who decided approves, once."""
    _named(event)
    disposal = standing(event.disposal_id, issue)
    if disposal.approved:
        raise ApprovedTwice(disposal=event.disposal_id)
    if event.actor.person == disposal.decided_by:
        raise ApprovedByDecider(disposal=event.disposal_id)


def decide(issue: Issue, event: DisposalDecided) -> Issue:
    """Remember the decision, and who made it."""
    disposal = Disposal(
        round=issue.round,
        classes=event.classes,
        dispose_from=event.dispose_from,
        decided_by=event.actor.person,
    )
    return with_disposal(issue, event.disposal_id, disposal)


def approve(issue: Issue, event: DisposalApproved) -> Issue:
    """Remember that a second person approved it."""
    disposal = issue.disposals[event.disposal_id]
    return with_disposal(issue, event.disposal_id, replace(disposal, approved=True))


def _named(event: DisposalDecided | DisposalApproved) -> None:
    if not event.actor.person:
        raise DisposerUnnamed


def standing(disposal_id: Slug, issue: Issue) -> Disposal:
    """Return the decision that stands. Raises: NoSuchDisposal (36.11)."""
    disposal = issue.disposals.get(disposal_id)
    if disposal is None or not stands(disposal, issue):
        raise NoSuchDisposal(disposal=disposal_id)
    return disposal


def stands(disposal: Disposal, issue: Issue) -> bool:
    """Tell whether it may still be carried out: the issue was not reopened since."""
    return disposal.round == issue.round and not disposal.carried_out


def with_disposal(issue: Issue, disposal_id: Slug, disposal: Disposal) -> Issue:
    """Return the issue with the decision as given."""
    return changed(issue, disposals={**issue.disposals, disposal_id: disposal})
