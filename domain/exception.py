"""Deciding first (synnerliga, särskilda skäl, MBL 11, 12, 38 §§): the duty stays."""

from datetime import date
from typing import Literal

from domain.agreement_state import Framework
from domain.base import Organisation, Refused, Role, Text
from domain.issue import Issue, IssueEvent, changed, speaking_for


class ExceptionInvoked(
    IssueEvent, frozen=True, kw_only=True, tag="exception-invoked.v1"
):
    """The employer found cause to decide before its duty was done, and said why."""

    cause: Literal["extraordinary", "special"]
    section: Literal["11", "12", "38"]
    grounds: Text
    decided_by: Role
    remedial_due: date | None = None
    """The day by which the consultation is to be held all the same."""


class ExceptionPositionRecorded(
    IssueEvent, frozen=True, kw_only=True, tag="exception-position-recorded.v1"
):
    """A party accepted or disputed that there was cause."""

    party: Organisation
    position: Literal["accepted", "disputed"]
    text: Text | None = None


class GroundsEmpty(Refused):
    """An exception was invoked without grounds. Say in `grounds` why the decision
    could not wait.
    """

    rule = "21.1"
    sv = """Undantag åberopades utan skäl. Ange i `grounds` varför beslutet inte kunde
    vänta."""


class SpecialCauseOnSection11(Refused):
    """Special cause (särskilda skäl) does not suffice under 11 §, which asks for
    extraordinary cause. Mend `cause` or `section` to what was invoked.
    """

    rule = "21.2"
    sv = """Särskilda skäl räcker inte enligt 11 §, som kräver synnerliga skäl. Rätta
    `cause` eller `section` till det som åberopades."""


class NoException(Refused):
    """{party} took a position on an exception, but none was invoked. Record
    exception-invoked.v1 first.
    """

    rule = "22.1"
    sv = """{party} tog ställning till ett undantag, men inget är åberopat. Registrera
    först exception-invoked.v1."""


def may_invoke(event: ExceptionInvoked, _: Issue, __: Framework) -> None:
    """21.1, 21.2: grounds are given, and of the kind that the section knows."""
    if not event.grounds.strip():
        raise GroundsEmpty
    if (event.cause, event.section) == ("special", "11"):
        raise SpecialCauseOnSection11


def may_respond(
    event: ExceptionPositionRecorded, issue: Issue, framework: Framework
) -> None:
    """0.4, 0.10, 22.1: there is an exception to take a position on."""
    speaking_for(event, framework, event.party)
    if not issue.excepted:
        raise NoException(party=event.party)


def invoke(issue: Issue, _: ExceptionInvoked) -> Issue:
    """Remember that there is one."""
    return changed(issue, excepted=True)
