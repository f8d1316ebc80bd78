"""Whether a union's veto against a contractor stood: MBL (1976:580) 38–40 §§.

It stops the measure for everybody, whichever organisation declared it.
"""

import msgspec

from domain import when
from domain.base import Recorded
from domain.exception import ExceptionInvoked
from domain.implementation import ImplementationStarted
from domain.questions.answer import GRAVITY
from domain.questions.case import Case, Decided, follows
from domain.questions.judging import Finding, found, same_day
from domain.questions.settled import settled
from domain.veto import ContractorVetoDeclared, VetoLifted


class Measure(msgspec.Struct, frozen=True):
    """What a veto may stop: a decision, or something that is carried out."""

    case: Case
    occurred: when.When
    round: int
    decided: Decided | None = None
    """None: it is carried out."""


def vetoed(measure: Measure) -> Finding | None:
    """Return a breach, or that nobody can tell, if a veto may have stood then."""
    standing = [
        finding
        for entry, veto in measure.case.of(ContractorVetoDeclared)
        if (finding := _stood(measure, entry, veto)) is not None
    ]
    return min(standing, key=lambda each: GRAVITY.index(each.verdict), default=None)


def _stood(
    measure: Measure, entry: Recorded, veto: ContractorVetoDeclared
) -> Finding | None:
    """A veto stands from when it was declared until its party's is lifted."""
    declared = when.before(veto.occurred, measure.occurred)
    lifts = [
        lifted
        for lifted, event in measure.case.of(VetoLifted)
        if event.party == veto.party and follows(lifted, entry)
    ]
    over = [when.before(lifted.event.occurred, measure.occurred) for lifted in lifts]
    if declared is False or True in over:
        return None
    if declared is None or None in over:
        return same_day([entry, *lifts])
    return _with_effect(measure, entry, veto)


def _with_effect(
    measure: Measure, entry: Recorded, veto: ContractorVetoDeclared
) -> Finding | None:
    """No veto stops what was carried out before it, with cause to (40 §): the decision
    on just that. Of all else in the round nobody can tell whether it is the same.
    """
    case, facts = measure.case, {"vetoOn": veto.occurred.day, "vetoBy": (veto.party,)}
    stands = found("breach", "veto_open", [entry], facts=facts)
    causes = [
        invoked
        for invoked, event in case.of(ExceptionInvoked)
        if (event.cause == "extraordinary" or event.section == "38")
        and (event.round or 1) == measure.round
    ]
    before = [
        (started, when.before(event.occurred, veto.occurred))
        for started, event in case.of(ImplementationStarted)
        if (event.round or 1) == measure.round
    ]
    carried_out = [started for started, first in before if first is not False]
    if not causes or not carried_out:
        return stands
    agreed = settled(case, veto.party, causes[-1])
    if agreed.verdict == "breach":
        return stands
    surely = any(first for _, first in before)
    missing = _missing(measure, agreed, surely=surely)
    if not missing:
        return None
    return found(
        "undeterminable",
        "veto_doubtful",
        [entry, *carried_out, *agreed.evidence],
        missing=missing,
        facts=facts,
    )


def _missing(measure: Measure, agreed: Finding, *, surely: bool) -> tuple[str, ...]:
    """Return what is not known of whether it was carried out before the veto."""
    same = "whether it is what had been carried out before the veto"
    return (
        *agreed.missing,
        *(() if surely else ("the time of day",)),
        *(() if _is_on_what_began(measure) else (same,)),
    )


def _is_on_what_began(measure: Measure) -> bool:
    """Tell whether it is the decision on what began: the first one of its round."""
    decided = measure.decided
    return decided is not None and all(
        when.before(other.moment.occurred, measure.occurred) is False
        for other in measure.case.decisions()
        if other.moment.round == measure.round and other.entry.id != decided.entry.id
    )
