"""What became of the right to central negotiation: MBL (1976:580) 14 §.

The party disagreed locally. The term (T7) is the agreement's own; no Act sets one.
"""

from datetime import date
from typing import Any

import msgspec

from domain import when
from domain.agreement_state import InForce
from domain.base import Recorded
from domain.negotiation import (
    CentralNegotiationConcluded,
    CentralNegotiationRequested,
    CentralNegotiationWaived,
)
from domain.questions.answer import GRAVITY, Value
from domain.questions.case import Case, Moment, not_after
from domain.questions.judging import Finding, found, timed
from domain.questions.talks import Talks


def centrally(talks: Talks, local: Recorded, governing: InForce | None) -> Finding:
    """The party disagreed locally: what became of its right to central negotiation."""
    asked = talks.of(CentralNegotiationRequested, after=local)
    deadline = _last_day(talks, local, governing)
    if request := _in_time(asked, talks.at, deadline):
        return _central_first(talks, local, request)
    waived = talks.of(CentralNegotiationWaived, after=talks.demand)
    given_up = timed(waived, talks.at, "central_waived", "not_waived_before")
    if given_up.verdict == "compliant":
        return _with_local(given_up, local)
    if governing is None or deadline is None:
        missing = ("the term for requesting central negotiation (T7)",)
        return on_local(local, "undeterminable", "no_term", missing=missing)
    if talks.at.occurred.day > deadline:
        late = found("compliant", "not_requested_in_time", evidence=[local, *asked])
        return msgspec.structs.replace(late, facts={"windowClosesOn": deadline})
    if governing.terms.numbers.waiting_is_a_duty:
        return _not_waited(local, deadline, given_up)
    return _inside_window(talks.case, local, deadline, waived)


def _last_day(talks: Talks, local: Recorded, governing: InForce | None) -> date | None:
    """Return the last day for requesting central negotiation (T7), None: no number."""
    term = governing.terms.numbers.central_negotiation_request if governing else None
    ended = local.event.occurred.day
    return (
        talks.case.calendar(talks.party, ended).deadline(ended, term) if term else None
    )


def _in_time(
    asked: list[Recorded], at: Moment, deadline: date | None
) -> Recorded | None:
    """Return the request that the decision had to wait for: the last by then, else the
    first that came in time after it. With no term, only one by the decision.
    """
    by_then = [e for e, _ in not_after([(e, e.event) for e in asked], at.occurred)]
    if deadline is None:
        return by_then[-1] if by_then else None
    in_time = [e for e in asked if e.event.occurred.day <= deadline]
    first = [e for e in by_then if e in in_time] or in_time[:1]
    return first[-1] if first else None


def _with_local(finding: Finding, local: Recorded) -> Finding:
    return msgspec.structs.replace(finding, evidence=(local, *finding.evidence))


def on_local(local: Recorded, verdict: Value, reason: str, **rest: Any) -> Finding:
    """Return a finding on the local negotiation and the day on which it ended."""
    facts = {"endedOn": local.event.occurred.day, **rest.pop("facts", {})}
    return found(verdict, reason, [local], facts=facts, **rest)


def _central_first(talks: Talks, local: Recorded, request: Recorded) -> Finding:
    """Requested in time: the central negotiation comes before the decision.

    So does a waiver of it, if the party gave up what it had asked for.
    """
    ended = talks.of(CentralNegotiationConcluded, after=request)
    given_up = talks.of(CentralNegotiationWaived, after=request)
    ways = (
        timed(ended, talks.at, "central_before", "central_not_concluded_before"),
        timed(given_up, talks.at, "central_waived", "central_not_concluded_before"),
    )
    finding = max(ways, key=lambda way: GRAVITY.index(way.verdict))
    evidence = [local, request, *finding.evidence]
    facts = {**finding.facts, "requestedOn": request.event.occurred.day}
    return msgspec.structs.replace(finding, evidence=tuple(evidence), facts=facts)


def _not_waited(local: Recorded, deadline: date, given_up: Finding) -> Finding:
    """Where waiting is a duty, no waiver after the decision makes up for it."""
    if given_up.verdict == "undeterminable":
        return _with_local(given_up, local)
    facts = {"windowClosesOn": deadline}
    return on_local(local, "breach", "decided_in_window", facts=facts)


def _inside_window(
    case: Case, local: Recorded, deadline: date, waived: list[Recorded]
) -> Finding:
    """Decided while a request could still come, and none has come.

    A waiver inside the window closes it, though it came after the decision.
    """
    facts, closes = {"windowClosesOn": deadline}, when.day_after(deadline)
    if closing := [e for e in waived if e.event.occurred.day <= deadline]:
        came = closing[-1].event.occurred.day
        given_up = found("compliant", "central_waived", closing, facts={"cameOn": came})
        return _with_local(given_up, local)
    if case.as_of < closes:
        missing = ("whether central negotiation is requested in time",)
        return on_local(
            local,
            "undeterminable",
            "window_open",
            missing=missing,
            holds_until=closes,
            facts=facts,
        )
    return on_local(local, "compliant", "decided_in_window", facts=facts)
