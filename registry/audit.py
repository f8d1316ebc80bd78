"""The command `samverkan audit`: verdicts across an agency, for whoever audits it.

The readings are first brought up to the journal and to this moment, so that what is
listed is what the record says now.
"""

import sys
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Literal, get_args

import click
import msgspec

from api.filters import AS_SUCH, LISTED
from api.language import Language
from api.sentences import Names, names, sentence
from domain.questions import QUESTIONS
from projections.lists import VerdictFilter
from projections.verdicts import WHOLE, Applicable, decided_on, verdict_of
from registry.app import Parts, opened
from registry.audit_refusals import (
    BackwardsError,
    NotListedError,
    UnknownNameError,
    refuse_backwards,
    refuse_unknown,
    refuse_unlisted,
    tell_as_such,
)
from registry.audit_tables import (
    Line,
    SaidVerdict,
    counts_table,
    csv_of,
    ndjson_of,
    verdicts_table,
)
from registry.database import MigrationError
from registry.login import DatabaseAwayError
from registry.running import OPERATOR, with_database
from registry.settings import SettingRefusedError, Settings
from registry.terminal import WRONG, err, out, telling

SHOWN = 50
"""Verdicts of a table, where no limit is stated."""

DAY = click.DateTime(["%Y-%m-%d"])

EXAMPLES = """\b
samverkan audit --agency registerverket --counts
samverkan audit --agency registerverket --question Q1 --verdict breach
samverkan audit --agency registerverket --party st --as csv > st.csv"""

Form = Literal["table", "csv", "ndjson"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the auditor asks for."""

    agency: str
    wanted: VerdictFilter
    form: Form
    language: Language
    limit: int | None
    counts: bool


told = telling(
    refused=(
        *(SettingRefusedError, MigrationError),
        *(NotListedError, UnknownNameError, BackwardsError),
    ),
    faults=(DatabaseAwayError,),
)


@click.command(epilog=EXAMPLES)
@click.option("--agency", required=True, help="The agency that is audited.")
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="Q1",
    type=click.Choice([*QUESTIONS]),
    help="Only this question; may be repeated.",
)
@click.option(
    "--party",
    help="For this organisation; else the whole of each issue. What is of the matter"
    f" as such ({', '.join(AS_SUCH)}) is in no organisation's.",
)
@click.option(
    "--verdict",
    "verdicts",
    multiple=True,
    type=click.Choice(get_args(Applicable)),
    help="Only this verdict; may be repeated.",
)
@click.option("--unit", help="Only issues of this unit.")
@click.option("--topic", help="Only issues of this topic.")
@click.option("--from", "start", type=DAY, help="Decided on this day or later.")
@click.option("--to", "end", type=DAY, help="Decided on this day or earlier.")
@click.option("--reason", help="Only for this reason, in the word of the article.")
@click.option("--qualifier", help="Only what is so qualified: late_recorded …")
@click.option(
    "--rule-version",
    type=click.IntRange(min=1),
    help="Only by this version of the rule.",
)
@click.option("--counts", is_flag=True, help="How many there are, not which.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"At most so many. [a table: {SHOWN}; else all]",
)
@click.option(
    "--as",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(get_args(Form)),
    help="How they are printed.",
)
@click.option(
    "--language",
    default="en",
    show_default=True,
    type=click.Choice(get_args(Language)),
    help="Of the sentences.",
)
@told
def audit(
    *,
    questions: tuple[str, ...],
    verdicts: tuple[str, ...],
    party: str | None,
    start: datetime | None,
    end: datetime | None,
    **stated: Any,
) -> int:
    """List how the decisions of an agency are judged, last decided on top.

    Exit 1 if there is a breach among what is asked for, shown or not. The questions of
    the agency as a whole (Q19, Q24), and those that inform (Q17, Q18, Q21, Q22, Q25),
    are not among them: they are answered over HTTP, at /agency/verdicts and for each
    issue.
    """
    refuse_unlisted(questions)
    refuse_backwards(start, end)
    filters = ("unit", "topic", "reason", "qualifier", "rule_version")
    wanted = VerdictFilter(
        questions=questions or None,
        verdicts=verdicts or None,
        party=party or WHOLE,
        decided_from=start.date() if start else None,
        decided_to=end.date() if end else None,
        **{name: stated.pop(name) for name in filters},
    )
    asked = Asked(wanted=wanted, **stated)

    async def run(url: str, settings: Settings) -> int:
        async with opened(settings, url) as parts:
            return await audited(parts, asked)

    return with_database(run, anew=False)


async def audited(parts: Parts, asked: Asked) -> int:
    """Print what is asked for; return 1 if there is a breach in it.

    Raises: UnknownNameError.
    """
    await _brought_up(parts, asked.agency)
    surroundings = await parts.surroundings.fresh(asked.agency)
    rows = await parts.lists.verdict_counts(asked.agency, OPERATOR, asked.wanted)
    counts = {(row["question"], row["verdict"]): row["count"] for row in rows}
    if not counts:
        refuse_unknown(surroundings.framework.agency, asked.wanted)
    if asked.counts:
        numbers = asked.wanted.questions or LISTED
        asks = {n: QUESTIONS[n].asks[asked.language] for n in numbers}
        out.print(counts_table(asks, counts))
    else:
        lines = _lines(parts, asked, names(surroundings.framework))
        await _print(asked, lines, sum(counts.values()))
    tell_as_such(asked.wanted)
    return WRONG if any(verdict == "breach" for _, verdict in counts) else 0


async def _brought_up(parts: Parts, agency: str) -> None:
    """Bring the readings up to the journal and the clock.

    Raises: UnknownNameError.
    """
    agencies = await parts.journal.agencies()
    if agency not in agencies:
        known = ", ".join(agencies) or "none"
        raise UnknownNameError(
            f"There is no agency {agency} in this registry. Those there are: {known}."
        )
    await parts.projector.catch_up(agency)
    while await parts.projector.judge_due(agency):
        pass
    if parked := await parts.lists.parked():
        err.print(
            f"[yellow]samverkan:[/] {parked} streams are parked and judged as they were"
            " before, or not at all: run `samverkan replay-parked`."
        )


async def _lines(parts: Parts, asked: Asked, called: Names) -> AsyncIterator[Line]:
    """Yield what is asked for, each verdict in a sentence, as far as the limit."""
    left = asked.limit or (SHOWN if asked.form == "table" else sys.maxsize)
    async for rows in parts.lists.every_verdict(asked.agency, OPERATOR, asked.wanted):
        for row in rows[:left]:
            yield _line(row, asked.language, called)
        left -= len(rows)
        if left <= 0:
            return


def _line(row: Any, language: Language, called: Names) -> Line:
    verdict = verdict_of(row)
    fields = {name: getattr(verdict, name) for name in verdict.__struct_fields__}
    return Line(
        issue_id=row["issue_id"],
        diary_no=row["diary_no"],
        topic=row["topic"],
        unit=row["unit"],
        decided_on=decided_on(row),
        judged_at=row["judged_at"],
        verdict=SaidVerdict(**fields, sentence=sentence(verdict, language, called)),
    )


async def _print(asked: Asked, lines: AsyncIterator[Line], whole: int) -> None:
    if asked.form == "table":
        shown = [line async for line in lines]
        if shown:
            out.print(verdicts_table(shown))
        rest = f", of which {len(shown)} are shown; --limit shows more"
        out.print(f"verdicts: {whole}{rest if len(shown) < whole else ''}")
        return
    texts = csv_of(lines) if asked.form == "csv" else ndjson_of(lines)
    async for text in texts:
        sys.stdout.write(text)
