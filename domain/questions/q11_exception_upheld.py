"""Q11: where the employer decided first, it had cause and consulted afterwards.

MBL (1976:580) 11 § second paragraph, 12 and 38 §§: extraordinary or special cause lets
the employer decide, and carry out, before its duty is done. The duty itself stays.
"""

from domain import choices
from domain.base import Answer, Recorded
from domain.decision import DecisionMade
from domain.exception import ExceptionInvoked
from domain.negotiation import NegotiationDemanded
from domain.questions import consulted, duty, negotiated
from domain.questions.answer import Question, Verdict
from domain.questions.case import Case, Decided, Moment
from domain.questions.demands import of_party
from domain.questions.duty import Owed
from domain.questions.judging import Finding, each_decision, found
from domain.questions.remedied import held_after, remedied
from domain.questions.settled import settled

NEVER_EXCUSED = ("information", "direct_dialogue")
"""Duties of which 11, 12 and 38 §§ do not speak."""


def judge(case: Case) -> list[Verdict]:
    """Return a verdict a decision and party."""
    return each_decision("Q11", case, _judge)


def fulfilled(case: Case, at: Moment, party: str, owed: Owed) -> Finding:
    """Return whether what was owed, consultation or negotiation, was done first."""
    if owed.mode == "negotiation":
        return negotiated.negotiated(case, at, party, owed)
    return consulted.consulted(case, at, party, owed)


def or_exception(
    finding: Finding, case: Case, decided: Decided, party: str, owed: Owed
) -> Finding:
    """Return *finding*, or Q11's where it is a breach and an exception was invoked.

    No cause excuses that information owed (19 §), or a meeting, was left out.
    """
    if finding.verdict != "breach" or owed.mode in NEVER_EXCUSED:
        return finding
    invoked = invoked_for(case, decided)
    return _upheld(case, decided, party, owed, invoked) if invoked else finding


def invoked_for(case: Case, decided: Decided) -> Recorded | None:
    """Return the exception the decision rests on.

    The one that it names. If it names none: one that no decision names, in its round,
    and nearer to it in time than to any other that names none.
    """
    at = decided.moment
    exceptions = [
        entry
        for entry, event in case.of(ExceptionInvoked)
        if (event.round or 1) == at.round
    ]
    if named := _named(decided):
        return next((entry for entry in exceptions if entry.id == named), None)
    unnamed = [d for d in case.decisions() if not _named(d)]
    taken = {_named(d) for d in case.decisions()}
    free = [e for e in exceptions if e.id not in taken]
    belonging = [e for e in free if _nearest(e, unnamed).entry.id == decided.entry.id]
    return belonging[0] if belonging else None


def _named(decided: Decided) -> str | None:
    event = decided.event
    return event.exception_ref if isinstance(event, DecisionMade) else None


def _nearest(invoked: Recorded, decisions: list[Decided]) -> Decided:
    """Return the decision of the exception's round that is nearest to it in days."""
    event, day = invoked.event, invoked.event.occurred.day
    assert isinstance(event, ExceptionInvoked)
    of_round = [d for d in decisions if d.moment.round == (event.round or 1)]
    return min(of_round, key=lambda d: abs((d.moment.occurred.day - day).days))


def _judge(case: Case, decided: Decided, party: str) -> Finding:
    invoked = invoked_for(case, decided)
    if invoked is None:
        return found("not_applicable", "no_exception")
    owed = duty.owed(case, party, decided.moment)
    if owed.mode == "undeterminable":
        return found("undeterminable", owed.reason, [invoked], missing=owed.missing)
    if owed.mode not in ("consultation", "negotiation"):
        return found("not_applicable", owed.reason)
    first = fulfilled(case, decided.moment, party, owed)
    if first.verdict == "compliant":
        return found("not_applicable", "not_needed", [invoked, *first.evidence])
    upheld = _upheld(case, decided, party, owed, invoked)
    if first.verdict == "undeterminable" and upheld.verdict != "compliant":
        return first
    return upheld


def _upheld(
    case: Case, decided: Decided, party: str, owed: Owed, invoked: Recorded
) -> Finding:
    """The conditions in order: the kind, grounds in time, held in time, who agreed."""
    if kind := _of_wrong_kind(case, decided, party, invoked):
        return kind
    if late := _stated_late(case, decided, party, invoked):
        return late
    held = held_after(case, decided.moment, party, owed)
    agreed = settled(case, party, invoked)
    if agreed.verdict == "breach":
        return agreed
    remedy = remedied(case, decided.moment, party, invoked, held)
    if remedy.verdict != "compliant":
        return remedy
    return found(
        agreed.verdict,
        agreed.reason,
        [*agreed.evidence, *held],
        qualifiers=agreed.qualifiers,
        missing=agreed.missing,
        facts={"invokedOn": invoked.event.occurred.day},
    )


def _of_wrong_kind(
    case: Case, decided: Decided, party: str, invoked: Recorded
) -> Finding | None:
    """Special cause suffices only for what a union demanded (12, 38 §§), and not for
    a more important change, of which 11 § speaks.
    """
    event, raised = invoked.event, case.raised()
    assert isinstance(event, ExceptionInvoked)
    facts = {"invokedOn": event.occurred.day, "section": event.section}
    if event.cause == "extraordinary" or raised is None:
        return None
    at = decided.moment
    demands = of_party(case, NegotiationDemanded, party, at.round)
    demanded = any(
        getattr(e.event, "by", None) == "union"
        and getattr(e.event, "basis", None) == event.section
        for e in demands
    )
    if event.section == "11" or (event.section == "38" and not demanded):
        return found("breach", "wrong_cause", [invoked], facts=facts)
    if event.section == "12" and raised.significant_change is Answer.YES:
        return found("breach", "wrong_cause", [invoked], facts=facts)
    if event.section == "12" and raised.significant_change is Answer.UNKNOWN:
        missing = ("significant_change",)
        return found(
            "undeterminable", "cause_unknown", [invoked], missing=missing, facts=facts
        )
    return None


def _stated_late(
    case: Case, decided: Decided, party: str, invoked: Recorded
) -> Finding | None:
    """The grounds are recorded within a working day of the decision, not only said to
    have been found then; unless a document that is named may show that they were.
    """
    on = decided.moment.occurred.day
    deadline = case.calendar(party, on).deadline(on, choices.GROUNDS_WITHIN)
    if invoked.recorded_on <= deadline:
        return None
    facts = {"recordedOn": invoked.recorded_on, "dueOn": deadline}
    event = invoked.event
    if event.occurred.day > deadline or not event.document_refs:
        return found("breach", "grounds_late", [invoked], facts=facts)
    missing = ("when the document that states the grounds was made",)
    return found(
        "undeterminable", "grounds_told_late", [invoked], missing=missing, facts=facts
    )


QUESTION = Question(
    number="Q11",
    claim="exception_upheld",
    asks={
        "en": "Where it was decided first: was there cause, and consultation after?",
        "sv": "När beslut fattades först: fanns skäl, och skedde samverkan efteråt?",
    },
    judge=judge,
)
