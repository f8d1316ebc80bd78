"""The catalogue of topics that every agency starts with (DOMAIN 4.4)."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from domain.base import Slug


class Topic(msgspec.Struct, frozen=True):
    """A kind of matter that a scope matrix can have a row for."""

    topic: Slug
    name_sv: str
    name_en: str


_STARTERS = (
    Topic("daily_planning", "Daglig planering, rutiner", "Daily planning, routines"),
    Topic(
        "operational_plan",
        "Verksamhetsplan, budgetprocess",
        "Operational plan, budget process",
    ),
    Topic("reorganisation", "Omorganisation", "Reorganisation"),
    Topic("premises", "Lokaler", "Premises"),
    Topic("appointment_of_manager", "Tillsättning av chef", "Appointment of a manager"),
    Topic(
        "personnel_policy",
        "Rekryteringsprinciper, kompetensförsörjning, personalpolitik",
        "Recruitment principles, competence supply, personnel policy",
    ),
    Topic(
        "work_environment",
        "Arbetsmiljö, skyddskommitténs frågor",
        "Work environment, matters for the safety committee",
    ),
    Topic("equality", "Jämställdhet, lika behandling", "Equality, equal treatment"),
    Topic("pay_review", "Lönerevision", "Pay review"),
    Topic("redundancy", "Arbetsbrist, avveckling", "Redundancy, closure"),
    Topic(
        "business_transfer", "Verksamhetsövergång", "Transfer of activities (2001/23)"
    ),
    Topic(
        "contractors", "Entreprenad, inhyrning", "Contractors, temporary agency staff"
    ),
    Topic("individual_case", "Enskilt ärende", "A single employee's case"),
    Topic(
        "dispute",
        "Tvist om avtal eller lag",
        "Dispute about an agreement or an Act",
    ),
    Topic(
        "economy", "Ekonomi, personalstatistik", "Economy, statistics about the staff"
    ),
)

STARTER_TOPICS: Mapping[Slug, Topic] = MappingProxyType(
    {topic.topic: topic for topic in _STARTERS}
)
"""By slug. An agency adds its own with `topic-added.v1`."""
