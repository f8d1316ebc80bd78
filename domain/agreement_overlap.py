"""Two agreements never hold at once for the same party in the same unit."""

from domain.agency_state import EMPLOYER
from domain.agreement_state import Agreement, Framework, Period, Version
from domain.agreement_terms import Side, Terms
from domain.base import Refused, Slug


class AgreementsOverlap(Refused):
    """From {since} version {version} would hold for {party} together with the agreement
    {other}. Record first that {other} ended, or name it in `supersedes`.
    """

    rule = "A2.7"
    sv = """Från {since} skulle version {version} gälla för {party} samtidigt med
    avtalet {other}. Registrera först att {other} upphört eller ange det i
    `supersedes`."""


def stands_alone(
    version: Version, party: Side, agreement: Agreement, framework: Framework
) -> None:
    """A2.7: no other agreement holds for *party* where *version* then would.

    The employer has as many agreements as it has counterparts.
    """
    if party == EMPLOYER:
        return
    periods = [
        period
        for period in agreement.with_version(version).periods(party)
        if period.version.version == version.version
    ]
    for slug, other in framework.agreements.items():
        for theirs in other.periods(party) if slug != agreement.agreement else ():
            for mine in periods:
                if _collide(mine, theirs, framework) and not (
                    _supersedes(mine.version.terms, slug)
                    or _supersedes(theirs.version.terms, agreement.agreement)
                ):
                    raise AgreementsOverlap(
                        since=mine.since,
                        version=version.version,
                        party=party,
                        other=slug,
                    )


def _collide(one: Period, two: Period, framework: Framework) -> bool:
    at_once = (one.until is None or two.since < one.until) and (
        two.until is None or one.since < two.until
    )
    return at_once and _meet(one.version.terms, two.version.terms, framework)


def _meet(one: Terms, two: Terms, framework: Framework) -> bool:
    """Tell whether both hold in some unit."""
    return (
        not one.units
        or not two.units
        or any(framework.extends_to(one, unit) for unit in two.units)
        or any(framework.extends_to(two, unit) for unit in one.units)
    )


def _supersedes(terms: Terms, agreement: Slug | None) -> bool:
    return agreement in terms.supersedes
