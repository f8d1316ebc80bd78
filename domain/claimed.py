"""What a standing claim of confidentiality covers (tystnadsplikt, MBL 21–22 §§)."""

from collections.abc import Iterable, Sequence

from domain import when
from domain.base import Event, Recorded
from domain.confidentiality import ConfidentialityClaimed, ConfidentialityResolved
from domain.information import InformationProvided
from domain.meeting import DocumentsDispatched
from domain.perspective import (
    PartyPositionRecorded,
    PerspectiveSubmitted,
    RiskAssessmentCompleted,
)
from domain.side import side
from domain.standing import as_annulled

GIVEN = (
    InformationProvided,
    DocumentsDispatched,
    PerspectiveSubmitted,
    PartyPositionRecorded,
    RiskAssessmentCompleted,
)
"""What a party gives another, and may claim to be confidential (MBL 21 §)."""

REFERENCES = ("document", "action_plan_ref", "content_ref", "text_ref")
"""Fields of these that name a document, besides `document_refs`."""


def claimed(
    history: Sequence[Recorded], standing: Sequence[Recorded]
) -> frozenset[str]:
    """Return the ids of the entries that a claim covers which stands.

    A claim covers itself, how it was settled, and what its party has given until then:
    what had happened by then, or was recorded. Where it names documents, it covers what
    has one of them, given before or after. What was given is covered as it was recorded
    and as it was corrected, and where it is annulled.

    A claim stands until it is lifted: a duty that was agreed on or settled in court
    holds on, and one that is not settled applies until it is [REC] (MBL 21 §, DOMAIN
    T11).
    """
    found: set[str] = set()
    if not any(isinstance(each.event, ConfidentialityClaimed) for each in standing):
        return frozenset()
    every = [*history, *standing, *as_annulled(history)]
    for index, entry in enumerate(standing):
        claim = entry.event
        if not isinstance(claim, ConfidentialityClaimed):
            continue
        later = standing[index + 1 :]
        if not any(_lifts(each.event, claim) for each in later):
            given = (each for each in every if _gave(each.event, claim))
            until = (each for each in given if _by_then(each, entry, claim))
            after = (each for each in every if each.version > entry.version)
            settled = (each for each in after if _settles(each.event, claim))
            found |= {each.id for each in (entry, *until, *settled)}
    return frozenset(found)


def _gave(event: Event, claim: ConfidentialityClaimed) -> bool:
    """Tell whether the event is something that the claim's party gave."""
    if not isinstance(event, GIVEN):
        return False
    giver = getattr(event, "party", None) or side(event.actor.role, event.actor.party)
    return bool(giver == claim.party)


def _by_then(
    given: Recorded, claiming: Recorded, claim: ConfidentialityClaimed
) -> bool:
    named = {document.ref for document in claim.document_refs}
    if named:
        return not named.isdisjoint(_documents(given.event))
    happened = when.earliest(given.event.occurred) <= when.latest(claim.occurred)
    return happened or given.version < claiming.version


def _documents(event: Event) -> Iterable[str]:
    yield from (document.ref for document in event.document_refs)
    yield from (getattr(event, name, None) or "" for name in REFERENCES)


def _settles(event: Event, claim: ConfidentialityClaimed) -> bool:
    return isinstance(event, ConfidentialityResolved) and event.party == claim.party


def _lifts(event: Event, claim: ConfidentialityClaimed) -> bool:
    return (
        isinstance(event, ConfidentialityResolved)
        and event.party == claim.party
        and event.how == "lifted"
    )
