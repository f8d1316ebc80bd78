"""A fictional agency, Registerverket, with its register and its agreement RV-3.

An activity-based office in Sundsvall is what the agency later consults on. Everything
here is made up; the days have been counted in the calendar of 2026.
"""

from datetime import date

from domain import agency, agreement
from domain.agreement import Cell, Level, Numbers, Term, Terms
from domain.agreement_terms import Documentation, Mode
from domain.base import Actor, Document, Event, Role
from tests.given import given

AGENCY = "registerverket"
UNIT = "sundsvall"
ST, SACO, SEKO = "st", "saco-s", "seko"
ORGANISATIONS = (ST, SACO, SEKO)
AGREEMENT = "rv"
VERSION = "3"
APT, LSG, CSG = "workplace_meeting", "lsg", "csg"

HEAD = Actor(role=Role.AGENCY_HEAD)
MANAGER = Actor(role=Role.MANAGER)
STAFF = Actor(role=Role.EMPLOYER_REPRESENTATIVE)


def union(organisation: str) -> Actor:
    """Return a representative of the organisation, unnamed."""
    return Actor(role=Role.UNION_REPRESENTATIVE, party=organisation)


FOUNDED = date(2015, 1, 1)
SIGNED = date(2024, 11, 20)
ENTERED = date(2025, 1, 1)


def bound(organisation: str, name: str, confederation: str) -> Event:
    """Return that a collective agreement binds the organisation from the start."""
    return agency.OrganisationBound(
        actor=STAFF,
        occurred_on=FOUNDED,
        organisation=organisation,
        name=name,
        bound_from=FOUNDED,
        confederation=confederation,
    )


REGISTER: list[Event] = [
    bound(ST, "ST inom Registerverket", "OFR/S,P,O"),
    bound(SACO, "Saco-S-rådet vid Registerverket", "Saco-S"),
    bound(SEKO, "Seko Registerverket", "Seko"),
    agency.UnitEstablished(
        actor=STAFF,
        occurred_on=FOUNDED,
        unit="head-office",
        name="Huvudkontoret",
        level=CSG,
        established_from=FOUNDED,
    ),
    agency.UnitEstablished(
        actor=STAFF,
        occurred_on=FOUNDED,
        unit=UNIT,
        name="Region Sundsvall",
        parent="head-office",
        level=LSG,
        established_from=FOUNDED,
    ),
    agency.AuthorityDelegated(
        actor=HEAD,
        occurred_on=date(2024, 12, 2),
        authority_ref="delegation-2025.regional-manager",
        role=Role.MANAGER,
        level=LSG,
        topics=("premises", "work_environment", "daily_planning"),
        units=(UNIT,),
        valid_from=ENTERED,
    ),
    agency.CalendarAdopted(
        actor=STAFF,
        occurred_on=date(2024, 12, 2),
        free_days=("midsummer_eve", "christmas_eve", "new_years_eve"),
        valid_from=ENTERED,
    ),
]


def row(topic: str, papers: Documentation, **modes: Mode) -> list[Cell]:
    """Return the cells of a topic, one a level, with the same documentation."""
    return [
        Cell(
            topic=topic,
            level=level,
            mode=mode,
            documentation=papers if mode != "direct_dialogue" else "none",
            safety_committee=(topic, level) == ("work_environment", CSG),
        )
        for level, mode in modes.items()
    ]


MATRIX: tuple[Cell, ...] = (
    *row("daily_planning", "none", workplace_meeting="direct_dialogue"),
    *row(
        "operational_plan",
        "notes",
        workplace_meeting="direct_dialogue",
        lsg="consultation",
        csg="consultation",
    ),
    *row(
        "reorganisation",
        "minutes",
        workplace_meeting="direct_dialogue",
        lsg="consultation",
        csg="consultation",
    ),
    *row(
        "premises",
        "minutes",
        workplace_meeting="direct_dialogue",
        lsg="consultation",
        csg="consultation",
    ),
    *row("appointment_of_manager", "minutes", lsg="consultation", csg="consultation"),
    *row("personnel_policy", "notes", lsg="consultation", csg="consultation"),
    *row(
        "work_environment",
        "minutes",
        workplace_meeting="direct_dialogue",
        lsg="consultation",
        csg="consultation",
    ),
    *row(
        "equality",
        "notes",
        workplace_meeting="direct_dialogue",
        lsg="consultation",
        csg="consultation",
    ),
    *row("pay_review", "minutes", csg="negotiation"),
    *row("redundancy", "minutes", lsg="information", csg="negotiation"),
    *row("contractors", "minutes", lsg="information", csg="consultation"),
    *row("individual_case", "minutes", lsg="none", csg="negotiation"),
    *row("dispute", "minutes", lsg="none", csg="negotiation"),
    *row(
        "economy",
        "none",
        workplace_meeting="information",
        lsg="information",
        csg="information",
    ),
)

NUMBERS = Numbers(
    documents_before_meeting=Term(
        amount=6, unit="working_days", counting="whole_days_between"
    ),
    escalated_handled_at="next_meeting",
    feedback_after_escalation=Term(amount=7, unit="days"),
    escalation_request=Term(amount=5, unit="working_days"),
    central_negotiation_request=Term(amount=5, unit="working_days"),
    minutes_approval=Term(amount=10, unit="working_days"),
    notice=Term(amount=6, unit="months"),
    remedial_consultation=Term(amount=5, unit="working_days"),
    follow_up_required=True,
)

TERMS = Terms(
    replaces_mbl=("11", "12", "14", "19", "38"),
    numbers=NUMBERS,
    levels=(
        Level(name=APT, above=LSG, employee_forum=True),
        Level(name=LSG, above=CSG),
        Level(name=CSG),
    ),
    matrix=MATRIX,
    safety_committee_body=CSG,
    review_interval=Term(amount=12, unit="months"),
)


def signed(
    side: str, actor: Actor, day: date = SIGNED, version: str = VERSION
) -> Event:
    """Return that a side signed the version, in due capacity."""
    return agreement.PartySigned(
        actor=actor,
        occurred_on=day,
        party=side,
        version=version,
        capacity="agency_head" if side == agreement.EMPLOYER else "organisation_board",
        document_refs=(Document(ref="RV 2024:118/3"),),
    )


AGREEMENT_RV3: list[Event] = [
    agreement.AgreementDrafted(
        actor=STAFF,
        occurred_on=date(2024, 9, 2),
        agreement=AGREEMENT,
        name="Samverkansavtal för Registerverket",
        diary_no="RV 2024:118",
    ),
    agreement.AgreementVersionProposed(
        actor=STAFF, occurred_on=date(2024, 10, 28), version=VERSION, terms=TERMS
    ),
    signed(agreement.EMPLOYER, HEAD),
    *(signed(organisation, union(organisation)) for organisation in ORGANISATIONS),
    agreement.AgreementVersionEnteredIntoForce(
        actor=HEAD, occurred_on=SIGNED, version=VERSION, in_force_from=ENTERED
    ),
]


def register(*more: Event) -> agency.Agency:
    """Return the register, and what is recorded after it."""
    return given(agency.LIFECYCLE, *REGISTER, *more).folded()


def framework(*more: Event, also: agency.Agency | None = None) -> agreement.Framework:
    """Return the register and RV-3, with *more* recorded in RV-3's stream."""
    registered = also or register()
    before = agreement.Framework(agency=registered)
    history = given(
        agreement.LIFECYCLE, *AGREEMENT_RV3, *more, surroundings=before
    ).folded()
    return agreement.Framework(agency=registered, agreements={AGREEMENT: history})
