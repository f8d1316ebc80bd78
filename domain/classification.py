"""Classification (klassning): which track each party's matter takes, and why."""

from typing import Literal

from domain.agreement_state import Framework
from domain.base import Organisation, Refused, Slug, Struct
from domain.issue import Issue, IssueEvent, known_parties


class Basis(Struct, frozen=True, kw_only=True):
    """What a track rests on: a cell of an agreement version, or a section of MBL."""

    agreement: Slug | None = None
    version: Slug | None = None
    cell: Slug | None = None
    """The topic of the scope matrix that was looked up."""
    mbl: Literal["10", "11", "12", "13", "14", "15", "19", "38"] | None = None


class Classification(Struct, frozen=True, kw_only=True):
    """The track of one party."""

    party: Organisation
    track: Literal["consultation", "negotiation", "information", "none", "unclassified"]
    level: Slug
    """The level at which the decision is made, a name of the agreement's ladder."""
    basis: Basis | None = None
    reason: Slug | None = None


class Classifying(IssueEvent, frozen=True, kw_only=True):
    """The tracks that were chosen."""

    parties: tuple[Classification, ...]


class IssueClassified(
    Classifying, frozen=True, kw_only=True, tag="issue-classified.v1"
):
    """The employer chose the track and level for each party."""


class IssueReclassified(
    Classifying, frozen=True, kw_only=True, tag="issue-reclassified.v1"
):
    """Track or level was changed, as when the matter lay outside the mandate."""

    reason: Slug


class UnknownVersion(Refused):
    """The agreement {agreement} has no version {version}. Record it first
    (agreement-version-proposed.v1), or name one that exists.
    """

    rule = "2.2"
    sv = """Avtalet {agreement} har ingen version {version}. Registrera den först
    (agreement-version-proposed.v1), eller ange en som finns."""


def may_classify(event: Classifying, _: Issue, framework: Framework) -> None:
    """0.4, 2.2: parties and agreement versions that are named exist."""
    for choice in event.parties:
        known_parties(framework, choice.party)
        basis = choice.basis
        if not basis or basis.agreement is None or basis.version is None:
            continue
        if framework.version(basis.agreement, basis.version) is None:
            raise UnknownVersion(agreement=basis.agreement, version=basis.version)
