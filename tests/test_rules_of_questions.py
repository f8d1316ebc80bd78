"""Each question's article, docstring, tests and sentences agree with each other."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Message

from api.language import Language
from api.sentences import CATALOGUES, TERM, forms, placeholders
from domain.calendar import TimeUnit
from domain.questions import QUESTIONS
from domain.questions.answer import Value

ROOT = Path(__file__).parent.parent
LANGUAGES: tuple[Language, ...] = get_args(Language)

Sentences = dict[tuple[str | None, str], tuple[str, str]]
"""Of one party and of several, by context, `Q7 breach`, `Q7` or none, and reason."""

ONE = {
    "en": r"(?<!with )(?<!to )\{party\} (was|is|has|does)\b|\{party\}.* its\b",
    "sv": r"\{party\}( \w+){1,4} (oenig|kallad|bunden|skyldig)\b|\{party\}.* dess\b",
}
"""What is said of one party only."""
SOURCE = re.compile(r"§|\(\d{4}:\d+\)|agreement|\[[A-Z]")
WORD = re.compile(r"`([a-z]\w*)`")
ARTICLES = (ROOT / "docs" / "rules.md").read_text("utf-8")
GENERAL = ARTICLES.split("## The questions: general rules")[1].split('<a id="Q')[0]
ASKED = sorted(QUESTIONS, key=lambda number: int(number[1:]))
asked = pytest.mark.parametrize("number", ASKED)


def article(number: str) -> str:
    """Return the article of a question, empty where it is not written."""
    found = ARTICLES.split(f'<a id="{number}"></a>')[1:]
    return re.split(r'<a id="|<!-- Q', found[0])[0] if found else ""


def referred(number: str) -> set[str]:
    """Return the questions to whose articles that of one refers, `as Q7`, and so on."""
    found, new = {number}, {number}
    while new:
        others = {n for one in new for n in re.findall(r"\b[Aa]s (Q\d+)", article(one))}
        new = others - found
        found |= new
    return found


def entries(language: Language, number: str | None) -> Sentences:
    """Return the sentences of a question by context and reason; None: of any."""
    return {
        (message.context, reason_of(message)): forms(message)
        for message in CATALOGUES[language]
        if message.id and message.context != TERM
        if (message.context or "").partition(" ")[0] == (number or "")
    }


def reason_of(message: Message) -> str:
    """Return what the sentence is found by; one with plural forms has it twice."""
    return message.id if isinstance(message.id, str) else message.id[0]


def said(language: Language) -> Sentences:
    """Return every sentence of a language, of any question and of each."""
    numbers = (None, *(f"Q{number}" for number in range(1, 100)))
    found = [entries(language, number) for number in numbers]
    return {key: both for each in found for key, both in each.items()}


@cache
def reasons(module: str) -> frozenset[str]:
    """Return the reasons that the module of a question, and what it imports, gives."""
    source = Path(import_module(module).__file__ or "").read_text("utf-8")
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            within = [f"{node.module}.{alias.name}" for alias in node.names]
            for other in (node.module, *within):
                if other.startswith("domain.questions.") and is_module(other):
                    found |= reasons(other)
        for place in _where_reasons_stand(node):
            found |= _words(place)
    return frozenset(found)


def is_module(name: str) -> bool:
    """Tell whether a module has that name."""
    return (ROOT / f"{name.replace('.', '/')}.py").exists()


def _where_reasons_stand(node: ast.AST) -> list[ast.expr]:
    """Return what stands for a reason: an argument of a finding, or its own name."""
    match node:
        case ast.Call(func=ast.Name(id="found" | "Owed"), args=[_, reason, *_]):
            return [reason]
        case ast.Call(func=ast.Name(id="timed"), args=[_, _, kept, broken]):
            return [kept, broken]
        case ast.keyword(arg="reason", value=value):
            return [value]
        case ast.Assign(targets=[ast.Name(id="reason")], value=value):
            return [value]
        case _:
            return []


def _words(place: ast.expr) -> set[str]:
    match place:
        case ast.Constant(value=str() as word):
            return {word}
        case ast.IfExp(body=one, orelse=other):
            return _words(one) | _words(other)
        case _:
            return set()


@asked
def test_a_question_opens_with_its_claim_and_its_source(number: str) -> None:
    """The docstring of its module: `Q7: <claim>. <Act and section, or a document>.`."""
    module = import_module(QUESTIONS[number].judge.__module__)
    claim, _, rest = (module.__doc__ or "").partition(".")

    assert claim.startswith(f"{number}: ")
    assert SOURCE.search(rest), "no Act with its section, agreement or document"


@asked
def test_a_question_has_its_article(number: str) -> None:
    """It tells the reasons in backticks, and its source."""
    own = article(number)

    assert own, f'docs/rules.md has no <a id="{number}"></a>'
    assert f"### {number} " in own
    assert "\nSource: " in own
    assert WORD.search(own)


@asked
def test_a_question_has_its_own_tests(number: str) -> None:
    """`tests/questions/test_q07.py`, whose tests begin with Q7."""
    path = ROOT / "tests" / "questions" / f"test_q{int(number[1:]):02}.py"
    assert path.exists(), f"{path.name} is missing"
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    heads = [(ast.get_docstring(each) or "").split(":")[0] for each in functions]

    assert heads
    assert [] == [head for head in heads if not re.search(rf"{number}\b", head)]


@asked
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_an_article_has_its_sentence(
    number: str, language: Language
) -> None:
    """Each reason that the article names is said, by the question or by any."""
    given = reasons(QUESTIONS[number].judge.__module__)
    told = {reason for _, reason in entries(language, number) | entries(language, None)}
    lacking = sorted(given.intersection(WORD.findall(article(number))) - told)

    assert not lacking, f"{number} lacks sentences in {language}.po: {lacking}"


@asked
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_reason_in_the_article(
    number: str, language: Language
) -> None:
    """What is said of a question is a reason that its article names, one to which it
    refers, or the general rules; or any question's, said in its own words.
    """
    texts = [GENERAL, *(article(other) for other in referred(number))]
    named = set(WORD.findall("".join(texts)))
    shared = {reason for _, reason in entries(language, None)}
    told = {reason for _, reason in entries(language, number)}
    strange = sorted(told - named - shared)

    assert not strange, f"the article of {number} does not name {strange}"


def test_a_sentence_of_any_question_has_its_reason_in_some_article() -> None:
    """A reason that several questions share is named where it is told of."""
    told = {reason for _, reason in entries("en", None)}
    strange = sorted(told.difference(WORD.findall(ARTICLES)))

    assert not strange, f"no article names {strange}"


def test_every_sentence_is_said_of_a_question() -> None:
    """Its context is a question there is, with a verdict or without."""
    contexts = {context for context, _ in (*said("en"), *said("sv")) if context}
    known = {f"{number} {value}" for number in QUESTIONS for value in get_args(Value)}

    assert contexts - known - set(QUESTIONS) == set()


def test_both_languages_say_the_same() -> None:
    """English and Swedish have the same sentences, filled with the same facts."""
    english, swedish = said("en"), said("sv")
    other = {key for key in english.keys() & swedish.keys() if differ(key)}

    assert english.keys() ^ swedish.keys() == set()
    assert other == set()


def test_no_sentence_is_the_same_in_both_languages() -> None:
    """Each is translated; so no answer in one language is taken for the other."""
    english, swedish = said("en"), said("sv")
    same = {key for key in english if {*english[key]} & {*swedish.get(key, ())}}

    assert same == set()


def differ(key: tuple[str | None, str]) -> bool:
    """Tell whether the languages fill the sentence with different facts."""
    both = (*said("en")[key], *said("sv")[key])
    return len({placeholders(form) for form in both}) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_one(language: Language) -> None:
    """It is whole: it begins with a capital or a fact, and ends with a stop."""
    odd = [
        key
        for key, both in said(language).items()
        for form in both
        if not re.fullmatch(r"[A-ZÅÄÖ{§\d].*[.]", form) or "  " in form
    ]

    assert odd == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_one_is_not_said_of_several(language: Language) -> None:
    """ST *was*, ST and Seko *were*: such a sentence has its plural form."""
    of_one = [
        f"{context} {reason}: {several}"
        for (context, reason), (_, several) in said(language).items()
        if re.search(ONE[language], several)
    ]
    listed = "\n".join(of_one)

    assert not listed, f"without plural forms in {language}.po:\n{listed}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice(language: Language) -> None:
    """The last of two would be taken, and nobody would know."""
    text = (ROOT / "api" / "locale" / f"{language}.po").read_text("utf-8")
    found = re.findall(r'^(?:msgctxt ".*"\n)?msgid ".+"$', text, re.MULTILINE)

    assert sorted({each for each in found if found.count(each) > 1}) == []
    assert len(CATALOGUES[language]) == len(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted_is_said_of_one_and_of_several(language: Language) -> None:
    """Each unit of time has both its forms, as `Plural-Forms` of the catalogue says."""
    units = [m for m in CATALOGUES[language] if m.context == TERM]

    assert {*get_args(TimeUnit)} == {unit.id[0] for unit in units}
    assert CATALOGUES[language].plural_expr == "(n != 1)"
    for unit in units:
        assert [{"amount"}] * 2 == [placeholders(form) for form in forms(unit)]
