"""How a local agreement ends: notice, exit, termination, supersession."""

from datetime import date

import msgspec

from domain.agency_state import EMPLOYER
from domain.agreement_parties import Speaking, may_speak
from domain.agreement_state import Agreement, Framework, Notice
from domain.agreement_terms import Side
from domain.base import Event, Organisation, Refused, Slug


class NoticeGiven(Speaking, frozen=True, kw_only=True, tag="notice-given.v1"):
    """A side gave notice (uppsägning) of the agreement, the day this occurred."""


class Ending(Event, frozen=True, kw_only=True):
    """An event that ends the agreement for somebody."""

    effective: date
    """The first day on which it is no longer in force."""
    agreed_by: tuple[Side, ...] = ()
    """The sides that agreed to the day, so that no notice was needed."""


class PartyExited(Ending, frozen=True, kw_only=True, tag="party-exited.v1"):
    """An organisation is no longer bound by the agreement."""

    party: Organisation


class AgreementTerminated(
    Ending, frozen=True, kw_only=True, tag="agreement-terminated.v1"
):
    """The agreement is no longer in force for anybody: MBL applies instead."""


class AgreementSuperseded(
    Event, frozen=True, kw_only=True, tag="agreement-superseded.v1"
):
    """Another agreement took this one's place."""

    by: Slug
    effective: date
    """The first day on which it is no longer in force."""
    parties: tuple[Organisation, ...] = ()
    """For whom. Empty: for everybody."""


class NoticeWithoutDocument(Refused):
    """The notice by {party} cites no document, and notice is given in writing. Attach
    its reference in `documentRefs`.
    """

    rule = "A3.1"
    sv = """Uppsägningen från {party} åberopar ingen handling, och uppsägning är
    skriftlig. Ange handlingen i `documentRefs`."""


class NotAParty(Refused):
    """{party} is not bound by any version of this agreement. Record first that it
    signed (party-signed.v1) or acceded (party-acceded.v1).
    """

    rule = "A3.2"
    sv = """{party} är inte bunden av någon version av avtalet. Registrera först att den
    undertecknade (party-signed.v1) eller anslöt sig (party-acceded.v1)."""


class EmployerExited(Refused):
    """The employer cannot leave the agreement to the others. Record that it ended:
    agreement-terminated.v1.
    """

    rule = "A3.3"
    sv = """Arbetsgivaren kan inte lämna avtalet åt de andra. Registrera att det
    upphörde: agreement-terminated.v1."""


class NoticeMissing(Refused):
    """The agreement cannot end {effective}: no notice by any of {by} is on record.
    Record it first (notice-given.v1), or state in `agreedBy` that all agreed: {sides}.
    """

    rule = "A3.4"
    sv = """Avtalet kan inte upphöra {effective}: ingen uppsägning från någon av {by}
    är registrerad. Registrera den först (notice-given.v1) eller ange i `agreedBy` att
    alla var överens: {sides}."""


class NoticeTooShort(Refused):
    """The agreement cannot end {effective}: {party} gave notice {given}, which lets it
    end {earliest} at the earliest. State that day or a later one, or in `agreedBy`
    that all agreed: {sides}.
    """

    rule = "A3.5"
    sv = """Avtalet kan inte upphöra {effective}: {party} sade upp det {given}, vilket
    låter det upphöra tidigast {earliest}. Ange den dagen eller en senare, eller i
    `agreedBy` att alla var överens: {sides}."""


class SuccessorUnknown(Refused):
    """There is no other agreement {by} that could take this one's place. Draft it
    first (agreement-drafted.v1).
    """

    rule = "A3.6"
    sv = """Det finns inget annat avtal {by} som kan träda i stället. Påbörja det först
    (agreement-drafted.v1)."""


def may_give_notice(
    event: NoticeGiven, agreement: Agreement, framework: Framework
) -> None:
    """A2.1, A2.2, A3.1, A3.2: a party, for itself, in writing."""
    may_speak(event, framework)
    _is_party(event.party, agreement)
    if not event.document_refs:
        raise NoticeWithoutDocument(party=event.party)


def may_exit(event: PartyExited, agreement: Agreement, framework: Framework) -> None:
    """A3.2–A3.5: a party, not the employer, after notice by it or by the employer."""
    if event.party == EMPLOYER:
        raise EmployerExited
    _is_party(event.party, agreement)
    _notice_run_out(event, {event.party, EMPLOYER}, agreement, framework)


def may_terminate(
    event: AgreementTerminated, agreement: Agreement, framework: Framework
) -> None:
    """A3.4, A3.5: after notice by any side; what nobody signed just ends."""
    _notice_run_out(event, agreement.sides(), agreement, framework)


def may_supersede(
    event: AgreementSuperseded, agreement: Agreement, framework: Framework
) -> None:
    """A3.2, A3.3, A3.6: by another known agreement, for organisations of this one."""
    if event.by == agreement.agreement or event.by not in framework.agreements:
        raise SuccessorUnknown(by=event.by)
    if EMPLOYER in event.parties:
        raise EmployerExited
    for party in event.parties:
        _is_party(party, agreement)


def give_notice(agreement: Agreement, event: NoticeGiven) -> Agreement:
    """Remember who gave notice when."""
    notice = Notice(event.party, event.occurred.day)
    return msgspec.structs.replace(agreement, notices=(*agreement.notices, notice))


def leave(agreement: Agreement, event: PartyExited) -> Agreement:
    """Remember the first day without the party."""
    days = (*agreement.exits.get(event.party, ()), event.effective)
    exits = {**agreement.exits, event.party: days}
    return msgspec.structs.replace(agreement, exits=exits)


def terminate(agreement: Agreement, event: AgreementTerminated) -> Agreement:
    """Remember the first day without the agreement."""
    return msgspec.structs.replace(agreement, terminated=event.effective)


def supersede(agreement: Agreement, event: AgreementSuperseded) -> Agreement:
    """Remember for whom another agreement took over, from when."""
    parties = event.parties or agreement.sides() - {EMPLOYER}
    days = {
        party: (*agreement.exits.get(party, ()), event.effective) for party in parties
    }
    return msgspec.structs.replace(agreement, exits={**agreement.exits, **days})


def _is_party(party: Side, agreement: Agreement) -> None:
    if agreement.joined(party) is None:
        raise NotAParty(party=party)


def _notice_run_out(
    event: Ending,
    by: set[Side] | frozenset[Side],
    agreement: Agreement,
    framework: Framework,
) -> None:
    """A3.4, A3.5: unless all sides agree, notice was given and has run out."""
    sides = agreement.sides()
    if sides <= set(event.agreed_by):
        return
    all_sides = ", ".join(sorted(sides))
    notice = _notice(by, agreement)
    if notice is None:
        raise NoticeMissing(
            effective=event.effective, by=", ".join(sorted(by)), sides=all_sides
        )
    earliest = _run_out(notice, agreement, framework)
    if event.effective < earliest:
        raise NoticeTooShort(
            effective=event.effective,
            party=notice.party,
            given=notice.given,
            earliest=earliest,
            sides=all_sides,
        )


def _notice(by: set[Side] | frozenset[Side], agreement: Agreement) -> Notice | None:
    """Return the first notice by any of them since it bound itself."""
    standing = [
        notice
        for notice in agreement.notices
        if notice.party in by
        and (joined := agreement.joined(notice.party)) is not None
        and joined <= notice.given
    ]
    return min(standing, key=lambda notice: notice.given, default=None)


def _run_out(notice: Notice, agreement: Agreement, framework: Framework) -> date:
    """Return the first day on which the notice lets the agreement end."""
    version = agreement.latest_signed(notice.party)
    term = version.terms.numbers.notice if version else None
    if term is None:
        return notice.given
    return framework.agency.calendar(notice.given).deadline(notice.given, term)
