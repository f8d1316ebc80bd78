"""Negotiation under the Co-determination Act (förhandling, MBL 10–14, 16, 38 §§)."""

from typing import Literal

import msgspec

from domain import when
from domain.agreement_state import Framework
from domain.base import Organisation, Reference, Refused
from domain.issue import (
    Issue,
    IssueEvent,
    Negotiation,
    Seat,
    changed,
    known_parties,
    speaking_for,
)
from domain.when import When


class WithParty(IssueEvent, frozen=True, kw_only=True):
    """A step of the negotiation with one organisation."""

    party: Organisation


class NegotiationDemanded(
    WithParty, frozen=True, kw_only=True, tag="negotiation-demanded.v1"
):
    """Negotiation was demanded (påkallad); the employer does so under 11 and 38 §§."""

    basis: Literal["10", "11", "12", "38", "agreement_clause"]
    by: Literal["employer", "union"]
    written: bool


class NegotiationMeetingHeld(
    WithParty, frozen=True, kw_only=True, tag="negotiation-meeting-held.v1"
):
    """The two sides met to negotiate."""


class LocalNegotiationConcluded(
    WithParty, frozen=True, kw_only=True, tag="local-negotiation-concluded.v1"
):
    """The local negotiation ended, in one of the ways that end it (MBL 16 §)."""

    how: Literal[
        "agreement",
        "disagreement_both_agree_end",
        "written_withdrawal",
        "party_did_not_respond",
    ]
    minutes_ref: Reference | None = None
    withdrawal_ref: Reference | None = None
    """The written notice, when a party withdrew."""


class CentralNegotiationRequested(
    WithParty, frozen=True, kw_only=True, tag="central-negotiation-requested.v1"
):
    """The organisation asked for central negotiation (MBL 14 §)."""

    central_party: Organisation | None = None


class CentralNegotiationWaived(
    WithParty, frozen=True, kw_only=True, tag="central-negotiation-waived.v1"
):
    """The organisation declared that it would not ask for central negotiation."""


class CentralNegotiationConcluded(
    WithParty, frozen=True, kw_only=True, tag="central-negotiation-concluded.v1"
):
    """The central negotiation ended."""

    outcome: Literal["agreement", "disagreement"] | None = None
    minutes_ref: Reference | None = None


class DemandOpen(Refused):
    """Negotiation with {party} in round {round} is demanded already and not
    concluded. Record what happened next in it.
    """

    rule = "17.1"
    sv = """Förhandling med {party} i omgång {round} är redan påkallad och inte
    avslutad. Registrera vad som hände sedan i den."""


class ConcludedBeforeDemanded(Refused):
    """The negotiation with {party} has no demand before {occurred}. Record
    negotiation-demanded.v1 first, or mend one of the two times.
    """

    rule = "18.1"
    sv = """Förhandlingen med {party} har ingen framställan före {occurred}. Registrera
    först negotiation-demanded.v1, eller rätta en av tiderna."""


class WithdrawalWithoutDocument(Refused):
    """{party}'s negotiation ended by written withdrawal, but no document is named.
    Give the notice in `withdrawalRef` (MBL 16 §).
    """

    rule = "18.2"
    sv = """Förhandlingen med {party} frånträddes skriftligt, men ingen handling är
    angiven. Ange den i `withdrawalRef` (16 § MBL)."""


class CentralBeforeLocal(Refused):
    """Central negotiation with {party} cannot be requested {occurred}: the local one
    was not concluded by then. Record local-negotiation-concluded.v1 first.
    """

    rule = "19.1"
    sv = """Central förhandling med {party} kan inte begäras {occurred}: den lokala var
    inte avslutad då. Registrera först local-negotiation-concluded.v1."""


class CentralConcludedBeforeRequested(Refused):
    """Central negotiation with {party} is concluded {occurred} without a request
    before it. Record central-negotiation-requested.v1 first.
    """

    rule = "19.2"
    sv = """Central förhandling med {party} avslutas {occurred} utan begäran
    dessförinnan. Registrera först central-negotiation-requested.v1."""


class CentralRequestedAfterWaiver(Refused):
    """{party} has declared that it would not ask for central negotiation. Annul that
    declaration first if it was never made.
    """

    rule = "19.3"
    sv = """{party} har förklarat att den inte begär central förhandling. Makulera först
    förklaringen om den aldrig gjordes."""


def may_demand(event: NegotiationDemanded, issue: Issue, framework: Framework) -> None:
    """0.4, 0.10, 17.1: one open negotiation a party and round."""
    speaking_for(event, framework, event.party)
    going_on = _negotiation(issue, event)
    if going_on and going_on.is_open:
        raise DemandOpen(party=event.party, round=issue.in_round(event))


def may_negotiate(event: WithParty, issue: Issue, framework: Framework) -> None:
    """0.4, 0.10, 18.1: a demand came before the meeting and the end."""
    speaking_for(event, framework, event.party)
    going_on = _negotiation(issue, event)
    _follows(event, going_on.demanded if going_on else None, ConcludedBeforeDemanded)


def may_conclude_locally(
    event: LocalNegotiationConcluded, issue: Issue, framework: Framework
) -> None:
    """0.4, 0.10, 18.1, 18.2: it was demanded, and a withdrawal is in writing."""
    may_negotiate(event, issue, framework)
    if event.how == "written_withdrawal" and not event.withdrawal_ref:
        raise WithdrawalWithoutDocument(party=event.party)


def may_request_central(
    event: CentralNegotiationRequested, issue: Issue, framework: Framework
) -> None:
    """0.4, 0.10, 19.1, 19.3: after the local negotiation, and not after a waiver."""
    speaking_for(event, framework, event.party)
    known_parties(framework, event.central_party)
    going_on = _negotiation(issue, event)
    _follows(event, going_on.local_concluded if going_on else None, CentralBeforeLocal)
    if _seat(issue, event) in issue.central_waivers:
        raise CentralRequestedAfterWaiver(party=event.party)


def may_conclude_centrally(
    event: CentralNegotiationConcluded, issue: Issue, framework: Framework
) -> None:
    """0.4, 0.10, 19.2: a request came before it."""
    speaking_for(event, framework, event.party)
    going_on = _negotiation(issue, event)
    _follows(
        event,
        going_on.central_requested if going_on else None,
        CentralConcludedBeforeRequested,
    )


def may_waive_central(
    event: CentralNegotiationWaived, _: Issue, framework: Framework
) -> None:
    """0.4, 0.10: a known party, by itself."""
    speaking_for(event, framework, event.party)


def demand(issue: Issue, event: NegotiationDemanded) -> Issue:
    """Remember that a negotiation is open; what was concluded stays."""
    seat = _seat(issue, event)
    found = issue.negotiations.get(seat, Negotiation(event.occurred))
    demanded = when.first(found.demanded, event.occurred)
    going_on = msgspec.structs.replace(found, demanded=demanded, is_open=True)
    return changed(
        issue,
        negotiations={**issue.negotiations, seat: going_on},
        central_waivers=issue.central_waivers - {seat},
        contractor_negotiation=issue.contractor_negotiation or event.basis == "38",
    )


def conclude_locally(issue: Issue, event: LocalNegotiationConcluded) -> Issue:
    """Remember that it ended, and when the first did."""
    ended = issue.negotiations[_seat(issue, event)].local_concluded
    first = when.first(ended, event.occurred)
    return _remember(issue, event, local_concluded=first, is_open=False)


def request_central(issue: Issue, event: CentralNegotiationRequested) -> Issue:
    """Remember when it was first asked for."""
    asked = issue.negotiations[_seat(issue, event)].central_requested
    return _remember(issue, event, central_requested=when.first(asked, event.occurred))


def waive_central(issue: Issue, event: CentralNegotiationWaived) -> Issue:
    """Remember the waiver."""
    waivers = issue.central_waivers | {_seat(issue, event)}
    return changed(issue, central_waivers=waivers)


def _seat(issue: Issue, event: WithParty) -> Seat:
    return issue.in_round(event), event.party


def _negotiation(issue: Issue, event: WithParty) -> Negotiation | None:
    return issue.negotiations.get(_seat(issue, event))


def _remember(issue: Issue, event: WithParty, **steps: When | bool) -> Issue:
    seat = _seat(issue, event)
    going_on = msgspec.structs.replace(issue.negotiations[seat], **steps)
    return changed(issue, negotiations={**issue.negotiations, seat: going_on})


def _follows(event: WithParty, earlier: When | None, wrong: type[Refused]) -> None:
    """Refuse with *wrong* where nothing came before the event, or it came later."""
    if earlier is None or when.before(event.occurred, earlier):
        occurred = event.occurred.minute or event.occurred.day
        raise wrong(party=event.party, occurred=occurred)
