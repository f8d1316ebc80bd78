"""Which laws hold of a stream, and that whoever claims may record by them."""

from typing import Any

from domain import agency, agreement, lifecycle
from domain.rights import may_record
from domain.stream import Lifecycle
from registry.claim import Claim
from registry.surroundings import AGREEMENTS, ISSUES, REGISTER, Surroundings


def lifecycle_of(stream: str) -> Lifecycle[Any, Any]:
    """Return the laws of that stream."""
    if stream == REGISTER:
        return agency.LIFECYCLE
    if stream.startswith(AGREEMENTS):
        return agreement.LIFECYCLE
    assert stream.startswith(ISSUES), stream
    return lifecycle.LIFECYCLE


def entitled(claim: Claim, surroundings: Surroundings) -> None:
    """Return if whoever claims may record each of the events. Raises: Refused."""
    for event in claim.said:
        may_record(
            claim.identity,
            event,
            lifecycle_of(claim.stream).laws[type(event)].by,
            sourced=claim.source is not None,
            register=surroundings.framework.agency,
        )
