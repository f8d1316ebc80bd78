"""How a matter is dealt with towards a party on a day: DOMAIN 4.4, each way."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain import agreement
from domain.agreement import Duty, Framework, Level, Matter, Terms, mode
from domain.agreement_terms import Cell
from domain.base import Answer
from tests.given import given
from tests.worked_example import (
    CSG,
    HEAD,
    LSG,
    SACO,
    SEKO,
    SIGNED,
    ST,
    TERMS,
    UNIT,
    bound,
    framework,
    register,
    signed,
    union,
)

DAY = date(2026, 3, 25)
BEFORE = date(2024, 12, 31)
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
RV3 = ("rv", "3")
KNOWN = {"contractor_use": NO, "redundancy": NO, "transfer": NO}


def matter(topic: str = "premises", **fields: Any) -> Matter:
    """Return a matter to be decided at LSG, of which no special subject is flagged."""
    return Matter(topic=topic, unit=UNIT, **({"level": LSG} | KNOWN | fields))


def judged(about: Matter, party: str = ST, on: date = DAY) -> Duty:
    """Return how the worked example's agency has to deal with the matter."""
    return mode(about, party, on, framework())


def under(terms: Terms, party: str = ST) -> Framework:
    """Return a framework with the party alone under other terms."""
    before = Framework(agency=register())
    events = [
        agreement.AgreementDrafted(
            actor=HEAD, occurred_on=SIGNED, agreement="other", name="Other"
        ),
        agreement.AgreementVersionProposed(
            actor=HEAD, occurred_on=SIGNED, version="1", terms=terms
        ),
        signed("employer", HEAD, version="1"),
        signed(party, union(party), version="1"),
        agreement.AgreementVersionEnteredIntoForce(
            actor=HEAD, occurred_on=SIGNED, version="1", in_force_from=SIGNED
        ),
    ]
    history = given(agreement.LIFECYCLE, *events, surroundings=before).folded()
    return Framework(agency=before.agency, agreements={"other": history})


def changed(**fields: Any) -> Terms:
    """Return RV-3's terms, changed."""
    return msgspec.structs.replace(TERMS, **fields)


def test_the_cell_at_the_level_of_decision() -> None:
    """4.4 b: the worked example's premises are consulted on, with minutes."""
    expected = Duty(
        mode="consultation", reason="matrix", agreement=RV3, documentation="minutes"
    )

    assert expected == judged(matter())


@pytest.mark.parametrize(
    ("topic", "level", "expected"),
    [
        ("premises", "workplace_meeting", "direct_dialogue"),
        ("economy", CSG, "information"),
        ("pay_review", CSG, "negotiation"),
        ("individual_case", LSG, "none"),
        ("individual_case", CSG, "negotiation"),
    ],
)
def test_each_mode_of_the_matrix(topic: str, level: str, expected: str) -> None:
    """4.4 b: the matrix decides, whatever the change means."""
    duty = judged(matter(topic, level=level, significant_change=YES))

    assert (expected, "matrix") == (duty.mode, duty.reason)


@pytest.mark.parametrize(
    ("change", "expected", "missing"),
    [
        (YES, "negotiation", ()),
        (NO, "information", ()),
        (UNKNOWN, "undeterminable", ("significant_change",)),
    ],
)
def test_a_topic_that_the_matrix_lacks(
    change: Answer, expected: str, missing: tuple[str, ...]
) -> None:
    """4.4 c: MBL applies where the agreement says nothing."""
    duty = judged(matter("business_transfer", significant_change=change, transfer=NO))

    assert (expected, "topic_missing", RV3) == (duty.mode, duty.reason, duty.agreement)
    assert missing == duty.missing


def test_a_level_that_the_topic_lacks() -> None:
    """4.4 c: no cell at the level of decision is as no row at all [REC]."""
    duty = judged(matter("pay_review", significant_change=YES))

    assert (duty.mode, duty.reason) == ("negotiation", "topic_missing")


@pytest.mark.parametrize("level", [None, "abolished"])
def test_a_level_not_known_where_it_matters(level: str | None) -> None:
    """4.4 b: where the cells differ, the level of decision is needed."""
    duty = judged(matter(level=level))

    assert (duty.mode, duty.reason) == ("undeterminable", "level_unknown")
    assert duty.missing == ("level",)


def test_a_level_not_known_where_all_cells_agree() -> None:
    """4.4 b: where the cells agree, the level changes nothing."""
    assert judged(matter("economy", level=None)).mode == "information"


@pytest.mark.parametrize(
    ("change", "expected"),
    [(YES, "negotiation"), (NO, "information"), (UNKNOWN, "undeterminable")],
)
def test_before_the_agreement_was_in_force(change: Answer, expected: str) -> None:
    """4.4 d: the day before, MBL applied to its parties."""
    duty = judged(matter(significant_change=change), on=BEFORE)

    assert (expected, "agreement_not_in_force") == (duty.mode, duty.reason)
    assert duty.agreement is None


def test_the_first_day_in_force() -> None:
    """4.4 b: a version holds on its first day."""
    assert judged(matter(), on=date(2025, 1, 1)).reason == "matrix"


def test_a_party_that_has_not_signed() -> None:
    """4.4 d: an agreement binds those who signed it."""
    alone = under(TERMS, SACO)
    duty = mode(matter(significant_change=YES), SEKO, DAY, alone)

    assert mode(matter(), SACO, DAY, alone).mode == "consultation"
    assert (duty.mode, duty.reason) == ("negotiation", "not_party")


def test_a_party_that_is_not_bound() -> None:
    """4.4 a: nothing is owed to an organisation without collective agreement."""
    duty = judged(matter(significant_change=YES, redundancy=YES), "lr")

    assert Duty(mode="none", reason="not_bound") == duty


def test_a_matter_that_specially_concerns_a_party_not_bound() -> None:
    """4.4 a: unless the matter specially concerns its members (MBL 13 §)."""
    duty = judged(matter(specially_concerns=frozenset({"lr"})), "lr")

    assert Duty(mode="negotiation", reason="specially_concerned") == duty


def test_contractors_without_an_agreement() -> None:
    """4.4 d: the use of contractors is negotiated (MBL 38 §), significant or not."""
    duty = judged(matter(significant_change=NO, contractor_use=YES), on=BEFORE)

    assert (duty.mode, duty.reason) == ("negotiation", "contractor")


def test_contractors_where_38_is_not_replaced() -> None:
    """4.4: an agreement that leaves MBL 38 § standing leaves its negotiation."""
    other = under(changed(replaces_mbl=("11", "19")))
    duty = mode(matter(contractor_use=YES), ST, DAY, other)

    assert (
        duty.mode,
        duty.reason,
        duty.agreement,
    ) == ("negotiation", "contractor", ("other", "1"))


def test_contractors_where_38_is_replaced() -> None:
    """4.4: the contractors' own cell counts, and the stricter of the two stands."""
    duty = judged(matter("economy", level=CSG, contractor_use=YES))
    weaker = judged(matter(contractor_use=YES))

    assert (duty.mode, duty.reason) == ("consultation", "contractor")
    assert (weaker.mode, weaker.reason) == ("consultation", "matrix")
    assert duty.documentation == "minutes"


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ("redundancy", "redundancy"),
        ("individual_matter", "individual"),
        ("dispute", "dispute"),
    ],
)
def test_a_special_subject_with_a_stricter_cell(flag: str, reason: str) -> None:
    """4.4: what is consulted on is negotiated if it is also a special subject."""
    duty = judged(matter(level=CSG, **{flag: YES}))

    assert ("negotiation", reason) == (duty.mode, duty.reason)


def test_a_special_subject_with_a_milder_cell() -> None:
    """4.4: a special subject never makes the duty milder."""
    duty = judged(matter(individual_matter=YES))

    assert (duty.mode, duty.reason) == ("consultation", "matrix")


def test_a_special_subject_without_a_cell() -> None:
    """4.4: where the matrix has no row for it, the topic's own cell stands."""
    cells = tuple(cell for cell in TERMS.matrix if cell.topic != "dispute")
    duty = mode(matter(dispute=YES), ST, DAY, under(changed(matrix=cells)))

    assert (duty.mode, duty.reason) == ("consultation", "matrix")


def test_redundancy_is_never_below_the_directives() -> None:
    """4.4: information at the level of decision does not do (98/59, MBL 4 §)."""
    duty = judged(matter("economy", redundancy=YES))

    assert (duty.mode, duty.reason) == ("negotiation", "redundancy")


def test_redundancy_as_the_topic_itself() -> None:
    """4.4: the topic is flag enough, unless the flag says no."""
    flagged = judged(matter("redundancy", redundancy=UNKNOWN))
    denied = judged(matter("redundancy"))

    assert (flagged.mode, flagged.reason) == ("negotiation", "redundancy")
    assert (denied.mode, denied.reason) == ("information", "matrix")


@pytest.mark.parametrize("flag", ["redundancy", "transfer"])
def test_a_floor_without_a_cell(flag: str) -> None:
    """4.4: redundancy and transfer are negotiated where no cell says how [REC]."""
    bare = under(changed(matrix=(Cell(topic="premises", level=LSG, mode="none"),)))
    duty = mode(matter(**{flag: YES}), ST, DAY, bare)
    without = judged(matter(significant_change=NO, **{flag: YES}), on=BEFORE)

    assert ("negotiation", flag) == (duty.mode, duty.reason)
    assert ("negotiation", flag) == (without.mode, without.reason)


def test_a_transfer_is_dealt_with_by_its_cell() -> None:
    """4.4: a business transfer has a row of its own."""
    row = Cell(topic="business_transfer", level=LSG, mode="negotiation")
    other = under(changed(matrix=(*TERMS.matrix, row)))

    assert mode(matter(transfer=YES), ST, DAY, other).reason == "transfer"


def test_a_floor_does_not_raise_what_is_above_it() -> None:
    """4.4: consultation at the level of decision is enough, whatever others say."""
    rows = (
        Cell(topic="business_transfer", level=LSG, mode="consultation"),
        Cell(topic="business_transfer", level=CSG, mode="negotiation"),
    )
    other = under(changed(matrix=(*TERMS.matrix, *rows)))
    duty = mode(matter("economy", transfer=YES), ST, DAY, other)

    assert (duty.mode, duty.reason) == ("consultation", "transfer")


def test_a_special_subject_at_an_unknown_level() -> None:
    """4.4: where a special subject's cells differ, the level is needed for it too."""
    duty = judged(matter("economy", level=None, dispute=YES))

    assert (duty.mode, duty.reason) == ("undeterminable", "level_unknown")
    assert duty.missing == ("level",)


@pytest.mark.parametrize("flag", ["individual_matter", "dispute"])
def test_a_special_subject_that_no_act_speaks_of(flag: str) -> None:
    """4.4 d: without an agreement an individual case is as any other matter."""
    act = judged(matter(significant_change=NO, **{flag: YES}), on=BEFORE)
    bare = under(changed(replaces_mbl=()))
    cell = mode(matter(**{flag: YES}), ST, DAY, bare)

    assert (act.mode, act.reason) == ("information", "agreement_not_in_force")
    assert (cell.mode, cell.reason) == ("consultation", "matrix")


def test_unknown_flags_that_could_matter_are_named() -> None:
    """4.4: not knowing changes nothing, but is no silent no."""
    unknown = dict.fromkeys(KNOWN, UNKNOWN)
    duty = judged(matter("economy", **unknown))
    strict = judged(matter("pay_review", level=CSG, **unknown))

    assert (duty.mode, duty.reason) == ("information", "matrix")
    assert duty.missing == ("redundancy", "transfer")
    assert strict.missing == ()


def test_unknown_use_of_contractors_where_38_stands() -> None:
    """4.4: where MBL 38 § applies, the flag could make it negotiation."""
    other = under(changed(replaces_mbl=()))
    duty = mode(matter(contractor_use=UNKNOWN), ST, DAY, other)

    assert (duty.mode, duty.missing) == ("consultation", ("contractor_use",))


def test_what_is_not_known_yields_to_negotiation_only() -> None:
    """4.4: a special subject settles an unknown change if it asks for negotiation."""
    duty = judged(matter("business_transfer", level=CSG, dispute=YES))

    assert (duty.mode, duty.reason, duty.missing) == ("negotiation", "dispute", ())


def test_an_agreement_for_other_units() -> None:
    """4.4 d: an agreement for one unit says nothing about another."""
    here = under(changed(units=(UNIT,)))
    elsewhere = msgspec.structs.replace(matter(), unit="head-office")

    assert mode(matter(), ST, DAY, here).reason == "matrix"
    assert mode(elsewhere, ST, DAY, here).reason == "not_party"


def test_levels_of_another_version() -> None:
    """4.4 b: the levels are those of the version in force."""
    other = under(changed(levels=(*TERMS.levels, Level(name="top"))))

    assert mode(matter(level="top"), ST, DAY, other).reason == "topic_missing"
    assert judged(matter(level="top")).reason == "level_unknown"


def test_a_party_bound_since() -> None:
    """4.4 a: who is bound is asked of the day."""
    later = bound("lr", "LR", "LR")
    agency = register(msgspec.structs.replace(later, bound_from=date(2026, 3, 25)))
    here = framework(also=agency)

    assert mode(matter(), "lr", date(2026, 3, 24), here).reason == "not_bound"
    assert mode(matter(), "lr", DAY, here).reason == "not_party"
