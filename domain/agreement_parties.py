"""Whom a local agreement binds, and from when: signed, in force, acceded to."""

from datetime import date
from typing import Literal

import msgspec

from domain.agency_state import EMPLOYER
from domain.agreement_overlap import stands_alone
from domain.agreement_state import Agreement, Framework, Version
from domain.agreement_terms import Side
from domain.agreement_version import drafted, known_version
from domain.base import Actor, Event, Person, Refused, Role, Slug

Capacity = Literal["agency_head", "delegate", "organisation_board", "mandated"]
"""In what capacity a side was bound: for the employer its head or a formal delegate,
for an organisation its board or somebody whom it gave a mandate."""


class Speaking(Event, frozen=True, kw_only=True):
    """An event in which a side speaks for itself, or is quoted from a document."""

    party: Side


class Joining(Speaking, frozen=True, kw_only=True):
    """An event in which a side binds itself to a version."""

    version: Slug
    signatory: Person | None = None
    capacity: Capacity | None = None
    authority_ref: Slug | None = None
    """For a delegate: the delegation that gave the right to sign."""


class PartySigned(Joining, frozen=True, kw_only=True, tag="party-signed.v1"):
    """A side signed a version, the day this occurred."""


class AgreementVersionEnteredIntoForce(
    Event, frozen=True, kw_only=True, tag="agreement-version-entered-into-force.v1"
):
    """A version is in force between those who have signed it."""

    version: Slug
    in_force_from: date


class PartyAcceded(Joining, frozen=True, kw_only=True, tag="party-acceded.v1"):
    """A side joined, from a certain day, a version that others had signed before."""

    acceded_from: date


class PartyUnknown(Refused):
    """{party} is not in the agency's register. Record first that it is bound by a
    collective agreement (organisation-bound.v1), or name `employer`.
    """

    rule = "A2.1"
    sv = """{party} finns inte i myndighetens register. Registrera först att den är
    bunden av kollektivavtal (organisation-bound.v1) eller ange `employer`."""


class SpokenForAnother(Refused):
    """{actor} states what {party} did, and cites no document. Attach the document in
    which {party} says so, or let {party} record it.
    """

    rule = "A2.2"
    sv = """{actor} anger vad {party} gjort men åberopar ingen handling. Bifoga den
    handling där det framgår eller låt {party} registrera det."""


class CapacityMissing(Refused):
    """It is not said in what capacity {party} was bound: {found}. State `capacity`:
    for the employer agency_head, or delegate with its `authorityRef`; for an
    organisation organisation_board or mandated.
    """

    rule = "A2.3"
    sv = """Det framgår inte i vilken egenskap {party} bands: {found}. Ange `capacity`:
    för arbetsgivaren agency_head, eller delegate med `authorityRef`; för en
    organisation organisation_board eller mandated."""


class SignedAlready(Refused):
    """{party} is bound by version {version} already, from {joined}. Correct that entry
    if the day is wrong.
    """

    rule = "A2.4"
    sv = """{party} är redan bunden av version {version}, från {joined}. Rätta den
    uppgiften om dagen är fel."""


class SignaturesMissing(Refused):
    """Version {version} is signed by {signed}. It enters into force only when the
    employer and at least one organisation have signed: record party-signed.v1 first.
    """

    rule = "A2.5"
    sv = """Version {version} är undertecknad av {signed}. Den träder i kraft först när
    arbetsgivaren och minst en organisation har undertecknat: registrera party-signed.v1
    först."""


class InForceAlready(Refused):
    """Version {version} entered into force {entered}. Correct that entry if the day is
    wrong.
    """

    rule = "A2.6"
    sv = """Version {version} trädde i kraft {entered}. Rätta den uppgiften om dagen är
    fel."""


class AgreementEnded(Refused):
    """The agreement ended {terminated} and takes nothing new. Draft another one, or
    annul its end.
    """

    rule = "A2.8"
    sv = """Avtalet upphörde {terminated} och kan inte få något nytt. Påbörja ett annat
    avtal eller makulera uppgiften om att det upphört."""


EMPLOYER_ROLES = frozenset(
    {Role.AGENCY_HEAD, Role.MANAGER, Role.EMPLOYER_REPRESENTATIVE}
)
CAPACITIES: dict[bool, tuple[Capacity, ...]] = {
    True: ("agency_head", "delegate"),
    False: ("organisation_board", "mandated"),
}
"""By whether the side is the employer."""


def alive(agreement: Agreement) -> None:
    """A1.2, A2.8: there is an agreement, and nobody has recorded its end."""
    drafted(agreement)
    if agreement.terminated is not None:
        raise AgreementEnded(terminated=agreement.terminated)


def may_join(event: Joining, agreement: Agreement, framework: Framework) -> None:
    """A1.4, A2.1–A2.4, A2.7: a known side, in a capacity, for itself, once."""
    version = known_version(agreement, event.version)
    may_speak(event, framework)
    _capacity_given(event)
    _not_joined(event, agreement)
    stands_alone(_joined(version, event), event.party, agreement, framework)


def may_enter(
    event: AgreementVersionEnteredIntoForce, agreement: Agreement, framework: Framework
) -> None:
    """A1.4, A2.5–A2.7: signed by both sides, once, and alone in its field."""
    version = known_version(agreement, event.version)
    if EMPLOYER not in version.joined or len(version.joined) == 1:
        signed = ", ".join(version.joined) or "–"
        raise SignaturesMissing(version=event.version, signed=signed)
    if version.entered is not None:
        raise InForceAlready(version=event.version, entered=version.entered)
    entered = _entered(version, event.in_force_from)
    for party in sorted(version.joined):
        stands_alone(entered, party, agreement, framework)


def may_speak(event: Speaking, framework: Framework) -> None:
    """A2.1, A2.2: the side is known and speaks for itself, or a document for it."""
    if event.party != EMPLOYER and not framework.agency.knows(event.party):
        raise PartyUnknown(party=event.party)
    if _side(event.actor) != event.party and not event.document_refs:
        raise SpokenForAnother(actor=event.actor.role, party=event.party)


def join(agreement: Agreement, event: Joining) -> Agreement:
    """Remember from which day the side is bound."""
    return agreement.with_version(_joined(agreement.versions[event.version], event))


def enter(agreement: Agreement, event: AgreementVersionEnteredIntoForce) -> Agreement:
    """Remember the version's first day."""
    version = agreement.versions[event.version]
    return agreement.with_version(_entered(version, event.in_force_from))


def _side(actor: Actor) -> Side | None:
    return EMPLOYER if actor.role in EMPLOYER_ROLES else actor.party


def _capacity_given(event: Joining) -> None:
    fitting = event.capacity in CAPACITIES[event.party == EMPLOYER]
    if not fitting or (event.capacity == "delegate" and event.authority_ref is None):
        found = event.capacity or "–"
        raise CapacityMissing(party=event.party, found=found)


def _not_joined(event: Joining, agreement: Agreement) -> None:
    days = agreement.versions[event.version].joined.get(event.party, ())
    for day in days:
        left = agreement.left(event.party, day)
        if left is None or _first_day(event) < left:
            raise SignedAlready(party=event.party, version=event.version, joined=day)


def _joined(version: Version, event: Joining) -> Version:
    days = (*version.joined.get(event.party, ()), _first_day(event))
    joined = {**version.joined, event.party: days}
    return msgspec.structs.replace(version, joined=joined)


def _first_day(event: Joining) -> date:
    return event.acceded_from if isinstance(event, PartyAcceded) else event.occurred.day


def _entered(version: Version, day: date) -> Version:
    return msgspec.structs.replace(version, entered=day)
