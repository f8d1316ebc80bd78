"""How a local agreement comes about: drafted, and its versions proposed."""

import msgspec

from domain.agency_state import Name
from domain.agreement_content import hold_together
from domain.agreement_state import Agreement, Framework, Version
from domain.agreement_terms import Terms
from domain.base import Event, Reference, Refused, Slug


class AgreementDrafted(Event, frozen=True, kw_only=True, tag="agreement-drafted.v1"):
    """Work on a local agreement began."""

    agreement: Slug
    name: Name
    diary_no: Reference | None = None


class AgreementVersionProposed(
    Event, frozen=True, kw_only=True, tag="agreement-version-proposed.v1"
):
    """A version of the agreement is ready to be signed."""

    version: Slug
    terms: Terms


class AgreementDraftedTwice(Refused):
    """This agreement is drafted already, as {agreement}. Record another agreement
    under a slug of its own.
    """

    rule = "A1.1"
    sv = """Avtalet är redan påbörjat, som {agreement}. Registrera ett annat avtal under
    en egen beteckning."""


class AgreementNotDrafted(Refused):
    """There is no such agreement yet. Record first that it was drafted
    (agreement-drafted.v1).
    """

    rule = "A1.2"
    sv = """Avtalet finns inte ännu. Registrera först att det påbörjades
    (agreement-drafted.v1)."""


class VersionExists(Refused):
    """The agreement has a version {version} already. Give the new one a name of its
    own, so that old issues keep theirs.
    """

    rule = "A1.3"
    sv = """Avtalet har redan en version {version}. Ge den nya ett eget namn, så att
    äldre ärenden behåller sin."""


class VersionUnknown(Refused):
    """The agreement has no version {version}. Record it first
    (agreement-version-proposed.v1), or name one of {versions}.
    """

    rule = "A1.4"
    sv = """Avtalet har ingen version {version}. Registrera den först
    (agreement-version-proposed.v1) eller ange någon av {versions}."""


def new(agreement: Agreement) -> None:
    """A1.1: an agreement is drafted once."""
    if agreement.agreement is not None:
        raise AgreementDraftedTwice(agreement=agreement.agreement)


def drafted(agreement: Agreement) -> None:
    """A1.2: there is an agreement."""
    if agreement.agreement is None:
        raise AgreementNotDrafted


def known_version(agreement: Agreement, version: Slug) -> Version:
    """A1.4: return the version if it was proposed."""
    found = agreement.versions.get(version)
    if found is None:
        versions = ", ".join(agreement.versions) or "–"
        raise VersionUnknown(version=version, versions=versions)
    return found


def may_propose(
    event: AgreementVersionProposed, agreement: Agreement, framework: Framework
) -> None:
    """A1.3, and A1.5–A1.11: a new version, whose terms hold together."""
    if event.version in agreement.versions:
        raise VersionExists(version=event.version)
    hold_together(event.terms, framework)


def draft(agreement: Agreement, event: AgreementDrafted) -> Agreement:
    """Remember the slug."""
    return msgspec.structs.replace(agreement, agreement=event.agreement)


def propose(agreement: Agreement, event: AgreementVersionProposed) -> Agreement:
    """Add the version."""
    return agreement.with_version(Version(version=event.version, terms=event.terms))
