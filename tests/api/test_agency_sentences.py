"""Q19, Q24, Q25: what the agency as a whole is told, and what takes time, is said."""

from collections.abc import Iterator
from datetime import date

import pytest

from api import sentences
from api.language import Language
from domain.agreement import AgreementReviewed
from domain.calendar import Term
from domain.information import InformationProvided
from domain.questions import QUESTIONS
from domain.questions.agency_wide import answer_agency
from domain.questions.answer import Verdict
from domain.when import day_begins
from tests.frameworks import MBL_ONLY, switched, with_numbers, with_terms
from tests.issues import FRAMEWORK, LONG_AFTER, happened, history, on, raised
from tests.worked_example import NUMBERS, ST, STAFF, framework

MONTHLY = Term(amount=1, unit="months")
AGREED = with_numbers(information_every=MONTHLY)
THIS_YEAR = switched(
    on(1, 1), numbers=AGREED.agreements["rv"].versions["3"].terms.numbers
)
REVIEWED = framework(
    AgreementReviewed(actor=STAFF, occurred_on=on(3, 2), agreed_by=("employer", ST))
)
WITHIN = with_terms(units=("sundsvall",), numbers=NUMBERS)
LIMITED = with_terms(
    units=("sundsvall",),
    numbers=AGREED.agreements["rv"].versions["3"].terms.numbers,
    review_interval=None,
)
FRAMEWORKS = (AGREED, THIS_YEAR, REVIEWED, WITHIN, LIMITED, FRAMEWORK, MBL_ONLY)
DAYS = (on(1, 15), on(2, 20), on(3, 9), on(9, 9), date(2027, 9, 9))


def given() -> Iterator[Verdict]:
    """Every verdict that the two questions give on these frameworks and days."""
    informed = [
        history(raised(on(1, 1)), happened(InformationProvided, day, parties=(ST,)))
        for day in (on(1, 20), on(3, 2))
    ]
    for number in ("Q19", "Q24"):
        for among in FRAMEWORKS:
            for day in DAYS:
                for told in ([], informed):
                    asked = (among, day_begins(day), LONG_AFTER)
                    found = answer_agency(QUESTIONS[number], told, *asked)
                    yield from (found.overall, *found.verdicts)


GIVEN = list(given())


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_verdict_on_the_agency_is_said(language: Language) -> None:
    """Q19, Q24: each has its sentence, and each fact that the sentence names."""
    called = sentences.names(FRAMEWORK)
    silent = {
        (one.question, one.verdict, one.reason)
        for one in GIVEN
        if sentences.filled(one, language, called) is None
    }

    assert silent == set()


def test_the_verdicts_are_not_trivial() -> None:
    """Q19, Q24: what is said here is all that these questions say of the agency."""
    reasons = {(one.question, one.reason) for one in GIVEN}

    assert {reason for number, reason in reasons if number == "Q19"} == {
        "informed_in_time",
        "not_yet_due",
        "overdue",
        "gap",
        "no_period",
        "limited_to_units",
    }
    assert {reason for number, reason in reasons if number == "Q24"} == {
        "reviewed_in_time",
        "not_yet_due",
        "review_overdue",
        "never_reviewed",
        "no_interval",
        "no_agreement",
    }
