"""Events of an issue, and short histories of it, for the tests of law and questions.

Every event is made by `happened`, which finds an actor who may record it. A history
is admitted event by event, its rounds stamped as the recorder does.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import pytest

from domain import when
from domain.agreement_state import Framework
from domain.base import Actor, Answer, Event, Recorded, Refused, Role
from domain.classification import Basis, Classification, IssueClassified
from domain.consultation import ConsultationConcluded, Outcome
from domain.correction import EventAnnulled, EventCorrected
from domain.decision import DecisionMade
from domain.exception import ExceptionInvoked
from domain.issue import Issue, IssueEvent, stamped
from domain.lifecycle import LIFECYCLE
from domain.meeting import Attendance, DocumentsDispatched, ForumSummoned, MeetingHeld
from domain.negotiation import LocalNegotiationConcluded, NegotiationDemanded
from domain.questions import QUESTIONS
from domain.questions.answer import Answered, Verdict, answer
from domain.raising import IssueRaised
from domain.when import STOCKHOLM
from tests.worked_example import LSG, ORGANISATIONS, ST, UNIT, framework, union

E = TypeVar("E", bound=Event)
Claim = Event | tuple[Event, datetime]
"""An event, and when it was recorded where that is not soon after it occurred."""

FRAMEWORK = framework()
NO_FLAGS = {
    "contractor_use": Answer.NO,
    "redundancy": Answer.NO,
    "transfer": Answer.NO,
    "individual_matter": Answer.NO,
    "dispute": Answer.NO,
}


def on(month: int, day: int) -> date:
    """Return a day of 2026."""
    return date(2026, month, day)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a minute of 2026 in Stockholm."""
    return datetime(2026, month, day, hour, minute, tzinfo=STOCKHOLM)


LONG_AFTER = at(12, 31)
RAISED_ON, CLASSIFIED_ON, DECIDED_ON = on(1, 26), on(1, 28), on(3, 25)


def happened(kind: type[E], time: date, **fields: Any) -> E:
    """Return the event, on a day or at a minute, by someone who may record it."""
    stated: dict[str, Any] = {
        "occurred_at" if isinstance(time, datetime) else "occurred_on": time
    }
    by = LIFECYCLE.laws[kind].by
    party = fields.get("party", ST)
    roles = (Role.MANAGER, Role.MINUTES_SECRETARY, Role.AUDITOR)
    role = next((role for role in roles if role in by), Role.UNION_REPRESENTATIVE)
    own = union(party) if role is Role.UNION_REPRESENTATIVE else Actor(role=role)
    return kind(**({"actor": own} | stated | fields))


def raised(time: date = RAISED_ON, **fields: Any) -> IssueRaised:
    """Return that a significant change of premises was raised, with nothing special."""
    stated: dict[str, Any] = {
        "title": "An activity-based office",
        "topic": "premises",
        "unit": UNIT,
        "stage": "idea",
        "raised_by": Role.MANAGER,
        "significant_change": Answer.YES,
    }
    return happened(IssueRaised, time, **(stated | NO_FLAGS | fields))


def classified(
    time: date = CLASSIFIED_ON,
    level: str = LSG,
    parties: Sequence[str] = ORGANISATIONS,
    basis: Basis | None = None,
    **fields: Any,
) -> IssueClassified:
    """Return that the matter of each party is decided at that level."""
    tracks = tuple(
        Classification(party=party, track="consultation", level=level, basis=basis)
        for party in parties
    )
    return happened(IssueClassified, time, parties=tracks, **fields)


def summoned(
    time: date, to: datetime, parties: Sequence[str] = ORGANISATIONS, **fields: Any
) -> ForumSummoned:
    """Return that the group of the level was summoned, LSG unless said."""
    stated: dict[str, Any] = {"forum": "group", "level": LSG, "meeting_at": to}
    return happened(ForumSummoned, time, **(stated | {"parties": parties} | fields))


def dispatched(
    time: date, parties: Sequence[str] = ORGANISATIONS, **fields: Any
) -> DocumentsDispatched:
    """Return that documents on version 1 were sent."""
    stated: dict[str, Any] = {"parties": parties, "proposal_version": 1}
    return happened(DocumentsDispatched, time, **(stated | fields))


def held(
    time: date,
    absent: Sequence[str] = (),
    not_summoned: Sequence[str] = (),
    present: Sequence[str] = ORGANISATIONS,
    **fields: Any,
) -> MeetingHeld:
    """Return that the group met, the employer and *present* there."""
    presences = {
        **dict.fromkeys(present, "present"),
        **dict.fromkeys(absent, "absent"),
        **dict.fromkeys(not_summoned, "not_summoned"),
    }
    rows = [Attendance(role=Role.MANAGER, presence="present")]
    rows += [
        Attendance(role=Role.UNION_REPRESENTATIVE, party=party, presence=presence)
        for party, presence in presences.items()
    ]
    stated: dict[str, Any] = {"forum": "group", "level": LSG, "attendance": rows}
    return happened(MeetingHeld, time, **(stated | fields))


def concluded(
    time: date,
    outcome: str = "consensus",
    parties: Sequence[str] = ORGANISATIONS,
    **fields: Any,
) -> ConsultationConcluded:
    """Return that consultation on version 1 at LSG ended so for the parties."""
    outcomes = tuple(Outcome(party=party, outcome=outcome) for party in parties)
    stated: dict[str, Any] = {"level": LSG, "proposal_version": 1, "outcomes": outcomes}
    return happened(ConsultationConcluded, time, **(stated | fields))


def decided(time: date = DECIDED_ON, **fields: Any) -> DecisionMade:
    """Return that the manager decided on version 1."""
    stated: dict[str, Any] = {
        "decision_id": "d1",
        "proposal_version": 1,
        "content_ref": "RV 2026/114-14",
        "decided_by": Role.MANAGER,
        "others_present": (),
    }
    return happened(DecisionMade, time, **(stated | fields))


def demanded(
    time: date, party: str = ST, basis: str = "11", by: str = "employer", **fields: Any
) -> NegotiationDemanded:
    """Return that negotiation with the party was demanded."""
    stated: dict[str, Any] = {"party": party, "basis": basis, "by": by}
    if by == "union":
        stated["actor"] = union(party)
    return happened(NegotiationDemanded, time, written=True, **(stated | fields))


def ended(
    time: date, party: str = ST, how: str = "agreement", **fields: Any
) -> LocalNegotiationConcluded:
    """Return that the local negotiation ended."""
    return happened(
        LocalNegotiationConcluded, time, **({"party": party, "how": how} | fields)
    )


def invoked(
    time: date, cause: str = "extraordinary", **fields: Any
) -> ExceptionInvoked:
    """Return that there was cause to decide first: special under 12 §, else 11 §."""
    stated: dict[str, Any] = {
        "section": "11" if cause == "extraordinary" else "12",
        "grounds": "The ceiling fell in.",
        "decided_by": Role.MANAGER,
    }
    return happened(ExceptionInvoked, time, cause=cause, **(stated | fields))


def corrected(
    time: date, target: str, field: str, old: Any, new: Any, **fields: Any
) -> EventCorrected:
    """Return that a field of an earlier event was corrected."""
    stated: dict[str, Any] = {"target": target, "field": field, "old": old, "new": new}
    return happened(EventCorrected, time, reason="A slip.", **(stated | fields))


def annulled(time: date, target: str, **fields: Any) -> EventAnnulled:
    """Return that an earlier event no longer counts."""
    stated: dict[str, Any] = {"target": target, "reason": "It never happened."}
    return happened(EventAnnulled, time, **(stated | fields))


def history(*claims: Claim, among: Framework = FRAMEWORK) -> list[Recorded]:
    """Return the entries e1, e2 …, each admitted in its turn."""
    entries: list[Recorded] = []
    for claim in claims:
        entries.append(_admitted(claim, entries, among))
    return entries


def refused(
    rule: str, claim: Claim, entries: list[Recorded], among: Framework = FRAMEWORK
) -> Refused:
    """Fail unless the claim is refused by *rule*, with two whole sentences."""
    with pytest.raises(Refused) as refusal:
        _admitted(claim, entries, among)
    assert rule == refusal.value.rule, refusal.value.sentence()
    for language in ("en", "sv"):
        assert refusal.value.sentence(language).endswith(".")
    return refusal.value


def admitted(
    claim: Claim, entries: list[Recorded], among: Framework = FRAMEWORK
) -> Issue:
    """Return what is remembered once the claim is admitted."""
    more = [*entries, _admitted(claim, entries, among)]
    return LIFECYCLE.fold(LIFECYCLE.effective(more))


def _admitted(claim: Claim, entries: list[Recorded], among: Framework) -> Recorded:
    event, recorded_at = claim if isinstance(claim, tuple) else (claim, None)
    if isinstance(event, IssueEvent):
        event = stamped(event, LIFECYCLE.fold(LIFECYCLE.effective(entries)))
    soon = when.latest(event.occurred) + timedelta(minutes=1)
    recorded_at = recorded_at or soon
    if entries:
        recorded_at = max(recorded_at, entries[-1].recorded_at)
    version = len(entries) + 1
    entry = Recorded(f"e{version}", version, recorded_at, event)
    LIFECYCLE.admit(entry, entries, among)
    return entry


def answered(
    question: str,
    entries: Sequence[Recorded],
    as_of: datetime = LONG_AFTER,
    known_as_of: datetime | None = None,
    among: Framework = FRAMEWORK,
) -> Answered:
    """Return the whole answer, as known at the end of time unless said."""
    known = known_as_of or datetime.max.replace(tzinfo=STOCKHOLM) - timedelta(days=9)
    return answer(QUESTIONS[question], entries, among, as_of, known)


def judged(
    question: str, entries: Sequence[Recorded], party: str = ST, **asked: Any
) -> Verdict:
    """Return the verdict for the party on the decision made last."""
    found = answered(question, entries, **asked).verdicts
    return [verdict for verdict in found if verdict.party in (party, None)][-1]


def verdict(
    question: str, entries: Sequence[Recorded], party: str = ST, **asked: Any
) -> tuple[str, str]:
    """Return verdict and reason for the party on the decision made last."""
    found = judged(question, entries, party, **asked)
    return found.verdict, found.reason
