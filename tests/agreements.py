"""Events of an agreement's stream that the agreement's tests share."""

from datetime import date
from typing import Any

import msgspec

from domain import agreement
from domain.agreement import Framework
from domain.base import Document, Event
from tests.given import Given, given
from tests.worked_example import (
    AGREEMENT_RV3,
    HEAD,
    ORGANISATIONS,
    SEKO,
    ST,
    STAFF,
    TERMS,
    UNIT,
    register,
    signed,
    union,
)

REGISTERED = Framework(agency=register())
PAPER = (Document(ref="RV 2026:7"),)
SPRING = date(2026, 3, 2)
AUTUMN = date(2026, 9, 2)
ALL = ("employer", *ORGANISATIONS)

DRAFTED = AGREEMENT_RV3[0]
SIGNATURES = AGREEMENT_RV3[2:6]


def proposed(
    version: str = "4", /, **changes: Any
) -> agreement.AgreementVersionProposed:
    """Return a proposed version: RV-3's terms, with changes."""
    terms = msgspec.structs.replace(TERMS, **changes)
    return agreement.AgreementVersionProposed(
        actor=STAFF, occurred_on=SPRING, version=version, terms=terms
    )


def entered(version: str, day: date) -> agreement.AgreementVersionEnteredIntoForce:
    """Return that the version is in force from a day."""
    return agreement.AgreementVersionEnteredIntoForce(
        actor=HEAD, occurred_on=SPRING, version=version, in_force_from=day
    )


def acceded(
    party: str, day: date, version: str = "3", **fields: Any
) -> agreement.PartyAcceded:
    """Return that the party joined a version from a day."""
    stated: dict[str, Any] = {"capacity": "mandated", "actor": union(party)} | fields
    return agreement.PartyAcceded(
        occurred_on=SPRING, party=party, version=version, acceded_from=day, **stated
    )


def notice(party: str = SEKO, **fields: Any) -> agreement.NoticeGiven:
    """Return that the party gave notice on 2 March, in writing."""
    stated: dict[str, Any] = {"actor": union(party), "document_refs": PAPER} | fields
    return agreement.NoticeGiven(occurred_on=SPRING, party=party, **stated)


def exited(party: str = SEKO, day: date = AUTUMN, **fields: Any) -> Event:
    """Return that the party is no longer bound."""
    return agreement.PartyExited(
        actor=HEAD, occurred_on=SPRING, party=party, effective=day, **fields
    )


def terminated(day: date = AUTUMN, **fields: Any) -> Event:
    """Return that the agreement is no longer in force."""
    return agreement.AgreementTerminated(
        actor=HEAD, occurred_on=SPRING, effective=day, **fields
    )


def superseded(by: str = "rv-new", parties: tuple[str, ...] = ()) -> Event:
    """Return that another agreement took over in the autumn."""
    return agreement.AgreementSuperseded(
        actor=HEAD, occurred_on=SPRING, by=by, effective=AUTUMN, parties=parties
    )


def joint(agreed_by: tuple[str, ...], **fields: Any) -> Event:
    """Return an interpretation agreed in spring, of version 3 unless said."""
    return agreement.InterpretationAgreed(
        actor=STAFF,
        occurred_on=AUTUMN,
        clause="levels",
        text="A matter of two regions is taken up in the CSG.",
        agreed_by=agreed_by,
        **({"version": "3"} | fields),
    )


def history(
    *events: Event, among: Framework = REGISTERED
) -> Given[agreement.Agreement, Framework]:
    """Return an agreement's stream with those events."""
    return given(agreement.LIFECYCLE, *events, surroundings=among)


def rv3(*more: Event) -> Given[agreement.Agreement, Framework]:
    """Return RV-3's stream, and more."""
    return history(*AGREEMENT_RV3, *more)


def other(*more: Event, **changes: Any) -> list[Event]:
    """Return the events of another agreement, `rv-new`, signed by ST in spring."""
    drafted = agreement.AgreementDrafted(
        actor=STAFF, occurred_on=SPRING, agreement="rv-new", name="New"
    )
    return [
        drafted,
        proposed("1", **changes),
        signed("employer", HEAD, SPRING, "1"),
        signed(ST, union(ST), SPRING, "1"),
        *more,
    ]


def governing(among: Framework, party: str, on: date) -> tuple[str, str] | None:
    """Return the agreement and version in force for the party in Sundsvall."""
    found = among.in_force(party, UNIT, on)
    return found.named if found else None
