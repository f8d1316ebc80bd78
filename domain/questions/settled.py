"""Whether it is settled that there was cause to decide first: by the party, or a court.

Part of Q11. A judgment or a settlement binds its parties: one that names them settles
it for them alone, one that names nobody for all but who disputes it [REC]. An audit's
finding is shown among the entries and settles nothing (DOMAIN 10:11).
"""

from domain.base import Recorded
from domain.confidentiality import FindingRecorded
from domain.exception import ExceptionInvoked, ExceptionPositionRecorded
from domain.questions.case import Case, follows, latest
from domain.questions.judging import Finding, found

BINDING = ("court", "settlement")
"""Whose findings settle it."""


def settled(case: Case, party: str, invoked: Recorded) -> Finding:
    """Return what court, settlement or party have said of the exception."""
    if against := _findings(case, party, invoked, "breach"):
        facts = {"foundOn": against[-1].event.occurred.day}
        return found("breach", "finding_against", [invoked, *against], facts=facts)
    upheld = _findings(case, party, invoked, "compliant")
    position = _position(case, party, invoked)
    said = [position] if position else []
    binding = upheld and (_names_any(upheld) or not _says(position, "disputed"))
    if binding or _says(position, "accepted"):
        return found(
            "compliant",
            "exception_accepted",
            [invoked, *upheld, *said],
            qualifiers=("exception_accepted",),
        )
    missing = [f"acceptance by {party}, or a finding by court or settlement"]
    missing += [f"whether the finding binds {party}"] if upheld else []
    return found(
        "undeterminable",
        "exception_not_settled",
        [invoked, *upheld, *said],
        missing=tuple(missing),
    )


def _findings(
    case: Case, party: str, invoked: Recorded, verdict: str
) -> list[Recorded]:
    """Return the findings on this exception that bind the party, or name nobody.

    One on Q11 as a whole is on every exception if it is against; if it is for, only
    where there is no other that it may have been on.
    """
    alone = len(case.of(ExceptionInvoked)) == 1
    about = {invoked.id} | ({"Q11"} if alone or verdict == "breach" else set())
    return [
        entry
        for entry, event in case.of(FindingRecorded)
        if event.by in BINDING
        and event.verdict == verdict
        and event.about in about
        and (not event.parties or party in event.parties)
    ]


def _names_any(findings: list[Recorded]) -> bool:
    """Tell whether one of them names whom it binds."""
    return any(getattr(entry.event, "parties", ()) for entry in findings)


def _position(case: Case, party: str, invoked: Recorded) -> Recorded | None:
    """Return the party's last position, taken in the round after it was invoked."""
    exception = invoked.event
    assert isinstance(exception, ExceptionInvoked)
    return latest(
        entry
        for entry, event in case.of(ExceptionPositionRecorded)
        if event.party == party
        and (event.round or 1) == (exception.round or 1)
        and follows(entry, invoked)
    )


def _says(position: Recorded | None, what: str) -> bool:
    event = position.event if position else None
    return isinstance(event, ExceptionPositionRecorded) and event.position == what
