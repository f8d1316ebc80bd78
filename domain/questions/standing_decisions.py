"""Which decisions still stand: a clerical correction leaves a decision what it was."""

from domain import when
from domain.base import Recorded
from domain.decision import DecisionChanged, DecisionRevoked
from domain.questions.case import Case, Decided
from domain.remembered import remembered


@remembered
def ended(case: Case) -> dict[str, Recorded]:
    """Return by its id what took each decision back: a revocation, or an amendment."""
    tested = {decided.event.decision_id for decided in case.decisions()}
    takings: list[tuple[Recorded, DecisionRevoked | DecisionChanged]] = [
        *case.of(DecisionRevoked),
        *((e, made) for e, made in case.of(DecisionChanged) if _is_new(made, tested)),
    ]
    return {known_as(case, event.supersedes): entry for entry, event in takings}


def standing_at(case: Case, at: when.When) -> list[tuple[Decided, bool]]:
    """Return the decisions that may have stood at a time, and which surely did.

    The same minute will do. Where one took another's place on that day, one stood.
    """
    over = ended(case)
    standing = []
    for decided in case.decisions():
        begun = when.before(at, decided.moment.occurred)
        taken = over.get(decided.event.decision_id)
        gone = when.before(taken.event.occurred, at) if taken else False
        if begun is not True and gone is not True:
            amended = taken is not None and isinstance(taken.event, DecisionChanged)
            surely = begun is False and (gone is False or amended)
            standing.append((decided, surely))
    return standing


def revocation(case: Case, decision: str) -> Recorded | None:
    """Return what took the decision back, or the last amendment of it; None: it, or
    an amendment of it, stands.
    """
    takings, seen = dict(ended(case)), known_as(case, decision)
    while (entry := takings.pop(seen, None)) is not None:
        if isinstance(entry.event, DecisionRevoked):
            return entry
        assert isinstance(entry.event, DecisionChanged)
        seen = entry.event.decision_id
    return None


@remembered
def known_as(case: Case, decision: str) -> str:
    """Return the id under which a decision was made, of it or a correction of it."""
    tested = {decided.event.decision_id for decided in case.decisions()}
    corrects = {
        made.decision_id: made.supersedes
        for _, made in case.of(DecisionChanged)
        if not _is_new(made, tested)
    }
    while decision in corrects:
        decision = corrects.pop(decision)
    return decision


def _is_new(made: DecisionChanged, tested: set[str]) -> bool:
    """Tell whether it is a decision of its own, and no clerical correction."""
    return made.decision_id in tested
