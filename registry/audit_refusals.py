"""What `samverkan audit` refuses, where nothing found would be taken for an answer."""

from collections.abc import Iterable
from datetime import datetime

from api.address import BASE
from api.filters import ANSWERED_AT, AS_SUCH, QUALIFIERS
from domain.agency_state import Agency
from projections.lists import VerdictFilter
from projections.verdicts import WHOLE
from registry.terminal import err


class BackwardsError(Exception):
    """The days asked for end before they begin."""


class NotListedError(Exception):
    """The question has no verdicts in lists, so that none found would mean nothing."""


class UnknownNameError(Exception):
    """There is nothing of that name, so that nothing found would mean nothing."""


def refuse_backwards(start: datetime | None, end: datetime | None) -> None:
    """Refuse days of which there are none.

    Raises: BackwardsError.
    """
    if start and end and end < start:
        days = f"--from {start:%Y-%m-%d} --to {end:%Y-%m-%d}"
        raise BackwardsError(f"{days}: the last day comes before the first.")


def refuse_unlisted(questions: Iterable[str]) -> None:
    """Refuse a question that is answered elsewhere, and tell where.

    Raises: NotListedError.
    """
    if elsewhere := [number for number in questions if number in ANSWERED_AT]:
        told = (f"{n} is answered at {BASE}{ANSWERED_AT[n]}." for n in elsewhere)
        raise NotListedError(f"No verdicts in lists: {' '.join(told)}")


def tell_as_such(wanted: VerdictFilter) -> None:
    """Tell a party's auditor which verdicts no party's list holds."""
    asked = [n for n in AS_SUCH if wanted.questions is None or n in wanted.questions]
    if wanted.party != WHOLE and asked:
        numbers = ", ".join(asked)
        err.print(f"{numbers}: of the matter as such. Ask without --party.")


def refuse_unknown(register: Agency, wanted: VerdictFilter) -> None:
    """Refuse a name of which nothing was found and the register knows nothing.

    Raises: UnknownNameError.
    """
    known = {
        "--party": (wanted.party, {bond.organisation for bond in register.bonds}),
        "--unit": (wanted.unit, {*register.units}),
        "--topic": (wanted.topic, {*register.topics}),
        "--qualifier": (wanted.qualifier, {*QUALIFIERS}),
    }
    for option, (name, names_) in known.items():
        if name and name not in names_:
            listed = ", ".join(sorted(names_)) or "none"
            raise UnknownNameError(
                f"{option} {name}: there is none. Those there are: {listed}."
            )
