"""The filters that lists share: one description each, whichever list it narrows."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from litestar.params import QueryParameter

from domain.questions import QUESTIONS
from domain.questions.answer import Value
from projections.verdicts import Applicable

LISTED = tuple(number for number, question in QUESTIONS.items() if question.listed)
"""The questions of which verdicts stand in lists."""

OF_ONE_ISSUE = "/issues/{issueId}/verdicts"

ANSWERED_AT: Mapping[str, str] = MappingProxyType(
    {
        "Q17": OF_ONE_ISSUE,
        "Q18": OF_ONE_ISSUE,
        "Q19": "/agency/verdicts",
        "Q21": f"{OF_ONE_ISSUE}, /organisations/{{organisation}}/history",
        "Q22": "/issues/{issueId}/readiness",
        "Q24": "/agency/verdicts",
        "Q25": OF_ONE_ISSUE,
    }
)
"""Where the questions are answered of which no verdicts stand in lists."""

AS_SUCH = ("Q8", "Q10", "Q13", "Q14", "Q15")
"""The questions of a matter as such: their verdicts are of no single party."""

QUALIFIERS = (
    *("corrected", "cured", "disputed", "exception_accepted", "late_recorded"),
    *("precision", "waived"),
)
"""What a verdict may be qualified by."""

if TYPE_CHECKING:
    QuestionNumber: TypeAlias = str
    ListedQuestion: TypeAlias = str
    Qualified: TypeAlias = str
else:  # a literal of a tuple is nothing that a type checker reads
    QuestionNumber = Literal[tuple(QUESTIONS)]
    ListedQuestion = Literal[LISTED]
    Qualified = Literal[QUALIFIERS]

RULE_VERSION_MAX = 32_767
"""As much as its column holds."""

Topic: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only this topic of the catalogue.")
]
Unit: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only this unit, by its slug.")
]
Question: TypeAlias = Annotated[
    ListedQuestion | None, QueryParameter(description="Only this question.")
]
Verdict: TypeAlias = Annotated[
    Value | None, QueryParameter(description="Only this verdict.")
]
Questions: TypeAlias = Annotated[
    list[ListedQuestion] | None,
    QueryParameter(
        description="Only these questions. The others have no verdicts in lists: those"
        " of the agency as a whole (Q19, Q24) are answered at /agency/verdicts, the"
        " rest at /issues/{issueId}/verdicts and /issues/{issueId}/readiness."
    ),
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
        min_length=1,
        description="For this party; else the whole of each issue. Verdicts that are of"
        f" no single party ({', '.join(AS_SUCH)}: the matter as such) are in no party's"
        " list: ask for them without `party`.",
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
    Qualified | None,
    QueryParameter(
        description="Only what is so qualified; not of issues with entries that you may"
        " not see, whose qualifiers are withheld."
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
