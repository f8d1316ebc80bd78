"""The paths that an issue can take (DOMAIN 3.6), as plausible stories.

A path is a function that tells one issue; PATHS names each with its share.
"""

from collections.abc import Callable
from typing import NamedTuple

from bench import agency, terms
from bench.bargaining import demanded, ended, met, negotiated, with_outsider
from bench.changes import annulled, presence_corrected
from bench.detours import information, not_taken_up, revoked, veto
from bench.outcomes import (
    carried_out,
    communicated,
    decided,
    followed_up,
    written_down,
)
from bench.rounds import (
    changed,
    consulted,
    escalated,
    finished,
    found,
    invoked,
    opened,
    reclassified,
    reopened,
)
from bench.scenes import classified, concluded, raised, spoke, summoned
from bench.scenes import met as group_met
from bench.story import Story
from domain.consultation import ConsultationPostponed, ConsultationResumed
from domain.raising import IssueWithdrawn


def consensus(s: Story) -> None:
    """Path 1: all agree, and that is decided."""
    opened(s)
    consulted(s)
    finished(s, "material" if s.often(0.04) else "none")


def disagreement(s: Story) -> None:
    """Path 2: one party disagrees, and the manager decides all the same."""
    opened(s)
    consulted(s, against=s.parties[-1:])
    s.later(6, 10) if s.often(0.7) else s.later(1, 3)
    finished(s)


def escalation(s: Story) -> None:
    """Path 3: who disagrees takes it to the next level."""
    opened(s, staff=0)
    consulted(s, against=s.parties[-1:])
    if s.often(0.1):  # the manager does not wait
        finished(s)
        return
    escalated(s, s.parties[-1])
    finished(s)


def subject(s: Story) -> None:
    """Path 4: the subject is negotiated."""
    raised(s, stage="draft_proposal")
    classified(s.later(1, 3), "negotiation")
    spoke(s.later(1, 3), s.parties)
    negotiated(s.later(2, 5))
    with_outsider(s)
    finished(s)


def central(s: Story) -> None:
    """Path 4: the subject is negotiated, locally and then centrally."""
    raised(s, stage="draft_proposal")
    classified(s.later(1, 3), "negotiation")
    negotiated(s.later(2, 5), central=True)
    with_outsider(s)
    finished(s)


def demand(s: Story) -> None:
    """Path 5: a union demands negotiation while the consultation goes on."""
    opened(s)
    consulted(s)
    party = s.parties[0]
    demanded(s.later(1), (party,), agency.union(party), "12")
    met(s.later(2, 5), (party,))
    ended(s, {party: "agreement"})
    finished(s)


def withdrawn(s: Story) -> None:
    """Path 6: the employer takes it back, and at times comes again."""
    opened(s, staff=3)
    consulted(s, against=s.parties[-1:])
    spoke(s.later(1), s.parties)
    s.tell(s.later(1, 8).event(IssueWithdrawn, agency.MANAGER, reason=s.text()))
    if s.often(0.3):
        reopened(s.later(20, 60))
        consulted(s, papers=False)
        finished(s)


def postponed(s: Story) -> None:
    """Path 7: it is put off to another meeting, and now and then decided meanwhile."""
    opened(s)
    called = summoned(s.later(1, 4))
    group_met(s, called)
    spoke(s, called[-1:])
    put_off = s.event(
        ConsultationPostponed,
        agency.STAFF,
        parties=called,
        requested_by=called[0],
        reason=s.text(),
    )
    s.tell(put_off)
    if s.often(0.1):
        finished(s.later(3, 8))
        return
    s.later(8, 12)
    s.tell(s.event(ConsultationResumed, agency.STAFF, parties=called))
    group_met(s, called)
    concluded(s, called)
    finished(s)


def extraordinary(s: Story) -> None:
    """Path 8: the employer decides first, and consults afterwards, mostly in time."""
    raised(s, stage="final_proposal")
    classified(s)
    ref = invoked(s)
    decided(s, exception_ref=ref)
    communicated(s)
    s.later(1, 2) if s.often(0.8) else s.later(10, 20)
    consulted(s, days=2)
    spoke(s, s.parties)
    carried_out(s.later(1, 10))
    if s.often(0.2):
        found(s.later(5, 20), ref)
    followed_up(s)


def second_round(s: Story) -> None:
    """Path 9: what was decided is changed, in a new round, or a slip is corrected."""
    opened(s, staff=0)
    consulted(s, papers=False)
    finished(s, done=False)
    if s.often(0.4):
        changed(s.later(1, 5), "correction")
        carried_out(s.later(1, 5))
        followed_up(s)
        return
    reopened(s.later(10, 40))
    consulted(s, papers=False)
    changed(s.later(1, 5), "amendment")
    carried_out(s.later(1, 5))
    followed_up(s)


def corrected(s: Story) -> None:
    """Path 10: who was there was written down wrongly, and is put right."""
    opened(s, staff=0)
    called = summoned(s.later(1, 4))
    party = called[-1]
    meeting = group_met(s, called, absent=(party,))
    spoke(s, called[:1])
    concluded(s, called)
    sides = tuple(each for each in called if each != party)
    approvers = written_down(s, sides)
    presence_corrected(s.later(1, 9), meeting, party, approvers if s.often(0.8) else ())
    finished(s)


def taken_back(s: Story) -> None:
    """Path 10: what belongs elsewhere is annulled; a decision among it at times."""
    opened(s)
    consulted(s)
    spoke(s, s.parties[:1])
    annulled(s.later(1), s.told[-1][0].id)
    if s.often(0.3):
        wrong = decided(s.later(1, 3))
        annulled(s.later(1), wrong)
    finished(s)


def wrong_level(s: Story) -> None:
    """Path 12: it lies outside the mandate, and goes up."""
    opened(s)
    reclassified(s.later(1, 4), terms.CSG)
    consulted(s)
    finished(s)


class Path(NamedTuple):
    """A way that issues go."""

    tell: Callable[[Story], None]
    share: int
    """Of a hundred and one or so issues."""
    topics: tuple[str, ...] = terms.CONSULTED


PATHS = (
    Path(consensus, 35),
    Path(disagreement, 12),
    Path(escalation, 8),
    Path(subject, 7, terms.NEGOTIATED),
    Path(central, 3, terms.NEGOTIATED),
    Path(demand, 3),
    Path(withdrawn, 4),
    Path(postponed, 5),
    Path(extraordinary, 2),
    Path(second_round, 5),
    Path(corrected, 4),
    Path(taken_back, 2),
    Path(revoked, 1),
    Path(wrong_level, 2),
    Path(veto, 2, terms.CONTRACTED),
    Path(not_taken_up, 4, terms.CONSULTED + terms.TALKED),
    Path(information, 4, terms.INFORMED),
)
