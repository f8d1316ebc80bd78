"""What a verdict says: one plain sentence, English or Swedish, with its facts.

The sentences stand in `locale/*.po` under the verdict's reason: for the question and
verdict, else for the question, else for any question. One that has plural forms is said
by how many parties it is about.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import get_args

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from api.language import Language
from domain.agreement_state import Framework
from domain.calendar import Term
from domain.questions.answer import Fact, Verdict
from domain.questions.whole import apart

LOCALES: Mapping[Language, str] = MappingProxyType({"en": "en_GB", "sv": "sv_SE"})
"""By whose custom days and lists are written. From: Unicode CLDR."""

DAY = "d MMMM y"
"""How a day is written: 3 March 2026, 3 mars 2026."""

TERM = "term"
"""The context under which a catalogue says a number of days, weeks, months, years."""

WHOLE = "whole"
"""The context under which a catalogue says that there is more than is told, or than may
be told."""

RELEASE = "release"
"""The context under which a catalogue says why something is not released."""

TOLD_MAX = 3
"""Sentences of which that of a whole is made, at most."""

Names = Mapping[str, str]
"""What organisations are called, by slug."""


def catalogue(language: Language) -> Catalog:
    """Return all sentences of a language, read anew."""
    with files("api").joinpath("locale", f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


CATALOGUES: Mapping[Language, Catalog] = MappingProxyType(
    {language: catalogue(language) for language in get_args(Language)}
)


def names(framework: Framework) -> Names:
    """Return what the register calls each organisation that is or was bound."""
    return {bond.organisation: bond.name for bond in framework.agency.bonds}


def sentence(verdict: Verdict, language: Language, called: Names) -> str:
    """Return what the verdict says; at the least its reason, as words. A whole tells
    too of how many verdicts it does not speak.
    """
    said = filled(verdict, language, called) or verdict.reason.replace("_", " ")
    return f"{said} {_more(verdict.others, language)}" if verdict.others else said


def sentence_of_all(
    deciding: Sequence[Verdict], language: Language, called: Names
) -> str:
    """Return what the verdicts say that decide the whole, each thing once, at most
    `TOLD_MAX` of them.
    """
    each = (sentence(one, language, called) for one in apart(deciding))
    said = [*dict.fromkeys(each)]
    rest = [_more(len(said) - TOLD_MAX, language)] if len(said) > TOLD_MAX else []
    return " ".join([*said[:TOLD_MAX], *rest])


def _more(others: int, language: Language) -> str:
    found = CATALOGUES[language].get("others", WHOLE)
    assert found is not None
    several = others != 1  # as `Plural-Forms` of both catalogues says
    return forms(found)[several].format(others=others)


def withheld(language: Language) -> str:
    """Return what is said instead of what whoever asks may not see."""
    return _plain("withheld", WHOLE, language)


def at_release(name: str, language: Language) -> str:
    """Return what is said of an entry that is released without all of it."""
    return _plain(name, RELEASE, language)


def _plain(name: str, context: str, language: Language) -> str:
    found = CATALOGUES[language].get(name, context)
    assert found is not None
    return str(found.string)


def filled(verdict: Verdict, language: Language, called: Names) -> str | None:
    """Return the sentence of the verdict, None where it or one of its facts lacks."""
    pattern = unfilled(verdict, language)
    if pattern is None:
        return None
    try:
        facts = {
            name: _said(name, verdict.facts[name], language, called)
            for name in placeholders(pattern)
        }
    except (KeyError, ValueError):
        return None
    return pattern.format_map(facts)


def unfilled(verdict: Verdict, language: Language) -> str | None:
    """Return the sentence as the catalogue has it, None where it has none."""
    asked = verdict.question
    for context in (f"{asked} {verdict.verdict}", asked, None):
        found = CATALOGUES[language].get(verdict.reason, context)
        if found is not None and (form := forms(found)[_several(verdict)]):
            return form
    return None


def forms(message: Message) -> tuple[str, str]:
    """Return the sentence of one party, and of several: mostly the same."""
    match message.string:
        case (one, several):
            return one, several
        case _:
            return str(message.string), str(message.string)


def _several(verdict: Verdict) -> bool:
    party = verdict.facts.get("party")
    return isinstance(party, tuple) and len(party) > 1


@cache
def placeholders(pattern: str) -> frozenset[str]:
    """Return the names of the facts with which a sentence is filled."""
    return frozenset(name for _, name, _, _ in Formatter().parse(pattern) if name)


def _said(name: str, fact: Fact, language: Language, called: Names) -> str:
    """Return a fact in words. Raises: ValueError, where a day is none."""
    match fact:
        case Term():
            return _term(fact, language)
        case tuple():
            listed = [called.get(slug, slug) for slug in fact]
            return format_list(listed, locale=LOCALES[language])
        case str() if name == "party":
            return called.get(fact, fact)
        case str() if name.endswith("On"):
            return _day(fact, language)
        case _:
            return str(fact)


@cache
def _day(text: str, language: Language) -> str:
    return format_date(date.fromisoformat(text), DAY, locale=LOCALES[language])


def _term(term: Term, language: Language) -> str:
    """Return the number with its unit, `1 working day`, `5 working days`."""
    found = CATALOGUES[language].get(term.unit, TERM)
    assert found is not None
    several = term.amount != 1  # as `Plural-Forms` of both catalogues says
    return forms(found)[several].format(amount=term.amount)
