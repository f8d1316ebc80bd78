"""How an issue begins, ends and begins again: articles 1, 28, 29 and 30."""

import pytest

from domain.base import Actor, Role
from domain.decision import DecisionChanged, DecisionRevoked
from domain.follow_up import FollowUpCompleted
from domain.raising import (
    IssueClosed,
    IssueRaised,
    IssueReopened,
    IssueWithdrawn,
    raised_for,
)
from tests.issues import (
    admitted,
    decided,
    happened,
    history,
    on,
    raised,
    refused,
)
from tests.worked_example import SEKO, ST, union

RAISED = history(raised())
DECIDED = history(raised(), decided())
FOLLOWED_UP = happened(
    FollowUpCompleted, on(9, 1), follow_up_id="f1", result="As meant."
)


def closed(because: str | None = None, month: int = 10) -> IssueClosed:
    """Return that the issue was put away."""
    return happened(IssueClosed, on(month, 1), follow_up_waived_because=because)


def reopened(to: int = 2) -> IssueReopened:
    """Return that another round began."""
    return happened(IssueReopened, on(10, 2), reason="Again.", new_round=to)


WITHDRAWN = happened(IssueWithdrawn, on(4, 1), reason="No need.")
REVOKED = happened(DecisionRevoked, on(3, 30), supersedes="d1", reason="Too early.")


def test_an_issue_begins_once() -> None:
    """1.1: an issue that was raised is not raised again."""
    refused("1.1", raised(on(2, 1)), RAISED)

    assert admitted(raised(), []).round == 1


def test_the_topic_is_in_the_catalogue() -> None:
    """1.3: a topic that the catalogue lacks is refused, and the topics are named."""
    found = refused("1.3", raised(topic="parking"), [])

    assert "premises" in found.found["topics"]
    assert admitted(raised(topic="premises"), []).raised


def test_who_raised_it_is_in_the_register() -> None:
    """0.4: the organisation that raised it is known."""
    by = {"raised_by": Role.UNION_REPRESENTATIVE}
    refused("0.4", raised(raised_by_party="nobody", **by), [])

    assert admitted(raised(raised_by_party=ST, **by), []).raised


def test_a_union_raises_no_others_matter() -> None:
    """0.10: ST's representative cannot say that Seko raised it."""
    by = {"raised_by": Role.UNION_REPRESENTATIVE, "actor": union(ST)}
    refused("0.10", raised(raised_by_party=SEKO, **by), [])

    assert admitted(raised(raised_by_party=ST, **by), []).raised
    assert admitted(raised(**by), []).raised


@pytest.mark.parametrize(
    ("raised_by", "actor", "named", "expected"),
    [
        (Role.UNION_REPRESENTATIVE, union(ST), None, ST),
        (
            Role.UNION_REPRESENTATIVE,
            Actor(role=Role.MANAGER),
            SEKO,
            SEKO,
        ),
        (
            Role.UNION_REPRESENTATIVE,
            Actor(role=Role.MANAGER, party=ST),
            None,
            None,
        ),
        (Role.EMPLOYEE, union(ST), None, None),
        (Role.SAFETY_REPRESENTATIVE, union(ST), None, None),
        (Role.MANAGER, Actor(role=Role.MANAGER), None, None),
    ],
)
def test_whose_matter_it_is(
    raised_by: Role, actor: Actor, named: str | None, expected: str | None
) -> None:
    """0.10: that of the organisation named, else of its own representative."""
    event = raised(raised_by=raised_by, actor=actor, raised_by_party=named)

    assert expected == raised_for(event)


@pytest.mark.parametrize(
    "fields",
    [
        {"raised_by": Role.EMPLOYEE, "raised_by_party": ST},
        {"actor": Actor(role=Role.EMPLOYEE, party=ST)},
    ],
)
def test_the_union_of_an_employee_who_raises_it(fields: dict[str, object]) -> None:
    """8.2: whoever raises it as an employee has no union on record."""
    refused("8.2", raised(**fields), [])

    assert admitted(raised(raised_by=Role.EMPLOYEE), []).raised


def test_a_decision_is_not_withdrawn() -> None:
    """28.1: while a decision stands, which the asker may not see, so unnamed."""
    found = refused("28.1", WITHDRAWN, DECIDED)

    assert {} == found.found
    assert admitted(WITHDRAWN, history(raised(), decided(), REVOKED)).ended


def test_a_round_before_its_decision_goes_on() -> None:
    """29.1: no new round while this one is neither decided nor ended."""
    refused("29.1", reopened(), RAISED)

    assert admitted(reopened(), DECIDED).round == 2


def test_a_second_round_before_its_decision_goes_on() -> None:
    """29.1: a decision in an earlier round does not end a later one."""
    refused("29.1", reopened(3), history(raised(), decided(), reopened()))


@pytest.mark.parametrize("ending", [WITHDRAWN, closed()])
def test_an_ended_issue_is_reopened(ending: IssueRaised) -> None:
    """29.1: what was withdrawn or closed is reopened."""
    assert admitted(reopened(), history(raised(), ending)).ended is None


@pytest.mark.parametrize("to", [1, 3])
def test_rounds_follow_each_other(to: int) -> None:
    """29.2: the new round is the next one."""
    refused("29.2", reopened(to), DECIDED)


def test_what_was_decided_is_followed_up() -> None:
    """30.1: a decided issue is closed once followed up."""
    refused("30.1", closed(), DECIDED)

    assert admitted(closed(), history(raised(), decided(), FOLLOWED_UP)).ended


@pytest.mark.parametrize(("because", "whole"), [("", False), (" ", False), ("x", True)])
def test_or_it_is_said_why_not(because: str, *, whole: bool) -> None:
    """30.1: or with a reason, which is more than blank."""
    if whole:
        assert admitted(closed(because), DECIDED).ended
    else:
        refused("30.1", closed(because), DECIDED)


def test_an_issue_without_decision_is_closed() -> None:
    """30.1: where nothing was decided there is nothing to follow up."""
    assert admitted(closed(), RAISED).ended == "closed"


def test_a_later_decision_is_followed_up_too() -> None:
    """30.1: a follow-up does not cover what was decided after it."""
    second = decided(on(9, 2), decision_id="d2")
    refused("30.1", closed(), history(raised(), decided(), FOLLOWED_UP, second))
    same_day = decided(on(9, 1), decision_id="d2")

    assert admitted(closed(), history(raised(), decided(), FOLLOWED_UP, same_day))


def test_a_clerical_correction_needs_no_follow_up_of_its_own() -> None:
    """30.1: a correction under FL 36 § is as old as what it corrects."""
    slip = happened(
        DecisionChanged,
        on(9, 2),
        decision_id="d2",
        supersedes="d1",
        change="correction",
        material=False,
        proposal_version=1,
        content_ref="RV 2026/114-20",
        decided_by=Role.MANAGER,
        others_present=(),
    )

    assert admitted(closed(), history(raised(), decided(), FOLLOWED_UP, slip)).ended
