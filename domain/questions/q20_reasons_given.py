"""Q20: what the party said was answered, with reasons. The local agreement;
[PR-2025a]; directive 2002/14, article 4(4)(d).

Every perspective and position of the party before the decision has its answer where
the decision is communicated. What was followed needs no more words; what was not, or
only partly, has a reason.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from domain import when
from domain.agreement_terms import Numbers
from domain.base import Recorded
from domain.decision import DecisionCommunicated, Response
from domain.perspective import PartyPositionRecorded, PerspectiveSubmitted
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided
from domain.questions.judging import Finding, each_decision, found, same_day
from domain.questions.standing_decisions import known_as


class Said(msgspec.Struct, frozen=True):
    """Something that the party said before the decision, and its answers."""

    entry: Recorded
    before: bool | None
    """Whether it came before the decision; None: the same day, nobody can tell."""
    answers: tuple[tuple[Recorded, Response], ...]

    @property
    def answered_on(self) -> date | None:
        """The day on which it first was answered, with a reason where one is needed."""
        days = (
            entry.event.occurred.day
            for entry, response in self.answers
            if _has_reason(response)
        )
        return min(days, default=None)

    @property
    def entries(self) -> tuple[Recorded, ...]:
        """What was said, and where it was answered."""
        return (self.entry, *(entry for entry, _ in self.answers))

    def in_time(self, last: date | None) -> bool:
        """Tell whether it was answered, by the last day if there is one."""
        day = self.answered_on
        return day is not None and (last is None or day <= last)


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q20", case, _judge)


def said_by(case: Case, decided: Decided, party: str) -> list[Said]:
    """Return what the party said in the decision's round before it, or the same day."""
    spoken: list[tuple[Recorded, str | None]] = [
        (entry, event.perspective_id)
        for entry, event in case.of(PerspectiveSubmitted)
        if event.party == party and (event.round or 1) == decided.moment.round
    ]
    spoken += [
        (entry, None)
        for entry, event in case.of(PartyPositionRecorded)
        if event.party == party
        and event.position != "no_position"
        and (event.round or 1) == decided.moment.round
    ]
    if not spoken:
        return []
    made, told = decided.moment.occurred, _told(case, decided)
    order = [(e, id_, when.before(e.event.occurred, made)) for e, id_ in spoken]
    return [
        Said(entry, before, tuple(_answers(told, party, id_)))
        for entry, id_, before in order
        if before is not False
    ]


def _answers(
    told: Iterable[tuple[Recorded, DecisionCommunicated]],
    party: str,
    perspective: str | None,
) -> Iterable[tuple[Recorded, Response]]:
    """Yield the answers to a perspective; to the party's position, where it is None.

    Only those sent to the party, as far as it is told to whom they were sent.
    """
    for entry, communicated in told:
        if communicated.parties and party not in communicated.parties:
            continue
        for response in communicated.responses:
            if response.perspective == perspective and (
                perspective or response.party == party
            ):
                yield entry, response


def _told(case: Case, decided: Decided) -> list[tuple[Recorded, DecisionCommunicated]]:
    """Return where the decision, or a clerical correction of it, was communicated."""
    return [
        (entry, event)
        for entry, event in case.of(DecisionCommunicated)
        if known_as(case, event.decision_id) == decided.event.decision_id
    ]


def _has_reason(response: Response) -> bool:
    """Tell whether there is a reason, where the answer needs one; never which."""
    return response.outcome == "followed" or bool((response.reason or "").strip())


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    """All answered in time; else as the agreement makes it a duty, or does not."""
    said = said_by(case, decided, party)
    if not said:
        return found("not_applicable", "nothing_said")
    made = decided.moment.occurred.day
    version = case.in_force(party, made)
    numbers = version.terms.numbers if version else Numbers()
    last = None
    if numbers.reasons_given is not None:
        last = case.calendar(party, made).deadline(made, numbers.reasons_given)
    if all(each.in_time(last) for each in said):
        finding = found("compliant", "answered")
    elif not numbers.reasons_required:
        finding = found("not_applicable", "not_required")
    else:
        told = [entry for entry, _ in _told(case, decided)]
        finding = _lacking(case, said, last, told)
    entries = [entry for each in said for entry in each.entries]
    return msgspec.structs.replace(
        finding, evidence=(*entries, *finding.evidence), facts=_facts(said, last)
    )


def _lacking(
    case: Case, said: list[Said], last: date | None, told: list[Recorded]
) -> Finding:
    """Something lacks its answer in time, though the agreement wants one.

    Of what was said on the day of the decision nobody can tell whether it was before.
    """
    missing: tuple[str, ...] = ("an answer to all that the party said",)
    lacking = [each for each in said if each.before and not each.answered_on]
    if lacking and last is not None and case.today <= last:
        until = when.day_after(last)
        return found(
            "undeterminable", "not_yet_due", missing=missing, holds_until=until
        )
    if lacking and last is None and not told:
        missing = ("the term for giving reasons", *missing)
        return found("undeterminable", "no_term", missing=missing)
    if lacking:
        bare = all(each.answers for each in lacking)
        return found("breach", "without_reasons" if bare else "not_answered", told)
    if any(each.before and not each.in_time(last) for each in said):
        return found("breach", "answered_late")
    return same_day()


def _facts(said: list[Said], last: date | None) -> dict[str, object]:
    days = [each.answered_on for each in said if each.answered_on]
    facts: dict[str, object] = {"asked": len(said), "answered": len(days)}
    facts |= {"dueOn": last} if last else {}
    return facts | ({"answeredOn": max(days)} if days else {})


QUESTION = Question(
    number="Q20",
    claim="reasons_given",
    asks={
        "en": "Was what the party said answered, with reasons?",
        "sv": "Besvarades det som parten framförde, med skäl?",
    },
    judge=judge,
)
