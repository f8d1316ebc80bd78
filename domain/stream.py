"""How a history grows: a claim is admitted or refused, and folded in.

The same for the three kinds of stream: an issue, an agreement, the agency's register.
Each has a table of laws, one line an event (domain/lifecycle.py is the one to read).
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from domain import standing, target, when
from domain.base import Event, Recorded, Refused, Role, kind
from domain.contradiction import contradicting, contradicts
from domain.correction import Change, EventCorrected
from domain.standing import Challenge, Standing

E = TypeVar("E", bound=Event)
S = TypeVar("S")
F = TypeVar("F")

Whole = Callable[[Event, Sequence[Recorded], S, F], None]
"""Refuses what the whole history speaks against, the annulled entries too."""

Rule = Callable[[Challenge, frozenset[Role]], bool]
"""Tells whether a change stays disputed, of a kind that those roles may record."""

CLOCK_LEEWAY = timedelta(minutes=1)
"""How far ahead of the server a client's clock may be: times are whole minutes."""


class OccurredInFuture(Refused):
    """An event {kind} is said to have occurred {occurred}, but it is {now} here.
    Record it once it has happened.
    """

    rule = "0.2"
    sv = """Händelsen {kind} sägs ha inträffat {occurred}, men klockan är {now} här.
    Registrera den när den har hänt."""


@dataclass(frozen=True, slots=True)
class Law(Generic[S, F]):
    """One line of a table: who may record the event, when, and what it changes."""

    event: type[Event]
    by: frozenset[Role]
    during: Callable[[S], None]
    admit: Callable[[Any, S, F], None]
    evolve: Callable[[S, Any], S]


def law(
    event: type[E],
    by: frozenset[Role],
    during: Callable[[S], None],
    admit: Callable[[E, S, F], None],
    evolve: Callable[[S, E], S],
) -> Law[S, F]:
    """Return the line, its functions checked against the event's type."""
    return Law(event, by, during, admit, evolve)


def anything(_: object, __: object, ___: object) -> None:
    """Nothing more: it cannot contradict the record."""


def whatever_was(_: Event, __: object, ___: object, ____: object) -> None:
    """Nothing more: the whole history has no say of its own."""


def nothing(state: S, _: object) -> S:
    """Return *state* as it was: admission need not remember the event."""
    return state


class Lifecycle(Generic[S, F]):
    """The laws of one kind of stream, applied to a history."""

    def __init__(
        self,
        start: S,
        laws: Iterable[Law[S, F]],
        disputed: Rule = standing.undisputed,
        in_whole: "Whole[S, F]" = whatever_was,
    ) -> None:
        self.start = start
        self.laws = {line.event: line for line in laws}
        self.kinds = {kind(event): event for event in self.laws}
        self._rule = disputed
        self.in_whole = in_whole

    def admit(
        self, claim: Recorded, history: Sequence[Recorded], surroundings: F
    ) -> None:
        """Return if *claim* may follow *history*, oldest first.

        Raises: Refused, when the record would contradict itself.
        """
        self.admission(history, surroundings).admit(claim)

    def admission(
        self,
        history: Sequence[Recorded],
        surroundings: F,
        unseen: Collection[str] = (),
    ) -> "Admission[S, F]":
        """Return where claims are admitted one after the other, after *history*.

        *unseen*: the ids of entries that do not exist for whoever claims.
        """
        return Admission(self, history, surroundings, unseen)

    def effective(
        self, history: Sequence[Recorded], *, without: Collection[str] = ()
    ) -> list[Recorded]:
        """Return the events that stand; see `standing.effective`."""
        return standing.effective(history, self._disputed, without=without)

    def disputes(self, history: Sequence[Recorded]) -> list[str]:
        """Return the ids of the corrections that stay disputed, oldest first."""
        return standing.disputes(history, self._disputed)

    def _disputed(self, challenge: Challenge) -> bool:
        return self._rule(challenge, self.by(challenge.target.event))

    def fold(self, entries: Iterable[Recorded]) -> S:
        """Return what admission must remember of the events that stand."""
        state = self.start
        for entry in entries:
            state = self.laws[type(entry.event)].evolve(state, entry.event)
        return state

    def by(self, event: Event) -> frozenset[Role]:
        """Return the roles that record events of that kind."""
        return self.laws[type(event)].by

    def admitted_now(self, state: S) -> list[Law[S, F]]:
        """Return the laws whose events the stage does not stop."""
        return [line for line in self.laws.values() if _stands(line, state)]

    def admit_one(self, claim: Recorded, state: S, surroundings: F) -> None:
        """Return if the claim may be folded into *state*; else raise its refusal."""
        line = self.laws[type(claim.event)]
        self._not_in_future(claim)
        line.during(state)
        line.admit(claim.event, state, surroundings)

    def _not_in_future(self, claim: Recorded) -> None:
        occurred = claim.event.occurred
        if when.earliest(occurred) > claim.recorded_at + CLOCK_LEEWAY:
            raise OccurredInFuture(
                kind=kind(claim.event),
                occurred=occurred.minute or occurred.day,
                now=claim.recorded_at.isoformat(timespec="minutes"),
            )


class Admission(Generic[S, F]):
    """A history that grows by the claims that are admitted to it."""

    def __init__(
        self,
        laws: Lifecycle[S, F],
        history: Sequence[Recorded],
        surroundings: F,
        unseen: Collection[str] = (),
    ) -> None:
        self._unseen = unseen
        self._laws = laws
        self._surroundings = surroundings
        self.history = list(history)
        self.standing = standing.stands(history)
        """What stands of the history, by event id."""
        self.state = laws.fold(self.standing.values())
        """What is remembered of what stands."""

    def admit(self, claim: Recorded) -> None:
        """Add the claim, or raise the refusal and leave all as it was."""
        event, laws = claim.event, self._laws
        laws.admit_one(claim, self.state, self._surroundings)
        laws.in_whole(event, self.history, self.state, self._surroundings)
        if isinstance(event, Change):
            self.state, self.standing = self._changed(claim, event)
        else:
            self.state = laws.laws[type(event)].evolve(self.state, event)
            self.standing[claim.id] = claim
        self.history.append(claim)

    def _changed(self, claim: Recorded, change: Change) -> tuple[S, Standing]:
        """Return what is remembered once the claim has changed it, and what stands.

        Raises: Refused: 0.10, or one of 32.1 to 33.1.
        """
        history, unseen = self.history, self._unseen
        about = target.admit_target(change, history, unseen)
        by, was = self._laws.by(about.event), self.standing.get(about.id, about)
        target.may_change(change, was.event, by, history, unseen)
        if isinstance(change, EventCorrected):
            with target.quoting(change, history):
                stands = standing.with_correction(self.standing, change)
            became = stands[about.id].event
            target.stays_its_own(change, was.event, became, by)
            with contradicting(change, hidden=False):
                target.fits_its_actor(was.event, became, by)
        else:
            with contradicting(change, hidden=bool(unseen)):
                stands = standing.with_annulment(self.standing, claim, history)
        return self._folded_anew(change, stands, about.version), stands

    def _folded_anew(self, change: Change, stands: Standing, since: int) -> S:
        """Return what is remembered of what then stands, admitted in its order from
        the version *since* on (32.4, 33.1).

        What would be refused without the change too (the register has changed since)
        is not its doing.
        """
        laws, state, already = self._laws, self._laws.start, None
        for entry in stands.values():
            if entry.version >= since:
                try:
                    laws.admit_one(entry, state, self._surroundings)
                except Refused as because:
                    already = self._refused_anyway() if already is None else already
                    if (entry.id, because.rule) not in already:
                        hidden = entry.id in self._unseen
                        raise contradicts(change, because, hidden=hidden) from because
            state = laws.laws[type(entry.event)].evolve(state, entry.event)
        return state

    def _refused_anyway(self) -> set[tuple[str, str]]:
        """Return the entries that stand and would be refused now, with the article."""
        state, found = self._laws.start, set()
        for entry in self.standing.values():
            try:
                self._laws.admit_one(entry, state, self._surroundings)
            except Refused as because:
                found.add((entry.id, because.rule))
            state = self._laws.laws[type(entry.event)].evolve(state, entry.event)
        return found


def _stands(line: Law[S, F], state: S) -> bool:
    try:
        line.during(state)
    except Refused:
        return False
    return True
