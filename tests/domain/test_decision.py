"""Decisions, their communication and their change: articles 23, 24 and 25."""

from typing import Any

import msgspec
import pytest

from domain import agency
from domain.agreement_state import Framework
from domain.base import Role
from domain.decision import DecisionChanged, DecisionCommunicated, DecisionRevoked
from domain.perspective import ProposalRevised
from tests.issues import (
    FRAMEWORK,
    admitted,
    concluded,
    decided,
    happened,
    held,
    history,
    on,
    raised,
    refused,
)
from tests.worked_example import (
    CSG,
    HEAD,
    REGISTER,
    ST,
    TERMS,
    framework,
    register,
)

RAISED = history(raised())
DECIDED = history(raised(), decided())


def changed(id_: str = "d2", **fields: Any) -> DecisionChanged:
    """Return that a new decision took the place of d1: not material, an amendment."""
    stated: dict[str, Any] = {
        "decision_id": id_,
        "supersedes": "d1",
        "change": "amendment",
        "material": False,
        "proposal_version": 1,
        "content_ref": "RV 2026/114-20",
        "decided_by": Role.MANAGER,
        "others_present": (),
    }
    return happened(DecisionChanged, on(4, 1), **(stated | fields))


def revoked(id_: str = "d1") -> DecisionRevoked:
    """Return that the decision was taken back."""
    return happened(DecisionRevoked, on(4, 2), supersedes=id_, reason="Too dear.")


def delegating(role: Role) -> Framework:
    """Return the worked example's agency, where the role may decide."""
    given = agency.AuthorityDelegated(
        actor=HEAD,
        occurred_on=on(1, 2),
        authority_ref="d-9",
        role=role,
        level=CSG,
        valid_from=on(1, 2),
    )
    assert REGISTER
    return framework(also=register(given))


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENCY_HEAD])
def test_managers_decide(role: Role) -> None:
    """23.1: managers and the head of the agency decide."""
    assert admitted(decided(decided_by=role), RAISED).decisions


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.AGENCY_HEAD}))
def test_nobody_else_decides(role: Role) -> None:
    """23.1: neither the group nor a union, nor anyone without delegation, decides."""
    refused("23.1", decided(decided_by=role), RAISED)


def test_a_delegate_decides() -> None:
    """23.1: a role to which the right to decide was delegated does."""
    among = delegating(Role.EMPLOYER_REPRESENTATIVE)
    event = decided(decided_by=Role.EMPLOYER_REPRESENTATIVE)

    assert admitted(event, RAISED, among).decisions


def test_a_joint_body_decides_by_agreement() -> None:
    """23.1: a joint body decides where an agreement lets it (MBL 32 §)."""
    terms = msgspec.structs.replace(TERMS, joint_decision_body=CSG)
    rv = FRAMEWORK.agreements["rv"]
    version = msgspec.structs.replace(rv.versions["3"], terms=terms)
    among = Framework(
        agency=FRAMEWORK.agency, agreements={"rv": rv.with_version(version)}
    )

    assert admitted(decided(decided_by=Role.JOINT_BODY), RAISED, among).decisions


def test_a_decision_is_recorded_once() -> None:
    """23.2: a decision's id stands for one decision."""
    refused("23.2", decided(on(3, 26)), DECIDED)
    refused("23.2", changed("d1"), DECIDED)

    assert admitted(decided(on(3, 26), decision_id="d2"), DECIDED).decisions


@pytest.mark.parametrize("field", ["content_ref", "decided_by", "others_present"])
def test_a_decision_is_whole(field: str) -> None:
    """23.4: content, decision-maker and who else took part are stated (FL 31 §)."""
    found = refused("23.4", decided(**{field: None}), RAISED)

    assert found.found["missing"].lower() == field.replace("_", "")
    assert admitted(decided(others_present=()), RAISED).decisions


def test_nobody_needs_to_have_presented_it() -> None:
    """23.4: a rapporteur may be none where the rules of procedure say so."""
    assert admitted(decided(rapporteur=None), RAISED).decisions


def test_a_decision_needs_no_consultation() -> None:
    """23: what was decided unlawfully is recorded all the same, and judged later."""
    assert admitted(decided(deviation="material"), RAISED).decisions


def test_only_a_decision_is_communicated() -> None:
    """24.1: there is a decision to tell of, under that id."""
    told = happened(DecisionCommunicated, on(3, 26), decision_id="d1", parties=(ST,))
    refused("24.1", told, RAISED)
    refused("24.1", msgspec.structs.replace(told, decision_id="d2"), DECIDED)

    assert admitted(told, DECIDED)


def test_only_a_known_decision_is_changed_or_revoked() -> None:
    """25.1: what is changed or revoked is on record."""
    refused("25.1", changed(supersedes="d9"), DECIDED)
    refused("25.1", revoked("d9"), DECIDED)

    assert admitted(changed(), DECIDED).standing_decision() == "d2"
    assert admitted(revoked(), DECIDED).standing_decision() is None


def test_only_a_standing_decision_is_changed_or_revoked() -> None:
    """25.2: what was changed or revoked no longer stands."""
    entries = history(raised(), decided(), changed())
    refused("25.2", revoked("d1"), entries)
    refused("25.2", changed("d3"), entries)

    assert admitted(changed("d3", supersedes="d2"), entries)
    assert admitted(revoked("d2"), entries)


def test_a_material_change_needs_a_new_proposal() -> None:
    """25.3: a material change cannot rest on the proposal it departs from."""
    revision = happened(ProposalRevised, on(3, 30), version=2, material=True)
    entries = history(raised(), decided(), revision)
    refused("25.3", changed(material=True), entries)

    assert admitted(changed(material=True, proposal_version=2), entries)
    assert admitted(changed(material=False), entries)


def test_a_clerical_correction_is_not_material() -> None:
    """25.4: what is material is no correction under FL 36 §."""
    refused("25.4", changed(change="correction", material=True), DECIDED)

    assert admitted(changed(change="correction", material=False), DECIDED)


def test_a_change_is_whole_too() -> None:
    """23.4: a decision that changes another states the same five things."""
    refused("23.4", changed(content_ref=None), DECIDED)


def test_after_the_decision_the_procedure_goes_on() -> None:
    """23: consultation after the decision is recorded too."""
    entries = history(raised(), decided(), held(on(4, 1)))

    assert admitted(concluded(on(4, 1)), entries).conclusions
