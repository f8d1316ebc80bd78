"""The filters that lists share: one description each, whichever list it narrows."""

from datetime import date
from typing import Annotated, TypeAlias

from litestar.params import QueryParameter

from domain.questions.answer import Value

Topic: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only this topic of the catalogue.")
]
Unit: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only this unit, by its slug.")
]
Question: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only this question: Q1, Q7 and so on.")
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
