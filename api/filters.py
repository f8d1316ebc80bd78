"""The filters that lists share: one description each, whichever list it narrows."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from litestar.params import QueryParameter

from domain.questions import QUESTIONS
from domain.questions.answer import Value
from projections.verdicts import Applicable

if TYPE_CHECKING:
    QuestionNumber: TypeAlias = str
else:  # a literal of a tuple is nothing that a type checker reads
    QuestionNumber = Literal[tuple(QUESTIONS)]

RULE_VERSION_MAX = 32_767
"""As much as its column holds."""

Topic: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only this topic of the catalogue.")
]
Unit: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only this unit, by its slug.")
]
Question: TypeAlias = Annotated[
    QuestionNumber | None, QueryParameter(description="Only this question.")
]
Verdict: TypeAlias = Annotated[
    Value | None, QueryParameter(description="Only this verdict.")
]
Questions: TypeAlias = Annotated[
    list[QuestionNumber] | None, QueryParameter(description="Only these questions.")
]
Verdicts: TypeAlias = Annotated[
    list[Applicable] | None,
    QueryParameter(
        description="Only these verdicts. What is not applicable is not listed: ask"
        " /issues for the issues to which a question does not apply."
    ),
]
Party: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        min_length=1, description="For this party; else the whole of each issue."
    ),
]
RuleVersion: TypeAlias = Annotated[
    int | None,
    QueryParameter(
        name="ruleVersion",
        ge=1,
        le=RULE_VERSION_MAX,
        description="Only what was judged by this version of a question's rule.",
    ),
]
Qualifier: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        description="Only what is so qualified: `late_recorded`, `disputed` …"
    ),
]
Reason: TypeAlias = Annotated[
    str | None,
    QueryParameter(description="Only for this reason, in the word of the article."),
]
DecidedFrom: TypeAlias = Annotated[
    date | None,
    QueryParameter(name="decidedFrom", description="Decided on this day or later."),
]
DecidedTo: TypeAlias = Annotated[
    date | None,
    QueryParameter(name="decidedTo", description="Decided on this day or earlier."),
]
