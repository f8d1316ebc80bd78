"""What the terms of a local agreement must be to hold together, and within MBL 4 §."""

from collections import Counter

from domain.agency_authority import TopicUnknown
from domain.agency_units import UnitUnknown
from domain.agreement_state import Framework
from domain.agreement_terms import Terms
from domain.base import Refused
from domain.statute import REPLACEABLE_SECTIONS

DIRECTIVE_TOPICS = ("redundancy", "business_transfer")
"""Topics on which directives 98/59 and 2001/23 demand consultation (MBL 4 §)."""


class SectionNotReplaceable(Refused):
    """No agreement can stand in place of MBL {section} §. MBL 4 § allows it for
    {allowed}: take the others away.
    """

    rule = "A1.5"
    sv = """Inget avtal kan ersätta MBL {section} §. MBL 4 § tillåter det för {allowed}:
    ta bort de andra."""


class LevelUnknown(Refused):
    """`{where}` names the level {level}, which the version does not have. Add it to
    `levels`, or name one of {levels}.
    """

    rule = "A1.6"
    sv = """`{where}` anger nivån {level}, som inte finns i versionen. Lägg till den i
    `levels` eller ange någon av {levels}."""


class LevelsInCircle(Refused):
    """The level {level} stands above itself. Change `above`, so that the way up from
    every level comes to an end.
    """

    rule = "A1.7"
    sv = """Nivån {level} ligger över sig själv. Ändra `above` så att varje väg uppåt
    tar slut."""


class StatedTwice(Refused):
    """The version states `{what}` twice. Keep one of them."""

    rule = "A1.8"
    sv = """Versionen anger `{what}` två gånger. Behåll en av dem."""


class CountingMissing(Refused):
    """The time from documents to meeting is {amount} {unit}, but how they are counted
    is not said. State `counting`: whole_days_between or day_offset.
    """

    rule = "A1.9"
    sv = """Tiden från handlingar till möte är {amount} {unit}, men hur de räknas sägs
    inte. Ange `counting`: whole_days_between eller day_offset."""


class BelowDirectives(Refused):
    """On {topic} the version has only {mode} at {level}, the highest level it names
    for it. Directives 98/59 and 2001/23 demand consultation where the decision is
    made: state consultation or negotiation there.
    """

    rule = "A1.10"
    sv = """Om {topic} har versionen bara {mode} på {level}, den högsta nivån den anger
    för ämnet. Direktiven 98/59 och 2001/23 kräver överläggning där beslutet fattas:
    ange consultation eller negotiation där."""


class NotCollectiveAgreement(Refused):
    """The version states {what}, and only a collective agreement can. State
    `collectiveAgreement` as true if it is one, or take that away.
    """

    rule = "A1.11"
    sv = """Versionen anger {what}, och det kan bara ett kollektivavtal göra. Ange
    `collectiveAgreement` som true om det är ett, eller ta bort uppgiften."""


def hold_together(terms: Terms, framework: Framework) -> None:
    """A1.5–A1.11, R2.3, R4.2: nothing in the terms contradicts the rest, or an Act."""
    _sections_replaceable(terms)
    _levels_known(terms)
    _levels_end(terms)
    _stated_once(terms)
    _counted(terms)
    _not_below_directives(terms)
    _collective_where_needed(terms)
    _in_register(terms, framework)


def _sections_replaceable(terms: Terms) -> None:
    for section in terms.replaces_mbl:
        if section not in REPLACEABLE_SECTIONS:
            allowed = ", ".join(REPLACEABLE_SECTIONS)
            raise SectionNotReplaceable(section=section, allowed=allowed)


def _levels_known(terms: Terms) -> None:
    names = [level.name for level in terms.levels]
    named = [
        *((level.above, f"levels/{level.name}/above") for level in terms.levels),
        *((cell.level, f"matrix/{cell.topic}") for cell in terms.matrix),
        (terms.safety_committee_body, "safetyCommitteeBody"),
        (terms.joint_decision_body, "jointDecisionBody"),
    ]
    for name, where in named:
        if name is not None and name not in names:
            levels = ", ".join(names) or "–"
            raise LevelUnknown(where=where, level=name, levels=levels)


def _levels_end(terms: Terms) -> None:
    for level in terms.levels:
        last = [level.name, *terms.way_up(level.name)][-1]
        if terms.above(last) is not None:
            raise LevelsInCircle(level=last)


def _stated_once(terms: Terms) -> None:
    stated = Counter(
        [
            *(f"levels/{level.name}" for level in terms.levels),
            *(f"matrix/{cell.topic}/{cell.level}" for cell in terms.matrix),
        ]
    )
    for what, times in stated.items():
        if times > 1:
            raise StatedTwice(what=what)


def _counted(terms: Terms) -> None:
    term = terms.numbers.documents_before_meeting
    if term is not None and term.counting is None:
        raise CountingMissing(amount=term.amount, unit=term.unit)


def _not_below_directives(terms: Terms) -> None:
    for topic in DIRECTIVE_TOPICS:
        cells = terms.cells(topic)
        for cell in cells:
            is_highest = not any(
                terms.is_higher(other.level, cell.level) for other in cells
            )
            if is_highest and cell.mode not in ("consultation", "negotiation"):
                raise BelowDirectives(topic=topic, mode=cell.mode, level=cell.level)


def _collective_where_needed(terms: Terms) -> None:
    needs = {
        "replacesMbl (MBL 4 §)": terms.replaces_mbl,
        "safetyCommitteeBody (AML 6:9a)": terms.safety_committee_body,
        "jointDecisionBody (MBL 32 §)": terms.joint_decision_body,
    }
    for what, stated in needs.items():
        if stated and not terms.collective_agreement:
            raise NotCollectiveAgreement(what=what)


def _in_register(terms: Terms, framework: Framework) -> None:
    for unit in terms.units:
        if framework.agency.unit(unit) is None:
            raise UnitUnknown(unit=unit)
    for cell in terms.matrix:
        if cell.topic not in framework.agency.topics:
            raise TopicUnknown(topic=cell.topic)
