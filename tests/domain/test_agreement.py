"""The agreement's articles A1 and A2: proposed, signed, in force."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.agreement import Cell, Clause, Framework, Level, Numbers, Term, Terms
from domain.base import Actor, Event
from domain.sealing import withhold
from tests.agreements import (
    AUTUMN,
    DRAFTED,
    REGISTERED,
    SIGNATURES,
    SPRING,
    acceded,
    entered,
    exited,
    governing,
    history,
    joint,
    notice,
    other,
    proposed,
    rv3,
    superseded,
    terminated,
)
from tests.worked_example import (
    AGREEMENT_RV3,
    CSG,
    ENTERED,
    HEAD,
    LSG,
    NUMBERS,
    SACO,
    SEKO,
    ST,
    STAFF,
    TERMS,
    UNIT,
    framework,
    signed,
    union,
)


def test_drafted_twice() -> None:
    """A1.1: a stream holds one agreement."""
    history(DRAFTED).when(DRAFTED).refused("A1.1")


@pytest.mark.parametrize("event", [proposed(), notice(), superseded()])
def test_nothing_before_the_draft(event: Event) -> None:
    """A1.2: an agreement begins with its draft."""
    history().when(event).refused("A1.2")


def test_version_proposed_twice() -> None:
    """A1.3: a version keeps its name, since old issues cite it."""
    rv3().when(proposed("3")).refused("A1.3")


@pytest.mark.parametrize(
    "event",
    [
        signed("employer", HEAD, version="9"),
        acceded(ST, SPRING, "9"),
        entered("9", SPRING),
        joint(("employer", ST), version="9"),
    ],
)
def test_unknown_version(event: Event) -> None:
    """A1.4: nothing is done about a version that was never proposed."""
    rv3().when(event).refused("A1.4")


@pytest.mark.parametrize("section", ["10", "13", "15", "16", "17", "18", "20", "43.1"])
def test_sections_that_no_agreement_replaces(section: str) -> None:
    """A1.5: MBL 4 § lists what an agreement may stand in place of."""
    rv3().when(proposed(replaces_mbl=("11", section))).refused("A1.5")


def test_all_sections_that_an_agreement_may_replace() -> None:
    """A1.5: every section of the list, and the parts of sections, may be named."""
    sections = "11 12 14 19 20.1 21 22 28 29.3 33 34 35 36 37 38 39 40 43.2 64 65"

    rv3().when(proposed(replaces_mbl=tuple(sections.split()))).admitted()


@pytest.mark.parametrize(
    "changes",
    [
        {"levels": (Level(name=LSG, above="region"),), "matrix": ()},
        {"matrix": (Cell(topic="premises", level="region", mode="none"),)},
        {"safety_committee_body": "region"},
        {"joint_decision_body": "region"},
    ],
)
def test_unknown_level(changes: dict[str, Any]) -> None:
    """A1.6: every level that is named is one of the version's own."""
    rv3().when(proposed(**changes)).refused("A1.6")


@pytest.mark.parametrize("above", [{"a": "a"}, {"a": "b", "b": "c", "c": "b"}])
def test_levels_in_a_circle(above: dict[str, str]) -> None:
    """A1.7: the way up from every level ends."""
    levels = tuple(Level(name=name, above=over) for name, over in above.items())
    terms = {"levels": levels, "matrix": (), "safety_committee_body": None}

    rv3().when(proposed(**terms)).refused("A1.7")


@pytest.mark.parametrize("what", ["levels", "matrix"])
def test_stated_twice(what: str) -> None:
    """A1.8: a level or a cell is stated once, else they could differ."""
    stated = getattr(TERMS, what)

    rv3().when(proposed(**{what: (*stated, stated[0])})).refused("A1.8")


def test_days_before_the_meeting_without_counting() -> None:
    """A1.9: six days can be counted in two ways, so it is said which."""
    term = Term(amount=6, unit="working_days")
    numbers = msgspec.structs.replace(NUMBERS, documents_before_meeting=term)

    rv3().when(proposed(numbers=numbers)).refused("A1.9")


@pytest.mark.parametrize("topic", ["redundancy", "business_transfer"])
@pytest.mark.parametrize("mode", ["information", "none", "direct_dialogue"])
def test_below_the_directives(topic: str, mode: Any) -> None:
    """A1.10: where redundancy or transfer is decided, it is consulted on."""
    cells = (
        Cell(topic=topic, level=LSG, mode="consultation"),
        Cell(topic=topic, level=CSG, mode=mode),
    )

    rv3().when(proposed(matrix=cells)).refused("A1.10")


def test_information_below_the_level_of_decision() -> None:
    """A1.10: at a lower level information about redundancy is enough."""
    cells = (
        Cell(topic="redundancy", level=CSG, mode="negotiation"),
        Cell(topic="redundancy", level=LSG, mode="information"),
    )

    rv3().when(proposed(matrix=cells)).admitted()


@pytest.mark.parametrize(
    "changes",
    [
        {"replaces_mbl": ("11",), "safety_committee_body": None},
        {"replaces_mbl": (), "safety_committee_body": CSG},
        {
            "replaces_mbl": (),
            "safety_committee_body": None,
            "joint_decision_body": CSG,
        },
    ],
)
def test_what_takes_a_collective_agreement(changes: dict[str, Any]) -> None:
    """A1.11: MBL 4 and 32 §§ and AML 6:9a speak of collective agreements only."""
    rv3().when(proposed(collective_agreement=False, **changes)).refused("A1.11")


def test_an_agreement_in_another_form() -> None:
    """A1.11: without those, an agreement needs no special form."""
    terms = {"replaces_mbl": (), "safety_committee_body": None}

    rv3().when(proposed(collective_agreement=False, **terms)).admitted()


def test_unknown_unit_and_topic() -> None:
    """R2.3, R4.2: a version names units and topics of the register."""
    cell = Cell(topic="archive", level=LSG, mode="none")

    rv3().when(proposed(units=("umea",))).refused("R2.3")
    rv3().when(proposed(matrix=(cell,))).refused("R4.2")


@pytest.mark.parametrize(
    "wrong",
    [
        {"matrix": [{"topic": "premises", "level": "lsg", "mode": "ask"}]},
        {
            "matrix": [
                {
                    "topic": "premises",
                    "level": "lsg",
                    "mode": "none",
                    "documentation": "tape",
                }
            ]
        },
        {"numbers": {"notice": {"amount": 0, "unit": "months"}}},
        {"numbers": {"notice": {"amount": 6}}},
        {"numbers": {"notice": {"amount": 6, "unit": "moons"}}},
    ],
)
def test_what_the_types_keep_out(wrong: dict[str, Any]) -> None:
    """A1: modes, documentation, units and positive amounts are held by the types."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, Terms)


def test_the_wording_of_a_clause_is_sealed() -> None:
    """A1: what a version says in words is sealed; its numbers and matrix are open."""
    clause = Clause(clause="disputes", type="dispute_handling", text="Ask the parties.")
    facts, texts = withhold(proposed(clauses=(clause,)))

    assert texts == {"/terms/clauses/0/text": "Ask the parties."}
    assert facts["terms"]["numbers"]["escalationRequest"]["amount"] == 5


def test_an_agreement_that_sets_no_numbers() -> None:
    """A1.9: a version need not set any number, and none is put in its place."""
    version = rv3().when(proposed(numbers=Numbers())).admitted().versions["4"]

    assert version.terms.numbers.documents_before_meeting is None
    assert version.terms.numbers.notice is None


@pytest.mark.parametrize(
    "event",
    [signed("lr", union("lr")), acceded("lr", SPRING), notice("lr")],
)
def test_unknown_party(event: Event) -> None:
    """A2.1: a party stands in the agency's register."""
    rv3().when(event).refused("A2.1")


@pytest.mark.parametrize("actor", [HEAD, union(SACO)])
def test_signed_for_another_without_a_document(actor: Actor) -> None:
    """A2.2: each side speaks for itself, or a document for it."""
    claim = msgspec.structs.replace(signed(ST, actor), document_refs=())
    cited = signed(ST, actor)

    history(*AGREEMENT_RV3[:2]).when(claim).refused("A2.2")
    history(*AGREEMENT_RV3[:2]).when(cited).admitted()


@pytest.mark.parametrize(
    ("party", "capacity", "authority_ref"),
    [
        ("employer", None, None),
        ("employer", "organisation_board", None),
        ("employer", "delegate", None),
        (ST, None, None),
        (ST, "agency_head", None),
        (ST, "delegate", "delegation-1"),
    ],
)
def test_signed_in_no_capacity(
    party: str, capacity: Any, authority_ref: str | None
) -> None:
    """A2.3: it is said in what capacity somebody bound a side."""
    claim = msgspec.structs.replace(
        signed(party, HEAD), capacity=capacity, authority_ref=authority_ref
    )

    history(*AGREEMENT_RV3[:2]).when(claim).refused("A2.3")


def test_signed_by_a_delegate() -> None:
    """A2.3: a delegate cites the delegation."""
    claim = msgspec.structs.replace(
        signed("employer", STAFF), capacity="delegate", authority_ref="delegation-1"
    )

    history(*AGREEMENT_RV3[:2]).when(claim).admitted()


@pytest.mark.parametrize("event", [signed(ST, union(ST)), acceded(ST, SPRING)])
def test_bound_twice(event: Event) -> None:
    """A2.4: who is bound by a version cannot be bound by it again."""
    rv3().when(event).refused("A2.4")


@pytest.mark.parametrize(
    "signatures", [[], SIGNATURES[:1], SIGNATURES[1:]], ids=["none", "one", "unions"]
)
def test_in_force_without_signatures(signatures: list[Event]) -> None:
    """A2.5: it takes the employer and at least one organisation."""
    before = [*AGREEMENT_RV3[:2], *signatures]

    history(*before).when(entered("3", ENTERED)).refused("A2.5")


def test_in_force_twice() -> None:
    """A2.6: a version enters into force once."""
    rv3().when(entered("3", SPRING)).refused("A2.6")


@pytest.mark.parametrize(
    "units", [(), (UNIT,), ("head-office",)], ids=["all", "one", "above"]
)
def test_two_agreements_at_once(units: tuple[str, ...]) -> None:
    """A2.7: a party has one agreement in a unit at a time."""
    among = framework()
    claims = other(units=units)

    history(*claims, among=among).when(entered("1", SPRING)).refused("A2.7")


def test_two_agreements_at_once_by_accession() -> None:
    """A2.7: the same holds for who joins later."""
    among = framework(notice(ST), exited(ST))
    claims = other(entered("1", AUTUMN))

    history(*claims, among=among).when(acceded(SACO, AUTUMN, "1")).refused("A2.7")


def test_two_agreements_after_each_other() -> None:
    """A2.7: the day one ends, another may begin."""
    among = framework(notice(ST), exited(ST))
    early, due = date(2026, 9, 1), AUTUMN

    history(*other(), among=among).when(entered("1", early)).refused("A2.7")
    history(*other(), among=among).when(entered("1", due)).admitted()


def test_an_agreement_that_another_names_as_superseded() -> None:
    """A2.7: whichever is recorded last, the one that names the other explains it."""
    new = history(*other(entered("1", AUTUMN), supersedes=("rv",))).folded()
    among = Framework(agency=REGISTERED.agency, agreements={"rv-new": new})

    history(*AGREEMENT_RV3[:-1], among=among).when(AGREEMENT_RV3[-1]).admitted()


def in_units(theirs: tuple[str, ...]) -> Framework:
    """Return a register with a third unit, and an agreement of ST's in *theirs*."""
    agency = REGISTERED.agency
    third = msgspec.structs.replace(agency.units[UNIT], unit="ostersund")
    agency = msgspec.structs.replace(agency, units={**agency.units, "ostersund": third})
    local = history(*other(entered("1", SPRING), units=theirs)).folded()
    return Framework(agency=agency, agreements={"elsewhere": local})


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ((), (UNIT,)),
        ((UNIT,), ()),
        ((UNIT,), ("head-office",)),
        (("head-office",), (UNIT,)),
        (("ostersund", UNIT), (UNIT,)),
    ],
)
def test_two_agreements_that_meet_in_a_unit(
    mine: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    """A2.7: they meet where one holds in a unit of the other, or in one above."""
    among = in_units(theirs)

    history(*other(units=mine), among=among).when(entered("1", SPRING)).refused("A2.7")


def test_two_agreements_in_different_units() -> None:
    """A2.7: in another unit another agreement may hold."""
    claims = other(units=("ostersund",))

    history(*claims, among=in_units((UNIT,))).when(entered("1", SPRING)).admitted()


@pytest.mark.parametrize(("theirs", "met"), [(date(2026, 6, 1), True), (AUTUMN, False)])
def test_a_version_that_ended_before_the_other_began(
    theirs: date, *, met: bool
) -> None:
    """A2.7: a version recorded late is compared for the days that it had."""
    later = history(*other(entered("1", theirs))).folded()
    among = Framework(agency=REGISTERED.agency, agreements={"rv-new": later})
    version4 = (proposed(), signed("employer", HEAD, SPRING, "4"))
    left = (signed(ST, union(ST), SPRING, "4"), notice(ST), exited(ST))
    claim = history(*AGREEMENT_RV3[:2], *version4, *left, among=among).when(
        entered("4", date(2026, 4, 1))
    )

    if met:
        claim.refused("A2.7")
    else:
        claim.admitted()


def test_one_agreement_in_place_of_another() -> None:
    """A2.7: an agreement that names the other takes its place from its first day."""
    among = framework()
    claims = other(entered("1", AUTUMN), supersedes=("rv",))
    new = history(*claims, among=among).folded()
    both = Framework(
        agency=among.agency, agreements={**among.agreements, "rv-new": new}
    )

    assert [
        governing(both, ST, date(2026, 9, 1)),
        governing(both, ST, AUTUMN),
    ] == [("rv", "3"), ("rv-new", "1")]
    assert governing(both, SACO, AUTUMN) == ("rv", "3")


@pytest.mark.parametrize(
    "event",
    [proposed(), acceded(SEKO, AUTUMN), notice(), exited(), terminated()],
)
def test_nothing_new_after_the_end(event: Event) -> None:
    """A2.8: an agreement that ended takes nothing new."""
    rv3(notice(), terminated()).when(event).refused("A2.8")
