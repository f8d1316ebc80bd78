"""Q8: the right person decided, at the right level. MF (2007:515) 4–5 §§; MBL 32 §.

The authority that the decision cites covered it that day, or an agreement gives it to a
joint body; and the parties were consulted at the level at which it was decided [KTH].
"""

from collections.abc import Iterator

import msgspec

from domain import when
from domain.agency_state import Authority
from domain.base import Recorded, Role
from domain.classification import Classifying
from domain.consultation import ConsultationConcluded
from domain.questions import duty
from domain.questions.answer import GRAVITY, Question, Verdict
from domain.questions.case import Case, Decided, Moment, latest, not_after
from domain.questions.judging import Finding, found, of_each_decision, same_day
from domain.raising import IssueRaised


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision."""
    return of_each_decision("Q8", case, _judge)


def _judge(case: Case, decided: Decided) -> Finding:
    """The gravest of what contradicts it, else what is not known, else who decided."""
    raised = case.of(IssueRaised)
    if not raised:
        missing = ("how the issue was raised",)
        return found("undeterminable", "not_raised", missing=missing)
    at = msgspec.structs.replace(decided.moment, level=_level(case, decided.moment))
    findings = [*_by_mandate(case, decided, at), *_by_consultation(case, at)]
    gravest = min(findings, key=lambda each: GRAVITY.index(each.verdict))
    if gravest.verdict != "compliant":
        return gravest
    evidence = tuple(entry for each in findings for entry in each.evidence)
    return msgspec.structs.replace(findings[0], evidence=evidence)


def _level(case: Case, at: Moment) -> str | None:
    """Return the level at which it was decided: as stated, else as the matter of every
    party is classified; None where nobody has stated one.
    """
    levels = {case.level(party, at) for party in case.parties(at.occurred.day)}
    known = [level for level in levels if level]
    return at.level or (known[0] if len(known) == 1 else None)


def _by_mandate(case: Case, decided: Decided, at: Moment) -> list[Finding]:
    """Return what is found of the right to decide, never nothing."""
    if decided.event.decided_by is Role.JOINT_BODY:
        return [_by_agreement(case, at)]
    ref = decided.event.authority_ref
    if ref is None:
        missing = ("the authority on which the decision rests",)
        return [found("undeterminable", "no_authority_stated", missing=missing)]
    authority = case.framework.agency.authority(ref)
    if authority is None:
        missing = ("the cited authority in the agency's register",)
        return [found("undeterminable", "authority_not_registered", missing=missing)]
    if contradictions := list(_contradictions(case, decided, at, authority)):
        return contradictions
    facts = {"authority": ref}
    return [found("compliant", "authorised", _of_level(case, decided, at), facts=facts)]


def _contradictions(
    case: Case, decided: Decided, at: Moment, authority: Authority
) -> Iterator[Finding]:
    """Yield how the authority does not reach the decision, or may not."""
    (entry, raised), *_ = case.of(IssueRaised)
    day = at.occurred.day
    facts: dict[str, object] = {"authority": authority.authority_ref}
    if late := _given_afterwards(at, authority):
        yield late
    if day < authority.valid_from:
        facts |= {"validFromOn": authority.valid_from}
        yield found("breach", "not_yet_valid", facts=facts)
    elif not authority.is_valid(day):
        facts |= {"validUntilOn": authority.last_day}
        yield found("breach", "no_longer_valid", facts=facts)
    if authority.role != decided.event.decided_by:
        yield found("breach", "other_role", facts=facts)
    if authority.topics and raised.topic not in authority.topics:
        topic = {"topic": raised.topic}
        yield found("breach", "other_topic", [entry], facts=facts | topic)
    if authority.units and raised.unit not in authority.units:
        yield _other_unit(case, entry, raised.unit, facts)
    if authority.level != at.level:
        yield _other_level(case, decided, at, authority)


def _given_afterwards(at: Moment, authority: Authority) -> Finding | None:
    """No mandate is given afterwards, whatever day it is said to be valid from."""
    ref, given = authority.authority_ref, authority.delegated
    facts = {"authority": ref, "delegatedOn": given.day}
    match when.before(at.occurred, given):
        case True:
            return found("breach", "given_afterwards", facts=facts)
        case None:
            return same_day([])
    return None


def _other_unit(
    case: Case, raised: Recorded, unit: str, facts: dict[str, object]
) -> Finding:
    """The authority is for other units; of one not in the register, nobody can tell."""
    if case.framework.agency.unit(unit) is None:
        missing = ("where the unit stands in the agency",)
        return found("undeterminable", "unit_unknown", [raised], missing=missing)
    return found("breach", "other_unit", [raised], facts=facts | {"unit": unit})


def _other_level(
    case: Case, decided: Decided, at: Moment, authority: Authority
) -> Finding:
    """The authority is for another level, as far as the names of both are known."""
    evidence = _of_level(case, decided, at)
    if at.level is None:
        missing = ("the level at which it was decided",)
        return found("undeterminable", "level_unknown", evidence, missing=missing)
    facts = {
        "authority": authority.authority_ref,
        "authorityLevel": authority.level,
        "level": at.level,
    }
    if not (_is_named(case, authority.level) and _is_named(case, at.level)):
        missing = (f"how the levels {authority.level} and {at.level} relate",)
        return found(
            "undeterminable", "levels_unrelated", evidence, missing=missing, facts=facts
        )
    return found("breach", "other_level", evidence, facts=facts)


def _is_named(case: Case, level: str) -> bool:
    """Tell whether some version of some agreement, ever, has a level of that name."""
    return any(
        version.terms.level(level)
        for agreement in case.framework.agreements.values()
        for version in agreement.versions.values()
    )


def _of_level(case: Case, decided: Decided, at: Moment) -> list[Recorded]:
    """Return what told the level, if the decision itself does not."""
    if decided.event.level is not None:
        return []
    told = not_after(case.of(Classifying), at.occurred)
    last = latest(entry for entry, _ in told)
    return [last] if last else []


def _by_agreement(case: Case, at: Moment) -> Finding:
    """Some agreement in force that day gives the decision to a joint body (MBL 32 §).

    One party's agreement is enough [REC].
    """
    day = at.occurred.day
    versions = [case.in_force(party, day) for party in case.parties(day)]
    given = {each.terms.joint_decision_body for each in versions if each} - {None}
    if not given:
        return found("breach", "no_joint_body")
    if at.level is None:
        missing = ("the level at which it was decided",)
        return found("undeterminable", "level_unknown", missing=missing)
    if at.level not in given:
        return found("breach", "other_joint_body", facts={"level": at.level})
    return found("compliant", "joint_body", facts={"level": at.level})


def _by_consultation(case: Case, at: Moment) -> list[Finding]:
    """Return what is found of the level at which the parties were consulted.

    Whether that came before the decision is for Q1 to say.
    """
    if at.level is None:
        return []
    found_of = {
        party: finding
        for party in case.parties(at.occurred.day)
        if (finding := _consulted(case, at, party)) is not None
    }
    alike: dict[tuple[str, str], list[str]] = {}
    for party, finding in found_of.items():
        alike.setdefault((finding.verdict, finding.reason), []).append(party)
    return [
        _together([found_of[party] for party in parties], parties, at)
        for parties in alike.values()
    ]


def _together(same: list[Finding], parties: list[str], at: Moment) -> Finding:
    """Return one finding of those that say the same of several parties."""
    return msgspec.structs.replace(
        same[0],
        evidence=tuple(entry for each in same for entry in each.evidence),
        missing=tuple(dict.fromkeys(m for each in same for m in each.missing)),
        facts={"party": tuple(parties), "level": at.level},
    )


def _consulted(case: Case, at: Moment, party: str) -> Finding | None:
    """Return whether a consultation owed was at the level of decision, or above it by
    escalation; None where none was owed.
    """
    if there := duty.conclusions(case, party, at):
        return found("compliant", "consulted_there", [entry for entry, *_ in there])
    owed = duty.owed(case, party, at)
    if owed.mode == "undeterminable":
        missing = owed.missing
        return found("undeterminable", owed.reason, owed.because, missing=missing)
    if owed.mode != "consultation":
        return None
    if elsewhere := _elsewhere(case, at, party):
        return found("breach", "consulted_elsewhere", elsewhere)
    missing = (f"a consultation with {party} whose level can be compared",)
    return found("undeterminable", "not_consulted", missing=missing)


def _elsewhere(case: Case, at: Moment, party: str) -> list[Recorded]:
    """Return the consultations of the round, on the proposal, at any level."""
    return [
        entry
        for entry, event in case.of(ConsultationConcluded)
        if any(outcome.party == party for outcome in event.outcomes)
        and (event.round or 1) == at.round
        and case.same_proposal(event.proposal_version, at.proposal_version)
    ]


QUESTION = Question(
    number="Q8",
    claim="decided_by_right",
    asks={
        "en": "Did the right person decide, at the right level?",
        "sv": "Fattades beslutet av rätt person på rätt nivå?",
    },
    judge=judge,
)
