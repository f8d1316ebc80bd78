"""Histories in tests: `given(lifecycle, *events).when(event).refused("A1.3")`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import pytest

from domain import when
from domain.base import Event, Recorded, Refused
from domain.stream import Lifecycle

S = TypeVar("S")
F = TypeVar("F")


def recorded(*events: Event, after: Iterable[Recorded] = ()) -> list[Recorded]:
    """Return *after*, then the events: e1, e2 …, a minute after each occurred."""
    history = list(after)
    for event in events:
        version = len(history) + 1
        entry = Recorded(f"e{version}", version, _noticed(event, history), event)
        history.append(entry)
    return history


def _noticed(event: Event, history: list[Recorded]) -> datetime:
    soon = when.latest(event.occurred) + timedelta(minutes=1)
    return max(soon, history[-1].recorded_at) if history else soon


class Given(Generic[S, F]):
    """A history that the lifecycle admits, and perhaps a claim upon it."""

    def __init__(
        self,
        lifecycle: Lifecycle[S, F],
        history: list[Recorded],
        surroundings: F,
        claim: Recorded | None = None,
    ) -> None:
        self.lifecycle = lifecycle
        self.history = history
        self.surroundings = surroundings
        self.claim = claim

    def when(self, event: Event, recorded_at: datetime | None = None) -> "Given[S, F]":
        """Return the same history with *event* claimed after it."""
        *_, claim = recorded(event, after=self.history)
        if recorded_at is not None:
            claim = Recorded(claim.id, claim.version, recorded_at, event)
        return Given(self.lifecycle, self.history, self.surroundings, claim)

    def admitted(self) -> S:
        """Fail if the claim is refused; return what is then remembered."""
        assert self.claim is not None, "say .when(event) first"
        self.lifecycle.admit(self.claim, self.history, self.surroundings)
        return self.folded()

    def refused(self, rule: str) -> Refused:
        """Fail unless the claim is refused by *rule*, in two whole sentences."""
        assert self.claim is not None, "say .when(event) first"
        with pytest.raises(Refused) as refusal:
            self.lifecycle.admit(self.claim, self.history, self.surroundings)
        assert rule == refusal.value.rule, refusal.value.sentence()
        for language in ("en", "sv"):
            assert refusal.value.sentence(language).endswith(".")
        return refusal.value

    def folded(self) -> S:
        """Return what admission remembers of the history, and of the claim if any."""
        history = self.history + ([self.claim] if self.claim else [])
        return self.lifecycle.fold(self.lifecycle.effective(history))


def given(
    lifecycle: Lifecycle[S, F], *events: Event, surroundings: Any = None
) -> Given[S, F]:
    """Return the history of *events*, oldest first, each admitted in its turn."""
    history: list[Recorded] = []
    for entry in recorded(*events):
        lifecycle.admit(entry, history, surroundings)
        history.append(entry)
    return Given(lifecycle, history, surroundings)
