"""What corrections and removals do to verdicts: property tests over all questions."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.agreement_state import Framework
from domain.base import Actor, Recorded, Refused, Role, as_json
from domain.consultation import ConsultationConcluded
from domain.correction import EventAnnulled, EventCorrected
from domain.information import InformationProvided
from domain.lifecycle import LIFECYCLE
from domain.meeting import DocumentsDispatched, ForumSummoned, MeetingHeld
from domain.negotiation import LocalNegotiationConcluded
from domain.questions import QUESTIONS
from domain.questions.answer import answers, look
from tests.issues import LONG_AFTER
from tests.questions.test_always import FAST, histories

CONSULTATION = (
    ConsultationConcluded,
    DocumentsDispatched,
    ForumSummoned,
    InformationProvided,
    LocalNegotiationConcluded,
    MeetingHeld,
)
"""What shows that the parties were summoned, met, informed, or negotiated with."""

CHANGED: dict[str, Any] = {"occurredOn": "2026-02-02", "level": "csg"}
"""Fields that a correction may set and set back, with what is put there."""


def said(entries: Sequence[Recorded], among: Framework) -> dict[Any, tuple[str, str]]:
    """Return verdict and reason of every question, party and decision."""
    looked = look(entries, among, LONG_AFTER, LONG_AFTER)
    found = answers(QUESTIONS.values(), looked)
    return {
        (each.question, each.party, each.decision, each.about): (
            each.verdict,
            each.reason,
        )
        for answer in found.values()
        for each in answer.verdicts
    }


def with_correction(
    entries: list[Recorded], among: Framework, target: str, change: tuple[str, Any, Any]
) -> list[Recorded] | None:
    """Return the history with the correction of a field; None where it is refused."""
    field, old, new = change
    event = EventCorrected(
        actor=Actor(role=Role.MINUTES_SECRETARY),
        occurred_at=entries[-1].recorded_at,
        target=target,
        field=f"/{field}",
        old=old,
        new=new,
        reason="A slip.",
    )
    return _followed(entries, among, event)


def without(
    entries: list[Recorded], among: Framework, target: str
) -> list[Recorded] | None:
    """Return the history in which that entry was annulled; None where refused."""
    event = EventAnnulled(
        actor=Actor(role=Role.MINUTES_SECRETARY),
        occurred_at=entries[-1].recorded_at,
        target=target,
        reason="It never happened.",
    )
    return _followed(entries, among, event)


def _followed(
    entries: list[Recorded], among: Framework, event: EventCorrected | EventAnnulled
) -> list[Recorded] | None:
    last = entries[-1]
    told = last.recorded_at + timedelta(minutes=1)
    entry = Recorded(f"e{last.version + 1}", last.version + 1, told, event)
    try:
        LIFECYCLE.admit(entry, entries, among)
    except Refused:
        return None
    return [*entries, entry]


@given(histories(), st.data())
@FAST
def test_correcting_back_restores_every_verdict(
    case: tuple[list[Recorded], Framework], data: st.DataObject
) -> None:
    """Q: a correction and its opposite leave each verdict as it was."""
    entries, among = case
    standing = LIFECYCLE.effective(entries)
    if not standing:
        return
    entry = data.draw(st.sampled_from(standing))
    field = data.draw(st.sampled_from(sorted(CHANGED)))
    found = as_json(entry.event)
    if field not in found or found[field] == CHANGED[field]:
        return
    old, new = found[field], CHANGED[field]
    changed = with_correction(entries, among, entry.id, (field, old, new))
    restored = changed and with_correction(changed, among, entry.id, (field, new, old))
    if not restored or LIFECYCLE.disputes(restored):
        return

    before, after = said(entries, among), said(restored, among)
    assert {k: v for k, v in before.items() if k[0] != "Q18"} == {
        k: v for k, v in after.items() if k[0] != "Q18"
    }


@given(histories(), st.data())
@FAST
def test_less_consultation_makes_nothing_compliant(
    case: tuple[list[Recorded], Framework], data: st.DataObject
) -> None:
    """Q: without some summons, meeting or conclusion no verdict turns compliant.

    But Q9, which asks whether the decision is what was concluded last: a conclusion
    that is gone may have been the one against it.
    """
    entries, among = case
    shown = [
        entry
        for entry in LIFECYCLE.effective(entries)
        if isinstance(entry.event, CONSULTATION)
    ]
    if not shown:
        return
    gone = without(entries, among, data.draw(st.sampled_from(shown)).id)
    if gone is None or LIFECYCLE.disputes(gone):
        return

    before, after = said(entries, among), said(gone, among)
    better = {
        subject: (before.get(subject), verdict)
        for subject, verdict in after.items()
        if verdict[0] == "compliant"
        and subject[0] != "Q9"
        and subject in before
        and before[subject][0] != "compliant"
    }
    assert {} == better


@given(histories(), st.data())
@FAST
def test_a_verdict_holds_until_a_time_to_come(
    case: tuple[list[Recorded], Framework], data: st.DataObject
) -> None:
    """Q: judged again when it falls due, no verdict is due still."""
    entries, among = case
    now = data.draw(st.sampled_from(entries)).recorded_at
    until = answers(QUESTIONS.values(), look(entries, among, now, LONG_AFTER))
    for _ in range(3):
        moments = [a.overall.holds_until for a in until.values()]
        later = [moment for moment in moments if moment]
        assert all(moment > now for moment in later)
        if not later:
            return
        now = min(later)
        until = answers(QUESTIONS.values(), look(entries, among, now, LONG_AFTER))
