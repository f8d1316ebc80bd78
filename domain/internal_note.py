"""A party's own notes in an issue: for that party and the auditor, and for nobody else.

A note changes nothing and concerns nobody: no question looks at it, and keeping one
makes no organisation a party to the issue.
"""

from domain.agency_state import EMPLOYER
from domain.agreement_state import Framework
from domain.base import Organisation, Refused, Text
from domain.issue import Issue, IssueEvent, known_parties
from domain.side import side


class InternalNoteKept(
    IssueEvent, frozen=True, kw_only=True, tag="internal-note-kept.v1"
):
    """A party kept a note of its own, which the other parties do not see."""

    party: Organisation
    """`employer`, or an organisation: whose note it is."""
    text: Text


class NoteOfAnother(Refused):
    """A note of {party} was recorded by {actor}. A party keeps its own notes only:
    name your own side in `party`, or let {party} record it.
    """

    rule = "37.1"
    sv = """En anteckning för {party} registrerades av {actor}. En part för bara sina
    egna anteckningar: ange din egen sida i `party`, eller låt {party} registrera
    den."""


def may_keep(event: InternalNoteKept, _: Issue, framework: Framework) -> None:
    """0.4, 37.1: a known party, by itself: a case system names one of its own."""
    if event.party != EMPLOYER:
        known_parties(framework, event.party)
    found = side(event.actor.role, event.actor.party)
    if found != event.party:
        raise NoteOfAnother(party=event.party, actor=found or event.actor.role)
