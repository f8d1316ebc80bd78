"""Whether a union's veto against a contractor stood: MBL (1976:580) 38–40 §§.

It stops the measure for everybody, whichever organisation declared it.
"""

from domain import when
from domain.base import Recorded
from domain.exception import ExceptionInvoked
from domain.implementation import ImplementationStarted
from domain.questions.answer import GRAVITY
from domain.questions.case import Case, follows
from domain.questions.judging import Finding, found
from domain.questions.settled import settled
from domain.veto import ContractorVetoDeclared, VetoLifted


def vetoed(case: Case, at: when.When) -> Finding | None:
    """Return a breach, or that nobody can tell, if a veto may have stood then."""
    standing = [
        finding
        for entry, veto in case.of(ContractorVetoDeclared)
        if (finding := _stood(case, entry, veto, at)) is not None
    ]
    return min(standing, key=lambda each: GRAVITY.index(each.verdict), default=None)


def _stood(
    case: Case, entry: Recorded, veto: ContractorVetoDeclared, at: when.When
) -> Finding | None:
    """A veto stands from when it was declared until its party's is lifted."""
    declared = when.before(veto.occurred, at)
    lifts = [
        lifted
        for lifted, event in case.of(VetoLifted)
        if event.party == veto.party and follows(lifted, entry)
    ]
    over = [when.before(lifted.event.occurred, at) for lifted in lifts]
    if declared is False or True in over:
        return None
    if declared is None or None in over:
        return found(
            "undeterminable",
            "same_day",
            [entry, *lifts],
            qualifiers=("precision",),
            missing=("the time of day",),
        )
    return _with_effect(case, entry, veto)


def _with_effect(
    case: Case, entry: Recorded, veto: ContractorVetoDeclared
) -> Finding | None:
    """No veto stops what was carried out before it, with cause to (40 §)."""
    facts = {"vetoOn": veto.occurred.day, "vetoBy": (veto.party,)}
    stands = found("breach", "veto_open", [entry], facts=facts)
    causes = [
        invoked
        for invoked, event in case.of(ExceptionInvoked)
        if event.cause == "extraordinary" or event.section == "38"
    ]
    before = [
        (started, when.before(event.occurred, veto.occurred))
        for started, event in case.of(ImplementationStarted)
    ]
    carried_out = [started for started, first in before if first is not False]
    if not causes or not carried_out:
        return stands
    agreed = settled(case, veto.party, causes[-1])
    if agreed.verdict == "breach":
        return stands
    if agreed.verdict == "compliant" and any(first for _, first in before):
        return None
    return found(
        "undeterminable",
        "veto_doubtful",
        [entry, *carried_out, *agreed.evidence],
        missing=agreed.missing or ("the time of day",),
        facts=facts,
    )
