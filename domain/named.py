"""Whom an event concerns: the organisations that it turns to, or that speak in it."""

from collections.abc import Iterable

from domain.base import Event, Organisation
from domain.classification import Classifying
from domain.consultation import ConsultationConcluded
from domain.information import InformationProvided
from domain.meeting import DocumentsDispatched, ForumSummoned, MeetingHeld
from domain.negotiation import WithParty
from domain.perspective import PartyPositionRecorded, PerspectiveSubmitted
from domain.raising import IssueRaised, raised_for


def named(event: Event) -> Iterable[Organisation]:
    """Return the organisations, in no order: none for what a party keeps to itself."""
    match event:
        case IssueRaised():
            own = raised_for(event)
            found = [own] if own else []
        case Classifying():
            found = [choice.party for choice in event.parties]
        case InformationProvided() | DocumentsDispatched() | ForumSummoned():
            found = [*event.parties]
        case MeetingHeld():
            there = [row for row in event.attendance if row.presence == "present"]
            found = [row.party for row in there if row.party]
        case ConsultationConcluded():
            found = [row.party for row in event.outcomes]
        case WithParty() | PartyPositionRecorded() | PerspectiveSubmitted():
            found = [event.party] if event.party else []
        case _:
            found = []
    return found
