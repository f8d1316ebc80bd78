"""Paths that end elsewhere than at a decision that is carried out (DOMAIN 3.6)."""

from bench import agency
from bench.bargaining import negotiated, vetoed, with_outsider
from bench.outcomes import communicated, decided, informed
from bench.rounds import consulted, finished, opened
from bench.scenes import classified, raised, spoke
from bench.story import EMPLOYEE, SAFETY, Story
from domain.decision import DecisionRevoked
from domain.raising import IssueClosed, IssueWithdrawn


def veto(s: Story) -> None:
    """Path 13: a contractor is negotiated on under 38 §, and a union says no."""
    raised(s, stage="draft_proposal")
    classified(s.later(1, 3))
    consulted(s, papers=False)
    negotiated(s.later(1, 3), "38")
    vetoed(s)
    with_outsider(s)
    if s.often(0.5):
        finished(s.later(1, 4))
    else:
        s.tell(s.event(IssueWithdrawn, agency.MANAGER, reason=s.text()))


def not_taken_up(s: Story) -> None:
    """Path 14: a union, staff or a safety representative raise it, and wait."""
    raised(s, s.chance.choice((EMPLOYEE, SAFETY, agency.union(s.parties[0]))))
    for _ in range(s.chance.randint(2, 5)):
        spoke(s.later(5, 20), s.parties[:2], staff=1)
    if s.often(0.2):
        classified(s.later(5, 20))
        consulted(s)


def information(s: Story) -> None:
    """Information under 19 §, with the questions that it raises."""
    raised(s, stage="investigation")
    classified(s.later(1), "information")
    for _ in range(s.chance.randint(2, 3)):
        informed(s.later(5, 15), s.parties)
        spoke(s.later(1, 3), s.parties)
    if s.often(0.5):
        decided(s.later(1, 4))
        communicated(s.later(1))
    s.tell(s.later(1, 4).event(IssueClosed, agency.MANAGER, **waived(s)))


def revoked(s: Story) -> None:
    """A decision is taken back."""
    opened(s)
    consulted(s)
    finished(s, done=False)
    last = s.decisions[-1]
    again = s.later(5, 30).event(
        DecisionRevoked, agency.MANAGER, supersedes=last, reason=s.text()
    )
    s.tell(again)


def waived(s: Story) -> dict[str, str]:
    """Return why there is no follow-up."""
    return {"follow_up_waived_because": s.text()}
