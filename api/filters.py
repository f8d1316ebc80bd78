"""The filters that lists share: one description each, whichever list it narrows."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from litestar.params import QueryParameter

from domain.questions import QUESTIONS
from domain.questions.answer import Value

if TYPE_CHECKING:
    QuestionNumber: TypeAlias = str
else:  # a literal of a tuple is nothing that a type checker reads
    QuestionNumber = Literal[tuple(QUESTIONS)]

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
DecidedFrom: TypeAlias = Annotated[
    date | None,
    QueryParameter(name="decidedFrom", description="Decided on this day or later."),
]
DecidedTo: TypeAlias = Annotated[
    date | None,
    QueryParameter(name="decidedTo", description="Decided on this day or earlier."),
]
