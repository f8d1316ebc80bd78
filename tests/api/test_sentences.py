"""Every verdict is said in one plain sentence, English or Swedish."""

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from babel.messages.catalog import Catalog
from hypothesis import HealthCheck, given, settings

from api import sentences
from api.examples import EXAMPLES
from api.language import Language
from api.sentences import filled, names, sentence
from api.telling import ToldVerdict
from domain.agreement_state import Framework
from domain.base import Recorded
from domain.calendar import Term
from domain.questions import QUESTIONS
from domain.questions.answer import Answered, Verdict, answers
from domain.questions.answer import look as looked_at
from tests.issues import FRAMEWORK, LONG_AFTER
from tests.questions.test_always import histories

ROOT = Path(__file__).parent.parent.parent
ASKED = tuple(QUESTIONS.values())
LANGUAGES: tuple[Language, ...] = get_args(Language)
CALLED = {"st": "ST", "saco-s": "Saco-S", "seko": "Seko"}


def verdict(reason: str = "late", **fields: Any) -> Verdict:
    """Return a breach of Q7, where nothing else is said."""
    stated = {"question": "Q7", "verdict": "breach"}
    return Verdict(**{**stated, **fields, "reason": reason})


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """A catalogue of the test's own, in place of both languages' but for the units."""
    whole = Catalog()
    for message in sentences.CATALOGUES["en"]:
        if message.context in (sentences.TERM, sentences.WHOLE):
            whole.add(message.id, message.string, context=message.context)
    monkeypatch.setattr(sentences, "CATALOGUES", {"en": whole, "sv": whole})
    return whole


def test_the_nearest_sentence_is_taken(said: Catalog) -> None:
    """That of question and verdict, else of the question, else of any question."""
    said.add("late", "Of any.")
    of_any = sentence(verdict(), "en", {})
    said.add("late", "Of Q7.", context="Q7")
    of_the_question = sentence(verdict(), "en", {})
    said.add("late", "Of a breach of Q7.", context="Q7 breach")
    of_the_verdict = sentence(verdict(), "en", {})
    of_another = sentence(verdict(verdict="compliant"), "en", {})
    of_another_question = sentence(verdict(question="Q1"), "en", {})

    assert ("Of any.", "Of Q7.") == (of_any, of_the_question)
    assert ("Of a breach of Q7.", "Of Q7.") == (of_the_verdict, of_another)
    assert "Of any." == of_another_question


@pytest.mark.parametrize(
    ("language", "party", "expected"),
    [
        ("en", "saco-s", "Saco-S: 3 March 2026."),
        ("sv", "saco-s", "Saco-S: 3 mars 2026."),
        ("en", ("st",), "ST: 3 March 2026."),
        ("en", ("st", "seko"), "ST and Seko: 3 March 2026."),
        ("sv", ("st", "seko"), "ST och Seko: 3 mars 2026."),
        ("en", ("st", "saco-s", "seko"), "ST, Saco-S and Seko: 3 March 2026."),
        ("sv", ("st", "saco-s", "seko"), "ST, Saco-S och Seko: 3 mars 2026."),
        ("en", "new-union", "new-union: 3 March 2026."),
    ],
)
def test_parties_and_days_are_in_words(
    said: Catalog, language: Language, party: object, expected: str
) -> None:
    """Organisations as the register calls them, else by slug; days by their month."""
    said.add("late", "{party}: {askedOn}.")
    found = verdict(facts={"party": party, "askedOn": "2026-03-03"})

    assert expected == sentence(found, language, CALLED)


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ("st", "ST was late."),
        (("st",), "ST was late."),
        (("st", "seko"), "ST and Seko were late."),
    ],
)
def test_one_party_is_spoken_of_otherwise_than_several(
    said: Catalog, party: object, expected: str
) -> None:
    """Where a sentence has plural forms, the number of parties decides."""
    said.add(("late", "late"), ("{party} was late.", "{party} were late."))

    assert expected == sentence(verdict(facts={"party": party}), "en", CALLED)


def told(*reasons: str) -> str:
    """Return what is told of a whole that so many breaches, each of a reason, make."""
    parties = (verdict(reason, party=f"p{n}") for n, reason in enumerate(reasons))
    facts = [
        msgspec.structs.replace(one, facts={"party": str(one.party)}) for one in parties
    ]
    return sentences.sentence_of_all(facts, "en", {})


def test_a_whole_tells_each_thing_once(said: Catalog) -> None:
    """Of all of whom it is said; three things at most, and how many more there are."""
    for reason in "abcde":
        said.add(reason, f"{reason}: {{party}}.")

    assert "a: p0 and p2. b: p1." == told(*"aba")
    assert "a: p0. b: p1. c: p2." == told(*"abc")
    assert "a: p0. b: p1. c: p2. And 1 more." == told(*"abcd")
    assert "a: p0. b: p1. c: p2. And 2 more." == told(*"abcde")


def test_what_reads_alike_is_told_once(said: Catalog) -> None:
    """Whatever the facts are that the sentence does not say."""
    for reason in "abcd":
        said.add(reason, "Late.")

    assert "Late." == told(*"abcd")


@pytest.mark.parametrize(
    ("others", "expected"),
    [(0, "Late."), (1, "Late. And 1 more."), (2, "Late. And 2 more.")],
)
def test_a_whole_in_a_list_tells_of_the_others(
    said: Catalog, others: int, expected: str
) -> None:
    """Its row has the facts of one sentence only, and the number of the others."""
    said.add("late", "Late.")

    assert expected == sentence(verdict(others=others), "en", {})


@pytest.mark.parametrize(
    ("amount", "unit", "english", "swedish"),
    [
        (1, "working_days", "1 working day", "1 arbetsdag"),
        (5, "working_days", "5 working days", "5 arbetsdagar"),
        (1, "days", "1 day", "1 dag"),
        (7, "days", "7 days", "7 dagar"),
        (1, "weeks", "1 week", "1 vecka"),
        (2, "weeks", "2 weeks", "2 veckor"),
        (1, "months", "1 month", "1 månad"),
        (4, "months", "4 months", "4 månader"),
        (1, "years", "1 year", "1 år"),
        (2, "years", "2 years", "2 år"),
    ],
)
def test_terms_are_in_words(amount: int, unit: Any, english: str, swedish: str) -> None:
    """One of a unit is said otherwise than several."""
    term = Term(amount=amount, unit=unit)

    assert english == sentences._said("term", term, "en", {})  # noqa: SLF001
    assert swedish == sentences._said("term", term, "sv", {})  # noqa: SLF001


def test_all_else_is_said_as_it_is(said: Catalog) -> None:
    """Numbers and names; what stands in braces within them is not filled again."""
    said.add("late", "{days} days at {level}.")
    found = verdict(facts={"days": 7, "level": "{level}", "party": "st"})

    assert "7 days at {level}." == sentence(found, "en", CALLED)


@pytest.mark.parametrize(
    "facts", [{}, {"party": "st"}, {"party": "st", "askedOn": "in March"}]
)
def test_what_cannot_be_said_is_named_by_its_reason(
    said: Catalog, facts: dict[str, Any]
) -> None:
    """A fact that lacks or is no day never breaks an answer."""
    said.add("asked_too_late", "{party}: {askedOn}.")

    assert "asked too late" == sentence(
        verdict("asked_too_late", facts=facts), "en", CALLED
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_without_a_sentence_is_named(language: Language) -> None:
    """So too one that no catalogue has; what counts time is no sentence."""
    assert "never heard of" == sentence(verdict("never_heard_of"), language, CALLED)
    assert "working days" == sentence(verdict("working_days"), language, CALLED)


def test_an_untranslated_sentence_is_none(said: Catalog) -> None:
    """An empty entry is passed over for the next, and last for the reason."""
    said.add("late", "", context="Q7")
    by_its_reason = sentence(verdict(), "en", CALLED)
    said.add("late", "Of any.")
    of_any = sentence(verdict(), "en", CALLED)

    assert ("late", "Of any.") == (by_its_reason, of_any)


def test_organisations_are_called_as_in_the_register() -> None:
    """By slug, each by the name under which it was bound."""
    found = names(FRAMEWORK)

    assert CALLED.keys() == found.keys()
    assert "Saco-S-rådet vid Registerverket" == found["saco-s"]


def test_the_sentence_of_a_breach() -> None:
    """Q7: who asked when, and when the decision came, in both languages."""
    facts = {
        "party": "saco-s",
        "requestedOn": "2026-03-03",
        "decidedOn": "2026-03-06",
    }
    found = verdict("central_not_concluded_before", facts=facts)

    assert sentence(found, "en", CALLED) == (
        "Saco-S asked for central negotiation on 3 March 2026, in time; the decision"
        " came on 6 March 2026, while it was still open."
    )
    assert sentence(found, "sv", CALLED) == (
        "Saco-S begärde central förhandling i tid, den 3 mars 2026, men beslutet"
        " fattades den 6 mars 2026, innan den förhandlingen var avslutad."
    )


def test_the_example_is_true() -> None:
    """The specification shows the sentence that its verdict is told in."""
    shown = msgspec.convert(EXAMPLES[ToldVerdict], ToldVerdict)

    assert shown.sentence == sentence(shown, "en", {"saco-s": "Saco-S"})


def lacking(answered: Answered, among: Framework) -> Iterator[str]:
    """Yield each verdict given that is not said in a language, and what lacks; and each
    that would not be read as it was stored.
    """
    for each in (answered.overall, *answered.verdicts):
        try:
            msgspec.json.decode(msgspec.json.encode(each), type=Verdict)
        except ValueError as fault:
            yield f"({each.verdict}, {each.reason}) cannot be read back: {fault}"
        for language in LANGUAGES:
            if filled(each, language, names(among)) is None:
                yield _lack(each, language)


def _lack(each: Verdict, language: Language) -> str:
    head = f"({each.verdict}, {each.reason}) has no"
    pattern = sentences.unfilled(each, language)
    if pattern is None:
        return f"{head} sentence in {language}.po"
    absent = sentences.placeholders(pattern) - each.facts.keys()
    return f"{head} facts {sorted(absent)} for {language}.po; it has {[*each.facts]}"


@pytest.fixture(scope="module")
def lacks() -> dict[str, set[str]]:
    """What lacks of the verdicts on many histories, by question."""
    found: dict[str, set[str]] = {}

    @given(histories())
    @settings(
        max_examples=400,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[*HealthCheck],
    )
    def look(case: tuple[list[Recorded], Framework]) -> None:
        entries, among = case
        for as_of in {LONG_AFTER, *(entry.recorded_at for entry in entries[-4:])}:
            given_all = answers(ASKED, looked_at(entries, among, as_of, LONG_AFTER))
            for number, answered in given_all.items():
                found.setdefault(number, set()).update(lacking(answered, among))

    look()
    return found


@pytest.mark.parametrize("number", QUESTIONS)
def test_every_verdict_that_is_given_is_said(
    number: str, lacks: dict[str, set[str]]
) -> None:
    """Q: whatever was admitted, as of any time, no sentence and no fact of it lacks."""
    listed = "\n".join(sorted(lacks[number]))

    assert not listed, f"{number}:\n{listed}"


def test_the_catalogues_go_along_with_the_package() -> None:
    """Whatever is no code is named in pyproject.toml, or it would be left behind."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        stated = tomllib.load(file)["tool"]["setuptools"]
    rooms = {name.split(".")[0] for name in stated["packages"]}
    patterns = stated["package-data"]
    left = [
        path
        for room in sorted(rooms)
        for path in (ROOT / room).rglob("*")
        if path.is_file()
        and path.suffix not in (".py", ".pyc")
        and not any(
            fnmatch(str(path.relative_to(ROOT / room)), pattern)
            for pattern in (*patterns["*"], *patterns.get(room, ()))
        )
    ]

    assert left == []
