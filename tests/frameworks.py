"""Other surroundings than the worked example's, for the tests of the questions."""

from datetime import date
from typing import Any

import msgspec

from domain.agreement_state import Framework
from domain.agreement_terms import Cell, Mode
from tests.agreements import ALL, entered, exited, proposed
from tests.issues import FRAMEWORK
from tests.worked_example import (
    HEAD,
    MATRIX,
    NUMBERS,
    ORGANISATIONS,
    framework,
    register,
    signed,
    union,
)

MBL_ONLY = Framework(agency=register())
"""The same register, and no agreement."""


def with_terms(**changes: Any) -> Framework:
    """Return RV-3 with other terms from the start."""
    rv = FRAMEWORK.agreements["rv"]
    terms = msgspec.structs.replace(rv.versions["3"].terms, **changes)
    version = msgspec.structs.replace(rv.versions["3"], terms=terms)
    return Framework(
        agency=FRAMEWORK.agency, agreements={"rv": rv.with_version(version)}
    )


def with_numbers(**changes: Any) -> Framework:
    """Return RV-3 with other numbers from the start."""
    return with_terms(numbers=msgspec.structs.replace(NUMBERS, **changes))


def matrix(topic: str, mode: Mode) -> tuple[Cell, ...]:
    """Return RV-3's matrix with that mode for a topic at every level."""
    return tuple(
        msgspec.structs.replace(cell, mode=mode) if cell.topic == topic else cell
        for cell in MATRIX
    )


def left(party: str, day: date) -> Framework:
    """Return RV-3 after the party left it, as all agreed, from that day."""
    return framework(exited(party, day, agreed_by=ALL))


def switched(day: date, **changes: Any) -> Framework:
    """Return RV with a version 4, of other terms, from that day."""
    signatures = [
        signed("employer", HEAD, version="4"),
        *(signed(party, union(party), version="4") for party in ORGANISATIONS),
    ]
    return framework(proposed("4", **changes), *signatures, entered("4", day))
