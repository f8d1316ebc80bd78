"""The local agreement (samverkansavtal): one stream for each, its law at the end.

What it says is in `agreement_terms`, whom it binds when in `agreement_state`, and how
it makes a matter be dealt with in `mode`.
"""

import msgspec

from domain import agreement_end as end
from domain import agreement_parties as parties
from domain import agreement_version as version
from domain import correction
from domain.agency_state import EMPLOYER
from domain.agreement_end import (
    AgreementSuperseded,
    AgreementTerminated,
    NoticeGiven,
    PartyExited,
)
from domain.agreement_parties import (
    EMPLOYER_ROLES,
    AgreementVersionEnteredIntoForce,
    PartyAcceded,
    PartySigned,
    alive,
)
from domain.agreement_state import Agreement, Framework, InForce, Period, Version
from domain.agreement_terms import Cell, Clause, Level, Mode, Numbers, Side, Terms
from domain.agreement_version import (
    AgreementDrafted,
    AgreementVersionProposed,
    drafted,
    known_version,
)
from domain.base import Event, Refused, Role, Slug, Text
from domain.calendar import Term
from domain.mode import Duty, Matter, Reason, mode
from domain.stream import Lifecycle, anything, law, nothing

__all__ = [
    "EMPLOYER",
    "LIFECYCLE",
    "Agreement",
    "AgreementDrafted",
    "AgreementReviewed",
    "AgreementSuperseded",
    "AgreementTerminated",
    "AgreementVersionEnteredIntoForce",
    "AgreementVersionProposed",
    "Cell",
    "Clause",
    "Duty",
    "Framework",
    "InForce",
    "InterpretationAgreed",
    "Level",
    "Matter",
    "Mode",
    "NoticeGiven",
    "Numbers",
    "OneSided",
    "PartyAcceded",
    "PartyExited",
    "PartySigned",
    "Period",
    "Reason",
    "Term",
    "Terms",
    "Version",
    "mode",
]


class Joint(Event, frozen=True, kw_only=True):
    """Something the sides did together."""

    agreed_by: tuple[Side, ...]
    """The sides that took part: the employer and at least one organisation."""


class InterpretationAgreed(
    Joint, frozen=True, kw_only=True, tag="interpretation-agreed.v1"
):
    """The sides agreed how a clause of a version is to be read."""

    version: Slug
    clause: Slug
    text: Text


class AgreementReviewed(Joint, frozen=True, kw_only=True, tag="agreement-reviewed.v1"):
    """The sides reviewed the collaboration itself (avstämning)."""

    result: Text | None = None


class OneSided(Refused):
    """Only {found} took part, but this is done jointly. State in `agreedBy` the
    employer and at least one organisation that is bound by the agreement: {sides}.
    """

    rule = "A4.1"
    sv = """Bara {found} deltog, men detta görs partsgemensamt. Ange i `agreedBy`
    arbetsgivaren och minst en organisation som är bunden av avtalet: {sides}."""


def may_interpret(
    event: InterpretationAgreed, agreement: Agreement, _: Framework
) -> None:
    """A1.4, A4.1: of a known version, jointly."""
    known_version(agreement, event.version)
    may_act_jointly(event, agreement, _)


def may_act_jointly(event: Joint, agreement: Agreement, _: Framework) -> None:
    """A4.1: the employer and at least one organisation of the agreement."""
    sides = agreement.sides(event.occurred.day)
    together = sides.intersection(event.agreed_by)
    if EMPLOYER not in together or len(together) == 1:
        found = ", ".join(event.agreed_by) or "–"
        raise OneSided(found=found, sides=", ".join(sorted(sides)) or "–")


def review(agreement: Agreement, event: AgreementReviewed) -> Agreement:
    """Remember the day."""
    reviews = (*agreement.reviews, event.occurred.day)
    return msgspec.structs.replace(agreement, reviews=reviews)


EITHER = EMPLOYER_ROLES | {Role.UNION_REPRESENTATIVE}

# fmt: off
LIFECYCLE: Lifecycle[Agreement, Framework] = Lifecycle(Agreement(), (
    law(AgreementDrafted, EITHER, version.new, anything, version.draft),
    law(AgreementVersionProposed, EITHER, alive, version.may_propose, version.propose),
    law(PartySigned, EITHER, alive, parties.may_join, parties.join),
    law(AgreementVersionEnteredIntoForce, EMPLOYER_ROLES, alive,
        parties.may_enter, parties.enter),
    law(PartyAcceded, EITHER, alive, parties.may_join, parties.join),
    law(NoticeGiven, EITHER, alive, end.may_give_notice, end.give_notice),
    law(PartyExited, EITHER, alive, end.may_exit, end.leave),
    law(AgreementTerminated, EITHER, alive, end.may_terminate, end.terminate),
    law(AgreementSuperseded, EMPLOYER_ROLES, drafted, end.may_supersede, end.supersede),
    law(InterpretationAgreed, EITHER, drafted, may_interpret, nothing),
    law(AgreementReviewed, EITHER, drafted, may_act_jointly, review),
    law(correction.EventCorrected, EITHER, drafted, correction.may_correct, nothing),
    law(correction.EventAnnulled, EITHER, drafted, correction.may_annul, nothing),
))
# fmt: on
