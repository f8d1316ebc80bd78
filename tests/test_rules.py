"""Law, words and tests together: every article has its class, its text and its test."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from string import Formatter

import pytest

import api
import domain
import projections
import registry
from domain.base import Refused
from domain.questions import QUESTIONS

ROOT = Path(__file__).parent.parent
ARTICLE = r"[RA]?\d+\.\d+|Q\d+"
HEADING = re.compile(rf"^### ({ARTICLE})\b", re.MULTILINE)
ANCHOR = re.compile(rf'^<a id="({ARTICLE})"></a>$', re.MULTILINE)
ROW = re.compile(rf"^\| ({ARTICLE}) \|", re.MULTILINE)


def refusals() -> list[type[Refused]]:
    """Return every refusal of the packages, found by their subclasses."""
    for package in (domain, registry, projections, api):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                import_module(found.name)
    return [
        refusal
        for refusal in _below(Refused)
        if refusal.__module__.split(".")[0] in ("domain", "registry", "api")
        and "rule" in vars(refusal)
    ]


def _below(refusal: type[Refused]) -> Iterator[type[Refused]]:
    for each in refusal.__subclasses__():
        yield each
        yield from _below(each)


def written() -> list[str]:
    """Return the articles of docs/rules*.md, in their order."""
    texts = [path.read_text("utf-8") for path in sorted(ROOT.glob("docs/rules*.md"))]
    return [
        number
        for text in texts
        for number in (*HEADING.findall(text), *ROW.findall(text))
    ]


def with_a_test() -> set[str]:
    """Return the articles with which a test's docstring begins."""
    found: set[str] = set()
    for path in ROOT.glob("tests/**/test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                head = (ast.get_docstring(node) or "").split(":")[0]
                found |= _named(head)
    return found


def _named(head: str) -> set[str]:
    """Return the articles of the head, `A1.5, A1.6–A1.8`, ranges filled in."""
    found = set(re.findall(ARTICLE, head))
    for first, last in re.findall(rf"({ARTICLE})(?:–| to )({ARTICLE})", head):
        group, _, low = first.rpartition(".")
        high = last.rpartition(".")[2]
        found |= {f"{group}.{number}" for number in range(int(low), int(high) + 1)}
    return found


REFUSALS = refusals()
LAWS = {refusal.rule for refusal in REFUSALS} | set(QUESTIONS)


def test_every_article_is_cited() -> None:
    """Every refusal and question cites an article that is written down."""
    assert set() == LAWS - set(written())


def test_every_article_is_kept() -> None:
    """Every article that is written down has its refusal or question."""
    assert set() == set(written()) - LAWS


def test_every_article_is_tested() -> None:
    """Every article has a test whose docstring begins with its number."""
    assert set() == LAWS - with_a_test()


def test_articles_are_written_once() -> None:
    """No article is written twice, and no two refusals share one."""
    articles, rules = written(), [refusal.rule for refusal in REFUSALS]

    assert sorted(set(articles)) == sorted(articles)
    assert sorted(set(rules)) == sorted(rules)


def test_articles_can_be_linked_to() -> None:
    """Every heading of an article has an anchor, so that `/rules#13.3` leads to it."""
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")

    assert HEADING.findall(text) == ANCHOR.findall(text)


def test_headings_name_the_refusal() -> None:
    """An article's heading in rules.md is the name of its refusal."""
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    named = dict(re.findall(r"^### ([RA]?\d+\.\d+) (\w+)$", text, re.MULTILINE))
    found = {r.rule: r.__name__ for r in REFUSALS if r.rule in named}

    assert named == found


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.rule)
def test_a_refusal_speaks_both_languages(refusal: type[Refused]) -> None:
    """A refusal says the same in English and Swedish, filled with the same facts."""
    english, swedish = vars(refusal).get("__doc__") or "", vars(refusal)["sv"]

    assert english.strip().endswith(".")
    assert swedish.strip().endswith(".")
    assert english != swedish
    assert placeholders(english) == placeholders(swedish) or names_differ(
        english, swedish
    )


def placeholders(sentence: str) -> set[str]:
    """Return what the sentence is filled with."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def names_differ(english: str, swedish: str) -> bool:
    """Tell whether they differ only in a name's language: `name_en`, `name_sv`."""
    one = {name.removesuffix("_en") for name in placeholders(english)}
    return one == {name.removesuffix("_sv") for name in placeholders(swedish)}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.rule)
def test_a_refusal_is_named_after_what_is_wrong(refusal: type[Refused]) -> None:
    """A refusal is no error of the machine, and is not called one."""
    assert not refusal.__name__.endswith(("Error", "Refused"))
