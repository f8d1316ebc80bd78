"""Q10: the decision is documented as the law asks."""

from typing import Any

import msgspec
import pytest

from domain.base import Actor, Recorded, Role
from domain.decision import DecisionChanged
from tests.issues import (
    annulled,
    answered,
    at,
    corrected,
    decided,
    happened,
    history,
    judged,
    on,
    raised,
    verdict,
)

REPORTED: dict[str, Any] = {"rapporteur": Role.EMPLOYER_REPRESENTATIVE}


def lacking(**fields: object) -> list[Recorded]:
    """Return a history whose decision lacks what admission would have asked for."""
    first, last = history(raised(), decided(**REPORTED))
    event = msgspec.structs.replace(last.event, **fields)
    return [first, msgspec.structs.replace(last, event=event)]


def test_all_five() -> None:
    """Q10: compliant with date, content, decision-maker, rapporteur and others."""
    found = judged("Q10", history(raised(), decided(**REPORTED)))

    assert (found.verdict, found.reason) == ("compliant", "documented")
    assert (found.evidence, found.decision, found.party) == (("e2",), "d1", None)
    assert found.facts == {"decidedOn": "2026-03-25"}


def test_others_took_part() -> None:
    """Q10: who else took part is named, or it is said that nobody did."""
    others = (Actor(role=Role.EMPLOYER_REPRESENTATIVE),)
    entries = history(raised(), decided(others_present=others, **REPORTED))

    assert verdict("Q10", entries) == ("compliant", "documented")


def test_no_rapporteur() -> None:
    """Q10: whether the rules of procedure exempt it the record cannot say (MF 20 §)."""
    found = judged("Q10", history(raised(), decided()))

    assert (found.verdict, found.reason) == ("undeterminable", "rapporteur_not_stated")
    assert found.missing == (
        "who presented the matter, or that nobody had to (MF 20 §)",
    )


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("content_ref", "contentRef"),
        ("decided_by", "decidedBy"),
        ("others_present", "othersPresent"),
    ],
)
def test_one_is_lacking(field: str, name: str) -> None:
    """Q10: a breach that names what is lacking, though admission refuses it (23.4)."""
    found = judged("Q10", lacking(**{field: None}))

    assert (found.verdict, found.reason) == ("breach", "incomplete")
    assert found.facts["lacking"] == name
    assert found.evidence == ("e2",)


def test_several_are_lacking() -> None:
    """Q10: all that is lacking is named, and weighs more than the rapporteur."""
    found = judged(
        "Q10", lacking(content_ref=None, others_present=None, rapporteur=None)
    )

    assert found.verdict == "breach"
    assert found.facts["lacking"] == "contentRef, othersPresent"


def test_no_decision() -> None:
    """Q10: not applicable before anything was decided."""
    found = answered("Q10", history(raised()))

    assert (found.overall.verdict, found.overall.reason) == (
        "not_applicable",
        "no_decision",
    )


def test_an_annulled_decision() -> None:
    """Q10: nor of a decision that never was made."""
    entries = history(raised(), decided(), annulled(on(3, 26), "e2"))

    assert verdict("Q10", entries) == ("not_applicable", "no_decision")


def test_the_rapporteur_was_left_out() -> None:
    """Q10: corrected in the record, it says so and is marked."""
    rapporteur = corrected(
        on(3, 26), "e2", "/rapporteur", None, "employer_representative"
    )
    found = judged("Q10", history(raised(), decided(), rapporteur))

    assert (found.verdict, found.qualifiers) == ("compliant", ("corrected",))


def changed(change: str, **fields: object) -> DecisionChanged:
    """Return that the decision was changed the day after."""
    stated = {
        "decision_id": "d2",
        "supersedes": "d1",
        "change": change,
        "material": False,
        "proposal_version": 1,
        "content_ref": "RV 2026/114-15",
        "decided_by": Role.MANAGER,
        "others_present": (),
    }
    return happened(DecisionChanged, on(3, 26), **(stated | fields))


def test_an_amendment_is_documented_by_itself() -> None:
    """Q10: it carries nothing over from the decision that it changes (FL 37 §)."""
    entries = history(raised(), decided(**REPORTED), changed("amendment"))
    found = answered("Q10", entries).verdicts

    assert [(one.decision, one.verdict) for one in found] == [
        ("d1", "compliant"),
        ("d2", "undeterminable"),
    ]


def test_a_clerical_correction_is_no_decision() -> None:
    """Q10: what it names mends nothing in the decision (FL 36 §)."""
    entries = history(raised(), decided(), changed("correction", **REPORTED))
    found = answered("Q10", entries).verdicts

    assert [(one.decision, one.verdict) for one in found] == [("d1", "undeterminable")]


def test_told_late() -> None:
    """Q10: documented more than five working days after, it is marked."""
    in_time = history(raised(), (decided(**REPORTED), at(4, 1)))
    late = history(raised(), (decided(**REPORTED), at(4, 2)))

    assert judged("Q10", in_time).qualifiers == ()
    assert judged("Q10", late).qualifiers == ("late_recorded",)
