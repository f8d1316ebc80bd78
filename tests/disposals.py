"""Disposals in tests: retention classes, and what two persons decide."""

from datetime import date, datetime
from datetime import time as hour
from typing import Any

from domain.agreement_state import Framework
from domain.base import Actor, Role
from domain.disposal import DisposalApproved, DisposalDecided
from domain.disposal_done import SealedTextDisposed
from domain.raising import IssueWithdrawn
from domain.retention import RetentionClassAdopted
from domain.when import STOCKHOLM
from tests.issues import happened, on
from tests.worked_example import STAFF, framework, register

ADOPTED = date(2020, 1, 1)
NINE = hour(9)
WITHDRAWN_ON = on(3, 1)
TWO_YEARS_LATER = date(2028, 3, 1)
FIRST = Actor(role=Role.AGENCY_HEAD, person="p-1")
SECOND = Actor(role=Role.EMPLOYER_REPRESENTATIVE, person="p-2")


def adopted(
    retention_class: str = "two-years", keep_years: int | None = 2, **fields: Any
) -> RetentionClassAdopted:
    """Return that the agency keeps everything for two years, unless said."""
    stated: dict[str, Any] = {
        "ground": f"RA-FS {retention_class}",
        "valid_from": ADOPTED,
        "actor": STAFF,
        "occurred_on": ADOPTED,
    }
    return RetentionClassAdopted(
        retention_class=retention_class, keep_years=keep_years, **(stated | fields)
    )


def among(*classes: RetentionClassAdopted) -> Framework:
    """Return the example's register and agreement, with these retention classes."""
    return framework(also=register(*(classes or (adopted(),))))


def withdrawn(time: date = WITHDRAWN_ON) -> IssueWithdrawn:
    """Return that the issue ended that morning, and was recorded so at once."""
    morning = datetime.combine(time, NINE, STOCKHOLM)
    return happened(IssueWithdrawn, morning, reason="Not now.")


def disposal(time: date = TWO_YEARS_LATER, **fields: Any) -> DisposalDecided:
    """Return that the first person decided on disposal, by the class of two years."""
    stated: dict[str, Any] = {"disposal_id": "g1", "classes": ("two-years",)}
    return happened(DisposalDecided, time, **({"actor": FIRST} | stated | fields))


def approved(
    time: date = TWO_YEARS_LATER, actor: Actor = SECOND, disposal_id: str = "g1"
) -> DisposalApproved:
    """Return that the second person approved it."""
    return happened(DisposalApproved, time, actor=actor, disposal_id=disposal_id)


def disposed(
    time: date = TWO_YEARS_LATER, disposal_id: str = "g1"
) -> SealedTextDisposed:
    """Return that the registry carried it out."""
    itself = Actor(role=Role.REGISTRY)
    return happened(SealedTextDisposed, time, actor=itself, disposal_id=disposal_id)
