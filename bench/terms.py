"""What the plausible agency's agreement says: its levels, its numbers, its matrix."""

from collections.abc import Iterator

from domain.agreement import Cell, Level, Numbers, Term, Terms
from domain.agreement_terms import Documentation

CSG, LSG, APT = "csg", "lsg", "workplace_meeting"

CONSULTED = (
    "operational_plan",
    "reorganisation",
    "premises",
    "appointment_of_manager",
    "personnel_policy",
    "work_environment",
    "equality",
)
NEGOTIATED = ("pay_review", "redundancy", "individual_case", "dispute")
INFORMED = ("economy",)
CONTRACTED = ("contractors", "business_transfer")
TALKED = ("daily_planning",)
TOPICS = (*CONSULTED, *NEGOTIATED, *INFORMED, *CONTRACTED, *TALKED)
MINUTED = ("reorganisation", "premises", "appointment_of_manager", "work_environment")


def terms(slug: str) -> Terms:
    """Return what that version says."""
    days = 6 if slug == "3" else 5
    return Terms(
        replaces_mbl=("11", "12", "14", "19", "38"),
        numbers=Numbers(
            documents_before_meeting=Term(
                amount=days, unit="working_days", counting="whole_days_between"
            ),
            escalated_handled_at="next_meeting",
            feedback_after_escalation=Term(amount=7, unit="days"),
            escalation_request=Term(amount=5, unit="working_days"),
            central_negotiation_request=Term(amount=5, unit="working_days"),
            raised_taken_up=Term(amount=20, unit="working_days"),
            minutes_approval=Term(amount=10, unit="working_days"),
            notice=Term(amount=6, unit="months"),
            remedial_consultation=Term(amount=5, unit="working_days"),
            follow_up=Term(amount=6, unit="months"),
            follow_up_required=True,
            reasons_required=slug == "4",
        ),
        levels=(
            Level(name=APT, above=LSG, employee_forum=True),
            Level(name=LSG, above=CSG),
            Level(name=CSG),
        ),
        matrix=tuple(_matrix()),
        safety_committee_body=CSG,
        review_interval=Term(amount=12, unit="months"),
    )


def _matrix() -> Iterator[Cell]:
    for topic in CONSULTED:
        papers: Documentation = "minutes" if topic in MINUTED else "notes"
        for level in (LSG, CSG):
            yield Cell(
                topic=topic,
                level=level,
                mode="consultation",
                documentation=papers,
                safety_committee=(topic, level) == ("work_environment", CSG),
            )
    for topic in NEGOTIATED:
        yield Cell(topic=topic, level=CSG, mode="negotiation", documentation="minutes")
    yield Cell(topic="redundancy", level=LSG, mode="information")
    for level in (LSG, CSG):
        yield Cell(topic="economy", level=level, mode="information")
        yield Cell(
            topic="contractors",
            level=level,
            mode="consultation",
            documentation="minutes",
        )
    yield Cell(topic="daily_planning", level=APT, mode="direct_dialogue")
